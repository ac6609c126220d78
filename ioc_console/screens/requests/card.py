"""One request as a card, and the band of commands that only this machine has."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console.screens.requests.view_model import CardWords
from ioc_console.theme import CORNER, Size, Weight, font, theme
from ioc_console.widgets.day_strip import draw_day_ticks
from ioc_console.widgets.standing_mark import draw_standing

PAD = 12
LINE = 18


class RequestCardWidget(QWidget):
    """Title (two lines), unit, value against plan, one notice, deadline with its day ticks."""

    opened = Signal(str)

    def __init__(self, card: CardWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = card
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(", ".join(p for p in (
            card.title, card.unit, card.value, card.plan, card.notice, card.left, card.due) if p))

    @property
    def request_id(self) -> str:
        """Id of the request."""
        return self._card.id

    def hasHeightForWidth(self) -> bool:
        """Titles wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """114 to 152: what the content needs."""
        c = self._card
        lines = len(self._title_lines(width)) * 19 + LINE
        lines += LINE if c.value and (c.standing or c.value != "–") else 0
        lines += LINE if c.notice else 0
        return PAD - 4 + lines + 10 + LINE + (12 if c.granted else 2) + PAD - 4

    def sizeHint(self) -> QSize:
        """208 wide."""
        return QSize(208, self.heightForWidth(max(160, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps the title otherwise: ask for the height anew."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open."""
        self.opened.emit(self._card.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self._card.id)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card."""
        c, t = self._card, theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(t.colour("focus" if self.hasFocus() else "strong_line" if c.local else "line"),
                   2 if self.hasFocus() else 1)
        if c.local:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(t.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CORNER, CORNER)
        y, room = PAD - 4.0, self.width() - 2 * PAD
        for text in self._title_lines(self.width()):
            self._text(painter, PAD, y, room, text, Size.BODY, Weight.STRONG)
            y += 19
        self._text(painter, PAD, y, room, c.unit, Size.LABEL, Weight.REGULAR, "secondary")
        y += LINE
        if c.value and (c.standing or c.value != "–"):
            left = float(PAD)
            if c.standing:
                draw_standing(painter, QRectF(left, y + 4, 10, 10), c.standing)
                left += 16
            wide = self._text(painter, left, y, room - (left - PAD), c.value, Size.LABEL, Weight.STRONG)
            self._text(painter, left + wide + 6, y, room - (left - PAD) - wide - 6, c.plan, Size.LABEL,
                       Weight.REGULAR, "secondary")
            y += LINE
        if c.notice:
            painter.drawPixmap(PAD, int(y) + 3, t.pixmap(c.notice_icon or "info", "secondary", 12,
                                                         self.devicePixelRatioF()))
            self._text(painter, PAD + 18, y, room - 18, c.notice, Size.LABEL, Weight.REGULAR, "secondary")
            y += LINE
        painter.setPen(QPen(t.colour("line"), 1))
        painter.drawLine(PAD, int(y) + 4, self.width() - PAD, int(y) + 4)
        y += 8
        tone = "at_risk" if c.late_days else "text"
        self._text(painter, PAD, y, room, c.left, Size.LABEL, Weight.STRONG, tone)
        self._text(painter, PAD, y, room, c.due, Size.LABEL, Weight.REGULAR, "secondary",
                   Qt.AlignmentFlag.AlignRight)
        if c.granted:
            draw_day_ticks(painter, QRectF(PAD, y + LINE + 3, room, 4), c.granted, c.used, min(c.late_days, 10))
        painter.end()

    @staticmethod
    def _text(painter: QPainter, x: float, y: float, width: float, text: str, size: int, weight: int,
              tone: str = "text", align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> int:
        painter.setFont(font(size, weight))
        painter.setPen(theme().colour(tone))
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width))
        painter.drawText(QRectF(x, y, width, LINE), int(align | Qt.AlignmentFlag.AlignVCenter), cut)
        return painter.fontMetrics().horizontalAdvance(cut)

    def _title_lines(self, width: int) -> list[str]:
        """The title on at most two lines."""
        metrics = QFontMetrics(font(Size.BODY, Weight.STRONG))
        room = width - 2 * PAD
        if metrics.horizontalAdvance(self._card.title) <= room:
            return [self._card.title]
        first, words_left = "", self._card.title.split(" ")
        while words_left and metrics.horizontalAdvance(f"{first} {words_left[0]}".strip()) <= room:
            first = f"{first} {words_left.pop(0)}".strip()
        if not first:
            return [metrics.elidedText(self._card.title, Qt.TextElideMode.ElideRight, room)]
        return [first, metrics.elidedText(" ".join(words_left), Qt.TextElideMode.ElideRight, room)]
