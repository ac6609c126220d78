"""The list under the map: tabs with counts, rows of 28, sorted by a click on a header; Enter opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from ioc_console import formatting as fmt
from ioc_console.notices import Level
from ioc_console.screens.complaints import words
from ioc_console.screens.complaints.export import lines, write_csv
from ioc_console.screens.complaints.filters import Span
from ioc_console.screens.complaints.lazy_rows import PAGE, LazyRows
from ioc_console.screens.complaints.state import ComplaintsState
from ioc_console.screens.complaints.view_models import ListData, ListModel
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.buttons import Button, IconButton
from ioc_console.widgets.labels import ElidedLabel, as_plain
from ioc_console.widgets.panel import Panel
from ioc_console.widgets.segmented import Segmented
from ioc_console.widgets.states import Message
from ioc_console.widgets.table import Cell, Column, TableView
from ioc_domain.codes import Standing
from ioc_domain.records import ComplaintRecord
from local_cache.queries.complaint_list import Order, Tab, complaint_rows

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TITLE_LEAST = 180
_EXPORT_PAGE = 500
# Which columns are left out first where there is little room.
_GIVE_WAY = (8, 3, 5, 4, 6)


class ListPanel(Panel):
    """`opened` carries a complaint's id; `directive_asked`: one directive for all in the list."""

    opened = Signal(object)
    directive_asked = Signal()

    def __init__(self, model: ListModel, state: ComplaintsState, parent: QWidget | None = None) -> None:
        super().__init__("", padding=Space.M, parent=parent)
        self._model, self._state = model, state
        self.rows = LazyRows(_no_ids(), lambda page: None)
        self._data: ListData | None = None
        self.tabs = Segmented(height=28)
        self.tabs.picked.connect(lambda key: state.show_tab(Tab(key)))
        self._clock_note = ElidedLabel("", Size.LABEL, tone="secondary")
        self._clock_note.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.set_title(tr("List"))
        self.header.insertWidget(1, self.tabs)
        self.header.setStretch(2, 0)
        self.header.insertWidget(2, self._clock_note, 1)
        self.order_button = Button("", "", "send-horizontal")
        self.order_button.clicked.connect(self.directive_asked)
        self.header.addWidget(self.order_button)
        self.export_button = IconButton("download", "")
        self.export_button.clicked.connect(self._ask_file)
        self.header.addWidget(self.export_button)
        self.table = TableView(self._columns())
        self.table.opened.connect(self._open)
        self.table.clicked.connect(lambda index: self._open(self.rows[index.row()]))
        self.table.chosen.connect(self._choose)
        self.table.sort_asked.connect(self._sort)
        self.table.setAccessibleName(tr("List of complaints"))
        self._nothing = Message()
        self._all_time = Button("")
        self._all_time.clicked.connect(lambda: state.change(span=Span.ALL, day=""))
        self._nothing.buttons.addStretch(1)
        self._nothing.buttons.addWidget(self._all_time)
        self._nothing.buttons.addStretch(1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._nothing)
        self.body.addWidget(self._pages, 1)
        model.changed.connect(self._render)
        state.opened_changed.connect(self._mark_opened)

    def reword(self) -> None:
        """Another language: titles and cells are made anew."""
        self._data = None
        self._render()

    def step(self, by: int) -> None:
        """Open the next complaint of the list, or the one before."""
        place = self.rows.place_of(self._state.opened)
        wanted = place + by
        if place >= 0 and 0 <= wanted < len(self.rows):
            self._state.open(int(self.rows.ids[wanted]))

    def place(self) -> tuple[int, int]:
        """(place of the open complaint counted from 1, 0 = not in the list; how many)."""
        return self.rows.place_of(self._state.opened) + 1, len(self.rows)

    def export_to(self, path: Path) -> None:
        """Write the tab shown, in its order, as CSV; says when it is done, or why not."""
        data, ids = self._data, [int(i) for i in self.rows.ids]
        if data is None:
            return

        def work(session: Session) -> int:
            def records() -> Iterator[ComplaintRecord]:
                for start in range(0, len(ids), _EXPORT_PAGE):
                    found = complaint_rows(session, ids[start : start + _EXPORT_PAGE])
                    yield from (found[i] for i in ids[start : start + _EXPORT_PAGE] if i in found)

            return write_csv(path, lines(records(), data.names, data.now, data.ids.clock))

        def done(count: int) -> None:
            self._state.context.notices.post(
                tr("{n} complaints written to {file}", n=fmt.number(count, 0), file=path.name)
            )

        def failed(error: Exception) -> None:
            notices = self._state.context.notices
            if isinstance(error, OSError):
                notices.post(tr("{file} cannot be written there. Choose another folder.", file=path.name), Level.ERROR)
            else:
                notices.fail(error)

        self._state.context.read(work, owner=self, done=done, failed=failed)

    def _ask_file(self) -> None:
        suggested = f"phan-anh-{fmt.local(self._state.context.now):%Y%m%d-%H%M}.csv"
        name, _ = QFileDialog.getSaveFileName(self, tr("Save the list"), suggested, "CSV (*.csv)")
        if name:
            self.export_to(Path(name))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns that find no room give way, the least needed first."""
        super().resizeEvent(event)
        self._clock_note.setVisible(self.width() > 640)
        self._name_order()
        self._fit_columns()

    def _name_order(self) -> None:
        """The count stands on the button; where there is no room for it beside the tabs, Shift+D is left."""
        count = fmt.number(len(self.rows), 0)
        self.order_button.setVisible(self.width() > 640)
        self.order_button.setText(tr("Order {n}…", n=count))
        whole = tr("Directive for the {n} complaints of the list", n=count)
        self.order_button.setAccessibleName(whole)
        self.order_button.setToolTip(as_plain(whole))

    def _fit_columns(self) -> None:
        columns = self.table.rows_model.columns
        room = self.width() - 2 * Space.M - TITLE_LEAST - 12
        hidden: set[int] = set()
        used = sum(c.width for c in columns)
        for number in _GIVE_WAY:
            if used <= room:
                break
            used -= columns[number].width
            hidden.add(number)
        for number in range(len(columns)):
            self.table.setColumnHidden(number, number in hidden)

    def _render(self) -> None:
        data = self._model.data
        if not isinstance(data, ListData) or data is self._data:
            return
        self._data = data
        self.set_title(tr("List"))
        names = {Tab.LATE: tr("Open and overdue"), Tab.SOON: tr("Less than 8 h left"), Tab.ALL: tr("All")}
        counts = data.ids.tabs
        self.tabs.set_choices([(t.value, f"{names[t]} {fmt.number(counts[t], 0)}", "") for t in Tab])
        self.tabs.set_current(self._state.tab.value)
        self.order_button.setEnabled(bool(len(data.ids.ids)))
        self.export_button.set_words(tr("Save the list"))
        self.export_button.setEnabled(bool(len(data.ids.ids)))
        self._clock_note.setText(self._clock_words(data))
        self.rows = LazyRows(data.ids.ids, self._fetch)
        self._name_order()
        self.table.rows_model.set_columns(self._columns())
        self.table.set_sorted(self._state.order.value, self._state.descending)
        self.table.set_rows(self.rows)
        self._say_nothing(data)
        self._fit_columns()
        self._mark_opened()

    def _say_nothing(self, data: ListData) -> None:
        """An empty list says why, and where the others are."""
        self._all_time.setText(tr("Look at all time"))
        self._all_time.setVisible(not data.ids.tabs[Tab.ALL] and self._state.filters.span is not Span.ALL)
        if len(self.rows):
            self._pages.setCurrentWidget(self.table)
            return
        if data.ids.tabs[Tab.ALL]:
            self._nothing.say(
                tr("Nothing in this part of the list"),
                tr("The counts above show where the others are."),
                "circle-check",
            )
        else:
            self._nothing.say(
                tr("No complaint matches"), tr("Drop a condition of the sentence above to see more."), "list-filter"
            )
        self._pages.setCurrentWidget(self._nothing)

    def _clock_words(self, data: ListData) -> str:
        calendar, now = data.names.calendar, data.now
        if calendar.is_open(now):
            return tr("in office hours")
        again = calendar.next_open(now)
        reason = calendar.reason_off(fmt.local(now).date())
        why = tr("outside office hours") if not reason else fmt.weekday(now) if reason == "weekend" else reason
        return tr("office time stands still ({why}), goes on {day} {time}", why=why, day=fmt.weekday(again),
                  time=f"{fmt.clock_time(again)} {fmt.short_day(again)}")

    def _fetch(self, page: int) -> None:
        rows = self.rows
        ids = rows.page_ids(page)

        def work(session: Session) -> dict[int, ComplaintRecord]:
            return complaint_rows(session, ids)

        def done(found: dict[int, ComplaintRecord]) -> None:
            rows.put(page, found)
            if rows is self.rows:
                model = self.table.rows_model
                last = min(len(rows), (page + 1) * PAGE) - 1
                model.dataChanged.emit(model.index(page * PAGE, 0), model.index(last, len(model.columns) - 1))

        self._state.context.read(work, owner=self, done=done)

    def _mark_opened(self) -> None:
        place = self.rows.place_of(self._state.opened) if self._state.opened else -1
        blocked = self.table.selectionModel().blockSignals(True)
        if place >= 0:
            index = self.table.rows_model.index(place, 0)
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index)
        elif not self._state.opened and self.table.currentIndex().isValid():
            self.table.scrollTo(self.table.currentIndex())
        self.table.selectionModel().blockSignals(blocked)
        self.table.viewport().update()

    def _open(self, row: ComplaintRecord | None) -> None:
        if row is not None:
            self.opened.emit(row.id)

    def _choose(self, row: ComplaintRecord | None) -> None:
        """Moving through the list moves what is open with it."""
        if row is not None and self._state.opened:
            self.opened.emit(row.id)

    def _sort(self, key: str, descending: bool) -> None:
        self._state.sort(Order(key), descending)

    def _columns(self) -> list[Column]:
        return [
            Column("", self._cell(self._mark), 30),
            Column(tr("Code"), self._cell(self._code), 104, sort="created"),
            Column(tr("What it says"), self._cell(self._title_cell)),
            Column(tr("Field"), self._cell(self._field), 136, sort="field"),
            Column(tr("Area"), self._cell(self._area), 118, sort="area"),
            Column(tr("Handling unit"), self._cell(self._unit), 160, sort="unit"),
            Column(tr("Due"), self._cell(lambda r: Cell(self._moment(r.due), tone="secondary")), 104, True, "due"),
            Column(tr("Late / left"), self._cell(self._late), 106, True, "late"),
            Column(tr("Status"), self._cell(lambda r: Cell(words.status(r.status), tone="secondary")), 104,
                   sort="status"),
        ]

    def _cell(self, made: Callable[[ComplaintRecord], Cell]) -> Callable[[Any], Cell]:
        """Nothing to draw for a row that is still on its way."""
        return lambda row: Cell("…", tone="secondary") if row is None else made(row)

    def _mark(self, row: ComplaintRecord) -> Cell:
        return Cell("", standing=Standing.AT_RISK) if self._lateness(row)[1] else Cell("")

    def _code(self, row: ComplaintRecord) -> Cell:
        return Cell(row.code.removeprefix("1022-"), tone="secondary")  # every row begins so: the pane has it whole

    def _title_cell(self, row: ComplaintRecord) -> Cell:
        return Cell(row.title or row.code, weight=Weight.MEDIUM if self._lateness(row)[1] else Weight.REGULAR)

    def _field(self, row: ComplaintRecord) -> Cell:
        return Cell("" if self._data is None else words.field_name(self._data.names.fields.get(row.field), short=True),
                    tone="secondary")

    def _area(self, row: ComplaintRecord) -> Cell:
        return Cell("" if self._data is None else words.area_name(self._data.names.areas.get(row.area)))

    def _unit(self, row: ComplaintRecord) -> Cell:
        return Cell("" if self._data is None else words.unit_name(self._data.names.units.get(row.unit)),
                    tone="secondary")

    def _late(self, row: ComplaintRecord) -> Cell:
        text, late = self._lateness(row)
        return Cell(text, weight=Weight.STRONG if late else Weight.REGULAR, tone="text" if late else "secondary")

    def _lateness(self, row: ComplaintRecord) -> tuple[str, bool]:
        if self._data is None:
            return "", False
        return words.lateness(row, self._data.now, self._data.ids.clock)

    def _moment(self, when: int) -> str:
        return words.when(when, self._data.now if self._data is not None else 0)


def _no_ids() -> Any:
    import numpy as np

    return np.zeros(0, np.int64)
