"""Figures from the segments equal plain Python over the same rows, whatever is asked for."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks._columns import CENTRE, END, T0, random_columns, write_columns
from ioc_domain.codes import ComplaintFlag
from ioc_domain.entities import BY_NAME, SEGMENT_ROWS
from ioc_domain.on_time import OnTimeState, verdict
from local_cache import aggregates, segment_cache, store
from local_cache.complaint_selection import VERDICTS, Selection
from local_cache.segment_writer import SegmentWriter
from local_cache.segments import Cancelled, Columns, open_columns

ROWS = SEGMENT_ROWS * 2 + 5_000
NOW = END
Row = dict[str, int]


def reading(path: Path) -> sqlite3.Connection:
    """A read transaction on a cache."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.execute("BEGIN")
    return connection


class World:
    """Columns and the same rows as dictionaries; it keeps its size out of failure reports."""

    def __init__(self, columns: Columns, rows: list[Row]) -> None:
        self.columns = columns
        self.rows = rows

    def __repr__(self) -> str:
        return f"World({len(self.rows)} rows)"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A cache of three segments with dead slots, and a thinned copy of its rows as dictionaries."""
    path = tmp_path_factory.mktemp("columns") / "cache.db"
    columns = random_columns(ROWS)
    keep = np.zeros(ROWS, bool)
    keep[::97] = True
    keep[-50:] = True
    dead = np.flatnonzero(~keep).tolist()
    write_columns(path, columns, dead)
    rows = [{name: int(values[i]) for name, values in columns.items()} for i in np.flatnonzero(keep)]
    connection = reading(path)
    yield World(open_columns(connection), rows)
    connection.close()
    segment_cache.forget()


def counts(row: Row, wanted: Selection) -> bool:
    """The meaning of a selection, said plainly."""
    for name, values in wanted.sets:
        if row[name] not in values:
            return False
    if row["created"] < wanted.since or (wanted.until and row["created"] >= wanted.until):
        return False
    if wanted.box is not None:
        x0, y0, x1, y1 = wanted.box
        if not row["flags"] & ComplaintFlag.LOCATED or not (x0 <= row["x"] < x1 and y0 <= row["y"] < y1):
            return False
    if row["flags"] & wanted.flags_all != wanted.flags_all or row["flags"] & wanted.flags_none:
        return False
    return not wanted.on_time or verdict(row["due"], row["closed"], wanted.now) in wanted.on_time


def random_selection(seed: int) -> Selection:
    """A selection of a few random parts."""
    dice = random.Random(seed)
    parts: dict[str, Any] = {"now": NOW - dice.randint(0, 300) * 86_400}

    def some(top: int) -> frozenset[int]:
        start = dice.randint(0, top)
        spread = [frozenset({start}), frozenset(range(start, start + 40)), frozenset(dice.sample(range(top), 9))]
        return dice.choice(spread)

    for name, top in (("fields", 25), ("units", 900), ("areas", 200), ("statuses", 10), ("channels", 9)):
        if dice.random() < 0.3:
            parts[name] = some(top)
    if dice.random() < 0.5:
        parts["since"] = T0 + dice.randint(-100, 2_300) * 86_400
    if dice.random() < 0.5:
        parts["until"] = T0 + dice.randint(-100, 2_300) * 86_400
    if dice.random() < 0.3:
        parts["on_time"] = frozenset(dice.sample(VERDICTS, dice.randint(1, 2)))
    if dice.random() < 0.3:
        parts["flags_none"] = int(ComplaintFlag.DUPLICATE)
    if dice.random() < 0.3:
        x, y = CENTRE
        parts["box"] = (x - dice.randint(-20_000, 80_000), y - 30_000, x + 90_000, y + dice.randint(-10_000, 90_000))
    return Selection(**parts)


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_figures_equal_plain_counting(world: World, seed: int) -> None:
    """Count, groups, verdicts, days and the first of a list under one random selection."""
    columns, rows = world.columns, world.rows
    wanted = random_selection(seed)
    chosen = [row for row in rows if counts(row, wanted)]
    assert aggregates.count(columns, wanted) == len(chosen)
    for name in ("field", "unit", "area", "status", "channel"):
        found = aggregates.by_code(columns, wanted, name)
        assert {k: n for k, n in enumerate(found.tolist()) if n} == Counter(r[name] for r in chosen)
    states = aggregates.by_verdict(columns, wanted, "field")
    assert {(f, VERDICTS[v]): int(states[f, v]) for f, v in zip(*np.nonzero(states), strict=True)} == Counter(
        (r["field"], verdict(r["due"], r["closed"], wanted.now)) for r in chosen
    )
    first, days = T0 + 500 * 86_400, 700
    found = aggregates.by_day(columns, wanted, first, days)
    assert {k: n for k, n in enumerate(found.tolist()) if n} == Counter(
        d for r in chosen if 0 <= (d := (r["created"] - first) // 86_400) < days
    )
    ids = aggregates.top_ids(columns, wanted, "due", 20)
    assert ids.tolist() == [r["id"] for r in sorted(chosen, key=lambda r: (r["due"], -r["id"]))][:20]
    ids = aggregates.top_ids(columns, wanted, "created", 7, descending=True)
    assert ids.tolist() == [r["id"] for r in sorted(chosen, key=lambda r: (-r["created"], -r["id"]))][:7]


@pytest.mark.parametrize(("extent", "width", "height"), [(1 << 17, 512, 512), (100_003, 300, 200), (1 << 29, 7, 5)])
def test_heat_grid(world: World, extent: int, width: int, height: int) -> None:
    """Every located complaint lies in exactly the cell that integer arithmetic says; nothing else is counted."""
    columns, rows = world.columns, world.rows
    x0, y0 = CENTRE[0] - extent // 2, CENTRE[1] - extent // 3
    box = (x0, y0, x0 + extent, y0 + extent)
    for wanted in (
        Selection(),
        Selection(units=frozenset(range(100, 400))),
        Selection(units=frozenset({7, 9})),
        Selection(fields=frozenset({3})),
        Selection(on_time=frozenset({OnTimeState.OPEN_OVERDUE}), now=NOW),
        Selection(box=(x0 - 10, y0 + extent // 3, x0 + extent // 2, y0 + 2 * extent)),
        Selection(box=(x0 - 10, y0, x0 + extent, y0 + 2 * extent)),
    ):
        grid = aggregates.heat_grid(columns, wanted, box, width, height)
        inside = [
            r
            for r in rows
            if counts(r, wanted)
            and r["flags"] & ComplaintFlag.LOCATED
            and box[0] <= r["x"] < box[2]
            and box[1] <= r["y"] < box[3]
        ]
        want = Counter(((r["y"] - y0) * height // extent, (r["x"] - x0) * width // extent) for r in inside)
        assert {(y, x): int(grid[y, x]) for y, x in zip(*np.nonzero(grid), strict=True)} == want
    with pytest.raises(ValueError):
        aggregates.heat_grid(columns, Selection(), (5, 5, 5, 9), 2, 2)


def test_cancelled_between_blocks(world: World) -> None:
    """An answer nobody waits for stops at the next block."""
    columns = world.columns
    asked = iter([False, True])
    with pytest.raises(Cancelled):
        aggregates.count(columns, Selection(fields=frozenset({1})), cancel=lambda: next(asked))


def test_columns_are_read_once_and_only_what_changed_again(tmp_path: Path) -> None:
    """A second reader shares the bytes; after a write only touched blocks are read anew; older readers keep theirs."""
    path = tmp_path / "cache.db"
    write_columns(path, random_columns(SEGMENT_ROWS * 3))
    old = reading(path)
    before = open_columns(old)
    first, second = (before.values("field", number) for number in (0, 1))

    with store.open_writer(path) as writer:
        writer.connection.execute("BEGIN IMMEDIATE")
        change = SegmentWriter(writer.connection, BY_NAME["complaint"])
        change.write([5], {"field": np.array([77], np.uint8)})
        change.flush()
        writer.connection.execute("COMMIT")
        new = reading(path)
        after = open_columns(new)
        assert after.values("field", 1) is second
        assert after.values("field", 0)[5] == 77
        assert np.array_equal(open_columns(old).values("field", 0), first)
        assert after.bounds("field", 0)[1] == 77
        old.close()
        new.close()
    segment_cache.forget()
