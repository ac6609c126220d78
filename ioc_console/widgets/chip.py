"""Chips and badges: a filter that is set, one that is not, a count, a priority."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console.theme import CORNER, Size, Weight, font, theme
from ioc_console.widgets.labels import as_plain


class Chip(QWidget):
    """A filter that is set: its words and an × that drops it. Click or Enter opens it, Delete drops it.

    Where `setMaximumWidth` leaves too little room the words are cut, and the tooltip has them whole.
    """

    opened = Signal()
    dropped = Signal()

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.setFixedHeight(28)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFont(font(Size.BODY, Weight.MEDIUM))
        self.set_words(words)

    def set_words(self, words: str) -> None:
        """Say what the filter is."""
        self._words = words
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """8 left, words, × in 20×20 at the right."""
        return QSize(self.fontMetrics().horizontalAdvance(self._words) + 8 + 4 + 20 + 4, 28)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words that are cut are whole in the tooltip."""
        super().resizeEvent(event)
        cut = self.width() < self.sizeHint().width()
        self.setToolTip(as_plain(self._words) if cut else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The × drops, the rest opens."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        (self.dropped if event.position().x() > self.width() - 24 else self.opened).emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete drops, Enter and Space open."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.dropped.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Strong line, words, ×."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        painter.setPen(QPen(theme().colour("focus" if focused else "strong_line"), 2 if focused else 1))
        painter.setBrush(theme().colour("selection"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        painter.setPen(theme().colour("text"))
        painter.setFont(self.font())
        room = self.rect().adjusted(8, 0, -24, 0)
        words = painter.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.drawPixmap(self.width() - 20, 8, theme().pixmap("x", "secondary", 12, self.devicePixelRatioF()))
        painter.end()


class Badge(QWidget):
    """A small count. Filled: nobody has it; outlined: someone has, or it only informs."""

    def __init__(self, words: str = "", filled: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._filled = words, filled
        self.setFont(font(Size.LABEL, Weight.STRONG))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setVisible(bool(words))

    def set_words(self, words: str, filled: bool | None = None) -> None:
        """Show another count; "" hides the badge."""
        self._words = words
        if filled is not None:
            self._filled = filled
        self.setAccessibleName(words)
        self.setVisible(bool(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """At least as wide as high."""
        return QSize(max(22, self.fontMetrics().horizontalAdvance(self._words) + 14), 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame or fill, and the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = theme().colour("strong_line")
        painter.setPen(QPen(colour, 1))
        painter.setBrush(colour if self._filled else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.setPen(theme().colour("text"))
        painter.setFont(self.font())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._words)
        painter.end()


def draw_priority(painter: QPainter, room: QRectF, priority: int, *, taken: bool, stale: bool = False) -> None:
    """A priority square, 20×20: number 1 (urgent, red), 2 (high, amber), 3 (grey). Outlined once someone has it."""
    token = "secondary" if stale else {1: "at_risk", 2: "progressing"}.get(priority, "secondary")
    filled = not taken and not stale and priority <= 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme().colour(token), 1.2))
    painter.setBrush(theme().colour(token) if filled else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(theme().colour("canvas" if filled else token))
    painter.setFont(font(Size.LABEL, Weight.STRONG))
    painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), str(priority))
    painter.restore()


class PriorityMark(QWidget):
    """`draw_priority` as a widget."""

    def __init__(self, priority: int = 3, taken: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._priority, self._taken, self._stale = priority, taken, False
        self.setFixedSize(20, 20)

    def set_priority(self, priority: int, taken: bool, stale: bool = False, words: str = "") -> None:
        """Show another priority; `words` name it for ears and tooltip."""
        self._priority, self._taken, self._stale = priority, taken, stale
        self.setAccessibleName(words or str(priority))
        self.setToolTip(as_plain(words) if words else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the square."""
        painter = QPainter(self)
        draw_priority(painter, QRectF(self.rect()), self._priority, taken=self._taken, stale=self._stale)
        painter.end()
