"""PMTiles 3, by its public specification: one file with a directory of tiles along a Hilbert curve.

    header     127 bytes: offsets of the parts, packing, kind of tiles, zooms and bounds
    root       directory of the first entries, within the first 16 KiB
    metadata   JSON
    leaves     further directories
    tiles      the bytes themselves

A directory is a number of entries, then their tile numbers (as differences), run lengths, lengths and offsets, each as
a row of varints; an offset of 0 means "after the one before". A run length of 0 points to a leaf.
"""

from __future__ import annotations

import json
import struct
from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ioc_console.widgets.map.basemap.tile_source import (
    MOST_TILE_BYTES,
    BasemapProblem,
    Fault,
    TileFacts,
    checked_facts,
    unpacked,
)

_HEADER = struct.Struct("<7sB11Q6B4i")
_SUFFIXES = {1: ".mvt", 2: ".png", 3: ".jpg", 4: ".webp"}
_PLAIN, _GZIP = 1, 2
_MOST_LEAVES = 4
"""The specification allows a few levels; a circle of directories must not run for ever."""
_HELD = 64
"""Directories kept unpacked."""


@dataclass(frozen=True)
class _Directory:
    """Columns of a directory, in the order of the tile numbers."""

    ids: list[int]
    runs: list[int]
    lengths: list[int]
    offsets: list[int]


class PmTiles:
    """An open PMTiles file. Raises `BasemapProblem` when it is none, or is damaged."""

    def __init__(self, file: Path) -> None:
        self._path = file
        self._held: OrderedDict[tuple[int, int], _Directory] = OrderedDict()
        try:
            self._file: BinaryIO = file.open("rb")
        except OSError:
            raise BasemapProblem(Fault.UNREADABLE, file) from None
        try:
            self._facts = self._read_facts()
        except BasemapProblem:
            self._file.close()
            raise

    @property
    def facts(self) -> TileFacts:
        """What the page is told."""
        return self._facts

    def _read_facts(self) -> TileFacts:
        head = self._read(0, 127)
        if head[:8] != b"PMTiles\x03":
            raise BasemapProblem(Fault.NOT_A_MAP, self._path)
        fields = _HEADER.unpack(head[: _HEADER.size])
        (_, _, root, root_length, meta, meta_length, self._leaves, _, self._tiles, _, _, _, _,
         _, packing, tile_packing, kind, low, high, *corners) = fields
        suffix = _SUFFIXES.get(kind)
        if suffix is None or packing not in (_PLAIN, _GZIP) or tile_packing not in (_PLAIN, _GZIP):
            raise BasemapProblem(Fault.KIND, self._path)
        self._packed, self._tiles_packed = packing == _GZIP, tile_packing == _GZIP
        self._root = (root, root_length)
        self._directory(*self._root)
        metadata: Any = {}
        if meta_length:
            try:
                metadata = json.loads(self._unpacked(self._read(meta, meta_length), self._packed))
            except ValueError:
                raise BasemapProblem(Fault.DAMAGED, self._path) from None
        bounds = tuple(c / 1e7 for c in corners)
        return checked_facts(
            self._path, suffix, (low, high), bounds, metadata if isinstance(metadata, dict) else {}
        )

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """Bytes of a tile, None where the file has none."""
        wanted = tile_number(zoom, x, y)
        where = self._root
        for _ in range(_MOST_LEAVES):
            found = self._directory(*where)
            at = bisect_right(found.ids, wanted) - 1
            if at < 0:
                return None
            if found.runs[at]:
                if wanted - found.ids[at] >= found.runs[at]:
                    return None
                stored = self._read(self._tiles + found.offsets[at], found.lengths[at])
                return self._unpacked(stored, self._tiles_packed)
            where = (self._leaves + found.offsets[at], found.lengths[at])
        raise BasemapProblem(Fault.DAMAGED, self._path)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _read(self, offset: int, length: int) -> bytes:
        if not 0 < length <= MOST_TILE_BYTES:
            raise BasemapProblem(Fault.DAMAGED, self._path)
        try:
            self._file.seek(offset)
            data = self._file.read(length)
        except (OSError, OverflowError, ValueError):
            raise BasemapProblem(Fault.UNREADABLE, self._path) from None
        if len(data) < length:
            raise BasemapProblem(Fault.DAMAGED if offset else Fault.NOT_A_MAP, self._path)
        return data

    def _unpacked(self, data: bytes, packed: bool) -> bytes:
        return unpacked(data, self._path) if packed else data

    def _directory(self, offset: int, length: int) -> _Directory:
        held = self._held.get((offset, length))
        if held is None:
            try:
                held = read_directory(self._unpacked(self._read(offset, length), self._packed))
            except (IndexError, ValueError):
                raise BasemapProblem(Fault.DAMAGED, self._path) from None
            self._held[offset, length] = held
            if len(self._held) > _HELD:
                self._held.popitem(last=False)
        else:
            self._held.move_to_end((offset, length))
        return held


def read_directory(data: bytes) -> _Directory:
    """Entries of a directory. Raises ValueError or IndexError for bytes that are none."""
    at = 0

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
            if shift > 63:
                raise ValueError("a number of more than 64 bits")

    n = varint()
    if not 0 < n <= len(data):
        raise ValueError("a directory of no sensible size")
    ids, last = [], 0
    for _ in range(n):
        last += varint()
        ids.append(last)
    runs = [varint() for _ in range(n)]
    lengths = [varint() for _ in range(n)]
    offsets: list[int] = []
    for k in range(n):
        value = varint()
        if value == 0 and k == 0:
            raise ValueError("the first entry lies after none")
        offsets.append(value - 1 if value else offsets[k - 1] + lengths[k - 1])
    return _Directory(ids, runs, lengths, offsets)


def tile_number(zoom: int, x: int, y: int) -> int:
    """Place of a tile: all tiles of the zooms before, then along the Hilbert curve of its own."""
    number = ((1 << 2 * zoom) - 1) // 3
    side = 1 << zoom
    half = side >> 1
    while half:
        right, down = int(bool(x & half)), int(bool(y & half))
        number += half * half * ((3 * right) ^ down)
        if not down:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        half >>= 1
    return number
