"""The audit: who did what, as a chain in which each row carries the hash of the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec
import sqlalchemy as sa

from . import models as m

# Made once, as each command asks them.
_H = m.audit_head
_NEXT = sa.update(_H).where(_H.c.one == 1).values(n=_H.c.n + 1).returning(_H.c.n)
_LAST = sa.select(_H.c.hash).where(_H.c.one == 1)
_APPEND = sa.insert(m.audit)
_CHAIN = sa.update(_H).where(_H.c.one == 1).values(hash=sa.bindparam("digest"))


def write(
    connection: sa.Connection, at: int, account: str, kind: str, subject: str, detail: Mapping[str, object]
) -> int:
    """Append a row in the caller's transaction; returns its number. Locks the chain until the commit."""
    # The update takes the lock before the value is read, so that two writers cannot chain to the same row.
    n = int(connection.execute(_NEXT).scalar_one())
    previous = str(connection.execute(_LAST).scalar_one())
    text = msgspec.json.encode(dict(detail), order="deterministic").decode()
    digest = chain_hash(previous, n, at, account, kind, subject, text)
    row = {
        "n": n, "at": at, "account": account, "kind": kind, "subject": subject, "detail": text, "previous": previous,
        "hash": digest,
    }  # fmt: skip
    connection.execute(_APPEND, row)
    connection.execute(_CHAIN, {"digest": digest})
    return n


def chain_hash(previous: str, n: int, at: int, account: str, kind: str, subject: str, detail: str) -> str:
    """Hash of a row: sha256 over the hash before it and its own fields."""
    text = "\x1f".join((previous, str(n), str(at), account, kind, subject, detail))
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(connection: sa.Connection) -> int:
    """Number of the first row that does not fit the chain, 0 when all fit."""
    a = m.audit.c
    previous, expected = "", 1
    query = sa.select(a.n, a.at, a.account, a.kind, a.subject, a.detail, a.previous, a.hash).order_by(a.n)
    for row in connection.execute(query):
        fits = row.previous == previous and row.hash == chain_hash(previous, *row[:6])
        if row.n != expected or not fits:
            return int(expected)
        previous, expected = row.hash, expected + 1
    head = connection.execute(sa.select(m.audit_head.c.n, m.audit_head.c.hash)).one()
    return 0 if (head.n, head.hash) == (expected - 1, previous) else expected
