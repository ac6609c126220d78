"""The filter as a person set it: kept as codes and kinds, written into a link, turned into query parameters.

The area is not part of it: that is the one picked in the top strip, which holds for all screens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from ioc_domain.on_time import OnTimeState
from ioc_domain.working_time import at_local, local_date
from local_cache.complaint_selection import Box
from local_cache.queries.complaint_names import ComplaintNames
from local_cache.queries.complaints import ComplaintFilter


class Span(StrEnum):
    """Period of receipt. Days are counted back from now; `DAY` is one local day."""

    WEEK = "7"
    MONTH = "30"
    QUARTER = "90"
    YEAR = "365"
    ALL = "all"
    DAY = "day"


@dataclass(frozen=True)
class Filters:
    """Everything that can be set. Empty text and () mean: all."""

    span: Span = Span.MONTH
    day: str = ""
    """ISO date, with `Span.DAY`."""
    fields: tuple[int, ...] = ()
    units: tuple[int, ...] = ()
    statuses: tuple[int, ...] = ()
    channels: tuple[int, ...] = ()
    on_time: str = ""
    """late (open overdue), closed_late, on_time, in_time; "" = all."""
    box: Box | None = None
    text: str = ""
    without_duplicates: bool = False

    @property
    def is_plain(self) -> bool:
        """Nothing set but the period."""
        return replace(self, span=Span.MONTH, day="") == Filters()


ON_TIME: dict[str, frozenset[OnTimeState]] = {
    "late": frozenset({OnTimeState.OPEN_OVERDUE}),
    "closed_late": frozenset({OnTimeState.CLOSED_LATE}),
    "on_time": frozenset({OnTimeState.CLOSED_ON_TIME}),
    "in_time": frozenset({OnTimeState.OPEN_IN_TIME}),
}


def to_query(filters: Filters, names: ComplaintNames, area: str, now: int) -> ComplaintFilter:
    """Parameters of the queries. `area`: code picked in the top strip, "" = everything."""
    since, until = period(filters, now)
    return ComplaintFilter(
        since=since,
        until=until,
        fields=frozenset(filters.fields),
        areas=names.areas_below(area) if area else frozenset(),
        units=frozenset().union(*(names.units_below(u) for u in filters.units)) if filters.units else frozenset(),
        statuses=frozenset(filters.statuses),
        channels=frozenset(filters.channels),
        on_time=ON_TIME.get(filters.on_time, frozenset()),
        box=filters.box,
        text=filters.text,
        without_duplicates=filters.without_duplicates,
    )


def period(filters: Filters, now: int) -> tuple[int, int]:
    """(since, until) in seconds: whole local days, today included; (0, 0) for all."""
    today = local_date(now)
    if filters.span is Span.ALL:
        return 0, 0
    if filters.span is Span.DAY:
        first = last = date.fromisoformat(filters.day)
    else:
        first, last = today - timedelta(days=int(filters.span.value) - 1), today
    return at_local(first, 0), at_local(last + timedelta(days=1), 0)


def to_arguments(filters: Filters) -> dict[str, str]:
    """The filter as a link: only what is set."""
    out: dict[str, str] = {}
    for f in fields(filters):
        value = getattr(filters, f.name)
        if value == f.default:
            continue
        if isinstance(value, tuple):
            out[f.name] = ",".join(str(v) for v in value)
        else:
            out[f.name] = "1" if value is True else str(value)
    return out


def from_arguments(arguments: Mapping[str, str]) -> Filters:
    """Inverse of `to_arguments`. What cannot be read counts as not set: links come from outside."""
    made = Filters()
    for f in fields(made):
        text = arguments.get(f.name)
        if text is None:
            continue
        try:
            changes: dict[str, Any] = {f.name: _read(f.name, text)}
            made = replace(made, **changes)
        except ValueError:
            continue
    return made if made.span is not Span.DAY or made.day else replace(made, span=Span.MONTH)


def _read(name: str, text: str) -> object:
    if name == "span":
        return Span(text)
    if name == "day":
        return date.fromisoformat(text).isoformat()
    if name == "without_duplicates":
        return text == "1"
    if name == "on_time":
        if text not in ON_TIME:
            raise ValueError(text)
        return text
    if name == "text":
        return text[:200]
    numbers = tuple(int(part) for part in text.split(","))
    if name == "box":
        if len(numbers) != 4 or not (0 <= numbers[0] < numbers[2] <= 2**30 and 0 <= numbers[1] < numbers[3] <= 2**30):
            raise ValueError(text)
        return numbers
    if any(not 0 <= n < 2**16 for n in numbers):
        raise ValueError(text)
    return numbers
