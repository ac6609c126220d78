"""What every tile file gives: facts for the page, and the bytes of a tile."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

MOST_TILE_BYTES = 4 * 1024 * 1024
"""A tile that unpacks to more is not a tile."""
_MOST_CREDIT = 200
_DATE_KEYS = ("planetiler:osm:osmosisreplicationtime", "osmosis_replication_time", "timestamp", "date", "version")
_TAG = re.compile(r"<[^>]*>")


class Fault(StrEnum):
    """Why a file cannot be used; the screen has a sentence for each."""

    NOT_A_MAP = "not_a_map"
    DAMAGED = "damaged"
    KIND = "kind"
    """Tiles of a kind or packing that the program does not draw."""
    UNREADABLE = "unreadable"


class BasemapProblem(Exception):
    """A file cannot be used."""

    def __init__(self, fault: Fault, file: Path) -> None:
        super().__init__(f"{file.name}: {fault}")
        self.fault = fault
        self.file = file


@dataclass(frozen=True)
class TileFacts:
    """`suffix`: .png, .jpg, .webp, or .mvt for vector tiles; zooms and bounds (west, south, east, north) of the file;
    `edition`: (year, month) of its data; `credit`: whom to name, as plain text."""

    suffix: str
    min_zoom: int
    max_zoom: int
    bounds: tuple[float, float, float, float]
    edition: tuple[int, int]
    credit: str

    @property
    def vector(self) -> bool:
        """Whether the page draws the tiles itself."""
        return self.suffix == ".mvt"


class TileSource(Protocol):
    """An open file, used in the thread that opened it."""

    @property
    def facts(self) -> TileFacts:
        """What the page is told."""

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """Unpacked bytes of a tile (y from the north), None where the file has none. Raises `BasemapProblem`."""

    def close(self) -> None:
        """Let go of the file."""


def checked_facts(file: Path, suffix: str, zooms: tuple[int, int], bounds: tuple[float, ...],
                  metadata: Mapping[str, Any]) -> TileFacts:
    """Facts of a file, held to what can be: nothing of the file is believed. Raises `BasemapProblem`."""
    low, high = zooms
    if not 0 <= low <= high <= 24:
        raise BasemapProblem(Fault.DAMAGED, file)
    west, south, east, north = bounds if len(bounds) == 4 else (-180.0, -85.0, 180.0, 85.0)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        west, south, east, north = -180.0, -85.0, 180.0, 85.0
    credit = _TAG.sub("", str(metadata.get("attribution") or ""))[:_MOST_CREDIT].strip()
    return TileFacts(suffix, low, high, (west, south, east, north), _edition(metadata, file), credit)


def _edition(metadata: Mapping[str, Any], file: Path) -> tuple[int, int]:
    """Year and month of the data: as the file says, else of the file."""
    for key in _DATE_KEYS:
        said = re.match(r"(20\d\d)-(0[1-9]|1[0-2])(?:-|$)", str(metadata.get(key) or ""))
        if said:
            return int(said[1]), int(said[2])
    changed = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return changed.year, changed.month


def unpacked(data: bytes, file: Path) -> bytes:
    """A tile or directory without its gzip or zlib packing. Raises `BasemapProblem`."""
    engine = zlib.decompressobj(wbits=47)  # either packing
    try:
        out = engine.decompress(data, MOST_TILE_BYTES)
    except zlib.error:
        raise BasemapProblem(Fault.DAMAGED, file) from None
    if engine.unconsumed_tail or not engine.eof:
        raise BasemapProblem(Fault.DAMAGED, file)
    return out
