"""Share not on time by week as a line, with all complaints' line and the limit behind it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console import formatting as fmt
from ioc_console.screens.units.words import LATE_LIMIT
from ioc_console.text import tr
from ioc_console.theme import Size, Weight, theme
from ioc_console.widgets.drawing import line, text_width

LEFT, BOTTOM, TOP = 30, 20, 10
Series = Sequence[float | None]


class WeekTrend(QWidget):
    """Zero is the bottom: a share is never cut. A week with too few due is a gap."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own: Series = ()
        self._city: Series = ()
        self._days: Sequence[str] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_weeks(self, own: Series, city: Series, days: Sequence[str]) -> None:
        """Show these weeks, oldest first; `days` name their beginnings."""
        self._own, self._city, self._days = own, city, days
        told = [f"{day}: {fmt.percent(value)}" for day, value in zip(days, own, strict=True)]
        self.setAccessibleName(tr("Not on time by week"))
        self.setAccessibleDescription("\n".join(told))
        self.update()

    @property
    def shown(self) -> tuple[Series, Series]:
        """This unit's weeks and all complaints'."""
        return self._own, self._city

    def minimumSizeHint(self) -> QSize:
        """Enough for the lines to be told apart."""
        return QSize(220, 110)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Scale, limit, all, this one."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        known = [v for v in (*self._own, *self._city) if v is not None]
        if not any(v is not None for v in self._own):
            line(painter, QRectF(self.rect()), tr("Too few fell due in each week for a line."), Size.LABEL,
                 token="secondary")
            painter.end()
            return
        top = max(*known, LATE_LIMIT) * 1.15
        last = next(v for v in reversed(self._own) if v is not None)
        city = next((v for v in reversed(self._city) if v is not None), None)
        right = max(text_width(fmt.number(last, 1), Size.BODY, Weight.STRONG),
                    text_width(tr("all {n}", n=fmt.number(city, 1)), Size.LABEL)) + 14
        plot = QRectF(LEFT, TOP, self.width() - LEFT - right, self.height() - TOP - BOTTOM)
        self._scale(painter, plot, top)
        self._series(painter, plot, self._city, top, "faint", 1.3)
        self._limit(painter, plot, top)
        self._series(painter, plot, self._own, top, "chart_actual", 2.0)
        self._ends(painter, plot, top, last, city)
        painter.end()

    def _y(self, plot: QRectF, value: float, top: float) -> float:
        return plot.bottom() - value / top * plot.height()

    def _scale(self, painter: QPainter, plot: QRectF, top: float) -> None:
        step = next((s for s in (1, 2, 5, 10, 20, 25) if top / s <= 4.5), 50)
        value = 0
        while value <= top:
            y = self._y(plot, value, top)
            painter.setPen(QPen(theme().colour("line"), 1))
            painter.drawLine(QPointF(plot.left(), round(y) + 0.5), QPointF(plot.right(), round(y) + 0.5))
            line(painter, QRectF(0, y - 8, LEFT - 6, 16), fmt.number(value, 0), token="secondary", right=True)
            value += step
        count = len(self._days)
        for k in (0, count // 2, count - 1):
            x = plot.left() + k * plot.width() / max(1, count - 1)
            width = text_width(self._days[k]) + 2
            left = min(max(plot.left(), x - width / 2), plot.right() - width)
            line(painter, QRectF(left, plot.bottom() + 3, width, 16), self._days[k], token="secondary")

    def _limit(self, painter: QPainter, plot: QRectF, top: float) -> None:
        y = self._y(plot, LATE_LIMIT, top)
        pen = QPen(theme().colour("secondary"), 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        words = tr("limit {n}", n=fmt.number(LATE_LIMIT, 1))
        room = QRectF(plot.left() + 4, y - 18, text_width(words) + 6, 16)
        painter.fillRect(room, theme().colour("surface"))  # the lines pass behind the words
        line(painter, room.adjusted(2, 0, 0, 0), words, token="secondary")

    def _series(self, painter: QPainter, plot: QRectF, values: Series, top: float, token: str, width: float) -> None:
        path, down = QPainterPath(), False
        for k, value in enumerate(values):
            if value is None:
                down = False
                continue
            at = QPointF(plot.left() + k * plot.width() / max(1, len(values) - 1), self._y(plot, value, top))
            if down:
                path.lineTo(at)
            else:
                path.moveTo(at)
                path.lineTo(at)
            down = True
        pen = QPen(theme().colour(token), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def _ends(self, painter: QPainter, plot: QRectF, top: float, last: float, city: float | None) -> None:
        y = self._y(plot, last, top)
        line(painter, QRectF(plot.right() + 8, y - 9, self.width() - plot.right() - 8, 18), fmt.number(last, 1),
             Size.BODY, Weight.STRONG)
        if city is not None:
            beside = self._y(plot, city, top)
            if abs(beside - y) < 16:
                beside = y + (17 if beside >= y and y < plot.bottom() - 16 else -17)
            line(painter, QRectF(plot.right() + 8, beside - 9, self.width() - plot.right() - 8, 18),
                 tr("all {n}", n=fmt.number(city, 1)), token="secondary")
