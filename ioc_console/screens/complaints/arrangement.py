"""Who stands where on the screen, for its width and for whether a complaint is open."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ioc_console.screens.complaints.detail_pane import DetailPane
from ioc_console.screens.complaints.list_panel import ListPanel
from ioc_console.screens.complaints.map_panel import MapPanel
from ioc_console.screens.complaints.rail import Rail, Summary
from ioc_console.theme import Space

WIDE = 1400
"""From this width of the page on everything stands side by side; below it the rail folds into one panel."""
RAIL, RAIL_FOLDED = 576, 400
LEFT_OPEN, LEFT_OPEN_NARROW = 776, 560
_NO_LIMIT = 16_777_215


class Arrangement(QHBoxLayout):
    """Map over list, the rail beside them; an open complaint takes the rail's place."""

    def __init__(self, map_panel: MapPanel, list_panel: ListPanel, summary: Summary, rail: Rail,
                 pane: DetailPane) -> None:
        super().__init__()
        self._map, self._summary, self._rail, self._pane = map_panel, summary, rail, pane
        self._upper = QWidget()
        upper = QHBoxLayout(self._upper)
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(Space.M)
        upper.addWidget(map_panel, 1)
        upper.addWidget(summary, 1)
        self._left = QWidget()
        self._left_column = QVBoxLayout(self._left)
        self._left_column.setContentsMargins(0, 0, 0, 0)
        self._left_column.setSpacing(Space.M)
        self._left_column.addWidget(self._upper, 58)
        self._left_column.addWidget(list_panel, 42)
        self.setSpacing(Space.M)
        self.addWidget(self._left, 1)
        self.addWidget(rail)
        self.addWidget(pane, 1)
        self._now: tuple[bool, bool, bool] | None = None
        self._busy = False

    def dock(self, composer: QWidget) -> None:
        """Put a composer under the list."""
        self._left_column.addWidget(composer)

    def arrange(self, width: int, opened: bool, crowded: bool = False) -> None:
        """Fold and unfold. `crowded`: there is so little height that the map makes room for what is written."""
        wide = width >= WIDE
        # Folding moves widgets, which resizes the view: the outer call finishes first and then looks again.
        if (wide, opened, crowded) == self._now or self._busy:
            return
        self._busy = True
        self._now = (wide, opened, crowded)
        self._fold(wide, opened, crowded)
        self._busy = False

    def _fold(self, wide: bool, opened: bool, crowded: bool) -> None:
        # What goes is hidden first: both at once would need more room than there is.
        (self._rail if opened else self._pane).hide()
        (self._pane if opened else self._rail).show()
        self._rail.fold(not wide)
        self._rail.setFixedWidth(RAIL if wide else RAIL_FOLDED)
        self._summary.setVisible(opened and wide)
        self._upper.setVisible((wide or not opened) and not crowded)
        self._map.set_narrow(opened)
        if opened:
            self._left.setFixedWidth(LEFT_OPEN if wide else LEFT_OPEN_NARROW)
        else:
            self._left.setMinimumWidth(0)
            self._left.setMaximumWidth(_NO_LIMIT)
        self._left_column.setStretch(0, 40 if opened else 58)
        self._left_column.setStretch(1, 60 if opened else 42)
