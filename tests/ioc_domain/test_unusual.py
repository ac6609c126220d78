"""The rule for unusual counts, against cases worked out by hand and sums of exact fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioc_domain.unusual import judge, tail


def test_the_range_leaves_out_the_oddest_week_at_each_end() -> None:
    """Eight weeks 9 … 15 and one of 40: usual is 10 to 15, not 40."""
    usual = judge(37, [12, 9, 15, 10, 11, 14, 13, 40])
    assert (usual.low, usual.high) == (10, 15)
    assert usual.mean == 15.5


def test_thirty_seven_where_nine_to_fifteen_are_usual() -> None:
    """Far beyond what chance gives."""
    usual = judge(37, [12, 9, 15, 10, 11, 14, 13, 9])
    assert (usual.low, usual.high, usual.unusual) == (9, 14, True)
    assert usual.chance < 1e-6


def test_after_eight_empty_weeks() -> None:
    """a = 1/2, K = 8: P(0) = √(8/9) = 0.942809, P(1) = P(0)/18 = 0.052378, so P(2 or more) = 0.004813."""
    assert tail(0, 0, 8) == pytest.approx(1.0)
    assert tail(1, 0, 8) == pytest.approx(1 - 0.9428090416, abs=1e-9)
    assert tail(2, 0, 8) == pytest.approx(0.0048125, abs=1e-6)
    assert not judge(4, [0] * 8).unusual  # rare, but four complaints are no news
    assert judge(5, [0] * 8).unusual


def test_not_above_every_week_is_not_unusual() -> None:
    """A place that had 30 once in two months may have 30 again."""
    assert not judge(30, [2, 3, 1, 2, 30, 2, 3, 1]).unusual
    assert judge(31, [2, 3, 1, 2, 30, 2, 3, 1]).chance < 0.001


def test_a_little_more_than_ever_is_not_unusual() -> None:
    """16 after 9 … 15: higher than every week, and common."""
    usual = judge(16, [12, 9, 15, 10, 11, 14, 13, 9])
    assert not usual.unusual
    assert usual.chance > 0.05


def test_few_weeks() -> None:
    """From four weeks on there is a range, whole; with three there is none."""
    assert (judge(3, [1, 2, 3, 9]).low, judge(3, [1, 2, 3, 9]).high) == (1, 9)
    with pytest.raises(ValueError, match="too few weeks"):
        judge(3, [1, 2, 3])


def exact(count: int, total: int, weeks: int) -> float:
    """1 - ΣP(j < count), the ratio to P(0) in exact fractions; P(0) as a float."""
    ratio, below = Fraction(1), Fraction(0)
    for j in range(count):
        below += ratio
        ratio *= (Fraction(2 * total + 1, 2) + j) / ((j + 1) * (weeks + 1))
    return float(1 - below * Fraction((weeks / (weeks + 1)) ** (total + 0.5)))


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 200), st.integers(4, 8))
def test_the_tail_is_what_exact_sums_give(count: int, total: int, weeks: int) -> None:
    """Above and below the usual alike."""
    assert tail(count, total, weeks) == pytest.approx(exact(count, total, weeks), abs=1e-9)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 50_000), st.integers(4, 8))
def test_large_counts_stay_chances(total: int, weeks: int) -> None:
    """Where single terms are too small for a float, the tail still lies between 0 and 1 and falls."""
    mean = total // weeks
    several = [tail(n, total, weeks) for n in (mean // 2, mean, mean + 50, mean * 2 + 50)]
    assert all(0.0 <= p <= 1.0 for p in several)
    assert several == sorted(several, reverse=True)
