"""Which complaints count: a selection, and the mask that says "not this one".

Picking rows by a mask is slow over millions; what is rejected is folded into the histogram instead (see
`aggregates`). Blocks whose bounds tell that all or none can pass are not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ioc_domain.codes import ComplaintFlag
from ioc_domain.on_time import OnTimeState

from . import layout
from .segments import Block, Cancel, Columns, PickedRows

Box = tuple[int, int, int, int]
"""x0, y0, x1, y1 of `ioc_domain.places`; x1 and y1 are not part of it."""

VERDICTS = tuple(OnTimeState)
"""Verdicts by their place, as `verdicts` gives them."""


@dataclass(frozen=True)
class Selection:
    """What is asked for. An empty set means all, an end of 0 means none. Sets hold the small integers of records.

    A unit with its subtree, or a district of old, is given as the set of its units or areas. `now` judges `on_time`.
    """

    since: int = 0
    until: int = 0
    fields: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    areas: frozenset[int] = frozenset()
    statuses: frozenset[int] = frozenset()
    channels: frozenset[int] = frozenset()
    on_time: frozenset[OnTimeState] = frozenset()
    now: int = 0
    flags_all: int = 0
    flags_none: int = 0
    box: Box | None = None
    box_once: bool = False
    """The box is asked about this once: nothing is kept of it."""
    _sets: tuple[tuple[str, frozenset[int]], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        named = (
            ("field", self.fields),
            ("unit", self.units),
            ("area", self.areas),
            ("status", self.statuses),
            ("channel", self.channels),
        )
        object.__setattr__(self, "_sets", tuple((name, values) for name, values in named if values))

    @property
    def sets(self) -> tuple[tuple[str, frozenset[int]], ...]:
        """(column, allowed codes) where not all are allowed."""
        return self._sets


Rejects = NDArray[np.bool_] | Literal["all"] | None
"""True per row that does not count; None = all count; "all" = none does."""

_FEW = {1: 12, 2: 6}
"""Up to so many codes, by their bytes, are compared one by one: that runs at the speed of memory, a look-up not."""


PICKED_BELOW = 6
"""Fewer than one row in so many: picking them is cheaper than masking all."""


def candidates(columns: Columns, wanted: Selection, *, cancel: Cancel | None = None
               ) -> Iterator[tuple[Block, NDArray[np.bool_] | None]]:
    """Blocks with what is rejected in them; those of which all is rejected are left out.

    Of what is open the rows are known by their due times. Where a selection wants nothing else and they are few, the
    block comes as these rows alone, in no order.
    """
    return walked(columns, lambda block: narrowed(block, wanted), cancel)


Rows = Callable[[Block], tuple[Block, Rejects]]
"""The block, or those of its rows that may count, and which of these do not."""


def walked(columns: Columns, rows: Rows, cancel: Cancel | None) -> Iterator[tuple[Block, NDArray[np.bool_] | None]]:
    """What `rows` makes of each block, without those of which nothing counts."""
    for block in columns.blocks(cancel=cancel):
        here, rejected = rows(block)
        if not isinstance(rejected, str) and here.n:
            yield here, rejected


def how_many(walk: Iterable[tuple[Block, NDArray[np.bool_] | None]]) -> int:
    """Rows that count in all of a walk."""
    return sum(here.n - (0 if rejected is None else int(np.count_nonzero(rejected))) for here, rejected in walk)


def narrowed(block: Block, wanted: Selection) -> tuple[Block, Rejects]:
    """The block, or those of its rows that may count, and which of these do not."""
    if wanted.on_time and wanted.on_time <= _OPEN:
        now = max(0, wanted.now)
        first = 0 if OnTimeState.OPEN_OVERDUE in wanted.on_time else now
        last = _END if OnTimeState.OPEN_IN_TIME in wanted.on_time else now
        few = open_due(block, first, last)
        if few.n * PICKED_BELOW < block.n:
            return few, rejects(few, replace(wanted, on_time=frozenset()))
    return block, rejects(block, wanted)


def open_due(block: Block, first: int, last: int) -> Block:
    """The open rows due in [first, last), in no order."""
    whole, rows = block.whole
    waiting = whole.made("waiting", _VERDICT_OF, None, _waiting)
    lo, hi = np.searchsorted(waiting["due"], (first, last))
    found = waiting["row"][lo:hi]
    return PickedRows(block, found if rows is None else np.flatnonzero(np.isin(rows, found)))


def rejects(block: Block, wanted: Selection) -> Rejects:
    """Which rows of a block do not count."""
    found = _Found(block.n)
    if block.has_dead and not wanted.statuses:
        found.add(block[layout.LIVENESS] == np.uint8(layout.DEAD))
    for name, values in wanted.sets:
        found.add(_outside_set(block, name, values))
    found.add(outside(block, "created", wanted.since, wanted.until))
    flags_all = wanted.flags_all
    if wanted.box is not None:
        flags_all |= ComplaintFlag.LOCATED
    if flags_all and not found.all:
        found.add(block["flags"] & np.uint8(flags_all) != np.uint8(flags_all))
    if wanted.flags_none and not found.all:
        found.add(block["flags"] & np.uint8(wanted.flags_none) != np.uint8(0))
    if wanted.box is not None and not found.all:
        found.add(_outside_box(block, wanted.box, kept=not wanted.box_once))
    if wanted.on_time and not found.all:
        state = verdicts(block, wanted.now)
        other = np.ones(block.n, np.bool_)
        for verdict in wanted.on_time:
            other &= state != np.uint8(VERDICTS.index(verdict))
        found.add(other)
    return "all" if found.all else found.rows


def either(one: Rejects, other: Rejects) -> Rejects:
    """Rejected by the one or the other; neither mask is written over."""
    if isinstance(one, str) or isinstance(other, str):
        return "all"
    if one is None or other is None:
        return one if other is None else other
    return np.logical_or(one, other)


class _Found:
    """Rejections joined so far."""

    def __init__(self, n: int) -> None:
        self.rows: NDArray[np.bool_] | None = None
        self.all = n == 0

    def add(self, more: Rejects) -> None:
        if more is None or self.all:
            return
        if isinstance(more, str):
            self.all = True
        elif self.rows is None:
            self.rows = more
        else:
            # A mask that was made for this question may be written over; one that is kept with the block may not.
            self.rows = np.logical_or(self.rows, more, out=self.rows if self.rows.flags.writeable else None)


def _outside_set(block: Block, name: str, values: frozenset[int]) -> Rejects:
    lo, hi = block.bounds(name)
    if hi - lo < len(values) and all(v in values for v in range(lo, hi + 1)):
        return None
    here = [v for v in values if lo <= v <= hi]
    if not here:
        return "all"
    first, last = min(here), max(here)
    if last - first + 1 == len(here) > 1:
        return outside(block, name, first, last + 1)
    column = block[name]
    kind = column.dtype.type
    if len(here) <= _FEW[column.dtype.itemsize]:
        out = np.asarray(column != kind(here[0]))
        for value in here[1:]:
            out &= column != kind(value)
        return out
    if column.dtype.itemsize == 1:
        table = bytearray(b"\x01" * 256)
        for value in here:
            table[value] = 0
        return np.frombuffer(bytearray(column.tobytes().translate(bytes(table))), np.bool_)
    lookup = np.ones(hi + 1, np.bool_)
    lookup[here] = False
    # clip: the bounds promise that every value is inside, and clipping is the mode without a checking pass.
    return lookup.take(column.astype(np.intp), mode="clip")


def outside(block: Block, name: str, start: int, stop: int) -> Rejects:
    """Rows whose value is not in [start, stop); a stop of 0 is no end."""
    lo, hi = block.bounds(name)
    if hi < start or (stop and (lo >= stop or stop <= start)):
        return "all"
    below, above = lo < start, bool(stop) and hi >= stop
    if not below and not above:
        return None
    column = block[name]
    kind = column.dtype.type
    if below and above:
        # One comparison for both ends: what lies below the start wraps round to a huge number.
        return np.asarray(column - kind(start) >= kind(stop - start))
    return np.asarray(column < kind(start) if below else column >= kind(stop))


def _outside_box(block: Block, box: Box, *, kept: bool) -> Rejects:
    x0, y0, x1, y1 = box
    if x1 <= 0 or y1 <= 0:
        return "all"
    (west, east), (north, south) = block.bounds("x"), block.bounds("y")
    if east < x0 or west >= x1 or south < y0 or north >= y1:
        return "all"
    if west >= x0 and east < x1 and north >= y0 and south < y1:
        return None

    if not kept:
        return either(outside(block.once, "x", x0, x1), outside(block.once, "y", y0, y1))
    # One view is asked about many times over. A byte a row is kept of it, not the eight of the place.

    def fill(rows: dict[str, NDArray[Any]], out: NDArray[Any]) -> None:
        # One comparison for both ends: what lies below the start wraps round to a huge number.
        np.greater_equal(rows["x"] - np.uint32(max(0, x0)), np.uint32(x1 - max(0, x0)), out=out)
        out |= rows["y"] - np.uint32(max(0, y0)) >= np.uint32(y1 - max(0, y0))

    return np.asarray(block.filled("outside", ("x", "y"), box, np.dtype(bool), fill))


def verdicts(block: Block, now: int) -> NDArray[np.uint8]:
    """Place in `VERDICTS` of each row: the rule of `ioc_domain.on_time.verdict`.

    Only of what is open does the verdict hang on `now`, so the others' is kept with the block: a byte instead of two
    columns of four.
    """
    whole, rows = block.whole
    state = whole.made("settled", _VERDICT_OF, None, _settled).copy()
    waiting = whole.made("waiting", _VERDICT_OF, None, _waiting)
    state[waiting["row"][: np.searchsorted(waiting["due"], max(0, now))]] = _OVERDUE
    return state if rows is None else np.asarray(state[rows])


_OPEN = frozenset({OnTimeState.OPEN_IN_TIME, OnTimeState.OPEN_OVERDUE})
_END = 1 << 32
_VERDICT_OF = ("due", "closed")
_OVERDUE = np.uint8(VERDICTS.index(OnTimeState.OPEN_OVERDUE))
_WAITING = np.dtype([("due", "<u4"), ("row", "<u4")])


def _settled(block: Block) -> NDArray[np.uint8]:
    """The verdicts as long as nothing open is overdue."""
    return verdicts_of(block["due"], block["closed"], 0)


def _waiting(block: Block) -> NDArray[np.void]:
    """The open rows with a due time, by it."""
    due = block["due"]
    rows = np.flatnonzero((block["closed"] == np.uint32(0)) & (due != np.uint32(0)))
    found = np.empty(len(rows), _WAITING)
    order = np.argsort(due[rows], kind="stable")
    found["row"] = rows[order]
    found["due"] = due[rows[order]]
    return found


def verdicts_of(due: NDArray[Any], closed: NDArray[Any], now: int) -> NDArray[np.uint8]:
    """Place in `VERDICTS` of complaints with these due and closing times (0 = none)."""
    kind = due.dtype.type
    is_open = closed == kind(0)
    # closed = 0 is never past a due time, so the first term speaks of closed ones only.
    late = closed > due
    late |= is_open & (due < kind(max(0, now)))
    # Additions of bytes run at the speed of memory; shifts of bytes and assignments by a mask do not.
    opened, missing = is_open.view(np.uint8), (due == kind(0)).view(np.uint8)
    place = opened + opened
    place += late.view(np.uint8)
    missing += missing
    missing += missing
    place |= missing
    np.minimum(place, np.uint8(_NO_DUE), out=place)
    return np.asarray(place, np.uint8)


_NO_DUE = VERDICTS.index(OnTimeState.NO_DUE)
# `verdicts_of` computes the place from two bits; the order of the verdicts must be this one.
if VERDICTS != (
    OnTimeState.CLOSED_ON_TIME,
    OnTimeState.CLOSED_LATE,
    OnTimeState.OPEN_IN_TIME,
    OnTimeState.OPEN_OVERDUE,
    OnTimeState.NO_DUE,
):  # pragma: no cover - a change of the domain
    raise ImportError("the verdicts are in another order than verdicts_of computes")
