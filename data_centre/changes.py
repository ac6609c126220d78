"""Reading the feed: manifest and pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from ioc_domain import entities
from ioc_domain.wire import (
    BucketDigest,
    ManifestBucket,
    Operation,
    PageHeader,
    PageTrailer,
    digest_hex,
    encode_page,
    split_cursor,
)

from . import models as m
from .accounts import Identity
from .buckets import Head, read_head

PAGE_LIMIT = 10_000
PAGE_LIMIT_MAX = 20_000


class CursorProblem(Exception):
    """The cursor cannot be continued; `code` is the contract's, `status` its HTTP status."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail


@dataclass(frozen=True)
class Page:
    """An encoded page and what its header says."""

    body: bytes
    to: int
    more: bool


def check_cursor(head: Head, identity: Identity, wanted_set: str, after: str) -> int:
    """Sequence number to go on from. Raises `CursorProblem` as the contract's table says."""
    try:
        epoch, seq = split_cursor(after)
    except ValueError as error:
        raise CursorProblem(422, "bad_cursor", "The cursor is not one this data centre gave out.") from error
    if wanted_set != identity.set_id:
        raise CursorProblem(409, "set_changed", "The rights of this account have changed.")
    if epoch != head.epoch or seq > head.head:
        raise CursorProblem(409, "epoch_changed", "The feed was begun anew.")
    if seq < head.floor:
        raise CursorProblem(410, "cursor_expired", "The changes since this cursor are no longer kept.")
    return seq


def manifest_buckets(connection: sa.Connection, identity: Identity) -> list[ManifestBucket]:
    """Buckets with rows that the account may have."""
    b = m.bucket.c
    query = sa.select(b.id, b.scope, b.count, b.digest).where(b.count > 0).order_by(b.id)
    # Filtered here: a leader's thousands of scopes as parameters cost more than the few buckets of others.
    return [
        ManifestBucket(name, count, digest_hex(digest))
        for name, scope, count, digest in connection.execute(query)
        if scope in identity.scopes
    ]


def read_page(
    connection: sa.Connection, identity: Identity, *, wanted_set: str, after: str, limit: int = PAGE_LIMIT
) -> Page:
    """The page after a cursor: at most `limit` operations, but never less than one whole transaction.

    Needs a read transaction. Raises `CursorProblem`.
    """
    head = read_head(connection)
    seq = check_cursor(head, identity, wanted_set, after)
    names, allowed = _buckets(connection, identity)
    rows, more = _rows(connection, allowed, seq, head.head, max(1, min(limit, PAGE_LIMIT_MAX)))
    to = rows[-1].tx_end if more else head.head
    operations = [
        Operation(
            r.op, r.seq, names[r.bucket], r.entity, r.key, r.rev, msgspec.Raw(r.row if r.row is not None else b"null")
        )
        for r in rows
    ]
    trailer = PageTrailer(
        end=True,
        n=len(operations),
        to=to,
        digests=_digests(connection, {r.bucket: names[r.bucket] for r in rows}, to),
        commands=_settled(connection, identity.id, seq, to),
    )
    header = PageHeader(after=seq, to=to, more=more, schema=entities.schema(), epoch=head.epoch)
    return Page(encode_page(header, operations, trailer), to, more)


def _buckets(connection: sa.Connection, identity: Identity) -> tuple[dict[int, str], sa.ColumnElement[bool]]:
    """(names of buckets by number, condition on the feed that leaves only what the account may have)."""
    b, f = m.bucket.c, m.feed.c
    names: dict[int, str] = {}
    mine: list[int] = []
    others: list[int] = []
    for number, name, scope in connection.execute(sa.select(b.no, b.id, b.scope)):
        names[number] = name
        (mine if scope in identity.scopes else others).append(number)
    if not others:
        return names, sa.true()
    # The shorter list makes the shorter statement.
    return names, f.bucket.not_in(others) if len(others) < len(mine) else f.bucket.in_(mine)


def _rows(
    connection: sa.Connection, allowed: sa.ColumnElement[bool], after: int, head: int, limit: int
) -> tuple[list[Any], bool]:
    f = m.feed.c
    base = (
        sa.select(f.seq, f.tx_end, f.op, f.bucket, f.entity, f.key, f.rev, f.row)
        .where(f.seq > after, f.seq <= head, allowed)
        .order_by(f.seq)
    )
    rows = list(connection.execute(base.limit(limit + 1)))
    if len(rows) <= limit:
        return rows, False
    cut = rows[limit].tx_end
    kept = [row for row in rows if row.tx_end != cut]
    if kept:
        return kept, True
    # One transaction larger than the limit: it is sent whole, or nobody could apply it.
    rows = list(connection.execute(base.where(f.seq <= cut)))
    more = connection.execute(base.with_only_columns(f.seq).where(f.seq > cut).limit(1)).first() is not None
    return rows, more


def _digests(connection: sa.Connection, touched: dict[int, str], to: int) -> dict[str, BucketDigest]:
    """Count and digest of buckets as they were after `to`."""
    s = m.bucket_state.c
    digests: dict[str, BucketDigest] = {}
    numbers = sorted(touched)
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        last = (
            sa.select(s.bucket, sa.func.max(s.seq).label("seq"))
            .where(s.bucket.in_(part), s.seq <= to)
            .group_by(s.bucket)
            .subquery()
        )
        query = sa.select(s.bucket, s.count, s.digest).join(last, (last.c.bucket == s.bucket) & (last.c.seq == s.seq))
        for number, count, digest in connection.execute(query):
            digests[touched[number]] = BucketDigest(count, digest_hex(digest))
    return digests


def _settled(connection: sa.Connection, account: str, after: int, to: int) -> list[str]:
    """Ids of the account's commands whose effect lies in the page."""
    c = m.command.c
    query = sa.select(c.id).where(c.account == account, c.seq > after, c.seq <= to).order_by(c.seq)
    return [row[0] for row in connection.execute(query)]
