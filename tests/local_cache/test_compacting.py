"""Dead slots are given back in small steps; after each of them the cache is as good as any other."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from ioc_domain.entities import BY_NAME
from local_cache import (
    aggregates,
    compacting,
    search,
    search_keeping,
    segment_cache,
    segment_writer,
    segments,
    store,
    verifying,
)
from local_cache.aggregates import by_code
from local_cache.applying import want_again
from local_cache.complaint_selection import Selection
from tests import factories

from . import client as client_module
from .centre import Centre
from .client import Client, assert_equal, assert_search_equal

COMPLAINTS = BY_NAME["complaint"]


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[store.Writer]:
    with store.open_writer(tmp_path / "cache.db") as made:
        yield made
    segment_cache.forget()


def bucket_of(centre: Centre) -> str:
    return next(b for b in centre.buckets() if "/complaint/" in b)


@pytest.mark.parametrize("seed", range(6))
def test_rows_slide_down_in_order_and_the_end_is_cut_off(
    writer: store.Writer, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Random holes in small segments, random batches: after every step rows, segments, digests and search are those of
    the centre; in the end no slot is dead and the order of the rows is what it was."""
    dice = random.Random(seed)
    for module in (aggregates, compacting, client_module, search, search_keeping, segment_writer, verifying):
        monkeypatch.setattr(module, "SEGMENT_ROWS", 32)
    centre = Centre()
    for n in range(1, 121):
        centre.put(factories.complaint(n))
    client = Client(writer, centre)
    client.bootstrap()
    if seed % 2:
        want_again(writer.connection, bucket_of(centre))
        client.fetch_wanted()
    while search_keeping.index_some(writer.connection):
        pass
    for n in dice.sample(range(1, 121), 50):
        centre.delete("complaint", str(n))
    client.pull(limit=7)
    order = slots(writer)
    living = set(order)
    moved = steps = 0
    while verifying.dead_share(writer.connection, COMPLAINTS):
        moved += compacting.slide(writer.connection, COMPLAINTS, limit=dice.randint(1, 40))
        steps += 1
        assert steps < 500
        assert_equal(writer.connection, centre)
        assert verifying.suspects(writer.connection) == []
        if dice.random() < 0.5:
            search_keeping.index_some(writer.connection)
        hits = search.find(writer.connection, "duong ", limit=1000).ids
        assert set(hits) <= living and len(set(hits)) == len(hits), "a row that left a slice is not found there"
    assert moved and slots(writer) == order
    assert_search_equal(writer.connection, centre, ["duong", "ga", "loi"])


def figures(connection: sqlite3.Connection) -> list[int]:
    """Complaints by field."""
    return [int(n) for n in by_code(segments.open_columns(connection), Selection(), "field")]


def slots(writer: store.Writer) -> list[int]:
    """Ids of the complaints in the order of their slots."""
    return [row[0] for row in writer.connection.execute("SELECT id FROM complaint ORDER BY slot")]


def test_it_is_done_when_it_is_worth_it_and_comes_to_an_end(
    writer: store.Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few dead slots are left alone; a quarter of them is given back, and then there is nothing to do."""
    monkeypatch.setattr(compacting, "LEAST_DEAD", 20)
    centre = Centre()
    for n in range(1, 101):
        centre.put(factories.complaint(n))
    client = Client(writer, centre)
    client.bootstrap()
    for n in range(1, 11):
        centre.delete("complaint", str(n))
    client.pull()
    assert not compacting.compact_some(writer.connection)
    for n in range(11, 31):
        centre.delete("complaint", str(n))
    client.pull()
    steps = 0
    while compacting.compact_some(writer.connection):
        steps += 1
        assert steps < 10
    assert steps == 2 and verifying.dead_share(writer.connection, COMPLAINTS) == 0.0
    assert_equal(writer.connection, centre)


def test_a_reader_in_the_middle_keeps_what_it_began_with(writer: store.Writer) -> None:
    """A read transaction that is older than a step sees the columns as they were, and the next one as they are."""
    centre = Centre()
    for n in range(1, 61):
        centre.put(factories.complaint(n))
    client = Client(writer, centre)
    client.bootstrap()
    for n in range(1, 31):
        centre.delete("complaint", str(n))
    client.pull()
    reader = store.open_reader(writer.path)
    with reader.connection() as old:
        before = figures(old)
        while verifying.dead_share(writer.connection, COMPLAINTS):
            compacting.slide(writer.connection, COMPLAINTS, limit=10)
        assert segments.open_columns(old).slots == 60
        assert figures(old) == before
        with reader.connection() as new:
            assert segments.open_columns(new).slots == 30
            assert figures(new) == before
    reader.close()


def test_an_entity_without_its_key_in_the_segments_is_refused(writer: store.Writer) -> None:
    """Nothing is moved that could not be found again."""
    with pytest.raises(ValueError, match="key"):
        compacting.slide(writer.connection, BY_NAME["unit"])


def test_counts_that_are_wrong_do_not_keep_it_busy(writer: store.Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bucket that lost rows without a trace looks worth it; there is nothing to slide, and that is the end of it."""
    monkeypatch.setattr(compacting, "LEAST_DEAD", 20)
    centre = Centre()
    for n in range(1, 101):
        centre.put(factories.complaint(n))
    Client(writer, centre).bootstrap()
    writer.connection.execute("DELETE FROM complaint WHERE id <= 60")
    writer.connection.execute("UPDATE bucket SET count = 40 WHERE entity = 'complaint'")
    assert compacting.is_worth_it(writer.connection, COMPLAINTS)
    assert not compacting.compact_some(writer.connection)
