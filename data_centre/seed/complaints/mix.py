"""What complaints are about and where: shares of fields, types and areas, and which areas lean to which field."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from data_centre.city.areas import communes, old_communes
from data_centre.city.hotline import fields, types
from ioc_domain.records import AreaRecord

from ..by_area import commune_weights
from ..clock import rng

Shares = NDArray[np.float64]

NINE_FIELDS = {
    "XB": 0.46,
    "GT": 0.12,
    "CTN": 0.10,
    "MT": 0.09,
    "TT": 0.09,
    "CS": 0.05,
    "CX": 0.03,
    "DL": 0.03,
    "VT": 0.03,
}
COVID = {"COV": 0.42} | {code: share * 0.58 for code, share in NINE_FIELDS.items()}
EIGHTEEN_FIELDS = {
    "HC": 0.10,
    "XB": 0.20,
    "GT": 0.11,
    "TN": 0.06,
    "CN": 0.05,
    "CX": 0.04,
    "CS": 0.06,
    "DL": 0.05,
    "VT": 0.04,
    "MT": 0.09,
    "TT": 0.09,
    "TO": 0.04,
    "AN": 0.02,
    "YT": 0.01,
    "TP": 0.01,
    "DU": 0.01,
    "LD": 0.01,
    "XH": 0.01,
}
SINCE_MERGER = {
    "HC": 0.40,
    "TO": 0.09,
    "XB": 0.075,
    "GT": 0.055,
    "TN": 0.04,
    "CS": 0.03,
    "CX": 0.022,
    "CN": 0.022,
    "DL": 0.02,
    "VT": 0.014,
    "MT": 0.075,
    "TT": 0.07,
    "AN": 0.028,
    "YT": 0.014,
    "TP": 0.014,
    "DU": 0.007,
    "LD": 0.012,
    "XH": 0.012,
}
"""Since 2025-09 as published for 2025-10: public administration 43 %, infrastructure 18 %, noise 9 %, bus 7.5 %."""
ERAS: tuple[tuple[date, dict[str, float]], ...] = (
    (date(2021, 1, 1), NINE_FIELDS),
    (date(2021, 5, 28), COVID),
    (date(2022, 4, 1), NINE_FIELDS),
    (date(2023, 1, 1), EIGHTEEN_FIELDS),
    (date(2025, 7, 1), SINCE_MERGER),
)
WET_FIELDS = {"TN": 7.0, "CX": 3.0, "DL": 1.6, "CTN": 3.0}
NIGHT_FIELDS = ("TO", "AN")


def field_shares(day: date) -> Shares:
    """Share of each field on a day, by field id (index 0 unused), summing to 1."""
    mix = next(shares for start, shares in reversed(ERAS) if start <= day)
    values = np.zeros(len(fields()) + 1)
    for f in fields():
        values[f.id] = mix.get(f.code, 0.0)
    return np.asarray(values / values.sum(), dtype=np.float64)


@cache
def wet_factors() -> Shares:
    """How much more of each field comes on a day of heavy rain, by field id."""
    values = np.ones(len(fields()) + 1)
    for f in fields():
        values[f.id] = WET_FIELDS.get(f.code, 1.0)
    return values


@cache
def weekend_factors() -> Shares:
    """Noise peaks at week-ends, offices are closed then."""
    values = np.ones(len(fields()) + 1)
    for f in fields():
        values[f.id] = {"TO": 2.2, "HC": 0.55, "AN": 1.3, "DU": 1.5}.get(f.code, 1.0)
    return values


@cache
def types_of_fields() -> tuple[tuple[NDArray[np.int64], Shares], ...]:
    """Per field id: ids of its types and their cumulative shares; the first in the list come most often."""
    found: list[tuple[NDArray[np.int64], Shares]] = [(np.zeros(1, np.int64), np.ones(1))]
    for f in fields():
        ids = np.array([t.id for t in types() if t.field_code == f.code] or [0], dtype=np.int64)
        weight = 1.0 / (1.0 + 0.45 * np.arange(len(ids)))
        found.append((ids, np.asarray(np.cumsum(weight / weight.sum()), dtype=np.float64)))
    return tuple(found)


class AreaMix:
    """Areas of one time (before or since the reform) with their shares per field."""

    def __init__(self, seed: int, areas: tuple[AreaRecord, ...], weights: Shares, name: str) -> None:
        self.areas = areas
        self.ids = np.array([a.id for a in areas], dtype=np.int64)
        draws = rng(seed, "areas", name)
        lean = np.exp(draws.standard_normal((len(fields()) + 1, len(areas))) * 0.55)
        shares = weights * lean
        self.cumulative = np.cumsum(shares / shares.sum(axis=1, keepdims=True), axis=1)

    def draw(self, field: NDArray[np.int64], uniform: Shares) -> NDArray[np.int64]:
        """Places (indices into `areas`) for rows of those fields."""
        places = np.zeros(len(field), dtype=np.int64)
        for f in np.unique(field):
            rows = field == f
            places[rows] = np.searchsorted(self.cumulative[f], uniform[rows])
        return np.minimum(places, len(self.areas) - 1)


@cache
def area_mixes(seed: int) -> tuple[AreaMix, AreaMix]:
    """(before, since) the reform."""
    old = old_communes()
    weights = np.exp(rng(seed, "old areas").standard_normal(len(old)) * 0.4)
    return AreaMix(seed, old, weights, "old"), AreaMix(seed, communes(), commune_weights(), "new")
