"""Queries of the screen Cảnh báo."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from ioc_domain.codes import AlertState
from ioc_domain.records import AlertRecord, UnitRecord
from local_cache.queries.rows import rows

DAY = 86_400


@dataclass(frozen=True)
class AlertHealth:
    """How the alarm system itself does over the last 24 hours, from the alerts of the cache.

    `shares`: alerts by priority 1, 2, 3; `stale`: unacknowledged for over a day; `acknowledge_seconds`: median
    from the first alarm to acknowledgement, None when nothing was acknowledged; `flood`: the largest group.
    """

    shares: tuple[int, int, int]
    stale: int
    acknowledge_seconds: float | None
    acknowledged: int
    flood: AlertRecord | None


@dataclass(frozen=True)
class AlertBoard:
    """Alert groups that are not closed: those to work on, those shelved, and the health of the system."""

    active: tuple[AlertRecord, ...]
    shelved: tuple[AlertRecord, ...]
    health: AlertHealth
    unit_names: dict[str, str]


FLOOD = 100
"""From how many alerts in one group on we speak of a flood."""


def alert_board(session: Session, now: int) -> AlertBoard:
    """Open groups at `now`. A shelved group whose time is over is active again, by itself."""
    alerts = [a for a in rows(session, AlertRecord) if a.state != AlertState.CLOSED]
    shelved = [a for a in alerts if a.state == AlertState.SHELVED and a.shelved_until > now]
    active = [a for a in alerts if a not in shelved]
    return AlertBoard(
        active=tuple(active),
        shelved=tuple(sorted(shelved, key=lambda a: a.shelved_until)),
        health=_health(alerts, now),
        unit_names={u.code: u.name for u in rows(session, UnitRecord)},
    )


def unacknowledged_count(session: Session) -> int:
    """Groups nobody has: the number beside the rail entry."""
    return len(rows(session, AlertRecord, state=AlertState.OPEN.value))


def _health(alerts: list[AlertRecord], now: int) -> AlertHealth:
    shares = [0, 0, 0]
    for a in alerts:
        shares[min(2, max(0, a.priority - 1))] += a.count
    delays = sorted(a.acknowledged_at - a.since for a in alerts if a.acknowledged_at)
    middle = len(delays) // 2
    median = None
    if delays:
        median = float(delays[middle]) if len(delays) % 2 else (delays[middle - 1] + delays[middle]) / 2
    largest = max(alerts, key=lambda a: a.count, default=None)
    return AlertHealth(
        shares=(shares[0], shares[1], shares[2]),
        stale=sum(1 for a in alerts if a.state == AlertState.OPEN and now - a.since > DAY),
        acknowledge_seconds=median,
        acknowledged=len(delays),
        flood=largest if largest is not None and largest.count >= FLOOD else None,
    )
