"""Import of area boundaries: GeoJSON polygons whose properties name an area that is known, by code or by name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data_centre.database import Database
from data_centre.feed import writing
from data_centre.rows import find_all
from ioc_domain.entities import BY_NAME
from ioc_domain.records import AreaBoundaryRecord, AreaRecord

from .names import folded, unmarked
from .packed import BROKEN, look_at
from .polygons import Polygonal, Shapes, as_text, check_where
from .problems import FileRefused, RowRefused
from .rejects import Rejects

LARGEST_FILE = 500_000_000
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
    database: Database,
    path: Path,
    rejects: Rejects,
    now: int,
    code_property: str = "",
    source: str = "",
    crs: str = "",
) -> Summary:
    """Import the polygons of a file. `crs`: of its coordinates, where the file does not say it; "" = as it says, else
    WGS 84. Raises `FileRefused` before anything is changed."""
    features, said = _features(path)
    shapes = Shapes(crs or said, path)
    shapes.check_units(features)
    with database.read() as connection:
        areas = [a for a in find_all(connection, BY_NAME["area"]) if isinstance(a, AreaRecord)]
    if not areas:
        raise FileRefused("the data centre has no areas yet: import or seed them first")
    by_marks = {marked: _keys(areas, marked=marked) for marked in (True, False)}
    name = code_property or _code_property(features, by_marks, path)
    keys = by_marks[_is_marked(features, name)]
    if not any(name in _properties(f) for f in features):
        there = sorted({p for f in features for p in _properties(f)})
        raise FileRefused(f"no feature has the property {name}; there are: {', '.join(there)[:200]}")
    summary = Summary()
    by_code = {a.code: a for a in areas}
    taken: dict[str, list[Polygonal]] = {}
    seen: dict[str, int] = {}
    for n, feature in enumerate(features, start=1):
        summary.rows += 1
        try:
            code = _code(feature, name, keys)
            shape = shapes.read(feature)
            check_where(shape, by_code[code])
            if any(shape.intersection(other).area > 0 for other in taken.get(code, [])):
                raise RowRefused(name, f"the same area as feature {seen[code]}", code)
            # An area of several features, islands for instance, is all of them together.
            taken.setdefault(code, []).append(shape)
            seen.setdefault(code, n)
        except RowRefused as error:
            summary.rejected += 1
            rejects.add(n, error.column, error.reason, error.value)
    waiting = [AreaBoundaryRecord(code, as_text(parts), source or path.name) for code, parts in taken.items()]
    for start in range(0, len(waiting), BATCH):
        with writing(database, lambda: now) as writer:
            for record in waiting[start : start + BATCH]:
                writer.put(record)
        summary.added += writer.result.added
        summary.updated += writer.result.updated
        summary.unchanged += writer.result.unchanged
    return summary


def _features(path: Path) -> tuple[list[dict[str, Any]], str]:
    """Features, and the coordinate system the file names ("" = none: WGS 84 by the standard)."""
    found = _json_of(path)
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = {**found, "type": "FeatureCollection", "features": [found]}
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection":
        kind = "TopoJSON" if isinstance(found, dict) and found.get("type") == "Topology" else ""
        kind = "Esri JSON" if isinstance(found, dict) and "geometryType" in found else kind
        what = f": it is {kind}, convert it to GeoJSON" if kind else ""
        raise FileRefused(f"{path} is not a GeoJSON FeatureCollection{what}")
    features = found.get("features")
    if not isinstance(features, list) or not features:
        raise FileRefused(f"{path} has no features")
    return [_with_id(f) if isinstance(f, dict) else {} for f in features], _named_crs(found.get("crs"), path)


def _json_of(path: Path) -> Any:
    packed = look_at(path)
    if path.stat().st_size > LARGEST_FILE:
        raise FileRefused(f"{path} is larger than {LARGEST_FILE // 1_000_000} MB")
    try:
        with packed.bytes() as file:
            body = file.read(LARGEST_FILE + 1)
    except BROKEN as error:
        raise FileRefused(f"{path} is a broken {packed.packing} file: {error}") from error
    if len(body) > LARGEST_FILE:
        raise FileRefused(f"{path} unpacks to more than {LARGEST_FILE // 1_000_000} MB")
    if body.startswith(b"SQLite format 3"):
        raise FileRefused(f"{path} is a GeoPackage or another database: convert it to GeoJSON")
    if body.startswith(b"\x00\x00\x27\x0a"):
        raise FileRefused(f"{path} is a shapefile: convert it to GeoJSON")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise FileRefused(f"{path} is XML (KML or GML?): convert it to GeoJSON")
    try:
        return json.loads(body)  # by its first bytes UTF-8, UTF-16 or UTF-32
    except UnicodeDecodeError as error:
        raise FileRefused(f"{path} is not UTF-8 text") from error
    except (ValueError, RecursionError) as error:
        raise FileRefused(f"{path} is not JSON: {error}") from error


def _named_crs(given: Any, path: Path) -> str:
    """The name of a `crs` member as older GeoJSON has it."""
    if not given:
        return ""
    properties = given.get("properties") if isinstance(given, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not name:
        raise FileRefused(f"{path} names a coordinate system that cannot be read: {json.dumps(given)[:120]}; use --crs")
    return name


def _with_id(feature: dict[str, Any]) -> dict[str, Any]:
    """The id of a feature counts as a property, where it has no other of that name."""
    if "id" not in feature:
        return feature
    return {**feature, "properties": {"id": feature["id"], **_properties(feature)}}


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _keys(areas: list[AreaRecord], *, marked: bool) -> dict[str, str]:
    """Words that name one area in force → its code. A name that two have names none; a looser form of a name (without
    its kind, without marks) counts only where nothing stricter is called so. `marked`: whether the file writes marks;
    where it does not, Thanh An may be Thạnh An as well."""
    found = {folded(a.code): a.code for a in areas}
    in_force = [a for a in areas if not a.valid_to]
    for forms in (_names, _bare_names, _unmarked_names) if marked else (_unmarked_names,):
        twice: set[str] = set()
        tier: dict[str, str] = {}
        for a in in_force:
            for word in forms(a) - {""}:
                if tier.setdefault(word, a.code) != a.code:
                    twice.add(word)
        found = {**{w: c for w, c in tier.items() if w not in twice}, **found}
    return found


def _is_marked(features: list[dict[str, Any]], name: str) -> bool:
    """Whether the texts of a property are written with marks."""
    return any(not str(_properties(f).get(name, "")).isascii() for f in features)


def _names(area: AreaRecord) -> set[str]:
    return {folded(area.name), folded(area.short_name)}


def _bare_names(area: AreaRecord) -> set[str]:
    kind = f"{folded(area.kind)} "
    return {name.removeprefix(kind) for name in _names(area)}


def _unmarked_names(area: AreaRecord) -> set[str]:
    return {unmarked(name) for name in _names(area) | _bare_names(area)}


def _code_property(features: list[dict[str, Any]], by_marks: dict[bool, dict[str, str]], path: Path) -> str:
    """The property whose values name most areas."""
    hits: dict[str, int] = {}
    for name in {p for f in features for p in _properties(f)}:
        keys = by_marks[_is_marked(features, name)]
        found = sum(bool(_lookup(_properties(f).get(name), keys)) for f in features)
        if found:
            hits[name] = found
    if not hits:
        there = sorted({p for f in features for p in _properties(f)})
        raise FileRefused(
            f"{path}: no property names areas that are known (there are: {', '.join(there)[:200]});"
            " name one with --code-property"
        )
    return max(sorted(hits), key=lambda name: (hits[name], name == "code"))


def _lookup(value: object, keys: dict[str, str]) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = folded(value)
    if text in keys:
        return keys[text]
    # Codes lose their leading zeros in spreadsheets, and become decimals in tables of numbers.
    digits = text.removesuffix(".0")
    return keys.get(digits, "") or keys.get(digits.zfill(5), "") if digits.isdigit() else ""


def _code(feature: dict[str, Any], name: str, keys: dict[str, str]) -> str:
    value = _properties(feature).get(name)
    if value is None:
        raise RowRefused(name, "the property is missing")
    code = _lookup(value, keys)
    if not code:
        raise RowRefused(name, "an area that is not known", str(value))
    return code
