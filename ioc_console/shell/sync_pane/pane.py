"""The sync pane: docked at the right over the page, between the strips; Esc leaves the page as it was."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from ioc_console.shell.sync_pane.command_rows import SIDE, WIDTH
from ioc_console.shell.sync_pane.queue import Queue
from ioc_console.shell.sync_pane.tables import CoverageTable, SourcesTable
from ioc_console.shell.sync_pane.view_model import SyncPaneModel
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight, theme
from ioc_console.widgets.buttons import Button, IconButton, IconLabel, KeyCap
from ioc_console.widgets.labels import ElidedLabel, label, rule

__all__ = ["WIDTH", "SyncPane"]


class SyncPane(QFrame):
    """Follows a `SyncPaneModel`. `closed` when it should go."""

    closed = Signal()

    def __init__(self, view_model: SyncPaneModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view_model = view_model
        self.setProperty("surface", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(1, 0, 0, 0)
        self._outer.setSpacing(0)
        self._build()
        view_model.changed.connect(self.render_model)
        view_model.text_taken.connect(lambda text: QGuiApplication.clipboard().setText(text))
        view_model.left.connect(self.closed)
        self.hide()

    # --- building --------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._frame = QWidget()
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(rule())
        self.reading = QScrollArea()
        self.reading.setWidgetResizable(True)
        self.reading.setFrameShape(QFrame.Shape.NoFrame)
        self.reading.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.reading.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, Space.L, 0, Space.L)
        self._column.setSpacing(0)
        self._column.addWidget(self._line())
        self._column.addSpacing(Space.L)
        _, queue_head = self._section(tr("Outbox"))
        self.retry_button = Button(tr("Try again now"), "link", key="R")
        self.retry_button.clicked.connect(self.view_model.retry_now)
        queue_head.addWidget(self.retry_button)
        self.queue = Queue(self.view_model, self.reading)
        self._column.addWidget(self.queue)
        self._column.addSpacing(Space.XL)
        self._section(tr("On this machine"))
        self._coverage = CoverageTable()
        self._no_coverage = label("", Size.BODY, tone="secondary", wrap=True)
        self._no_coverage.setContentsMargins(SIDE, Space.XS, SIDE, 0)
        self._column.addWidget(self._coverage)
        self._column.addWidget(self._no_coverage)
        self._column.addSpacing(Space.XL)
        self._sources_head, _ = self._section(tr("Freshness of sources"))
        self._sources = SourcesTable()
        self._column.addWidget(self._sources)
        self._column.addStretch(1)
        self.reading.setWidget(self._inside)
        column.addWidget(self.reading, 1)
        column.addWidget(rule())
        column.addWidget(self._foot())
        self._outer.addWidget(self._frame)
        self._frame.show()

    def _head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(48)
        line = QHBoxLayout(head)
        line.setContentsMargins(SIDE, 0, Space.M, 0)
        line.setSpacing(Space.S)
        line.addWidget(label(tr("Sync"), Size.TITLE, Weight.STRONG))
        self._counts = ElidedLabel("", Size.BODY, tone="secondary")
        line.addWidget(self._counts, 1)
        line.addWidget(KeyCap("Esc"))
        close = IconButton("x", tr("Close"))
        close.clicked.connect(self.closed)
        line.addWidget(close)
        return head

    def _line(self) -> QWidget:
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(SIDE, 0, SIDE, 0)
        column.setSpacing(Space.XS)
        first = QHBoxLayout()
        first.setSpacing(Space.S)
        self._icon = IconLabel("plug-zap", 16, "text")
        self._title = ElidedLabel("", Size.TITLE, Weight.STRONG)
        self.sync_button = Button(tr("Sync now"), key="F5")
        self.sync_button.clicked.connect(self.view_model.sync_now)
        self.sign_in_button = Button(tr("Sign in"), "primary")
        self.sign_in_button.clicked.connect(self.view_model.sign_in_asked)
        for widget, stretch in ((self._icon, 0), (self._title, 1), (self.sign_in_button, 0), (self.sync_button, 0)):
            first.addWidget(widget, stretch)
        column.addLayout(first)
        self._facts = ElidedLabel("", Size.LABEL, tone="secondary")
        self._sentence = label("", Size.BODY, wrap=True)
        self._work = label("", Size.LABEL, wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._notes = label("", Size.BODY, wrap=True)
        for part in (self._facts, self._sentence, self._work, self._bar, self._notes):
            column.addWidget(part)
        return block

    def _section(self, title: str) -> tuple[QWidget, QHBoxLayout]:
        """Head of a part; controls go at its right end."""
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(SIDE, 0, SIDE - 4, Space.XS)
        row.setSpacing(Space.S)
        row.addWidget(label(title, Size.TITLE, Weight.STRONG), 1)
        head.setFixedHeight(32)
        self._column.addWidget(head)
        return head, row

    def _foot(self) -> QWidget:
        foot = QWidget()
        foot.setFixedHeight(48)
        line = QHBoxLayout(foot)
        line.setContentsMargins(SIDE, 0, SIDE, 0)
        line.setSpacing(Space.M)
        self.copy_button = Button(tr("Copy details"), icon="copy", key="C")
        self.copy_button.clicked.connect(self.view_model.copy_details)
        line.addWidget(self.copy_button)
        line.addWidget(ElidedLabel(tr("for a technician: no contents, no names"), Size.LABEL, tone="secondary"), 1)
        return foot

    # --- what the window does with it ------------------------------------------------------------------

    def begin(self, command_id: str = "") -> None:
        """Take the keyboard: that command, else the first that needs a person, else the first one, else the pane."""
        if not self.queue.focus_row(command_id) and not self.queue.begin():
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def step_back(self) -> bool:
        """Esc: close the open command and stay on its row; False when none is open."""
        at = self.view_model.open_id
        if not self.view_model.step_back():
            return False
        self.queue.focus_row(at)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """C copies, R tries now, 1…4 press the verbs of the open command, the arrows go to the rows."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        key = event.key()
        if plain and key == Qt.Key.Key_C:
            self.view_model.copy_details()
        elif plain and key == Qt.Key.Key_R and self.view_model.can_retry():
            self.view_model.retry_now()
        elif plain and self.queue.press(key - Qt.Key.Key_1):
            return
        elif plain and key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.queue.rows:
            self.queue.rows[0 if key == Qt.Key.Key_Down else -1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another language: the same pane in other words."""
        if event.type() == QEvent.Type.LanguageChange:
            self._frame.hide()
            self._frame.deleteLater()
            self._build()
            self.render_model()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line that parts it from the page."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QPen(theme().colour("strong_line"), 1))
        painter.drawLine(0, 0, 0, self.height())
        painter.end()

    # --- rendering -------------------------------------------------------------------------------------

    def render_model(self) -> None:
        """Show the model as it is."""
        vm, block = self.view_model, self.view_model.link()
        self._icon.set_icon(block.icon)
        self._title.setText(block.title)
        self._facts.setText(block.facts)
        self._say(self._sentence, block.sentence)
        self._say(self._work, block.work)
        self._bar.setVisible(bool(block.work))
        self._bar.setValue(int(1000 * min(1.0, block.share)))
        self.sign_in_button.setVisible(block.can_sign_in)
        self.sync_button.setVisible(block.can_sync)
        self._say(self._notes, "\n".join(vm.notes()))
        self._counts.setText(vm.counts())
        self.retry_button.setVisible(vm.can_retry())
        self.queue.render_model()
        covered = vm.coverage()
        self._coverage.show_lines(covered)
        self._say(self._no_coverage, "" if covered else tr("Nothing has been fetched yet."))
        sources = vm.sources()
        self._sources.show_lines(sources)
        self._sources_head.setVisible(bool(sources))

    @staticmethod
    def _say(where: QLabel, text: str) -> None:
        where.setText(text)
        where.setVisible(bool(text))
