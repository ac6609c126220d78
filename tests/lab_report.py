"""What the fault laboratory did, printed at the end of a test run: a laboratory that did nothing must not look green.

Tests call `lab_count(3, "power cuts", images=2000, lost=0)`. Counts of one part and name add up, over tests and over
the processes of a distributed run.
"""

from __future__ import annotations

from collections.abc import Iterator

PARTS = {
    1: "simulator",
    2: "planted bugs",
    3: "power cuts",
    4: "kill -9",
    5: "fault proxy",
    6: "feed under concurrent writers",
    7: "disk, folder and clock",
    8: "hostile calls and rights",
    9: "history of commands",
}
"""The nine parts, as docs/testing.md numbers them."""
TESTS = {
    1: ("faults/test_simulator_1.py", "faults/test_simulator_2.py"),
    2: ("faults/test_planted_bugs.py",),
    3: ("faults/power/test_cache_power.py", "faults/power/test_outbox_power.py", "faults/power/test_stand_in.py"),
    4: ("faults/test_kill.py",),
    5: ("faults/test_every_byte.py", "faults/test_network_kinds.py", "faults/test_network_storm.py"),
    6: ("faults/test_feed_writers.py",),
    7: ("faults/test_disk_and_clock.py",),
    8: ("data_centre/test_hostile_calls.py", "faults/test_described_calls.py", "faults/test_rights_matrix.py"),
    9: ("faults/test_history.py",),
}
"""Where each part is; part 9 is also counted by parts 1, 4 and 5, whose commands it judges."""

Counts = dict[str, dict[str, int]]

_counts: Counts = {}


def lab_count(part: int, name: str, **counts: int) -> None:
    """Add to the counts of a part. `name` tells what was counted, e.g. the system it ran on."""
    known = _counts.setdefault(f"{part} {name}", {})
    for word, n in counts.items():
        known[word] = known.get(word, 0) + n


def merge(counts: Counts) -> None:
    """Add the counts of another process."""
    for key, values in counts.items():
        part, _, name = key.partition(" ")
        lab_count(int(part), name, **values)


def collected() -> Counts:
    """Everything counted so far, in a form that travels between processes."""
    return _counts


def lines() -> Iterator[str]:
    """One line for each name counted, in the order of the parts."""
    for key in sorted(_counts, key=lambda k: (int(k.partition(" ")[0]), k)):
        part, _, name = key.partition(" ")
        told = ", ".join(f"{word} {n:,}" for word, n in _counts[key].items())
        yield f"{part}. {PARTS[int(part)]}, {name}: {told}"
