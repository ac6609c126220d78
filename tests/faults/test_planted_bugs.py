"""Bugs planted in our own code, each of which the simulator must catch; see docs/planted-bugs.md."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.simulator.bugs import BUGS
from tests.faults.simulator.catching import TABLE, catch, known, table
from tests.faults.simulator.planted import Bug, planted
from tests.faults.simulator.site import Site, opened
from tests.lab_report import lab_count

# A program with a bug in it says all kinds of things.
pytestmark = pytest.mark.expected_log("")

AGAIN = 60
"""Schedules tried where the one that caught a bug does not any longer, because the program has changed since."""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """One data centre and its first caches for all schedules of this file."""
    with opened() as made:
        yield made


@pytest.mark.grows
@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_caught(site: Site, bug: Bug, soak_factor: int) -> None:
    """The schedule that caught it before catches it again, or another one does. In a soak another one must."""
    before = known().get(bug.name)
    if soak_factor > 1:
        other = catch(site, bug, AGAIN * soak_factor, without=before.seed if before else None)
        lab_count(2, "mutations, other schedules", planted=1, caught=int(other is not None))
        assert other is not None, f"only {before} caught {bug.name!r}"
    caught = catch(site, bug, AGAIN, first=before.seed if before else None)
    lab_count(2, "mutations", planted=1, caught=int(caught is not None))
    assert caught is not None, f"nothing caught {bug.name!r}: {bug.breaks}"


def test_the_table_is_made_from_the_catches() -> None:
    """docs/planted-bugs.md tells of every bug, and is what `make planted-bugs` writes."""
    assert TABLE.read_text(encoding="utf-8") == table(known())


def test_bugs_have_names_of_their_own() -> None:
    """No two are alike, and each has the schedule that caught it: there is no hole in the simulator."""
    assert len({bug.name for bug in BUGS}) == len(BUGS) == len(known())
    assert len(BUGS) >= 50


def test_a_bug_that_cannot_be_planted_is_refused() -> None:
    """Words that are not in the function prove nothing."""
    with pytest.raises(ValueError, match="0 times"), planted(
        Bug("x", "", "local_cache.pages:apply_page", "words that are not there", "")
    ):
        pass
