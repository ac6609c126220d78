"""Pages into the mirror: one transaction per page, everything of it or nothing."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import Any

import msgspec

from ioc_domain.entities import BY_NAME, Entity
from ioc_domain.records import Record
from ioc_domain.wire import DELETE, PUT, RESET, Operation, PageHeader, PageTrailer, digest_hex, row_hash, to_signed

from . import layout, search_keeping
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
from .sync_state import read_state, write_state


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


@dataclass(slots=True)
class _Row:
    """State of one key while the page is played through: what is stored and what shall be.

    `old`: its values in the segments as they are; () for a new row.
    """

    bucket: int
    rev: int
    h: int
    slot: int
    old_bucket: int
    old_h: int
    old: tuple[Any, ...] = ()
    record: Record | None = None
    touched: bool = False


@dataclass(slots=True)
class _Sums:
    count: int = 0
    digest: int = 0


@dataclass
class _Play:
    """The page's operations folded per table and key."""

    buckets: dict[str, Bucket]
    names: dict[int, str]
    sums: defaultdict[int, _Sums] = field(default_factory=lambda: defaultdict(_Sums))
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
        bucket, rev, key = play.buckets[op.bucket].id, op.rev, op.key
        row = rows.get(key)
        if row is None:
            row = rows[key] = _Row(0, -1, 0, -1, 0, 0)
        if op.op == PUT:
            if row.bucket == bucket:
                if row.rev >= rev:
                    continue
            elif row.bucket and _known_later(connection, play, row.bucket, bucket, op.seq):
                continue
            row.record = decode(op.row)
            row.bucket, row.rev = bucket, rev
            row.h = to_signed(row_hash(op.table, key, rev, bytes(op.row)))
        else:
            # A row that moved to another bucket stays: its `del` belongs to the bucket it left.
            if row.bucket != bucket:
                continue
            row.bucket, row.record = 0, None
        row.touched = True
    touched = {key: row for key, row in rows.items() if row.touched and (row.bucket or row.old_bucket)}
    for row in touched.values():
        if row.old_bucket == row.bucket:
            play.sums[row.bucket].digest += row.h - row.old_h
        else:
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
        change = play.sums[bucket]
        change.count += count
        change.digest += digest


def _stored(connection: sqlite3.Connection, entity: Entity, keys: set[str]) -> dict[str, _Row]:
    columns = f"bucket, rev, h, {'slot' if entity.segments else '-1'}"
    if entity.segments:
        columns += f", {layout.quoted(tuple(c.name for c in entity.segments))}"
    if not entity.integer_key:
        select = f'SELECT {columns} FROM "{entity.name}" WHERE {layout.key_test(entity)}'
        every = ((key, connection.execute(select, entity.split_key(key)).fetchone()) for key in keys)
        return {key: _row(row) for key, row in every if row is not None}
    # One statement for all: it goes through them in order, so that neighbours are found on one page.
    name = entity.key[0]
    asked = dict(zip(map(int, keys), keys, strict=True))
    found = connection.execute(
        f'SELECT "{name}", {columns} FROM "{entity.name}" WHERE "{name}" IN (SELECT value FROM json_each(?))',
        (json.dumps(list(asked)),),
    )
    return {asked[row[0]]: _row(row[1:]) for row in found}


def _row(stored: tuple[Any, ...]) -> _Row:
    bucket, rev, h, slot = stored[:4]
    return _Row(bucket, rev, h, slot, bucket, h, stored[4:])


def _write(connection: sqlite3.Connection, entity: Entity, rows: dict[str, _Row]) -> None:
    gone = {key: r for key, r in rows.items() if not r.bucket}
    kept = [r for r in rows.values() if r.bucket]
    records = [msgspec.structs.astuple(r.record) for r in kept]  # type: ignore[arg-type]
    if entity.segments:
        _write_segments(connection, entity, list(gone.values()), kept, records)
    test = layout.key_test(entity)
    keys = [entity.split_key(key) for key in gone]
    place = {name: i for i, name in enumerate(entity.columns)}
    connection.executemany(f'DELETE FROM "{entity.name}" WHERE {test}', keys)
    narrow = _fields([place[c] for c in entity.row_columns])
    tail = attrgetter("bucket", "rev", "h", "slot") if entity.segments else attrgetter("bucket", "rev", "h")
    values = [narrow(record) + tail(row) for record, row in zip(records, kept, strict=True)]
    # In the order of their keys the rows of a page are written together.
    values.sort(key=_fields([entity.row_columns.index(k) for k in entity.key]))
    connection.executemany(_replace(entity.name, layout.mirror_columns(entity)), values)
    if entity.text_columns:
        table, columns = layout.text_table(entity), layout.text_columns(entity)
        connection.executemany(f'DELETE FROM "{table}" WHERE {test}', keys)
        texts = sorted(map(_fields([place[c] for c in columns]), records), key=itemgetter(slice(len(entity.key))))
        connection.executemany(_replace(table, columns), texts)


def _fields(places: list[int]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """Function that picks fields of a tuple, as a tuple also where it is one."""
    if len(places) == 1:
        (place,) = places
        return itemgetter(slice(place, place + 1))
    return itemgetter(*places)


def _replace(table: str, columns: tuple[str, ...]) -> str:
    # Every column is given and no table has an index beside its key: the row is simply overwritten.
    marks = ", ".join("?" * len(columns))
    return f'INSERT OR REPLACE INTO "{table}"({layout.quoted(columns)}) VALUES ({marks})'


def _write_segments(
    connection: sqlite3.Connection,
    entity: Entity,
    gone: list[_Row],
    kept: list[_Row],
    records: list[tuple[Any, ...]],
) -> None:
    """Give new rows their slots (set on the rows), change the others in place, kill the slots of those gone."""
    writer = SegmentWriter(connection, entity)
    names = [c.name for c in entity.segments]
    changed = [(row, record) for row, record in zip(kept, records, strict=True) if row.slot >= 0]
    if changed:
        slots = [row.slot for row, _ in changed]
        after = [record for _, record in changed]
        before = as_columns(entity, [row.old for row, _ in changed], names)
        writer.write(slots, as_columns(entity, after, entity.columns), before)
        search_keeping.records_changed(connection, entity, slots, after)
    dead = [r.slot for r in gone if r.slot >= 0]
    if dead:
        writer.kill(dead)
        search_keeping.slots_changed(connection, entity, dead)
    new = [(row, record) for row, record in zip(kept, records, strict=True) if row.slot < 0]
    if new:
        first = writer.append(as_columns(entity, [record for _, record in new], entity.columns))
        for slot, (row, _) in enumerate(new, first):
            row.slot = slot
        search_keeping.slots_appended(connection, entity, first)
    writer.flush()
