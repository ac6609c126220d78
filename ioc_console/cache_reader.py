"""Reading the cache from the lanes: the store is opened on first use, because SQLAlchemy is not on the start path."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy.orm import Session

    from ioc_console.lease_gate import LeaseGate, OpenGate
    from local_cache.store import Store

T = TypeVar("T")


class CacheReader:
    """Opens the store lazily and runs queries in short read transactions. Safe to call from any lane thread.

    `gate` is asked before every read: it raises when the data may not be shown.
    """

    def __init__(self, path: Path, gate: LeaseGate | OpenGate) -> None:
        self._path = path
        self._gate = gate
        self._store: Store | None = None
        self._lock = threading.Lock()

    def store(self) -> Store:
        """The store, opened now if it was not. Blocks: call it on a lane only."""
        self._gate.require()
        with self._lock:
            if self._store is None:
                from local_cache.store import open_reader

                self._store = open_reader(self._path)
            return self._store

    def read(self, query: Callable[[Session], T]) -> T:
        """Run one query in its own read transaction. Blocks: call it on a lane only."""
        with self.store().session() as session:
            return query(session)

    def read_plain(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """The same without SQLAlchemy: for what the first picture shows."""
        with self.store().connection() as connection:
            return query(connection)

    def close(self) -> None:
        """Close the store; the next read opens it again (the file may have been replaced)."""
        with self._lock:
            store, self._store = self._store, None
        if store is not None:
            store.close()
