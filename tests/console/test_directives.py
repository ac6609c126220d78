"""Directives on the screen of complaints: written by keyboard, kept, sent, seen on the timeline, many at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ioc_console.context import Context
from ioc_console.screens.complaints import detail_words
from ioc_console.screens.complaints.directive_model import DirectiveModel
from ioc_domain.channel import Link, LinkChanged
from ioc_domain.codes import ComplaintStatus
from ioc_domain.commands import AcceptDirective, CommandOutcome, IssueDirective, ReturnDirective, WithdrawDirective
from ioc_domain.evidence import thaw
from ioc_domain.on_time import OnTimeFormula
from ioc_domain.records import ComplaintRecord, DirectiveRecord
from ioc_domain.working_time import WorkingCalendar
from local_cache.directive_projection import project_directive
from local_cache.outbox import Outbox, SavedCommand
from local_cache.queries.complaint_list import ComplaintDetail, Tab
from local_cache.queries.complaint_names import ComplaintNames
from local_cache.queries.directives import MOST_AT_ONCE, ComplaintDirectives
from tests import factories
from tests.console.filled_cache import fill
from tests.console.test_complaints_screen import DAY, NOW, complaint, made_context, open_view

__all__ = ["made_context", "open_view"]
WORDS = "Đề nghị dọn sạch bãi rác, báo cáo kèm ảnh."
SHA = "ab" * 32


def directive(complaint_id: int, **changes: Any) -> DirectiveRecord:
    """A directive that the unit has."""
    made = factories.directive(
        complaint_id, number=f"CD-2026-{complaint_id:04d}", unit_code="U1", state="delivered", received_at=NOW - 3600,
        delivered_at=NOW - 3590, deadline=NOW + DAY, text="Dọn ngay.",
    )
    return msgspec.structs.replace(made, **changes)


def offline(context: Context) -> None:
    """The line is down."""
    context.sync.take(LinkChanged(Link.OFFLINE, NOW - 600, NOW - 540))


def online(context: Context) -> None:
    """The line stands."""
    context.sync.take(LinkChanged(Link.ONLINE, NOW - 600, NOW - 30))


def commands(context: Context) -> list[SavedCommand]:
    """What is in the outbox."""
    return Outbox(context.paths.outbox).commands()


def steps(view: Any) -> list[tuple[str, str]]:
    """(title, kind) of the timeline on the pane."""
    return [(s.title, s.kind) for s in view.pane._timeline._steps]


def press(view: Any, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key to whatever has the keyboard in the view."""
    QTest.keyClick(QApplication.focusWidget() or view, key, held)
    QApplication.processEvents()


def write(view: Any, words: str = WORDS) -> None:
    """D, then the words."""
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_D)
    view.orders.composer.text.insertPlainText(words)
    QApplication.processEvents()


@pytest.fixture
def opened(made_context: Callable[..., Context], open_view: Callable[..., Any]) -> Callable[..., Any]:
    """The view with complaint 7 open; more records may be there."""

    def make(*more: Any, **changes: Any) -> Any:
        context = made_context([complaint(7, **changes), complaint(8), complaint(9, unit=2)])
        if more:
            fill(context.paths.cache, more, last_pull=NOW - 60)
        view = open_view(context)
        view.state.open(7)
        QApplication.processEvents()
        return view

    return make


def test_written_and_sent_by_keyboard_with_no_network(opened: Callable[..., Any]) -> None:
    """D, words, Ctrl+Enter: one command with what was seen; the timeline shows it with a dashed dot at once."""
    film = "c" * 64
    view = opened(photos=msgspec.json.encode(
        [[SHA, NOW - DAY, "image/jpeg"], [film, NOW - DAY, "video/mp4"]]).decode())
    context: Context = view.context
    offline(context)
    write(view)
    composer = view.orders.composer
    assert composer.photos.text() == "Đính kèm 1 ảnh · 1 video"
    assert composer.isVisible() and composer.height() == 264
    assert composer.send_button.accessibleName() == "Đưa vào hàng chờ gửi"
    assert composer._due.text() == "17:00 thứ Ba, 24-11-2026"
    assert composer._title.text() == "Chỉ đạo xử lý"
    press(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    [command] = commands(context)
    payload = command.payload
    assert isinstance(payload, IssueDirective)
    assert (payload.complaint_id, payload.unit_code, payload.text) == (7, "U1", WORDS)
    assert (payload.observed_unit, payload.observed_status) == ("U1", int(ComplaintStatus.IN_PROGRESS))
    assert (payload.deadline_days, payload.attachments, payload.again) == (1, [SHA, film], False)
    evidence = thaw(command.evidence, Outbox(context.paths.outbox).evidence_bytes(command.evidence))
    assert (evidence.kind, evidence.subject) == ("complaint", "7")
    assert ("Đơn vị xử lý", "Sở thứ 1") in evidence.facts
    assert not composer.isVisible()
    QTest.qWait(0)
    view.orders.known.reload()
    assert ("Chỉ đạo · chờ gửi", "waiting") in steps(view)
    assert Outbox(context.paths.outbox).drafts("directive/") == []


def test_letters_are_letters_while_one_writes(opened: Callable[..., Any]) -> None:
    """Keys of the screen do nothing in the composer; Esc puts it away and keeps the words, a second Esc the pane."""
    view = opened()
    write(view, "")
    QTest.keyClicks(view.orders.composer.text, "dgm dgm dgm dgm")
    assert view.orders.composer.text.toPlainText() == "dgm dgm dgm dgm"
    assert view.context.navigation.current is None or view.context.navigation.current.screen != "requests"
    assert view.step_back() and not view.orders.composer.isVisible() and view.state.opened == 7
    assert ("Chỉ đạo đang soạn", "draft") in steps_after(view)
    assert view.step_back() and view.state.opened == 0


def steps_after(view: Any) -> list[tuple[str, str]]:
    """The timeline after what is known of directives was read again."""
    view.orders.known.reload()
    return steps(view)


def test_a_draft_survives_closing_and_another_start(opened: Callable[..., Any], open_view: Callable[..., Any]) -> None:
    """Each complaint has its own."""
    view = opened()
    write(view)
    view.orders.composer.days_picked.emit(3)
    view.state.open(8)
    write(view, "Chỉ đạo cho phản ánh khác.")
    view.state.open(0)
    again = DirectiveModel(view.context)  # as after a kill
    again.open(7)
    assert (again.draft.text, again.draft.days, again.draft_saved_at) == (WORDS, 3, NOW)
    again.open(8)
    assert again.draft.text == "Chỉ đạo cho phản ánh khác."
    again.discard()
    again.open(8)
    assert again.draft.text == ""
    assert [d.key for d in Outbox(view.context.paths.outbox).drafts("directive/")] == ["directive/7"]


def test_what_is_typed_is_kept_while_it_is_written(opened: Callable[..., Any], until: Callable[..., Any]) -> None:
    """Without closing anything: the power may go."""
    view = opened()
    write(view)
    until(lambda: Outbox(view.context.paths.outbox).drafts("directive/7"))
    assert "Nháp lưu trên máy" in view.orders.composer._kept.text() or view.orders.composer._kept.text().startswith(
        "Đã lưu trên máy")


@pytest.mark.parametrize(("said", "button", "kept"), [
    (online, "Lưu và gửi", "Nháp lưu trên máy 14:07"),
    (offline, "Đưa vào hàng chờ gửi", "Đã lưu trên máy 14:07 · gửi khi có mạng"),
])
def test_the_words_tell_the_line(
    opened: Callable[..., Any], said: Callable[[Context], None], button: str, kept: str
) -> None:
    """On the button and beside the draft."""
    view = opened()
    said(view.context)
    write(view)
    view.orders.model._keep_draft()
    composer = view.orders.composer
    assert (composer.send_button.accessibleName(), composer._kept.text()) == (button, kept)


def test_what_cannot_be_ordered_says_why(opened: Callable[..., Any]) -> None:
    """Too few words; a closed complaint."""
    view = opened(status=int(ComplaintStatus.CLOSED), closed=NOW - DAY)
    write(view)
    assert not view.orders.composer.send_button.isEnabled()
    assert view.orders.composer._told.text() == "Phản ánh đã đóng: cần mở lại để chỉ đạo."
    view.state.open(8)
    write(view, "ngắn")
    assert view.orders.composer._told.text() == "Hãy ghi việc cần làm: ít nhất mười ký tự."
    press(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert commands(view.context) == []


def test_an_order_that_stands_already_is_told_before(opened: Callable[..., Any]) -> None:
    """And then meant: the centre does not ask again."""
    view = opened(directive(7))
    write(view)
    assert view.orders.composer._told.text() == "Đơn vị đã có CD-2026-0007: đây là chỉ đạo thêm."
    view.orders.model.save()
    assert commands(view.context)[-1].payload.again  # type: ignore[attr-defined]


# --- the timeline ------------------------------------------------------------------------------------------------


def words_of(*records: DirectiveRecord, timeline: str = "[]", **how: Any) -> detail_words.Shown:
    """The pane's words over a complaint with these directives in the mirror."""
    names = ComplaintNames({}, {}, {}, {}, {}, WorkingCalendar(), OnTimeFormula.CT2, "", False)
    data = ComplaintDirectives(7, tuple(project_directive(r, None, (), in_mirror=True) for r in records),
                               (("U1", "Sở thứ 1"), ("U2", "Sở thứ 2")))
    detail = ComplaintDetail(complaint(7, timeline=timeline, **how), ())
    return detail_words.shown(detail, names, NOW, Path("/nowhere"), data)


def test_the_answer_stands_on_the_timeline_once(qt: QApplication) -> None:
    """The complaint's own steps give way to those of the directive, which hold the words."""
    told = msgspec.json.encode([
        [NOW - 7200, "received", "Tiếp nhận qua cổng", ""],
        [NOW - 3600, "directive", "Lãnh đạo chỉ đạo Sở 1", "CD-2026-0007"],
        [NOW - 60, "directive_answered", "Sở 1 báo cáo", "CD-2026-0007"],
        [NOW - 50, "directive", "Lãnh đạo khác chỉ đạo đơn vị khác", "CD-2026-0900"],
    ]).decode()  # fmt: skip
    files = msgspec.json.encode([["Báo cáo.pdf", 214_330, SHA, "application/pdf"]]).decode()
    answered = directive(7, state="answered", answered_at=NOW - 60, answer="Đã dọn xong.", answered_by="Trần Bảo",
                         files=files)  # fmt: skip
    shown = words_of(answered, timeline=told)
    lines = [(s.title, s.detail) for s in shown.steps if s.kind == "done"]
    assert lines[1:] == [
        ("Chỉ đạo CD-2026-0007", "Sở thứ 1, hạn 14:07 thứ Ba, 24-11-2026\nDọn ngay."),
        ("Đơn vị báo cáo", "Trần Bảo · đúng hạn · CD-2026-0007\nĐã dọn xong.\n1 tệp: Báo cáo.pdf"),
        ("Chỉ đạo", "Lãnh đạo khác chỉ đạo đơn vị khác · CD-2026-0900"),
    ]
    [row] = shown.directives
    assert (row.title, row.state, row.can_accept, row.can_return, row.can_withdraw) == (
        "CD-2026-0007 · Sở thứ 1", "đơn vị đã báo cáo", True, True, True)


def test_a_report_that_was_returned_stays_beside_the_next(qt: QApplication) -> None:
    """Both reports and the reason between them; what hides in the first is shown as a mark."""
    told = msgspec.json.encode([
        [NOW - 500, "answered", "Trần Bảo", "Đơn vị báo cáo, đúng hạn: Đã d\u202eọn."],
        [NOW - 400, "returned", "Lãnh đạo", "Thiếu ảnh"],
        [NOW - 60, "answered", "Trần Bảo", "Đơn vị báo cáo, đúng hạn: Đã dọn, kèm ảnh."],
    ]).decode()  # fmt: skip
    again = directive(7, state="answered", answered_at=NOW - 60, answer="Đã dọn, kèm ảnh.", answered_by="Trần Bảo",
                      steps=told)  # fmt: skip
    back = msgspec.structs.replace(again, state="returned", answered_at=NOW - 500, answer="Đã dọn.",
                                   steps=msgspec.json.encode(msgspec.json.decode(told)[:2]).decode())  # fmt: skip
    for record, reports in ((again, 2), (back, 1)):
        lines = [(s.title, s.detail) for s in words_of(record).steps]
        assert [title for title, _ in lines].count("Đơn vị báo cáo") == reports
        assert ("Trả lại báo cáo để bổ sung", "CD-2026-0007\nThiếu ảnh") in lines
        assert not any("\u202e" in detail for _, detail in lines)
    [row] = words_of(back).directives
    assert (row.state, row.can_accept, row.can_return, row.can_withdraw) == ("trả lại để bổ sung", False, False, True)


def test_both_units_and_what_had_changed_are_told(qt: QApplication) -> None:
    """Of one that followed the complaint."""
    shown = words_of(directive(7, unit_code="U2", routed_from="U1", note="Trạng thái lúc soạn: A, lúc nhận: B"))
    step = next(s for s in shown.steps if s.title.startswith("Chỉ đạo CD"))
    assert step.title == "Chỉ đạo CD-2026-0007 · đã đến đơn vị"
    assert step.detail.splitlines()[2:] == ["chuyển từ Sở thứ 1", "Trạng thái lúc soạn: A, lúc nhận: B"]


def test_hostile_words_are_shown_as_words(opened: Callable[..., Any]) -> None:
    """In a directive and in its answer."""
    bad = "<b>đậm</b>\u202e<script>alert(1)</script>"
    view = opened(directive(7, text=bad, answer=bad, state="answered", answered_at=NOW - 60, answered_by=bad))
    assert any(bad in s.detail for s in view.pane._timeline._steps)
    assert view.pane.rows.isVisible()


def test_returning_a_report_is_a_command_with_a_reason(opened: Callable[..., Any]) -> None:
    """Without words nothing is saved; with them it shows at once as waiting."""
    view = opened(directive(7, state="answered", answered_at=NOW - 60, answer="Xong.", deadline_days=2))
    before = len(commands(view.context))
    view.pane.rows._ask("directive-7", "return")
    QTest.keyClick(view.pane.rows.reason, Qt.Key.Key_Return)
    assert len(commands(view.context)) == before
    view.pane.rows.reason.setText("Thiếu ảnh")
    QTest.keyClick(view.pane.rows.reason, Qt.Key.Key_Return)
    assert commands(view.context)[-1].payload == ReturnDirective("directive-7", "Thiếu ảnh", 2)
    assert ("Trả lại báo cáo để bổ sung · chờ gửi", "waiting") in steps_after(view)


def test_accepting_and_withdrawing_are_commands(opened: Callable[..., Any]) -> None:
    """Accept by a button; a withdrawal asks for its reason first; both show at once."""
    view = opened(directive(7, state="answered", answered_at=NOW - 60, answer="Xong."))
    view.pane.rows.accepted.emit("directive-7")
    assert commands(view.context)[-1].payload == AcceptDirective("directive-7")
    assert ("Chấp nhận báo cáo · chờ gửi", "waiting") in steps_after(view)
    other = directive(8)
    fill(view.context.paths.cache, [other], last_pull=NOW)
    view.state.open(8)
    view.orders.known.reload()
    view.pane.rows._ask(other.id)
    view.pane.rows.reason.setText("nhầm phản ánh")  # QTest has no key for "ầ"
    QTest.keyClick(view.pane.rows.reason, Qt.Key.Key_Return)
    assert commands(view.context)[-1].payload == WithdrawDirective(other.id, "nhầm phản ánh")
    assert ("Rút lại chỉ đạo · chờ gửi", "waiting") in steps_after(view)


def test_it_becomes_solid_when_the_feed_brings_it(opened: Callable[..., Any]) -> None:
    """Saved, received but not yet pulled, pulled: at each moment there is exactly one."""
    view = opened()
    write(view)
    view.orders.model.save()
    outbox = Outbox(view.context.paths.outbox)
    [command] = outbox.commands()

    def shown() -> list[tuple[str, str]]:
        return [s for s in steps_after(view) if s[0].startswith("Chỉ đạo")]

    assert shown() == [("Chỉ đạo · chờ gửi", "waiting")]
    outbox.mark_sending(command.id, NOW)
    outbox.mark_outcome(CommandOutcome(id=command.id, result="accepted", seq=99, received_at=NOW), NOW)
    assert shown() == [("Chỉ đạo · trung tâm đã nhận", "waiting")]
    fill(view.context.paths.cache, [directive(7, id=command.id, text=WORDS)], last_pull=NOW)
    assert shown() == [("Chỉ đạo CD-2026-0007 · đã đến đơn vị", "done")]


# --- many at once ------------------------------------------------------------------------------------------------


def many(made_context: Callable[..., Context], open_view: Callable[..., Any], records: list[ComplaintRecord]) -> Any:
    """The view over these, with all of them in the list."""
    context = made_context(records)
    view = open_view(context)
    view.state.show_tab(Tab.ALL)
    QApplication.processEvents()
    return view


def test_one_directive_for_the_list(made_context: Callable[..., Context], open_view: Callable[..., Any]) -> None:
    """Shift+D; closed ones and those without a unit are left out and counted; a second press saves all in one."""
    records = [
        complaint(1), complaint(2, unit=2), complaint(3, unit=2),
        complaint(4, status=int(ComplaintStatus.CLOSED), closed=NOW - 60), complaint(5, unit=0),
    ]
    view = many(made_context, open_view, records)
    fill(view.context.paths.cache, [directive(3, unit_code="U2")], last_pull=NOW)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_D, Qt.KeyboardModifier.ShiftModifier)
    pane = view.orders.many
    assert pane.isVisible()
    pane.text.insertPlainText(WORDS)
    assert pane._note.text() == "không gồm: 1 đã đóng, 1 chưa có đơn vị, 1 đã có chỉ đạo"
    assert pane._units.text() == "2 phản ánh, mỗi phản ánh gửi đơn vị đang xử lý: 2 đơn vị"
    assert pane.send_button.accessibleName() == "Chỉ đạo 2 phản ánh"
    press(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert commands(view.context) == []
    assert pane.send_button.accessibleName() == "Xác nhận: chỉ đạo 2 phản ánh"
    press(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    saved = [c.payload for c in commands(view.context)]
    ordered = [(p.complaint_id, p.unit_code, p.text) for p in saved if isinstance(p, IssueDirective)]
    assert sorted(ordered) == [(1, "U1", WORDS), (2, "U2", WORDS)]
    [bulk] = {p.bulk for p in saved if isinstance(p, IssueDirective)}
    assert len(bulk) == 32
    assert not pane.isVisible()


def test_changing_the_words_asks_to_confirm_again(
    made_context: Callable[..., Context], open_view: Callable[..., Any]
) -> None:
    """What was confirmed was another text."""
    view = many(made_context, open_view, [complaint(1), complaint(2)])
    view.orders.write_many()
    view.orders.many.text.insertPlainText(WORDS)
    view.orders.bulk.press()
    assert view.orders.bulk.armed
    view.orders.many.text.insertPlainText(" Và báo cáo lại.")
    assert not view.orders.bulk.armed
    view.orders.bulk.press()
    assert commands(view.context) == []


def test_too_many_are_refused_before_anything(
    made_context: Callable[..., Context], open_view: Callable[..., Any]
) -> None:
    """The filter has to be narrowed."""
    view = many(made_context, open_view, [complaint(n) for n in range(1, MOST_AT_ONCE + 2)])
    view.orders.write_many()
    view.orders.many.text.insertPlainText(WORDS)
    assert view.orders.many._told.text() == "Mỗi lần nhiều nhất 200: hãy thu hẹp bộ lọc."
    view.orders.bulk.press()
    view.orders.bulk.press()
    assert commands(view.context) == []
