"""Small drawings of a series: a line with its last point, and columns of which only the last is coloured."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console.theme import theme

Series = Sequence[float | None]


def draw_sparkline(painter: QPainter, room: QRectF, values: Series, last: QColor | None = None) -> None:
    """A line over `room`; a missing value leaves a gap; the last point in `last` (default: the actual colour)."""
    known = [v for v in values if v is not None and math.isfinite(v)]
    if not known:
        return
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    inner = room.adjusted(1, 3, -4, -3)
    step = inner.width() / max(1, len(values) - 1)

    def at(index: int, value: float) -> QPointF:
        y = inner.center().y() if high == low else inner.bottom() - (value - low) / span * inner.height()
        return QPointF(inner.left() + index * step, y)

    path, pen_down, end = QPainterPath(), False, None
    for index, value in enumerate(values):
        if value is None or not math.isfinite(value):
            pen_down = False
            continue
        end = at(index, value)
        if pen_down:
            path.lineTo(end)
        else:
            path.moveTo(end)
        pen_down = True
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme().colour("chart_same_period"), 1.3))
    painter.drawPath(path)
    if end is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(last or theme().colour("chart_actual"))
        painter.drawEllipse(end, 2.6, 2.6)
    painter.restore()


def draw_columns(
    painter: QPainter, room: QRectF, values: Series, last: QColor | None = None, gap: float = 2.0,
    top: float | None = None,
) -> None:
    """Columns from zero over `room`; a missing value leaves its place empty. `top`: a scale shared with others."""
    known = [v for v in values if v is not None and math.isfinite(v) and v > 0]
    if not values or not known:
        return
    high = top or max(known)
    step = room.width() / len(values)
    width = max(1.0, step - gap)
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    for index, value in enumerate(values):
        if value is None or not math.isfinite(value) or value <= 0:
            continue
        height = max(1.0, min(1.0, value / high) * room.height())
        on = last is not None and index == len(values) - 1
        painter.setBrush(last if on and last is not None else theme().colour("chart_same_period"))
        painter.drawRect(QRectF(room.left() + index * step, room.bottom() - height, width, height))
    painter.restore()


class _Drawn(QWidget):
    def __init__(self, width: int, height: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._values: Series = ()
        self._token = ""
        self._hint = QSize(width, height)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(height)

    def set_values(self, values: Series, last_token: str = "", words: str = "") -> None:
        """Draw other values; the last in a token's colour; `words` say the series to ears."""
        self._values, self._token = tuple(values), last_token
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        """As asked for."""
        return self._hint

    def _last(self) -> QColor | None:
        return theme().colour(self._token) if self._token else None


class Sparkline(_Drawn):
    """`draw_sparkline` as a widget, 64×20."""

    def __init__(self, width: int = 64, height: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(width, height, parent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        draw_sparkline(painter, QRectF(self.rect()), self._values, self._last())
        painter.end()


class MiniColumns(_Drawn):
    """`draw_columns` as a widget: twelve months, the last one coloured."""

    def __init__(self, width: int = 84, height: int = 40, gap: float = 2.0, parent: QWidget | None = None) -> None:
        super().__init__(width, height, parent)
        self._gap = gap

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the columns."""
        painter = QPainter(self)
        draw_columns(painter, QRectF(self.rect()), self._values, self._last(), self._gap)
        painter.end()
