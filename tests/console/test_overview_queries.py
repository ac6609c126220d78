"""Tổng quan: the figures of a small city counted by hand, read from a real cache file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy.orm import Session

from ioc_domain.codes import Standing
from ioc_domain.commands import AcknowledgeAlert, IssueExplanationRequest
from ioc_domain.on_time import OnTimeCounts, OnTimeFormula
from ioc_domain.records import ObservationRecord, Record, SettingRecord
from local_cache.outbox import Outbox, PendingCommand
from local_cache.queries.complaints_today import complaints_today
from local_cache.queries.overview import Overview, overdue_longest, overview, request_counts
from local_cache.store import open_reader
from tests.console import small_city
from tests.console.filled_cache import fill

NOW, DAY = small_city.NOW, 86_400


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    path = tmp_path / "cache.db"
    fill(path, small_city.records())
    return path


@pytest.fixture
def session(cache: Path) -> Iterator[Session]:
    store = open_reader(cache)
    with store.session() as opened:
        yield opened
    store.close()


def read(session: Session, tmp_path: Path, month: str = small_city.MONTH, area: str = "") -> Overview:
    return overview(session, tmp_path / "outbox.db", NOW, month, area, NOW - DAY)


def read_after(cache: Path, records: list[Record], month: str = small_city.MONTH) -> Overview:
    fill(cache, records)
    store = open_reader(cache)
    with store.session() as opened:
        found = overview(opened, cache.with_name("outbox.db"), NOW, month, "", NOW - DAY)
    store.close()
    return found


def test_standings_are_counted_in_their_order_now_and_a_month_before(session: Session, tmp_path: Path) -> None:
    found = read(session, tmp_path)
    assert [(c.standing, c.before, c.now) for c in found.standings] == [
        (Standing.AT_RISK, 4, 7), (Standing.PROGRESSING, 4, 1), (Standing.ON_TRACK, 1, 1),
        (Standing.NOT_ASSESSABLE, 1, 1),
    ]
    assert all(len(c.months) == 12 and c.months[-1] == c.now for c in found.standings)
    assert found.total == sum(c.now for c in found.standings) == 10
    assert set(found.newly) == {
        "Tỷ lệ giải ngân vốn đầu tư công", "Tỷ lệ hồ sơ cấp xã đúng hạn", "Số ca mắc sốt xuất huyết"}


def test_at_risk_comes_in_the_executive_order_with_all_that_a_card_says(session: Session, tmp_path: Path) -> None:
    found = read(session, tmp_path)
    assert [c.figures.subject for c in found.at_risk] == [
        "v2:C0403", "v2:C0503", "v2:C0706", "v2:C2002", "v2:C1502", "v2:C1901", "v2:C1902"]
    first = found.at_risk[0]
    assert first.figures.period == "2026-10" and first.figures.observation is not None
    assert (first.figures.observation.value, first.figures.observation.revision) == (52.8, 2)
    assert (first.figures.plan, first.figures.plan_year) == (75.0, 95.0)
    assert first.unit_name == "Sở Tài chính"
    assert first.request is not None and first.request.number == "GT-2026-0628"
    assert first.promise is not None and first.promise.text == "60 % trước 31-10"
    assert first.source is not None and first.source.code == "KB2"
    quarterly = found.at_risk[1].figures
    assert quarterly.period == "2026-Q3"  # the fourth has no number yet


def test_a_month_before_anything_was_known_leaves_everything_not_assessable(session: Session, tmp_path: Path) -> None:
    found = read(session, tmp_path, month="2020-01")
    assert [c.now for c in found.standings] == [0, 0, 0, 10]
    assert found.at_risk == ()


def test_an_area_without_numbers_is_not_shown_those_of_the_city(session: Session, tmp_path: Path) -> None:
    found = read(session, tmp_path, area="26002")
    assert found.area_name == "Phường Bến Thành"
    assert [c.now for c in found.standings] == [1, 0, 0, 9]  # only the disbursement is known by area
    assert [c.figures.observation.value for c in found.at_risk if c.figures.observation] == [26.0]


def test_requests_are_counted_once_each_and_overdue_comes_before_their_state(session: Session, tmp_path: Path) -> None:
    found = read(session, tmp_path)
    assert request_counts(found.requests, NOW) == {
        "waiting": 1, "working": 1, "overdue": 1, "to_review": 1, "returned": 1}
    worst = overdue_longest(found.requests, NOW)
    assert worst is not None and worst.number == "GT-2026-0599"
    assert request_counts(found.requests, NOW + 30 * DAY) == {"overdue": 4, "to_review": 1}


def test_alerts_nobody_has_come_most_urgent_first(session: Session, tmp_path: Path) -> None:
    found = read(session, tmp_path)
    assert [a.record.id for a in found.alerts] == ["a0", "a1", "a2", "a3", "a4"]
    assert found.alerts_total == 6
    assert found.changes.alerts == 6


def test_commands_on_this_machine_show_on_the_card_and_on_the_alert(cache: Path, tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.db")
    ask = IssueExplanationRequest("U04", "indicator", "v2:C2002", "Tỷ lệ hồ sơ", "79", "2026-10", "Vì sao?", 5, 0, [],
                                  "", 91.7, 98.0, "at_risk", 2)
    outbox.save(PendingCommand(ask, "d", "A1", NOW - 60))
    outbox.save(PendingCommand(AcknowledgeAlert("a0", 1), "d", "A1", NOW - 30))
    store = open_reader(cache)
    with store.session() as opened:
        found = read(opened, tmp_path)
    store.close()
    assert [(w.type, w.to, w.subject) for w in found.waiting] == [
        ("issue_explanation_request", "Văn phòng UBND Thành phố", "v2:C2002"), ("acknowledge_alert", "", "")]
    waiting = {c.figures.subject: c.waiting is not None for c in found.at_risk}
    assert [s for s, waits in waiting.items() if waits] == ["v2:C2002"]
    assert [(a.record.id, a.pending) for a in found.alerts][-1] == ("a0", True)  # done by this person: last


def test_a_revision_since_yesterday_is_counted_as_a_change(cache: Path) -> None:
    revised = ObservationRecord("v2:C0403", "79", "2026-09", 2, 47.1, "official", NOW - 3600, "KB2", "đối chiếu")
    assert read_after(cache, [revised]).changes.revised == 1


def test_complaints_today_equal_the_sums_made_by_hand(session: Session) -> None:
    today = complaints_today(session, NOW)
    assert (today.received, today.closed, today.overdue) == (120, 60, 65)
    assert today.hours == (10,) * 12 + (0,) * 12 == today.hours_before
    assert (today.formula, today.on_time.ratio(today.formula)) == (OnTimeFormula.CT2, (180, 265))
    assert [(a.short_name, a.late, a.change) for a in today.areas[:3]] == [
        ("ĐK. Côn Đảo", 11, 9), ("X. Củ Chi", 10, 8), ("P. Phú Mỹ", 9, 7)]
    assert sum(a.late for a in today.areas) == 65
    assert today.source is not None and today.source.code == "1022"


@pytest.mark.parametrize(("formula", "rate"), [("CT1", (180, 200)), ("CT2", (180, 265)), ("CT3", (0, 85))])
def test_the_rate_follows_the_formula_of_the_site(cache: Path, formula: str, rate: tuple[int, int]) -> None:
    fill(cache, [SettingRecord("on_time_formula", formula)])
    store = open_reader(cache)
    with store.session() as opened:
        today = complaints_today(opened, NOW)
    assert today.on_time.ratio(today.formula) == rate
    store.close()


def test_an_area_counts_only_its_own_complaints_and_a_parent_all_below_it(session: Session) -> None:
    one = complaints_today(session, NOW, "26005")
    assert (one.received, one.closed, one.overdue, one.known) == (12, 6, 5, 31)
    assert complaints_today(session, NOW, "79").received == 120
    assert complaints_today(session, NOW, "00000").known == 0


def test_an_old_block_is_passed_over_but_its_open_overdue_are_counted(tmp_path: Path) -> None:
    made = [r for r in small_city.records() if type(r).__name__ != "ComplaintRecord"]
    template = next(r for r in small_city.records() if type(r).__name__ == "ComplaintRecord")
    old = [msgspec.structs.replace(template, id=k, created=NOW - 400 * DAY, due=NOW - 390 * DAY,
                                   closed=0 if k % 3 == 0 else NOW - 391 * DAY, status=1 if k % 3 == 0 else 4)
           for k in range(1, 31)]
    fill(tmp_path / "cache.db", [*made, *old])
    store = open_reader(tmp_path / "cache.db")
    with store.session() as opened:
        today = complaints_today(opened, NOW)
    store.close()
    assert (today.known, today.overdue, today.received) == (30, 10, 0)
    assert today.on_time == OnTimeCounts(0, 0, 0, 0)


def test_an_empty_cache_gives_zeros_and_no_rate(tmp_path: Path) -> None:
    store = open_reader(tmp_path / "none.db")
    with store.session() as opened:
        empty, today = read(opened, tmp_path), complaints_today(opened, NOW)
    store.close()
    assert empty.total == 0 and empty.at_risk == () and empty.sources == ()
    assert today.known == 0 and today.on_time == OnTimeCounts(0, 0, 0, 0) and today.areas == ()
