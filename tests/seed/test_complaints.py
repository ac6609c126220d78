"""Complaints of the sample: counts, times, places, units, texts, and that they come as a stream."""

from __future__ import annotations

import itertools
import json
import tracemalloc
import unicodedata
from collections import Counter
from datetime import date

import msgspec
import numpy as np
import pytest

from data_centre.city.areas import areas
from data_centre.city.hotline import fields, types, working_calendar
from data_centre.city.units import units
from data_centre.seed.clock import Moment
from data_centre.seed.complaints.stream import ComplaintStream
from data_centre.seed.complaints.volumes import days, month_volume
from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from ioc_domain.places import to_lat_lon
from ioc_domain.records import ComplaintRecord
from ioc_domain.working_time import local_date

SEED = 7
PHOTOS = {0: ["ab" * 32]}


@pytest.fixture(scope="module")
def sample(moment: Moment) -> list[ComplaintRecord]:
    return list(ComplaintStream(SEED, moment, 4_000, PHOTOS).records())


def test_exactly_as_many_as_wanted_in_the_order_of_time(sample: list[ComplaintRecord], moment: Moment) -> None:
    assert [c.id for c in sample] == list(range(1, 4_001))
    created = [c.created for c in sample]
    assert created == sorted(created)
    assert local_date(created[0]).year == 2021
    assert created[-1] <= moment.now
    assert max(c.closed for c in sample) <= moment.now
    month = 30 * 86400
    recent = sum(1 for c in created if c > moment.now - month)
    before = sum(1 for c in created if moment.now - 2 * month < c <= moment.now - month)
    assert 0.28 < (recent + before) / len(sample) < 0.66
    assert 0.6 < recent / before < 1.6, "the period shown can be compared with the one before"


def test_deterministic(sample: list[ComplaintRecord], moment: Moment) -> None:
    again = ComplaintStream(SEED, moment, 4_000, PHOTOS)
    assert [msgspec.json.encode(c) for c in again.records()] == [msgspec.json.encode(c) for c in sample]
    other = ComplaintStream(SEED + 1, moment, 4_000, PHOTOS)
    assert next(other.records()) != sample[0]


def test_volumes_follow_the_published_ones(moment: Moment) -> None:
    shape = days(SEED, moment, None)
    per_month: Counter[tuple[int, int]] = Counter()
    for k, count in enumerate(shape.counts):
        day = shape.day(k)
        per_month[day.year, day.month] += int(count)
    assert per_month[2025, 10] == pytest.approx(14_707, abs=2)
    assert per_month[2025, 9] == pytest.approx(13_400, abs=2)
    assert sum(per_month[2022, m] for m in range(1, 8)) == pytest.approx(22_470, abs=8)
    assert sum(per_month[2025, m] for m in range(1, 10)) == pytest.approx(32_000, abs=12)
    assert month_volume(2026, 10) > 14_707


def test_due_by_the_working_time_rule(sample: list[ComplaintRecord]) -> None:
    calendar = working_calendar()
    limits = {t.id: t.answer_working_days for t in types()}
    for c in sample:
        assert c.due == calendar.deadline(c.created, limits.get(c.type, 5))


def test_fields_types_units_and_areas_fit_their_time(sample: list[ComplaintRecord]) -> None:
    field_of = {f.id: f for f in fields()}
    type_of = {t.id: t for t in types()}
    unit_of = {u.id: u for u in units()}
    area_of = {a.id: a for a in areas()}
    for c in sample:
        day = local_date(c.created).isoformat()
        for thing in (field_of[c.field], unit_of[c.unit], area_of[c.area]):
            assert not thing.valid_from or thing.valid_from <= day, (day, thing)
            assert not thing.valid_to or day <= thing.valid_to, (day, thing)
        assert area_of[c.area].level == "commune"
        if c.type:
            assert type_of[c.type].field_code == field_of[c.field].code
        office = unit_of[c.unit].area_code
        assert office in ("", area_of[c.area].code)


def test_places_lie_near_their_area(sample: list[ComplaintRecord]) -> None:
    area_of = {a.id: a for a in areas()}
    missing = 0
    for c in sample:
        if not c.flags & ComplaintFlag.LOCATED:
            assert (c.x, c.y) == (0, 0)
            missing += 1
            continue
        lat, lon = to_lat_lon(c.x, c.y)
        a = area_of[c.area]
        assert a.lat is not None and a.lon is not None
        assert abs(lat - a.lat) < 0.09 and abs(lon - a.lon) < 0.09
    assert 0 < missing < len(sample) * 0.04


def test_states_are_consistent(sample: list[ComplaintRecord], moment: Moment) -> None:
    seen = Counter(c.status for c in sample)
    assert seen[ComplaintStatus.CLOSED] > seen[ComplaintStatus.IN_PROGRESS] > 0
    assert seen[ComplaintStatus.REJECTED] and seen[ComplaintStatus.AWAITING_CITIZEN]
    overdue = [c for c in sample if not c.closed and c.due < moment.now]
    assert overdue
    for c in sample:
        assert (c.closed > 0) == (c.status in (ComplaintStatus.CLOSED, ComplaintStatus.REJECTED))
        assert c.closed == 0 or c.created < c.closed <= moment.now


def test_texts(sample: list[ComplaintRecord], moment: Moment) -> None:
    bare = 0
    for c in sample:
        for text in (c.title, c.body, c.address):
            assert text and unicodedata.is_normalized("NFC", text) and "{" not in text
        steps = json.loads(c.timeline)
        times = [s[0] for s in steps]
        assert times == sorted(times) and times[0] == c.created and times[-1] <= moment.now
        assert steps[0][1] == "received"
        if c.status == ComplaintStatus.CLOSED:
            assert steps[-1][1] == "closed" and steps[-1][0] == c.closed
        photos = json.loads(c.photos)
        assert bool(photos) == bool(c.flags & ComplaintFlag.HAS_PHOTO)
        bare += c.body.isascii()
    assert any(c.flags & ComplaintFlag.HAS_PHOTO for c in sample)
    assert len({c.body for c in sample}) > 3_500


def test_most_have_their_unit_within_five_minutes(sample: list[ComplaintRecord]) -> None:
    """0 exactly where none has it; the time told is that of the step; some units are slow far more often."""
    for c in sample:
        steps = {kind: at for at, kind, *_ in json.loads(c.timeline)}
        assert (c.routed_after == 0) == (c.status == ComplaintStatus.AWAITING_ROUTE) == ("routed" not in steps)
        assert not c.routed_after or steps["routed"] == c.created + c.routed_after
        assert not c.closed or c.created + c.routed_after < c.closed
    slow = [c.routed_after > 300 for c in sample]
    assert 0.02 < sum(slow) / len(slow) < 0.12


def test_first_answers_are_those_of_the_timelines(sample: list[ComplaintRecord]) -> None:
    """The first step that told the reporter something, never before the unit had it; a share before the closing."""
    for c in sample:
        steps = json.loads(c.timeline)
        assert [at for at, *_ in steps] == sorted(at for at, *_ in steps)
        told = [at for at, kind, text, _ in steps if kind in ("answered", "closed", "rejected") and text]
        assert c.answered == (told[0] if told else 0)
        assert not c.answered or c.created + c.routed_after <= c.answered <= (c.closed or c.answered)
        kinds = [kind for _, kind, *_ in steps]
        assert "extended" not in kinds[kinds.index("answered"):] if "answered" in kinds else True
    closed = [c for c in sample if c.status == ComplaintStatus.CLOSED]
    assert 0.17 < sum(c.answered < c.closed for c in closed) / len(closed) < 0.27
    assert all(c.answered == c.closed for c in sample if c.status == ComplaintStatus.REJECTED)
    waits = (ComplaintStatus.AWAITING_CITIZEN, ComplaintStatus.REOPENED)
    assert all((c.answered > 0) == (c.status in waits) for c in sample if not c.closed)


def test_late_and_good_units(moment: Moment) -> None:
    stream = ComplaintStream(SEED, moment, 40_000, PHOTOS)
    due = np.zeros(3_000, dtype=np.int64)
    late = np.zeros(3_000, dtype=np.int64)
    for _, block in stream.blocks():
        passed = block.due < moment.now
        missed = passed & ((block.closed == 0) | (block.closed > block.due))
        due += np.bincount(block.unit[passed], minlength=3_000)
        late += np.bincount(block.unit[missed], minlength=3_000)
    assert 0.005 < late.sum() / due.sum() < 0.09
    enough = due >= 100
    shares = late[enough] / due[enough]
    assert shares.min() < 0.01 and shares.max() > 0.08


def test_bounded_memory(moment: Moment) -> None:
    """A stream of 5 million holds a block at a time: the peak of its first 60,000 rows is far below their size."""
    stream = ComplaintStream(SEED, moment, 5_000_000, PHOTOS)
    tracemalloc.start()
    try:
        rows = stream.records()
        for _ in itertools.islice(rows, 20_000):
            pass
        _, first_peak = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        for _ in itertools.islice(rows, 40_000):
            pass
        _, later_peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert later_peak < max(first_peak * 1.5, 40_000_000)


def test_an_earlier_day_stops_earlier() -> None:
    then = Moment.of(date(2025, 12, 1))
    records = list(ComplaintStream(SEED, then, 1_500, PHOTOS).records())
    assert len(records) == 1_500
    assert max(c.created for c in records) <= then.now
