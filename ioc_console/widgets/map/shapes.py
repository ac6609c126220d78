"""The outlines of areas for the map: imported boundaries where there are any, else cells round the coordinates.

Pure code, any thread. An area far off from all others (Côn Đảo) is *detached*: it does not count for the box the
map fits to, and is shown in a box of its own.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ioc_console.widgets.map import voronoi
from ioc_console.widgets.map.raster import EARTH_KM, Box
from ioc_domain.places import SCALE, to_lat_lon, to_xy

Ring = list[tuple[float, float]]
_FAR_DEGREES = 0.5  # some 55 km: nothing of one city lies so far from its nearest neighbour
_FEWEST = 8  # with fewer areas none is called detached
_MOST_DETACHED = 0.1  # share of the areas


@dataclass(frozen=True)
class AreaPlace:
    """An area to be drawn: `title` in full, `label` as short as it is plain, where its centre lies, and its size
    in km² (None = not known)."""

    id: int
    title: str
    label: str
    x: int
    y: int
    km2: float | None = None

    @property
    def extent(self) -> float:
        """Radius of a disc of its size in our plane; nan when the size is not known."""
        if not self.km2 or self.km2 <= 0:
            return math.nan
        latitude, _ = to_lat_lon(self.x, self.y)
        return math.sqrt(self.km2 / math.pi) / (EARTH_KM * math.cos(math.radians(latitude))) * SCALE


@dataclass(frozen=True)
class AreaShape:
    """An area with its outline: parts, each an outer ring and its holes, in the plane of `ioc_domain.places`."""

    place: AreaPlace
    parts: list[list[Ring]]
    detached: bool


@dataclass(frozen=True)
class AreaSet:
    """All outlines. `approximate`: at least one is a cell, no surveyed boundary. Boxes are None without areas."""

    shapes: tuple[AreaShape, ...]
    approximate: bool
    box: Box | None
    away: Box | None

    @property
    def in_vietnam(self) -> bool:
        """Whether this is a map of a place in Việt Nam (then its archipelagos are named on it)."""
        if self.box is None:
            return False
        lat, lon = to_lat_lon((self.box[0] + self.box[2]) // 2, (self.box[1] + self.box[3]) // 2)
        return 8.0 <= lat <= 23.5 and 102.0 <= lon <= 110.0


EMPTY = AreaSet((), False, None, None)


def build_areas(places: Sequence[AreaPlace], boundaries: Mapping[int, str]) -> AreaSet:
    """Outlines of areas. `boundaries`: GeoJSON geometry by area id; one that cannot be read counts as none."""
    if not places:
        return EMPTY
    known = {p.id: parts for p in places if p.id in boundaries and (parts := read_geometry(boundaries[p.id]))}
    away = detached(places)
    made: dict[int, list[list[Ring]]] = {}
    if not known:
        # Those far off get cells of their own: they must not stretch the hull of the others.
        for group in ([p for p in places if p.id not in away], [p for p in places if p.id in away]):
            made |= _cells(group)
    shapes = tuple(
        AreaShape(p, known.get(p.id) or made.get(p.id) or [[_small_square(p)]], p.id in away) for p in places
    )
    return AreaSet(
        shapes,
        approximate=len(known) < len(places),
        box=_box([s for s in shapes if not s.detached]),
        away=_box([s for s in shapes if s.detached]),
    )


def _cells(places: Sequence[AreaPlace]) -> dict[int, list[list[Ring]]]:
    if not places:
        return {}
    points = np.array([(p.x, p.y) for p in places], dtype=np.float64)
    extents = np.array([p.extent for p in places], dtype=np.float64)
    return {p.id: [[ring]] for p, ring in zip(places, voronoi.cells(points, extents), strict=True) if ring}


def detached(places: Sequence[AreaPlace]) -> frozenset[int]:
    """Ids of the areas that lie far off from all others."""
    if len(places) < _FEWEST:
        return frozenset()
    at = np.array([(p.x, p.y) for p in places], dtype=np.float64)
    gap = np.hypot(at[:, None, 0] - at[None, :, 0], at[:, None, 1] - at[None, :, 1])
    np.fill_diagonal(gap, np.inf)
    far = gap.min(axis=1) > _FAR_DEGREES / 360 * SCALE
    if far.sum() > _MOST_DETACHED * len(places):
        return frozenset()
    return frozenset(p.id for p, out in zip(places, far, strict=True) if out)


def read_geometry(text: str) -> list[list[Ring]]:
    """Parts of a GeoJSON Polygon or MultiPolygon in our plane; [] for anything else or out of the world."""
    try:
        geometry = json.loads(text)
        if geometry["type"] not in ("Polygon", "MultiPolygon"):
            return []
        given = geometry["coordinates"]
        polygons: list[Any] = [given] if geometry["type"] == "Polygon" else given
        return [[_ring(ring) for ring in polygon] for polygon in polygons if polygon]
    except (ValueError, KeyError, TypeError, IndexError):
        return []


def _ring(coordinates: list[list[float]]) -> Ring:
    ring: Ring = [to_xy(float(p[1]), float(p[0])) for p in coordinates]
    if len(ring) < 3:
        raise ValueError("a ring has at least three corners")
    return ring[:-1] if ring[0] == ring[-1] else ring


def _small_square(place: AreaPlace) -> Ring:
    half = SCALE / 40_000_000 * 400
    x, y = place.x, place.y
    return [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]


def _box(shapes: list[AreaShape]) -> Box | None:
    corners = [p for s in shapes for part in s.parts for ring in part for p in ring]
    if not corners:
        return None
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    return int(min(xs)), int(min(ys)), int(max(xs)) + 1, int(max(ys)) + 1
