"""Profiles: how a city's complaint file is read. TOML; those in resources/profiles/ go by their name.

name = "boston"                     # part of every id made from the file: never change it
title = "Boston 311"
zone = "America/New_York"           # of times without an offset
dates = ["%Y-%m-%d %H:%M:%S"]       # tried in order; ISO 8601 is always tried last
encoding = "utf-8"                  # optional
[columns]                           # header names, any case, spaces or underscores; in a list the first that is
                                    # there counts, and a last "" means that the file may do without
id = "case_enquiry_id"              # required: id, created
created = "open_dt"
due = "target_dt"                   # also: closed, status, title, body, address, field, type, unit, area,
lat = "latitude"                    #       channel, lat, lon, verdict
[status]                            # word -> awaiting_route, in_progress, extended, awaiting_citizen, closed,
Closed = "closed"                   #         reopened, rejected; "Clos*" = words that begin so, "*" = any other
[channel]                           # word -> phone, app, web, email, social, staff, other
[verdict]                           # the city's own verdict: word -> on_time, overdue
[field]                             # optional: pattern = "^([A-Z]+)-" takes a part of the column
[duplicate]                         # optional: status = ["Closed (Duplicate)"]
[extent]                            # optional: south, west, north, east in degrees; a point outside is no place
"""

from __future__ import annotations

import re
import tomllib
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
    "verdict",
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

    def places(self, header: list[str]) -> dict[str, int]:
        """Column number per role. Raises `FileRefused` for a column that the profile names and the file lacks."""
        there = {plain(name): n for n, name in reversed(list(enumerate(header)))}
        found: dict[str, int] = {}
        for role, names in self.columns.items():
            place = next((there[plain(n)] for n in names if n and plain(n) in there), None)
            if place is None:
                if "" in names:
                    continue
                raise FileRefused(
                    f"the column {' or '.join(names)} ({role}) is missing; the file has: {', '.join(header)[:300]}"
                )
            found[role] = place
        return found


def meaning(words: dict[str, T], word: str) -> T | None:
    """What a word means: itself, the longest beginning that is named ("clos*"), or "*"; None for an unknown one."""
    word = word.casefold()
    if word in words:
        return words[word]
    begun = [w for w in words if w.endswith("*") and word.startswith(w[:-1])]
    return words[max(begun, key=len)] if begun else None


def plain(name: str) -> str:
    """Header names are compared without case, spaces, underscores and marks of quoting."""
    return re.sub(r"[\s_\-.]+", "", name.strip().strip('"').casefold())


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


def _checked(raw: dict[str, Any], path: Path) -> Profile:
    name = str(raw.get("name", ""))
    if not _NAME.fullmatch(name):
        raise FileRefused(f"{path}: name must be small letters, digits, - or _ (it is {name!r})")
    try:
        zone = ZoneInfo(str(raw.get("zone", "Asia/Ho_Chi_Minh")))
    except (ZoneInfoNotFoundError, ValueError):
        raise FileRefused(f"{path}: there is no time zone {raw.get('zone')!r}") from None
    columns: dict[str, tuple[str, ...]] = {}
    for role, given in _section(raw, "columns", path).items():
        if role not in COLUMNS:
            raise FileRefused(f"{path}: [columns] {role} is not one of {', '.join(COLUMNS)}")
        columns[role] = tuple(str(g) for g in given) if isinstance(given, list) else (str(given),)
    missing = [role for role in REQUIRED if role not in columns or "" in columns[role]]
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
        duplicates=frozenset(str(w).strip().casefold() for w in _section(raw, "duplicate", path).get("status", [])),
        extent=_extent(_section(raw, "extent", path), path),
    )


def _section(raw: dict[str, Any], name: str, path: Path) -> dict[str, Any]:
    section = raw.get(name, {})
    if not isinstance(section, dict):
        raise FileRefused(f"{path}: {name} must be a table [{name}]")
    return section


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
        found[word.strip().casefold()] = known[str(meaning)]
    return found
