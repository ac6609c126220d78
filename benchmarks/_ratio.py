"""How every benchmark measures: two things in interleaved pairs, the median of their ratios, and its spread.

A ratio taken within one run says the same on a slow and on a fast machine.  Pairs alternate
in order (ours first, then theirs first), so that a machine that warms up or is shared slows both alike.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

PAIRS = 7
# A measured thing: called once per pair. It may time itself and return seconds; None means "time the call".
Measured = Callable[[], "float | None"]


@dataclass(frozen=True)
class Ratio:
    """Outcome of one comparison. ``values`` are the ratios pair by pair, ``ours``/``theirs`` median seconds."""

    values: tuple[float, ...]
    ours: float
    theirs: float

    @property
    def median(self) -> float:
        """The ratio that is reported."""
        return statistics.median(self.values)

    @property
    def spread(self) -> tuple[float, float]:
        """Smallest and largest ratio of any pair."""
        return min(self.values), max(self.values)


def seconds(measured: Measured) -> float:
    """Seconds that one call takes, collected garbage not counted."""
    gc.collect()
    start = time.perf_counter()
    own = measured()
    return time.perf_counter() - start if own is None else own


def time_ratio(ours: Measured, theirs: Measured, pairs: int = PAIRS, warm_up: int = 1) -> Ratio:
    """Ours / theirs in time: smaller is better, goals read ``<=``."""
    if pairs < PAIRS:
        raise ValueError(f"at least {PAIRS} pairs, not {pairs}")
    for _ in range(warm_up):
        seconds(ours)
        seconds(theirs)
    measured: list[tuple[float, float]] = []
    for number in range(pairs):
        if number % 2:
            second, first = seconds(theirs), seconds(ours)
        else:
            first, second = seconds(ours), seconds(theirs)
        measured.append((first, second))
    return Ratio(
        tuple(a / b for a, b in measured),
        statistics.median(a for a, _ in measured),
        statistics.median(b for _, b in measured),
    )


def speed_ratio(ours: Measured, theirs: Measured, pairs: int = PAIRS, warm_up: int = 1) -> Ratio:
    """Theirs / ours in time, that is ours / theirs in speed: larger is better, goals read ``>=``."""
    times = time_ratio(ours, theirs, pairs, warm_up)
    return Ratio(tuple(1 / value for value in times.values), times.ours, times.theirs)


def verdict_line(name: str, ratio: Ratio, *, at_most: float | None = None, at_least: float | None = None) -> str:
    """The line a benchmark ends with, like ``P3 ratio=1.42 spread=1.31..1.58 goal<=2 ok``; one goal is given."""
    low, high = ratio.spread
    if at_most is not None and at_least is None:
        goal, met = f"goal<={at_most:g}", ratio.median <= at_most
    elif at_least is not None and at_most is None:
        goal, met = f"goal>={at_least:g}", ratio.median >= at_least
    else:
        raise ValueError("give exactly one goal")
    return f"{name} ratio={ratio.median:.2f} spread={low:.2f}..{high:.2f} {goal} {'ok' if met else 'short'}"


def report(
    name: str,
    ratio: Ratio,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    ours: str = "ours",
    theirs: str = "theirs",
) -> None:
    """Prints both medians in milliseconds with what they are, then the verdict line."""
    print(f"{name} {ours}: {ratio.ours * 1000:.2f} ms, {theirs}: {ratio.theirs * 1000:.2f} ms")
    print(verdict_line(name, ratio, at_most=at_most, at_least=at_least), flush=True)
