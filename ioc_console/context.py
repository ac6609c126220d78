"""What a screen is given: everything of the program it may touch, and nothing global."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

from ioc_console.cache_reader import CacheReader
from ioc_console.lanes import Lane, Lanes
from ioc_console.lease_gate import LeaseEnded, LeaseGate, OpenGate
from ioc_console.navigation import Navigation
from ioc_console.notices import Notices
from ioc_console.paths import Paths
from ioc_console.picked import Picked, month_before
from ioc_console.settings import Settings
from ioc_console.sync_status import SyncStatus
from ioc_console.theme import Theme, theme
from ioc_domain.channel import OutboxChanged
from ioc_domain.on_time import OnTimeFormula

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy.orm import Session

    from ioc_domain.commands import Payload
    from local_cache.outbox import Outbox, SavedCommand

T = TypeVar("T")


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in on this console. No secret here: those are in the keyring."""

    account: str
    name: str
    title: str
    role: str  # codes.Role
    device: str
    url: str


class OpenFiles:
    """Fetched files that somebody looks at, by who shows them: these are not taken away (`EvidenceRoom`)."""

    def __init__(self) -> None:
        self._of: weakref.WeakKeyDictionary[QObject, frozenset[str]] = weakref.WeakKeyDictionary()

    def hold(self, holder: QObject, names: Iterable[str]) -> None:
        """`holder` shows these, and no longer those of before."""
        self._of[holder] = frozenset(names)

    @property
    def names(self) -> set[str]:
        """All of them."""
        return set().union(*self._of.values())


@dataclass(frozen=True)
class Context:
    """Handed to every screen's factory. All of it lives as long as the program."""

    paths: Paths
    settings: Settings
    theme: Theme
    lanes: Lanes
    cache: CacheReader
    sync: SyncStatus
    notices: Notices
    navigation: Navigation
    picked: Picked
    signed_in: SignedIn | None
    clock: Callable[[], float] = field(default=time.time)
    """Now, in seconds since 1970. Tests and pictures give a fixed one."""
    open_files: OpenFiles = field(default_factory=OpenFiles)

    @property
    def now(self) -> int:
        """Now in whole seconds."""
        return int(self.clock())

    def read(
        self,
        query: Callable[[Session], T],
        *,
        owner: QObject,
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run a query on the read lane; the answer comes in the GUI thread while `owner` lives."""
        cache, notices = self.cache, self.notices

        def told(error: Exception) -> None:
            if not isinstance(error, LeaseEnded):  # the shell says it, once for all
                notices.fail(error)

        self.lanes.run(Lane.READ, lambda: cache.read(query), owner=owner, done=done, failed=failed or told)

    def read_plain(
        self,
        query: Callable[[sqlite3.Connection], T],
        *,
        owner: QObject,
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """As `read`, by SQLite alone: for what the first picture shows, before SQLAlchemy is imported."""
        cache = self.cache
        self.lanes.run(Lane.READ, lambda: cache.read_plain(query), owner=owner, done=done, failed=failed)

    def save(
        self,
        payload: Payload,
        *,
        owner: QObject,
        evidence: bytes | None = None,
        done: Callable[[SavedCommand], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Save a command in the outbox on the write lane. `done` runs after the commit: only then it is saved.

        The sync process is told to send, and every view model that watches `outbox` reloads.
        """
        who, path, now = self.signed_in, self.paths.outbox, self.now

        def work() -> tuple[SavedCommand, OutboxChanged]:
            from local_cache.outbox import Outbox, PendingCommand

            if who is None:
                raise PermissionError("nobody is signed in")
            pending = PendingCommand(payload=payload, device=who.device, account=who.account, saved_at=now)
            outbox = Outbox(path)
            command = outbox.save(pending, evidence)
            return command, count(outbox)

        def saved(answer: tuple[SavedCommand, OutboxChanged]) -> None:
            self.sync.take(answer[1])
            self.sync.send_now()
            if done is not None:
                done(answer[0])

        self.lanes.run(Lane.WRITE, work, owner=owner, done=saved, failed=failed)

    def save_all(
        self,
        payloads: Sequence[Payload],
        *,
        owner: QObject,
        done: Callable[[int], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Save several commands without evidence in one transaction: all are on this machine, or none. `done` is told
        how many."""
        who, path, now = self.signed_in, self.paths.outbox, self.now

        def work() -> tuple[int, OutboxChanged]:
            from local_cache.outbox import Outbox, PendingCommand

            if who is None:
                raise PermissionError("nobody is signed in")
            outbox = Outbox(path)
            saved = outbox.save_all(
                [PendingCommand(payload=p, device=who.device, account=who.account, saved_at=now) for p in payloads]
            )
            return len(saved), count(outbox)

        def told(answer: tuple[int, OutboxChanged]) -> None:
            self.sync.take(answer[1])
            self.sync.send_now()
            done(answer[0])

        self.lanes.run(Lane.WRITE, work, owner=owner, done=told, failed=failed)

    def outbox_touched(self, owner: QObject) -> None:
        """Something in the outbox was changed by another verb than `save`: count it again and let sync look."""

        def counted(counts: OutboxChanged) -> None:
            self.sync.take(counts)
            self.sync.send_now()

        self._count(owner, counted)

    def look_at_outbox(self, owner: QObject) -> None:
        """Know what waits on this machine before the sync process speaks."""
        self._count(owner, self.sync.know_outbox)

    def _count(self, owner: QObject, done: Callable[[OutboxChanged], None]) -> None:
        path = self.paths.outbox

        def work() -> OutboxChanged:
            from local_cache.outbox import Outbox

            return count(Outbox(path)) if path.exists() else OutboxChanged(0, 0, 0)

        self.lanes.run(Lane.WRITE, work, owner=owner, done=done, only_looks=True)


def count(outbox: Outbox) -> OutboxChanged:
    """What the outbox holds, as the sync process would say it."""
    counts = outbox.counts()
    return OutboxChanged(counts.waiting, counts.needs_decision, counts.refused)


def compose(
    where: Paths,
    settings: Settings,
    signed_in: SignedIn | None,
    *,
    lanes: Lanes,
    notices: Notices,
    sync: SyncStatus,
    clock: Callable[[], float] | None = None,
    parent: QObject | None = None,
    lease: LeaseGate | None = None,
) -> Context:
    """Everything the screens are given. `clock`: the data centre's time as far as sync knows it, when not given;
    `lease`: what every read of the cache must pass."""
    clock = clock or sync.now
    chosen = settings.text("on_time_formula")
    picked = Picked(
        month_before(int(clock())), formula=OnTimeFormula(chosen) if chosen in set(OnTimeFormula) else None,
        parent=parent,
    )

    def remember_formula() -> None:
        try:
            settings.put(on_time_formula=picked.formula or "")
        except OSError as error:
            notices.fail(error)

    picked.formula_changed.connect(remember_formula)
    return Context(
        paths=where,
        settings=settings,
        theme=theme(),
        lanes=lanes,
        cache=CacheReader(where.cache, lease or OpenGate()),
        sync=sync,
        notices=notices,
        navigation=Navigation(parent),
        picked=picked,
        signed_in=signed_in,
        clock=clock,
    )
