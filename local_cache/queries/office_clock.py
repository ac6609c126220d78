"""Office time between moments: the rule of `WorkingCalendar`, as a broken line, and for whole columns by tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioc_domain.working_time import CITY_ZONE, WorkingCalendar, local_date
from local_cache.segments import Block

_DAY = 86_400
_ZONE_SECONDS = int(CITY_ZONE.utcoffset(None).total_seconds())


@dataclass(frozen=True)
class OfficeClock:
    """Running office time: `worked[k]` office seconds have passed by `moments[k]`, straight lines between."""

    moments: NDArray[np.float64]
    worked: NDArray[np.float64]

    @classmethod
    def between(cls, calendar: WorkingCalendar, first: int, last: int) -> OfficeClock:
        """The clock from `first` to `last`; moments outside count as the nearer end."""
        moments, worked = [float(first)], [0.0]
        midnight = (first + _ZONE_SECONDS) // _DAY * _DAY - _ZONE_SECONDS
        while midnight <= last:
            day = local_date(midnight)
            if calendar.is_working(day):
                for begin, end in calendar.hours_on(day):
                    a, b = max(midnight + begin, first), midnight + end
                    if b > a:
                        moments += [float(a), float(b)]
                        worked += [worked[-1], worked[-1] + b - a]
            midnight += _DAY
        moments.append(float(max(last, moments[-1]) + 1))
        worked.append(worked[-1])
        return cls(np.array(moments), np.array(worked))

    def seconds(self, start: float, end: float) -> float:
        """Office seconds from one moment to another; negative when `end` is before `start`."""
        return float(np.interp(end, self.moments, self.worked) - np.interp(start, self.moments, self.worked))


_DAY_MINUTES = 1440
_TABLE_PER_ROW = 4
"""A table by the minute is made for rows that lie near in time: up to so many minutes a row."""
NOT_CLOSED = 65_535
"""In a column of codes: no closing, no office time."""
_FINE = 32_768
_COARSE = 32
_LAST = 65_279
CODES = NOT_CLOSED + 1


def minutes_of(code: int) -> int:
    """Office minutes of a code: exact below 546 office hours, beyond in steps of 32 minutes (0.1 %)."""
    return code if code < _FINE else _FINE + (code - _FINE) * _COARSE


class OfficeMinutes:
    """Office minutes between the columns of millions of complaints, from two small tables, each moment cut to its
    minute: so a time is right to within a minute. Equal for equal calendars."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar
        self._tables: tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint16]] | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OfficeMinutes) and self._calendar == other._calendar

    __hash__ = None  # type: ignore[assignment]  # a calendar has none

    def codes(self, block: Block) -> NDArray[np.uint16]:
        """Per row the code of the office minutes from receipt to closing; kept with the block."""
        return block.made("office_minutes", ("created", "closed"), self, self._of_block)

    def _of_block(self, block: Block) -> NDArray[np.uint16]:
        created, closed = block["created"], block["closed"]
        lo, hi = int(created.min(initial=2**32 - 1)), int(max(created.max(initial=0), closed.max(initial=0)))
        first, last = (lo + _ZONE_SECONDS) // _DAY, (hi + _ZONE_SECONDS) // _DAY
        if (last - first + 1) * _DAY_MINUTES <= _TABLE_PER_ROW * block.n:
            passed = self._by_minute(first, last)
            start = passed.take(_minutes(created, first), mode="clip")
            # What was closed before the first came counts from there: no time at all, as below.
            end = passed.take(_minutes(np.maximum(closed, np.uint32(lo)), first), mode="clip")
        else:
            start, end = self._passed(created), self._passed(closed)
        np.maximum(end, start, out=end)  # closed before it came: no time at all
        end -= start
        if int(end.max(initial=0)) >= _FINE:
            coarse = np.minimum(_FINE + (end - np.minimum(end, _FINE)) // _COARSE, _LAST)
            end = np.where(end < _FINE, end, coarse)
        codes = end.astype(np.uint16)
        codes |= np.multiply(closed == 0, np.uint16(NOT_CLOSED), dtype=np.uint16)
        return codes

    def _by_minute(self, first: int, last: int) -> NDArray[np.uint32]:
        """Office minutes from 1970 until each minute of these local days."""
        before, kinds, within = self._read_tables()
        days = np.arange(first, last + 1)
        table = before[days][:, None] + within.reshape(-1, _DAY_MINUTES)[kinds[days] // _DAY_MINUTES]
        return np.asarray(table, np.uint32).ravel()

    def _read_tables(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint16]]:
        if self._tables is None:
            self._tables = _tables(self._calendar)
        return self._tables

    def _passed(self, moments: NDArray[Any]) -> NDArray[np.uint32]:
        """Office minutes from 1970 until each moment."""
        before, kinds, within = self._read_tables()
        minute = (moments + np.uint32(_ZONE_SECONDS)) // np.uint32(60)
        day = minute // np.uint32(1440)
        minute -= day * np.uint32(1440)
        place = day.astype(np.intp)
        minute += kinds.take(place, mode="clip")
        passed = before.take(place, mode="clip")
        passed += within.take(minute.astype(np.intp), mode="clip")
        return passed


def _minutes(moments: NDArray[Any], first: int) -> NDArray[np.intp]:
    """Minutes since the local day `first` began, counted in days from 1970."""
    minute = (moments + np.uint32(_ZONE_SECONDS)) // np.uint32(60)
    minute -= np.uint32(first * _DAY_MINUTES)
    return minute.astype(np.intp)


def _tables(calendar: WorkingCalendar) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint16]]:
    """Office minutes before each day since 1970; where the kind of each day begins in the third; that: office minutes
    passed by each minute of a day of that kind, kind 0 being a day off."""
    epoch = date(1970, 1, 1).toordinal()
    days = (2**32 + _ZONE_SECONDS) // _DAY + 1
    working = (np.arange(days) + 3) % 7 < 5  # 1-1-1970 was a Thursday
    for texts, works in ((calendar.days_off, False), (calendar.worked, True)):
        numbers = np.array([date.fromisoformat(t).toordinal() - epoch for t in texts], np.int64)
        working[numbers[(numbers >= 0) & (numbers < days)]] = works
    starts = [date.fromisoformat(text).toordinal() - epoch for text, _ in calendar.changes]
    kind = 1 + np.searchsorted(starts, np.arange(days), side="right")
    kind[~working] = 0
    patterns = np.zeros((2 + len(starts), 1440), np.int64)
    for row, hours in enumerate((calendar.hours, *(h for _, h in calendar.changes)), 1):
        for begin, end in hours:
            patterns[row, begin // 60 : end // 60] = 1
    whole = patterns.sum(axis=1)
    before = np.cumsum(whole[kind]) - whole[kind]
    within = np.cumsum(patterns, axis=1) - patterns
    return before.astype(np.uint32), (kind * 1440).astype(np.uint32), within.astype(np.uint16).ravel()
