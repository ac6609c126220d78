"""Figures over millions of complaints from the column segments: counts, groups, days, heat grids, top lists, points.

Every function takes `Columns` of one read transaction and a `Selection`, walks the blocks and may be cancelled
between two of them. Rows that do not count are masked to code 0 and taken off there again (see `kept_rows`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioc_domain.entities import SEGMENT_ROWS
from ioc_domain.on_time import OnTimeCounts, OnTimeState

from .complaint_selection import VERDICTS, Box, Selection, either, outside, rejects, verdicts
from .kept_rows import Counts, KeptRows, Sum
from .segments import BLOCK_SEGMENTS, Block, Cancel, Columns

DAY = 86_400


def count(columns: Columns, wanted: Selection, *, cancel: Cancel | None = None) -> int:
    """How many complaints count."""
    total = 0
    for block in columns.blocks(cancel=cancel):
        rejected = rejects(block, wanted)
        if rejected is None:
            total += block.n
        elif not isinstance(rejected, str):
            total += block.n - int(np.count_nonzero(rejected))
    return total


def by_code(columns: Columns, wanted: Selection, column: str, *, cancel: Cancel | None = None) -> Counts:
    """Complaints by the code in a column of one or two bytes (field, unit, area, status, channel, flags).

    Returns counts indexed by the code, as long as the largest code needs.
    """
    dtype = columns.dtypes[column]
    if dtype.kind != "u" or dtype.itemsize > 2:
        raise ValueError(f"{column} is no column of codes")
    sums = Sum()
    for block in columns.blocks(cancel=cancel):
        kept = KeptRows.of(block, rejects(block, wanted))
        if kept is not None:
            sums.add(kept.histogram(kept.block[column]))
    return sums.counts


def by_verdict(
    columns: Columns, wanted: Selection, column: str | None = None, *, cancel: Cancel | None = None
) -> Counts:
    """Complaints by verdict (place in `VERDICTS`) at `wanted.now`; with a column: an array (code, verdict)."""
    sums = Sum((8,))
    for block in columns.blocks(cancel=cancel):
        kept = KeptRows.of(block, rejects(block, wanted))
        if kept is None:
            continue
        state = verdicts(kept.block, wanted.now)
        if column is not None:
            kind = np.uint16 if block.bounds(column)[1] < 1 << 13 else np.uint32
            state = np.bitwise_or(np.left_shift(kept.block[column], kind(3), dtype=kind), state)
        sums.add(kept.histogram(state))
    counts = sums.counts[:, : len(VERDICTS)]
    return counts if column is not None else counts.sum(axis=0)


def on_time_counts(columns: Columns, wanted: Selection, *, cancel: Cancel | None = None) -> OnTimeCounts:
    """What the on-time formulas need, at `wanted.now`."""
    states = by_verdict(columns, wanted, cancel=cancel)
    on_time = VERDICTS.index(OnTimeState.CLOSED_ON_TIME)
    past = 0
    for block in columns.blocks(cancel=cancel):
        rejected = rejects(block, wanted)
        if isinstance(rejected, str):
            continue
        closed_on_time = verdicts(block, wanted.now) == on_time
        closed_on_time &= block["due"] < np.uint32(max(0, wanted.now))
        past += int(np.count_nonzero(closed_on_time if rejected is None else closed_on_time & ~rejected))
    return OnTimeCounts(
        closed_on_time=int(states[on_time]),
        closed_late=int(states[VERDICTS.index(OnTimeState.CLOSED_LATE)]),
        open_overdue=int(states[VERDICTS.index(OnTimeState.OPEN_OVERDUE)]),
        closed_on_time_due=past,
    )


def by_day(
    columns: Columns, wanted: Selection, first: int, days: int, *, column: str = "created", cancel: Cancel | None = None
) -> Counts:
    """Complaints per day of a time column: `days` counts, the first day beginning at the second `first`."""
    total = np.zeros(days, np.int64)
    last = first + days * DAY
    for block in columns.blocks(cancel=cancel):
        lo, hi = block.bounds(column)
        if hi < first or lo >= last:
            continue
        kept = KeptRows.of(block, either(rejects(block, wanted), outside(block, column, first, last)))
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
    inside = Selection(**{**_public(wanted), "box": _both(wanted.box, box)})
    # The edges of the grid are tested on the way to the cells; only a narrower box of the selection is a filter.
    edges = wanted.box is not None and inside.box != box
    across, down = _scale(x1 - x0, width), _scale(y1 - y0, height)
    cells = width * height
    total = np.zeros(cells, np.int64)
    dropped = held = 0
    keys = np.empty(_AT_ONCE * BLOCK_SEGMENTS * SEGMENT_ROWS, np.uint32)
    for block in columns.blocks(cancel=cancel):
        if _apart(block.bounds("x"), x0, x1) or _apart(block.bounds("y"), y0, y1):
            continue
        rejected = rejects(block, inside, box=edges)
        if isinstance(rejected, str):
            continue
        east = block["x"] - np.uint32(x0 & 0xFFFFFFFF)
        south = block["y"] - np.uint32(y0 & 0xFFFFFFFF)
        drop = east >= np.uint32(x1 - x0)
        drop |= south >= np.uint32(y1 - y0)
        if rejected is not None:
            drop |= rejected
        key = keys[held : held + block.n]
        np.multiply(down(south), np.uint32(width), out=key)
        key += across(east)
        # Rows that do not count go to the first cell and are taken off again. Bits are masked and no row is picked
        # out: a branch for each row costs as much as the counting.
        mask = drop.astype(np.uint32)
        mask -= np.uint32(1)
        key &= mask
        dropped += int(np.count_nonzero(drop))
        held += block.n
        if held + BLOCK_SEGMENTS * SEGMENT_ROWS > len(keys):
            total += np.bincount(keys[:held], minlength=cells)
            held = 0
    total += np.bincount(keys[:held], minlength=cells)
    total[0] -= dropped
    return total.reshape(height, width)


def _apart(bounds: tuple[int, int], start: int, stop: int) -> bool:
    """Whether no value within the bounds lies in [start, stop)."""
    return bounds[1] < start or bounds[0] >= stop


_AT_ONCE = 4
"""Blocks counted into a grid at once: a histogram of many cells is itself work to make and to add."""


@dataclass(frozen=True)
class Points:
    """Complaints one by one: arrays of one length. `total` counts those beyond the limit too."""

    id: NDArray[np.int64]
    x: NDArray[np.uint32]
    y: NDArray[np.uint32]
    verdict: NDArray[np.uint8]
    total: int


def points(columns: Columns, wanted: Selection, limit: int, *, cancel: Cancel | None = None) -> Points:
    """Located complaints that count, the latest slots first, at most `limit` of them."""
    located = wanted if wanted.box is not None else Selection(**{**_public(wanted), "box": (0, 0, 1 << 31, 1 << 31)})
    parts: dict[str, list[NDArray[Any]]] = {"id": [], "x": [], "y": [], "verdict": []}
    total = held = 0
    for block in columns.blocks(newest_first=True, cancel=cancel):
        rows = _rows(block, located)
        total += len(rows)
        rows = rows[::-1][: limit - held]
        if len(rows):
            held += len(rows)
            for name in ("id", "x", "y"):
                parts[name].append(block[name][rows])
            parts["verdict"].append(verdicts(block, wanted.now)[rows])
    kinds = {"id": np.int64, "x": np.uint32, "y": np.uint32, "verdict": np.uint8}
    joined = {name: np.concatenate([np.empty(0, kinds[name]), *found]) for name, found in parts.items()}
    return Points(joined["id"], joined["x"], joined["y"], joined["verdict"], total)


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


def _public(wanted: Selection) -> dict[str, Any]:
    return {name: getattr(wanted, name) for name, f in wanted.__dataclass_fields__.items() if f.init}


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
