"""Which dispatcher has which complaint open: a hint, so that two do not do the same work; it keeps nobody out."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from .. import models as m
from ..accounts import Identity

SECONDS = 180
"""How long an opened page counts: a case takes less, and who has gone away holds nobody up."""


@dataclass(frozen=True)
class Presence:
    """Somebody who has it open."""

    account: str
    name: str


def mark(connection: sa.Connection, number: int, who: Identity, now: int) -> None:
    """Somebody opens a complaint; what is too old to count goes."""
    o = m.dispatch_open
    connection.execute(sa.delete(o).where(o.c.at < now - SECONDS))
    text = (
        "INSERT INTO dispatch_open (complaint, account, at) VALUES (:number, :account, :at) "
        "ON CONFLICT (complaint) DO UPDATE SET account = excluded.account, at = excluded.at"
    )
    connection.execute(sa.text(text), {"number": number, "account": who.id, "at": now})


def of_others(connection: sa.Connection, who: Identity, now: int) -> dict[int, Presence]:
    """Complaints that others have open."""
    o, a = m.dispatch_open.c, m.account.c
    query = sa.select(o.complaint, o.account, a.name).join_from(m.dispatch_open, m.account, a.id == o.account)
    rows = connection.execute(query.where(o.account != who.id, o.at >= now - SECONDS))
    return {int(row.complaint): Presence(row.account, row.name) for row in rows}


def drop(connection: sa.Connection, numbers: list[int]) -> None:
    """They are placed."""
    connection.execute(sa.delete(m.dispatch_open).where(m.dispatch_open.c.complaint.in_(numbers)))
