"""Where windows stand: monitor by name, place relative to it, so that a window comes back to its own monitor."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from ioc_console.settings import Value

SMALLEST = 240


def describe(window: QWidget) -> dict[str, Value]:
    """Monitor name, geometry relative to it, and whether it fills the screen."""
    screen, box = window.screen(), window.normalGeometry() if window.isFullScreen() else window.geometry()
    corner = screen.geometry().topLeft()
    return {
        "monitor": screen.name(),
        "x": box.x() - corner.x(),
        "y": box.y() - corner.y(),
        "width": box.width(),
        "height": box.height(),
        "full_screen": window.isFullScreen(),
    }


def place(window: QWidget, described: Mapping[str, Value]) -> None:
    """Put a window where `describe` found it; on the primary monitor when its own is gone; never out of sight."""
    screen = monitor(str(described.get("monitor", "")))
    room = screen.availableGeometry()
    corner = screen.geometry().topLeft()
    width = max(SMALLEST, min(_whole(described, "width", 1200), room.width()))
    height = max(SMALLEST, min(_whole(described, "height", 800), room.height()))
    left = max(room.left(), min(corner.x() + _whole(described, "x", 0), room.right() + 1 - width))
    top = max(room.top(), min(corner.y() + _whole(described, "y", 0), room.bottom() + 1 - height))
    window.setGeometry(QRect(left, top, width, height))


def is_here(name: object) -> bool:
    """True when a monitor of that name is plugged in."""
    return any(screen.name() == name for screen in QGuiApplication.screens())


def monitor(name: str) -> QScreen:
    """The monitor of that name, else the primary one."""
    for screen in QGuiApplication.screens():
        if screen.name() == name:
            return screen
    return QGuiApplication.primaryScreen()


def _whole(described: Mapping[str, Value], key: str, default: int) -> int:
    value = described.get(key, default)
    return value if isinstance(value, int) and not isinstance(value, bool) else default
