"""Millions of complaints in an order, of which only a window is ever looked at.

    ordered = OrderedRows.of(columns, wanted, by, descending, part)
    ordered.count, ordered.ids(columns, 1_000_000, 1_000_100), ordered.place_of(columns, slot)

One walk over the blocks counts the rows by coarse steps of the sort key: that tells in which step any place of the
list lies. A window then reads only the rows of its steps and sorts those. Where one step holds very many rows (all
that are closed, all of one field), it is split by the blocks' ranges of ids, because equal keys are ordered by id.
The order is exact: key, then the larger id first. Up to `AT_ONCE` rows are simply sorted.

What is remembered are counts, about a megabyte. They are of one read transaction; the caller makes a new one when the
rows have changed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from .complaint_selection import Rows, walked
from .segments import Block, Cancel, Columns, PickedRows

AT_ONCE = 100_000
"""A list, or a step, of up to so many rows is sorted whole."""
_WINDOW = 2_000
"""Rows of a window: a little more than a page, so that scrolling on finds the next one ready."""
_KEPT_WINDOWS = 64
_MOST_STEPS = 1 << 18
_COUNTED = 1 << 19
"""Rows counted at once, or a few more."""
_LAST = np.iinfo(np.int64).max

Keys = NDArray[np.int64]


@dataclass(frozen=True)
class Key:
    """What rows are sorted by: a column, or with `urgent` the due time of those still open and then all others."""

    column: str
    descending: bool = False
    urgent: bool = False

    def of(self, block: Block) -> Keys:
        """Sort keys of a block, smallest first."""
        key = block[self.column].astype(np.int64)
        if self.urgent:
            key[(block["closed"] != 0) | (key == 0)] = _LAST
        return -key if self.descending else key


class _Steps:
    """Sort keys in coarse steps. The keys that come last by rule (`_LAST`) are a step of their own."""

    def __init__(self, columns: Columns, key: Key) -> None:
        bounds = [block.bounds(key.column) for block in columns.blocks()]
        self._lo = min((lo for lo, _ in bounds), default=0)
        top = max((hi for _, hi in bounds), default=0) - self._lo
        self._shift = max(0, top.bit_length() - _MOST_STEPS.bit_length() + 1)
        self._inner = (top >> self._shift) + 1
        self._key = key
        self.count = self._inner + 2

    def of(self, keys: Keys) -> NDArray[np.int64]:
        """The step of each key, from 0 to `count` - 1."""
        step = np.negative(keys) if self._key.descending else keys.copy()
        step -= self._lo
        step >>= self._shift
        np.minimum(step, self._inner, out=step)
        step += 1
        if self._key.descending:
            np.subtract(self.count - 1, step, out=step)
        return step

    def may_hold(self, block: Block, first: int, last: int) -> bool:
        """Whether rows of a block can lie in steps from `first` to `last`."""
        lo, hi = block.bounds(self._key.column)
        ends = self.of(self._signed(np.array([lo, hi], np.int64)))
        rest = self._key.urgent and first <= (0 if self._key.descending else self.count - 1) <= last
        return bool(rest or (ends.min() <= last and ends.max() >= first))

    def _signed(self, values: Keys) -> Keys:
        return -values if self._key.descending else values


@dataclass(frozen=True)
class _Piece:
    """Consecutive rows of the order that are sorted together: steps, within the blocks of these numbers (all: None)."""

    start: int
    count: int
    first: int
    last: int
    blocks: frozenset[int] | None = None


@dataclass
class OrderedRows:
    """The rows that count, in order. Threads may share it."""

    count: int
    key: Key
    _of: Rows
    _steps: _Steps | None = None
    _starts: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))
    """Place at which each step begins, and the end."""
    known: NDArray[np.int64] | None = None
    """All ids, where there are few."""
    _windows: OrderedDict[int, NDArray[np.int64]] = field(default_factory=OrderedDict)
    _split: dict[int, list[_Piece]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, columns: Columns, rows: Rows, key: Key, cancel: Cancel | None = None) -> OrderedRows:
        """The rows that `rows` lets through."""
        steps = _Steps(columns, key)
        counts = np.zeros(steps.count + 1, np.int64)
        waiting, held = [], 0
        for here, rejected in walked(columns, rows, cancel):
            step = steps.of(key.of(here))
            if rejected is not None:
                # What does not count goes to a step of its own, which is cut off.
                np.maximum(step, np.multiply(rejected, steps.count, dtype=np.int64), out=step)
            waiting.append(step)
            held += len(step)
            if held > _COUNTED:  # an array of that many steps is itself work to make and to add
                counts += np.bincount(np.concatenate(waiting), minlength=steps.count + 1)
                waiting, held = [], 0
        counts += np.bincount(np.concatenate([np.zeros(0, np.int64), *waiting]), minlength=steps.count + 1)
        starts = np.concatenate([[0], np.cumsum(counts[:-1])])
        made = cls(int(starts[-1]), key, rows, steps, starts)
        if made.count <= AT_ONCE:
            made.known = made._sorted(columns, _Piece(0, made.count, 0, steps.count - 1))[0]
        return made

    def ids(self, columns: Columns, start: int, stop: int) -> NDArray[np.int64]:
        """Ids of places from `start` up to, not including, `stop`."""
        start, stop = max(0, start), min(stop, self.count)
        if self.known is not None:
            return self.known[start:stop]
        found = [
            self._window(columns, n)[max(0, start - n * _WINDOW) : stop - n * _WINDOW]
            for n in range(start // _WINDOW, -(-stop // _WINDOW))
        ]
        return np.concatenate([np.zeros(0, np.int64), *found])

    def known_place(self, complaint: int) -> int:
        """Place of an id among the known ones, -1 when it is not there."""
        if self.known is None:
            return -1
        found = np.flatnonzero(self.known == complaint)
        return int(found[0]) if len(found) else -1

    def place_of(self, columns: Columns, slot: int) -> int:
        """Place of the row in a slot of the whole columns, -1 when it does not count. For rows that are not known."""
        for block in columns.blocks():
            if not block.first <= slot < block.first + block.whole[0].n or self._steps is None:
                continue
            whole, rows = block.whole
            row = slot - whole.first
            if rows is not None and row not in rows:
                return -1
            here, rejected = self._of(PickedRows(whole, np.array([row])))
            if not here.n or isinstance(rejected, str) or (rejected is not None and rejected[0]):
                return -1
            step = int(self._steps.of(self.key.of(here))[0])
            for piece in self._pieces(columns, step, step):
                if piece.blocks is None or block.number in piece.blocks:
                    ids = self._sorted(columns, piece)[0]
                    return piece.start + int(np.flatnonzero(ids == int(here["id"][0]))[0])
        return -1

    def _window(self, columns: Columns, number: int) -> NDArray[np.int64]:
        with self._lock:
            found = self._windows.get(number)
            if found is not None:
                self._windows.move_to_end(number)
                return found
        start, stop = number * _WINDOW, min((number + 1) * _WINDOW, self.count)
        first, last = (int(np.searchsorted(self._starts, at, "right")) - 1 for at in (start, stop - 1))
        parts = []
        for piece in self._pieces(columns, first, last):
            if piece.start < stop and piece.start + piece.count > start:
                ids = self._sorted(columns, piece)[0]
                parts.append(ids[max(0, start - piece.start) : stop - piece.start])
        made = np.concatenate([np.zeros(0, np.int64), *parts])
        with self._lock:
            self._windows[number] = made
            while len(self._windows) > _KEPT_WINDOWS:
                self._windows.popitem(last=False)
        return made

    def _pieces(self, columns: Columns, first: int, last: int) -> Iterator[_Piece]:
        """What is sorted together of steps from `first` to `last`: runs of small steps, and parts of large ones."""
        run = first
        for step in range(first, last + 1):
            if self._starts[step + 1] - self._starts[step] > AT_ONCE:
                if run < step:
                    yield self._run(run, step - 1)
                yield from self._parts(columns, step)
                run = step + 1
        if run <= last:
            yield self._run(run, last)

    def _run(self, first: int, last: int) -> _Piece:
        start = int(self._starts[first])
        return _Piece(start, int(self._starts[last + 1]) - start, first, last)

    def _parts(self, columns: Columns, step: int) -> list[_Piece]:
        """A step of very many rows, cut where no block's ids reach across. Only right where its keys are all equal."""
        found = self._split.get(step)
        if found is not None:
            return found
        whole = self._run(step, step)
        here: list[tuple[int, int, int, int]] = []  # (largest id, smallest id, block, rows)
        equal: set[int] = set()
        for block, _, keys, _ in self._rows(columns, whole):
            lo, hi = block.bounds("id")
            here.append((hi, lo, block.number, len(keys)))
            equal |= {int(keys.min()), int(keys.max())}
        pieces: list[_Piece] = []
        if len(equal) > 1:
            pieces.append(whole)
        else:
            start, group, count, lowest = whole.start, set[int](), 0, 0
            for hi, lo, number, n in sorted(here, reverse=True):
                if group and hi < lowest:
                    pieces.append(_Piece(start, count, step, step, frozenset(group)))
                    start, group, count = start + count, set(), 0
                lowest = lo if not group else min(lowest, lo)
                group.add(number)
                count += n
            pieces.append(_Piece(start, count, step, step, frozenset(group)))
        self._split[step] = pieces
        return pieces

    def _rows(
        self, columns: Columns, piece: _Piece
    ) -> Iterator[tuple[Block, NDArray[np.intp], Keys, NDArray[np.int64]]]:
        """(block, rows, keys, ids) of a piece, block by block, not in order."""
        assert self._steps is not None
        for block in columns.blocks():
            if piece.blocks is not None and block.number not in piece.blocks:
                continue
            if not self._steps.may_hold(block, piece.first, piece.last):
                continue
            here, rejected = self._of(block)
            if isinstance(rejected, str):
                continue
            keys = self.key.of(here)
            step = self._steps.of(keys)
            inside = (step >= piece.first) & (step <= piece.last)
            if rejected is not None:
                inside &= ~rejected
            rows = np.flatnonzero(inside)
            if len(rows):
                yield here, rows, keys[rows], here["id"][rows].astype(np.int64)

    def _sorted(self, columns: Columns, piece: _Piece) -> tuple[NDArray[np.int64], Keys]:
        found = [(ids, keys) for _, _, keys, ids in self._rows(columns, piece)]
        ids = np.concatenate([np.zeros(0, np.int64), *(each for each, _ in found)])
        keys = np.concatenate([np.zeros(0, np.int64), *(each for _, each in found)])
        order = np.lexsort((-ids, keys))
        return ids[order], keys[order]
