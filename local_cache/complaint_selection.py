"""Which complaints count: a selection, and the byte per row that says "not this one".

Boolean masks over millions of rows are slow; a byte of rejection is folded into the histogram instead (see
`aggregates`). Blocks whose bounds tell that all or none can pass are not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ioc_domain.codes import ComplaintFlag
from ioc_domain.on_time import OnTimeState

from . import layout
from .segments import Block

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


Rejects = NDArray[np.uint8] | Literal["all"] | None
"""1 per row that does not count; None = all count; "all" = none does."""


def rejects(block: Block, wanted: Selection) -> Rejects:
    """Which rows of a block do not count."""
    found = _Found(block.n)
    if block.has_dead:
        found.add(np.frombuffer(block.raw(layout.LIVENESS).translate(_DEAD), np.uint8))
    for name, values in wanted.sets:
        found.add(_outside_set(block, name, values))
        if found.all:
            return "all"
    found.add(_outside_range(block, "created", wanted.since, wanted.until))
    if found.all:
        return "all"
    flags_all = wanted.flags_all
    if wanted.box is not None:
        flags_all |= ComplaintFlag.LOCATED
    if flags_all or wanted.flags_none:
        found.add(_wrong_flags(block, flags_all, wanted.flags_none))
    if wanted.box is not None:
        x0, y0, x1, y1 = wanted.box
        if x1 <= 0 or y1 <= 0:
            return "all"
        found.add(_outside_range(block, "x", x0, x1))
        found.add(_outside_range(block, "y", y0, y1))
    if wanted.on_time and not found.all:
        table = bytes(0 if i < len(VERDICTS) and VERDICTS[i] in wanted.on_time else 1 for i in range(256))
        found.add(np.frombuffer(verdicts(block, wanted.now).tobytes().translate(table), np.uint8))
    return "all" if found.all else found.rows


_DEAD = bytes(1 if i == layout.DEAD else 0 for i in range(256))


class _Found:
    """Rejections joined so far."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.rows: NDArray[np.uint8] | None = None
        self._own = False
        self.all = n == 0

    def add(self, more: Rejects) -> None:
        if more is None or self.all:
            return
        if isinstance(more, str):
            self.all = True
        elif self.rows is None:
            self.rows = more
        elif self._own:
            np.bitwise_or(self.rows, more, out=self.rows)
        else:
            self.rows = np.bitwise_or(self.rows, more)
            self._own = True


def _outside_set(block: Block, name: str, values: frozenset[int]) -> Rejects:
    lo, hi = block.bounds(name)
    here = [v for v in values if lo <= v <= hi]
    if not here:
        return "all"
    column = block[name]
    if len(here) == 1:
        return _bytes(column != column.dtype.type(here[0]))
    if column.dtype.itemsize == 1:
        table = bytearray(b"\x01" * 256)
        for value in here:
            table[value] = 0
        return np.frombuffer(block.raw(name).translate(bytes(table)), np.uint8)
    if max(here) - min(here) + 1 == len(here):
        return _outside_range(block, name, min(here), max(here) + 1)
    lookup = np.ones(hi + 1, np.uint8)
    lookup[here] = 0
    # clip: the bounds promise that every value is inside, and clipping is the mode without a checking pass.
    return lookup.take(column.astype(np.intp), mode="clip")


def _bytes(mask: Any) -> NDArray[np.uint8]:
    """A boolean mask as bytes, without a copy."""
    return np.asarray(mask, np.bool_).view(np.uint8)


def _outside_range(block: Block, name: str, start: int, stop: int) -> Rejects:
    """Rows not in [start, stop); a stop of 0 is no end."""
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
        return _bytes(column - kind(start) >= kind(stop - start))
    return _bytes(column < kind(start) if below else column >= kind(stop))


def _wrong_flags(block: Block, all_of: int, none_of: int) -> Rejects:
    table = bytes(0 if i & all_of == all_of and not i & none_of else 1 for i in range(256))
    return np.frombuffer(block.raw("flags").translate(table), np.uint8)


def verdicts(block: Block, now: int) -> NDArray[np.uint8]:
    """Place in `VERDICTS` of each row: the rule of `ioc_domain.on_time.verdict`."""
    return verdicts_of(block["due"], block["closed"], now)


def verdicts_of(due: NDArray[Any], closed: NDArray[Any], now: int) -> NDArray[np.uint8]:
    """Place in `VERDICTS` of complaints with these due and closing times (0 = none)."""
    is_open = (closed == 0).view(np.uint8)
    # An open complaint is late when now is past its due time; put `now` in the place of its closing time.
    late = (np.where(is_open, due.dtype.type(max(0, now)), closed) > due).view(np.uint8)
    index = is_open * np.uint8(2) + late
    index |= (due == 0).view(np.uint8) << 2
    return np.frombuffer(index.tobytes().translate(_VERDICT_OF), np.uint8)


_VERDICT_OF = bytes(
    VERDICTS.index(
        OnTimeState.NO_DUE
        if i & 4
        else (
            OnTimeState.CLOSED_ON_TIME,
            OnTimeState.CLOSED_LATE,
            OnTimeState.OPEN_IN_TIME,
            OnTimeState.OPEN_OVERDUE,
        )[i & 3]
    )
    if i < 8
    else 0
    for i in range(256)
)
