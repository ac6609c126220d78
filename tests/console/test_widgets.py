"""Shared widgets by keyboard, with strange texts, at large sizes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from ioc_console.notices import Problem
from ioc_console.theme import theme
from ioc_console.widgets.bullet_bar import Bullet, draw_bullet
from ioc_console.widgets.buttons import Button, IconButton
from ioc_console.widgets.chip import Badge, Chip
from ioc_console.widgets.day_strip import DayCell, DayStrip, draw_day_ticks
from ioc_console.widgets.figure_tile import FigureTile
from ioc_console.widgets.filter_combo import Choice, FilterCombo, fold
from ioc_console.widgets.freshness_cell import FreshnessCell
from ioc_console.widgets.labels import ElidedLabel, as_plain, label
from ioc_console.widgets.panel import Panel
from ioc_console.widgets.segmented import Segmented
from ioc_console.widgets.sparkline import draw_columns, draw_sparkline
from ioc_console.widgets.states import StateView
from ioc_console.widgets.stepper import Stepper
from ioc_console.widgets.table import Cell, Column, TableView
from ioc_domain.codes import Standing

Until = Callable[..., None]
MARKUP = '<img src="http://example.invalid/x.png"><b>đậm</b>'


class LazyRows(Sequence[int]):
    """A million rows, of which it counts how many were asked for."""

    def __init__(self) -> None:
        self.asked: set[int] = set()

    def __len__(self) -> int:
        return 1_000_000

    def __getitem__(self, index: int) -> int:  # type: ignore[override]
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]  # type: ignore[return-value]
        self.asked.add(index)
        return index


def columns() -> list[Column]:
    return [
        Column("Mã", lambda row: f"PA-{row}", 120),
        Column("Trễ", lambda row: Cell(str(row), standing=Standing.AT_RISK, tone="at_risk"), 90, True, "late"),
        Column("Nội dung", lambda row: MARKUP),
    ]


@pytest.fixture
def table(qt: QApplication) -> TableView:
    made = TableView(columns())
    made.resize(600, 400)
    made.show()
    return made


def test_to_be_reached_by_the_keyboard_is_no_choice(table: TableView, qt: QApplication) -> None:
    """Qt chooses the first row of a table that gets the keyboard for the first time, and says so: where choosing
    opens, as beside an open complaint, another thing than the one somebody looks at would open."""
    table.set_rows([1, 2, 3])
    chosen: list[object] = []
    table.chosen.connect(chosen.append)
    table.activateWindow()
    assert QTest.qWaitForWindowActive(table, 30_000)
    table.clearFocus()
    table.setFocus(Qt.FocusReason.OtherFocusReason)
    assert table.hasFocus() and table.currentIndex().row() == 0 and not chosen
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert chosen == [2]


def test_a_million_rows_ask_only_for_what_is_seen(table: TableView, qt: QApplication) -> None:
    rows = LazyRows()
    table.set_rows(rows)
    table.grab()
    assert 5 < len(rows.asked) < 40
    rows.asked.clear()
    table.scrollToBottom()
    table.grab()
    assert 999_999 in rows.asked
    assert len(rows.asked) < 40


def test_a_table_is_worked_by_keyboard(table: TableView) -> None:
    table.set_rows([10, 20, 30])
    chosen: list[int] = []
    opened: list[int] = []
    table.chosen.connect(chosen.append)
    table.opened.connect(opened.append)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert chosen[-1] == opened[-1] == table.current_row()
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().split("\t")[0] == f"PA-{table.current_row()}"


def test_the_chosen_row_survives_new_rows(table: TableView) -> None:
    table.set_rows([10, 20, 30])
    table.selectRow(1)
    table.set_rows([5, 6, 20, 30], keep=lambda row: row)
    assert table.current_row() == 20
    table.set_rows([5, 6], keep=lambda row: row)
    assert table.current_row() is None


def test_a_header_click_asks_for_an_order_and_shows_it(table: TableView) -> None:
    asked: list[tuple[str, bool]] = []
    table.sort_asked.connect(lambda key, descending: asked.append((key, descending)))
    header = table.horizontalHeader()
    header.sectionClicked.emit(1)
    table.set_sorted("late", True)
    header.sectionClicked.emit(1)
    header.sectionClicked.emit(0)
    assert asked == [("late", True), ("late", False)]
    assert table.rows_model.headerData(1, Qt.Orientation.Horizontal) == "Trễ ↓"


def test_data_is_never_markup(table: TableView, qt: QApplication) -> None:
    assert label(MARKUP).textFormat() == Qt.TextFormat.PlainText
    assert ElidedLabel(MARKUP).textFormat() == Qt.TextFormat.PlainText
    assert "<img" not in as_plain(MARKUP)
    table.set_rows([1])
    tooltip = table.rows_model.data(table.rows_model.index(0, 2), Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tooltip
    panel = Panel(MARKUP, MARKUP)
    for text_label in panel.findChildren(QLabel):
        assert text_label.textFormat() == Qt.TextFormat.PlainText or not text_label.pixmap().isNull()


def test_a_button_shows_its_key_and_an_ampersand(qt: QApplication) -> None:
    button = Button("Sự cố & camera", key="G")
    assert button.accessibleName() == "Sự cố & camera"
    assert button.text().startswith("Sự cố && camera")
    assert button.text().endswith("G")
    icon = IconButton("x", MARKUP)
    assert icon.accessibleName() == MARKUP
    assert "<img" not in icon.toolTip()


def test_a_chip_is_dropped_by_its_cross_or_by_delete(qt: QApplication) -> None:
    chip, heard = Chip("Rác thải"), []
    chip.opened.connect(lambda: heard.append("opened"))
    chip.dropped.connect(lambda: heard.append("dropped"))
    chip.resize(chip.sizeHint())
    chip.show()
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=chip.rect().center())
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=chip.rect().topRight() + chip.rect().topLeft())
    QTest.keyClick(chip, Qt.Key.Key_Delete)
    QTest.keyClick(chip, Qt.Key.Key_Return)
    assert heard == ["opened", "dropped", "dropped", "opened"]


def test_a_badge_without_words_is_not_there(qt: QApplication) -> None:
    badge = Badge("12")
    assert not badge.isHidden()
    badge.set_words("")
    assert badge.isHidden()


def test_segments_are_picked_by_arrows_past_disabled_ones(qt: QApplication) -> None:
    control, heard = Segmented([("1", "1", ""), ("3", "3", ""), ("5", "5", "")]), []
    control.picked.connect(heard.append)
    control.set_disabled(frozenset({"3"}))
    control.show()
    control.setFocus()
    QTest.keyClick(control, Qt.Key.Key_Right)
    QTest.keyClick(control, Qt.Key.Key_Right)
    QTest.keyClick(control, Qt.Key.Key_Left)
    assert heard == ["5", "1"]
    assert control.accessibleName() == "1"


def test_a_long_list_is_searched_without_marks_and_headings_are_not_picked(qt: QApplication) -> None:
    combo, heard = FilterCombo("map-pin"), []
    combo.picked.connect(heard.append)
    wards = ["Bến Thành", "Đông Thạnh", "Dĩ An", "Nhà Bè", "Thủ Đức", "Tân Hưng", "An Lạc", "Vĩnh Lộc", "Bình Lợi"]
    combo.set_choices([Choice("h", "Phường", heading=True), *(Choice(w, f"P. {w}") for w in wards)], "Dĩ An")
    assert combo.accessibleName() == "P. Dĩ An"
    combo.show()
    combo.open_list()
    choices = combo._list
    assert choices is not None
    assert choices.lines.currentItem().text() == "P. Dĩ An"
    QTest.keyClicks(choices.field, "dong thanh")
    assert choices.lines.count() == 1
    QTest.keyClick(choices.field, Qt.Key.Key_Return)
    assert heard == ["Đông Thạnh"]
    assert fold("ĐƯỜNG Lê Văn Sỹ") == "duong le van sy"


def test_states_keep_old_content_and_say_what_failed(qt: QApplication, until: Until) -> None:
    content = QWidget()
    states = StateView(content)
    states.resize(400, 300)
    states.show()
    states.show_loading(first=True)
    assert not content.isVisible()
    states.show_ready()
    assert content.isVisible()
    states.show_loading()
    assert content.isVisible()
    until(states._veil.isVisible)
    states.show_failed(Problem("Hỏng.", "An toàn.", "Làm lại.", "the details"))
    assert not states._veil.isVisible()
    words = " ".join(x.text() for x in states.findChildren(QLabel))
    assert "Hỏng." in words
    assert "An toàn. Làm lại." in words
    states._copy.click()
    assert QGuiApplication.clipboard().text() == "the details"
    states.show_ready()
    assert content.isVisible()


def ink(draw: Callable[[QPainter], None], width: int = 366, height: int = 20) -> QImage:
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(theme().colour("surface"))
    painter = QPainter(image)
    draw(painter)
    painter.end()
    return image


def columns_of(image: QImage, y: int, colour: QColor) -> list[int]:
    return [x for x in range(image.width()) if image.pixelColor(x, y) == colour]


def test_a_bullet_is_to_scale(qt: QApplication) -> None:
    """Actual 50, year plan 100: the solid bar ends half-way to the outline's end; the plan tick stands at 80."""
    image = ink(lambda p: draw_bullet(p, QRectF(0, 0, 366, 20), Bullet(50.0, 100.0, 80.0)))
    solid = columns_of(image, 10, theme().colour("chart_actual"))
    assert solid[-1] == pytest.approx(182, abs=2)
    tick = columns_of(image, 1, theme().colour("text"))
    assert sum(tick) / len(tick) == pytest.approx(292, abs=2)


def test_a_lower_is_better_bullet_overruns_its_outline(qt: QApplication) -> None:
    image = ink(lambda p: draw_bullet(p, QRectF(0, 0, 366, 20), Bullet(120.0, 100.0)))
    assert columns_of(image, 10, theme().colour("chart_actual"))[-1] >= 362


def test_nothing_known_draws_nothing(qt: QApplication) -> None:
    room = QRectF(0, 0, 366, 20)
    empty = ink(lambda p: None)
    assert ink(lambda p: draw_bullet(p, room, Bullet(None))) == empty
    assert ink(lambda p: draw_sparkline(p, room, [None, float("nan")])) == empty
    assert ink(lambda p: draw_columns(p, room, [])) == empty
    assert ink(lambda p: draw_columns(p, room, [None, 0.0])) == empty


def test_a_missing_month_is_a_gap_not_a_zero(qt: QApplication) -> None:
    room = QRectF(0, 0, 120, 20)
    image = ink(lambda p: draw_columns(p, room, [5.0, None, 5.0], gap=2), 120, 20)
    grey = theme().colour("chart_same_period")
    assert image.pixelColor(10, 15) == grey
    assert image.pixelColor(60, 19) == theme().colour("surface")
    assert image.pixelColor(90, 15) == grey


def test_late_days_are_appended_in_red(qt: QApplication) -> None:
    image = ink(lambda p: draw_day_ticks(p, QRectF(0, 0, 140, 4), 5, 5, 2), 140, 4)
    assert columns_of(image, 2, theme().colour("at_risk"))[0] > 95
    assert columns_of(image, 2, theme().colour("chart_actual"))[-1] < 101


def test_drawn_widgets_say_themselves_to_ears_and_can_be_drawn_at_any_size(qt: QApplication) -> None:
    stepper, strip, cell, tile = Stepper(), DayStrip(), FreshnessCell(), FigureTile("Đúng hạn")
    stepper.set_steps(["Nháp", "Lưu tại máy", "Trung tâm nhận"], 1, 2)
    days = [DayCell("T2 23", "ngày 1", True), DayCell("T3 24", "lễ", False), DayCell("T4 25", "hạn", True, True)]
    strip.set_days(days, "đến hạn T4 25")
    cell.show_source("Phản ánh 1022", "14:05", "đúng nhịp", 0.4, "nhịp 5 phút", False)
    tile.show_figure("Đúng hạn", "97,2", "%", "công thức gốc", standing=Standing.PROGRESSING)
    for widget, words in ((stepper, "Lưu tại máy: 2/3"), (strip, "đến hạn T4 25"),
                          (cell, "Phản ánh 1022: 14:05, đúng nhịp, nhịp 5 phút"),
                          (tile, "Đúng hạn: 97,2 % công thức gốc")):
        assert widget.accessibleName() == words
        for width in (1, 40, 900):
            widget.resize(width, widget.height())
            widget.grab()
