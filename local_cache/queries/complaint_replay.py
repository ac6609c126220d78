"""A period cut into steps of one length, and how many complaints each holds: what the map plays back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from ioc_domain.codes import ComplaintFlag
from ioc_domain.working_time import CITY_ZONE
from local_cache.complaint_selection import rejects
from local_cache.queries.complaint_columns import searched_columns
from local_cache.queries.complaints import ComplaintFilter, as_selection
from local_cache.queries.rows import plain
from local_cache.segments import Cancel, open_columns

_ZONE_SECONDS = int(CITY_ZONE.utcoffset(None).total_seconds())
_MONDAY = 4 * 86_400  # 5-1-1970, the first Monday


class StepLength(IntEnum):
    """Seconds of one step."""

    HOUR = 3600
    DAY = 86_400
    WEEK = 7 * 86_400


HOURS_UP_TO = 8 * 86_400
DAYS_UP_TO = 120 * 86_400
"""A period up to so long is cut into hours, or days; a longer one into weeks."""


@dataclass(frozen=True)
class ReplaySteps:
    """Steps of `length` from the second `first` on, whole hours, days or weeks of the city's clock, and the located
    complaints of each. The last one may lie partly in the future."""

    first: int
    length: StepLength
    counts: NDArray[np.int64]

    @property
    def n(self) -> int:
        """How many steps."""
        return len(self.counts)

    def span(self, start: int, steps: int = 1) -> tuple[int, int]:
        """(since, until) of `steps` steps from the one numbered `start`."""
        return self.first + start * int(self.length), self.first + (start + steps) * int(self.length)


def step_length(since: int, until: int) -> StepLength:
    """Hours, days or weeks, by how long the period is."""
    length = until - since
    return StepLength.HOUR if length <= HOURS_UP_TO else StepLength.DAY if length <= DAYS_UP_TO else StepLength.WEEK


def step_start(moment: int, length: StepLength) -> int:
    """Beginning of the hour, day or week (from Monday) of the city's clock that holds a moment."""
    local = moment + _ZONE_SECONDS - _MONDAY
    return local // int(length) * int(length) + _MONDAY - _ZONE_SECONDS


def replay_steps(session: Session, wanted: ComplaintFilter, now: int, *, cancel: Cancel | None = None
                 ) -> ReplaySteps | None:
    """The filter's period in steps up to `now`, with the located complaints in each; None when there is none.

    A filter without a beginning begins with the oldest complaint.
    """
    columns = open_columns(plain(session))
    since = wanted.since or min((b.bounds("created")[0] for b in columns.blocks()), default=0)
    until = min(wanted.until or now + 1, now + 1)
    if not since or since >= until:
        return None
    length = step_length(since, until)
    first = step_start(since, length)
    n = -(-(until - first) // int(length))
    # The steps are whole, the period may not be: what lies outside of it is not counted and will not be shown.
    within = replace(wanted, since=since, until=until)
    total = np.zeros(n + 1, np.int64)
    selection = replace(as_selection(within, now), flags_all=int(ComplaintFlag.LOCATED))
    searched, _ = searched_columns(session, wanted.text, selection, cancel=cancel)
    for block in searched.blocks(cancel=cancel):
        rejected = rejects(block, selection)
        if isinstance(rejected, str):
            continue
        # What lies before the first step wraps round to a huge number and is cut off with the rejected ones.
        step = (block["created"] - np.uint32(first)) // np.uint32(length)
        np.minimum(step, np.uint32(n), out=step)
        if rejected is not None:
            np.maximum(step, np.multiply(rejected, np.uint32(n), dtype=np.uint32), out=step)
        total += np.bincount(step, minlength=n + 1)
    return ReplaySteps(first, length, total[:n])
