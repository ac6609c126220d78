"""The measuring tool itself: pairs, order, orientation and the printed line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.__main__ import VERDICT
from benchmarks._ratio import Ratio, speed_ratio, time_ratio, verdict_line


def taking(seconds: float, name: str, calls: list[str]) -> Callable[[], float]:
    """A thing that says it took so long, and notes that it was called."""

    def measured() -> float:
        calls.append(name)
        return seconds

    return measured


def test_pairs_are_interleaved_and_change_order() -> None:
    """After the warm-up each pair holds both, and every second pair the other way round."""
    calls: list[str] = []
    ratio = time_ratio(taking(3.0, "a", calls), taking(2.0, "b", calls), pairs=8)
    assert "".join(calls) == "ab" + "abba" * 4
    assert ratio.values == (1.5,) * 8
    assert (ratio.ours, ratio.theirs) == (3.0, 2.0)


def test_speed_is_the_other_way_round() -> None:
    """Half the time is twice the speed."""
    calls: list[str] = []
    assert speed_ratio(taking(1.0, "a", calls), taking(2.0, "b", calls)).median == 2.0


def test_too_few_pairs_are_refused() -> None:
    """Six pairs prove nothing."""
    with pytest.raises(ValueError, match="at least 7"):
        time_ratio(lambda: 1.0, lambda: 1.0, pairs=6)


def test_verdict_line_reads_as_agreed() -> None:
    """The exact shape that `make bench` collects; at the goal counts as met."""
    ratio = Ratio((1.31, 1.42, 1.58), 0.0142, 0.01)
    assert verdict_line("P3", ratio, at_most=2) == "P3 ratio=1.42 spread=1.31..1.58 goal<=2 ok"
    assert verdict_line("P3", ratio, at_most=1.4) == "P3 ratio=1.42 spread=1.31..1.58 goal<=1.4 short"
    assert verdict_line("P1", ratio, at_least=1.42) == "P1 ratio=1.42 spread=1.31..1.58 goal>=1.42 ok"
    assert verdict_line("P1", ratio, at_least=2) == "P1 ratio=1.42 spread=1.31..1.58 goal>=2 short"
    assert VERDICT.match(verdict_line("P1", ratio, at_least=2))


def test_one_goal_exactly() -> None:
    """A comparison without a goal, or with two, is a mistake of its author."""
    with pytest.raises(ValueError, match="exactly one"):
        verdict_line("P1", Ratio((1.0,), 1.0, 1.0))
