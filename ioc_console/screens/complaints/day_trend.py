"""Received by day as columns, closed by day as a line. A day can be picked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ioc_console.theme import Size, font, theme
from ioc_console.widgets.charts.copying import show_copy_menu
from ioc_console.widgets.kept_picture import KeptPicture
from ioc_console.widgets.labels import as_plain

_AXIS = 18


@dataclass(frozen=True)
class DayColumn:
    """One day. `off`: no working day, its label is quieter. `tell` says all of it, when somebody asks."""

    date: str
    label: str
    received: int
    closed: int
    off: bool
    tell: Callable[[], str]

    @property
    def told(self) -> str:
        """All of it in words."""
        return self.tell()


class DayTrend(QWidget):
    """`picked` carries an ISO date: click, or arrows and Enter."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: tuple[DayColumn, ...] = ()
        self._ticks: tuple[tuple[float, str], ...] = ()
        self._reached = -1
        self._picture = KeptPicture(self, self._draw)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_days(self, name: str, days: Sequence[DayColumn], ticks: Sequence[tuple[float, str]]) -> None:
        """Show days from left to right; `ticks`: values of the scale with their text, 0 among them."""
        self._days, self._ticks = tuple(days), tuple(ticks)
        self._reached = len(self._days) - 1 if self.hasFocus() else -1
        self.setAccessibleName(name)
        self.setAccessibleDescription("\n".join(d.told for d in days[-14:]))
        self._picture.forget()

    def sizeHint(self) -> QSize:
        """A readable size."""
        return QSize(240, 120)

    def minimumSizeHint(self) -> QSize:
        """The least that can be read."""
        return QSize(180, 90)

    def _plot(self) -> QRectF:
        scale = self._scale()
        return QRectF(scale, 8, max(1, self.width() - scale), max(1, self.height() - _AXIS - 8))

    def _scale(self) -> float:
        """Room for the numbers of the scale."""
        metrics = QFontMetricsF(font(Size.LABEL))
        return max((metrics.horizontalAdvance(text) for _, text in self._ticks), default=0.0) + 8

    def _at(self, x: float) -> int:
        plot = self._plot()
        index = int((x - plot.left()) / plot.width() * len(self._days)) if self._days else -1
        return index if 0 <= index < len(self._days) and x >= plot.left() else -1

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by keys sees where they are: on the last day."""
        super().focusInEvent(event)
        if self._reached < 0 and self._days:
            self._reached = len(self._days) - 1
            self._picture.forget()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Filter by the day under the pointer."""
        index = self._at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self.picked.emit(self._days[index].date)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right reach days, Enter filters."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and self._days:
            start = self._reached if self._reached >= 0 else len(self._days)
            self._reached = min(len(self._days) - 1, max(0, start + step))
            self.setAccessibleDescription(self._days[self._reached].told)
            box = self._plot()
            place = QPoint(int(box.left() + box.width() * self._reached / len(self._days)), int(box.top()))
            QToolTip.showText(self.mapToGlobal(place), as_plain(self._days[self._reached].told), self)
            self._picture.forget()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._reached >= 0:
            self.picked.emit(self._days[self._reached].date)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """The tool tip tells the day under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self._at(event.pos().x())
            if index >= 0:
                QToolTip.showText(event.globalPos(), as_plain(self._days[index].told), self)
            return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy figure, table, picture."""
        index = self._at(event.pos().x())
        figure = self._days[index].told if index >= 0 else ""
        table = [[d.date or d.label, str(d.received), str(d.closed)] for d in self._days]
        show_copy_menu(self, QPoint(event.pos()), figure, table)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Put the picture there."""
        self._picture.paint()

    def _draw(self, painter: QPainter) -> None:
        """Scale, columns, line, labels."""
        t, plot = theme(), self._plot()
        most = max([1.0, *(v for v, _ in self._ticks), *(max(d.received, d.closed) for d in self._days)])

        def y(value: float) -> float:
            return plot.bottom() - plot.height() * value / most

        painter.setFont(font(Size.LABEL))
        for value, text in self._ticks:
            painter.setPen(QPen(t.colour("line"), 1))
            painter.drawLine(QPointF(plot.left(), round(y(value)) + 0.5), QPointF(plot.right(), round(y(value)) + 0.5))
            painter.setPen(t.colour("secondary"))
            painter.drawText(QRectF(0, y(value) - 8, plot.left() - 6, 16),
                             int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
        if not self._days:
            return
        pitch = plot.width() / len(self._days)
        wide = max(1.0, round(pitch * 0.66))
        foot, first = round(plot.bottom()), plot.left() + pitch / 2 - wide / 2
        columns = []
        for index, day in enumerate(self._days):
            top = round(y(day.received))
            columns.append(QRectF(round(first + pitch * index), top, wide, foot - top))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.colour("chart_same_period"))
        painter.drawRects(columns)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if 0 <= self._reached < len(columns) and self.hasFocus():
            painter.setPen(QPen(t.colour("focus"), 1))
            painter.drawRect(QRectF(columns[self._reached].left() - 1.5, plot.top(), wide + 3, plot.height()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        points = [QPointF(plot.left() + pitch * (k + 0.5), y(d.closed)) for k, d in enumerate(self._days)]
        painter.setPen(QPen(t.colour("surface"), 3.5))
        painter.drawPolyline(points)
        painter.setPen(QPen(t.colour("chart_actual"), 1.6))
        painter.drawPolyline(points)
        self._labels(painter, plot, pitch)

    def _labels(self, painter: QPainter, plot: QRectF, pitch: float) -> None:
        """As many dates as have room, the last day always among them."""
        painter.setFont(font(Size.LABEL))
        painter.setPen(theme().colour("secondary"))
        metrics = QFontMetricsF(painter.font())
        wide = max(metrics.horizontalAdvance(label) for label in {d.label for d in self._days}) + 12
        every = max(1, int(-(-wide // pitch)))
        every = 7 * -(-every // 7) if every > 3 else every
        # The last date is moved in from the edge: where the next would touch it, every other one keeps them regular.
        moved = max(0.0, plot.right() - pitch / 2 + wide / 2 - 6 - self.width())
        if every * pitch - moved < wide - 6 and every * 2 < len(self._days):
            every *= 2
        free = float(self.width()) + 6
        for index in range(len(self._days) - 1, -1, -every):
            middle = plot.left() + pitch * (index + 0.5)
            left = min(max(plot.left() - 12, middle - wide / 2), self.width() - wide + 6)
            if left + wide - 6 > free:
                continue
            free = left
            painter.drawText(QRectF(left, plot.bottom() + 2, wide, _AXIS - 2), int(Qt.AlignmentFlag.AlignHCenter),
                             self._days[index].label)
