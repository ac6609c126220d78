"""Whatever the data centre does, in whatever order parts and pages arrive, the cache ends equal to it."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioc_domain.entities import ENTITIES
from local_cache import store
from tests import factories

from .centre import Centre
from .client import Client, assert_equal, assert_search_equal

TABLES = ["area", "complaint", "complaint", "complaint", "observation", "explanation_request", "request_event", "alert"]
WORDS = ["đường", "duong", "ngập", "rác", "đèn", "ổ"]


def act(centre: Centre, dice: random.Random) -> None:
    """One random deed of the data centre."""
    table = dice.choice(TABLES)
    n = dice.randint(1, 12)
    known = centre.rows.get(table, {})
    deed = dice.random()
    if deed < 0.2 and known:
        centre.delete(table, dice.choice(sorted(known)))
        return
    if deed < 0.25 and centre.buckets():
        centre.reset(dice.choice(centre.buckets()))
        return
    changes = {}
    scope = "city"
    if table == "complaint":
        text = " ".join(dice.sample(WORDS, 2))
        year = dice.choice([1_700_000_000, 1_763_780_000])
        changes = {"status": dice.randint(0, 6), "title": text, "created": year + n}
        scope = dice.choice(["area:1", "area:2"])
    elif table == "observation":
        changes = {"value": dice.choice([None, 1.5, 2.0]), "period": dice.choice(["2025-10", "2026-10"])}
    elif table == "explanation_request":
        changes = {"state": dice.choice(["received", "answered"])}
    centre.put(factories.record(table, n, **changes), scope)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_any_history_ends_equal(seed: int) -> None:
    """Random deeds with fetches, pulls of random size and re-fetches between them."""
    dice = random.Random(seed)
    centre = Centre()
    with tempfile.TemporaryDirectory() as folder, store.open_writer(Path(folder) / "cache.db") as writer:
        for _ in range(dice.randint(0, 40)):
            act(centre, dice)
        client = Client(writer, centre)
        client.adopt()
        for _ in range(dice.randint(1, 6)):
            for _ in range(dice.randint(0, 25)):
                act(centre, dice)
            choice = dice.random()
            if choice < 0.3:
                client.fetch_wanted(part_rows=dice.choice([1, 3, 1000]))
            elif choice < 0.6:
                client.pull(limit=dice.randint(1, 30))
            elif choice < 0.8 and centre.buckets():
                client.fetch(dice.choice(centre.buckets()))
            else:
                client.adopt()
        client.fetch_wanted(part_rows=2)
        client.pull(limit=dice.randint(1, 50))
        client.adopt()
        client.fetch_wanted()
        client.pull()
        assert_equal(writer.connection, centre)
        assert_search_equal(writer.connection, centre, WORDS)


@pytest.mark.parametrize("entity", [e.name for e in ENTITIES])
def test_every_entity_comes_by_part_and_by_page(entity: str, tmp_path: Path) -> None:
    """The same code brings every table: some rows by the snapshot, a change, a deletion and a new one by a page."""
    centre = Centre()
    for n in range(1, 6):
        centre.put(factories.record(entity, n))
    with store.open_writer(tmp_path / "cache.db") as writer:
        client = Client(writer, centre)
        client.bootstrap()
        assert_equal(writer.connection, centre)
        centre.put(factories.record(entity, 2))
        centre.delete(entity, sorted(centre.rows[entity])[0])
        centre.put(factories.record(entity, 9))
        client.pull()
        assert client.mismatches == []
        assert_equal(writer.connection, centre)
