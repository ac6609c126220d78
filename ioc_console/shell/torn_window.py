"""A screen in a window of its own, on any monitor. Closing it brings the screen back into the frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QMoveEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ioc_console.notices import Problem
from ioc_console.screens import Screen, ScreenView
from ioc_console.settings import Value
from ioc_console.shell import monitors
from ioc_console.shell.bottom_strip import LinkMark
from ioc_console.shell.link_words import link_standing
from ioc_console.shell.top_strip import Breadcrumb
from ioc_console.sync_status import SyncStatus
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight, theme
from ioc_console.widgets.buttons import Button
from ioc_console.widgets.labels import label
from ioc_console.widgets.states import Message


class TornWindow(QWidget):
    """`returned` when the person closes it; `moved` when its place changed and should be remembered."""

    returned = Signal(str)
    moved = Signal()

    def __init__(self, screen: Screen, view: ScreenView, sync: SyncStatus) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.screen_id = screen.id
        self._screen, self.view, self._sync = screen, view, sync
        self._program_closes = False
        self._cover: Message | None = None
        self._away_from: tuple[dict[str, Value], QRect] | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "canvas")
        self.breadcrumb = Breadcrumb()
        self._link = LinkMark()
        self._sample = label("", Size.LABEL, Weight.STRONG)
        self._bring_back = Button("", "ghost", "undo-2")
        self._bring_back.clicked.connect(self.close)
        head = _Head()
        row = QHBoxLayout(head)
        row.setContentsMargins(Space.L, 0, Space.M, 0)
        row.setSpacing(Space.L)
        row.addWidget(self.breadcrumb, 1)
        row.addWidget(self._sample)
        row.addWidget(self._link)
        row.addWidget(self._bring_back)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(head)
        self._column.addWidget(view, 1)
        view.show()
        view.setFocus()
        for keys, act in (
            ("F11", self.toggle_full_screen),
            ("F5", sync.pull_now),
            ("Esc", self._escape),
            ("Ctrl+Shift+N", self.close),
        ):
            QShortcut(QKeySequence(keys), self, act)
        self._link.clicked.connect(sync.pull_now)
        view.place_changed.connect(self.refresh)
        sync.changed.connect(self.refresh)
        self.refresh()

    def place(self, described: Mapping[str, Value]) -> None:
        """Stand where it stood. A place on a monitor that is not there is kept until a person moves the window."""
        monitors.place(self, described)
        if not monitors.is_here(described.get("monitor")):
            self._away_from = (dict(described), self.geometry())

    def described(self) -> dict[str, Value]:
        """Where it should stand at the next start."""
        if self._away_from is not None and self.geometry() == self._away_from[1]:
            return self._away_from[0]
        return monitors.describe(self)

    def set_sample(self, sample: bool) -> None:
        """Say that the data is sample data, as the frame does."""
        self._sample.setVisible(sample)

    def cover(self, problem: Problem | None, kept: Sequence[str] = ()) -> None:
        """Show why the data is hidden, and what was kept, in place of the screen; None: show the screen again."""
        if problem is not None and self._cover is None:
            self._cover = Message()
            self._column.addWidget(self._cover, 1)
        if self._cover is not None:
            if problem is not None:
                words = " ".join((problem.sentence(), *kept))
                self._cover.say(tr("The data on this machine is hidden"), words, "lock")
            self._cover.setVisible(problem is not None)
            self.view.setVisible(problem is None)

    def refresh(self) -> None:
        """Words in the language in use, and how the line stands."""
        title = tr(self._screen.title)
        self.breadcrumb.set_steps([title, *self.view.trail()])
        self._link.set_standing(link_standing(self._sync, 0))
        self._sample.setText(tr("Sample data"))
        self._bring_back.setText(tr("Bring back"))
        self.setWindowTitle(title)

    def toggle_full_screen(self) -> None:
        """F11."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()
        self.moved.emit()

    def release(self) -> ScreenView:
        """Give the view back and close without telling anyone."""
        self._program_closes = True
        self._column.removeWidget(self.view)
        self.view.setParent(None)
        self.close()
        return self.view

    def close_with_program(self) -> None:
        """Close at the end of the program: the window is there again at the next start."""
        self._program_closes = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the person closed it."""
        if not self._program_closes:
            self.returned.emit(self.screen_id)
        event.accept()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Remember the place."""
        super().moveEvent(event)
        self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Remember the size."""
        super().resizeEvent(event)
        self.moved.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Live language switching."""
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()
        super().changeEvent(event)

    def _escape(self) -> None:
        if not self.view.step_back() and self.isFullScreen():
            self.toggle_full_screen()


class _Head(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(40)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("surface"))
        painter.setPen(QPen(theme().colour("line"), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()
