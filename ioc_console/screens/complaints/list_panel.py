"""The list under the map: tabs with counts, rows of 28, sorted by a click on a header; Enter opens."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from ioc_console import formatting as fmt
from ioc_console.screens.complaints.export import save_list
from ioc_console.screens.complaints.filters import Span
from ioc_console.screens.complaints.lazy_rows import PAGE, LazyRows
from ioc_console.screens.complaints.list_columns import list_columns
from ioc_console.screens.complaints.state import ComplaintsState
from ioc_console.screens.complaints.view_models import ListData, ListModel
from ioc_console.text import tr
from ioc_console.theme import Size, Space
from ioc_console.view_model import Loading
from ioc_console.widgets.buttons import Button, IconButton
from ioc_console.widgets.labels import ElidedLabel, as_plain
from ioc_console.widgets.panel import Panel
from ioc_console.widgets.segmented import Segmented
from ioc_console.widgets.states import Message
from ioc_console.widgets.table import Below, TableView
from ioc_console.widgets.turns import Piece, Turns
from ioc_domain.records import ComplaintRecord
from local_cache.queries.complaint_list import ListPage, Order, Tab, list_page, list_place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TITLE_LEAST = 180
# Which columns are left out first where there is little room.
_GIVE_WAY = (8, 3, 5, 4, 6)


class ListPanel(Panel):
    """`opened` carries a complaint's id; `directive_asked`: one directive for all in the list."""

    opened = Signal(object)
    directive_asked = Signal()
    placed = Signal()
    """Where the open complaint is in a long list is known now."""

    def __init__(
        self, model: ListModel, state: ComplaintsState, turns: Turns, parent: QWidget | None = None
    ) -> None:
        super().__init__("", padding=Space.M, parent=parent)
        self._model, self._state, self._turns = model, state, turns
        model.in_sight = self._pages_in_sight
        self._awaited = True
        """A person waits for the load that is under way."""
        self._newest: ListData | None = None
        self._data_number = 0
        self.rows = LazyRows(None, lambda page: None)
        self._found = (0, -1)  # (open complaint, its place) where it had to be looked for
        self._step_to = -1
        self._keyboard_waits = False
        """The list had the keyboard when it was left with nothing to show."""
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
        self.table = TableView(list_columns(lambda: self._data))
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
        self._newest = None
        self._render(at_once=True)

    def step(self, by: int) -> None:
        """Open the next complaint of the list, or the one before."""
        place = self._opened_place()
        wanted = place + by
        if place >= 0 and 0 <= wanted < len(self.rows):
            # A row that is not here yet is opened when its page comes.
            self._step_to = wanted if self.rows[wanted] is None else -1
            if self.rows.id_at(wanted):
                self._state.open(self.rows.id_at(wanted))

    def place(self) -> tuple[int, int]:
        """(place of the open complaint counted from 1, 0 = not in the list; how many)."""
        return self._opened_place() + 1, len(self.rows)

    def _opened_place(self) -> int:
        """Place of the open complaint, -1 while it is not known to be in the list."""
        opened = self._state.opened
        here = self.rows.place_of(opened)
        return self._found[1] if here < 0 and self._found[0] == opened else here

    def export_to(self, path: Path) -> None:
        """Write the tab shown, in its order, as CSV; says when it is done, or why not."""
        if self._data is not None:
            save_list(self._state.context, self, self._data, path)

    def _ask_file(self) -> None:
        suggested = f"phan-anh-{fmt.local(self._state.context.now):%Y%m%d-%H%M}.csv"
        name, _ = QFileDialog.getSaveFileName(self, tr("Save the list"), suggested, "CSV (*.csv)")
        if name:
            self.export_to(Path(name))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns that find no room give way, the least needed first."""
        super().resizeEvent(event)
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

    def _pages_in_sight(self) -> tuple[int, ...]:
        """Pages of the rows between the table's edges; the first one while nothing is shown."""
        first, last = self.table.rowAt(0), self.table.rowAt(self.table.viewport().height() - 1)
        if first < 0:
            return (0,)
        return tuple(range(first // PAGE, (len(self.rows) - 1 if last < 0 else last) // PAGE + 1))

    def _render(self, *, at_once: bool = False) -> None:
        state, data = self._model.state, self._model.data
        self._awaited |= isinstance(state, Loading) and not state.quiet
        if not isinstance(data, ListData) or data is self._newest:
            return
        at_once |= self._awaited
        self._awaited &= isinstance(state, Loading)
        self._newest = data
        self._data_number += 1
        pieces = [
            Piece("list", self._data_number, partial(self._show_rows, data, hold=not at_once)),
            Piece("list head", self._data_number, partial(self._show_head, data)),
        ]
        self._turns.show(pieces, at_once=at_once)
        if self._state.opened and not at_once:
            self._turns.show([Piece("list place", self._data_number, self.placed.emit)], at_once=False)

    def _show_head(self, data: ListData) -> None:
        self.set_title(tr("List"))
        names = {Tab.LATE: tr("Open and overdue"), Tab.SOON: tr("Less than 8 h left"), Tab.ALL: tr("All")}
        counts = data.ids.tabs
        self.tabs.set_choices([(t.value, f"{names[t]} {fmt.number(counts[t], 0)}", "") for t in Tab])
        self.tabs.set_current(self._state.tab.value)
        self.order_button.setEnabled(bool(data.ids.rows.count))
        self.export_button.set_words(tr("Save the list"))
        self.export_button.setEnabled(bool(data.ids.rows.count))
        self._clock_note.set_words(*self._clock_words(data))
        self._name_order()

    def _show_rows(self, data: ListData, hold: bool) -> None:
        """`hold`: nobody asked for it, so the keyboard stays on the complaint it is on."""
        current = self.table.currentIndex().row()
        held = self.rows.id_at(current) if hold and 0 <= current < len(self.rows) else 0
        self._data = data
        self.rows = LazyRows(data.ids.rows, self._fetch)
        for number, page in data.pages.items():
            self.rows.put(number, page)
        self._found, self._step_to = (0, -1), -1
        self.table.set_below(self._hit if data.words.strip() else None)
        columns = list_columns(lambda: self._data)
        if [c.title for c in columns] != [c.title for c in self.table.rows_model.columns]:
            self.table.rows_model.set_columns(columns)
        self.table.set_sorted(self._state.order.value, self._state.descending)
        self.table.set_rows(self.rows)
        if held and self.rows.place_of(held) >= 0:
            self.table.reach(self.rows.place_of(held))
        self._say_nothing(data)
        self._fit_columns()
        self._mark_opened(closed=False)

    def _say_nothing(self, data: ListData) -> None:
        """An empty list says why, and where the others are."""
        self._all_time.setText(tr("Look at all time"))
        self._all_time.setVisible(not data.ids.tabs[Tab.ALL] and self._state.filters.span is not Span.ALL)
        if len(self.rows):
            self._pages.setCurrentWidget(self.table)
            if self._keyboard_waits and self.tabs.hasFocus():  # where it went when the list had nothing
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self._keyboard_waits = False
            return
        self._keyboard_waits |= self.table.hasFocus()
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

    def _clock_words(self, data: ListData) -> tuple[str, ...]:
        """Whether office time runs, in fewer and fewer words: half of it would say nothing."""
        calendar, now = data.names.calendar, data.now
        if calendar.is_open(now):
            return tr("in office hours"), ""
        again = calendar.next_open(now)
        reason = calendar.reason_off(fmt.local(now).date())
        off = fmt.weekday(now, short=True) if reason == "weekend" else reason
        when = fmt.weekday(again, short=True)
        return (
            tr("office time stands still ({why}), goes on {day} {time}", why=off or tr("outside office hours"),
               day=when, time=f"{fmt.clock_time(again)} {fmt.short_day(again)}"),
            tr("clock stands still until {day} {time}", day=when, time=fmt.clock_time(again)),
            "",
        )

    def _fetch(self, page: int) -> None:
        rows, data = self.rows, self._data
        if rows.ordered is None or data is None:
            return
        ordered, words = rows.ordered, data.words

        def work(session: Session) -> ListPage:
            return list_page(session, ordered, page * PAGE, PAGE, words)

        def done(found: ListPage) -> None:
            rows.put(page, found)
            if rows is self.rows:
                model = self.table.rows_model
                last = min(len(rows), (page + 1) * PAGE) - 1
                model.dataChanged.emit(model.index(page * PAGE, 0), model.index(last, len(model.columns) - 1))
                if self._step_to // PAGE == page and self._state.opened:
                    wanted, self._step_to = self._step_to, -1
                    if rows.id_at(wanted):
                        self._state.open(rows.id_at(wanted))

        self._state.context.read(work, owner=self, done=done)

    def _look_for_opened(self) -> None:
        """Where the open complaint is in a list that is too long to be known whole."""
        rows, opened = self.rows, self._state.opened
        if rows.ordered is None or rows.ordered.known is not None or self._found[0] == opened:
            return
        ordered, self._found = rows.ordered, (opened, -1)

        def done(place: int) -> None:
            if rows is self.rows and self._state.opened == opened:
                self._found = (opened, place)
                self._mark_opened()
                self.placed.emit()

        self._state.context.read(lambda session: list_place(session, ordered, opened), owner=self, done=done)

    def _hit(self, row: ComplaintRecord | None) -> Below | None:
        """Where the words searched for are in a row."""
        hit = self.rows.hit_of(row.id) if row is not None else None
        return Below(hit.text, hit.marks, first=2) if hit is not None else None

    def _mark_opened(self, closed: bool = True) -> None:
        """`closed`: it may have been closed just now, and then its row comes into sight."""
        place = self._opened_place() if self._state.opened else -1
        if place < 0 and self._state.opened:
            self._look_for_opened()
        blocked = self.table.selectionModel().blockSignals(True)
        if place >= 0:
            index = self.table.rows_model.index(place, 0)
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index)
        elif closed and not self._state.opened and self.table.currentIndex().isValid():
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
