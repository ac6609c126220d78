"""A reader of the feed, as a console is one, but small: rows by key, digests by bucket, and what it saw."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

import sqlalchemy as sa

from data_centre import models as m
from data_centre.accounts import Identity
from data_centre.buckets import read_head
from data_centre.changes import CursorProblem, read_page
from data_centre.database import Database
from data_centre.rows import record_of
from ioc_domain.codes import Role
from ioc_domain.entities import ENTITIES
from ioc_domain.wire import BucketDigest, Operation, decode_page, digest_hex, encode_record, row_hash

Rows = dict[tuple[str, str], tuple[str, int, bytes]]
"""(table, key) -> (bucket, rev, row bytes)."""


def stored_rows(connection: sa.Connection, scopes: frozenset[str]) -> Rows:
    """The rows of some scopes, straight from the tables."""
    rows: Rows = {}
    b = m.bucket.c
    names = {row.no: row.id for row in connection.execute(sa.select(b.no, b.id, b.scope)) if row.scope in scopes}
    for entity in ENTITIES:
        for row in connection.execute(sa.select(m.SYNCED[entity.name])):
            if row.bucket in names:
                record = record_of(entity, row)
                rows[entity.name, entity.key_of(record)] = (names[row.bucket], row.rev, encode_record(record))
    return rows


@dataclass
class Follower:
    """Pages through `read_page` and checks each page as a console does. Raises AssertionError for one that lies."""

    database: Database
    scopes: frozenset[str]
    limit: int
    cursor: int = 0
    epoch: str = ""
    rows: Rows = field(default_factory=dict)
    seen: Counter[int] = field(default_factory=Counter)
    pages: int = 0
    expired: int = 0

    def load(self) -> None:
        """Begin from the rows as they are, as from snapshots."""
        with self.database.read() as connection:
            head = read_head(connection)
            self.rows = stored_rows(connection, self.scopes)
        self.cursor, self.epoch = head.head, head.epoch

    def pull(self) -> bool:
        """One page; False when there was nothing behind it. A cursor from below the floor begins anew."""
        identity = Identity("reader", "", "", Role.LEADER, "", self.scopes, "set")
        try:
            with self.database.read() as connection:
                epoch = self.epoch or read_head(connection).epoch
                page = read_page(
                    connection, identity, wanted_set="set", after=f"{epoch}:{self.cursor}", limit=self.limit
                )
        except CursorProblem as problem:
            assert problem.code == "cursor_expired", problem.code
            self.expired += 1
            self.load()
            return True
        header, operations, trailer = decode_page(page.body)
        assert header.after == self.cursor <= header.to == page.to
        numbers = [op.seq for op in operations]
        assert numbers == sorted(set(numbers)), "numbers go up"
        assert all(self.cursor < number <= header.to for number in numbers)
        self.seen.update(numbers)
        for op in operations:
            self._apply(op)
        self._compare(trailer.digests)
        self.cursor, self.epoch = header.to, header.epoch
        self.pages += 1
        return page.more

    def catch_up(self) -> None:
        """Pull until nothing is left."""
        while self.pull():
            pass

    def _apply(self, op: Operation) -> None:
        old = self.rows.get((op.table, op.key))
        if op.op == "put":
            if old is None or old[1] < op.rev or old[0] != op.bucket:
                self.rows[op.table, op.key] = (op.bucket, op.rev, bytes(op.row))
        elif old is not None and old[0] == op.bucket:
            del self.rows[op.table, op.key]

    def _compare(self, promised: dict[str, BucketDigest]) -> None:
        totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for (table, key), (bucket, rev, row) in self.rows.items():
            if bucket in promised:
                totals[bucket][0] += 1
                totals[bucket][1] += row_hash(table, key, rev, row)
        for bucket, digest in promised.items():
            count, total = totals[bucket]
            assert (count, digest_hex(total)) == (digest.count, digest.digest), (bucket, self.cursor)
