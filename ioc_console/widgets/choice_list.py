"""The list a picker opens, with a search field when it is long; one line may be picked, or several by check marks.

Imported when the first one opens.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
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
from ioc_console.widgets.labels import label

SEARCH_FROM = 9
"""Lists of this length and more get a search field."""
MARK_ROOM = 26
"""Room of a check mark at the left of a line; a click in it marks, a click on the words picks."""
_FOOT = 26


class _ChoiceDelegate(QStyledItemDelegate):
    """`marked`: keys with a check mark; None where one line is picked and there are no marks."""

    def __init__(self, marked: set[str] | None, parent: QObject) -> None:
        super().__init__(parent)
        self._marked = marked

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
        if self._marked is not None and not choice.heading:
            _draw_mark(painter, QRectF(inner.left(), inner.center().y() - 7, 14, 14), choice.key in self._marked)
            inner.adjust(MARK_ROOM - 4, 0, 0, 0)
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


def _draw_mark(painter: QPainter, box: QRectF, marked: bool) -> None:
    t = theme()
    painter.setPen(QPen(t.colour("focus" if marked else "faint"), 1))
    painter.setBrush(t.colour("selection" if marked else "canvas"))
    painter.drawRoundedRect(box, 3, 3)
    if marked:
        painter.drawPixmap(box.toRect().topLeft() + QPoint(1, 1), t.pixmap("check", "text", 12))


class ChoiceList(QFrame):
    """The list that opens: arrows move, Enter picks, Esc closes, typing searches.

    With `marked` several may be picked (`several`): Space or a click on a check mark marks and the list stays; Enter
    or a click on the words picks that line alone, or, once something was marked, takes what is marked, as does
    closing the list by a click beside it. Esc leaves everything as it was.
    """

    chosen = Signal(str)
    several = Signal(object)
    """Keys marked, a tuple in the order of the list."""

    def __init__(self, choices: Sequence[Choice], current: str, parent: QWidget,
                 marked: Sequence[str] | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("panel", "strong")
        self._choices = tuple(choices)
        self._marked = None if marked is None else set(marked)
        self._marked_before = frozenset(marked or ())
        self._over = False
        self._moved = False
        self._pressed: QListWidgetItem | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(4)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Search in the list"))
        self.field.setAccessibleName(tr("Search in the list"))
        self.field.setVisible(len(self._choices) >= SEARCH_FROM)
        self.lines = QListWidget()
        self.lines.setItemDelegate(_ChoiceDelegate(self._marked, self.lines))
        self.lines.setUniformItemSizes(True)
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines.setAccessibleName(tr("Choices"))
        column.addWidget(self.field)
        column.addWidget(self.lines)
        if marked is not None:
            foot = label(tr("Space marks several · Enter takes them · Esc leaves"), Size.LABEL, tone="secondary")
            foot.setContentsMargins(8, 0, 8, 2)
            column.addWidget(foot)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.lines.installEventFilter(self)
        self.lines.viewport().installEventFilter(self)
        self._fill(self._choices, current)

    def open_under(self, anchor: QWidget) -> None:
        """Show it under a widget, within the screen."""
        wanted = max([anchor.width(), 260, *(self._line_width(c) for c in self._choices)])
        rows = min(12, max(1, self.lines.count()))
        height = rows * 30 + 12 + (40 if not self.field.isHidden() else 0)
        height += 0 if self._marked is None else _FOOT
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
            if self._take_key(watched, event):
                return True
        elif watched is self.lines.viewport() and isinstance(event, QMouseEvent):
            self._take_mouse(event)
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed by a click beside it: what was marked is taken."""
        super().closeEvent(event)
        if not self._over and self._changed:
            self._take_marked()

    @property
    def _changed(self) -> bool:
        return self._marked is not None and self._marked != self._marked_before

    def _take_key(self, watched: QObject, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_Escape:
            self._over = True
            self.close()
        elif self._marked is not None and key == Qt.Key.Key_Space and (watched is not self.field or self._moved):
            self._mark(self.lines.currentItem())
        elif watched is self.field and key in (
            Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp
        ):
            self._moved = True
            self.lines.event(event)
        else:
            return False
        return True

    def _take_mouse(self, event: QMouseEvent) -> None:
        item = self.lines.itemAt(event.position().toPoint())
        if event.type() == QEvent.Type.MouseButtonPress:
            self._pressed = item if event.button() == Qt.MouseButton.LeftButton else None
        elif event.type() == QEvent.Type.MouseButtonRelease and item is not None and item is self._pressed:
            self._click(item, event.position().x() < MARK_ROOM + 8)

    def _enter(self) -> None:
        if self._changed:
            self._take_marked()
        else:
            self._pick_item(self.lines.currentItem())

    def _click(self, item: QListWidgetItem, on_mark: bool) -> None:
        if self._marked is not None and on_mark:
            self.lines.setCurrentItem(item)
            self._mark(item)
        else:
            self._pick_item(item)

    def _mark(self, item: QListWidgetItem | None) -> None:
        if item is None or self._marked is None or not item.flags() & Qt.ItemFlag.ItemIsSelectable:
            return
        self._marked ^= {item.data(Qt.ItemDataRole.UserRole).key}
        self.lines.viewport().update()

    def _take_marked(self) -> None:
        self._over = True
        marked = self._marked or set()
        self.close()
        self.several.emit(tuple(c.key for c in self._choices if c.key in marked))

    def _line_width(self, choice: Choice) -> int:
        metrics = QFontMetrics(font())
        marks = 0 if self._marked is None else MARK_ROOM
        return metrics.horizontalAdvance(choice.words) + metrics.horizontalAdvance(choice.detail) + 64 + marks

    def _search(self, text: str) -> None:
        self._moved = False
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
            elif (first is None and not choice.option) or choice.key == current:
                first = item
            self.lines.addItem(item)
        if first is not None:
            self.lines.setCurrentItem(first)
            self.lines.scrollToItem(first)

    def _pick_item(self, item: QListWidgetItem | None) -> None:
        """This line and no other."""
        if item is None or not item.flags() & Qt.ItemFlag.ItemIsSelectable:
            return
        choice = item.data(Qt.ItemDataRole.UserRole)
        if self._marked is None:
            self.close()
            self.chosen.emit(choice.key)
        elif choice.option:
            self._mark(item)
        else:
            options = {c.key for c in self._choices if c.option}
            self._marked &= options
            self._marked.add(choice.key)
            self._take_marked()
