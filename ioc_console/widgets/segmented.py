"""A segmented control: a few choices side by side, one of them on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console.theme import CORNER, Size, Weight, font, theme


class Segmented(QWidget):
    """Choices as (key, words, icon or ""). Arrows move, a click picks. `picked` carries the key."""

    picked = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str, str]] = (), height: int = 28,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = tuple(choices)
        self._current = self._choices[0][0] if self._choices else ""
        self._disabled: frozenset[str] = frozenset()
        self.setFont(font(Size.BODY, Weight.MEDIUM))
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name()

    @property
    def current(self) -> str:
        """Key of the choice that is on."""
        return self._current

    def set_choices(self, choices: Sequence[tuple[str, str, str]]) -> None:
        """Other choices or other words; the choice that is on stays on when it is still there."""
        if tuple(choices) == self._choices:
            return
        self._choices = tuple(choices)
        if self._current not in [key for key, _, _ in self._choices]:
            self._current = self._choices[0][0] if self._choices else ""
        self._name()
        self.updateGeometry()
        self.update()

    def set_current(self, key: str) -> None:
        """Turn a choice on without telling anyone."""
        if key == self._current:
            return
        self._current = key
        self._name()
        self.update()

    def set_disabled(self, keys: frozenset[str]) -> None:
        """Choices that are shown but cannot be picked."""
        self._disabled = keys
        self.update()

    def sizeHint(self) -> QSize:
        """Words with 10 at each side."""
        return QSize(int(sum(self._widths())) + 1, self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick the choice under the pointer."""
        left = 0.0
        for (key, _, _), width in zip(self._choices, self._widths(), strict=True):
            if left <= event.position().x() < left + width:
                self._pick(key)
            left += width

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        keys = [key for key, _, _ in self._choices if key not in self._disabled]
        if step is None or self._current not in keys:
            super().keyPressEvent(event)
            return
        self._pick(keys[max(0, min(len(keys) - 1, keys.index(self._current) + step))])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, rules, the choice that is on in the selection fill."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        left = 0.0
        for index, ((key, words, icon), width) in enumerate(zip(self._choices, self._widths(), strict=True)):
            cell = QRectF(left, 0.5, width, self.height() - 1)
            on = key == self._current
            if index and not on and self._choices[index - 1][0] != self._current:
                painter.setPen(QPen(theme().colour("line"), 1))
                painter.drawLine(cell.topLeft(), cell.bottomLeft())
            if on:
                painter.setPen(QPen(theme().colour("focus"), 1))
                painter.setBrush(theme().colour("selection"))
                painter.drawRoundedRect(cell.adjusted(0.5, 0, -0.5, 0), CORNER, CORNER)
            token = "faint" if key in self._disabled else "text" if on else "secondary"
            text_room = cell.adjusted(10, 0, -10, 0)
            if icon:
                painter.drawPixmap(int(cell.left()) + 9, (self.height() - 14) // 2,
                                   theme().pixmap(icon, token, 14, self.devicePixelRatioF()))
                text_room.setLeft(cell.left() + 28)
            painter.setPen(theme().colour(token))
            painter.setFont(font(Size.BODY, Weight.STRONG if on else Weight.REGULAR))
            side = Qt.AlignmentFlag.AlignVCenter if icon else Qt.AlignmentFlag.AlignCenter
            painter.drawText(text_room, int(side), words)
            left += width
        focused = self.hasFocus()
        painter.setPen(QPen(theme().colour("focus" if focused else "strong_line"), 2 if focused else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, CORNER, CORNER)
        painter.end()

    def _widths(self) -> list[float]:
        wide = QFontMetricsF(font(Size.BODY, Weight.STRONG))
        return [wide.horizontalAdvance(words) + 20 + (18 if icon else 0) for _, words, icon in self._choices]

    def _pick(self, key: str) -> None:
        if key in self._disabled or key == self._current:
            return
        self.set_current(key)
        self.picked.emit(key)

    def _name(self) -> None:
        self.setAccessibleName(next((words for key, words, _ in self._choices if key == self._current), ""))
