"""What the map asks of the segments, against plain Python over the same complaints."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from ioc_domain.codes import ComplaintFlag
from ioc_domain.entities import BY_NAME
from ioc_domain.on_time import OnTimeState, verdict
from ioc_domain.places import to_xy
from ioc_domain.records import ComplaintRecord
from ioc_domain.unusual import judge
from ioc_domain.working_time import local_datetime
from local_cache.queries.complaint_map import cell_facts, heat_counts, points_in_view
from local_cache.queries.complaint_replay import StepLength, replay_steps, step_length, step_start
from local_cache.queries.complaint_unusual import WEEK, unusual_areas
from local_cache.queries.complaints import ComplaintFilter
from local_cache.search_keeping import slots_appended
from local_cache.segments import Cancelled
from local_cache.store import Store, open_reader, open_writer
from tests.console.filled_cache import fill
from tests.console.test_complaints_queries import DAY, NOW, passes, random_complaints

VIEW = (*to_xy(10.95, 106.55), *to_xy(10.65, 106.85))
FLOOD = 37
FLOODED = 5


@pytest.fixture(scope="module")
def complaints() -> list[ComplaintRecord]:
    """Seventy random days, and on the last one many of one field in one area."""
    rng = random.Random(3)
    made = random_complaints(23)
    for k in range(FLOOD):
        at = NOW - rng.randrange(DAY)
        made.append(msgspec.structs.replace(made[k], id=900_000 + k, code=f"27-{k:05d}", created=at, area=FLOODED,
                                            field=11, title="Ngập"))
    return made


@pytest.fixture(scope="module")
def store(complaints: list[ComplaintRecord], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The same in a real cache."""
    path = Path(tmp_path_factory.mktemp("map")) / "cache.db"
    fill(path, complaints)
    with open_writer(path) as writer:
        slots_appended(writer.connection, BY_NAME["complaint"], 0)  # the text index has not got to them yet
    opened = open_reader(path)
    yield opened
    opened.close()


def located(complaints: list[ComplaintRecord], wanted: ComplaintFilter) -> list[ComplaintRecord]:
    """Those of a filter that have a place."""
    return [
        c for c in complaints
        if passes(c, wanted) and c.flags & ComplaintFlag.LOCATED
        and wanted.since <= c.created and (not wanted.until or c.created < wanted.until)
    ]


FILTERS = (
    ComplaintFilter(),
    ComplaintFilter(since=NOW - 30 * DAY, until=NOW + 1, fields=frozenset({3, 7, 11})),
    ComplaintFilter(on_time=frozenset({OnTimeState.CLOSED_LATE})),
    ComplaintFilter(on_time=frozenset({OnTimeState.OPEN_OVERDUE, OnTimeState.OPEN_IN_TIME}), areas=frozenset({2, 5})),
    ComplaintFilter(box=(*to_xy(10.85, 106.62), *to_xy(10.75, 106.72))),
)


@pytest.mark.parametrize("wanted", FILTERS)
def test_clusters_points_and_cells_count_the_same(
    store: Store, complaints: list[ComplaintRecord], wanted: ComplaintFilter
) -> None:
    """Heat = clusters = points = cell, all and overdue alike, and each cluster lies within reach of its complaints."""
    expected = located(complaints, wanted)
    late = sum(verdict(c.due, c.closed, NOW) is OnTimeState.OPEN_OVERDUE for c in expected)
    with store.session() as session:
        assert heat_counts(session, wanted, NOW, VIEW, 90, 60).sum() == len(expected)
        many = points_in_view(session, wanted, NOW, VIEW, 1000, limit=0)
        few = points_in_view(session, wanted, NOW, VIEW, 1000, limit=10**6)
        cell = cell_facts(session, wanted, NOW, VIEW)
    assert few.points is not None
    assert sorted(few.points.id.tolist()) == sorted(c.id for c in expected)
    assert (few.total, few.late) == (many.total, many.late) == (cell.total, cell.late) == (len(expected), late)
    assert sum(c.total for c in many.clusters) == len(expected)
    assert sum(c.late for c in many.clusters) == late
    side = (VIEW[2] - VIEW[0]) * 100 // 1000
    for cluster in many.clusters:
        near = [c for c in expected if abs(c.x - cluster.x) <= side and abs(c.y - cluster.y) <= side]
        assert len(near) >= cluster.total
    assert dict(cell.fields) == Counter(c.field for c in expected)
    assert dict(cell.areas) == Counter(c.area for c in expected)


def test_a_text_narrows_the_map_like_the_list(store: Store, complaints: list[ComplaintRecord]) -> None:
    """Hits of the words, here scanned while the index is not built, are all that is counted."""
    wanted = ComplaintFilter(text='"phan anh 77"')
    expected = [c for c in located(complaints, replace(wanted, text="")) if c.title == "Phản ánh 77"]
    assert expected
    with store.session() as session:
        assert heat_counts(session, wanted, NOW, VIEW, 9, 6).sum() == len(expected)
        assert points_in_view(session, wanted, NOW, VIEW, 900, 0).total == len(expected)
        assert cell_facts(session, wanted, NOW, VIEW).total == len(expected)
        steps = replay_steps(session, wanted, NOW)
    assert steps is not None
    assert steps.counts.sum() == len(expected)


def test_a_question_nobody_waits_for_stops(store: Store) -> None:
    """Between two blocks, so a map that was moved on does not count the old view to its end."""
    with store.session() as session:
        for ask in (
            lambda: heat_counts(session, ComplaintFilter(), NOW, VIEW, 9, 6, lambda: True),
            lambda: points_in_view(session, ComplaintFilter(), NOW, VIEW, 900, 0, lambda: True),
            lambda: replay_steps(session, ComplaintFilter(), NOW, cancel=lambda: True),
            lambda: unusual_areas(session, ComplaintFilter(), NOW, NOW - DAY, NOW, cancel=lambda: True),
        ):
            with pytest.raises(Cancelled):
                ask()


@pytest.mark.parametrize("days", (2, 30, 0))
def test_steps_hold_what_was_received_in_them(store: Store, complaints: list[ComplaintRecord], days: int) -> None:
    """Hours, days or weeks by the length; every step as by hand, and together all that is located in the period."""
    wanted = ComplaintFilter(since=NOW - days * DAY if days else 0, until=NOW + 1 if days else 0)
    with store.session() as session:
        steps = replay_steps(session, wanted, NOW)
        assert steps is not None
        grid = heat_counts(session, replace(wanted, since=steps.span(1)[0], until=steps.span(1)[1]), NOW, VIEW, 4, 4)
    assert steps.length is {2: StepLength.HOUR, 30: StepLength.DAY, 0: StepLength.DAY}[days]
    expected = located(complaints, wanted)
    found = Counter((c.created - steps.first) // int(steps.length) for c in expected)
    assert steps.counts.tolist() == [found[k] for k in range(steps.n)]
    assert steps.counts.sum() == len(expected)
    assert grid.sum() == steps.counts[1]
    first = local_datetime(steps.first)
    assert (first.minute, first.second) == (0, 0)
    assert steps.length is StepLength.HOUR or first.hour == 0


def test_steps_by_the_length_of_the_period() -> None:
    """A week in hours, a quarter in days, a year in weeks from Monday."""
    lengths = {7: StepLength.HOUR, 90: StepLength.DAY, 365: StepLength.WEEK}
    assert {days: step_length(NOW - days * DAY, NOW) for days in lengths} == lengths
    monday = local_datetime(step_start(NOW, StepLength.WEEK))
    assert (monday.weekday(), monday.hour) == (0, 0)
    assert monday <= local_datetime(NOW) < monday + timedelta(days=7)


def test_nothing_to_play(store: Store) -> None:
    """A period that has not begun has no steps."""
    with store.session() as session:
        assert replay_steps(session, ComplaintFilter(since=NOW + DAY, until=NOW + 2 * DAY), NOW) is None


def test_the_flooded_area_is_found(store: Store, complaints: list[ComplaintRecord]) -> None:
    """Judged as by hand over the same weekday hours of eight weeks; the field that makes it up comes first."""
    with store.session() as session:
        found = unusual_areas(session, ComplaintFilter(since=NOW - DAY), NOW, NOW - DAY, NOW)
        narrowed = unusual_areas(session, ComplaintFilter(fields=frozenset({2})), NOW, NOW - DAY, NOW)
        with pytest.raises(ValueError, match="longer than a week"):
            unusual_areas(session, ComplaintFilter(), NOW, NOW - WEEK - 1, NOW)

    def by_hand(area: int, weeks_ago: int) -> int:
        since = NOW - DAY - weeks_ago * WEEK
        return sum(1 for c in complaints if c.area == area and since <= c.created < since + DAY)

    assert found.weeks == 8
    assert [a.area for a in found.hot] == [FLOODED]
    hot = found.hot[0]
    assert hot.count == by_hand(FLOODED, 0) >= FLOOD
    assert hot.fields[0][0] == 11
    assert sum(n for _, n in hot.fields) == hot.count
    for a in (*found.hot, *found.usual):
        assert a.usual == judge(a.count, [by_hand(a.area, k) for k in range(1, 9)])
    assert not narrowed.hot


def test_a_young_cache_calls_nothing_unusual(tmp_path: Path, complaints: list[ComplaintRecord]) -> None:
    """With three weeks of history there is no usual."""
    young = [c for c in complaints if c.created >= NOW - 23 * DAY]
    fill(tmp_path / "cache.db", young)
    opened = open_reader(tmp_path / "cache.db")
    with opened.session() as session:
        found = unusual_areas(session, ComplaintFilter(), NOW, NOW - DAY, NOW)
    opened.close()
    assert (found.weeks, found.hot, found.usual) == (3, (), ())
