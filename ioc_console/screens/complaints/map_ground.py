"""The offline base map of this machine: opened off the GUI thread, shown under the map, and named in its header."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal

from ioc_console.context import Context
from ioc_console.lanes import Lane
from ioc_console.text import tr
from ioc_console.widgets.map.basemap import finding
from ioc_console.widgets.map.basemap.tile_source import BasemapProblem, Fault, TileFacts
from ioc_console.widgets.map.map_view import MapView

log = logging.getLogger(__name__)
SENTENCES = {
    Fault.NOT_A_MAP: "The base map file {file} is no map file.",
    Fault.DAMAGED: "The base map file {file} is damaged.",
    Fault.KIND: "The base map file {file} holds tiles of a kind this program does not draw.",
    Fault.UNREADABLE: "The base map file {file} cannot be read.",
}


class Ground(QObject):
    """`changed`: there is another thing to say in the header."""

    changed = Signal()

    def __init__(self, context: Context, view: MapView, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._map = context, view
        self._facts: TileFacts | None = None
        self._problem: BasemapProblem | None = None
        self._asked = False
        view.basemap_failed.connect(self._failed)

    def load(self) -> None:
        """Look for a file, once; without one nothing happens."""
        if self._asked:
            return
        self._asked = True
        folder, named = self._context.paths.basemap, self._context.settings.text("basemap")

        def work() -> finding.Basemap | None:
            file = finding.find(folder, named)
            return None if file is None else finding.look_at(file)

        self._context.lanes.run(Lane.READ, work, owner=self, done=self._opened, failed=self._failed)

    def note(self) -> str:
        """`Nền ngoại tuyến, bản 10-2026`, or why there is none; "" when nobody gave a file."""
        if self._problem is not None:
            return tr("base map cannot be used")
        if self._facts is None:
            return ""
        year, month = self._facts.edition
        return tr("offline base map, edition {month}", month=f"{month:02d}-{year}")

    def _opened(self, found: finding.Basemap | None) -> None:
        if found is not None:
            self._facts = found.facts
            self._map.show_basemap(found)
            self.changed.emit()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, BasemapProblem):
            self._context.notices.fail(error)
            return
        log.warning("the base map cannot be used: %s", error.fault)
        self._problem, self._facts = error, None
        self._map.show_basemap(None)
        self._context.notices.post(
            tr(SENTENCES[error.fault], file=error.file.name) + " " + tr("The map goes on without it.")
        )
        self.changed.emit()
