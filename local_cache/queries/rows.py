"""Reading whole records of a small table: the plain way, for tables of at most some ten thousand rows.

What the first picture needs is read without SQLAlchemy, whose import takes longer than the reading: such queries take
a session or SQLite's own connection, and only ever use the latter.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from ioc_domain.entities import BY_RECORD
from ioc_domain.records import Record
from local_cache import layout

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    Reading: TypeAlias = Session | sqlite3.Connection

R = TypeVar("R", bound=Record)


def plain(session: Reading) -> sqlite3.Connection:
    """SQLite's own connection inside the read transaction."""
    if isinstance(session, sqlite3.Connection):
        return session
    return cast(sqlite3.Connection, session.connection().connection.dbapi_connection)


def rows(session: Reading, record: type[R], **equals: Any) -> list[R]:
    """Records whose columns equal the given values, in key order."""
    test = " AND ".join(f'"{column}" = ?' for column in equals) or "1"
    return rows_where(session, record, test, tuple(equals.values()))


def rows_where(session: Reading, record: type[R], test: str, parameters: tuple[Any, ...]) -> list[R]:
    """Records for which an SQL expression over their columns holds, in key order. `test` is never made of data."""
    entity = BY_RECORD[record]
    columns, key = layout.quoted(entity.columns), layout.quoted(entity.key)
    query = f'SELECT {columns} FROM "{entity.name}" WHERE {test} ORDER BY {key}'
    return [record(*row) for row in plain(session).execute(query, parameters)]


def first(session: Reading, record: type[R], **equals: Any) -> R | None:
    """The first such record, None when there is none."""
    found = rows(session, record, **equals)
    return found[0] if found else None
