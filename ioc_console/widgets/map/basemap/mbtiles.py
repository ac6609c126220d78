"""MBTiles 1.3: tiles in a table of SQLite, rows counted from the south."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from ioc_console.widgets.map.basemap.tile_source import BasemapProblem, Fault, TileFacts, checked_facts, unpacked

_SUFFIXES = {"png": ".png", "jpg": ".jpg", "jpeg": ".jpg", "webp": ".webp", "pbf": ".mvt", "mvt": ".mvt"}
_MAGIC = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"\x1f\x8b": ".mvt"}


class MbTiles:
    """An open MBTiles file. Raises `BasemapProblem` when it is none, or is damaged."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            # Immutable: the file may lie where nothing can be written, and nobody writes it while we read.
            self._connection = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
        except sqlite3.OperationalError:
            raise BasemapProblem(Fault.UNREADABLE, file) from None
        try:
            self._facts = self._read_facts()
        except BasemapProblem:
            self._connection.close()
            raise
        except sqlite3.OperationalError as error:
            self._connection.close()
            raise BasemapProblem(Fault.NOT_A_MAP if "no such table" in str(error) else Fault.UNREADABLE, file) from None
        except sqlite3.DatabaseError:
            self._connection.close()
            raise BasemapProblem(Fault.NOT_A_MAP, file) from None

    @property
    def facts(self) -> TileFacts:
        """What the page is told."""
        return self._facts

    def _read_facts(self) -> TileFacts:
        rows = self._connection.execute("SELECT name, value FROM metadata").fetchmany(1000)
        said = {str(name): str(value) for name, value in rows}
        # Each in a question of its own, which an index answers at once; both in one would read all of a large file.
        held = self._connection.execute(
            "SELECT (SELECT min(zoom_level) FROM tiles), (SELECT max(zoom_level) FROM tiles)"
        ).fetchone()
        if held[0] is None:
            raise BasemapProblem(Fault.NOT_A_MAP, self._file)
        # Files of the first version do not say what their tiles are.
        suffix = _SUFFIXES.get(said["format"].lower()) if said.get("format") else self._suffix_by_content()
        if suffix is None:
            raise BasemapProblem(Fault.KIND, self._file)
        try:
            bounds = tuple(float(part) for part in said.get("bounds", "").split(","))
        except ValueError:
            bounds = ()
        return checked_facts(self._file, suffix, (int(held[0]), int(held[1])), bounds, said)

    def _suffix_by_content(self) -> str | None:
        row = self._connection.execute("SELECT tile_data FROM tiles LIMIT 1").fetchone()
        data = row[0] if row else None
        if not isinstance(data, bytes):
            return None
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return ".webp"
        return next((suffix for magic, suffix in _MAGIC.items() if data.startswith(magic)), None)

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """Bytes of a tile, None where the file has none."""
        try:
            row = self._connection.execute(
                "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
                (zoom, x, (1 << zoom) - 1 - y),
            ).fetchone()
        except sqlite3.DatabaseError:
            raise BasemapProblem(Fault.DAMAGED, self._file) from None
        if row is None or not isinstance(row[0], bytes):
            return None
        data = row[0]
        # The specification wants vector tiles packed; some writers leave them plain, and those begin with a layer.
        return unpacked(data, self._file) if self._facts.vector and data[:1] in (b"\x1f", b"\x78") else data

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
