"""Commitment memory: what the unit promised and what came of it, as bars from zero with the promise as a tick."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console.screens.requests.thread import PromiseWords
from ioc_console.theme import Size, Weight, font, theme

ROW = 44
ICONS = {"kept": "check", "broken": "x"}


class PromiseList(QWidget):
    """Painted rows: mark and word, title and bar, date and numbers. Neutral ink: red stays for standings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[PromiseWords, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_promises(self, promises: Sequence[PromiseWords]) -> None:
        """Show other promises."""
        self._rows = tuple(promises)
        self.setAccessibleName("; ".join(f"{p.state_word}: {p.title}, {p.due}, {p.detail}" for p in promises))
        self.setVisible(bool(promises))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """44 a row."""
        return QSize(320, ROW * len(self._rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows."""
        painter = QPainter(self)
        t, width = theme(), self.width()
        middle, right = 96.0, max(120.0, min(190.0, width * 0.34))
        bar_room = max(40.0, width - middle - right - 24)
        for n, p in enumerate(self._rows):
            y = n * ROW
            painter.setPen(QPen(t.colour("line"), 1))
            painter.drawLine(0, y, width, y)
            painter.drawPixmap(0, y + 6, t.pixmap(ICONS.get(p.state, "clock"), "text", 14, self.devicePixelRatioF()))
            self._text(painter, QRectF(20, y + 3, middle - 24, 20), p.state_word, Weight.STRONG)
            self._text(painter, QRectF(middle, y + 3, bar_room, 20), p.title, Weight.REGULAR)
            self._text(painter, QRectF(width - right, y + 3, right, 20), p.due, Weight.REGULAR, "secondary", True)
            self._text(painter, QRectF(width - right, y + 22, right, 18), p.detail, Weight.REGULAR, "secondary", True)
            top = max([v for v in (p.promised, p.actual) if v is not None and v > 0] or [0.0]) * 1.1
            if top > 0:
                if p.actual is not None and p.actual > 0:
                    painter.fillRect(QRectF(middle, y + 27, bar_room * p.actual / top, 8), t.colour("chart_actual"))
                if p.promised is not None and p.promised > 0:
                    painter.fillRect(QRectF(middle + bar_room * p.promised / top - 1, y + 24, 2, 14), t.colour("text"))
        painter.end()

    @staticmethod
    def _text(painter: QPainter, room: QRectF, words: str, weight: int, tone: str = "text",
              right: bool = False) -> None:
        painter.setFont(font(Size.LABEL, weight))
        painter.setPen(theme().colour(tone))
        cut = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), cut)
