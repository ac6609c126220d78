"""The place a screen shows, as a link in the clipboard. What must not leave this console is not in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from ioc_console.context import Context
from ioc_console.links import to_link
from ioc_console.navigation import Route
from ioc_console.text import tr

if TYPE_CHECKING:
    from ioc_console.screens import Screen, ScreenView


def copy_link(context: Context, screen: Screen, view: ScreenView) -> str:
    """Copy it and say so; returns the link, "" where the screen takes none."""
    if screen.refuses_link is None:
        context.notices.post(tr("This screen has no links yet."))
        return ""
    arguments = view.arguments()
    sent = screen.sent_arguments(arguments) if screen.sent_arguments is not None else arguments
    link = to_link(Route(screen.id, sent))
    QGuiApplication.clipboard().setText(link)
    context.notices.post(
        tr("Link copied. It holds codes only.") if dict(sent) == dict(arguments)
        else tr("Link copied. It holds codes only: what was typed is not in it.")
    )
    return link
