"""One indicator in words: headline, five figures, table, areas, supply, revisions, promises."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ioc_console import formatting as f
from ioc_console.figure_words import (
    Age,
    age_of,
    decimals_of,
    deviation,
    plan_figure,
    same_period_change,
    short_unit,
    status_mark,
    status_word,
)
from ioc_console.screens.indicators.chart_words import chart_series
from ioc_console.screens.indicators.history_words import (
    CAUSE_WORDS,
    PromiseRow,
    RevisionRow,
    SupplyRow,
    kept_of,
    promises_of,
    revisions_of,
    supply_of,
)
from ioc_console.screens.indicators.list_model import LEVEL_WORDS
from ioc_console.text import language, tr
from ioc_console.widgets.charts.series import PeriodSeries, RankedBar
from ioc_console.widgets.standing_mark import standing_name
from ioc_domain.codes import STANDING_ORDER, Accumulation, AreaLevel, Direction, ObservationStatus, PeriodKind, Standing
from ioc_domain.comparison import attainment, is_ratio
from ioc_domain.periods import Period

if TYPE_CHECKING:
    from ioc_domain.records import ObservationRecord
    from local_cache.queries.indicators import IndicatorDetail

DIRECTION_WORDS = {Direction.HIGHER: "higher is better", Direction.LOWER: "lower is better"}


YEAR = 365 * 86_400
TRAIL_MOST = 28
"""Longer names of fields leave the breadcrumb: the window needs its room for the pickers."""


@dataclass(frozen=True)
class HeadFigure:
    """One of the five: label, figure, unit, quiet note; `tone` of the figure; `chip` a small framed word."""

    label: str
    figure: str
    unit: str
    note: str
    tone: str = "text"
    chip: str = ""


@dataclass(frozen=True)
class PeriodRow:
    """A row of the table, all as text."""

    period: str
    value: str
    plan: str
    against_plan: str
    against_same: str
    status: str
    provisional: str
    """A short mark after the period where the number is not official, for tables without room for the status."""
    chosen: bool


@dataclass(frozen=True)
class DetailWords:
    """The right side of Chỉ tiêu."""

    subject: str
    name: str
    trail: tuple[str, ...]
    standing: Standing
    standing_name: str
    stale: str
    definition: str
    definition_strong: str
    figures: tuple[HeadFigure, ...]
    chart: PeriodSeries
    chart_title: str
    chart_note: str
    unit: str
    same_title: str
    rows: tuple[PeriodRow, ...]
    rows_note: str
    areas: tuple[RankedBar, ...]
    area_counts: tuple[tuple[Standing, str], ...]
    areas_note: str
    supply: tuple[SupplyRow, ...]
    revisions: tuple[RevisionRow, ...]
    revisions_note: str
    promises: tuple[PromiseRow, ...]
    promises_note: str
    pending: str
    """A request about it that waits on this machine."""


def detail_words(data: IndicatorDetail, month: str, now: int) -> DetailWords:
    """Word an indicator at `now`."""
    shown, indicator = data.figures, data.figures.indicator
    age = age_of(shown, data.source, month, now)
    chart, title, note = chart_series(data)
    rows = _rows(data)
    name = indicator.name if language() == "vi" else indicator.name_en or indicator.name
    short = indicator.short_name if language() == "vi" else name
    return DetailWords(
        subject=shown.subject,
        name=name,
        trail=(data.group_name, short) if 0 < len(data.group_name) <= TRAIL_MOST else (short,),
        standing=shown.standing,
        standing_name=standing_name(shown.standing),
        stale=age.stale_words,
        definition=_definition(data),
        definition_strong=_since(data, now),
        figures=_figures(data, age),
        chart=chart,
        chart_title=title,
        chart_note=note,
        unit=short_unit(indicator.unit_of_measure),
        same_title=tr("Δ same") if is_ratio(indicator.unit_of_measure) else tr("Δ same, %"),
        rows=rows,
        rows_note=tr("{n} periods", n=len(rows)),
        areas=_areas(data),
        area_counts=_area_counts(data),
        areas_note=_areas_note(data),
        supply=supply_of(data, now),
        revisions=revisions_of(data),
        revisions_note=_revision_count(data, now),
        promises=promises_of(data, now),
        promises_note=kept_of(data),
        pending=tr("To be sent: request made {time}", time=f.clock_time(data.waiting[-1].saved_at))
        if data.waiting else "",
    )


def _revision_count(data: IndicatorDetail, now: int) -> str:
    recent = sum(1 for r in data.revisions if r.known_at > now - YEAR)
    return tr("{n} times in 12 months", n=recent) if recent else ""


def _definition(data: IndicatorDetail) -> str:
    i = data.figures.indicator
    level = LEVEL_WORDS.get(i.level)  # type: ignore[call-overload]
    said = (
        i.definition or i.unit_of_measure,
        tr(DIRECTION_WORDS[Direction(i.direction)]) if i.direction in DIRECTION_WORDS else "",
        tr("{level} level", level=tr(level)) if level else "",
        tr("owner: {unit}", unit=data.unit_name) if data.unit_name else "",
    )
    return " · ".join(part for part in said if part)


def _since(data: IndicatorDetail, now: int) -> str:
    a, said = data.figures.assessment, []
    if a is not None and a.since and data.figures.standing is not Standing.NOT_ASSESSABLE:
        days = max(0, (f.local(now).date() - date.fromisoformat(a.since)).days)
        said.append(tr("so since {day} ({n} days)", day=f.day(a.since), n=days))
        if a.cause in CAUSE_WORDS:
            said.append(tr("because of {cause} of {period}", cause=tr(CAUSE_WORDS[a.cause]), period=f.period(a.period)))
    for request in data.requests[:1]:
        due = tr(", due {day}", day=f.short_day(request.deadline)) if request.deadline else ""
        said.append(tr("open: {number}", number=request.number) + due)
    return " · ".join(said)


def _figures(data: IndicatorDetail, age: Age) -> tuple[HeadFigure, ...]:
    shown, i = data.figures, data.figures.indicator
    unit = short_unit(i.unit_of_measure)
    if shown.observation is None:
        return (HeadFigure(tr("Actual"), f.MISSING, "", tr("no number yet")),)
    value = shown.observation.value
    places = decimals_of(value, shown.plan, shown.plan_year)
    tone = shown.standing.value if shown.standing is Standing.AT_RISK and not age.late_since else "text"
    share = attainment(value, shown.plan)
    reached = "" if share is None else reached_words(f.number(share * 100, 1), i.direction)
    against = _split(deviation(value, shown.plan, i.unit_of_measure))
    before = _split(same_period_change(value, shown.same_period, i.unit_of_measure))
    last_year = Period.parse(shown.period).same_last_year
    same_note = " · ".join(p for p in (_short(last_year), status_word(shown.same_period_status)) if p)
    return (
        HeadFigure(tr("Actual {period}", period=_short(Period.parse(shown.period))), f.number(value, places), unit,
                   age.stale_words or tr("{age} ago", age=age.words), "secondary" if age.late_since else "text",
                   status_word(shown.observation.status)),
        HeadFigure(tr("Plan to the period {plan}", plan=_with_unit(plan_figure(shown.plan, i, places), unit)),
                   against[0], against[1], reached, tone),
        HeadFigure(tr("Same period {value}", value=_with_unit(f.number(shown.same_period, places), unit)), before[0],
                   before[1], same_note),
        _forecast(data, places, unit),
        _needed(data, places, unit),
    )


def reached_words(share: str, direction: str) -> str:
    """`đạt 70,4 % KH kỳ`; a limit is not reached but used."""
    if direction == Direction.LOWER:
        return tr("{n} % of the limit of the period", n=share)
    return tr("{n} % of the plan of the period", n=share)


def _with_unit(figure: str, unit: str) -> str:
    return figure if figure == f.MISSING else f"{figure} {unit}".strip()


def _split(words: str) -> tuple[str, str]:
    """`−22,2 điểm %` → (`−22,2`, `điểm %`)."""
    head, _, rest = words.replace(f.NARROW_SPACE, " ").partition(" ")
    return head, rest


def _forecast(data: IndicatorDetail, places: int, unit: str) -> HeadFigure:
    shown, a = data.figures, data.figures.assessment
    year = shown.period[:4]
    label = tr("Forecast of {period}", period=f.period(a.target_period if a and a.target_period else year))
    plan = tr("plan of the year {plan}", plan=plan_figure(shown.plan_year, shown.indicator, places))
    if a is None or a.forecast is None:
        return HeadFigure(label, f.MISSING, "", plan if shown.plan_year is not None else tr("too little to go by"))
    interval = "" if a.forecast_low is None or a.forecast_high is None else (
        f"{f.number(a.forecast_low, places)}–{f.number(a.forecast_high, places)} · ")
    return HeadFigure(label, f.number(a.forecast, places), unit, interval + plan)


def _needed(data: IndicatorDetail, places: int, unit: str) -> HeadFigure:
    """What is still missing to the plan of the year; for a running total, per period that is left."""
    shown, i = data.figures, data.figures.indicator
    value, adds_up = shown.to_date[0], i.accumulation in (Accumulation.CUMULATIVE, Accumulation.PERIOD)
    if value is None or shown.plan_year is None:
        return HeadFigure(tr("Left to the plan of the year"), f.MISSING, "", "")
    gap, period = shown.plan_year - value, Period.parse(shown.period)
    left = period.year_end.index - period.index
    if i.direction == Direction.LOWER:
        note = tr("over the limit") if gap < 0 else ""
        return HeadFigure(tr("Left to the limit of the year"), f.number(gap, places), unit, note)
    if not adds_up or left == 0 or gap <= 0:
        made = _split(deviation(shown.plan_year, value, i.unit_of_measure))
        return HeadFigure(tr("Left to the plan of the year"), made[0], made[1], "")
    made = _split(deviation(gap / left, 0.0, i.unit_of_measure))
    best = _best_step(data)
    note = "" if best is None else tr("highest so far {step} ({period})", step=f.signed(best[0], places),
                                      period=f"{f.short_period(best[1])}/{best[1][:4]}")
    return HeadFigure(tr("Needed in each period left"), made[0], made[1], note)


def _best_step(data: IndicatorDetail) -> tuple[float, str] | None:
    """The most that one period ever brought, and which; of a running total its growth within one period."""
    steps, adds = [], data.figures.indicator.accumulation == Accumulation.PERIOD
    for text in data.series.observations:
        period, value = Period.parse(text), data.series.value(text)
        before = 0.0 if period.n == 1 or adds else data.series.value(str(period.shifted(-1)))
        if value is not None and before is not None and period.kind.value == data.figures.indicator.period:
            steps.append((value - before, text))
    return max(steps, default=None)


def _rows(data: IndicatorDetail) -> tuple[PeriodRow, ...]:
    """The last 24 periods, newest first; a period without a number has a row all the same."""
    shown, i = data.figures, data.figures.indicator
    if not shown.period:
        return ()
    last, made = Period.parse(shown.period), []
    values = [data.series.value(str(last.shifted(-k))) for k in range(24)]
    plans = [data.series.plan(str(last.shifted(-k))) for k in range(24)]
    places = min(decimals_of(*values), 1) if is_ratio(i.unit_of_measure) and short_unit(i.unit_of_measure) == "%" \
        and i.period == "month" else decimals_of(*values)
    for k, (value, plan) in enumerate(zip(values, plans, strict=True)):
        period = last.shifted(-k)
        if value is None and plan is None and not any(v is not None for v in values[k:]):
            break  # before the series began
        observation = data.series.observations.get(str(period))
        same = _split(same_period_change(value, data.series.value(str(period.same_last_year)), i.unit_of_measure))
        gap = None if value is None or plan is None else value - plan
        made.append(PeriodRow(_short(period), f.number(value, places), f.number(plan, places),
                              f.signed(gap, places), same[0], status_word(observation.status if observation else ""),
                              _provisional(observation), k == 0))
    return tuple(made)


def _provisional(observation: ObservationRecord | None) -> str:
    if observation is None or observation.status == ObservationStatus.OFFICIAL:
        return ""
    return status_mark(observation.status)


def _short(period: Period) -> str:
    """`T10/2026`, `Quý III/2026`, `2026`."""
    text = f.short_period(str(period))
    return text if period.kind is PeriodKind.YEAR else f"{text}/{period.year}"


def _areas(data: IndicatorDetail) -> tuple[RankedBar, ...]:
    whole = data.figures.observation
    places = decimals_of(*(a.value for a in data.areas), None if whole is None else whole.value)
    unit = short_unit(data.figures.indicator.unit_of_measure)
    bars = [
        RankedBar(a.name, a.value, f.number(a.value, places), a.plan, a.standing,
                  told=f"{a.name}: {f.number(a.value, places)} {unit}" + (
                      "" if a.plan is None else " · " + tr("plan {plan}", plan=f.number(a.plan, places))), key=a.code)
        for a in data.areas
    ]
    if bars and whole is not None and whole.value is not None and data.areas_period == data.figures.period and (
            is_ratio(data.figures.indicator.unit_of_measure)):
        text = f.number(whole.value, places)
        name = tr("Whole city") if data.area_level == AreaLevel.CITY else data.area_name
        bars.append(RankedBar(name, whole.value, text, data.figures.plan, total=True))
    return tuple(bars)


def _area_counts(data: IndicatorDetail) -> tuple[tuple[Standing, str], ...]:
    counts = Counter(a.standing for a in data.areas if a.standing)
    return tuple((s, f.number(counts[s.value], 0)) for s in STANDING_ORDER) if counts else ()


def _areas_note(data: IndicatorDetail) -> str:
    if not data.areas:
        return ""
    order = tr("lowest first") if data.figures.indicator.direction == Direction.HIGHER else tr("highest first")
    return f"{f.period(data.areas_period)} · {order}"
