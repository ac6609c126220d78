"""How many complaints come on which day.

The months follow the published volumes of 1022 (reference_figures.csv); days follow the week, holidays and heavy
rain. For a given total the shape is scaled; a small sample keeps the last two months dense enough to look at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from data_centre.city.hotline import working_calendar

from ..clock import FIRST_YEAR, Moment, rng

RECENT_DAYS = 61
RECENT_ROWS = 12_000
RECENT_SHARE = 0.6
"""A sample has at least that many rows in the last two months (the period shown and the one it is compared with),
as far as they stay below that share of it."""
WEEK = (1.14, 1.08, 1.05, 1.04, 1.03, 0.85, 0.81)
HOLIDAY = 0.55
RAINY = (0.01, 0.005, 0.01, 0.03, 0.08, 0.13, 0.14, 0.15, 0.16, 0.15, 0.08, 0.02)
"""Chance of a day of heavy rain, by month."""
SEASON = (0.93, 0.88, 0.97, 0.98, 1.0, 1.03, 1.04, 1.03, 1.05, 1.06, 1.03, 1.0)
LAST_PUBLISHED_MONTH = 14_707  # October 2025
GROWTH_AFTER = 0.012  # per month, own choice


@dataclass(frozen=True)
class Days:
    """Days of the sample: `first` is day 0; `counts` complaints per day; `wet` marks days of heavy rain."""

    first: date
    counts: NDArray[np.int64]
    wet: NDArray[np.bool_]

    @property
    def total(self) -> int:
        """All complaints."""
        return int(self.counts.sum())

    def day(self, index: int) -> date:
        """The date of a day."""
        return self.first + timedelta(days=index)


def month_volume(year: int, month: int) -> float:
    """Complaints of a month as published, or as near to it as the published months allow."""
    if year <= 2021:
        return 4_600.0 * (1.5 if 6 <= month <= 10 else 1.0)
    if year == 2022:
        return 22_470 / 7
    if year == 2023:
        return 2_800.0
    if year == 2024:
        return 2_500.0
    if (year, month) < (2025, 9):
        return (32_000 - 13_400) / 8
    if (year, month) == (2025, 9):
        return 13_400.0
    if (year, month) == (2025, 10):
        return float(LAST_PUBLISHED_MONTH)
    later = (year - 2025) * 12 + month - 10
    return float(LAST_PUBLISHED_MONTH * (1 + GROWTH_AFTER) ** later * SEASON[month - 1] / SEASON[9])


def days(seed: int, moment: Moment, total: int | None) -> Days:
    """Counts per day; they add up to `total` exactly, or to the published volumes when it is None."""
    first = date(FIRST_YEAR, 1, 1)
    count = (moment.day - first).days + 1
    draws = rng(seed, "days")
    wet = draws.random(count) < np.array([RAINY[(first + timedelta(days=k)).month - 1] for k in range(count)])
    weights = _day_weights(first, count) * np.exp(draws.standard_normal(count) * 0.07) * np.where(wet, 1.3, 1.0)
    natural = _month_scaled(first, weights)
    natural[-1] *= _share_of_day(moment)
    if total is None:
        return Days(first, _whole(natural, round(float(natural.sum()))), wet)
    return Days(first, _whole(_denser(natural, total), total), wet)


def _day_weights(first: date, count: int) -> NDArray[np.float64]:
    calendar = working_calendar()
    weights = np.empty(count)
    for k in range(count):
        day = first + timedelta(days=k)
        holiday = day.weekday() < 5 and not calendar.is_working(day)
        weights[k] = WEEK[day.weekday()] * (HOLIDAY if holiday else 1.0)
    return weights


def _month_scaled(first: date, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each month's days share its volume by their weights (a month under way only the part it has had)."""
    scaled = weights.copy()
    start = 0
    while start < len(weights):
        day = first + timedelta(days=start)
        after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        length = (after - day).days
        part = slice(start, min(start + length, len(weights)))
        share = (part.stop - part.start) / length
        scaled[part] *= month_volume(day.year, day.month) * share / scaled[part].sum()
        start += length
    return scaled


def _share_of_day(moment: Moment) -> float:
    """How much of today's complaints have come in by now."""
    from .columns import HOUR_PROFILE

    hours = np.array(HOUR_PROFILE)
    passed = (moment.now + 7 * 3600) % 86400 / 3600
    whole = int(passed)
    return float((hours[:whole].sum() + hours[min(whole, 23)] * (passed - whole)) / hours.sum())


def _denser(natural: NDArray[np.float64], total: int) -> NDArray[np.float64]:
    recent = slice(max(0, len(natural) - RECENT_DAYS), len(natural))
    share = natural[recent].sum() / natural.sum()
    wanted = min(RECENT_SHARE, RECENT_ROWS / total) if total else share
    if wanted <= share:
        return natural
    scaled = natural.copy()
    scaled[recent] *= wanted * (1 - share) / (share * (1 - wanted))
    return scaled


def _whole(weights: NDArray[np.float64], total: int) -> NDArray[np.int64]:
    """Whole counts in proportion to the weights that add up to the total."""
    edges = np.floor(np.cumsum(weights) / weights.sum() * total + 0.5).astype(np.int64)
    edges[-1] = total
    return np.asarray(np.diff(edges, prepend=0), dtype=np.int64)
