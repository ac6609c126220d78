"""P9: resident memory of a process with ten million complaints open, against a DuckDB process with the same questions.

Each side is a process of its own that opens the file of P4, asks the seven questions of the dashboard three times over
and then tells its memory (Linux: the proportional set size, of which shared pages count by their part). DuckDB has two
threads and otherwise its own settings. What one process takes is taken again by a new one, seven times. P9b compares
the most that was ever resident: what the machine must have.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks._dashboard import ROWS, write_both
from benchmarks._ratio import PAIRS, Ratio, verdict_line

WORK = Path(__file__).resolve().parent / ".work" / "p4"


def memory(side: str, path: Path) -> tuple[int, int]:
    """Bytes that the process of one side takes, at rest and at most."""
    command = [sys.executable, "-m", "benchmarks._dashboard_child", side, str(path)]
    done = subprocess.run(
        command, input="\n", stdout=subprocess.PIPE, text=True, check=True, cwd=WORK.parent.parent.parent
    )
    at_rest, at_most = map(int, done.stdout.split())
    return at_rest, at_most


def main() -> None:
    """Measure and print."""
    path, duck = write_both(WORK)
    pairs = []
    for number in range(PAIRS):
        if number % 2:
            theirs, ours = memory("duckdb", duck), memory("ours", path)
        else:
            ours, theirs = memory("ours", path), memory("duckdb", duck)
        pairs.append((ours, theirs))
    for name, k in (("P9b", 1), ("P9", 0)):
        ours, theirs = (statistics.median(pair[side][k] for pair in pairs) for side in (0, 1))
        print(f"{name} {ROWS} complaints: {ours / 2**20:.0f} MB, DuckDB: {theirs / 2**20:.0f} MB")
        ratio = Ratio(tuple(a[k] / b[k] for a, b in pairs), ours, theirs)
        print(verdict_line(name, ratio, at_most=0.6), flush=True)


if __name__ == "__main__":
    main()
