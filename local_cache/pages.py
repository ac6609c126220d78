"""Pages into the mirror: one transaction per page, everything of it or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np

from ioc_domain.entities import BY_NAME, Entity
from ioc_domain.records import Record
from ioc_domain.wire import DELETE, PUT, RESET, Operation, PageHeader, PageTrailer, digest_hex, row_hash, to_signed

from . import layout, search
from .buckets import (
    READY,
    Bucket,
    DigestMismatch,
    add_empty,
    all_buckets,
    compare_later,
    entity_name,
    store_sums,
    transaction,
    want_again,
)
from .segment_writer import SegmentWriter, as_columns
from .store import read_state, write_state


class WrongPage(Exception):
    """The page does not start where this cache stands, or is of another epoch: not applied."""


@dataclass(frozen=True)
class PageApplied:
    """What a page did. `wanted`: buckets to fetch by snapshot now; `settled`: command ids for `Outbox.settle`."""

    tables: frozenset[str]
    changes: int
    wanted: tuple[str, ...]
    settled: tuple[str, ...]
    applied_to: int


@dataclass
class _Row:
    """State of one key while the page is played through: what is stored and what shall be."""

    bucket: int
    rev: int
    h: int
    slot: int
    old_bucket: int
    old_rev: int
    old_h: int
    record: Record | None = None
    touched: bool = False


@dataclass
class _Sums:
    count: int = 0
    digest: int = 0


@dataclass
class _Play:
    """The page's operations folded per table and key."""

    buckets: dict[str, Bucket]
    names: dict[int, str]
    sums: dict[int, _Sums] = field(default_factory=dict)
    reset: list[str] = field(default_factory=list)
    changes: int = 0


def apply_page(
    connection: sqlite3.Connection,
    header: PageHeader,
    operations: Sequence[Operation],
    trailer: PageTrailer,
    *,
    now: int = 0,
) -> PageApplied:
    """Apply one page in one transaction.

    Puts where the revision is newer, deletes, resets, writes the touched segments, compares the digests of the
    touched buckets, notes the settled commands and stores the cursor; `now` is stored as the time of the last pull
    when no more pages follow. Operations on buckets that are still to be fetched, or at or below a bucket's `at`,
    are passed over, and so are tables this program does not know.

    Raises `WrongPage`, `DigestMismatch` (call `buckets.want_again`, fetch the snapshot and apply the page again),
    msgspec.MsgspecError and OverflowError for rows that are no records. On any error nothing was changed.
    """
    state = read_state(connection)
    if header.epoch != state.epoch or header.after != state.pull_from or header.to < header.after:
        raise WrongPage(f"page {header.epoch}:{header.after}, cache {state.epoch}:{state.pull_from}")
    with transaction(connection):
        have = all_buckets(connection)
        play = _Play(have, {b.id: b.name for b in have.values()})
        by_table: dict[str, list[Operation]] = {}
        for op in operations:
            if _takes(connection, play, op):
                by_table.setdefault(op.table, []).append(op)
        tables = {t for t, ops in by_table.items() if _apply_table(connection, BY_NAME[t], ops, play)}
        for bucket_id, change in play.sums.items():
            bucket = play.buckets[play.names[bucket_id]]
            store_sums(connection, bucket_id, bucket.count + change.count, bucket.digest + change.digest)
        _compare(connection, header, trailer, play)
        for name in play.reset:
            want_again(connection, name)
        connection.executemany(
            "INSERT OR IGNORE INTO settled(id, seq) VALUES (?, ?)", [(c, header.to) for c in trailer.commands]
        )
        cursor = max(state.cursor, header.to)
        write_state(connection, cursor=cursor, pull_from=header.to)
        if now and not header.more:
            write_state(connection, last_pull=max(state.last_pull, now))
    return PageApplied(
        frozenset(tables), play.changes, tuple(dict.fromkeys(play.reset)), tuple(trailer.commands), header.to
    )


def forget_settled(connection: sqlite3.Connection, command_ids: Iterable[str]) -> None:
    """After `Outbox.settle`: the outbox knows by itself now."""
    connection.executemany("DELETE FROM settled WHERE id = ?", [(c,) for c in command_ids])


def _takes(connection: sqlite3.Connection, play: _Play, op: Operation) -> bool:
    if op.table not in BY_NAME:
        return False
    bucket = play.buckets.get(op.bucket)
    if bucket is None:
        number = add_empty(connection, op.bucket)
        bucket = Bucket(number, op.bucket, op.table, 0, 0, 0, READY, 0, 0, 0)
        play.buckets[op.bucket] = bucket
        play.names[number] = op.bucket
    if bucket.state != READY or op.seq <= bucket.at or op.bucket in play.reset:
        return False
    if op.op == RESET:
        play.reset.append(op.bucket)
        return False
    if op.op not in (PUT, DELETE):
        raise WrongPage(f"unknown operation {op.op!r}")
    return True


def _compare(connection: sqlite3.Connection, header: PageHeader, trailer: PageTrailer, play: _Play) -> None:
    now = all_buckets(connection)
    for name, promised in trailer.digests.items():
        bucket = now.get(name)
        if bucket is None and promised.count and entity_name(name) in BY_NAME:
            # Whoever first wrote to it did so in this page, and the page does not say what.
            raise DigestMismatch(name, f"not known, promised {promised.count} rows")
        if bucket is None or bucket.state != READY or name in play.reset:
            continue
        if header.to < max(bucket.at, bucket.compare_from):
            continue
        if bucket.count != promised.count or digest_hex(bucket.digest) != promised.digest:
            raise DigestMismatch(
                name, f"{bucket.count} rows {digest_hex(bucket.digest)}, promised {promised.count} {promised.digest}"
            )


_DECODERS: dict[str, msgspec.json.Decoder[Any]] = {}


def _decoder(entity: Entity) -> msgspec.json.Decoder[Any]:
    if entity.name not in _DECODERS:
        _DECODERS[entity.name] = msgspec.json.Decoder(entity.record)
    return _DECODERS[entity.name]


def _apply_table(connection: sqlite3.Connection, entity: Entity, operations: list[Operation], play: _Play) -> bool:
    """Fold the operations of one table, then write the outcome; True when anything changed."""
    rows = _stored(connection, entity, {op.key for op in operations})
    decode = _decoder(entity).decode
    for op in operations:
        bucket = play.buckets[op.bucket].id
        row = rows.get(op.key)
        if row is None:
            row = rows[op.key] = _Row(0, -1, 0, -1, 0, -1, 0)
        if op.op == PUT:
            if row.bucket == bucket and row.rev >= op.rev:
                continue
            if row.bucket and row.bucket != bucket and _known_later(connection, play, row.bucket, bucket, op.seq):
                continue
            row.record = decode(op.row)
            row.bucket, row.rev = bucket, op.rev
            row.h = to_signed(row_hash(op.table, op.key, op.rev, bytes(op.row)))
        else:
            # A row that moved to another bucket stays: its `del` belongs to the bucket it left.
            if row.bucket != bucket:
                continue
            row.bucket, row.record = 0, None
        row.touched = True
    touched = {key: row for key, row in rows.items() if row.touched and (row.bucket or row.old_bucket)}
    for row in touched.values():
        _account(play, row.old_bucket, -1, -row.old_h)
        _account(play, row.bucket, 1, row.h)
    play.changes += len(touched)
    if touched:
        _write(connection, entity, touched)
    return bool(touched)


def _known_later(connection: sqlite3.Connection, play: _Play, holder: int, bucket: int, seq: int) -> bool:
    """True when the bucket that holds the key is known up to a later sequence than this operation: it is right."""
    other = play.buckets[play.names[holder]]
    if other.state != READY or other.at < seq:
        return False
    compare_later(connection, bucket, other.at)
    return True


def _account(play: _Play, bucket: int, count: int, digest: int) -> None:
    if bucket:
        change = play.sums.setdefault(bucket, _Sums())
        change.count += count
        change.digest += digest


def _stored(connection: sqlite3.Connection, entity: Entity, keys: set[str]) -> dict[str, _Row]:
    slot = "slot" if entity.segments else "-1"
    select = f'SELECT bucket, rev, h, {slot} FROM "{entity.name}" WHERE {layout.key_test(entity)}'
    found = {}
    for key in keys:
        row = connection.execute(select, entity.split_key(key)).fetchone()
        if row is not None:
            bucket, rev, h, number = row
            found[key] = _Row(bucket, rev, h, number, bucket, rev, h)
    return found


def _write(connection: sqlite3.Connection, entity: Entity, rows: dict[str, _Row]) -> None:
    gone = {key: r for key, r in rows.items() if not r.bucket}
    kept = {key: r for key, r in rows.items() if r.bucket}
    if entity.segments:
        _write_segments(connection, entity, gone, kept)
    test = layout.key_test(entity)
    keys = [entity.split_key(key) for key in gone]
    connection.executemany(f'DELETE FROM "{entity.name}" WHERE {test}', keys)
    columns = layout.mirror_columns(entity)
    place = {name: i for i, name in enumerate(entity.columns)}
    narrow = [place[c] for c in entity.row_columns]
    values = []
    texts = []
    wide = [place[c] for c in layout.text_columns(entity)] if entity.text_columns else []
    for row in kept.values():
        record = msgspec.structs.astuple(row.record)  # type: ignore[arg-type]
        tail = (row.bucket, row.rev, row.h, row.slot) if entity.segments else (row.bucket, row.rev, row.h)
        values.append((*(record[i] for i in narrow), *tail))
        if wide:
            texts.append(tuple(record[i] for i in wide))
    connection.executemany(_upsert(entity.name, columns, entity.key), values)
    if wide:
        table = layout.text_table(entity)
        connection.executemany(f'DELETE FROM "{table}" WHERE {test}', keys)
        connection.executemany(_upsert(table, layout.text_columns(entity), entity.key), texts)


def _upsert(table: str, columns: tuple[str, ...], key: tuple[str, ...]) -> str:
    marks = ", ".join("?" * len(columns))
    rest = ", ".join(f'"{c}" = excluded."{c}"' for c in columns if c not in key)
    return (
        f'INSERT INTO "{table}"({layout.quoted(columns)}) VALUES ({marks})'
        f" ON CONFLICT({layout.quoted(key)}) DO UPDATE SET {rest}"
    )


def _write_segments(
    connection: sqlite3.Connection, entity: Entity, gone: dict[str, _Row], kept: dict[str, _Row]
) -> None:
    """Give new rows their slots (set on the rows), change the others in place, kill the slots of those gone."""
    writer = SegmentWriter(connection, entity)
    new = [r for r in kept.values() if r.slot < 0]
    changed = [r for r in kept.values() if r.slot >= 0]
    if changed:
        slots = np.array([r.slot for r in changed], np.int64)
        records = [msgspec.structs.astuple(r.record) for r in changed]  # type: ignore[arg-type]
        writer.write(slots, as_columns(entity, records, entity.columns))
        search.records_changed(connection, entity, [r.slot for r in changed], records)
    dead = [r.slot for r in gone.values() if r.slot >= 0]
    if dead:
        writer.kill(dead)
        search.slots_changed(connection, entity, dead)
    if new:
        records = [msgspec.structs.astuple(r.record) for r in new]  # type: ignore[arg-type]
        first = writer.append(as_columns(entity, records, entity.columns))
        for i, row in enumerate(new):
            row.slot = first + i
        search.slots_appended(connection, entity, first)
    writer.flush()
