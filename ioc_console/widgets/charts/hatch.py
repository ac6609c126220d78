"""Hatching for forecasts: drawn lines, so that it looks the same at every zoom and in print."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

PITCH = 5


def hatch(painter: QPainter, box: QRectF, colour: QColor) -> None:
    """Fill the box with diagonal lines of the colour, rising to the right."""
    if box.width() < 1 or box.height() < 1:
        return
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.6))
    start = int(box.left() + box.top()) // PITCH * PITCH - PITCH
    end = int(box.right() + box.bottom()) + PITCH
    for total in range(start, end, PITCH):  # lines x + y = total
        low, high = box.bottom() + 1, box.top() - 1
        painter.drawLine(QPointF(total - low, low), QPointF(total - high, high))
    painter.restore()
