"""Queries of the screen Giải trình: the board, one thread, and what a new request would freeze."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy.orm import Session

from ioc_domain.codes import AreaLevel, Direction, PromiseState, RequestState
from ioc_domain.evidence import Evidence, EvidencePoint
from ioc_domain.foreign_text import all_in_sight, in_sight
from ioc_domain.periods import Period
from ioc_domain.records import (
    AreaRecord,
    AssessmentRecord,
    CalendarDayRecord,
    ExplanationRequestRecord,
    IndicatorRecord,
    ObservationRecord,
    PlanRecord,
    PromiseRecord,
    RequestEventRecord,
    SettingRecord,
    UnitRecord,
)
from ioc_domain.standing import standing_rank
from ioc_domain.working_time import WorkingCalendar
from local_cache.projection import ProjectedRequest, projected_requests
from local_cache.queries.own_commands import CAME_BACK, OwnCommand, own_commands
from local_cache.queries.rows import first, rows
from local_cache.queries.shell import folded

EVIDENCE_PERIODS = 12
"""Periods of history that evidence freezes."""


@dataclass(frozen=True)
class RequestCard:
    """One request on the board with the names its codes stand for; every text of it in sight."""

    request: ExplanationRequestRecord
    unit_name: str
    unit_of_measure: str
    lower_is_better: bool
    pending: str = ""
    """State of a command of this machine that touches it and is not seen back yet, "" = none."""
    routed_from_name: str = ""
    """Unit the author named, where the centre passed the request on to its successor."""


@dataclass(frozen=True)
class RequestBoard:
    """Every request of the cache, and what this machine still has to send or to decide."""

    cards: tuple[RequestCard, ...]
    waiting: tuple[OwnCommand, ...]
    returned: tuple[OwnCommand, ...]
    calendar: WorkingCalendar


@dataclass(frozen=True)
class RequestThread:
    """One request with all that happened, what is known today and what the unit promised before."""

    card: RequestCard
    events: tuple[RequestEventRecord, ...]
    today: Evidence | None
    """What would be frozen now; None when the subject is no indicator of this cache."""
    promises: tuple[PromiseRecord, ...]
    answered_on_time: tuple[int, int]
    """(on time, all answered) of the unit."""
    calendar: WorkingCalendar


@dataclass(frozen=True)
class UnitChoice:
    """A unit that can be asked."""

    code: str
    name: str


@dataclass(frozen=True)
class ComposeSubject:
    """What a new request about an indicator starts from. The evidence is as it will be frozen, to the letter."""

    evidence: Evidence
    unit_code: str
    unit_name: str
    promises: tuple[PromiseRecord, ...]
    open_requests: tuple[RequestCard, ...]
    """Requests about the same indicator and area that are still open."""
    owed_by_unit: int
    calendar: WorkingCalendar


ENDED = ("accepted", "withdrawn")
"""States in which nobody owes an answer any more."""


def calendar(session: Session) -> WorkingCalendar:
    """Working calendar of the cache; Monday to Friday when none was synced yet."""
    return WorkingCalendar.of(
        rows(session, CalendarDayRecord),
        likely=setting(session, "calendar_likely", "1") != "0",
        office_hours=setting(session, "office_hours"),
    )


_REQUEST_TYPES = ("issue_explanation_request", "withdraw_request", "accept_explanation", "return_explanation",
                  "reopen_complaint")


def request_board(session: Session, outbox: Path) -> RequestBoard:
    """All requests with the names they need and the commands of this machine about them."""
    own = [o for o in own_commands(session, outbox) if o.type in _REQUEST_TYPES]
    return RequestBoard(
        cards=_cards(session, [_as_seen(p) for p in projected_requests(session, outbox) if _shown_as_card(p)], own),
        waiting=tuple(o for o in own if o.state not in (*CAME_BACK, "received")),
        returned=tuple(o for o in own if o.state in CAME_BACK),
        calendar=calendar(session),
    )


def _shown_as_card(projected: ProjectedRequest) -> bool:
    """A request only this machine knows lies on top of the board, not in a column, until the centre has it."""
    return projected.in_mirror or projected.state == RequestState.RECEIVED


def _as_seen(projected: ProjectedRequest) -> ExplanationRequestRecord:
    return msgspec.structs.replace(projected.record, state=projected.state)


def answers_to_judge(session: Session) -> int:
    """Requests whose answer waits for the leader: the number beside the rail entry."""
    return len(rows(session, ExplanationRequestRecord, state=RequestState.ANSWERED.value))


def requests_named(session: Session, words: str, limit: int) -> tuple[RequestCard, ...]:
    """Requests whose title, number or unit contains every word, newest first."""
    wanted = folded(words).split()
    found = [
        c for c in _cards(session, rows(session, ExplanationRequestRecord), [])
        if all(w in folded(f"{c.request.title} {c.request.number} {c.unit_name}") for w in wanted)
    ]
    return tuple(sorted(found, key=lambda c: -c.request.received_at)[:limit])


def request_thread(session: Session, outbox: Path, request_id: str, now: int, cursor: str) -> RequestThread | None:
    """One request; None when the cache does not hold it (any more)."""
    projected = next((p for p in projected_requests(session, outbox) if p.record.id == request_id), None)
    if projected is None:
        return None
    request = _as_seen(projected)
    promises = rows(session, PromiseRecord, unit_code=request.unit_code)
    answered = [r for r in rows(session, ExplanationRequestRecord, unit_code=request.unit_code) if r.answered_at]
    on_time = sum(1 for r in answered if r.answered_at <= r.deadline)
    today = None
    if request.subject_kind == "indicator":
        today = indicator_evidence(session, request.subject, request.area_code, request.period, now, cursor)
    return RequestThread(
        card=_cards(session, [request], list(own_commands(session, outbox)))[0],
        events=tuple(sorted(map(all_in_sight, rows(session, RequestEventRecord, request_id=request_id)),
                            key=lambda e: e.n)),
        today=today,
        promises=tuple(sorted(map(all_in_sight, promises),
                              key=lambda p: (p.state != PromiseState.PENDING, -p.made_at))),
        answered_on_time=(on_time, len(answered)),
        calendar=calendar(session),
    )


def compose_subject(
    session: Session, indicator: str, area: str, period: str, now: int, cursor: str
) -> ComposeSubject | None:
    """What a request about that indicator would freeze and whom it would ask; None for an unknown indicator.

    `period` "" means the newest period with a value.
    """
    evidence = indicator_evidence(session, indicator, area, period, now, cursor)
    record = _indicator(session, indicator)
    if evidence is None or record is None:
        return None
    unit = first(session, UnitRecord, code=record.owner_unit)
    same = [
        r for r in rows(session, ExplanationRequestRecord, subject=indicator)
        if r.area_code == area and r.state not in ENDED
    ]
    owed = [r for r in rows(session, ExplanationRequestRecord, unit_code=record.owner_unit) if r.state not in ENDED]
    promises = rows(session, PromiseRecord, indicator=indicator)
    return ComposeSubject(
        evidence=evidence,
        unit_code=unit.code if unit else "",
        unit_name=in_sight(unit.name) if unit else "",
        promises=tuple(sorted(map(all_in_sight, promises), key=lambda p: -p.made_at)),
        open_requests=_cards(session, same, []),
        owed_by_unit=len(owed),
        calendar=calendar(session),
    )


def request_cards(session: Session, requests: list[ExplanationRequestRecord]) -> tuple[RequestCard, ...]:
    """Cards of requests, whatever this machine does about them."""
    return _cards(session, requests, [])


def units_to_ask(session: Session) -> tuple[UnitChoice, ...]:
    """Units in force, by name."""
    found = [UnitChoice(u.code, in_sight(u.name)) for u in rows(session, UnitRecord, valid_to="")]
    return tuple(sorted(found, key=lambda u: u.name))


def indicators_at_risk_first(session: Session) -> tuple[tuple[str, str], ...]:
    """(indicator id, name) of the city's indicators in force, for choosing a subject: worst standing first."""
    newest: dict[str, AssessmentRecord] = {}
    city = city_area(session)
    for a in rows(session, AssessmentRecord, area=city):
        if a.indicator not in newest or newest[a.indicator].period < a.period:
            newest[a.indicator] = a
    names = [
        (f"{i.catalogue}:{i.code}", in_sight(i.name))
        for i in rows(session, IndicatorRecord, catalogue=setting(session, "catalogue", "v2"))
    ]
    return tuple(sorted(names, key=lambda n: (standing_rank(newest[n[0]].standing) if n[0] in newest else 9, n[1])))


def setting(session: Session, key: str, default: str = "") -> str:
    """Value of a synced setting."""
    found = first(session, SettingRecord, key=key)
    return default if found is None else found.value


def city_area(session: Session) -> str:
    """Code of the city in force, "" while nothing is synced."""
    for area in rows(session, AreaRecord, level=AreaLevel.CITY.value):
        if not area.valid_to:
            return area.code
    return ""


def indicator_evidence(
    session: Session, indicator: str, area: str, period: str, now: int, cursor: str
) -> Evidence | None:
    """What the cache says now of an indicator, an area and a period, as it would be frozen."""
    record = _indicator(session, indicator)
    if record is None:
        return None
    newest, before = _newest(rows(session, ObservationRecord, indicator=indicator, area=area))
    period = period or max(newest, default="")
    if period not in newest:
        return None
    plans = {p.period: p.value for p in rows(session, PlanRecord, indicator=indicator, area=area)}
    assessment = first(session, AssessmentRecord, indicator=indicator, area=area, period=period)
    place = first(session, AreaRecord, code=area)
    now_known = newest[period]
    year_plan = plans.get(period[:4])
    return Evidence(
        kind="indicator",
        subject=indicator,
        title=record.name,
        unit_of_measure=record.unit_of_measure,
        area_code=area,
        area_name=place.name if place else area,
        period=period,
        frozen_at=now,
        cursor=cursor,
        value=now_known.value,
        status=now_known.status,
        revision=now_known.revision,
        known_at=now_known.known_at,
        source=now_known.source,
        plan=plans.get(period, year_plan),
        same_period=_value(newest, str(Period.parse(period).same_last_year)),
        forecast=assessment.forecast if assessment else None,
        forecast_low=assessment.forecast_low if assessment else None,
        forecast_high=assessment.forecast_high if assessment else None,
        standing=assessment.standing if assessment else "not_assessable",
        rule=assessment.rule if assessment else "",
        catalogue=record.catalogue,
        previous_value=before[period].value if period in before else None,
        points=_points(newest, plans, period),
        facts=[("year_plan", "" if year_plan is None else repr(year_plan)), ("direction", record.direction),
               ("definition", record.definition)],
    )


def _points(newest: dict[str, ObservationRecord], plans: dict[str, float], period: str) -> list[EvidencePoint]:
    last = Period.parse(period)
    found = []
    for k in range(1 - EVIDENCE_PERIODS, 1):
        p = last.shifted(k)
        text = str(p)
        known = newest.get(text)
        found.append(EvidencePoint(
            period=text,
            value=known.value if known else None,
            plan=plans.get(text),
            same_period=_value(newest, str(p.same_last_year)),
            status=known.status if known else "",
        ))
    return found


def _newest(
    observations: list[ObservationRecord],
) -> tuple[dict[str, ObservationRecord], dict[str, ObservationRecord]]:
    """Per period: the newest revision, and the one before it where there is one."""
    newest: dict[str, ObservationRecord] = {}
    before: dict[str, ObservationRecord] = {}
    for o in sorted(observations, key=lambda o: o.revision):
        if o.period in newest:
            before[o.period] = newest[o.period]
        newest[o.period] = o
    return newest, before


def _value(newest: dict[str, ObservationRecord], period: str) -> float | None:
    return newest[period].value if period in newest else None


def _indicator(session: Session, indicator: str) -> IndicatorRecord | None:
    catalogue, _, code = indicator.rpartition(":")
    return first(session, IndicatorRecord, catalogue=catalogue, code=code)


def _cards(
    session: Session, requests: list[ExplanationRequestRecord], own: list[OwnCommand]
) -> tuple[RequestCard, ...]:
    if not requests:
        return ()
    pending = {o.subject_id: o.state for o in own if o.state not in CAME_BACK}
    units = {u.code: u.name for u in rows(session, UnitRecord)}
    indicators = {f"{i.catalogue}:{i.code}": i for i in rows(session, IndicatorRecord)}
    cards = []
    for r in requests:
        indicator = indicators.get(r.subject)
        cards.append(RequestCard(
            request=all_in_sight(r),
            unit_name=in_sight(units.get(r.unit_code, r.unit_code)),
            unit_of_measure=in_sight(indicator.unit_of_measure) if indicator else "",
            lower_is_better=indicator is not None and indicator.direction == Direction.LOWER,
            pending=pending.get(r.id, ""),
            routed_from_name=in_sight(units.get(r.routed_from, r.routed_from)),
        ))
    return tuple(cards)
