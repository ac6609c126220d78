"""Plans of the sample: for each year and, on the way there, for each period.

The plan of the year is set from where the sample's path will really end, so that the standings follow from the data
by the common rule. Where the plan comes from is said by its mark.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from data_centre.city.areas import CITY_CODE
from data_centre.city.catalogue import city_indicators
from ioc_domain.codes import Direction, Mark, PeriodKind
from ioc_domain.periods import Period
from ioc_domain.records import IndicatorRecord, PlanRecord

from .clock import FIRST_YEAR, Moment, morning, rng
from .levels import decimals, is_flow, latent_path, levels, per_year, season_factors
from .observations import city_path, reference

PAST_FLOWS = (0.985, 1.05)
PAST_LEVELS = (0.985, 1.004)
"""Attainment of the plans of past years, drawn evenly: totals go past their plan more easily than rates do."""


def year_result(indicator: IndicatorRecord, seed: int, year: int, last_year: int) -> float:
    """What the path reaches in a year: the sum of a flow, the last level otherwise."""
    count = per_year(PeriodKind(indicator.period))
    k = (year - FIRST_YEAR) * count
    if is_flow(indicator):
        return float(latent_path(indicator, seed, last_year)[k : k + count].sum())
    return float(city_path(indicator, seed, last_year)[k + count - 1])


def year_plan(indicator: IndicatorRecord, seed: int, year: int, last_year: int) -> float | None:
    """Plan of a year, None where the indicator has none."""
    level = levels()[indicator.code]
    if level.attain is None or indicator.direction == Direction.NEUTRAL:
        return None
    attain = level.attain
    if year < last_year:
        past = PAST_FLOWS if is_flow(indicator) else PAST_LEVELS
        attain = float(rng(seed, "plan", indicator.code, year).uniform(*past))
    result = year_result(indicator, seed, year, last_year)
    plan = result / attain if indicator.direction == Direction.HIGHER else result / (2 - attain)
    if plan <= 0:
        return None
    if level.high is not None:
        plan = min(plan, level.high)
    return _rounded(plan, decimals(indicator, level.level))


def _rounded(plan: float, places: int) -> float:
    """Plans are round numbers: three figures, four from 10,000 on, never more than the indicator shows."""
    figures = 4 if plan >= 10_000 else 3
    digits = figures - len(str(int(plan))) if plan >= 1 else figures
    return round(plan, min(digits, max(places, 1)))


def plans(seed: int, moment: Moment) -> Iterator[PlanRecord]:
    """Plans of every year since the first, and of the periods of the last two years."""
    for indicator in city_indicators():
        for year in range(FIRST_YEAR, moment.day.year + 1):
            plan = year_plan(indicator, seed, year, moment.day.year)
            if plan is None:
                continue
            known = min(morning(date(year, 1, 6)), moment.now)
            yield _plan(indicator, str(year), plan, known)
            if year >= moment.day.year - 1 and indicator.period != PeriodKind.YEAR:
                for period, value in period_plans(indicator, seed, year, moment.day.year, plan):
                    yield _plan(indicator, str(period), value, known)


def period_plans(
    indicator: IndicatorRecord, seed: int, year: int, last_year: int, plan: float
) -> Iterator[tuple[Period, float]]:
    """The way to the year's plan: the season's share of a flow, a straight line from last year's end otherwise."""
    kind = PeriodKind(indicator.period)
    count = per_year(kind)
    level = levels()[indicator.code]
    places = decimals(indicator, level.level)
    before = year_result(indicator, seed, year - 1, last_year)
    shares = season_factors(level.season, count)
    for n in range(1, count + 1):
        if indicator.accumulation == "cumulative":
            value = plan * float(shares[:n].sum())
        elif indicator.accumulation == "period":
            value = plan * float(shares[n - 1])
        else:
            value = before + (plan - before) * n / count
        yield Period(kind, year, n), round(value, places)


def _plan(indicator: IndicatorRecord, period: str, value: float, known: int) -> PlanRecord:
    return PlanRecord(reference(indicator), CITY_CODE, period, value, known, str(Mark.SAMPLE))
