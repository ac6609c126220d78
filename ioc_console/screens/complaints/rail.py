"""The rail: tiles, fields, statuses, days, units. On a low or narrow screen the four charts share one panel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ioc_console import formatting as fmt
from ioc_console.screens.complaints import board_words
from ioc_console.screens.complaints.bar_rows import BarRows
from ioc_console.screens.complaints.board_words import LeagueRow
from ioc_console.screens.complaints.day_trend import DayTrend
from ioc_console.screens.complaints.filters import Filters
from ioc_console.screens.complaints.tiles import Tiles
from ioc_console.screens.complaints.view_models import BoardData
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.buttons import Button
from ioc_console.widgets.panel import Panel
from ioc_console.widgets.segmented import Segmented
from ioc_console.widgets.table import Cell, Column, TableView
from ioc_console.widgets.turns import Piece
from ioc_domain.on_time import OnTimeFormula
from ioc_domain.working_time import local_date

_LEAGUE_EXTRA = (0, 2, 6)
"""Columns of the league that a narrow rail leaves out: place, received, median time. What it is sorted by stays."""
PARTS = ("fields", "statuses", "days", "units")


class Rail(QWidget):
    """`field_picked`, `status_picked`, `unit_picked` with ids, `day_picked` with an ISO date, `formula_picked` with
    a formula's code."""

    field_picked = Signal(int)
    status_picked = Signal(int)
    unit_picked = Signal(int)
    day_picked = Signal(str)
    formula_picked = Signal(str)

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
        self.units_link = Button("", "link")
        self.panels["units"].header.addWidget(self.units_link)
        self._switch = Segmented(height=28)
        self._pages = QStackedWidget()
        self._middle = QHBoxLayout()
        self._middle.setSpacing(Space.M)
        self._folded: bool | None = None
        self._column.addWidget(self.tiles)
        self.tiles.formula_picked.connect(self.formula_picked)
        self._switch.picked.connect(self._show_part)
        self.fields.picked.connect(self.field_picked)
        self.statuses.picked.connect(self.status_picked)
        self.days.picked.connect(self.day_picked)
        self.league.opened.connect(self._pick_unit)
        self.league.clicked.connect(lambda index: self._pick_unit(self.league.rows_model.rows[index.row()]))
        self._name_parts()
        self.fold(False)

    def _name_parts(self) -> None:
        self.units_link.setText(tr("Open Units"))
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
        self.tiles.set_close(folded)
        self._column.removeWidget(self._switch)
        self._column.removeWidget(self._pages)
        self._column.removeItem(self._middle)
        for panel in self.panels.values():
            self._column.removeWidget(panel)
            self._middle.removeWidget(panel)
            self._pages.removeWidget(panel)
            panel.setParent(self)
        for number in _LEAGUE_EXTRA:
            self.league.setColumnHidden(number, folded)
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

    def pieces(self, data: BoardData, filters: Filters, formula: OnTimeFormula) -> list[Piece]:
        """Every figure of the rail, on-time rates by a formula, in parts that are shown by themselves."""
        b, names = data.board, data.names
        return [
            Piece("tiles", (*_tile_facts(data), formula), lambda: self._show_tiles(data, formula)),
            Piece("fields", (b.by_field, b.filter.since, names.fields, filters.fields),
                  lambda: self._show_fields(data, filters)),
            Piece("statuses", (b.by_status, b.total, filters.statuses), lambda: self._show_statuses(data, filters)),
            Piece("days", (b.by_day, local_date(b.now), names.calendar), lambda: self._show_days(data)),
            Piece("league", (b.by_unit, b.total, names.units, formula), lambda: self._show_league(data, formula)),
        ]

    def _show_tiles(self, data: BoardData, formula: OnTimeFormula) -> None:
        self._name_parts()
        self.tiles.show_tiles(board_words.tiles(data, formula), board_words.facts(data))
        if not self._folded:  # figures of millions find no room side by side
            wide = sum(t.minimumSizeHint().width() for t in self.tiles.tiles) + 16
            self.tiles.set_square(self.width() < wide)

    def _show_fields(self, data: BoardData, filters: Filters) -> None:
        self.panels["fields"].set_title(tr("By field"), tr("this period over the one before"))
        self.panels["fields"].set_note(tr("last: overdue, ◆ from 3 %") if self._folded else tr("◆ overdue from 3 %"))
        self.fields.show_rows(tr("By field"), board_words.field_bars(data, filters), 1 if self._folded else 2)

    def _show_statuses(self, data: BoardData, filters: Filters) -> None:
        self._title("statuses", tr("By status"), tr("total {n}", n=fmt.number(data.board.total, 0)))
        self.statuses.show_rows(tr("By status"), board_words.status_bars(data, filters))

    def _show_days(self, data: BoardData) -> None:
        columns = board_words.day_columns(data)
        self._title("days", tr("By week") if columns and not columns[0].date else tr("By day"),
                    tr("▮ received — closed"))
        self.days.show_days(tr("By day"), columns, board_words.day_ticks(columns))

    def _show_league(self, data: BoardData, formula: OnTimeFormula) -> None:
        rows, note = board_words.league(data, formula)
        self.panels["units"].set_title(tr("Handling units"), note, tr("lowest on-time rate first"))
        self.league.set_titles(_league_titles(formula))
        self.league.set_rows(rows, keep=lambda row: row.id)

    def _title(self, name: str, title: str, subtitle: str = "", note: str = "") -> None:
        self.panels[name].set_title(title, subtitle)
        if note:
            self.panels[name].set_note(note)

    def show_units(self) -> None:
        """The league in sight, folded or not."""
        if self._folded:
            self._switch.set_current("units")
            self._show_part("units")

    def _show_part(self, name: str) -> None:
        self._pages.setCurrentWidget(self.panels[name])

    def _pick_unit(self, row: LeagueRow) -> None:
        self.unit_picked.emit(row.id)


class Summary(QWidget):
    """The rail in small, beside the map while a complaint is open: the tiles, and who is late."""

    unit_picked = Signal(int)
    formula_picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        self.tiles = Tiles()
        self.tiles.set_square(True)
        self.tiles.formula_picked.connect(self.formula_picked)
        self._late = Panel("", padding=Space.M)
        self.bars = BarRows(name_width=200)
        self.bars.picked.connect(self.unit_picked)
        self._late.body.addWidget(self.bars)
        column.addWidget(self.tiles)
        column.addWidget(self._late, 1)

    def pieces(self, data: BoardData, filters: Filters, formula: OnTimeFormula) -> list[Piece]:
        """Tiles and the units with most open overdue complaints, shown together."""
        facts = (*_tile_facts(data), formula, data.board.by_unit, data.names.units, filters.units)
        return [Piece("summary", facts, lambda: self._show(data, filters, formula))]

    def _show(self, data: BoardData, filters: Filters, formula: OnTimeFormula) -> None:
        self.tiles.show_tiles(board_words.tiles(data, formula), board_words.facts(data))
        rows = board_words.late_units(data, filters)
        self._late.set_title(tr("Open and overdue, by unit"), "" if rows else tr("nobody is late"))
        self.bars.show_rows(tr("Open and overdue, by unit"), rows)


def _tile_facts(data: BoardData) -> tuple[object, ...]:
    """All that the tiles and the facts under them are made of, but for the formula."""
    b = data.board
    return (b.filter, b.total, b.before, b.closed, b.open_late, b.on_time, b.median_seconds, b.p90_seconds,
            b.reopened, b.closed_once, b.without_evidence)


def _league_titles(formula: OnTimeFormula) -> Sequence[str]:
    on_time = tr("On time {formula}, %", formula=formula.value)
    return ("", tr("Unit"), tr("Got"), tr("Late"), on_time, "", tr("Median, h"))


def _league_columns() -> list[Column]:
    return [
        Column("", lambda r: Cell(r.place, tone="secondary"), 34, numeric=True),
        Column("", lambda r: r.name),
        Column("", lambda r: Cell(r.received, tone="secondary"), 52, numeric=True),
        Column("", lambda r: Cell(r.late, weight=Weight.STRONG), 44, numeric=True),
        Column("", lambda r: r.on_time, 120, numeric=True),
        Column("", lambda r: Cell("", standing=r.standing), 28),
        Column("", lambda r: Cell(r.median, tone="secondary"), 92, numeric=True),
    ]
