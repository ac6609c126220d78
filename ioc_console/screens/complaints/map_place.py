"""Where the map looks: at the picked area, at all areas, where the complaints are, or round the open complaint."""

from __future__ import annotations

from ioc_console.screens.complaints import map_marks
from ioc_console.screens.complaints.state import ComplaintsState
from ioc_console.screens.complaints.view_models import BoardData
from ioc_console.widgets.map.documents import AREA_MODES
from ioc_console.widgets.map.map_view import MapView
from ioc_domain.records import ComplaintRecord


class MapPlace:
    """Fits the map when what it should show became another, and never takes it away from under a person's hand."""

    def __init__(self, view: MapView, state: ComplaintsState) -> None:
        self._map, self._state = view, state
        self._fitted: tuple[object, ...] = ()
        self._gone_to = 0
        self.opened: ComplaintRecord | None = None
        """The open complaint, once it was read."""

    def picked_area(self, data: BoardData | None) -> int:
        """Id of the area picked in the top strip, 0 for none."""
        areas = data.names.areas.values() if data is not None else ()
        return next((a.id for a in areas if a.code == self._state.context.picked.area), 0)

    def forget(self) -> None:
        """Fit anew, whatever was fitted before."""
        self._fitted = ()

    def follow(self, data: BoardData) -> None:
        """Show the picked area; else all areas where they are filled, and where the complaints are elsewhere.

        Only when one of these became another, and not while a complaint is open: the map is with that one. Another
        way of reading alone moves a map that nobody moved, and no other.
        """
        picked, filled = self.picked_area(data), self._state.mode in AREA_MODES
        self._map.set_whole(data.areas.box or data.board.extent)
        box = data.areas.box if filled and data.areas.box is not None else map_marks.core(data)
        what = (picked, data.areas.box, box is not None, filled)
        if what == self._fitted or self._state.opened:
            return
        only_mode = self._fitted[:3] == what[:3]
        shape = next((s for s in data.areas.shapes if s.place.id == picked), None)
        if shape is None and box is None:
            return
        if shape is None and box is not None:
            self._map.fit(box, unless_moved=only_mode)
        elif shape is not None and not only_mode:
            self._map.fit(map_marks.area_box(shape))
        self._fitted = what

    def go_to(self, record: ComplaintRecord) -> bool:
        """Go to an open complaint, once for each; whether it is another one."""
        if record.id == self._gone_to:
            return False
        self._gone_to, self.opened = record.id, record
        box = map_marks.box_round(record)
        if box is not None:
            self._map.fit(box)
        return True

    def leave(self) -> None:
        """No complaint is open any more."""
        self._gone_to, self.opened = 0, None
