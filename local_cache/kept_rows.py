"""The rows of a block that count, ready for many histograms: one mask is made, and every column is masked by it.

A row that does not count is masked to code 0 and taken off there again; where few rows count they are picked out
instead. Both cost less than folding the rejected rows of each histogram by itself.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .complaint_selection import PICKED_BELOW, Rejects
from .segments import Block, PickedRows

Counts = NDArray[np.int64]

_PAIRED = 1 << 12
"""Bytes are counted in pairs from so many on."""
_COMPARED = 4
"""Up to this code each is looked for by itself."""


class KeptRows:
    """`block` holds the rows (and where few count, no others); `n` of them count."""

    def __init__(self, block: Block, rejected: NDArray[np.bool_] | None, picked_below: int = PICKED_BELOW) -> None:
        self.n = block.n
        self._in: NDArray[np.bool_] | None = None
        if rejected is not None:
            self._in = np.logical_not(rejected)
            self.n = int(np.count_nonzero(self._in))
            if self.n * picked_below < block.n:
                block, self._in = PickedRows(block, np.flatnonzero(self._in)), None
        self.block = block
        self._masks: dict[int, NDArray[Any]] = {}

    @classmethod
    def of(cls, block: Block, rejects: Rejects, picked_below: int = PICKED_BELOW) -> KeptRows | None:
        """The rows left by a rejection; None when none is.

        `picked_below`: fewer than one row in so many are picked out; more where little will be done with them.
        """
        if isinstance(rejects, str):
            return None
        kept = cls(block, rejects, picked_below)
        return kept if kept.n else None

    def masked(self, codes: NDArray[Any], out: NDArray[Any] | None = None) -> NDArray[Any]:
        """The codes, 0 where the row does not count; written to `out` (as long, no narrower) if there is one."""
        if self._in is None:
            if out is None:
                return codes
            out[:] = codes
            return out
        size = codes.dtype.itemsize
        if size not in self._masks:
            self._masks[size] = np.negative(self._in, dtype=f"u{size}") if size > 1 else -self._in.view(np.uint8)
        return np.asarray(np.bitwise_and(codes, self._masks[size], out=out))

    def count(self, true: NDArray[np.bool_]) -> int:
        """How many rows count of those that are true."""
        return int(np.count_nonzero(true if self._in is None else true & self._in))

    def rows(self, true: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Places in `block` of the rows that count, of those that are true."""
        return np.flatnonzero(true if self._in is None else true & self._in)

    def histogram(self, codes: NDArray[Any]) -> Counts:
        """Rows by code (unsigned, of up to four bytes); as long as the largest code of any row that counts."""
        codes = self.masked(codes)
        if codes.dtype.itemsize == 1 and len(codes) >= _PAIRED:
            most = int(codes.max())
            counts = _by_comparing(codes, most) if most <= _COMPARED else _by_pairs(codes)
        else:
            counts = np.bincount(codes, minlength=1)
        counts[0] -= len(codes) - self.n
        return counts


def _by_comparing(codes: NDArray[np.uint8], most: int) -> Counts:
    """Each of a few codes is looked for by itself: that runs at the speed of memory, and additions to one and the
    same counter, as where most rows do not count, wait for each other."""
    found = [int(np.count_nonzero(codes == np.uint8(code))) for code in range(1, most + 1)]
    return np.array([len(codes) - sum(found), *found], np.int64)


def _by_pairs(codes: NDArray[np.uint8]) -> Counts:
    """Two neighbours are counted as one number of two bytes: half as many additions."""
    even = len(codes) & ~1
    square = np.bincount(codes[:even].view("<u2"))
    whole = np.zeros(-(-len(square) // 256) * 256, np.int64)
    whole[: len(square)] = square
    square = whole.reshape(-1, 256)
    counts: Counts = square.sum(axis=0)
    counts[: len(square)] += square.sum(axis=1)
    if even < len(codes):
        counts[codes[-1]] += 1
    return counts


class Sum:
    """Histograms added up, however long each is. With a shape their codes are read as (code, *shape)."""

    def __init__(self, shape: tuple[int, ...] = ()) -> None:
        self._shape = shape
        self._each = math.prod(shape)
        self._flat: Counts = np.zeros(0, np.int64)

    def add(self, counts: Counts) -> None:
        """Add a histogram."""
        if len(counts) > len(self._flat):
            longer = np.zeros(-(-len(counts) // self._each) * self._each, np.int64)
            longer[: len(self._flat)] = self._flat
            self._flat = longer
        self._flat[: len(counts)] += counts

    @property
    def counts(self) -> Counts:
        """The sums."""
        return self._flat.reshape(-1, *self._shape)
