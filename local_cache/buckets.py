"""Buckets: what the cache covers, how complete it is, and how it is compared with the data centre.

A bucket's `state`:
    wanted    to be fetched by its snapshot; operations on it in pages are passed over; old rows stay readable
    loading   some parts of the snapshot are in (`parts_done`); a restart goes on at the next part
    ready     complete; pages are applied to it

How sync uses this module (each function is one transaction on `Writer.connection`):

    adopt(connection, manifest)            after each manifest: epoch, set, lost and new and differing buckets
    wanted(connection)                     what to fetch, in bootstrap order
    begin_snapshot(connection, snapshot)   -> number of parts already applied; then `applying.apply_part` for the rest
    want_again(connection, bucket)         after `DigestMismatch`, or a `reset`
    drop(connection, buckets)              scopes lost: secure deletion

Recomputing a bucket from its rows is in `verifying`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ioc_domain.entities import BY_NAME, Entity, in_stage_order
from ioc_domain.wire import MASK64, Manifest, Snapshot, digest_hex, to_signed

from . import layout, search_keeping
from .lease import taken_over
from .segment_writer import SegmentWriter
from .sync_state import read_state, write_state

WANTED = "wanted"
LOADING = "loading"
READY = "ready"


class DigestMismatch(Exception):
    """A bucket is not what the data centre says it is. Nothing of the page or part was kept."""

    def __init__(self, bucket: str, detail: str) -> None:
        super().__init__(f"{bucket}: {detail}")
        self.bucket = bucket


@dataclass(frozen=True)
class Bucket:
    """One bucket as the cache has it. `digest` is unsigned; `at` is the sequence of its snapshot."""

    id: int
    name: str
    entity: str
    count: int
    digest: int
    at: int
    state: str
    parts_done: int
    want_rows: int
    compare_from: int
    """Digests of pages that end before this sequence are not comparable: a row is already where a later operation
    brings it, in another bucket."""

    @property
    def year(self) -> str:
        """Year of its rows, `-` where the entity has no years."""
        return self.name.rsplit("/", 1)[1]


@dataclass(frozen=True)
class Adopted:
    """What a manifest changed: buckets dropped, new and wanted again (other digest). `leased`: its lease is signed by
    the data centre this cache knows."""

    dropped: tuple[str, ...]
    new: tuple[str, ...]
    differing: tuple[str, ...]
    epoch_changed: bool
    leased: bool


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """One write transaction: all or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def entity_name(bucket: str) -> str:
    """Table of a bucket id `scope/table/year`; raises ValueError on anything else."""
    parts = bucket.split("/")
    if len(parts) != 3 or not all(parts):
        raise ValueError(f"not a bucket: {bucket!r}")
    return parts[1]


def entity_of(bucket: str) -> Entity:
    """Entity of a bucket; raises ValueError for a table this program does not know."""
    try:
        return BY_NAME[entity_name(bucket)]
    except KeyError:
        raise ValueError(f"{bucket}: unknown table") from None


_SELECT = "SELECT id, name, entity, count, digest, at, state, parts_done, want_rows, compare_from FROM bucket"


def _bucket(row: tuple[Any, ...]) -> Bucket:
    number, name, entity, count, digest, *rest = row
    return Bucket(number, name, entity, count, digest & MASK64, *rest)


def all_buckets(connection: sqlite3.Connection) -> dict[str, Bucket]:
    """Every bucket by its name."""
    return {row[1]: _bucket(row) for row in connection.execute(_SELECT)}


def find(connection: sqlite3.Connection, name: str) -> Bucket | None:
    """One bucket, None when the cache does not know it."""
    row = connection.execute(f"{_SELECT} WHERE name = ?", (name,)).fetchone()
    return None if row is None else _bucket(row)


def wanted(connection: sqlite3.Connection) -> list[Bucket]:
    """Buckets to fetch: by the entity's stage, newest year first."""
    rows = [b for b in all_buckets(connection).values() if b.state != READY and b.entity in BY_NAME]
    stage = {e.name: i for i, e in enumerate(in_stage_order(BY_NAME))}
    newest_first = sorted(rows, key=lambda b: (b.year, b.name), reverse=True)
    return sorted(newest_first, key=lambda b: (BY_NAME[b.entity].stage, _year_rank(b), stage[b.entity]))


def _year_rank(bucket: Bucket) -> int:
    return -int(bucket.year) if bucket.year.isdigit() else 0


def adopt(connection: sqlite3.Connection, manifest: Manifest, *, expired: bool = False) -> Adopted:
    """Take over what a manifest says, in one transaction.

    Buckets it no longer names are dropped with their rows (secure deletion); new ones become `wanted`. When the
    epoch changed, or the cursor is `expired` (410), the cache is set to the manifest's head and ready buckets whose
    count or digest differ are wanted again. Otherwise buckets are compared only when the cache stands at the head:
    before that a difference is merely news. The lease is taken over when it is signed (see `lease.taken_over`), and
    never goes back.
    """
    before = read_state(connection)
    epoch_changed = before.epoch != manifest.epoch
    leased = taken_over(before, manifest)
    have = all_buckets(connection)
    named = {b.id: b for b in manifest.buckets if entity_name(b.id) in BY_NAME}
    lost = [b for b in have.values() if b.name not in named]
    new = [b for b in named.values() if b.id not in have]
    # Feed positions of another epoch mean nothing here; content that is equal may stay.
    reposition = epoch_changed or expired
    judge = reposition or before.applied_to == manifest.head
    differing = [
        b.id
        for b in named.values()
        if judge
        and b.id in have
        and have[b.id].state == READY
        and (have[b.id].count != b.count or digest_hex(have[b.id].digest) != b.digest)
    ]
    with transaction(connection):
        for bucket in lost:
            _drop_rows(connection, bucket)
            connection.execute("DELETE FROM bucket WHERE id = ?", (bucket.id,))
        for bucket_id in (b.id for b in new):
            _insert(connection, bucket_id, WANTED)
            # Only for people: how much is still to come. Loading looks at what the snapshot says.
            connection.execute("UPDATE bucket SET want_rows = ? WHERE name = ?", (named[bucket_id].count, bucket_id))
        for name in differing:
            connection.execute("UPDATE bucket SET state = ?, parts_done = 0 WHERE name = ?", (WANTED, name))
        if reposition:
            connection.execute(
                "UPDATE bucket SET at = ?, parts_done = 0, state = CASE state WHEN ? THEN ? ELSE state END",
                (manifest.head, LOADING, WANTED),
            )
            cursor = manifest.head if epoch_changed else max(before.cursor, manifest.head)
            write_state(connection, epoch=manifest.epoch, cursor=cursor, pull_from=manifest.head)
        if epoch_changed:
            connection.execute("DELETE FROM settled")
        write_state(
            connection,
            set=manifest.set,
            schema=manifest.schema,
            scopes=",".join(manifest.scopes),
            **(leased or {}),
        )
    if lost:
        _forget_on_disk(connection)
    return Adopted(
        tuple(b.name for b in lost), tuple(b.id for b in new), tuple(differing), epoch_changed, leased is not None
    )


def _insert(connection: sqlite3.Connection, name: str, state: str, at: int = 0) -> int:
    cursor = connection.execute(
        "INSERT INTO bucket(name, entity, count, digest, at, state, want_at, want_rows, want_digest, parts_done,"
        " compare_from) VALUES (?, ?, 0, 0, ?, ?, 0, 0, '', 0, 0)",
        (name, entity_name(name), at, state),
    )
    return int(cursor.lastrowid or 0)


def add_empty(connection: sqlite3.Connection, name: str) -> int:
    """A bucket that came to be after the manifest: empty and ready. The caller holds the transaction."""
    return _insert(connection, name, READY)


def want_again(connection: sqlite3.Connection, name: str) -> None:
    """Mark a bucket to be fetched by its snapshot; its rows stay readable until then.

    One that is not known yet becomes so: a page that did not fit took its name with it when it was rolled back.
    """
    known = connection.execute("UPDATE bucket SET state = ?, parts_done = 0 WHERE name = ?", (WANTED, name)).rowcount
    if not known:
        _insert(connection, name, WANTED)


def begin_snapshot(connection: sqlite3.Connection, snapshot: Snapshot) -> int:
    """Start or resume a snapshot; returns how many of its parts are already applied.

    A snapshot without parts (an empty bucket) is complete at once. Raises ValueError for an unknown table.
    """
    entity_of(snapshot.bucket)
    with transaction(connection):
        bucket = find(connection, snapshot.bucket)
        number = bucket.id if bucket is not None else _insert(connection, snapshot.bucket, WANTED)
        row = connection.execute("SELECT want_at, want_digest FROM bucket WHERE id = ?", (number,)).fetchone()
        same = (snapshot.at, snapshot.digest) == tuple(row)
        if same and bucket is not None and bucket.state == LOADING and bucket.parts_done <= len(snapshot.parts):
            return bucket.parts_done
        connection.execute(
            "UPDATE bucket SET state = ?, parts_done = 0, want_at = ?, want_rows = ?, want_digest = ? WHERE id = ?",
            (WANTED, snapshot.at, snapshot.rows, snapshot.digest, number),
        )
        if not snapshot.parts:
            if bucket is not None:
                _drop_rows(connection, bucket)
            finish_snapshot(connection, snapshot)
    return 0


def finish_snapshot(connection: sqlite3.Connection, snapshot: Snapshot) -> None:
    """All parts are in: compare with what was promised and let pages in. The caller holds the transaction.

    Raises `DigestMismatch`.
    """
    bucket = find(connection, snapshot.bucket)
    if bucket is None:  # pragma: no cover - begin_snapshot made it
        raise ValueError(snapshot.bucket)
    whole = bucket.count == snapshot.rows and digest_hex(bucket.digest) == snapshot.digest
    if not whole and bucket.compare_from <= snapshot.at:
        raise DigestMismatch(
            snapshot.bucket,
            f"{bucket.count} rows {digest_hex(bucket.digest)}, promised {snapshot.rows} {snapshot.digest}",
        )
    state = read_state(connection)
    connection.execute("UPDATE bucket SET state = ?, at = ? WHERE id = ?", (READY, snapshot.at, bucket.id))
    if snapshot.at < state.pull_from:
        # This bucket has to catch up; the others pass over what they have already.
        connection.execute(
            "UPDATE bucket SET at = max(at, ?) WHERE state = ? AND id <> ?", (state.pull_from, READY, bucket.id)
        )
        write_state(connection, pull_from=snapshot.at)


def compare_later(connection: sqlite3.Connection, bucket_id: int, seq: int) -> None:
    """A row of this bucket went to another one, by news from `seq`: digests of earlier pages are not comparable."""
    connection.execute("UPDATE bucket SET compare_from = max(compare_from, ?) WHERE id = ?", (seq, bucket_id))


def drop(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Remove buckets and their rows for good: in one transaction, then the log is truncated."""
    with transaction(connection):
        for name in names:
            bucket = find(connection, name)
            if bucket is not None:
                _drop_rows(connection, bucket)
                connection.execute("DELETE FROM bucket WHERE id = ?", (bucket.id,))
    _forget_on_disk(connection)


def _forget_on_disk(connection: sqlite3.Connection) -> None:
    # secure_delete zeroed the pages in the log; the truncating checkpoint removes their older images.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _drop_rows(connection: sqlite3.Connection, bucket: Bucket) -> None:
    if bucket.entity in BY_NAME:
        drop_rows(connection, BY_NAME[bucket.entity], bucket.id, wipe=True)
    connection.execute("UPDATE bucket SET count = 0, digest = 0 WHERE id = ?", (bucket.id,))


def drop_rows(connection: sqlite3.Connection, entity: Entity, bucket_id: int, *, wipe: bool = False) -> None:
    """Delete the rows of a bucket and their text; their slots become dead.

    `wipe`: for rows this account may no longer see, nothing is left in segments and search index either.
    """
    if layout.has_slots(entity):
        slots = [r[0] for r in connection.execute(f'SELECT slot FROM "{entity.name}" WHERE bucket = ?', (bucket_id,))]
        if slots:
            writer = SegmentWriter(connection, entity)
            writer.kill(slots, wipe=wipe)
            writer.flush()
            search_keeping.slots_changed(connection, entity, slots, wipe=wipe)
    if entity.text_columns:
        keys = layout.quoted(entity.key)
        # Row values compare whole keys, so this holds for keys of any number of columns.
        connection.execute(
            f'DELETE FROM "{layout.text_table(entity)}" WHERE ({keys}) IN'
            f' (SELECT {keys} FROM "{entity.name}" WHERE bucket = ?)',
            (bucket_id,),
        )
    connection.execute(f'DELETE FROM "{entity.name}" WHERE bucket = ?', (bucket_id,))


def sums(
    connection: sqlite3.Connection, table: str, where: str = "", parameters: tuple[object, ...] = ()
) -> tuple[int, int]:
    """(rows, sum of `h` mod 2^64) over a table. SQLite's own sum would overflow: halves are added apart."""
    n, high, low = connection.execute(
        f"SELECT count(*), coalesce(sum(h >> 32), 0), coalesce(sum(h & 4294967295), 0) FROM {table} {where}",
        parameters,
    ).fetchone()
    return n, ((high << 32) + low) & MASK64


def store_sums(connection: sqlite3.Connection, bucket_id: int, count: int, digest: int) -> None:
    """Write count and digest (unsigned) of a bucket."""
    connection.execute("UPDATE bucket SET count = ?, digest = ? WHERE id = ?", (count, to_signed(digest), bucket_id))
