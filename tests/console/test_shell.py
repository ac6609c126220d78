"""The frame by keyboard: screens, search, Esc, light, language, folding, full screen, keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from ioc_console.context import Context
from ioc_console.navigation import Route
from ioc_console.notices import Act
from ioc_console.screens import SearchHit
from ioc_console.shell.cheat_sheet import CheatSheet
from ioc_console.shell.palette import PICK_AREA
from ioc_console.shell.person_menu import person_menu
from ioc_console.shell.rail import NARROW, WIDE
from ioc_console.shell.window import ShellWindow
from ioc_domain.channel import Link, LinkChanged, OutboxChanged, Progress, PullNow, RowsChanged
from tests.console.made_screens import OneThing, fake_screens

Until = Callable[..., None]


@pytest.fixture
def window(context: Context) -> Iterator[ShellWindow]:
    made = ShellWindow(context, fake_screens())
    made.resize(1920, 1080)
    made.show()
    made.load_facts()
    made.open_first()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made, 30_000)  # keys of the window reach it only then
    yield made
    made.close()


def press(target: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(target, key, modifier)


CONTROL = Qt.KeyboardModifier.ControlModifier


def view(window: ShellWindow, name: str) -> OneThing:
    found = window.host.view(name)
    assert isinstance(found, OneThing)
    return found


def test_the_first_screen_is_open_and_screens_are_made_only_when_opened(window: ShellWindow) -> None:
    assert window.host.current == "one"
    assert view(window, "one").shown
    assert window.host.view("two") is None


def test_control_and_a_number_opens_that_screen(window: ShellWindow) -> None:
    press(window, Qt.Key.Key_2, CONTROL)
    assert window.host.current == "two"
    assert window.rail.entries["two"].isChecked()
    assert not window.rail.entries["one"].isChecked()
    assert view(window, "two").shown
    assert not view(window, "one").shown
    press(window, Qt.Key.Key_9, CONTROL)
    assert window.host.current == "two"


def test_escape_closes_the_innermost_thing_then_goes_back_to_exactly_where_i_was(window: ShellWindow) -> None:
    view(window, "one").open_thing("a card")
    press(window, Qt.Key.Key_2, CONTROL)
    view(window, "two").open_thing("a pane")
    press(window, Qt.Key.Key_Escape)
    assert (window.host.current, view(window, "two").opened) == ("two", "")
    press(window, Qt.Key.Key_Escape)
    assert (window.host.current, view(window, "one").opened) == ("one", "a card")
    press(window, Qt.Key.Key_Escape)
    assert (window.host.current, view(window, "one").opened) == ("one", "")
    press(window, Qt.Key.Key_Escape)
    assert window.host.current == "one"


def test_the_breadcrumb_follows(window: ShellWindow) -> None:
    view(window, "one").open_thing("Tỷ lệ giải ngân")
    assert window.top_strip.breadcrumb.accessibleName() == "Tổng quan / Tỷ lệ giải ngân"
    assert window.windowTitle() == "Tổng quan · Điều hành TP"


def test_f5_asks_for_a_pull(window: ShellWindow) -> None:
    orders: list[object] = []
    window.context.sync.ordered.connect(orders.append)
    press(window, Qt.Key.Key_F5)
    assert orders == [PullNow()]


def test_f11_fills_the_monitor_and_comes_back(window: ShellWindow) -> None:
    press(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    assert not window.rail.isVisible()
    press(window, Qt.Key.Key_F11)
    assert not window.isFullScreen()
    assert window.rail.isVisible()


def test_question_mark_shows_keys_but_is_a_letter_in_a_text(window: ShellWindow) -> None:
    field = view(window, "one").field
    field.setFocus()
    QTest.keyClicks(field, "ai?")
    assert field.toPlainText() == "ai?"
    assert window.findChildren(CheatSheet) == []
    window.rail.keys_entry.setFocus()
    QTest.keyClicks(window.rail.keys_entry, "?")
    (sheet,) = window.findChildren(CheatSheet)
    words = {label.text() for label in sheet.findChildren(QLabel)}
    assert {"Ctrl+K", "Esc", "G", "Tìm mọi thứ"} <= words
    sheet.close()


def test_search_finds_screens_at_once_and_what_screens_find(window: ShellWindow, until: Until) -> None:
    press(window, Qt.Key.Key_K, CONTROL)
    palette = window.palette_panel
    assert palette.isVisible()
    QTest.keyClicks(palette.field, "canh bao")
    until(lambda: palette.lines.count() == 2)
    kinds = [palette.lines.item(i).data(Qt.ItemDataRole.UserRole).kind for i in range(2)]
    assert kinds == ["screen", "complaint"]
    press(palette.field, Qt.Key.Key_Down)
    press(palette.field, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert (window.host.current, view(window, "two").opened) == ("two", "canh bao")


def test_words_that_found_nothing_are_looked_for_again(window: ShellWindow, until: Until) -> None:
    """Right after a first load the index of texts is still being built: what is typed then is found once it is."""
    palette, asked = window.palette_panel, list[str]()

    def search(_: object, words: str) -> list[SearchHit]:
        asked.append(words)
        return [SearchHit(words, "", "complaint", Route("two"))] if len(asked) > 2 else []

    palette._screens = tuple(replace(screen, search=search) for screen in palette._screens[:1])
    press(window, Qt.Key.Key_K, CONTROL)
    palette.field.setText("1022-26-0000588")
    until(lambda: len(asked) == 3 and palette.lines.count() == 1)
    assert asked == ["1022-26-0000588"] * 3
    palette.hide()
    assert not palette._again.isActive() and not palette._pause.isActive()


def test_the_search_says_what_it_does_not_find(
    window: ShellWindow, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing found is said, and so is that texts are still being indexed: then it is looked for again."""
    palette = window.palette_panel
    press(window, Qt.Key.Key_K, CONTROL)
    keys, screens = palette._foot.text(), palette._screens
    palette._screens = ()
    palette.field.setText("không có đâu\u202e")
    until(lambda: palette._foot.text() == "Không tìm thấy “không có đâu▯”.")
    palette._screens = screens
    palette.field.setText("canh bao")
    until(lambda: palette.lines.count() == 2 and palette._foot.text() == keys)
    indexing = [True]
    monkeypatch.setattr("ioc_console.shell.palette._is_indexing", lambda _: indexing[0])
    palette.field.setText("canh  bao")
    until(lambda: palette._foot.text() == "Văn bản phản ánh đang được lập chỉ mục: có thể còn kết quả.")
    indexing[0] = False
    until(lambda: palette._foot.text() == keys)


def test_escape_closes_the_search_and_nothing_else(window: ShellWindow) -> None:
    view(window, "one").open_thing("a card")
    press(window, Qt.Key.Key_K, CONTROL)
    press(window.palette_panel.field, Qt.Key.Key_Escape)
    assert not window.palette_panel.isVisible()
    assert view(window, "one").opened == "a card"


def test_a_found_area_is_held_for_all_screens(window: ShellWindow) -> None:
    window.palette_panel.route_picked.emit(Route(PICK_AREA, {"area": "26734"}))
    assert window.context.picked.area == "26734"
    assert window.host.current == "one"


def test_the_light_switches_live_and_is_remembered(window: ShellWindow) -> None:
    before = window.grab().toImage().pixelColor(400, 600).lightness()
    press(window, Qt.Key.Key_L, CONTROL)
    after = window.grab().toImage().pixelColor(400, 600).lightness()
    assert before < 60 < 200 < after
    assert window.context.settings.text("light") == "light"


def test_the_language_switches_live_everywhere(window: ShellWindow, until: Until) -> None:
    assert window.rail.entries["two"].text() == "Cảnh báo"
    window.set_language("en")
    until(lambda: window.rail.entries["two"].text() == "Alerts")
    assert window.top_strip.breadcrumb.accessibleName() == "Overview"
    assert window.bottom_strip.link_mark.accessibleName().startswith("Connecting")
    assert window.top_strip.period_picker.accessibleName() == "Oct 2026"
    window.set_language("vi")
    until(lambda: window.rail.entries["two"].text() == "Cảnh báo")
    assert window.top_strip.period_picker.accessibleName() == "Tháng 10/2026"


def test_the_rail_folds_by_key_and_where_there_is_no_room(window: ShellWindow, qt: QApplication) -> None:
    assert window.rail.width() == WIDE
    window.resize(1366, 768)
    qt.processEvents()
    assert window.rail.width() == NARROW
    press(window, Qt.Key.Key_B, CONTROL)
    assert window.rail.width() == WIDE
    assert window.context.settings.flag("rail_collapsed") is False


def test_counts_stand_beside_the_entries_and_offline_says_what_waits(window: ShellWindow) -> None:
    entry = window.rail.entries["two"]
    assert entry.accessibleName() == "Cảnh báo 12"
    sync = window.context.sync
    sync.take(OutboxChanged(3, 0, 0))
    sync.take(LinkChanged(Link.OFFLINE, 1_795_400_000, 1_795_399_000))
    assert entry.accessibleName() == "Cảnh báo 3 chờ gửi"
    sync.take(LinkChanged(Link.ONLINE, 1_795_417_000, 1_795_417_500))
    assert entry.accessibleName() == "Cảnh báo 12"


@pytest.mark.parametrize(
    ("link", "words", "inverted"),
    [
        (LinkChanged(Link.ONLINE, 0, 1_795_417_500), "Trực tuyến · dữ liệu đến 14:05", False),
        (LinkChanged(Link.ONLINE, 0, 0), "Trực tuyến · chưa có dữ liệu", False),
        (LinkChanged(Link.OFFLINE, 1_795_399_920, 1_795_399_860), "Ngoại tuyến từ 09:12 · 3 lệnh chờ gửi", True),
        (LinkChanged(Link.SIGNED_OUT, 1_795_399_920, 0), "Hết phiên đăng nhập từ 09:12 · 3 lệnh chờ gửi", True),
        (LinkChanged(Link.DISK_FULL, 0, 0), "Ổ đĩa đã đầy: không lưu thêm dữ liệu mới · 3 lệnh chờ gửi", True),
    ],
)
def test_the_state_of_the_line_in_words(window: ShellWindow, link: LinkChanged, words: str, inverted: bool) -> None:
    from ioc_console.shell.link_words import link_standing

    sync = window.context.sync
    sync.take(OutboxChanged(3, 0, 0))
    sync.take(link)
    assert window.bottom_strip.link_mark.accessibleName() == words
    assert link_standing(sync, 1_795_417_620).inverted is inverted


def test_every_state_of_the_line_has_words(window: ShellWindow) -> None:
    for state in Link:
        window.context.sync.take(LinkChanged(state, 1_795_399_920, 1_795_399_860))
        assert window.bottom_strip.link_mark.accessibleName()


def test_long_work_shows_its_progress_and_goes_away(window: ShellWindow) -> None:
    sync = window.context.sync
    sync.take(LinkChanged(Link.ONLINE, 0, 1_795_417_500))
    sync.take(Progress("complaint", 2_300_000, 6_100_000, 40, 100, False))
    bar = window.bottom_strip._bar
    assert bar.isVisible()
    assert bar.value() == 400
    sync.take(Progress("complaint", 6_100_000, 6_100_000, 100, 100, True))
    sync.take(RowsChanged(["complaint"], "e:1", 412))
    assert not bar.isVisible()
    assert "412 thay đổi" in window.bottom_strip._detail.text()


def standings(window: ShellWindow) -> Iterator[str]:
    """Everything the strip may have to tell at once, from little to more than has room."""
    sync, strip = window.context.sync, window.bottom_strip
    for sample, facts in ((False, ""), (True, "Danh mục v2 · 154 chỉ tiêu thành phố")):
        strip.set_site(facts, sample)
        for outbox in (OutboxChanged(0, 0, 0), OutboxChanged(1_234, 3, 2)):
            sync.take(outbox)
            for state in Link:
                for retry in (0, 1_795_417_680):
                    sync.take(LinkChanged(state, 1_795_399_920, 1_795_399_860, retry_at=retry))
                    yield f"{state} {outbox.waiting} {sample} {retry}"
            sync.take(LinkChanged(Link.ONLINE, 0, 1_795_417_500))
            sync.take(Progress("complaint", 2_300_000, 6_100_000, 40, 100, False))
            yield f"fetching {outbox.waiting} {sample}"
            sync.take(Progress("complaint", 6_100_000, 6_100_000, 100, 100, True))


def test_the_clock_is_whole_whatever_stands_beside_it(window: ShellWindow, qt: QApplication) -> None:
    """In every state of the line, right after the window got narrower and wider as well as later: nothing is cut but
    the words of the line, nothing overlaps, and the outbox, the sample mark and the clock are there."""
    strip = window.bottom_strip
    window.refresh_clock()

    def look(what: str) -> None:
        parts = [p for k in range(strip.layout().count()) if (item := strip.layout().itemAt(k)) is not None
                 and (p := item.widget()) is not None and p.isVisible()]
        boxes = [p.geometry() for p in parts]
        assert strip.rect().contains(strip._clock.geometry()), what
        assert strip._clock.width() >= strip._clock.sizeHint().width(), what
        assert all(a.right() < b.left() for a, b in pairwise(boxes)), what
        for part in parts:
            if part is not strip.link_mark:
                assert part.width() >= part.sizeHint().width(), (what, part)
        assert strip.sample_mark.isVisible() is (strip.sample_mark.text() != ""), what

    for what in standings(window):
        for width in (1366, 1100, 1920, 1366):
            window.resize(width, 768)
            look(f"{what}, right after {width}")
        qt.processEvents()
        look(f"{what}, later")


def test_offline_the_age_of_what_is_seen_stands_beside_the_title(window: ShellWindow) -> None:
    mark = window.top_strip.age_mark
    assert not mark.isVisible()
    window.context.sync.take(LinkChanged(Link.OFFLINE, 1_795_399_920, 1_795_399_860))
    assert mark.isVisible()
    assert mark.accessibleName() == "đang xem bản 09:11"
    window.context.sync.take(LinkChanged(Link.ONLINE, 1_795_399_920, 1_795_399_860))
    assert not mark.isVisible()


@pytest.mark.expected_log("unhandled failure")
def test_a_screen_that_cannot_open_says_so_and_the_others_go_on(window: ShellWindow) -> None:
    press(window, Qt.Key.Key_3, CONTROL)
    assert window.host.view("broken") is None
    words = " ".join(label.text() for label in window.form.pages.currentWidget().findChildren(QLabel))
    assert "Có lỗi ngoài dự kiến." in words
    assert "Traceback" not in words
    press(window, Qt.Key.Key_1, CONTROL)
    assert view(window, "one").isVisible()


def test_a_banner_stands_until_it_is_lowered_and_its_button_acts(window: ShellWindow, qt: QApplication) -> None:
    from ioc_console.widgets.buttons import Button

    done: list[bool] = []
    window.context.notices.raise_banner("k", "<b>Phiên</b> đã hết", act=Act("Đăng nhập", lambda: done.append(True)))
    qt.processEvents()
    button = next(b for b in window.findChildren(Button) if b.accessibleName() == "Đăng nhập")
    assert button.isVisible()
    label = next(x for x in window.findChildren(QLabel) if "Phiên" in x.text())
    assert label.textFormat() == Qt.TextFormat.PlainText
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == [True]
    window.context.notices.lower_banner("k")
    assert window.context.notices.banners() == ()


def test_every_control_of_the_frame_is_reached_by_tab_and_named(window: ShellWindow, qt: QApplication) -> None:
    seen: list[QWidget] = []
    window.activateWindow()
    window.top_strip.area_picker.setFocus()
    for _ in range(60):
        focused = QApplication.focusWidget()
        if focused is None or focused in seen:
            break
        seen.append(focused)
        press(focused, Qt.Key.Key_Tab)
    strip, rail = window.top_strip, window.rail
    for part in (strip.area_picker, strip.period_picker, strip.search_field, strip.person, strip.tear_off_button,
                 window.bottom_strip.link_mark, *rail.entries.values(), rail.keys_entry, rail.fold_entry):
        assert part in seen, part
        assert part.accessibleName(), part


def test_focus_can_be_seen(window: ShellWindow, qt: QApplication) -> None:
    window.activateWindow()
    for part in (window.rail.fold_entry, window.top_strip.search_field, window.top_strip.area_picker,
                 window.top_strip.person, window.bottom_strip.link_mark):
        view(window, "one").field.setFocus()
        qt.processEvents()
        plain = part.grab().toImage()
        part.setFocus(Qt.FocusReason.TabFocusReason)
        qt.processEvents()
        assert part.grab().toImage() != plain, part


def test_pickers_hold_for_all_screens(window: ShellWindow, until: Until) -> None:
    picker = window.top_strip.period_picker
    picker.setFocus()
    press(picker, Qt.Key.Key_Down)
    choices = picker._list
    assert choices is not None
    QTest.keyClicks(choices.field, "9 2025")
    press(choices.field, Qt.Key.Key_Return)
    assert window.context.picked.period == "2025-09"
    assert picker.accessibleName() == "Tháng 9/2025"


def test_the_person_menu_offers_light_language_and_the_way_out(window: ShellWindow) -> None:
    words = [action.text() for action in person_menu(window).actions() if action.text()]
    assert {"Nền tối", "Nền sáng", "Tiếng Việt", "English", "Đăng xuất"} <= set(words)
    window.context.sync.take(LinkChanged(Link.SIGNED_OUT, 1, 1))
    words = [action.text() for action in person_menu(window).actions()]
    assert "Đăng nhập" in words
    assert "Đăng xuất" not in words


def test_a_click_on_the_first_step_of_the_trail_goes_to_the_screen(window: ShellWindow) -> None:
    view(window, "one").open_thing("a card")
    QTest.mouseClick(window.top_strip.breadcrumb, Qt.MouseButton.LeftButton, pos=QPoint(4, 12))
    assert view(window, "one").opened == ""
