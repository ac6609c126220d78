"""The queue in groups: rows one walks through, the open one with its body below; news keep the keyboard in place."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from ioc_console.command_verbs import Verb
from ioc_console.shell.sync_pane.command_rows import ROW, SIDE, CommandBody, CommandRow
from ioc_console.shell.sync_pane.view_model import SyncPaneModel
from ioc_console.shell.sync_pane.words import CommandLine
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.labels import label


class Queue(QWidget):
    """`reading` is the scroll area it lies in: what has the keyboard, and what was opened, is brought into view."""

    def __init__(self, view_model: SyncPaneModel, reading: QScrollArea, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view_model, self._reading = view_model, reading
        self.rows: list[CommandRow] = []
        self.body: CommandBody | None = None
        self._shown: object = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def begin(self) -> bool:
        """The keyboard to the first command that needs a person, else to the first; False when there is none."""
        first = next((r for r in self.rows if r.shown.urgent), self.rows[0] if self.rows else None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return first is not None

    def press(self, index: int) -> bool:
        """Press a verb of the open command by its number; False when there is no such verb."""
        if self.body is None or not 0 <= index < len(self.body.buttons):
            return False
        self.body.buttons[index].click()
        return True

    def focus_row(self, command_id: str) -> bool:
        """The keyboard to a command; False when it is not there."""
        row = next((r for r in self.rows if r.shown.id == command_id), None)
        if row is not None:
            row.setFocus(Qt.FocusReason.OtherFocusReason)
        return row is not None

    def toggle(self, command_id: str) -> None:
        """Open or close a command; what is opened is seen whole, or at least from its beginning."""
        self.view_model.toggle(command_id)
        self.focus_row(command_id)
        inside, view = self._reading.widget(), self._reading.viewport()
        if self.body is None or inside is None:
            return
        inside.adjustSize()
        top = self.body.mapTo(inside, QPoint(0, 0)).y()
        bottom = top + self.body.height()
        bar = self._reading.verticalScrollBar()
        if bottom > bar.value() + view.height():
            bar.setValue(min(top - ROW, bottom - view.height() + Space.M))

    def render_model(self) -> None:
        """Show the queue as it is; the same again changes nothing."""
        vm = self.view_model
        detail = vm.detail(vm.open_id) if vm.open_id else None
        groups = vm.groups()
        shown = (groups, vm.open_id, detail, vm.data is None)
        if shown == self._shown:
            return
        self._shown = shown
        had = QApplication.focusWidget()
        inside = had is not None and self.isAncestorOf(had)
        at = had.shown.id if isinstance(had, CommandRow) and had in self.rows else vm.open_id
        if inside:
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # not to the page while the rows are made anew
        self._clear()
        for group in groups:
            title = label(group.title, Size.LABEL, Weight.STRONG, tone="secondary")
            title.setContentsMargins(SIDE, Space.S, SIDE, Space.XS)
            self._put(title)
            for one in group.lines:
                self._add_row(one, one.id == vm.open_id and detail is not None)
                if one.id == vm.open_id and detail is not None:
                    self.body = CommandBody(detail)
                    self.body.asked.connect(lambda verb, i=one.id: vm.act(i, Verb(verb)))
                    self._put(self.body)
            if group.hidden:
                self._say(tr("and {n} more", n=group.hidden))
        if not groups and vm.data is not None:
            self._say(tr("Nothing waits here: the centre has every command of this machine."))
        if inside and not self.focus_row(at):
            self.begin()

    def _clear(self) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        self.rows, self.body = [], None

    def _add_row(self, shown: CommandLine, is_open: bool) -> None:
        row = CommandRow(shown, is_open)
        row.toggled.connect(self.toggle)
        row.stepped.connect(self._step)
        row.focused.connect(lambda _id, r=row: self._reading.ensureWidgetVisible(r, 0, Space.XL))
        self.rows.append(row)
        self._put(row)

    def _say(self, words: str) -> None:
        said = label(words, Size.BODY, tone="secondary", wrap=True)
        said.setContentsMargins(SIDE, Space.XS, SIDE, 0)
        self._put(said)

    def _put(self, part: QWidget) -> None:
        """Shown at once: what is only to be shown cannot take the keyboard."""
        self._column.addWidget(part)
        part.show()

    def _step(self, by: int) -> None:
        at = next((n for n, r in enumerate(self.rows) if r.hasFocus()), 0)
        self.rows[min(max(0, at + by), len(self.rows) - 1)].setFocus(Qt.FocusReason.TabFocusReason)
