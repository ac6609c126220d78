"""One walk over the column blocks that counts everything the screen of complaints shows of one selection.

Every figure of a block is counted from the same rows under the same mask, so all of them agree by construction. A
group (a field, an area, a unit) is counted with its verdicts, places and due times in one histogram: its code is
shifted by five bits, which hold

    bits 0-2   place of the verdict in `VERDICTS`
    bit 3      it is located
    bit 4      it was closed on time and its due time has passed

The second walk, which units' medians need, reads two columns.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioc_domain.codes import OPEN_STATUSES, ComplaintFlag
from ioc_domain.on_time import OnTimeState
from ioc_domain.working_time import CITY_ZONE
from local_cache import layout
from local_cache.complaint_selection import VERDICTS, Rejects, Selection, either, outside, rejects, verdicts
from local_cache.kept_rows import KeptRows, Sum
from local_cache.queries.office_clock import CODES, NOT_CLOSED, OfficeMinutes, minutes_of
from local_cache.segments import Block, Cancel, Cancelled, Columns

DAY = 86_400
ZONE_SECONDS = int(CITY_ZONE.utcoffset(None).total_seconds())
GROUPS = ("field", "area", "unit")
_SHAPE = (2, 2, 8)
"""Of a group: closed on time and past due, located, verdict."""
_ON_TIME = np.uint8(VERDICTS.index(OnTimeState.CLOSED_ON_TIME))
_SAMPLED = 1024
"""Places of a block that are looked at for the extent; all of them where there are no more."""


@dataclass(frozen=True)
class Asked:
    """What to count: a selection with its period, the beginning of the period before (`since` when there is none),
    the latest due time that is soon."""

    selection: Selection
    before: int
    soon: int


class BoardTally:
    """Sums over the blocks walked so far."""

    def __init__(self, asked: Asked, minutes: OfficeMinutes) -> None:
        self._asked = asked
        self._wanted = asked.selection
        self._rest = replace(asked.selection, since=0, until=0)
        self._minutes = minutes
        self._kept: list[KeptRows] = []
        self.total = self.before = 0
        self.closed = self.due_soon = self.duplicates = self.without_evidence = 0
        self.reopened = self.closed_once = 0
        self.groups = {name: Sum(_SHAPE) for name in GROUPS}
        self.groups_before = {name: Sum() for name in GROUPS}
        self.statuses, self.channels = Sum(), Sum()
        self.received, self.ended = Sum(), Sum()
        """By local day since 1970; those closed in the period whenever they were received."""
        self.worked = Sum()
        """By code of office minutes from receipt to closing; the last one counts those not closed."""
        self._worked_by_unit = Sum((256,))
        self._places: list[tuple[NDArray[Any], NDArray[Any], float]] = []

    def walk(self, columns: Columns, cancel: Cancel | None = None) -> None:
        """Count every block. Raises `Cancelled` between two of them."""
        for block in columns.blocks(cancel=cancel):
            self._add(block)

    def _add(self, block: Block) -> None:
        wanted = self._wanted
        inside = outside(block, "created", wanted.since, wanted.until)
        past: Rejects = "all"
        if self._asked.before < wanted.since:
            past = outside(block, "created", self._asked.before, wanted.since)
        ended: Rejects = None  # without a period every closing counts; day 0 is no closing
        if wanted.since or wanted.until:
            ended = outside(block, "closed", max(1, wanted.since), wanted.until)
        if isinstance(inside, str) and isinstance(past, str) and isinstance(ended, str):
            return
        others = rejects(block, self._rest)
        kept = KeptRows.of(block, either(others, inside))
        if kept is not None:
            self._count(kept)
        kept = KeptRows.of(block, either(others, past))
        if kept is not None:
            self.before += kept.n
            for name, sums in self.groups_before.items():
                sums.add(kept.histogram(kept.block[name]))
        kept = KeptRows.of(block, either(others, ended))
        if kept is not None:
            counts = kept.histogram(_days(kept.block, "closed"))
            counts[0] = 0
            self.ended.add(counts)

    def _count(self, kept: KeptRows) -> None:
        block, now = kept.block, self._wanted.now
        self.total += kept.n
        flags, status, codes = block["flags"], block[layout.LIVENESS], self._minutes.codes(block)
        is_open = codes == NOT_CLOSED
        is_located = flags & np.uint8(ComplaintFlag.LOCATED)
        facts = verdicts(block, now)
        past = facts == _ON_TIME
        if block.bounds("due")[1] >= now:
            past &= block["due"] < np.uint32(max(0, now))
        facts += is_located * np.uint8(8)
        facts += past.view(np.uint8) * np.uint8(16)
        for name, sums in self.groups.items():
            sums.add(kept.histogram(_grouped(block, name, facts)))
        self.statuses.add(kept.histogram(status))
        self.channels.add(kept.histogram(block["channel"]))
        self.received.add(kept.histogram(_days(block, "created")))
        closed, reopened = kept.n - kept.count(is_open), flags & np.uint8(ComplaintFlag.REOPENED_ONCE) != 0
        self.closed += closed
        self.reopened += kept.count(reopened)
        self.closed_once += closed + kept.count(reopened & is_open)
        self.duplicates += kept.count(flags & np.uint8(ComplaintFlag.DUPLICATE) != 0)
        self.without_evidence += kept.count((flags & np.uint8(ComplaintFlag.NO_EVIDENCE) != 0) & ~is_open)
        soon = outside(block, "due", max(1, now), self._asked.soon + 1)
        if not isinstance(soon, str):
            near = is_open & IS_OPEN.take(status)
            self.due_soon += kept.count(near if soon is None else near & ~soon)
        self._count_times(kept, codes)
        self._sample(kept, is_located)

    def _count_times(self, kept: KeptRows, codes: NDArray[np.uint16]) -> None:
        self.worked.add(kept.histogram(codes))
        key = kept.block["unit"].astype(np.uint32)
        key <<= np.uint32(8)
        key |= codes >> np.uint16(8)
        self._worked_by_unit.add(kept.histogram(key))
        self._kept.append(kept)

    def _sample(self, kept: KeptRows, located: NDArray[np.uint8]) -> None:
        places = kept.rows(located.view(np.bool_))
        if len(places):
            some = places[:: max(1, len(places) // _SAMPLED)]
            place = kept.block.once
            self._places.append((place["x"][some], place["y"][some], len(places) / len(some)))

    # --- what is made of the sums ---------------------------------------------------------------------------

    def worked_at(self, percent: int) -> int | None:
        """Office minutes within which so many percent of the closed ones were closed; None when none is."""
        counts = self.worked.counts[:NOT_CLOSED]
        n = int(counts.sum())
        return minutes_of(int(np.argmax(np.cumsum(counts) >= max(1, -(-n * percent // 100))))) if n else None

    def medians_by_unit(self, cancel: Cancel | None = None) -> dict[int, int]:
        """Median office minutes from receipt to closing of each unit that closed any (the lower of two middle ones).

        The first walk has counted in steps of 256 codes; this one looks into the step where each median lies.
        """
        steps = self._worked_by_unit.counts[:, : CODES // 256 - 1]
        closed = steps.sum(axis=1)
        rank = (closed - 1) // 2
        up_to = np.cumsum(steps, axis=1)
        step = np.argmax(up_to > rank[:, None], axis=1)
        here = np.arange(len(step)), step
        within = rank - (up_to[here] - steps[here])
        wanted = np.where(closed > 0, step, 255).astype(np.uint16)
        fine = Sum((256,))
        for kept in self._kept:
            if cancel is not None and cancel():
                raise Cancelled
            codes, units = self._minutes.codes(kept.block), kept.block["unit"]
            rows = kept.rows(((codes >> np.uint16(8)) == wanted.take(units, mode="clip")) & (codes != NOT_CLOSED))
            key = units[rows].astype(np.uint32)
            key <<= np.uint32(8)
            key |= codes[rows] & np.uint16(255)
            fine.add(np.bincount(key))
        place = np.argmax(np.cumsum(fine.counts, axis=1) > within[: len(fine.counts), None], axis=1)
        return {
            int(unit): minutes_of(int(wanted[unit]) * 256 + int(place[unit])) for unit in np.flatnonzero(closed)
        }

    def extent(self, share: float) -> tuple[int, int, int, int] | None:
        """x0, y0, x1, y1 of the middle `share` of the located complaints, both ways; None when none is located."""
        if not self._places:
            return None
        weights = np.concatenate([np.full(len(x), weight) for x, _, weight in self._places])
        xs, ys = (np.concatenate([p[k] for p in self._places]) for k in (0, 1))
        (x0, x1), (y0, y1) = _middle(xs, weights, share), _middle(ys, weights, share)
        return x0, y0, x1 + 1, y1 + 1


IS_OPEN: NDArray[np.bool_] = np.isin(np.arange(256), [int(s) for s in OPEN_STATUSES])
"""By status code, whether the complaint is open."""


def _days(block: Block, column: str) -> NDArray[np.uint16]:
    """Local day since 1970 of each moment; kept with the block."""

    def make(of: Block) -> NDArray[np.uint16]:
        return ((of[column] + np.uint32(ZONE_SECONDS)) // np.uint32(DAY)).astype(np.uint16)

    return block.made(f"{column}_day", (column,), None, make)


def _grouped(block: Block, name: str, facts: NDArray[np.uint8]) -> NDArray[Any]:
    kind = np.uint16 if block.bounds(name)[1] < 1 << 11 else np.uint32
    return np.asarray(np.bitwise_or(np.left_shift(block[name], kind(5), dtype=kind), facts))


def _middle(values: NDArray[Any], weights: NDArray[np.float64], share: float) -> tuple[int, int]:
    order = np.argsort(values, kind="stable")
    up_to = np.cumsum(weights[order])
    edges = np.searchsorted(up_to, up_to[-1] * np.array([(1 - share) / 2, (1 + share) / 2]))
    low, high = values[order[np.minimum(edges, len(order) - 1)]]
    return int(low), int(high)
