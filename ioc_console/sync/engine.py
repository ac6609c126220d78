"""The sync engine: pulling, waiting and sending over ports. No thread, no process, no clock of its own.

Whoever drives it calls `pull`, `wait` and `due`/`send`, each as soon as its rest is over or `wake` named it. The
worker process does so with threads; a simulator does so in any order, with any clock, line and disk it likes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Literal

from ioc_console.sync.centre_clock import CentreClock
from ioc_console.sync.keeping import Keeper
from ioc_console.sync.line import Clock, Http
from ioc_console.sync.link import LinkState
from ioc_console.sync.looking import Looker
from ioc_console.sync.pulling import Puller
from ioc_console.sync.sending import AT_ONCE, Sender
from ioc_console.sync.tokens import SignedLine, Tokens
from ioc_console.sync.waiting import Waiter
from ioc_domain.channel import Event, Failure, Link, LinkChanged, RowsChanged, TokenRenewed
from local_cache.outbox import Outbox, OutboxError, SavedCommand
from local_cache.pages import forget_settled
from local_cache.store import Writer
from local_cache.sync_state import write_state

KEEP_AGAIN = (20.0, 60.0)
"""Seconds, drawn at random, before files are asked for again on a line that is down."""
LONG_REST = 3600.0

Loop = Literal["pull", "wait", "send", "keep"]


@dataclass(frozen=True)
class Ports:
    """Everything the engine touches of the world. `wake` tells a loop to come early, after so many seconds."""

    http: Http
    writer: Writer
    outbox: Outbox
    parts: Path
    clock: Clock
    random: Random
    background: Executor
    """Fetches the part after the next; an inline executor makes the engine single-threaded."""
    emit: Callable[[Event], None]
    wake: Callable[[Loop, float], None]


class SyncEngine:
    """One session of one account with one data centre."""

    def __init__(
        self, ports: Ports, account: str, access: str, refresh: str, *, device: str = "", lease_key: str = ""
    ) -> None:
        """`device`: this console's name, known from the outbox where it is not given; `lease_key`: given by a new
        sign-in."""
        self.clock = CentreClock(ports.clock, ports.writer.state().clock_offset)
        self._ports = ports = replace(ports, clock=self.clock)
        self._lease_key = lease_key
        self._account = account
        self.tokens = Tokens(access, refresh, lambda token: ports.emit(TokenRenewed(refresh=token)))
        line = SignedLine(ports.http, self.tokens)
        self.link = LinkState(self.clock, self._link_changed, ports.writer.state().last_pull)
        self.sender = Sender(
            line, ports.outbox, account, ports.clock, ports.random, ports.emit, lambda: self._wake_pull(0.0),
            device,
        )
        self.puller = Puller(
            line, ports.writer, self.link, self.clock, ports.random, self._pulled, ports.parts, ports.background,
            self._settle, self._all_read,
        )  # fmt: skip
        self.keeper = Keeper(line, ports.outbox.evidence, ports.emit)
        self.looker = Looker(line, ports.emit)
        self.waiter = Waiter(line, self.puller, ports.random, self._wake_pull, self._confirm)
        self._pull_at = 0.0
        self._was_online = False
        # Wishes of other threads, met by the sending loop: only there may the outbox fail without harm.
        self._nudged = False
        self._asked_for: list[str] = []
        self._signed_in = False
        self._unseen: frozenset[tuple[str, str]] = frozenset()

    def begin(self) -> None:
        """Tell the console how things stand, and make up for what the last process left half done in the cache.

        `sender.begin` does the same for the outbox.
        """
        self.link.repeat()
        write_state(self._ports.writer.connection, account=self._account)
        left = self._ports.writer.connection.execute("SELECT id FROM settled").fetchall()
        self._settle(tuple(row[0] for row in left), self._ports.writer.state().applied_to)
        self._keep_evidence()

    def sign_in(self, access: str, refresh: str, lease_key: str = "") -> None:
        """Tokens of a new sign-in of the same account; any thread."""
        self.tokens.replace(access, refresh)
        self._signed_in = True
        self._lease_key = lease_key
        self.puller.request_manifest()
        self.pull_now()
        self.send_now()

    # --- what the loops call ---

    def pull(self) -> float:
        """One step of pulling; returns seconds to rest."""
        now = self._ports.clock.steady()
        if self._lease_key:
            self._pin()
        if self._pull_at and now >= self._pull_at:
            self._pull_at = 0.0
            self.puller.request()
        rest = self.puller.step()
        return min(rest, max(0.0, self._pull_at - now)) if self._pull_at else rest

    def wait(self) -> float:
        """One long-poll; returns seconds to rest."""
        return self.waiter.step()

    def due(self, free: int = AT_ONCE) -> list[SavedCommand]:
        """Commands to send now, at most `free`. Raises what the outbox raises; ask again later then."""
        if self._signed_in:
            self.sender.begin()
            self._signed_in = False
        if self._nudged:
            self._nudged = False
            self.sender.nudge()
        while self._asked_for:
            self.sender.nudge_one(self._asked_for[0])
            self._asked_for.pop(0)
        return self.sender.due(free)

    def send(self, command: SavedCommand) -> None:
        """One attempt to send one command; any thread."""
        self.sender.send(command)
        if self.tokens.signed_out:
            self._wake_pull(0.0)

    def keep(self) -> float:
        """One step of fetching files; returns seconds to rest."""
        if self.keeper.idle:
            return LONG_REST
        return 0.0 if self.keeper.step() else self._ports.random.uniform(*KEEP_AGAIN)

    # --- what a person asks for ---

    def pull_now(self) -> None:
        """Pull at once, whatever pause was agreed."""
        self._wake_pull(0.0)

    def send_now(self, command_id: str = "") -> None:
        """Send at once what waits; with `command_id` that one only, and what must go before it."""
        if command_id:
            self._asked_for.append(command_id)
        else:
            self._nudged = True
        self._ports.wake("send", 0.0)

    def keep_files(self, names: list[str]) -> None:
        """Fetch files a person wants to see."""
        self.keeper.ask(names)
        self._ports.wake("keep", 0.0)

    # --- between the parts ---

    def _pulled(self, event: Event) -> None:
        """Tell the console; requests that came bring their evidence along. Runs where the cache is written."""
        self._ports.emit(event)
        if isinstance(event, RowsChanged) and "explanation_request" in event.tables:
            self._keep_evidence()

    def _pin(self) -> None:
        """A person signed in with a password: the key that came with the answer is the one to trust from now on."""
        with self._ports.writer.errors():
            write_state(self._ports.writer.connection, lease_key=self._lease_key)
        self._lease_key = ""

    def _keep_evidence(self) -> None:
        self.keeper.ask_for_requests(self._ports.writer.connection)
        if not self.keeper.idle:
            self._ports.wake("keep", 0.0)

    def _wake_pull(self, seconds: float) -> None:
        if seconds > 0:
            self._pull_at = self._ports.clock.steady() + seconds
        else:
            self.puller.request()
        self._ports.wake("pull", seconds)

    def _confirm(self) -> None:
        self.puller.confirm()
        self._ports.wake("pull", 0.0)

    def _link_changed(self, link: LinkChanged) -> None:
        self._ports.emit(link)
        online = link.state is Link.ONLINE
        if online and not self._was_online:
            self.send_now()
            self._ports.wake("keep", 0.0)
        elif link.state is Link.SIGNED_OUT:
            self._ports.wake("send", 0.0)
        self._was_online = online

    def _settle(self, ids: tuple[str, ...], applied_to: int) -> None:
        """The mirror shows these commands. Outbox first: should the process die here, the cache still knows them."""
        try:
            if self._ports.outbox.settle(ids, applied_to, int(self._ports.clock.now())):
                self.sender.report()
        except (sqlite3.Error, OutboxError) as error:
            # They stay noted in the cache and are settled at the next start.
            self._ports.emit(Failure(code="outbox_not_written", detail=f"{type(error).__name__}: {error}"))
            return
        if ids:
            forget_settled(self._ports.writer.connection, ids)

    def _all_read(self) -> None:
        """The last page is in. What was received before that pull began, and lies beyond the end of the feed, is
        something that the data centre has lost: it was set back to an older backup. It is sent again."""
        self._ports.wake("wait", 0.0)
        unseen = frozenset(one for one in self._ports.outbox.unseen if one[1] == self._account)
        lost = sorted(command for command, _ in unseen & self._unseen)
        # What was answered while the page was under way is looked at once more.
        self._unseen = frozenset() if lost else unseen
        if unseen and not lost:
            self._wake_pull(1.0)
        if not lost:
            return
        try:
            self._ports.outbox.ask_again(lost, int(self._ports.clock.now()))
            self.sender.report()
        except (sqlite3.Error, OutboxError) as error:
            self._ports.emit(Failure(code="outbox_not_written", detail=f"{type(error).__name__}: {error}"))
            return
        self._ports.wake("send", 0.0)
