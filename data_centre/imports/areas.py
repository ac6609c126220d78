"""Import of area boundaries: GeoJSON polygons whose properties name an area that is known, by code or by name."""

from __future__ import annotations

import json
import math
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data_centre.database import Database
from data_centre.feed import writing
from data_centre.rows import find_all
from ioc_domain.entities import BY_NAME
from ioc_domain.records import AreaBoundaryRecord, AreaRecord

from .problems import FileRefused, RowRefused
from .rejects import Rejects

LARGEST_FILE = 500_000_000
MOST_POINTS = 2_000_000
DIGITS = 6
"""Decimals of a degree that are kept: about 11 cm."""
BATCH = 200


@dataclass
class Summary:
    """What came of a file."""

    rows: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0


def import_areas(
    database: Database, path: Path, rejects: Rejects, now: int, code_property: str = "", source: str = ""
) -> Summary:
    """Import the polygons of a file. Raises `FileRefused` before anything is changed."""
    features = _features(path)
    with database.read() as connection:
        areas = [a for a in find_all(connection, BY_NAME["area"]) if isinstance(a, AreaRecord)]
    if not areas:
        raise FileRefused("the data centre has no areas yet: import or seed them first")
    keys = _keys(areas)
    name = code_property or _code_property(features, keys, path)
    if not any(name in _properties(f) for f in features):
        there = sorted({p for f in features for p in _properties(f)})
        raise FileRefused(f"no feature has the property {name}; there are: {', '.join(there)[:200]}")
    summary = Summary()
    waiting: list[AreaBoundaryRecord] = []
    seen: dict[str, int] = {}
    for n, feature in enumerate(features, start=1):
        summary.rows += 1
        try:
            code = _code(feature, name, keys)
            if code in seen:
                raise RowRefused(name, f"the same area as feature {seen[code]}", code)
            geometry = _geometry(feature)
            seen[code] = n
            waiting.append(AreaBoundaryRecord(code, geometry, source or path.name))
        except RowRefused as error:
            summary.rejected += 1
            rejects.add(n, error.column, error.reason, error.value)
    for start in range(0, len(waiting), BATCH):
        with writing(database, lambda: now) as writer:
            for record in waiting[start : start + BATCH]:
                writer.put(record)
        summary.added += writer.result.added
        summary.updated += writer.result.updated
        summary.unchanged += writer.result.unchanged
    return summary


def _features(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        raise FileRefused(f"{path} is not a file")
    if path.stat().st_size > LARGEST_FILE:
        raise FileRefused(f"{path} is larger than {LARGEST_FILE // 1_000_000} MB")
    try:
        found = json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FileRefused(f"{path} is not UTF-8 text") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise FileRefused(f"{path} is not JSON: {error}") from error
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = {"type": "FeatureCollection", "features": [found]}
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection":
        raise FileRefused(f"{path} is not a GeoJSON FeatureCollection")
    crs = json.dumps(found.get("crs") or "")
    if crs != '""' and not any(word in crs for word in ("CRS84", "4326", "OGC:1.3")):
        raise FileRefused(f"{path} is not in WGS 84 degrees: {crs[:120]}")
    features = found.get("features")
    if not isinstance(features, list) or not features:
        raise FileRefused(f"{path} has no features")
    return [f if isinstance(f, dict) else {} for f in features]


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _folded(text: object) -> str:
    return " ".join(unicodedata.normalize("NFC", str(text)).casefold().split())


def _keys(areas: list[AreaRecord]) -> dict[str, str]:
    """Words that name one area in force → its code. A name that two have names none."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for a in areas:
        found[_folded(a.code)] = a.code
    for a in areas:
        if a.valid_to:
            continue
        for word in {_folded(a.name), _folded(a.short_name)}:
            if found.setdefault(word, a.code) != a.code:
                twice.add(word)
    return {w: c for w, c in found.items() if w not in twice}


def _code_property(features: list[dict[str, Any]], keys: dict[str, str], path: Path) -> str:
    """The property whose values name most areas."""
    hits: dict[str, int] = {}
    for feature in features:
        for name, value in _properties(feature).items():
            if _lookup(value, keys):
                hits[name] = hits.get(name, 0) + 1
    if not hits:
        there = sorted({p for f in features for p in _properties(f)})
        raise FileRefused(
            f"{path}: no property names areas that are known (there are: {', '.join(there)[:200]});"
            " name one with --code-property"
        )
    return max(hits, key=lambda name: (hits[name], name == "code"))


def _lookup(value: object, keys: dict[str, str]) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = _folded(value)
    if text in keys:
        return keys[text]
    # Codes lose their leading zeros in spreadsheets.
    return keys.get(text.zfill(5), "") if text.isdigit() else ""


def _code(feature: dict[str, Any], name: str, keys: dict[str, str]) -> str:
    value = _properties(feature).get(name)
    if value is None:
        raise RowRefused(name, "the property is missing")
    code = _lookup(value, keys)
    if not code:
        raise RowRefused(name, "an area that is not known", str(value))
    return code


def _geometry(feature: dict[str, Any]) -> str:
    """The polygon as compact GeoJSON. Raises `RowRefused` for what is not one."""
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        kind = geometry.get("type") if isinstance(geometry, dict) else "none"
        raise RowRefused("geometry", "not a polygon", str(kind))
    coordinates = geometry.get("coordinates")
    polygons: Any = [coordinates] if geometry["type"] == "Polygon" else coordinates
    points = 0
    try:
        cleaned = [[_ring(ring) for ring in polygon] for polygon in polygons]
        points = sum(len(ring) for polygon in cleaned for ring in polygon)
    except (TypeError, ValueError, IndexError) as error:
        raise RowRefused("geometry", str(error) or "not a ring of points") from None
    if not cleaned or not all(cleaned):
        raise RowRefused("geometry", "an empty polygon")
    if points > MOST_POINTS:
        raise RowRefused("geometry", f"more than {MOST_POINTS:,} points")
    shape = {"type": geometry["type"], "coordinates": cleaned[0] if geometry["type"] == "Polygon" else cleaned}
    _check_shape(shape)
    return json.dumps(shape, separators=(",", ":"))


def _ring(ring: Any) -> list[list[float]]:
    points: list[list[float]] = []
    for point in ring:
        lon, lat = float(point[0]), float(point[1])
        if not (math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
            raise ValueError(f"a point outside the world: {lon}, {lat}")
        points.append([round(lon, DIGITS), round(lat, DIGITS)])
    if len(points) < 4:
        raise ValueError("a ring needs four points")
    if points[0] != points[-1]:
        raise ValueError("a ring that does not close")
    return points


def _check_shape(shape: dict[str, Any]) -> None:
    from shapely.geometry import shape as to_shape

    if to_shape(shape).area <= 0:
        raise RowRefused("geometry", "a polygon without an area")
