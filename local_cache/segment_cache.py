"""The columns of one cache file that this process holds, and what was made from them, shared by all its threads."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .own_pages import room

Versions = tuple[tuple[int, int], ...]
"""Rows and version of each segment of a column of a block: what its bytes are known by."""


class Part(NamedTuple):
    """A column of a block: where it lies and what is known of it unread."""

    rows: tuple[int, ...]
    """Row of each segment in the table."""
    versions: Versions
    n: int
    lo: int
    hi: int


def part_of(segments: list[tuple[int, int, int, int, int]]) -> Part:
    """From (row, n, lo, hi, version) of each segment."""
    rows, sizes, los, his, versions = zip(*segments, strict=True)
    return Part(rows, tuple(zip(sizes, versions, strict=True)), sum(sizes), min(los), max(his))


class SegmentCache:
    """Columns of blocks of one cache file, shared by all threads of the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[tuple[str, str, int], tuple[Versions, NDArray[Any]]] = {}
        self._made: dict[tuple[str, str, int], tuple[tuple[Versions, ...], object, NDArray[Any]]] = {}

    def block(
        self,
        connection: sqlite3.Connection,
        key: tuple[str, str, int],
        part: Part,
        dtype: np.dtype[Any],
        *,
        keep: bool,
    ) -> NDArray[Any]:
        """A column of a block as it is in the connection's transaction; held from then on with `keep`.

        `key`: entity, column, number of the block.
        """
        held = self._is_held(key, part)
        if held is not None:
            return held
        kind = _BYTE if dtype == _TWO_BYTES and part.hi <= _BYTE_MOST else dtype  # codes that fit a byte here
        values = room(part.n, kind) if keep else np.empty(part.n, kind)
        at = 0
        for row, (n, _) in zip(part.rows, part.versions, strict=True):
            values[at : at + n] = _read(connection, row, n, dtype)
            at += n
        values.flags.writeable = False
        if keep:
            with self._lock:
                self._held[key] = (part.versions, values)
        return values

    def pieces(
        self, connection: sqlite3.Connection, key: tuple[str, str, int], part: Part, dtype: np.dtype[Any]
    ) -> Iterator[NDArray[Any]]:
        """A column of a block, a segment at a time: what is not held is read for once, where SQLite put it."""
        held = self._is_held(key, part)
        at = 0
        for row, (n, _) in zip(part.rows, part.versions, strict=True):
            yield _read(connection, row, n, dtype) if held is None else held[at : at + n]
            at += n

    def _is_held(self, key: tuple[str, str, int], part: Part) -> NDArray[Any] | None:
        # A block is known by its rows and versions, so a reader in an older transaction never gets newer numbers.
        with self._lock:
            held = self._held.get(key)
        return held[1] if held is not None and held[0] == part.versions else None

    def made(
        self, key: tuple[str, str, int], versions: tuple[Versions, ...], by: object, make: Callable[[], NDArray[Any]]
    ) -> NDArray[Any]:
        """What was made from columns of these versions, by the same rule; made now where it is not held.

        What `make` gives is held as it is: in pages of its own, please (`own_pages.room`)."""
        with self._lock:
            held = self._made.get(key)
        if held is not None and held[0] == versions and held[1] == by:
            return held[2]
        values = make()
        values.flags.writeable = False
        with self._lock:
            self._made[key] = (versions, by, values)
        return values

    @property
    def bytes_held(self) -> int:
        """Memory the columns take, and what was made from them."""
        with self._lock:
            read = sum(values.nbytes for _, values in self._held.values())
            return read + sum(values.nbytes for _, _, values in self._made.values())


def _read(connection: sqlite3.Connection, row: int, n: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    with connection.blobopen("segment", "data", row, readonly=True) as blob:
        return np.frombuffer(blob.read(n * dtype.itemsize), dtype)


_BYTE, _TWO_BYTES = np.dtype("|u1"), np.dtype("<u2")
_BYTE_MOST = 255
_caches: dict[tuple[int, int], SegmentCache] = {}
_caches_lock = threading.Lock()


def cache_of(connection: sqlite3.Connection) -> SegmentCache:
    """What is held of the file that the connection reads."""
    (path,) = (row[2] for row in connection.execute("PRAGMA database_list") if row[1] == "main")
    if not path:
        return SegmentCache()  # in memory: nobody else can know it
    try:
        facts = Path(path).stat()
    except FileNotFoundError:  # set aside while this reader was at work
        return SegmentCache()
    identity = (facts.st_dev, facts.st_ino)
    with _caches_lock:
        if identity not in _caches:
            # One cache file is open per process; columns of a file that was set aside are let go.
            _caches.clear()
            _caches[identity] = SegmentCache()
        return _caches[identity]


def forget() -> None:
    """Let go of all columns held by this process."""
    with _caches_lock:
        _caches.clear()
