"""A data centre and workers per test; all are ended, whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.sync.processes import RealCentre, Worker


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RealCentre]:
    """A filled data centre with a leader (`lanhdao`), not serving yet."""
    made = RealCentre(tmp_path / "centre")
    made.fill()
    made.account("lanhdao")
    yield made
    made.close()


@pytest.fixture
def worker_on(tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """`worker_on(home)` starts a sync process on a data folder (default: the console's of this test)."""
    running: list[Worker] = []

    def start(home: Path | None = None) -> Worker:
        worker = Worker(home or tmp_path / "console")
        running.append(worker)
        return worker

    yield start
    for worker in running:
        if worker.process.poll() is None:
            worker.kill()
