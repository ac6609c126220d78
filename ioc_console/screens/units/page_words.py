"""One unit's page in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ioc_console import formatting as fmt
from ioc_console import on_time_words
from ioc_console.screens.units import words
from ioc_console.screens.units.page_model import UnitPageViewModel
from ioc_console.text import tr
from ioc_console.widgets.charts.series import Column, Columns, RankedBar
from ioc_domain.codes import DirectiveState, PromiseState, RequestState, Standing
from ioc_domain.on_time import OnTimeFormula
from ioc_domain.records import ComplaintRecord, DirectiveRecord, ExplanationRequestRecord, PromiseRecord, UnitRecord
from local_cache.queries.unit_page import Part, UnitPage
from local_cache.queries.units import rate_of
from local_cache.unit_figures import WEEK, UnitFigures


@dataclass(frozen=True)
class Tile:
    """A figure of the head."""

    name: str
    figure: str
    unit: str
    note: str
    standing: Standing | None = None
    told: str = ""
    """What the figure means, for its tooltip."""


@dataclass(frozen=True)
class Compared:
    """A row of the comparison: this unit, its kind, all, this unit in the period before, and the change."""

    name: str
    own: str
    kin: str
    city: str
    before: str
    change: str


@dataclass(frozen=True)
class Formula:
    """One formula: its name and meaning, rate and numbers; `used`: the one in use everywhere."""

    name: str
    meaning: str
    rate: str
    fraction: str
    used: bool


@dataclass(frozen=True)
class OpenLine:
    """An open overdue complaint."""

    id: int
    code: str
    title: str
    field: str
    area: str
    due: str


@dataclass(frozen=True)
class WorkLine:
    """A request, a directive or a promise: when, what, and what became of it. `complaint`: of a directive, else 0."""

    request: str
    complaint: int
    when: str
    text: str
    state: str
    bad: bool


def title(page: UnitPage) -> tuple[str, str]:
    """(name, what it is, where it belongs and since when)."""
    unit, parts = page.unit, [words.kind_name(page.group.kind)]
    if unit is None:
        parts.append(tr("{n} offices together", n=len(page.group.members)))
        return page.group.name, " · ".join(parts)
    parts.append(unit.code)
    if page.parent is not None:
        parts.append(tr("under {unit}", unit=page.parent.short_name or page.parent.name))
    if len(page.group.members) > 1:
        parts.append(tr("with {n} units under it", n=len(page.group.members) - 1))
    if unit.valid_from:
        parts.append(tr("since {day}", day=fmt.day(unit.valid_from)))
    if unit.valid_to:
        parts.append(tr("until {day}", day=fmt.day(unit.valid_to)))
    return unit.name, " · ".join(parts)


def line_of(page: UnitPage) -> list[tuple[str, UnitRecord]]:
    """Who came before and who took over, with the words for a button."""
    before = [(tr("Before: {unit}", unit=u.short_name or u.name), u) for u in page.predecessors]
    after = page.successor
    return before + ([(tr("Taken over by {unit}", unit=after.short_name or after.name), after)] if after else [])


def tiles(page: UnitPage, formula: OnTimeFormula) -> list[Tile]:
    """The figures of the head."""
    f = page.figures
    ratio = f.on_time.ratio(formula)
    rate = rate_of(f.on_time, formula, 1)
    late = f.open_overdue + f.on_time.closed_late
    return [
        Tile(tr("Received"), fmt.number(f.received, 0), "", _against(f, page.before)),
        Tile(tr("Closed"), fmt.number(f.closed, 0), "",
             tr("{share} of those received", share=fmt.percent(words.share_of((f.closed, f.received))))),
        Tile(tr("Past due"), fmt.number(late, 0), "",
             tr("{open} open · {late} closed late", open=fmt.number(f.open_overdue, 0),
                late=fmt.number(f.on_time.closed_late, 0)), Standing.AT_RISK if f.open_overdue else None),
        Tile(tr("On time {formula}", formula=formula.value), fmt.number(rate, 1), "%" if rate is not None else "",
             words.fraction(ratio) if ratio[1] else tr("none due yet"), words.standing(f.on_time, formula)),
        Tile(tr("Median"), words.hours(f.median), tr("h") if f.median is not None else "",
             tr("90 % within {n} h", n=words.hours(f.late_tenth))),
        Tile(tr("Routed in 5 min"), words.share(f.routed), "%" if f.routed[1] else "",
             words.fraction(f.routed) if f.routed[1] else tr("not known")),
        Tile(tr("Answered in 5 days"), words.share(f.answered), "%" if f.answered[1] else "",
             words.answered_note(f.answered, f.closed), told=words.answered_told(f.answered)),
    ]


def _against(now: UnitFigures, before: UnitFigures) -> str:
    told = words.change(now.received, before.received)
    return tr("{change} on the period before", change=told) if told else tr("none in the period before")


def comparison(page: UnitPage, formula: OnTimeFormula) -> list[Compared]:
    """Figures side by side; a rate under the formula in use."""
    def rate(f: UnitFigures) -> float | None:
        return rate_of(f.on_time, formula, 1)

    def per_cent(value: float | None) -> str:
        return fmt.number(value, 1)

    def hour(value: float | None) -> str:
        return words.hours(None if value is None else int(value))

    measures: list[tuple[str, Callable[[UnitFigures], float | None], Callable[[float | None], str]]] = [
        (tr("On time {formula}, %", formula=formula.value), rate, per_cent),
        (tr("Open and overdue, %"), lambda f: words.share_of((f.open_overdue, f.received)), per_cent),
        (tr("Median, h"), lambda f: f.median, hour),
        (tr("p90, h"), lambda f: f.late_tenth, hour),
        (tr("Routed in 5 min, %"), lambda f: words.share_of(f.routed), per_cent),
        (tr("Answered in 5 days, %"), lambda f: words.share_of(f.answered), per_cent),
        (tr("Reopened, %"), lambda f: words.share_of((f.reopened, f.received)), per_cent),
        (tr("No proof, %"), lambda f: words.share_of((f.unproven, f.closed)), per_cent),
    ]
    out = []
    for name, value, said in measures:
        own, before = value(page.figures), value(page.before)
        out.append(Compared(name, said(own), said(value(page.kin)), said(value(page.city)), said(before),
                            _difference(own, before, said is hour)))
    return out


def _difference(own: float | None, before: float | None, in_minutes: bool) -> str:
    if own is None or before is None:
        return fmt.MISSING
    difference = (own - before) / (60 if in_minutes else 1)
    arrow = "↑ " if difference > 0.05 else "↓ " if difference < -0.05 else ""
    return arrow + (tr("{n} h", n=fmt.signed(difference, 1)) if in_minutes else fmt.points(difference))


def formulas(page: UnitPage, used: OnTimeFormula) -> list[Formula]:
    """The three side by side."""
    counts = page.figures.on_time
    return [
        Formula(on_time_words.name(f), on_time_words.meaning(f), fmt.percent(rate_of(counts, f, 1)),
                words.fraction(counts.ratio(f)), f is used)
        for f in OnTimeFormula
    ]


def times(page: UnitPage) -> Columns:
    """Closed complaints by office time, the median's bar in front of the others."""
    labels = (tr("½ day"), "1", "2", "3", "4", "5", "10", tr("more"))
    whole = sum(page.times)
    median = _median_place(page.times)
    columns = tuple(
        Column(n, tr("{label}: {n} closed, {share}", label=_span(k), n=fmt.number(n, 0),
                     share=fmt.percent(words.share_of((n, whole)))),
               tone="chart_actual" if k == median else "chart_same_period", label=labels[k])
        for k, n in enumerate(page.times)
    )
    return Columns(tr("Office time to closing"), columns)


def _span(k: int) -> str:
    """What a bar holds."""
    edges = (tr("up to half a working day"), tr("up to 1 working day"), tr("up to {n} working days", n=2),
             tr("up to {n} working days", n=3), tr("up to {n} working days", n=4), tr("up to {n} working days", n=5),
             tr("up to {n} working days", n=10), tr("more than 10 working days"))
    return edges[k]


def _median_place(counts: tuple[int, ...]) -> int:
    half, passed = sum(counts) / 2, 0
    for k, n in enumerate(counts):
        passed += n
        if n and passed >= half:
            return k
    return -1


def bars(parts: tuple[Part, ...], name: Callable[[int], str]) -> list[RankedBar]:
    """Rows by what came in, with the overdue ones named."""
    out = []
    for p in parts:
        late = p.open_late + p.closed_late
        told = tr("{name}: received {n}, past due {late}", name=name(p.id), n=fmt.number(p.received, 0),
                  late=fmt.number(late, 0))
        out.append(RankedBar(name(p.id), p.received, fmt.number(p.received, 0), None,
                             Standing.AT_RISK.value if p.open_late else "", told=told, key=str(p.id)))
    return out


def trend(
    page: UnitPage, formula: OnTimeFormula, least: int
) -> tuple[list[float | None], list[float | None], list[str]]:
    """Share not on time in percent by week (this unit, all), and the day each week begins."""
    def late(f: UnitFigures) -> list[float | None]:
        rates = (rate_of(week, formula, least) for week in f.weeks)
        return [None if rate is None else 100.0 - rate for rate in rates]

    first = page.walk.first_week
    return late(page.figures), late(page.city), [fmt.short_day(first + k * WEEK) for k in range(page.walk.weeks)]


def oldest(model: UnitPageViewModel, records: tuple[ComplaintRecord, ...]) -> list[OpenLine]:
    """The open complaints that are overdue for longest."""
    names = model.data.names if model.data is not None else None
    out = []
    for r in records:
        field = words.field_name(names.fields.get(r.field)) if names else ""
        area = names.areas.get(r.area) if names else None
        out.append(OpenLine(r.id, r.code, r.title, field, (area.short_name or area.name) if area else fmt.MISSING,
                            f"{fmt.short_day(r.due)} {fmt.clock_time(r.due)}"
                            if fmt.local(r.due).year == fmt.local(model.context.now).year else fmt.day(r.due)))
    return out


def asked(page: UnitPage, now: int) -> list[WorkLine]:
    """Explanation requests and directives, the newest first, and whether they were answered in time."""
    found: list[tuple[int, WorkLine]] = []
    for r in page.requests:
        line = WorkLine(r.id, 0, fmt.day(r.received_at), f"{r.number} · {r.title}", *_answered(r, now))
        found.append((r.received_at, line))
    for d in page.directives:
        line = WorkLine("", d.complaint, fmt.day(d.received_at), f"{d.number} · {d.text}", *_answered(d, now))
        found.append((d.received_at, line))
    return [line for _, line in sorted(found, key=lambda pair: -pair[0])]


def _answered(r: ExplanationRequestRecord | DirectiveRecord, now: int) -> tuple[str, bool]:
    if r.state in (RequestState.WITHDRAWN, DirectiveState.WITHDRAWN):
        return tr("withdrawn"), False
    if r.answered_at:
        late = bool(r.deadline) and r.answered_at > r.deadline
        return (tr("answered late"), True) if late else (tr("answered in time"), False)
    if r.deadline and r.deadline < now:
        return tr("answer overdue"), True
    return tr("due {day}", day=fmt.short_day(r.deadline)), False


def promises(found: tuple[PromiseRecord, ...]) -> list[WorkLine]:
    """Promises, those still to be kept first."""
    said = {PromiseState.PENDING.value: tr("still to be kept"), PromiseState.KEPT.value: tr("kept"),
            PromiseState.BROKEN.value: tr("not kept")}
    return [
        WorkLine(p.request_id, 0, fmt.day(p.due), f"{p.text} · {p.title}" if p.text else p.title,
                 said.get(p.state, p.state), p.state == PromiseState.BROKEN)
        for p in found
    ]
