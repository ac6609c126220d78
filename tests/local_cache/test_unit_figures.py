"""Figures of units against sums over the rows one by one, in plain Python, for random rows, periods and groups."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from ioc_domain.entities import BY_NAME
from ioc_domain.on_time import OnTimeCounts, OnTimeState, verdict
from ioc_domain.records import CalendarDayRecord
from ioc_domain.working_time import WorkingCalendar, at_local, local_date
from local_cache import store
from local_cache.segment_writer import SegmentWriter
from local_cache.segments import Cancelled, Columns, open_columns
from local_cache.unit_figures import ROUTE_SECONDS, WEEK, UnitFigures, Walk, walk

COMPLAINT = BY_NAME["complaint"]
DAY = 86_400
NOW = 1_795_417_620
CALENDAR = WorkingCalendar.of([CalendarDayRecord("2026-11-20", "holiday", "Ngày nghỉ thử", "official")])
Row = dict[str, int]


def rows(seed: int, count: int = 3_000) -> list[Row]:
    dice = random.Random(seed)
    out = []
    for number in range(1, count + 1):
        created = NOW - dice.randrange(120 * DAY)
        closed = dice.choice((0, min(NOW, created + dice.randrange(1, 12 * DAY))))
        told = dice.choice((0, 1, 2))  # nothing known; the closing; an answer before it, or one to an open complaint
        answered = (0, closed, created + dice.randrange(1, (closed or NOW) - created + 1))[told]
        out.append({
            "created": created, "field": dice.randrange(1, 5), "unit": dice.randrange(1, 9), "area": dice.randrange(5),
            "status": int(ComplaintStatus.CLOSED) if closed else dice.randrange(4), "channel": 0,
            "flags": dice.randrange(32), "x": 0, "y": 0, "due": dice.choice((0, created + dice.randrange(9 * DAY))),
            "closed": closed, "routed_after": dice.choice((0, 1, 300, 301, 9_000)), "id": number,
            "answered": answered,
        })
    return out


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[list[Row], Columns]]:
    made, dead = rows(1), set(range(0, 3_000, 17))
    path = tmp_path / "cache.db"
    with store.open_writer(path) as writer:
        writer.connection.execute("BEGIN IMMEDIATE")
        segments = SegmentWriter(writer.connection, COMPLAINT)
        segments.append({c.name: np.array([r[c.name] for r in made], c.dtype) for c in COMPLAINT.segments})
        segments.kill(sorted(dead))
        segments.flush()
        writer.connection.execute("COMMIT")
    with store.Store(path).connection() as connection:
        yield [r for k, r in enumerate(made) if k not in dead], open_columns(connection)


def counts(chosen: list[Row]) -> OnTimeCounts:
    states = [(verdict(r["due"], r["closed"], NOW), r["due"]) for r in chosen]
    on_time = [due for state, due in states if state is OnTimeState.CLOSED_ON_TIME]
    return OnTimeCounts(
        len(on_time), sum(s is OnTimeState.CLOSED_LATE for s, _ in states),
        sum(s is OnTimeState.OPEN_OVERDUE for s, _ in states), sum(due < NOW for due in on_time),
    )


def within(minutes: list[int], percent: int) -> int | None:
    """Office minutes within which so many of a hundred lie, by counting up."""
    for m in sorted(minutes):
        if 100 * sum(other <= m for other in minutes) >= percent * len(minutes):
            return m
    return None


def expected(every: list[Row], wanted: Walk, units: set[int]) -> UnitFigures:
    mine = [r for r in every if r["unit"] in units and (not wanted.fields or r["field"] in wanted.fields)
            and (not wanted.areas or r["area"] in wanted.areas)]
    inside = [r for r in mine if wanted.since <= r["created"] < wanted.until]
    length = wanted.until - wanted.since
    closed = [r for r in inside if r["closed"]]
    minutes = [
        CALENDAR.working_seconds(r["created"] // 60 * 60, r["closed"] // 60 * 60) // 60 for r in closed
    ]
    late_routes = [r for r in inside if r["routed_after"] > ROUTE_SECONDS or (
        not r["routed_after"] and r["status"] == ComplaintStatus.AWAITING_ROUTE
        and NOW - r["created"] > ROUTE_SECONDS)]
    soon = [r for r in inside if 0 < r["routed_after"] <= ROUTE_SECONDS]
    answered = missed = 0
    for r in inside:
        deadline = CALENDAR.deadline(r["created"], 5)
        if r["answered"]:
            answered += r["answered"] <= deadline
            missed += r["answered"] > deadline
        elif not r["closed"] and deadline < NOW and r["status"] != ComplaintStatus.AWAITING_CITIZEN:
            missed += 1
    starts = [wanted.until - (wanted.weeks - k) * WEEK for k in range(wanted.weeks)]
    weeks = [[r for r in mine if start <= r["created"] < start + WEEK] for start in starts]
    return UnitFigures(
        received=len(inside),
        before=sum(wanted.since - length <= r["created"] < wanted.since for r in mine),
        closed=len(closed),
        on_time=counts(inside),
        reopened=sum(bool(r["flags"] & ComplaintFlag.REOPENED_ONCE) for r in inside),
        unproven=sum(bool(r["flags"] & ComplaintFlag.NO_EVIDENCE) for r in closed),
        routed=(len(soon), len(soon) + len(late_routes)),
        answered=(answered, answered + missed),
        median=within(minutes, 50),
        late_tenth=within(minutes, 90),
        weeks=tuple(counts(week) for week in weeks),
        weeks_received=tuple(len(week) for week in weeks),
    )


@pytest.mark.parametrize("days", [1, 7, 30, 90])
def test_figures_equal_sums_over_rows(opened: tuple[list[Row], Columns], days: int) -> None:
    """One unit, several together, and units nobody has; with and without fields and areas."""
    every, columns = opened
    until = at_local(local_date(NOW) + timedelta(days=1), 0)
    for fields, areas in ((frozenset(), frozenset()), (frozenset({2, 3}), frozenset()), (frozenset(), frozenset({0}))):
        wanted = Walk(until - days * DAY, until, NOW, fields=fields, areas=areas)
        table = walk(columns, wanted, CALENDAR)
        for units in ({1}, {2, 5, 8}, {70, 3}, set(range(20)), {99}):
            assert table.figures(frozenset(units)) == expected(every, wanted, units), (days, fields, areas, units)
        seen = {r["unit"] for r in every if wanted.since <= r["created"] < until
                and (not fields or r["field"] in fields) and (not areas or r["area"] in areas)}
        assert table.seen() == seen


def test_a_period_without_weeks_and_only_some_units(opened: tuple[list[Row], Columns]) -> None:
    """As the page asks for the period before."""
    every, columns = opened
    wanted = Walk(NOW - 60 * DAY, NOW - 30 * DAY, NOW, weeks=0, units=frozenset({4, 6}))
    table = walk(columns, wanted, CALENDAR)
    assert table.figures(frozenset({4, 6})) == expected(every, wanted, {4, 6})
    assert table.figures(frozenset({1})).received == 0


def test_a_walk_is_given_up(opened: tuple[list[Row], Columns]) -> None:
    """Between two blocks."""
    with pytest.raises(Cancelled):
        walk(opened[1], Walk(NOW - DAY, NOW, NOW), CALENDAR, lambda: True)
