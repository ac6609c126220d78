"""The queue of alert groups: a list painted row by row, 56 px a group and 28 px a member of a flood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ioc_console.screens.alerts.lines import AlertLine
from ioc_console.text import tr
from ioc_console.theme import Size, Weight, font, theme
from ioc_console.widgets.chip import draw_priority

ROW = 56
MEMBER_ROW = 28
HEADER = 32
Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True)
class Columns:
    """Left edges and widths of the columns in a row of some width; a width of 0 leaves a column out."""

    priority: tuple[int, int]
    what: tuple[int, int]
    since: tuple[int, int]
    spark: tuple[int, int]
    count: tuple[int, int]
    owner: tuple[int, int]


def columns(width: int) -> Columns:
    """What fits: below 860 px the sparks go, below 700 the owner narrows."""
    owner = 184 if width >= 760 else 132
    spark = 120 if width >= 860 else 0
    since, count, priority, gap = 112, 56, 88, 12
    right = width - 12
    owner_left = right - owner
    count_left = owner_left - 20 - count
    spark_left = count_left - 8 - spark
    since_left = (spark_left if spark else count_left) - 8 - since
    what_left = 12 + priority
    return Columns((12, priority), (what_left, since_left - gap - what_left), (since_left, since),
                   (spark_left, spark), (count_left, count), (owner_left, owner))


class AlertModel(QAbstractListModel):
    """The rows of the view model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[AlertLine, ...] = ()

    def set_lines(self, lines: Sequence[AlertLine]) -> None:
        """Show other rows; nothing happens when they are the same."""
        if tuple(lines) == self._lines:
            return
        self.beginResetModel()
        self._lines = tuple(lines)
        self.endResetModel()

    def row_of(self, alert_id: str) -> int:
        """Row of a group, -1 when it is not shown."""
        return next((n for n, line in enumerate(self._lines) if line.id == alert_id and line.level == 0), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """The line itself for the painter, its words for a screen reader."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role in (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)):
            return ", ".join(p for p in (line.priority_word, line.title, line.place, line.since, line.count,
                                         line.owner, line.owner_note) if p)
        return None


class AlertDelegate(QStyledItemDelegate):
    """Paints a row."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """56 or 28 high."""
        line: AlertLine = index.data(LINE_ROLE)
        return QSize(0, ROW if line.level == 0 else MEMBER_ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Background, hairline, cells."""
        line: AlertLine = index.data(LINE_ROLE)
        room: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        colours = theme()
        painter.save()
        if selected:
            painter.fillRect(room, colours.colour("selection"))
            painter.fillRect(QRect(room.left(), room.top(), 3, room.height()), colours.colour("focus"))
        painter.setPen(QPen(colours.colour("line"), 1))
        if line.level == 0:
            painter.drawLine(room.topLeft(), room.topRight())
        view = self.parent()
        if isinstance(view, AlertQueue) and view.hasFocus() and index.row() == view.reached:
            painter.setPen(QPen(colours.colour("focus"), 1))
            painter.drawRect(room.adjusted(0, 1, -1, -1))
            painter.setPen(QPen(colours.colour("line"), 1))
        place = columns(room.width())
        if line.level == 0:
            self._group(painter, room, line, place)
        else:
            self._member(painter, room, line, place)
        painter.restore()

    def _group(self, painter: QPainter, room: QRect, line: AlertLine, place: Columns) -> None:
        top, mid = room.top(), room.center().y()
        mark = QRectF(room.left() + place.priority[0], mid - 9, 20, 20)
        draw_priority(painter, mark, line.priority, taken=line.held)
        loud = not line.held
        self._text(painter, QRect(int(mark.right()) + 8, top, place.priority[1] - 32, ROW), line.priority_word,
                   Weight.STRONG if loud and line.priority < 3 else Weight.REGULAR,
                   "text" if loud and line.priority < 3 else "secondary")
        left = room.left() + place.what[0]
        if line.open_members is not None:
            icon = "chevron-down" if line.open_members else "chevron-right"
            painter.drawPixmap(left - 18, top + 11, theme().pixmap(icon, "secondary", 14, 1.0))
        self._two(painter, left, place.what[1], top, line.title, line.place)
        self._two(painter, room.left() + place.since[0], place.since[1], top, line.since, line.age, Weight.REGULAR)
        self._spark(painter, room, line, place, 24)
        self._count(painter, room, line, place, Size.TITLE)
        self._two(painter, room.left() + place.owner[0], place.owner[1], top, line.owner, line.owner_note,
                  Weight.STRONG if loud else Weight.REGULAR)

    def _member(self, painter: QPainter, room: QRect, line: AlertLine, place: Columns) -> None:
        left = room.left() + place.what[0]
        painter.drawLine(left, room.top(), left, room.bottom())
        name = QFontMetrics(font(Size.LABEL, Weight.MEDIUM)).horizontalAdvance(line.title)
        self._text(painter, QRect(left + 10, room.top(), place.what[1] - 10, room.height()), line.title,
                   Weight.MEDIUM, "text", Size.LABEL)
        self._text(painter, QRect(left + 20 + name, room.top(), place.what[1] - name - 20, room.height()), line.place,
                   Weight.REGULAR, "secondary", Size.LABEL)
        self._spark(painter, room, line, place, 16)
        self._count(painter, room, line, place, Size.BODY)

    def _two(self, painter: QPainter, left: int, width: int, top: int, first: str, second: str,
             weight: int = Weight.STRONG) -> None:
        self._text(painter, QRect(left, top + 9, width, 20), first, weight, "text")
        self._text(painter, QRect(left, top + 28, width, 18), second, Weight.REGULAR, "secondary", Size.LABEL)

    @staticmethod
    def _text(painter: QPainter, room: QRect, text: str, weight: int, tone: str, size: int = Size.BODY,
              align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> None:
        painter.setFont(font(size, weight))
        painter.setPen(theme().colour(tone))
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(align | Qt.AlignmentFlag.AlignVCenter), cut)

    def _count(self, painter: QPainter, room: QRect, line: AlertLine, place: Columns, size: int) -> None:
        self._text(painter, QRect(room.left() + place.count[0], room.top(), place.count[1], room.height()), line.count,
                   Weight.STRONG, "text", size, Qt.AlignmentFlag.AlignRight)

    @staticmethod
    def _spark(painter: QPainter, room: QRect, line: AlertLine, place: Columns, height: int) -> None:
        width = place.spark[1]
        if not width:
            return
        left, bottom = room.left() + place.spark[0], room.center().y() + height // 2
        if not line.spark or not any(line.spark):
            if line.level == 0:
                AlertDelegate._text(painter, QRect(left, room.top(), width - 16, room.height()), "–", Weight.REGULAR,
                                    "secondary", Size.LABEL, Qt.AlignmentFlag.AlignRight)
            return
        pitch = (width - 16) / max(12, len(line.spark))
        painter.setPen(QPen(theme().colour("line"), 1))
        painter.drawLine(left, bottom + 1, left + width - 16, bottom + 1)
        for n, value in enumerate(line.spark):
            tall = 0 if not line.spark_top else max(1 if value else 0, round(value / line.spark_top * height))
            token = "chart_actual" if n == len(line.spark) - 1 and line.level == 0 else "chart_same_period"
            painter.fillRect(QRectF(left + n * pitch, bottom - tall, pitch - 2, tall), theme().colour(token))


class QueueHeader(QWidget):
    """Names of the columns, on the same edges as the rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEADER)
        self._row_width = 0

    def set_row_width(self, width: int) -> None:
        """Rows are narrower than the header while there is a scroll bar."""
        self._row_width = width
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words in label size."""
        painter = QPainter(self)
        painter.setFont(font(Size.LABEL, Weight.REGULAR))
        painter.setPen(theme().colour("secondary"))
        place = columns(self._row_width or self.width())
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        for (at, width), words, align in (
            (place.priority, tr("Priority"), left), (place.what, tr("What, where"), left),
            (place.since, tr("Since"), left), (place.spark, tr("Last 60 minutes"), left),
            (place.count, tr("Count"), right), (place.owner, tr("Who has it"), left),
        ):
            if width:
                painter.drawText(QRect(at, 0, width, HEADER), int(align | Qt.AlignmentFlag.AlignVCenter), words)
        painter.end()


class AlertQueue(QListView):
    """The list. Arrows move, Enter opens, Space folds a flood."""

    chosen = Signal(str)
    folded = Signal(str)
    row_width_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = AlertModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(AlertDelegate(self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAccessibleName(tr("Alerts"))
        self.selectionModel().currentChanged.connect(self._current_changed)

    @property
    def reached(self) -> int:
        """Row on which the keyboard is: the chosen one, else the first, where an arrow begins."""
        return max(0, self.currentIndex().row())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by keys sees where they are."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The frame goes with the keyboard."""
        super().focusOutEvent(event)
        self.viewport().update()

    def show_lines(self, lines: Sequence[AlertLine], selected: str) -> None:
        """Show rows and keep the selected group selected and in view."""
        self.rows.set_lines(lines)
        row = self.rows.row_of(selected)
        model = self.selectionModel()
        blocked = model.blockSignals(True)
        if row >= 0:
            self.setCurrentIndex(self.rows.index(row))
        else:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        model.blockSignals(blocked)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the header how wide rows are now."""
        super().resizeEvent(event)
        self.row_width_changed.emit(self.viewport().width())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the chevron folds; elsewhere it selects."""
        index = self.indexAt(event.position().toPoint())
        line = index.data(LINE_ROLE) if index.isValid() else None
        edge = columns(self.viewport().width()).what[0]
        if line is not None and line.open_members is not None and edge - 24 <= event.position().x() <= edge:
            self.folded.emit(line.id)
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space folds a flood, Enter opens the group."""
        line = self.currentIndex().data(LINE_ROLE) if self.currentIndex().isValid() else None
        if line is not None and event.key() == Qt.Key.Key_Space and line.open_members is not None:
            self.folded.emit(line.id)
        elif line is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(line.id)
        elif event.text().isalpha():
            event.ignore()  # letters are the screen's keys, not a search in the list
        else:
            super().keyPressEvent(event)

    def _current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(current.data(LINE_ROLE).id)
