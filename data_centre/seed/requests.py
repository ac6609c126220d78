"""Explanation requests of the sample with their frozen evidence, events, answers and promises."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from data_centre.city.areas import CITY_CODE
from data_centre.city.catalogue import city_indicators
from data_centre.city.hotline import working_calendar
from data_centre.city.units import units
from ioc_domain.codes import Direction, PeriodKind, PromiseState, RequestState
from ioc_domain.evidence import Evidence, EvidencePoint, freeze
from ioc_domain.periods import Period
from ioc_domain.records import (
    AssessmentRecord,
    ExplanationRequestRecord,
    IndicatorRecord,
    ObservationRecord,
    PlanRecord,
    PromiseRecord,
    RequestEventRecord,
)
from ioc_domain.working_time import local_date

from . import request_script as script
from .clock import Moment, morning, rng
from .observations import known_path, reference
from .people import LEADER, officer_of

POINTS = 24
FIRST_NUMBER = 1071
REQUIRES = json.dumps(["cause", "remedy", "promise"])
DONE = (RequestState.ANSWERED, RequestState.RETURNED, RequestState.ACCEPTED)


@dataclass(frozen=True)
class Numbers:
    """What the sample's indicators say, by indicator reference."""

    observations: dict[str, list[ObservationRecord]]
    plans: dict[tuple[str, str], PlanRecord]
    assessments: dict[tuple[str, str], AssessmentRecord]


@dataclass(frozen=True)
class SeededRequest:
    """A request and all that belongs to it."""

    record: ExplanationRequestRecord
    events: list[RequestEventRecord]
    promise: PromiseRecord | None
    evidence: bytes


def seeded_requests(seed: int, moment: Moment, numbers: Numbers) -> Iterator[SeededRequest]:
    """All requests of the script, in the order in which the centre received them."""
    indicators = {i.code: i for i in city_indicators()}
    order = sorted(range(len(script.SCRIPT)), key=lambda k: -script.SCRIPT[k].days_ago)
    for place, k in enumerate(order):
        yield _Maker(seed, moment, numbers, indicators, k, FIRST_NUMBER + place).make()


class _Maker:
    """Builds one request of the script."""

    def __init__(
        self, seed: int, moment: Moment, numbers: Numbers, indicators: dict[str, IndicatorRecord], k: int, number: int
    ) -> None:
        self.asked = script.SCRIPT[k]
        self.moment, self.numbers = moment, numbers
        self.indicator = indicators[self.asked.code]
        self.draws = rng(seed, "request", k)
        self.number = number
        self.received = self._received()
        self.seen: Evidence | None = None

    def _received(self) -> int:
        """In office hours of the working day that lies `days_ago` back; today's were sent this morning."""
        day = self.moment.day - timedelta(days=self.asked.days_ago)
        while not working_calendar().is_working(day):
            day -= timedelta(days=1)
        at = morning(day, 8.0 + 1.5 * float(self.draws.random()))
        return min(at, self.moment.now - 1800)

    def _later(self, start: int, hours: float, spread: float) -> int:
        """A moment of office time after `start`, but before now."""
        wanted = working_calendar().add_working_seconds(
            start, int(3600 * (hours + spread * float(self.draws.random())))
        )
        return min(wanted, self.moment.now - 300)

    def make(self) -> SeededRequest:
        """The request as it stands now."""
        a, received = self.asked, self.received
        request_id = uuid7_of(received, self.draws.bytes(10))
        evidence, data = self._evidence()
        delivered = received + 40 if a.state != RequestState.RECEIVED else 0
        reaches = a.state in (*DONE, RequestState.OPENED)
        opened = self._later(delivered, 1, 5) if reaches else 0
        answered = self._later(opened, 6, 14) if a.state in DONE else 0
        closed = 0
        if a.state == RequestState.ACCEPTED:
            closed = self._later(answered, 4, 10)
        elif a.state == RequestState.WITHDRAWN:
            closed = self._later(received, 9, 6)
        deadline_from = closed - 86400 if a.state == RequestState.RETURNED and closed else received
        returned_at = self._later(answered, 3, 5) if a.returned and a.state == RequestState.RETURNED else 0
        if returned_at:
            deadline_from = returned_at
        promised, due, cause, remedy = self._answer(answered, evidence)
        unit = self.indicator.owner_unit
        files = [["Bao cao tien do.pdf", 214_330, "", "application/pdf"]] if a.state == RequestState.ACCEPTED else []
        record = ExplanationRequestRecord(
            id=request_id,
            number=f"GT-{self.moment.day.year}-{self.number:04d}",
            state=a.state.value,
            author=LEADER.id,
            author_name=LEADER.name,
            unit_code=unit,
            routed_from="",
            subject_kind="indicator",
            subject=reference(self.indicator),
            title=self.indicator.name,
            area_code=CITY_CODE,
            period=evidence.period,
            question=self._question(),
            urgency=int(a.urgent),
            requires=REQUIRES,
            deadline_days=a.deadline_days,
            deadline=working_calendar().deadline(deadline_from, a.deadline_days),
            evidence=freeze(evidence)[0],
            value=evidence.value,
            plan=evidence.plan,
            standing=evidence.standing,
            saved_at=received - 3,
            received_at=received,
            delivered_at=delivered,
            opened_at=opened,
            answered_at=answered,
            closed_at=closed,
            reminders=a.reminders,
            returned=a.returned,
            cause=cause,
            remedy=remedy,
            promised_value=promised,
            promised_date=due,
            answered_by=officer_of(unit) if answered else "",
            files=json.dumps([f for f in files if f[2]]),
            note=script.WITHDRAW_REASON if a.state == RequestState.WITHDRAWN else "",
        )
        return SeededRequest(record, self._events(record, returned_at), self._promise(record), data)

    def _question(self) -> str:
        name = self.indicator.short_name
        if not name[:2].isupper():  # FDI and GRDP stay as they are
            name = name[0].lower() + name[1:]
        if self.asked.code in script.SUPPLY_QUESTION:
            return script.SUPPLY_TEXT.format(ten=name)
        return script.QUESTIONS[int(self.draws.integers(0, len(script.QUESTIONS)))].format(ten=name)

    def _evidence(self) -> tuple[Evidence, bytes]:
        """What the leader saw when asking: the newest period known then, with two years of history."""
        name = reference(self.indicator)
        known = known_path(self.numbers.observations[name], self.received)
        period = max(Period.parse(p) for p in known)
        newest = known[str(period)]
        assessment = self.numbers.assessments.get((name, str(period)))
        points = []
        for back in range(POINTS if period.kind is PeriodKind.MONTH else 8, -1, -1):
            p = period.shifted(-back)
            o, before = known.get(str(p)), known.get(str(p.same_last_year))
            points.append(
                EvidencePoint(
                    str(p),
                    o.value if o else None,
                    self._plan_of(p),
                    before.value if before else None,
                    o.status if o else "",
                )
            )
        revisions = [
            o for o in self.numbers.observations[name] if o.period == str(period) and o.revision == newest.revision - 1
        ]
        evidence = Evidence(
            kind="indicator",
            subject=name,
            title=self.indicator.name,
            unit_of_measure=self.indicator.unit_of_measure,
            area_code=CITY_CODE,
            area_name="Thành phố Hồ Chí Minh",
            period=str(period),
            frozen_at=self.received - 3,
            cursor="seed:0",
            value=newest.value,
            status=newest.status,
            revision=newest.revision,
            known_at=newest.known_at,
            source=newest.source,
            plan=self._plan_of(period),
            same_period=points[-1].same_period,
            forecast=assessment.forecast if assessment else None,
            forecast_low=assessment.forecast_low if assessment else None,
            forecast_high=assessment.forecast_high if assessment else None,
            standing=assessment.standing if assessment else "",
            rule=assessment.rule if assessment else "",
            catalogue=self.indicator.catalogue,
            previous_value=revisions[0].value if revisions else None,
            points=points,
            facts=self._facts(period),
        )
        self.seen = evidence
        return evidence, freeze(evidence)[1]

    def _facts(self, period: Period) -> list[tuple[str, str]]:
        """What the console freezes beside the numbers, under the same names."""
        year = self._plan_of(Period.parse(str(period.year)))
        return [
            ("year_plan", "" if year is None else repr(year)),
            ("direction", self.indicator.direction),
            ("definition", self.indicator.definition),
        ]

    def _plan_of(self, period: Period) -> float | None:
        found = self.numbers.plans.get((reference(self.indicator), str(period)))
        return found.value if found else None

    def _answer(self, answered: int, evidence: Evidence) -> tuple[float | None, str, str, str]:
        """(promised value, promised date, cause, remedy), empty before the answer."""
        if not answered or self.asked.promise is None:
            return None, "", "", ""
        cause = script.CAUSES.get(self.asked.code)
        if cause is None:
            cause = script.USUAL_CAUSES[int(self.draws.integers(0, len(script.USUAL_CAUSES)))]
        remedy = script.REMEDIES[int(self.draws.integers(0, len(script.REMEDIES)))]
        due = local_date(answered) + timedelta(days=self.asked.promise_days)
        due = min(due, date(due.year, 12, 31))
        came = self._came(due, evidence)
        if self.asked.kept is not PromiseState.PENDING and came is not None:
            better = 1 if self.indicator.direction == Direction.HIGHER else -1
            promised = came * (1 - better * 0.015 if self.asked.kept is PromiseState.KEPT else 1 + better * 0.05)
        else:
            year_plan = self.numbers.plans.get((evidence.subject, str(due.year)))
            at_year_end = due.month == 12 and evidence.forecast is not None and year_plan is not None
            start = evidence.forecast if at_year_end and evidence.forecast is not None else evidence.value or 0.0
            goal = year_plan.value if at_year_end and year_plan else evidence.plan or start
            promised = start + (goal - start) * self.asked.promise
        return float(f"{promised:.3g}"), due.isoformat(), cause, remedy

    def _came(self, due: date, evidence: Evidence) -> float | None:
        """The number of the last period that ended by the promised day and came after the asked one, when known."""
        kind = PeriodKind(self.indicator.period)
        period = Period.containing(kind, due)
        if (period.end - due).days > 5:
            period = period.shifted(-1)
        period = max(period, Period.parse(evidence.period).shifted(1))
        known = known_path(self.numbers.observations[evidence.subject], self.moment.now).get(str(period))
        return known.value if known else None

    def _promise(self, request: ExplanationRequestRecord) -> PromiseRecord | None:
        if request.promised_value is None:
            return None
        due = date.fromisoformat(request.promised_date)
        actual, state = None, PromiseState.PENDING
        if due < self.moment.day and self.seen is not None and (actual := self._came(due, self.seen)) is not None:
            higher = self.indicator.direction == Direction.HIGHER
            reached = actual >= request.promised_value if higher else actual <= request.promised_value
            state = PromiseState.KEPT if reached else PromiseState.BROKEN
        return PromiseRecord(
            id=request.id,
            request_id=request.id,
            unit_code=request.unit_code,
            indicator=request.subject,
            title=request.title,
            made_at=request.answered_at,
            value=request.promised_value,
            text=request.remedy,
            due=request.promised_date,
            actual=actual,
            state=state.value,
        )

    def _events(self, r: ExplanationRequestRecord, returned_at: int) -> list[RequestEventRecord]:
        unit_name = next(u.name for u in units() if u.code == r.unit_code)
        officer = officer_of(r.unit_code)
        asked = f"{r.author_name} hỏi, hạn {r.deadline_days} ngày làm việc"
        steps = [(r.received_at, "received", r.author_name, asked)]
        if r.delivered_at:
            steps.append((r.delivered_at, "delivered", unit_name, f"Đã đến {unit_name}"))
        if r.opened_at:
            steps.append((r.opened_at, "opened", officer, f"{officer} mở yêu cầu"))
        for n in range(r.reminders):
            at = min(self._later(r.delivered_at, 12 + 8 * n, 2), self.moment.now - 600 + n)
            if not r.answered_at or at < r.answered_at:
                steps.append((at, "reminded", "", f"Nhắc lần {n + 1}"))
        if r.answered_at:
            late = "trễ hạn" if r.state == RequestState.ACCEPTED and r.answered_at > r.deadline else "trong hạn"
            steps.append((r.answered_at, "answered", officer, f"Đơn vị trả lời, {late}"))
        if returned_at:
            steps.append((returned_at, "returned", r.author_name, script.RETURN_REASONS[self.number % 2]))
        if r.state == RequestState.ACCEPTED:
            steps.append((r.closed_at, "accepted", r.author_name, f"{r.author_name} chấp nhận giải trình"))
        if r.state == RequestState.WITHDRAWN:
            steps.append((r.closed_at, "withdrawn", r.author_name, script.WITHDRAW_REASON))
        steps.sort(key=lambda s: s[0])
        return [RequestEventRecord(r.id, n, *step) for n, step in enumerate(steps, 1)]


def uuid7_of(seconds: int, random: bytes) -> str:
    """A UUIDv7 of a moment with given random bytes (10), so that the sample is the same every time."""
    milliseconds = seconds * 1000
    head = milliseconds.to_bytes(6, "big")
    tail = bytearray(random)
    tail[0] = 0x70 | (tail[0] & 0x0F)
    tail[2] = 0x80 | (tail[2] & 0x3F)
    text = (head + bytes(tail)).hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def overdue(requests: list[SeededRequest], now: int) -> list[ExplanationRequestRecord]:
    """Requests past their deadline that wait for the unit."""
    waits = (RequestState.DELIVERED, RequestState.OPENED, RequestState.RETURNED, RequestState.RECEIVED)
    return [r.record for r in requests if r.record.state in waits and r.record.deadline < now]


__all__ = ["Numbers", "SeededRequest", "overdue", "seeded_requests"]
