"""What the desk's pages show, as plain values for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import msgspec
import sqlalchemy as sa

from ioc_domain.codes import ObservationStatus, RequestState
from ioc_domain.entities import BY_NAME
from ioc_domain.evidence import Evidence, thaw
from ioc_domain.records import ExplanationRequestRecord, ObservationRecord, RequestEventRecord, UnitRecord
from ioc_domain.working_time import WorkingCalendar, local_date, local_datetime

from .. import wording
from ..blobs import BlobStore
from ..models import SYNCED
from ..rows import find, find_all
from .chart import Chart, draw
from .evidence_facts import worded_facts

ANSWERABLE = (RequestState.RECEIVED, RequestState.DELIVERED, RequestState.OPENED, RequestState.RETURNED)
_STATUS: dict[str, str] = {
    ObservationStatus.ESTIMATE: "ước tính",
    ObservationStatus.PRELIMINARY: "sơ bộ",
    ObservationStatus.OFFICIAL: "chính thức",
}


@dataclass(frozen=True)
class Clock:
    """Time left: words, the deadline, and one mark per working day ("used", "left", "late")."""

    left: str
    deadline: str
    ticks: list[str]
    late: bool


@dataclass(frozen=True)
class Figure:
    """The frozen evidence as it is shown."""

    title: str
    frozen_at: str
    value: str
    unit: str
    standing: str
    standing_name: str
    chart: Chart | None
    facts: list[tuple[str, str]]
    now: str  # how the number stands today, "" when unchanged


@dataclass(frozen=True)
class Line:
    """A request in the list."""

    request: ExplanationRequestRecord
    period: str
    state: str
    clock: Clock | None


def unit_name(connection: sa.Connection, code: str) -> str:
    """Name of a unit, or its code."""
    unit = find(connection, BY_NAME["unit"], code)
    return unit.name if isinstance(unit, UnitRecord) else code


def lines_of(
    connection: sa.Connection, unit_code: str, calendar: WorkingCalendar, now: float
) -> tuple[list[Line], list[Line]]:
    """(to answer, by deadline; the others, newest first, at most 100)."""
    r = SYNCED["explanation_request"].c
    found = [
        x
        for x in find_all(connection, BY_NAME["explanation_request"], r.unit_code == unit_code)
        if isinstance(x, ExplanationRequestRecord)
    ]
    waiting = sorted((x for x in found if x.state in ANSWERABLE), key=lambda x: (x.deadline, x.number))
    done = sorted((x for x in found if x.state not in ANSWERABLE), key=lambda x: -max(x.answered_at, x.closed_at))

    def line(x: ExplanationRequestRecord, open_: bool) -> Line:
        clock = clock_of(x.deadline, x.deadline_days, calendar, now) if open_ else None
        return Line(x, wording.period(x.period), wording.STATES.get(x.state, x.state), clock)

    return [line(x, True) for x in waiting], [line(x, False) for x in done[:100]]


def clock_of(deadline: int, deadline_days: int, calendar: WorkingCalendar, now: float) -> Clock:
    """How much time is left until a deadline that gave so many working days."""
    days = calendar.working_days_between(now, deadline)
    late = now > deadline
    if late:
        over = calendar.working_days_between(deadline, now)
        left = f"Trễ {over} ngày" if over else "Vừa quá hạn"
    elif local_date(now) == local_date(deadline):
        minutes = max(1, (deadline - int(now)) // 60)
        left = f"Còn {minutes} phút" if minutes < 120 else f"Còn {minutes // 60} giờ"
    else:
        left = f"Còn {days} ngày"
    granted = max(1, min(15, deadline_days))
    used = granted if late else max(0, min(granted, granted - days))
    ticks = ["used"] * used + ["left"] * (granted - used)
    if late:
        ticks += ["late"] * min(5, max(1, calendar.working_days_between(deadline, now)))
    return Clock(left, _deadline(deadline, now), ticks, late)


def _deadline(deadline: int, now: float) -> str:
    here, today = local_datetime(deadline), local_date(now)
    if here.date() == today:
        return f"hạn {here:%H:%M} hôm nay, {wording.weekday(here.date())} {here:%d-%m}"
    if here.date() == today + timedelta(days=1):
        return f"hạn {here:%H:%M} ngày mai, {wording.weekday(here.date())} {here:%d-%m}"
    return f"hạn {wording.deadline(deadline)}"


def figure_of(connection: sa.Connection, blobs: BlobStore, request: ExplanationRequestRecord) -> Figure | None:
    """The evidence the leader froze, or None when it is not there or was tampered with."""
    data = blobs.read(connection, request.evidence)
    if data is None:
        return None
    try:
        evidence = thaw(request.evidence, data)
    except (ValueError, msgspec.MsgspecError):
        return None
    unit = evidence.unit_of_measure
    facts = worded_facts(evidence)
    if evidence.kind == "indicator":
        status = _STATUS.get(evidence.status, "")
        revision = f"Bản {evidence.revision}" + (f" · {status}" if status else "")
        facts += [
            ("Kế hoạch", _with_unit(evidence.plan, unit)),
            ("Cùng kỳ", _with_unit(evidence.same_period, unit)),
            ("Số liệu", f"{revision} · biết lúc {wording.moment(evidence.known_at)}"),
            ("Nguồn", evidence.source or "–"),
        ]
        if evidence.forecast is not None:
            between = f"{wording.number(evidence.forecast_low)} – {wording.number(evidence.forecast_high)}"
            facts.insert(2, ("Dự báo", f"{_with_unit(evidence.forecast, unit)} ({between})"))
    facts.append(("Mã băm", f"{request.evidence[:4]} {request.evidence[4:8]} … {request.evidence[-4:]}, còn nguyên"))
    return Figure(
        title=evidence.title,
        frozen_at=wording.moment(evidence.frozen_at),
        value=wording.number(evidence.value),
        unit=unit,
        standing=evidence.standing if evidence.standing in wording.STANDINGS else "",
        standing_name=wording.STANDINGS.get(evidence.standing, ""),
        chart=draw(evidence.points),
        facts=facts,
        now=_today(connection, evidence),
    )


def _today(connection: sa.Connection, evidence: Evidence) -> str:
    """A sentence when the number was revised since it was frozen."""
    if evidence.kind != "indicator":
        return ""
    o = SYNCED["observation"].c
    known = find_all(
        connection,
        BY_NAME["observation"],
        o.indicator == evidence.subject,
        o.area == evidence.area_code,
        o.period == evidence.period,
        o.revision > evidence.revision,
        order=("revision",),
    )
    if not known or not isinstance(known[-1], ObservationRecord):
        return ""
    latest = known[-1]
    day = f"{local_datetime(latest.known_at):%d-%m}"
    return f"Nay {_with_unit(latest.value, evidence.unit_of_measure)} sau đính chính {day}"


def history_of(connection: sa.Connection, request_id: str) -> list[tuple[str, str, str]]:
    """(when, what, who) of each step, newest first."""
    e = SYNCED["request_event"].c
    events = find_all(connection, BY_NAME["request_event"], e.request_id == request_id, order=("n",))
    return [
        (wording.moment(event.at), event.text, event.actor)
        for event in reversed(events)
        if isinstance(event, RequestEventRecord)
    ]


def _with_unit(value: float | None, unit: str) -> str:
    return wording.number(value) + (f" {unit}" if value is not None and unit else "")
