"""P4: the seven questions of the dashboard over ten million complaints, against DuckDB's native file with two threads.

Ours runs in one thread, as on a console's read lane. Both have their columns in memory when the measuring begins, both
answers are compared before. The verdict is the geometric mean of the seven; P4b is the slowest of ours, in hundredths
of a second: the goal of 50 ms is 5.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from pathlib import Path

from benchmarks._dashboard import as_answer, of_duckdb, of_ours, open_duckdb, write_both
from benchmarks._ratio import PAIRS, Ratio, report, seconds
from local_cache.store import open_reader

WORK = Path(__file__).resolve().parent / ".work" / "p4"
SLOWEST = 0.05


def main() -> None:
    """Measure and print."""
    path, duck = write_both(WORK)
    pairs: dict[str, list[tuple[float, float]]] = {}
    with open_reader(path).connection() as connection, open_duckdb(duck) as other:
        ours, theirs = of_ours(connection), of_duckdb(other)
        for name in ours:
            want = {tuple(int(k) for k in row[:-1]): int(row[-1]) for row in theirs[name]()}
            if as_answer(ours[name]()) != want:
                raise SystemExit(f"P4: two answers to: {name}")
        for name in ours:
            pairs[name] = [_pair(ours[name], theirs[name], number) for number in range(PAIRS + 1)][1:]
            one, two = (statistics.median(pair[k] for pair in pairs[name]) for k in (0, 1))
            print(f"  {two / one:.2f}x as fast ({one * 1000:.1f} ms, DuckDB {two * 1000:.1f} ms)  {name}")
    means = [
        tuple(math.exp(statistics.fmean(math.log(values[number][k]) for values in pairs.values())) for k in (0, 1))
        for number in range(PAIRS)
    ]
    report(
        "P4",
        Ratio(tuple(b / a for a, b in means), *(statistics.median(m[k] for m in means) for k in (0, 1))),
        at_least=2, ours="seven questions, geometric mean", theirs="DuckDB",
    )  # fmt: skip
    slowest = max(pairs.values(), key=lambda values: statistics.median(a for a, _ in values))
    report(
        "P4b",
        Ratio(tuple(a * 100 for a, _ in slowest), statistics.median(a for a, _ in slowest), SLOWEST),
        at_most=SLOWEST * 100, ours="the slowest of the seven", theirs="its goal",
    )  # fmt: skip


def _pair(ours: Callable[[], object], theirs: Callable[[], object], number: int) -> tuple[float, float]:
    if number % 2:
        second = seconds(lambda: _run(theirs))
        return seconds(lambda: _run(ours)), second
    first = seconds(lambda: _run(ours))
    return first, seconds(lambda: _run(theirs))


def _run(ask: Callable[[], object]) -> None:
    ask()


if __name__ == "__main__":
    main()
