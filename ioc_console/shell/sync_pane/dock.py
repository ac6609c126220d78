"""Docking the sync pane: made when it is first asked for, laid over the right of the page, gone without a trace."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ioc_console.context import Context
from ioc_console.shell.sync_pane.pane import WIDTH, SyncPane
from ioc_console.shell.sync_pane.view_model import SyncPaneModel


class SyncDock(QObject):
    """The pane over `page` in `window`. The page keeps its size, so nothing on it moves."""

    sign_in_asked = Signal()

    def __init__(self, context: Context, page: QWidget, window: QWidget) -> None:
        super().__init__(window)
        self._page, self._window = page, window
        self._before: QWidget | None = None
        self.view_model = SyncPaneModel(context, self)
        self.view_model.sign_in_asked.connect(self.sign_in_asked)
        self.pane = SyncPane(self.view_model, window)
        self.pane.closed.connect(self.close)
        page.installEventFilter(self)

    def toggle(self) -> None:
        """F6, and a click on the state of the line: open it, or close it when it is open."""
        if self.pane.isVisible():
            self.close()
        else:
            self.open()

    def open(self, command_id: str = "") -> None:
        """Show it, with a command open if one is named, and give it the keyboard; where that was is remembered."""
        if not self.pane.isVisible():
            self._before = QApplication.focusWidget()
        self.view_model.open_id = command_id
        self.view_model.set_shown(True)
        self.pane.render_model()
        self.place()
        self.pane.show()
        self.pane.raise_()
        self.pane.begin(command_id)

    def close(self) -> None:
        """Hide it; the keyboard goes back to exactly where it was."""
        if not self.pane.isVisible():
            return
        self.pane.hide()
        self.view_model.set_shown(False)
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def escape(self) -> bool:
        """Esc: close the open command, then the pane; False when the pane is not open."""
        if not self.pane.isVisible():
            return False
        if not self.pane.step_back():
            self.close()
        return True

    def place(self) -> None:
        """At the right of the page, over its whole height."""
        page = self._page
        width = min(WIDTH, page.width())
        corner = page.mapTo(self._window, QPoint(page.width() - width, 0))
        self.pane.setGeometry(corner.x(), corner.y(), width, page.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page was resized or moved: follow it."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.pane.isVisible():
            self.place()
        return super().eventFilter(watched, event)
