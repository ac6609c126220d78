"""Complaints of today and the areas where they are late: the right column of Tổng quan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioc_domain.codes import OPEN_STATUSES, AreaLevel
from ioc_domain.on_time import OnTimeCounts, OnTimeFormula
from ioc_domain.records import AreaBoundaryRecord, AreaRecord, SourceRecord
from ioc_domain.working_time import at_local, local_date
from local_cache.queries.columns import Columns, complaint_columns
from local_cache.queries.rows import rows
from local_cache.queries.series import setting

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


def complaints_today(session: Reading, now: int, area: str = "") -> ComplaintsToday:
    """Count at `now`, for an area and all below it ("" = everything)."""
    areas = rows(session, AreaRecord)
    wanted = _ids_below(areas, area) if area else None
    most = max((a.id for a in areas), default=0) + 1
    midnight = at_local(local_date(now), 0)
    totals = _Totals(now, midnight, most, wanted)
    for columns in complaint_columns(session, ("created", "area", "status", "due", "closed")):
        totals.add(columns)
    formula = _formula(setting(session, "on_time_formula", OnTimeFormula.CT2))
    communes = [a for a in areas if a.level == AreaLevel.COMMUNE and not a.valid_to]
    boundary_ids = {a.code: a.id for a in communes}
    sources = rows(session, SourceRecord)
    late = [
        AreaLate(a.id, a.code, a.name, a.short_name or a.name, a.lat, a.lon, int(totals.late[a.id]),
                 int(totals.late[a.id] - totals.late_before[a.id]))
        for a in communes
    ]
    return ComplaintsToday(
        received=totals.received,
        closed=totals.closed,
        overdue=totals.overdue,
        on_time=totals.on_time,
        formula=formula,
        hours=tuple(int(n) for n in totals.hours),
        hours_before=tuple(int(n) for n in totals.hours_before),
        areas=tuple(sorted(late, key=lambda a: (-a.late, a.name))),
        boundaries={boundary_ids[b.area_code]: b.geometry for b in rows(session, AreaBoundaryRecord)
                    if b.area_code in boundary_ids},
        source=next((s for s in sources if s.code == COMPLAINTS), None) or _complaint_source(sources),
        known=totals.known,
    )


_IS_OPEN: NDArray[np.bool_] = np.isin(np.arange(256), np.array(sorted(OPEN_STATUSES)))
"""By status code, whether the complaint is open."""


class _Totals:
    """Counts that grow chunk by chunk."""

    def __init__(self, now: int, midnight: int, areas: int, wanted: frozenset[int] | None) -> None:
        self.now, self.midnight, self.wanted, self.area_count = now, midnight, wanted, areas
        self.received = self.closed = self.overdue = self.known = 0
        self.hours: NDArray[np.int64] = np.zeros(24, dtype=np.int64)
        self.hours_before: NDArray[np.int64] = np.zeros(24, dtype=np.int64)
        self.late: NDArray[np.int64] = np.zeros(areas, dtype=np.int64)
        self.late_before: NDArray[np.int64] = np.zeros(areas, dtype=np.int64)
        self.on_time = OnTimeCounts(0, 0, 0, 0)

    def add(self, columns: Columns) -> None:
        """Count a chunk."""
        area = columns["area"]
        if self.wanted is not None:
            keep = np.isin(area, np.fromiter(self.wanted, dtype=np.int64))
            columns = {name: values[keep] for name, values in columns.items()}
            area = columns["area"]
        created, due, closed, status = (columns[c] for c in ("created", "due", "closed", "status"))
        self.known += len(created)
        if not len(created):
            return
        self.overdue += int(np.count_nonzero(_IS_OPEN[status] & (due > 0) & (due < self.now)))
        old = created.max() <= self.now - RATE_DAYS * DAY and due.max() < self.now - 2 * WEEK
        if old and closed.max() < self.midnight:
            return  # nothing of it lies in the days that are counted
        self.received += int(np.count_nonzero((created >= self.midnight) & (created <= self.now)))
        self.closed += int(np.count_nonzero((closed >= self.midnight) & (closed <= self.now)))
        self.hours += self._by_hour(created, self.midnight)
        self.hours_before += self._by_hour(created, self.midnight - WEEK)
        missed = (due > 0) & ((closed == 0) | (closed > due))
        self.late += self._late(area, due, missed, self.now - WEEK, self.now)
        self.late_before += self._late(area, due, missed, self.now - 2 * WEEK, self.now - WEEK)
        recent = (created > self.now - RATE_DAYS * DAY) & (created <= self.now) & (due > 0)
        self._add_rate(due[recent], closed[recent])

    def _by_hour(self, created: NDArray[np.unsignedinteger], midnight: int) -> NDArray[np.int64]:
        inside = created[(created >= midnight) & (created < midnight + DAY)]
        return np.bincount((inside - midnight) // 3600, minlength=24)[:24]

    def _late(self, area: NDArray[np.int64], due: NDArray[np.int64], missed: NDArray[np.bool_], start: int,
              end: int) -> NDArray[np.int64]:
        inside = missed & (due >= start) & (due < end) & (area < self.area_count)
        return np.bincount(area[inside], minlength=self.area_count)[: self.area_count]

    def _add_rate(self, due: NDArray[np.int64], closed: NDArray[np.int64]) -> None:
        done, now, total = closed > 0, self.now, self.on_time
        in_time = done & (closed <= due)
        self.on_time = OnTimeCounts(
            total.closed_on_time + int(np.count_nonzero(in_time)),
            total.closed_late + int(np.count_nonzero(done & ~in_time)),
            total.open_overdue + int(np.count_nonzero(~done & (due < now))),
            total.closed_on_time_due + int(np.count_nonzero(in_time & (due < now))),
        )


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
