"""Which file is the base map of this machine, and opening it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ioc_console.widgets.map.basemap.mbtiles import MbTiles
from ioc_console.widgets.map.basemap.pmtiles import PmTiles
from ioc_console.widgets.map.basemap.tile_source import BasemapProblem, Fault, TileFacts, TileSource

_READERS: dict[str, type[MbTiles] | type[PmTiles]] = {".mbtiles": MbTiles, ".pmtiles": PmTiles}


@dataclass(frozen=True)
class Basemap:
    """A file that can be used, and what the page is told of it."""

    file: Path
    facts: TileFacts


def find(folder: Path, named: str = "") -> Path | None:
    """The file to use: the one the setting names, else the newest in the folder; None when there is none."""
    if named:
        return Path(named).expanduser().absolute()
    try:
        found = [(f.stat().st_mtime, f) for f in folder.iterdir() if f.suffix.lower() in _READERS and f.is_file()]
    except OSError:
        return None
    return max(found)[1] if found else None


def open_tiles(file: Path) -> TileSource:
    """Open a file by its suffix. Raises `BasemapProblem`."""
    reader = _READERS.get(file.suffix.lower())
    if reader is None:
        raise BasemapProblem(Fault.KIND, file)
    if not file.is_file():
        raise BasemapProblem(Fault.UNREADABLE, file)
    return reader(file)


def look_at(file: Path) -> Basemap:
    """What a file holds. Raises `BasemapProblem` when it cannot be used."""
    source = open_tiles(file)
    try:
        return Basemap(file, source.facts)
    finally:
        source.close()
