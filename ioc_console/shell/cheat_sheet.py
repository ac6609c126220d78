"""The cheat sheet ("?"): keys of the frame and of the screen that is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ioc_console.screens import Key
from ioc_console.text import mark, tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.buttons import Button, KeyCap
from ioc_console.widgets.labels import label, rule

FRAME_KEYS = (
    Key("Ctrl+1…9", mark("Open a screen")),
    Key("Ctrl+K", mark("Search everything")),
    Key("Esc", mark("Back to where I was")),
    Key("Alt+←", mark("One step back")),
    Key("Alt+→", mark("One step forward")),
    Key("Ctrl+Shift+C", mark("Copy a link to this place")),
    Key("F5", mark("Sync now")),
    Key("F6", mark("Sync and outbox")),
    Key("F11", mark("Full screen")),
    Key("Ctrl+Shift+N", mark("Open this screen in a window of its own")),
    Key("Ctrl+B", mark("Fold or unfold the rail")),
    Key("Ctrl+L", mark("Dark or light")),
    Key("Tab", mark("Next part of the screen")),
    Key("?", mark("Keys")),
)


class CheatSheet(QDialog):
    """Two blocks of keys; Esc closes."""

    def __init__(self, screen_title: str, screen_keys: Sequence[Key], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        column.setSpacing(Space.L)
        column.addWidget(label(tr("Keys"), Size.HEADING, Weight.STRONG))
        blocks = QHBoxLayout()
        blocks.setSpacing(Space.XXL)
        blocks.addLayout(self._block(tr("Everywhere"), FRAME_KEYS))
        if screen_keys:
            blocks.addWidget(rule(vertical=True))
            blocks.addLayout(self._block(screen_title, screen_keys))
        column.addLayout(blocks)
        close = Button(tr("Close"), key="Esc")
        close.clicked.connect(self.close)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        close.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and ? close."""
        if event.text() == "?":
            self.close()
        else:
            super().keyPressEvent(event)

    def _block(self, title: str, keys: Sequence[Key]) -> QVBoxLayout:
        block = QVBoxLayout()
        block.setSpacing(Space.S)
        block.addWidget(label(title, Size.TITLE, Weight.STRONG))
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.S)
        for row, key in enumerate(keys):
            grid.addWidget(KeyCap(key.keys), row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label(tr(key.words), Size.BODY, tone="secondary"), row, 1)
        block.addLayout(grid)
        block.addStretch(1)
        return block
