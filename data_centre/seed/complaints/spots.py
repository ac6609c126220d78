"""Where complaints of an area lie: spots on named streets inside it, spread by the root of its size.

No table says which street runs through which commune, so a street drawn for an area is a sample's choice.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from data_centre.city.files import rows
from ioc_domain.places import SCALE
from ioc_domain.records import AreaRecord

from ..clock import rng

SPOTS = 40
"""Addresses per area; each is a place on one of `STREETS` streets."""
STREETS = 8
KM_PER_DEGREE = 111.32
SCATTER_KM = 0.05
USUAL_KM = {"Phường": 0.65, "Xã": 2.2, "Thị trấn": 1.0, "Đặc khu": 2.5}
"""Reach from the centre where the size of the area is not known (old communes) or means little (islands)."""
REACH = 0.8  # of the radius of a disc of the area's size: most of it lies inside the real outline


def reach_km(area: AreaRecord) -> float:
    """How far from the centre spots lie."""
    usual = USUAL_KM[area.kind]
    if area.area_km2 is None or area.kind == "Đặc khu":
        return usual
    return min(6.0, REACH * math.sqrt(area.area_km2 / math.pi))


class Spots:
    """Places and addresses of a list of areas: arrays (area, spot)."""

    def __init__(self, seed: int, areas: tuple[AreaRecord, ...], name: str) -> None:
        draws = rng(seed, "spots", name)
        streets = [r["name_vi"] for r in rows("streets")]
        count = len(areas)
        reach = np.array([reach_km(a) for a in areas])[:, None]
        angle = draws.random((count, STREETS)) * 2 * np.pi
        distance = reach * np.sqrt(draws.random((count, STREETS))) * 0.9
        street_of = np.arange(SPOTS) % STREETS
        along = draws.standard_normal((count, SPOTS)) * 0.12
        bearing = (draws.random((count, STREETS)) * np.pi)[:, street_of]
        self._north = (distance * np.cos(angle))[:, street_of] + along * np.cos(bearing) * np.minimum(reach, 2)
        self._east = (distance * np.sin(angle))[:, street_of] + along * np.sin(bearing) * np.minimum(reach, 2)
        self._lat = np.array([a.lat or 0.0 for a in areas])
        self._lon = np.array([a.lon or 0.0 for a in areas])
        picks = draws.integers(0, len(streets), (count, STREETS))
        numbers = draws.integers(1, 480, (count, SPOTS))
        alleys = draws.integers(2, 300, (count, SPOTS))
        self.addresses: list[list[str]] = []
        self.phrases: list[list[str]] = []
        patterns = [r["text_vi"] for r in rows("phrases") if r["role"] == "place"]
        for k, area in enumerate(areas):
            named = [streets[int(picks[k, s])] for s in range(STREETS)]
            self.addresses.append([f"{numbers[k, i]} {named[i % STREETS]}, {area.short_name}" for i in range(SPOTS)])
            self.phrases.append(
                [
                    patterns[i % len(patterns)].format(
                        so=numbers[k, i], hem=alleys[k, i], duong=named[i % STREETS], duong2=named[(i + 3) % STREETS]
                    )
                    for i in range(SPOTS)
                ]
            )

    def points(
        self, place: NDArray[np.int64], spot: NDArray[np.int64], draws: np.random.Generator
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(x, y) of rows as `ioc_domain.places` counts them, scattered by some tens of metres round their spot."""
        jitter = draws.standard_normal((2, len(place))) * SCATTER_KM
        lat = self._lat[place] + (self._north[place, spot] + jitter[0]) / KM_PER_DEGREE
        lon = self._lon[place] + (self._east[place, spot] + jitter[1]) / (
            KM_PER_DEGREE * np.cos(np.radians(self._lat[place]))
        )
        sine = np.sin(np.radians(lat))
        x = (lon + 180.0) / 360.0 * SCALE
        y = (0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)) * SCALE
        return x.astype(np.int64), y.astype(np.int64)
