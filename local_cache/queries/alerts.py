"""Queries of the screen Cảnh báo."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from ioc_domain.codes import AlertState
from ioc_domain.records import AlertRecord, UnitRecord
from local_cache.projection import EFFECTIVE, projected_alerts
from local_cache.queries.rows import rows
from local_cache.queries.shell import folded

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
    pending: dict[str, str] = field(default_factory=dict)
    """Alert id -> type of the command of this machine about it that is not seen back yet."""


FLOOD = 100
"""From how many alerts in one group on we speak of a flood."""


def alert_board(session: Session, outbox: Path, now: int, *, account: str = "", name: str = "") -> AlertBoard:
    """Open groups at `now` as this person left them. A shelved group whose time is over is active again, by itself."""
    projected = projected_alerts(session, outbox, account=account, name=name)
    alerts = [p.record for p in projected if p.record.state != AlertState.CLOSED]
    shelved = [a for a in alerts if a.state == AlertState.SHELVED and a.shelved_until > now]
    active = [a for a in alerts if a not in shelved]
    return AlertBoard(
        active=tuple(active),
        shelved=tuple(sorted(shelved, key=lambda a: a.shelved_until)),
        health=_health(alerts, now),
        unit_names={u.code: u.name for u in rows(session, UnitRecord)},
        pending={p.record.id: p.pending[-1].type for p in projected
                 if p.pending and p.pending[-1].state in EFFECTIVE},
    )


def unacknowledged_count(session: Session) -> int:
    """Groups nobody has: the number beside the rail entry."""
    return len(rows(session, AlertRecord, state=AlertState.OPEN.value))


def alerts_named(session: Session, words: str, limit: int) -> tuple[AlertRecord, ...]:
    """Open groups whose title or place contains every word, most urgent first."""
    wanted = folded(words).split()
    found = [
        a for a in rows(session, AlertRecord)
        if a.state != AlertState.CLOSED and all(w in folded(f"{a.title} {a.place}") for w in wanted)
    ]
    return tuple(sorted(found, key=lambda a: (a.priority, -a.since))[:limit])


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
