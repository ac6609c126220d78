"""Parts of a unit's page: the head with its figures, and the three formulas side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ioc_console.screens.units.page_words import Formula, Tile
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.buttons import Button, IconButton
from ioc_console.widgets.figure_tile import FigureTile
from ioc_console.widgets.labels import ElidedLabel, label, rule, set_tone
from ioc_console.widgets.panel import Panel
from ioc_domain.records import UnitRecord

TILES = 7


class Head(Panel):
    """Name, where it belongs, what can be done, figures. `unit_asked` carries the code of another unit."""

    closed = Signal()
    complaints_asked = Signal()
    explanation_asked = Signal()
    unit_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.back = IconButton("arrow-left", "")
        self.back.clicked.connect(self.closed)
        self._name = ElidedLabel("", Size.HEADING, Weight.STRONG)
        self._told = ElidedLabel("", Size.LABEL, tone="secondary")
        self.complaints = Button("", "", "message-square-warning", tall=True)
        self.complaints.clicked.connect(self.complaints_asked)
        self.ask = Button("", "primary", "message-circle-question-mark", "G", tall=True)
        self.ask.clicked.connect(self.explanation_asked)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._name)
        below = QHBoxLayout()
        below.setSpacing(Space.M)
        below.addWidget(self._told, 1)
        self._line = QHBoxLayout()
        self._line.setSpacing(Space.S)
        below.addLayout(self._line)
        names.addLayout(below)
        top = QHBoxLayout()
        top.setSpacing(Space.M)
        top.addWidget(self.back)
        top.addLayout(names, 1)
        top.addWidget(self.complaints)
        top.addWidget(self.ask)
        self.body.addLayout(top)
        self.tiles = [FigureTile() for _ in range(TILES)]
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        for k, tile in enumerate(self.tiles):
            if k:
                row.addWidget(rule(vertical=True))
            row.addWidget(tile, 1)
        self.body.addLayout(row)

    def show_head(self, name: str, told: str, tiles: Sequence[Tile], line: Sequence[tuple[str, UnitRecord]],
                  askable: bool) -> None:
        """Show a unit. `askable`: something is overdue that could be asked about."""
        self._name.setText(name)
        self._told.setText(told)
        self.setAccessibleName(name)
        self.back.set_words(tr("Back to the league"))
        self.complaints.setText(tr("Show complaints"))
        self.ask.setText(tr("Request explanation"))
        self.ask.setEnabled(askable)
        self.ask.setToolTip(
            tr("about the complaint that is overdue for longest") if askable
            else tr("No open complaint of this unit is overdue.")
        )
        for tile, said in zip(self.tiles, tiles, strict=True):
            tile.show_figure(said.name, said.figure, said.unit, said.note, standing=said.standing)
            tile.setToolTip(said.told)
        while (item := self._line.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        for words, unit in line[:4]:
            button = Button(words, "link")
            button.clicked.connect(lambda _=False, code=unit.code: self.unit_asked.emit(code))
            self._line.addWidget(button)


class FormulasPanel(Panel):
    """The same complaints under each formula; the one in use is written strong."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", padding=Space.M, parent=parent)
        grid = QGridLayout()
        grid.setVerticalSpacing(0)
        grid.setHorizontalSpacing(Space.M)
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight
        self.rows = []
        for k in range(3):
            name, meaning = ElidedLabel(""), ElidedLabel("", Size.LABEL, tone="secondary")
            rate, fraction = label("", Size.HEADING, Weight.STRONG, align=right), label(
                "", Size.LABEL, tone="secondary", align=right)
            grid.addWidget(name, 3 * k, 0)
            grid.addWidget(meaning, 3 * k + 1, 0)
            grid.addWidget(rate, 3 * k, 1)
            grid.addWidget(fraction, 3 * k + 1, 1)
            if k < 2:
                grid.addWidget(rule(), 3 * k + 2, 0, 1, 2)
                grid.setRowMinimumHeight(3 * k + 2, Space.L)
            self.rows.append((name, meaning, rate, fraction))
        self.body.addLayout(grid)
        self.body.addStretch(1)

    def show_formulas(self, formulas: Sequence[Formula]) -> None:
        """Show the three."""
        self.set_title(tr("On time by each formula"))
        for (name, meaning, rate, fraction), said in zip(self.rows, formulas, strict=True):
            name.setText(f"{said.name} · {tr('in use')}" if said.used else said.name)
            meaning.setText(said.meaning)
            rate.setText(said.rate)
            fraction.setText(said.fraction)
            set_tone(rate, "text" if said.used else "secondary")
