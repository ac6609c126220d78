"""Queries of the screen Phản ánh 1022: one selection of complaints, and every total that is shown of it.

All totals (tiles, fields, statuses, days, units, areas, tabs) are counted over the same arrays, so they agree by
construction. A complaint belongs to the period in which it was received (`created`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from ioc_domain.codes import OPEN_STATUSES, ComplaintFlag, ComplaintStatus
from ioc_domain.on_time import OnTimeCounts, OnTimeState
from ioc_domain.working_time import CITY_ZONE, WorkingCalendar, local_date
from local_cache.complaint_selection import VERDICTS, Box, Selection, verdicts_of
from local_cache.queries.complaint_columns import MOST_SCANNED, Columns, chosen_rows, join, matching_ids, scanned_ids
from local_cache.queries.office_clock import office_times

DAY = 86_400
_ZONE_SECONDS = int(CITY_ZONE.utcoffset(None).total_seconds())
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
    """Office time from receipt to closing, of those closed; None when none is."""

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
    reopened: int
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
    """Box of the middle 76 % of the located complaints, both ways; None when none is located."""


@dataclass(frozen=True)
class Chosen:
    """Matching complaints of the period, and those that only pass the other filters."""

    columns: Columns
    """All that pass every filter but the period."""
    inside: NDArray[np.intp]
    """Of those, the ones received in the period."""
    searched_all: bool = True

    def take(self, name: str) -> NDArray[Any]:
        """A column of the complaints of the period."""
        return np.asarray(self.columns[name][self.inside])

    def only_inside(self) -> Columns:
        """All columns of the complaints of the period."""
        return self.columns.only(self.inside)


def as_selection(wanted: ComplaintFilter, now: int, *, period: bool = True) -> Selection:
    """The filter without its text, for `local_cache.aggregates`; `period=False` leaves the period out too."""
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
        flags_none=int(ComplaintFlag.DUPLICATE) if wanted.without_duplicates else 0,
        box=wanted.box,
    )


def choose_complaints(session: Session, wanted: ComplaintFilter, now: int, *, history: bool = False) -> Chosen:
    """Matching complaints. Text is looked up in the folded index.

    `history`: also those of the period before, and those closed in the period though received earlier.
    """
    ids, complete = matching_ids(session, wanted.text) if wanted.text.strip() else (None, True)
    parts = []
    horizon = wanted.since - (wanted.until - wanted.since) if wanted.until else wanted.since
    for columns in chosen_rows(session, as_selection(wanted, now, period=not history)):
        kept = columns
        if ids is not None and complete:
            kept = kept.only(np.isin(kept["id"], ids))
        if history and wanted.since:
            kept = kept.only((kept["created"] >= horizon) | (kept["closed"] >= wanted.since))
        parts.append(kept)
    found = join(parts)
    if ids is not None and not complete:
        if found.count <= MOST_SCANNED:
            ids, complete = scanned_ids(session, wanted.text, found["id"].astype(np.int64)), True
        found = found.only(np.isin(found["id"], ids))
    inside = found["created"] >= wanted.since
    if wanted.until:
        inside &= found["created"] < wanted.until
    return Chosen(found, np.flatnonzero(inside), complete)


def complaint_board(session: Session, wanted: ComplaintFilter, now: int, calendar: WorkingCalendar) -> ComplaintBoard:
    """Every total of the screen. `calendar` tells how much office time is left and how long closing took."""
    selection = choose_complaints(session, wanted, now, history=True)
    every = selection.columns
    due, closed, flags = selection.take("due"), selection.take("closed"), selection.take("flags")
    state = verdicts_of(due, closed, now)
    previous = _before(every["created"], wanted)
    soon = calendar.add_working_seconds(now, SOON_SECONDS)
    is_open = np.isin(selection.take("status"), [int(s) for s in OPEN_STATUSES])
    worked = office_times(calendar, selection.take("created"), closed)
    located = (flags & ComplaintFlag.LOCATED) != 0

    def groups(name: str, medians: bool = False) -> tuple[GroupCount, ...]:
        return _groups(selection.take(name), every[name][previous], state, located, due, now,
                       worked if medians else None)

    days_from, days = _days(selection, wanted, now)
    whole = _counts(state, due, now)
    return ComplaintBoard(
        filter=wanted,
        now=now,
        total=len(selection.inside),
        before=len(previous),
        located=int(located.sum()),
        duplicates=int(((flags & ComplaintFlag.DUPLICATE) != 0).sum()),
        closed=int((closed != 0).sum()),
        open_late=int((state == VERDICTS.index(OnTimeState.OPEN_OVERDUE)).sum()),
        due_soon=int((is_open & (closed == 0) & (due >= now) & (due <= soon)).sum()),
        on_time=whole,
        median_seconds=_median(worked),
        reopened=int(((flags & ComplaintFlag.REOPENED_ONCE) != 0).sum()),
        by_field=groups("field"),
        by_area=groups("area"),
        by_unit=groups("unit", medians=True),
        by_status=_plain(selection.take("status"), [int(s) for s in ComplaintStatus]),
        by_channel=_plain(selection.take("channel"), []),
        by_day=days,
        days_from=days_from,
        searched_all=selection.searched_all,
        extent=_extent(selection.take("x")[located], selection.take("y")[located]),
    )


def _before(created: NDArray[Any], wanted: ComplaintFilter) -> NDArray[np.intp]:
    """Those received in the period of the same length before; none when the period has no beginning."""
    if not wanted.since or not wanted.until:
        return np.zeros(0, np.intp)
    length = wanted.until - wanted.since
    return np.flatnonzero((created >= wanted.since - length) & (created < wanted.since))


def _counts(state: NDArray[np.uint8], due: NDArray[Any], now: int) -> OnTimeCounts:
    per = np.bincount(state, minlength=len(VERDICTS))
    on_time = state == VERDICTS.index(OnTimeState.CLOSED_ON_TIME)
    return OnTimeCounts(
        closed_on_time=int(per[VERDICTS.index(OnTimeState.CLOSED_ON_TIME)]),
        closed_late=int(per[VERDICTS.index(OnTimeState.CLOSED_LATE)]),
        open_overdue=int(per[VERDICTS.index(OnTimeState.OPEN_OVERDUE)]),
        closed_on_time_due=int((on_time & (due < now)).sum()),
    )


def _groups(
    keys: NDArray[Any],
    before: NDArray[Any],
    state: NDArray[np.uint8],
    located: NDArray[np.bool_],
    due: NDArray[Any],
    now: int,
    worked: NDArray[np.float64] | None,
) -> tuple[GroupCount, ...]:
    """Counts per value of `keys`, most first. `worked`: office time per complaint, nan where not closed."""
    size = int(max(keys.max(initial=0), before.max(initial=0))) + 1
    wide = keys.astype(np.intp)
    table = np.bincount(wide * len(VERDICTS) + state, minlength=size * len(VERDICTS)).reshape(size, len(VERDICTS))
    past = np.bincount(before.astype(np.intp), minlength=size)
    placed = np.bincount(wide[located], minlength=size)
    done = (state == VERDICTS.index(OnTimeState.CLOSED_ON_TIME)) & (due < now)
    done_due = np.bincount(wide[done], minlength=size)
    medians = _medians(wide, worked) if worked is not None else {}
    at = {v: VERDICTS.index(v) for v in VERDICTS}
    out = []
    for k in np.flatnonzero(table.sum(axis=1) + past):
        row = table[k]
        late = int(row[at[OnTimeState.OPEN_OVERDUE]])
        counts = OnTimeCounts(
            int(row[at[OnTimeState.CLOSED_ON_TIME]]), int(row[at[OnTimeState.CLOSED_LATE]]), late, int(done_due[k])
        )
        out.append(GroupCount(int(k), int(row.sum()), int(past[k]), late, counts, int(placed[k]), medians.get(int(k))))
    return tuple(sorted(out, key=lambda g: (-g.total, g.id)))


def _plain(keys: NDArray[Any], always: list[int]) -> tuple[tuple[int, int], ...]:
    counts = np.bincount(keys.astype(np.intp), minlength=max(always, default=0) + 1)
    return tuple((k, int(n)) for k, n in enumerate(counts) if n or k in always)


def _days(selection: Chosen, wanted: ComplaintFilter, now: int) -> tuple[int, tuple[DayCount, ...]]:
    """Local days of the period, with none left out; the day of `now` is the last one of an open period."""
    created, closed = selection.take("created").astype(np.int64), selection.columns["closed"].astype(np.int64)
    if not len(created) and not wanted.since:
        return 0, ()
    first = (wanted.since or int(created.min())) + _ZONE_SECONDS
    last = max((wanted.until - 1) if wanted.until else now, int(created.max(initial=0))) + _ZONE_SECONDS
    first_day, last_day = first // DAY, last // DAY
    n = last_day - first_day + 1
    received = np.bincount((created + _ZONE_SECONDS) // DAY - first_day, minlength=n)
    ended = closed[(closed != 0) & (closed >= wanted.since) & ((closed < wanted.until) | (wanted.until == 0))]
    ends = (ended + _ZONE_SECONDS) // DAY - first_day
    finished = np.bincount(ends[(ends >= 0) & (ends < n)], minlength=n)
    start = int(first_day * DAY - _ZONE_SECONDS)
    return start, tuple(
        DayCount(local_date(start + k * DAY).isoformat(), int(received[k]), int(finished[k])) for k in range(n)
    )


def _extent(x: NDArray[Any], y: NDArray[Any]) -> Box | None:
    if not len(x):
        return None
    (x0, x1), (y0, y1) = np.percentile(x, (12, 88)), np.percentile(y, (12, 88))
    return int(x0), int(y0), int(x1) + 1, int(y1) + 1


def _median(worked: NDArray[np.float64]) -> float | None:
    known = worked[~np.isnan(worked)]
    return float(np.median(known)) if len(known) else None


def _medians(keys: NDArray[np.intp], worked: NDArray[np.float64]) -> dict[int, float]:
    known = ~np.isnan(worked)
    small, values = keys[known].astype(np.uint16), worked[known]  # 16 bits are sorted by radix, in one pass
    if not len(values):
        return {}
    order = np.argsort(small, kind="stable")
    ordered, values = small[order], values[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    stops = np.r_[starts[1:], len(values)]
    return {int(ordered[a]): float(np.median(values[a:b])) for a, b in zip(starts, stops, strict=True)}
