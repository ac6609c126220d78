"""What a person set on the screen: one filter for all its parts, which rows the list shows, what is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ioc_console.context import Context
from ioc_console.screens.complaints.filters import Filters, from_arguments, to_arguments, to_query
from ioc_console.widgets.map.documents import Mode
from local_cache.queries.complaint_list import Order, Tab
from local_cache.queries.complaint_names import WATCHED, ComplaintNames, complaint_names
from local_cache.queries.complaints import ComplaintFilter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class ComplaintsState(QObject):
    """Set by gestures, read by the view models."""

    filters_changed = Signal()
    list_changed = Signal()
    """Tab or order."""
    opened_changed = Signal()
    mode_changed = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.filters = Filters()
        self.tab = Tab.LATE
        self.order = Order.LATE
        self.descending = True
        self.opened = 0
        self.mode = Mode.HEAT
        self._names: ComplaintNames | None = None
        self._number = 0
        context.sync.rows_changed.connect(self._rows_changed)

    @property
    def names(self) -> ComplaintNames | None:
        """Reference data as last read, None before the first load."""
        return self._names

    def read_names(self, session: Session) -> ComplaintNames:
        """Reference data, read anew only after a change. For queries on the lane."""
        number, names = self._number, self._names
        if names is None:
            names = complaint_names(session)
            if number == self._number:  # a change meanwhile: the next query reads again
                self._names = names
        return names

    def query(self, names: ComplaintNames, area: str, now: int) -> ComplaintFilter:
        """Parameters of the filter as it is now."""
        return to_query(self.filters, names, area, now)

    def change(self, **changes: Any) -> None:
        """Set parts of the filter."""
        self.set_filters(replace(self.filters, **changes))

    def set_filters(self, filters: Filters) -> None:
        """Set the filter whole."""
        if filters != self.filters:
            self.filters = filters
            self.filters_changed.emit()

    def toggle(self, name: str, value: int) -> None:
        """Filter by one value of a part (fields, units, statuses, channels); the same again drops it."""
        current = getattr(self.filters, name)
        self.change(**{name: () if current == (value,) else (value,)})

    def show_tab(self, tab: Tab) -> None:
        """Another part of the list."""
        if tab is not self.tab:
            self.tab = tab
            self.list_changed.emit()

    def sort(self, order: Order, descending: bool) -> None:
        """Another order of the list."""
        if (order, descending) != (self.order, self.descending):
            self.order, self.descending = order, descending
            self.list_changed.emit()

    def open(self, complaint: int) -> None:
        """Open a complaint beside the list; 0 closes it."""
        if complaint != self.opened:
            self.opened = complaint
            self.opened_changed.emit()

    def set_mode(self, mode: Mode) -> None:
        """Heat, areas or points."""
        if mode is not self.mode:
            self.mode = mode
            self.mode_changed.emit()

    def arguments(self) -> dict[str, str]:
        """All of it as a link."""
        out = to_arguments(self.filters)
        if self.opened:
            out["id"] = str(self.opened)
        if self.tab is not Tab.LATE:
            out["tab"] = self.tab.value
        if self.mode is not (Mode.POINTS if self.opened else Mode.HEAT):
            out["map"] = self.mode.value
        return out

    def show(self, arguments: Mapping[str, str]) -> None:
        """Go to what a link names. Other screens also name an `area` or a `unit` by its code."""
        tab, mode, complaint = arguments.get("tab", ""), arguments.get("map", ""), arguments.get("id", "")
        self.show_tab(Tab(tab) if tab in {t.value for t in Tab} else Tab.LATE)
        self.set_filters(from_arguments(arguments))
        # Opening and closing choose a way of reading the map themselves: the link has the last word.
        self.open(int(complaint) if complaint.isdigit() and len(complaint) < 19 else 0)
        self.set_mode(Mode(mode) if mode in {m.value for m in Mode} else Mode.POINTS if self.opened else Mode.HEAT)

        if arguments.get("area"):
            self.context.picked.pick_area(arguments["area"])
        if arguments.get("unit"):
            self._show_unit(arguments["unit"])

    def _show_unit(self, code: str) -> None:
        """Filter by a unit of which only the code is known, as soon as its number is read."""

        def done(names: ComplaintNames) -> None:
            found = next((u.id for u in names.units.values() if u.code == code), None)
            if found is not None:
                self.change(units=(found,))

        self.context.read(self.read_names, owner=self, done=done)

    def _rows_changed(self, tables: frozenset[str]) -> None:
        if WATCHED & tables:
            self._number += 1
            self._names = None
