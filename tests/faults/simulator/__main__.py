"""`python -m tests.faults.simulator`: find for each planted bug the schedule that catches it (`make planted-bugs`).

With names: only for these bugs. A catch that still holds is kept, so that the table changes where it must only.
`--digests FIRST STOP`: hashes of the traces of these schedules, one a line.
"""

from __future__ import annotations

import sys

from tests.faults.simulator.bugs import BUGS
from tests.faults.simulator.catching import TRIES, catch, keep, known
from tests.faults.simulator.schedule import Schedule
from tests.faults.simulator.site import opened


def digests(seeds: range) -> None:
    """Run schedules and print the hashes of their traces."""
    with opened() as site:
        for seed in seeds:
            print(Schedule(site, seed).run().digest)


def main(words: list[str]) -> int:
    """Find and keep; returns how many were not caught. `--tries N` before the names: schedules per bug."""
    if words[:1] == ["--digests"]:
        digests(range(int(words[1]), int(words[2])))
        return 0
    tries = int(words[1]) if words[:1] == ["--tries"] else TRIES
    names = words[2:] if words[:1] == ["--tries"] else words
    catches = known()
    missed = 0
    with opened() as site:
        for bug in BUGS:
            if names and bug.name not in names:
                continue
            before = catches.pop(bug.name, None)
            caught = catch(site, bug, tries, first=before.seed if before else None)
            if caught is None:
                missed += 1
                print(f"NOT CAUGHT  {bug.name}", flush=True)
            else:
                catches[bug.name] = caught
                print(f"{caught.rule:>20}  {caught.seed:>5}  {bug.name}", flush=True)
            keep(catches)
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
