"""View models of Phản ánh 1022: the figures, the list, the map, one complaint. All follow one `ComplaintsState`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QObject

from ioc_console.screens.complaints.filters import AreaBasis, to_query
from ioc_console.screens.complaints.lazy_rows import PAGE
from ioc_console.screens.complaints.state import ComplaintsState
from ioc_console.screens.complaints.todays_areas import by_todays_areas
from ioc_console.screens.complaints.words import bare_area
from ioc_console.sync_status import FILES
from ioc_console.view_model import ViewModel
from ioc_console.widgets.map.shapes import EMPTY, AreaPlace, AreaSet, build_areas
from ioc_domain.places import to_xy
from local_cache.queries.complaint_list import (
    ComplaintDetail,
    ComplaintIds,
    ListPage,
    complaint_detail,
    list_ids,
    list_page,
)
from local_cache.queries.complaint_map import area_centres
from local_cache.queries.complaint_names import WATCHED, ComplaintNames
from local_cache.queries.complaints import ComplaintBoard, complaint_board

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class BoardData:
    """Figures of the screen, with the names they need, and the outlines for the map."""

    names: ComplaintNames
    board: ComplaintBoard
    areas: AreaSet


@dataclass(frozen=True)
class ListData:
    """The list in its order, with the names its rows need, and the words that were searched for."""

    names: ComplaintNames
    ids: ComplaintIds
    now: int
    words: str = ""
    pages: Mapping[int, ListPage] = field(default_factory=dict)
    """The rows in sight, read together with the list: it comes onto the screen whole."""


class Following(ViewModel[Any]):
    """A view model that loads again when the filter changes."""

    def __init__(self, state: ComplaintsState, parent: QObject | None = None) -> None:
        super().__init__(state.context, parent)
        self.screen = state
        state.filters_changed.connect(self.reload)


class BoardModel(Following):
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
            if filters.area_basis is AreaBasis.TODAY:
                board = by_todays_areas(board, names.lies_in)
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


class ListModel(Following):
    """Ids of the chosen tab in their order; `data` is a `ListData`."""

    watches: ClassVar[frozenset[str]] = frozenset({"complaint"})

    def __init__(self, state: ComplaintsState, parent: QObject | None = None) -> None:
        super().__init__(state, parent)
        state.list_changed.connect(self.reload)
        self.in_sight: Callable[[], Sequence[int]] = lambda: (0,)
        """Numbers of the pages whose rows a person sees."""

    def query(self) -> Callable[[Session], ListData]:
        """The list under the filter, tab and order of this moment."""
        state, area, now = self.screen, self.context.picked.area, self.context.now
        filters, tab, order, descending = state.filters, state.tab, state.order, state.descending
        overtaken, in_sight = self.overtaken, self.in_sight()

        def work(session: Session) -> ListData:
            names = state.read_names(session)
            wanted = to_query(filters, names, area, now)
            listed = list_ids(session, wanted, now, names.calendar, tab, order, descending, cancel=overtaken)
            known = [page for page in in_sight if page * PAGE < listed.rows.count]
            pages = {page: list_page(session, listed.rows, page * PAGE, PAGE, wanted.text) for page in known}
            return ListData(names, listed, now, wanted.text, pages)

        return work


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
