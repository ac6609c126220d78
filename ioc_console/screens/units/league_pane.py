"""The league as a table under a row of choices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QStackedWidget, QWidget

from ioc_console.screens.units import league_words as worded
from ioc_console.screens.units.league_model import SORTS, LeagueViewModel
from ioc_console.screens.units.league_words import Line
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.drawing import text_width
from ioc_console.widgets.filter_combo import FilterCombo
from ioc_console.widgets.inline_choice import InlineChoice
from ioc_console.widgets.labels import ElidedLabel
from ioc_console.widgets.panel import Panel
from ioc_console.widgets.segmented import Segmented
from ioc_console.widgets.sparkline import draw_sparkline
from ioc_console.widgets.states import Message
from ioc_console.widgets.table import Cell, Column, TableView
from local_cache.queries.units import Level

NAME_LEAST = 210
_GIVE_WAY = (14, 8, 4, 13, 12, 7, 10)
"""Columns that are left out first where there is little room: sparkline, without evidence, closed, promises, …"""


class LeaguePane(Panel):
    """`opened` carries a row's key."""

    opened = Signal(str)

    def __init__(self, model: LeagueViewModel, parent: QWidget | None = None) -> None:
        super().__init__("", padding=Space.M, parent=parent)
        self._model = model
        self.lines: list[Line] = []
        self.levels = Segmented(height=32)
        self.span = FilterCombo("calendar-days")
        self.field = FilterCombo("tag")
        self.formula = InlineChoice()
        self.search = QLineEdit()
        self.search.setFixedHeight(32)
        self.search.setMaximumWidth(280)
        self.search.setClearButtonEnabled(True)
        self._summary = ElidedLabel("", Size.LABEL, tone="secondary")
        self._city = ElidedLabel("", Size.BODY)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        for widget in (self.levels, self.span, self.field, self.search):
            row.addWidget(widget)
        row.addStretch(1)
        self.body.addLayout(row)
        second = QHBoxLayout()
        second.setSpacing(Space.L)
        self.formula.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        second.addWidget(self._city, 1)
        second.addWidget(self.formula)
        self.body.addLayout(second)
        self.table = TableView(self._columns(), row_height=28)
        self.nothing = Message()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.nothing)
        self.body.addWidget(self._pages, 1)
        self.body.addWidget(self._summary)
        self.levels.picked.connect(lambda key: model.choose(level=Level(key)))
        self.span.picked.connect(lambda key: model.choose(span=key))
        self.field.picked.connect(lambda key: model.choose(field=int(key)))
        self.formula.picked.connect(self._pick_formula)
        self.search.textChanged.connect(lambda words: model.choose(search=words))
        self.search.returnPressed.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.table.opened.connect(lambda line: self.opened.emit(line.key))
        self.table.clicked.connect(lambda index: self.opened.emit(self.lines[index.row()].key))
        self.table.sort_asked.connect(self._sort)

    def show_lines(self) -> None:
        """Show what the view model has, in the language in use."""
        model = self._model
        chosen = model.chosen
        self.set_title(tr("League of units"), tr("a complaint counts in the period in which it was received"))
        self.levels.set_choices(worded.levels())
        self.levels.set_current(chosen.level.value)
        self.span.set_choices(worded.spans(), chosen.span)
        self.field.set_choices(worded.fields(model), str(chosen.field))
        formula = model.formula
        current = next(c for c in worded.formulas() if c.key == formula.value)
        self.formula.show_choice(tr("On time by {formula}", formula=current.words), worded.formulas(), formula.value)
        self.search.setPlaceholderText(tr("Search units"))
        self.search.setAccessibleName(tr("Search units"))
        self.table.setAccessibleName(tr("League of units"))
        self._city.setText(worded.city_line(model))
        self._summary.setText(worded.summary(model))
        self.lines = worded.lines(model)
        columns = self._columns()
        if [c.title for c in columns] != [c.title for c in self.table.rows_model.columns]:
            self.table.set_columns(columns)  # another language has other widths
            self._fit_columns()
        self.table.set_sorted(chosen.sort, chosen.descending)
        self.table.set_rows(self.lines, keep=lambda line: line.key)
        if not self.lines:
            self._say_why()
        self._pages.setCurrentWidget(self.table if self.lines else self.nothing)

    def choose_row(self, key: str) -> None:
        """Put the cursor on a row, without opening it."""
        place = next((k for k, line in enumerate(self.lines) if line.key == key), 0)
        if self.lines:
            self.table.setCurrentIndex(self.table.rows_model.index(place, 0))

    def clear(self) -> bool:
        """Drop search and field; False when nothing was set."""
        chosen = self._model.chosen
        if not chosen.search and not chosen.field:
            return False
        self.search.clear()
        self._model.choose(search="", field=0)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns that find no room give way, the least needed first."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        columns = self.table.rows_model.columns
        room = self.width() - 2 * Space.M - NAME_LEAST - 16
        used, hidden = sum(c.width for c in columns), set()
        for number in _GIVE_WAY:
            if used <= room:
                break
            used -= columns[number].width
            hidden.add(number)
        for number in range(len(columns)):
            self.table.setColumnHidden(number, number in hidden)

    def _say_why(self) -> None:
        if self._model.chosen.search or self._model.chosen.field:
            self.nothing.say(tr("No unit fits."), tr("Esc drops search and field."), "search")
        else:
            self.nothing.say(tr("No unit has complaints in this period."),
                             tr("Choose a longer period, or another area at the top."), "building-2")

    def _sort(self, key: str, descending: bool) -> None:
        chosen = self._model.chosen
        # The first click shows what is worst: a low rate, a high number.
        first = chosen.sort != key
        rising = key in ("name", "on_time", "routed", "answered", "kept")
        self._model.choose(sort=key, descending=not rising if first else descending)

    def _pick_formula(self, key: str) -> None:
        from ioc_domain.on_time import OnTimeFormula

        self._model.context.picked.pick_formula(OnTimeFormula(key))

    def _columns(self) -> list[Column]:
        def figure(title: str, text: Callable[[Line], str], width: int, sort: str) -> Column:
            return Column(title, lambda line: Cell(text(line), tone="secondary"), width, True, sort)

        columns = [
            Column(tr("Rank"), lambda line: Cell(line.place, tone="secondary"), 48, True),
            Column(tr("Unit"), lambda line: line.name, 0, False, "name", lambda line: line.full_name),
            figure(tr("Got"), lambda line: line.received, 64, "received"),
            figure(tr("Δ period before"), lambda line: line.change, 96, ""),
            figure(tr("Closed"), lambda line: line.closed, 84, "closed"),
            Column(tr("Open, late"), _late, 72, True, "late"),
            Column(tr("On time, %"), _on_time, 112, True, "on_time", lambda line: line.told),
            figure(tr("Reopened, %"), lambda line: line.reopened, 86, "reopened"),
            figure(tr("No proof, %"), lambda line: line.unproven, 96, "unproven"),
            figure(tr("Routed in 5 min, %"), lambda line: line.routed, 100, "routed"),
            Column(tr("Answered in 5 days, %"), lambda line: Cell(line.answered, tone="secondary"), 100, True,
                   "answered", lambda line: line.answered_told),
            figure(tr("Median, h"), lambda line: line.median, 84, "median"),
            figure(tr("p90, h"), lambda line: line.late_tenth, 64, "late_tenth"),
            Column(tr("Promises kept"), lambda line: Cell(line.kept, tone="secondary"), 72, True, "kept",
                   lambda line: line.kept_told),
            Column(tr("On time, 12 weeks"), _spark, 128),
        ]
        assert {c.sort for c in columns if c.sort} == SORTS
        return [replace(c, width=max(c.width, _title_width(c.title))) if c.width else c for c in columns]


def _title_width(title: str) -> int:
    """Room for a title with the arrow of the order."""
    return int(text_width(f"{title} ↓", Size.LABEL, Weight.MEDIUM)) + 18


def _late(line: Line) -> Cell:
    return Cell(f"◆ {line.late}" if line.has_late else line.late, "at_risk" if line.has_late else "secondary",
                Weight.STRONG if line.has_late else Weight.REGULAR)


def _on_time(line: Line) -> Cell:
    if not line.enough:
        return Cell(line.on_time, "secondary")
    return Cell(line.on_time, "text", Weight.STRONG, standing=line.standing)


def _spark(line: Line) -> Cell:
    told = ", ".join("–" if v is None else f"{v:.0f}" for v in line.spark)

    def paint(painter: QPainter, room: QRectF) -> None:
        draw_sparkline(painter, room, line.spark)

    return Cell(told, paint=paint)
