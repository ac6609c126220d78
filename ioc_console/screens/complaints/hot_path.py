"""The short way from a cell of the heat map to a directive: the keyboard goes ahead by itself.

A cell is taken, and the keyboard stands on the units that handle it; a unit is taken, and it stands on that unit's
complaints; Enter opens the first, D writes. Only on this way, and only forward: who works elsewhere keeps the keyboard.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QTableView

from ioc_console.screens.complaints.list_panel import ListPanel
from ioc_console.screens.complaints.rail import Rail
from ioc_console.screens.complaints.state import ComplaintsState
from ioc_console.screens.complaints.view_models import BoardModel, ListModel
from ioc_console.view_model import Ready
from ioc_console.widgets.map.raster import Box


class HotPath(QObject):
    """Made by the view; `take_cell` is the first step."""

    def __init__(self, state: ComplaintsState, board: BoardModel, list_model: ListModel, rail: Rail,
                 panel: ListPanel) -> None:
        super().__init__(rail)
        self._state, self._board, self._list_model = state, board, list_model
        self._rail, self._panel = rail, panel
        self._waits_for = ""
        board.changed.connect(self._board_changed)
        list_model.changed.connect(self._list_changed)
        state.opened_changed.connect(self._forget)

    def take_cell(self, box: Box) -> None:
        """Filter by a cell of the map; then the units are next."""
        self._state.change(box=box)
        self._wait_for("units")

    def unit_taken(self) -> None:
        """A unit was set or dropped in the league: with a cell taken, the list is next."""
        if self._state.filters.box is not None and self._state.filters.units:
            self._wait_for("list")

    def _wait_for(self, part: str) -> None:
        self._waits_for = part
        self._board_changed()
        self._list_changed()

    def _forget(self) -> None:
        self._waits_for = ""

    def _board_changed(self) -> None:
        if self._waits_for != "units" or not self._is_new(self._board):
            return
        if self._rail.league.rows_model.rows and self._rail.isVisible():
            self._waits_for = ""
            self._rail.show_units()
            _stand_on_first(self._rail.league)
        else:  # too few complaints for a league: on to the list
            self._wait_for("list")

    def _list_changed(self) -> None:
        if self._waits_for == "list" and self._is_new(self._list_model):
            self._waits_for = ""
            _stand_on_first(self._panel.table)

    def _is_new(self, model: BoardModel | ListModel) -> bool:
        """Whether what is shown is of the filter as it is now: while it loads, the state says so."""
        return isinstance(model.state, Ready)


def _stand_on_first(table: QTableView) -> None:
    table.setFocus(Qt.FocusReason.OtherFocusReason)
    if table.model().rowCount():
        table.setCurrentIndex(table.model().index(0, 0))
