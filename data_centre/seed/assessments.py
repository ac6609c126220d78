"""Assessments of the sample: the common rule and the analysis' forecast, applied to what was known at each moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from data_centre.analysis.forecast import CONFIDENCE, METHOD, Outcome, forecast_total
from data_centre.city.areas import CITY_CODE
from data_centre.city.catalogue import city_indicators
from ioc_domain.codes import Accumulation, Direction, PeriodKind, Standing
from ioc_domain.periods import Period, periods_between
from ioc_domain.records import AssessmentRecord, IndicatorRecord, ObservationRecord
from ioc_domain.standing import RULE, Outlook, assess
from ioc_domain.working_time import local_date

from .clock import Moment, morning, rng
from .levels import is_flow, per_year
from .observations import indicator_observations, known_path, reference
from .plans import year_plan

HISTORY = {PeriodKind.MONTH: 26, PeriodKind.QUARTER: 9, PeriodKind.YEAR: 3}
"""How many of the newest periods are assessed."""


def assessments(seed: int, moment: Moment) -> Iterator[AssessmentRecord]:
    """Assessments of the 154 city indicators, per indicator in the order of periods."""
    for indicator in city_indicators():
        yield from indicator_assessments(indicator, seed, moment)


def indicator_assessments(indicator: IndicatorRecord, seed: int, moment: Moment) -> Iterator[AssessmentRecord]:
    """Assessments of the newest periods of one indicator, each by what was known when the period's value came."""
    kind = PeriodKind(indicator.period)
    observations = [o for o in indicator_observations(indicator, seed, moment) if o.area == CITY_CODE]
    first_known: dict[str, int] = {}
    for o in observations:
        first_known.setdefault(o.period, o.known_at)
    periods = sorted(Period.parse(p) for p in first_known)[-HISTORY[kind] :]
    previous, since = "", ""
    for n, period in enumerate(periods):
        newest = n == len(periods) - 1
        at = moment.now if newest else first_known[str(period)]
        outcome, count = _outcome(indicator, period, known_path(observations, at))
        plan = year_plan(indicator, seed, period.year, moment.day.year)
        standing = assess(
            Outlook(kind, Direction(indicator.direction), plan, None if outcome is None else outcome.value, count)
        )
        changed = str(standing) != previous
        if changed:
            since = _since(indicator, seed, period, local_date(first_known[str(period)]), first=n == 0)
        yield AssessmentRecord(
            indicator=reference(indicator),
            area=CITY_CODE,
            period=str(period),
            standing=str(standing),
            previous=previous,
            since=since,
            cause=_cause(changed, previous, observations, period, at),
            target_period=str(period.year),
            forecast=_rounded(outcome.value if outcome else None),
            forecast_low=_rounded(outcome.low if outcome else None),
            forecast_high=_rounded(outcome.high if outcome else None),
            confidence=CONFIDENCE,
            method=METHOD if outcome is not None else "",
            error=outcome.error if outcome is not None else None,
            rule=RULE,
            known_at=first_known[str(period)],
        )
        previous = str(standing)


def _since(indicator: IndicatorRecord, seed: int, period: Period, known: date, *, first: bool) -> str:
    """Day since when it stands so; a standing older than the history began somewhere before it."""
    if not first:
        return known.isoformat()
    return (known - timedelta(days=int(rng(seed, "since", indicator.code).integers(20, 200)))).isoformat()


def _cause(changed: bool, previous: str, observations: list[ObservationRecord], period: Period, at: int) -> str:
    """Why the standing changed: a new number, or a revision of an older one that came since."""
    if not changed or not previous:
        return ""
    older = [o for o in observations if o.known_at <= at and o.revision > 1 and o.known_at > at - 5 * 86400]
    newer = [o for o in observations if o.period == str(period) and o.known_at <= at and o.revision == 1]
    return "revision" if older and not newer else "new_data"


def _outcome(
    indicator: IndicatorRecord, period: Period, known: dict[str, ObservationRecord]
) -> tuple[Outcome | None, int]:
    """Forecast of the year-end from the values known, and how many there are. None for yearly indicators."""
    if period.kind is PeriodKind.YEAR:
        return None, len(known)
    first = min(Period.parse(p) for p in known)
    values: list[float] = []
    for p in periods_between(first, period):
        o = known.get(str(p))
        if o is None or o.value is None:
            values = []  # a gap: only what follows it counts
            continue
        values.append(o.value)
    if len(values) < 3:
        return None, len(values)
    count = per_year(period.kind)
    series = np.array(values, dtype=np.float64)
    flow = is_flow(indicator)
    start = period.index - len(values) + 1
    if indicator.accumulation == Accumulation.CUMULATIVE:
        steps = np.diff(series, prepend=0.0)
        turn = (start + np.arange(len(values))) % count == 0
        series = np.where(turn, series, steps)
        series = series[1:] if start % count else series  # the first step of a cut year is not one
    base = float(series[-period.n :].sum()) if flow else 0.0
    return forecast_total(series, count, count - period.n, flow=flow, base=base), len(values)


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")


def standing_counts(records: list[AssessmentRecord]) -> dict[Standing, int]:
    """How many indicators stand where by their newest assessment."""
    newest: dict[str, AssessmentRecord] = {}
    for r in records:
        newest[r.indicator] = r
    return {s: sum(1 for r in newest.values() if r.standing == s) for s in Standing}


__all__ = ["assessments", "indicator_assessments", "morning", "standing_counts"]
