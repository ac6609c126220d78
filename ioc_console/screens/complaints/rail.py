"""The rail: tiles, fields, statuses, days, units. On a low or narrow screen the four charts share one panel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ioc_console import formatting as fmt
from ioc_console.screens.complaints import board_words
from ioc_console.screens.complaints.bar_rows import BarRows
from ioc_console.screens.complaints.board_words import LeagueRow, Tile
from ioc_console.screens.complaints.day_trend import DayTrend
from ioc_console.screens.complaints.filters import Filters
from ioc_console.screens.complaints.view_models import BoardData
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.labels import ElidedLabel, label, rule
from ioc_console.widgets.panel import Panel
from ioc_console.widgets.segmented import Segmented
from ioc_console.widgets.standing_mark import StandingMark
from ioc_console.widgets.table import Cell, Column, TableView

PARTS = ("fields", "statuses", "days", "units")


class TileView(QWidget):
    """Label 12, figure 32 with its mark before it, two lines of 12."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.setSpacing(0)
        self._name = ElidedLabel("", Size.LABEL, tone="secondary")
        self._mark = StandingMark(side=16)
        self._figure = label("", Size.FIGURE, Weight.STRONG)
        self._first = ElidedLabel("", Size.LABEL)
        self._second = ElidedLabel("", Size.LABEL, tone="secondary")
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._mark)
        line.addWidget(self._figure)
        line.addStretch(1)
        column.addWidget(self._name)
        column.addLayout(line)
        column.addWidget(self._first)
        column.addWidget(self._second)
        column.addStretch(1)
        self._mark.hide()

    def show_tile(self, tile: Tile) -> None:
        """Show a figure."""
        self._name.setText(tile.name)
        self._figure.setText(tile.figure)
        self._first.setText(tile.lines[0])
        self._second.setText(tile.lines[1])
        self._mark.setVisible(tile.standing is not None)
        if tile.standing is not None:
            self._mark.set_standing(tile.standing)
        self.setAccessibleName(" · ".join([tile.name, tile.figure, *(line for line in tile.lines if line)]))


class Tiles(Panel):
    """Four tiles in one panel with hairlines between them: in a row, or two by two."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", padding=4, parent=parent)
        self._grid = QGridLayout()
        self._grid.setSpacing(0)
        self.body.addLayout(self._grid)
        self.tiles = tuple(TileView() for _ in range(4))
        self._lines = [rule(vertical=True) for _ in range(3)] + [rule()]
        self._square: bool | None = None
        self.set_square(False)

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
            self._grid.setColumnStretch(column, 1 if even else 0)


class Rail(QWidget):
    """`field_picked`, `status_picked`, `unit_picked` with ids, `day_picked` with an ISO date."""

    field_picked = Signal(int)
    status_picked = Signal(int)
    unit_picked = Signal(int)
    day_picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.M)
        self.tiles = Tiles()
        self.fields = BarRows(blocks=2, name_width=128, name_size=Size.LABEL)
        self.statuses = BarRows(name_width=152)
        self.days = DayTrend()
        self.league = TableView(_league_columns(), row_height=26)
        self.panels = {name: Panel("", padding=Space.M) for name in PARTS}
        for name, content in zip(PARTS, (self.fields, self.statuses, self.days, self.league), strict=True):
            self.panels[name].body.addWidget(content)
        self._switch = Segmented(height=28)
        self._pages = QStackedWidget()
        self._middle = QHBoxLayout()
        self._middle.setSpacing(Space.M)
        self._folded: bool | None = None
        self._column.addWidget(self.tiles)
        self._switch.picked.connect(self._show_part)
        self.fields.picked.connect(self.field_picked)
        self.statuses.picked.connect(self.status_picked)
        self.days.picked.connect(self.day_picked)
        self.league.opened.connect(self._pick_unit)
        self.league.clicked.connect(lambda index: self._pick_unit(self.league.rows_model.rows[index.row()]))
        self._name_parts()
        self.fold(False)

    def _name_parts(self) -> None:
        self._switch.set_choices(
            [("fields", tr("Fields"), ""), ("statuses", tr("Statuses"), ""), ("days", tr("Days"), ""),
             ("units", tr("Units"), "")]
        )

    def fold(self, folded: bool) -> None:
        """One panel at a time under a switch, tiles two by two; or all panels one under the other."""
        if folded == self._folded:
            return
        self._folded = folded
        self.tiles.set_square(folded)
        self._column.removeWidget(self._switch)
        self._column.removeWidget(self._pages)
        self._column.removeItem(self._middle)
        for panel in self.panels.values():
            self._column.removeWidget(panel)
            self._middle.removeWidget(panel)
            self._pages.removeWidget(panel)
            panel.setParent(self)
        self._switch.setVisible(folded)
        self._pages.setVisible(folded)
        if folded:
            for name in PARTS:
                self._pages.addWidget(self.panels[name])
            self._column.addWidget(self._switch, 0, Qt.AlignmentFlag.AlignLeft)
            self._column.addWidget(self._pages, 1)
        else:
            self._column.addWidget(self.panels["fields"], 26)
            self._middle.addWidget(self.panels["statuses"], 1)
            self._middle.addWidget(self.panels["days"], 1)
            self._column.addLayout(self._middle, 21)
            self._column.addWidget(self.panels["units"], 33)
            for panel in self.panels.values():
                panel.show()
        self.fields.show_rows(self.fields.accessibleName(), self.fields.rows, 1 if folded else 2)

    def show_board(self, data: BoardData, filters: Filters) -> None:
        """Every figure of the rail."""
        for view, tile in zip(self.tiles.tiles, board_words.tiles(data), strict=True):
            view.show_tile(tile)
        if not self._folded:  # figures of millions find no room side by side
            wide = sum(t.minimumSizeHint().width() for t in self.tiles.tiles) + 16
            self.tiles.set_square(self.width() < wide)
        total = tr("total {n}", n=fmt.number(data.board.total, 0))
        self._name_parts()
        self._title("fields", tr("By field"), tr("this period over the one before"), tr("◆ overdue from 3 %"))
        self.fields.show_rows(tr("By field"), board_words.field_bars(data, filters), 1 if self._folded else 2)
        self._title("statuses", tr("By status"), total)
        self.statuses.show_rows(tr("By status"), board_words.status_bars(data, filters))
        columns = board_words.day_columns(data)
        self._title("days", tr("By week") if columns and not columns[0].date else tr("By day"),
                    tr("▮ received — closed"))
        self.days.show_days(tr("By day"), columns, board_words.day_ticks(columns))
        rows, note = board_words.league(data)
        self._title("units", tr("Handling units"), note)
        self.league.set_titles(_league_titles())
        self.league.set_rows(rows, keep=lambda row: row.id)

    def _title(self, name: str, title: str, subtitle: str = "", note: str = "") -> None:
        self.panels[name].set_title(title, subtitle)
        if note:
            self.panels[name].set_note(note)

    def _show_part(self, name: str) -> None:
        self._pages.setCurrentWidget(self.panels[name])

    def _pick_unit(self, row: LeagueRow) -> None:
        self.unit_picked.emit(row.id)


class Summary(QWidget):
    """The rail in small, beside the map while a complaint is open: the tiles, and who is late."""

    unit_picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        self.tiles = Tiles()
        self.tiles.set_square(True)
        self._late = Panel("", padding=Space.M)
        self.bars = BarRows(name_width=200)
        self.bars.picked.connect(self.unit_picked)
        self._late.body.addWidget(self.bars)
        column.addWidget(self.tiles)
        column.addWidget(self._late, 1)

    def show_board(self, data: BoardData, filters: Filters) -> None:
        """Tiles and the units with most open overdue complaints."""
        for view, tile in zip(self.tiles.tiles, board_words.tiles(data), strict=True):
            view.show_tile(tile)
        rows = board_words.late_units(data, filters)
        self._late.set_title(tr("Open and overdue, by unit"), "" if rows else tr("nobody is late"))
        self.bars.show_rows(tr("Open and overdue, by unit"), rows)


def _league_titles() -> Sequence[str]:
    return ("", tr("Unit"), tr("Got"), tr("Late"), tr("On time, %"), "", tr("Median, h"))


def _league_columns() -> list[Column]:
    return [
        Column("", lambda r: Cell(r.place, tone="secondary"), 36, numeric=True),
        Column("", lambda r: r.name),
        Column("", lambda r: Cell(r.received, tone="secondary"), 58, numeric=True),
        Column("", lambda r: Cell(r.late, weight=Weight.STRONG), 58, numeric=True),
        Column("", lambda r: r.on_time, 94, numeric=True),
        Column("", lambda r: Cell("", standing=r.standing), 30),
        Column("", lambda r: Cell(r.median, tone="secondary"), 92, numeric=True),
    ]
