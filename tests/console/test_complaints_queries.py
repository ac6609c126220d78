"""Queries of the complaints screen against sums made one by one in plain Python, for random data and filters."""

from __future__ import annotations

import itertools
import random
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ioc_domain.codes import OPEN_STATUSES, ComplaintFlag, ComplaintStatus
from ioc_domain.entities import BY_NAME
from ioc_domain.on_time import OnTimeState, verdict
from ioc_domain.places import to_xy
from ioc_domain.records import CalendarDayRecord, ComplaintRecord
from ioc_domain.working_time import WorkingCalendar, local_date
from local_cache.queries.complaint_columns import chosen_rows
from local_cache.queries.complaint_list import Order, Tab, complaint_detail, complaint_rows, list_ids
from local_cache.queries.complaint_map import cell_facts, heat_counts, points_in_view
from local_cache.queries.complaints import (
    SOON_SECONDS,
    ComplaintBoard,
    ComplaintFilter,
    complaint_board,
    open_selection,
)
from local_cache.search_keeping import index_some, slots_appended
from local_cache.store import Store, open_reader, open_writer
from tests.console.filled_cache import fill

NOW = 1_795_417_620  # Monday 23-11-2026, 14:07 in the city
DAY = 86_400
CALENDAR = WorkingCalendar.of([CalendarDayRecord("2026-11-20", "holiday", "", "official")])
COUNT = 1500


def random_complaints(seed: int) -> list[ComplaintRecord]:
    """Complaints of 70 days: some without due time, some without a place, some closed late."""
    rng = random.Random(seed)
    out = []
    for k in range(1, COUNT + 1):
        created = NOW - rng.randrange(70 * DAY)
        due = 0 if rng.random() < 0.1 else created + rng.randrange(1, 9 * DAY)
        closed = 0 if rng.random() < 0.4 else min(NOW, created + rng.randrange(1, 12 * DAY))
        status = ComplaintStatus.CLOSED if closed else rng.choice(sorted(OPEN_STATUSES))
        located = rng.random() < 0.9
        flags = (ComplaintFlag.LOCATED if located else 0) | (ComplaintFlag.DUPLICATE if rng.random() < 0.1 else 0)
        flags |= ComplaintFlag.REOPENED_ONCE if rng.random() < 0.05 else 0
        x, y = to_xy(10.7 + rng.random() * 0.2, 106.6 + rng.random() * 0.2) if located else (0, 0)
        out.append(
            ComplaintRecord(
                id=k * 7, code=f"26-{k:05d}", created=created, field=rng.randrange(1, 19), type=0,
                unit=rng.choice((0, 3, 700, 900)), area=rng.randrange(1, 12), status=int(status),
                channel=rng.randrange(4), flags=int(flags), x=x, y=y, due=due, closed=closed,
                title=f"Phản ánh {k}", body="", address="", timeline="[]", photos="[]",
            )
        )
    return out


@pytest.fixture(scope="module")
def complaints() -> list[ComplaintRecord]:
    """The data, known to the tests as records."""
    return random_complaints(11)


@pytest.fixture(scope="module")
def store(complaints: list[ComplaintRecord], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The data in a real cache."""
    path = Path(tmp_path_factory.mktemp("cache")) / "cache.db"
    fill(path, complaints)
    opened = open_reader(path)
    yield opened
    opened.close()


def random_filter(seed: int) -> ComplaintFilter:
    """Between none and all conditions at once."""
    rng = random.Random(seed)

    def some(values: range) -> frozenset[int]:
        return frozenset(rng.sample(list(values), rng.randrange(1, 4))) if rng.random() < 0.4 else frozenset()

    until = rng.choice((0, NOW + 1, NOW - 3 * DAY))
    since = rng.choice((0, (until or NOW) - 30 * DAY, (until or NOW) - 7 * DAY))
    states = list(OnTimeState)
    x0, y0 = to_xy(10.85, 106.65)
    x1, y1 = to_xy(10.75, 106.75)
    return ComplaintFilter(
        since=since,
        until=until,
        fields=some(range(1, 19)),
        areas=some(range(1, 12)),
        units=frozenset({3, 700}) if rng.random() < 0.2 else frozenset(),
        statuses=some(range(7)),
        channels=some(range(4)),
        on_time=frozenset(rng.sample(states, 2)) if rng.random() < 0.3 else frozenset(),
        box=(x0, y0, x1, y1) if rng.random() < 0.2 else None,
        without_duplicates=rng.random() < 0.3,
        without_place=rng.random() < 0.2,
    )


def passes(c: ComplaintRecord, f: ComplaintFilter) -> bool:
    """Every condition but the period."""
    inside = f.box is None or (
        bool(c.flags & ComplaintFlag.LOCATED) and f.box[0] <= c.x < f.box[2] and f.box[1] <= c.y < f.box[3]
    )
    return (
        (not f.fields or c.field in f.fields)
        and (not f.areas or c.area in f.areas)
        and (not f.units or c.unit in f.units)
        and (not f.statuses or c.status in f.statuses)
        and (not f.channels or c.channel in f.channels)
        and (not f.on_time or verdict(c.due, c.closed, NOW) in f.on_time)
        and not (f.without_duplicates and c.flags & ComplaintFlag.DUPLICATE)
        and not (f.without_place and c.flags & ComplaintFlag.LOCATED)
        and inside
    )


def in_period(c: ComplaintRecord, f: ComplaintFilter) -> bool:
    """Received in the period."""
    return c.created >= f.since and (not f.until or c.created < f.until)


def board(store: Store, wanted: ComplaintFilter) -> ComplaintBoard:
    """The query under test."""
    with store.session() as session:
        return complaint_board(session, wanted, NOW, CALENDAR)


@pytest.mark.parametrize("seed", range(60))
def test_every_total_equals_a_count_one_by_one(store: Store, complaints: list[ComplaintRecord], seed: int) -> None:
    """Tiles, fields, areas, units, statuses, channels and days, now and in the period before."""
    f = random_filter(seed)
    got = board(store, f)
    others = [c for c in complaints if passes(c, f)]
    chosen = [c for c in others if in_period(c, f)]
    length = f.until - f.since
    before = [c for c in others if f.since and f.until and f.since - length <= c.created < f.since]
    states = Counter(verdict(c.due, c.closed, NOW) for c in chosen)
    assert (got.total, got.before) == (len(chosen), len(before))
    assert got.located == sum(1 for c in chosen if c.flags & ComplaintFlag.LOCATED)
    assert got.duplicates == sum(1 for c in chosen if c.flags & ComplaintFlag.DUPLICATE)
    assert got.closed == sum(1 for c in chosen if c.closed)
    assert got.open_late == states[OnTimeState.OPEN_OVERDUE]
    assert got.on_time.closed_on_time == states[OnTimeState.CLOSED_ON_TIME]
    assert got.on_time.closed_late == states[OnTimeState.CLOSED_LATE]
    assert got.on_time.closed_on_time_due == sum(1 for c in chosen if c.closed and 0 < c.closed <= c.due < NOW)
    soon = CALENDAR.add_working_seconds(NOW, SOON_SECONDS)
    assert got.due_soon == sum(1 for c in chosen if not c.closed and NOW <= c.due <= soon)
    for name, groups in (("field", got.by_field), ("area", got.by_area), ("unit", got.by_unit)):
        totals = Counter(getattr(c, name) for c in chosen)
        pasts = Counter(getattr(c, name) for c in before)
        assert {g.id: (g.total, g.before) for g in groups} == {k: (totals[k], pasts[k]) for k in totals | pasts}
        for g in groups:
            mine = [c for c in chosen if getattr(c, name) == g.id]
            assert g.open_late == sum(1 for c in mine if verdict(c.due, c.closed, NOW) is OnTimeState.OPEN_OVERDUE)
            assert g.located == sum(1 for c in mine if c.flags & ComplaintFlag.LOCATED)
            if name == "unit":
                worked = [CALENDAR.working_seconds(c.created, c.closed) for c in mine if c.closed]
                assert g.median_seconds == (pytest.approx(statistics.median_low(worked), abs=60) if worked else None)
    statuses = Counter(c.status for c in chosen)
    assert dict(got.by_status) == {int(s): statuses[int(s)] for s in ComplaintStatus}
    assert dict(got.by_channel) == Counter(c.channel for c in chosen)
    received = Counter(local_date(c.created).isoformat() for c in chosen)
    closed = Counter(
        local_date(c.closed).isoformat()
        for c in others
        if c.closed and c.closed >= f.since and (not f.until or c.closed < f.until)
    )
    for day in got.by_day:
        assert (day.received, day.closed) == (received[day.date], closed[day.date])
    assert len({d.date for d in got.by_day}) == len(got.by_day)


@pytest.mark.parametrize("seed", range(60, 90))
def test_all_views_show_the_same_sum(store: Store, seed: int) -> None:
    """By field = by status = by day = by area = by unit = list; map located + not located = all of them."""
    f = random_filter(seed)
    got = board(store, f)
    for groups in (got.by_field, got.by_area, got.by_unit):
        assert sum(g.total for g in groups) == got.total
        assert sum(g.before for g in groups) == got.before
        assert sum(g.open_late for g in groups) == got.open_late
        assert sum(g.due for g in groups) == sum(
            (got.on_time.closed_on_time, got.on_time.closed_late, got.open_late)
        )
    assert sum(n for _, n in got.by_status) == got.total
    assert sum(n for _, n in got.by_channel) == got.total
    assert sum(d.received for d in got.by_day) == got.total
    world = (0, 0, 2**30, 2**30)
    with store.session() as session:
        grid = heat_counts(session, f, NOW, world, 64, 48)
        few = points_in_view(session, f, NOW, world, 1000, limit=10**6)
        many = points_in_view(session, f, NOW, world, 1000, limit=0)
        every = list_ids(session, f, NOW, CALENDAR, Tab.ALL, Order.CREATED, True)
        late = list_ids(session, f, NOW, CALENDAR, Tab.LATE, Order.LATE, True)
        cell = cell_facts(session, f, NOW, world)
    assert grid.shape == (48, 64)
    assert grid.sum() == few.total == many.total == cell.total == got.located
    assert few.points is not None
    assert len(few.points.id) == got.located
    assert sum(c.total for c in many.clusters) == got.located
    assert sum(c.late for c in many.clusters) == few.late == cell.late
    assert len(every.ids) == every.tabs[Tab.ALL] == got.total
    assert len(late.ids) == every.tabs[Tab.LATE] == got.open_late
    assert every.tabs[Tab.SOON] == got.due_soon
    assert got.located <= got.total


def test_the_grid_puts_each_complaint_where_it_lies(store: Store, complaints: list[ComplaintRecord]) -> None:
    """Cell by cell, against whole-number division one by one."""
    (x0, y0), (x1, y1) = to_xy(10.85, 106.65), to_xy(10.75, 106.75)
    expected: Counter[tuple[int, int]] = Counter()
    for c in complaints:
        if c.flags & ComplaintFlag.LOCATED and x0 <= c.x < x1 and y0 <= c.y < y1:
            expected[(c.y - y0) * 30 // (y1 - y0), (c.x - x0) * 40 // (x1 - x0)] += 1
    with store.session() as session:
        grid = heat_counts(session, ComplaintFilter(), NOW, (x0, y0, x1, y1), 40, 30)
    assert {k: n for k, n in expected.items() if n} == {
        (int(r), int(c)): int(grid[r, c]) for r, c in zip(*grid.nonzero(), strict=True)
    }


def test_a_view_beside_the_filtered_cell_shows_nothing(store: Store) -> None:
    """Two boxes that do not meet: no point, an empty grid, no error."""
    wanted = ComplaintFilter(box=(0, 0, 1000, 1000))
    view = (*to_xy(10.9, 106.6), *to_xy(10.7, 106.8))
    with store.session() as session:
        assert heat_counts(session, wanted, NOW, view, 8, 8).sum() == 0
        assert points_in_view(session, wanted, NOW, view, 500, 100).total == 0


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("descending", [True, False])
def test_the_list_is_sorted(store: Store, complaints: list[ComplaintRecord], order: Order, descending: bool) -> None:
    """By the asked column, newest id first among equals; the longest overdue first by default."""
    by_id = {c.id: c for c in complaints}
    with store.session() as session:
        ids = [int(i) for i in list_ids(session, ComplaintFilter(), NOW, CALENDAR, Tab.ALL, order, descending).ids]
    assert sorted(ids) == sorted(by_id)
    if order is Order.LATE:
        keys: list[Any] = [by_id[i].due if by_id[i].due and not by_id[i].closed else 2**62 for i in ids]
        assert keys == sorted(keys, reverse=not descending)
        return
    keys = [getattr(by_id[i], order.value) for i in ids]
    assert keys == sorted(keys, reverse=descending)
    pairs = list(zip(keys, ids, strict=True))
    assert all(a[1] > b[1] for a, b in itertools.pairwise(pairs) if a[0] == b[0])


def test_rows_and_detail(store: Store, complaints: list[ComplaintRecord]) -> None:
    """Rows by id, an unknown one left out; a complaint in full with what lies within 150 m and 14 days."""
    with store.session() as session:
        rows = complaint_rows(session, [7, 14, 999_999])
        detail = complaint_detail(session, 7)
        gone = complaint_detail(session, 999_999)
    assert set(rows) == {7, 14}
    assert rows[7].title == complaints[0].title
    assert detail is not None
    assert detail.record == complaints[0]
    assert gone is None


def test_neighbours_are_near_in_place_time_and_field(tmp_path: Path) -> None:
    """Nearest first; not those too far, too early, of another field, or without a place."""
    x, y = to_xy(10.8, 106.7)
    metre = int(2**30 / 40_075_016 / 0.982) + 1
    base = replace_record(random_complaints(1)[0], id=1, x=x, y=y, created=NOW - 5 * DAY, field=4,
                          flags=int(ComplaintFlag.LOCATED))
    others = [
        replace_record(base, id=2, x=x + 90 * metre, title="xa hơn"),
        replace_record(base, id=3, x=x + 40 * metre, title="gần", flags=3),
        replace_record(base, id=4, x=x + 400 * metre),
        replace_record(base, id=5, created=NOW - 30 * DAY),
        replace_record(base, id=6, field=5),
        replace_record(base, id=7, flags=0),
    ]
    path = tmp_path / "cache.db"
    fill(path, [base, *others])
    opened = open_reader(path)
    with opened.session() as session:
        detail = complaint_detail(session, 1)
    opened.close()
    assert detail is not None
    assert [(n.id, n.title, n.duplicate) for n in detail.near] == [(3, "gần", True), (2, "xa hơn", False)]
    assert 36 <= detail.near[0].metres <= 44


def replace_record(record: ComplaintRecord, **changes: Any) -> ComplaintRecord:
    """A copy with some fields changed."""
    import msgspec

    return msgspec.structs.replace(record, **changes)


@pytest.mark.parametrize("indexed", [False, True])
def test_text_is_found_with_and_without_the_index(tmp_path: Path, indexed: bool) -> None:
    """All words, marks and đ folded, the last word as a beginning; the same answer while the index is being built."""
    titles = ("Đường ngập nước sâu", "duong NGAP", "Ngập lụt đường Lê Lợi", "Đèn đường hỏng", "ngã ba đường")
    base = random_complaints(2)[0]
    records = [replace_record(base, id=k, code=f"c{k}", title=t) for k, t in enumerate(titles, start=1)]
    path = tmp_path / "cache.db"
    fill(path, records)
    with open_writer(path) as writer:
        slots_appended(writer.connection, BY_NAME["complaint"], 0)
        while indexed and index_some(writer.connection):
            pass
    opened = open_reader(path)

    def hits(text: str) -> set[int]:
        with opened.session() as session:
            columns, selection, searched_all = open_selection(session, ComplaintFilter(text=text), NOW)
            assert searched_all
            return {int(i) for rows in chosen_rows(session, selection, columns) for i in rows["id"]}

    assert hits("ngap duong") == hits("đường ngập") == {1, 2, 3}
    assert hits("đường n") == {1, 2, 3, 5}
    assert hits("c4") == {4}
    assert hits('"duong ngap"') == {1, 2}  # a phrase: side by side, in this order
    assert hits("nga đường ") == {5}
    assert hits("không có") == set()
    opened.close()


def test_an_empty_cache_answers_with_zeros(tmp_path: Path) -> None:
    """Before the first sync every query answers, and no figure is made up."""
    opened = open_reader(tmp_path / "none.db")
    wanted = replace(ComplaintFilter(), since=NOW - 30 * DAY, until=NOW)
    with opened.session() as session:
        got = complaint_board(session, wanted, NOW, CALENDAR)
        grid = heat_counts(session, wanted, NOW, (0, 0, 100, 100), 10, 10)
        ids = list_ids(session, wanted, NOW, CALENDAR, Tab.LATE, Order.LATE, True)
    opened.close()
    assert (got.total, got.located, got.median_seconds, got.extent) == (0, 0, None, None)
    assert len(got.by_day) == 31
    assert grid.sum() == 0
    assert len(ids.ids) == 0
