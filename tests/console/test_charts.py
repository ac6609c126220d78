"""Charts: what is drawn is what the numbers say, each point can be reached, and everything can be copied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QMouseEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ioc_console.theme import theme
from ioc_console.widgets.charts.bullet import draw_bullet
from ioc_console.widgets.charts.column_chart import ColumnChart
from ioc_console.widgets.charts.copying import copy_menu, table_text
from ioc_console.widgets.charts.period_canvas import value_range
from ioc_console.widgets.charts.period_chart import PeriodChart
from ioc_console.widgets.charts.ranked_bars import RankedBars
from ioc_console.widgets.charts.series import BulletFigures, Column, Columns, PeriodPoint, PeriodSeries, RankedBar, Told
from ioc_console.widgets.charts.sparkline import draw_sparkline

pytestmark = pytest.mark.usefixtures("qt")


def point(month: int, value: float | None, plan: float | None = None, **changes: object) -> PeriodPoint:
    made = PeriodPoint(f"2026-{month:02d}", f"T{month}", 2026, value, plan, None,
                       Told(f"Tháng {month}/2026", (("Thực hiện", "–" if value is None else str(value)),), "nguồn"),
                       deviation=None if value is None or plan is None else value - plan, deviation_text="−1")
    return replace(made, **changes)  # type: ignore[arg-type]


def series(*values: float | None, **changes: object) -> PeriodSeries:
    points = tuple(point(k + 1, v) for k, v in enumerate(values))
    return replace(PeriodSeries("Chỉ tiêu", points, chosen=len(points) - 1), **changes)  # type: ignore[arg-type]


@pytest.fixture
def chart(qt: QApplication) -> PeriodChart:
    made = PeriodChart()
    made.resize(700, 300)
    made.show()
    assert QTest.qWaitForWindowExposed(made)  # before that the pointer does not reach it
    QApplication.processEvents()
    return made


def colours_in(widget: QWidget, box: QRectF) -> set[str]:
    image = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name()
        for x in range(int(box.left()), int(box.right()))
        for y in range(int(box.top()), int(box.bottom()))
    }


def painted(size: QSize, draw: Callable[[QPainter], None]) -> QImage:
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(theme().colour("surface"))
    painter = QPainter(image)
    draw(painter)
    painter.end()
    return image


def columns_of(image: QImage, colour: QColor, y: int) -> list[int]:
    return [x for x in range(image.width()) if image.pixelColor(x, y) == colour]


# --- the period chart ------------------------------------------------------------------------------------------


def test_a_gap_in_the_data_is_a_gap_in_the_columns(chart: PeriodChart) -> None:
    chart.show_series(series(5.0, None, 5.0, 0.0))
    QApplication.processEvents()
    actual = theme().colour("chart_actual").name()
    inner = [chart.column_rect(k).adjusted(6, 30, -6, -60) for k in range(4)]
    assert actual in colours_in(chart, inner[0]) and actual in colours_in(chart, inner[2])
    assert actual not in colours_in(chart, inner[1])  # missing: nothing, not a bar of height 0


@pytest.mark.parametrize("values", [(98.0, 101.0, 103.0), (-3.0, 2.0, 1.0), (-5.0, -4.0), (0.0, 0.0)])
def test_bars_start_at_zero_whatever_the_values(values: tuple[float, ...]) -> None:
    low, high = value_range(series(*values))
    assert low <= 0.0 <= high and high > low
    assert low <= min(values) and high >= max(values)


def test_the_height_of_a_bar_is_its_share_of_the_range(chart: PeriodChart) -> None:
    chart.show_series(series(40.0, 80.0))
    QApplication.processEvents()
    image, actual = chart.grab().toImage(), theme().colour("chart_actual")
    heights = []
    for k in range(2):
        x = int(chart.column_rect(k).center().x())
        heights.append(sum(image.pixelColor(x, y) == actual for y in range(image.height())))
    assert heights[0] == pytest.approx(heights[1] / 2, abs=2)


def test_a_forecast_is_hatched_never_solid(chart: PeriodChart) -> None:
    chart.show_series(replace(series(10.0, 20.0), points=(
        point(1, 10.0), point(2, None, forecast=80.0, forecast_low=70.0, forecast_high=90.0)), chosen=0))
    QApplication.processEvents()
    image, actual = chart.grab().toImage(), theme().colour("chart_actual").name()
    box = chart.column_rect(1)
    x = int(box.center().x())
    inked = [image.pixelColor(x, y).name() == actual for y in range(int(box.top()) + 90, int(box.top()) + 190)]
    assert any(inked) and not all(inked)


def test_arrows_reach_every_point_and_tell_it(chart: PeriodChart) -> None:
    chart.show_series(series(1.0, None, 3.0))
    reached: list[int] = []
    chart.point_reached.connect(reached.append)
    chart.setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_End, Qt.Key.Key_Home):
        QTest.keyClick(chart, key)
    assert reached == [1, 0, 0, 2, 0]
    assert chart.accessibleDescription() == "Tháng 1/2026\nThực hiện 1.0\nnguồn"


def hover(widget: QWidget, at: QPointF) -> None:
    """The pointer moves there. Not by moving the display's own: where that really is, is up to other windows too."""
    none = Qt.MouseButton.NoButton
    moved = QMouseEvent(
        QEvent.Type.MouseMove, at, widget.mapToGlobal(at), none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, moved)


def test_the_pointer_reaches_the_column_under_it_and_leaving_goes_back(chart: PeriodChart) -> None:
    chart.show_series(series(1.0, 2.0, 3.0))
    QApplication.processEvents()
    hover(chart, chart.column_rect(0).center())
    assert chart.reached == 0
    chart.clearFocus()  # a keyboard user's point stays where it is
    hover(chart, chart.column_rect(1).center())
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    assert chart.reached == 2


def test_the_card_keeps_off_the_columns_where_there_is_room(chart: PeriodChart) -> None:
    chart.show_series(series(*(1.0,) * 8, *(90.0,) * 8))
    QApplication.processEvents()
    card = chart._card
    assert card.isVisible()
    assert card.geometry().right() < chart.column_rect(8).left()


def test_an_empty_chart_says_why(chart: PeriodChart) -> None:
    chart.show_series(PeriodSeries("Chỉ tiêu", (), empty="Chưa có số liệu"))
    QApplication.processEvents()
    assert chart.accessibleDescription() == "Chưa có số liệu"
    assert theme().colour("secondary").name() in colours_in(chart, QRectF(0, 100, 700, 100))


def test_a_chart_can_be_deleted_with_its_window(qt: QApplication) -> None:
    for _ in range(3):
        window = QWidget()
        inner = PeriodChart()
        QVBoxLayout(window).addWidget(inner)
        inner.show_series(series(1.0, 2.0))
        window.show()
        QApplication.processEvents()
        window.close()
        window.deleteLater()
        QApplication.processEvents()


def test_figure_table_and_picture_are_copied(chart: PeriodChart) -> None:
    chart.show_series(series(1.0, 2.0, table=(("Kỳ", "Thực hiện"), ("Tháng 1/2026", "1"))))
    menu = copy_menu(chart, chart.figure_text(), chart.series.table)
    figure, table, picture = menu.actions()
    figure.trigger()
    assert QGuiApplication.clipboard().text() == "Chỉ tiêu\nTháng 2/2026\nThực hiện 2.0\nnguồn"
    table.trigger()
    assert QGuiApplication.clipboard().text() == "Kỳ\tThực hiện\nTháng 1/2026\t1"
    picture.trigger()
    assert QGuiApplication.clipboard().pixmap().width() >= 700
    menu.deleteLater()


def test_cells_with_tabs_and_line_breaks_stay_in_their_cell() -> None:
    assert table_text([["a\tb", "c\nd"]]) == "a b\tc d"


# --- the small ones --------------------------------------------------------------------------------------------


def test_a_bullet_shows_the_share_of_the_year_and_cuts_the_tick_free(qt: QApplication) -> None:
    image = painted(QSize(204, 20), lambda p: draw_bullet(
        p, QRectF(0, 0, 204, 20), BulletFigures(50.0, plan_year=100.0, plan_period=75.0)))
    solid = columns_of(image, theme().colour("chart_actual"), 10)
    assert len(solid) == pytest.approx(100, abs=2)
    tick = columns_of(image, theme().colour("text"), 1)
    assert tick and tick[0] == pytest.approx(149, abs=2) and len(tick) == 2


def test_a_stale_bullet_is_in_the_grey_of_the_same_period(qt: QApplication) -> None:
    stale = BulletFigures(50.0, 100.0, stale=True)
    image = painted(QSize(204, 20), lambda p: draw_bullet(p, QRectF(0, 0, 204, 20), stale))
    assert not columns_of(image, theme().colour("chart_actual"), 10)
    assert columns_of(image, theme().colour("chart_same_period"), 10)


def test_a_sparkline_leaves_a_gap_open_and_colours_the_last_point(qt: QApplication) -> None:
    red, room = theme().colour("at_risk"), QRectF(0, 0, 100, 20)
    whole = painted(QSize(100, 20), lambda p: draw_sparkline(p, room, [1.0] * 5, red))
    broken = painted(QSize(100, 20), lambda p: draw_sparkline(p, room, [1.0, 1.0, None, 1.0, 1.0], red))
    surface = theme().colour("surface")

    def empty(image: QImage) -> int:
        return sum(all(image.pixelColor(x, y) == surface for y in range(20)) for x in range(8, 92))

    assert empty(whole) == 0 and empty(broken) >= 30
    assert columns_of(whole, red, 10)[-1] >= 95


@pytest.fixture
def columns(qt: QApplication) -> ColumnChart:
    made = ColumnChart()
    made.resize(120, 60)
    made.show_columns(Columns("Tháng", tuple(
        Column(v, f"T{k}: {'–' if v is None else v}", tone="at_risk" if k == 2 else "chart_same_period")
        for k, v in enumerate((2.0, None, 4.0)))))
    made.show()
    return made


def test_small_columns_are_told_by_keyboard(columns: ColumnChart) -> None:
    columns.setFocus()
    QTest.keyClick(columns, Qt.Key.Key_Left)
    assert columns.accessibleDescription() == "T2: 4.0"
    QTest.keyClick(columns, Qt.Key.Key_Left)
    assert columns.accessibleDescription() == "T1: –"


def test_small_columns_keep_their_proportions(columns: ColumnChart) -> None:
    image = columns.grab().toImage()
    grey, red = theme().colour("chart_same_period"), theme().colour("at_risk")
    heights = [sum(image.pixelColor(x, y) == c for y in range(60)) for x, c in ((20, grey), (60, grey), (100, red))]
    assert heights[1] == 0 and heights[0] == pytest.approx(heights[2] / 2, abs=1)


def test_ranked_bars_scroll_by_keyboard_and_keep_the_whole_below(qt: QApplication) -> None:
    bars = RankedBars()
    bars.resize(300, 5 * 26)
    bars.show_bars("Địa bàn", [*(RankedBar(f"P. {k}", k + 1.0, str(k + 1), key=f"k{k}") for k in range(9)),
                               RankedBar("Toàn thành phố", 5.0, "5", total=True)])
    bars.show()
    bars.setFocus()
    picked: list[str] = []
    bars.picked.connect(picked.append)
    for _ in range(6):
        QTest.keyClick(bars, Qt.Key.Key_Down)
    QTest.keyClick(bars, Qt.Key.Key_Return)
    assert picked == ["k5"]
    assert [b.name for b in bars._rows()] == ["P. 2", "P. 3", "P. 4", "P. 5", "Toàn thành phố"]
