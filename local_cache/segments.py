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
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioc_domain.entities import BY_NAME, Entity

from . import layout
from .own_pages import room
from .segment_cache import Part, Versions, cache_of, part_of

BLOCK_SEGMENTS = 2
"""Segments in one block."""

Cancel = Callable[[], bool]
Fill = Callable[[dict[str, NDArray[Any]], NDArray[Any]], None]
"""Gets columns of some rows, and the array to write the numbers of these rows to."""


class Cancelled(Exception):
    """Somebody said that the answer is no longer wanted."""


class Block:
    """Some consecutive slots. `first` is the slot of row 0, `n` how many."""

    def __init__(self, columns: Columns, number: int, first: int, n: int) -> None:
        self._columns = columns
        self.number = number
        self.first = first
        self.n = n

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The column, read-only, of its own type or (codes that all fit) of bytes. Raises KeyError for a name that is
        no segment column."""
        return self._columns.values(name, self.number)

    def bounds(self, name: str) -> tuple[int, int]:
        """Smallest and largest value the column may hold here (dead slots count too), without reading it."""
        return self._columns.bounds(name, self.number)

    @property
    def has_dead(self) -> bool:
        """False when no slot here is dead."""
        return self.bounds(layout.LIVENESS)[1] >= layout.DEAD

    def made(self, name: str, of: tuple[str, ...], by: object, make: Callable[[Block], NDArray[Any]]) -> NDArray[Any]:
        """An array that `make` makes of the columns `of`, a number a row. It is kept until one of them changes; the
        columns themselves are not, so that wide ones need not be held beside the narrow one made of them.

        `by`: the rule it is made by (e.g. a calendar); another rule, told apart by ==, makes it anew.
        """
        return self._columns.made(name, self.number, of, by, lambda: make(_ReadOnce(self)))

    def filled(self, name: str, of: tuple[str, ...], by: object, dtype: np.dtype[Any], fill: Fill) -> NDArray[Any]:
        """As `made`, for a number a row that hangs on that row alone: it is worked out segment by segment, so that what
        is read for it once is used where SQLite put it."""
        return self._columns.filled(name, self.number, of, by, dtype, fill)

    @property
    def once(self) -> Block:
        """The same rows, of which no further column is kept: for wide columns that few ask for."""
        return _ReadOnce(self)

    @property
    def whole(self) -> tuple[Block, NDArray[np.intp] | None]:
        """The whole block, and which of its rows these are (None: all)."""
        return self, None


class _ReadOnce(Block):
    """A block whose columns are not kept."""

    def __init__(self, block: Block) -> None:
        super().__init__(block._columns, block.number, block.first, block.n)

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._columns.passing(name, self.number)


class PickedRows(Block):
    """Some rows of a block, as a block of their own: for few rows this is faster than a mask over all of them."""

    def __init__(self, block: Block, rows: NDArray[np.intp]) -> None:
        self._block, self._rows = block, rows
        self.number, self.first, self.n = block.number, block.first, len(rows)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The column of these rows."""
        return self._block[name][self._rows]

    def bounds(self, name: str) -> tuple[int, int]:
        """Those of the whole block."""
        return self._block.bounds(name)

    def made(self, name: str, of: tuple[str, ...], by: object, make: Callable[[Block], NDArray[Any]]) -> NDArray[Any]:
        """Of the whole block's array the values of these rows."""
        return self._block.made(name, of, by, make)[self._rows]

    def filled(self, name: str, of: tuple[str, ...], by: object, dtype: np.dtype[Any], fill: Fill) -> NDArray[Any]:
        """Of the whole block's array the values of these rows."""
        return self._block.filled(name, of, by, dtype, fill)[self._rows]

    @property
    def once(self) -> Block:
        """The same rows, of which no further column is kept."""
        return PickedRows(self._block.once, self._rows)

    @property
    def whole(self) -> tuple[Block, NDArray[np.intp] | None]:
        """The whole block, and which of its rows these are."""
        whole, rows = self._block.whole
        return whole, self._rows if rows is None else rows[self._rows]


class Columns:
    """The segment columns of one entity as they are in one read transaction; use it inside that transaction."""

    def __init__(self, connection: sqlite3.Connection, entity: Entity) -> None:
        self.dtypes = {c.name: np.dtype(c.dtype) for c in entity.segments}
        self.slots = 0
        """Slots given, dead ones among them."""
        self._connection = connection
        self._entity = entity
        self._cache = cache_of(connection)
        self._parts: dict[str, list[Part]] = {}
        self._passing: tuple[int, dict[str, NDArray[Any]]] = (-1, {})
        self.slots = sum(part.n for part in self._of(entity.segments[0].name))

    def _of(self, name: str) -> list[Part]:
        """A column by block; looked up when it is first asked for, as most questions ask for few."""
        if name not in self._parts:
            self.dtypes[name]  # raises for a name that is no column
            rows = self._connection.execute(
                'SELECT id, n, lo, hi, version FROM segment WHERE entity = ? AND "column" = ? ORDER BY no',
                (self._entity.name, name),
            ).fetchall()
            self._parts[name] = [part_of(rows[k : k + BLOCK_SEGMENTS]) for k in range(0, len(rows), BLOCK_SEGMENTS)]
        return self._parts[name]

    def blocks(self, *, newest_first: bool = False, cancel: Cancel | None = None) -> Iterator[Block]:
        """Every block in slot order; raises `Cancelled` between two blocks once `cancel()` is true."""
        sizes = [part.n for part in self._of(self._entity.segments[0].name)]
        starts = list(accumulate(sizes, initial=0))
        for number in reversed(range(len(sizes))) if newest_first else range(len(sizes)):
            if cancel is not None and cancel():
                raise Cancelled
            yield Block(self, number, starts[number], sizes[number])

    def values(self, name: str, number: int, *, keep: bool = True) -> NDArray[Any]:
        """A column of a block; without `keep` it is read for once, where it is not held."""
        key, here = (self._entity.name, name, number), self._of(name)[number]
        return self._cache.block(self._connection, key, here, self.dtypes[name], keep=keep)

    def passing(self, name: str, number: int) -> NDArray[Any]:
        """A column of a block that is not held; it is there until another block is asked for, so that several things
        can be made of it."""
        if self._passing[0] != number:
            self._passing = (number, {})
        there = self._passing[1]
        if name not in there:
            there[name] = self.values(name, number, keep=False)
        return there[name]

    def bounds(self, name: str, number: int) -> tuple[int, int]:
        """Smallest and largest value of a column of a block."""
        part = self._of(name)[number]
        return part.lo, part.hi

    def made(
        self, name: str, number: int, of: tuple[str, ...], by: object, make: Callable[[], NDArray[Any]]
    ) -> NDArray[Any]:
        """See `Block.made`."""

        def kept() -> NDArray[Any]:
            values = make()
            there = room(len(values), values.dtype)
            there[:] = values
            return there

        return self._cache.made((self._entity.name, name, number), self._versions(of, number), by, kept)

    def filled(
        self, name: str, number: int, of: tuple[str, ...], by: object, dtype: np.dtype[Any], fill: Fill
    ) -> NDArray[Any]:
        """See `Block.filled`."""

        def kept() -> NDArray[Any]:
            there = room(self._of(of[0])[number].n, dtype)
            pieces = [self._pieces(column, number) for column in of]
            at = 0
            for values in zip(*pieces, strict=True):
                n = len(values[0])
                fill(dict(zip(of, values, strict=True)), there[at : at + n])
                at += n
            return there

        return self._cache.made((self._entity.name, name, number), self._versions(of, number), by, kept)

    def _versions(self, of: tuple[str, ...], number: int) -> tuple[Versions, ...]:
        return tuple(self._of(column)[number].versions for column in of)

    def _pieces(self, name: str, number: int) -> Iterator[NDArray[Any]]:
        """A column of a block segment by segment."""
        key, here = (self._entity.name, name, number), self._of(name)[number]
        return self._cache.pieces(self._connection, key, here, self.dtypes[name])

    def only(self, slots: NDArray[np.int64]) -> Columns:
        """The same columns walked at these slots alone, e.g. the hits of a search."""
        return _Picked(self, slots)

    @property
    def bytes_held(self) -> int:
        """Memory the columns of this file take in this process."""
        return self._cache.bytes_held


class _Picked(Columns):
    def __init__(self, whole: Columns, slots: NDArray[np.int64]) -> None:
        self.__dict__.update(whole.__dict__)
        self._wanted = np.unique(slots)

    def blocks(self, *, newest_first: bool = False, cancel: Cancel | None = None) -> Iterator[Block]:
        """Blocks with a wanted slot, with those rows alone."""
        for block in super().blocks(newest_first=newest_first, cancel=cancel):
            lo, hi = np.searchsorted(self._wanted, (block.first, block.first + block.n))
            if hi > lo:
                yield PickedRows(block, (self._wanted[lo:hi] - block.first).astype(np.intp))


def open_columns(connection: sqlite3.Connection, entity: str = "complaint") -> Columns:
    """The columns of an entity inside the connection's read transaction. Raises KeyError for an unknown entity."""
    return Columns(connection, BY_NAME[entity])
