"""Complaints today: view model and words. It loads apart from the indicators: complaints change by the minute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ioc_console import formatting as f
from ioc_console.figure_words import short_moment
from ioc_console.text import tr
from ioc_console.view_model import ViewModel
from ioc_console.widgets.charts.series import AreaShade, Column, Columns
from ioc_console.widgets.map.shapes import AreaPlace, AreaSet, build_areas
from ioc_domain.channel import Link
from ioc_domain.freshness import freshness
from ioc_domain.on_time import OnTimeFormula
from ioc_domain.places import to_xy

if TYPE_CHECKING:
    from ioc_console.sync_status import SyncStatus
    from local_cache.queries.complaints_today import AreaLate, ComplaintsToday
    from local_cache.queries.rows import Reading

FORMULA_WORDS = {
    OnTimeFormula.CT1: "{name} = closed on time ÷ {n} closed, received in 30 days",
    OnTimeFormula.CT2: "{name} = closed on time ÷ {n} closed or overdue, received in 30 days",
    OnTimeFormula.CT3: "{name} = closed on time ÷ {n} fallen due, received in 30 days",
}
HOT = 5
LABELLED_HOURS = (0, 6, 12, 18)


@dataclass(frozen=True)
class Figure:
    """A figure with its words."""

    name: str
    figure: str
    unit: str = ""


@dataclass(frozen=True)
class HotRow:
    """An area of the list: place in the order ("" = the rest), name, late, change."""

    place: str
    code: str
    name: str
    late: str
    change: str


@dataclass(frozen=True)
class TodayData:
    """What is loaded: the counts, and the outlines of the areas for the small map."""

    counts: ComplaintsToday
    shapes: AreaSet


@dataclass(frozen=True)
class TodayWords:
    """The two upper panels of the right column."""

    until: str
    stale: str
    """"Cũ từ 09:17", "" when in time."""
    figures: tuple[Figure, ...]
    columns: Columns
    today_word: str
    before_word: str
    formula: str
    hot_note: str
    hot: tuple[HotRow, ...]
    shades: tuple[AreaShade, ...]
    shapes: AreaSet
    empty: str
    """Said instead of the figures where the cache has no complaint."""


class TodayViewModel(ViewModel[TodayData]):
    """Figures of today for the picked area."""

    watches: ClassVar[frozenset[str]] = frozenset({"complaint", "area", "area_boundary", "source", "setting"})
    reads_plainly: ClassVar[bool] = True

    def query(self) -> Callable[[Reading], TodayData]:
        """Today's complaints at this moment. Outlines are made anew only when the areas changed."""
        now, area, before = self.context.now, self.context.picked.area, self.data
        overtaken = self.overtaken

        def read(session: Reading) -> TodayData:
            from local_cache.queries.complaints_today import complaints_today

            counts = complaints_today(session, now, area, cancel=overtaken)
            if before is not None and _outline_key(before.counts) == _outline_key(counts):
                return TodayData(counts, before.shapes)
            return TodayData(counts, _outlines(counts))

        return read

    def words(self) -> TodayWords | None:
        """What to show now; None before the first load."""
        if self.data is None:
            return None
        formula = self.context.picked.formula_in_use(self.data.counts.formula)
        return today_words(self.data, self.context.sync, self.context.now, formula)


def _outline_key(counts: ComplaintsToday) -> tuple[frozenset[tuple[int, float | None, float | None]], dict[int, str]]:
    return frozenset((a.id, a.lat, a.lon) for a in counts.areas), counts.boundaries


def _outlines(counts: ComplaintsToday) -> AreaSet:
    places = [
        AreaPlace(a.id, a.name, a.short_name, *to_xy(a.lat, a.lon))
        for a in counts.areas
        if a.lat is not None and a.lon is not None
    ]
    return build_areas(places, counts.boundaries)


def today_words(loaded: TodayData, sync: SyncStatus, now: int, formula: OnTimeFormula) -> TodayWords:
    """Word the counts at `now`, the on-time rate by a formula."""
    data = loaded.counts
    late_since = freshness(data.source, now).late_since if data.source is not None else 0
    if sync.link.state in (Link.OFFLINE, Link.CAPTIVE, Link.CERTIFICATE):
        late_since = late_since or (sync.data_until if data.source is None else 0)
    until = data.source.last_at if data.source is not None else sync.data_until
    hit, due = data.on_time.ratio(formula)
    rate = f.number(100 * hit / due, 1) if due else f.MISSING
    return TodayWords(
        until=tr("until {time}", time=short_moment(until, now)) if until else "",
        stale=tr("Stale since {when}", when=short_moment(late_since, now)) if late_since else "",
        figures=(
            Figure(tr("Received"), f.number(data.received, 0)),
            Figure(tr("Closed"), f.number(data.closed, 0)),
            Figure(tr("Overdue, open"), f.number(data.overdue, 0)),
            Figure(tr("On time {formula}", formula=formula.value), rate, "%" if due else ""),
        ),
        columns=_hours(data, until, now, bool(late_since)),
        today_word=tr("today"),
        before_word=tr("{weekday} last week", weekday=f.weekday(now)),
        formula=tr(FORMULA_WORDS[formula], name=tr("On time {formula}", formula=formula.value),
                   n=f.number(due, 0)),
        hot_note=tr("fallen overdue, 7 days"),
        hot=_hot(data.areas),
        shades=_shades(data.areas),
        shapes=loaded.shapes,
        empty="" if data.known else tr("No complaint is on this machine yet."),
    )


def _hours(data: ComplaintsToday, until: int, now: int, stale: bool) -> Columns:
    current = f.local(now).hour
    last = f.local(until).hour if stale and until and f.local(until).date() == f.local(now).date() else current
    columns = []
    for hour in range(24):
        known = hour <= last
        told = tr("{from_hour}:00–{to_hour}:00: {n} received, {before} a week ago", from_hour=hour, to_hour=hour + 1,
                  n=f.number(data.hours[hour], 0) if known else f.MISSING, before=f.number(data.hours_before[hour], 0))
        columns.append(
            Column(float(data.hours[hour]) if known else None, told, float(data.hours_before[hour]),
                   "chart_same_period" if stale else "chart_actual",
                   tr("{n} h of day", n=hour) if hour in LABELLED_HOURS else "")
        )
    ends = (last + 1, tr("No data after {time}", time=short_moment(until, now))) if stale and until else None
    return Columns(tr("Complaints received by hour"), tuple(columns), f.number(data.received, 0), ends)


def _hot(areas: tuple[AreaLate, ...]) -> tuple[HotRow, ...]:
    found = [
        HotRow(str(k + 1), a.code, a.short_name, f.number(a.late, 0), f.signed(a.change, 0))
        for k, a in enumerate(areas[:HOT])
        if a.late > 0
    ]
    rest = areas[len(found) :]
    if found and rest:
        found.append(HotRow("", "", tr("{n} other areas", n=f.number(len(rest), 0)),
                            f.number(sum(a.late for a in rest), 0), f.signed(sum(a.change for a in rest), 0)))
    return tuple(found)


def _shades(areas: tuple[AreaLate, ...]) -> tuple[AreaShade, ...]:
    most = max((a.late for a in areas), default=0)
    return tuple(
        AreaShade(a.id, a.late / most if most else 0.0, k + 1 if k < HOT and a.late > 0 else 0,
                  tr("{name}: {n} fallen overdue in 7 days", name=a.name, n=f.number(a.late, 0)))
        for k, a in enumerate(areas)
    )
