"""Parts into the mirror: a small SQLite file attached read-only, copied by the engine, no row decoded in Python."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioc_domain.entities import Entity
from ioc_domain.parts import FORMAT
from ioc_domain.wire import MASK64, Snapshot, SnapshotPart

from . import layout, search_keeping
from .buckets import (
    LOADING,
    READY,
    Bucket,
    compare_later,
    drop_rows,
    entity_of,
    find,
    finish_snapshot,
    store_sums,
    sums,
    transaction,
)
from .segment_writer import SegmentWriter
from .sync_state import read_state

_ALIAS = "part"
CHUNK = 1 << 20
MAPPED_BYTES = 1 << 29
"""Most of an unpacked part that is read as memory; what lies beyond is read as a file."""


class DamagedPart(Exception):
    """The file is not the part that was promised: never applied."""


@dataclass(frozen=True)
class PartApplied:
    """What a part brought. `ready`: it was the last, the bucket is complete."""

    rows: int
    ready: bool


def unpack(compressed: Path, target: Path, promised: SnapshotPart) -> Path:
    """Check the sha256 of the compressed bytes, then decompress them to `target`, streaming.

    Raises `DamagedPart` when the bytes are not those promised or no zstd.
    """
    import zstandard

    hashing = hashlib.sha256()
    with compressed.open("rb") as source:
        while piece := source.read(CHUNK):
            hashing.update(piece)
    if hashing.hexdigest() != promised.sha256:
        raise DamagedPart(f"part {promised.n}: other bytes than promised")
    try:
        with compressed.open("rb") as source, target.open("wb") as file:
            zstandard.ZstdDecompressor().copy_stream(source, file, read_size=CHUNK, write_size=CHUNK)
    except zstandard.ZstdError as error:
        target.unlink(missing_ok=True)
        raise DamagedPart(f"part {promised.n}: {error}") from error
    return target


def apply_part(connection: sqlite3.Connection, snapshot: Snapshot, index: int, path: Path) -> PartApplied:
    """Apply part number `index` (0-based place in `snapshot.parts`) from its unpacked file, in one transaction.

    The first part drops the rows the bucket had before; the last one compares count and digest with the snapshot
    and opens the bucket to pages. Parts are applied in order. Raises `DamagedPart`, `buckets.DigestMismatch`,
    ValueError when it is not this part's turn. On any error nothing was changed.
    """
    entity = entity_of(snapshot.bucket)
    bucket = find(connection, snapshot.bucket)
    if bucket is None or bucket.parts_done != index:
        raise ValueError(f"{snapshot.bucket}: part {index} out of turn")
    with _attached(connection, path):
        rows = _check(connection, entity, snapshot, snapshot.parts[index])
        with transaction(connection):
            if index == 0 and bucket.count:
                drop_rows(connection, entity, bucket.id)
            count, digest = (0, 0) if index == 0 else (bucket.count, bucket.digest)
            part_count, part_digest = sums(connection, f"{_ALIAS}.rows")
            if _copy(connection, entity, bucket, snapshot.at):
                count, digest = count + part_count, (digest + part_digest) & MASK64
            else:
                count, digest = sums(connection, f'"{entity.name}"', "WHERE bucket = ?", (bucket.id,))
            store_sums(connection, bucket.id, count, digest)
            connection.execute(
                "UPDATE bucket SET state = ?, parts_done = ? WHERE id = ?", (LOADING, index + 1, bucket.id)
            )
            ready = index + 1 == len(snapshot.parts)
            if ready:
                finish_snapshot(connection, snapshot)
    return PartApplied(rows, ready)


@contextmanager
def _attached(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        connection.execute(f"ATTACH DATABASE ? AS {_ALIAS}", (uri,))
    except sqlite3.DatabaseError as error:
        raise DamagedPart(str(error)) from error
    try:
        yield
    finally:
        connection.execute(f"DETACH DATABASE {_ALIAS}")


def _check(connection: sqlite3.Connection, entity: Entity, snapshot: Snapshot, promised: SnapshotPart) -> int:
    """Number of rows of a part that is what it should be; raises `DamagedPart`."""
    try:
        # Its pages are looked at where they lie in memory, not copied out one by one.
        connection.execute(f"PRAGMA {_ALIAS}.mmap_size = {MAPPED_BYTES}").fetchall()
        objects = connection.execute(f"SELECT type, name FROM {_ALIAS}.sqlite_master").fetchall()
        foreign = [name for kind, name in objects if kind not in ("table", "index")]
        if foreign:
            raise DamagedPart(f"holds more than tables: {foreign}")
        # A data centre of the version before does not know the newest columns: its rows have the defaults.
        wanted = {"rows": ("slot", *(c for c in entity.row_columns if c not in entity.later_columns), "rev", "h")}
        if entity.text_columns:
            wanted["texts"] = ("slot", *layout.text_columns(entity))
        if entity.segments:
            wanted["columns"] = ("name", "dtype", "data")
        for table, columns in wanted.items():
            found = tuple(r[1] for r in connection.execute(f"PRAGMA {_ALIAS}.table_info('{table}')"))
            if not set(columns) <= set(found):
                raise DamagedPart(f"{table} has columns {found}")
        meta = dict(connection.execute(f"SELECT key, value FROM {_ALIAS}.meta").fetchall())
        (rows,) = connection.execute(f"SELECT count(*) FROM {_ALIAS}.rows").fetchone()
    except sqlite3.DatabaseError as error:
        raise DamagedPart(str(error)) from error
    said = (meta.get("format"), meta.get("table"), meta.get("bucket"), meta.get("at"))
    if said != (FORMAT, entity.name, snapshot.bucket, str(snapshot.at)):
        raise DamagedPart(f"says it is {said}")
    if rows != promised.rows:
        raise DamagedPart(f"{rows} rows, {promised.rows} promised")
    return int(rows)


def _copy(connection: sqlite3.Connection, entity: Entity, bucket: Bucket, at: int) -> bool:
    """Copy rows, texts and columns; False when some rows were left out because newer ones are in other buckets."""
    offset = 0
    if entity.segments:
        writer = SegmentWriter(connection, entity)
        offset = writer.append(_columns(connection, entity))
        writer.flush()
    complete = True
    try:
        _insert_rows(connection, entity, bucket.id, offset, "", "INSERT")
    except sqlite3.IntegrityError:
        # Some keys are in the cache already, in another bucket: rows that moved between scopes or years.
        complete = _make_way(connection, entity, bucket, offset, at)
        try:
            _insert_rows(connection, entity, bucket.id, offset, _STAYING, "INSERT OR REPLACE")
        except sqlite3.IntegrityError as error:
            raise DamagedPart(str(error)) from error
        finally:
            connection.execute("DROP TABLE temp.met")
    if entity.segments:
        search_keeping.slots_appended(connection, entity, offset)
    return complete


def _columns(connection: sqlite3.Connection, entity: Entity) -> dict[str, NDArray[Any]]:
    stored = {
        name: (dtype, data)
        for name, dtype, data in connection.execute(f"SELECT name, dtype, data FROM {_ALIAS}.columns")
    }
    (rows,) = connection.execute(f"SELECT count(*) FROM {_ALIAS}.rows").fetchone()
    columns = {}
    for column in entity.segments:
        if column.name not in stored and column.name in entity.later_columns:
            columns[column.name] = np.full(rows, entity.default(column.name), np.dtype(column.dtype))
            continue
        if column.name not in stored or stored[column.name][0] != column.dtype:
            raise DamagedPart(f"no column {column.name} of {column.dtype}")
        data = stored[column.name][1]
        if len(data) % np.dtype(column.dtype).itemsize:
            raise DamagedPart(f"{column.name}: {len(data)} bytes")
        columns[column.name] = np.frombuffer(data, np.dtype(column.dtype))
    lengths = {name: len(values) for name, values in columns.items()}
    if set(lengths.values()) != {rows}:
        raise DamagedPart(f"columns of other lengths than {rows}: {lengths}")
    return columns


def _insert_rows(
    connection: sqlite3.Connection, entity: Entity, bucket: int, offset: int, where: str, verb: str
) -> None:
    told = {row[1] for row in connection.execute(f"PRAGMA {_ALIAS}.table_info('rows')")}
    columns = layout.quoted(tuple(c for c in entity.row_columns if c in told))
    slot, slot_value = (", slot", ", slot + ?") if entity.segments else ("", "")
    parameters: tuple[int, ...] = (bucket, offset) if entity.segments else (bucket,)
    connection.execute(
        f'INSERT INTO main."{entity.name}"({columns}, bucket, rev, h{slot})'
        f" SELECT {columns}, ?, rev, h{slot_value} FROM {_ALIAS}.rows {where} ORDER BY slot",
        parameters,
    )
    if entity.text_columns:
        texts = layout.quoted(layout.text_columns(entity))
        connection.execute(
            f'{verb} INTO main."{layout.text_table(entity)}"({texts})'
            f" SELECT {texts} FROM {_ALIAS}.texts {where} ORDER BY slot"
        )


_STAYING = "WHERE slot NOT IN (SELECT part_slot FROM temp.met WHERE NOT gives_way)"


def _make_way(connection: sqlite3.Connection, entity: Entity, bucket: Bucket, offset: int, at: int) -> bool:
    """Remove older rows that this part brings again; `temp.met` then names those of the part to leave out.

    A key is in one bucket at a time, so of two the bucket that is known up to a later sequence is right (revisions
    do not tell: a key that was deleted and made anew starts again). A bucket to be fetched anyway always gives way.
    Counts and digests of the buckets that lose rows are put right; slots of rows that go or are left out are dead.
    Returns True when none is left out.
    """
    pull_from = read_state(connection).pull_from
    join = " AND ".join(f'm."{k}" = p."{k}"' for k in entity.key)
    keys = layout.quoted(entity.key)
    connection.execute(
        f"CREATE TEMP TABLE met AS SELECT {layout.quoted(entity.key, 'p.')}, p.slot AS part_slot, m.bucket AS bucket,"
        f" m.h AS h, m.{'slot' if entity.segments else 'h'} AS slot, (b.state <> ? OR max(b.at, ?) <= ?) AS gives_way"
        f' FROM {_ALIAS}.rows AS p JOIN main."{entity.name}" AS m ON {join} JOIN main.bucket AS b ON b.id = m.bucket',
        (READY, pull_from, at),
    )
    if connection.execute("SELECT 1 FROM temp.met WHERE bucket = ?", (bucket.id,)).fetchone():
        raise DamagedPart("a row of an earlier part comes again")
    if entity.segments:
        dead = [
            slot if gives_way else offset + part_slot
            for slot, part_slot, gives_way in connection.execute("SELECT slot, part_slot, gives_way FROM temp.met")
        ]
        writer = SegmentWriter(connection, entity)
        writer.kill(dead)
        writer.flush()
        search_keeping.slots_changed(connection, entity, dead)
    for other, count, digest in connection.execute("SELECT id, count, digest FROM bucket").fetchall():
        lost = [h for (h,) in connection.execute("SELECT h FROM temp.met WHERE bucket = ? AND gives_way", (other,))]
        if lost:
            store_sums(connection, other, count - len(lost), digest - sum(lost))
            compare_later(connection, other, at)
    going = f"SELECT {keys} FROM temp.met WHERE gives_way"
    connection.execute(f'DELETE FROM main."{entity.name}" WHERE ({keys}) IN ({going})')
    (explained_at,) = connection.execute(
        "SELECT max(at) FROM bucket WHERE id IN (SELECT bucket FROM temp.met WHERE NOT gives_way)"
    ).fetchone()
    if explained_at is None:
        return True
    compare_later(connection, bucket.id, max(explained_at, pull_from))
    return False
