"""The card that tells one point of a chart: period and status, the exact numbers, the source."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ioc_console.theme import CORNER, Size, Weight, font, theme
from ioc_console.widgets.charts.series import Told

LINE = 18


class ToldCard(QWidget):
    """Painted over a chart; never takes the pointer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._told = Told("", ())

    def show_told(self, told: Told) -> None:
        """Tell this point."""
        self._told = told
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its widest line, with 12 around."""
        strong, regular = QFontMetricsF(font(Size.LABEL, Weight.STRONG)), QFontMetricsF(font(Size.LABEL))
        widths = [strong.horizontalAdvance(self._told.headline), regular.horizontalAdvance(self._told.footer)]
        widths += [self._label_width() + 12 + strong.horizontalAdvance(value) for _, value in self._told.lines]
        lines = 1 + len(self._told.lines) + (1 if self._told.footer else 0)
        return QSize(int(max(widths)) + 26, lines * LINE + 16)

    def _label_width(self) -> float:
        regular = QFontMetricsF(font(Size.LABEL))
        return max((regular.horizontalAdvance(words) for words, _ in self._told.lines), default=0.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, headline, numbers, source."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme()
        painter.setPen(QPen(colours.colour("strong_line"), 1))
        painter.setBrush(colours.colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        room = QRectF(12, 8, self.width() - 24, LINE)
        painter.setFont(font(Size.LABEL, Weight.STRONG))
        painter.setPen(colours.colour("text"))
        painter.drawText(room, middle, self._told.headline)
        indent = self._label_width() + 12
        for words, value in self._told.lines:
            room.translate(0, LINE)
            painter.setFont(font(Size.LABEL))
            painter.setPen(colours.colour("secondary"))
            painter.drawText(room, middle, words)
            painter.setFont(font(Size.LABEL, Weight.STRONG))
            painter.setPen(colours.colour("text"))
            painter.drawText(room.adjusted(indent, 0, 0, 0), middle, value)
        if self._told.footer:
            room.translate(0, LINE)
            painter.setFont(font(Size.LABEL))
            painter.setPen(colours.colour("secondary"))
            painter.drawText(room, middle, self._told.footer)
        painter.end()
