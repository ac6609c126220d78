"""Full-text search over folded text, newest first: asking. `search_keeping` builds the index and keeps it.

The index is built in slices, one per column segment. A slice is an FTS5 table without content; its row ids count from
the oldest row to the newest, so that the newest hits come first without ranking all of them, and `keys` maps them back
to row ids. Words are folded: NFD, marks dropped, đ→d, lower case; the tokenizer drops the marks, đ (which it does not
know) is replaced.

An index holds which rows hold a word, not where in the row: less than half the size. The words of a phrase are
looked up as words, then the text of those rows is read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from ioc_domain.entities import BY_NAME, SEGMENT_ROWS, Entity

from . import layout
from .search_words import Terms

KEYS = np.dtype([("key", "<i8"), ("order", "<i8")])
"""A row of a slice: its key, and its time, by which slices are ordered."""
_FEW = 200
"""Up to so many rows their keys are read one by one; beyond, the keys of the slice are read whole."""
_CLOSE = 100
"""Keys of which one in so many is asked for are read in one go."""
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
        "SELECT no, state, n, hi, id FROM search_slice WHERE entity = ? ORDER BY hi DESC, no DESC", (entity,)
    ).fetchall()
    complete = all(state == "built" for _, state, _, _, _ in slices)
    terms = Terms.of(text)
    if not terms.words or limit <= 0:
        return Hits((), complete)
    newest = named = _numbered(connection, chosen, text, accept)
    question = _Question(connection, chosen, terms, limit, accept)
    for no, state, n, hi, row in slices:
        # Slices overlap in time: one that ends before the oldest hit that counts has nothing to add, nor has one after
        # it.
        oldest = int(newest["order"][-1]) if len(newest) >= limit else None
        if oldest is not None and oldest > hi:
            break
        if n:  # what has no rows yet may have no table
            more = question.in_slice(no, row, changed=state == "dirty", oldest=oldest)
            newest = _newest(newest, more[~np.isin(more["key"], named["key"])] if len(named) else more, limit)
    # The row whose number was given is shown however old it is.
    if len(named) and named["key"][0] not in newest["key"]:
        newest = _newest(newest[: limit - 1], named, limit)
    return Hits(tuple(newest["key"].tolist()), complete and question.unread > 0)


def _newest(a: NDArray[np.void], b: NDArray[np.void], limit: int) -> NDArray[np.void]:
    """The newest of both, newest first; each is in that order already."""
    if not len(a) or not len(b):
        return (b if len(b) else a)[:limit]
    both = np.concatenate([a, b])
    return both[np.lexsort((both["key"], both["order"]))[::-1][:limit]]


def row_numbered(connection: sqlite3.Connection, entity: Entity, text: str) -> tuple[int, int] | None:
    """(time, id) of the row whose id a text is; None when the text is no number or nothing has it."""
    plain = text.strip().removeprefix("#")
    if not (plain.isascii() and plain.isdigit() and len(plain) <= _LONGEST_ID):
        return None
    query = f'SELECT "{entity.segments[0].name}" FROM "{entity.name}" WHERE "{entity.key[0]}" = ?'
    found = connection.execute(query, (int(plain),)).fetchone()
    return None if found is None else (int(found[0]), int(plain))


def _numbered(connection: sqlite3.Connection, entity: Entity, text: str, accept: Accept | None) -> NDArray[np.void]:
    named = row_numbered(connection, entity, text)
    if named is None or (accept is not None and not accept(np.array([named[1]], np.int64))[0]):
        return np.empty(0, KEYS)
    return np.array([(named[1], named[0])], KEYS)


def slice_table(entity: Entity, no: int) -> str:
    """Name of the FTS5 table of a slice."""
    return f"{entity.name}_search_{no}"


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

    def in_slice(self, no: int, row: int, *, changed: bool, oldest: int | None) -> NDArray[np.void]:
        """At most `limit` hits, newest first, none older than `oldest`. `changed`: rows may have left the slice."""
        table = slice_table(self._entity, no)
        cursor = self._connection.execute(
            f'SELECT rowid FROM "{table}" WHERE "{table}" MATCH ? ORDER BY rowid DESC', (self._terms.expression,)
        )
        found: list[NDArray[np.void]] = []
        wanted = batch = self._limit
        whole: NDArray[np.void] | None = None
        with self._connection.blobopen("search_slice", "keys", row, readonly=True) as blob:
            while wanted > 0 and self.unread:
                ranks = list(chain.from_iterable(cursor.fetchmany(batch)))
                if not ranks:
                    break
                if whole is None and len(ranks) > _FEW:
                    blob.seek(0)
                    whole = np.frombuffer(blob.read(), KEYS)
                pairs = whole[np.array(ranks) - 1] if whole is not None else _keys(blob, ranks)
                more = True
                if oldest is not None and pairs["order"][-1] < oldest:
                    pairs, more = pairs[pairs["order"] >= oldest], False
                pairs = self._passing(no, pairs, wanted, changed=changed)
                found.append(pairs)
                wanted -= len(pairs)
                if not more or len(ranks) < batch:
                    break
                batch = min(batch * 4, 5_000)
        return np.concatenate(found) if len(found) > 1 else found[0] if found else np.empty(0, KEYS)

    def _passing(self, no: int, pairs: NDArray[np.void], wanted: int, *, changed: bool) -> NDArray[np.void]:
        """The first `wanted` of those that live, pass the other filters and hold the phrases."""
        if changed and len(pairs):
            pairs = _living(self._connection, self._entity, no, pairs)
        if self._accept is not None and len(pairs):
            pairs = pairs[self._accept(pairs["key"])]
        if not self._terms.phrases:
            return pairs[:wanted]
        held: list[int] = []
        for at, key in enumerate(pairs["key"].tolist()):
            if len(held) >= wanted or not self.unread:
                break
            self.unread -= 1
            if self._terms.phrases_in(self._connection.execute(self._texts, (key,)).fetchone() or ()):
                held.append(at)
        return pairs[held]


def _keys(blob: sqlite3.Blob, ranks: list[int]) -> NDArray[np.void]:
    """The keys of these ranks, which fall: read in one go where they lie close together."""
    size = KEYS.itemsize
    first, span = ranks[-1] - 1, ranks[0] - ranks[-1] + 1
    if span <= _CLOSE * len(ranks):
        blob.seek(first * size)
        keys = np.frombuffer(blob.read(span * size), KEYS)
        return np.take(keys, np.array(ranks) - 1 - first)
    read = bytearray()
    for rank in ranks:
        blob.seek((rank - 1) * size)
        read += blob.read(size)
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
