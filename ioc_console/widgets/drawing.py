"""Painting text on cards and tiles: one line at a time, elided where it must be, in the tokens of the theme."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap

from ioc_console.theme import Size, Weight, font, theme

LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def text_width(words: str, size: int = Size.LABEL, weight: int = Weight.REGULAR) -> float:
    """Width of a line in pixels."""
    return QFontMetricsF(font(size, weight)).horizontalAdvance(words)


def line(
    painter: QPainter,
    room: QRectF,
    words: str,
    size: int = Size.LABEL,
    weight: int = Weight.REGULAR,
    token: str = "text",
    *,
    right: bool = False,
) -> float:
    """Draw one line in `room`, elided where it is too long; returns the width used."""
    if not words or room.width() < 4:
        return 0.0
    painter.setFont(font(size, weight))
    painter.setPen(theme().colour(token))
    metrics = QFontMetricsF(painter.font())
    fitting = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width() + 0.5)
    painter.drawText(room, RIGHT if right else LEFT, fitting)
    return metrics.horizontalAdvance(fitting)


def parts(painter: QPainter, room: QRectF, pieces: tuple[tuple[str, int, str], ...], size: int = Size.LABEL) -> float:
    """Draw pieces (words, weight, token) one after the other; returns the width used."""
    used = 0.0
    for words, weight, token in pieces:
        used += line(painter, room.adjusted(used, 0, 0, 0), words, size, weight, token)
    return used


def icon(painter: QPainter, x: float, y: float, name: str, token: str = "secondary", side: int = 14) -> None:
    """Draw an icon of the line set with its corner at (x, y)."""
    pixmap: QPixmap = theme().pixmap(name, token, side, painter.device().devicePixelRatioF())
    painter.drawPixmap(int(x), int(y), pixmap)
