"""View of Phản ánh 1022: map over list, rail beside them; an open complaint takes the rail's place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import cast

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ioc_console import formatting as fmt
from ioc_console.context import Context
from ioc_console.screens import Key, ScreenView
from ioc_console.screens.complaints import detail_words, sentence
from ioc_console.screens.complaints.arrangement import Arrangement
from ioc_console.screens.complaints.detail_pane import DetailPane
from ioc_console.screens.complaints.directives import Directives
from ioc_console.screens.complaints.earlier import Earlier
from ioc_console.screens.complaints.filter_row import FilterRow
from ioc_console.screens.complaints.filters import Filters
from ioc_console.screens.complaints.gestures import Gestures
from ioc_console.screens.complaints.hot_path import HotPath
from ioc_console.screens.complaints.keys import KEYS, pressed
from ioc_console.screens.complaints.list_panel import ListPanel
from ioc_console.screens.complaints.map_model import MapModel
from ioc_console.screens.complaints.map_panel import MapPanel
from ioc_console.screens.complaints.media_desk import MediaDesk
from ioc_console.screens.complaints.rail import Rail, Summary
from ioc_console.screens.complaints.state import ComplaintsState
from ioc_console.screens.complaints.view_models import BoardData, BoardModel, DetailModel, ListModel
from ioc_console.screens.complaints.view_saving import ViewSaving
from ioc_console.text import tr
from ioc_console.theme import Space
from ioc_console.view_model import Loading, Ready, ViewModel
from ioc_console.widgets.map.documents import Mode
from ioc_console.widgets.map.raster import Box
from ioc_console.widgets.states import StateView
from ioc_console.widgets.turns import Piece, Turns
from ioc_domain.on_time import OnTimeFormula

TALL = 860
"""Below this height of the page the map makes room for a directive to many."""
_MODE_WORDS = {Mode.HEAT: "Overall view", Mode.AREAS: "Areas", Mode.UNUSUAL: "Unusual", Mode.POINTS: "One by one"}


class ComplaintsView(ScreenView):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.state = ComplaintsState(context, self)
        self.board = BoardModel(self.state, self)
        self.list_model = ListModel(self.state, self)
        self.map_model = MapModel(self.state, self)
        self.detail = DetailModel(self.state, self)
        self._turns = Turns(self)
        self._awaited = True
        """A person waits for the load that is under way, and not only the cache got newer."""
        self._formula: OnTimeFormula | None = None
        self._focus_wanted = False
        self._before_opening: tuple[Mode, Box | None] | None = None
        page = QWidget()
        self._states = StateView(page, self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._states)
        column = QVBoxLayout(page)
        column.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        column.setSpacing(Space.S)
        self.filter_row = FilterRow()
        self.gestures = Gestures(self.state, self.map_model, self.filter_row)
        self.saving = ViewSaving(context, self, self.filter_row)
        column.addWidget(self.filter_row)
        self.map_panel = MapPanel(self.map_model, self.state)
        self.list_panel = ListPanel(self.list_model, self.state, self._turns)
        self.summary, self.rail, self.pane = Summary(), Rail(), DetailPane()
        self._body = Arrangement(self.map_panel, self.list_panel, self.summary, self.rail, self.pane)
        column.addLayout(self._body, 1)
        self._states.follow(cast("ViewModel[object]", self.board))  # before our own rendering, which may say "empty"
        self.orders = Directives(self.state, self.pane, self.list_panel, self)
        self._body.dock(self.orders.many)
        self.hot_path = HotPath(self.state, self.board, self.list_model, self.rail, self.list_panel)
        self.pane.identity.follow(context.sync)
        self.media = MediaDesk(context, self.pane.media_row, self)
        self.earlier = Earlier(self.state, self.pane.earlier, self)
        self.setFocusProxy(self.list_panel.table)
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        state = self.state
        self.board.changed.connect(self._render)
        self.detail.changed.connect(self._render_detail)
        self.orders.known.changed.connect(self._render_detail)
        self.orders.bulk.changed.connect(self._arrange)
        self.list_model.changed.connect(self._render_detail)
        self.list_model.changed.connect(self._focus)
        row, gestures = self.filter_row, self.gestures
        row.picked.connect(gestures.pick)
        row.dropped.connect(gestures.drop)
        row.searched.connect(gestures.search)
        row.search_done.connect(self.list_panel.table.setFocus)
        row.save_asked.connect(self.saving.ask)
        row.export_asked.connect(self.list_panel.export_button.click)
        self.rail.field_picked.connect(lambda i: state.toggle("fields", i))
        self.rail.status_picked.connect(lambda i: state.toggle("statuses", i))
        self.rail.units_link.clicked.connect(lambda: self.context.navigation.go("units"))
        self.rail.unit_picked.connect(self._take_unit)
        self.summary.unit_picked.connect(lambda i: state.toggle("units", i))
        self.rail.day_picked.connect(gestures.pick_day)
        for figures in (self.rail, self.summary):
            figures.formula_picked.connect(lambda code: self.context.picked.pick_formula(OnTimeFormula(code)))
        self.map_panel.area_picked.connect(gestures.pick_area)
        self.map_panel.cell_picked.connect(self.hot_path.take_cell)
        self.map_panel.complaint_picked.connect(state.open)
        self.map_panel.expanded.connect(lambda on: self.list_panel.setVisible(not on))
        self.map_panel.escaped.connect(self._escape_from_map)
        self.list_panel.opened.connect(state.open)
        self.list_panel.placed.connect(self._render_detail)
        self.pane.stepped.connect(self.list_panel.step)
        self.pane.closed.connect(lambda: state.open(0))
        self.pane.near_opened.connect(state.open)
        self.pane.explanation_asked.connect(self.ask_explanation)
        state.opened_changed.connect(self._opened_changed)
        state.stepped.connect(self.place_stepped)
        state.moved.connect(self.place_changed)

    # --- ScreenView ---------------------------------------------------------------------------------------

    def show_route(self, arguments: Mapping[str, str]) -> None:
        """The filter, the tab, the way of the map and the open complaint (`id`), as `arguments` wrote them."""
        self.state.show(arguments)
        self.place_changed.emit()

    def arguments(self) -> Mapping[str, str]:
        """All that is set, as a link."""
        return self.state.arguments()

    def trail(self) -> Sequence[str]:
        """The open complaint's code, or how the map is read."""
        data = self.detail.data
        if self.state.opened and data is not None and data[1] is not None:
            return (data[1].record.code,)
        return (tr(_MODE_WORDS[self.state.mode]),)

    def step_back(self) -> bool:
        """Esc drops the words searched for, closes what is being written, then the open complaint."""
        if self.media.close() or self.filter_row.leave_search() or self.orders.step_back():
            return True
        if self.state.opened:
            self.state.open(0)
            self.list_panel.table.setFocus()
            return True
        return False

    def keys(self) -> Sequence[Key]:
        """Keys of this screen."""
        return KEYS

    def settled(self) -> bool:
        """No part waits for its turn, and the map's page has drawn what it was given."""
        return not self._turns.busy and (not self.map_panel.isVisible() or self.map_panel.settled)

    def set_shown(self, shown: bool) -> None:
        """Hidden view models do not load."""
        for model in (self.board, self.list_model, self.map_model, self.detail, self.orders.known, self.earlier.model):
            model.set_shown(shown)
        self.map_panel.set_shown(shown)
        self._focus_wanted = shown
        self._focus()

    def _focus(self) -> None:
        """Who comes here can go through the list at once; when it is there, and who has begun to type is left alone."""
        table = self.list_panel.table
        if self._focus_wanted and table.isVisible() and not isinstance(self.window().focusWidget(), QLineEdit):
            self._focus_wanted = False
            if not table.hasFocus():
                table.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys named by `keys`."""
        if not pressed(self, event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Say everything anew in another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._turns.forget()
            self.list_panel.reword()
            self._render(at_once=True)
            self._render_detail()
            self.earlier.render()
            self.place_changed.emit()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold and unfold."""
        super().resizeEvent(event)
        self._arrange()

    # --- rendering ----------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """Small: the parts fold. Without this the wide arrangement would keep the window from getting narrow."""
        return QSize(900, 520)

    def _arrange(self) -> None:
        crowded = self.orders.bulk.open and self.height() < TALL
        self._body.arrange(self.width(), bool(self.state.opened), crowded)

    def _render(self, *, at_once: bool = False) -> None:
        """What a person asked for is shown at once; what sync brought by itself part by part, so that nothing that
        moves meanwhile has to stand still for it."""
        state, data = self.board.state, self.board.data
        self._awaited |= isinstance(state, Loading) and not state.quiet
        if not isinstance(data, BoardData):
            return
        formula = self.context.picked.formula_in_use(data.names.formula)
        at_once |= self._awaited or formula is not self._formula
        self._formula = formula
        self._awaited &= isinstance(state, Loading)
        filters, board = self.state.filters, data.board
        if isinstance(self.board.state, Ready) and not board.total and not data.names.fields and filters == Filters():
            self._states.show_empty(
                tr("No complaints on this machine yet"),
                tr("They come with the first sync and appear here by themselves when the data centre answers."),
                "message-square-warning",
            )
            return
        area = self.context.picked.area
        pieces = [
            Piece("sentence", (data, filters, area), partial(self._say_sentence, data, filters)),
            *self.rail.pieces(data, filters, formula),
            *self.summary.pieces(data, filters, formula),
            Piece("map", (data, filters, area), partial(self.map_panel.show_board, data)),
        ]
        self._turns.show(pieces, at_once=at_once)
        self._focus()

    def _say_sentence(self, data: BoardData, filters: Filters) -> None:
        board, of = data.board, tr("complaints")
        if not board.searched_all:
            of += " · " + tr("index incomplete")
        self.filter_row.show_sentence(
            tr("Complaints"),
            sentence.parts(filters, data.names, board, self.context.picked.area, board.now),
            fmt.number(board.total, 0),
            of,
        )
        self.filter_row.show_text(filters.text)

    def _render_detail(self) -> None:
        data = self.detail.data
        if not self.state.opened or data is None:
            return
        names, found = data
        if found is None:
            if isinstance(self.detail.state, Ready):
                self.context.notices.post(tr("This complaint is no longer on this machine."))
                self.state.open(0)
            return
        if found.record.id != self.state.opened:
            return
        orders = self.orders.known.of(found.record.id)
        shown = detail_words.shown(found, names, self.context.now, self.context.paths.evidence, orders)
        self.pane.show_complaint(shown, self.list_panel.place())
        self.map_panel.show_opened(found.record)
        self.media.show_complaint(shown)
        self._say_place()

    def _opened_changed(self) -> None:
        self._arrange()
        if self.state.opened and self._before_opening is None:
            self._before_opening = (self.state.mode, self.map_model.view)
            self.state.set_mode(Mode.POINTS)
        elif not self.state.opened and self._before_opening is not None:
            mode, view = self._before_opening
            self._before_opening = None
            self.state.set_mode(mode)
            if view is not None:
                self.map_panel.map.fit(view)
            else:  # opened by a link, before the map showed anything else
                self.map_panel.fit_again()

    def _say_place(self) -> None:
        """What is open has its name now."""
        if not self.state.showing:
            self.place_changed.emit()

    def _take_unit(self, unit: int) -> None:
        self.state.toggle("units", unit)
        self.hot_path.unit_taken()

    def _escape_from_map(self) -> None:
        if not self.step_back():
            self.context.navigation.leave()

    def ask_explanation(self, complaint: int) -> None:
        """Write a request for an explanation of this complaint."""
        self.context.navigation.go("requests", {"compose": f"complaint:{complaint}"})
