"""What a person does to the filter: picks and drops of the sentence, a day, an area, the view of the map."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject

from ioc_console.screens.complaints.filter_link import MOST_TEXT
from ioc_console.screens.complaints.filter_row import FilterRow
from ioc_console.screens.complaints.filters import AreaBasis, Filters, Span, period
from ioc_console.screens.complaints.map_model import MapModel
from ioc_console.screens.complaints.period_popup import PeriodPopup
from ioc_console.screens.complaints.state import ComplaintsState
from ioc_domain.working_time import local_date


class Gestures(QObject):
    """Turns gestures into changes of the filter; each is one step in the history."""

    def __init__(self, state: ComplaintsState, map_model: MapModel, row: FilterRow) -> None:
        super().__init__(row)
        self._state, self._map, self._row = state, map_model, row

    def pick(self, part: str, keys: tuple[str, ...]) -> None:
        """Values for a condition of the sentence. `more` carries one key, `part:value`."""
        if part == "more":
            part, _, key = keys[0].partition(":")
            keys = (key,)
        state = self._state
        if part == "span":
            self._pick_span(Span(keys[0]))
        elif part == "area":
            basis = AreaBasis.TODAY if "@today" in keys else AreaBasis.THEN
            state.set_areas(tuple(k for k in keys if not k.startswith("@")), basis)
        elif part == "units":
            units = tuple(int(k) for k in keys if not k.startswith("@"))
            state.change(units=units, units_alone=bool(units) and "@below" not in keys)
        elif part == "on_time":
            state.change(on_time=keys)
        elif part == "without_duplicates":
            state.change(without_duplicates=True)
        elif part == "without_place":
            state.change(without_place=True)
        elif part == "view" and self._map.view is not None:
            state.change(box=self._map.view)
        elif part in ("fields", "statuses", "channels"):
            state.change(**{part: tuple(int(k) for k in keys)})

    def drop(self, part: str) -> None:
        """A condition does not hold any longer."""
        empty = Filters(span=Span.ALL)
        if part == "area":
            self._state.set_areas((), AreaBasis.TODAY)
        elif part == "span":
            self._state.change(span=Span.ALL, day="", last_day="")
        elif part == "units":
            self._state.change(units=(), units_alone=False)
        elif part == "text":
            self._state.search("")
        else:
            self._state.change(**{part: getattr(empty, part)})

    def search(self, text: str) -> None:
        """Words to look for in the text."""
        self._state.search(text.strip()[:MOST_TEXT])

    def pick_day(self, iso: str) -> None:
        """A day of the trend; the same again goes back to the usual period."""
        if iso:
            same = self._state.filters.span is Span.DAY
            self._state.change(span=Span.MONTH if same else Span.DAY, day="" if same else iso, last_day="")

    def pick_area(self, area: int) -> None:
        """An area of the map; the same again drops it."""
        names = self._state.names
        record = None if names is None else names.areas.get(area)
        if record is not None:
            picked = self._state.context.picked
            picked.pick_area("" if record.code == picked.area else record.code)

    def _pick_span(self, span: Span) -> None:
        if span is Span.DATES:
            self._ask_dates()
        else:
            self._state.change(span=span, day="", last_day="")

    def _ask_dates(self) -> None:
        state = self._state
        today = local_date(state.context.now)
        since, until = period(state.filters, state.context.now)
        first = local_date(since) if since else date(today.year, 1, 1)
        popup = PeriodPopup(first, local_date(until - 1) if until else today, today, self._row)
        popup.chosen.connect(lambda a, b: state.change(span=Span.DATES, day=a, last_day=b))
        popup.open_under(self._row.anchor("span"))
