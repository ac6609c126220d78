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


@pytest.mark.soak
@pytest.mark.parametrize("seeds", soak_chunks(1), ids=named)
def test_every_invariant_holds_for_long(site: Site, seeds: range) -> None:
    """The same in a hundred times as many schedules."""
    run(site, seeds)
