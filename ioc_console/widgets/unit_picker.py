"""Choosing one of many hundreds of units: type any part of its name, marks or not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSortFilterProxyModel, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from ioc_console.text import tr
from ioc_console.theme import Space
from ioc_console.widgets.choices import fold
from ioc_domain.foreign_text import in_sight


class _Filter(QSortFilterProxyModel):
    """Rows whose folded name contains every word typed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self._names: list[str] = []

    def set_names(self, names: Sequence[str]) -> None:
        """Folded names in row order."""
        self._names = [fold(n) for n in names]
        self.invalidate()

    def set_words(self, text: str) -> None:
        """What was typed."""
        self._words = fold(text).split()
        self.invalidate()

    def filterAcceptsRow(self, source_row: int, source_parent: object) -> bool:
        """Every word occurs."""
        return all(w in self._names[source_row] for w in self._words)


class UnitPicker(QFrame):
    """A pane with a search line and a list: (code, name). Enter or a click picks, Esc gives up."""

    picked = Signal(str, str)  # code, name
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "strong")
        self._units: tuple[tuple[str, str], ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        column.setSpacing(Space.S)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Type part of a unit's name"))
        self.search.setAccessibleName(tr("Find a unit"))
        self.search.setClearButtonEnabled(True)
        self.list = QListView()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(tr("Units"))
        self._names = QStringListModel(self)
        self._shown = _Filter(self)
        self._shown.setSourceModel(self._names)
        self.list.setModel(self._shown)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.list.activated.connect(lambda _index: self._pick())
        self.list.clicked.connect(lambda _index: self._pick())

    def set_units(self, units: Sequence[tuple[str, str]]) -> None:
        """What can be picked."""
        self._units = tuple((code, in_sight(name)) for code, name in units)
        self._names.setStringList([name for _, name in self._units])
        self._shown.set_names([name for _, name in self._units])
        self._first()

    def begin(self) -> None:
        """Empty the line and take the keyboard."""
        self.search.clear()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)
        self._first()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter in the line steer the list."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                row = max(0, min(self._shown.rowCount() - 1, self.list.currentIndex().row() + step))
                self.list.setCurrentIndex(self._shown.index(row, 0))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pick()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def _filter(self, text: str) -> None:
        self._shown.set_words(text)
        self._first()

    def _first(self) -> None:
        if self._shown.rowCount():
            self.list.setCurrentIndex(self._shown.index(0, 0))

    def _pick(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            code, name = self._units[self._shown.mapToSource(index).row()]
            self.picked.emit(code, name)
