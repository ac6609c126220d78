"""Places of the window: one step back or forward, the place as a link to copy, a link to open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QMouseEvent, QShortcut, QWindow
from PySide6.QtWidgets import QWidget

from ioc_console.context import Context
from ioc_console.link_copying import copy_link
from ioc_console.links import LinkRefused, from_link
from ioc_console.notices import Level
from ioc_console.screens import Screen
from ioc_console.shell.screen_host import ScreenHost
from ioc_console.shell.top_strip import StepButtons
from ioc_console.text import tr

_MOUSE = {Qt.MouseButton.BackButton: -1, Qt.MouseButton.ForwardButton: 1}


class Places(QObject):
    """Keys, buttons of the mouse and of the breadcrumb, and the verbs behind them."""

    def __init__(self, context: Context, screens: Sequence[Screen], host: ScreenHost, buttons: StepButtons,
                 window: QWidget) -> None:
        super().__init__(window)
        self._context, self._screens, self._host, self._buttons = context, tuple(screens), host, buttons
        self._window = window
        self._handle: QWindow | None = None
        window.installEventFilter(self)
        navigation = context.navigation
        buttons.back.clicked.connect(navigation.back)
        buttons.forward.clicked.connect(navigation.forward)
        navigation.history_changed.connect(self._show_steps)
        host.place_stepped.connect(self._stepped)
        for keys, act in (("Alt+Left", navigation.back), ("Alt+Right", navigation.forward),
                          ("Ctrl+Shift+C", self.copy_link)):
            QShortcut(QKeySequence(keys), window, act)
        self._show_steps()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The back and forward buttons of the mouse, wherever the pointer is."""
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent) and watched is self._handle:
            way = _MOUSE.get(event.button(), 0)
            if way:
                navigation = self._context.navigation
                _ = navigation.back() if way < 0 else navigation.forward()
                return True
        elif kind in (QEvent.Type.WinIdChange, QEvent.Type.Show) and watched is self._window:
            self._watch_handle()
        return super().eventFilter(watched, event)

    def _watch_handle(self) -> None:
        """Watch the window's own handle: a filter of all events of the program would cost every frame. The handle
        is another one after the first map was shown."""
        handle = self._window.windowHandle()
        if handle is not None and handle is not self._handle:
            self._handle = handle
            handle.installEventFilter(self)

    def copy_link(self) -> None:
        """Ctrl+Shift+C: the place as a link, in the clipboard."""
        screen = next((s for s in self._screens if s.id == self._host.current), None)
        view = self._host.view(self._host.current)
        if screen is not None and view is not None:
            copy_link(self._context, screen, view)

    def open_link(self, text: str, *, own: bool = False) -> bool:
        """Go where a link leads. One that is not ours, is damaged or names something unknown is refused in words."""
        try:
            route = from_link(text, self._screens, own=own)
        except LinkRefused as refused:
            self._context.notices.post(tr(refused.reason.value), Level.WARNING)
            return False
        self._context.navigation.go(route.screen, route.arguments)
        return True

    def _stepped(self) -> None:
        view = self._host.view(self._host.current)
        if view is not None:
            self._context.navigation.step(view.arguments())

    def _show_steps(self) -> None:
        navigation = self._context.navigation
        self._buttons.back.setEnabled(navigation.can_go_back)
        self._buttons.forward.setEnabled(navigation.can_go_forward)
