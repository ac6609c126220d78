"""Complaints of today and the areas where they are late: the right column of Tổng quan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ioc_domain.codes import AreaLevel
from ioc_domain.on_time import OnTimeCounts, OnTimeFormula, OnTimeState
from ioc_domain.records import AreaBoundaryRecord, AreaRecord, SourceRecord
from ioc_domain.working_time import at_local, local_date
from local_cache.complaint_selection import VERDICTS, Selection, either, outside, rejects, verdicts
from local_cache.kept_rows import KeptRows, Sum
from local_cache.queries.rows import plain, rows
from local_cache.queries.series import setting
from local_cache.segments import Block, Cancel, open_columns

if TYPE_CHECKING:
    from local_cache.queries.rows import Reading

DAY, WEEK = 86_400, 7 * 86_400
RATE_DAYS = 30
"""The on-time rate is of the complaints received in so many days: answers fall due after five working days."""
COMPLAINTS = "1022"
"""Code of the source of complaints, where the data centre has one."""


@dataclass(frozen=True)
class AreaLate:
    """Complaints of an area that fell overdue in the last seven days, and the change against the seven before."""

    id: int
    code: str
    name: str
    short_name: str
    lat: float | None
    lon: float | None
    late: int
    change: int


@dataclass(frozen=True)
class ComplaintsToday:
    """Figures of one local day up to `now`, for the picked area."""

    received: int
    closed: int
    overdue: int
    """Open now and past their due time."""
    on_time: OnTimeCounts
    """Of those received in the last 30 days."""
    formula: OnTimeFormula
    """The formula of the site."""
    hours: tuple[int, ...]
    """Received in each hour of today, 24 numbers."""
    hours_before: tuple[int, ...]
    """The same for the same weekday of the week before."""
    areas: tuple[AreaLate, ...]
    """Every commune in force, most late first."""
    boundaries: dict[int, str]
    """GeoJSON by area id, where an installer imported boundaries."""
    source: SourceRecord | None
    known: int
    """How many complaints of the picked area the cache holds."""


def complaints_today(
    session: Reading, now: int, area: str = "", *, cancel: Cancel | None = None
) -> ComplaintsToday:
    """Count at `now`, for an area and all below it ("" = everything). Raises `Cancelled` once `cancel()` is true."""
    areas = rows(session, AreaRecord)
    wanted = _ids_below(areas, area) if area else None
    midnight = at_local(local_date(now), 0)
    totals = _Totals(now, midnight, wanted)
    for block in open_columns(plain(session)).blocks(cancel=cancel):
        totals.add(block)
    formula = _formula(setting(session, "on_time_formula", OnTimeFormula.CT2))
    communes = [a for a in areas if a.level == AreaLevel.COMMUNE and not a.valid_to]
    boundary_ids = {a.code: a.id for a in communes}
    sources = rows(session, SourceRecord)
    late = [
        AreaLate(a.id, a.code, a.name, a.short_name or a.name, a.lat, a.lon, _at(totals.late, a.id),
                 _at(totals.late, a.id) - _at(totals.late_before, a.id))
        for a in communes
    ]
    return ComplaintsToday(
        received=totals.received,
        closed=totals.closed,
        overdue=totals.overdue,
        on_time=totals.on_time,
        formula=formula,
        hours=tuple(_at(totals.hours, hour) for hour in range(24)),
        hours_before=tuple(_at(totals.hours_before, hour) for hour in range(24)),
        areas=tuple(sorted(late, key=lambda a: (-a.late, a.name))),
        boundaries={boundary_ids[b.area_code]: b.geometry for b in rows(session, AreaBoundaryRecord)
                    if b.area_code in boundary_ids},
        source=next((s for s in sources if s.code == COMPLAINTS), None) or _complaint_source(sources),
        known=totals.known,
    )


_LATE = tuple(VERDICTS.index(state) for state in (OnTimeState.CLOSED_LATE, OnTimeState.OPEN_OVERDUE))
_ON_TIME, _OVERDUE = (VERDICTS.index(state) for state in (OnTimeState.CLOSED_ON_TIME, OnTimeState.OPEN_OVERDUE))


class _Totals:
    """Counts that grow block by block. Blocks whose bounds lie outside of a window are not looked at for it."""

    def __init__(self, now: int, midnight: int, wanted: frozenset[int] | None) -> None:
        self.now, self.midnight = now, midnight
        self.wanted = Selection() if wanted is None else Selection(areas=wanted | {_NOWHERE})
        self.received = self.closed = self.overdue = self.known = 0
        self.hours, self.hours_before = Sum(), Sum()
        self.late, self.late_before = Sum(), Sum()
        self.on_time = OnTimeCounts(0, 0, 0, 0)

    def add(self, block: Block) -> None:
        """Count a block."""
        others, now, midnight = rejects(block, self.wanted), self.now, self.midnight
        kept = KeptRows.of(block, others)
        if kept is None:
            return
        self.known += kept.n
        self.overdue += kept.count(verdicts(kept.block, now) == _OVERDUE)

        def window(column: str, start: int, stop: int) -> KeptRows | None:
            return KeptRows.of(block, either(others, outside(block, column, start, stop)))

        for sums, start in ((self.hours, midnight), (self.hours_before, midnight - WEEK)):
            kept = window("created", start, start + DAY)
            if kept is not None:
                sums.add(kept.histogram((kept.block["created"] - np.uint32(start)) // np.uint32(3600)))
        self.received += _size(window("created", midnight, now + 1))
        self.closed += _size(window("closed", midnight, now + 1))
        for sums, end in ((self.late, now), (self.late_before, now - WEEK)):
            kept = window("due", end - WEEK, end)
            if kept is not None:
                state = verdicts(kept.block, now)
                rows = kept.rows((state == _LATE[0]) | (state == _LATE[1]))
                sums.add(np.bincount(kept.block["area"][rows]))
        kept = window("created", now - RATE_DAYS * DAY + 1, now + 1)
        if kept is not None:
            self._add_rate(kept)

    def _add_rate(self, kept: KeptRows) -> None:
        state, total = verdicts(kept.block, self.now), self.on_time
        per = np.zeros(len(VERDICTS), np.int64)
        found = kept.histogram(state)
        per[: len(found)] = found
        self.on_time = OnTimeCounts(
            total.closed_on_time + int(per[_ON_TIME]),
            total.closed_late + int(per[_LATE[0]]),
            total.open_overdue + int(per[_OVERDUE]),
            total.closed_on_time_due + kept.count((state == _ON_TIME) & (kept.block["due"] < np.uint32(self.now))),
        )


_NOWHERE = 65_535
"""A number no area has: a selection of no area at all would be one of all areas."""


def _size(kept: KeptRows | None) -> int:
    return 0 if kept is None else kept.n


def _at(sums: Sum, code: int) -> int:
    return int(sums.counts[code]) if code < len(sums.counts) else 0


def _formula(name: str) -> OnTimeFormula:
    return OnTimeFormula(name) if name in set(OnTimeFormula) else OnTimeFormula.CT2


def _ids_below(areas: list[AreaRecord], code: str) -> frozenset[int]:
    """Ids of an area and of all that lie below it."""
    children: dict[str, list[AreaRecord]] = {}
    for a in areas:
        children.setdefault(a.parent, []).append(a)
    found: set[int] = {a.id for a in areas if a.code == code}
    waiting = [code]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child.id not in found:
                found.add(child.id)
                waiting.append(child.code)
    return frozenset(found)


def _complaint_source(sources: list[SourceRecord]) -> SourceRecord | None:
    return next((s for s in sources if COMPLAINTS in f"{s.code} {s.name}"), None)
