"""Areas with unusually many complaints in the last hours, against the same weekday hours of the weeks before."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from ioc_domain.unusual import LEAST_WEEKS, WEEKS, Usual, judge
from local_cache.aggregates import by_code
from local_cache.queries.complaint_columns import searched_columns
from local_cache.queries.complaints import ComplaintFilter, as_selection
from local_cache.queries.rows import plain
from local_cache.segments import Cancel, open_columns

WEEK = 7 * 86_400


@dataclass(frozen=True)
class UnusualArea:
    """An area with its count of the window, what is usual there, and the fields that make it up, most first."""

    area: int
    count: int
    usual: Usual
    fields: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class UnusualAreas:
    """All areas under one window [since, until). `weeks`: how many weeks before were there to compare with.

    `hot`: the unusual ones, least likely first. `usual`: the others that have any complaint now or before. Both are
    empty when there are fewer than `LEAST_WEEKS` weeks of history. Complaints without an area are in neither.
    """

    since: int
    until: int
    weeks: int
    hot: tuple[UnusualArea, ...] = ()
    usual: tuple[UnusualArea, ...] = ()


def unusual_areas(
    session: Session, wanted: ComplaintFilter, now: int, since: int, until: int, *, cancel: Cancel | None = None
) -> UnusualAreas:
    """Judge every area over [since, until), at most a week long, under the filter but for its period.

    Raises ValueError for a window longer than a week: its weeks before would overlap.
    """
    if not 0 < until - since <= WEEK:
        raise ValueError("the window is empty or longer than a week")
    oldest = _oldest(session)
    weeks = sum(1 for k in range(1, WEEKS + 1) if since - k * WEEK >= oldest) if oldest else 0
    if weeks < LEAST_WEEKS:
        return UnusualAreas(since, until, weeks)
    counting = _Counting(session, wanted, now, since - weeks * WEEK, until, cancel)
    counts = counting.by("area", since, until)
    before = [counting.by("area", since - k * WEEK, until - k * WEEK) for k in range(1, weeks + 1)]
    size = max(len(c) for c in (counts, *before))
    table = np.zeros((weeks + 1, size), np.int64)
    for row, found in zip(table, (counts, *before), strict=True):
        row[: len(found)] = found
    judged = [
        UnusualArea(int(k), int(table[0, k]), judge(int(table[0, k]), table[1:, k].tolist()))
        for k in np.flatnonzero(table.sum(axis=0)) if k
    ]
    hot = sorted((a for a in judged if a.usual.unusual), key=lambda a: (a.usual.chance, -a.count, a.area))
    return UnusualAreas(
        since, until, weeks,
        tuple(replace(a, fields=counting.fields_of(a.area, since, until)) for a in hot),
        tuple(a for a in judged if not a.usual.unusual),
    )


class _Counting:
    """Complaints of a filter by a code within spans of time; with a text its hits alone, looked up once."""

    def __init__(self, session: Session, wanted: ComplaintFilter, now: int, since: int, until: int,
                 cancel: Cancel | None) -> None:
        self._wanted = as_selection(replace(wanted, since=since, until=until), now)
        self._cancel = cancel
        self._columns, _ = searched_columns(session, wanted.text, self._wanted, cancel=cancel)

    def by(self, column: str, since: int, until: int) -> NDArray[np.int64]:
        """Counts by the code in a column; blocks of other times are passed over unread."""
        return by_code(self._columns, replace(self._wanted, since=since, until=until), column, cancel=self._cancel)

    def fields_of(self, area: int, since: int, until: int) -> tuple[tuple[int, int], ...]:
        """Fields of one area's complaints, most first."""
        wanted = replace(self._wanted, since=since, until=until, areas=frozenset({area}))
        counts = by_code(self._columns, wanted, "field", cancel=self._cancel)
        return tuple((int(k), int(counts[k])) for k in np.argsort(-counts, kind="stable") if counts[k])


def _oldest(session: Session) -> int:
    """When the oldest complaint on this machine was received, 0 when there is none."""
    return min((block.bounds("created")[0] for block in open_columns(plain(session)).blocks()), default=0)
