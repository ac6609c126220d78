"""Periods of statistics: year, quarter, month. Text form `2026`, `2026-Q3`, `2026-10`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from .codes import PeriodKind

_FORM = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")
_PER_YEAR = {PeriodKind.YEAR: 1, PeriodKind.QUARTER: 4, PeriodKind.MONTH: 12}


class BadPeriod(ValueError):
    """Text that is no period, e.g. `2026-13`."""


@dataclass(frozen=True, order=True)
class Period:
    """`n` counts from 1 within the year; a year has n = 1. Periods of one kind are ordered by time."""

    kind: PeriodKind
    year: int
    n: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Period from its text form; raises `BadPeriod`."""
        match = _FORM.fullmatch(text)
        if not match:
            raise BadPeriod(text)
        year, quarter, month = match.groups()
        if quarter:
            return cls(PeriodKind.QUARTER, int(year), int(quarter))
        if month:
            return cls(PeriodKind.MONTH, int(year), int(month))
        return cls(PeriodKind.YEAR, int(year), 1)

    @classmethod
    def containing(cls, kind: PeriodKind, day: date) -> Period:
        """Period of that kind in which the day lies."""
        months = 12 // _PER_YEAR[kind]
        return cls(kind, day.year, (day.month - 1) // months + 1)

    def __str__(self) -> str:
        if self.kind is PeriodKind.YEAR:
            return f"{self.year:04d}"
        if self.kind is PeriodKind.QUARTER:
            return f"{self.year:04d}-Q{self.n}"
        return f"{self.year:04d}-{self.n:02d}"

    @property
    def index(self) -> int:
        """Running number among the periods of its kind."""
        return self.year * _PER_YEAR[self.kind] + self.n - 1

    def shifted(self, count: int) -> Period:
        """The period `count` periods later (earlier when negative)."""
        per_year = _PER_YEAR[self.kind]
        year, n = divmod(self.index + count, per_year)
        return Period(self.kind, year, n + 1)

    @property
    def same_last_year(self) -> Period:
        """Cùng kỳ: the same period of the previous year."""
        return Period(self.kind, self.year - 1, self.n)

    @property
    def year_end(self) -> Period:
        """Last period of the same kind in the year."""
        return Period(self.kind, self.year, _PER_YEAR[self.kind])

    @property
    def start(self) -> date:
        """First day."""
        months = 12 // _PER_YEAR[self.kind]
        return date(self.year, (self.n - 1) * months + 1, 1)

    @property
    def end(self) -> date:
        """Last day."""
        return self.shifted(1).start - timedelta(days=1)


def periods_between(first: Period, last: Period) -> list[Period]:
    """All periods from `first` to `last`, both included; they must be of one kind."""
    if first.kind is not last.kind:
        raise BadPeriod(f"{first} and {last} are of different kinds")
    return [first.shifted(k) for k in range(last.index - first.index + 1)]
