"""The sample that goes on living: what comes in, is routed and closed, and which sources stay fresh."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from data_centre import models as m
from data_centre.database import Database
from data_centre.schema import migrate
from data_centre.seed.clock import Moment
from data_centre.seed.filling import Filled
from data_centre.seed.life import DENSITY_DAYS, SampleLife
from ioc_domain.codes import ComplaintFlag, ComplaintStatus

HOUR = 3600


class Clock:
    """A time that tests set."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> float:
        return float(self.now)


def copied(database: Database, path: Path) -> Database:
    """Another data centre with the same rows."""
    source, target = sqlite3.connect(database.engine.url.database or ""), sqlite3.connect(path)
    source.backup(target)
    source.close()
    target.close()
    copy = Database.open(f"sqlite:///{path}", path.parent / "home")
    migrate(copy)
    return copy


@pytest.fixture
def city(filled_city: tuple[Database, Filled], tmp_path: Path) -> Iterator[Database]:
    """A copy of the sample that may be changed."""
    copy = copied(filled_city[0], tmp_path / "centre.db")
    yield copy
    copy.close()


def complaints(city: Database, *where: sa.ColumnElement[bool]) -> list[sa.Row[tuple[object, ...]]]:
    """Rows of complaints, oldest first."""
    t = m.SYNCED["complaint"]
    with city.read() as connection:
        return list(connection.execute(sa.select(t).where(*where).order_by(t.c.id)))


def test_a_day_brings_as_many_as_the_days_before_and_all_are_routed(city: Database, moment: Moment) -> None:
    """One beat a day later: a day's complaints, in order, routed, in the past, without a photo nobody took."""
    c = m.SYNCED["complaint"].c
    before = complaints(city)
    usual = sum(row.created > moment.now - DENSITY_DAYS * 86_400 for row in before) / DENSITY_DAYS
    clock = Clock(moment.now + 24 * HOUR)
    lived = SampleLife(city, clock).beat()
    fresh = complaints(city, c.id > before[-1].id)
    assert lived.arrived == len(fresh)
    assert 0.5 * usual < len(fresh) < 1.5 * usual
    assert [row.created for row in fresh] == sorted(row.created for row in fresh)
    assert all(moment.now < row.created <= clock.now for row in fresh)
    assert not any(row.flags & int(ComplaintFlag.HAS_PHOTO) for row in fresh)
    waiting = [row for row in fresh if row.status == int(ComplaintStatus.AWAITING_ROUTE)]
    assert all(clock.now - row.created < 2_400 for row in waiting)
    assert sum(0 < row.routed_after <= 300 for row in fresh) > 0.8 * len(fresh)
    for row in fresh:
        steps = json.loads(row.timeline)
        assert steps[0][1] == "received" and all(step[0] <= clock.now for step in steps)
        routed = [step[0] for step in steps if step[1] == "routed"]
        assert routed == ([] if row in waiting else [row.created + row.routed_after])
        answered = [step[0] for step in steps if step[1] in ("answered", "closed", "rejected")]
        assert row.answered == (answered[0] if answered else 0)


def test_work_goes_on_and_the_backlog_neither_vanishes_nor_grows_without_end(city: Database, moment: Moment) -> None:
    """Four days, beat by beat of six hours: what is open stays within bounds, closings are in the past."""
    c = m.SYNCED["complaint"].c
    clock = Clock(moment.now)
    life = SampleLife(city, clock)
    opened = len(complaints(city, c.closed == 0, c.status != int(ComplaintStatus.REJECTED)))
    closed = 0
    for _ in range(16):
        clock.now += 6 * HOUR
        closed += life.beat().closed
    still = complaints(city, c.closed == 0, c.status != int(ComplaintStatus.REJECTED))
    assert closed > 0
    assert 0.3 * opened < len(still) < 3 * opened
    assert all(row.created < row.closed <= clock.now for row in complaints(city, c.closed > moment.now))


def test_a_missed_beat_is_made_up_for(city: Database, moment: Moment, tmp_path: Path) -> None:
    """The same complaints come whether the beats were many or one."""
    c = m.SYNCED["complaint"].c
    last = complaints(city)[-1].id
    other = copied(city, tmp_path / "second.db")
    clock = Clock(moment.now)
    many, one = SampleLife(city, clock), SampleLife(other, clock)
    for _ in range(8):
        clock.now += HOUR
        many.beat()
    one.beat()
    expected = [(r.id, r.created, r.field, r.area) for r in complaints(city, c.id > last)]
    assert [(r.id, r.created, r.field, r.area) for r in complaints(other, c.id > last)] == expected
    other.close()


def test_fast_sources_stay_fresh_and_the_late_one_stays_late(city: Database, moment: Moment) -> None:
    """Sources with a cadence of minutes deliver at each beat; a department that owes its numbers still owes them."""
    t = m.SYNCED["source"]
    with city.read() as connection:
        before = {row.code: row for row in connection.execute(sa.select(t))}
    clock = Clock(moment.now + 5 * HOUR)
    SampleLife(city, clock).beat()
    with city.read() as connection:
        after = {row.code: row for row in connection.execute(sa.select(t))}
    assert all(after[code].due_at >= clock.now for code in ("complaints", "emergency", "dossiers", "traffic"))
    assert after["interior"].last_at == before["interior"].last_at


def test_a_data_centre_with_real_data_is_left_alone(tmp_path: Path) -> None:
    """Without the sample's mark nothing is ever invented."""
    database = Database.open(f"sqlite:///{tmp_path / 'real.db'}", tmp_path / "home")
    migrate(database)
    assert SampleLife(database, Clock(1_800_000_000)).beat().arrived == 0
    assert complaints(database) == []
    database.close()
