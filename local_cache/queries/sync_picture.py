"""What the sync pane asks: the queue, what is covered, how old each source is, and where sync stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc_domain.records import SourceRecord
from local_cache import mirror
from local_cache.buckets import LOADING, READY
from local_cache.outbox import Outbox
from local_cache.outbox_recovery import Recovery
from local_cache.queries.own_commands import OwnCommand, command_queue, queue_without_cache
from local_cache.queries.rows import rows

KINDS: dict[str, tuple[str, ...]] = {
    "indicators": ("indicator", "indicator_group", "observation", "plan", "assessment"),
    "complaints": ("complaint",),
    "requests": ("explanation_request", "request_event", "promise"),
    "alerts": ("alert",),
}
"""Kinds of data as a person knows them; tables in none of them are reference data."""
REFERENCE = "reference"
ORDER = (*KINDS, REFERENCE)
_KIND_OF = {table: kind for kind, names in KINDS.items() for table in names}


@dataclass(frozen=True)
class Coverage:
    """One kind of data: rows on this machine of those the data centre has, and years held of the years it has.

    `parts` counts what is fetched as one piece. `total` may be short while `known` is false.
    """

    kind: str
    rows: int
    total: int
    known: bool
    years: tuple[str, ...]
    missing_years: tuple[str, ...]
    parts: int
    parts_ready: int

    @property
    def complete(self) -> bool:
        """Nothing of it is missing."""
        return self.parts_ready == self.parts


@dataclass(frozen=True)
class SyncPicture:
    """Everything the pane shows that lies in files. Times are seconds, 0 = never."""

    commands: tuple[OwnCommand, ...]
    coverage: tuple[Coverage, ...]
    sources: tuple[SourceRecord, ...]
    cursor: str
    last_pull: int
    verified_at: int
    lease_until: int
    recovered: tuple[Recovery, ...]
    """What became of damaged outboxes, oldest first."""


def sync_picture(session: Session, outbox: Path) -> SyncPicture:
    """The picture now."""
    state = {row.key: row.value for row in session.execute(select(mirror.sync_state))}
    return SyncPicture(
        commands=command_queue(session, outbox),
        coverage=coverage(session),
        sources=tuple(sorted(rows(session, SourceRecord), key=lambda s: s.order)),
        cursor=f"{state.get('epoch', '')}:{state.get('cursor', 0)}",
        last_pull=int(state.get("last_pull", 0)),
        verified_at=int(state.get("verified_at", 0)),
        lease_until=int(state.get("lease_until", 0)),
        recovered=_recovered(outbox),
    )


def picture_without_cache(outbox: Path) -> SyncPicture:
    """The picture where the cache cannot or may not be read: what a person saved is in another file, and theirs."""
    return SyncPicture(queue_without_cache(outbox), (), (), "", 0, 0, 0, _recovered(outbox))


def _recovered(outbox: Path) -> tuple[Recovery, ...]:
    return tuple(Outbox(outbox).recoveries()) if outbox.exists() else ()


def coverage(session: Session) -> tuple[Coverage, ...]:
    """Per kind of data, in the order people need them; kinds nobody may see are left out."""
    table = mirror.bucket.c
    found = defaultdict(list)
    for row in session.execute(
        select(table.name, table.entity, table.count.label("held"), table.state, table.want_rows).order_by(table.name)
    ):
        found[_KIND_OF.get(row.entity, REFERENCE)].append(row)
    made = []
    for kind in ORDER:
        buckets = found.get(kind)
        if not buckets:
            continue
        years: dict[str, bool] = {}
        for b in buckets:
            year = b.name.rsplit("/", 1)[1]
            if year.isdecimal():
                years[year] = years.get(year, True) and b.state == READY
        made.append(Coverage(
            kind=kind,
            rows=sum(b.held for b in buckets),
            total=sum(b.held if b.state == READY else max(b.held, b.want_rows) for b in buckets),
            known=all(b.state in (READY, LOADING) or b.want_rows for b in buckets),
            years=tuple(sorted(y for y, held in years.items() if held)),
            missing_years=tuple(sorted(y for y, held in years.items() if not held)),
            parts=len(buckets),
            parts_ready=sum(1 for b in buckets if b.state == READY),
        ))
    return tuple(made)
