"""The columns of the list of complaints: what stands in a row's cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ioc_console.screens.complaints import words
from ioc_console.screens.complaints.view_models import ListData
from ioc_console.text import tr
from ioc_console.theme import Weight
from ioc_console.widgets.table import Cell, Column
from ioc_domain.codes import Standing
from ioc_domain.records import ComplaintRecord

Known = Callable[[], ListData | None]
"""What the list knows when a cell is drawn; None before anything is."""


def list_columns(known: Known) -> list[Column]:
    """The columns with their titles in the language in use."""
    cells = _Cells(known)
    return [
        Column("", _here(cells.mark), 28),
        Column(tr("Code"), _here(cells.code), 104, sort="created"),
        Column(tr("What it says"), _here(cells.title)),
        Column(tr("Field"), _here(cells.field), 120, sort="field"),
        Column(tr("Area"), _here(cells.area), 118, sort="area"),
        Column(tr("Handling unit"), _here(cells.unit), 174, sort="unit"),
        Column(tr("Due"), _here(cells.due), 100, True, "due"),
        Column(tr("Late / left"), _here(cells.late), 98, True, "late"),
        Column(tr("Status"), _here(lambda r: Cell(words.status(r.status, short=True), tone="secondary")), 100,
               sort="status", told=lambda r: "" if r is None else words.status(r.status)),
    ]


def _here(made: Callable[[ComplaintRecord], Cell]) -> Callable[[Any], Cell]:
    """Nothing to draw for a row that is still on its way."""
    return lambda row: Cell("…", tone="secondary") if row is None else made(row)


class _Cells:
    """Cells of a row that is there."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._late_of: ListData | None = None
        self._late: dict[int, tuple[str, bool]] = {}  # three cells of a row ask the same

    def mark(self, row: ComplaintRecord) -> Cell:
        return Cell("", standing=Standing.AT_RISK) if self._lateness(row)[1] else Cell("")

    def code(self, row: ComplaintRecord) -> Cell:
        return Cell(row.code.removeprefix("1022-"), tone="secondary")  # every row begins so: the pane has it whole

    def title(self, row: ComplaintRecord) -> Cell:
        return Cell(row.title or row.code, weight=Weight.MEDIUM if self._lateness(row)[1] else Weight.REGULAR)

    def field(self, row: ComplaintRecord) -> Cell:
        data = self._known()
        text = "" if data is None else words.field_name(data.names.fields.get(row.field), short=True)
        return Cell(text, tone="secondary")

    def area(self, row: ComplaintRecord) -> Cell:
        data = self._known()
        return Cell("" if data is None else words.area_name(data.names.areas.get(row.area)))

    def unit(self, row: ComplaintRecord) -> Cell:
        data = self._known()
        return Cell("" if data is None else words.unit_name(data.names.units.get(row.unit)), tone="secondary")

    def due(self, row: ComplaintRecord) -> Cell:
        data = self._known()
        return Cell(words.when(row.due, data.now if data is not None else 0), tone="secondary")

    def late(self, row: ComplaintRecord) -> Cell:
        text, late = self._lateness(row)
        return Cell(text, weight=Weight.STRONG if late else Weight.REGULAR, tone="text" if late else "secondary")

    def _lateness(self, row: ComplaintRecord) -> tuple[str, bool]:
        data = self._known()
        if data is None:
            return "", False
        if data is not self._late_of:
            self._late_of, self._late = data, {}
        found = self._late.get(row.id)
        if found is None:
            found = self._late[row.id] = words.lateness(row, data.now, data.ids.clock)
        return found
