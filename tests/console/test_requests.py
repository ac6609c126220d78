"""Giải trình: composing, what waits on this machine, judging an answer, all by keyboard and over real files."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ioc_console.context import Context
from ioc_console.screens.requests.compose import ComposeModel
from ioc_console.screens.requests.thread import ThreadViewModel
from ioc_console.screens.requests.view import RequestsView
from ioc_console.screens.requests.view_model import RequestsViewModel
from ioc_domain.channel import Link, LinkChanged
from ioc_domain.commands import (
    AcceptExplanation,
    CommandOutcome,
    IssueExplanationRequest,
    ReturnExplanation,
    WithdrawRequest,
)
from ioc_domain.evidence import thaw
from ioc_domain.records import ComplaintRecord
from local_cache import evidence_files
from local_cache.outbox import Outbox
from tests.console import small_city
from tests.console.filled_cache import fill

NOW = small_city.NOW
ANSWERED = "GT-2026-0611"


@pytest.fixture
def filled(context: Context) -> Context:
    fill(context.paths.cache, small_city.records(complaints=False), last_pull=NOW)
    return context


@pytest.fixture
def compose(filled: Context) -> ComposeModel:
    made = ComposeModel(filled)
    made.open("v2:C0403", "79", "")
    return made


def issued(context: Context) -> IssueExplanationRequest:
    [command] = Outbox(context.paths.outbox).commands()
    payload = command.payload
    assert isinstance(payload, IssueExplanationRequest)
    return payload


def test_a_request_starts_from_what_the_screen_shows(compose: ComposeModel) -> None:
    assert compose.subject is not None
    e = compose.subject.evidence
    assert (e.value, e.plan, e.same_period, e.forecast, e.standing) == (52.8, 75.0, 57.7, 83.6, "at_risk")
    assert compose.draft.unit_name == "Sở Tài chính"
    assert "52,8 %" in compose.draft.question and "−22,2 điểm %" in compose.draft.question
    assert len(e.points) == 12 and e.points[-1].period == "2026-10"
    # It was asked before and not answered: the author is told, and saving insists.
    assert [c.request.number for c in compose.subject.open_requests] == ["GT-2026-0628"]


def test_the_deadline_counts_working_days_and_says_what_a_later_receipt_means(compose: ComposeModel) -> None:
    assert compose.subject is not None
    due = compose.due(compose.subject.calendar)  # Monday 23-11; the 24th is a holiday
    assert due.result == "17:00 Thứ Ba 01-12-2026"
    assert [cell[1] for cell in due.cells if cell[2]] == [f"ngày {n}" for n in range(1, 6)]
    assert [cell[1] for cell in due.cells if not cell[2]] == ["hôm nay", "lễ", "nghỉ", "nghỉ"]
    assert "Thứ Tư 02-12" in due.later


def test_saving_freezes_the_evidence_and_keeps_one_command(compose: ComposeModel, filled: Context) -> None:
    compose.set_days(3)
    compose.set_required("file", True)
    compose.save()
    payload = issued(filled)
    assert (payload.unit_code, payload.deadline_days, payload.insist) == ("U01", 3, True)
    assert payload.requires == ["cause", "remedy", "promise", "file"]
    frozen = thaw(payload.evidence, evidence_files.read(filled.paths.evidence, payload.evidence))
    assert (frozen.value, frozen.frozen_at) == (52.8, NOW)
    assert compose.subject is None


@pytest.mark.parametrize("spoil", ["unit", "words"])
def test_what_is_not_complete_cannot_be_saved_and_says_why(compose: ComposeModel, filled: Context, spoil: str) -> None:
    if spoil == "unit":
        compose.set_unit("", "")
    else:
        compose.set_question("vì sao")
    assert compose.problem()
    compose.save()
    assert not filled.paths.outbox.exists() or Outbox(filled.paths.outbox).commands() == []


def test_a_draft_survives_a_restart(compose: ComposeModel, filled: Context) -> None:
    compose.set_question("Đề nghị nêu nguyên nhân từng dự án trên 500 tỷ đồng.")
    compose._keep.timeout.emit()
    again = ComposeModel(filled)
    found = []
    again.resume(found.append)
    assert found[0] is not None and found[0].question.startswith("Đề nghị nêu nguyên nhân từng dự án")
    again.open(found[0].subject, found[0].area, found[0].period)
    assert again.draft.question.startswith("Đề nghị nêu nguyên nhân từng dự án")
    again.save()
    later = []
    ComposeModel(filled).resume(later.append)
    assert later == [None]


@pytest.mark.expected_log("ioc")
def test_a_disk_that_refuses_is_told_as_not_saved(
    compose: ComposeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    from local_cache import outbox_file

    def full(path: object) -> None:
        raise outbox_file.NotSaved("database or disk is full")

    monkeypatch.setattr(Outbox, "save", lambda self, command, evidence=None: full(command))
    told: list[str] = []
    compose.refused.connect(told.append)
    compose.save()
    assert told and told[0].startswith("CHƯA lưu được.")
    assert compose.subject is not None and compose.draft.question  # nothing of what was written is lost


def test_an_unknown_indicator_is_not_asked_about(filled: Context) -> None:
    model = ComposeModel(filled)
    model.open("v2:NONE", "79", "")
    assert model.subject is None and model.problem()


def test_a_complaint_is_asked_about_with_what_it_says(filled: Context) -> None:
    """The unit that has it, its facts in words, no number; saved as frozen, and asked once more it is told."""
    complaint = ComplaintRecord(17, "PA-1022-17", NOW - 86_400, 1, 1, 3, 2, 1, 1, 1, 5, 5, NOW + 86_400, 0,
                                "Rác chưa thu gom", "Đề nghị kiểm tra.", "12 Lê Lợi", "[]", "[]")
    fill(filled.paths.cache, [complaint])
    model = ComposeModel(filled)
    model.open("complaint:17", "", "")
    assert model.subject is not None
    assert (model.subject.unit_name, model.draft.unit_code, model.draft.question) == ("Sở Xây dựng", "U03", "")
    facts = dict(model.subject.evidence.facts)
    assert (facts["Mã"], facts["Nội dung"], facts["Hạn trả lời"]) == (
        "PA-1022-17", "Đề nghị kiểm tra.", "24-11-2026 14:07")
    assert "Đã đóng" not in facts
    assert model.problem()  # a complaint has no words of its own to begin with
    model.set_question("Vì sao rác chưa được thu gom?")
    model.save()
    payload = issued(filled)
    assert (payload.subject_kind, payload.subject, payload.area_code) == ("complaint", "17", "26002")
    frozen = thaw(payload.evidence, evidence_files.read(filled.paths.evidence, payload.evidence))
    assert (frozen.title, dict(frozen.facts)["Địa chỉ"]) == ("Rác chưa thu gom", "12 Lê Lợi")
    model.open("complaint:999", "", "")
    assert model.subject is None


# --- the board -----------------------------------------------------------------------------------------


def board(context: Context) -> RequestsViewModel:
    made = RequestsViewModel(context)
    made.set_shown(True)
    return made


def test_cards_lie_in_the_column_of_their_state(filled: Context) -> None:
    columns = {c.state: [card.id for card in c.cards] for c in board(filled).columns()}
    assert columns == {
        "received": [], "delivered": ["GT-2026-0642"], "opened": ["GT-2026-0599", "GT-2026-0628"],
        "answered": [ANSWERED], "returned": ["GT-2026-0640"]}
    late = next(c for c in board(filled).columns() if c.state == "opened").cards[0]
    assert (late.left, late.late_days) == ("Trễ 3 ngày", 3)
    assert board(filled).headline() == ("5 đang mở", "1 trễ hạn", "1 đến hạn Thứ Tư 25-11")


def test_what_waits_lies_on_top_until_the_centre_has_it(compose: ComposeModel, filled: Context) -> None:
    compose.save()
    [waiting] = board(filled).waiting()
    assert waiting.state == "đã lưu trên máy này, chưa gửi" and waiting.can_withdraw
    outbox = Outbox(filled.paths.outbox)
    outbox.mark_sending(waiting.id, NOW)
    outbox.mark_unconfirmed(waiting.id, NOW, code="timeout", detail="", retry_at=NOW)
    [unsure] = board(filled).waiting()
    assert unsure.state == "đã gửi, chưa xác nhận: đang kiểm tra" and not unsure.can_withdraw
    outbox.mark_outcome(CommandOutcome(id=waiting.id, result="accepted", seq=99, received_at=NOW), NOW)
    assert board(filled).waiting() == ()
    received = next(c for c in board(filled).columns() if c.state == "received")
    assert [card.id for card in received.cards] == [waiting.id]


@pytest.mark.parametrize(("code", "words"), [
    ("no_longer_beyond", "không còn vượt ngưỡng"), ("already_asked", "vẫn còn đang mở")])
def test_what_comes_back_needs_a_decision_and_can_be_asked_all_the_same(
    compose: ComposeModel, filled: Context, code: str, words: str
) -> None:
    compose.save()
    outbox = Outbox(filled.paths.outbox)
    [first] = outbox.commands()
    outbox.mark_outcome(CommandOutcome(id=first.id, result="needs_decision", code=code, detail="x"), NOW)
    model = board(filled)
    [back] = model.decisions()
    assert words in back.reason and back.can_insist
    model.insist(back.id)
    old, new = outbox.commands()
    assert old.state == "withdrawn" and isinstance(new.payload, IssueExplanationRequest) and new.payload.insist
    assert new.evidence == old.evidence
    model.reload()
    assert model.decisions() == () and len(model.waiting()) == 1


def test_an_abolished_unit_is_not_asked_all_the_same(compose: ComposeModel, filled: Context) -> None:
    compose.save()
    outbox = Outbox(filled.paths.outbox)
    [first] = outbox.commands()
    outbox.mark_outcome(CommandOutcome(id=first.id, result="needs_decision", code="unit_abolished", detail="x"), NOW)
    model = board(filled)
    [back] = model.decisions()
    assert not back.can_insist and back.can_withdraw and "không còn tồn tại" in back.reason
    model.withdraw(back.id)
    model.reload()
    assert model.decisions() == ()


def test_taking_back_what_never_left(compose: ComposeModel, filled: Context) -> None:
    compose.save()
    model = board(filled)
    model.withdraw(model.waiting()[0].id)
    model.reload()
    assert model.waiting() == ()


# --- one request ---------------------------------------------------------------------------------------


def thread(context: Context, request_id: str = ANSWERED) -> ThreadViewModel:
    made = ThreadViewModel(context)
    made.request_id = request_id
    made.set_shown(True)
    return made


@pytest.mark.parametrize(("act", "payload"), [
    (lambda m: m.accept(), AcceptExplanation(ANSWERED)),
    (lambda m: m.give_back(" Thiếu giá trị cam kết ", 3), ReturnExplanation(ANSWERED, "Thiếu giá trị cam kết", 3)),
    (lambda m: m.withdraw("Hỏi nhầm đơn vị"), WithdrawRequest(ANSWERED, "Hỏi nhầm đơn vị")),
])
def test_judging_an_answer(filled: Context, act: Callable[[ThreadViewModel], None], payload: object) -> None:
    model = thread(filled)
    assert model.can_judge
    act(model)
    [command] = Outbox(filled.paths.outbox).commands()
    assert command.payload == payload
    model.reload()
    assert not model.can_judge and model.pending_words()  # not a second time while the first is under way


def test_the_memory_of_a_unit(filled: Context) -> None:
    model = thread(filled, "GT-2026-0628")
    assert model.kept()[0] == "1 / 3"
    assert [p.state for p in model.promises()] == ["broken", "broken", "kept"]
    assert not model.can_judge and model.can_withdraw


def test_a_revision_shows_beside_the_frozen_number(compose: ComposeModel, filled: Context) -> None:
    compose.save()
    request_id = Outbox(filled.paths.outbox).commands()[0].id
    import msgspec

    newest = next(r for r in small_city.records(complaints=False)
                  if getattr(r, "indicator", "") == "v2:C0403" and getattr(r, "period", "") == "2026-10"
                  and getattr(r, "revision", 0) == 2)
    fill(filled.paths.cache, [msgspec.structs.replace(newest, revision=3, value=56.3, reason="đối chiếu kho bạc")])
    model = thread(filled, request_id)
    assert model.data is not None and model.data.frozen is not None and model.data.thread is not None
    assert model.data.frozen.value == 52.8 and model.data.thread.today is not None
    assert model.data.thread.today.value == 56.3
    assert model.change_since().startswith("+3,5 điểm %")


# --- the window ----------------------------------------------------------------------------------------


@pytest.fixture
def view(filled: Context) -> RequestsView:
    made = RequestsView(filled)
    made.resize(1700, 900)
    made.show()
    made.set_shown(True)
    made.show_route({})
    return made


def test_from_g_to_saved_by_keyboard(view: RequestsView, filled: Context) -> None:
    filled.sync.take(LinkChanged(Link.OFFLINE, NOW - 60, NOW - 120))
    QTest.keyClick(view, Qt.Key.Key_G)
    assert view.subjects.isVisible()
    QTest.keyClicks(view.subjects.search, "giai ngan")  # without marks
    QTest.keyClick(view.subjects.search, Qt.Key.Key_Return)
    assert view.pane.isVisible() and view.focusWidget() is view.pane.question
    QTest.keyClick(view.pane.question, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert issued(filled).subject == "v2:C0403"
    assert not view.pane.isVisible()
    assert len(view.board_model.waiting()) == 1


def test_esc_keeps_what_was_written(view: RequestsView) -> None:
    view.show_route({"compose": "v2:C0403", "area": "79"})
    view.pane.question.setPlainText("Một câu hỏi viết dở dang.")
    assert view.step_back() and not view.pane.isVisible()
    view.show_route({"compose": "v2:C0403", "area": "79"})
    assert view.pane.question.toPlainText() == "Một câu hỏi viết dở dang."


def test_c_accepts_and_r_asks_for_a_reason(view: RequestsView, filled: Context) -> None:
    view.show_route({"id": ANSWERED})
    QTest.keyClick(view, Qt.Key.Key_R)
    assert view.thread_page._reason.isVisible()
    assert view.step_back()
    QTest.keyClick(view, Qt.Key.Key_C)
    [command] = Outbox(filled.paths.outbox).commands()
    assert command.type == "accept_explanation"


def test_empty_says_what_to_do(context: Context) -> None:
    view = RequestsView(context)
    view.resize(1300, 700)
    view.show()
    view.set_shown(True)
    view.show_route({})
    assert view._board_states._message.isVisible()
    view.show_route({"id": "unknown"})
    assert view._thread_states._message.isVisible()


def test_another_language_keeps_the_place(view: RequestsView) -> None:
    from ioc_console import text

    view.show_route({"compose": "v2:C0403", "area": "79"})
    view.pane.question.setPlainText("Một câu hỏi viết dở dang.")
    text.set_language("en")
    view.context.lanes.idle.emit()
    from PySide6.QtWidgets import QApplication

    QApplication.processEvents()
    assert view.pane.isVisible() and view.pane.question.toPlainText() == "Một câu hỏi viết dở dang."
    assert view.pane.save_button.text().startswith("Save")
