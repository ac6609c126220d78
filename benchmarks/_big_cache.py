"""A cache of ten million complaints made directly: rows, texts, segments and bookkeeping, but no data centre.

Row hashes are drawn and not computed: a cache only ever adds and subtracts them. The search index counts as built,
so that changed texts are looked for as on a console that has been idle for a while.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path

import numpy as np

from benchmarks._columns import random_columns
from ioc_domain.entities import BY_NAME, SEGMENT_ROWS
from ioc_domain.wire import to_signed
from local_cache import layout, store, sync_state
from local_cache.segment_writer import SegmentWriter

EPOCH = "benchmark"
COMPLAINT = BY_NAME["complaint"]


def big_cache(folder: Path, rows: int) -> Path:
    """The file of that size under `folder`; made once and kept until the deltas have closed most of what was open."""
    path = folder / f"cache-{rows}.db"
    if not path.exists() or _worn(path, rows):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        unfinished = folder / "unfinished.db"
        with store.open_writer(unfinished):
            pass  # makes the tables
        connection = sqlite3.connect(unfinished, isolation_level=None)
        connection.execute("PRAGMA journal_mode = OFF").fetchall()
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        _fill(connection, rows)
        connection.execute("COMMIT")
        connection.close()
        unfinished.rename(path)
    with store.open_writer(path):
        pass  # one that was kept from before a change of the layout is brought along
    return path


def _worn(path: Path, rows: int) -> bool:
    """A tenth was open when it was made, and deltas change what is open."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        (still_open,) = connection.execute("SELECT count(*) FROM complaint WHERE closed = 0").fetchone()
    return bool(still_open < rows // 20)


def _fill(connection: sqlite3.Connection, rows: int) -> None:
    columns = random_columns(rows)
    edges = range(2015, 2035)
    starts = np.array([int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in edges])
    years = np.searchsorted(starts, columns["created"].astype(np.int64), side="right") + edges.start - 1
    hashes = np.random.default_rng(2).integers(-(1 << 62), 1 << 62, rows)
    numbers = {}
    for year in np.unique(years).tolist():
        here = hashes[years == year]
        digest = to_signed(sum(here.tolist()))
        numbers[year] = connection.execute(
            "INSERT INTO bucket(name, entity, count, digest, at, state, want_at, want_rows, want_digest, parts_done,"
            " compare_from) VALUES (?, 'complaint', ?, ?, 0, 'ready', 0, 0, '', 0, 0)",
            (f"city/complaint/{year}", len(here), digest),
        ).lastrowid
    names = layout.mirror_columns(COMPLAINT)
    insert = f'INSERT INTO complaint({layout.quoted(names)}) VALUES ({", ".join("?" * len(names))})'
    segments = SegmentWriter(connection, COMPLAINT)
    for first in range(0, rows, SEGMENT_ROWS):
        piece = {name: values[first : first + SEGMENT_ROWS] for name, values in columns.items()}
        segments.append(piece)
        here = slice(first, first + SEGMENT_ROWS)
        more = {
            "bucket": [numbers[year] for year in years[here].tolist()],
            "rev": repeat(1),
            "h": hashes[here].tolist(),
            "slot": range(first, min(rows, first + SEGMENT_ROWS)),
        }
        values = [piece[n].tolist() if n in piece else more.get(n, repeat(1)) for n in names]
        connection.executemany(insert, zip(*values, strict=False))
    segments.flush()
    connection.execute(
        "INSERT INTO complaint_text SELECT id, printf('PA%09d', id), printf('Phản ánh số %d về hạ tầng', id),"
        " printf('Nội dung phản ánh %d: mặt đường hư hỏng, đề nghị đơn vị phụ trách kiểm tra và xử lý sớm.', id),"
        " printf('%d đường Lê Lợi', id % 900), '[]', '[]' FROM complaint ORDER BY id"
    )
    connection.executemany(
        "INSERT INTO search_slice(entity, no, state, n, lo, hi, keys) VALUES ('complaint', ?, 'built', 0, 0, 0, x'')",
        [(no,) for no in range(-(-rows // SEGMENT_ROWS))],
    )
    sync_state.write_state(connection, epoch=EPOCH, cursor=1, pull_from=1)
