"""Running many schedules in a test: which seeds, one at a time, and what they counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from tests.faults.simulator.schedule import Schedule
from tests.faults.simulator.site import Site
from tests.lab_report import lab_count

PER_COMMIT = 2_000
"""Schedules of all files together."""
APART = 1_000
"""Seeds from the first of one file to the first of the next."""
SOAK = 4_000
"""Schedules of a soak for each unit of its length, which is 50: others than those of every commit."""
FILES = 2
"""Test files that share them, so that two processes may."""


def chunks(file: int) -> list[range]:
    """Seeds of one of the files for every commit, in chunks of which each is a test."""
    return _chunks(file * APART, PER_COMMIT // FILES, 50)


def soak_chunks(file: int, config: pytest.Config) -> list[range]:
    """Seeds of one of the files for a soak: from `--sim-first` on, the files taking turns."""
    first, count = int(config.getoption("--sim-first")), SOAK * int(config.getoption("--soak"))
    return _chunks(first, count, 250)[file::FILES]


def _chunks(first: int, count: int, size: int) -> list[range]:
    return [range(n, n + size) for n in range(first, first + count, size)]


def named(seeds: range) -> str:
    """Name of a test over these seeds."""
    return f"{seeds.start}-{seeds.stop - 1}"


def run(site: Site, seeds: Iterable[int]) -> None:
    """Run schedules; the first that fails says so with its seed and its trace. Counts for the report."""
    done: Counter[str] = Counter()
    commands: Counter[str] = Counter()
    n = 0
    for n, seed in enumerate(seeds, 1):  # noqa: B007 - how many
        passed = Schedule(site, seed).run()
        done.update(passed.counts)
        commands.update(passed.commands)
    lab_count(
        1,
        "schedules",
        schedules=n,
        steps=done["steps"],
        crashes=done["crashes"],
        centre_crashes=done["centre crashes"],
        faults=done["faults"],
        late=done["late"],
        restores=done["restores"],
        messages_lost=done["lost"],
        caches_compared=done["compared"],
    )
    lab_count(9, "commands", **commands)
