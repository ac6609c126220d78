"""The list a picker opens, with a search field when it is long. Imported when the first one opens."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ioc_console.text import tr
from ioc_console.theme import Size, Weight, font, theme
from ioc_console.widgets.choices import Choice, fold

SEARCH_FROM = 9
"""Lists of this length and more get a search field."""


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
