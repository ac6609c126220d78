"""Forecast by the same season of last year moved by the drift, with an interval from its own past errors.

Method, for a series y with season length s (12 months, 4 quarters, 1 year):

    flow    y[t+h] = y[t+h-s] * g,  g = sum of the last s values / sum of the s before them
    level   y[t+h] = y[t] + (y[t+h-s] - y[t-s]) * 0.5,  half of last year's step: the season counts, its noise less

The back-test repeats this at rolling origins. The interval is the central share of those errors at that horizon
(a normal one of the same spread while there are fewer than `ENOUGH_ERRORS`); the error is MASE: mean absolute error
one step ahead, over the mean absolute seasonal difference. Below 1 it beats the plain "same as last year".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]

METHOD = "Mùa vụ năm trước, có xu thế"
CONFIDENCE = 0.9
Z90 = 1.645
ENOUGH_ERRORS = 8
MAXIMUM_ORIGINS = 16
"""Rolling origins of the back-test; two years of them where that is fewer, so that a shock of long ago is forgotten."""


@dataclass(frozen=True)
class Outcome:
    """A forecast of one number with its interval; `error` is the MASE of the back-test, None when not computable."""

    value: float
    low: float
    high: float
    error: float | None


def step_ahead(values: Series, season: int, horizon: int, *, flow: bool) -> Series:
    """Path of the next `horizon` values. Needs more than one season of values."""
    n = len(values)
    if n <= season:
        return np.full(horizon, float(values[-1]))
    if flow:
        if n < 2 * season:
            growth = float(values[season:].sum() / max(1e-12, float(values[: n - season].sum())))
        else:
            growth = float(values[-season:].sum() / max(1e-12, float(values[-2 * season : -season].sum())))
        path = list(values)
        for _ in range(horizon):
            path.append(path[len(path) - season] * growth)
        return np.array(path[n:])
    if season == 1:
        drift = float(values[-1] - values[-2]) * 0.5
        return np.asarray(values[-1] + drift * np.arange(1, horizon + 1), dtype=np.float64)
    steps = np.arange(1, horizon + 1)
    same = values[np.minimum(n - 1 - season + steps, n - 1)]
    return np.asarray(values[-1] + 0.5 * (same - values[n - 1 - season]), dtype=np.float64)


def forecast_total(values: Series, season: int, horizon: int, *, flow: bool, base: float = 0.0) -> Outcome:
    """Forecast of `base` + the sum of the next `horizon` values (flow), or of the value `horizon` steps on (level).

    With `horizon` 0 the year is over: `base` (flow) or the last value (level) is the outcome, without an interval.
    """
    if horizon == 0:
        value = base if flow else float(values[-1])
        return Outcome(value, value, value, None)
    path = step_ahead(values, season, horizon, flow=flow)
    value = base + float(path.sum()) if flow else float(path[-1])
    errors, one_step = _past_errors(values, season, horizon, flow=flow)
    spread = float(errors.std()) if len(errors) else abs(value) * 0.05
    if len(errors) >= ENOUGH_ERRORS:
        tail = (1 - CONFIDENCE) / 2
        low, high = (float(q) for q in np.quantile(errors, [tail, 1 - tail]))
        low, high = min(low, 0.0), max(high, 0.0)
    else:
        low, high = -Z90 * spread, Z90 * spread
    return Outcome(value, value + low, value + high, _mase(values, season, one_step))


def _past_errors(values: Series, season: int, horizon: int, *, flow: bool) -> tuple[Series, Series]:
    """(errors at the horizon, errors one step ahead) of the same method at rolling origins."""
    n = len(values)
    origins = min(MAXIMUM_ORIGINS, max(2, 2 * season))
    first = max(season + 2, n - horizon - origins + 1)
    far: list[float] = []
    near: list[float] = []
    for origin in range(first, n):
        path = step_ahead(values[:origin], season, horizon, flow=flow)
        near.append(float(values[origin] - path[0]))
        if origin + horizon <= n:
            actual = values[origin : origin + horizon]
            far.append(float(actual.sum() - path.sum()) if flow else float(actual[-1] - path[-1]))
    return np.array(far), np.array(near)


def _mase(values: Series, season: int, one_step: Series) -> float | None:
    if len(values) <= season + 1 or not len(one_step):
        return None
    scale = float(np.abs(values[season:] - values[:-season]).mean())
    if scale <= 0:
        return None
    return round(float(np.abs(one_step).mean()) / scale, 3)
