"""The filter by hand in the real window: several values, a period of one's own, the map's view, back and forward,
saved views, and links by clipboard, search and command line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ioc_console import __main__ as entry
from ioc_console.context import Context
from ioc_console.screens import Screen, load_screen
from ioc_console.screens.complaints.filters import AreaBasis, Filters, Span, is_cell, to_query
from ioc_console.screens.complaints.period_popup import PeriodPopup
from ioc_console.screens.complaints.views_popup import ViewsPopup
from ioc_console.shell.single_instance import Doorbell
from ioc_console.shell.window import ShellWindow
from ioc_console.widgets.choice_list import ChoiceList
from ioc_console.widgets.choices import Choice
from ioc_domain.records import AreaLinkRecord, AreaRecord, UnitRecord
from local_cache.queries.complaint_list import Tab
from local_cache.queries.complaint_names import complaint_names
from tests.console.filled_cache import fill
from tests.console.made_screens import OneThing
from tests.console.small_city import at
from tests.console.test_complaint_list import index
from tests.console.test_complaints_screen import NOW, board, complaint, complaints, reference

Until = Callable[..., None]
CONTROL, SHIFT, ALT = (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
                       Qt.KeyboardModifier.AltModifier)
pytestmark = pytest.mark.webengine


@pytest.fixture
def context(make_context: Callable[..., Context]) -> Context:
    """A cache with a random month of complaints, a unit under another, and an area of before the reform."""
    made = make_context(clock=lambda: float(NOW))
    old = [
        AreaRecord("11111-cu", 90, "commune", "phường", "Phường Cũ", "P. Cũ", "", "2000-01-01", "2025-06-30"),
        AreaLinkRecord("11111-cu", "26003", 0.4, "area"),
        AreaLinkRecord("11111-cu", "26002", 0.6, "area"),
        UnitRecord("U9", 9, "office", "Phòng Trực Thuộc", "P. TT", "U2", "", ""),
    ]
    before = [complaint(2000 + k, area=90, unit=9, created=at("2025-06-20 09:00"), due=at("2025-06-25 09:00"))
              for k in range(5)]
    fill(made.paths.cache, [*reference(), *old, *complaints(), *before], last_pull=NOW - 60)
    return made


@pytest.fixture
def window(context: Context) -> Iterator[ShellWindow]:
    """The window with one other screen and the real one, open at the real one."""
    other = Screen("one", "Overview", "layout-dashboard", lambda context: OneThing("one"))
    made = ShellWindow(context, (other, load_screen("complaints")))
    made.resize(1366, 768)
    made.show()
    made.load_facts()
    made.open_first()
    context.navigation.go("complaints")
    made.activateWindow()  # the map's page gave the window another handle
    assert QTest.qWaitForWindowActive(made, 30_000)
    yield made
    made.close()


def view(window: ShellWindow) -> Any:
    found = window.host.view("complaints")
    assert found is not None
    return found


def popup(kind: type[QWidget]) -> Any:
    """What is open over the window."""
    found = QApplication.activePopupWidget()
    assert isinstance(found, kind)
    return found


def filters(window: ShellWindow) -> Filters:
    given = view(window).state.filters
    assert isinstance(given, Filters)
    return given


# --- several values --------------------------------------------------------------------------------------------


def opened_list(choices: int, marked: tuple[str, ...], anchor: QWidget) -> tuple[ChoiceList, list[tuple[str, ...]]]:
    lines = [Choice("@way", "a way of counting", option=True), *(Choice(str(k), f"line {k}") for k in range(choices))]
    made, taken = ChoiceList(lines, "", anchor, marked), list[tuple[str, ...]]()
    made.several.connect(taken.append)
    made.open_under(anchor)
    return made, taken


def click_line(made: ChoiceList, row: int, *, mark: bool) -> None:
    room = made.lines.visualItemRect(made.lines.item(row))
    QTest.mouseClick(made.lines.viewport(), Qt.MouseButton.LeftButton,
                     pos=QPoint(room.left() + (14 if mark else 80), room.center().y()))


def test_several_values_by_keyboard(window: ShellWindow) -> None:
    made, taken = opened_list(5, ("@way", "3"), window)
    assert made.lines.currentRow() == 1, "the way of counting is never what Enter takes"
    QTest.keyClick(made.lines, Qt.Key.Key_Space)
    QTest.keyClick(made.lines, Qt.Key.Key_Down)
    QTest.keyClick(made.lines, Qt.Key.Key_Space)
    QTest.keyClick(made.lines, Qt.Key.Key_Return)
    assert taken == [("@way", "0", "1", "3")]


def test_enter_alone_takes_one_line_and_escape_none(window: ShellWindow) -> None:
    made, taken = opened_list(5, ("@way", "3"), window)
    QTest.keyClick(made.lines, Qt.Key.Key_Return)
    assert taken == [("@way", "0")]
    made, taken = opened_list(5, (), window)
    QTest.keyClick(made.lines, Qt.Key.Key_Space)
    QTest.keyClick(made.lines, Qt.Key.Key_Escape)
    assert taken == [] and not made.isVisible()


def test_several_values_by_mouse(window: ShellWindow) -> None:
    made, taken = opened_list(5, ("3",), window)
    click_line(made, 1, mark=True)
    click_line(made, 4, mark=True)
    click_line(made, 0, mark=False)
    assert taken == [] and made.isVisible()
    made.close()  # as a click beside it does
    assert taken == [("@way", "0")]
    made, taken = opened_list(5, ("3",), window)
    click_line(made, 2, mark=False)
    assert taken == [("1",)]


def test_space_marks_in_a_long_list_only_after_moving(window: ShellWindow) -> None:
    """While words are typed, a space is a space."""
    made, taken = opened_list(20, (), window)
    QTest.keyClicks(made.field, "line 1")
    assert made.field.text() == "line 1"
    QTest.keyClick(made.field, Qt.Key.Key_Down)
    QTest.keyClick(made.field, Qt.Key.Key_Space)
    QTest.keyClick(made.field, Qt.Key.Key_Return)
    assert made.field.text() == "line 1"
    assert taken == [("10",)]


def test_two_fields_from_the_sentence(window: ShellWindow) -> None:
    """Tab to the words, open, mark two, take: the figures are those of both."""
    screen = view(window)
    groups = {g.id: g.total for g in board(screen).board.by_field}
    ghost = screen.filter_row.anchor("fields")
    ghost.setFocus()
    QTest.keyClick(ghost, Qt.Key.Key_Return)
    made = popup(ChoiceList)
    QTest.keyClick(made.field, Qt.Key.Key_Down)
    QTest.keyClick(made.field, Qt.Key.Key_Space)
    QTest.keyClick(made.field, Qt.Key.Key_Down)
    QTest.keyClick(made.field, Qt.Key.Key_Space)
    QTest.keyClick(made.field, Qt.Key.Key_Return)
    chosen = filters(window).fields
    assert len(chosen) == 2
    assert board(screen).board.total == sum(groups[f] for f in chosen)


# --- period, map, areas, units ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("span", "first", "last"), [
    (Span.TODAY, "2026-11-23", "2026-11-23"), (Span.THIS_WEEK, "2026-11-23", "2026-11-23"),
    (Span.THIS_MONTH, "2026-11-01", "2026-11-23"), (Span.THIS_QUARTER, "2026-10-01", "2026-11-23"),
])
def test_periods_of_the_calendar(window: ShellWindow, span: Span, first: str, last: str) -> None:
    screen = view(window)
    screen.gestures.pick("span", (span.value,))
    since, until = at(f"{first} 00:00"), at(f"{last} 00:00") + 86_400
    assert board(screen).board.total == sum(since <= c.created < until for c in complaints())
    said = next(p.chip for p in screen.filter_row.parts if p.name == "span")
    assert said.startswith("nhận ") and "-".join(reversed(last.split("-"))) in said


def test_the_last_hours_go_back_over_midnight(window: ShellWindow) -> None:
    """By the hour: the shift that began yesterday evening is all there, and the playback has an hour for each step."""
    screen = view(window)
    screen.gestures.pick("span", ("24h",))
    until = NOW - NOW % 3600 + 3600
    wanted = [c for c in complaints() if until - 86_400 <= c.created < until]
    data = board(screen).board
    assert data.total == len(wanted) > sum(c.created >= at("2026-11-23 00:00") for c in wanted) > 0
    assert sum(g.total for g in data.by_unit) == sum(d.received for d in data.by_day) == len(wanted)
    screen.state.show_tab(Tab.ALL)
    assert len(screen.list_panel.rows) == len(wanted)
    said = next(p.chip for p in screen.filter_row.parts if p.name == "span")
    assert said == "nhận trong 24 giờ qua, từ 15:00 22-11"
    steps: list[Any] = []
    screen.map_model.ask_steps(steps.append)
    assert [(s.length, len(s.counts)) for s in steps] == [(3600, 24)]
    assert sum(steps[0].counts) == sum(bool(c.x) for c in wanted)
    screen.show_route(screen.arguments())
    assert filters(window).span is Span.LAST_HOURS


def test_a_search_looks_in_all_of_the_list_and_goes_on_to_it(window: ShellWindow) -> None:
    """Words, Enter or Down, and the first row has the keyboard; Esc drops the words, and the list is what it was."""
    screen = view(window)
    index(window.context)
    field, table = screen.filter_row.search_field, screen.list_panel.table
    assert screen.state.tab is Tab.LATE
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Down):
        QTest.keyClick(table, Qt.Key.Key_Slash)
        assert field.hasFocus()
        QTest.keyClicks(field, "phan anh")
        QTest.keyClick(field, key)
        assert (filters(window).text, screen.state.tab) == ("phan anh", Tab.ALL)
        assert table.hasFocus()
        QTest.keyClick(screen, Qt.Key.Key_Slash)
        QTest.keyClick(window, Qt.Key.Key_Escape)
        assert (filters(window).text, field.text(), screen.state.tab) == ("", "", Tab.LATE) and field.hasFocus()
        QTest.keyClick(window, Qt.Key.Key_Escape)
        assert table.hasFocus() and window.host.current == "complaints", "Esc in the field never leaves the screen"


def test_the_keyboard_comes_back_to_a_list_that_was_empty(window: ShellWindow) -> None:
    screen = view(window)
    table = screen.list_panel.table
    table.setFocus()
    screen.gestures.pick("span", ("24h",))
    screen.state.show_tab(Tab.SOON)
    screen.state.change(fields=(1,), channels=(4,))
    assert not len(screen.list_panel.rows) and not table.isVisible()
    screen.state.set_filters(Filters())
    screen.state.show_tab(Tab.LATE)
    assert len(screen.list_panel.rows) and table.hasFocus() and table.currentIndex().isValid()


def test_keys_go_through_the_screen_as_it_is_read(window: ShellWindow) -> None:
    """The list has the keyboard at once, on its first row; Tab goes through the sentence before search and verbs."""
    screen = view(window)
    table = screen.list_panel.table
    window.context.navigation.go("one")
    window.context.navigation.go("complaints")
    assert QApplication.focusWidget() is table and table.currentIndex().row() == 0
    assert not screen.state.opened, "reaching a row opens nothing"
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert screen.state.opened == int(screen.list_panel.rows.ids[0])
    QTest.keyClick(window, Qt.Key.Key_Escape)
    row = screen.filter_row
    row.search_field.setFocus()
    passed = []
    for _ in range(4):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
        passed.append(QApplication.focusWidget())
    shown = [w for w in row._widgets.values() if w.isVisible()]
    assert passed == list(reversed(shown))[:4] and len(shown) >= 4
    screen.rail.fields.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(screen.rail.fields, Qt.Key.Key_Return)
    assert filters(window).fields == (screen.rail.fields.rows[0].key,), "the first row is reached with the focus"


def test_a_period_from_one_day_to_another(window: ShellWindow) -> None:
    screen = view(window)
    screen.gestures.pick("span", ("dates",))
    asked = popup(PeriodPopup)
    for edit in (asked.first, asked.last):
        line = edit.lineEdit()
        assert line.fontMetrics().horizontalAdvance(line.text()) < line.width(), "the day can be read"
    asked.first.setDate(QDate(2026, 11, 10))
    asked.last.setDate(QDate(2026, 11, 3))  # the other way round is meant all the same
    QTest.keyClick(asked.last, Qt.Key.Key_Return)
    assert (filters(window).day, filters(window).last_day) == ("2026-11-03", "2026-11-10")
    wanted = sum(at("2026-11-03 00:00") <= c.created < at("2026-11-11 00:00") for c in complaints())
    assert board(screen).board.total == wanted > 0
    assert screen.filter_row.parts[0].chip == "nhận 03-11 → 10-11-2026"


def test_the_view_of_the_map_is_a_condition(window: ShellWindow, until: Until) -> None:
    screen = view(window)
    screen.gestures.drop("span")
    until(lambda: screen.settled() and screen.map_model.view is not None, 30, "the map is drawn")
    screen.map_panel.map.page.runJavaScript("iocMap.setZoom(iocMap.getZoom() + 2)")
    before = screen.map_model.view
    until(lambda: screen.settled() and screen.map_model.view != before, 10, "the map shows less")
    x0, y0, x1, y1 = box = screen.map_model.view
    QTest.keyClick(screen, Qt.Key.Key_V)
    assert filters(window).box == box and not is_cell(box)
    inside = [c for c in complaints() if c.x and x0 <= c.x < x1 and y0 <= c.y < y1]
    assert 0 < len(inside) < len(complaints())
    assert abs(board(screen).board.total - len(inside)) <= 5  # the five of before the reform stand at one place
    assert "trong khung nhìn bản đồ đã chọn" in [p.chip for p in screen.filter_row.parts]


def test_areas_by_then_and_by_today(window: ShellWindow) -> None:
    """An area of old counts once: where its largest part lies; by then it counts under itself alone."""
    screen = view(window)
    screen.gestures.drop("span")
    here = sum(c.area == 2 for c in complaints())
    beside = sum(c.area == 3 for c in complaints())
    screen.gestures.pick("area", ("26002", "@today"))
    assert window.context.picked.area == "26002"
    assert board(screen).board.total == here + 5
    said = next(p.chip for p in screen.filter_row.parts if p.name == "area")
    assert said == "Phường Số 2, theo địa bàn hiện nay"
    screen.gestures.pick("area", ("26002",))
    assert filters(window).area_basis is AreaBasis.THEN
    assert board(screen).board.total == here
    assert next(p.chip for p in screen.filter_row.parts if p.name == "area") == "Phường Số 2, theo địa bàn khi nhận"
    screen.gestures.pick("area", ("26002", "26003", "@today"))
    assert (window.context.picked.area, filters(window).areas) == ("", (2, 3))
    assert board(screen).board.total == here + beside + 5
    screen.gestures.pick("span", ("30",))
    said = next(p.chip for p in screen.filter_row.parts if p.name == "area")
    assert "địa bàn" not in said, "in this period both ways are the same"
    window.context.picked.pick_area("26004")
    assert filters(window).areas == (), "one area held for all screens takes the place of several"
    screen.gestures.drop("area")
    assert window.context.picked.area == "" and filters(window).areas == ()


def test_a_unit_with_those_under_it_or_alone(window: ShellWindow) -> None:
    screen = view(window)
    screen.gestures.drop("span")
    own = sum(c.unit == 2 for c in complaints())
    screen.gestures.pick("units", ("2", "@below"))
    assert board(screen).board.total == own + 5
    assert next(p.chip for p in screen.filter_row.parts if p.name == "units") == "Sở 2 và trực thuộc"
    screen.gestures.pick("units", ("2",))
    assert board(screen).board.total == own
    assert next(p.chip for p in screen.filter_row.parts if p.name == "units") == "riêng Sở 2"
    screen.gestures.pick("units", ("3",))
    assert next(p.chip for p in screen.filter_row.parts if p.name == "units") == "Sở 3"


def test_an_old_area_lies_where_its_largest_part_is(context: Context) -> None:
    names = context.cache.read(complaint_names)
    assert names.lies_in == {90: 2}
    assert 90 in to_query(Filters(areas=(2, 4)), names, "", NOW).areas
    assert 90 not in to_query(Filters(areas=(3, 4)), names, "", NOW).areas


# --- the sentence ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
def test_the_sentence_of_everything_at_once_stays_in_its_row(window: ShellWindow, width: int, height: int) -> None:
    """Nothing overlaps or leaves the row; what finds no room is behind "+n", and can be dropped from there."""
    window.resize(width, height)
    screen = view(window)
    everything = Filters(
        span=Span.THIS_QUARTER, fields=(1, 2, 3), areas=(2, 3, 4), units=(1, 2), statuses=(1, 2, 3), channels=(0, 1),
        on_time=("late", "in_time"), box=(0, 0, 2**30, 2**29), text="ngập nước đường Nguyễn Hữu Cảnh",
        without_duplicates=True,
    )
    screen.state.set_filters(everything)
    QApplication.processEvents()
    row = screen.filter_row
    shown = [w for w in (*row._widgets.values(), row._folded, row.search_field, row.count, row.save_button,
                         row.export_button) if w.isVisible()]
    boxes = [w.geometry() for w in shown]
    assert all(row.rect().contains(b) for b in boxes)
    assert not any(a.intersects(b) for k, a in enumerate(boxes) for b in boxes[k + 1:])
    chips = [p for p in row.parts if p.chip]
    hidden = [p for p in chips if not row._widgets[p.name].isVisible()]
    assert len(chips) == 10
    assert row._folded.isVisible() is bool(hidden)
    assert row._folded.accessibleName() == f"+{len(hidden)}" or not hidden
    if hidden:
        QTest.mouseClick(row._folded, Qt.MouseButton.LeftButton)
        listed = popup(ChoiceList)
        assert listed.lines.count() == len(hidden)
        last = listed.lines.count() - 1
        listed.lines.setCurrentRow(last)
        QTest.keyClick(listed.lines, Qt.Key.Key_Return)
        assert hidden[-1].name == "text" and filters(window).text == ""


def test_what_has_no_place_is_one_click_away(window: ShellWindow, until: Until) -> None:
    """The map's header says how many it cannot show and opens them; the sentence, back, forward, a link and a saved
    view know the condition, and the same click drops it."""
    screen = view(window)
    head = screen.map_panel.head
    before, missing = board(screen).board.total, board(screen).board.total - board(screen).board.located
    assert 0 < missing < before
    assert head.without.text() == f"{missing} chưa rõ vị trí"
    until(lambda: head.without.isVisible(), 10, "the header is there")
    QTest.mouseClick(head.without, Qt.MouseButton.LeftButton)
    assert filters(window) == Filters(without_place=True)
    chips = {p.name: p.chip for p in screen.filter_row.parts if p.chip}
    assert chips["without_place"] == "chưa rõ vị trí"
    assert screen.filter_row.count.text() == str(missing) == head.without.text().split()[0]
    assert head.located.text() == "0 có vị trí ·"
    assert len(screen.list_panel.rows) == missing, "all of them are listed, not only the overdue"

    QTest.keyClick(window, Qt.Key.Key_C, CONTROL | SHIFT)
    link = QGuiApplication.clipboard().text()
    assert link.startswith("ioc-console:complaints?") and link.endswith("without_place=1")
    QTest.keyClick(window, Qt.Key.Key_Left, ALT)
    assert filters(window) == Filters() and board(screen).board.total == before
    assert screen.state.tab is Tab.LATE, "back is where it was"
    QTest.keyClick(window, Qt.Key.Key_Right, ALT)
    assert filters(window) == Filters(without_place=True)

    QTest.keyClick(screen, Qt.Key.Key_S, CONTROL)
    asked = popup(ViewsPopup)
    assert asked.name.text() == "chưa rõ vị trí"
    QTest.keyClick(asked.name, Qt.Key.Key_Return)
    head.without.setFocus()
    QTest.keyClick(head.without, Qt.Key.Key_Space)
    assert filters(window) == Filters()
    QTest.mouseClick(screen.filter_row.save_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(popup(ViewsPopup).rows[0].open_button, Qt.MouseButton.LeftButton)
    assert filters(window) == Filters(without_place=True)


def test_what_has_no_place_lies_in_no_part_of_the_map(window: ShellWindow) -> None:
    """The later of the two conditions holds, from the list of conditions as from the map."""
    screen = view(window)
    screen.map_model.look_at((100, 100, 1 << 29, 1 << 29), 800, 600)
    screen.gestures.pick("more", ("without_place:1",))
    screen.gestures.pick("more", ("view:1",))
    assert filters(window).box == (100, 100, 1 << 29, 1 << 29) and not filters(window).without_place
    screen.gestures.pick("more", ("without_place:1",))
    assert filters(window).box is None and filters(window).without_place
    offered = {c.key for p in screen.filter_row.parts if p.name == "more" for c in p.choices}
    assert "without_place:1" not in offered and "view:1" in offered
    screen.gestures.drop("without_place")
    assert filters(window) == Filters()


# --- back and forward ------------------------------------------------------------------------------------------


def test_back_and_forward_undo_and_redo_the_filter(window: ShellWindow) -> None:
    screen = view(window)
    start = filters(window)
    screen.state.toggle("fields", 3)
    screen.gestures.pick("area", ("26004", "@today"))
    screen.gestures.pick("on_time", ("late", "closed_late"))
    total = board(screen).board.total
    QTest.keyClick(window, Qt.Key.Key_Left, ALT)
    assert filters(window).on_time == () and window.context.picked.area == "26004"
    QTest.keyClick(window, Qt.Key.Key_Left, ALT)
    assert window.context.picked.area == "" and filters(window).fields == (3,)
    QTest.keyClick(window, Qt.Key.Key_Left, ALT)
    assert filters(window) == start
    for _ in range(3):
        QTest.keyClick(window, Qt.Key.Key_Right, ALT)
    assert filters(window).on_time == ("late", "closed_late") and board(screen).board.total == total
    assert not window.context.navigation.can_go_forward
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.host.current == "one", "Esc leaves the screen, over all steps"


def test_back_and_forward_by_mouse(window: ShellWindow) -> None:
    screen = view(window)
    screen.state.toggle("fields", 3)
    steps = window.top_strip.steps
    QTest.mouseClick(steps.back, Qt.MouseButton.LeftButton)
    assert filters(window).fields == () and not screen.state.showing
    assert steps.forward.isEnabled()
    QTest.mouseClick(steps.forward, Qt.MouseButton.LeftButton)
    assert filters(window).fields == (3,) and not steps.forward.isEnabled()
    handle = window.windowHandle()
    place = screen.list_panel.mapTo(window, QPoint(40, 60))
    QTest.mouseClick(handle, Qt.MouseButton.BackButton, Qt.KeyboardModifier.NoModifier, place)
    assert filters(window).fields == () and screen.state.opened == 0
    QTest.mouseClick(handle, Qt.MouseButton.ForwardButton, Qt.KeyboardModifier.NoModifier, place)
    assert filters(window).fields == (3,)


def test_opening_a_complaint_is_a_step_and_stepping_through_is_not(window: ShellWindow) -> None:
    screen = view(window)
    first, second = (int(i) for i in screen.list_panel.rows.ids[:2])
    screen.state.open(first)
    screen.state.open(second)
    window.context.navigation.back()
    assert screen.state.opened == 0 and window.host.current == "complaints"
    window.context.navigation.forward()
    assert screen.state.opened == second
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert screen.state.opened == 0 and window.host.current == "complaints"
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.host.current == "one"


# --- saved views and links -------------------------------------------------------------------------------------


def test_a_view_is_saved_renamed_opened_and_deleted(window: ShellWindow) -> None:
    screen = view(window)
    screen.state.toggle("fields", 3)
    screen.gestures.search("hẻm 116")
    QTest.keyClick(screen, Qt.Key.Key_S, CONTROL)
    asked = popup(ViewsPopup)
    asked.name.setText("Rác của tôi")
    QTest.keyClick(asked.name, Qt.Key.Key_Return)
    saved = filters(window)
    screen.state.set_filters(Filters())
    QTest.mouseClick(screen.filter_row.save_button, Qt.MouseButton.LeftButton)
    asked = popup(ViewsPopup)
    assert [r.open_button.accessibleName() for r in asked.rows] == ["Rác của tôi"]
    QTest.mouseClick(asked.rows[0].rename_button, Qt.MouseButton.LeftButton)
    asked.name.setText("Rác quận 5")
    QTest.keyClick(asked.name, Qt.Key.Key_Return)
    assert [r.open_button.accessibleName() for r in asked.rows] == ["Rác quận 5"]
    QTest.mouseClick(asked.rows[0].open_button, Qt.MouseButton.LeftButton)
    assert filters(window) == saved and saved.text == "hẻm 116"
    screen.state.set_filters(Filters())
    window.open_search()
    QTest.keyClicks(window.palette_panel.field, "rac quan")
    window.palette_panel._search()
    QTest.keyClick(window.palette_panel.field, Qt.Key.Key_Return)
    assert filters(window) == saved, "the search finds saved views too"
    QTest.mouseClick(screen.filter_row.save_button, Qt.MouseButton.LeftButton)
    asked = popup(ViewsPopup)
    QTest.mouseClick(asked.rows[0].delete_button, Qt.MouseButton.LeftButton)
    assert asked.rows == []
    asked.close()


def test_a_link_is_copied_without_words_and_opened_by_pasting(window: ShellWindow) -> None:
    screen = view(window)
    told: list[str] = []
    window.context.notices.posted.connect(lambda notice: told.append(notice.text))
    screen.gestures.pick("area", ("26004", "@today"))
    screen.state.change(fields=(3, 4), text="Nguyễn Thị Lan")
    QTest.keyClick(window, Qt.Key.Key_C, CONTROL | SHIFT)
    link = QGuiApplication.clipboard().text()
    assert link == "ioc-console:complaints?area=26004&fields=3,4"
    assert told[-1].endswith("chữ đã gõ không nằm trong liên kết.")
    screen.state.set_filters(Filters())
    screen.gestures.drop("area")
    window.open_search()
    palette = window.palette_panel
    palette.field.setText(link)
    palette._search()
    assert palette.lines.count() == 1
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert filters(window) == Filters(fields=(3, 4)) and window.context.picked.area == "26004"
    QTest.keyClick(window, Qt.Key.Key_Left, ALT)
    assert filters(window) == Filters() and window.context.picked.area == ""


@pytest.mark.parametrize("link", [
    "https://example.org/x", "javascript:alert(1)", "ioc-console:complaints?fields=1,x", "ioc-console:one?id=7",
])
def test_what_is_not_ours_is_refused_in_words(window: ShellWindow, link: str) -> None:
    told: list[str] = []
    window.context.notices.posted.connect(lambda notice: told.append(notice.text))
    before = window.context.navigation.current
    window.open_search()
    window.palette_panel.field.setText(link)
    window.palette_panel._search()
    assert window.palette_panel.lines.count() == 1
    QTest.keyClick(window.palette_panel.field, Qt.Key.Key_Return)
    assert len(told) == 1 and "không mở" in told[0]
    assert window.context.navigation.current == before


RINGS = ("import sys; from pathlib import Path; from ioc_console.shell.single_instance import ring;"
         "sys.exit(0 if ring(Path(sys.argv[1]), sys.argv[2], sys.argv[3]) else 1)")


def test_a_second_start_hands_its_link_over(context: Context, until: Until) -> None:
    """In the same session only; a caller that speaks otherwise is heard as nobody."""
    bell = Doorbell(context.paths.home, session="here")
    rung: list[str] = []
    bell.rung.connect(lambda: rung.append("rung"))
    bell.link_given.connect(rung.append)
    link = "ioc-console:complaints?fields=3"
    for session, code in (("here", 0), ("elsewhere", 1)):
        caller = subprocess.Popen([sys.executable, "-c", RINGS, str(context.paths.home), session, link])
        until(lambda c=caller: c.poll() is not None, 30, "the caller has its answer")
        assert caller.returncode == code
    assert rung == ["rung", link]
    bell.deleteLater()


def test_the_command_line_takes_a_link(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []
    monkeypatch.setattr("ioc_console.app.run", lambda home, *, second, link: given.append((home, second, link)) or 0)
    assert entry.main(["open", "ioc-console:complaints?fields=3"]) == 0
    assert entry.main(["open"]) == 2
    assert given == [(None, False, "ioc-console:complaints?fields=3")]
