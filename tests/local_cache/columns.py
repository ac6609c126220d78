"""Column segments made directly, for tests and benchmarks of figures over many rows."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioc_domain.entities import BY_NAME
from local_cache import layout, store
from local_cache.segment_writer import SegmentWriter

T0 = 1_600_000_000
SIDE = 1 << 30


def random_columns(rows: int, seed: int = 1) -> dict[str, NDArray[Any]]:
    """Columns of complaints like a city's: two hundred areas, seven hundred units, created in order."""
    dice = np.random.default_rng(seed)
    created = np.sort(dice.integers(T0, T0 + 6 * 365 * 86_400, rows))
    due = np.where(dice.random(rows) < 0.05, 0, created + dice.integers(1, 8, rows) * 86_400)
    closed = np.where(dice.random(rows) < 0.1, 0, created + dice.integers(0, 10 * 86_400, rows))
    columns = {
        "created": created,
        "field": dice.integers(1, 19, rows),
        "unit": dice.integers(1, 720, rows),
        "area": dice.integers(1, 169, rows),
        "status": np.where(closed > 0, 4, dice.integers(0, 4, rows)),
        "channel": dice.integers(0, 7, rows),
        "flags": dice.integers(0, 128, rows),
        "x": (SIDE * 0.79 + dice.normal(0, 40_000, rows)).astype(np.int64),
        "y": (SIDE * 0.47 + dice.normal(0, 40_000, rows)).astype(np.int64),
        "due": due,
        "closed": closed,
        "id": np.arange(1, rows + 1),
    }
    return {c.name: columns[c.name].astype(c.dtype) for c in BY_NAME["complaint"].segments}


def write_columns(path: Path, columns: dict[str, NDArray[Any]], dead: list[int] | None = None) -> None:
    """A cache whose segments hold these columns (no rows: figures do not read any)."""
    with store.open_writer(path) as writer:
        writer.connection.execute("BEGIN IMMEDIATE")
        segments = SegmentWriter(writer.connection, BY_NAME["complaint"])
        rows = len(columns["id"])
        for start in range(0, rows, 1 << 20):
            segments.append({name: values[start : start + (1 << 20)] for name, values in columns.items()})
        if dead:
            segments.kill(dead)
        segments.flush()
        writer.connection.execute("COMMIT")


def reading(path: Path) -> sqlite3.Connection:
    """A read transaction on a cache."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.execute("BEGIN")
    return connection


DEAD = layout.DEAD
