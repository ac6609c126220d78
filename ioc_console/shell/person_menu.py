"""The person menu: light, language, keys, full screen, signing in and out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from ioc_console import text
from ioc_console.text import tr
from ioc_domain.channel import Link

if TYPE_CHECKING:
    from ioc_console.shell.window import ShellWindow


def person_menu(window: ShellWindow) -> QMenu:
    """The menu of this moment; its entries act on the window."""
    context = window.context
    menu = QMenu(window)
    lights = QActionGroup(menu)
    for name, words in (("dark", tr("Dark")), ("light", tr("Light"))):
        action = menu.addAction(words, partial(window.set_light, name))
        action.setCheckable(True)
        action.setChecked(context.theme.light == name)
        lights.addAction(action)
    menu.addSeparator()
    languages = QActionGroup(menu)
    for code, words in text.LANGUAGES.items():
        action = menu.addAction(words, partial(window.set_language, code))
        action.setCheckable(True)
        action.setChecked(text.language() == code)
        languages.addAction(action)
    menu.addSeparator()
    menu.addAction(tr("Keys") + "\t?", window.show_keys)
    menu.addAction(tr("Full screen") + "\tF11", window.toggle_full_screen)
    menu.addSeparator()
    if context.signed_in is not None and context.sync.link.state is not Link.SIGNED_OUT:
        menu.addAction(tr("Sign out"), window.sign_out_asked.emit)
    else:
        menu.addAction(tr("Sign in"), window.sign_in_asked.emit)
    return menu
