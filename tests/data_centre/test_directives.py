"""Directives at the data centre: one order, one notice, one step on the complaint; what may have changed meanwhile."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from data_centre import audit
from data_centre import models as m
from data_centre.citizen.following import followed
from data_centre.database import Database
from data_centre.feed import writing
from data_centre.request_life import calendar
from ioc_domain import commands as c
from ioc_domain.commands import CommandOutcome
from ioc_domain.evidence import freeze, thaw
from ioc_domain.records import ComplaintRecord, DirectiveRecord
from tests.data_centre import factories as make
from tests.data_centre.conftest import Served, wait_for
from tests.data_centre.test_commands import count, one
from tests.data_centre.test_sync_calls import problem

_numbers = iter(range(40_000, 50_000))


def complaint(served: Served, unit_code: str = "U1", **changes: Any) -> ComplaintRecord:
    """A new open complaint that lies with a unit."""
    made = msgspec.structs.replace(make.complaint(next(_numbers)), unit=make.unit(unit_code).id, **changes)
    served.put(made)
    return made


def steps(served: Served, number: int) -> list[list[Any]]:
    """Steps of a complaint's timeline."""
    return list(msgspec.json.decode(one(served, "complaint", id=number).timeline))


def directive(served: Served, directive_id: str) -> DirectiveRecord:
    """The record."""
    row = one(served, "directive", id=directive_id)
    return DirectiveRecord(*row[: len(DirectiveRecord.__struct_fields__)])


def notices(served: Served, directive_id: str) -> int:
    """Notices about a directive."""
    return count(served, m.notice, m.notice.c.request_id == directive_id)


def test_an_order_leaves_everything_in_one_transaction(served: Served) -> None:
    """Directive, step, notice, audit, feed; the page settles the command; delivery moves it on."""
    about = complaint(served)
    before = served.manifest().head
    outcome = served.send(make.order(about.id))
    assert (outcome.result, outcome.data["unit"], outcome.data["complaint"]) == ("accepted", "U1", about.code)
    made = directive(served, outcome.id)
    assert (made.complaint, made.code, made.author, made.unit_code) == (about.id, about.code, "leader", "U1")
    assert made.number == outcome.data["number"] and made.number.startswith("CD-")
    with served.database.read() as connection:
        assert made.deadline == calendar(connection).deadline(outcome.received_at, 1) == int(outcome.data["deadline"])
        assert audit.first_break(connection) == 0
    assert notices(served, outcome.id) == 1
    [step] = steps(served, about.id)
    assert (step[0], step[1], step[3]) == (outcome.received_at, "directive", made.number)
    assert step[2].startswith("Người leader chỉ đạo U1, hạn ")
    wait_for(lambda: directive(served, outcome.id).state == "delivered")
    _, operations, trailer = served.page(before)
    puts = [op for op in operations if op.table == "directive"]
    assert [op.rev for op in puts] == [1, 2]
    assert puts[0].bucket.startswith("unit:U1/directive/20")
    assert outcome.id in trailer.commands
    assert [s[1] for s in msgspec.json.decode(directive(served, outcome.id).steps)] == ["received", "delivered"]


def test_the_same_order_at_once_has_one_effect(served: Served) -> None:
    """Ten senders of the same bytes: one directive, one notice, one step."""
    about = complaint(served)
    command_id, body = make.envelope(make.order(about.id))
    served.as_("leader")
    with ThreadPoolExecutor(10) as pool:
        answers = [f.result() for f in [pool.submit(served.send_raw, command_id, body) for _ in range(10)]]
    assert {a.status_code for a in answers} <= {200, 409}
    assert count(served, m.SYNCED["directive"], m.SYNCED["directive"].c.complaint == about.id) == 1
    assert (notices(served, command_id), len(steps(served, about.id))) == (1, 1)


@pytest.mark.parametrize(("account", "result"), [("leader", "accepted"), ("duty", "accepted"), ("supplier", "refused")])
def test_leaders_and_duty_officers_order(served: Served, account: str, result: str) -> None:
    """Nobody else."""
    assert served.send(make.order(complaint(served).id), account).result == result


def test_nobody_orders_a_unit_out_of_scope(served: Served) -> None:
    """Refused, without an effect."""
    about = complaint(served)
    outcome = served.send(make.order(about.id), "district")
    assert (outcome.result, outcome.code) == ("refused", "right_lost")
    assert steps(served, about.id) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "  "}, "directive_text_missing"),
        ({"text": "x" * 10_001}, "text_too_long"),
        ({"text": "a\x00b"}, "bad_text"),
        ({"deadline_days": 0}, "bad_deadline"),
        ({"deadline_days": 61}, "bad_deadline"),
        ({"urgency": 2}, "bad_urgency"),
        ({"due_seen": -1}, "bad_deadline"),
        ({"attachments": [f"{n:064x}" for n in range(11)]}, "too_many_files"),
        ({"unit_code": "U404", "observed_unit": "U1"}, "unknown_unit"),
        ({"complaint_id": 777_777}, "unknown_subject"),
        ({"complaint_id": 1 << 62}, "unknown_subject"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(served: Served, changes: dict[str, Any], code: str) -> None:
    """And has no effect."""
    about = complaint(served)
    outcome = served.send(make.order(about.id, **changes))
    assert (outcome.result, outcome.code, outcome.seq) == ("refused", code, 0)
    assert steps(served, about.id) == []


# --- meanwhile ---------------------------------------------------------------------------------------------------


def test_a_complaint_closed_meanwhile_needs_a_decision(served: Served) -> None:
    """Reopened, the same order goes through."""
    about = complaint(served, status=4, closed=1_745_000_000)
    outcome = served.send(make.order(about.id, observed_status=1))
    assert (outcome.result, outcome.code) == ("needs_decision", "complaint_closed")
    assert outcome.data == {"complaint": about.code, "at": "1745000000"}
    assert notices(served, outcome.id) == 0
    assert served.send(c.ReopenComplaint(about.id, "chưa xong")).result == "accepted"
    again = served.send(make.order(about.id, observed_status=1))
    assert (again.result, again.data["status_old"], again.data["status_new"]) == ("accepted", "1", "5")
    assert directive(served, again.id).note.startswith("Trạng thái lúc soạn: Đang xử lý, lúc nhận: Xử lý lại")


def test_a_complaint_that_was_not_taken_up_is_refused(served: Served) -> None:
    """There is nothing to reopen."""
    outcome = served.send(make.order(complaint(served, status=6).id))
    assert (outcome.result, outcome.code) == ("refused", "complaint_rejected")


def test_a_merged_unit_is_followed_to_its_successor(served: Served) -> None:
    """Also where the complaint itself still names the old unit."""
    served.put(make.unit("UA", successor="UB", valid_to="2026-01-01"), make.unit("UB"))
    outcome = served.send(make.order(complaint(served, "UA").id, "UA"))
    assert (outcome.data["unit"], outcome.data["routed_from"]) == ("UB", "UA")
    assert "rerouted" not in outcome.data
    made = directive(served, outcome.id)
    assert (made.unit_code, made.routed_from) == ("UB", "UA")
    assert [s[3] for s in msgspec.json.decode(made.steps)][1] == "Chuyển đến đơn vị kế thừa: UBND phường UB"


def test_a_unit_without_a_successor_needs_a_decision(served: Served) -> None:
    """It is ordered by nobody else's choice."""
    served.put(make.unit("UC", valid_to="2026-01-01"))
    outcome = served.send(make.order(complaint(served, "UC").id, "UC"))
    assert (outcome.result, outcome.code) == ("needs_decision", "unit_abolished")


def test_the_order_follows_the_complaint_to_its_new_unit(served: Served) -> None:
    """It was meant for whoever handles it; both units are told in the record."""
    about = complaint(served, "U2")
    outcome = served.send(make.order(about.id, "U1"))
    assert (outcome.data["unit"], outcome.data["routed_from"], outcome.data["rerouted"]) == ("U2", "U1", "1")
    made = directive(served, outcome.id)
    assert (made.unit_code, made.routed_from) == ("U2", "U1")
    told = "Chuyển đến đơn vị đang xử lý phản ánh: UBND phường U2"
    assert [s[3] for s in msgspec.json.decode(made.steps)][1] == told


def test_an_order_to_another_unit_stays_where_it_was_sent(served: Served) -> None:
    """The author chose it over the handling one, or insists on the one that handled it."""
    about = complaint(served, "U2")
    chosen = served.send(make.order(about.id, "U1", observed_unit="U9"))
    assert (chosen.data["unit"], "routed_from" in chosen.data) == ("U1", False)
    kept = served.send(make.order(about.id, "U9", keep_unit=True))
    assert kept.data["unit"] == "U9"


def test_rerouted_out_of_scope_needs_a_decision(served: Served) -> None:
    """The leader of one unit does not order another; insisting orders the old one."""
    about = complaint(served, "U1")
    outcome = served.send(make.order(about.id, "U9"), "district")
    assert (outcome.result, outcome.code, outcome.data["unit"]) == ("needs_decision", "complaint_rerouted", "U1")
    assert served.send(make.order(about.id, "U9", keep_unit=True), "district").data["unit"] == "U9"


def test_a_second_order_is_linked_unless_the_author_knows_of_the_first(served: Served) -> None:
    """Another unit, and the same one after a withdrawal, may be ordered at once."""
    about = complaint(served)
    first = served.send(make.order(about.id))
    second = served.send(make.order(about.id), "duty")
    assert (second.result, second.code) == ("needs_decision", "already_ordered")
    assert second.data == {"directive_id": first.id, "number": first.data["number"], "unit": "U1"}
    assert served.send(make.order(about.id, "U2", observed_unit="U1")).result == "accepted"
    assert served.send(make.order(about.id, again=True), "duty").result == "accepted"
    assert notices(served, second.id) == 0


def test_the_end_that_was_shown_had_passed(served: Served) -> None:
    """Days count from receipt; but the words may speak of the day the author saw, so the author decides."""
    about = complaint(served)
    outcome = served.send(make.order(about.id, due_seen=make.MADE_AT - 400 * 86_400))
    assert (outcome.result, outcome.code) == ("needs_decision", "deadline_passed")
    assert served.send(make.order(about.id, due_seen=0)).result == "accepted"


def test_a_due_date_that_moved_is_noted(served: Served) -> None:
    """It stands in nobody's way."""
    about = complaint(served, due=1_760_000_000)
    outcome = served.send(make.order(about.id, observed_due=1_750_000_000))
    assert (outcome.data["due_old"], outcome.data["due_new"]) == ("1750000000", "1760000000")
    assert directive(served, outcome.id).note.startswith("Hạn phản ánh lúc soạn: ")


# --- evidence and files ------------------------------------------------------------------------------------------


def test_evidence_must_be_here_and_about_this_complaint(served: Served) -> None:
    """Sent first; then the unit may read it."""
    about = complaint(served)
    sha256, data = make.evidence()
    frozen = msgspec.structs.replace(thaw(sha256, data), kind="complaint", subject=str(about.id))
    name, data = freeze(frozen)
    command_id, body = make.envelope(make.order(about.id, evidence=name))
    assert problem(served.send_raw(command_id, body)) == (409, "evidence_missing")
    assert served.as_("leader").put(f"/v1/evidence/{name}", content=data).status_code == 201
    assert served.send_raw(command_id, body).json()["result"] == "accepted"
    assert served.as_("bao").get(f"/v1/evidence/{name}").status_code == 200
    other = served.send(make.order(complaint(served).id, evidence=name))
    assert (other.result, other.code) == ("refused", "evidence_differs")


def test_photos_go_along_and_what_the_author_may_not_see_does_not(served: Served) -> None:
    """A file of another's is neither opened nor a reason to hold an order back."""
    about = complaint(served)
    hidden = served.store_evidence(title=f"của người khác {uuid.uuid4()}", account="leader2")
    shown = served.store_evidence(title=f"của tôi {uuid.uuid4()}")
    outcome = served.send(make.order(about.id, attachments=[shown, hidden, "x", "0" * 64]))
    assert (outcome.result, outcome.data["left_out"]) == ("accepted", "3")
    assert msgspec.json.decode(directive(served, outcome.id).attachments) == [shown]
    assert served.as_("bao").get(f"/v1/evidence/{shown}").status_code == 200
    assert served.as_("bao").get(f"/v1/evidence/{hidden}").status_code == 404


# --- afterwards --------------------------------------------------------------------------------------------------


def withdraw(served: Served, outcome: CommandOutcome, account: str = "leader") -> CommandOutcome:
    """Take it back."""
    return served.send(c.WithdrawDirective(outcome.id, "nhầm phản ánh"), account)


def test_a_withdrawal_after_delivery_stays_visible(served: Served) -> None:
    """The unit is told, the timeline says it, and it is not withdrawn twice; none of another's scope at all."""
    about = complaint(served)
    outcome = served.send(make.order(about.id))
    wait_for(lambda: directive(served, outcome.id).state == "delivered")
    assert withdraw(served, outcome, "district").code == "unknown_directive"
    gone = withdraw(served, outcome)
    assert (gone.result, gone.data["delivered"]) == ("accepted", "1")
    assert (directive(served, outcome.id).state, directive(served, outcome.id).note) == ("withdrawn", "nhầm phản ánh")
    assert [s[1] for s in steps(served, about.id)] == ["directive", "directive_withdrawn"]
    assert notices(served, outcome.id) == 2
    assert withdraw(served, outcome).code == "illegal_directive_move"
    assert served.send(c.AcceptDirective(outcome.id)).code == "illegal_directive_move"


def test_numbers_count_on_after_what_is_there(served: Served) -> None:
    """Also after records that the counter never saw, beyond four digits."""
    number = served.send(make.order(complaint(served).id)).data["number"]
    seeded = DirectiveRecord(
        id="seeded", number=f"{number[:8]}12345", state="accepted", complaint=1, code="", title="", author="",
        author_name="", unit_code="U9", routed_from="", text="", urgency=0, attachments="[]", deadline_days=1,
        deadline=1, evidence="", saved_at=1, received_at=1_790_000_000, delivered_at=0, opened_at=0, answered_at=0,
        closed_at=0, answer="", answered_by="", files="[]", steps="[]",
    )  # fmt: skip
    served.put(seeded)
    assert served.send(make.order(complaint(served).id)).data["number"] == f"{number[:8]}12346"


def test_the_public_does_not_see_orders(database: Database) -> None:
    """The steps are for those who work on it."""
    timeline = msgspec.json.encode([
        [1_745_000_000, "received", "Tiếp nhận qua cổng", ""], [1_745_000_100, "directive", "Lãnh đạo chỉ đạo", "CD-1"],
        [1_745_000_200, "directive_answered", "Đơn vị báo cáo", "CD-1"],
    ]).decode()  # fmt: skip
    about = msgspec.structs.replace(make.complaint(7), timeline=timeline)
    with writing(database) as writer:
        writer.put(about)
    with database.read() as connection:
        assert [s.title for s in followed(connection, about, 1_746_000_000).steps] == ["Đã tiếp nhận"]
