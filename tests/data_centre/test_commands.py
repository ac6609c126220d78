"""Commands: exactly once, in order, with the right answer for what changed meanwhile."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from data_centre import audit
from data_centre import models as m
from data_centre.feed import writing
from data_centre.request_life import calendar
from ioc_domain import commands as c
from ioc_domain.commands import CommandOutcome
from ioc_domain.records import (
    AlertRecord,
    AssessmentRecord,
    CalendarDayRecord,
    ComplaintTypeRecord,
    ExplanationRequestRecord,
)
from ioc_domain.working_time import local_date
from tests.data_centre import factories as make
from tests.data_centre.conftest import PASSWORD, Served, wait_for
from tests.data_centre.test_sync_calls import problem


def one(served: Served, table: str, **key: Any) -> Any:
    """A row of a synced table, or None."""
    t = m.SYNCED[table].c
    with served.database.read() as connection:
        return connection.execute(sa.select(m.SYNCED[table]).where(*(t[k] == v for k, v in key.items()))).first()


def count(served: Served, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
    """Number of rows."""
    with served.database.read() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one())


def subject(served: Served, *revisions: float, direction: str = "higher") -> str:
    """A new indicator with a plan of 95 and these revisions for October; returns its subject."""
    code = f"X{uuid.uuid4().hex[:8]}"
    name = f"v2:{code}"
    served.put(make.indicator(code, direction=direction), make.plan(subject=name))
    for number, value in enumerate(revisions or (81.4,), 1):
        served.put(make.observation(number, value, subject=name))
    return name


def ask(served: Served, unit_code: str = "U1", about: str = "", **changes: Any) -> CommandOutcome:
    """Issue a request about a new subject."""
    about = about or subject(served)
    return served.send(make.issue(unit_code, served.store_evidence(about), subject=about, **changes))


def test_issue_makes_one_request_with_everything_around_it(served: Served) -> None:
    """Request, event, notice, audit and feed in one transaction; the page settles the command."""
    about = subject(served)
    before = served.manifest().head
    outcome = ask(served, about=about)
    assert (outcome.result, outcome.data["unit"]) == ("accepted", "U1")
    row = one(served, "explanation_request", id=outcome.id)
    assert (row.author, row.unit_code, row.number) == ("leader", "U1", outcome.data["number"])
    assert row.received_at == outcome.received_at
    with served.database.read() as connection:
        assert row.deadline == calendar(connection).deadline(outcome.received_at, 5) == int(outcome.data["deadline"])
        assert audit.first_break(connection) == 0
    # Nothing secret is written there.
    assert count(served, m.audit, m.audit.c.detail.like(f"%{outcome.id}%")) == 1
    assert count(served, m.notice, m.notice.c.request_id == outcome.id) == 1
    wait_for(lambda: one(served, "explanation_request", id=outcome.id).state == "delivered")
    _, operations, trailer = served.page(before)
    puts = [op for op in operations if op.table == "explanation_request"]
    assert [op.rev for op in puts] == [1, 2]
    assert puts[0].bucket == "unit:U1/explanation_request/-"
    assert outcome.id in trailer.commands
    assert outcome.seq <= trailer.to
    kinds = [msgspec.json.decode(op.row)[3] for op in operations if op.table == "request_event"]
    assert kinds == ["received", "delivered"]


def test_same_bytes_get_the_stored_answer_for_ever(served: Served) -> None:
    """200 and the same outcome; another body under the id is 422; one effect."""
    about = subject(served)
    command_id, body = make.envelope(make.issue("U1", served.store_evidence(about), subject=about))
    first = served.send_raw(command_id, body)
    again = served.send_raw(command_id, body)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    other = body.replace(b"cam k", b"CAM K")
    assert problem(served.send_raw(command_id, other)) == (422, "other_body")
    assert problem(served.send_raw(command_id, body.replace(b'"leader"', b'"leader2"'), "leader2")) == (
        422,
        "other_body",
    )
    assert count(served, m.SYNCED["explanation_request"], m.SYNCED["explanation_request"].c.subject == about) == 1


def test_the_same_command_at_once_has_one_effect(served: Served) -> None:
    """Ten at a time: one works, the others are told to come back or get the stored answer."""
    about = subject(served)
    command_id, body = make.envelope(make.issue("U1", served.store_evidence(about), subject=about))
    served.as_("leader")
    with ThreadPoolExecutor(10) as pool:
        answers = [f.result() for f in [pool.submit(served.send_raw, command_id, body) for _ in range(10)]]
    assert {a.status_code for a in answers} <= {200, 409}
    assert all(a.headers["retry-after"] for a in answers if a.status_code == 409)
    assert len({a.content for a in answers if a.status_code == 200}) == 1
    requests = m.SYNCED["explanation_request"]
    assert count(served, requests, requests.c.subject == about) == 1
    assert count(served, m.notice, m.notice.c.request_id == command_id) == 1


def test_a_command_whose_predecessor_is_unknown_waits(served: Served) -> None:
    """409 out_of_order, nothing stored; after the predecessor it goes through."""
    served.put(make.alert("order"))
    first_id, first = make.envelope(c.AcknowledgeAlert("order", 3))
    second_id, second = make.envelope(c.ShelveAlert("order", 1, "lý do"), n=2, prev_id=first_id)
    assert problem(served.send_raw(second_id, second)) == (409, "out_of_order")
    assert served.send_raw(first_id, first).json()["result"] == "accepted"
    assert served.send_raw(second_id, second).json()["code"] == "deadline_passed"
    third_id, third = make.envelope(c.AcknowledgeAlert("order", 3), n=3, prev_id=second_id)
    assert served.send_raw(third_id, third).json()["result"] == "accepted"  # a refused one does not block


def test_what_is_no_command_is_not_stored(served: Served) -> None:
    """422 or 403 with a code; sent right it still goes through."""
    served.put(make.alert("shape"))
    command_id, body = make.envelope(c.AcknowledgeAlert("shape", 3))
    other_id = str(uuid.uuid4())
    for bad, code in (
        (b"", "invalid_command"),
        (b"[]", "invalid_command"),
        (body.replace(b"acknowledge_alert", b"launch_rocket"), "unknown_command"),
        (body.replace(b'"schema":1', b'"schema":9'), "unknown_command"),
        (body.replace(b"alert/shape", b"alert/other"), "invalid_command"),
        (body.replace(b'"seen_count":3', b'"seen_count":"x"'), "invalid_command"),
        (body.replace(b'"n":1', b'"n":-1'), "invalid_command"),
    ):
        assert problem(served.send_raw(command_id, bad)) == (422, code), bad
    assert problem(served.send_raw(other_id, body)) == (422, "invalid_command")
    assert problem(served.send_raw(command_id, body, "leader2")) == (403, "wrong_account")
    assert problem(served.send_raw(command_id, body + b" " * 300_000)) == (413, "too_large")
    with served.anonymous() as client:
        assert problem(client.put(f"/v1/commands/{command_id}", content=body)) == (401, "no_token")
    assert served.send_raw(command_id, body).json()["result"] == "accepted"


def test_evidence_comes_first_and_must_be_what_its_name_says(served: Served) -> None:
    """409 until it is there; other bytes, other subject and no evidence at all are refused."""
    about = subject(served)
    sha256, data = make.evidence(about)
    command_id, body = make.envelope(make.issue("U1", sha256, subject=about))
    assert problem(served.send_raw(command_id, body)) == (409, "evidence_missing")
    client = served.as_("leader")
    assert problem(client.put(f"/v1/evidence/{sha256}", content=data + b" ")) == (422, "hash_differs")
    assert problem(client.put(f"/v1/evidence/{'0' * 64}", content=b"{}")) == (422, "hash_differs")
    junk = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"  # of {}
    assert problem(client.put(f"/v1/evidence/{junk}", content=b"{}")) == (422, "not_evidence")
    assert problem(client.put(f"/v1/evidence/{sha256}", content=b"x" * 2_100_000)) == (413, "too_large")
    assert client.put(f"/v1/evidence/{sha256}", content=data).status_code == 201
    assert client.put(f"/v1/evidence/{sha256}", content=data).status_code == 201
    assert served.send_raw(command_id, body).json()["result"] == "accepted"
    other = served.send(make.issue("U1", sha256, subject=subject(served)))
    assert (other.result, other.code) == ("refused", "evidence_differs")


def test_evidence_is_given_to_those_who_see_the_request(served: Served) -> None:
    """The author at once, others with the unit's scope once it was asked; nobody else."""
    about = subject(served)
    sha256 = served.store_evidence(about)
    _, data = make.evidence(about)
    assert served.as_("leader").get(f"/v1/evidence/{sha256}").content == data
    assert problem(served.as_("leader2").get(f"/v1/files/{sha256}")) == (404, "no_file")
    served.send(make.issue("U1", sha256, subject=about))
    answer = served.as_("leader2").get(f"/v1/files/{sha256}")
    assert answer.content == data
    assert "sandbox" in answer.headers["content-security-policy"]
    assert problem(served.as_("district").get(f"/v1/files/{sha256}")) == (404, "no_file")
    assert problem(served.as_("leader").get("/v1/files/../../etc/passwd")) == (404, "not_found")
    assert problem(served.as_("leader").get("/v1/files/zz")) == (404, "no_file")


@pytest.mark.parametrize("account", ["duty", "supplier", "bao"])
def test_only_leaders_ask(served: Served, account: str) -> None:
    """The right is checked in the data centre, whatever the console thought."""
    about = subject(served)
    outcome = served.send(make.issue("U1", served.store_evidence(about), subject=about), account)
    assert (outcome.result, outcome.code, outcome.seq) == ("refused", "right_lost", 0)
    requests = m.SYNCED["explanation_request"]
    assert count(served, requests, requests.c.subject == about) == 0


def test_a_unit_out_of_scope_cannot_be_asked(served: Served) -> None:
    """The district's leader has one unit."""
    about = subject(served)
    outcome = served.send(make.issue("U1", served.store_evidence(about, "district"), subject=about), "district")
    assert outcome.code == "right_lost"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"unit_code": "nowhere"}, "unknown_unit"),
        ({"deadline_days": 0}, "bad_deadline"),
        ({"deadline_days": 10**12}, "bad_deadline"),
        ({"question": "  "}, "question_missing"),
        ({"title": "x" * 30_000}, "text_too_long"),
        ({"urgency": 7}, "bad_urgency"),
        ({"subject_kind": "person"}, "unknown_subject"),
        ({"title": "a\x00b"}, "bad_text"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(served: Served, changes: dict[str, Any], code: str) -> None:
    """A stored refusal with a Vietnamese sentence, and no effect."""
    about = subject(served)
    values = {"unit_code": "U1", "subject": about, **changes}
    unit_code = values.pop("unit_code")
    outcome = served.send(make.issue(unit_code, served.store_evidence(about), **values))
    assert (outcome.result, outcome.code, outcome.seq) == ("refused", code, 0)
    assert outcome.detail
    requests = m.SYNCED["explanation_request"]
    assert count(served, requests, requests.c.subject == about) == 0
    assert count(served, m.notice, m.notice.c.request_id == outcome.id) == 0


def test_revised_and_still_beyond_is_accepted_with_old_and_new(served: Served) -> None:
    """Meanwhile: noted on the request, told to the author."""
    outcome = ask(served, about=subject(served, 81.4, 84.9))
    assert (outcome.result, outcome.data["old"], outcome.data["new"]) == ("accepted", "81,4", "84,9")
    row = one(served, "explanation_request", id=outcome.id)
    assert row.note == "81,4 → 84,9"
    assert one(served, "request_event", request_id=outcome.id, kind="revised") is not None


@pytest.mark.parametrize(("direction", "new"), [("higher", 96.0), ("lower", 90.0)])
def test_revised_and_no_longer_beyond_needs_a_decision(served: Served, direction: str, new: float) -> None:
    """Meanwhile: nothing is sent to the unit unless the author insists."""
    about = subject(served, 81.4 if direction == "higher" else 99.0, new, direction=direction)
    outcome = ask(served, about=about)
    assert (outcome.result, outcome.code, outcome.seq) == ("needs_decision", "no_longer_beyond", 0)
    assert ask(served, about=about, insist=True).result == "accepted"


def test_the_assessment_decides_when_it_knows_of_the_revision(served: Served) -> None:
    """A value below its plan may still be forecast to reach it."""
    about = subject(served, 81.4, 84.9)
    assessment = AssessmentRecord(
        indicator=about,
        area="city",
        period="2026-10",
        standing="on_track",
        previous="at_risk",
        since="2026-11-01",
        cause="revision",
        target_period="2026",
        forecast=96.0,
        forecast_low=95.0,
        forecast_high=97.0,
        confidence=0.9,
        method="test",
        error=None,
        rule="2026.1",
        known_at=make.MADE_AT + 50,
    )
    served.put(assessment)
    assert ask(served, about=about).code == "no_longer_beyond"
    served.put(msgspec.structs.replace(assessment, known_at=make.MADE_AT))  # older than the revision: not asked
    assert ask(served, about=about).result == "accepted"


def test_a_merged_unit_is_followed_to_its_successor(served: Served) -> None:
    """Meanwhile: routed on, both shown; an abolished one without successor needs a decision."""
    served.put(
        make.unit("M3"),
        make.unit("M2", successor="M3", valid_to="2026-01-31"),
        make.unit("M1", successor="M2", valid_to="2025-06-30"),
        make.unit("gone", valid_to="2025-06-30"),
        make.unit("ring1", successor="ring2", valid_to="2025-06-30"),
        make.unit("ring2", successor="ring1", valid_to="2025-06-30"),
    )
    outcome = ask(served, "M1")
    assert (outcome.result, outcome.data["unit"], outcome.data["routed_from"]) == ("accepted", "M3", "M1")
    row = one(served, "explanation_request", id=outcome.id)
    assert (row.unit_code, row.routed_from) == ("M3", "M1")
    assert (ask(served, "gone").result, ask(served, "gone").code) == ("needs_decision", "unit_abolished")
    assert ask(served, "ring1").code == "unknown_unit"


def test_the_same_question_is_linked_unless_the_author_insists(served: Served) -> None:
    """Meanwhile: the open request is named."""
    about = subject(served)
    first = ask(served, about=about)
    second = ask(served, about=about)
    assert (second.result, second.code) == ("needs_decision", "already_asked")
    assert second.data == {"request_id": first.id, "number": first.data["number"]}
    assert ask(served, about=about, period="2026-09").result == "accepted"
    assert ask(served, "U2", about=about).result == "accepted"
    assert ask(served, about=about, insist=True).result == "accepted"
    for request_id in (first.id,):
        assert served.send(c.WithdrawRequest(request_id, "nhầm")).result == "accepted"


def test_a_closed_complaint_cannot_be_asked_about(served: Served) -> None:
    """Meanwhile: refused, to be reopened first."""
    served.put(make.complaint(701, status=4), make.complaint(702))
    closed = ask(served, about="701", subject_kind="complaint")
    assert (closed.result, closed.code) == ("refused", "complaint_closed")
    assert ask(served, about="702", subject_kind="complaint").result == "accepted"
    assert ask(served, about="703", subject_kind="complaint").code == "unknown_subject"


def test_a_complaint_that_was_not_taken_up_is_another_thing_than_a_closed_one(served: Served) -> None:
    """It cannot be reopened, so that is not offered."""
    served.put(make.complaint(704, status=6))
    assert ask(served, about="704", subject_kind="complaint").code == "complaint_rejected"
    assert served.send(c.ReopenComplaint(704, "x")).code == "complaint_rejected"


def test_a_closed_complaint_is_reopened_and_may_then_be_asked_about(served: Served) -> None:
    """Status, clock, timeline and feed in one transaction; once; then the question that was refused goes through."""
    kind = ComplaintTypeRecord("T-705", 705, "F", "Loại thử", "ubnd", 60, 3)
    closed = msgspec.structs.replace(make.complaint(705, status=4), type=705, closed=1_745_000_000)
    served.put(kind, closed)
    before = served.manifest().head
    assert served.send(c.ReopenComplaint(705, "  ")).code == "reason_missing"
    assert served.send(c.ReopenComplaint(705, "x"), "supplier").code == "right_lost"
    assert served.send(c.ReopenComplaint(7_050_000, "x")).code == "unknown_subject"
    assert served.send(c.ReopenComplaint(1 << 63, "x")).code == "unknown_subject"
    outcome = served.send(c.ReopenComplaint(705, "Người dân báo chưa xử lý xong"), "duty")
    assert (outcome.result, outcome.data["complaint"]) == ("accepted", "PA-705")
    row = one(served, "complaint", id=705)
    assert (row.status, row.closed, row.flags) == (5, 0, 1 | 8)
    with served.database.read() as connection:
        assert row.due == int(outcome.data["due"]) == calendar(connection).deadline(outcome.received_at, 3)
    [step] = msgspec.json.decode(row.timeline)
    assert step == [outcome.received_at, "reopened", "Người duty mở lại: Người dân báo chưa xử lý xong", ""]
    _, operations, trailer = served.page(before, "duty")
    assert [op.rev for op in operations if op.table == "complaint"] == [2]
    assert outcome.id in trailer.commands
    assert served.send(c.ReopenComplaint(705, "x")).code == "complaint_open"
    assert ask(served, about="705", subject_kind="complaint").result == "accepted"


def test_a_holiday_moves_the_deadline(served: Served) -> None:
    """Working days are counted from receipt by the city's calendar, which is data."""
    first = ask(served)
    with served.database.read() as connection:
        plain = calendar(connection).deadline(first.received_at, 1)
    day = local_date(plain).isoformat()
    served.put(CalendarDayRecord(day, "holiday", "Ngày nghỉ thử"))
    second = ask(served, deadline_days=1)
    assert int(second.data["deadline"]) > plain
    with writing(served.database) as writer:
        writer.delete("calendar_day", day)


def test_numbers_count_on_within_the_year(served: Served) -> None:
    """After the highest that is there, whoever made it."""
    first = ask(served).data["number"]
    second = ask(served).data["number"]
    assert int(second.rsplit("-")[-1]) == int(first.rsplit("-")[-1]) + 1


def advance_to_answered(served: Served, request_id: str) -> None:
    """As if the unit had answered."""
    served_at = 1_800_000_000
    row = wait_for(
        lambda: (
            one(served, "explanation_request", id=request_id).state == "delivered"
            and one(served, "explanation_request", id=request_id)
        )
    )
    record = ExplanationRequestRecord(*row[: len(ExplanationRequestRecord.__struct_fields__)])
    served.put(msgspec.structs.replace(record, state="answered", answered_at=served_at, cause="Thiếu người"))


def test_accept_return_withdraw_follow_the_life_of_a_request(served: Served) -> None:
    """Illegal moves are refused and say where the request stands."""
    outcome = ask(served)
    early = served.send(c.AcceptExplanation(outcome.id))
    assert (early.result, early.code) == ("refused", "illegal_move")
    advance_to_answered(served, outcome.id)
    assert served.send(c.ReturnExplanation(outcome.id, " ", 3)).code == "reason_missing"
    returned = served.send(c.ReturnExplanation(outcome.id, "Thiếu biện pháp", 3))
    assert returned.result == "accepted"
    row = one(served, "explanation_request", id=outcome.id)
    assert (row.state, row.returned, row.deadline) == ("returned", 1, int(returned.data["deadline"]))
    record = ExplanationRequestRecord(*row[: len(ExplanationRequestRecord.__struct_fields__)])
    served.put(msgspec.structs.replace(record, state="answered"))
    assert served.send(c.AcceptExplanation(outcome.id), "duty").code == "right_lost"
    assert served.send(c.AcceptExplanation(outcome.id), "district").code == "unknown_request"
    assert served.send(c.AcceptExplanation(outcome.id)).result == "accepted"
    assert served.send(c.WithdrawRequest(outcome.id, "muộn")).code == "illegal_move"
    assert one(served, "explanation_request", id=outcome.id).state == "accepted"
    with served.database.read() as connection:
        assert audit.first_break(connection) == 0


def test_a_withdrawal_after_delivery_stays_visible(served: Served) -> None:
    """The unit is told; the row stays."""
    outcome = ask(served)
    wait_for(lambda: one(served, "explanation_request", id=outcome.id).state == "delivered")
    assert served.send(c.WithdrawRequest(outcome.id, "Hỏi nhầm đơn vị")).data["delivered"] == "1"
    row = one(served, "explanation_request", id=outcome.id)
    assert (row.state, row.note) == ("withdrawn", "Hỏi nhầm đơn vị")
    assert count(served, m.notice, m.notice.c.event == f"withdrawn {outcome.id}") == 1


def alert_of(served: Served, alert_id: str) -> AlertRecord:
    """An alert as it is kept."""
    row = one(served, "alert", id=alert_id)
    return AlertRecord(*row[: len(AlertRecord.__struct_fields__)])


def test_the_first_to_acknowledge_has_the_alert(served: Served) -> None:
    """The second is told who was first."""
    served.put(make.alert("ack", count=5))
    assert served.send(c.AcknowledgeAlert("ack", 3), "duty").result == "accepted"
    second = served.send(c.AcknowledgeAlert("ack", 5), "leader")
    assert (second.result, second.code, second.data["owner"]) == ("refused", "already_taken", "duty")
    alert = alert_of(served, "ack")
    assert (alert.state, alert.owner, alert.acknowledged_at > 0) == ("acknowledged", "duty", True)
    history = msgspec.json.decode(alert.history)
    assert history[-1][1:] == ["Người duty xác nhận", "3 → 5"]
    assert served.send(c.AcknowledgeAlert("ack", 5), "supplier").code == "right_lost"
    assert served.send(c.AcknowledgeAlert("nowhere", 5)).code == "unknown_alert"


def test_assign_gives_the_name_known_here(served: Served) -> None:
    """A name made up on the console is not shown to others."""
    served.put(make.alert("assign"))
    assert served.send(c.AssignAlert("assign", "U2", "Tên bịa"), "duty").result == "accepted"
    assert (alert_of(served, "assign").owner, alert_of(served, "assign").owner_name) == ("U2", "UBND phường U2")
    assert served.send(c.AssignAlert("assign", "duty", ""), "duty").result == "accepted"
    assert alert_of(served, "assign").owner_name == "Người duty"
    assert served.send(c.AssignAlert("assign", "nobody", "x"), "duty").code == "unknown_assignee"


def test_a_shelved_alert_comes_back_by_itself(served: Served) -> None:
    """At its time, with a line in its history; not before; no longer than a week."""
    served.put(make.alert("shelf"))
    now = served.manifest().server_time
    assert served.send(c.ShelveAlert("shelf", int(now) + 8 * 86400, "x"), "duty").code == "shelf_too_long"
    assert served.send(c.ShelveAlert("shelf", int(now) + 3600, ""), "duty").code == "reason_missing"
    assert served.send(c.ShelveAlert("shelf", int(now) + 3600, "chờ số"), "duty").result == "accepted"
    shelved = alert_of(served, "shelf")
    assert (shelved.state, shelved.shelved_until) == ("shelved", int(now) + 3600)
    served.put(msgspec.structs.replace(shelved, shelved_until=int(now) - 1))  # its time has come
    wait_for(lambda: alert_of(served, "shelf").state == "open")
    alert = alert_of(served, "shelf")
    assert (alert.owner, alert.shelved_until, len(msgspec.json.decode(alert.history))) == ("", 0, 2)


def test_outcomes_of_a_device_can_be_read_back(served: Served) -> None:
    """For putting a damaged outbox right; only the account's own."""
    served.put(make.alert("read"))
    sent = sorted(served.send(c.AcknowledgeAlert("read", 3), "duty", device="lost", n=1).id for _ in range(3))
    client = served.as_("duty")
    got = [o["id"] for o in client.get("/v1/commands", params={"device": "lost"}).json()]
    assert got == sent
    rest = client.get("/v1/commands", params={"device": "lost", "after": sent[0]}).json()
    assert [o["id"] for o in rest] == sent[1:]
    assert served.as_("leader").get("/v1/commands", params={"device": "lost"}).json() == []


def test_a_changed_audit_row_is_found(served: Served) -> None:
    """The chain breaks where somebody wrote."""
    ask(served)
    with served.database.write() as connection:
        n = connection.execute(sa.select(sa.func.max(m.audit.c.n))).scalar_one()
        kept = connection.execute(sa.select(m.audit.c.detail).where(m.audit.c.n == n)).scalar_one()
        connection.execute(sa.update(m.audit).where(m.audit.c.n == n).values(detail="{}"))
        assert audit.first_break(connection) == n
        connection.execute(sa.update(m.audit).where(m.audit.c.n == n).values(detail=kept))
        assert audit.first_break(connection) == 0
    # Nothing secret is written there.
    assert count(served, m.audit, m.audit.c.detail.like(f"%{PASSWORD}%")) == 0
