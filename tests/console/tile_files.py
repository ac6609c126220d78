"""Base map files made by hand: vector tiles, MBTiles and PMTiles, each written by its public specification alone."""

from __future__ import annotations

import gzip
import json
import math
import sqlite3
import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

Tile = tuple[int, int, int]
"""Zoom, x, y from the north."""
EXTENT = 4096
WORLD = (-180.0, -85.0, 180.0, 85.0)


def varint(value: int) -> bytes:
    """A number as protobuf and PMTiles write it."""
    out = bytearray()
    while True:
        value, low = value >> 7, value & 0x7F
        out.append(low | (0x80 if value else 0))
        if not value:
            return bytes(out)


def _part(number: int, content: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(content)) + content


def _zigzag(value: int) -> int:
    return (value << 1) ^ (value >> 31)


def feature(kind: int, lines: Sequence[Sequence[tuple[int, int]]], tags: Sequence[int]) -> bytes:
    """A feature of a vector tile: kind 1 point, 2 line, 3 polygon; coordinates of the tile's 4096."""
    commands: list[int] = []
    x = y = 0
    for line in lines:
        for k, (px, py) in enumerate(line):
            if k == 0:
                commands.append(1 << 3 | 1)
            elif k == 1:
                commands.append((len(line) - 1) << 3 | 2)
            commands += [_zigzag(px - x), _zigzag(py - y)]
            x, y = px, py
        if kind == 3:
            commands.append(1 << 3 | 7)
    geometry = b"".join(varint(c) for c in commands)
    return _part(2, b"".join(varint(t) for t in tags)) + b"\x18" + varint(kind) + _part(4, geometry)


def layer(name: str, kind: int, lines: Sequence[Sequence[tuple[int, int]]], props: Mapping[str, str]) -> bytes:
    """A layer with one feature."""
    tags = [n for k in range(len(props)) for n in (k, k)]
    body = b"\x78\x02" + _part(1, name.encode()) + _part(2, feature(kind, lines, tags))
    body += b"".join(_part(3, key.encode()) for key in props)
    body += b"".join(_part(4, _part(1, value.encode())) for value in props.values())
    return _part(3, body + b"\x28" + varint(EXTENT))


def vector_tile(name: str = "Đường thử") -> bytes:
    """Water over the left half, a road from side to side, a town in the middle."""
    half = EXTENT // 2
    return (
        layer("water", 3, [[(0, 0), (half, 0), (half, EXTENT), (0, EXTENT)]], {"class": "lake"})
        + layer("transportation", 2, [[(0, half), (EXTENT, half)]], {"class": "motorway"})
        + layer("place", 1, [[(half, half)]], {"class": "town", "name": name})
    )


def raster_tile(grey: int) -> bytes:
    """A PNG of 256 × 256 of one grey."""
    rows = b"".join(b"\0" + bytes([grey]) * 256 for _ in range(256))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 256, 256, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def tiles_over(lat: float, lon: float, zooms: Sequence[int], content: bytes, reach: int = 2) -> dict[Tile, bytes]:
    """The same tile all round a place."""
    made = {}
    for zoom in zooms:
        n = 1 << zoom
        x = int((lon + 180) / 360 * n)
        y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n)
        for dx in range(-reach, reach + 1):
            for dy in range(-reach, reach + 1):
                if 0 <= x + dx < n and 0 <= y + dy < n:
                    made[zoom, x + dx, y + dy] = content
    return made


def write_mbtiles(path: Path, tiles: Mapping[Tile, bytes], kind: str, **metadata: str) -> Path:
    """An MBTiles file; vector tiles are packed as the specification wants."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE metadata (name text, value text)")
    connection.execute("CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)")
    rows = {"name": "Thử", "format": kind, **metadata}
    connection.executemany("INSERT INTO metadata VALUES (?, ?)", rows.items())
    connection.executemany(
        "INSERT INTO tiles VALUES (?, ?, ?, ?)",
        [(z, x, (1 << z) - 1 - y, gzip.compress(data) if kind == "pbf" else data) for (z, x, y), data in tiles.items()],
    )
    connection.commit()
    connection.close()
    return path


def hilbert(zoom: int, x: int, y: int) -> int:
    """Number of a tile, by walking the curve's four quarters from the outside in."""
    number = sum(4**k for k in range(zoom))
    side, at = 1 << zoom, 0
    while side > 1:
        half = side // 2
        if y < half:
            quarter = 0 if x < half else 3
        else:
            quarter = 1 if x < half else 2
        at = at * 4 + quarter
        qx, qy = x % half, y % half
        if quarter == 0:
            x, y = qy, qx
        elif quarter == 3:
            x, y = half - 1 - qy, half - 1 - qx
        else:
            x, y = qx, qy
        side = half
    return number + at


def directory(entries: Sequence[tuple[int, int, int, int]]) -> bytes:
    """A directory of (tile number, offset, length, run length), packed."""
    out, last = varint(len(entries)), 0
    for number, *_ in entries:
        out += varint(number - last)
        last = number
    out += b"".join(varint(run) for *_, run in entries) + b"".join(varint(length) for _, _, length, _ in entries)
    after = -1
    for _, offset, length, _ in entries:
        out += varint(0 if offset == after else offset + 1)
        after = offset + length
    return gzip.compress(out)


def write_pmtiles(path: Path, tiles: Mapping[Tile, bytes], kind: int, *, packed: bool, leaves: int = 1,
                  metadata: Mapping[str, object] | None = None) -> Path:
    """A PMTiles file of version 3; with `leaves` above 1 the entries lie in so many leaf directories."""
    body, entries = b"", []
    for number, data in sorted((hilbert(*tile), data) for tile, data in tiles.items()):
        stored = gzip.compress(data) if packed else data
        entries.append((number, len(body), len(stored), 1))
        body += stored
    leaf_bytes = b""
    if leaves > 1:
        size, roots = -(-len(entries) // leaves), []
        for start in range(0, len(entries), size):
            leaf = directory(entries[start : start + size])
            roots.append((entries[start][0], len(leaf_bytes), len(leaf), 0))
            leaf_bytes += leaf
        root = directory(roots)
    else:
        root = directory(entries)
    meta = gzip.compress(json.dumps(metadata or {}).encode())
    zooms = [zoom for zoom, _, _ in tiles]
    offsets = [127]
    for part in (root, meta, leaf_bytes):
        offsets.append(offsets[-1] + len(part))
    head = b"PMTiles" + struct.pack(
        "<B11Q6B4iB2i", 3, offsets[0], len(root), offsets[1], len(meta), offsets[2], len(leaf_bytes), offsets[3],
        len(body), len(tiles), len(tiles), len(tiles), 1, 2, 2 if packed else 1, kind, min(zooms), max(zooms),
        *(int(c * 1e7) for c in WORLD), 0, 0, 0,
    )
    path.write_bytes(head + root + meta + leaf_bytes + body)
    return path
