"""Queries of the screen Tổng quan: standings, indicators at risk, requests, alerts, sources."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ioc_domain.codes import STANDING_ORDER, AlertState, AreaLevel, RequestState, Standing
from ioc_domain.periods import Period
from ioc_domain.records import (
    AlertRecord,
    AreaRecord,
    CalendarDayRecord,
    ExplanationRequestRecord,
    PromiseRecord,
    SourceRecord,
    UnitRecord,
)
from ioc_domain.working_time import WorkingCalendar
from local_cache.projection import projected_alerts, projected_requests
from local_cache.queries.rows import first, plain, rows
from local_cache.queries.series import (
    DEFAULT_CATALOGUE,
    Figures,
    Series,
    by_indicator,
    catalogue_indicators,
    figures,
    main_area,
    read_series,
    setting,
)
from local_cache.queries.waiting import Waiting, waiting_commands

if TYPE_CHECKING:
    from local_cache.queries.rows import Reading

MONTHS = 12
CLOSED_STATES = frozenset({RequestState.ACCEPTED.value, RequestState.WITHDRAWN.value})


@dataclass(frozen=True)
class StandingCount:
    """How many indicators stand so: now, a month before, and in each of the last twelve months (oldest first)."""

    standing: Standing
    now: int
    before: int
    months: tuple[int, ...]


@dataclass(frozen=True)
class AtRisk:
    """An indicator at risk with all that its card says."""

    figures: Figures
    unit_name: str
    request: ExplanationRequestRecord | None
    """The newest one that is not closed."""
    promise: PromiseRecord | None
    """The newest one, whatever became of it."""
    source: SourceRecord | None
    waiting: Waiting | None
    """A request about it that still waits on this machine."""


@dataclass(frozen=True)
class OpenAlert:
    """An alert to acknowledge. `pending`: this person did so, and the centre does not show it yet."""

    record: AlertRecord
    pending: bool


@dataclass(frozen=True)
class Changes:
    """What changed in the cache since a moment."""

    since: int
    now_at_risk: int
    answered: int
    revised: int
    alerts: int


@dataclass(frozen=True)
class Overview:
    """Everything on Tổng quan but the complaints."""

    month: str
    months: tuple[str, ...]
    area_name: str
    area_level: str
    catalogue: str
    total: int
    standings: tuple[StandingCount, ...]
    newly: tuple[str, ...]
    """Names of the indicators at risk now that were not a month before."""
    at_risk: tuple[AtRisk, ...]
    changes: Changes
    requests: tuple[ExplanationRequestRecord, ...]
    """Those not closed."""
    alerts: tuple[OpenAlert, ...]
    """Those nobody has, most urgent first; then those whose acknowledgement still waits on this machine."""
    alerts_total: int
    sources: tuple[SourceRecord, ...]
    unit_names: dict[str, str]
    calendar: WorkingCalendar
    waiting: tuple[Waiting, ...]
    sample: bool


def overview(session: Reading, outbox: Path, now: int, month: str, area: str, since: int) -> Overview:
    """Tổng quan at `month` (`YYYY-MM`) for an area ("" = the city); `since`: from when changes are counted."""
    catalogue = setting(session, "catalogue", DEFAULT_CATALOGUE)
    indicators = catalogue_indicators(session, catalogue, AreaLevel.CITY.value)
    where = main_area(session, catalogue, area)
    at = Period.parse(month)
    months = tuple(str(at.shifted(k - MONTHS + 1)) for k in range(MONTHS))
    series = read_series(session, [f"{catalogue}:{i.code}" for i in indicators], where, at.year - 2)
    shown = [figures(i, where, series[f"{catalogue}:{i.code}"], month) for i in indicators]
    held = {f.subject: _standings(series[f.subject], f.indicator.period, months) for f in shown}
    units = {u.code: u.name for u in rows(session, UnitRecord)}
    requests = tuple(
        msgspec.structs.replace(p.record, state=p.state)
        for p in projected_requests(session, outbox)
        if p.in_mirror and p.state not in CLOSED_STATES
    )
    waiting = waiting_commands(session, outbox)
    projected = [a for a in projected_alerts(session, outbox) if a.record.state != AlertState.CLOSED]
    alerts = [a.record for a in projected]
    open_alerts = [
        OpenAlert(a.record, bool(a.pending)) for a in projected if a.pending or _to_acknowledge(a.record, now)
    ]
    sources = tuple(sorted(rows(session, SourceRecord), key=lambda s: (s.order, s.code)))
    place = first(session, AreaRecord, code=where)
    return Overview(
        month=month,
        months=months,
        area_name="" if place is None else place.name,
        area_level="" if place is None else place.level,
        catalogue=catalogue,
        total=len(indicators),
        standings=tuple(_count(s, held) for s in STANDING_ORDER),
        newly=tuple(
            f.indicator.short_name
            for f in shown
            if held[f.subject][-1] is Standing.AT_RISK and held[f.subject][-2] is not Standing.AT_RISK
        ),
        at_risk=_at_risk(session, shown, units, requests, sources, waiting),
        changes=_changes(session, where, shown, alerts, since),
        requests=requests,
        alerts=tuple(sorted(open_alerts, key=lambda a: (a.pending, a.record.priority, -a.record.last_at))),
        alerts_total=len(alerts),
        sources=sources,
        unit_names=units,
        calendar=WorkingCalendar.of(rows(session, CalendarDayRecord)),
        waiting=waiting,
        sample=setting(session, "sample_data") == "1",
    )


def _standings(series: Series, kind: str, months: tuple[str, ...]) -> tuple[Standing, ...]:
    """Standing of an indicator at each month."""
    found = [series.assessment(kind, m) for m in months]
    return tuple(Standing.NOT_ASSESSABLE if a is None else Standing(a.standing) for a in found)


def _count(standing: Standing, held: dict[str, tuple[Standing, ...]]) -> StandingCount:
    months = tuple(sum(1 for h in held.values() if h[k] is standing) for k in range(MONTHS))
    return StandingCount(standing, months[-1], months[-2], months)


def _at_risk(
    session: Reading,
    shown: list[Figures],
    units: dict[str, str],
    requests: tuple[ExplanationRequestRecord, ...],
    sources: tuple[SourceRecord, ...],
    waiting: tuple[Waiting, ...],
) -> tuple[AtRisk, ...]:
    """Indicators at risk in the executive order of attention, then those longest so."""
    red = [f for f in shown if f.standing is Standing.AT_RISK]
    red.sort(key=lambda f: (f.indicator.priority or 999, f.assessment.since if f.assessment else "", f.subject))
    promises = by_indicator(sorted(rows(session, PromiseRecord), key=lambda p: p.made_at))
    asked = {r.subject: r for r in sorted(requests, key=lambda r: r.received_at)}
    return tuple(
        AtRisk(
            figures=f,
            unit_name=units.get(f.indicator.owner_unit, "") or f.indicator.supplier,
            request=asked.get(f.subject),
            promise=promises[f.subject][-1] if f.subject in promises else None,
            source=source_of(f, sources),
            waiting=next((w for w in waiting if w.subject == f.subject and w.asks), None),
        )
        for f in red
    )


def source_of(shown: Figures, sources: tuple[SourceRecord, ...]) -> SourceRecord | None:
    """The source that an indicator's newest value came from, by its code or name; None where it has no row."""
    named = "" if shown.observation is None else shown.observation.source
    return next((s for s in sources if named and named in (s.code, s.name)), None)


def _to_acknowledge(alert: AlertRecord, now: int) -> bool:
    """Open and nobody has it, or put aside until a time that is over."""
    return alert.state == AlertState.OPEN or (alert.state == AlertState.SHELVED and alert.shelved_until <= now)


def _changes(session: Reading, area: str, shown: list[Figures], alerts: list[AlertRecord], since: int) -> Changes:
    connection, red = plain(session), Standing.AT_RISK.value
    subjects = {f.subject for f in shown}
    turned = connection.execute(
        "SELECT indicator FROM assessment WHERE known_at > ? AND area = ? AND standing = ? AND previous NOT IN ('', ?)",
        (since, area, red, red),
    )
    (revised,) = connection.execute(
        "SELECT count(*) FROM observation WHERE known_at > ? AND revision > 1", (since,)
    ).fetchone()
    return Changes(
        since=since,
        now_at_risk=len(subjects & {subject for (subject,) in turned}),
        answered=sum(1 for r in rows(session, ExplanationRequestRecord) if r.answered_at > since),
        revised=int(revised),
        alerts=sum(1 for a in alerts if a.since > since),
    )


def request_counts(requests: tuple[ExplanationRequestRecord, ...], now: int) -> Counter[str]:
    """Open requests by what a reader must know: waiting, working, overdue, to_review, returned. Each counts once."""
    made: Counter[str] = Counter()
    for r in requests:
        if r.state == RequestState.ANSWERED:
            made["to_review"] += 1
        elif r.deadline and r.deadline < now:
            made["overdue"] += 1
        elif r.state == RequestState.RETURNED:
            made["returned"] += 1
        elif r.state == RequestState.OPENED:
            made["working"] += 1
        else:
            made["waiting"] += 1
    return made



def is_city(data: Overview) -> bool:
    """Whether the numbers are those of the whole city."""
    return data.area_level == AreaLevel.CITY


def overdue_longest(requests: tuple[ExplanationRequestRecord, ...], now: int) -> ExplanationRequestRecord | None:
    """The request whose unit has owed its answer for longest, None when nobody is late."""
    late = [r for r in requests if r.state != RequestState.ANSWERED and 0 < r.deadline < now]
    return min(late, key=lambda r: r.deadline, default=None)
