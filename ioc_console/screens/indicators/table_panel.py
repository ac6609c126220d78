"""The table by period, newest first; its columns follow the width of its numbers."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ioc_console.screens.indicators.detail_words import DetailWords, PeriodRow
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.drawing import text_width
from ioc_console.widgets.panel import Panel
from ioc_console.widgets.table import Cell, Column, TableView

STATUS_WIDTH, MARK_WIDTH, CELL_PAD = 84, 26, 18


class TablePanel(Panel):
    """Period, actual, plan, both deviations; the status in a column of its own, or as a mark where room is short."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("By period"), parent=parent)
        self._words: DetailWords | None = None
        self._table = TableView((), row_height=26)
        self._table.setAccessibleName(tr("By period"))
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(Space.S, Space.M, Space.S, Space.XS)
        self.header.setContentsMargins(Space.S, 0, Space.S, 0)
        self.body.addWidget(self._table, 1)
        self.body.addStretch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another room, other columns."""
        super().resizeEvent(event)
        if self._words is not None:
            self._table.set_columns(self._columns(self._words))

    def show_words(self, words: DetailWords) -> None:
        """Show the rows."""
        self._words = words
        self.set_title(tr("By period"), words.unit)
        self.set_note(words.rows_note if words.rows else "")
        self._table.set_columns(self._columns(words))
        self._table.set_rows(words.rows)
        self._table.setVisible(bool(words.rows))

    def _columns(self, words: DetailWords) -> list[Column]:
        figures = [c for r in words.rows for c in (r.value, r.plan, r.against_plan, r.against_same)]
        figure = max((text_width(c, Size.BODY, Weight.STRONG) for c in figures), default=0.0) + CELL_PAD
        period = max((text_width(r.period, Size.BODY, Weight.STRONG) for r in words.rows), default=0.0) + CELL_PAD
        roomy = period + 4 * figure + STATUS_WIDTH <= self._table.viewport().width()

        def strong(row: PeriodRow, text: str) -> Cell:
            return Cell(text, weight=Weight.STRONG if row.chosen else Weight.REGULAR)

        columns = [
            Column(tr("Period"), lambda r: strong(r, r.period if roomy else f"{r.period} {r.provisional}".strip()),
                   int(period) + (0 if roomy else MARK_WIDTH)),
            Column(tr("Actual, short"), lambda r: Cell(r.value, weight=Weight.STRONG), 0, True),
            Column(tr("Plan, short"), lambda r: Cell(r.plan, "secondary"), 0, True),
            Column(tr("Δ plan"), lambda r: strong(r, r.against_plan), 0, True),
            Column(words.same_title, lambda r: Cell(r.against_same, "secondary"), 0, True),
        ]
        if roomy:
            columns.append(Column(tr("Status"), lambda r: Cell(r.status, "secondary"), STATUS_WIDTH, True))
        return columns
