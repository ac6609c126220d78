"""Queries of the screen Chỉ tiêu: the list of a catalogue, and one indicator with all that is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc_domain.codes import AreaLevel, Direction
from ioc_domain.entities import BY_RECORD
from ioc_domain.periods import Period
from ioc_domain.records import (
    AreaRecord,
    AssessmentRecord,
    CalendarDayRecord,
    ExplanationRequestRecord,
    IndicatorGroupRecord,
    IndicatorRecord,
    ObservationRecord,
    PlanRecord,
    PromiseRecord,
    SourceRecord,
    UnitRecord,
)
from ioc_domain.working_time import WorkingCalendar
from local_cache import mirror
from local_cache.queries.overview import CLOSED_STATES, source_of
from local_cache.queries.rows import first, rows
from local_cache.queries.series import (
    DEFAULT_CATALOGUE,
    Figures,
    Series,
    began_by,
    catalogue_indicators,
    figures,
    main_area,
    read_series,
    setting,
    subject_of,
)
from local_cache.queries.waiting import Waiting, waiting_commands

HISTORY_YEARS = 12
"""How far back one indicator is read: two years of months, and the years of a yearly one."""


@dataclass(frozen=True)
class IndicatorList:
    """A catalogue at a month for one area."""

    catalogue: str
    catalogues: tuple[str, ...]
    area: str
    area_name: str
    rows: tuple[Figures, ...]
    """In order of group, then code."""
    groups: dict[str, IndicatorGroupRecord]
    unit_names: dict[str, str]
    sources: tuple[SourceRecord, ...]


@dataclass(frozen=True)
class AreaValue:
    """One area beside the others, for one period."""

    code: str
    name: str
    value: float
    plan: float | None
    standing: str
    """"" where nothing was assessed for the area."""


@dataclass(frozen=True)
class Revision:
    """A value that was replaced. `known_at`: when the new one became known."""

    period: str
    known_at: int
    before: float | None
    after: float | None
    before_status: str
    after_status: str
    reason: str


@dataclass(frozen=True)
class StandingChange:
    """The standing became another one, and why."""

    period: str
    at: int
    before: str
    after: str
    cause: str


@dataclass(frozen=True)
class IndicatorDetail:
    """One indicator in one area: numbers by period, areas side by side, revisions, promises, requests."""

    figures: Figures
    series: Series
    group_name: str
    unit_name: str
    area_name: str
    areas_period: str
    areas: tuple[AreaValue, ...]
    """Worst first where a direction is good, else largest first; empty where only one area has numbers."""
    revisions: tuple[Revision, ...]
    """Newest first."""
    changes: tuple[StandingChange, ...]
    """Newest first."""
    promises: tuple[PromiseRecord, ...]
    """Newest first."""
    requests: tuple[ExplanationRequestRecord, ...]
    """Those not closed, newest first."""
    waiting: tuple[Waiting, ...]
    source: SourceRecord | None
    calendar: WorkingCalendar
    month: str
    area_level: str
    communes: int
    """How many communes are in force."""
    first_known: ObservationRecord | None
    """First revision of the newest value: when its number first came in."""
    request_numbers: dict[str, str]
    """Number by id of the requests about it, closed ones too."""


def indicator_list(session: Session, month: str, area: str, catalogue: str = "") -> IndicatorList:
    """Every indicator of a catalogue ("" = the one in force) at `month` for an area ("" = the city).

    Indicators of another level than the city's are shown without a number where the area has none.
    """
    known = tuple(session.execute(
        select(mirror.table("indicator").c.catalogue).distinct().order_by(mirror.table("indicator").c.catalogue)
    ).scalars())
    in_force = setting(session, "catalogue", DEFAULT_CATALOGUE)
    chosen = catalogue if catalogue in known else in_force if in_force in known else (known[0] if known else in_force)
    where = main_area(session, chosen, area)
    indicators = catalogue_indicators(session, chosen)
    # Imported sets may have ended years ago: their last numbers are shown all the same, with their age.
    since = _year(month) - 2 if chosen == in_force else 0
    series = read_series(session, [subject_of(i) for i in indicators], where, since)
    groups = {g.code: g for g in rows(session, IndicatorGroupRecord)}
    shown = [figures(i, where, series[subject_of(i)], month) for i in indicators]
    shown.sort(key=lambda f: (_group_order(groups, f.indicator.group_code), f.indicator.code))
    named = first(session, AreaRecord, code=where)
    return IndicatorList(
        catalogue=chosen,
        catalogues=tuple(sorted(known, key=lambda c: (c != in_force, c))),
        area=where,
        area_name="" if named is None else named.name,
        rows=tuple(shown),
        groups=groups,
        unit_names={u.code: u.name for u in rows(session, UnitRecord)},
        sources=tuple(rows(session, SourceRecord)),
    )


def indicator_detail(session: Session, outbox: Path, subject: str, month: str, area: str) -> IndicatorDetail | None:
    """One indicator (`catalogue:code`) at `month`; None when the cache does not hold it."""
    catalogue, _, code = subject.partition(":")
    indicator = first(session, IndicatorRecord, catalogue=catalogue, code=code)
    if indicator is None:
        return None
    where = main_area(session, catalogue, area)
    series = read_series(session, [subject], where, _year(month) - HISTORY_YEARS)[subject]
    shown = figures(indicator, where, series, month)
    unit = first(session, UnitRecord, code=indicator.owner_unit)
    group = first(session, IndicatorGroupRecord, code=indicator.group_code)
    named = first(session, AreaRecord, code=where)
    requests = rows(session, ExplanationRequestRecord, subject=subject)
    areas_period, areas = _areas(session, indicator, where, shown.period, month)
    return IndicatorDetail(
        figures=shown,
        series=series,
        group_name="" if group is None else group.name,
        unit_name=indicator.supplier if unit is None else unit.name,
        area_name="" if named is None else named.name,
        areas_period=areas_period,
        areas=areas,
        revisions=_revisions(session, subject, where),
        changes=_changes(series),
        promises=tuple(sorted(rows(session, PromiseRecord, indicator=subject), key=lambda p: -p.made_at)),
        requests=tuple(r for r in sorted(requests, key=lambda r: -r.received_at) if r.state not in CLOSED_STATES),
        waiting=tuple(w for w in waiting_commands(session, outbox) if w.subject == subject and w.asks),
        source=source_of(shown, tuple(rows(session, SourceRecord))),
        calendar=WorkingCalendar.of(rows(session, CalendarDayRecord)),
        month=month,
        area_level="" if named is None else named.level,
        communes=sum(1 for a in rows(session, AreaRecord, level=AreaLevel.COMMUNE.value) if not a.valid_to),
        first_known=first(session, ObservationRecord, indicator=subject, area=where, period=shown.period, revision=1),
        request_numbers={r.id: r.number for r in requests},
    )


def indicators_named(session: Session, words: str, limit: int = 8) -> list[IndicatorRecord]:
    """Indicators of the catalogue in force whose name holds every word, without marks and case."""
    wanted = [_fold(w) for w in words.split()]
    if not wanted:
        return []
    found = []
    for indicator in catalogue_indicators(session, setting(session, "catalogue", DEFAULT_CATALOGUE)):
        text = _fold(f"{indicator.name} {indicator.short_name} {indicator.name_en} {indicator.code}")
        if all(w in text for w in wanted):
            found.append(indicator)
    found.sort(key=lambda i: (i.priority or 999, i.level != AreaLevel.CITY, i.code))
    return found[:limit]


def _fold(text: str) -> str:
    """Lower case without marks, đ as d."""
    import unicodedata

    plain = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return plain.replace("đ", "d")


def _year(month: str) -> int:
    return Period.parse(month).year


def _group_order(groups: dict[str, IndicatorGroupRecord], code: str) -> tuple[int, str]:
    group = groups.get(code)
    return (999 if group is None else group.order, code)


def _areas(
    session: Session, indicator: IndicatorRecord, own: str, period: str, month: str
) -> tuple[str, tuple[AreaValue, ...]]:
    """The other areas in the newest period by `month` in which most of them have a value."""
    table, entity = mirror.table("observation"), BY_RECORD[ObservationRecord]
    subject = subject_of(indicator)
    others = session.execute(
        select(*(table.c[c] for c in entity.columns))
        .where(table.c.indicator == subject, table.c.area != own, table.c.value.is_not(None))
        .order_by(table.c.revision)
    )
    by_period: dict[str, dict[str, ObservationRecord]] = {}
    for row in others:
        o = ObservationRecord(*row)
        if began_by(o.period, month):
            by_period.setdefault(o.period, {})[o.area] = o
    known = {a.code: a for a in rows(session, AreaRecord)}
    below = (AreaLevel.COMMUNE, AreaLevel.DISTRICT, AreaLevel.PROVINCE)
    by_period = {
        p: by_area
        for p, by_area in by_period.items()
        if sum(1 for a in by_area if a in known and known[a].level in below) > 1
    }
    if not by_period:
        return "", ()
    chosen = period if period in by_period else max(by_period, key=lambda p: (Period.parse(p).end, len(by_period[p])))
    levels = [known[a].level for a in by_period[chosen] if a in known and known[a].level in below]
    level = max(set(levels), key=levels.count) if levels else ""
    plans = {p.area: p.value for p in rows(session, PlanRecord, indicator=subject, period=chosen)}
    assessed = {a.area: a.standing for a in rows(session, AssessmentRecord, indicator=subject, period=chosen)}
    found = [
        AreaValue(code, known[code].short_name or known[code].name if code in known else code, o.value,
                  plans.get(code), assessed.get(code, ""))
        for code, o in by_period[chosen].items()
        if o.value is not None and (not level or (code in known and known[code].level == level))
    ]
    return chosen, tuple(sorted(found, key=lambda a: _badness(a, indicator.direction)))


def _badness(area: AreaValue, direction: str) -> tuple[float, str]:
    """Sort key: what is furthest from good comes first; the share of its plan decides where every area has one."""
    value = area.value if area.plan is None or area.plan <= 0 else area.value / area.plan
    return (value if direction == Direction.HIGHER else -value, area.name)


def _revisions(session: Session, subject: str, area: str) -> tuple[Revision, ...]:
    """Every value that replaced another one, newest first."""
    found: list[Revision] = []
    before: ObservationRecord | None = None
    for o in rows(session, ObservationRecord, indicator=subject, area=area):  # in order of period and revision
        if before is not None and before.period == o.period:
            found.append(Revision(o.period, o.known_at, before.value, o.value, before.status, o.status, o.reason))
        before = o
    return tuple(sorted(found, key=lambda r: (-r.known_at, r.period)))


def _changes(series: Series) -> tuple[StandingChange, ...]:
    found = [
        StandingChange(a.period, a.known_at, a.previous, a.standing, a.cause)
        for a in series.assessments.values()
        if a.previous and a.previous != a.standing
    ]
    return tuple(sorted(found, key=lambda c: -c.at))
