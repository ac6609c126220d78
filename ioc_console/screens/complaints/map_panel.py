"""The map with its header: the ways to read it, how many have a place, what is played back, and what is unusual."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ioc_console.screens.complaints import map_looks, map_marks, map_shades, map_unusual, map_words
from ioc_console.screens.complaints.map_cell import PickedCell
from ioc_console.screens.complaints.map_ground import Ground
from ioc_console.screens.complaints.map_header import MapHeader
from ioc_console.screens.complaints.map_model import MapData, MapModel, UnusualModel
from ioc_console.screens.complaints.map_place import MapPlace
from ioc_console.screens.complaints.map_playback import Playback
from ioc_console.screens.complaints.map_replay import ReplayBar
from ioc_console.screens.complaints.map_shades import ColourBy
from ioc_console.screens.complaints.map_unusual_list import UnusualList
from ioc_console.screens.complaints.state import ComplaintsState
from ioc_console.screens.complaints.view_models import BoardData
from ioc_console.text import tr
from ioc_console.theme import Space, theme
from ioc_console.widgets.map.documents import AREA_MODES, Mode
from ioc_console.widgets.map.map_view import MapView
from ioc_console.widgets.panel import Panel
from ioc_domain.records import ComplaintRecord
from local_cache.queries.complaint_unusual import UnusualAreas

ROOMY, ROOMY_AREAS = 1000, 1240
"""From these widths of the panel on its header says everything in words; more room goes to what colours the areas."""


class MapPanel(Panel):
    """`area_picked` carries an area's id, `cell_picked` a box, `complaint_picked` a complaint's id."""

    area_picked = Signal(int)
    cell_picked = Signal(object)
    complaint_picked = Signal(object)
    escaped = Signal()
    expanded = Signal(bool)
    """The person wants the list's room for the map, or gives it back."""

    def __init__(self, model: MapModel, state: ComplaintsState, parent: QWidget | None = None) -> None:
        super().__init__("", padding=Space.M, parent=parent)
        self._model, self._state = model, state
        self._data: BoardData | None = None
        self._narrow = self._short = False
        self._colour_by = ColourBy.LATE_SHARE
        self._chosen_colour = False
        self.unusual_model = UnusualModel(state, self)
        self.head = MapHeader(self)
        self.map = MapView()
        self._place = MapPlace(self.map, state)
        self._cell = PickedCell(model, self.map)
        self.unusual = UnusualList()
        self.replay = ReplayBar()
        self.playback = Playback(model, self.map, self.replay, self)
        self.ground = Ground(state.context, self.map, self)
        self._lay_out()
        self._connect()
        self._words()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.map, 1)
        row.addWidget(self.unusual)
        self.body.addLayout(row, 1)
        self.body.addWidget(self.replay)
        self.body.setSpacing(0)
        self.unusual.hide()
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(1, 8, 1, 1)  # the map runs to the panel's border
        self.header.setContentsMargins(Space.M, 0, Space.M, 0)

    def _connect(self) -> None:
        state, model = self._state, self._model
        self.head.modes.picked.connect(lambda key: state.set_mode(Mode(key)))
        self.head.colour.picked.connect(self._set_colour)
        self.head.hours.picked.connect(lambda key: self.unusual_model.look_back(int(key)))
        self.head.without.clicked.connect(state.toggle_without_place)
        self.head.replay.clicked.connect(self.toggle_replay)
        self.head.expand.toggled.connect(self._expand)
        self.map.view_changed.connect(model.look_at)
        self.map.picked.connect(self._pick)
        self.map.point_opened.connect(self.complaint_picked)
        self.map.area_opened.connect(self.area_picked)
        self.map.card_entered.connect(self._enter)
        self.map.taken.connect(lambda x, y: self.cell_picked.emit(map_marks.cell_round(x, y)))
        self.map.escaped.connect(self._escape)
        self.unusual.reached.connect(self.map.select_area)
        self.unusual.opened.connect(self.area_picked)
        self.replay.window_chosen.connect(self._cell.drop)
        self.playback.changed.connect(self._playback_changed)
        self.ground.changed.connect(self._words)
        model.changed.connect(self._render)
        self.unusual_model.changed.connect(self._render_unusual)
        state.mode_changed.connect(self._mode_changed)
        state.filters_changed.connect(self._filters_changed)
        state.opened_changed.connect(self._opened_changed)
        theme().changed.connect(model.reload)

    def set_narrow(self, narrow: bool) -> None:
        """In a small panel: icons instead of words, no counts, no legend, no playback."""
        if narrow != self._narrow:
            self._narrow = narrow
            if narrow:
                self.playback.end()
                self.head.expand.setChecked(False)
            self._words()
            self._legend()
            self._show_list()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fewer words where there is less room."""
        super().resizeEvent(event)
        if self._is_short() != self._short:
            self._words()

    def set_shown(self, shown: bool) -> None:
        """Hidden view models do not load; a playback stands still."""
        self.unusual_model.set_shown(shown)
        if shown:
            self.ground.load()
        else:
            self.playback.pause()

    def show_board(self, data: BoardData) -> None:
        """Outlines, chips, shades and the header, from the figures."""
        self._data = data
        if not self._chosen_colour:
            self._colour_by = map_shades.better_colour(data)
        self.map.show_areas(data.areas)
        self._chips()
        self._select()
        self._place.follow(data)
        self._shade()
        self._words()
        self._legend()
        self.playback.follow()

    @property
    def settled(self) -> bool:
        """Whether the page has drawn what it was given: pictures wait for it."""
        return self.map.settled

    def show_opened(self, record: ComplaintRecord) -> None:
        """Go to an open complaint, once for each."""
        if self._place.go_to(record):
            self._render()

    def fit_again(self) -> None:
        """Go where the filter's complaints are."""
        self._place.forget()
        if self._data is not None:
            self.show_board(self._data)

    def _expand(self, on: bool) -> None:
        self._words()
        self.expanded.emit(on)

    # --- what to show -------------------------------------------------------------------------------------

    def _select(self) -> None:
        reached = self.unusual.current if self._state.mode is Mode.UNUSUAL else 0
        self.map.select_area(reached or self._place.picked_area(self._data))

    def _mode_changed(self) -> None:
        if self._state.mode in AREA_MODES:
            self.playback.end()  # a step of a few hours says nothing of an area's share
        self.map.set_mode(self._state.mode)
        self._cell.drop()
        self._select()
        if self._data is not None:
            self._place.follow(self._data)
        self._shade()
        self._words()
        self._legend()
        self._show_list()

    def _filters_changed(self) -> None:
        self._cell.drop()
        self.playback.follow()

    def _set_colour(self, key: str) -> None:
        self._colour_by = ColourBy(key)
        self._chosen_colour = True
        self._shade()
        self._legend()

    def _shade(self) -> None:
        if self._state.mode in AREA_MODES:
            made = map_looks.shaded(self._data, self._state.mode, self._colour_by, self._unusual())
            self.map.show_shade(None if made is None else made[0])

    def _chips(self) -> None:
        """Open and overdue is a matter of now: none while another time is shown."""
        self.map.show_chips([] if self.playback.on or self._data is None else map_words.chips(self._data)[0])

    def _is_short(self) -> bool:
        return self._narrow or self.width() < (ROOMY_AREAS if self._state.mode is Mode.AREAS else ROOMY)

    def _words(self) -> None:
        short = self._short = self._is_short()
        self.head.reword(self._state.mode, self._colour_by, self._narrow, short)
        self.head.set_hours(self.unusual_model.hours)
        if self._data is not None:
            board = self._data.board
            self.head.show_counts(board.located, board.total, board.filter.without_place, short)
            rough = tr("approximate boundaries") if self._data.areas.approximate else ""
            self.head.show_notes([note for note in (self.ground.note(), rough) if note], short)

    def _render(self) -> None:
        data = self._model.data
        # While the mode is changing the data are still those of the one before: its picture stays until they come.
        if not isinstance(data, MapData) or data.mode is not self._state.mode:
            return
        self.map.show_heat(data.heat)
        if data.mode is Mode.POINTS and data.points is not None:
            self._show_points(data)
        elif data.mode is not Mode.POINTS:
            self.map.show_points(None)
        self._legend()

    def _show_points(self, data: MapData) -> None:
        view = data.points
        if view is None:
            return
        if view.points is None:
            alone = map_marks.opened_point(self._place.opened, self._state.context.now)
            self.map.show_points(alone, map_words.bubbles(view))
            return
        self.map.show_points(map_marks.point_set(view.points, self._state.opened))

    def _legend(self) -> None:
        if self._data is None or self._narrow:
            self.map.show_legend(None)
            return
        shown = self._model.data if isinstance(self._model.data, MapData) else None
        self.map.show_legend(
            map_looks.legend(self._data, self._state.mode, self._colour_by, self._unusual(), shown))

    # --- unusual ------------------------------------------------------------------------------------------

    def _unusual(self) -> UnusualAreas | None:
        found = self.unusual_model.data
        return found if isinstance(found, UnusualAreas) else None

    def _show_list(self) -> None:
        self.unusual.setVisible(self._state.mode is Mode.UNUSUAL and not self._narrow)

    def _render_unusual(self) -> None:
        found = self._unusual()
        if self._state.mode is not Mode.UNUSUAL or found is None or self._data is None:
            return
        self.unusual.show_rows(*map_unusual.list_title(found), map_unusual.rows(self._data, found))
        self._select()
        self._shade()
        self._legend()

    # --- playback -----------------------------------------------------------------------------------------

    def toggle_replay(self) -> None:
        """Open the strip under the map, or close it."""
        if not self.playback.on and self._state.mode in AREA_MODES:
            self._state.set_mode(Mode.HEAT)
        self.playback.toggle()

    def _playback_changed(self) -> None:
        self._cell.drop()
        self.head.replay.setChecked(self.playback.on)
        self.set_border("strong" if self.playback.on else "true")
        self._chips()
        self._legend()

    # --- picking ------------------------------------------------------------------------------------------

    def _pick(self, x: int, y: int, area: int) -> None:
        if self._state.mode in AREA_MODES:
            if area:
                self.area_picked.emit(area)
            return
        if self._state.mode is Mode.HEAT and self._data is not None:
            self._cell.ask(self._data, x, y)

    def _enter(self) -> None:
        if self._cell.box is not None:
            self.cell_picked.emit(self._cell.box)

    def _escape(self) -> None:
        if self._cell.box is not None:
            self._cell.drop()
        elif self.playback.on:
            self.playback.end()
        else:
            self.escaped.emit()

    def _opened_changed(self) -> None:
        if not self._state.opened:
            self._place.leave()
