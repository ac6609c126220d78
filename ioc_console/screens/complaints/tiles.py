"""The tiles of the rail: four figures in one panel, and a row of facts about how complaints were closed.

The last tile names its on-time formula and lets another be chosen.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ioc_console.screens.complaints.board_words import Fact, Tile
from ioc_console.theme import Size, Weight
from ioc_console.widgets.inline_choice import InlineChoice
from ioc_console.widgets.labels import ElidedLabel, as_plain, label, rule
from ioc_console.widgets.panel import Panel
from ioc_console.widgets.standing_mark import StandingMark


class TileView(QWidget):
    """Label 12, figure 32 with its mark before it, two lines of 12. `picked`: another choice of the first line."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setSpacing(0)
        self.set_close(False)
        self._name = ElidedLabel("", Size.LABEL, tone="secondary")
        self._mark = StandingMark(side=16)
        self._figure = label("", Size.FIGURE, Weight.STRONG)
        self.first = InlineChoice()
        self.first.picked.connect(self.picked)
        self._second = ElidedLabel("", Size.LABEL, tone="secondary")
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._mark)
        line.addWidget(self._figure)
        line.addStretch(1)
        column.addWidget(self._name)
        column.addLayout(line)
        column.addWidget(self.first)
        column.addWidget(self._second)
        column.addStretch(1)
        self._mark.hide()

    def set_close(self, close: bool) -> None:
        """Less air over and under it, where it shares a low screen with what lies below."""
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(10, 5 if close else 8, 6, 3 if close else 8)

    def show_tile(self, tile: Tile) -> None:
        """Show a figure."""
        self._name.setText(tile.name)
        self._figure.setText(tile.figure)
        self.first.show_choice(tile.lines[0], tile.choices, tile.current)
        self._second.setText(tile.lines[1])
        self._mark.setVisible(tile.standing is not None)
        if tile.standing is not None:
            self._mark.set_standing(tile.standing)
        self.setAccessibleName(" · ".join([tile.name, tile.figure, *(line for line in tile.lines if line)]))


class FactView(QWidget):
    """Name 12 over value 13; what it is of is in the tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 6, 4)
        column.setSpacing(0)
        self._name = ElidedLabel("", Size.LABEL, tone="secondary")
        self._value = ElidedLabel("", Size.BODY, Weight.STRONG)
        column.addWidget(self._name)
        column.addWidget(self._value)

    def show_fact(self, fact: Fact) -> None:
        """Show a fact."""
        self._name.setText(fact.name)
        self._value.setText(fact.value)
        self.setToolTip(as_plain(fact.told))
        self.setAccessibleName(f"{fact.name}: {fact.value}")
        self.setAccessibleDescription(fact.told)


class Tiles(Panel):
    """Four tiles in one panel with hairlines between them, in a row or two by two, over three facts."""

    formula_picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", padding=4, parent=parent)
        self._grid = QGridLayout()
        self._grid.setSpacing(0)
        self.body.addLayout(self._grid)
        self.facts = tuple(FactView() for _ in range(3))
        facts = QHBoxLayout()
        facts.setSpacing(0)
        for k, fact in enumerate(self.facts):
            if k:
                facts.addWidget(rule(vertical=True))
            facts.addWidget(fact, 1)
        self.body.addWidget(rule())
        self.body.addLayout(facts)
        self.tiles = tuple(TileView() for _ in range(4))
        self.shown: tuple[Tile, ...] = ()
        self.shown_facts: tuple[Fact, ...] = ()
        self.tiles[3].picked.connect(self.formula_picked)
        self._lines = [rule(vertical=True) for _ in range(3)] + [rule()]
        self._square: bool | None = None
        self.set_square(False)

    def show_tiles(self, tiles: Sequence[Tile], facts: Sequence[Fact]) -> None:
        """Show the four figures and the three facts."""
        self.shown, self.shown_facts = tuple(tiles), tuple(facts)
        for view, tile in zip(self.tiles, tiles, strict=True):
            view.show_tile(tile)
        for small, fact in zip(self.facts, facts, strict=True):
            small.show_fact(fact)

    def set_close(self, close: bool) -> None:
        """Less air in the tiles."""
        for tile in self.tiles:
            tile.set_close(close)

    def set_square(self, square: bool) -> None:
        """Two by two instead of four in a row."""
        if square == self._square:
            return
        self._square = square
        for widget in (*self.tiles, *self._lines):
            self._grid.removeWidget(widget)
        for line in self._lines:
            line.setVisible(False)
        if square:
            for k, tile in enumerate(self.tiles):
                self._grid.addWidget(tile, 2 * (k // 2), 2 * (k % 2))
            self._grid.addWidget(self._lines[0], 0, 1, 3, 1)
            self._grid.addWidget(self._lines[3], 1, 0, 1, 3)
            shown = [self._lines[0], self._lines[3]]
        else:
            for k, tile in enumerate(self.tiles):
                self._grid.addWidget(tile, 0, 2 * k)
            for k in range(3):
                self._grid.addWidget(self._lines[k], 0, 2 * k + 1)
            shown = self._lines[:3]
        for line in shown:
            line.setVisible(True)
        for column in range(7):
            even = column % 2 == 0 and (not square or column <= 2)
            last = 5 if column == 6 and not square else 4  # the name of a formula takes more room than the others
            self._grid.setColumnStretch(column, last if even else 0)
