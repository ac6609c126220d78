"""Full-text search over folded text, newest first: asking. `search_keeping` builds the index and keeps it.

The index is built in slices, one per column segment. A slice is an FTS5 table without content; its row ids count from
the oldest row to the newest, so that the newest hits come first without ranking all of them, and `keys` maps them back
to row ids. Words are folded: NFD, marks dropped, đ→d, lower case; the tokenizer drops the marks, đ (which it does not
know) is replaced.

An index holds which rows hold a word, not where in the row: less than half the size. The words of a phrase are
looked up as words, then the text of those rows is read.
"""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from ioc_domain.entities import BY_NAME, SEGMENT_ROWS, Entity

from . import layout
from .search_words import Terms

KEYS = np.dtype([("key", "<i8"), ("order", "<i8")])
"""A row of a slice: its key, and its time, by which slices are ordered."""
_FEW = 200
"""Up to so many rows their keys are read one by one; beyond, the keys of the slice are read whole."""
_LONGEST_ID = 18
_MOST_READ = 50_000
"""Texts read for the sake of a phrase; beyond, the answer is not complete."""


@dataclass(frozen=True)
class Hits:
    """Row ids, newest first. `complete`: every row is indexed, so that nothing is missing from the answer."""

    ids: tuple[int, ...]
    complete: bool


Accept = Callable[[NDArray[np.int64]], NDArray[np.bool_]]


def find(
    connection: sqlite3.Connection,
    text: str,
    limit: int = 50,
    *,
    entity: str = "complaint",
    accept: Accept | None = None,
) -> Hits:
    """The newest `limit` rows that hold all words of `text`, and the row whose id the text is.

    `accept` gets row ids (int64) and answers which of them pass the screen's other filters. Works inside the
    caller's read transaction.
    """
    chosen = BY_NAME[entity]
    slices = connection.execute(
        "SELECT no, state, lo, hi, id FROM search_slice WHERE entity = ? ORDER BY hi DESC, no DESC", (entity,)
    ).fetchall()
    complete = all(state == "built" for _, state, _, _, _ in slices)
    terms = Terms.of(text)
    if not terms.words or limit <= 0:
        return Hits((), complete)
    named = _numbered(connection, chosen, text, accept)
    question = _Question(connection, chosen, terms, limit, accept)
    built = _tables(connection, chosen)
    newest: list[tuple[int, int]] = []  # a heap of (order, key), the oldest first
    room = limit - len(named)
    for no, _, _, hi, row in slices:
        # Slices overlap in time: one that ends before the oldest hit that counts has nothing to add, nor has one after
        # it.
        if len(newest) >= room and (not room or newest[0][0] > hi):
            break
        if slice_table(chosen, no) not in built:
            continue
        for pair in question.in_slice(no, row):
            if pair in named:
                continue
            if len(newest) < room:
                heapq.heappush(newest, pair)
            elif pair > newest[0]:
                heapq.heapreplace(newest, pair)
            else:
                break
    return Hits(tuple(key for _, key in sorted([*newest, *named], reverse=True)), complete and question.unread > 0)


def row_numbered(connection: sqlite3.Connection, entity: Entity, text: str) -> tuple[int, int] | None:
    """(time, id) of the row whose id a text is; None when the text is no number or nothing has it."""
    plain = text.strip().removeprefix("#")
    if not (plain.isascii() and plain.isdigit() and len(plain) <= _LONGEST_ID):
        return None
    query = f'SELECT "{entity.segments[0].name}" FROM "{entity.name}" WHERE "{entity.key[0]}" = ?'
    found = connection.execute(query, (int(plain),)).fetchone()
    return None if found is None else (int(found[0]), int(plain))


def _numbered(
    connection: sqlite3.Connection, entity: Entity, text: str, accept: Accept | None
) -> list[tuple[int, int]]:
    named = row_numbered(connection, entity, text)
    if named is None or (accept is not None and not accept(np.array([named[1]], np.int64))[0]):
        return []
    return [named]


def slice_table(entity: Entity, no: int) -> str:
    """Name of the FTS5 table of a slice."""
    return f"{entity.name}_search_{no}"


def _tables(connection: sqlite3.Connection, entity: Entity) -> set[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB ?"
    return {name for (name,) in connection.execute(query, (f"{entity.name}_search_*",))}


class _Question:
    """One search under way."""

    def __init__(
        self, connection: sqlite3.Connection, entity: Entity, terms: Terms, limit: int, accept: Accept | None
    ) -> None:
        self._connection, self._entity, self._terms = connection, entity, terms
        self._limit, self._accept = limit, accept
        names, table = layout.quoted(entity.search_columns), layout.text_table(entity)
        self._texts = f'SELECT {names} FROM "{table}" WHERE "{entity.key[0]}" = ?'
        self.unread = _MOST_READ
        """How many more texts may be read."""

    def in_slice(self, no: int, row: int) -> Iterator[tuple[int, int]]:
        """(order, key) of at most `limit` hits, newest first."""
        given = 0
        table = slice_table(self._entity, no)
        cursor = self._connection.execute(
            f'SELECT rowid FROM "{table}" WHERE "{table}" MATCH ? ORDER BY rowid DESC', (self._terms.expression,)
        )
        batch = self._limit
        whole: NDArray[np.void] | None = None
        with self._connection.blobopen("search_slice", "keys", row, readonly=True) as blob:
            while given < self._limit and self.unread:
                ranks = np.fromiter((r[0] for r in cursor.fetchmany(batch)), np.int64)
                if not len(ranks):
                    return
                if whole is None and len(ranks) > _FEW:
                    blob.seek(0)
                    whole = np.frombuffer(blob.read(), KEYS)
                pairs = whole[ranks - 1] if whole is not None else _keys(blob, ranks)
                for key, order in islice(self._passing(no, pairs), self._limit - given):
                    yield order, key
                    given += 1
                batch = min(batch * 4, 5_000)

    def _passing(self, no: int, pairs: NDArray[np.void]) -> Iterator[tuple[int, int]]:
        """(key, order) of those that live, pass the other filters and hold the phrases; texts are read one by one."""
        taken = _living(self._connection, self._entity, no, pairs)
        if self._accept is not None and len(taken):
            taken = taken[self._accept(taken["key"])]
        for key, order in taken.tolist():
            if not self._terms.phrases:
                yield key, order
            elif self.unread:
                self.unread -= 1
                if self._terms.phrases_in(self._connection.execute(self._texts, (key,)).fetchone() or ()):
                    yield key, order


def _keys(blob: sqlite3.Blob, ranks: NDArray[np.int64]) -> NDArray[np.void]:
    read = bytearray()
    for rank in ranks.tolist():
        blob.seek((rank - 1) * KEYS.itemsize)
        read += blob.read(KEYS.itemsize)
    return np.frombuffer(read, KEYS)


def _living(connection: sqlite3.Connection, entity: Entity, no: int, pairs: NDArray[np.void]) -> NDArray[np.void]:
    """Those whose row still lies in this slice: a deleted or moved row leaves its entry until the next build."""
    marks = ", ".join("?" * len(pairs))
    here = {
        key
        for key, slot in connection.execute(
            f'SELECT "{entity.key[0]}", slot FROM "{entity.name}" WHERE "{entity.key[0]}" IN ({marks})',
            pairs["key"].tolist(),
        )
        if slot // SEGMENT_ROWS == no
    }
    if len(here) == len(pairs):
        return pairs
    return pairs[[key in here for key in pairs["key"].tolist()]]
