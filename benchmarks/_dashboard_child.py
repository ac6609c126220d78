"""One process of P9: opens ten million complaints, asks the seven questions as often as a shift would, and tells its
memory: ``python -m benchmarks._dashboard_child ours|duckdb FILE``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

ROUNDS = 3


def resident() -> int:
    """Bytes of this process in memory, of them those it shares with others by their part."""
    facts = dict(line.split(":", 1) for line in Path("/proc/self/smaps_rollup").read_text().splitlines()[1:])
    return int(facts["Pss"].split()[0]) * 1024


def peak() -> int:
    """The most bytes it ever had resident."""
    facts = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(facts["VmHWM"].split()[0]) * 1024


def ask(questions: Mapping[str, Callable[[], object]]) -> None:
    """Every question, some rounds of them."""
    for _ in range(ROUNDS):
        for question in questions.values():
            question()
    print(resident(), peak(), flush=True)
    sys.stdin.readline()


def main(side: str, path: str) -> None:
    """Print the bytes at rest and at most, and wait for the end of the input."""
    if side == "ours":
        from benchmarks._dashboard import of_ours
        from local_cache.store import open_reader

        with open_reader(Path(path)).connection() as connection:
            ask(of_ours(connection))
    else:
        from benchmarks._dashboard import of_duckdb, open_duckdb

        with open_duckdb(Path(path)) as other:
            ask(of_duckdb(other))


if __name__ == "__main__":
    main(*sys.argv[1:])
