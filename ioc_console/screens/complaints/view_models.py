"""View models of Phản ánh 1022: the figures, the list, the map, one complaint. All follow one `ComplaintsState`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QObject

from ioc_console.screens.complaints.filters import to_query
from ioc_console.screens.complaints.state import ComplaintsState
from ioc_console.screens.complaints.words import bare_area
from ioc_console.sync_status import FILES
from ioc_console.view_model import ViewModel
from ioc_console.widgets.map.documents import Mode
from ioc_console.widgets.map.raster import Box, HeatPicture, frame_round, picture
from ioc_console.widgets.map.shapes import EMPTY, AreaPlace, AreaSet, build_areas
from ioc_domain.places import to_xy
from local_cache.queries.complaint_list import ComplaintDetail, ComplaintIds, complaint_detail, list_ids
from local_cache.queries.complaint_map import CellFacts, MapView, area_centres, cell_facts, heat_counts, points_in_view
from local_cache.queries.complaint_names import WATCHED, ComplaintNames
from local_cache.queries.complaints import ComplaintBoard, complaint_board

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST_POINTS = 2500
"""More complaints than this in view are shown as clusters counted here."""


@dataclass(frozen=True)
class BoardData:
    """Figures of the screen, with the names they need, and the outlines for the map."""

    names: ComplaintNames
    board: ComplaintBoard
    areas: AreaSet


@dataclass(frozen=True)
class ListData:
    """The list as ids, with the names its rows need."""

    names: ComplaintNames
    ids: ComplaintIds
    now: int


@dataclass(frozen=True)
class MapData:
    """What the map shows in the view asked for."""

    mode: Mode
    heat: HeatPicture | None
    points: MapView | None


class _Following(ViewModel[Any]):
    """A view model that loads again when the filter changes."""

    def __init__(self, state: ComplaintsState, parent: QObject | None = None) -> None:
        super().__init__(state.context, parent)
        self.screen = state
        state.filters_changed.connect(self.reload)


class BoardModel(_Following):
    """Figures, groups, days; `data` is a `BoardData`."""

    watches: ClassVar[frozenset[str]] = WATCHED | {"complaint"}

    def __init__(self, state: ComplaintsState, parent: QObject | None = None) -> None:
        super().__init__(state, parent)
        self._areas: tuple[ComplaintNames | None, AreaSet] = (None, EMPTY)

    def query(self) -> Callable[[Session], BoardData]:
        """The board under the filter of this moment."""
        state, area, now = self.screen, self.context.picked.area, self.context.now
        filters, held, overtaken = state.filters, self._areas, self.overtaken

        def work(session: Session) -> BoardData:
            names = state.read_names(session)
            board = complaint_board(session, to_query(filters, names, area, now), now, names.calendar, cancel=overtaken)
            areas = held[1] if held[0] is names else outlines(names, session)
            self._areas = (names, areas)
            return BoardData(names, board, areas)

        return work


def outlines(names: ComplaintNames, session: Session) -> AreaSet:
    """Outlines of the areas in force; one without coordinates lies where its complaints do."""
    areas = names.communes()
    homeless = any(a.lat is None or a.lon is None for a in areas)
    centres = area_centres(session) if homeless else {}
    places = []
    for a in areas:
        if a.lat is not None and a.lon is not None and abs(a.lat) < 85 and abs(a.lon) <= 180:
            places.append(AreaPlace(a.id, a.name, bare_area(a), *to_xy(a.lat, a.lon), km2=a.area_km2))
        elif a.id in centres:
            places.append(AreaPlace(a.id, a.name, bare_area(a), *centres[a.id], km2=a.area_km2))
    return build_areas(places, names.boundaries)


class ListModel(_Following):
    """Ids of the chosen tab in their order; `data` is a `ListData`."""

    watches: ClassVar[frozenset[str]] = frozenset({"complaint"})

    def __init__(self, state: ComplaintsState, parent: QObject | None = None) -> None:
        super().__init__(state, parent)
        state.list_changed.connect(self.reload)

    def query(self) -> Callable[[Session], ListData]:
        """The list under the filter, tab and order of this moment."""
        state, area, now = self.screen, self.context.picked.area, self.context.now
        filters, tab, order, descending = state.filters, state.tab, state.order, state.descending

        def work(session: Session) -> ListData:
            names = state.read_names(session)
            wanted = to_query(filters, names, area, now)
            return ListData(names, list_ids(session, wanted, now, names.calendar, tab, order, descending), now)

        return work


class MapModel(_Following):
    """Heat, clusters or points of the part of the world in view; `data` is a `MapData`."""

    watches: ClassVar[frozenset[str]] = frozenset({"complaint"})

    def __init__(self, state: ComplaintsState, parent: QObject | None = None) -> None:
        super().__init__(state, parent)
        self._view: tuple[Box, int, int] | None = None
        state.mode_changed.connect(self.reload)

    def look_at(self, box: Box, width: int, height: int) -> None:
        """The person moved the map."""
        if (box, width, height) != self._view and box[2] > box[0] and box[3] > box[1]:
            self._view = (box, width, height)
            self.reload()

    @property
    def view(self) -> Box | None:
        """The part of the world in view, None before the map has told."""
        return None if self._view is None else self._view[0]

    def query(self) -> Callable[[Session], MapData]:
        """What the mode needs for the view of this moment."""
        state, area, now = self.screen, self.context.picked.area, self.context.now
        filters, mode, view = state.filters, state.mode, self._view
        colours = self.context.theme.tokens.heat()

        def work(session: Session) -> MapData:
            if view is None or mode is Mode.AREAS:
                return MapData(mode, None, None)
            wanted = to_query(filters, state.read_names(session), area, now)
            box, width, height = view
            frame = frame_round(box, width, height)
            if mode is Mode.HEAT:
                counts = heat_counts(session, wanted, now, frame.box, frame.columns, frame.rows)
                return MapData(mode, picture(counts, frame, colours), None)
            columns = max(1, (frame.box[2] - frame.box[0]) * width // (box[2] - box[0]))
            return MapData(mode, None, points_in_view(session, wanted, now, frame.box, columns, MOST_POINTS))

        return work

    def ask_cell(self, box: Box, done: Callable[[CellFacts], None]) -> None:
        """What lies in a box; the answer comes in the GUI thread."""
        state, area, now = self.screen, self.context.picked.area, self.context.now
        filters = state.filters

        def work(session: Session) -> CellFacts:
            return cell_facts(session, to_query(filters, state.read_names(session), area, now), now, box)

        self.context.read(work, owner=self, done=done)


class DetailModel(ViewModel[Any]):
    """The complaint that is open; `data` is a `ComplaintDetail`, None when the cache does not hold it."""

    watches: ClassVar[frozenset[str]] = frozenset({"complaint", FILES})
    follows_picked: ClassVar[bool] = False

    def __init__(self, state: ComplaintsState, parent: QObject | None = None) -> None:
        super().__init__(state.context, parent)
        self.screen = state
        state.opened_changed.connect(self.reload)

    def query(self) -> Callable[[Session], tuple[ComplaintNames, ComplaintDetail | None]]:
        """One complaint in full."""
        state, wanted = self.screen, self.screen.opened

        def work(session: Session) -> tuple[ComplaintNames, ComplaintDetail | None]:
            return state.read_names(session), complaint_detail(session, wanted) if wanted else None

        return work
