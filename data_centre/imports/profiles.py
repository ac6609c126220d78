"""Profiles: how a city's complaint file is read. TOML; those in resources/profiles/ go by their name.

name = "boston"                     # part of every id made from the file: never change it
title = "Boston 311"
zone = "America/New_York"           # of times without an offset
dates = ["%Y-%m-%d %H:%M:%S"]       # tried in order; ISO 8601 is always tried last; "epoch_ms" and "epoch_s" = time
                                    # since 1970 in milliseconds or seconds
encoding = "utf-8"                  # optional
empty = ["NULL", "N/A"]             # optional: words that mean an empty cell
due_is_a_day = true                 # optional: due dates without a time of day run to the end of the day
[columns]                           # header names, any case, spaces or underscores; in a list the first that is
                                    # there counts, and a last "" means that the file may do without
id = "case_enquiry_id"              # required: id, created
created = "open_dt"
due = "target_dt"                   # also: closed, status, title, body, address, field, type, unit, area,
lat = "latitude"                    #       channel, lat, lon, verdict; point = "(lat, lon)", "POINT (lon lat)" in one
                                    #       column; x, y of a [point] projection; created_time, closed_time, due_time
                                    #       where dates and times of day stand in columns of their own; changed = last
                                    #       change, which stands in for the closing time of closed rows without one;
                                    #       answered = first answer, outcome = what the reporter was told at the end
[status]                            # word -> awaiting_route, in_progress, extended, awaiting_citizen, closed,
Closed = "closed"                   #         reopened, rejected; "Clos*" = words that begin so, "*" = any other
[channel]                           # word -> phone, app, web, email, social, staff, other
[verdict]                           # the city's own verdict: word -> on_time, overdue
[field]                             # optional: pattern = "^([A-Z]+)-" takes a part of the column
[duplicate]                         # optional: status = ["Closed (Duplicate)"]
[id]                                # in place of columns.id where a file has none: made_of = ["Created", "Address"]
[point]                             # optional: longitude_first = true, where the point column has "(lon, lat)";
                                    # projection = "EPSG:2263" of the columns x and y
[extent]                            # optional: south, west, north, east in degrees; a point outside is no place
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from data_centre.city.files import RESOURCES
from ioc_domain.codes import Channel, ComplaintStatus

from .problems import FileRefused

FOLDER = RESOURCES / "profiles"
COLUMNS = (
    "id",
    "created",
    "due",
    "closed",
    "status",
    "title",
    "body",
    "address",
    "field",
    "type",
    "unit",
    "area",
    "channel",
    "lat",
    "lon",
    "point",
    "x",
    "y",
    "changed",
    "verdict",
    "created_time",
    "closed_time",
    "due_time",
    "answered",
    "outcome",
)
REQUIRED = ("id", "created")
VERDICTS = ("on_time", "overdue")
T = TypeVar("T")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,30}")


@dataclass(frozen=True)
class Extent:
    """Where the city's points can lie, in degrees. What lies outside was swapped, lost its sign or was made up."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a point lies in it."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


@dataclass(frozen=True)
class Profile:
    """A checked profile. `columns`: role → names it may have in the header, in order of preference."""

    name: str
    title: str
    zone: ZoneInfo
    dates: tuple[str, ...]
    encoding: str
    columns: dict[str, tuple[str, ...]]
    status: dict[str, ComplaintStatus]
    channel: dict[str, Channel]
    verdict: dict[str, str]
    field_pattern: re.Pattern[str] | None = None
    duplicates: frozenset[str] = field(default_factory=frozenset)
    extent: Extent | None = None
    empty: frozenset[str] = field(default_factory=frozenset)
    due_is_a_day: bool = False
    made_of: tuple[str, ...] = ()
    """Columns that together stand for the id of a file that has none."""
    projection: str = ""
    longitude_first: bool = False

    def places(self, header: list[str]) -> dict[str, int]:
        """Column number per role. Raises `FileRefused` for a column that the profile names and the file lacks."""
        there: dict[str, list[int]] = {}
        for n, name in enumerate(header):
            there.setdefault(plain(name), []).append(n)
        found: dict[str, int] = {}
        for role, names in self.columns.items():
            name = next((n for n in names if n and plain(n) in there), "")
            place = _only(name, there[plain(name)], header, role) if name else None
            if place is None:
                if "" in names:
                    continue
                raise FileRefused(
                    f"the column {' or '.join(names)} ({role}) is missing; the file has: {', '.join(header)[:300]}"
                )
            found[role] = place
        return found

    def parts_of_id(self, header: list[str]) -> list[int]:
        """Column numbers of `made_of`. Raises `FileRefused`."""
        found = []
        for name in self.made_of:
            there = [n for n, column in enumerate(header) if plain(column) == plain(name)]
            if not there:
                raise FileRefused(
                    f"the column {name} ([id] made_of) is missing; the file has: {', '.join(header)[:300]}"
                )
            found.append(_only(name, there, header, "id"))
        return found


def _only(name: str, places: list[int], header: list[str], role: str) -> int:
    """The column of a name; of several alike the one that is written just so. Raises `FileRefused` for twins."""
    exact = [n for n in places if header[n].strip() == name]
    if len(places) > 1 and len(exact) != 1:
        raise FileRefused(f"the file has {len(places)} columns called {name} ({role}): rename those that are not meant")
    return exact[0] if exact else places[0]


def meaning(words: dict[str, T], word: str) -> T | None:
    """What a word means: itself, the longest beginning that is named ("clos*"), or "*"; None for an unknown one."""
    word = word.casefold()
    if word in words:
        return words[word]
    begun = [w for w in words if w.endswith("*") and word.startswith(w[:-1])]
    return words[max(begun, key=len)] if begun else None


def plain(name: str) -> str:
    """Header names are compared without case, spaces, underscores, marks of quoting and the way marks are composed."""
    return re.sub(r"[\s_\-.]+", "", composed(name).strip().strip('"').casefold())


def composed(text: str) -> str:
    """Text with its marks composed, as every text of a row is read."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def names() -> list[str]:
    """Profiles that ship with the project."""
    return sorted(p.stem for p in FOLDER.glob("*.toml"))


def load(wanted: str) -> Profile:
    """A profile by its name, or from a .toml file. Raises `FileRefused`."""
    path = Path(wanted) if wanted.endswith(".toml") else FOLDER / f"{wanted}.toml"
    if not path.is_file():
        if wanted.endswith(".toml"):
            raise FileRefused(f"the profile {wanted} does not exist")
        raise FileRefused(f"there is no profile {wanted}; there are {', '.join(names())}, or give a .toml file")
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FileRefused(f"the profile {path} cannot be read: {error}") from error
    return _checked(raw, path)


def zone_of(name: str, where: str = "") -> ZoneInfo:
    """A time zone by its name. Raises `FileRefused`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise FileRefused(f"{where}there is no time zone {name!r}; one is e.g. America/New_York") from None


def _checked(raw: dict[str, Any], path: Path) -> Profile:
    name = str(raw.get("name", ""))
    if not _NAME.fullmatch(name):
        raise FileRefused(f"{path}: name must be small letters, digits, - or _ (it is {name!r})")
    zone = zone_of(str(raw.get("zone", "Asia/Ho_Chi_Minh")), f"{path}: ")
    columns: dict[str, tuple[str, ...]] = {}
    for role, given in _section(raw, "columns", path).items():
        if role not in COLUMNS:
            raise FileRefused(f"{path}: [columns] {role} is not one of {', '.join(COLUMNS)}")
        columns[role] = tuple(str(g) for g in given) if isinstance(given, list) else (str(given),)
    made_of = tuple(str(n) for n in _section(raw, "id", path).get("made_of", []))
    if made_of and "id" in columns:
        raise FileRefused(f"{path}: [columns] id and [id] made_of: give one of them")
    needed = [role for role in REQUIRED if role != "id" or not made_of]
    missing = [role for role in needed if role not in columns or "" in columns[role]]
    if missing:
        raise FileRefused(f"{path}: [columns] needs {', '.join(missing)}")
    pattern = _section(raw, "field", path).get("pattern")
    try:
        compiled = re.compile(str(pattern)) if pattern else None
    except re.error as error:
        raise FileRefused(f"{path}: [field] pattern is not a regular expression: {error}") from error
    return Profile(
        name=name,
        title=str(raw.get("title", name)),
        zone=zone,
        dates=tuple(str(d) for d in raw.get("dates", [])),
        encoding=str(raw.get("encoding", "")),
        columns=columns,
        status=_words(raw, "status", {s.name.lower(): s for s in ComplaintStatus}, path),
        channel=_words(raw, "channel", {c.name.lower(): c for c in Channel}, path),
        verdict=_words(raw, "verdict", {v: v for v in VERDICTS}, path),
        field_pattern=compiled,
        duplicates=frozenset(
            composed(str(w)).strip().casefold() for w in _section(raw, "duplicate", path).get("status", [])
        ),
        extent=_extent(_section(raw, "extent", path), path),
        empty=frozenset(composed(str(w)).strip().casefold() for w in raw.get("empty", [])),
        made_of=made_of,
        due_is_a_day=raw.get("due_is_a_day") is True,
        projection=_projection(_section(raw, "point", path), columns, path),
        longitude_first=_section(raw, "point", path).get("longitude_first") is True,
    )


def _section(raw: dict[str, Any], name: str, path: Path) -> dict[str, Any]:
    section = raw.get(name, {})
    if not isinstance(section, dict):
        raise FileRefused(f"{path}: {name} must be a table [{name}]")
    return section


def _projection(given: dict[str, Any], columns: dict[str, tuple[str, ...]], path: Path) -> str:
    projection = str(given.get("projection", ""))
    if ("x" in columns or "y" in columns) and not (projection and {"x", "y"} <= set(columns)):
        raise FileRefused(f'{path}: x and y need each other, and [point] projection = "EPSG:…" that says what they are')
    return projection


def _extent(given: dict[str, Any], path: Path) -> Extent | None:
    if not given:
        return None
    try:
        extent = Extent(**{side: float(degrees) for side, degrees in given.items()})
    except (TypeError, ValueError):
        raise FileRefused(f"{path}: [extent] needs south, west, north and east in degrees") from None
    if not (-90 <= extent.south < extent.north <= 90 and -180 <= extent.west < extent.east <= 180):
        raise FileRefused(f"{path}: [extent] is no part of the world")
    return extent


def _words(raw: dict[str, Any], section: str, known: dict[str, T], path: Path) -> dict[str, T]:
    found: dict[str, T] = {}
    for word, meaning in _section(raw, section, path).items():
        if str(meaning) not in known:
            raise FileRefused(f"{path}: [{section}] {word} = {meaning!r} is not one of {', '.join(known)}")
        found[composed(word).strip().casefold()] = known[str(meaning)]
    return found
