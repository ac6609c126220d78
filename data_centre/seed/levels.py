"""The latent paths behind the sample's indicators: level, growth, season, noise, fitted to the published values.

A path is made first, then published in rounds (`observations`). `flow` is what one period adds; cumulative and
period indicators have one, rates and stocks have only levels.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from data_centre.city.files import rows
from ioc_domain.codes import Accumulation, PeriodKind
from ioc_domain.periods import Period
from ioc_domain.records import IndicatorRecord

from .clock import FIRST_YEAR, rng

Values = NDArray[np.float64]

SEASONS: dict[str, tuple[float, ...]] = {
    "even": (0.96, 0.88, 1.0, 1.0, 1.0, 1.01, 1.0, 1.01, 1.02, 1.03, 1.03, 1.06),
    "tet": (0.80, 0.62, 1.02, 1.04, 1.06, 1.06, 1.06, 1.06, 1.06, 1.07, 1.06, 1.09),
    "newyear": (2.6, 0.9, 0.95, 0.85, 0.8, 0.8, 0.85, 0.8, 0.8, 0.85, 0.8, 1.0),
    "invest": (0.15, 0.25, 0.5, 0.55, 0.7, 1.0, 0.9, 0.95, 1.25, 1.15, 1.6, 3.0),
    "invest_even": (0.7, 0.6, 0.8, 1.0, 1.0, 1.1, 1.2, 1.0, 1.1, 1.1, 1.1, 1.3),
    "late": (0.3, 0.3, 0.5, 0.6, 0.8, 1.0, 1.0, 1.2, 1.2, 1.3, 1.6, 2.2),
    "quarter": (0.92, 0.86, 0.96, 0.97, 0.98, 1.01, 0.98, 1.0, 1.04, 1.05, 1.08, 1.15),
    "budget": (1.5, 0.75, 1.05, 1.15, 0.9, 0.9, 1.1, 0.85, 0.85, 1.05, 0.9, 1.0),
    "shopping": (1.03, 0.95, 0.97, 0.98, 0.99, 0.99, 1.0, 1.0, 1.0, 1.02, 1.02, 1.05),
    "rain": (0.75, 0.5, 0.45, 0.4, 0.55, 0.9, 1.25, 1.4, 1.45, 1.55, 1.6, 1.2),
    "rain2": (0.6, 0.5, 0.7, 1.0, 1.1, 0.9, 0.9, 1.1, 1.5, 1.5, 1.2, 1.0),
    "dry": (1.2, 1.25, 1.3, 1.2, 1.0, 0.85, 0.8, 0.8, 0.8, 0.85, 0.9, 1.05),
    "tour": (1.1, 1.05, 1.05, 1.0, 0.9, 0.95, 1.0, 1.0, 0.9, 0.95, 1.0, 1.1),
    "complaints": (0.85, 0.8, 0.9, 0.9, 1.0, 1.05, 1.05, 1.05, 1.1, 1.15, 1.1, 1.05),
}
SWINGS: dict[str, tuple[float, ...]] = {
    "tour_rate": (4, 3, 3, 1, -4, -2, 1, 0, -4, -2, 0, 4),
    "air": (-8, -6, -3, 2, 5, 6, 6, 6, 5, 2, -2, -8),
    "air2": (6, 5, 2, -1, -4, -4, -4, -4, -3, 0, 3, 6),
}
"""Seasons of flows are factors with mean 1; of rates, what is added in the indicator's own unit."""
COVID_FLOW = {2021: (1, 1, 1, 1, 0.95, 0.75, 0.5, 0.45, 0.5, 0.75, 0.9, 0.95)}
FLOW_KINDS = (Accumulation.CUMULATIVE, Accumulation.PERIOD)


@dataclass(frozen=True)
class Level:
    """One row of sample_levels.csv. `attain`: how much of the plan of this year the path will reach, None = no plan."""

    level: float
    growth: float
    season: str
    noise: float
    attain: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Published:
    """A published value of one cell. `merged`: of the city since the reform."""

    period: str
    value: float
    status: str
    source: str
    span: str
    merged: bool
    published: str
    note: str


@cache
def levels() -> dict[str, Level]:
    """The sample's levels by indicator code."""

    def number(text: str) -> float | None:
        return float(text) if text else None

    return {
        r["code"]: Level(
            float(r["level"]),
            float(r["growth"]),
            r["season"],
            float(r["noise"]),
            number(r["attain"]),
            number(r["low"]),
            number(r["high"]),
        )
        for r in rows("sample_levels")
    }


@cache
def published_values() -> dict[str, list[Published]]:
    """Published values by indicator code, in the order of their publication where it is known."""
    found: dict[str, list[Published]] = defaultdict(list)
    for r in rows("published_values"):
        found[r["code"]].append(
            Published(
                r["period"],
                float(r["value"]),
                r["status"],
                r["source"],
                r["span"],
                r["area"] == "merged",
                r["published"],
                r["note"],
            )
        )
    for values in found.values():
        values.sort(key=lambda v: v.published or "9999")
    return found


def per_year(kind: PeriodKind) -> int:
    """Periods in a year."""
    return {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4, PeriodKind.YEAR: 1}[kind]


def season_factors(season: str, count: int) -> Values:
    """Share of the year that each of its `count` periods brings, summing to 1."""
    monthly = np.array(SEASONS.get(season, SEASONS["even"]))
    folded = monthly.reshape(count, 12 // count).sum(axis=1)
    return np.asarray(folded / folded.sum(), dtype=np.float64)


def is_flow(indicator: IndicatorRecord) -> bool:
    """Whether periods add up to a year."""
    return indicator.accumulation in FLOW_KINDS


def is_share(indicator: IndicatorRecord) -> bool:
    """A percentage counted up through the year, such as disbursement."""
    return is_flow(indicator) and indicator.unit_of_measure == "%"


def year_level(level: Level, year: int, *, flow: bool, share: bool) -> float:
    """Level of a year: flows and stocks grow by a factor, rates and shares by points."""
    years = year - 2025
    if share:
        return level.level + (level.growth * years if years > 0 else 1.5 * years)
    if flow:
        return float(level.level * (1 + level.growth) ** years)
    return level.level + level.growth * years


def latent_path(indicator: IndicatorRecord, seed: int, last_year: int) -> Values:
    """Values of every period of FIRST_YEAR..last_year: what one period adds for flows, the level otherwise."""
    level = levels()[indicator.code]
    kind = PeriodKind(indicator.period)
    count = per_year(kind)
    years = last_year - FIRST_YEAR + 1
    noise = rng(seed, "path", indicator.code).standard_normal(years * count)
    if is_flow(indicator):
        flow = np.concatenate(
            [_flow_of_year(level, year, count, share=is_share(indicator)) for year in range(FIRST_YEAR, last_year + 1)]
        )
        return _fit_flow(indicator, flow * np.exp(noise * level.noise))
    places = FIRST_YEAR + (np.arange(years * count) + 1) / count - 1
    relative = indicator.accumulation == Accumulation.STOCK and indicator.unit_of_measure != "%"
    if relative:
        path = level.level * (1 + level.growth) ** (places - 2025) * (1 + 0.5 * level.noise * noise)
    else:
        path = level.level + level.growth * (places - 2025) + _smooth(noise) * level.noise
        swing = np.array(SWINGS.get(level.season, (0,) * 12)).reshape(count, 12 // count).mean(axis=1)
        path = path + np.tile(swing, years)
    return _within(_fit_levels(indicator, path), level)


def _smooth(noise: Values) -> Values:
    """Noise that remembers a third of itself."""
    out = noise.copy()
    for k in range(1, len(out)):
        out[k] = 0.35 * out[k - 1] + 0.94 * noise[k]
    return out


def _flow_of_year(level: Level, year: int, count: int, *, share: bool) -> Values:
    total = year_level(level, year, flow=True, share=share)
    factors = season_factors(level.season, count)
    if year in COVID_FLOW and not share and level.season not in ("rain", "rain2"):
        factors = factors * np.array(COVID_FLOW[year]).reshape(count, 12 // count).mean(axis=1)
    return np.asarray(total * factors, dtype=np.float64)


def _within(path: Values, level: Level) -> Values:
    low = -np.inf if level.low is None else level.low
    high = np.inf if level.high is None else level.high
    return np.asarray(np.clip(path, low, high), dtype=np.float64)


def _fit_flow(indicator: IndicatorRecord, flow: Values) -> Values:
    """Scale stretches of each year so that published totals of the merged city are met (within reason)."""
    count = per_year(PeriodKind(indicator.period))
    anchors: dict[int, dict[int, float]] = defaultdict(dict)
    for p in published_values().get(indicator.code, []):
        place = _place(p, count)
        if p.merged and place and (p.span == "ytd" or place[2]):
            anchors[place[0]][place[1]] = p.value
    for year, totals in anchors.items():
        start = (year - FIRST_YEAR) * count
        done, reached = 0, 0.0
        for n, total in sorted(totals.items()):
            stretch = slice(start + done, start + n)
            made = float(flow[stretch].sum()) if start + n <= len(flow) else 0.0
            wanted = total - reached
            if made > 0 and 0.3 < wanted / made < 3.0:
                flow[stretch] *= wanted / made
                done, reached = n, total
    return flow


def _fit_levels(indicator: IndicatorRecord, path: Values) -> Values:
    """Shift the path through the published values; between two of them by a straight line, beyond them fading."""
    count = per_year(PeriodKind(indicator.period))
    shifts: dict[int, float] = {}
    for p in published_values().get(indicator.code, []):
        place = _place(p, count)
        if place is None or p.span != "period" or (place[2] and count > 1) or place[0] < FIRST_YEAR:
            continue
        k = (place[0] - FIRST_YEAR) * count + place[1] - 1
        if k < len(path):
            shifts[k] = p.value - float(path[k])
    if not shifts:
        return path
    known = sorted(shifts)
    at = np.arange(len(path))
    moved = np.interp(at, known, [shifts[k] for k in known])
    fade = np.ones(len(path))
    after = at > known[-1]
    fade[after] = 0.5 ** ((at[after] - known[-1]) / 3)
    before = at < known[0]
    fade[before] = 0.5 ** ((known[0] - at[before]) / 3)
    return np.asarray(path + moved * fade, dtype=np.float64)


def _place(p: Published, count: int) -> tuple[int, int, bool] | None:
    """(year, number of the period in the year, whether a whole year's value stands for its last period)."""
    period = Period.parse(p.period)
    if per_year(period.kind) == count:
        return period.year, period.n, False
    if period.kind is PeriodKind.YEAR:
        return period.year, count, True
    return None


def decimals(indicator: IndicatorRecord, size: float) -> int:
    """Decimals in which the indicator is published."""
    unit = indicator.unit_of_measure
    if unit in ("%", "‰"):
        return 2 if abs(size) < 20 else 1
    if unit in ("triệu USD", "tỷ đồng", "nghìn m²", "nghìn tấn", "nghìn lượt", "nghìn người", "triệu lượt"):
        return 1 if abs(size) < 1000 else 0
    if abs(size) < 2:
        return 3
    if indicator.accumulation in ("rate",) or unit in ("ha", "m²/người"):
        return 2 if abs(size) < 10 else 1
    return 0
