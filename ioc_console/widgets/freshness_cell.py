"""Freshness of one source: name, last time, state in words, how much of its cadence is used up, the cadence."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console.theme import Size, Weight, font, theme


class FreshnessCell(QWidget):
    """Four lines on 12: name / time and state / bar / cadence. Late is bold with a clock, never a colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = self._time = self._state = self._cadence = ""
        self._used = 0.0
        self._late = False
        self.setMinimumWidth(96)
        self.setFixedHeight(68)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_source(self, name: str, time: str, state: str, used: float, cadence: str, late: bool) -> None:
        """`used`: share of the cadence gone since the last data, 0 to 1 (more counts as 1)."""
        self._name, self._time, self._state, self._cadence = name, time, state, cadence
        self._used, self._late = max(0.0, min(1.0, used)), late
        self.setAccessibleName(f"{name}: {time}, {state}, {cadence}")
        self.update()

    def sizeHint(self) -> QSize:
        """About an eighth of the strip."""
        return QSize(150, 68)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the four lines."""
        painter = QPainter(self)
        t, width = theme(), self.width()
        plain, strong = font(Size.LABEL), font(Size.LABEL, Weight.STRONG)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font(Size.LABEL, Weight.MEDIUM))
        painter.setPen(t.colour("text"))
        name = QFontMetrics(painter.font()).elidedText(self._name, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRectF(0, 0, width, 18), int(left | middle), name)
        painter.setFont(plain if self._late else strong)
        painter.setPen(t.colour("secondary" if self._late else "text"))
        painter.drawText(QRectF(0, 22, width, 18), int(left | middle), self._time)
        state_font = strong if self._late else plain
        used_room = QFontMetrics(painter.font()).horizontalAdvance(self._time) + 26
        painter.setFont(state_font)
        painter.setPen(t.colour("text" if self._late else "secondary"))
        words = QFontMetrics(state_font).elidedText(self._state, Qt.TextElideMode.ElideRight, int(width - used_room))
        painter.drawText(QRectF(0, 22, width, 18), int(right | middle), words)
        icon = t.pixmap("clock-alert" if self._late else "check", "text" if self._late else "secondary", 14,
                        self.devicePixelRatioF())
        at = width - QFontMetrics(state_font).horizontalAdvance(words) - 18
        painter.drawPixmap(int(at), 24, icon)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.colour("line"))
        painter.drawRect(QRectF(0, 44, width, 4))
        painter.setBrush(t.colour("text" if self._late else "chart_same_period"))
        painter.drawRect(QRectF(0, 44, width * self._used, 4))
        painter.setFont(plain)
        painter.setPen(t.colour("secondary"))
        cadence = QFontMetrics(plain).elidedText(self._cadence, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRectF(0, 51, width, 17), int(left | middle), cadence)
        painter.end()
