"""Reading whole records of a small table: the plain way, for tables of at most some ten thousand rows."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc_domain.entities import BY_RECORD
from ioc_domain.records import Record
from local_cache import mirror

R = TypeVar("R", bound=Record)


def rows(session: Session, record: type[R], **equals: Any) -> list[R]:
    """Records whose columns equal the given values, in key order."""
    entity = BY_RECORD[record]
    table = mirror.table(entity.name)
    query = select(*(table.c[c] for c in entity.columns)).order_by(*(table.c[k] for k in entity.key))
    for column, value in equals.items():
        query = query.where(table.c[column] == value)
    return [record(*row) for row in session.execute(query)]


def first(session: Session, record: type[R], **equals: Any) -> R | None:
    """The first such record, None when there is none."""
    found = rows(session, record, **equals)
    return found[0] if found else None
