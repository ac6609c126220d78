"""A moment to begin heavier work: when a window has been painted for the first time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class FirstPaint(QObject):
    """Calls back once, in the turn of the event loop after the window's first paint; lives with the window."""

    def __init__(self, window: QWidget, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._then = then
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Looks only; every event goes on."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # With the window as context, a window that is gone meanwhile is not called back.
            QTimer.singleShot(0, self, self._then)
        return False
