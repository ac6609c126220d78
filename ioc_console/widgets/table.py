"""A table of 28 px rows over any sequence: numbers right-aligned and tabular, standings drawn, smooth when huge.

Rows are asked for only where they are painted, so a lazy sequence of a million rows costs what the window shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ioc_console.widgets.labels import as_plain
from ioc_console.widgets.standing_mark import standing_name
from ioc_console.widgets.table_cells import BELOW_HEIGHT, Below, Cell, CellPainter, Column, made

__all__ = ["BELOW_HEIGHT", "ROW_HEIGHT", "Below", "Cell", "Column", "RowsModel", "TableView"]
ROW_HEIGHT = 28
AnyIndex = QModelIndex | QPersistentModelIndex


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
        return made(self.columns[index.column()], self.rows[index.row()])

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
        self._cells = CellPainter()
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
        if keep is not None and current is not None:
            wanted = keep(current)
            for number, row in enumerate(rows[:2000]):
                if keep(row) == wanted:
                    self.reach(number)
                    break
            self.verticalScrollBar().setValue(place)
        if self.hasFocus():
            self._reach_first()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by keys sees where they are: on the first row in sight, where none is chosen."""
        # Qt itself chooses the first row then, and says so: to be reached by the keyboard is no choice.
        blocked = self.selectionModel().blockSignals(True)
        super().focusInEvent(event)
        self.selectionModel().blockSignals(blocked)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self._reach_first()
        self.viewport().update()

    def _reach_first(self) -> None:
        if self.rows_model.rowCount() and not self.currentIndex().isValid():
            self.reach(max(0, self.rowAt(0)))

    def reach(self, row: int) -> None:
        """Put the keyboard on a row without telling anyone and without scrolling."""
        blocked = self.selectionModel().blockSignals(True)
        self.setCurrentIndex(self.rows_model.index(row, 0))
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()

    def set_below(self, below: Callable[[Any], Below | None] | None) -> None:
        """A second line under each row, or none: rows are as high as they need."""
        self.rows_model.below = below
        height = self._row_height + (BELOW_HEIGHT if below is not None else 0)
        if self.verticalHeader().defaultSectionSize() != height:
            self.verticalHeader().setDefaultSectionSize(height)

    def set_titles(self, titles: Sequence[str]) -> None:
        """Column titles in another language."""
        if [c.title for c in self.rows_model.columns] == list(titles):
            return
        columns = [replace(c, title=t) for c, t in zip(self.rows_model.columns, titles, strict=True)]
        self.rows_model.columns = tuple(columns)
        self.rows_model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns, sized as they say."""
        self.rows_model.set_columns(columns)
        self._size_columns()

    def set_sorted(self, key: str, descending: bool) -> None:
        """Mark the order the rows come in."""
        if self.rows_model.sorted_by == (key, descending):
            return
        self.rows_model.sorted_by = (key, descending)
        self.rows_model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.rows_model.columns) - 1)

    def current_row(self) -> Any | None:
        """The row that is chosen."""
        index = self.currentIndex()
        return self.rows_model.rows[index.row()] if index.isValid() else None

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows in sight. Qt's own way, cell by cell over a delegate, takes three times as long in Python."""
        rows, area = self.rows_model.rows, event.rect()
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        if first < 0 or not rows:
            return
        painter, cells, below = QPainter(self.viewport()), self._cells, self.rows_model.below
        chosen = {index.row() for index in self.selectionModel().selectedRows()}
        focused, right = self.hasFocus(), self.horizontalHeader().length() - self.horizontalHeader().offset()
        columns = [
            (column, self.columnViewportPosition(number) + 8, self.columnWidth(number) - 16)
            for number, column in enumerate(self.rows_model.columns)
            if not self.isColumnHidden(number)
        ]
        for number in range(first, (len(rows) - 1 if last < 0 else last) + 1):
            row, top, high = rows[number], self.rowViewportPosition(number), self.rowHeight(number)
            whole, selected = QRect(0, top, right, high), number in chosen
            cells.ground(painter, whole, selected=selected, focused=focused)
            if below is not None:
                under = below(row)
                if under is not None:
                    left = self.columnViewportPosition(under.first) + 8
                    cells.below(painter, whole, left, under, selected)
                top, high = top + 2, high - 2 - BELOW_HEIGHT
            for column, left, wide in columns:
                room = QRect(left, top, wide, high)
                cells.cell(painter, room, made(column, row), selected=selected, numeric=column.numeric)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; Ctrl+C copies the row as tab-separated text."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open_index(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy) and self.currentIndex().isValid():
            row = self.currentIndex().row()
            cells = (self.rows_model.data(self.rows_model.index(row, c)) for c in range(len(self.rows_model.columns)))
            QGuiApplication.clipboard().setText("\t".join(str(c) for c in cells))
        elif event.text().strip() and event.text().isprintable():
            event.ignore()  # letters and "/" are keys of the screen, not a search in the first column
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
