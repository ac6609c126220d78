"""Giving dead slots back, a little at a time, when sync has nothing else to do.

Replaced buckets and deleted rows leave dead slots behind: every figure walks over them. Once they are a quarter of all,
living rows slide down over them in slot order, so that what is near in time stays near, and the empty end is cut off.
Each step is one transaction that leaves a cache like any other; what is to be done next is read from the segments, so
a stop anywhere costs nothing.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioc_domain.entities import ENTITIES, SEGMENT_ROWS, Entity

from . import layout, search_keeping
from .buckets import transaction
from .segment_writer import SegmentWriter

ROWS = 32_768
"""Rows moved in one step: well under a second."""
LEAST_DEAD = 16_384
LEAST_SHARE = 0.25


def compact_some(connection: sqlite3.Connection) -> bool:
    """One step where it is worth it; False when there is nothing (more) to do."""
    for entity in ENTITIES:
        # A cache whose counts are wrong may look worth it for ever: no progress is an end as well.
        if layout.has_slots(entity) and is_worth_it(connection, entity) and slide(connection, entity):
            return True
    return False


def is_worth_it(connection: sqlite3.Connection, entity: Entity) -> bool:
    """True while a quarter of the slots (and more than a few) hold no row."""
    (used,) = connection.execute(
        'SELECT coalesce(sum(n), 0) FROM segment WHERE entity = ? AND "column" = ?',
        (entity.name, entity.segments[0].name),
    ).fetchone()
    # The buckets know how many rows there are; counting ten million would take a second.
    (living,) = connection.execute(
        "SELECT coalesce(sum(count), 0) FROM bucket WHERE entity = ?", (entity.name,)
    ).fetchone()
    dead = used - living
    if dead < LEAST_DEAD or dead < LEAST_SHARE * used:
        return False
    return bool(used > int(connection.execute(f'SELECT count(*) FROM "{entity.name}"').fetchone()[0]))


def slide(connection: sqlite3.Connection, entity: Entity, limit: int = ROWS) -> int:
    """Move up to `limit` living rows down to the first dead slots, or cut off the end when only dead ones are left
    there; one transaction. Returns how many rows were moved or slots given back.

    Raises ValueError for an entity whose key is no segment column.
    """
    key = entity.key[0]
    if len(entity.key) != 1 or key not in {c.name for c in entity.segments}:
        raise ValueError(f"{entity.name}: rows are found by their key in the segments")
    with transaction(connection):
        columns = _Columns(connection, entity)
        first = columns.first_dead()
        living = columns.living_after(first, limit)
        writer = SegmentWriter(connection, entity)
        if not len(living):
            given_back = writer.used - first
            _cut(connection, entity, writer, first)
            return given_back
        places = np.arange(first, first + len(living), dtype=np.int64)
        values = {c.name: columns.at(c.name, living) for c in entity.segments}
        writer.write(places, values)
        # A slot that a row left and none came to.
        writer.kill(np.setdiff1d(living, places))
        writer.tighten(range(first // SEGMENT_ROWS, int(places[-1]) // SEGMENT_ROWS + 1))
        writer.flush()
        connection.executemany(
            f'UPDATE "{entity.name}" SET slot = ? WHERE "{key}" = ?',
            zip(places.tolist(), values[key].tolist(), strict=True),
        )
        search_keeping.slots_changed(connection, entity, np.union1d(places, living).tolist())
    return len(living)


class _Columns:
    """Segments of one entity as they are before the step."""

    def __init__(self, connection: sqlite3.Connection, entity: Entity) -> None:
        self._connection, self._entity = connection, entity
        self._dtypes = {c.name: np.dtype(c.dtype) for c in entity.segments}
        self._lengths = connection.execute(
            'SELECT no, n, hi FROM segment WHERE entity = ? AND "column" = ? ORDER BY no',
            (entity.name, layout.LIVENESS),
        ).fetchall()

    def _read(self, name: str, no: int) -> NDArray[Any]:
        n, data = self._connection.execute(
            'SELECT n, data FROM segment WHERE entity = ? AND "column" = ? AND no = ?', (self._entity.name, name, no)
        ).fetchone()
        return np.frombuffer(data, self._dtypes[name])[:n]

    def first_dead(self) -> int:
        """The first dead slot; the number of slots where there is none."""
        for no, n, hi in self._lengths:
            if hi >= layout.DEAD:
                dead = np.flatnonzero(self._read(layout.LIVENESS, no) == layout.DEAD)
                if len(dead):
                    return int(no * SEGMENT_ROWS + dead[0])
            end = no * SEGMENT_ROWS + n
        return int(end) if self._lengths else 0

    def living_after(self, slot: int, limit: int) -> NDArray[np.int64]:
        """The first living slots after one, in order, at most `limit`."""
        found: list[NDArray[np.int64]] = []
        count = 0
        for no, _, _ in self._lengths:
            if count >= limit or (no + 1) * SEGMENT_ROWS <= slot:
                continue
            here = np.flatnonzero(self._read(layout.LIVENESS, no) != layout.DEAD) + no * SEGMENT_ROWS
            here = here[here > slot]
            found.append(here)
            count += len(here)
        return np.concatenate(found)[:limit].astype(np.int64) if found else np.empty(0, np.int64)

    def at(self, name: str, slots: NDArray[np.int64]) -> NDArray[Any]:
        """A column at slots that are in order."""
        numbers = slots // SEGMENT_ROWS
        pieces = [self._read(name, int(no))[slots[numbers == no] % SEGMENT_ROWS] for no in np.unique(numbers)]
        return np.concatenate(pieces)


def _cut(connection: sqlite3.Connection, entity: Entity, writer: SegmentWriter, used: int) -> None:
    """Only the first `used` slots are left."""
    gone = writer.cut(used)
    writer.flush()
    for no in gone:
        search_keeping.drop_slice(connection, entity, no)
