"""What a person set on the screen: one filter for all its parts, which rows the list shows, what is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, SignalInstance

from ioc_console.context import Context
from ioc_console.screens.complaints.filter_link import from_arguments, to_arguments
from ioc_console.screens.complaints.filters import AreaBasis, Filters, to_query
from ioc_console.widgets.map.documents import Mode
from local_cache.queries.complaint_list import Order, Tab
from local_cache.queries.complaint_names import WATCHED, ComplaintNames, complaint_names
from local_cache.queries.complaints import ComplaintFilter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class ComplaintsState(QObject):
    """Set by gestures, read by the view models."""

    filters_changed = Signal()
    stepped = Signal()
    """A gesture led to another place, to which a step back must lead: another filter, or a complaint opened or closed.
    Emitted when everything has settled."""
    moved = Signal()
    """Part of where we are changed, and it is no step."""
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
        self._tab_before: Tab | None = None
        """What the list showed when a search began."""
        self._names: ComplaintNames | None = None
        self._number = 0
        self._showing = False
        self._area = context.picked.area
        context.picked.changed.connect(self._picked_changed)
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

    @property
    def showing(self) -> bool:
        """A link is being shown, or a gesture has not settled: what is said of the place now would be half of it."""
        return self._showing

    def change(self, **changes: Any) -> None:
        """Set parts of the filter. What has no place lies in no part of the map: the later of the two holds."""
        if changes.get("box") is not None:
            changes["without_place"] = False
        elif changes.get("without_place"):
            changes["box"] = None
        self.set_filters(replace(self.filters, **changes))

    def set_filters(self, filters: Filters) -> None:
        """Set the filter whole."""
        if filters != self.filters:
            self.filters = filters
            self._settle(self.filters_changed, self.stepped)

    def set_areas(self, codes: tuple[str, ...], basis: AreaBasis) -> None:
        """Limit to areas: one holds for all screens, several only here."""
        names = self._names
        if names is None:
            return
        by_code = {a.code: a.id for a in names.areas.values()}
        several = tuple(by_code[c] for c in codes if c in by_code) if len(codes) > 1 else ()
        before, self._showing = self._showing, True  # two things change, and it is one step
        self.change(areas=several, area_basis=basis if codes else AreaBasis.TODAY)
        self.context.picked.pick_area(codes[0] if len(codes) == 1 else "")
        self._showing = before
        if not before:
            self.stepped.emit()

    def toggle(self, name: str, value: int) -> None:
        """Filter by one value of a part (fields, units, statuses, channels); the same again drops it."""
        current = getattr(self.filters, name)
        self.change(**{name: () if current == (value,) else (value,)})

    def search(self, text: str) -> None:
        """Words to look for, in all of the list: who looks for a complaint does not know whether it is late. Without
        words the list is again what it was."""
        begins, ends = bool(text) and not self.filters.text, bool(self.filters.text) and not text
        before, self._showing = self._showing, True  # two things change, and it is one step
        if begins:
            self._tab_before = self.tab
            self.show_tab(Tab.ALL)
        elif ends and self._tab_before is not None:
            if self.tab is Tab.ALL:
                self.show_tab(self._tab_before)
            self._tab_before = None
        changes = self.filters.text != text
        self.change(text=text)
        self._showing = before
        if changes and not before:
            self.stepped.emit()

    def toggle_without_place(self) -> None:
        """Only complaints of which nobody knows where, all of them in the list; the same again drops it."""
        on = not self.filters.without_place
        before, self._showing = self._showing, True  # two things change, and it is one step
        self.show_tab(Tab.ALL if on else self.tab)
        self.change(without_place=on)
        self._showing = before
        if not before:
            self.stepped.emit()

    def show_tab(self, tab: Tab) -> None:
        """Another part of the list."""
        if tab is not self.tab:
            self.tab = tab
            self._settle(self.list_changed, self.moved)

    def sort(self, order: Order, descending: bool) -> None:
        """Another order of the list."""
        if (order, descending) != (self.order, self.descending):
            self.order, self.descending = order, descending
            self.list_changed.emit()

    def open(self, complaint: int) -> None:
        """Open a complaint beside the list; 0 closes it. Going from one to the next is no step of its own."""
        if complaint != self.opened:
            says = self.moved if self.opened and complaint else self.stepped
            self.opened = complaint
            self._settle(self.opened_changed, says)

    def set_mode(self, mode: Mode) -> None:
        """Heat, areas or points."""
        if mode is not self.mode:
            self.mode = mode
            self._settle(self.mode_changed, self.moved)

    def arguments(self) -> dict[str, str]:
        """All of it as a link."""
        out = to_arguments(self.filters)
        out["area"] = self.context.picked.area
        if self.opened:
            out["id"] = str(self.opened)
        if self.tab is not Tab.LATE:
            out["tab"] = self.tab.value
        if self.mode is not (Mode.POINTS if self.opened else Mode.HEAT):
            out["map"] = self.mode.value
        return out

    def show(self, arguments: Mapping[str, str]) -> None:
        """Go to what a link names. Other screens also name an `area` or a `unit` by its code."""
        self._showing = True
        self._take(arguments)
        self._showing = False
        if arguments.get("unit"):
            self._show_unit(arguments["unit"])

    def _take(self, arguments: Mapping[str, str]) -> None:
        tab, mode, complaint = arguments.get("tab", ""), arguments.get("map", ""), arguments.get("id", "")
        self.show_tab(Tab(tab) if tab in {t.value for t in Tab} else Tab.LATE)
        self.set_filters(from_arguments(arguments))
        # Opening and closing choose a way of reading the map themselves: the link has the last word.
        self.open(int(complaint) if complaint.isdigit() and len(complaint) < 19 else 0)
        self.set_mode(Mode(mode) if mode in {m.value for m in Mode} else Mode.POINTS if self.opened else Mode.HEAT)
        if "area" in arguments:  # "" names the whole city; a route that says nothing leaves what is held
            self.context.picked.pick_area(arguments["area"])

    def _show_unit(self, code: str) -> None:
        """Filter by a unit of which only the code is known, as soon as its number is read."""

        def done(names: ComplaintNames) -> None:
            found = next((u.id for u in names.units.values() if u.code == code), None)
            if found is not None:
                self._showing = True
                self.change(units=(found,))
                self._showing = False

        self.context.read(self.read_names, owner=self, done=done)

    def _picked_changed(self) -> None:
        """One area was picked for all screens: several of our own give way to it."""
        area = self.context.picked.area
        if area == self._area:
            return
        self._area = area
        if area and self.filters.areas:
            self.filters = replace(self.filters, areas=())
            self._settle(self.filters_changed, self.stepped)
        elif not self._showing:
            self.stepped.emit()

    def _settle(self, change: SignalInstance, says: SignalInstance) -> None:
        """Tell of a change, and when all who follow it are done, of the place it led to."""
        if self._showing:
            change.emit()
            return
        self._showing = True
        change.emit()
        self._showing = False
        says.emit()

    def _rows_changed(self, tables: frozenset[str]) -> None:
        if WATCHED & tables:
            self._number += 1
            self._names = None
