"""Queries of the screen Phản ánh 1022: one selection of complaints, and every total that is shown of it.

All totals (tiles, fields, statuses, days, units, areas) come from one walk over the column blocks, so they agree by
construction. A complaint belongs to the period in which it was received (`created`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy.orm import Session

from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from ioc_domain.on_time import OnTimeCounts, OnTimeState
from ioc_domain.working_time import WorkingCalendar
from local_cache import segments
from local_cache.complaint_selection import VERDICTS, Box, Selection
from local_cache.kept_rows import Counts
from local_cache.queries.board_tally import DAY, GROUPS, ZONE_SECONDS, Asked, BoardTally
from local_cache.queries.complaint_columns import searched_columns
from local_cache.queries.office_clock import OfficeMinutes
from local_cache.segments import Cancel

_EPOCH = date(1970, 1, 1).toordinal()
SOON_SECONDS = 8 * 3600
"""Office time left under which an open complaint counts as due soon."""


@dataclass(frozen=True)
class ComplaintFilter:
    """What is asked for. An empty set means all; `until` 0 means no end. Small integers are the records' `id`."""

    since: int = 0
    until: int = 0
    fields: frozenset[int] = frozenset()
    areas: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    statuses: frozenset[int] = frozenset()
    channels: frozenset[int] = frozenset()
    on_time: frozenset[OnTimeState] = frozenset()
    box: Box | None = None
    text: str = ""
    without_duplicates: bool = False
    without_place: bool = False
    """Only those of which nobody knows where."""


@dataclass(frozen=True)
class GroupCount:
    """Counts of one group (a field, an area, a unit): received now and in the period before, late, due, median."""

    id: int
    total: int
    before: int
    open_late: int
    on_time: OnTimeCounts
    located: int
    median_seconds: float | None = None
    """Median office time from receipt to closing, of those closed, to the minute; None when none is."""

    @property
    def late(self) -> int:
        """Open past their due time, and closed after it."""
        return self.open_late + self.on_time.closed_late

    @property
    def due(self) -> int:
        """Those whose verdict is known: closed, or open and overdue."""
        return self.on_time.closed_on_time + self.late


@dataclass(frozen=True)
class DayCount:
    """One local day (ISO date): received on it, and closed on it (whenever received), both within the period."""

    date: str
    received: int
    closed: int


@dataclass(frozen=True)
class ComplaintBoard:
    """Every total of the screen under one filter at the moment `now`."""

    filter: ComplaintFilter
    now: int
    total: int
    before: int
    located: int
    duplicates: int
    closed: int
    open_late: int
    due_soon: int
    on_time: OnTimeCounts
    median_seconds: float | None
    """Office time within which half of the closed ones were closed, to the minute; None when none is."""
    p90_seconds: float | None
    """Within which 90 of a hundred were."""
    reopened: int
    """Opened again at least once."""
    closed_once: int
    """Closed now, or reopened and not closed again: what a rate of reopening is of."""
    without_evidence: int
    """Of those closed, the ones closed without proof."""
    by_field: tuple[GroupCount, ...]
    by_area: tuple[GroupCount, ...]
    by_unit: tuple[GroupCount, ...]
    by_status: tuple[tuple[int, int], ...]
    by_channel: tuple[tuple[int, int], ...]
    by_day: tuple[DayCount, ...]
    days_from: int
    """Local midnight at which `by_day` begins."""
    searched_all: bool
    """False while the text index is still being built: hits may be missing."""
    extent: Box | None = None
    """Box of the middle 76 % of the located complaints, both ways (of millions: of a sample); None when none is."""


def as_selection(wanted: ComplaintFilter, now: int, *, period: bool = True) -> Selection:
    """The filter without its text, for `local_cache.aggregates`; `period=False` leaves the period out too."""
    unwanted = (ComplaintFlag.DUPLICATE if wanted.without_duplicates else 0) | (
        ComplaintFlag.LOCATED if wanted.without_place else 0
    )
    return Selection(
        since=wanted.since if period else 0,
        until=wanted.until if period else 0,
        fields=wanted.fields,
        units=wanted.units,
        areas=wanted.areas,
        statuses=wanted.statuses,
        channels=wanted.channels,
        on_time=wanted.on_time,
        now=now,
        flags_none=int(unwanted),
        box=wanted.box,
    )


def open_selection(
    session: Session, wanted: ComplaintFilter, now: int, *, period: bool = True, cancel: Cancel | None = None
) -> tuple[segments.Columns, Selection, bool]:
    """What to walk for a filter: the columns (of the hits alone, where it has a text), the selection, and whether
    every complaint was searched. `period=False`: the hits of all times, and a selection without the period."""
    selection = as_selection(wanted, now, period=period)
    columns, searched_all = searched_columns(session, wanted.text, selection, cancel=cancel)
    return columns, selection, searched_all


def complaint_board(
    session: Session, wanted: ComplaintFilter, now: int, calendar: WorkingCalendar, *, cancel: Cancel | None = None
) -> ComplaintBoard:
    """Every total of the screen. `calendar` tells how much office time is left and how long closing took.

    Raises `Cancelled` between two blocks once `cancel()` is true.
    """
    columns, _, searched_all = open_selection(session, wanted, now, period=False, cancel=cancel)
    length = wanted.until - wanted.since if wanted.since and wanted.until else 0
    asked = Asked(as_selection(wanted, now), wanted.since - length, calendar.add_working_seconds(now, SOON_SECONDS))
    tally = BoardTally(asked, OfficeMinutes(calendar))
    tally.walk(columns, cancel)
    medians = tally.medians_by_unit(cancel)
    by_field, by_area, by_unit = (_groups(tally, name, medians if name == "unit" else {}) for name in GROUPS)
    whole = _on_time(tally.groups["field"].counts.sum(axis=0))
    days_from, days = _days(tally, wanted, now)
    return ComplaintBoard(
        filter=wanted,
        now=now,
        total=tally.total,
        before=tally.before,
        located=sum(g.located for g in by_field),
        duplicates=tally.duplicates,
        closed=tally.closed,
        open_late=whole.open_overdue,
        due_soon=tally.due_soon,
        on_time=whole,
        median_seconds=_seconds(tally.worked_at(50)),
        p90_seconds=_seconds(tally.worked_at(90)),
        reopened=tally.reopened,
        closed_once=tally.closed_once,
        without_evidence=tally.without_evidence,
        by_field=by_field,
        by_area=by_area,
        by_unit=by_unit,
        by_status=_plain(tally.statuses.counts, [int(s) for s in ComplaintStatus]),
        by_channel=_plain(tally.channels.counts, []),
        by_day=days,
        days_from=days_from,
        searched_all=searched_all,
        extent=tally.extent(0.76),
    )


def _on_time(counts: Counts) -> OnTimeCounts:
    """From counts by (closed on time and past due, located, verdict)."""
    per = counts.sum(axis=(0, 1))
    return OnTimeCounts(
        closed_on_time=int(per[VERDICTS.index(OnTimeState.CLOSED_ON_TIME)]),
        closed_late=int(per[VERDICTS.index(OnTimeState.CLOSED_LATE)]),
        open_overdue=int(per[VERDICTS.index(OnTimeState.OPEN_OVERDUE)]),
        closed_on_time_due=int(counts[1].sum()),
    )


def _groups(tally: BoardTally, name: str, medians: dict[int, int]) -> tuple[GroupCount, ...]:
    """Groups that have any complaint now or had one before, most first."""
    now, before = tally.groups[name].counts, tally.groups_before[name].counts
    totals = now.sum(axis=(1, 2, 3))
    known = sorted({*np.flatnonzero(totals).tolist(), *np.flatnonzero(before).tolist()})
    out = []
    for k in known:
        counts = now[k] if k < len(now) else np.zeros((2, 2, 8), np.int64)
        past = int(before[k]) if k < len(before) else 0
        verdicts = _on_time(counts)
        out.append(
            GroupCount(k, int(counts.sum()), past, verdicts.open_overdue, verdicts, int(counts[:, 1].sum()),
                       _seconds(medians.get(k)))
        )
    return tuple(sorted(out, key=lambda g: (-g.total, g.id)))


def _seconds(minutes: int | None) -> float | None:
    return None if minutes is None else minutes * 60.0


def _plain(counts: Counts, always: list[int]) -> tuple[tuple[int, int], ...]:
    codes = {*always, *np.flatnonzero(counts).tolist()}
    return tuple((k, int(counts[k]) if k < len(counts) else 0) for k in sorted(codes))


def _days(tally: BoardTally, wanted: ComplaintFilter, now: int) -> tuple[int, tuple[DayCount, ...]]:
    """Local days of the period, with none left out; the day of `now` is the last one of an open period."""
    received, ended = tally.received.counts, tally.ended.counts
    days = np.flatnonzero(received)
    if not len(days) and not wanted.since:
        return 0, ()
    last = ((wanted.until - 1 if wanted.until else now) + ZONE_SECONDS) // DAY
    first = (wanted.since + ZONE_SECONDS) // DAY if wanted.since else int(days[0])
    last = max(last, int(days[-1]) if len(days) else last)

    def on(counts: Counts, day: int) -> int:
        # A clock that stands in 1970 makes days before the first one that is counted.
        return int(counts[day]) if 0 <= day < len(counts) else 0

    return first * DAY - ZONE_SECONDS, tuple(
        DayCount(date.fromordinal(_EPOCH + day).isoformat(), on(received, day), on(ended, day))
        for day in range(first, last + 1)
    )
