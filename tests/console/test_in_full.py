"""What must be read is never cut: names of figures, columns of the lists, and words that give way say less instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF
from PySide6.QtWidgets import QApplication

from ioc_console.context import Context
from ioc_console.screens.complaints.clock_strip import ClockDay, ClockStrip
from ioc_console.screens.complaints.detail_parts import FactGrid
from ioc_console.theme import Size, font
from ioc_console.widgets.labels import ElidedLabel
from ioc_console.widgets.panel import Panel
from ioc_console.widgets.table import TableView
from ioc_domain.records import UnitRecord
from tests.console.filled_cache import fill
from tests.console.test_complaints_screen import NOW, complaints, open_view, reference

__all__ = ["open_view"]
SIZES = ((1310, 690), (1712, 1000))
"""The page on a screen of 1366 × 768 and on one of 1920 × 1080."""


@pytest.fixture
def view(make_context: Callable[..., Context], open_view: Any, request: pytest.FixtureRequest) -> Any:
    """The screen with units whose short names are as long as those of a city."""
    context = make_context(clock=lambda: float(NOW))
    units = [UnitRecord(f"U{k}", k, "department", f"Phòng Kinh tế, Hạ tầng và Đô thị Phường Số {k}",
                        f"KT-HT-ĐT P. Phú Lâm {k}", "", "", "") for k in range(1, 4)]
    fill(context.paths.cache, [*(r for r in reference() if not isinstance(r, UnitRecord)), *units, *complaints()],
         last_pull=NOW - 60)
    return open_view(context, *request.param)


def cut_titles(table: TableView) -> list[str]:
    """Titles of columns in sight that have no room, or lie beyond the edge."""
    metrics, out = QFontMetrics(font(Size.LABEL)), []
    for number, column in enumerate(table.rows_model.columns):
        if table.isColumnHidden(number) or not column.title:
            continue
        ends = table.columnViewportPosition(number) + table.columnWidth(number)
        words = table.rows_model.headerData(number, Qt.Orientation.Horizontal)
        if ends > table.viewport().width() or metrics.horizontalAdvance(words) + 14 > table.columnWidth(number):
            out.append(words)
    return out


@pytest.mark.webengine
@pytest.mark.parametrize("view", SIZES, indirect=True)
def test_the_figures_and_lists_are_read_in_full(view: Any) -> None:
    """The on-time formula on its tile, the share the league is sorted by, and who handles a complaint."""
    rail = view.rail
    rail.show_units()
    QApplication.processEvents()
    line = rail.tiles.tiles[3].first
    assert line.sizeHint().width() <= line.width(), line.words
    assert cut_titles(rail.league) == [] and rail.league.rows_model.rows
    shown = [c.title for n, c in enumerate(rail.league.rows_model.columns) if not rail.league.isColumnHidden(n)]
    assert {"Đơn vị", "Trễ", "Đúng hạn CT2, %"} <= set(shown)
    table = view.list_panel.table
    assert cut_titles(table) == []
    unit = next(n for n, c in enumerate(table.rows_model.columns) if c.title == "Đơn vị xử lý")
    assert not table.isColumnHidden(unit)
    cells = [table.rows_model.data(table.rows_model.index(row, unit)) for row in range(5)]
    assert all(cell.startswith("KT-HT-ĐT") for cell in cells)
    assert max(QFontMetrics(font()).horizontalAdvance(cell) for cell in cells) + 16 <= table.columnWidth(unit)
    assert all(not label.seen.endswith("…") for label in rail.tiles.findChildren(ElidedLabel) if label.isVisible())
    assert not view.list_panel._clock_note.seen.endswith("…")


def test_facts_share_the_room_by_what_stands_in_them(qt: QApplication) -> None:
    """A long kind of complaint is read in full beside a short area."""
    facts = FactGrid()
    facts.resize(662, 90)
    facts.show_facts([("Mã", "1022-26-0006079"), ("Lĩnh vực", "Hành chính công"),
                      ("Loại việc", "Vướng mắc cư trú, căn cước"), ("Địa bàn", "P. Vĩnh Hội"),
                      ("Đơn vị xử lý", "CA P. Vĩnh Hội"), ("Trạng thái", "Đang xử lý"), ("Kênh", "Tổng đài 1022")])
    facts.show()
    QApplication.processEvents()
    assert [v.seen for v in facts.findChildren(ElidedLabel) if v.seen.endswith("…")] == []
    facts.close()


def test_every_day_under_the_clock_is_named_whole(qt: QApplication) -> None:
    """Also the last one, and however many days there are."""
    strip, metrics = ClockStrip(), QFontMetricsF(font(Size.LABEL))
    strip.resize(860, 60)
    for count in range(2, 30):
        days = tuple(ClockDay(f"T{2 + k % 6} {k + 1}", k % 7 < 5, ()) for k in range(count))
        strip.show_clock(days, (), "")
        boxes = strip._boxes()
        for k in range(count):
            left = strip.label_left(k, boxes, metrics)
            assert 0 <= left <= strip.width() - metrics.horizontalAdvance(days[k].label)


def test_words_that_give_way_say_less_and_the_tooltip_says_all(qt: QApplication) -> None:
    said = ElidedLabel()
    said.resize(400, 20)
    said.show()
    said.set_words("giờ làm việc, đồng hồ đang dừng (T7)", "đồng hồ dừng", "")
    assert (said.seen, said.toolTip()) == (said.text(), "")
    metrics = said.fontMetrics()
    said.resize(metrics.horizontalAdvance("đồng hồ dừng") + 2, 20)
    assert said.seen == "đồng hồ dừng" and "đang dừng (T7)" in said.toolTip()
    said.resize(30, 20)
    assert said.seen == ""
    said.setText("một câu khác, dài hơn chỗ có")  # without another size: the tooltip of before must not stay
    assert said.seen.endswith("…") and "một câu khác" in said.toolTip()
    said.setText("")
    assert said.toolTip() == ""
    said.close()


def test_a_panel_says_its_subtitle_shorter(qt: QApplication) -> None:
    panel = Panel("")
    panel.set_title("Đơn vị xử lý", "đúng hạn thấp nhất trước · từ 5 phản ánh", "đúng hạn thấp nhất trước")
    panel.resize(330, 80)
    panel.show()
    assert panel.findChildren(ElidedLabel)[0].seen == "đúng hạn thấp nhất trước"
    panel.close()
