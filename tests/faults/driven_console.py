"""A console's sync without its process: the real engine, line, cache and outbox, one step at a time.

What a step does is over when it returns, so that a test can look at the files after each of thousands of faults.
Time is the test's: pauses are not waited for, they are passed over.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from pathlib import Path
from random import Random
from typing import Any

from ioc_console.sign_in import Granted, sign_in
from ioc_console.sync.engine import Ports, SyncEngine
from ioc_console.sync.http import RequestsHttp
from ioc_console.sync.line import Answer
from ioc_domain.channel import Event
from ioc_domain.codes import CommandState
from ioc_domain.commands import Payload
from local_cache.outbox import Outbox, PendingCommand, SavedCommand
from local_cache.store import open_writer
from tests.sync.processes import PASSWORD

DEVICE = "phòng thí nghiệm"
SIGN_IN_EVERY = 300.0
"""Real seconds: well within the life of an access token."""


class TestClock:
    """Time that stands still until it is moved. `now` starts at a time given, because tokens have real times."""

    __test__ = False

    def __init__(self, now: float) -> None:
        self._now, self._steady = now, 0.0

    def now(self) -> float:
        """Seconds since 1970."""
        return self._now

    def steady(self) -> float:
        """Seconds since the start of the test."""
        return self._steady

    def step(self, seconds: float) -> None:
        """Somebody sets the clock, or the machine wakes up: the steady one knows nothing of it."""
        self._now += seconds

    def pass_over(self, seconds: float) -> None:
        """Let time go by."""
        self._now += seconds
        self._steady += seconds


class AtOnce(Executor):
    """Does work in the thread that asks for it."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


class ShortLine(RequestsHttp):
    """The real line with shorter patience, for faults in which nothing more ever comes."""

    patience = 60.0

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        content_type: str = "application/json",
        access: str = "",
        read_timeout: float = 30.0,
    ) -> Answer:
        """See `RequestsHttp.call`."""
        return super().call(
            method, path, query=query, body=body, content_type=content_type, access=access,
            read_timeout=min(read_timeout, self.patience),
        )  # fmt: skip


class DrivenConsole:
    """One console on a data folder, over `url` (the proxy), signed in at `centre_url`."""

    def __init__(self, home: Path, url: str, centre_url: str, account: str, now: float) -> None:
        home.mkdir(parents=True, exist_ok=True)
        granted = sign_in(centre_url, account, PASSWORD, DEVICE)
        assert isinstance(granted, Granted), granted
        self.home = home
        self.account = account
        self._signed_in_at = time.monotonic()
        self.clock = TestClock(now)
        self.http = ShortLine(url)
        self.writer = open_writer(home / "cache.db")
        self.outbox = Outbox(home / "outbox.db")
        self.events: list[Event] = []
        ports = Ports(
            http=self.http, writer=self.writer, outbox=self.outbox, parts=home / "parts", clock=self.clock,
            random=Random(1), background=AtOnce(), emit=self.events.append, wake=lambda _loop, _seconds: None,
        )  # fmt: skip
        self.engine = SyncEngine(ports, account, granted.session.access, granted.session.refresh)
        self.engine.begin()
        self.engine.sender.begin()
        self._looking = sqlite3.connect(f"{(home / 'cache.db').as_uri()}?mode=ro", uri=True)

    def close(self) -> None:
        """Close the files and the line."""
        self._looking.close()
        self.writer.close()
        self.http.close()

    def sign_in_again(self, centre_url: str) -> None:
        """A person signs in once more."""
        granted = sign_in(centre_url, self.account, PASSWORD, DEVICE)
        assert isinstance(granted, Granted), granted
        self.engine.sign_in(granted.session.access, granted.session.refresh)
        self._signed_in_at = time.monotonic()

    def stay_signed_in(self, centre_url: str) -> None:
        """Sign in again now and then: in a long run the access token would end in the midst of a fault."""
        if time.monotonic() - self._signed_in_at > SIGN_IN_EVERY:
            self.sign_in_again(centre_url)

    # --- pulling ---

    def pull_once(self) -> None:
        """One step of pulling, whatever pause was agreed."""
        self.engine.pull_now()
        self.engine.pull()

    def pull_all(self, steps: int = 400) -> None:
        """Steps until there is nothing more to do; pauses are passed over. Fails when it does not come to an end."""
        self.engine.pull_now()
        for _ in range(steps):
            rest = self.engine.pull()
            if self.engine.puller.caught_up and rest >= 60.0:
                return
            self.clock.pass_over(rest)
        raise AssertionError(f"pulling did not come to an end; last events: {self.events[-5:]}")

    def commits_seen(self) -> int:
        """A number that changes with every transaction that anybody commits to the cache (I9)."""
        return int(self._looking.execute("PRAGMA data_version").fetchone()[0])

    # --- sending ---

    def save(self, payload: Payload, evidence: bytes | None = None) -> SavedCommand:
        """What a person wants."""
        pending = PendingCommand(
            payload=payload, device=DEVICE, account=self.account, saved_at=int(self.clock.now())
        )
        return self.outbox.save(pending, evidence)

    def send_once(self) -> list[SavedCommand]:
        """One attempt for each command that may go; returns them as they are afterwards."""
        self.engine.send_now()
        due = self.engine.due()
        for command in due:
            self.engine.send(command)
        return [self.outbox.command(command.id) for command in due]

    def send_all(self, attempts: int = 50) -> None:
        """Attempts until nothing waits."""
        for _ in range(attempts):
            if not self.send_once():
                break
        waiting = [c for c in self.outbox.commands() if c.state in (CommandState.SAVED, CommandState.UNCONFIRMED)]
        assert not waiting, waiting

    def state(self, command: SavedCommand) -> CommandState:
        """How a command stands."""
        return self.outbox.command(command.id).state
