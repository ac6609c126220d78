"""What happens to a complaint after it was taken in: moves, due dates that move, outcomes, ratings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest
import sqlalchemy as sa

from data_centre import audit
from data_centre import models as m
from data_centre.cli import main
from data_centre.complaints import due, life, quarantine
from data_centre.complaints.intake import Intake
from data_centre.complaints.life import Move, move, outcome_of, rate
from data_centre.complaints.rights import Mover
from data_centre.complaints.submission import Fault, Reporter, SentFile, SubmissionRefused
from data_centre.complaints.words import HIDDEN
from data_centre.database import Database
from data_centre.feed import writing
from data_centre.rows import find_all
from ioc_domain.codes import OPEN_STATUSES, ComplaintFlag, ComplaintStatus
from ioc_domain.complaint_life import MOVES, IllegalMove, moved, moves_from
from ioc_domain.entities import BY_NAME
from ioc_domain.records import CalendarDayRecord, ComplaintRecord
from tests.data_centre.complaint_city import NOW, at, fill_city, photo, pothole
from tests.data_centre.conftest import new_database


@pytest.fixture(params=[pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)])
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A centre with the city's lists, of this test alone: the calendar changes."""
    with new_database(request.param, tmp_path_factory.mktemp("centre"), request) as opened:
        fill_city(opened)
        yield opened


def stored(database: Database, number: int) -> ComplaintRecord:
    """A complaint as consoles get it."""
    with database.read() as connection:
        found = find_all(connection, BY_NAME["complaint"], m.SYNCED["complaint"].c.id == number)
    assert len(found) == 1 and isinstance(found[0], ComplaintRecord)
    return found[0]


def step(database: Database, number: int, verb: str, text: str = "Đã xem.", now: int = NOW + 60, **how: object) -> None:
    """One move."""
    with writing(database, lambda: now) as writer:
        move(writer, Intake(database).blobs, number, Move(verb, text, **how), Mover("test"))  # type: ignore[arg-type]


def kinds(complaint: ComplaintRecord) -> list[str]:
    """Kinds of the steps of a timeline."""
    return [s[1] for s in json.loads(complaint.timeline)]


def test_every_move_is_legal_or_refused() -> None:
    """For each status and each move: exactly those of the table; a closed one only reopens, a rejected one is over."""
    for status, verb in product(ComplaintStatus, [*MOVES, "vanish"]):
        if verb in moves_from(status):
            after = moved(status, verb)
            assert (after in OPEN_STATUSES) == (verb not in ("close", "reject"))
        else:
            with pytest.raises(IllegalMove):
                moved(status, verb)
    assert moves_from(ComplaintStatus.CLOSED) == ("reopen",) and moves_from(ComplaintStatus.REJECTED) == ()
    reachable = {ComplaintStatus.AWAITING_ROUTE}
    for _ in ComplaintStatus:
        reachable |= {after for verb in MOVES for before, after in MOVES[verb].items() if before in reachable}
    assert reachable == set(ComplaintStatus)


def test_the_first_answer_outlives_reopening_and_other_units(city: Database) -> None:
    """None by progress or a promise; the first of any unit; and a closing where there was none before it."""
    intake = Intake(city, lambda: NOW)
    number = intake.take(pothole(type_code="GT-08", lat=None, lon=None, address="cầu vượt")).id
    later = iter(range(NOW + 100, NOW + 10_000, 100))
    for verb, how, answered in (
        ("route", {"unit_code": "TT-HTKT"}, 0), ("accept", {}, 0), ("progress", {}, 0),
        ("extend", {"until": NOW + 9 * 86400}, 0), ("reroute", {"unit_code": "SXD"}, 0),
        ("answer", {}, NOW + 600), ("reopen", {}, NOW + 600), ("send_back", {}, NOW + 600),
        ("route", {"unit_code": "TT-HTKT"}, NOW + 600), ("answer", {}, NOW + 600), ("close", {}, NOW + 600),
        ("reopen", {}, NOW + 600), ("close", {}, NOW + 600),
    ):  # fmt: skip
        step(city, number, verb, "Đã xem.", next(later), **how)  # type: ignore[arg-type]
        assert stored(city, number).answered == answered, verb
    unrouted = pothole(type_code="GT-08", lat=None, lon=None, address="x")
    for verb, at_once in (("close", pothole()), ("reject", unrouted)):
        other = intake.take(at_once).id
        assert stored(city, other).answered == 0
        step(city, other, verb, "Không thuộc phạm vi.", NOW + 5_000)
        assert stored(city, other).answered == stored(city, other).closed == NOW + 5_000
    written = [intake.take(pothole(created=NOW - 900, closed=NOW - 300, outcome=words)).id for words in ("Đã vá", "")]
    assert [stored(city, n).answered for n in written] == [NOW - 300, 0]


def test_a_life_from_route_to_rating(city: Database) -> None:
    """Routed by a person, extended, answered, reopened, closed with proof; the outcome is published without identity
    by itself, and rated once."""
    reporter = Reporter("Lê Thị Hoa", "0911222333")
    taken = Intake(city, lambda: NOW).take(
        pothole(type_code="GT-08", lat=None, lon=None, address="cầu vượt", reporter=reporter)
    )
    number = taken.id
    with pytest.raises(IllegalMove):
        step(city, number, "close")
    assert stored(city, number).routed_after == 0
    step(city, number, "route", "", unit_code="TT-HTKT")  # merged since: its successor gets it
    assert stored(city, number).routed_after == 60
    step(city, number, "extend", "", until=NOW + 9 * 86400)
    step(city, number, "answer", "Đã vá mặt đường, chị Lê Thị Hoa 0911222333 xác nhận giúp.")
    assert HIDDEN in stored(city, number).timeline and "0911222333" not in stored(city, number).timeline
    step(city, number, "reopen", "Mưa xong lại hỏng.")
    row = stored(city, number)
    assert row.status == ComplaintStatus.REOPENED and row.flags & ComplaintFlag.REOPENED_ONCE and not row.closed
    with city.read() as connection:
        assert outcome_of(connection, number) is None
    step(city, number, "close", "Đã vá lại; báo chị Lê Thị Hoa.", files=(SentFile("x.jpg", 1, photo()),))
    row = stored(city, number)
    assert (row.status, row.closed, row.due) == (ComplaintStatus.CLOSED, NOW + 60, taken.complaint.due)
    assert not row.flags & ComplaintFlag.NO_EVIDENCE and len(json.loads(row.photos)) == 1
    assert kinds(row) == ["received", "routed", "extended", "answered", "reopened", "closed"]
    with city.read() as connection:
        outcome = outcome_of(connection, number)
        assert outcome is not None and outcome.text == f"Đã vá lại; báo chị {HIDDEN}."
        assert audit.first_break(connection) == 0
        done = [r[0] for r in connection.execute(sa.select(m.audit.c.kind).order_by(m.audit.c.n))]
    assert done == [f"complaint_{v}" for v in ("route", "extend", "answer", "reopen", "close")]
    with writing(city, lambda: NOW + 120) as writer:
        rate(writer, number, 4, "Cảm ơn, Lê Thị Hoa")
    for stars in (5, 0):
        with pytest.raises(SubmissionRefused), writing(city, lambda: NOW + 130) as writer:
            rate(writer, number, stars, "")
    with city.read() as connection:
        outcome = outcome_of(connection, number)
    assert outcome is not None and (outcome.stars, outcome.comment) == (4, f"Cảm ơn, {HIDDEN}")
    assert kinds(stored(city, number))[-1] == "rated"


def test_closed_without_proof_is_marked(city: Database) -> None:
    """A closing without photo is a closing without evidence; a refused photo closes nothing."""
    number = Intake(city, lambda: NOW).take(pothole()).id
    with pytest.raises(SubmissionRefused):
        step(city, number, "close", files=(SentFile("x.jpg", 3, b"zip"),))
    with pytest.raises(SubmissionRefused):
        step(city, number, "close", "")
    assert stored(city, number).status == ComplaintStatus.IN_PROGRESS
    step(city, number, "close")
    assert stored(city, number).flags & ComplaintFlag.NO_EVIDENCE
    other = Intake(city, lambda: NOW).take(pothole()).id
    step(city, other, "reject", "Đường nội bộ của chung cư.")
    assert stored(city, other).closed == NOW + 60
    with pytest.raises(life.UnknownComplaint):
        step(city, 999, "close")
    with pytest.raises(SubmissionRefused):
        step(city, Intake(city, lambda: NOW).take(pothole()).id, "extend", until=NOW)
    with pytest.raises(SubmissionRefused):
        step(city, Intake(city, lambda: NOW).take(pothole()).id, "reroute", unit_code="NOBODY")


def test_reopening_counts_anew_and_keeps_the_date_that_was(city: Database) -> None:
    """The outcome is no longer published, the old due date is kept, and a holiday moves the new one like any other."""
    now = at(2026, 12, 21, 9)
    number = Intake(city, lambda: now).take(pothole(created=at(2026, 12, 1, 9))).id
    step(city, number, "close", now=now)
    step(city, number, "reopen", "Lại hỏng.", now=now + 60)
    assert stored(city, number).due == at(2026, 12, 24, 17)
    with city.read() as connection:
        assert outcome_of(connection, number) is None
        assert [old for _, old, _, _ in due.replaced(connection, number)] == [at(2026, 12, 4, 17)]
    assert due.declare_days(city, [CalendarDayRecord("2026-12-23", "holiday", "Nghỉ")], now + 70, "x").moved == 1
    assert stored(city, number).due == at(2026, 12, 25, 17)


def test_two_ratings_at_once_are_one(city: Database) -> None:
    """Whoever comes second is told so, whatever the timing."""
    number = Intake(city, lambda: NOW).take(pothole()).id
    step(city, number, "close")

    def try_to_rate(stars: int) -> bool:
        try:
            with writing(city, lambda: NOW + 99) as writer:
                rate(writer, number, stars, "")
        except SubmissionRefused:
            return False
        return True

    with ThreadPoolExecutor(5) as pool:
        done = list(pool.map(try_to_rate, (1, 2, 3, 4, 5)))
    assert sum(done) == 1
    assert kinds(stored(city, number)).count("rated") == 1


DUE = [
    # received, working days of the type, due: 16:59 on a Friday counts like any time of that Friday
    (at(2026, 11, 13, 16, 59), "GT-01", at(2026, 11, 18, 17)),
    (at(2026, 11, 13, 17, 1), "GT-01", at(2026, 11, 18, 17)),
    # 2-1-2026 is off and Saturday 10-1-2026 is worked
    (at(2025, 12, 31, 10), "GT-01", at(2026, 1, 7, 17)),
    (at(2026, 1, 8, 10), "GT-02", at(2026, 1, 9, 17)),
    (at(2026, 1, 9, 10), "GT-02", at(2026, 1, 10, 17)),
    (at(2026, 1, 10, 10), "GT-02", at(2026, 1, 12, 17)),
    # Tết 2026: 16 to 20 February
    (at(2026, 2, 13, 16, 59), "GT-01", at(2026, 2, 25, 17)),
    (at(2026, 2, 17, 12), "GT-02", at(2026, 2, 23, 17)),
]


@pytest.mark.parametrize("city", ["sqlite"], indirect=True)
def test_due_dates_by_the_working_calendar(city: Database) -> None:
    """Swapped days, Tết, Friday evening, a complaint written down after the fact."""
    intake = Intake(city, lambda: NOW)
    for received, kind, expected in DUE:
        assert intake.take(pothole(created=received, type_code=kind)).complaint.due == expected, received


def test_a_holiday_declared_afterwards_moves_due_dates(city: Database) -> None:
    """Those that hang on the day move, the old date is kept and told, doing it again changes nothing more, and an
    answered, closed or hand-set one stays."""
    now = at(2026, 12, 22, 9)
    intake = Intake(city, lambda: now)
    hit = intake.take(pothole(created=at(2026, 12, 22, 8)))  # 3 days: 23, 24, 25
    before = intake.take(pothole(created=at(2026, 12, 18, 8)))  # 21, 22, 23
    closed = intake.take(pothole(created=at(2026, 12, 22, 8)))
    step(city, closed.id, "close", now=now)
    own = intake.take(pothole(created=at(2026, 12, 22, 8)))
    with writing(city, lambda: now) as writer:
        row = life.load(writer.connection, own.id)
        writer.put(ComplaintRecord(**{**{f: getattr(row, f) for f in row.__struct_fields__}, "due": row.due + 1}))
    days = [CalendarDayRecord("2026-12-24", "holiday", "Nghỉ thêm")]
    first = due.declare_days(city, days, now, "Công văn 1")
    again = due.declare_days(city, days, now + 1, "Công văn 1")
    assert (first.moved, again.moved) == (1, 0)
    row = stored(city, hit.id)
    assert row.due == at(2026, 12, 28, 17) and kinds(row)[-1] == "due_moved"
    assert "17:00 thứ Sáu 25-12-2026" in row.timeline and "Công văn 1" in row.timeline
    for other, old in ((before, at(2026, 12, 23, 17)), (closed, at(2026, 12, 25, 17)), (own, at(2026, 12, 25, 17) + 1)):
        assert stored(city, other.id).due == old
    with city.read() as connection:
        kept = due.replaced(connection, hit.id)
        assert kept == [(now, at(2026, 12, 25, 17), at(2026, 12, 28, 17), "Công văn 1")]
    assert intake.take(pothole(created=at(2026, 12, 22, 8))).complaint.due == at(2026, 12, 28, 17)
    # A worked Sunday brings dates nearer; a worked Saturday declared when it is over brings none into the past.
    assert (
        due.declare_days(city, [CalendarDayRecord("2026-12-27", "swap_work", "Làm bù")], now, "Công văn 2").moved == 2
    )
    assert stored(city, hit.id).due == at(2026, 12, 27, 17)
    late = at(2026, 12, 27, 9)
    assert due.declare_days(city, [CalendarDayRecord("2026-12-26", "swap_work", "Làm bù")], late, "x").moved == 0
    with city.read() as connection:
        assert len(due.replaced(connection, hit.id)) == 2


def test_office_hours_change_from_a_date_on(city: Database) -> None:
    """Summer hours end the day earlier: due dates from that day move, earlier ones stay, nonsense changes nothing."""
    now = at(2026, 5, 28, 9)
    intake = Intake(city, lambda: now)
    early, late = intake.take(pothole(type_code="GT-02")), intake.take(pothole())
    assert (early.complaint.due, late.complaint.due) == (at(2026, 5, 29, 17), at(2026, 6, 2, 17))
    summer = '[["2026-06-01", [["07:00", "11:30"], ["13:30", "16:30"]]]]'
    assert due.change_hours(city, summer, now, "Giờ mùa hè").moved == 1
    assert stored(city, early.id).due == at(2026, 5, 29, 17) and stored(city, late.id).due == at(2026, 6, 2, 16, 30)
    for nonsense in ("[[1]]", "{", '[["2026-06-01", [["11:00", "07:00"]]]]', '[["hôm nay", []]]'):
        with pytest.raises(ValueError):
            due.change_hours(city, nonsense, now, "x")
    assert due.change_hours(city, "", now, "Bỏ giờ mùa hè").moved == 1
    assert stored(city, late.id).due == at(2026, 6, 2, 17)


def test_many_due_dates_move_in_batches(city: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than one transaction holds; broken off in the middle and done again, each has moved exactly once."""
    monkeypatch.setattr(due, "BATCH", 7)
    now = at(2026, 12, 22, 9)
    intake = Intake(city, lambda: now)
    taken = [intake.take(pothole(text=f"Số {n}", lat=10.75 + n / 1000)).id for n in range(20)]
    moving, done = due.move_due, []

    def break_off(*given: object) -> bool:
        if len(done) == 10:
            raise KeyboardInterrupt
        done.append(1)
        return bool(moving(*given))  # type: ignore[arg-type]

    days = [CalendarDayRecord("2026-12-24", "holiday", "Nghỉ thêm")]
    with monkeypatch.context() as patch:
        patch.setattr(due, "move_due", break_off)
        with pytest.raises(KeyboardInterrupt):
            due.declare_days(city, days, now, "x")
    assert due.declare_days(city, days, now, "x").moved == 13
    with city.read() as connection:
        assert [len(due.replaced(connection, number)) for number in taken] == [1] * 20


@pytest.mark.parametrize("city", ["sqlite"], indirect=True)
def test_the_command_line(city: Database, capsys: pytest.CaptureFixture[str], tmp_path: object) -> None:
    """Moves, the quarantine and the calendar from a terminal; what is refused is one line and exit code 2."""
    address = ["--database", city.engine.url.render_as_string(hide_password=False)]
    taken = Intake(city).take(pothole(files=(SentFile("a.jpg", 3, b"abc"),)))
    assert main(["complaint", "move", taken.code, "close", "--text", "Đã vá.", *address]) == 0
    assert stored(city, taken.id).status == ComplaintStatus.CLOSED
    capsys.readouterr()
    for words in (
        ["move", taken.code, "close", "--text", "x"],
        ["move", "PA-26-999999", "close"],
        ["quarantine", "99"],
    ):
        assert main(["complaint", *words, *address]) == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert main(["complaint", "quarantine", *address]) == 0
    assert taken.code in (told := capsys.readouterr().out) and "không phải là ảnh" in told
    assert main(["complaint", "quarantine", told.split("\t")[0], *address]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "a.jpg"
    assert main(["calendar", "declare", "2099-01-02", "--kind", "holiday", "--name", "Nghỉ", *address]) == 0
    assert main(["calendar", "declare", "hôm nay", "--kind", "holiday", "--name", "Nghỉ", *address]) == 2
    assert main(["calendar", "hours", "{", "--reason", "x", *address]) == 2


def test_quarantine_keeps_a_thing_once(city: Database) -> None:
    """However often it comes."""
    fault = Fault("lat", "swapped", "Bị đảo.")
    for _ in range(3):
        with city.write() as connection:
            quarantine.keep(connection, NOW, "pull:x", "17", fault, {"lat": 106})
    with city.read() as connection:
        assert [q.subject for q in quarantine.latest(connection)] == ["17"]
