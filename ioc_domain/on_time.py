"""The on-time rate, honestly: three named formulas, and the one in use is printed wherever the figure is.

For the complaints received in the period, at the moment `now`:

    CT1  closed only:   closed on time / closed with a due date
    CT2  due so far:    closed on time / (closed, or open and overdue)
    CT3  all due:       closed on time / all whose due date has passed by now

A complaint without a due date is in none of them. `closed on time` means closed at or before its due time.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class OnTimeFormula(StrEnum):
    """Which complaints are in the denominator."""

    CT1 = "CT1"
    CT2 = "CT2"
    CT3 = "CT3"


class OnTimeState(StrEnum):
    """Verdict on one complaint."""

    CLOSED_ON_TIME = "closed_on_time"
    CLOSED_LATE = "closed_late"
    OPEN_IN_TIME = "open_in_time"
    OPEN_OVERDUE = "open_overdue"
    NO_DUE = "no_due"


def verdict(due: int, closed: int, now: float) -> OnTimeState:
    """Verdict from due and closing times in seconds (0 = none)."""
    if due == 0:
        return OnTimeState.NO_DUE
    if closed:
        return OnTimeState.CLOSED_ON_TIME if closed <= due else OnTimeState.CLOSED_LATE
    return OnTimeState.OPEN_IN_TIME if now <= due else OnTimeState.OPEN_OVERDUE


@dataclass(frozen=True)
class OnTimeCounts:
    """Counts the formulas need. `closed_on_time_due`: of those closed on time, whose due time has passed by now
    (a late closing is always past its due time)."""

    closed_on_time: int
    closed_late: int
    open_overdue: int
    closed_on_time_due: int

    def ratio(self, formula: OnTimeFormula) -> tuple[int, int]:
        """(numerator, denominator); a denominator of 0 means there is no rate."""
        if formula is OnTimeFormula.CT1:
            return self.closed_on_time, self.closed_on_time + self.closed_late
        if formula is OnTimeFormula.CT2:
            return self.closed_on_time, self.closed_on_time + self.closed_late + self.open_overdue
        return self.closed_on_time_due, self.closed_on_time_due + self.closed_late + self.open_overdue
