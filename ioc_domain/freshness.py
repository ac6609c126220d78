"""Freshness is a state: a source is late when its own cadence says so, not when a clock on the wall does."""

from __future__ import annotations

from dataclasses import dataclass

from .records import SourceRecord


@dataclass(frozen=True)
class Freshness:
    """`late_since`: when it became late, 0 = in time. `used`: share of the cadence used up, 0..1."""

    late_since: int
    used: float

    @property
    def is_late(self) -> bool:
        """True past its own cadence."""
        return self.late_since > 0


def freshness(source: SourceRecord, now: float) -> Freshness:
    """State of a source at `now`. `due_at` is when the next data is due; past it the source is late."""
    if source.due_at <= 0:
        return Freshness(0, 0.0)
    if now > source.due_at:
        return Freshness(source.due_at, 1.0)
    span = source.due_at - source.last_at
    if span <= 0:
        return Freshness(0, 0.0)
    return Freshness(0, min(1.0, max(0.0, (now - source.last_at) / span)))
