"""The map as a widget: it is given what to show and says what a person does. It queries nothing."""

from __future__ import annotations

import itertools
import json
import logging
from collections.abc import Sequence
from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QColor
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from ioc_console.formatting import number
from ioc_console.text import language, tr
from ioc_console.theme import theme
from ioc_console.widgets.labels import label
from ioc_console.widgets.map import documents as doc
from ioc_console.widgets.map.basemap.finding import Basemap
from ioc_console.widgets.map.feed import Feed
from ioc_console.widgets.map.page import MapPage, map_profile
from ioc_console.widgets.map.raster import Box, HeatPicture
from ioc_console.widgets.map.scheme import PAGE_URL, may_run
from ioc_console.widgets.map.serving import Wall
from ioc_console.widgets.map.shapes import EMPTY, AreaSet

log = logging.getLogger(__name__)
_names = itertools.count(1)
_MOST_RESTARTS = 3


class MapView(QWidget):
    """Areas, heat, shades, points and a legend on a page that stays alive."""

    view_changed = Signal(object, int, int)
    """(Box, width, height): what of the world is in view, and on how many pixels."""
    picked = Signal(int, int, int)
    """x, y of the plane, and the id of the area there (0 = not known)."""
    point_opened = Signal(object)
    """Id of a complaint."""
    area_opened = Signal(int)
    """Id of the area whose chip was clicked."""
    taken = Signal(int, int)
    """A place of the heat map was taken at once: by a double click, or Shift+Enter in the middle."""
    card_entered = Signal()
    """Enter on the card of what was picked."""
    space_pressed = Signal()
    """Space in the page, likewise."""
    escaped = Signal()
    """Esc in the page: Qt does not see keys that the page got."""
    basemap_failed = Signal(object)
    """`BasemapProblem`: the base map's file is damaged; the map goes on without it."""
    drawn = Signal(object)
    """{document: version} whose pixels are on the screen now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = f"map{next(_names)}"
        self._feed = Feed(self)
        self._feed.offered.connect(self._refresh)
        self._restarts = 0
        self._fit_number = self._basemap_number = 0
        self._drawn: dict[str, int] = {}
        self._frame: dict[str, Any] = {
            "mode": doc.Mode.HEAT.value, "shaded": False, "selected": 0, "all": None, "fit": None
        }
        self._areas: AreaSet | None = None
        self._page: MapPage | None = None
        self._wall = Wall(self)
        self._sorry = label("", tone="secondary", wrap=True, align=Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(tr("Map of complaints"))
        holder = QVBoxLayout(self)
        holder.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedLayout()
        holder.addLayout(self._stack)
        self._stack.addWidget(self._sorry)
        self.complaints: list[str] = []
        """Errors of the page's console, for tests and the support page."""
        self._put("frame.json", doc.plain_document(self._frame))
        self.show_areas(EMPTY)
        self._retint()
        self._reword()
        if may_run():
            self._open_page()
        else:
            self._sorry.setText(tr("The map does not run for the root account. Lists and figures are complete."))

    def _open_page(self) -> None:
        profile = map_profile()
        profile.server.add_page(self._name, self._feed, self._told)
        self._wall = profile.wall
        profile.server.tiles.failed.connect(self.basemap_failed)
        web = QWebEngineView(self)
        self._page = profile.new_page(web)
        web.setPage(self._page)
        web.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setFocusProxy(web)
        self._stack.insertWidget(0, web)
        self._stack.setCurrentWidget(web)
        self._page.setBackgroundColor(QColor(theme().tokens.canvas))
        self._page.renderProcessTerminated.connect(self._restart)
        self._page.complained.connect(self._note_complaint)
        self._page.load(QUrl(f"{PAGE_URL}#{self._name}"))
        self.destroyed.connect(_forget(profile, self._name))

    # --- what to show -------------------------------------------------------------------------------------

    def set_mode(self, mode: doc.Mode) -> None:
        """Heat, areas or points. Documents of the other modes stay for when they come back."""
        self._put_frame(mode=mode.value, shaded=mode in doc.AREA_MODES)

    def show_areas(self, areas: AreaSet) -> None:
        """Outlines under everything."""
        if areas is self._areas:
            return  # the documents of a city take longer to write than to compare
        self._areas = areas
        self._put("areas.json", doc.areas_document(areas))
        self._put("places.json", doc.places_document(areas))

    def show_heat(self, heat: HeatPicture | None) -> None:
        """The picture of the heat, or none."""
        if heat is None or not heat.png:
            self._put("heat.json", doc.heat_document(None))
        else:
            self._put("heat.json", doc.heat_document(heat.box, self._feed.put("heat.png", heat.png)))

    def show_shade(self, shade: doc.Shade | None) -> None:
        """Fills of the areas in area mode."""
        self._put("shade.json", doc.shade_document(shade))

    def show_points(self, points: doc.PointSet | None, bubbles: Sequence[doc.Bubble] = ()) -> None:
        """Single complaints, or bubbles where there are too many."""
        self._put("points.bin", b"" if points is None else points.to_bytes())
        self._put("cells.json", doc.bubbles_document(bubbles))

    def show_chips(self, chips: Sequence[tuple[int, str]]) -> None:
        """(area id, count) of areas with overdue complaints, most first."""
        self._put("chips.json", doc.chips_document(chips))

    def show_legend(self, legend: doc.Legend | None) -> None:
        """What the marks mean."""
        self._put("legend.json", doc.legend_document(legend))

    def show_card(self, card: doc.Card | None) -> None:
        """What was picked."""
        self._put("picked.json", doc.card_document(card))

    def show_banner(self, banner: doc.Banner | None) -> None:
        """Say over the map that it does not show now; None = it does."""
        self._put("banner.json", doc.banner_document(banner))

    def show_basemap(self, basemap: Basemap | None) -> None:
        """Streets and water under everything, from a file; None = none. All maps of the process share it."""
        if self._page is not None:
            map_profile().server.tiles.use(basemap)
            self._basemap_number += 1
            self._put("basemap.json", doc.basemap_document(None if basemap is None else basemap.facts,
                                                           self._basemap_number))

    def select_area(self, area: int) -> None:
        """Outline one area in the focus colour; 0 = none."""
        self._put_frame(selected=area)

    def set_whole(self, box: Box | None) -> None:
        """What "fit all" shows."""
        self._put_frame(all=box)

    def fit(self, box: Box, *, unless_moved: bool = False) -> None:
        """Show that part of the world; `unless_moved`: only when no person moved the map since the last fit."""
        self._fit_number += 1
        self._put_frame(fit=box, fit_number=self._fit_number, unless_moved=unless_moved)

    @property
    def settled(self) -> bool:
        """Whether every document in its newest version is on the screen."""
        if self._page is None:
            return True
        return all(self._drawn.get(n, 0) == v for n, v in self._feed.versions.items() if n != "heat.png")

    @property
    def wall(self) -> Wall:
        """Counts what the page asked for, and what of it was blocked."""
        return self._wall

    @property
    def page(self) -> QWebEnginePage:
        """The page, for tests. Raises RuntimeError where no page may run."""
        if self._page is None:
            raise RuntimeError("no page runs for this account")
        return self._page

    @property
    def versions(self) -> dict[str, int]:
        """Version of each document as put; compare with `drawn`."""
        return self._feed.versions

    # --- the page -----------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """Follow the light and the language."""
        if event.type() == QEvent.Type.StyleChange:
            self._retint()
        elif event.type() == QEvent.Type.LanguageChange:
            self._reword()
        super().changeEvent(event)

    def _put_frame(self, **changes: Any) -> None:
        self._frame |= changes
        self._put("frame.json", doc.plain_document(self._frame))

    def _put(self, name: str, content: bytes) -> None:
        self._feed.put(name, content)

    def _refresh(self, versions: dict[str, int]) -> None:
        if self._page is not None:
            self._page.runJavaScript(f"ioc.refresh({json.dumps(versions)})")

    def _told(self, said: dict[str, Any]) -> None:
        """The page speaks. What it says is checked as if anybody could have said it."""
        match said:
            case {"type": "ready"}:
                self._feed.start()
            case {"type": "taken"}:
                self._feed.taken()
            case {"type": "view", "box": [int(a), int(b), int(c), int(d)], "width": int(w), "height": int(h)}:
                self.view_changed.emit((a, b, c, d), max(1, min(w, 8192)), max(1, min(h, 8192)))
            case {"type": "pick", "at": [int(x), int(y)], "area": int(area)}:
                self.picked.emit(max(0, min(x, 2**30)), max(0, min(y, 2**30)), max(0, min(area, 2**16)))
            case {"type": "take", "at": [int(x), int(y)]}:
                self.taken.emit(max(0, min(x, 2**30)), max(0, min(y, 2**30)))
            case {"type": "area", "id": int(area)} if 0 <= area < 2**16:
                self.area_opened.emit(area)
            case {"type": "point", "id": int(complaint)}:
                self.point_opened.emit(complaint)
            case {"type": "enter"}:
                self.card_entered.emit()
            case {"type": "space"}:
                self.space_pressed.emit()
            case {"type": "escape"}:
                self.escaped.emit()
            case {"type": "drawn", "versions": dict(versions)}:
                self._drawn = versions
                self.drawn.emit(versions)
            case _:
                log.warning("the map page said something unknown")

    def _retint(self) -> None:
        tokens = theme().tokens
        if self._page is not None:
            self._page.setBackgroundColor(QColor(tokens.canvas))
        self._put("theme.json", doc.theme_document(tokens))

    def _reword(self) -> None:
        self._put(
            "words.json",
            doc.plain_document(
                {
                    "language": language(),
                    "zoom_in": tr("Zoom in") + " (+)",
                    "zoom_out": tr("Zoom out") + " (−)",
                    "fit": tr("Show the whole area") + " (Home)",
                    "inset": tr("Where the map lies"),
                    "lens": tr("The centre, {n} times larger", n=number(doc.LENS_ZOOM, 1)),
                    "lens_zoom": doc.LENS_ZOOM,
                    "map": tr("Map of complaints"),
                }
            ),
        )

    def _note_complaint(self, message: str) -> None:
        self.complaints = [*self.complaints[-19:], message]

    def _restart(self) -> None:
        """The renderer died: load the page again and feed it; after a few times say so instead."""
        self._feed.stop()
        self._restarts += 1
        if self._restarts <= _MOST_RESTARTS and self._page is not None and shiboken6.isValid(self._page):
            self._page.load(QUrl(f"{PAGE_URL}#{self._name}"))
            return
        self._sorry.setText(tr("The map cannot be drawn on this machine. Lists and figures are complete without it."))
        self._stack.setCurrentWidget(self._sorry)


def _forget(profile: Any, name: str) -> Any:
    def forget() -> None:
        if shiboken6.isValid(profile):
            profile.server.remove_page(name)

    return forget
