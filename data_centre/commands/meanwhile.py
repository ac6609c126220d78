"""What may have changed between the moment a request was saved and the moment it is received."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from ioc_domain.codes import ComplaintStatus, Direction, RequestState, Standing
from ioc_domain.commands import IssueExplanationRequest
from ioc_domain.entities import BY_NAME
from ioc_domain.records import (
    AssessmentRecord,
    ComplaintRecord,
    IndicatorRecord,
    ObservationRecord,
    PlanRecord,
    UnitRecord,
)
from ioc_domain.standing import standing_rank
from ioc_domain.working_time import local_date

from .. import wording
from ..models import SYNCED
from ..rows import find, find_all, row_scope
from .context import Context, NeedsDecision, Refused

CLOSED_STATES = (RequestState.ACCEPTED.value, RequestState.WITHDRAWN.value)
LONGEST_CHAIN = 20
COMPLAINT = BY_NAME["complaint"]


@dataclass(frozen=True)
class Revision:
    """The number was revised after the author saw it."""

    old: float | None
    new: float | None
    standing: str

    def text(self) -> str:
        """`81,4 → 84,9`."""
        return f"{wording.number(self.old)} → {wording.number(self.new)}"


def responsible_unit(context: Context, code: str, *, lock: bool = True) -> UnitRecord:
    """The unit, or the successor it was merged into. Locked: two requests to one unit are judged in turn."""
    today = local_date(context.now).isoformat()
    seen: set[str] = set()
    wanted = code
    while True:
        unit = find(context.connection, BY_NAME["unit"], wanted, lock=lock)
        if not isinstance(unit, UnitRecord):
            raise Refused("unknown_unit", "Không có đơn vị này trong danh mục.", unit=wanted)
        over = bool(unit.valid_to) and unit.valid_to < today
        if not over:
            return unit
        if not unit.successor:
            raise NeedsDecision("unit_abolished", f"{unit.name} đã giải thể và chưa có đơn vị kế thừa.", unit=code)
        seen.add(wanted)
        wanted = unit.successor
        if wanted in seen or len(seen) > LONGEST_CHAIN:
            raise Refused("unknown_unit", "Danh mục đơn vị kế thừa bị vòng.", unit=code)


def subject_still_open(context: Context, payload: IssueExplanationRequest) -> Revision | None:
    """Check the subject; returns the revision that came meanwhile. Raises `Refused`, `NeedsDecision`."""
    if payload.subject_kind == "complaint":
        _complaint_open(context, payload.subject)
        return None
    catalogue, _, code = payload.subject.partition(":")
    indicator = find(context.connection, BY_NAME["indicator"], catalogue, code)
    if not isinstance(indicator, IndicatorRecord):
        raise Refused("unknown_subject", "Không có chỉ tiêu này trong danh mục.")
    revision = _revision(context, payload, indicator)
    if revision is not None and not payload.insist and eased(payload.standing, revision.standing):
        raise NeedsDecision(
            "no_longer_beyond",
            f"Số đã đính chính {revision.text()}, không còn vượt ngưỡng.",
            old=_raw(revision.old),
            new=_raw(revision.new),
            standing=revision.standing,
        )
    return revision


def not_asked_already(context: Context, payload: IssueExplanationRequest, unit: UnitRecord) -> None:
    """Raises `NeedsDecision` with the open request to the same unit on the same subject and period."""
    if payload.insist:
        return
    r = SYNCED["explanation_request"].c
    same = sa.select(r.id, r.number).where(
        r.unit_code == unit.code,
        r.subject_kind == payload.subject_kind,
        r.subject == payload.subject,
        r.area_code == payload.area_code,
        r.period == payload.period,
        r.state.not_in(CLOSED_STATES),
    )
    found = context.connection.execute(same.order_by(r.received_at).limit(1)).first()
    if found is not None:
        raise NeedsDecision(
            "already_asked",
            f"{unit.name} đã được hỏi nội dung này tại {found.number}.",
            request_id=found.id,
            number=found.number,
        )


def visible_complaint(context: Context, number: int) -> ComplaintRecord:
    """A complaint the account may see, locked; raises `Refused`. Out of scope and not there look the same."""
    # A whole number in 64 bits, or there is none: a larger one no database can look for.
    complaint = find(context.connection, COMPLAINT, number, lock=True) if 0 <= number < 1 << 63 else None
    if not isinstance(complaint, ComplaintRecord) or (
        row_scope(context.connection, COMPLAINT, complaint.id) not in context.identity.scopes
    ):
        raise Refused("unknown_subject", "Không có phản ánh này.")
    return complaint


def _complaint_open(context: Context, subject: str) -> None:
    complaint = visible_complaint(context, int(subject) if _is_number(subject) else -1)
    if complaint.status == ComplaintStatus.REJECTED:
        raise Refused("complaint_rejected", "Phản ánh không được tiếp nhận.", complaint=complaint.code)
    if complaint.status == ComplaintStatus.CLOSED:
        raise Refused(
            "complaint_closed",
            "Phản ánh đã đóng; có thể mở lại.",
            complaint=complaint.code,
            at=str(complaint.closed),
        )


def _revision(context: Context, payload: IssueExplanationRequest, indicator: IndicatorRecord) -> Revision | None:
    o = SYNCED["observation"].c
    known = find_all(
        context.connection,
        BY_NAME["observation"],
        o.indicator == payload.subject,
        o.area == payload.area_code,
        o.period == payload.period,
        order=("revision",),
    )
    if not known or payload.observed_revision <= 0:
        return None
    latest = known[-1]
    assert isinstance(latest, ObservationRecord)
    if latest.revision <= payload.observed_revision:
        return None
    return Revision(payload.value, latest.value, _standing_now(context, payload, indicator, latest))


def _standing_now(
    context: Context, payload: IssueExplanationRequest, indicator: IndicatorRecord, latest: ObservationRecord
) -> str:
    """Standing after the revision: the assessment when it knows of it, else the value against its plan."""
    key = (payload.subject, payload.area_code, payload.period)
    assessment = find(context.connection, BY_NAME["assessment"], *key)
    if isinstance(assessment, AssessmentRecord) and assessment.known_at >= latest.known_at:
        return assessment.standing
    plan = find(context.connection, BY_NAME["plan"], *key)
    target = plan.value if isinstance(plan, PlanRecord) else payload.plan
    if target is None or latest.value is None or indicator.direction == Direction.NEUTRAL:
        return payload.standing
    reached = latest.value >= target if indicator.direction == Direction.HIGHER else latest.value <= target
    return Standing.ON_TRACK.value if reached else payload.standing


def eased(asked: str, now: str) -> bool:
    """Whether the standing is better than the one the author acted on."""
    if asked not in (Standing.AT_RISK, Standing.PROGRESSING):
        return False
    return now != Standing.NOT_ASSESSABLE and standing_rank(now) > standing_rank(asked)


def _is_number(text: str) -> bool:
    """A complaint's id: digits, and no more than a database can count."""
    return text.isascii() and text.isdecimal() and len(text) < 19


def _raw(value: float | None) -> str:
    return "" if value is None else repr(value)
