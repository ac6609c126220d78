"""Any filter at once: every figure, list and map under a hundred random filters equals one SQL query over the rows.

The query knows nothing of segments, selections or the search index: it reads the rows and their texts, and what is
grouped is grouped here in plain Python.
"""

from __future__ import annotations

import random
import re
import sqlite3
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ioc_domain.codes import OPEN_STATUSES, ComplaintFlag, ComplaintStatus
from ioc_domain.entities import BY_NAME
from ioc_domain.on_time import OnTimeFormula, OnTimeState
from ioc_domain.places import to_xy
from ioc_domain.records import CalendarDayRecord, ComplaintRecord, Record, UnitRecord
from ioc_domain.working_time import WorkingCalendar, local_date
from local_cache.queries.complaint_list import Order, Tab, list_ids
from local_cache.queries.complaint_map import cell_facts, heat_counts, points_in_view
from local_cache.queries.complaint_names import ComplaintNames, complaint_names
from local_cache.queries.complaints import SOON_SECONDS, ComplaintBoard, ComplaintFilter, GroupCount, complaint_board
from local_cache.search_keeping import index_some, slots_appended
from local_cache.segments import Cancelled
from local_cache.store import Store, open_reader, open_writer
from tests.console.filled_cache import fill

NOW = 1_795_417_620  # Monday 23-11-2026, 14:07 in the city
DAY = 86_400
COUNT = 2000
CALENDAR = WorkingCalendar.of([CalendarDayRecord("2026-11-20", "holiday", "", "official")])
WORDS = ("đường", "ngập", "nước", "rác", "thải", "tiếng ồn", "đèn", "hỏng", "vỉa", "hè", "hẻm", "cây", "xanh", "cống")
TEXTS = ("", "ngap", "đường ng", "RAC", "cay xanh ", "không có", '"vỉa hè"', "d", "hem den")
WORLD = (0, 0, 2**30, 2**30)
WORD, BETWEEN = r"\w+", "\x1f"


def units() -> Iterator[UnitRecord]:
    """Two departments with divisions below them, a division of a division, and one alone."""
    for number, parent in ((1, ""), (2, ""), (3, "U1"), (4, "U1"), (5, "U3"), (6, "U2"), (700, "")):
        yield UnitRecord(f"U{number}", number, "department", f"Đơn vị {number}", "", parent, "", "")


def complaints() -> Iterator[ComplaintRecord]:
    """Complaints of a hundred days in every state a cache may hold."""
    dice = random.Random(23)
    for number in range(1, COUNT + 1):
        created = NOW - dice.randrange(100 * DAY)
        closed = 0 if dice.random() < 0.4 else min(NOW, created + dice.randrange(1, 20 * DAY))
        status = ComplaintStatus.CLOSED if closed else dice.choice(sorted(OPEN_STATUSES))
        flags = sum(int(f) for f in ComplaintFlag if f and dice.random() < 0.15)
        x, y = to_xy(10.7 + dice.random() * 0.2, 106.6 + dice.random() * 0.2)
        if dice.random() < 0.9:
            flags |= ComplaintFlag.LOCATED
        else:
            flags, x, y = flags & ~ComplaintFlag.LOCATED, 0, 0
        title, body = (" ".join(dice.choices(WORDS, k=dice.randrange(1, 6))) for _ in range(2))
        yield ComplaintRecord(
            id=number * 3, code=f"PA{number:05d}", created=created, field=dice.randrange(1, 19), type=0,
            unit=dice.choice((0, 1, 2, 3, 4, 5, 6, 700)), area=dice.randrange(1, 12), status=int(status),
            channel=dice.randrange(7), flags=int(flags), x=x, y=y,
            due=0 if dice.random() < 0.1 else created + dice.randrange(1, 12 * DAY), closed=closed,
            title=title, body=body, address="", timeline="[]", photos="[]",
        )


@dataclass(frozen=True)
class World:
    """A cache, a plain connection to it, and its names."""

    store: Store
    plain: sqlite3.Connection
    names: ComplaintNames
    worked: dict[int, int]
    """Office seconds by complaint, of those closed."""

    def __repr__(self) -> str:
        return "World"


class Row(NamedTuple):
    """What the query reads of a complaint."""

    id: int
    created: int
    field: int
    unit: int
    area: int
    status: int
    channel: int
    flags: int
    x: int
    y: int
    due: int
    closed: int
    verdict: str


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The complaints in a real cache, their texts indexed."""
    path = Path(tmp_path_factory.mktemp("cache")) / "cache.db"
    records: list[Record] = [*units(), *complaints()]
    fill(path, records)
    with open_writer(path) as writer:
        slots_appended(writer.connection, BY_NAME["complaint"], 0)
        while index_some(writer.connection):
            pass
    store = open_reader(path)
    with store.session() as session:
        names = complaint_names(session)
    plain = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    plain.create_function("holds", 2, holds)
    worked = {
        number: CALENDAR.working_seconds(created, closed)
        for number, created, closed in plain.execute("SELECT id, created, closed FROM complaint WHERE closed > 0")
    }
    yield World(store, plain, names, worked)
    plain.close()
    store.close()


def bare(text: str) -> str:
    """Lower case, no marks, đ as d."""
    text = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in text if unicodedata.category(c) != "Mn")


def holds(text: str, asked: str) -> bool:
    """All words asked for, the last one perhaps only begun; what is quoted side by side in one column."""
    lines = [f" {' '.join(re.findall(WORD, bare(column)))} " for column in text.split(BETWEEN)]
    for phrase in re.findall('"([^"]*)"', asked):
        if not any(f" {' '.join(bare(phrase).split())} " in line for line in lines):
            return False
    wanted, begun = re.findall(WORD, bare(asked)), asked[-1:].isalnum()
    there = " ".join(lines).split()
    last = wanted[-1:] if begun else []
    return all(w in there for w in (wanted[:-1] if begun else wanted)) and all(
        any(t.startswith(w) for t in there) for w in last
    )


def random_filter(seed: int, names: ComplaintNames) -> ComplaintFilter:
    """Between none and all conditions at once."""
    dice = random.Random(seed)

    def some(values: range, chance: float = 0.3) -> frozenset[int]:
        return frozenset(dice.sample(list(values), dice.randrange(1, 5))) if dice.random() < chance else frozenset()

    until = dice.choice((0, NOW + 1, NOW - 5 * DAY))
    since = dice.choice((0, (until or NOW) - 30 * DAY, (until or NOW) - 7 * DAY))
    x0, y0 = to_xy(10.7 + dice.random() * 0.2, 106.6 + dice.random() * 0.1)
    return ComplaintFilter(
        since=since,
        until=until,
        fields=some(range(1, 19)),
        areas=some(range(1, 12)),
        units=names.units_below(dice.choice((1, 2, 3, 700))) if dice.random() < 0.3 else frozenset(),
        statuses=some(range(7), 0.2),
        channels=some(range(7)),
        on_time=frozenset(dice.sample(list(OnTimeState), 2)) if dice.random() < 0.2 else frozenset(),
        box=(x0, y0, x0 + 400_000, y0 + 300_000) if dice.random() < 0.2 else None,
        text=dice.choice(TEXTS) if dice.random() < 0.4 else "",
        without_duplicates=dice.random() < 0.3,
        without_place=dice.random() < 0.25,
    )


VERDICT = f"""CASE WHEN c.due = 0 THEN 'no_due'
 WHEN c.closed > 0 THEN CASE WHEN c.closed <= c.due THEN 'closed_on_time' ELSE 'closed_late' END
 WHEN {NOW} <= c.due THEN 'open_in_time' ELSE 'open_overdue' END"""


def matching(world: World, f: ComplaintFilter) -> list[Row]:
    """Every complaint that passes every condition but the period: the one query."""
    tests = ["?1 <> ?2", "?3 + ?4 + ?5 + ?6"]
    for name, codes in (("field", f.fields), ("area", f.areas), ("unit", f.units), ("status", f.statuses),
                        ("channel", f.channels)):
        if codes:
            tests.append(f"c.{name} IN ({', '.join(str(code) for code in codes)})")
    if f.on_time:
        tests.append(f"({VERDICT}) IN ({', '.join(repr(str(state)) for state in f.on_time)})")
    if f.box:
        tests.append("c.flags & 1 AND c.x >= ?3 AND c.y >= ?4 AND c.x < ?5 AND c.y < ?6")
    if f.text:
        tests.append("holds(t.code || ?1 || t.title || ?1 || t.body || ?1 || t.address, ?2)")
    if f.without_duplicates:
        tests.append("NOT c.flags & 2")
    if f.without_place:
        tests.append("NOT c.flags & 1")
    columns = ", ".join(f"c.{name}" for name in Row._fields[:-1])
    query = f"SELECT {columns}, {VERDICT} FROM complaint c JOIN complaint_text t ON t.id = c.id WHERE "
    return [Row(*row) for row in world.plain.execute(query + " AND ".join(tests), (BETWEEN, f.text, *(f.box or WORLD)))]


def received_in(rows: list[Row], since: int, until: int) -> list[Row]:
    """Those received in a period; an end of 0 is none."""
    return [r for r in rows if r.created >= since and (not until or r.created < until)]


def nonzero(counts: dict[Any, int]) -> dict[Any, int]:
    """Without groups that have nothing."""
    return {k: n for k, n in counts.items() if n}


def check_group(got: GroupCount, mine: list[Row], before: int, worked: dict[int, int], timed: bool) -> None:
    """One field, area or unit."""
    states = Counter(r.verdict for r in mine)
    assert (got.total, got.before) == (len(mine), before)
    assert got.open_late == got.on_time.open_overdue == states["open_overdue"]
    assert got.late == states["open_overdue"] + states["closed_late"]
    assert got.due == states["open_overdue"] + states["closed_late"] + states["closed_on_time"]
    assert got.located == sum(r.flags & 1 for r in mine)
    check_formulas(got, mine)
    if timed:
        times = [worked[r.id] for r in mine if r.closed]
        assert got.median_seconds == (pytest.approx(statistics.median_low(times), abs=60) if times else None)


def check_formulas(got: GroupCount | ComplaintBoard, mine: list[Row]) -> None:
    """The three on-time formulas, from their definitions."""
    hit = [r for r in mine if r.closed and 0 < r.closed <= r.due]
    settled = [r for r in mine if r.due and r.closed]
    overdue = [r for r in mine if r.due and not r.closed and r.due < NOW]
    assert got.on_time.ratio(OnTimeFormula.CT1) == (len(hit), len(settled))
    assert got.on_time.ratio(OnTimeFormula.CT2) == (len(hit), len(settled) + len(overdue))
    passed = [r for r in settled if r.due < NOW or r.closed > r.due]
    assert got.on_time.ratio(OnTimeFormula.CT3) == (sum(1 for r in hit if r.due < NOW), len(passed) + len(overdue))


def check_figures(got: ComplaintBoard, rows: list[Row], f: ComplaintFilter, worked: dict[int, int]) -> None:
    """Tiles, groups, statuses, channels and days."""
    inside = received_in(rows, f.since, f.until)
    past = received_in(rows, 2 * f.since - f.until, f.since) if f.since and f.until else []
    assert (got.total, got.before, got.closed) == (len(inside), len(past), sum(1 for r in inside if r.closed))
    assert got.located == sum(1 for r in inside if r.flags & ComplaintFlag.LOCATED)
    assert got.duplicates == sum(1 for r in inside if r.flags & ComplaintFlag.DUPLICATE)
    again = [r for r in inside if r.flags & ComplaintFlag.REOPENED_ONCE]
    assert got.reopened == len(again)
    assert got.closed_once == got.closed + sum(1 for r in again if not r.closed)
    assert got.without_evidence == sum(1 for r in inside if r.closed and r.flags & ComplaintFlag.NO_EVIDENCE)
    assert got.open_late == sum(1 for r in inside if r.verdict == "open_overdue")
    soon = CALENDAR.add_working_seconds(NOW, SOON_SECONDS)
    assert got.due_soon == sum(1 for r in inside if not r.closed and NOW <= r.due <= soon)
    check_formulas(got, inside)
    times = sorted(worked[r.id] for r in inside if r.closed)
    assert (got.median_seconds is None) == (got.p90_seconds is None) == (not times)
    if times:
        assert got.median_seconds == pytest.approx(statistics.median_low(times), abs=60)
        assert got.p90_seconds == pytest.approx(times[-(-9 * len(times) // 10) - 1], abs=60)
    for name, groups in (("field", got.by_field), ("area", got.by_area), ("unit", got.by_unit)):
        before = Counter(getattr(r, name) for r in past)
        assert {g.id for g in groups} == {getattr(r, name) for r in [*inside, *past]}
        for g in groups:
            mine = [r for r in inside if getattr(r, name) == g.id]
            check_group(g, mine, before[g.id], worked, timed=name == "unit")
        assert [g.total for g in groups] == sorted((g.total for g in groups), reverse=True)
    assert nonzero(dict(got.by_status)) == Counter(r.status for r in inside)
    assert nonzero(dict(got.by_channel)) == Counter(r.channel for r in inside)
    assert nonzero({d.date: d.received for d in got.by_day}) == Counter(str(local_date(r.created)) for r in inside)
    days = {d.date for d in got.by_day}
    ended = Counter(
        str(local_date(r.closed)) for r in rows if r.closed and r.closed >= f.since and not 0 < f.until <= r.closed
    )
    assert nonzero({d.date: d.closed for d in got.by_day}) == {d: n for d, n in ended.items() if d in days}


@pytest.mark.parametrize("seed", range(100))
def test_every_view_equals_one_query(world: World, seed: int) -> None:
    """KPI, fields, statuses, units, trend, heat, list and map under one random filter."""
    f = random_filter(seed, world.names)
    rows = matching(world, f)
    inside = received_in(rows, f.since, f.until)
    with world.store.session() as session:
        check_figures(complaint_board(session, f, NOW, CALENDAR), rows, f, world.worked)
        box = (*to_xy(10.85, 106.65), *to_xy(10.75, 106.75))
        grid = heat_counts(session, f, NOW, box, 40, 30)
        few = points_in_view(session, f, NOW, WORLD, 1000, limit=10**6)
        many = points_in_view(session, f, NOW, WORLD, 1000, limit=0)
        cell = cell_facts(session, f, NOW, box)
        lists = {tab: list_ids(session, f, NOW, CALENDAR, tab, Order.CREATED, True) for tab in Tab}
    located = [r for r in inside if r.flags & ComplaintFlag.LOCATED]
    seen = [r for r in located if box[0] <= r.x < box[2] and box[1] <= r.y < box[3]]
    cells = Counter(
        ((r.y - box[1]) * 30 // (box[3] - box[1]), (r.x - box[0]) * 40 // (box[2] - box[0])) for r in seen
    )
    assert cells == {(int(j), int(i)): int(grid[j, i]) for j, i in zip(*grid.nonzero(), strict=True)}
    late = sum(1 for r in located if r.verdict == "open_overdue")
    assert (few.total, few.late) == (many.total, many.late) == (len(located), late)
    assert few.points is not None
    assert sorted(few.points.id.tolist()) == sorted(r.id for r in located)
    assert sum(c.total for c in many.clusters) == len(located)
    assert sum(c.late for c in many.clusters) == late
    assert (cell.total, cell.late) == (len(seen), sum(1 for r in seen if r.verdict == "open_overdue"))
    assert dict(cell.fields) == Counter(r.field for r in seen)
    soon = CALENDAR.add_working_seconds(NOW, SOON_SECONDS)
    tabs = {
        Tab.LATE: [r for r in inside if r.verdict == "open_overdue"],
        Tab.SOON: [r for r in inside if not r.closed and NOW <= r.due <= soon],
        Tab.ALL: inside,
    }
    for tab, listed in lists.items():
        assert sorted(int(i) for i in listed.ids) == sorted(r.id for r in tabs[tab])
        assert listed.tabs == {name: len(members) for name, members in tabs.items()}


def test_a_board_nobody_waits_for_stops(world: World) -> None:
    """Before the first block, and before the second walk, which units' medians need."""
    for stops_at in (1, 2):
        asked = 0

        def overtaken(stops_at: int = stops_at) -> bool:
            nonlocal asked
            asked += 1
            return asked >= stops_at

        with world.store.session() as session, pytest.raises(Cancelled):
            complaint_board(session, ComplaintFilter(), NOW, CALENDAR, cancel=overtaken)
        assert asked == stops_at


def test_the_filters_are_of_many_kinds(world: World) -> None:
    """A hundred filters that all let everything pass, or nothing, would show nothing."""
    filters = [random_filter(seed, world.names) for seed in range(100)]
    sizes = [len(received_in(matching(world, f), f.since, f.until)) for f in filters]
    assert sum(1 for n in sizes if n == 0) < 40
    assert sum(1 for n in sizes if 0 < n < COUNT // 10) > 20
    assert sum(1 for n in sizes if n >= COUNT // 10) > 10
    names = ("fields", "areas", "units", "statuses", "channels", "on_time", "box", "text", "without_duplicates",
             "without_place")
    for name in names:
        assert 10 < sum(1 for f in filters if getattr(f, name)) < 60
