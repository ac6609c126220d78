"""The seven questions of the dashboard over ten million complaints, asked of our columns and of DuckDB.

What the screen Phản ánh 1022 asks when it opens and when a person filters: total with verdicts under a filter, the
columns by field, the league of units, the areas, the statuses, the days, the heat. Each answer comes in the same
shape from both, so that they can be compared.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from benchmarks._columns import CENTRE, END, T0, random_columns, write_columns
from ioc_domain.codes import ComplaintFlag
from ioc_domain.entities import schema
from local_cache import aggregates
from local_cache.complaint_selection import Selection
from local_cache.segments import open_columns

if TYPE_CHECKING:
    import duckdb

ROWS = 10_000_000
NOW = END - 20 * 86_400
DAYS = 365
FIRST = NOW - DAYS * 86_400
UNITS = frozenset(range(3, 719, 5))
FIELDS = frozenset(range(1, 16))
SIDE = 512
EXTENT = 1 << 18
BOX = (CENTRE[0] - EXTENT // 2, CENTRE[1] - EXTENT // 2, CENTRE[0] + EXTENT // 2, CENTRE[1] + EXTENT // 2)
DEAD_EVERY = 1009
"""One slot in so many is dead: nobody's cache is without."""

Answer = dict[tuple[int, ...], int]
VERDICT = f"""CASE WHEN due = 0 THEN 4 WHEN closed > 0 THEN CASE WHEN closed <= due THEN 0 ELSE 1 END
 WHEN due >= {NOW} THEN 2 ELSE 3 END"""
LOCATED, DUPLICATE = int(ComplaintFlag.LOCATED), int(ComplaintFlag.DUPLICATE)
QUESTIONS = {
    "units of a subtree, no duplicates: verdicts": f"SELECT {VERDICT} v, count(*) FROM complaint"
    f" WHERE unit IN ({', '.join(map(str, sorted(UNITS)))}) AND flags & {DUPLICATE} = 0 GROUP BY v",
    "all, by field with verdicts": f"SELECT field, {VERDICT} v, count(*) FROM complaint GROUP BY field, v",
    "two years, by unit with verdicts": f"SELECT unit, {VERDICT} v, count(*) FROM complaint"
    f" WHERE created >= {END - 2 * 365 * 86_400} GROUP BY unit, v",
    "open and overdue, by area": f"SELECT area, count(*) FROM complaint"
    f" WHERE closed = 0 AND due > 0 AND due < {NOW} GROUP BY area",
    "three channels, by status": "SELECT status, count(*) FROM complaint WHERE channel IN (0, 1, 4) GROUP BY status",
    "the last year, by day": f"SELECT (created - {FIRST}) // 86400 d, count(*) FROM complaint"
    f" WHERE created >= {FIRST} AND created < {FIRST + DAYS * 86_400} GROUP BY d",
    "heat of 512 x 512 of fifteen fields": f"SELECT (y - {BOX[1]}) * {SIDE} // {EXTENT} j,"
    f" (x - {BOX[0]}) * {SIDE} // {EXTENT} i, count(*) FROM complaint WHERE field <= 15 AND flags & {LOCATED} <> 0"
    f" AND x >= {BOX[0]} AND x < {BOX[2]} AND y >= {BOX[1]} AND y < {BOX[3]} GROUP BY j, i",
}


def made() -> tuple[dict[str, NDArray[Any]], list[int]]:
    """The columns of a city, nine of ten complaints with a place, and the slots that are dead."""
    columns = random_columns(ROWS)
    placed = np.random.default_rng(2).random(ROWS) < 0.9
    columns["flags"] = np.where(placed, columns["flags"] | LOCATED, columns["flags"] & np.uint8(255 - LOCATED))
    return columns, list(range(0, ROWS, DEAD_EVERY))


def write_both(folder: Path) -> tuple[Path, Path]:
    """The same complaints as a cache and as a native file of DuckDB; made once and kept, until the schema changes."""
    ours, theirs, ready = folder / "cache.db", folder / "duck.db", folder / f"ready-{schema()}"
    if not ready.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        columns, dead = made()
        write_columns(ours, columns, dead)
        living = np.ones(ROWS, bool)
        living[dead] = False
        rows = {name: values[living] for name, values in columns.items()}
        import duckdb

        with duckdb.connect(str(theirs)) as connection:
            connection.register("rows", rows)
            connection.execute("CREATE TABLE complaint AS SELECT * FROM rows")
            connection.execute("CHECKPOINT")
        ready.touch()
    return ours, theirs


def of_ours(connection: sqlite3.Connection) -> dict[str, Callable[[], NDArray[np.int64]]]:
    """The questions, asked of the column segments inside a read transaction. Each opens the columns anew, as a
    screen does."""
    half = Selection(since=END - 2 * 365 * 86_400, now=NOW)
    subtree = Selection(units=UNITS, flags_none=DUPLICATE, now=NOW)
    late = Selection(on_time=frozenset({aggregates.VERDICTS[3]}), now=NOW)
    ask: list[Callable[[], NDArray[np.int64]]] = [
        lambda: aggregates.by_verdict(open_columns(connection), subtree),
        lambda: aggregates.by_verdict(open_columns(connection), Selection(now=NOW), "field"),
        lambda: aggregates.by_verdict(open_columns(connection), half, "unit"),
        lambda: aggregates.by_code(open_columns(connection), late, "area"),
        lambda: aggregates.by_code(open_columns(connection), Selection(channels=frozenset({0, 1, 4})), "status"),
        lambda: aggregates.by_day(open_columns(connection), Selection(), FIRST, DAYS),
        lambda: aggregates.heat_grid(open_columns(connection), Selection(fields=FIELDS), BOX, SIDE, SIDE),
    ]
    return dict(zip(QUESTIONS, ask, strict=True))


def open_duckdb(path: Path) -> duckdb.DuckDBPyConnection:
    """A native file, read with two threads. DuckDB is imported only here: our own process must not carry it."""
    import duckdb

    connection = duckdb.connect(str(path), read_only=True)
    connection.execute("SET threads = 2")
    return connection


def of_duckdb(connection: duckdb.DuckDBPyConnection) -> dict[str, Callable[[], list[tuple[int, ...]]]]:
    """The same questions in SQL."""

    def asking(query: str) -> Callable[[], list[tuple[int, ...]]]:
        return lambda: connection.execute(query).fetchall()

    return {name: asking(query) for name, query in QUESTIONS.items()}


def as_answer(counts: NDArray[np.int64]) -> Answer:
    """Counts by their places, without zeros."""
    return {tuple(int(k) for k in place): int(counts[tuple(place)]) for place in np.argwhere(counts)}


assert T0 < FIRST < NOW < END
