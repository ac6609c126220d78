"""The period chart of an indicator: actual, same period, plan and forecast by period, deviations below.

Pointer or arrow keys put a ring round one column, through both tiers; its exact value, period, status and source
stand in an empty part of the plot. A right click copies figure, table or picture.
"""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ioc_console.theme import Size, font, theme
from ioc_console.widgets.charts.copying import show_copy_menu
from ioc_console.widgets.charts.period_canvas import PeriodCanvas, value_range
from ioc_console.widgets.charts.series import PeriodSeries
from ioc_console.widgets.charts.side_notes import SideNotes
from ioc_console.widgets.charts.told_card import ToldCard

MAY_COVER = 16.0
"""Pixels of columns the card may cover when nobody reached for it."""


class PeriodChart(QWidget):
    """Set a series with `show_series`; `point_reached` says which column the person looks at (-1: none)."""

    point_reached = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series = PeriodSeries("", ())
        self._reached = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._canvas, self._notes = PeriodCanvas(self), SideNotes()
        row.addWidget(self._canvas, 1)
        row.addWidget(self._notes)
        self._canvas.upper.getViewBox().sigResized.connect(self._place)
        self._ring = _Ring(self)
        self._card = ToldCard(self)
        self._card.hide()

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
        self._canvas.show_series(series)
        self._notes.show_series(series)
        self.setAccessibleName(series.name)
        self._reach(series.chosen if 0 <= series.chosen < len(series.points) else -1)
        self.update()

    def plot_rect(self) -> QRectF:
        """Where the upper tier's columns are, in pixels of this widget."""
        return self._canvas.plot_rect().translated(QPointF(self._canvas.pos()))

    def column_rect(self, index: int) -> QRectF:
        """The column's strip through both tiers, in pixels of this widget."""
        plot, step = self.plot_rect(), self._column_width()
        return QRectF(plot.left() + (index + 0.1) * step, plot.top(), step, self.height() - plot.top() - 1)

    def mouseMoveEvent(self, event: Any) -> None:
        """Reach the column under the pointer."""
        plot, x = self.plot_rect(), event.position().x()
        if self._series.points and plot.left() <= x <= plot.right():
            index = int((x - plot.left()) / self._column_width() - 0.1)
            index = min(len(self._series.points) - 1, max(0, index))
            if index != self._reached or self._card.isHidden():
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
        """The card is told from now on, wherever it lies."""
        super().focusInEvent(event)
        self._place()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Back to the chosen column."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._reach(self._series.chosen)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy figure, table, picture."""
        show_copy_menu(self, event.pos(), self.figure_text(), self._series.table)

    def figure_text(self) -> str:
        """The column that is reached, as text to copy; "" without one."""
        if not 0 <= self._reached < len(self._series.points):
            return ""
        return f"{self._series.name}\n{self._series.points[self._reached].told.text()}"

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ring and card follow."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the light."""
        if event.type() == QEvent.Type.StyleChange:
            self._canvas.tint()
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

    def _column_width(self) -> float:
        return self.plot_rect().width() / max(1, len(self._series.points) + 0.2)

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
        self._canvas.setVisible(bool(self._series.points))
        if 0 <= self._reached < len(self._series.points):
            place, covers = self._quiet_place()
            self._card.move(place)
            # What the head of the page says anyway need not hide columns; what a person reaches for may.
            self._card.setVisible(covers < MAY_COVER or self.hasFocus() or self.underMouse())
            self._card.raise_()
        self._ring.update()

    def _quiet_place(self) -> tuple[QPoint, float]:
        """(corner of the card, how many pixels of columns it covers in height)."""
        plot, size, step = self.plot_rect(), self._card.size(), max(1.0, self._column_width())
        best, best_cost = plot.topLeft(), math.inf
        columns = max(1, math.ceil(size.width() / step))
        low, high = value_range(self._series)
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


class _Ring(QWidget):
    """The 2 px ring round the column that is reached, over everything."""

    def __init__(self, chart: PeriodChart) -> None:
        super().__init__(chart)
        self._chart = chart
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """One rounded frame through both tiers; quiet where only the pointer passes by."""
        index = self._chart.reached
        if not 0 <= index < len(self._chart.series.points):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        passing = not self._chart.hasFocus() and index != self._chart.series.chosen
        painter.setPen(QPen(theme().colour("faint" if passing else "focus"), 2))
        painter.drawRoundedRect(self._chart.column_rect(index).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()
