"""The order of a long list: every window and every place as plain sorting gives them, however the rows lie."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ioc_domain.entities import BY_NAME
from ioc_domain.on_time import OnTimeState
from local_cache import complaint_order, segment_cache, segment_writer, store
from local_cache.complaint_order import Key, OrderedRows
from local_cache.complaint_selection import Rejects, Selection, either, narrowed, rejects
from local_cache.segments import Block, Columns, open_columns

COMPLAINT = BY_NAME["complaint"]
ORDERS = [
    Key(column, descending) for column in ("created", "due", "field", "area", "unit", "status")
    for descending in (False, True)
] + [Key("due", descending, urgent=True) for descending in (False, True)]  # fmt: skip


def made(rng: np.random.Generator, n: int, wild: bool) -> dict[str, NDArray[Any]]:
    """Columns of n complaints; `wild`: ids in no order, and every value a column can hold."""
    created = np.sort(rng.integers(1_000, 4_000, n))
    values = {
        "created": created,
        "due": np.where(rng.random(n) < 0.2, 0, created + rng.integers(0, 50, n)),
        "closed": np.where(rng.random(n) < 0.7, created + 9, 0),
        "id": np.arange(n) + 1 if not wild else rng.permutation(n) * 1_000_000_007 + 5,
        "status": rng.integers(0, 6, n),
        "field": rng.integers(1, 4, n),
    }
    if wild:
        values["due"] = np.where(rng.random(n) < 0.3, rng.choice([0, 1, 2**32 - 1, 2**31], n), values["due"])
        values["created"] = rng.integers(0, 2**32, n)
    for column in COMPLAINT.segments:
        values.setdefault(column.name, rng.integers(0, 3, n))
    return {c.name: values[c.name].astype(c.dtype) for c in COMPLAINT.segments}


def plainly(values: dict[str, NDArray[Any]], kept: NDArray[np.bool_], key: Key) -> NDArray[np.int64]:
    """The order by sorting everything."""
    by = values[key.column].astype(object)
    if key.urgent:
        by = np.where((values["closed"] == 0) & (values["due"] != 0), by, 2**62)
    rows = np.flatnonzero(kept).tolist()
    rows.sort(key=lambda k: (-by[k] if key.descending else by[k], -int(values["id"][k])))
    return values["id"][rows].astype(np.int64)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(0, 400), at_once=st.sampled_from([0, 3, 40, 1000]),
       wild=st.booleans(), narrow=st.booleans())  # fmt: skip
def test_windows_and_places_are_those_of_plain_sorting(
    tmp_path_factory: pytest.TempPathFactory, seed: int, n: int, at_once: int, wild: bool, narrow: bool
) -> None:
    """Small blocks, few steps and small windows, so that all that happens to millions happens here."""
    rng = np.random.default_rng(seed)
    path = Path(tmp_path_factory.mktemp("order")) / "cache.db"
    values = made(rng, n, wild)
    dead = rng.choice(n, n // 9, replace=False).tolist() if n else []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segment_writer, "SEGMENT_ROWS", 16)
        patch.setattr(segment_writer, "PAGE_BYTES", 16)
        patch.setattr(complaint_order, "AT_ONCE", at_once)
        patch.setattr(complaint_order, "_WINDOW", 7)
        patch.setattr(complaint_order, "_MOST_STEPS", 32)
        with store.open_writer(path) as writer:
            writer.connection.execute("BEGIN IMMEDIATE")
            written = segment_writer.SegmentWriter(writer.connection, COMPLAINT)
            if n:
                written.append(values)
                written.kill(dead)
            written.flush()
            writer.connection.execute("COMMIT")
        segment_cache.forget()
        wanted = Selection(fields=frozenset({2})) if narrow else Selection()
        odd = Selection(statuses=frozenset({1, 3, 5}))
        kept = ~np.isin(np.arange(n), dead) & ((values["field"] == 2) | (not narrow)) & (values["status"] % 2 == 1)
        with store.open_reader(path).connection() as connection:
            columns = open_columns(connection)

            def rows(block: Block) -> tuple[Block, Rejects]:
                here, rejected = narrowed(block, wanted)
                return here, either(rejected, rejects(here, odd))

            for key in ORDERS:
                check(columns, OrderedRows.of(columns, rows, key), plainly(values, kept, key), values["id"], rng)
            now = int(np.median(values["due"])) if n else 0
            late = kept & (values["closed"] == 0) & (values["due"] > 0) & (values["due"] < now)
            wanted = replace(wanted, on_time=frozenset({OnTimeState.OPEN_OVERDUE}), now=now)
            for key in ORDERS:
                check(columns, OrderedRows.of(columns, rows, key), plainly(values, late, key), values["id"], rng)


def check(
    columns: Columns, rows: OrderedRows, expected: NDArray[np.int64], ids: NDArray[Any], rng: np.random.Generator
) -> None:
    """Count, all windows, some windows, some places."""
    where = f"{rows.key}"
    assert rows.count == len(expected), where
    assert rows.ids(columns, 0, rows.count).tolist() == expected.tolist(), where
    for _ in range(3):
        start = int(rng.integers(0, rows.count + 1))
        stop = start + int(rng.integers(0, 20))
        assert rows.ids(columns, start, stop).tolist() == expected[start:stop].tolist(), where
    for slot in rng.integers(0, len(ids), 4 if len(ids) else 0).tolist():
        place = np.flatnonzero(expected == int(ids[slot]))
        wanted = int(place[0]) if len(place) else -1
        found = rows.known_place(int(ids[slot])) if rows.known is not None else rows.place_of(columns, slot)
        assert found == wanted, where


def test_what_either_leaves_out() -> None:
    """None leaves out nothing, "all" everything."""
    some = np.array([True, False])
    assert either(None, None) is None and either("all", some) == either(None, "all") == "all"
    assert either(some, None) is either(None, some) is some
    both = either(some, np.array([False, True]))
    assert not isinstance(both, str) and both is not None and both.all()
