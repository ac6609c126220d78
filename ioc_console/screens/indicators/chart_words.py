"""The period chart of an indicator, in numbers and words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ioc_console import formatting as f
from ioc_console.figure_words import decimals_of, deviation, plan_figure, same_period_change, short_unit, status_word
from ioc_console.text import tr
from ioc_console.widgets.charts.series import PeriodPoint, PeriodSeries, Told
from ioc_domain.codes import Accumulation, AreaLevel, PeriodKind
from ioc_domain.comparison import is_ratio
from ioc_domain.periods import Period

if TYPE_CHECKING:
    from local_cache.queries.indicators import IndicatorDetail

COLUMNS = {PeriodKind.MONTH: 24, PeriodKind.QUARTER: 12, PeriodKind.YEAR: 8}
TITLES = {
    PeriodKind.MONTH: ("{n} months and the forecast to the end of the year", "{n} months"),
    PeriodKind.QUARTER: ("{n} quarters and the forecast to the end of the year", "{n} quarters"),
    PeriodKind.YEAR: ("{n} years and the forecast", "{n} years"),
}
ACCUMULATION_WORDS = {
    Accumulation.CUMULATIVE: "running total of the year",
    Accumulation.PERIOD: "each period alone",
    Accumulation.STOCK: "at the end of the period",
    Accumulation.RATE: "ratio",
}
METHOD_WORDS = {"ets": "exponential smoothing", "theta": "Theta", "seasonal_naive": "as the year before",
                "pace": "pace of the year so far"}
REFORM = date(2025, 7, 1)
"""The districts ended and the cities merged: numbers before and after are of different areas."""


def chart_series(data: IndicatorDetail) -> tuple[PeriodSeries, str, str]:
    """(series, title, note) of the chart."""
    shown, i = data.figures, data.figures.indicator
    unit = short_unit(i.unit_of_measure)
    words = ACCUMULATION_WORDS.get(i.accumulation)  # type: ignore[call-overload]
    note = f"{unit} · {tr(words)}" if words else unit
    if not shown.period:
        empty = tr("No number of this indicator is known for this area by {period}.", period=f.period(data.month))
        return PeriodSeries(i.name, (), empty=empty), tr("Course"), note
    kind, last = PeriodKind(i.period), Period.parse(shown.period)
    periods = _periods(data, kind, last)
    places = decimals_of(*(data.series.value(str(p)) for p in periods))
    target = _target(data, last)
    scale, scaled_unit = _scale([_gap(data, p, target) for p in periods], i.unit_of_measure)
    points = tuple(_point(data, p, last, target, places, scale) for p in periods)
    history = sum(1 for p in periods if p.index <= last.index)
    title = tr(TITLES[kind][0 if target else 1], n=history)
    series = PeriodSeries(
        name=i.name,
        points=points,
        chosen=history - 1,
        standing=shown.standing.value,
        breaks=_breaks(data, periods),
        side_notes=_side_notes(data, places),
        side_footer=_method(data),
        deviation_title=(tr("Deviation"), tr("from plan"), tr("{unit}, rounded", unit=scaled_unit))
        if any(p.deviation is not None for p in points) else (),
        table=_table(points),
    )
    return series, title, note


def _periods(data: IndicatorDetail, kind: PeriodKind, last: Period) -> list[Period]:
    """From the first column to the end of the year (of the forecast where there is one)."""
    first = last.shifted(1 - COLUMNS[kind])
    known = [Period.parse(p) for p, o in data.series.observations.items() if o.value is not None]
    begun = min((p.index for p in known if p.kind is kind), default=last.index)
    if begun > first.index:
        first = last.shifted(begun - last.index)
    target = _target(data, last)
    ahead = last if target is None else max(target, last)
    return [first.shifted(k) for k in range(ahead.index - first.index + 1)]


def _target(data: IndicatorDetail, last: Period) -> Period | None:
    """The column the forecast belongs to; None where a forecast of the year is no value of one column."""
    a, i = data.figures.assessment, data.figures.indicator
    if a is None or a.forecast is None or not a.target_period:
        return None
    target = Period.parse(a.target_period)
    if target.kind is not last.kind:
        if target.kind is not PeriodKind.YEAR or i.accumulation == Accumulation.PERIOD:
            return None
        target = Period.containing(last.kind, target.end)
    return target if last.index < target.index <= last.index + 12 else None


def _gap(data: IndicatorDetail, period: Period, target: Period | None) -> float | None:
    value, plan = data.series.value(str(period)), _plan(data, period, target)
    if value is None and period == target and data.figures.assessment is not None:
        value = data.figures.assessment.forecast
    return None if value is None or plan is None else value - plan


def _plan(data: IndicatorDetail, period: Period, target: Period | None) -> float | None:
    plan = data.series.plan(str(period))
    return data.figures.plan_year if plan is None and period == target else plan


def _point(data: IndicatorDetail, period: Period, last: Period, target: Period | None, places: int,
           scale: tuple[float, int]) -> PeriodPoint:
    code = str(period)
    value = data.series.value(code) if period.index <= last.index else None
    same = data.series.value(str(period.same_last_year))
    plan, gap = _plan(data, period, target), _gap(data, period, target)
    a = data.figures.assessment if period == target else None
    forecast = a.forecast if a is not None and value is None else None
    labelled = period in (last, period.year_end)
    return PeriodPoint(
        period=code,
        label=f.short_period(code) if period.kind is not PeriodKind.QUARTER else f"Q{period.n}",
        year=period.year,
        value=value,
        plan=plan,
        same_period=same,
        told=_told(data, period, value, plan, same, forecast, places),
        forecast=forecast,
        forecast_low=a.forecast_low if a is not None and forecast is not None else None,
        forecast_high=a.forecast_high if a is not None and forecast is not None else None,
        deviation=gap if period.index <= last.index or forecast is not None else None,
        deviation_text="" if gap is None else f.number(gap / scale[0], scale[1]),
        value_text=f.number(value, places) if value is not None and labelled else "",
    )


def _told(data: IndicatorDetail, period: Period, value: float | None, plan: float | None, same: float | None,
          forecast: float | None, places: int) -> Told:
    observation, i = data.series.observations.get(str(period)), data.figures.indicator
    unit, status = short_unit(i.unit_of_measure), ""
    if value is not None and observation is not None:
        status = status_word(observation.status)
    elif forecast is not None:
        status = tr("forecast")
    lines: list[tuple[str, str]] = []
    if forecast is not None:
        a = data.figures.assessment
        lines.append((tr("Forecast"), f"{f.number(forecast, places)} {unit}"))
        if a is not None and a.forecast_low is not None and a.forecast_high is not None:
            lines.append((tr("Interval {n} %", n=f.number(a.confidence * 100, 0)),
                          f"{f.number(a.forecast_low, places)}–{f.number(a.forecast_high, places)}"))
    else:
        figure = f"{f.number(value, decimals_of(value))} {unit}" if value is not None else f.MISSING
        lines.append((tr("Actual"), figure))
    seen = value if forecast is None else forecast
    if plan is not None:
        lines.append((tr("Plan"), f"{plan_figure(plan, i)} · {deviation(seen, plan, i.unit_of_measure)}"))
    if same is not None:
        against = same_period_change(seen, same, i.unit_of_measure)
        lines.append((tr("Same period"), f"{f.number(same, decimals_of(same))} · {against}"))
    headline = " · ".join(x for x in (f.period(str(period)), status) if x)
    footer = ""
    if value is not None and observation is not None:
        footer = " · ".join(x for x in (source_words(observation.source),
                                        tr("received {day}", day=f.day_time(observation.known_at))) if x)
    return Told(headline, tuple(lines), footer)


def source_words(source: str) -> str:
    """A source as a person reads it: of an address only the site."""
    if source.startswith(("http://", "https://")):
        return urlsplit(source).hostname or source
    return source


def _scale(gaps: list[float | None], unit_of_measure: str) -> tuple[tuple[float, int], str]:
    """((divisor, decimals), unit) with which all deviations fit under their columns."""
    largest = max((abs(g) for g in gaps if g is not None), default=0.0)
    unit = short_unit(unit_of_measure)
    if is_ratio(unit_of_measure) and unit == "%":
        unit = tr("points")
    divisor, words = 1.0, unit
    if 10_000 <= largest < 10_000_000:
        divisor, words = 1_000.0, tr("thousand {unit}", unit=unit)
    elif largest >= 10_000_000:
        divisor, words = 1_000_000.0, tr("million {unit}", unit=unit)
    shown = largest / divisor
    return (divisor, 0 if shown >= 10 else 1 if shown >= 1 else 2), words


def _breaks(data: IndicatorDetail, periods: list[Period]) -> tuple[tuple[float, str], ...]:
    """The reform of 1-7-2025, where the chart spans it and the area is a city that was merged."""
    if data.area_level != AreaLevel.CITY or not data.communes:
        return ()
    words = tr("1-7-2025: merged, {n} areas", n=data.communes)
    for k, period in enumerate(periods):
        if period.start == REFORM and k > 0:
            return ((k - 0.5, words),)
        if period.start < REFORM < period.end and len(periods) > 1:
            return ((float(k), words),)
    return ()


def _side_notes(data: IndicatorDetail, places: int) -> tuple[tuple[str, str], ...]:
    shown, notes = data.figures, []
    if shown.plan_year is not None:
        notes.append((tr("Plan of year"), plan_figure(shown.plan_year, shown.indicator, places)))
    before = data.series.value(str(Period.parse(shown.period).same_last_year.year_end))
    if before is not None and shown.indicator.period != PeriodKind.YEAR:
        notes.append((tr("Year before"), f.number(before, places)))
    a = shown.assessment
    if a is not None and a.forecast is not None:
        notes.append((tr("Forecast"), f.number(a.forecast, places)))
        if a.forecast_low is not None and a.forecast_high is not None:
            notes.append(("", f"{f.number(a.forecast_low, places)}–{f.number(a.forecast_high, places)}"))
    return tuple(notes)


def _method(data: IndicatorDetail) -> str:
    a = data.figures.assessment
    if a is None or a.forecast is None or not a.method:
        return ""
    words = tr("Method: {method}", method=tr(METHOD_WORDS[a.method]) if a.method in METHOD_WORDS else a.method)
    return words if a.error is None else f"{words} · MASE {f.number(a.error, 2)}"


def _table(points: tuple[PeriodPoint, ...]) -> tuple[tuple[str, ...], ...]:
    head = (tr("Period"), tr("Actual"), tr("Plan"), tr("Same period"), tr("Forecast"))
    body = tuple(
        (f.period(p.period), *(f.number(v, decimals_of(v)) if v is not None else f.MISSING
                               for v in (p.value, p.plan, p.same_period, p.forecast)))
        for p in points
    )
    return (head, *body)
