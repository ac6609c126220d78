"""Geometries of GeoJSON → valid polygons in degrees of WGS 84, or the reason why one cannot be taken."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from shapely import MultiPolygon, Polygon, make_valid
from shapely.geometry import mapping
from shapely.geometry import shape as to_shape

from ioc_domain.records import AreaRecord

from .problems import FileRefused, RowRefused

MOST_POINTS = 2_000_000
DIGITS = 6
"""Decimals of a degree that are kept: about 11 cm."""
FAR = 1.0
"""Degrees between an area's known point and its polygon, past which the two are not of one place."""
DEGREES = ("CRS84", "4326", "OGC:1.3")
Polygonal = Polygon | MultiPolygon


class Shapes:
    """Reads geometries of a file in a coordinate system ("" = WGS 84). Raises `FileRefused` for one nobody knows."""

    def __init__(self, crs: str, path: Path) -> None:
        self._path, self._crs = path, crs
        self._to_degrees = None if not crs or any(w in crs for w in DEGREES) else _projected(crs, path)
        self._in_metres = self._to_degrees is not None and _in_metres(crs)

    def check_units(self, features: Iterable[dict[str, Any]]) -> None:
        """Refuse a whole file whose numbers are not of the coordinate system they are said, or taken, to be of."""
        points = [p for f in features if (p := _first_point(f)) is not None]
        if not points:
            return
        some = f"{points[0][0]:.6g}, {points[0][1]:.6g}"
        degrees = [max(map(abs, p)) <= 360 for p in points]
        if self._in_metres and all(degrees):
            raise FileRefused(
                f"{self._path} says that it is in {self._crs}, but its numbers ({some}) are degrees:"
                " if they are of WGS 84, say --crs EPSG:4326"
            )
        if not self._in_metres and not any(degrees):
            raise FileRefused(
                f"{self._path}: its coordinates ({some}) are no degrees: say their projection with --crs,"
                " e.g. EPSG:9210 (VN-2000, TM-3 105-45) or EPSG:3405 (VN-2000, UTM 48N)"
            )

    def read(self, feature: dict[str, Any]) -> Polygonal:
        """The polygon of a feature. Raises `RowRefused` for what is not one."""
        geometry = feature.get("geometry")
        if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
            kind = geometry.get("type") if isinstance(geometry, dict) else "none"
            raise RowRefused("geometry", "not a polygon", str(kind))
        coordinates = geometry.get("coordinates")
        polygons: Any = [coordinates] if geometry["type"] == "Polygon" else coordinates
        try:
            cleaned = [[self._ring(ring) for ring in polygon] for polygon in polygons]
        except (TypeError, ValueError, IndexError) as error:
            raise RowRefused("geometry", str(error) or "not a ring of points") from None
        if not cleaned or not all(cleaned):
            raise RowRefused("geometry", "an empty polygon")
        if sum(len(ring) for polygon in cleaned for ring in polygon) > MOST_POINTS:
            raise RowRefused("geometry", f"more than {MOST_POINTS:,} points")
        shape = {"type": geometry["type"], "coordinates": cleaned[0] if geometry["type"] == "Polygon" else cleaned}
        return _valid(to_shape(shape))

    def _ring(self, ring: Any) -> list[list[float]]:
        points: list[list[float]] = []
        for point in ring:
            lon, lat = float(point[0]), float(point[1])
            if self._to_degrees is not None:
                lon, lat = self._to_degrees(lon, lat)
            if not (math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
                swapped = "; latitude and longitude look swapped" if -180 <= lat <= 180 and -90 <= lon <= 90 else ""
                raise ValueError(f"a point outside the world: {lon}, {lat}{swapped}")
            points.append([round(lon, DIGITS), round(lat, DIGITS)])
        if len(points) < 4:
            raise ValueError("a ring needs four points")
        if points[0] != points[-1]:
            raise ValueError("a ring that does not close")
        return points


def check_where(shape: Polygonal, area: AreaRecord) -> None:
    """Refuse a polygon that does not lie where its area does. Raises `RowRefused`."""
    if area.lat is None or area.lon is None:
        return
    west, south, east, north = shape.bounds
    if _near(area.lon, west, east) and _near(area.lat, south, north):
        return
    swapped = _near(area.lat, west, east) and _near(area.lon, south, north)
    reason = "latitude and longitude are swapped" if swapped else f"far from where {area.name} is"
    raise RowRefused("geometry", reason, f"{(west + east) / 2:.4f}, {(south + north) / 2:.4f}")


def _near(value: float, low: float, high: float) -> bool:
    return low - FAR <= value <= high + FAR


def as_text(parts: list[Polygonal]) -> str:
    """Compact GeoJSON of an area's parts."""
    polygons = [p for part in parts for p in (part.geoms if isinstance(part, MultiPolygon) else [part])]
    # One feature keeps the kind it came as.
    whole = parts[0] if len(parts) == 1 else MultiPolygon(polygons)
    return json.dumps(mapping(whole), separators=(",", ":"))


def _valid(shape: Any) -> Polygonal:
    """The shape, mended where its rings cross themselves. Raises `RowRefused` for one without an area."""
    if not shape.is_valid:
        mended = make_valid(shape)
        pieces = [g for g in getattr(mended, "geoms", [mended]) if g.area > 0]
        polygons = [p for g in pieces for p in (g.geoms if isinstance(g, MultiPolygon) else [g])]
        shape = polygons[0] if len(polygons) == 1 else MultiPolygon([p for p in polygons if isinstance(p, Polygon)])
    if shape.area <= 0:
        raise RowRefused("geometry", "a polygon without an area")
    found: Polygonal = shape
    return found


def _first_point(feature: dict[str, Any]) -> tuple[float, float] | None:
    geometry = feature.get("geometry")
    found: Any = geometry.get("coordinates") if isinstance(geometry, dict) else None
    while isinstance(found, list) and found and isinstance(found[0], list):
        found = found[0]
    if isinstance(found, list) and len(found) >= 2 and all(isinstance(v, int | float) for v in found[:2]):
        return float(found[0]), float(found[1])
    return None


def _in_metres(crs: str) -> bool:
    """Whether a known system counts metres or feet, not degrees."""
    from pyproj import CRS

    return not CRS.from_user_input(crs).is_geographic


def _projected(crs: str, path: Path) -> Callable[[float, float], tuple[float, float]]:
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    try:
        transform = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except ProjError as error:
        raise FileRefused(f"{path}: the coordinate system {crs[:80]} is not known: {str(error)[:120]}") from error

    def degrees(x: float, y: float) -> tuple[float, float]:
        lon, lat = transform.transform(x, y)
        return float(lon), float(lat)

    return degrees
