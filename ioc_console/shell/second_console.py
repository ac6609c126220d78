"""A second console on the files of another one: it looks, changes nothing, and takes over when the other is gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from ioc_console.lanes import Lane, Lanes
from ioc_console.paths import Paths
from ioc_console.sync_status import OUTBOX, SyncStatus
from ioc_domain.channel import Link, LinkChanged, RowsChanged

if TYPE_CHECKING:
    from local_cache.sync_state import SyncState

TRY_EVERY_MS = 2_000


def own_lock(where: Paths) -> QLockFile:
    """The lock of a data folder: who holds it may write. It is free again when its process is gone."""
    lock = QLockFile(str(where.lock))
    lock.setStaleLockTime(0)
    return lock


def taken_elsewhere(lock: QLockFile) -> bool:
    """Try to take the lock; True when another console has it.

    Another error (a full disk, a folder that cannot be written) is no proof of another console: then it goes on
    without a lock.
    """
    return not lock.tryLock(0) and lock.error() is QLockFile.LockError.LockFailedError


class SecondConsole(QObject):
    """Looks every two seconds whether the first console is gone, and whether its sync brought something new."""

    took_over = Signal()

    def __init__(self, where: Paths, lock: QLockFile, lanes: Lanes, sync: SyncStatus, parent: QObject,
                 look: Callable[[], SyncState] | None = None) -> None:
        super().__init__(parent)
        self._paths, self._lock, self._lanes, self._sync = where, lock, lanes, sync
        self._look = look or self._state
        self._seen: SyncState | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(TRY_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """One look."""
        if not taken_elsewhere(self._lock):
            self._timer.stop()
            self.took_over.emit()
            return
        self._lanes.run(Lane.READ, self._look, owner=self, done=self._looked)

    def _state(self) -> SyncState:
        from local_cache.store import StoreError, open_reader
        from local_cache.sync_state import SyncState

        store = open_reader(self._paths.cache)
        try:
            return store.state()
        except StoreError:
            return SyncState()
        finally:
            store.close()

    def _looked(self, state: SyncState) -> None:
        before, self._seen = self._seen, state
        if before is None or state.last_pull != before.last_pull or state.clock_offset != before.clock_offset:
            self._sync.take(LinkChanged(Link.STARTING, int(self._sync.now()), state.last_pull,
                                        clock_offset=state.clock_offset))
        # The first look too: what came between the screens' own reading and this is not missed.
        if before is None or (state.epoch, state.cursor) != (before.epoch, before.cursor):
            from ioc_domain.entities import BY_NAME

            self._sync.take(RowsChanged(tables=[*BY_NAME, OUTBOX], cursor="", changes=0))
