"""The Vietnamese working-time clock: office hours, holidays and swapped days as data.

Times are seconds since 1970 in UTC; the city's clock is UTC+7 without summer time (unchanged since 1975).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone

from .records import CalendarDayRecord

CITY_ZONE = timezone(timedelta(hours=7), "ICT")
OFFICE_HOURS: tuple[tuple[int, int], ...] = ((7 * 3600 + 1800, 11 * 3600 + 1800), (13 * 3600, 17 * 3600))
"""07:30-11:30 and 13:00-17:00, in seconds of the local day."""
Hours = tuple[tuple[int, int], ...]
"""Spans of a day in which offices work, in seconds of the local day."""
_FAR = 3660  # a calendar without a working day in ten years is an error in the data


def local_datetime(seconds: float) -> datetime:
    """Local date and time of the city."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(CITY_ZONE)


def local_date(seconds: float) -> date:
    """Local date of the city."""
    return local_datetime(seconds).date()


def at_local(day: date, second_of_day: int) -> int:
    """Seconds since 1970 of a second of a local day."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=CITY_ZONE)
    return int(midnight.timestamp()) + second_of_day


def changes_of_hours(text: str) -> tuple[tuple[str, Hours], ...]:
    """Changes of the office hours from the setting `office_hours`, in the order of their dates.

    The setting is JSON: `[["2026-06-01", [["07:00", "11:30"], ["13:30", "17:00"]]], …]`; "" = none. Raises ValueError.
    """
    if not text:
        return ()
    try:
        return tuple(sorted((date.fromisoformat(day).isoformat(), _spans_of(spans)) for day, spans in json.loads(text)))
    except TypeError as error:
        raise ValueError("not a list of dates with spans of hours") from error


def _spans_of(spans: Iterable[tuple[str, str]]) -> Hours:
    hours = tuple((_second(begin), _second(end)) for begin, end in spans)
    edges = [edge for span in hours for edge in span]
    if not hours or edges != sorted(set(edges)):
        raise ValueError("office hours must follow one another")
    return hours


def _second(text: str) -> int:
    moment = time.fromisoformat(text)
    return moment.hour * 3600 + moment.minute * 60


@dataclass(frozen=True)
class WorkingCalendar:
    """Monday to Friday, but for the exceptions. Days off and worked weekend days are ISO dates.

    `changes`: other office hours from a date on, in the order of the dates; before the first, `hours` hold.
    """

    days_off: frozenset[str] = frozenset()
    worked: frozenset[str] = frozenset()
    names: dict[str, str] = field(default_factory=dict)
    hours: Hours = OFFICE_HOURS
    changes: tuple[tuple[str, Hours], ...] = ()

    @classmethod
    def of(
        cls, days: Iterable[CalendarDayRecord], *, likely: bool = True, office_hours: str = ""
    ) -> WorkingCalendar:
        """Calendar from its records; `likely=False` leaves out days not yet certain (a site's switch).

        `office_hours`: the site's setting of that name, see `changes_of_hours`.
        """
        taken = [d for d in days if likely or d.mark == "official"]
        return cls(
            days_off=frozenset(d.date for d in taken if d.kind in ("holiday", "swap_off")),
            worked=frozenset(d.date for d in taken if d.kind == "swap_work"),
            names={d.date: d.name for d in taken},
            changes=changes_of_hours(office_hours),
        )

    def hours_on(self, day: date) -> Hours:
        """Office hours in force on a day, whether offices work on it or not."""
        text = day.isoformat()
        return next((hours for start, hours in reversed(self.changes) if start <= text), self.hours)

    def is_working(self, day: date) -> bool:
        """Whether offices work on that local day."""
        text = day.isoformat()
        if text in self.worked:
            return True
        return day.weekday() < 5 and text not in self.days_off

    def reason_off(self, day: date) -> str:
        """"" for a working day, else the holiday's name, or "weekend"."""
        if self.is_working(day):
            return ""
        return self.names.get(day.isoformat(), "weekend")

    def deadline(self, received: float, working_days: int) -> int:
        """End of office hours of the n-th working day after the day of receipt (that day does not count)."""
        day = local_date(received)
        left = working_days
        for _ in range(_FAR):
            if left <= 0 and self.is_working(day):
                return at_local(day, self.hours_on(day)[-1][1])
            day += timedelta(days=1)
            if self.is_working(day):
                left -= 1
        raise ValueError("the calendar has no working day")

    def add_working_seconds(self, start: float, seconds: int) -> int:
        """The moment at which `seconds` of office time have passed since `start`."""
        left = seconds
        for begin, end in self._spans(start):
            if end - begin >= left:
                return begin + left
            left -= end - begin
        raise ValueError("the calendar has no working day")

    def working_seconds(self, start: float, end: float) -> int:
        """Office time between two moments; negative when `end` is before `start`."""
        if end < start:
            return -self.working_seconds(end, start)
        total = 0
        for span_begin, span_end in self._spans(start):
            if span_begin >= end:
                break
            total += min(span_end, int(end)) - span_begin
        return total

    def working_days_between(self, start: float, end: float) -> int:
        """Working days after the day of `start` up to and with the day of `end`; negative when overdue."""
        first, last = local_date(start), local_date(end)
        sign = 1
        if last < first:
            first, last, sign = last, first, -1
        count = sum(1 for k in range(1, (last - first).days + 1) if self.is_working(first + timedelta(days=k)))
        return sign * count

    def is_open(self, moment: float) -> bool:
        """Whether offices work at that moment."""
        here = local_datetime(moment)
        second = here.hour * 3600 + here.minute * 60 + here.second
        return self.is_working(here.date()) and any(a <= second < b for a, b in self.hours_on(here.date()))

    def next_open(self, moment: float) -> int:
        """The moment itself when offices work, else the next time they open."""
        for begin, _ in self._spans(moment):
            return begin
        raise ValueError("the calendar has no working day")

    def _spans(self, start: float) -> Iterator[tuple[int, int]]:
        """Office spans from `start` on, the first one cut at `start`."""
        day = local_date(start)
        now = int(start)
        for _ in range(_FAR):
            if self.is_working(day):
                for a, b in self.hours_on(day):
                    begin, end = max(at_local(day, a), now), at_local(day, b)
                    if begin < end:
                        yield begin, end
            day += timedelta(days=1)
