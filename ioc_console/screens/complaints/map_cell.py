"""The cell of the heat map that a person picked: asked, told on a card, and kept until something else is shown."""

from __future__ import annotations

from ioc_console.screens.complaints import map_marks, map_words
from ioc_console.screens.complaints.map_model import MapModel
from ioc_console.screens.complaints.view_models import BoardData
from ioc_console.widgets.map.map_view import MapView
from ioc_console.widgets.map.raster import Box
from local_cache.queries.complaint_map import CellFacts


class PickedCell:
    """One cell or none."""

    def __init__(self, model: MapModel, view: MapView) -> None:
        self._model, self._map = model, view
        self._asked = 0
        self.box: Box | None = None
        """The cell on the card, when anything lies in it."""

    def ask(self, data: BoardData, x: int, y: int) -> None:
        """Tell what lies round a point. An answer that comes after another question, or after `drop`, is not shown."""
        self._asked += 1
        asked = self._asked

        def show(facts: CellFacts) -> None:
            if asked == self._asked:
                self.box = facts.box if facts.total else None
                self._map.show_card(map_words.card(data, facts, map_marks.CELL_METRES))

        self._model.ask_cell(map_marks.cell_round(x, y), show)

    def drop(self) -> None:
        """Put the card away."""
        self._asked += 1
        self.box = None
        self._map.show_card(None)
