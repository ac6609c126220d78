"""The keys of Phản ánh 1022, and what each does; letters count where nobody is typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from ioc_console.screens import Key
from ioc_console.widgets.map.documents import Mode

if TYPE_CHECKING:
    from ioc_console.screens.complaints.view import ComplaintsView

KEYS = (
    Key("↑ ↓", "Move through the list"),
    Key("Enter", "Open the complaint"),
    Key("G", "Request explanation"),
    Key("D", "Write a directive"),
    Key("Shift+D", "Directive for the whole list"),
    Key("A", "Photos and video of the open complaint"),
    Key("H", "Earlier complaints here, as the list"),
    Key("M", "Read the map another way"),
    Key("P", "Replay the period on the map"),
    Key("/", "Search the text"),
    Key("V", "Only what the map shows"),
    Key("Shift+Enter", "Take the cell in the middle of the heat map"),
    Key("Ctrl+S", "Save this view"),
    Key("Home", "Show the whole area"),
)


def pressed(view: ComplaintsView, event: QKeyEvent) -> bool:
    """Do what the key means on this screen; False when it means nothing here."""
    key, opened = event.key(), view.state.opened
    if key == Qt.Key.Key_G and opened:
        view.ask_explanation(opened)
    elif key == Qt.Key.Key_D:
        shifted = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        view.orders.write_many() if shifted else view.orders.write()
    elif key == Qt.Key.Key_A and opened:
        view.media.open()
    elif key == Qt.Key.Key_H and opened:
        view.earlier.list_all()
    elif key == Qt.Key.Key_M:
        modes = list(Mode)
        view.state.set_mode(modes[(modes.index(view.state.mode) + 1) % len(modes)])
    elif key == Qt.Key.Key_V and not event.modifiers():
        view.gestures.pick("view", ("1",))
    elif event.matches(QKeySequence.StandardKey.Save):
        view.saving.ask()
    elif key == Qt.Key.Key_P:
        view.map_panel.toggle_replay()
    elif key == Qt.Key.Key_Slash:
        view.filter_row.search_field.setFocus()
    else:
        return False
    return True
