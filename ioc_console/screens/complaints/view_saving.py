"""Saving the place shown under a name, opening one saved before, and copying it as a link."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ioc_console.context import Context
from ioc_console.link_copying import copy_link
from ioc_console.links import LinkRefused, from_link
from ioc_console.navigation import Route
from ioc_console.notices import Level
from ioc_console.saved_views import SavedViews
from ioc_console.screens import ScreenView
from ioc_console.screens.complaints import SCREEN, sentence
from ioc_console.screens.complaints.filter_row import FilterRow
from ioc_console.screens.complaints.views_popup import ViewsPopup
from ioc_console.text import tr


class ViewSaving(QObject):
    """The verbs of the button "save this view"."""

    def __init__(self, context: Context, view: ScreenView, row: FilterRow) -> None:
        super().__init__(view)
        self._context, self._view, self._row = context, view, row
        who = context.signed_in
        self._views = SavedViews(context.settings, who.account if who is not None else "", self)
        self.popup: ViewsPopup | None = None

    def ask(self) -> None:
        """Give what is shown a name, or open what was named before."""
        self.popup = popup = ViewsPopup(self._views, sentence.in_short(self._row.parts), self._view)
        popup.saved.connect(self.save)
        popup.opened.connect(self.open)
        popup.link_asked.connect(lambda: copy_link(self._context, SCREEN, self._view))
        popup.failed.connect(self._context.notices.fail)
        popup.open_under(self._row.save_button)

    def save(self, name: str) -> None:
        """Keep the place shown under a name."""
        try:
            saved = self._views.save(name, Route(SCREEN.id, self._view.arguments()))
        except OSError as error:
            self._context.notices.fail(error)
        else:
            self._context.notices.post(tr("“{name}” is saved on this machine.", name=saved.name))

    def open(self, link: str) -> None:
        """Go to a place that was saved."""
        try:
            route = from_link(link, (SCREEN,), own=True)
        except LinkRefused as refused:
            self._context.notices.post(tr(refused.reason.value), Level.WARNING)
        else:
            self._context.navigation.go(route.screen, route.arguments)
