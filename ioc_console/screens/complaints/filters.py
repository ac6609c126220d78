"""The filter as a person set it: kept as codes and kinds, turned into query parameters. `filter_link` writes it down.

One area is picked in the top strip and holds for all screens; only several areas at once are part of this filter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from ioc_domain.on_time import OnTimeState
from ioc_domain.working_time import at_local, local_date
from local_cache.complaint_selection import Box
from local_cache.queries.complaint_names import ComplaintNames
from local_cache.queries.complaints import ComplaintFilter

_HOUR = 3_600


class Span(StrEnum):
    """Period of receipt. Numbers are days counted back from now, today included; names are calendar periods so far."""

    LAST_HOURS = "24h"
    """The last 24 hours, to the hour: a shift that began before midnight sees all of it."""
    TODAY = "today"
    THIS_WEEK = "week"
    THIS_MONTH = "month"
    THIS_QUARTER = "quarter"
    WEEK = "7"
    MONTH = "30"
    QUARTER = "90"
    YEAR = "365"
    ALL = "all"
    DAY = "day"
    """One local day: `Filters.day`."""
    DATES = "dates"
    """From `Filters.day` to `Filters.last_day`, both included."""


class AreaBasis(StrEnum):
    """How an area takes in complaints that were received when other areas were in force."""

    TODAY = "today"
    """An area of old counts where the largest part of it lies now."""
    THEN = "then"
    """Only what was recorded under that very area."""


@dataclass(frozen=True)
class Filters:
    """Everything that can be set. Empty text and () mean: all."""

    span: Span = Span.MONTH
    day: str = ""
    """ISO date, with `Span.DAY` and `Span.DATES`."""
    last_day: str = ""
    """ISO date, with `Span.DATES`."""
    fields: tuple[int, ...] = ()
    areas: tuple[int, ...] = ()
    """Two or more; one alone is picked for all screens."""
    area_basis: AreaBasis = AreaBasis.TODAY
    units: tuple[int, ...] = ()
    units_alone: bool = False
    """Only these units, without those under them."""
    statuses: tuple[int, ...] = ()
    channels: tuple[int, ...] = ()
    on_time: tuple[str, ...] = ()
    """Keys of `ON_TIME`."""
    box: Box | None = None
    text: str = ""
    without_duplicates: bool = False
    without_place: bool = False
    """Only complaints of which nobody knows where; then no part of the map is a condition."""

    @property
    def is_plain(self) -> bool:
        """Nothing set but the period."""
        return replace(self, span=Span.MONTH, day="", last_day="") == Filters()


ON_TIME: dict[str, frozenset[OnTimeState]] = {
    "late": frozenset({OnTimeState.OPEN_OVERDUE}),
    "in_time": frozenset({OnTimeState.OPEN_IN_TIME}),
    "closed_late": frozenset({OnTimeState.CLOSED_LATE}),
    "on_time": frozenset({OnTimeState.CLOSED_ON_TIME}),
}


def to_query(filters: Filters, names: ComplaintNames, area: str, now: int) -> ComplaintFilter:
    """Parameters of the queries. `area`: code picked in the top strip, "" = everything."""
    since, until = period(filters, now)
    return ComplaintFilter(
        since=since,
        until=until,
        fields=frozenset(filters.fields),
        areas=wanted_areas(filters, names, area),
        units=_units(filters, names),
        statuses=frozenset(filters.statuses),
        channels=frozenset(filters.channels),
        on_time=frozenset().union(*(ON_TIME[key] for key in filters.on_time)),
        box=filters.box,
        text=filters.text,
        without_duplicates=filters.without_duplicates,
        without_place=filters.without_place,
    )


def wanted_areas(filters: Filters, names: ComplaintNames, area: str) -> frozenset[int]:
    """Ids of all areas that count, whatever the time they were in force at; empty = all."""
    found: frozenset[int] = frozenset()
    if area:
        found = names.areas_below(area)
    elif filters.areas:
        codes = [names.areas[a].code if a in names.areas else "" for a in filters.areas]
        found = found.union(*(names.areas_below(code) for code in codes))
    if not found or filters.area_basis is AreaBasis.THEN:
        return found
    return found | {old for old, now in names.lies_in.items() if now in found}


def _units(filters: Filters, names: ComplaintNames) -> frozenset[int]:
    if filters.units_alone:
        return frozenset(filters.units)
    below: frozenset[int] = frozenset()
    return below.union(*(names.units_below(u) for u in filters.units))


def period(filters: Filters, now: int) -> tuple[int, int]:
    """(since, until) in seconds: whole local days, today included; whole hours, this one included; (0, 0) for all."""
    if filters.span is Span.ALL:
        return 0, 0
    if filters.span is Span.LAST_HOURS:
        until = now - now % _HOUR + _HOUR  # the city's clock is whole hours from UTC
        return until - 24 * _HOUR, until
    first, last = _days(filters, local_date(now))
    return at_local(first, 0), at_local(last + timedelta(days=1), 0)


def _days(filters: Filters, today: date) -> tuple[date, date]:
    span = filters.span
    if span is Span.DAY:
        return date.fromisoformat(filters.day), date.fromisoformat(filters.day)
    if span is Span.DATES:
        return date.fromisoformat(filters.day), date.fromisoformat(filters.last_day)
    if span is Span.TODAY:
        return today, today
    if span is Span.THIS_WEEK:
        return today - timedelta(days=today.weekday()), today
    if span is Span.THIS_MONTH:
        return today.replace(day=1), today
    if span is Span.THIS_QUARTER:
        return today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1), today
    return today - timedelta(days=int(span.value) - 1), today


def is_cell(box: Box) -> bool:
    """Whether a box is a cell of the map's lattice, which is square; what a window shows is not."""
    return box[2] - box[0] == box[3] - box[1]
