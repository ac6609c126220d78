"""Buckets, feed numbers, and the last step of the write rule."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa

from ioc_domain.wire import MASK64

from . import models as m
from .database import execute_many, insert_statement, update_statement
from .rows import signed


@dataclass(frozen=True, slots=True)
class Change:
    """One operation of the feed and what it does to its bucket.

    `count` and `digest` are differences, or the new values where `absolute`.
    """

    op: str
    bucket: int
    entity: str
    key: str
    rev: int
    row: bytes | None
    count: int
    digest: int
    absolute: bool = False


@dataclass(frozen=True)
class Head:
    """Where the feed stands."""

    epoch: str
    head: int
    floor: int


# Asked with nearly every call, so made once: to make such a statement takes as long as to run it.
_HEAD = sa.select(m.feed_head.c.epoch, m.feed_head.c.head, m.feed_head.c.floor).where(m.feed_head.c.one == 1)


def read_head(connection: sa.Connection) -> Head:
    """The feed's head as this transaction sees it."""
    return Head(*connection.execute(_HEAD).one())


def new_epoch() -> str:
    """Id of a new incarnation of the feed."""
    return uuid.uuid4().hex[:12]


def begin_epoch(connection: sa.Connection) -> str:
    """A new incarnation of the feed, after a restore: consoles compare digests instead of trusting their cursors.

    The old feed goes: its numbers may have meant other changes before the restore.
    """
    h = m.feed_head
    epoch = new_epoch()
    connection.execute(sa.update(h).where(h.c.one == 1).values(epoch=epoch, floor=h.c.head))
    connection.execute(sa.delete(m.feed))
    connection.execute(sa.delete(m.bucket_state))
    connection.execute(sa.update(m.snapshot).values(current=0))
    return epoch


def bucket_numbers(connection: sa.Connection, wanted: set[tuple[str, str]]) -> dict[str, int]:
    """Numbers of buckets given as (id, entity); unknown ones are made."""
    b = m.bucket
    known: dict[str, int] = {}
    ids = sorted(bucket for bucket, _ in wanted)
    for start in range(0, len(ids), 500):
        query = sa.select(b.c.id, b.c.no).where(b.c.id.in_(ids[start : start + 500]))
        known.update((name, number) for name, number in connection.execute(query))
    for bucket, entity in sorted(wanted):
        if bucket in known:
            continue
        # Another writer may be making the same one: its row is waited for and then taken.
        text = (
            "INSERT INTO bucket (id, scope, entity, count, digest, changes, seq) "
            "VALUES (:id, :scope, :entity, 0, 0, 0, 0) ON CONFLICT (id) DO NOTHING"
        )
        connection.execute(sa.text(text), {"id": bucket, "scope": bucket.split("/", 1)[0], "entity": entity})
        known[bucket] = int(connection.execute(sa.select(b.c.no).where(b.c.id == bucket)).scalar_one())
    return known


def take_numbers(connection: sa.Connection, count: int) -> tuple[int, int]:
    """(first, last) of the next `count` feed numbers. Takes the lock that orders all writers: call it last."""
    h = m.feed_head
    change = sa.update(h).where(h.c.one == 1).values(head=h.c.head + count).returning(h.c.head)
    last = int(connection.execute(change).scalar_one())
    return last - count + 1, last


def apply_changes(connection: sa.Connection, changes: list[Change], first: int, last: int, now: int) -> None:
    """Feed rows, bucket counts and digests of one transaction whose numbers are taken."""
    totals: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        totals[change.bucket].append(change)
    b = m.bucket.c
    scopes: dict[int, str] = {}
    updates: list[tuple[int, int, int, int, int]] = []
    states: list[tuple[int, int, int, int]] = []
    numbers = sorted(totals)
    for start in range(0, len(numbers), 500):
        query = sa.select(b.no, b.scope, b.count, b.digest, b.changes).where(b.no.in_(numbers[start : start + 500]))
        for number, scope, count, digest, operations in connection.execute(query):
            scopes[number] = scope
            for change in totals[number]:
                count = change.count if change.absolute else count + change.count
                digest = change.digest if change.absolute else digest + change.digest
            digest = signed(digest & MASK64)
            updates.append((count, digest, operations + len(totals[number]), last, number))
            states.append((number, last, count, digest))
    rows = [
        (first + k, last, c.op, scopes[c.bucket], c.bucket, c.entity, c.key, c.rev, c.row, now)
        for k, c in enumerate(changes)
    ]
    columns = ("seq", "tx_end", "op", "scope", "bucket", "entity", "key", "rev", "row", "at")
    execute_many(connection, insert_statement(connection, "feed", columns), rows)
    execute_many(
        connection, update_statement(connection, "bucket", ("count", "digest", "changes", "seq"), ("no",)), updates
    )
    execute_many(connection, insert_statement(connection, "bucket_state", ("bucket", "seq", "count", "digest")), states)
