"""Values by area: the district indicators until 30-6-2025, and a dozen city indicators by commune since 1-7-2025.

A commune's share of a counted indicator is such that the 168 add up to the city's own number of that period.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

import numpy as np

from data_centre.city.areas import area_links, communes, old_districts
from data_centre.city.catalogue import city_indicators, district_indicators
from data_centre.city.files import rows
from ioc_domain.codes import Accumulation, Mark, ObservationStatus, PeriodKind
from ioc_domain.periods import Period
from ioc_domain.records import IndicatorRecord, ObservationRecord

from .clock import FIRST_YEAR, Moment, day_in, morning, rng
from .levels import Values, decimals, is_flow, per_year, season_factors
from .observations import SAMPLE_SOURCE, city_path, reference

LAST_DISTRICT_DAY = date(2025, 6, 30)
FIRST_COMMUNE_PERIOD = Period(PeriodKind.MONTH, 2025, 7)
COUNTED_BY_COMMUNE = ("C0302", "C0410", "C1305", "C1606", "C1607", "C1901", "C1904")
RATED_BY_COMMUNE = {"C0306": 3.5, "C0307": 3.0, "C1302": 8.0, "C1304": 2.2, "C2001": 0.6}
"""Indicators with values by commune; for rates, how far communes lie apart (standard deviation in points)."""


def district_observations(seed: int, moment: Moment) -> Iterator[ObservationRecord]:
    """Official values of the 51 district indicators for the 22 districts of the old city."""
    districts = old_districts()
    shares = _spread(seed, "districts", len(districts), 0.45)
    by_code = {r["code"]: r for r in rows("sample_district_levels")}
    for indicator in district_indicators():
        row = by_code[indicator.code]
        kind = PeriodKind(indicator.period)
        last = min(Period.containing(kind, LAST_DISTRICT_DAY), Period.containing(kind, moment.day))
        periods = [p for p in moment.periods(kind) if p <= last and p.end <= LAST_DISTRICT_DAY]
        values = _district_values(indicator, row, shares, len(periods), seed)
        for k, period in enumerate(periods):
            known = morning(day_in(period, 1, indicator.due_day))
            if known <= moment.now:
                for d, district in enumerate(districts):
                    yield _official(indicator, district.code, period, float(values[d, k]), known)


def _district_values(indicator: IndicatorRecord, row: dict[str, str], shares: Values, count: int, seed: int) -> Values:
    """Array (district, period)."""
    level, growth, noise = float(row["level"]), float(row["growth"]), float(row["noise"])
    per = per_year(PeriodKind(indicator.period))
    years = FIRST_YEAR + np.arange(count) // per - 2025
    draws = rng(seed, "district", indicator.code).standard_normal((len(shares), count))
    rate = indicator.accumulation == Accumulation.RATE
    if rate:
        values = level + growth * years + draws * noise + np.log(shares)[:, None] * noise * 2
    elif is_flow(indicator) and indicator.unit_of_measure != "%":
        season = np.resize(season_factors(row["season"], per), count)
        values = level * (1 + growth) ** years * season * shares[:, None] * np.exp(draws * noise)
    elif is_flow(indicator):
        season = np.resize(season_factors(row["season"], per), count)
        values = (level + growth * years) * season * np.exp(draws * noise)
    else:
        values = level * (1 + growth) ** years * shares[:, None] * (1 + draws * noise / 4)
    if indicator.accumulation == Accumulation.CUMULATIVE:
        for start in range(0, count, per):
            values[:, start : start + per] = np.cumsum(values[:, start : start + per], axis=1)
    high = float(row["high"]) if row["high"] else np.inf
    return np.asarray(np.round(np.clip(values, 0, high), decimals(indicator, level)), dtype=np.float64)


def commune_observations(seed: int, moment: Moment) -> Iterator[ObservationRecord]:
    """Values of the indicators that are kept by commune, for the 168."""
    places = communes()
    weights = commune_weights()
    for indicator in city_indicators():
        if indicator.code not in COUNTED_BY_COMMUNE and indicator.code not in RATED_BY_COMMUNE:
            continue
        path = city_path(indicator, seed, moment.day.year)
        periods = moment.periods(PeriodKind.MONTH)
        draws = rng(seed, "commune", indicator.code)
        lean = np.exp(draws.standard_normal(len(places)) * 0.35) * weights
        offset = draws.standard_normal(len(places))
        offset -= float((offset * weights).sum() / weights.sum())
        for k, period in enumerate(periods):
            known = morning(day_in(period, 1, indicator.due_day))
            if period < FIRST_COMMUNE_PERIOD or known > moment.now:
                continue
            if indicator.code in COUNTED_BY_COMMUNE:
                if indicator.accumulation == Accumulation.CUMULATIVE:
                    values = _share_out(float(path[k]), lean)
                else:
                    values = _share_out(float(path[k]), lean * np.exp(draws.standard_normal(len(places)) * 0.1))
            else:
                noise = draws.standard_normal(len(places)) * 0.15
                spread = RATED_BY_COMMUNE[indicator.code]
                rates = np.clip(float(path[k]) + (offset + noise) * spread, 0, 100)
                values = np.asarray(np.round(rates, 1), dtype=np.float64)
            for place, value in zip(places, values, strict=True):
                yield _official(indicator, place.code, period, float(value), known)


def _share_out(total: float, weights: Values) -> Values:
    """Whole numbers in proportion to the weights that add up to the rounded total (largest remainders)."""
    exact = round(total) * weights / weights.sum()
    whole = np.floor(exact)
    missing = round(float(round(total) - whole.sum()))
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[:missing]] += 1
    return np.asarray(whole, dtype=np.float64)


@cache
def commune_weights() -> Values:
    """How much of the city's life a commune holds: old communes that went into it, weighed by how dense they were.

    No population table ships with the project, so this is the sample's own choice.
    """
    parts: dict[str, float] = {}
    for link in area_links():
        parts[link.new_code] = parts.get(link.new_code, 0.0) + link.weight
    values = []
    for a in communes():
        density = {"Phường": 1.0, "Xã": 0.55, "Đặc khu": 0.15}[a.kind]
        near = 1.0 / (1.0 + (((a.lat or 0) - 10.78) ** 2 + ((a.lon or 0) - 106.68) ** 2) * 18)
        values.append(density * (0.25 + near) * (1.2 + 0.4 * parts[a.code]))
    return np.asarray(np.array(values) / np.sum(values), dtype=np.float64)


def _spread(seed: int, name: str, count: int, sigma: float) -> Values:
    """Positive factors with mean 1."""
    values = np.exp(rng(seed, name).standard_normal(count) * sigma)
    return np.asarray(values / values.mean(), dtype=np.float64)


def _official(indicator: IndicatorRecord, area: str, period: Period, value: float, known: int) -> ObservationRecord:
    return ObservationRecord(
        indicator=reference(indicator),
        area=area,
        period=str(period),
        revision=1,
        value=value + 0.0,
        status=str(ObservationStatus.OFFICIAL),
        known_at=known,
        source=SAMPLE_SOURCE,
        reason="",
        mark=str(Mark.SAMPLE),
    )
