"""A small sample that several tests look at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from data_centre.database import Database
from data_centre.schema import migrate
from data_centre.seed.clock import Moment
from data_centre.seed.filling import Filled, Wanted, fill

SEED = 7
UNTIL = date(2026, 11, 22)
COMPLAINTS = 4_000


@pytest.fixture(scope="session")
def moment() -> Moment:
    """The sample's now: 22-11-2026, 14:07."""
    return Moment.of(UNTIL)


@pytest.fixture(scope="session")
def filled_city(tmp_path_factory: pytest.TempPathFactory, moment: Moment) -> Iterator[tuple[Database, Filled]]:
    """A data centre with the sample in it; tests read it and change nothing."""
    database = Database.open(
        f"sqlite:///{tmp_path_factory.mktemp('city') / 'centre.db'}", tmp_path_factory.mktemp("home")
    )
    migrate(database)
    filled = fill(database, Wanted(SEED, moment, COMPLAINTS, demo_accounts=True), lambda *_: None)
    yield database, filled
    database.close()
