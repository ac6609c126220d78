"""Column segments as NumPy arrays: read once per process, refreshed by what changed, walked in blocks.

    columns = open_columns(connection)              # inside a read transaction
    for block in columns.blocks(cancel=cancel):
        block["field"], block.bounds("created")

A block is `BLOCK_SEGMENTS` segments (262,144 rows at most): large enough that Python costs nothing, small enough to
stay in the processor's cache and to be left when a person has moved on. Arrays are read-only and never change: a
refresh puts new ones in their place, so that readers of other threads keep what they started with. Slots whose
`status` is 255 are dead: `aggregates` folds them away, and who walks blocks by hand must do so too.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioc_domain.entities import BY_NAME, Entity

from . import layout

BLOCK_SEGMENTS = 2
"""Segments in one block."""

Cancel = Callable[[], bool]


class Cancelled(Exception):
    """Somebody said that the answer is no longer wanted."""


@dataclass(frozen=True)
class _Segment:
    row: int
    n: int
    lo: int
    hi: int
    version: int


class _Cache:
    """Bytes of blocks of one cache file, shared by all threads of the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[tuple[str, str, int], tuple[tuple[tuple[int, int], ...], bytes]] = {}

    def block(
        self, connection: sqlite3.Connection, entity: str, column: str, number: int, segments: list[_Segment], size: int
    ) -> bytes:
        """Bytes of a column of a block as they are in the connection's transaction."""
        # A block is known by its rows and versions, so a reader in an older transaction never gets newer numbers.
        wanted = tuple((s.n, s.version) for s in segments)
        key = (entity, column, number)
        with self._lock:
            held = self._held.get(key)
        if held is not None and held[0] == wanted:
            return held[1]
        pieces = []
        for segment in segments:
            with connection.blobopen("segment", "data", segment.row, readonly=True) as blob:
                pieces.append(blob.read(segment.n * size))
        data = b"".join(pieces)
        with self._lock:
            self._held[key] = (wanted, data)
        return data

    @property
    def bytes_held(self) -> int:
        """Memory the columns take."""
        with self._lock:
            return sum(len(data) for _, data in self._held.values())


_caches: dict[tuple[int, int], _Cache] = {}
_caches_lock = threading.Lock()


def _cache_of(connection: sqlite3.Connection) -> _Cache:
    (path,) = (row[2] for row in connection.execute("PRAGMA database_list") if row[1] == "main")
    if not path:
        return _Cache()  # in memory: nobody else can know it
    try:
        facts = Path(path).stat()
    except FileNotFoundError:  # set aside while this reader was at work
        return _Cache()
    identity = (facts.st_dev, facts.st_ino)
    with _caches_lock:
        if identity not in _caches:
            # One cache file is open per process; columns of a file that was set aside are let go.
            _caches.clear()
            _caches[identity] = _Cache()
        return _caches[identity]


def forget() -> None:
    """Let go of all columns held by this process."""
    with _caches_lock:
        _caches.clear()


class Block:
    """Some consecutive slots. `first` is the slot of row 0, `n` how many."""

    def __init__(self, columns: Columns, number: int, first: int, n: int) -> None:
        self._columns = columns
        self.number = number
        self.first = first
        self.n = n

    def raw(self, name: str) -> bytes:
        """The column's little-endian bytes."""
        return self._columns.raw(name, self.number)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The column, read-only. Raises KeyError for a name that is no segment column."""
        return np.frombuffer(self.raw(name), self._columns.dtypes[name])

    def bounds(self, name: str) -> tuple[int, int]:
        """Smallest and largest value the column may hold here (dead slots count too), without reading it."""
        return self._columns.bounds(name, self.number)

    @property
    def has_dead(self) -> bool:
        """False when no slot here is dead."""
        return self.bounds(layout.LIVENESS)[1] >= layout.DEAD


class Columns:
    """The segment columns of one entity as they are in one read transaction; use it inside that transaction."""

    def __init__(self, connection: sqlite3.Connection, entity: Entity) -> None:
        self.dtypes = {c.name: np.dtype(c.dtype) for c in entity.segments}
        self.slots = 0
        """Slots given, dead ones among them."""
        self._connection = connection
        self._entity = entity
        self._cache = _cache_of(connection)
        self._segments: dict[tuple[str, int], list[_Segment]] = {}
        rows = connection.execute(
            'SELECT "column", no, id, n, lo, hi, version FROM segment WHERE entity = ? ORDER BY "column", no',
            (entity.name,),
        )
        first = entity.segments[0].name
        for column, no, row, n, lo, hi, version in rows:
            self._segments.setdefault((column, no // BLOCK_SEGMENTS), []).append(_Segment(row, n, lo, hi, version))
            if column == first:
                self.slots += n

    def blocks(self, *, newest_first: bool = False, cancel: Cancel | None = None) -> Iterator[Block]:
        """Every block in slot order; raises `Cancelled` between two blocks once `cancel()` is true."""
        name = self._entity.segments[0].name
        numbers = sorted(number for column, number in self._segments if column == name)
        starts: dict[int, tuple[int, int]] = {}
        at = 0
        for number in numbers:
            n = sum(s.n for s in self._segments[name, number])
            starts[number] = (at, n)
            at += n
        for number in reversed(numbers) if newest_first else numbers:
            if cancel is not None and cancel():
                raise Cancelled
            yield Block(self, number, *starts[number])

    def raw(self, name: str, number: int) -> bytes:
        """Bytes of a column of a block."""
        size = self.dtypes[name].itemsize
        return self._cache.block(self._connection, self._entity.name, name, number, self._segments[name, number], size)

    def bounds(self, name: str, number: int) -> tuple[int, int]:
        """Smallest and largest value of a column of a block."""
        segments = self._segments[name, number]
        return min(s.lo for s in segments), max(s.hi for s in segments)

    @property
    def bytes_held(self) -> int:
        """Memory the columns of this file take in this process."""
        return self._cache.bytes_held


def open_columns(connection: sqlite3.Connection, entity: str = "complaint") -> Columns:
    """The columns of an entity inside the connection's read transaction. Raises KeyError for an unknown entity."""
    return Columns(connection, BY_NAME[entity])
