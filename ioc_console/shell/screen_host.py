"""Keeps the screens: made when first opened, shown in the frame or in windows of their own, told when in view."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget

from ioc_console.context import Context
from ioc_console.notices import Problem, explain
from ioc_console.screens import Screen, ScreenView
from ioc_console.settings import Value
from ioc_console.text import tr
from ioc_console.widgets.buttons import Button
from ioc_console.widgets.states import Message

if TYPE_CHECKING:
    from ioc_console.shell.torn_window import TornWindow

SAVE_AFTER_MS = 400


def close_what_lies_over() -> None:
    """Close lists, menus and dialogs: they lie over the cover, show data themselves or would save some to a file."""
    while (popup := QApplication.activePopupWidget()) is not None and popup.close():
        pass
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QDialog) and window.isVisible():
            window.reject()


class ScreenHost(QObject):
    """`place_changed`, `place_stepped`: the view shown in the frame says it shows something else."""

    place_changed = Signal()
    place_stepped = Signal()

    def __init__(self, context: Context, screens: Sequence[Screen], pages: QStackedWidget) -> None:
        super().__init__(pages)
        self._context = context
        self._screens = {s.id: s for s in screens}
        self._pages = pages
        self._views: dict[str, ScreenView] = {}
        self.torn: dict[str, TornWindow] = {}
        self._current = ""
        self._sample = False
        self._away = Message()
        self._away_button = Button("")
        self._away.buttons.addStretch(1)
        self._away.buttons.addWidget(self._away_button)
        self._away.buttons.addStretch(1)
        self._away_button.clicked.connect(lambda: self.bring_back(self._current))
        pages.addWidget(self._away)
        self._hidden = Message()
        self._problem: Problem | None = None
        pages.addWidget(self._hidden)
        self._save = QTimer(self)
        self._save.setSingleShot(True)
        self._save.setInterval(SAVE_AFTER_MS)
        self._save.timeout.connect(self.save_windows)

    @property
    def current(self) -> str:
        """Id of the screen the frame is at, "" before the first."""
        return self._current

    def view(self, screen_id: str) -> ScreenView | None:
        """The view of a screen, if it was opened."""
        return self._views.get(screen_id)

    def show(self, screen_id: str, arguments: Mapping[str, str]) -> None:
        """Show a screen in the frame, or raise its window where it is torn off. Raises KeyError for an unknown id."""
        screen = self._screens[screen_id]
        previous = self._views.get(self._current)
        if previous is not None and self._current != screen_id and self._current not in self.torn:
            previous.set_shown(False)
        self._current = screen_id
        if self._problem is not None:
            self._pages.setCurrentWidget(self._hidden)
            return
        view = self._open(screen)
        if view is None:
            return
        view.show_route(arguments)
        if screen_id in self.torn:
            window = self.torn[screen_id]
            window.show()
            window.raise_()
            window.activateWindow()
            self._show_away(screen)
        else:
            self._pages.setCurrentWidget(view)
            view.set_shown(True)

    def tear_off(self, screen_id: str, described: Mapping[str, Value] | None = None) -> TornWindow | None:
        """Put a screen in a window of its own; None when it cannot be opened or already stands alone."""
        if screen_id in self.torn or screen_id not in self._screens:
            return None
        screen = self._screens[screen_id]
        view = self._open(screen)
        if view is None:
            return None
        from ioc_console.shell.torn_window import TornWindow

        self._pages.removeWidget(view)
        window = TornWindow(screen, view, self._context.sync)
        self.torn[screen_id] = window
        window.set_sample(self._sample)
        window.cover(self._problem)
        window.returned.connect(self.bring_back)
        if described:
            window.place(described)
        else:
            window.resize(view.size().expandedTo(window.minimumSizeHint()))
        if described and described.get("full_screen") is True:
            window.showFullScreen()
        else:
            window.show()
        window.moved.connect(self._save.start)
        view.set_shown(True)
        if self._current == screen_id:
            self._show_away(screen)
        self._save.start()
        return window

    def bring_back(self, screen_id: str) -> None:
        """Put a torn-off screen back into the frame."""
        window = self.torn.pop(screen_id, None)
        if window is None:
            return
        view = window.release()
        window.deleteLater()
        self._pages.addWidget(view)
        if self._current == screen_id:
            self._pages.setCurrentWidget(view)
            view.set_shown(True)
        else:
            view.set_shown(False)
        self.save_windows()

    def hide_data(self, problem: Problem | None) -> None:
        """Cover every screen, here and in windows of their own, with why it is hidden; None: show them again."""
        self._problem = problem
        if problem is not None:
            close_what_lies_over()
        kept = [words for view in self._views.values() if (words := view.set_locked(problem is not None))]
        for window in self.torn.values():
            window.cover(problem, kept)
        if problem is not None:
            self._hidden.say(tr("The data on this machine is hidden"), " ".join((problem.sentence(), *kept)), "lock")
            self._pages.setCurrentWidget(self._hidden)
        elif self._current:
            route = self._context.navigation.current
            self.show(self._current, route.arguments if route is not None else {})

    def set_sample(self, sample: bool) -> None:
        """Windows of their own say it too when the data is sample data."""
        self._sample = sample
        for window in self.torn.values():
            window.set_sample(sample)

    def restore_windows(self) -> None:
        """Tear off again what was torn off at the last end."""
        for screen_id, described in self._context.settings.windows().items():
            self.tear_off(screen_id, described)

    def save_windows(self) -> None:
        """Remember the torn-off windows; a full disk is told, not raised."""
        self._save.stop()
        described = {name: window.described() for name, window in self.torn.items()}
        try:
            self._context.settings.put_windows(described)
        except OSError as error:
            self._context.notices.fail(error)

    def retranslate(self) -> None:
        """Words of the placeholder."""
        if self._current in self.torn:
            self._show_away(self._screens[self._current])

    def close(self) -> None:
        """The program ends: remember the windows, close them, let the views go."""
        if self._save.isActive() or self.torn:
            self.save_windows()
        for window in self.torn.values():
            window.close_with_program()
        for view in self._views.values():
            view.set_shown(False)

    def _open(self, screen: Screen) -> ScreenView | None:
        view = self._views.get(screen.id)
        if view is not None:
            return view
        try:
            view = screen.factory(self._context)
        except Exception as error:  # one screen that cannot open must not take the others along
            self._context.notices.fail(error)
            problem = explain(error)
            self._away.say(problem.what, f"{problem.safe} {problem.advice}", "triangle-alert")
            self._away_button.hide()
            self._pages.setCurrentWidget(self._away)
            return None
        self._views[screen.id] = view
        view.place_changed.connect(self._teller(screen.id, self.place_changed))
        view.place_stepped.connect(self._teller(screen.id, self.place_stepped))
        self._pages.addWidget(view)
        return view

    def _teller(self, screen_id: str, signal: SignalInstance) -> Callable[[], None]:
        def tell() -> None:
            if screen_id == self._current:
                signal.emit()

        return tell

    def _show_away(self, screen: Screen) -> None:
        self._away.say(
            tr("{screen} is in a window of its own", screen=tr(screen.title)),
            tr("Close that window or bring it back here."),
            "picture-in-picture-2",
        )
        self._away_button.setText(tr("Bring back"))
        self._away_button.show()
        self._pages.setCurrentWidget(self._away)
