"""The period chart of an indicator: actual, same period, plan and forecast by period, deviations below.

Pointer or arrow keys put a ring round one column, through both tiers; its exact value, period, status and source
stand in an empty part of the plot. A right click copies figure, table or picture.
"""

from __future__ import annotations

import math
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ioc_console.formatting import number
from ioc_console.theme import Size, font, theme
from ioc_console.widgets.charts.copying import show_copy_menu
from ioc_console.widgets.charts.period_axis import PeriodAxis
from ioc_console.widgets.charts.period_marks import ColumnsTier, DeviationTier
from ioc_console.widgets.charts.series import PeriodSeries
from ioc_console.widgets.charts.side_notes import SideNotes
from ioc_console.widgets.charts.told_card import ToldCard
from ioc_console.widgets.drawing import text_width

LEAST_AXIS = 30
MAY_COVER = 16.0
"""Pixels of columns the card may cover when nobody reached for it."""
LOWER_TIER = 64


class ValueAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Numbers as people here write them; no line, only faint rules across the plot."""

    def __init__(self) -> None:
        super().__init__("left")
        self.setWidth(LEAST_AXIS)
        self.setStyle(tickLength=0, tickTextOffset=6, maxTickLevel=0)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Tick values in Vietnamese form, with as many decimals as the spacing needs."""
        decimals = max(0, -math.floor(math.log10(spacing))) if spacing < 1 else 0
        return [number(v, decimals) for v in values]


class BlankAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Keeps the lower tier under the upper one; shows nothing, for its bars carry their figures."""

    def __init__(self) -> None:
        super().__init__("left")

    def paint(self, *_args: object) -> None:
        """Nothing."""


class PeriodChart(QWidget):
    """Set a series with `show_series`; `point_reached` says which column the person looks at (-1: none)."""

    point_reached = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series = PeriodSeries("", ())
        self._reached = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._graphics = pg.GraphicsLayoutWidget()
        self._graphics.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._graphics.setFrameShape(self._graphics.Shape.NoFrame)
        self._graphics.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._graphics.ci.layout.setContentsMargins(0, 0, 0, 0)
        self._graphics.ci.layout.setSpacing(0)
        self.setMouseTracking(True)
        row.addWidget(self._graphics, 1)
        self._notes = SideNotes()
        row.addWidget(self._notes)
        self._period_axis, self._value_axis = PeriodAxis(), ValueAxis()
        self._upper = self._plot(0, {"left": self._value_axis, "bottom": self._period_axis})
        self._lower = self._plot(1, {"left": BlankAxis()})
        self._lower.hideAxis("bottom")
        self._lower.getViewBox().setXLink(self._upper.getViewBox())
        self._graphics.ci.layout.setRowStretchFactor(0, 1)
        self._columns, self._deviations = ColumnsTier(), DeviationTier()
        self._upper.addItem(self._columns, ignoreBounds=True)
        self._lower.addItem(self._deviations, ignoreBounds=True)
        self._ring = _Ring(self)
        self._card = ToldCard(self)
        self._card.hide()
        self._upper.getViewBox().sigResized.connect(self._place)
        self._tint()

    def _plot(self, row: int, axes: dict[str, Any]) -> pg.PlotItem:
        plot: pg.PlotItem = self._graphics.addPlot(row=row, col=0, axisItems=axes)
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.setMouseEnabled(x=False, y=False)
        plot.layout.setContentsMargins(0, 0, 0, 0)
        plot.getViewBox().setDefaultPadding(0.0)
        plot.disableAutoRange()
        return plot

    @property
    def series(self) -> PeriodSeries:
        """What is shown."""
        return self._series

    @property
    def reached(self) -> int:
        """Column the person looks at, -1 = none."""
        return self._reached

    def show_series(self, series: PeriodSeries) -> None:
        """Draw this series. The chosen column is the one told until another is reached."""
        self._series = series
        low, high = _value_range(series)
        self._period_axis.set_series(series)
        widest = max(text_width(number(v, 0 if abs(v) >= 10 else 1)) for v in (low, high))
        for axis in (self._value_axis, self._lower.getAxis("left")):
            axis.setWidth(max(LEAST_AXIS, int(widest) + 10))
        self._columns.show_series(series, low, high)
        self._upper.getViewBox().setRange(
            xRange=(-0.6, len(series.points) - 0.4 if series.points else 1), yRange=(low, high), padding=0)
        self._show_deviations(series)
        self._notes.show_series(series)
        self.setAccessibleName(series.name)
        self._upper.setVisible(bool(series.points))
        self._reached = -1
        self._reach(series.chosen if 0 <= series.chosen < len(series.points) else -1)
        self.update()

    def _show_deviations(self, series: PeriodSeries) -> None:
        has = bool(series.deviation_title) and any(p.deviation is not None for p in series.points)
        self._lower.setVisible(has)
        self._lower.setFixedHeight(LOWER_TIER if has else 0)
        if not has:
            return
        values = [p.deviation for p in series.points if p.deviation is not None]
        low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
        # Room for the figures beyond the ends of the bars: 17 px of the tier on each side that has bars.
        span = (high - low) or 1.0
        share = 19 / (LOWER_TIER - 38 if low < 0 < high else LOWER_TIER - 22)
        low, high = low - (span * share if low < 0 else span * 0.03), high + (span * share if high > 0 else span * 0.03)
        self._deviations.show_series(series, low, high)
        self._lower.getViewBox().setYRange(low, high, padding=0)

    def _reach(self, index: int) -> None:
        self._reached = index
        if 0 <= index < len(self._series.points):
            told = self._series.points[index].told
            self._card.show_told(told)
            self.setAccessibleDescription(told.text())
        else:
            self._card.hide()
            self.setAccessibleDescription(self._series.empty)
        self._place()
        self.point_reached.emit(index)

    def _place(self, *_: object) -> None:
        """Put ring and card: the card where it covers the least."""
        self._ring.setGeometry(self.rect())
        self._ring.raise_()
        if 0 <= self._reached < len(self._series.points):
            self._card.adjustSize()
            place, covers = self._quiet_place()
            self._card.move(place)
            # What the head of the page says anyway need not hide columns; what a person reaches for may.
            self._card.setVisible(covers < MAY_COVER or self.hasFocus() or self.underMouse())
            self._card.raise_()
        self._ring.update()

    def _quiet_place(self) -> tuple[QPoint, float]:
        """(corner of the card, how many pixels of columns it covers in height)."""
        plot, size = self.plot_rect(), self._card.size()
        step = self.column_width()
        best, best_cost = plot.topLeft(), math.inf
        columns = max(1, math.ceil(size.width() / max(1.0, step)))
        low, high = _value_range(self._series)
        for k in range(max(1, len(self._series.points) - columns + 1)):
            left = plot.left() + (k + 0.1) * step
            if left + size.width() > plot.right():
                break
            under = self._series.points[k : k + columns + 1]
            heights = (v for p in under for v in (p.value, p.plan, p.same_period, p.forecast, p.forecast_high))
            tallest = max((v for v in heights if v is not None), default=0.0)
            free = plot.height() * (1 - (tallest - low) / max(1e-9, high - low))
            cost = max(0.0, size.height() + 20 - free)
            if k <= self._reached <= k + columns:
                cost += size.height()
            cost += 0.02 * abs(k + columns / 2 - self._reached)
            if cost < best_cost:
                best, best_cost = QPointF(left, plot.top() + 18), cost
        return best.toPoint(), best_cost

    def plot_rect(self) -> QRectF:
        """Where the upper tier's columns are, in pixels of this widget."""
        view = self._upper.getViewBox()
        scene = view.mapRectToScene(view.rect())
        mapped = self._graphics.mapFromScene(scene.topLeft()), self._graphics.mapFromScene(scene.bottomRight())
        return QRectF(QPointF(mapped[0]), QPointF(mapped[1]))

    def column_width(self) -> float:
        """Pitch of the columns in pixels."""
        return self.plot_rect().width() / max(1, len(self._series.points) + 0.2)

    def column_rect(self, index: int) -> QRectF:
        """The column's strip through both tiers, in pixels of this widget."""
        plot, step = self.plot_rect(), self.column_width()
        left = plot.left() + (index + 0.1) * step
        return QRectF(left, plot.top(), step, self.height() - plot.top() - 1)

    def mouseMoveEvent(self, event: Any) -> None:
        """Reach the column under the pointer."""
        plot = self.plot_rect()
        x = event.position().x()
        if self._series.points and plot.left() <= x <= plot.right():
            index = int((x - plot.left()) / self.column_width() - 0.1)
            index = min(len(self._series.points) - 1, max(0, index))
            if index != self._reached:
                self._reach(index)

    def leaveEvent(self, event: QEvent) -> None:
        """Back to the chosen column."""
        if not self.hasFocus():
            self._reach(self._series.chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left, right, Home and End move from column to column."""
        last = len(self._series.points) - 1
        at = self._reached if self._reached >= 0 else last
        moves = {Qt.Key.Key_Left: at - 1, Qt.Key.Key_Right: at + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        target = moves.get(Qt.Key(event.key()))
        if target is None or last < 0:
            super().keyPressEvent(event)
        else:
            self._reach(min(last, max(0, target)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring turns to the focus colour."""
        super().focusInEvent(event)
        self._ring.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring turns quiet and goes back to the chosen column."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._reach(self._series.chosen)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy figure, table, picture."""
        figure = ""
        if 0 <= self._reached < len(self._series.points):
            figure = f"{self._series.name}\n{self._series.points[self._reached].told.text()}"
        show_copy_menu(self, event.pos(), figure, self._series.table)

    def resizeEvent(self, event: Any) -> None:
        """Ring and card follow."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the light and the language."""
        if event.type() == QEvent.Type.StyleChange:
            self._tint()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only the words of an empty chart; the rest paints itself."""
        if self._series.points or not self._series.empty:
            return
        painter = QPainter(self)
        painter.setFont(font(Size.BODY))
        painter.setPen(theme().colour("secondary"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._series.empty)
        painter.end()

    def _tint(self) -> None:
        self._graphics.setBackground(theme().colour("surface"))
        self._value_axis.setPen(pg.mkPen(None))
        self._value_axis.setTextPen(theme().colour("secondary"))
        self._value_axis.setTickFont(font(Size.LABEL))
        rule = pg.mkPen(theme().colour("line"))
        self._value_axis.setTickPen(rule)
        self._value_axis.setGrid(255)
        self._value_axis.setZValue(-1000)  # the rules lie behind the columns
        for tier in (self._columns, self._deviations, self._period_axis):
            tier.update()


class _Ring(QWidget):
    """The 2 px ring round the column that is reached, over everything."""

    def __init__(self, chart: PeriodChart) -> None:
        super().__init__(chart)
        self._chart = chart
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """One rounded frame through both tiers."""
        index = self._chart.reached
        if not 0 <= index < len(self._chart.series.points):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen_only = not self._chart.hasFocus() and index != self._chart.series.chosen
        painter.setPen(QPen(theme().colour("faint" if chosen_only else "focus"), 2))
        painter.drawRoundedRect(self._chart.column_rect(index).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()


def _value_range(series: PeriodSeries) -> tuple[float, float]:
    """(low, high) of the upper tier: always with zero, and air on top for the labels."""
    values = [0.0]
    for p in series.points:
        values += [v for v in (p.value, p.plan, p.same_period, p.forecast, p.forecast_low, p.forecast_high)
                   if v is not None]
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    air = 0.22 if series.breaks else 0.12  # room for the words of a rule above the figures of the columns
    return (low - span * 0.1 if low < 0 else 0.0), (high + span * air if high > 0 else span * air * 0.5)
