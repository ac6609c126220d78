"""When a recent count is unusual against the weeks before it.

A window of the last hours is held against the same hours of the same weekdays in each of the `WEEKS` weeks before, so
that nights, rush hours and Sundays are compared with their like. With the counts of those K weeks c1 … cK:

* usual range: from the second smallest to the second largest of them, so that one odd week does not widen it
  (with fewer than `TRIMMED_FROM` weeks: from the smallest to the largest);
* chance: the probability of a count of n or more in one more such week. Each week is taken as Poisson with a rate that
  is not known but only seen K times: with Jeffreys' prior the rate is Gamma(a = c1 + … + cK + 1/2, K), and the next
  count is negative binomial, P(X = j) = Γ(a + j) / (Γ(a) j!) · (K / (K + 1))^a · (1 / (K + 1))^j;
* unusual: n is at least `LEAST`, larger than each of the K weeks, and its chance is under `CHANCE`.

The second condition keeps areas quiet that swing more than Poisson allows; the third keeps one more complaint than
ever from being news. With some two hundred areas
at most one look in five names one by chance alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WEEKS = 8
LEAST_WEEKS = 4
"""With fewer weeks of history nothing is called usual."""
TRIMMED_FROM = 6
LEAST = 5
CHANCE = 0.001


@dataclass(frozen=True)
class Usual:
    """What the weeks before say: the range counts usually lie in, their mean, and the chance of as many as now."""

    low: int
    high: int
    mean: float
    chance: float
    unusual: bool


def judge(count: int, weeks: Sequence[int]) -> Usual:
    """Hold a count against those of the weeks before. Raises ValueError with fewer than `LEAST_WEEKS` weeks."""
    if len(weeks) < LEAST_WEEKS:
        raise ValueError("too few weeks to know what is usual")
    ordered = sorted(weeks)
    cut = 1 if len(ordered) >= TRIMMED_FROM else 0
    chance = tail(count, sum(weeks), len(weeks))
    unusual = count >= LEAST and count > ordered[-1] and chance < CHANCE
    return Usual(ordered[cut], ordered[-1 - cut], sum(weeks) / len(weeks), chance, unusual)


def tail(count: int, total: int, weeks: int) -> float:
    """Probability of `count` or more in a week after `weeks` weeks with `total` together."""
    shape = total + 0.5
    if count * weeks <= shape:  # below the usual the other side is the short one
        return max(0.0, 1.0 - sum(_mass(j, shape, weeks) for j in range(count)))
    term, above, j = _mass(count, shape, weeks), 0.0, count
    while term > above * 1e-12:
        above += term
        term *= (shape + j) / ((j + 1) * (weeks + 1))
        j += 1
    return min(1.0, above)


def _mass(j: int, shape: float, weeks: int) -> float:
    """P(X = j) of the formula above, by logarithms: its parts are too large for a float."""
    return math.exp(
        math.lgamma(shape + j) - math.lgamma(shape) - math.lgamma(j + 1)
        + shape * math.log(weeks / (weeks + 1)) - j * math.log(weeks + 1)
    )
