"""A sync client without a network: drives the cache against a `Centre` the way sync does, and compares the two."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ioc_domain.entities import BY_NAME, ENTITIES, SEGMENT_ROWS
from ioc_domain.wire import decode_page, digest_hex
from local_cache import layout, search, search_keeping, search_words
from local_cache.applying import (
    DigestMismatch,
    adopt,
    apply_page,
    apply_part,
    begin_snapshot,
    unpack,
    want_again,
    wanted,
)
from local_cache.buckets import READY, all_buckets
from local_cache.store import Writer
from local_cache.sync_state import read_state

from .centre import Centre


class Client:
    """Bootstraps and pulls; `step` is called between any two transactions."""

    def __init__(self, writer: Writer, centre: Centre, step: Callable[[], None] = lambda: None) -> None:
        self.writer = writer
        self.connection = writer.connection
        self.centre = centre
        self.step = step
        self.mismatches: list[str] = []

    def adopt(self, **options: bool) -> None:
        adopt(self.connection, self.centre.manifest(), **options)
        self.step()

    def fetch(self, bucket: str, part_rows: int = 1000) -> None:
        with tempfile.TemporaryDirectory() as folder:
            snapshot, packed = self.centre.snapshot(bucket, Path(folder), part_rows)
            for index in range(begin_snapshot(self.connection, snapshot), len(snapshot.parts)):
                file = unpack(packed[index], Path(folder) / "unpacked", snapshot.parts[index])
                apply_part(self.connection, snapshot, index, file)
                self.step()

    def fetch_wanted(self, part_rows: int = 1000) -> None:
        for bucket in wanted(self.connection):
            self.fetch(bucket.name, part_rows)

    def pull(self, limit: int = 100) -> None:
        """Pages until the head, fetching buckets again where the digests say so."""
        for _ in range(500):
            state = read_state(self.connection)
            if state.pull_from >= self.centre.head:
                return
            page = decode_page(self.centre.page(state.pull_from, limit))
            try:
                done = apply_page(self.connection, *page, now=1)
            except DigestMismatch as mismatch:
                self.mismatches.append(mismatch.bucket)
                want_again(self.connection, mismatch.bucket)
                self.fetch(mismatch.bucket)
                continue
            for bucket in done.wanted:
                self.fetch(bucket)
            self.step()
        raise AssertionError("pulling does not come to an end")

    def bootstrap(self) -> None:
        self.adopt()
        self.fetch_wanted()
        self.pull()


def mirror_rows(connection: sqlite3.Connection, table: str) -> dict[str, tuple[object, ...]]:
    """Key → (bucket name, rev, record fields) as stored."""
    entity = BY_NAME[table]
    narrow = layout.quoted(entity.row_columns)
    names = dict(connection.execute("SELECT id, name FROM bucket").fetchall())
    found = {}
    for row in connection.execute(f'SELECT bucket, rev, {narrow} FROM "{table}"').fetchall():
        fields = dict(zip(entity.row_columns, row[2:], strict=True))
        if entity.text_columns:
            key = tuple(fields[k] for k in entity.key)
            text = connection.execute(
                f'SELECT {layout.quoted(entity.text_columns)} FROM "{layout.text_table(entity)}"'
                f" WHERE {layout.key_test(entity)}",
                key,
            ).fetchone()
            fields.update(zip(entity.text_columns, text, strict=True))
        key_text = "|".join(str(fields[k]) for k in entity.key)
        found[key_text] = (names[row[0]], row[1], *(fields[c] for c in entity.columns))
    return found


def living_segments(connection: sqlite3.Connection, table: str) -> dict[int, tuple[int, ...]]:
    """Slot → values of the segment columns, for slots that are not dead."""
    entity = BY_NAME[table]
    columns = []
    for column in entity.segments:
        pieces = []
        for no, n, lo, hi, data in connection.execute(
            'SELECT no, n, lo, hi, data FROM segment WHERE entity = ? AND "column" = ? ORDER BY no',
            (table, column.name),
        ):
            values = np.frombuffer(data, column.dtype)
            assert len(values) == SEGMENT_ROWS
            assert no == len(pieces)
            assert lo <= int(values[:n].min()) and int(values[:n].max()) <= hi
            pieces.append(values[:n])
        columns.append(np.concatenate(pieces) if pieces else np.empty(0, column.dtype))
    status = [c.name for c in entity.segments].index(layout.LIVENESS)
    return {
        slot: tuple(int(c[slot]) for c in columns)
        for slot in range(len(columns[0]))
        if columns[status][slot] != layout.DEAD
    }


def assert_equal(connection: sqlite3.Connection, centre: Centre) -> None:
    """Rows, texts, segments and digests are those of the centre."""
    for entity in ENTITIES:
        have = mirror_rows(connection, entity.name)
        want = {
            key: (bucket, rev, *(getattr(record, c) for c in entity.columns))
            for key, (bucket, rev, record) in centre.rows.get(entity.name, {}).items()
        }
        assert have == want, entity.name
        if entity.text_columns:
            (texts,) = connection.execute(f'SELECT count(*) FROM "{layout.text_table(entity)}"').fetchone()
            assert texts == len(want)
        if entity.segments:
            slots = dict(connection.execute(f'SELECT slot, "{entity.key[0]}" FROM "{entity.name}"').fetchall())
            living = living_segments(connection, entity.name)
            assert set(slots) == set(living)
            for slot, key in slots.items():
                record = centre.rows[entity.name][str(key)][2]
                assert living[slot] == tuple(getattr(record, c.name) for c in entity.segments)
    for name, bucket in all_buckets(connection).items():
        assert bucket.state == READY
        promised = centre.digest(name)
        assert (bucket.count, digest_hex(bucket.digest)) == (promised.count, promised.digest), name


def assert_search_equal(connection: sqlite3.Connection, centre: Centre, words: list[str]) -> None:
    """The index, once built, finds exactly the complaints that hold each word, newest first."""
    while search_keeping.index_some(connection):
        pass
    rows = [record for _, _, record in centre.rows.get("complaint", {}).values()]
    for word in words:
        folded = search_words.fold(word)
        holds = [
            (rec.created, rec.id)
            for rec in rows
            if folded in search_words.fold(f"{rec.code} {rec.title} {rec.body} {rec.address}").replace("-", " ").split()
        ]
        hits = search.find(connection, word + " ", limit=10_000)
        assert hits.complete
        assert list(hits.ids) == [key for _, key in sorted(holds, reverse=True)], word
