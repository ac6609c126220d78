"""Texts of a table's cells, laid out once and kept: most of what a reload brings is what was there before.

Cutting a text to its room and laying it out takes longer than drawing it, and a full window has hundreds of them.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QStaticText

from ioc_console.theme import Size, font

MOST = 4_000
"""Texts that are kept; beyond it all are let go, and those in sight are laid out again."""
_BREAKS = frozenset("\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_Laid = tuple[QStaticText, float, int]


class KeptTexts:
    """Draws single lines of one size, elided where they are too long. The painter's pen gives the colour."""

    def __init__(self, size: int = Size.BODY) -> None:
        self._size = size
        self._fonts: dict[int, tuple[QFont, QFontMetrics]] = {}
        self._laid: dict[tuple[str, int, int], _Laid] = {}

    def draw(self, painter: QPainter, room: QRect, text: str, weight: int, *, right: bool) -> None:
        """Draw in the middle of `room`, at its left or right edge."""
        made = self._fonts.get(weight)
        if made is None:
            kept = font(self._size, weight)
            made = self._fonts[weight] = (kept, QFontMetrics(kept))
        painter.setFont(made[0])
        width = room.width()
        if not _BREAKS.isdisjoint(text):  # laid out and cut to the room by Qt: it may have several lines
            shown = made[1].elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(room, _RIGHT if right else _LEFT, shown)
            return
        laid = self._laid.get((text, weight, width))
        if laid is None:
            laid = self._lay(text, weight, width)
        still, wide, high = laid
        x = room.left() + (width - wide if right else 0)
        painter.drawStaticText(QPointF(x, room.top() + (room.height() - high + 1) // 2), still)

    def _lay(self, text: str, weight: int, width: int) -> _Laid:
        used, metrics = self._fonts[weight]
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        still = QStaticText(shown)
        still.setTextFormat(Qt.TextFormat.PlainText)
        still.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        still.prepare(font=used)
        size = still.size()
        if len(self._laid) >= MOST:
            self._laid.clear()
        laid = self._laid[text, weight, width] = (still, size.width(), round(size.height()))
        return laid
