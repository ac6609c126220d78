"""A picker: a button that says what is picked, and a list with a search field under it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ioc_console.text import tr
from ioc_console.theme import CORNER, Size, Weight, font, theme

SEARCH_FROM = 9
"""Lists of this length and more get a search field."""


def fold(text: str) -> str:
    """Lower case without marks, đ as d: how people type when they search."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return plain.replace("đ", "d")


@dataclass(frozen=True)
class Choice:
    """One line: `key` is handed back, `words` shown, `detail` quiet beside them; `heading` lines cannot be picked."""

    key: str
    words: str
    detail: str = ""
    heading: bool = False


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
        self._words, self._detail = words, detail
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


class _ChoiceDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        choice = index.data(Qt.ItemDataRole.UserRole)
        t, room = theme(), option.rect.adjusted(4, 1, -4, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.colour("selection"))
            painter.drawRoundedRect(QRectF(room), 4, 4)
        inner = room.adjusted(8, 0, -8, 0)
        painter.setFont(font(Size.LABEL if choice.heading else Size.BODY,
                             Weight.STRONG if choice.heading else Weight.REGULAR))
        painter.setPen(t.colour("secondary" if choice.heading else "text"))
        detail_width = 0
        if choice.detail:
            detail_font = font(Size.LABEL)
            detail_width = QFontMetrics(detail_font).horizontalAdvance(choice.detail) + 12
        words = QFontMetrics(painter.font()).elidedText(
            choice.words, Qt.TextElideMode.ElideRight, inner.width() - detail_width
        )
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter), words)
        if choice.detail:
            painter.setFont(font(Size.LABEL))
            painter.setPen(t.colour("secondary"))
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), choice.detail)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # type: ignore[override]
        return QSize(160, 30)


class ChoiceList(QFrame):
    """The list that opens: arrows move, Enter picks, Esc closes, typing searches."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[Choice], current: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("panel", "strong")
        self._choices = tuple(choices)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(4)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Search in the list"))
        self.field.setAccessibleName(tr("Search in the list"))
        self.field.setVisible(len(self._choices) >= SEARCH_FROM)
        self.lines = QListWidget()
        self.lines.setItemDelegate(_ChoiceDelegate(self.lines))
        self.lines.setUniformItemSizes(True)
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines.setAccessibleName(tr("Choices"))
        column.addWidget(self.field)
        column.addWidget(self.lines)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.lines.installEventFilter(self)
        self.lines.itemClicked.connect(self._pick_item)
        self._fill(self._choices, current)

    def open_under(self, anchor: QWidget) -> None:
        """Show it under a widget, within the screen."""
        wanted = max([anchor.width(), 260, *(self._line_width(c) for c in self._choices)])
        rows = min(12, max(1, self.lines.count()))
        height = rows * 30 + 12 + (40 if not self.field.isHidden() else 0)
        screen = anchor.screen().availableGeometry()
        size = QSize(min(wanted, 520), height)
        corner = anchor.mapToGlobal(QPoint(0, anchor.height() + 4))
        left = max(screen.left(), min(corner.x(), screen.right() - size.width()))
        top = corner.y() if corner.y() + height <= screen.bottom() else max(
            screen.top(), anchor.mapToGlobal(QPoint(0, 0)).y() - height - 4)
        self.setGeometry(left, top, size.width(), size.height())
        self.show()
        (self.lines if self.field.isHidden() else self.field).setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field drive the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pick_item(self.lines.currentItem())
                return True
            if key == Qt.Key.Key_Escape:
                self.close()
                return True
            if watched is self.field and key in (
                Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp
            ):
                self.lines.event(event)
                return True
        return super().eventFilter(watched, event)

    def _line_width(self, choice: Choice) -> int:
        metrics = QFontMetrics(font())
        return metrics.horizontalAdvance(choice.words) + metrics.horizontalAdvance(choice.detail) + 64

    def _search(self, text: str) -> None:
        words = fold(text).split()
        found = [
            c for c in self._choices
            if not words or (not c.heading and all(w in fold(f"{c.words} {c.detail}") for w in words))
        ]
        self._fill(found, "")

    def _fill(self, choices: Sequence[Choice], current: str) -> None:
        self.lines.clear()
        first: QListWidgetItem | None = None
        for choice in choices:
            item = QListWidgetItem(choice.words)
            item.setData(Qt.ItemDataRole.UserRole, choice)
            if choice.heading:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            elif first is None or choice.key == current:
                first = item
            self.lines.addItem(item)
        if first is not None:
            self.lines.setCurrentItem(first)
            self.lines.scrollToItem(first)

    def _pick_item(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.flags() & Qt.ItemFlag.ItemIsSelectable:
            key = item.data(Qt.ItemDataRole.UserRole).key
            self.close()
            self.chosen.emit(key)
