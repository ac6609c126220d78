"""Writing column segments: appending rows, changing values at slots, marking slots dead.

A segment is a BLOB of full capacity from the start, so that values are written in place by incremental I/O and
only the touched pages reach the log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioc_domain.entities import SEGMENT_ROWS, Entity

from . import layout
from .sync_state import read_state, write_state

PAGE_BYTES = 4096
"""Granularity of partial writes: about one database page."""


@dataclass
class _Segment:
    row: int
    n: int
    lo: int
    hi: int
    dirty: bool = False


class SegmentWriter:
    """Segments of one entity inside the caller's write transaction; call `flush` before the commit."""

    def __init__(self, connection: sqlite3.Connection, entity: Entity) -> None:
        if not any(c.name == layout.LIVENESS and c.dtype == "|u1" for c in entity.segments):
            raise ValueError(f"{entity.name}: segments need a column {layout.LIVENESS} of one byte")
        self._connection = connection
        self._entity = entity
        self._dtypes = {c.name: np.dtype(c.dtype) for c in entity.segments}
        self._segments: dict[tuple[str, int], _Segment] = {
            (column, no): _Segment(row, n, lo, hi)
            for row, column, no, n, lo, hi in connection.execute(
                'SELECT id, "column", no, n, lo, hi FROM segment WHERE entity = ?', (entity.name,)
            )
        }
        first = entity.segments[0].name
        self.used = sum(s.n for (column, _), s in self._segments.items() if column == first)
        """Slots given so far, dead ones among them."""

    def append(self, columns: Mapping[str, NDArray[Any]]) -> int:
        """Append rows to the open segments, across their boundary where needed; returns the first slot.

        `columns`: one array per segment column, all of one length. Raises ValueError when one is missing or of
        another length or type.
        """
        lengths = {len(columns[name]) for name in self._dtypes}
        if len(lengths) != 1:
            raise ValueError(f"columns of different lengths: {sorted(lengths)}")
        (count,) = lengths
        first = self.used
        for name, dtype in self._dtypes.items():
            values = columns[name]
            if values.dtype != dtype:
                raise ValueError(f"{name}: {values.dtype}, expected {dtype}")
            done = 0
            while done < count:
                no, offset = divmod(first + done, SEGMENT_ROWS)
                piece = values[done : done + SEGMENT_ROWS - offset]
                self._put(name, no, offset, piece)
                done += len(piece)
        self.used = first + count
        return first

    def _put(self, name: str, no: int, offset: int, piece: NDArray[Any]) -> None:
        dtype = self._dtypes[name]
        lo, hi = int(piece.min()), int(piece.max())
        segment = self._segments.get((name, no))
        if segment is None:
            whole = np.zeros(SEGMENT_ROWS, dtype)
            whole[offset : offset + len(piece)] = piece
            row = self._connection.execute(
                'INSERT INTO segment(entity, "column", no, n, lo, hi, version, data) VALUES (?, ?, ?, ?, ?, ?, 0, ?)',
                (self._entity.name, name, no, len(piece), lo, hi, whole.data),
            ).lastrowid
            self._segments[name, no] = _Segment(int(row or 0), offset + len(piece), lo, hi, dirty=True)
            return
        with self._connection.blobopen("segment", "data", segment.row) as blob:
            blob.seek(offset * dtype.itemsize)
            blob.write(np.ascontiguousarray(piece).data)
        segment.n = max(segment.n, offset + len(piece))
        segment.lo, segment.hi = min(segment.lo, lo), max(segment.hi, hi)
        segment.dirty = True

    def write(
        self,
        slots: Sequence[int] | NDArray[np.int64],
        columns: Mapping[str, NDArray[Any]],
        before: Mapping[str, NDArray[Any]] | None = None,
    ) -> None:
        """Set values at slots (each given once). Only pages whose bytes differ are written.

        `before`: what the slots hold now, as far as the caller knows; columns that do not change are not looked at.
        """
        where = np.asarray(slots, dtype=np.int64)
        for name, values in columns.items():
            if before is not None and name in before:
                (differs,) = np.nonzero(before[name] != values)
                self._set(name, where[differs], values[differs])
            else:
                self._set(name, where, values)

    def _set(self, name: str, where: NDArray[np.int64], values: NDArray[Any]) -> None:
        if not len(where):
            return
        order = np.argsort(where, kind="stable")
        where, values = where[order], values[order]
        numbers = where // SEGMENT_ROWS
        starts = np.flatnonzero(np.r_[True, numbers[1:] != numbers[:-1]])
        for start, stop in zip(starts, [*starts[1:], len(where)], strict=True):
            self._change(name, int(numbers[start]), where[start:stop] % SEGMENT_ROWS, values[start:stop])

    def _change(self, name: str, no: int, offsets: NDArray[np.int64], values: NDArray[Any]) -> None:
        dtype = self._dtypes[name]
        segment = self._segments[name, no]
        with self._connection.blobopen("segment", "data", segment.row) as blob:
            current = np.frombuffer(blob.read(), dtype)
            differs = current[offsets] != values
            if not differs.any():
                return
            changed = current.copy()
            changed[offsets] = values
            pages = np.unique(offsets[differs] * dtype.itemsize // PAGE_BYTES)
            raw = changed.view(np.uint8)
            # Neighbouring pages are written in one go.
            for run in np.split(pages, np.flatnonzero(np.diff(pages) > 1) + 1):
                begin, end = int(run[0]) * PAGE_BYTES, (int(run[-1]) + 1) * PAGE_BYTES
                blob.seek(begin)
                blob.write(raw[begin:end].data)
        segment.lo, segment.hi = min(segment.lo, int(values.min())), max(segment.hi, int(values.max()))
        segment.dirty = True

    def kill(self, slots: Sequence[int] | NDArray[np.int64], *, wipe: bool = False) -> None:
        """Mark slots dead: readers fold them away. `wipe` overwrites what they held as well."""
        if wipe:
            self.write(slots, {name: np.zeros(len(slots), dtype) for name, dtype in self._dtypes.items()})
        self.write(slots, {layout.LIVENESS: np.full(len(slots), layout.DEAD, np.uint8)})

    def tighten(self, numbers: Iterable[int]) -> None:
        """Bounds of these segments as their values really are: writing in place only ever widens them."""
        for no in numbers:
            for name, dtype in self._dtypes.items():
                segment = self._segments[name, no]
                with self._connection.blobopen("segment", "data", segment.row, readonly=True) as blob:
                    values = np.frombuffer(blob.read(segment.n * dtype.itemsize), dtype)
                lo, hi = int(values.min()), int(values.max())
                if (lo, hi) != (segment.lo, segment.hi):
                    segment.lo, segment.hi, segment.dirty = lo, hi, True

    def cut(self, used: int) -> list[int]:
        """Give back every slot from `used` on; returns the numbers of the segments that went with them."""
        gone: set[int] = set()
        for (name, no), segment in list(self._segments.items()):
            n = min(segment.n, max(0, used - no * SEGMENT_ROWS))
            if n == segment.n:
                continue
            if n == 0:
                self._connection.execute("DELETE FROM segment WHERE id = ?", (segment.row,))
                del self._segments[name, no]
                gone.add(no)
            else:
                segment.n, segment.dirty = n, True
        self.used = min(self.used, used)
        return sorted(gone)

    def flush(self) -> bool:
        """Write bounds and versions of what changed; True when anything did."""
        dirty = [s for s in self._segments.values() if s.dirty]
        if not dirty:
            return False
        version = read_state(self._connection).segment_version + 1
        self._connection.executemany(
            "UPDATE segment SET n = ?, lo = ?, hi = ?, version = ? WHERE id = ?",
            [(s.n, s.lo, s.hi, version, s.row) for s in dirty],
        )
        write_state(self._connection, segment_version=version)
        for segment in dirty:
            segment.dirty = False
        return True


def as_columns(entity: Entity, rows: Sequence[tuple[Any, ...]], names: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Segment columns of rows whose fields are named; raises OverflowError for a value that does not fit."""
    place = {name: i for i, name in enumerate(names)}
    return {
        c.name: np.fromiter(map(itemgetter(place[c.name]), rows), np.dtype(c.dtype), len(rows)) for c in entity.segments
    }
