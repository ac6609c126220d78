"""Loading, empty and failed, around any content: old content stays, dimmed, under a thin bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from ioc_console.notices import Problem
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight, theme
from ioc_console.view_model import Failed, Loading, Ready, ViewModel
from ioc_console.widgets.buttons import Button, IconLabel
from ioc_console.widgets.labels import label

_PATIENCE_MS = 150
"""A load shorter than this shows nothing: most are, and a flicker is worse than a wait."""


class Message(QWidget):
    """A centred icon, a title, a sentence, and at most two buttons: what an empty or failed place says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        column.setSpacing(Space.S)
        self._icon = IconLabel("info", 24, "faint")
        self._title = label("", Size.TITLE, Weight.STRONG, align=Qt.AlignmentFlag.AlignHCenter)
        self._words = label("", Size.BODY, tone="secondary", wrap=True, align=Qt.AlignmentFlag.AlignHCenter)
        self._words.setFixedWidth(460)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(Space.S)
        column.addStretch(1)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._words, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(self.buttons)
        column.addStretch(2)

    def say(self, title: str, words: str, icon: str = "info") -> None:
        """Show another message."""
        self._icon.set_icon(icon)
        self._title.setText(title)
        self._words.setText(words)
        if words:
            self._words.setFixedHeight(self._words.heightForWidth(self._words.width()))
        self._words.setVisible(bool(words))
        self.setAccessibleName(f"{title} {words}")


class _Veil(QWidget):
    """Lies over the content while it loads: dims it and runs a thin bar along the top."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._step = 0
        self._tick = QTimer(self)
        self._tick.setInterval(40)
        self._tick.timeout.connect(self._advance)

    def lay(self, on: bool) -> None:
        """Lay the veil or take it off."""
        self.setVisible(on)
        if on:
            self.raise_()
            self._tick.start()
        else:
            self._tick.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim, and the bar."""
        painter = QPainter(self)
        dim = QColor(theme().colour("canvas"))
        dim.setAlphaF(0.45)
        painter.fillRect(self.rect(), dim)
        width = self.width() * 0.22
        left = (self._step % 50) / 50 * (self.width() + width) - width
        painter.fillRect(QRectF(left, 0, width, 2), theme().colour("secondary"))
        painter.end()

    def _advance(self) -> None:
        self._step += 1
        self.update(0, 0, self.width(), 2)


class StateView(QWidget):
    """Wraps `content`. Call `follow(view_model)`, or the `show_…` verbs, and never write a state by hand."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = content
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._message = Message()
        self._copy = Button("", "ghost", "copy")
        self._again = Button("", "", "rotate-ccw")
        self._message.buttons.addStretch(1)
        self._message.buttons.addWidget(self._again)
        self._message.buttons.addWidget(self._copy)
        self._message.buttons.addStretch(1)
        self._blank = QWidget()
        for page in (content, self._message, self._blank):
            self._pages.addWidget(page)
        self._veil = _Veil(self)
        self._detail = ""
        self._view_model: ViewModel[object] | None = None
        self._copy.clicked.connect(self._copy_detail)
        self._again.clicked.connect(self._try_again)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._veil.lay(True))

    def follow(self, view_model: ViewModel[object]) -> None:
        """Show the states of a view model. The view itself renders `Ready` data; this does the rest."""
        self._view_model = view_model
        view_model.changed.connect(self._state_changed)
        self._state_changed()

    def show_ready(self) -> None:
        """The content, plain."""
        self._patience.stop()
        self._veil.lay(False)
        self._pages.setCurrentWidget(self.content)

    def show_loading(self, first: bool = False, quiet: bool = False) -> None:
        """The old content under the veil; nothing but the bar the first time.

        `quiet`: the old content is not what somebody waits to see replaced, so it is left as it is; a screen that
        follows a live city would dim and clear all the time.
        """
        if quiet and not first:
            return
        self._pages.setCurrentWidget(self._blank if first else self.content)
        if not self._patience.isActive() and not self._veil.isVisible():
            self._patience.start()

    def show_empty(self, title: str, words: str, icon: str = "info") -> None:
        """Why there is nothing and what to do."""
        self._patience.stop()
        self._veil.lay(False)
        self._message.say(title, words, icon)
        self._copy.hide()
        self._again.hide()
        self._pages.setCurrentWidget(self._message)

    def show_failed(self, problem: Problem) -> None:
        """What happened, what is safe, what to do; the details can be copied."""
        self._patience.stop()
        self._veil.lay(False)
        self._message.say(problem.what, f"{problem.safe} {problem.advice}", "triangle-alert")
        self._detail = problem.detail
        self._copy.setText(tr("Copy details"))
        self._again.setText(tr("Try again"))
        self._copy.setVisible(bool(problem.detail))
        self._again.setVisible(self._view_model is not None)
        self._pages.setCurrentWidget(self._message)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The veil covers all."""
        self._veil.setGeometry(self.rect())
        super().resizeEvent(event)

    def _state_changed(self) -> None:
        state = self._view_model.state if self._view_model is not None else None
        if isinstance(state, Ready):
            self.show_ready()
        elif isinstance(state, Loading):
            self.show_loading(first=state.previous is None, quiet=state.quiet)
        elif isinstance(state, Failed):
            self.show_failed(state.problem)

    def _copy_detail(self) -> None:
        QGuiApplication.clipboard().setText(self._detail)

    def _try_again(self) -> None:
        if self._view_model is not None:
            self._view_model.reload()
