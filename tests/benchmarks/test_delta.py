"""Benchmark P2 measures two ways to the same rows: what it compares is really the same work on the same data."""

from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks._big_cache import COMPLAINT, big_cache
from benchmarks.p2_delta import Deltas, apply, upsert
from ioc_domain.wire import MASK64
from local_cache import layout, store
from local_cache.buckets import DigestMismatch, all_buckets
from local_cache.segments import open_columns

ROWS = 4_000


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A small one of the big caches."""
    return big_cache(tmp_path / "made", ROWS)


def _tables(connection: sqlite3.Connection) -> list[list[Any]]:
    return [connection.execute(f"SELECT * FROM {t} ORDER BY id").fetchall() for t in ("complaint", "complaint_text")]


def test_both_ways_end_at_the_same_rows(cache: Path, tmp_path: Path) -> None:
    """Pages applied and tuples upserted give equal tables, twice over; segments and sums are those of the rows."""
    raw = tmp_path / "raw.db"
    shutil.copyfile(cache, raw)
    with ThreadPoolExecutor(1) as pool, store.open_writer(cache) as ours, store.open_writer(raw) as theirs:
        before = _tables(ours.connection)
        for _ in range(2):
            pages, tuples = Deltas(ours.connection).draw(changed=300, size=100)
            apply(ours, pages, pool)
            upsert(theirs, tuples)
            assert _tables(ours.connection) == _tables(theirs.connection) != before
        for bucket in all_buckets(ours.connection).values():
            hashes = [h for (h,) in ours.connection.execute("SELECT h FROM complaint WHERE bucket = ?", (bucket.id,))]
            assert (bucket.count, bucket.digest) == (len(hashes), sum(hashes) & MASK64)
        names = [c.name for c in COMPLAINT.segments]
        rows = ours.connection.execute(f"SELECT {layout.quoted(tuple(names))} FROM complaint ORDER BY slot").fetchall()
        columns = [np.concatenate([b[name] for b in open_columns(ours.connection).blocks()]) for name in names]
        assert list(zip(*(c.tolist() for c in columns), strict=True)) == rows


def test_a_page_that_is_not_what_it_says_is_refused(cache: Path) -> None:
    """The digests of the pages are compared: a benchmark that skipped it would measure less."""
    with ThreadPoolExecutor(1) as pool, store.open_writer(cache) as ours:
        pages, _ = Deltas(ours.connection).draw(changed=50, size=50)
        broken = pages[0].replace("Đơn vị đã cập nhật.".encode(), "Đơn vị đã cập nhật!".encode(), 1)
        with pytest.raises(DigestMismatch):
            apply(ours, [broken], pool)


def test_the_file_is_made_once(cache: Path) -> None:
    """A second call finds it; nothing of an unfinished one is taken for it."""
    written = cache.stat().st_ino
    assert big_cache(cache.parent, ROWS) == cache
    assert cache.stat().st_ino == written
    with closing(sqlite3.connect(cache)) as connection:
        assert connection.execute("SELECT count(*) FROM complaint").fetchone() == (ROWS,)
