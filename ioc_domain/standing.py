"""The four standings: from plan, forecast and direction, by one rule with a version.

Rule 2026.1. Let a be the attainment of the year's plan by the forecast of the year-end:
higher is better: a = forecast / plan; lower is better: a = 1 - (forecast - plan) / plan.

    a >= 1.00            on_track
    0.95 <= a < 1.00     progressing
    a < 0.95             at_risk

not_assessable: yearly indicators before their year is over have nothing to go by, series shorter than
`MINIMUM_PERIODS`, neutral direction, no plan, a plan that is not positive, or no forecast. Never on_track by default.
Source: own rule; the four groups and their order are those of the city's execution system.
"""

from __future__ import annotations

from dataclasses import dataclass

from .codes import STANDING_ORDER, Direction, PeriodKind, Standing

RULE = "2026.1"
ON_TRACK_FROM = 1.00
PROGRESSING_FROM = 0.95
MINIMUM_PERIODS = 8


@dataclass(frozen=True)
class Outlook:
    """What the rule looks at."""

    kind: PeriodKind
    direction: Direction
    plan: float | None
    forecast: float | None
    periods: int  # values known so far


def expected_attainment(plan: float, forecast: float, direction: Direction) -> float:
    """a of the module's docstring; `plan` must be positive."""
    return forecast / plan if direction is Direction.HIGHER else 1 - (forecast - plan) / plan


def assess(outlook: Outlook) -> Standing:
    """Standing by rule 2026.1. Monotone in the forecast: a better forecast never gives a worse standing."""
    if (
        outlook.kind is PeriodKind.YEAR
        or outlook.periods < MINIMUM_PERIODS
        or outlook.direction is Direction.NEUTRAL
        or outlook.plan is None
        or outlook.plan <= 0
        or outlook.forecast is None
    ):
        return Standing.NOT_ASSESSABLE
    reached = expected_attainment(outlook.plan, outlook.forecast, outlook.direction)
    if reached >= ON_TRACK_FROM:
        return Standing.ON_TRACK
    if reached >= PROGRESSING_FROM:
        return Standing.PROGRESSING
    return Standing.AT_RISK


def thresholds(plan: float, direction: Direction) -> tuple[float, float]:
    """(limit of at_risk, limit of on_track) as values of the indicator, for showing them on a chart."""
    if direction is Direction.HIGHER:
        return plan * PROGRESSING_FROM, plan * ON_TRACK_FROM
    return plan * (2 - PROGRESSING_FROM), plan * (2 - ON_TRACK_FROM)


def standing_rank(standing: str) -> int:
    """Place in the fixed order; an unknown word sorts last."""
    try:
        return STANDING_ORDER.index(Standing(standing))
    except ValueError:
        return len(STANDING_ORDER)
