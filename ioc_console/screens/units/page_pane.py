"""One unit's page: head, comparison, weeks, formulas, what is overdue, fields, areas, times, commitments."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ioc_console.screens.units import page_words as worded
from ioc_console.screens.units import words
from ioc_console.screens.units.league_words import LEAST_A_WEEK
from ioc_console.screens.units.page_model import UnitPageViewModel
from ioc_console.screens.units.page_parts import FormulasPanel, Head
from ioc_console.screens.units.week_trend import WeekTrend
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.charts.column_chart import ColumnChart
from ioc_console.widgets.charts.ranked_bars import RankedBars
from ioc_console.widgets.labels import label
from ioc_console.widgets.panel import Panel
from ioc_console.widgets.table import Cell, Column, TableView
from local_cache.queries.unit_page import UnitPage

NARROW = 1300
"""Under this width the panels stand in two columns."""
ROW_LEAST, FIRST_LEAST = 232, 262
"""Heights of a row of panels at least; the first holds the whole comparison."""


class PagePane(QWidget):
    """Renders the page's view model; its gestures go to the model's verbs."""

    closed = Signal()

    def __init__(self, model: UnitPageViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.head = Head()
        self.head.closed.connect(self.closed)
        self.head.complaints_asked.connect(model.show_complaints)
        self.head.explanation_asked.connect(model.ask)
        self.head.unit_asked.connect(model.open_unit)
        self.compared = TableView(_compared_columns(), row_height=23)
        self.trend = WeekTrend()
        self.formulas = FormulasPanel()
        self.oldest = TableView(_oldest_columns(), row_height=26)
        self.fields, self.areas, self.times = RankedBars(), RankedBars(), ColumnChart()
        self.requests, self.promises = TableView(_work_columns(), row_height=26), TableView(
            _work_columns(), row_height=26)
        self._panels: dict[str, Panel] = {"formulas": self.formulas}
        self._empty: dict[str, tuple[QStackedWidget, Callable[[str], None]]] = {}
        for name, content in (
            ("compared", self.compared), ("trend", self.trend), ("oldest", self.oldest), ("fields", self.fields),
            ("areas", self.areas), ("times", self.times), ("requests", self.requests), ("promises", self.promises),
        ):
            self._add(name, content)
        self._grid_home = QWidget()
        self._grid = QGridLayout(self._grid_home)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(Space.M)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._grid_home)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self.head)
        column.addWidget(self._scroll, 1)
        self._columns = 0
        self._lay_out(3)
        self.oldest.opened.connect(lambda line: model.open_complaint(line.id))
        self.oldest.clicked.connect(lambda index: model.open_complaint(self.oldest.rows_model.rows[index.row()].id))
        self.fields.picked.connect(lambda key: model.show_complaints(field=int(key)))
        for table in (self.requests, self.promises):
            table.opened.connect(lambda line: model.open_work(line.request, line.complaint))
            table.clicked.connect(lambda index, t=table: t.opened.emit(t.rows_model.rows[index.row()]))

    def show_page(self) -> None:
        """Show what the view model has, in the language in use."""
        model, page = self._model, self._model.page
        if page is None:
            return
        formula = model.formula
        self.head.show_head(*worded.title(page), worded.tiles(page, formula), worded.line_of(page),
                            bool(model.askable))
        self._title("compared", tr("Compared"), tr("kin: {kind}, {n} with complaints",
                                                   kind=words.kind_name(page.group.kind), n=page.kin_count))
        self.compared.set_columns(_compared_columns())
        self.compared.set_rows(worded.comparison(page, formula))
        own, city, days = worded.trend(page, formula, LEAST_A_WEEK)
        self._title("trend", tr("By week"), tr("not on time {formula}, %", formula=formula.value))
        self.trend.show_weeks(own, city, days)
        self.formulas.show_formulas(worded.formulas(page, formula))
        name = self._field_name
        self._title("fields", tr("By field"), tr("received; ◆ has overdue ones"))
        self.fields.show_bars(tr("By field"), worded.bars(page.by_field, name))
        self._fill("fields", len(page.by_field), tr("No complaint in this period."))
        self._title("areas", tr("By area"), tr("received; ◆ has overdue ones"))
        self.areas.show_bars(tr("By area"), worded.bars(page.by_area, self._area_name))
        self._fill("areas", len(page.by_area), tr("No complaint in this period."))
        self._title("times", tr("Office time to closing"), tr("closed complaints by working days"))
        self.times.show_columns(worded.times(page))
        self._fill("times", sum(page.times), tr("Nothing is closed yet."))
        self._show_work(page)

    def _show_work(self, page: UnitPage) -> None:
        lines = worded.oldest(self._model, page.oldest)
        self._title("oldest", tr("Overdue for longest"), tr("open now, whenever received"))
        self.oldest.set_columns(_oldest_columns())
        self.oldest.set_rows(lines, keep=lambda line: line.id)
        self.oldest.setAccessibleName(tr("Overdue for longest"))
        self._fill("oldest", len(lines), tr("Nothing open is overdue."))
        promised, answered = page.commitments.promises, page.commitments.answers
        self._title("requests", tr("Explanations and directives"),
                    tr("answered in time {n}", n=words.fraction(answered)) if answered[1] else "")
        self._title("promises", tr("What was promised"),
                    tr("kept {n}", n=words.fraction(promised)) if promised[1] else "")
        for name, table, rows, nothing in (
            ("requests", self.requests, worded.asked(page, self._model.context.now),
             tr("This unit was neither asked to explain nor directed.")),
            ("promises", self.promises, worded.promises(page.promises), tr("This unit has promised nothing.")),
        ):
            table.set_columns(_work_columns())
            table.set_rows(rows)
            table.setAccessibleName(self._panels[name].accessibleName())
            self._fill(name, len(rows), nothing)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Three columns, or two in a narrow window."""
        super().resizeEvent(event)
        self._lay_out(2 if self.width() < NARROW else 3)

    # --- building ----------------------------------------------------------------------------------------

    def _add(self, name: str, content: QWidget) -> None:
        panel = Panel("", padding=Space.M)
        pages, nothing = QStackedWidget(), label("", Size.BODY, tone="secondary", wrap=True)
        pages.addWidget(content)
        pages.addWidget(nothing)
        panel.body.addWidget(pages, 1)
        self._panels[name] = panel
        self._empty[name] = (pages, nothing.setText)

    def _lay_out(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        order = ("compared", "trend", "formulas", "oldest", "fields", "areas", "times", "requests", "promises")
        if columns == 2:
            order = ("compared", "trend", "oldest", "formulas", "fields", "areas", "requests", "promises", "times")
        for panel in self._panels.values():
            self._grid.removeWidget(panel)
        for k, name in enumerate(order):
            self._grid.addWidget(self._panels[name], k // columns, k % columns)
        for k in range(3):
            self._grid.setColumnStretch(k, (5, 4, 4)[k] if k < columns else 0)
        rows = -(-len(order) // columns)
        for k in range(6):
            self._grid.setRowMinimumHeight(k, (FIRST_LEAST if k == 0 else ROW_LEAST) if k < rows else 0)
            self._grid.setRowStretch(k, 1 if k < rows else 0)

    def _title(self, name: str, title: str, subtitle: str = "") -> None:
        self._panels[name].set_title(title, subtitle)

    def _fill(self, name: str, count: int, nothing: str) -> None:
        pages, say = self._empty[name]
        say(nothing)
        pages.setCurrentIndex(0 if count else 1)

    def _field_name(self, field: int) -> str:
        names = self._model.data.names if self._model.data is not None else None
        return words.field_name(names.fields.get(field) if names else None)

    def _area_name(self, area: int) -> str:
        names = self._model.data.names if self._model.data is not None else None
        record = names.areas.get(area) if names else None
        return (record.short_name or record.name) if record is not None else tr("No area")


def _compared_columns() -> list[Column]:
    return [
        Column("", lambda r: r.name),
        Column(tr("Unit"), lambda r: Cell(r.own, weight=Weight.STRONG), 68, True),
        Column(tr("Kin"), lambda r: Cell(r.kin, "secondary"), 68, True),
        Column(tr("All"), lambda r: Cell(r.city, "secondary"), 68, True),
        Column(tr("Before"), lambda r: Cell(r.before, "secondary"), 76, True),
        Column(tr("Change"), lambda r: Cell(r.change), 124, True),
    ]


def _oldest_columns() -> list[Column]:
    return [
        Column(tr("Code"), lambda r: Cell(r.code, "secondary"), 150),
        Column(tr("Content"), lambda r: r.title),
        Column(tr("Area"), lambda r: Cell(r.area, "secondary"), 120),
        Column(tr("Due"), lambda r: Cell(r.due, "at_risk"), 104, True),
    ]


def _work_columns() -> list[Column]:
    return [
        Column(tr("Day"), lambda r: Cell(r.when, "secondary"), 106),
        Column(tr("Content"), lambda r: r.text),
        Column("", lambda r: Cell(r.state, "at_risk" if r.bad else "text", Weight.MEDIUM), 128, True),
    ]


