"""A line of the last periods, 64×20: gaps stay open, the last point in the colour of the standing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ioc_console.theme import theme


def draw_sparkline(painter: QPainter, room: QRectF, values: Sequence[float | None], last: QColor) -> None:
    """Draw the values over the whole width of `room`, least at the bottom. Nothing where all are missing."""
    known = [v for v in values if v is not None]
    if not known:
        return
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    inner = room.adjusted(3, 3, -3, -3)
    step = inner.width() / max(1, len(values) - 1)

    def place(index: int, value: float) -> QPointF:
        share = (value - low) / span if high > low else 0.5
        x = inner.left() + index * step if len(values) > 1 else inner.right()
        return QPointF(x, inner.bottom() - share * inner.height())

    path, last_at = QPainterPath(), None
    before: int | None = None
    for k, value in enumerate(values):
        if value is None:
            continue
        here = place(k, value)
        if before == k - 1:
            path.lineTo(here)
        else:
            path.moveTo(here)
        before, last_at = k, here
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme().colour("secondary"), 1.3))
    painter.drawPath(path)
    if last_at is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(last)
        painter.drawEllipse(last_at, 2.6, 2.6)
    painter.restore()
