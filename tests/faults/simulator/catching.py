"""Which seed catches which planted bug: found by trying, kept in `caught.json`, told as a table in the docs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from tests.faults.simulator.bugs import BUGS
from tests.faults.simulator.planted import Bug, planted
from tests.faults.simulator.schedule import Failed, Schedule
from tests.faults.simulator.site import Site

FILE = Path(__file__).with_name("caught.json")
TABLE = Path(__file__).resolve().parents[3] / "docs" / "planted-bugs.md"
TRIES = 100
"""Schedules after which a bug counts as not caught."""
HEAD = """# Planted bugs

Made by `make planted-bugs`; not written by hand. Each line is a bug that was put into our own code, and the schedule of
the simulator (`docs/testing.md`, part 2) that caught it: `make test ARGS="tests/faults/test_planted_bugs.py -k 'name'"`
plants one again. The rule is the invariant of the sync contract that did not hold; "crash of the program" means that
the program noticed by itself that something was impossible. One that is "not caught yet" would be a hole in the
simulator, and fails the test.

| bug | what it does | where | seed | rule |
| --- | --- | --- | ---: | --- |
"""


@dataclass(frozen=True)
class Catch:
    """The schedule that caught a bug."""

    seed: int
    rule: str


def known() -> dict[str, Catch]:
    """Catches by the bug's name, as they were found last."""
    if not FILE.exists():
        return {}
    return {name: Catch(**fields) for name, fields in json.loads(FILE.read_text(encoding="utf-8")).items()}


def try_seed(site: Site, bug: Bug, seed: int) -> Catch | None:
    """Plant the bug, run a schedule; the catch, or None when it went through."""
    with planted(bug):
        try:
            Schedule(site, seed).run()
        except Failed as failed:
            return Catch(seed, failed.rule)
    return None


def catch(
    site: Site, bug: Bug, tries: int, first: int | None = None, without: int | None = None
) -> Catch | None:
    """The first schedule that catches a bug; `first` is tried before the others, `without` is not tried."""
    for seed in [*([first] if first is not None else []), *bug.seeds(tries)]:
        if seed != without and (caught := try_seed(site, bug, seed)) is not None:
            return caught
    return None


def keep(catches: dict[str, Catch]) -> None:
    """Write the catches and the table made from them."""
    ordered = {bug.name: vars(catches[bug.name]) for bug in BUGS if bug.name in catches}
    FILE.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")
    TABLE.write_text(table(catches), encoding="utf-8")


def table(catches: dict[str, Catch]) -> str:
    """The documentation's table."""
    lines = []
    for bug in BUGS:
        caught = catches.get(bug.name)
        found = f"{caught.seed} | {caught.rule}" if caught else "- | **not caught yet**"
        lines.append(f"| {bug.name} | {bug.breaks} | `{bug.where.replace(':', '.')}` | {found} |")
    return HEAD + "\n".join(lines) + "\n"
