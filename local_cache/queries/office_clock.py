"""Office time between moments for many rows at once: the rule of `WorkingCalendar`, as a broken line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioc_domain.working_time import CITY_ZONE, WorkingCalendar, local_date

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


def office_times(calendar: WorkingCalendar, start: NDArray[Any], end: NDArray[Any]) -> NDArray[np.float64]:
    """Office seconds between two moments, row by row; nan where `end` is 0."""
    out = np.full(len(start), np.nan)
    done = end != 0
    if not done.any():
        return out
    first, last = int(min(start[done].min(), end[done].min())), int(max(start[done].max(), end[done].max()))
    clock = OfficeClock.between(calendar, first, last)
    out[done] = np.interp(end[done], clock.moments, clock.worked) - np.interp(start[done], clock.moments, clock.worked)
    return out
