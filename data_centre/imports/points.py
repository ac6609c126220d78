"""Where a row of a complaint file lies: degrees, a point in one column, or metres and feet of a named projection."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

from ioc_domain.places import is_placeholder, to_xy

from .problems import FileRefused, RowRefused
from .profiles import Extent, Profile

ENOUGH_POINTS = 50
MOST_POINTS = 5_000
"""Points from which it is learned where a city lies: fewer say nothing, more say nothing new."""
REACH = 1.5
"""Degrees to each side of the middle: further out no city's complaint lies."""
MOST_INSIDE = 0.9
_NUMBER = r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|[-+]?\.\d+"
_WKT = re.compile(rf"(?:SRID=4326;)?\s*POINT\s*(?:Z|M|ZM)?\s*\(\s*({_NUMBER})\s+({_NUMBER})[^,()]*\)", re.IGNORECASE)
_GEOJSON = re.compile(rf"\[\s*({_NUMBER})\s*,\s*({_NUMBER})\s*(?:,[^\]]*)?\]\s*")
_PAIR = re.compile(rf"\(?\s*({_NUMBER})\s*[,; ]\s*({_NUMBER})\s*\)?")
_NAMED = {
    role: re.compile(rf"['\"](?:{names})['\"]\s*:\s*['\"]?({_NUMBER})['\"]?", re.IGNORECASE)
    for role, names in (("lat", "latitude|lat|y"), ("lon", "longitude|long|lon|lng|x"))
}
_NO_POINT = re.compile(r"\(?\s*(?:nan|none|null)?\s*[,;]?\s*(?:nan|none|null)?\s*\)?|POINT\s+EMPTY", re.IGNORECASE)
Pair = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """A point of our plane, or why there is none: "empty", "zero", "whole", "swapped", "outside"."""

    x: int = 0
    y: int = 0
    missing: str = ""


class Points:
    """Reads places of rows. `text` gives the text of a role, `name` the header of its column."""

    def __init__(
        self,
        profile: Profile,
        roles: Iterable[str],
        text: Callable[[list[str], str], str],
        name: Callable[[str], str],
    ) -> None:
        self._roles, self._text, self._name = frozenset(roles), text, name
        self._longitude_first = profile.longitude_first
        self.extent = profile.extent
        self._to_degrees = degrees_of(profile.projection) if profile.projection else None

    @property
    def any(self) -> bool:
        """Whether the file says places at all."""
        return bool(self._roles & {"lat", "point", "x"})

    def place(self, cells: list[str]) -> Place:
        """The place of a row. Raises `RowRefused` for what is no place on the map at all."""
        pair = self.degrees(cells)
        if pair is None:
            return Place(missing="empty")
        lat, lon = pair
        if is_placeholder(lat, lon):
            return Place(missing="zero" if lat == 0 == lon else "whole")
        if self.extent is not None and not self.extent.holds(lat, lon):
            return Place(missing="swapped" if self.extent.holds(lon, lat) else "outside")
        try:
            x, y = to_xy(lat, lon)
        except ValueError:
            column = self._name("lat" if "lat" in self._roles else "point" if "point" in self._roles else "x")
            raise RowRefused(column, "not a place on the map", f"{lat}, {lon}") from None
        return Place(x, y)

    def degrees(self, cells: list[str]) -> Pair | None:
        """(lat, lon), None where the row says none. The first of degrees, point and projection that says something."""
        if "lat" in self._roles and "lon" in self._roles:
            lat, lon = self._number(cells, "lat"), self._number(cells, "lon")
            if lat is not None and lon is not None:
                return lat, lon
        if "point" in self._roles and (text := self._text(cells, "point")):
            pair = read_point(text, self._longitude_first)
            if pair is not None:
                return pair
            if not _NO_POINT.fullmatch(text):
                raise RowRefused(self._name("point"), "not a point", text)
        if self._to_degrees is not None and "x" in self._roles and "y" in self._roles:
            x, y = self._number(cells, "x"), self._number(cells, "y")
            if x is not None and y is not None:
                return (0.0, 0.0) if x == 0 == y else self._to_degrees(x, y)
        return None

    def _number(self, cells: list[str], role: str) -> float | None:
        text = self._text(cells, role)
        if not text:
            return None
        try:
            value = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            what = "not a number" if role in ("x", "y") else "not a number of degrees"
            raise RowRefused(self._name(role), what, text)
        return value

    def learn_extent(self, rows: Iterable[list[str]]) -> Extent | None:
        """Where the city lies by the points themselves; None where they are few or lie all over a country."""
        pairs: list[Pair] = []
        for cells in rows:
            try:
                pair = self.degrees(cells)
            except RowRefused:
                continue
            if pair is not None and not is_placeholder(*pair) and abs(pair[0]) <= 180 and abs(pair[1]) <= 180:
                pairs.append(pair)
            if len(pairs) >= MOST_POINTS:
                break
        return extent_of(pairs)


def extent_of(pairs: list[Pair]) -> Extent | None:
    """A box round the middle of the points that holds nearly all of them, in whole tenths of a degree."""
    if len(pairs) < ENOUGH_POINTS:
        return None
    lat, lon = round(median(p[0] for p in pairs), 1), round(median(p[1] for p in pairs), 1)
    if abs(lat) > 85:
        return None
    around = Extent(
        *(round(v, 1) for v in (max(-90.0, lat - REACH), max(-180.0, lon - REACH))),
        *(round(v, 1) for v in (min(90.0, lat + REACH), min(180.0, lon + REACH))),
    )
    return around if sum(around.holds(*p) for p in pairs) >= MOST_INSIDE * len(pairs) else None


def read_point(text: str, longitude_first: bool = False) -> Pair | None:
    """(lat, lon) of a text: POINT (lon lat), [lon, lat] of GeoJSON, "(lat, lon)", or names with numbers."""
    if match := _WKT.fullmatch(text):
        return float(match.group(2)), float(match.group(1))
    named = {role: pattern.search(text) for role, pattern in _NAMED.items()}
    lat, lon = named["lat"], named["lon"]
    if lat is not None and lon is not None:
        return float(lat.group(1)), float(lon.group(1))
    if match := _GEOJSON.fullmatch(text) or ("oint" in text and _GEOJSON.search(text)) or None:
        return float(match.group(2)), float(match.group(1))
    # Addresses may come before the point in the same cell.
    if match := _PAIR.fullmatch(text) or _PAIR.fullmatch(text[max(0, text.rfind("(")) :]):
        first, second = float(match.group(1)), float(match.group(2))
        return (second, first) if longitude_first else (first, second)
    return None


def degrees_of(crs: str) -> Callable[[float, float], Pair]:
    """(east, north) of a projection → (lat, lon) of WGS 84. Raises `FileRefused` for a projection nobody knows."""
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    try:
        transform = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except ProjError as error:
        raise FileRefused(f"the projection {crs} is not known: {str(error).splitlines()[0][:120]}") from error

    def degrees(x: float, y: float) -> Pair:
        lon, lat = transform.transform(x, y)
        # What lies outside of the projection comes back infinite.
        return (float(lat), float(lon)) if math.isfinite(lat) and math.isfinite(lon) else (999.0, 999.0)

    return degrees


WORDS = {
    "empty": "empty",
    "zero": "0,0",
    "whole": "whole degrees",
    "swapped": "latitude and longitude swapped",
    "outside": "outside of the city",
}


def why_not(counts: Counter[str]) -> str:
    """`12 empty, 3 0,0` for the summary of a file."""
    return ", ".join(f"{counts[k]:,} {words}" for k, words in WORDS.items() if counts[k])
