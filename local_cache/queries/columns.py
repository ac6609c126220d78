"""Complaint columns block by block, for counts over all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, cast

from numpy.typing import NDArray
from sqlalchemy.orm import Session

from local_cache import layout
from local_cache.segments import open_columns

Columns = dict[str, NDArray[Any]]


def complaint_columns(session: Session, names: Sequence[str]) -> Iterator[Columns]:
    """Arrays of equal length, one per name, of the living rows of each block (262,144 rows at most).

    Raises KeyError for a name that is no segment column.
    """
    connection = cast(sqlite3.Connection, session.connection().connection.dbapi_connection)
    for block in open_columns(connection).blocks():
        columns = {name: block[name] for name in names}
        if block.has_dead:
            alive = block[layout.LIVENESS] != layout.DEAD
            columns = {name: values[alive] for name, values in columns.items()}
        yield columns
