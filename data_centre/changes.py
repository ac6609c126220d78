"""Reading the feed: manifest and pages."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from ioc_domain import entities
from ioc_domain.wire import BucketDigest, ManifestBucket, PageHeader, PageTrailer, digest_hex, split_cursor

from . import models as m
from .accounts import Identity
from .buckets import Head, read_head
from .page_lines import with_operations

PAGE_LIMIT = 10_000
PAGE_LIMIT_MAX = 20_000


class CursorProblem(Exception):
    """The cursor cannot be continued; `code` is the contract's, `status` its HTTP status."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail


@dataclass(frozen=True)
class SharedPage:
    """What of a page all accounts of one set share: `start` is header and operations as they travel, and `trailer`
    lacks only the account's own commands. `after` is where it begins, `trailer.to` where it ends."""

    after: int
    more: bool
    start: bytes
    trailer: PageTrailer

    def end(self, commands: list[str]) -> bytes:
        """The last line, with the ids of an account's commands that have their effect in the page."""
        trailer = msgspec.structs.replace(self.trailer, commands=commands) if commands else self.trailer
        return msgspec.json.encode(trailer) + b"\n"


@dataclass(frozen=True)
class Page:
    """An encoded page and what its header says."""

    body: bytes
    to: int
    more: bool


def check_cursor(head: Head, set_id: str, wanted_set: str, after: str) -> int:
    """Sequence number to go on from. Raises `CursorProblem` as the contract's table says."""
    try:
        epoch, seq = split_cursor(after)
    except ValueError as error:
        raise CursorProblem(422, "bad_cursor", "The cursor is not one this data centre gave out.") from error
    if wanted_set != set_id:
        raise CursorProblem(409, "set_changed", "The rights of this account have changed.")
    if epoch != head.epoch or seq > head.head:
        raise CursorProblem(409, "epoch_changed", "The feed was begun anew.")
    if seq < head.floor:
        raise CursorProblem(410, "cursor_expired", "The changes since this cursor are no longer kept.")
    return seq


# Made once, as each manifest or page asks them.
_FILLED = (
    sa.select(m.bucket.c.id, m.bucket.c.scope, m.bucket.c.count, m.bucket.c.digest)
    .where(m.bucket.c.count > 0)
    .order_by(m.bucket.c.id)
)
_CHANGED = sa.select(m.bucket.c.no, m.bucket.c.id, m.bucket.c.scope).where(m.bucket.c.seq > sa.bindparam("after"))
_SETTLED = (
    sa.select(m.command.c.id)
    .where(
        m.command.c.account == sa.bindparam("account"),
        m.command.c.seq > sa.bindparam("after"),
        m.command.c.seq <= sa.bindparam("to"),
    )
    .order_by(m.command.c.seq)
)


def _states() -> sa.Select[int, int, int]:
    """(number, count, digest) of buckets as they were at `to`."""
    s = m.bucket_state.c
    last = (
        sa.select(s.bucket, sa.func.max(s.seq).label("seq"))
        .where(
            s.bucket.in_(sa.bindparam("buckets", expanding=True)), s.seq > sa.bindparam("after"),
            s.seq <= sa.bindparam("to"),
        )
        .group_by(s.bucket)
        .subquery()
    )  # fmt: skip
    return sa.select(s.bucket, s.count, s.digest).join(last, (last.c.bucket == s.bucket) & (last.c.seq == s.seq))


_STATES = _states()


def manifest_buckets(connection: sa.Connection, identity: Identity) -> list[ManifestBucket]:
    """Buckets with rows that the account may have."""
    # Filtered here: a leader's thousands of scopes as parameters cost more than the few buckets of others.
    return [
        ManifestBucket(name, count, digest_hex(digest))
        for name, scope, count, digest in connection.execute(_FILLED)
        if scope in identity.scopes
    ]


def read_page(
    connection: sa.Connection, identity: Identity, *, wanted_set: str, after: str, limit: int = PAGE_LIMIT
) -> Page:
    """The page after a cursor: at most `limit` operations, but never less than one whole transaction.

    Needs a read transaction. Raises `CursorProblem`.
    """
    head = read_head(connection)
    seq = check_cursor(head, identity.set_id, wanted_set, after)
    shared = shared_page(connection, identity.scopes, head, seq, limit)
    end = shared.end(settled(connection, identity.id, seq, shared.trailer.to))
    return Page(shared.start + end, shared.trailer.to, shared.more)


def shared_page(connection: sa.Connection, scopes: frozenset[str], head: Head, after: int, limit: int) -> SharedPage:
    """The page after a number that is known to be good, without what belongs to one account alone."""
    touched = _Touched.since(connection, scopes, after)
    to, more = _end(connection, touched, after, head.head, max(1, min(limit, PAGE_LIMIT_MAX)))
    header = msgspec.json.encode(PageHeader(after=after, to=to, more=more, schema=entities.schema(), epoch=head.epoch))
    start, n = touched.lines(header, connection, after, to)
    trailer = PageTrailer(end=True, n=n, to=to, digests=_digests(connection, touched.mine, after, to))
    return SharedPage(after, more, start, trailer)


def settled(connection: sa.Connection, account: str, after: int, to: int) -> list[str]:
    """Ids of the account's commands whose effect lies in a page."""
    return [row[0] for row in connection.execute(_SETTLED, {"account": account, "after": after, "to": to})]


@dataclass(frozen=True)
class _Touched:
    """Buckets that changed after a number: the account's (number -> name), and how many others there are."""

    mine: dict[int, str]
    others: list[int]

    @classmethod
    def since(cls, connection: sa.Connection, scopes: frozenset[str], after: int) -> _Touched:
        mine: dict[int, str] = {}
        others: list[int] = []
        for number, name, scope in connection.execute(_CHANGED, {"after": after}):
            if scope in scopes:
                mine[number] = name
            else:
                others.append(number)
        return cls(mine, others)

    @property
    def shorter(self) -> tuple[list[int], bool]:
        """(numbers, negated): the shorter list makes the shorter statement."""
        return (self.others, True) if len(self.others) < len(self.mine) else (list(self.mine), False)

    def allowed(self) -> sa.ColumnElement[bool]:
        """Condition on the feed that leaves only what the account may have."""
        numbers, negated = self.shorter
        f = m.feed.c.bucket
        if negated:
            return f.not_in(numbers) if numbers else sa.true()
        return f.in_(numbers)

    def lines(self, header: bytes, connection: sa.Connection, after: int, to: int) -> tuple[bytes, int]:
        """(header and the account's operations as lines, number of operations)."""
        if not self.mine:
            return header + b"\n", 0
        numbers, negated = self.shorter
        return with_operations(header, connection, numbers, after, to, negate=negated)


def _end(connection: sa.Connection, touched: _Touched, after: int, head: int, limit: int) -> tuple[int, bool]:
    """(where the page ends, whether more follows). A page ends where a transaction ends, or at the head."""
    if head - after <= limit or not touched.mine:
        return head, False
    f = m.feed.c
    mine = touched.allowed()
    ends = sa.select(f.seq, f.tx_end).where(f.seq > after, f.seq <= head, mine)
    cut = connection.execute(ends.order_by(f.seq).offset(limit).limit(1)).first()
    if cut is None:
        return head, False
    whole = ends.where(f.seq < cut.seq, f.tx_end < cut.tx_end).order_by(f.seq.desc()).limit(1)
    if (last := connection.execute(whole).first()) is not None:
        return int(last.tx_end), True
    # One transaction larger than the limit: it is sent whole, or nobody could apply it.
    if connection.execute(ends.where(f.seq > cut.tx_end).limit(1)).first() is None:
        return head, False
    return int(cut.tx_end), True


def _digests(connection: sa.Connection, touched: dict[int, str], after: int, to: int) -> dict[str, BucketDigest]:
    """Count and digest, as they were at `to`, of the buckets that changed between `after` and `to`."""
    digests: dict[str, BucketDigest] = {}
    numbers = sorted(touched)
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        asked = {"buckets": part, "after": after, "to": to}
        for number, count, digest in connection.execute(_STATES, asked):
            digests[touched[number]] = BucketDigest(count, digest_hex(digest))
    return digests
