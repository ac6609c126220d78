"""Comparisons: against plan (ΔPL), against the same period (ΔPY), between any two values. Missing is never 0."""

from __future__ import annotations

from dataclasses import dataclass

from .codes import Direction

POINT_UNITS = frozenset({"%", "‰", "điểm %", "điểm"})
"""Units of measure whose differences are points, not percentages of percentages."""


@dataclass(frozen=True)
class Change:
    """Difference `value - reference`; `relative` is the share of |reference|, None where that means nothing."""

    absolute: float
    relative: float | None
    in_points: bool
    favourable: bool | None
    """Whether it goes the good way; None for a neutral direction or no change."""


def change(value: float | None, reference: float | None, unit: str, direction: Direction) -> Change | None:
    """ΔPL or ΔPY: `value - reference`, and `(value - reference) / |reference|` unless the unit is a ratio.

    None when either is missing.
    """
    if value is None or reference is None:
        return None
    absolute = value - reference
    in_points = is_ratio(unit)
    relative = None if in_points or reference == 0 else absolute / abs(reference)
    favourable: bool | None = None
    if absolute and direction is not Direction.NEUTRAL:
        favourable = (absolute > 0) == (direction is Direction.HIGHER)
    return Change(absolute, relative, in_points, favourable)


def is_ratio(unit: str) -> bool:
    """True for units whose differences are said in points."""
    return unit.strip() in POINT_UNITS or unit.strip().startswith("%")


def attainment(value: float | None, plan: float | None) -> float | None:
    """Share of the plan reached, `value / plan`; None when either is missing or the plan is not positive."""
    if value is None or plan is None or plan <= 0:
        return None
    return value / plan
