"""The sample city, seeded once for all journeys of a run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock

from tests.journeys.city import seed_city


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a data centre with the city in it. It is copied, never used: the other process of the run may copy
    it at the same moment."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # of the run, not of this process
    home = base / "seeded-city"
    done = base / "seeded-city.done"
    with FileLock(base / "seeded-city.lock"):
        if not done.exists():
            seed_city(home)
            done.touch()
    return home
