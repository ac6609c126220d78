"""Times of the seed: the demo's "now" and when numbers become known. Nothing here asks the computer's clock."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ioc_domain.codes import PeriodKind
from ioc_domain.periods import Period, periods_between
from ioc_domain.working_time import at_local

FIRST_YEAR = 2021
HOUR = 3600


@dataclass(frozen=True)
class Moment:
    """`now` of the sample, in seconds; `day` its local date."""

    now: int
    day: date

    @classmethod
    def of(cls, day: date, second_of_day: int = 14 * HOUR + 7 * 60) -> Moment:
        """A local day and time; 14:07 unless said otherwise."""
        return cls(at_local(day, second_of_day), day)

    def periods(self, kind: PeriodKind) -> list[Period]:
        """All periods from the first year up to the one that contains now."""
        return periods_between(Period.containing(kind, date(FIRST_YEAR, 1, 1)), Period.containing(kind, self.day))


def rng(seed: int, *names: str | int) -> np.random.Generator:
    """A generator of its own for each thing, so that one thing's draws never move another's."""
    return np.random.default_rng([seed, *(n if isinstance(n, int) else zlib.crc32(n.encode()) for n in names)])


def morning(day: date, hour: float = 9.0) -> int:
    """A local time of day in seconds since 1970."""
    return at_local(day, int(hour * HOUR))


def day_in(period: Period, months_later: int, day: int) -> date:
    """A day of the month that lies `months_later` after the period's last month, cut to the month's length."""
    last = period.end
    year, month = divmod(last.year * 12 + last.month - 1 + months_later, 12)
    next_month = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day - 1), next_month - timedelta(days=1))
