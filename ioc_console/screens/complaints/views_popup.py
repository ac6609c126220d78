"""Saved views: give what is shown a name, and open, rename or delete what was named before."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ioc_console.saved_views import MOST_NAME, SavedView, SavedViews
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.buttons import Button, IconButton
from ioc_console.widgets.labels import label, rule

WIDTH = 420
ROW = 34


class ViewsPopup(QFrame):
    """`saved(name)`; `opened(link)`; `link_asked`: the place shown, as a link to copy."""

    saved = Signal(str)
    opened = Signal(str)
    link_asked = Signal()
    failed = Signal(object)
    """An OSError: the settings could not be written."""

    def __init__(self, views: SavedViews, suggestion: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("panel", "strong")
        self.setFixedWidth(WIDTH)
        self._views = views
        self._renaming = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.setSpacing(Space.S)
        self._ask = label(tr("Name of this view"), Size.LABEL, tone="secondary")
        column.addWidget(self._ask)
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        self.name = QLineEdit(suggestion)
        self.name.setMaxLength(MOST_NAME)
        self.name.setAccessibleName(tr("Name of this view"))
        self.save_button = Button(tr("Save"), "primary", key="Enter")
        line.addWidget(self.name, 1)
        line.addWidget(self.save_button)
        column.addLayout(line)
        self.copy_button = Button(tr("Copy a link to send"), "link", icon="link", key="Ctrl+Shift+C")
        column.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(rule())
        self._title = label(tr("Saved views"), Size.BODY, Weight.STRONG)
        column.addWidget(self._title)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._area)
        self.rows: list[ViewRow] = []
        self.name.returnPressed.connect(self._save)
        self.save_button.clicked.connect(self._save)
        self.copy_button.clicked.connect(self._copy)
        self._fill()

    def open_under(self, anchor: QWidget) -> None:
        """Show it under a widget, within the screen."""
        self.adjustSize()
        screen = anchor.screen().availableGeometry()
        corner = anchor.mapToGlobal(QPoint(0, anchor.height() + 4))
        self.move(max(screen.left(), min(corner.x(), screen.right() - self.width())), corner.y())
        self.show()
        self._take_name()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc stops renaming, else closes."""
        if event.key() == Qt.Key.Key_Escape and self._renaming:
            self._rename("")
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _fill(self) -> None:
        inner = QWidget()
        inner.setProperty("surface", "surface")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.rows = [ViewRow(view) for view in self._views.all()]
        for row in self.rows:
            column.addWidget(row)
            row.open_button.clicked.connect(self._opener(row.view))
            row.rename_button.clicked.connect(self._renamer(row.view.name))
            row.delete_button.clicked.connect(self._deleter(row.view.name))
        if not self.rows:
            column.addWidget(label(tr("None saved yet"), Size.BODY, tone="secondary"))
        column.addStretch(1)
        self._area.setWidget(inner)
        self._area.setFixedHeight(min(8, max(1, len(self.rows))) * ROW + 2)
        self.adjustSize()

    def _opener(self, view: SavedView) -> Callable[[], None]:
        def act() -> None:
            self.close()
            self.opened.emit(view.link)

        return act

    def _renamer(self, name: str) -> Callable[[], None]:
        return lambda: self._rename(name)

    def _rename(self, name: str) -> None:
        self._renaming = name
        words = tr("New name for “{name}”", name=name) if name else tr("Name of this view")
        self._ask.setText(words)
        self.name.setAccessibleName(words)
        if name:
            self.name.setText(name)
        self._take_name()

    def _take_name(self) -> None:
        """All of it marked, and its beginning in sight."""
        self.name.setFocus()
        self.name.setSelection(len(self.name.text()), -len(self.name.text()))

    def _deleter(self, name: str) -> Callable[[], None]:
        def act() -> None:
            self._write(lambda: self._views.delete(name))
            self.name.setFocus()

        return act

    def _save(self) -> None:
        name = self.name.text().strip()
        if not name:
            self.name.setFocus()
        elif self._renaming:
            old, self._renaming = self._renaming, ""
            self._write(lambda: self._views.rename(old, name))
            self._rename("")
        else:
            self.close()
            self.saved.emit(name)

    def _copy(self) -> None:
        self.close()
        self.link_asked.emit()

    def _write(self, act: Callable[[], None]) -> None:
        try:
            act()
        except OSError as error:
            self.failed.emit(error)
        self._fill()


class ViewRow(QWidget):
    """One saved view: its name opens it; two buttons rename and delete it."""

    def __init__(self, view: SavedView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self.setFixedHeight(ROW)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 2, 0, 2)
        line.setSpacing(Space.XS)
        self.open_button = Button("", "ghost", icon="pin")
        room = WIDTH - 2 * Space.M - 110
        self.open_button.setText(
            self.open_button.fontMetrics().elidedText(view.name, Qt.TextElideMode.ElideRight, room)
        )
        self.open_button.setAccessibleName(view.name)
        self.rename_button = IconButton("pencil", tr("Rename “{name}”", name=view.name), 14)
        self.delete_button = IconButton("trash-2", tr("Delete “{name}”", name=view.name), 14)
        line.addWidget(self.open_button)
        line.addStretch(1)
        line.addWidget(self.rename_button)
        line.addWidget(self.delete_button)
