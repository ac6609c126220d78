"""A choice that stands in a line of small text: words and a caret, no frame. A click, Enter or Space opens the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console.theme import CORNER, Size, font, theme
from ioc_console.widgets.choices import Choice
from ioc_console.widgets.labels import as_plain

if TYPE_CHECKING:
    from ioc_console.widgets.choice_list import ChoiceList

_CARET = 12


class InlineChoice(QWidget):
    """`picked` carries the key. Without choices it is plain words and takes no focus."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: tuple[Choice, ...] = ()
        self._current = self._words = ""
        self._list: ChoiceList | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_choice(self, words: str, choices: Sequence[Choice] = (), current: str = "") -> None:
        """Show words; with choices they can be opened."""
        self._words, self._choices, self._current = words, tuple(choices), current
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self._choices else Qt.FocusPolicy.NoFocus)
        if self._choices:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()
        self.setAccessibleName(words)
        meaning = next((c.detail for c in self._choices if c.key == current), "")
        self.setToolTip(as_plain(f"{words}\n{meaning}" if meaning else words))
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> str:
        """What is shown."""
        return self._words

    def sizeHint(self) -> QSize:
        """The words with their caret."""
        metrics = QFontMetrics(font(Size.LABEL))
        return QSize(metrics.horizontalAdvance(self._words) + _CARET + 4, metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Narrow: the words give way."""
        return QSize(24, self.sizeHint().height())

    def open_list(self) -> None:
        """Open the list under the words."""
        from ioc_console.widgets.choice_list import ChoiceList

        self._list = ChoiceList(self._choices, self._current, self)
        self._list.chosen.connect(self._choose)
        self._list.open_under(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the list."""
        if self._choices and event.button() == Qt.MouseButton.LeftButton:
            self.setFocus()
            self.open_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Space and Down open the list."""
        opening = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Down)
        if self._choices and event.key() in opening:
            self.open_list()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words, caret; a frame while it has the focus."""
        painter, t = QPainter(self), theme()
        painter.setFont(font(Size.LABEL))
        metrics = QFontMetrics(painter.font())
        room = self.width() - (_CARET + 2 if self._choices else 0)
        words = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        painter.setPen(t.colour("text"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)
        used = metrics.horizontalAdvance(words)
        if self._choices:
            token = "text" if self.underMouse() or self.hasFocus() else "secondary"
            caret = t.pixmap("chevron-down", token, _CARET, self.devicePixelRatioF())
            painter.drawPixmap(used + 2, (self.height() - _CARET) // 2, caret)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(t.colour("focus"), 1))
            frame = QRectF(0.5, 0.5, min(used + _CARET + 4, self.width()) - 1, self.height() - 1)
            painter.drawRoundedRect(frame, CORNER / 2, CORNER / 2)
        painter.end()

    def _choose(self, key: str) -> None:
        if key != self._current:
            self.picked.emit(key)
