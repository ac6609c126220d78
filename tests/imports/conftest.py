"""An empty data centre, and small files to import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data_centre import models as m
from data_centre.database import Database
from tests.migrated import open_migrated


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Database]:
    """A migrated data centre without rows."""
    database = open_migrated(tmp_path / "centre.db", tmp_path / "home")
    yield database
    database.close()


@pytest.fixture
def select(centre: Database) -> Callable[[str], list[Any]]:
    """All rows of a synced table, in the order of its key."""

    def rows(table: str) -> list[Any]:
        t = m.SYNCED[table]
        with centre.read() as connection:
            return list(connection.execute(sa.select(t).order_by(*t.primary_key.columns)))

    return rows


@pytest.fixture
def feed_head(centre: Database) -> Callable[[], int]:
    """The feed's head: moves with every change that consoles are told."""

    def head() -> int:
        with centre.read() as connection:
            return int(connection.execute(sa.select(m.feed_head.c.head)).scalar_one())

    return head
