"""Rows of complaints that a selection keeps, as NumPy arrays, block by block of the column segments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from ioc_domain.entities import BY_NAME
from local_cache import layout, segments
from local_cache.complaint_selection import Selection, rejects
from local_cache.queries.rows import plain
from local_cache.search import find, row_numbered
from local_cache.search_words import Terms
from local_cache.segments import Cancel, open_columns

COMPLAINT = BY_NAME["complaint"]
DTYPES = {c.name: np.dtype(c.dtype) for c in COMPLAINT.segments}
MOST_HITS = 30_000
"""Of more hits than this the newest are taken (and what SQLite takes as parameters of one statement)."""

MOST_SCANNED = 20_000
"""While the text index is being built, so many rows are read one by one; beyond, hits may be missing."""

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


def chosen_rows(
    session: Session, wanted: Selection, columns: segments.Columns | None = None, *, cancel: Cancel | None = None
) -> Iterator[Columns]:
    """Living rows of a selection, block by block; blocks whose bounds rule them out are passed over unread.

    `columns`: those to walk, where they are not all (see `searched_columns`).
    """
    for block in (columns or open_columns(plain(session))).blocks(cancel=cancel):
        rejected = rejects(block, wanted)
        if isinstance(rejected, str):
            continue
        if rejected is None:
            yield Columns({name: block[name] for name in DTYPES})
        else:
            kept = np.flatnonzero(~rejected)
            if len(kept):
                yield Columns({name: block[name][kept] for name in DTYPES})


def join(parts: list[Columns]) -> Columns:
    """One after the other."""
    return Columns(
        {
            name: np.concatenate([p[name] for p in parts]) if parts else np.zeros(0, dtype)
            for name, dtype in DTYPES.items()
        }
    )


def searched_columns(
    session: Session, text: str, among: Selection, *, cancel: Cancel | None = None
) -> tuple[segments.Columns, bool]:
    """The columns, walked at the complaints alone that hold all words of `text` ("": at all), and whether every
    complaint was searched.

    `among`: the other conditions, none of them narrower than what will be counted: while the index is being built
    the rows that pass them are read one by one, if they are few.
    """
    columns = open_columns(plain(session))
    if not text.strip():
        return columns, True
    hits = find(plain(session), text, MOST_HITS)
    if hits.complete:
        return columns.only(_slots(session, np.array(hits.ids, np.int64))), True
    ids: list[NDArray[np.int64]] = [np.array(hits.ids, np.int64)]
    few, held = [], 0
    for block in columns.blocks(cancel=cancel):
        rejected = rejects(block, among)
        if isinstance(rejected, str):
            continue
        few.append(block["id"] if rejected is None else block["id"][~rejected])
        held += len(few[-1])
        if held > MOST_SCANNED:
            return columns.only(_slots(session, ids[0])), False
    found = scanned_ids(session, text, np.concatenate([*few, np.empty(0, np.int64)]))
    return columns.only(_slots(session, found)), True


def _slots(session: Session, ids: NDArray[np.int64]) -> NDArray[np.int64]:
    query = f'SELECT slot FROM "{COMPLAINT.name}" WHERE id IN (SELECT value FROM json_each(?))'
    found = plain(session).execute(query, (json.dumps(ids.tolist()),))
    return np.fromiter((slot for (slot,) in found), np.int64)


def scanned_ids(session: Session, text: str, among: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of these ids the ones that hold all words and phrases, read without the index.

    Slow (some 20 µs a row): for a few thousand rows while the index is still being built.
    """
    terms = Terms.of(text)
    names = ", ".join(f'"{c}"' for c in COMPLAINT.search_columns)
    connection = plain(session)
    found = []
    for start in range(0, len(among), 500):
        piece = among[start : start + 500].tolist()
        marks = ", ".join("?" * len(piece))
        query = f'SELECT id, {names} FROM "{layout.text_table(COMPLAINT)}" WHERE id IN ({marks})'
        found += [key for key, *columns in connection.execute(query, piece) if terms.held_by(columns)]
    named = row_numbered(connection, COMPLAINT, text)
    if named is not None and named[1] not in found:
        found += [key for key in among.tolist() if key == named[1]]
    return np.array(found, np.int64)
