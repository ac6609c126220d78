"""Columns of complaints as NumPy arrays, segment by segment, dead slots folded away."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from ioc_domain.entities import BY_NAME
from local_cache import layout
from local_cache.search import find

COMPLAINT = BY_NAME["complaint"]
DTYPES = {c.name: np.dtype(c.dtype) for c in COMPLAINT.segments}
MOST_HITS = 200_000
"""Of more hits than this the newest are taken."""

AnyColumn = NDArray[np.integer]


@dataclass(frozen=True)
class Columns:
    """Arrays of one length, by the names of the segment columns."""

    arrays: Mapping[str, AnyColumn]

    def __getitem__(self, name: str) -> AnyColumn:
        return self.arrays[name]

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.arrays["id"])

    def only(self, keep: NDArray[np.bool_] | NDArray[np.intp]) -> Columns:
        """Some of the rows."""
        return Columns({name: values[keep] for name, values in self.arrays.items()})


def plain_connection(session: Session) -> sqlite3.Connection:
    """SQLite's own connection inside the session's read transaction."""
    return cast(sqlite3.Connection, session.connection().connection.dbapi_connection)


def chunks(session: Session, since: int = 0) -> Iterator[Columns]:
    """Living rows, one segment at a time; segments in which nothing was created or closed from `since` on are
    passed over unread."""
    connection = plain_connection(session)
    bounds = {
        (column, no): (n, hi)
        for column, no, n, hi in connection.execute(
            'SELECT "column", no, n, hi FROM segment WHERE entity = ?', (COMPLAINT.name,)
        )
    }
    for no in sorted({no for _, no in bounds}):
        n, newest = bounds["created", no]
        if since and newest < since and bounds["closed", no][1] < since:
            continue
        data = dict(
            connection.execute('SELECT "column", data FROM segment WHERE entity = ? AND no = ?', (COMPLAINT.name, no))
        )
        whole = Columns({name: np.frombuffer(data[name], dtype)[:n] for name, dtype in DTYPES.items()})
        living = whole[layout.LIVENESS] != layout.DEAD
        yield whole if living.all() else whole.only(living)


def join(parts: list[Columns]) -> Columns:
    """One after the other."""
    return Columns(
        {
            name: np.concatenate([p[name] for p in parts]) if parts else np.zeros(0, dtype)
            for name, dtype in DTYPES.items()
        }
    )


def matching_ids(session: Session, text: str) -> tuple[NDArray[np.int64], bool]:
    """Ids of complaints that hold all words, and whether every complaint was searched."""
    hits = find(plain_connection(session), text, MOST_HITS)
    return np.array(hits.ids, np.int64), hits.complete
