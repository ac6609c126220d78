"""Which complaints had their first answer in time, for whole columns.

The answer may be any unit's: a complaint that was handed over keeps the time of its first, as the rules in
`ioc_domain.complaint_life` say.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioc_domain.working_time import CITY_ZONE, WorkingCalendar

from .segments import Block

ANSWER_DAYS = 5
"""Working days within which a complaint should have its first answer, from whichever unit."""
UNTOLD, IN_TIME, LATE = range(3)
"""Codes of a first answer: none that is known, in time, late."""
_DAY = 86_400
_ZONE_SECONDS = int(CITY_ZONE.utcoffset(None).total_seconds())


class FirstAnswers:
    """Codes of the first answers of a block, made once and kept with it: one byte a row, where the times take four.
    Equal for equal calendars."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FirstAnswers) and self._calendar == other._calendar

    __hash__ = None  # type: ignore[assignment]  # a calendar has none

    def codes(self, block: Block) -> NDArray[np.uint8]:
        """Per row whether the first answer came by the end of the last of its working days."""
        return block.made("first_answers", ("created", "answered"), self, self._of_block)

    def _of_block(self, block: Block) -> NDArray[np.uint8]:
        answered = block["answered"]
        codes = np.zeros(block.n, np.uint8)
        rows = np.flatnonzero(answered)  # before an upgrade of the data centre there is none
        if len(rows):
            day = (block["created"][rows].astype(np.int64) + _ZONE_SECONDS) // _DAY
            first = int(day.min())
            day -= first
            until = np.zeros(int(day.max()) + 1, np.int64)
            for k in np.flatnonzero(np.bincount(day)).tolist():
                until[k] = self._calendar.deadline((first + k) * _DAY - _ZONE_SECONDS, ANSWER_DAYS)
            codes[rows] = np.where(answered[rows] <= until[day], IN_TIME, LATE)
        return codes
