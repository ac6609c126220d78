"""View of Giải trình: the board with the compose pane beside it, or one request as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from ioc_console.context import Context
from ioc_console.notices import Level
from ioc_console.screens import Key, ScreenView
from ioc_console.screens.requests.board import BoardPage
from ioc_console.screens.requests.compose import ComposeModel, Draft
from ioc_console.screens.requests.compose_pane import ComposePane
from ioc_console.screens.requests.subjects import SubjectPicker
from ioc_console.screens.requests.thread import ThreadViewModel
from ioc_console.screens.requests.thread_page import ThreadPage
from ioc_console.screens.requests.view_model import RequestsViewModel
from ioc_console.text import tr
from ioc_console.view_model import Ready, ViewModel
from ioc_console.widgets.states import StateView

PANE = 632


class RequestsView(ScreenView):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.board_model = RequestsViewModel(context, self)
        self.thread_model = ThreadViewModel(context, self)
        self.compose = ComposeModel(context, self)
        self._route: dict[str, str] = {}
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._build()
        self._connect_models()
        self.compose.resume(self._resume)

    def _build(self) -> None:
        self.board = BoardPage(self.board_model)
        self._board_states = StateView(self.board)
        self.thread_page = ThreadPage(self.thread_model)
        self._thread_states = StateView(self.thread_page)
        self.pane = ComposePane(self.compose)
        self.pane.setFixedWidth(PANE)
        self.pane.hide()
        self.subjects = SubjectPicker(self.context, self)
        self.subjects.hide()
        board_row = QWidget()
        row = QHBoxLayout(board_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._board_states, 1)
        row.addWidget(self.pane)
        self._pages = QStackedWidget()
        self._pages.addWidget(board_row)
        self._pages.addWidget(self._thread_states)
        self._outer.addWidget(self._pages)
        self._pages.show()
        self._board_states.follow(cast("ViewModel[object]", self.board_model))
        self._thread_states.follow(cast("ViewModel[object]", self.thread_model))
        self.board.opened.connect(lambda request_id: self.context.navigation.go("requests", {"id": request_id}))
        self.board.compose_asked.connect(self._ask_subject)
        self.subjects.picked.connect(lambda subject, _name: self._compose(subject))
        self.subjects.given_up.connect(self.subjects.hide)
        self.pane.closed.connect(self._close_pane)
        self.thread_page.file_asked.connect(self._save_file)

    def _connect_models(self) -> None:
        self.board_model.changed.connect(self._board_changed)
        self.thread_model.changed.connect(self._thread_changed)
        self.compose.loaded.connect(self._subject_loaded)
        self.compose.saved.connect(self._saved)
        self.compose.refused.connect(lambda words: self.context.notices.post(words, Level.ERROR))
        self.context.sync.changed.connect(self._link_changed)

    # --- ScreenView ------------------------------------------------------------------------------------

    def show_route(self, arguments: Mapping[str, str]) -> None:
        """`id`: one request; `compose` (+ `area`, `period`): a new one about that subject."""
        self._route = dict(arguments)
        if "id" in arguments:
            self.thread_model.open(arguments["id"])
            self._pages.setCurrentIndex(1)
        else:
            self._pages.setCurrentIndex(0)
            if "compose" in arguments:
                self._open_compose(arguments["compose"], arguments.get("area", ""), arguments.get("period", ""))
        self._tell_shown()

    def arguments(self) -> Mapping[str, str]:
        """What is open."""
        return self._route

    def trail(self) -> Sequence[str]:
        """State and number of the open request, or "New request"."""
        if "id" in self._route:
            data = self.thread_model.data
            card = data.thread.card if data is not None and data.thread is not None else None
            return (card.request.number or tr("waiting here"),) if card is not None else ()
        return (tr("New request"),) if self.pane.isVisibleTo(self) else ()

    def step_back(self) -> bool:
        """Close lists, then the pane (what was written stays as a draft)."""
        if self.subjects.isVisible():
            self.subjects.hide()
            return True
        if self._pages.currentIndex() == 1:
            return self.thread_page.step_back()
        if self.pane.isVisible():
            self._close_pane()
            return True
        return False

    def keys(self) -> Sequence[Key]:
        """Keys of the screen."""
        return (Key("G", "New request"), Key("Ctrl+Enter", "Save the request"), Key("C", "Accept the answer"),
                Key("R", "Return the answer"))

    def set_shown(self, shown: bool) -> None:
        """Pass on to what is in view."""
        self._shown = shown
        self._tell_shown()

    def set_locked(self, locked: bool) -> str:
        """A request being written is kept as a draft; it cannot be saved from numbers that may no longer be seen."""
        writing = self.pane.isVisibleTo(self)
        self.subjects.hide()
        self.compose.set_locked(locked)
        return tr("The request you were writing is kept as a draft and comes back with the data.") if writing else ""

    _shown = False

    def _tell_shown(self) -> None:
        self.board_model.set_shown(self._shown and self._pages.currentIndex() == 0)
        self.thread_model.set_shown(self._shown and self._pages.currentIndex() == 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """G asks anew; C and R judge the answer that is open."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        typing = isinstance(self.focusWidget(), QLineEdit | QPlainTextEdit)
        if not plain or typing:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_G and self._pages.currentIndex() == 0:
            self._ask_subject()
        elif event.key() == Qt.Key.Key_C and self._pages.currentIndex() == 1:
            self.thread_model.accept()
        elif event.key() == Qt.Key.Key_R and self.thread_model.can_judge:
            self.thread_page.ask_reason(True)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another language: the same places in other words."""
        if event.type() == QEvent.Type.LanguageChange:
            at, composing = self._pages.currentIndex(), self.pane.isVisibleTo(self)
            for old in (self._pages, self.subjects):
                old.hide()
                old.deleteLater()
            self._build()
            self._pages.setCurrentIndex(at)
            self.board.render_model()
            self.thread_page.render_model()
            if composing:
                self.pane.show()
                self.pane.render_model()
            self._fit()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small window the board gives way to the pane."""
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        self._board_states.setVisible(not self.pane.isVisibleTo(self) or self.width() >= 1000)

    # --- composing -------------------------------------------------------------------------------------

    def _ask_subject(self) -> None:
        self.subjects.setGeometry(max(0, (self.width() - 560) // 2), 72, min(560, self.width()), 420)
        self.subjects.begin()

    def _compose(self, subject: str) -> None:
        self.subjects.hide()
        self._open_compose(subject, self.context.picked.area, "")

    def _open_compose(self, subject: str, area: str, period: str) -> None:
        self.compose.open(subject, area, period)

    def _subject_loaded(self) -> None:
        if self.compose.subject is None:
            self.context.notices.post(tr("This has no value on this machine yet, so there is nothing to ask about."),
                                      Level.WARNING)
            return
        self.pane.show()
        self.pane.render_model()
        self._fit()
        self.pane.begin()
        self.place_changed.emit()

    def _resume(self, draft: Draft | None) -> None:
        if draft is not None and draft.subject and "id" not in self._route:
            self._open_compose(draft.subject, draft.area, draft.period)

    def _saved(self, _command_id: str) -> None:
        self.pane.hide()
        self._fit()
        self._route = {}
        self.context.notices.post(
            tr("Saved on this machine. It is sent now.") if self.context.sync.online
            else tr("Saved on this machine. It is sent by itself when there is a network, exactly once."))
        self.board_model.reload()
        self.place_changed.emit()

    def _close_pane(self) -> None:
        self.pane.hide()
        self._fit()
        self._route = {}
        self.board.new_button.setFocus()
        self.place_changed.emit()

    # --- rendering -------------------------------------------------------------------------------------

    def _link_changed(self) -> None:
        if self.pane.isVisible():
            self.pane.render_model()

    def _board_changed(self) -> None:
        self.board.render_model()
        if isinstance(self.board_model.state, Ready) and self.board_model.is_empty() and not self.pane.isVisible():
            self._board_states.show_empty(
                tr("No request yet"),
                tr("Press G to ask a unit to explain an indicator. What you save stays on this machine until the "
                   "centre has it."), "message-circle-question-mark")

    def _thread_changed(self) -> None:
        state = self.thread_model.state
        if isinstance(state, Ready) and state.data.thread is None:
            self._thread_states.show_empty(
                tr("This request is not on this machine"),
                tr("It may belong to another unit's scope, or has not been synced yet."),
                "message-circle-question-mark")
        self.place_changed.emit()
        self.thread_model.ask_for_evidence()

    def _save_file(self, sha256: str, name: str) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save the file of the answer"), Path(name).name)
        if not chosen:
            return

        def done(kept: bool) -> None:
            if kept:
                self.context.notices.post(tr("Saved: {path}", path=chosen))
            else:
                self.context.sync.keep_files([sha256])
                self.context.notices.post(
                    tr("The file is being fetched. Save it again in a moment.") if self.context.sync.online
                    else tr("The file is not on this machine, and there is no network to fetch it."), Level.WARNING)

        self.thread_model.keep_file(sha256, Path(chosen), done)
