"""Recomputing what the cache holds from its rows: weekly, and after a writer that did not stop cleanly.

    repair(connection, suspects(connection))        # then fetch what is wanted

Every row is encoded again and hashed, so a damaged number or text is found, not only a lost row; the column segments
are compared with the rows. It detects faults of disks and programs, not attackers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

import numpy as np

from ioc_domain.entities import SEGMENT_ROWS, Entity, schema
from ioc_domain.wire import MASK64, encode_record, row_hash, to_signed

from . import layout, search_keeping
from .buckets import READY, Bucket, all_buckets, entity_of, find, transaction, want_again
from .segment_writer import SegmentWriter, as_columns
from .sync_state import read_state

_ROWS = 10_000


def verify_bucket(connection: sqlite3.Connection, name: str) -> bool:
    """Whether rows, texts and segments of a ready bucket are what its count and digest say.

    A bucket that is not ready, or that this cache does not know, holds nothing to be wrong: True. Runs in the
    caller's transaction or in short ones of SQLite's own.
    """
    bucket = find(connection, name)
    if bucket is None or bucket.state != READY:
        return True
    entity = entity_of(name)
    # Rows of a data centre that knows more columns are hashed with them, and this cache does not have them: of such a
    # row only its hash can be added up.
    spoken = read_state(connection).schema in ("", schema())
    count = digest = 0
    for rows in _batches(connection, entity, bucket):
        for fields, rev, h, _ in rows:
            if None in fields and _missing(entity, fields):
                return False
            record = entity.record(*fields)
            found = row_hash(entity.name, entity.key_of(record), rev, encode_record(record))
            if to_signed(found) != h:
                if spoken:
                    return False
                found = h & MASK64
            digest = (digest + found) & MASK64
            count += 1
        if entity.segments and not _segments_agree(connection, entity, rows):
            return False
    return (count, digest) == (bucket.count, bucket.digest)


def suspects(connection: sqlite3.Connection, stop: Callable[[], bool] = lambda: False) -> list[str]:
    """Buckets that are not what they should be; ends early, with those found so far, once `stop()` is true."""
    found = []
    for name in sorted(all_buckets(connection)):
        if stop():
            break
        if not verify_bucket(connection, name):
            found.append(name)
    return found


def repair(connection: sqlite3.Connection, names: list[str]) -> None:
    """Have these buckets fetched again; their rows stay readable until then.

    Texts without a row are removed and segments are made anew from the rows, so that nothing of the damage is left
    beside the rows that will be replaced.
    """
    for entity in {entity_of(name).name: entity_of(name) for name in names}.values():
        if entity.text_columns:
            keys = layout.quoted(entity.key)
            connection.execute(
                f'DELETE FROM "{layout.text_table(entity)}" WHERE ({keys}) NOT IN (SELECT {keys} FROM "{entity.name}")'
            )
        if entity.segments:
            compact(connection, entity)
    for name in names:
        want_again(connection, name)


_Row = tuple[tuple[object, ...], int, int, int]
"""Record fields, rev, h, slot (-1 without segments)."""


def _batches(connection: sqlite3.Connection, entity: Entity, bucket: Bucket) -> Iterator[list[_Row]]:
    """Rows of a bucket in batches, with their text."""
    narrow = ", ".join(f'r."{c}"' for c in entity.row_columns)
    slot = "r.slot" if entity.segments else "-1"
    join, wide = "", ""
    if entity.text_columns:
        wide = ", " + ", ".join(f't."{c}"' for c in entity.text_columns)
        keys = " AND ".join(f't."{k}" = r."{k}"' for k in entity.key)
        join = f'LEFT JOIN "{layout.text_table(entity)}" AS t ON {keys}'
    cursor = connection.execute(
        f'SELECT r.rev, r.h, {slot}, {narrow}{wide} FROM "{entity.name}" AS r {join} WHERE r.bucket = ?', (bucket.id,)
    )
    order = (*entity.row_columns, *entity.text_columns)
    places = [order.index(c) for c in entity.columns]
    while rows := cursor.fetchmany(_ROWS):
        yield [(tuple(row[3 + p] for p in places), row[0], row[1], row[2]) for row in rows]


def _missing(entity: Entity, fields: tuple[object, ...]) -> bool:
    return any(value is None and not may for value, may in zip(fields, entity.nullable, strict=True))


def _segments_agree(connection: sqlite3.Connection, entity: Entity, rows: list[_Row]) -> bool:
    slots = np.array([row[3] for row in rows], np.int64)
    want = as_columns(entity, [row[0] for row in rows], entity.columns)
    for number in np.unique(slots // SEGMENT_ROWS).tolist():
        here = slots // SEGMENT_ROWS == number
        for column in entity.segments:
            stored = connection.execute(
                'SELECT n, data FROM segment WHERE entity = ? AND "column" = ? AND no = ?',
                (entity.name, column.name, number),
            ).fetchone()
            if stored is None or stored[0] <= int(slots[here].max()) % SEGMENT_ROWS:
                return False
            values = np.frombuffer(stored[1], column.dtype)
            if (values[slots[here] % SEGMENT_ROWS] != want[column.name][here]).any():
                return False
    return True


def compact(connection: sqlite3.Connection, entity: Entity) -> int:
    """Give the living rows of an entity new slots without gaps, in key order, in one transaction.

    For when many slots are dead (replaced buckets leave theirs behind). Returns the number of slots won. Search is
    built anew.
    """
    with transaction(connection):
        before = SegmentWriter(connection, entity).used
        for (no,) in connection.execute("SELECT no FROM search_slice WHERE entity = ?", (entity.name,)).fetchall():
            search_keeping.drop_slice(connection, entity, no)
        connection.execute("DELETE FROM segment WHERE entity = ?", (entity.name,))
        writer = SegmentWriter(connection, entity)
        names = tuple(c.name for c in entity.segments)
        key = entity.key[0]
        last: int | None = None
        while True:
            rows = connection.execute(
                f'SELECT {layout.quoted(names)}, "{key}" FROM "{entity.name}" WHERE ? IS NULL OR "{key}" > ?'
                f' ORDER BY "{key}" LIMIT ?',
                (last, last, SEGMENT_ROWS),
            ).fetchall()
            if not rows:
                break
            first = writer.append(as_columns(entity, rows, names))
            connection.executemany(
                f'UPDATE "{entity.name}" SET slot = ? WHERE "{key}" = ?',
                [(first + i, row[-1]) for i, row in enumerate(rows)],
            )
            last = rows[-1][-1]
        writer.flush()
        if writer.used:
            search_keeping.slots_appended(connection, entity, 0)
    return before - writer.used


def dead_share(connection: sqlite3.Connection, entity: Entity) -> float:
    """Share of the slots given that no row lies in."""
    used = SegmentWriter(connection, entity).used
    if not used:
        return 0.0
    (living,) = connection.execute(f'SELECT count(*) FROM "{entity.name}"').fetchone()
    return 1.0 - float(living) / used
