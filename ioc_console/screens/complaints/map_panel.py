"""The map with its header: the three ways to read it, how many have a place, and how outlines were made."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ioc_console import formatting as fmt
from ioc_console.screens.complaints import map_words
from ioc_console.screens.complaints.map_words import ColourBy
from ioc_console.screens.complaints.state import ComplaintsState
from ioc_console.screens.complaints.view_models import BoardData, MapData, MapModel
from ioc_console.text import tr
from ioc_console.theme import Size, Space, theme
from ioc_console.widgets.filter_combo import Choice, FilterCombo
from ioc_console.widgets.labels import ElidedLabel
from ioc_console.widgets.map import documents as doc
from ioc_console.widgets.map.documents import Mode, PointSet, PointState
from ioc_console.widgets.map.map_view import MapView
from ioc_console.widgets.map.raster import EARTH_KM, Box
from ioc_console.widgets.panel import Panel
from ioc_console.widgets.segmented import Segmented
from ioc_domain.codes import ComplaintFlag
from ioc_domain.on_time import OnTimeState, verdict
from ioc_domain.places import SCALE
from ioc_domain.records import ComplaintRecord
from local_cache.complaint_selection import VERDICTS
from local_cache.queries.complaint_map import CellFacts

CELL_METRES = 500
OPENED_METRES = 900
"""How far round an open complaint the map shows."""
_CLOSED = (OnTimeState.CLOSED_ON_TIME, OnTimeState.CLOSED_LATE)


class MapPanel(Panel):
    """`area_picked` carries an area's id, `cell_picked` a box, `complaint_picked` a complaint's id."""

    area_picked = Signal(int)
    cell_picked = Signal(object)
    complaint_picked = Signal(object)
    escaped = Signal()

    def __init__(self, model: MapModel, state: ComplaintsState, parent: QWidget | None = None) -> None:
        super().__init__("", padding=Space.M, parent=parent)
        self._model, self._state = model, state
        self._data: BoardData | None = None
        self._cell: Box | None = None
        self._fitted: object = None
        self._narrow = False
        self._opened = 0
        self._opened_record: ComplaintRecord | None = None
        self._colour_by = ColourBy.LATE_SHARE
        self._chosen_colour = False
        self.modes = Segmented(height=28)
        self.modes.picked.connect(lambda key: state.set_mode(Mode(key)))
        self.colour = FilterCombo(height=28)
        self.colour.picked.connect(self._set_colour)
        self.located = ElidedLabel("", Size.LABEL, tone="secondary")
        self.set_title(tr("Map"))
        self.header.insertWidget(1, self.modes)
        self.header.insertWidget(2, self.colour)
        self.header.setStretch(3, 0)
        self.header.insertWidget(3, self.located, 1)
        self.map = MapView()
        self.body.addWidget(self.map, 1)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(1, 8, 1, 1)  # the map runs to the panel's border
        self.header.setContentsMargins(Space.M, 0, Space.M, 0)
        self.map.view_changed.connect(model.look_at)
        self.map.picked.connect(self._pick)
        self.map.point_opened.connect(self.complaint_picked)
        self.map.area_opened.connect(self.area_picked)
        self.map.card_entered.connect(self._enter)
        self.map.escaped.connect(self._escape)
        model.changed.connect(self._render)
        state.mode_changed.connect(self._mode_changed)
        state.filters_changed.connect(self._drop_card)
        state.opened_changed.connect(self._opened_changed)
        theme().changed.connect(model.reload)
        self._words()

    def set_narrow(self, narrow: bool) -> None:
        """In a small panel: icons instead of words, no counts, no legend."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._words()
            self._legend()

    def show_board(self, data: BoardData) -> None:
        """Outlines, chips, shades and the header, from the figures."""
        self._data = data
        if not self._chosen_colour:
            self._colour_by = map_words.better_colour(data)
        self.map.show_areas(data.areas)
        self.map.show_chips(map_words.chips(data)[0])
        picked = next((a.id for a in data.names.areas.values() if a.code == self._state.context.picked.area), 0)
        self.map.select_area(picked)
        self._fit(data, picked)
        self._shade()
        self._words()
        self._legend()

    @property
    def settled(self) -> bool:
        """Whether the page has drawn what it was given: pictures wait for it."""
        return self.map.settled

    def show_opened(self, record: ComplaintRecord) -> None:
        """Go to an open complaint, once for each."""
        if record.id == self._opened:
            return
        self._opened = record.id
        self._opened_record = record
        if record.flags & ComplaintFlag.LOCATED:
            reach = round(OPENED_METRES / 1000 / EARTH_KM * SCALE)
            self.map.fit((record.x - reach, record.y - reach, record.x + reach, record.y + reach))
        self._render()

    def fit_again(self) -> None:
        """Go where the filter's complaints are."""
        self._fitted = None
        if self._data is not None:
            self.show_board(self._data)

    def _fit(self, data: BoardData, picked: int) -> None:
        """Show the picked area; else where the complaints are. Only when one of these became another, and not while
        a complaint is open: the map is with that one.
        """
        extent = data.board.extent
        core = _core(data)
        self.map.set_whole(data.areas.box or extent)
        what = (picked, data.areas.box, core is not None)
        if what == self._fitted or self._state.opened:
            return
        shape = next((s for s in data.areas.shapes if s.place.id == picked), None)
        if shape is not None:
            xs = [p[0] for part in shape.parts for ring in part for p in ring]
            ys = [p[1] for part in shape.parts for ring in part for p in ring]
            self.map.fit((int(min(xs)), int(min(ys)), int(max(xs)), int(max(ys))))
        elif core is not None:
            self.map.fit(core)
        else:
            return
        self._fitted = what

    def _mode_changed(self) -> None:
        self.modes.set_current(self._state.mode.value)
        self.map.set_mode(self._state.mode)
        self._drop_card()
        self._shade()
        self._words()
        self._legend()

    def _set_colour(self, key: str) -> None:
        self._colour_by = ColourBy(key)
        self._chosen_colour = True
        self._shade()
        self._legend()

    def _shade(self) -> None:
        if self._data is not None and self._state.mode is Mode.AREAS:
            self.map.show_shade(map_words.shade(self._data, self._colour_by)[0])

    def _words(self) -> None:
        narrow = self._narrow
        self.set_title(tr("Map"))
        self.modes.set_choices(
            [
                (Mode.HEAT.value, "" if narrow else tr("Heat"), "flame"),
                (Mode.AREAS.value, "" if narrow else tr("Areas"), "map"),
                (Mode.POINTS.value, "" if narrow else tr("One by one"), "map-pin"),
            ]
        )
        self.modes.set_current(self._state.mode.value)
        self.colour.setVisible(self._state.mode is Mode.AREAS and not narrow)
        self.colour.set_choices(
            [Choice(ColourBy.LATE_SHARE.value, tr("Overdue share = overdue / with a verdict")),
             Choice(ColourBy.COUNT.value, tr("Number received"))],
            self._colour_by.value,
        )
        if self._data is None:
            return
        b = self._data.board
        without = b.total - b.located
        located = tr("{n} with a place", n=fmt.number(b.located, 0))
        text = tr("{n} without a place", n=fmt.number(without, 0))
        self.located.setText(text if narrow else f"{located} · {text}")
        self.set_note(tr("approximate boundaries") if self._data.areas.approximate and not narrow else "")

    def _render(self) -> None:
        data = self._model.data
        if not isinstance(data, MapData):
            return
        if data.mode is Mode.HEAT:
            self.map.show_heat(data.heat)
            self.map.show_points(None)
        elif data.mode is Mode.POINTS:
            self.map.show_heat(None)
            self._show_points(data)
        else:
            self.map.show_heat(None)
            self.map.show_points(None)
        self.map.set_mode(data.mode)
        self._legend()

    def _show_points(self, data: MapData) -> None:
        view = data.points
        if view is None:
            return
        if view.points is None:
            self.map.show_points(self._opened_point(), [
                doc.Bubble((c.x, c.y), fmt.number(c.total, 0), fmt.number(c.late, 0) if c.late else "")
                for c in view.clusters
            ])
            return
        p = view.points
        table = [PointState.CLOSED if v in _CLOSED else PointState.OPEN for v in VERDICTS]
        table[VERDICTS.index(OnTimeState.OPEN_OVERDUE)] = PointState.OVERDUE
        state = np.array([int(s) for s in table], np.uint8)[p.state]
        marked = p.id == self._state.opened
        state[marked] = np.where(state[marked] == int(PointState.OVERDUE), int(PointState.MARKED_OVERDUE),
                                 int(PointState.MARKED))
        self.map.show_points(PointSet(p.id, p.x, p.y, state))

    def _opened_point(self) -> PointSet | None:
        """The open complaint alone, where the others are only counted."""
        r = self._opened_record
        if r is None or not r.flags & ComplaintFlag.LOCATED:
            return None
        late = verdict(r.due, r.closed, self._state.context.now) is OnTimeState.OPEN_OVERDUE
        state = PointState.MARKED_OVERDUE if late else PointState.MARKED
        return PointSet(np.array([r.id]), np.array([r.x], np.uint32), np.array([r.y], np.uint32),
                        np.array([state], np.uint8))

    def _legend(self) -> None:
        if self._data is None or self._narrow:
            self.map.show_legend(None)
            return
        shown = self._model.data if isinstance(self._model.data, MapData) else None
        if self._state.mode is Mode.HEAT:
            self.map.show_legend(map_words.heat_legend(self._data, shown.heat if shown else None))
        elif self._state.mode is Mode.AREAS:
            self.map.show_legend(map_words.shade(self._data, self._colour_by)[1])
        else:
            self.map.show_legend(map_words.points_legend(shown.points if shown else None))

    # --- picking ------------------------------------------------------------------------------------------

    def _pick(self, x: int, y: int, area: int) -> None:
        if self._state.mode is Mode.AREAS:
            if area:
                self.area_picked.emit(area)
            return
        if self._state.mode is Mode.HEAT and self._data is not None:
            self._model.ask_cell(cell_round(x, y), self._show_cell)

    def _show_cell(self, facts: CellFacts) -> None:
        if self._data is not None:
            self._cell = facts.box if facts.total else None
            self.map.show_card(map_words.card(self._data, facts, CELL_METRES))

    def _enter(self) -> None:
        if self._cell is not None:
            self.cell_picked.emit(self._cell)

    def _escape(self) -> None:
        if self._cell is not None:
            self._drop_card()
        else:
            self.escaped.emit()

    def _opened_changed(self) -> None:
        if not self._state.opened:
            self._opened = 0
            self._opened_record = None

    def _drop_card(self) -> None:
        self._cell = None
        self.map.show_card(None)


def cell_round(x: int, y: int) -> Box:
    """The cell of a fixed lattice of about 500 m that holds a point."""
    from math import cos, radians

    from ioc_domain.places import to_lat_lon

    latitude, _ = to_lat_lon(x, y)
    side = max(1, round(CELL_METRES / 1000 / (EARTH_KM * cos(radians(round(latitude)))) * SCALE))
    left, top = x // side * side, y // side * side
    return left, top, left + side, top + side


def _core(data: BoardData) -> Box | None:
    """Where most complaints lie, a little widened; the areas when nothing is located."""
    extent = data.board.extent
    if extent is None:
        return data.areas.box
    dx, dy = (extent[2] - extent[0]) // 12, (extent[3] - extent[1]) // 12
    least = SCALE // 40_000  # a kilometre, so that one single complaint is no zoom to the garden
    return (extent[0] - dx - least, extent[1] - dy - least, extent[2] + dx + least, extent[3] + dy + least)
