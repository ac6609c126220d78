"""A table of 28 px rows over any sequence: numbers right-aligned and tabular, standings drawn, smooth when huge.

Rows are asked for only where they are painted, so a lazy sequence of a million rows costs what the window shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ioc_console.theme import Size, Weight, theme
from ioc_console.widgets.kept_texts import KeptTexts
from ioc_console.widgets.labels import as_plain
from ioc_console.widgets.marked_text import draw_marked
from ioc_console.widgets.standing_mark import draw_standing, standing_name
from ioc_domain.codes import Standing
from ioc_domain.foreign_text import in_sight

ROW_HEIGHT = 28
AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Cell:
    """What stands in a cell. `paint(painter, room)` draws something of its own (a sparkline) instead of text."""

    text: str = ""
    tone: str = "text"
    weight: int = Weight.REGULAR
    standing: Standing | str | None = None
    stale: bool = False
    paint: Callable[[QPainter, QRectF], None] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", in_sight(self.text))


@dataclass(frozen=True)
class Column:
    """A column. `width` 0 takes the room that is left; `sort` names the order a click on the header asks for."""

    title: str
    cell: Callable[[Any], Cell | str]
    width: int = 0
    numeric: bool = False
    sort: str = ""
    told: Callable[[Any], str] | None = None
    """What the tooltip of a cell says; the cell's own text when not given."""


@dataclass(frozen=True)
class Below:
    """A second line under a row, from the left edge of column `first` on, with words marked."""

    text: str
    marks: Sequence[tuple[int, int]] = ()
    first: int = 0


BELOW_HEIGHT = 18
_SELECTED = QStyle.StateFlag.State_Selected.value


class RowsModel(QAbstractTableModel):
    """The rows for Qt: cells are made when they are painted."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: Sequence[Any] = ()
        self.sorted_by: tuple[str, bool] = ("", False)
        self.below: Callable[[Any], Below | None] | None = None

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns, e.g. with titles in another language."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self.endResetModel()

    def cell(self, index: AnyIndex) -> Cell:
        """The cell at an index."""
        made = self.columns[index.column()].cell(self.rows[index.row()])
        return Cell(made) if isinstance(made, str) else made

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:
        """How many rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text for readers, copying and accessibility; painting is the delegate's."""
        if role == Qt.ItemDataRole.DisplayRole:
            cell = self.cell(index)
            return cell.text or (standing_name(cell.standing) if cell.standing is not None else "")
        if role == Qt.ItemDataRole.ToolTipRole:
            told = self.columns[index.column()].told
            return as_plain(told(self.rows[index.row()]) if told is not None else str(self.data(index)))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[index.column()].numeric else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles, with an arrow on the column the rows are sorted by."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            key, descending = self.sorted_by
            arrow = "" if not key or column.sort != key else " ↓" if descending else " ↑"
            return column.title + arrow
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class _CellDelegate(QStyledItemDelegate):
    """Paints a cell. A window shows hundreds at once: what they have in common is made once and kept."""

    def __init__(self, table: TableView) -> None:
        super().__init__(table)
        self._table = table
        self._texts = KeptTexts()
        self._pens: dict[str, QPen] = {}
        self._tokens = theme().tokens

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        table, model = self._table, self._table.rows_model
        cell, room = model.cell(index), QRect(option.rect)
        selected = bool(option.state.value & _SELECTED)
        if selected:
            painter.fillRect(room, theme().colour("selection"))
            if table.hasFocus():
                painter.setPen(self._pen("focus"))
                painter.drawLine(room.topLeft(), room.topRight())
                painter.drawLine(room.bottomLeft(), room.bottomRight())
        if model.below is not None:
            self._below(painter, room, table, model.below(model.rows[index.row()]), selected)
            room.adjust(0, 2, 0, -BELOW_HEIGHT)
        room.adjust(8, 0, -8, 0)
        if cell.paint is not None:
            painter.save()
            cell.paint(painter, QRectF(room))
            painter.restore()
        else:
            self._text(painter, room, cell, selected, model.columns[index.column()].numeric)

    def _pen(self, token: str) -> QPen:
        if theme().tokens is not self._tokens:
            self._tokens = theme().tokens
            self._pens.clear()
        pen = self._pens.get(token)
        if pen is None:
            pen = self._pens[token] = QPen(theme().colour(token), 1)
        return pen

    @staticmethod
    def _below(painter: QPainter, room: QRect, table: QTableView, below: Below | None, selected: bool) -> None:
        """The part of the second line that lies in this cell: every cell of the row draws its own."""
        if below is None:
            return
        left = table.columnViewportPosition(below.first) + 8
        line = QRectF(left, room.bottom() - BELOW_HEIGHT - 2, table.viewport().width() - left - 8, BELOW_HEIGHT)
        painter.save()
        painter.setClipRect(room)
        draw_marked(painter, line, below.text, below.marks, Size.LABEL, "text" if selected else "secondary")
        painter.restore()

    def _text(self, painter: QPainter, room: QRect, cell: Cell, selected: bool, numeric: bool) -> None:
        if cell.standing is not None:
            mark = QRectF(room.left(), room.center().y() - 5, 11, 11)
            colour = None
            if selected and not cell.stale and Standing(cell.standing) is Standing.AT_RISK:
                colour = theme().colour("at_risk_on_selection")
            draw_standing(painter, mark, cell.standing, stale=cell.stale, colour=colour)
            room.adjust(18, 0, 0, 0)
        if cell.text:
            painter.setPen(self._pen("at_risk_on_selection" if selected and cell.tone == "at_risk" else cell.tone))
            self._texts.draw(painter, room, cell.text, cell.weight, right=numeric)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(40, ROW_HEIGHT)


class TableView(QTableView):
    """`chosen` when the current row changes, `opened` on Enter or double click, `sort_asked` on a header click."""

    chosen = Signal(object)
    opened = Signal(object)
    sort_asked = Signal(str, bool)

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None, row_height: int = ROW_HEIGHT) -> None:
        super().__init__(parent)
        self._row_height = row_height
        self.rows_model = RowsModel(columns, self)
        self.setModel(self.rows_model)
        self.setItemDelegate(_CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(row_height)
        self.verticalHeader().setDefaultSectionSize(row_height)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(True)
        self.horizontalHeader().sectionClicked.connect(self._header_clicked)
        self.doubleClicked.connect(self._open_index)
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        self._size_columns()

    def set_rows(self, rows: Sequence[Any], keep: Callable[[Any], object] | None = None) -> None:
        """Show other rows. With `keep` (a row's identity) the chosen row and the scroll place survive."""
        current = self.current_row()
        place = self.verticalScrollBar().value()
        self.rows_model.set_rows(rows)
        if keep is None or current is None:
            return
        wanted = keep(current)
        for number, row in enumerate(rows[:2000]):
            if keep(row) == wanted:
                blocked = self.selectionModel().blockSignals(True)
                self.setCurrentIndex(self.rows_model.index(number, 0))
                self.selectionModel().blockSignals(blocked)
                break
        self.verticalScrollBar().setValue(place)

    def set_below(self, below: Callable[[Any], Below | None] | None) -> None:
        """A second line under each row, or none: rows are as high as they need."""
        self.rows_model.below = below
        height = self._row_height + (BELOW_HEIGHT if below is not None else 0)
        if self.verticalHeader().defaultSectionSize() != height:
            self.verticalHeader().setDefaultSectionSize(height)

    def set_titles(self, titles: Sequence[str]) -> None:
        """Column titles in another language."""
        columns = [replace(c, title=t) for c, t in zip(self.rows_model.columns, titles, strict=True)]
        self.rows_model.columns = tuple(columns)
        self.rows_model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns, sized as they say."""
        self.rows_model.set_columns(columns)
        self._size_columns()

    def set_sorted(self, key: str, descending: bool) -> None:
        """Mark the order the rows come in."""
        self.rows_model.sorted_by = (key, descending)
        self.rows_model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.rows_model.columns) - 1)

    def current_row(self) -> Any | None:
        """The row that is chosen."""
        index = self.currentIndex()
        return self.rows_model.rows[index.row()] if index.isValid() else None

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells, and a hairline under each row."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setPen(QPen(theme().colour("line"), 1))
        right = self.horizontalHeader().length() - self.horizontalHeader().offset() - 1
        focused = self.hasFocus() and self.selectionModel().hasSelection()
        first, last = self.rowAt(event.rect().top()), self.rowAt(event.rect().bottom())
        for row in range(max(first, 0), (last if last >= 0 else len(self.rows_model.rows) - 1) + 1):
            if first < 0 or (focused and self.selectionModel().isRowSelected(row)):
                continue  # nothing here, or the frame of the focus has its line there
            foot = self.rowViewportPosition(row) + self.rowHeight(row) - 1
            painter.drawLine(0, foot, right, foot)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; Ctrl+C copies the row as tab-separated text."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open_index(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy) and self.currentIndex().isValid():
            row = self.currentIndex().row()
            cells = (self.rows_model.data(self.rows_model.index(row, c)) for c in range(len(self.rows_model.columns)))
            QGuiApplication.clipboard().setText("\t".join(str(c) for c in cells))
        elif event.text().isalnum():
            event.ignore()  # letters are keys of the screen, not a search in the first column
        else:
            super().keyPressEvent(event)

    def _size_columns(self) -> None:
        header = self.horizontalHeader()
        header.setMinimumSectionSize(20)
        for number, column in enumerate(self.rows_model.columns):
            stretch = column.width == 0
            mode = QHeaderView.ResizeMode.Stretch if stretch else QHeaderView.ResizeMode.Fixed
            header.setSectionResizeMode(number, mode)
            if not stretch:
                self.setColumnWidth(number, column.width)

    def _header_clicked(self, section: int) -> None:
        key = self.rows_model.columns[section].sort
        if key:
            now, descending = self.rows_model.sorted_by
            self.sort_asked.emit(key, not descending if key == now else True)

    def _open_index(self, index: AnyIndex) -> None:
        if index.isValid():
            self.opened.emit(self.rows_model.rows[index.row()])

    def _current_changed(self, current: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(self.rows_model.rows[current.row()])
