"""Figures over millions of complaints from the column segments: counts, groups, days, heat grids, top lists.

Every function takes `Columns` of one read transaction and a `Selection`, walks the blocks and may be cancelled
between two of them. Rows that do not count are masked to code 0 and taken off there again (see `kept_rows`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioc_domain.codes import ComplaintFlag
from ioc_domain.entities import SEGMENT_ROWS

from .complaint_selection import (
    PICKED_BELOW,
    VERDICTS,
    Box,
    Selection,
    candidates,
    either,
    how_many,
    outside,
    rejects,
    verdicts,
)
from .kept_rows import Counts, KeptRows, Sum
from .segments import BLOCK_SEGMENTS, Block, Cancel, Columns

DAY = 86_400
_FEW_FOR_BYTES = 64
"""For one count of bytes rows are picked out only when they are fewer than one in so many."""


def count(columns: Columns, wanted: Selection, *, cancel: Cancel | None = None) -> int:
    """How many complaints count."""
    return how_many(candidates(columns, wanted, cancel=cancel))


def by_code(columns: Columns, wanted: Selection, column: str, *, cancel: Cancel | None = None) -> Counts:
    """Complaints by the code in a column of one or two bytes (field, unit, area, status, channel, flags).

    Returns counts indexed by the code, as long as the largest code needs.
    """
    dtype = columns.dtypes[column]
    if dtype.kind != "u" or dtype.itemsize > 2:
        raise ValueError(f"{column} is no column of codes")
    sums = Sum()
    for block, rejected in candidates(columns, wanted, cancel=cancel):
        kept = KeptRows.of(block, rejected)
        if kept is not None:
            sums.add(kept.histogram(kept.block[column]))
    return sums.counts


def by_verdict(
    columns: Columns, wanted: Selection, column: str | None = None, *, cancel: Cancel | None = None
) -> Counts:
    """Complaints by verdict (place in `VERDICTS`) at `wanted.now`; with a column: an array (code, verdict)."""
    sums = Sum((8,))
    for block, rejected in candidates(columns, wanted, cancel=cancel):
        kept = KeptRows.of(block, rejected, PICKED_BELOW if column is not None else _FEW_FOR_BYTES)
        if kept is None:
            continue
        state = verdicts(kept.block, wanted.now)
        if column is not None:
            most = block.bounds(column)[1]
            kind = np.uint8 if most < 1 << 5 else np.uint16 if most < 1 << 13 else np.uint32
            # A multiplication of bytes runs at the speed of memory, a shift of bytes does not.
            state = np.bitwise_or(np.multiply(kept.block[column], kind(8), dtype=kind), state)
        sums.add(kept.histogram(state))
    counts = sums.counts[:, : len(VERDICTS)]
    return counts if column is not None else counts.sum(axis=0)


def by_day(
    columns: Columns, wanted: Selection, first: int, days: int, *, column: str = "created", cancel: Cancel | None = None
) -> Counts:
    """Complaints per day of a time column: `days` counts, the first day beginning at the second `first`."""
    total = np.zeros(days, np.int64)
    last = first + days * DAY
    if column == "created":  # blocks that the bounds rule out are then passed over at once
        start, end = max(first, wanted.since), min(last, wanted.until or last)
        if end <= start:
            return total
        wanted = replace(wanted, since=start, until=end)
    for block, rejected in candidates(columns, wanted, cancel=cancel):
        kept = KeptRows.of(block, either(rejected, outside(block, column, first, last)))
        if kept is not None:
            found = kept.histogram((kept.block[column] - np.uint32(first & 0xFFFFFFFF)) // np.uint32(DAY))
            total[: len(found)] += found[:days]
    return total


def heat_grid(
    columns: Columns, wanted: Selection, box: Box, width: int, height: int, *, cancel: Cancel | None = None
) -> Counts:
    """Located complaints inside `box` on a grid: an array (height, width), row 0 in the north.

    Cell of x: (x - x0) * width // (x1 - x0), likewise y. Raises ValueError for an empty box or grid.
    """
    x0, y0, x1, y1 = box
    if x1 <= x0 or y1 <= y0 or width < 1 or height < 1:
        raise ValueError(f"nothing to draw in {box} on {width} x {height}")
    if wanted.box is not None:
        both = _both(wanted.box, box)
        # What lies outside of the grid has no cell; only a narrower box is a filter.
        wanted = replace(wanted, box=None if both == box else both)
    cells_of = _Cells(box, width, height)
    total = np.zeros(width * height + 1, np.int64)
    keys, held = np.empty(_AT_ONCE * BLOCK_SEGMENTS * SEGMENT_ROWS, np.intp), 0
    for block, rejected in candidates(columns, wanted, cancel=cancel):
        if _apart(block.bounds("x"), x0, x1) or _apart(block.bounds("y"), y0, y1):
            continue
        kept = KeptRows.of(block, rejected)
        if kept is None:
            continue
        n = kept.block.n
        if held + n > len(keys):
            total += np.bincount(keys[:held], minlength=len(total))
            held = 0
        cells = kept.block.filled("cells", _CELLS_OF, cells_of, cells_of.dtype, cells_of)
        kept.masked(cells, out=keys[held : held + n])
        held += n
    total += np.bincount(keys[:held], minlength=len(total))
    return total[1:].reshape(height, width)


@dataclass(frozen=True)
class _Cells:
    """The cell of each row on a grid, counted from 1; 0 where it has no place or lies outside.

    One view is filtered many times over and played through, so its cells are kept with the block: four bytes a row
    instead of the eight of the place, and half the work.
    """

    box: Box
    width: int
    height: int

    @property
    def dtype(self) -> np.dtype[Any]:
        """Wide enough for the number of every cell."""
        return np.dtype(np.uint32 if self.width * self.height >= 1 << 16 else np.uint16)

    def __call__(self, rows: dict[str, NDArray[Any]], out: NDArray[Any]) -> None:
        x0, y0, x1, y1 = self.box
        east = rows["x"] - np.uint32(x0 & 0xFFFFFFFF)
        south = rows["y"] - np.uint32(y0 & 0xFFFFFFFF)
        inside = east < np.uint32(x1 - x0)
        inside &= south < np.uint32(y1 - y0)
        inside &= rows["flags"] & np.uint8(ComplaintFlag.LOCATED) != 0
        key = _scale(y1 - y0, self.height)(south)
        key *= np.uint32(self.width)
        key += _scale(x1 - x0, self.width)(east)
        key += np.uint32(1)
        np.multiply(key, inside, out=out, casting="unsafe")


_CELLS_OF = ("x", "y", "flags")


def _apart(bounds: tuple[int, int], start: int, stop: int) -> bool:
    """Whether no value within the bounds lies in [start, stop)."""
    return bounds[1] < start or bounds[0] >= stop


_AT_ONCE = 4
"""Blocks counted into a grid at once: a histogram of many cells is itself work to make and to add."""


def top_ids(
    columns: Columns,
    wanted: Selection,
    order: str,
    limit: int,
    *,
    descending: bool = False,
    cancel: Cancel | None = None,
) -> NDArray[np.int64]:
    """Ids of the first `limit` complaints by a column (ties: larger id first), e.g. `due` for the longest overdue."""
    best = np.empty(0, np.dtype([("key", "<i8"), ("id", "<i8")]))
    sign = -1 if descending else 1
    for block in columns.blocks(newest_first=descending, cancel=cancel):
        if len(best) == limit and limit:
            lo, hi = block.bounds(order)
            if (sign * hi if descending else lo) > best["key"][-1]:
                continue
        rows = _rows(block, wanted)
        if not len(rows):
            continue
        keys = block[order][rows].astype(np.int64) * sign
        if len(rows) > limit:
            # Everything not above the limit-th value stays in the race, ties included.
            near = keys <= np.partition(keys, limit - 1)[limit - 1] if limit else np.zeros(len(keys), bool)
            rows, keys = rows[near], keys[near]
        here = np.empty(len(rows), best.dtype)
        here["key"], here["id"] = keys, block["id"][rows]
        best = np.concatenate([best, here])
        best = best[np.lexsort((-best["id"], best["key"]))][:limit]
    return best["id"].copy()


def _rows(block: Block, wanted: Selection) -> NDArray[np.intp]:
    rejected = rejects(block, wanted)
    if rejected is None:
        return np.arange(block.n)
    if isinstance(rejected, str):
        return np.empty(0, np.intp)
    return np.flatnonzero(~rejected)


def _both(first: Box | None, second: Box) -> Box:
    if first is None:
        return second
    return max(first[0], second[0]), max(first[1], second[1]), min(first[2], second[2]), min(first[3], second[3])


def _scale(extent: int, cells: int) -> Any:
    """Function from distances (uint32, wrapped where negative) to cell numbers, exact within the extent; it may write
    over them."""
    quotient, rest = divmod(extent, cells)
    if rest == 0 and quotient & (quotient - 1) == 0:
        shift = np.uint32(quotient.bit_length() - 1)
        return lambda distance: np.right_shift(distance, shift, out=distance)
    if extent * cells < 1 << 32:
        return lambda distance: distance * np.uint32(cells) // np.uint32(extent)

    def wide(distance: NDArray[np.uint32]) -> NDArray[np.uint32]:
        long = distance.astype(np.uint64)
        long *= np.uint64(cells)
        long //= np.uint64(extent)
        return long.astype(np.uint32)

    return wide
