"""The list: standings on canvas bands, field lines, indicator rows of 28 with sparkline, share of plan, change, age."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ioc_console.screens.indicators.list_model import FieldLine, HeaderLine, IndicatorLine, Line, MoreLine
from ioc_console.text import tr
from ioc_console.theme import Size, Weight, font, theme
from ioc_console.widgets.charts.sparkline import draw_sparkline
from ioc_console.widgets.drawing import line as draw_line
from ioc_console.widgets.labels import as_plain
from ioc_console.widgets.standing_mark import draw_standing, standing_colour
from ioc_domain.codes import Standing

AnyIndex = QModelIndex | QPersistentModelIndex
LINE_ROLE = Qt.ItemDataRole.UserRole + 1
HEIGHTS = {HeaderLine: 32, FieldLine: 20, IndicatorLine: 28, MoreLine: 24}
AGE, CHANGE, REACHED, SPARK = 70, 88, 50, 72
"""Widths of the columns from the right."""
AGE_NARROW, CHANGE_NARROW, REACHED_NARROW = 62, 84, 42
NAME_LEFT = 33
NARROW = 470
"""Below this width the sparkline gives way to the name."""


def columns(width: int) -> tuple[QRectF, QRectF, QRectF, QRectF, QRectF]:
    """(name, spark, reached, change, age) as strips of a row of that width, at y 0, height 28."""
    right, wide = float(width - 12), width >= NARROW
    widths = (AGE, CHANGE, REACHED) if wide else (AGE_NARROW, CHANGE_NARROW, REACHED_NARROW)
    age = QRectF(right - widths[0], 0, widths[0], 28)
    change = QRectF(age.left() - widths[1], 0, widths[1], 28)
    reached = QRectF(change.left() - widths[2], 0, widths[2], 28)
    spark_width = SPARK if wide else 0
    spark = QRectF(reached.left() - spark_width, 0, spark_width, 28)
    return QRectF(NAME_LEFT, 0, spark.left() - NAME_LEFT - 8, 28), spark, reached, change, age


class LinesModel(QAbstractListModel):
    """The lines for Qt."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:
        """How many lines."""
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Field lines cannot be reached."""
        if isinstance(self.lines[index.row()], FieldLine):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for readers; the line itself for the delegate."""
        line = self.lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(line, IndicatorLine):
                return line.told
            if isinstance(line, HeaderLine):
                return f"{line.name}: {line.count}"
            return line.words if isinstance(line, MoreLine) else line.name
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(line, IndicatorLine):
            return as_plain(line.told)
        return None


class LineDelegate(QStyledItemDelegate):
    """Paints a line by its kind."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Height by kind."""
        return QSize(80, HEIGHTS[type(index.data(LINE_ROLE))])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Draw the line."""
        line, room = index.data(LINE_ROLE), QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if isinstance(line, HeaderLine):
            self._header(painter, room, line)
        elif isinstance(line, FieldLine):
            draw_line(painter, room.adjusted(NAME_LEFT, 2, -12, 0), line.name, Size.LABEL, token="secondary")
        elif isinstance(line, MoreLine):
            self._more(painter, room, line)
        else:
            self._row(painter, room, line, selected)
        if selected:
            parent = self.parent()
            focused = isinstance(parent, QWidget) and parent.hasFocus()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme().colour("focus" if focused else "strong_line"), 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(room.adjusted(1, 1, -1, -1))
        painter.restore()

    def _header(self, painter: QPainter, room: QRectF, line: HeaderLine) -> None:
        painter.fillRect(room, theme().colour("canvas"))
        painter.setPen(QPen(theme().colour("line"), 1))
        painter.drawLine(room.topLeft(), room.topRight())
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        chevron = theme().pixmap("chevron-right" if line.folded else "chevron-down", "secondary", 14,
                                 painter.device().devicePixelRatioF())
        painter.drawPixmap(int(room.left()) + 11, int(room.center().y()) - 7, chevron)
        draw_standing(painter, QRectF(room.left() + NAME_LEFT, room.center().y() - 6, 12, 12), line.standing)
        draw_line(painter, room.adjusted(NAME_LEFT + 20, 0, -60, 0), line.name, Size.BODY, Weight.STRONG)
        draw_line(painter, room.adjusted(0, 0, -12, 0), line.count, Size.BODY, Weight.STRONG, right=True)

    def _more(self, painter: QPainter, room: QRectF, line: MoreLine) -> None:
        used = draw_line(painter, room.adjusted(NAME_LEFT, 0, -12, 0), line.words, Size.LABEL, token="secondary")
        chevron = theme().pixmap("chevron-down", "secondary", 12, painter.device().devicePixelRatioF())
        painter.drawPixmap(int(room.left() + NAME_LEFT + used + 5), int(room.center().y()) - 6, chevron)

    def _row(self, painter: QPainter, room: QRectF, line: IndicatorLine, selected: bool) -> None:
        if selected:
            painter.fillRect(room, theme().colour("selection"))
        strips = [s.translated(room.left(), room.top()) for s in columns(int(room.width()))]
        name, spark, reached, change, age = strips
        weight = Weight.STRONG if selected else Weight.REGULAR
        note = f" · {line.lower_note}" if line.lower_note else ""
        note_width = QFontMetricsF(font(Size.LABEL)).horizontalAdvance(note) if note else 0.0
        used = draw_line(painter, name.adjusted(0, 0, -note_width, 0), line.name, Size.BODY, weight)
        if note:
            draw_line(painter, name.adjusted(used, 0, 0, 0), note, Size.LABEL, token="secondary")
        token = "secondary" if line.stale else "text"
        if spark.width():
            colour = standing_colour(line.standing, line.stale)
            if selected and line.standing is Standing.AT_RISK and not line.stale:
                colour = theme().colour("at_risk_on_selection")
            draw_sparkline(painter, spark.adjusted(0, 4, -8, -4), line.trail, colour)
        draw_line(painter, reached, line.reached, Size.BODY, Weight.STRONG, token, right=True)
        draw_line(painter, change, line.change, Size.LABEL, token="secondary", right=True)
        if line.stale:
            clock = theme().pixmap("clock-alert", "text", 12, painter.device().devicePixelRatioF())
            width = QFontMetricsF(font(Size.LABEL, Weight.MEDIUM)).horizontalAdvance(line.age)
            painter.drawPixmap(int(age.right() - width - 15), int(age.center().y()) - 6, clock)
        draw_line(painter, age, line.age, Size.LABEL, Weight.MEDIUM if line.stale else Weight.REGULAR,
              "text" if line.stale else "secondary", right=True)


class IndicatorListView(QListView):
    """`reached` carries the subject of the row that is current; `standing_toggled` and `more_asked` a standing."""

    reached = Signal(str)
    opened = Signal(str)
    standing_toggled = Signal(object)
    more_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = LinesModel(self)
        self.setModel(self._lines)
        self.setItemDelegate(LineDelegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(tr("Indicators"))
        self.selectionModel().currentChanged.connect(self._current_changed)

    def set_lines(self, lines: Sequence[Line], subject: str) -> None:
        """Show other lines; the row of `subject` is the current one, without telling anybody."""
        place = self.verticalScrollBar().value()
        blocked = self.selectionModel().blockSignals(True)
        self._lines.set_lines(lines)
        self.choose(subject)
        self.selectionModel().blockSignals(blocked)
        self.verticalScrollBar().setValue(place)

    def choose(self, subject: str) -> None:
        """Make the row of an indicator current, where it is in the list."""
        for k, line in enumerate(self._lines.lines):
            if isinstance(line, IndicatorLine) and line.subject == subject:
                self.setCurrentIndex(self._lines.index(k))
                return

    def line_at(self, index: AnyIndex) -> Line | None:
        """The line of an index."""
        return self._lines.lines[index.row()] if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens or unfolds; left and right fold."""
        line = self.line_at(self.currentIndex())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._activate(line)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and isinstance(line, HeaderLine):
            if line.folded is (event.key() == Qt.Key.Key_Right):
                self.standing_toggled.emit(line.standing)
        elif event.text().isalnum():
            event.ignore()  # letters are keys of the screen (G), not a search
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a standing folds it, on "more" unfolds."""
        super().mouseReleaseEvent(event)
        line = self.line_at(self.indexAt(event.position().toPoint()))
        if isinstance(line, HeaderLine | MoreLine):
            self._activate(line)

    def _activate(self, line: Line | None) -> None:
        if isinstance(line, HeaderLine):
            self.standing_toggled.emit(line.standing)
        elif isinstance(line, MoreLine):
            self.more_asked.emit(line.standing)
        elif isinstance(line, IndicatorLine):
            self.opened.emit(line.subject)

    def _current_changed(self, current: QModelIndex) -> None:
        line = self.line_at(current)
        if isinstance(line, IndicatorLine):
            self.reached.emit(line.subject)


class ListHead(QWidget):
    """Names of the columns above the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(24)
        self._total = ""

    def show_total(self, words: str) -> None:
        """How many indicators."""
        self._total = words
        self.update()

    def paintEvent(self, event: Any) -> None:
        """One line of quiet words over the columns."""
        painter = QPainter(self)
        name, spark, reached, change, age = (s.adjusted(0, -4, 0, 0) for s in columns(self.width()))
        draw_line(painter, name, self._total, Size.LABEL, token="secondary")
        if spark.width():
            draw_line(painter, spark, tr("12 periods"), Size.LABEL, token="secondary")
        wider = reached.adjusted(-12, 0, 0, 0)
        for room, words in ((wider, tr("% of plan")), (change, tr("Δ same period")), (age, tr("Age"))):
            draw_line(painter, room, words, Size.LABEL, token="secondary", right=True)
        painter.end()

