"""Whether the data on this machine may be shown: the one place that every read of the cache passes.

The lease is checked where the cache is read, on the lanes; the shell listens to `changed` and covers what is already on
the screen. What passes of the data centre's time is kept in the outbox, so that neither a clock set back nor a cache
that was put back from a copy prolongs anything.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from ioc_console.formatting import day_time
from ioc_console.lanes import Lane, Lanes
from ioc_console.notices import Problem
from ioc_console.paths import Paths
from ioc_console.sync_status import SyncStatus
from ioc_console.text import tr
from local_cache.lease import LeaseCode, LeaseStanding, TimeSeen, latest, standing

LOOK_EVERY_MS = 30_000
KEEP_EVERY = 300.0
"""Seconds between two notes of the time in the outbox."""


class LeaseEnded(Exception):
    """The data of this machine may not be shown now. Nothing is deleted."""

    def __init__(self, standing: LeaseStanding) -> None:
        super().__init__(standing.code.value)
        self.standing = standing

    @property
    def problem(self) -> Problem:
        """What a person reads in place of the data."""
        return lease_problem(self.standing)


def lease_problem(standing: LeaseStanding) -> Problem:
    """Why the data is hidden, what is safe, and how it is shown again."""
    if standing.code is LeaseCode.ENDED:
        what = tr("This machine was without the data centre for longer than is allowed, until {time}.",
                  time=day_time(standing.until))
    else:
        what = tr("The data centre has not confirmed that this account may see the data on this machine.")
    return Problem(
        what,
        tr("Nothing was deleted. Commands you saved are safe and are sent when the line is back."),
        tr("Connect to the data centre and sign in if asked; the data is shown again after the next sync."),
    )


class LeaseGate(QObject):
    """`changed` when data may no longer be shown, or may be shown again. `require` is for the lanes."""

    changed = Signal()

    def __init__(
        self,
        where: Paths,
        lanes: Lanes,
        sync: SyncStatus,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._paths, self._lanes, self._sync = where, lanes, sync
        self._clock, self._steady = clock, steady
        self._lock = threading.Lock()
        self._memory = TimeSeen()
        self._memory_at = steady()
        self._found: LeaseStanding | None = None
        self._shown = LeaseStanding(LeaseCode.EMPTY)
        self._kept_at = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        sync.changed.connect(self._sync_changed)

    @property
    def standing(self) -> LeaseStanding:
        """How it stands, as last announced by `changed`."""
        return self._shown

    def require(self) -> None:
        """Raise `LeaseEnded` when data may not be shown. Looks at the files the first time; on a lane only."""
        found = self._found or self._look()
        if not found.shows:
            raise LeaseEnded(found)

    def look(self) -> None:
        """Look again, on a lane."""
        self._lanes.run(Lane.READ, self._look, owner=self, done=self._looked)

    def _look(self) -> LeaseStanding:
        from local_cache.store import StoreError, open_reader
        from local_cache.sync_state import SyncState

        store = open_reader(self._paths.cache)
        try:
            state = store.state()
        except StoreError:
            # Whoever reads the cache is told what is wrong with it.
            state = SyncState()
        finally:
            store.close()
        with self._lock:
            machine = self._clock()
            running = self._memory.seen(machine, self._steady() - self._memory_at)
            seen = latest(state.seen, self._kept(), running, machine=machine)
            self._memory, self._memory_at = seen.seen(machine), self._steady()
            self._found = standing(state, self._memory.centre)
            return self._found

    def _kept(self) -> TimeSeen:
        from local_cache.outbox import Outbox, OutboxError

        try:
            return Outbox(self._paths.outbox).time_seen() if self._paths.outbox.exists() else TimeSeen()
        except OutboxError:
            return TimeSeen()

    def _looked(self, found: LeaseStanding) -> None:
        due = self._steady() - self._kept_at > KEEP_EVERY
        if due and found.code is not LeaseCode.EMPTY and not self._lanes.read_only:
            self._kept_at = self._steady()
            seen, path = self._memory, self._paths.outbox

            def keep() -> None:
                from local_cache.outbox import NotSaved, Outbox

                try:
                    Outbox(path).see_time(seen)
                except NotSaved:
                    return  # a full disk is told where a command is saved

            self._lanes.run(Lane.WRITE, keep, owner=self)
        if found != self._shown:
            was, self._shown = self._shown, found
            if was.shows != found.shows or not found.shows:
                self.changed.emit()

    def _sync_changed(self) -> None:
        if not self._shown.shows and self._sync.online:
            self.look()


class OpenGate:
    """For contexts without a shell (tests, pictures): everything may be shown."""

    def require(self) -> None:
        """Nothing is refused."""
