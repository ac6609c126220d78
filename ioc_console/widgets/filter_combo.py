"""A picker: a button that says what is picked, and a list with a search field under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console.theme import CORNER, Size, Weight, font, theme
from ioc_console.widgets.choices import Choice, fold
from ioc_domain.foreign_text import in_sight

if TYPE_CHECKING:
    from ioc_console.widgets.choice_list import ChoiceList

__all__ = ["Choice", "FilterCombo", "fold"]


class FilterCombo(QWidget):
    """`picked` carries the key. `ghost`: without a frame, for a filter sentence ("mọi lĩnh vực ⌄")."""

    picked = Signal(str)

    def __init__(
        self, icon: str = "", *, ghost: bool = False, height: int = 32, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self._ghost = icon, ghost
        self._choices: tuple[Choice, ...] = ()
        self._current = ""
        self._words = self._detail = ""
        self._list: ChoiceList | None = None
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def current(self) -> str:
        """Key of the choice shown."""
        return self._current

    def set_choices(self, choices: Sequence[Choice], current: str | None = None) -> None:
        """Offer other choices; with `current` also show one of them."""
        self._choices = tuple(choices)
        self.set_current(self._current if current is None else current)

    def set_current(self, key: str) -> None:
        """Show a choice without telling anyone."""
        self._current = key
        choice = next((c for c in self._choices if c.key == key and not c.heading), None)
        if choice is not None:
            self.set_words(choice.words, choice.detail)

    def set_words(self, words: str, detail: str = "") -> None:
        """Show words of another kind than those of the list."""
        self._words, self._detail = in_sight(words), in_sight(detail)
        self.setAccessibleName(f"{words} {detail}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Icon, words, detail, caret."""
        metrics = QFontMetrics(font(Size.BODY, Weight.MEDIUM))
        text = metrics.horizontalAdvance(self._words) + (metrics.horizontalAdvance(" · " + self._detail)
                                                         if self._detail else 0)
        return QSize(text + (26 if self._icon else 0) + (26 if self._ghost else 42), self.height())

    def minimumSizeHint(self) -> QSize:
        """Gives way down to a few letters."""
        return QSize(min(self.sizeHint().width(), 96), self.height())

    def open_list(self) -> None:
        """Open the list under the button."""
        from ioc_console.widgets.choice_list import ChoiceList

        self._list = ChoiceList(self._choices, self._current, self)
        self._list.chosen.connect(self._choose)
        self._list.open_under(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the list."""
        self.setFocus()
        self.open_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Space and Down open the list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Down):
            self.open_list()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, icon, words, caret."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t, focused = theme(), self.hasFocus()
        if not self._ghost or focused or self.underMouse():
            token = "focus" if focused else "line" if self._ghost else "strong_line"
            painter.setPen(QPen(t.colour(token), 1))
            field = t.colour("canvas" if t.light == "dark" else "surface")
            painter.setBrush(t.colour("raised") if self.underMouse() else field)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        left, ratio = (6 if self._ghost else 11), self.devicePixelRatioF()
        if self._icon:
            painter.drawPixmap(left, (self.height() - 16) // 2, t.pixmap(self._icon, "secondary", 16, ratio))
            left += 26
        room = QRect(left, 0, self.width() - left - (20 if self._ghost else 28), self.height())
        weight = Weight.REGULAR if self._ghost else Weight.MEDIUM
        painter.setFont(font(Size.BODY, weight))
        metrics = QFontMetrics(painter.font())
        words = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(t.colour("secondary" if self._ghost else "text"))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), words)
        used = metrics.horizontalAdvance(words)
        if self._detail and used < room.width() - 40:
            painter.setFont(font(Size.BODY))
            painter.setPen(t.colour("secondary"))
            rest = room.adjusted(used, 0, 0, 0)
            detail = QFontMetrics(painter.font()).elidedText(
                " · " + self._detail, Qt.TextElideMode.ElideRight, rest.width()
            )
            painter.drawText(rest, int(Qt.AlignmentFlag.AlignVCenter), detail)
        caret = t.pixmap("chevron-down", "secondary", 14, ratio)
        painter.drawPixmap(self.width() - (18 if self._ghost else 24), (self.height() - 14) // 2, caret)
        painter.end()

    def _choose(self, key: str) -> None:
        if key != self._current:
            self.set_current(key)
            self.picked.emit(key)
