"""The sync pane: opened by key, strip and search; the queue walked and decided by keyboard; every state said."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from ioc_console import text
from ioc_console.cache_reader import CacheReader
from ioc_console.command_verbs import Verb
from ioc_console.context import Context, SignedIn
from ioc_console.lease_gate import LeaseEnded
from ioc_console.shell.sync_pane.command_rows import CommandRow
from ioc_console.shell.sync_pane.pane import SyncPane
from ioc_console.shell.sync_pane.view_model import SyncPaneModel
from ioc_console.shell.sync_pane.words import _span
from ioc_console.shell.window import ShellWindow
from ioc_domain import commands as c
from ioc_domain.channel import Link, LinkChanged, Progress, PullNow, RowsChanged, SendNow
from ioc_domain.codes import CommandState
from ioc_domain.commands import CommandOutcome
from local_cache.lease import LeaseCode, LeaseStanding
from local_cache.outbox import Outbox, PendingCommand, SavedCommand
from tests.console import small_city
from tests.console.filled_cache import fill
from tests.console.made_screens import OneThing, fake_screens

NOW = small_city.NOW
SECRET = "Vì sao chậm? Ông Trần Văn Nam, 0903 000 111"


@pytest.fixture
def filled(context: Context) -> Context:
    """The small city; online; the last pull two minutes ago."""
    fill(context.paths.cache, small_city.records(complaints=False), last_pull=NOW - 120)
    context.sync.take(LinkChanged(Link.ONLINE, NOW - 600, NOW - 120))
    return context


@pytest.fixture
def model(filled: Context) -> SyncPaneModel:
    made = SyncPaneModel(filled)
    made.set_shown(True)
    return made


def issue(question: str = SECRET, subject: str = "v2:C0403") -> c.IssueExplanationRequest:
    return c.IssueExplanationRequest(
        unit_code="U01", subject_kind="indicator", subject=subject, title="Tỷ lệ giải ngân vốn đầu tư công",
        area_code="79", period="2026-10", question=question, deadline_days=5, urgency=0, requires=["cause"],
        evidence="", value=52.8, plan=75.0, standing="at_risk", observed_revision=2)


def save(context: Context, payload: c.Payload, at: int = NOW - 600) -> SavedCommand:
    return Outbox(context.paths.outbox).save(
        PendingCommand(payload=payload, device="d" * 32, account="lanhdao", saved_at=at))


def answer(context: Context, command: SavedCommand, result: str, code: str = "", **data: str) -> None:
    outbox = Outbox(context.paths.outbox)
    outbox.mark_sending(command.id, NOW - 500)
    outbox.mark_outcome(CommandOutcome(id=command.id, result=result, code=code, detail="Câu của trung tâm",
                                       seq=99, received_at=NOW - 499, data=data), NOW - 499)


def full_queue(context: Context) -> dict[str, SavedCommand]:
    """One command of each standing."""
    outbox = Outbox(context.paths.outbox)
    made = {
        "decide": save(context, issue(), NOW - 900),
        "refused": save(context, c.AcknowledgeAlert("a1", 1), NOW - 800),
        "unconfirmed": save(context, issue(subject="v2:C0503"), NOW - 700),
        "saved": save(context, c.AcceptExplanation("GT-2026-0611"), NOW - 300),
        "received": save(context, c.AssignAlert("a2", "U05", "Sở Y tế"), NOW - 1000),
    }
    answer(context, made["decide"], "needs_decision", "already_asked", request_id="GT-2026-0628",
           number="GT-2026-0628")
    answer(context, made["refused"], "refused", "already_taken", owner_name="Lê Thị Hoa")
    answer(context, made["received"], "accepted")
    outbox.mark_sending(made["unconfirmed"].id, NOW - 650)
    outbox.mark_unconfirmed(made["unconfirmed"].id, NOW - 620, code="timeout", detail="", retry_at=NOW + 60)
    return made


# --- the queue in words -------------------------------------------------------------------------------------


def test_the_queue_by_what_it_asks_of_a_person(filled: Context) -> None:
    """What needs a decision first, then what waits, oldest first, then what ended; never "failed"."""
    full_queue(filled)
    model = SyncPaneModel(filled)
    model.set_shown(True)
    groups = {g.title: [(line.kind, line.state, line.when) for line in g.lines] for g in model.groups()}
    assert groups == {
        "Cần anh/chị quyết định": [
            ("Xác nhận cảnh báo", "Bị từ chối", "nhận 13:58"),
            ("Yêu cầu giải trình → Sở Tài chính", "Cần anh/chị quyết định", "nhận 13:58")],
        "Chờ gửi, chờ xác nhận": [
            ("Yêu cầu giải trình → Sở Tài chính", "Chưa xác nhận, đang kiểm tra",
             "lưu 13:55 · đã thử 1 lần · lần tới 14:08"),
            ("Chấp nhận giải trình → Thống kê Thành phố", "Lưu tại máy", "lưu 14:02")],
        "Kết thúc gần đây": [("Giao cảnh báo → Sở Y tế", "Trung tâm nhận", "nhận 13:58")],
    }
    assert model.counts() == "2 lệnh cần quyết định · 2 chờ gửi"


def test_a_command_tells_its_whole_history(filled: Context) -> None:
    """Every step, newest first, with its time, its state and what stood in the way, in words."""
    command = save(filled, issue(), NOW - 700)
    outbox = Outbox(filled.paths.outbox)
    outbox.mark_sending(command.id, NOW - 690)
    outbox.mark_not_sent(command.id, NOW - 689, code="name_not_found", detail="x", retry_at=NOW - 100)
    outbox.mark_sending(command.id, NOW - 100)
    outbox.mark_unconfirmed(command.id, NOW - 70, code="timeout", detail="x", retry_at=NOW + 60)
    model = SyncPaneModel(filled)
    model.set_shown(True)
    detail = model.detail(command.id)
    assert detail is not None
    assert [(s.time, s.state, s.note) for s in detail.steps] == [
        ("14:05:50", "Chưa xác nhận, đang kiểm tra", "chưa thấy trả lời trong thời gian chờ"),
        ("14:05:20", "Đang gửi", ""),
        ("13:55:31", "Lưu tại máy", "không tìm thấy tên miền của trung tâm"),
        ("13:55:30", "Đang gửi", ""),
        ("13:55:20", "Lưu tại máy", ""),
    ]


STATES = [s for s in CommandState if s is not CommandState.DRAFT]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("state", STATES)
def test_every_state_says_what_is_safe_and_none_says_failed(
    filled: Context, state: CommandState, language: str
) -> None:
    """Title, what happened and what is safe are never empty; a time-out is never a failure."""
    command = save(filled, issue())
    db = sqlite3.connect(filled.paths.outbox)
    db.execute("UPDATE command SET state = ?, attempts = 2, last_attempt_at = ?", (state.value, NOW - 60))
    db.commit()
    db.close()
    text.set_language(language)
    model = SyncPaneModel(filled)
    model.set_shown(True)
    detail = model.detail(command.id)
    assert detail is not None
    e = detail.explained
    assert e.title and e.happened and e.safe
    everything = f"{e.title} {e.sentence()} {' '.join(o.words for o in e.offers)}".casefold()
    for word in ("thất bại", "không thành công", "fail", "lỗi"):
        assert word not in everything


def test_a_command_of_a_newer_program_is_still_shown(filled: Context) -> None:
    """Its kind is unknown here; where it stands is not."""
    command = save(filled, issue())
    db = sqlite3.connect(filled.paths.outbox)
    db.execute("UPDATE command SET type = 'teleport', body = replace(CAST(body AS TEXT), 'issue_explanation_request',"
               " 'teleport')")
    db.commit()
    db.close()
    model = SyncPaneModel(filled)
    model.set_shown(True)
    [group] = model.groups()
    assert (group.lines[0].kind, group.lines[0].state) == ("Lệnh", "Lưu tại máy")
    assert model.detail(command.id) is not None


# --- the line -----------------------------------------------------------------------------------------------

LINKS = {
    Link.STARTING: ("Đang kết nối", "Số liệu trên máy đến 14:05."),
    Link.ONLINE: ("Trực tuyến từ 13:57", ""),
    Link.OFFLINE: ("Ngoại tuyến từ 13:57", "Lệnh anh/chị lưu được giữ trên máy này và tự gửi, đúng một lần"),
    Link.CAPTIVE: ("Trang đăng nhập của mạng trả lời từ 13:57", "Hãy đăng nhập mạng bằng trình duyệt."),
    Link.CERTIFICATE: ("Chứng thư không được tin cậy từ 13:57", "Không gửi gì qua đường truyền này."),
    Link.SIGNED_OUT: ("Hết phiên đăng nhập từ 13:57", "Hãy đăng nhập để nhận số liệu mới"),
    Link.UPGRADE: ("Phần mềm này đã cũ so với trung tâm dữ liệu", "Không nhận số liệu mới; lệnh vẫn được gửi."),
    Link.DISK_FULL: ("Ổ đĩa đã đầy: không lưu thêm dữ liệu mới", "Lệnh vẫn lưu được"),
}


@pytest.mark.parametrize("link", list(Link))
def test_every_state_of_the_line_has_its_sentence(model: SyncPaneModel, link: Link) -> None:
    """Since when, what is safe, what to do; loud only where the centre does not answer."""
    model.context.sync.take(LinkChanged(link, NOW - 600, NOW - 120, retry_at=NOW + 33))
    block = model.link()
    title, part = LINKS[link]
    assert block.title == title and part in block.sentence
    assert block.loud == (link not in (Link.STARTING, Link.ONLINE))
    assert block.can_sign_in == (link is Link.SIGNED_OUT)
    assert "127.0.0.1:1" in block.facts and "lần nhận đủ gần nhất 14:05" in block.facts
    assert "thử kết nối lại lúc 14:07:33" in block.facts


def test_loading_says_how_far_how_fast_and_how_long(model: SyncPaneModel) -> None:
    """Rows, rows and bytes per second, and the time that is left."""
    model.context.sync.take(Progress("complaint", 400_000, 1_200_000, 40_000_000, 120_000_000, False, 40_000.0, 4e6))
    block = model.link()
    assert block.work == ("Đang tải phản ánh: 400.000 trên 1.200.000 · 40.000 dòng/giây · 4.000 kB/giây · "
                          "còn khoảng 20 giây")
    assert block.share == pytest.approx(1 / 3)
    model.context.sync.take(Progress("complaint", 1_200_000, 1_200_000, 1, 1, True))
    assert model.link().work == ""


def buckets(path: Path, *rows: tuple[str, int, str, int]) -> None:
    """(name, rows held, state, rows wanted) into the cache."""
    db = sqlite3.connect(path)
    db.execute("DELETE FROM bucket")
    for name, count, state, wanted in rows:
        db.execute("INSERT INTO bucket(name, entity, count, digest, at, state, want_at, want_rows, want_digest,"
                   " parts_done, compare_from) VALUES (?, ?, ?, 0, 0, ?, 0, ?, '', 0, 0)",
                   (name, name.split("/")[1], count, state, wanted))
    db.commit()
    db.close()


def test_what_is_covered_of_what_the_centre_has(filled: Context) -> None:
    """Rows and years held of all; what is whole, what is under way, what is still to come."""
    buckets(filled.paths.cache, ("city/area/-", 179, "ready", 0), ("city/complaint/2024", 0, "wanted", 500_000),
            ("city/complaint/2025", 250_000, "loading", 500_000), ("city/complaint/2026", 500_000, "ready", 0),
            ("city/observation/2026", 2_000, "ready", 0), ("unit:U01/promise/-", 0, "wanted", 0))
    model = SyncPaneModel(filled)
    model.set_shown(True)
    assert [(line.name, line.years, line.rows, line.state) for line in model.coverage()] == [
        ("Chỉ tiêu và số liệu", "2026", "2.000", "đủ"),
        ("Phản ánh", "2026 / 2024–2026", "750.000 / 1.500.000", "50 %"),
        ("Yêu cầu và trả lời", "", "0 / –", "chờ tải"),
        ("Danh mục", "", "179", "đủ"),
    ]


def test_years_with_a_hole_are_written_out() -> None:
    """A range never hides a year that is missing."""
    assert (_span(()), _span(("2024",)), _span(("2023", "2024")), _span(("2023", "2025"))) == (
        "", "2024", "2023–2024", "2023, 2025")


def test_each_source_is_as_old_as_its_own_cadence_says(model: SyncPaneModel) -> None:
    """A month-old monthly source is in time, one past its day is late."""
    found = {line.name: (line.last, line.state, line.late) for line in model.sources()}
    assert found["Kho bạc Khu vực II"] == ("12-11 08:30", "đúng nhịp", False)
    assert found["Sở Nội vụ"] == ("13-10 09:00", "quá từ 10-11 17:00", True)


@pytest.mark.expected_log("outbox set aside")
def test_a_recovered_outbox_is_told(filled: Context) -> None:
    """How many commands came over and from where, that none counts twice, and where the damaged file is."""
    command = save(filled, issue())
    path = filled.paths.outbox
    path.write_bytes(b"garbage" + path.read_bytes()[7:])
    model = SyncPaneModel(filled)
    model.set_shown(True)
    [note] = model.notes()
    assert note.startswith("Tệp hộp gửi bị hỏng, đã khôi phục lúc ") and "1 lệnh" in note
    assert "Sẽ đối chiếu với trung tâm khi liên lạc được; không lệnh nào tính hai lần." in note
    assert "outbox.db.damaged-" in note
    assert model.detail(command.id) is not None


def test_a_lease_that_ended_hides_the_data_but_not_what_one_saved(filled: Context) -> None:
    """Why, what is safe and what to do; the queue is the person's own and stays."""
    command = save(filled, issue())

    class Closed:
        def require(self) -> None:
            raise LeaseEnded(LeaseStanding(LeaseCode.ENDED, NOW - 60))

    context = replace(filled, cache=CacheReader(filled.paths.cache, Closed()))
    model = SyncPaneModel(context)
    model.set_shown(True)
    [note] = model.notes()
    assert note.startswith("Máy này đã mất kết nối với trung tâm dữ liệu quá thời hạn") and "23-11-2026 14:06" in note
    assert model.coverage() == () and model.sources() == ()
    [group] = model.groups()
    assert (group.lines[0].kind, group.lines[0].about) == (
        "Yêu cầu giải trình → U01", "Tỷ lệ giải ngân vốn đầu tư công")
    assert model.detail(command.id) is not None


def test_a_second_console_offers_nothing_that_saves(filled: Context) -> None:
    """It says why and when that ends; looking and taking text out go on."""
    commands = full_queue(filled)
    filled.sync.read_only = True
    model = SyncPaneModel(filled)
    model.set_shown(True)
    block = model.link()
    assert block.title == "Chỉ xem: chương trình đang mở ở cửa sổ khác" and block.loud and not block.can_sync
    assert "ở đây không lưu được lệnh" in block.sentence
    assert not model.can_retry()
    detail = model.detail(commands["decide"].id)
    assert detail is not None
    assert [o.verb for o in detail.explained.offers] == [Verb.OPEN, Verb.COPY_TEXT]


# --- copy details -------------------------------------------------------------------------------------------


def test_details_hold_no_content_no_name_and_no_secret(filled: Context, make_context: Callable[..., Context]) -> None:
    """For a technician: ids, states, times, codes. Nothing a person wrote or is called, no token, no query string."""
    commands = full_queue(filled)
    who = SignedIn("lanhdao", "Nguyễn Minh Khoa", "Lãnh đạo", "leader", "d" * 32,
                   "https://khoa:matkhau@ioc.example.vn:8710/x?token=abc")
    filled.sync.take(LinkChanged(Link.OFFLINE, NOW - 600, NOW - 120, detail="proxy said: hello Khoa"))
    context = make_context(signed_in=who, sync=filled.sync)
    model, taken = SyncPaneModel(context), []
    model.set_shown(True)
    model.text_taken.connect(taken.append)
    model.copy_details()
    [report] = taken
    for command in commands.values():
        assert command.id in report
    assert "centre https://ioc.example.vn:8710, role leader" in report
    assert "2026-11-23T07:05:00Z" in report and "code already_asked" in report and "unconfirmed timeout" in report
    for private in ("Vì sao", "0903", "Trần", "Khoa", "matkhau", "token", "lanhdao", "Hoa", "Tỷ lệ", "Sở ", "d" * 32,
                    "Câu của", "hello"):
        assert private not in report, private


# --- in the window, by keyboard -----------------------------------------------------------------------------


@pytest.fixture
def window(filled: Context) -> Iterator[ShellWindow]:
    full_queue(filled)
    made = ShellWindow(filled, fake_screens())
    made.resize(1366, 768)
    made.show()
    made.load_facts()
    made.open_first()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made, 30_000)  # keys of the window reach it only then
    yield made
    made.close()


def press(target: QWidget | None, key: Qt.Key) -> None:
    assert target is not None
    QTest.keyClick(target, key)


def pane_of(window: ShellWindow) -> SyncPane:
    return window.sync_dock.pane


def focused(window: ShellWindow) -> CommandRow:
    found = window.focusWidget()
    assert isinstance(found, CommandRow)
    return found


def words(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def first_view(window: ShellWindow) -> OneThing:
    found = window.host.view("one")
    assert isinstance(found, OneThing)
    return found


def test_three_keys_decide(window: ShellWindow) -> None:
    """F6 lands on the newest that needs a person; Enter opens it; a digit presses the verb on it. Nothing else."""
    outbox = Outbox(window.context.paths.outbox)
    back = save(window.context, issue(subject="v2:C0706"))
    answer(window.context, back, "needs_decision", "no_longer_beyond", old="1.0", new="2.0")
    for key in (Qt.Key.Key_F6, Qt.Key.Key_Return, Qt.Key.Key_1):
        press(window.focusWidget() or window, key)
    *_, newest = outbox.commands()
    assert outbox.command(back.id).state is CommandState.WITHDRAWN
    assert isinstance(newest.payload, c.IssueExplanationRequest) and newest.payload.insist


def test_it_opens_over_the_page_and_esc_leaves_everything_as_it_was(window: ShellWindow) -> None:
    """The page keeps its size, its open thing and the keyboard; nothing is a dialog."""
    view = first_view(window)
    view.open_thing("a card")
    view.field.setFocus()
    before = (view.size(), window.focusWidget(), window.context.navigation.current)
    press(window, Qt.Key.Key_F6)
    pane = pane_of(window)
    assert pane.isVisible() and not pane.isWindow()
    assert pane.isAncestorOf(window.focusWidget())
    page = window.form.pages
    assert pane.geometry().right() == page.mapTo(window, page.rect().topRight()).x()
    press(window.focusWidget(), Qt.Key.Key_Return)
    assert pane.queue.body is not None
    press(window.focusWidget(), Qt.Key.Key_Escape)  # the open command first…
    assert pane.isVisible() and pane.queue.body is None and isinstance(window.focusWidget(), CommandRow)
    press(window.focusWidget(), Qt.Key.Key_Escape)  # …then the pane
    assert not pane.isVisible()
    assert (view.size(), window.focusWidget(), window.context.navigation.current) == before
    assert view.opened == "a card"


def test_the_strip_and_the_search_open_it_too(window: ShellWindow) -> None:
    """A click on the state of the line or on the outbox, Enter on either, and Ctrl+K."""
    pane = pane_of(window)
    for part in (window.bottom_strip.link_mark, window.bottom_strip.outbox_button):
        QTest.mouseClick(part, Qt.MouseButton.LeftButton)
        assert pane.isVisible()
        QTest.mouseClick(part, Qt.MouseButton.LeftButton)
        assert not pane.isVisible()
    press(window.bottom_strip.link_mark, Qt.Key.Key_Return)
    assert pane.isVisible()
    window.sync_dock.close()
    window.open_search()
    QTest.keyClicks(window.palette_panel.field, "hop gui")
    window.palette_panel._search()
    press(window.palette_panel.field, Qt.Key.Key_Return)
    assert pane.isVisible() and pane.isAncestorOf(window.focusWidget())


def test_the_arrows_walk_and_focus_is_seen(window: ShellWindow, until: Callable[..., None]) -> None:
    """Down to the last and no further; each row says itself and is scrolled into view."""
    window.sync_dock.open()
    pane, seen = pane_of(window), []
    for _ in range(len(pane.queue.rows) + 2):
        row = focused(window)
        seen.append(row.shown.id)
        assert row.accessibleName()
        until(lambda r=row: not r.visibleRegion().isEmpty(), what="the row in view")
        press(row, Qt.Key.Key_Down)
    assert list(dict.fromkeys(seen)) == [r.shown.id for r in pane.queue.rows]
    press(focused(window), Qt.Key.Key_Up)
    assert focused(window) is pane.queue.rows[-2]


def test_r_tries_now_and_f5_pulls(window: ShellWindow) -> None:
    """What waits does not wait for its time any longer."""
    orders: list[object] = []
    window.sync_dock.open()
    window.context.sync.ordered.connect(orders.append)
    press(window.focusWidget(), Qt.Key.Key_R)
    press(window.focusWidget(), Qt.Key.Key_F5)
    assert orders == [SendNow(), PullNow()]


def test_a_retry_at_one_command_asks_for_that_one(model: SyncPaneModel, filled: Context) -> None:
    """The others keep their times."""
    made = full_queue(filled)
    model.reload()
    orders: list[object] = []
    filled.sync.ordered.connect(orders.append)
    model.act(made["unconfirmed"].id, Verb.RETRY)
    assert orders == [SendNow(made["unconfirmed"].id)]


def test_c_copies_the_details(window: ShellWindow) -> None:
    """Into the clipboard, and it is said what they hold."""
    told = []
    window.context.notices.posted.connect(lambda notice: told.append(notice.text))
    window.sync_dock.open()
    QGuiApplication.clipboard().setText("before")
    press(window.focusWidget(), Qt.Key.Key_C)
    assert QGuiApplication.clipboard().text().startswith("ioc-console ")
    assert told == ["Đã chép chi tiết: trạng thái, thời điểm và mã số; không có nội dung và tên người."]


def test_news_keep_the_keyboard_and_what_is_open(window: ShellWindow) -> None:
    """An answer that comes while one reads: the same command stays open, the keyboard on it."""
    window.sync_dock.open()
    pane, model = pane_of(window), window.sync_dock.view_model
    waiting = next(r for r in pane.queue.rows if r.shown.state == "Chưa xác nhận, đang kiểm tra")
    waiting.setFocus()
    press(waiting, Qt.Key.Key_Return)
    at = model.open_id
    outbox = Outbox(window.context.paths.outbox)
    outbox.mark_outcome(CommandOutcome(id=at, result="accepted", seq=10**6, received_at=NOW,
                                       data={"number": "GT-2026-0700"}), NOW)
    model.reload()
    assert model.open_id == at and focused(window).shown.id == at
    assert focused(window).shown.state == "Trung tâm nhận"
    assert pane.queue.body is not None and "Yêu cầu GT-2026-0700 được lập đúng một lần." in words(pane.queue.body)


def test_a_verb_that_opens_a_request_leaves_the_pane(window: ShellWindow) -> None:
    """The request is seen, not hidden under the pane."""
    window.sync_dock.open()
    model = window.sync_dock.view_model
    decide = next(line for g in model.groups() for line in g.lines if line.state == "Cần anh/chị quyết định")
    model.toggle(decide.id)
    body = pane_of(window).queue.body
    assert body is not None
    assert [b.text().split("\N{EM SPACE}")[0] for b in body.buttons] == [
        "Mở GT-2026-0628", "Vẫn hỏi", "Không hỏi nữa", "Lấy nội dung ra"]
    assert all(b.accessibleName() for b in body.buttons)
    body.buttons[0].click()
    assert not pane_of(window).isVisible()
    assert window.context.navigation.current is not None
    assert window.context.navigation.current.arguments == {"id": "GT-2026-0628"}


def test_a_notice_opens_the_pane_at_its_command(window: ShellWindow) -> None:
    """The keyboard is on it; Esc goes back to where the keyboard was before."""
    first_view(window).field.setFocus()
    before = window.focusWidget()
    command = Outbox(window.context.paths.outbox).commands()[0]
    window.sync_dock.open(command.id)
    assert focused(window).shown.id == command.id and pane_of(window).queue.body is not None
    window.sync_dock.open()  # asked for again: it does not forget where the keyboard was
    press(window.focusWidget(), Qt.Key.Key_Escape)
    assert window.focusWidget() is before


def test_nothing_is_wider_than_the_pane(window: ShellWindow) -> None:
    """No horizontal scrolling in either language, whatever is open."""
    pane, model = pane_of(window), window.sync_dock.view_model
    window.sync_dock.open()
    for language in ("vi", "en"):
        text.set_language(language)
        QApplication.processEvents()
        for line in [line for g in model.groups() for line in g.lines]:
            model.open_id = line.id
            model.changed.emit()
            QApplication.processEvents()
            assert pane._inside.minimumSizeHint().width() <= pane.reading.viewport().width(), line


def test_another_language_keeps_what_is_open(window: ShellWindow) -> None:
    """The same command, in the other words."""
    window.sync_dock.open()
    pane = pane_of(window)
    press(window.focusWidget(), Qt.Key.Key_Return)
    text.set_language("en")
    QApplication.processEvents()
    assert pane.queue.body is not None and "Refused by the centre" in words(pane)
    assert "Outbox" in words(pane) and "On this machine" in words(pane)


def test_an_empty_machine_says_so(make_context: Callable[..., Context]) -> None:
    """No cache, no outbox, nobody signed in: sentences, not blanks; the sign-in is offered."""
    model = SyncPaneModel(make_context(signed_in=None))
    pane = SyncPane(model)
    pane.resize(560, 700)
    pane.show()
    model.set_shown(True)
    shown = words(pane)
    assert "Không có lệnh nào chờ: trung tâm đã nhận mọi lệnh của máy này." in shown
    assert "Chưa tải số liệu nào." in shown and "Chưa có số liệu trên máy này." in shown
    assert "Độ mới của nguồn" not in shown
    assert pane.sign_in_button.isVisible() and not pane.retry_button.isVisible()
    asked = []
    model.sign_in_asked.connect(lambda: asked.append(1))
    pane.sign_in_button.click()
    assert asked == [1]


def test_a_pull_refreshes_what_is_covered(filled: Context, until: Callable[..., None]) -> None:
    """Whatever table it brought, and without anybody asking."""
    buckets(filled.paths.cache, ("city/area/-", 179, "ready", 0))
    model = SyncPaneModel(filled)
    model.set_shown(True)
    buckets(filled.paths.cache, ("city/area/-", 180, "ready", 0))
    filled.sync.take(RowsChanged(["area"], "e:2", 1))
    until(lambda: [line.rows for line in model.coverage()] == ["180"], what="the coverage")
