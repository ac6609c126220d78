"""The simulator, second half of its schedules; see docs/testing.md, "The fault laboratory"."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.simulator.site import Site, opened
from tests.faults.simulator_runs import chunks, named, run, soak_chunks

# What the program rightly says of machines that were destroyed on purpose.
pytestmark = pytest.mark.expected_log("is damaged and is fetched again|outbox")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """One data centre and its first caches for all schedules of this file."""
    with opened() as made:
        yield made


@pytest.mark.parametrize("seeds", chunks(1), ids=named)
def test_every_invariant_holds(site: Site, seeds: range) -> None:
    """Whatever happens to consoles, line, data centre and clocks: I1 to I9 hold, and all comes to rest."""
    run(site, seeds)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Seeds of a soak follow from how long it is."""
    if "soak_seeds" in metafunc.fixturenames:
        metafunc.parametrize("soak_seeds", soak_chunks(1, metafunc.config), ids=named)


@pytest.mark.soak
def test_every_invariant_holds_for_long(site: Site, soak_seeds: range) -> None:
    """The same in other schedules: a hundred times as many in a whole soak."""
    run(site, soak_seeds)
