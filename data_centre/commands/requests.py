"""Handlers of explanation requests: issue, accept, return, withdraw."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from ioc_domain.codes import RequestState, Role
from ioc_domain.commands import (
    AcceptExplanation,
    IllegalMove,
    IssueExplanationRequest,
    ReturnExplanation,
    WithdrawRequest,
)
from ioc_domain.entities import BY_NAME
from ioc_domain.records import ExplanationRequestRecord
from ioc_domain.scopes import unit_scope
from ioc_domain.working_time import local_datetime

from .. import notices, request_life, wording
from ..accounts import next_count
from ..models import SYNCED
from .context import Context, Refused
from .frozen import frozen_evidence
from .meanwhile import eased, not_asked_already, responsible_unit, subject_still_open

LONGEST_DEADLINE = 60
LONGEST_TEXT = 20_000
REQUIRES = ("cause", "remedy", "promise", "file")


def issue(context: Context, payload: IssueExplanationRequest) -> None:
    """Make a request. Outcome data: number, deadline, unit; when the number was revised meanwhile also old, new, and
    whether it is still beyond its threshold."""
    context.need_role(Role.LEADER)
    _check(context, payload)
    unit = responsible_unit(context, payload.unit_code)
    context.need_scope(unit_scope(unit.code))
    revision = subject_still_open(context, payload)
    not_asked_already(context, payload, unit)
    deadline = request_life.calendar(context.connection).deadline(context.now, payload.deadline_days)
    request = ExplanationRequestRecord(
        id=context.envelope.id,
        number=_number(context),
        state=RequestState.RECEIVED.value,
        author=context.identity.id,
        author_name=context.identity.name,
        unit_code=unit.code,
        routed_from=payload.unit_code if unit.code != payload.unit_code else "",
        subject_kind=payload.subject_kind,
        subject=payload.subject,
        title=payload.title,
        area_code=payload.area_code,
        period=payload.period,
        question=payload.question,
        urgency=payload.urgency,
        requires=msgspec.json.encode([word for word in REQUIRES if word in payload.requires]).decode(),
        deadline_days=payload.deadline_days,
        deadline=deadline,
        evidence=payload.evidence,
        value=payload.value,
        plan=payload.plan,
        standing=payload.standing,
        saved_at=context.envelope.saved_at,
        received_at=context.now,
        delivered_at=0,
        opened_at=0,
        answered_at=0,
        closed_at=0,
        reminders=0,
        returned=0,
        cause="",
        remedy="",
        promised_value=None,
        promised_date="",
        answered_by="",
        files="[]",
        note=revision.text() if revision else "",
    )
    context.writer.put(request)
    context.blobs.allow(context.connection, payload.evidence, unit_scope(unit.code))
    text = f"{context.identity.name} hỏi, hạn {payload.deadline_days} ngày làm việc"
    request_life.add_event(context.writer, request, "received", context.identity.name, text, n=1)
    n = 2
    if request.routed_from:
        text = f"Chuyển đến đơn vị kế thừa: {unit.name}"
        request_life.add_event(context.writer, request, "rerouted", "", text, data=request.routed_from, n=n)
        context.data["routed_from"] = request.routed_from
        n += 1
    if revision is not None:
        text = f"Số đã đính chính {revision.text()} trước khi trung tâm nhận"
        request_life.add_event(context.writer, request, "revised", "", text, n=n)
        context.data["old"], context.data["new"] = wording.number(revision.old), wording.number(revision.new)
        context.data["beyond"] = "0" if eased(payload.standing, revision.standing) else "1"
    notices.tell_unit(context.writer, request, f"request {request.id}", "Yêu cầu giải trình mới", verb="deliver")
    context.data.update(number=request.number, deadline=str(deadline), unit=unit.code)


def accept(context: Context, payload: AcceptExplanation) -> None:
    """Accept an answer; the request closes."""
    request = _load(context, payload.request_id)
    moved = _advance(context, request, "accept", f"{context.identity.name} chấp nhận giải trình", closed_at=context.now)
    notices.tell_unit(context.writer, moved, f"accepted {moved.id} {moved.returned}", "Giải trình được chấp nhận")


def return_for_more(context: Context, payload: ReturnExplanation) -> None:
    """Return an answer; a new deadline counts from now."""
    request = _load(context, payload.request_id)
    if not payload.reason.strip():
        raise Refused("reason_missing", "Trả lại cần nêu lý do.")
    if not 1 <= payload.deadline_days <= LONGEST_DEADLINE:
        raise Refused("bad_deadline", f"Hạn phải từ 1 đến {LONGEST_DEADLINE} ngày làm việc.")
    deadline = request_life.calendar(context.connection).deadline(context.now, payload.deadline_days)
    moved = _advance(
        context,
        request,
        "return",
        payload.reason.strip(),
        returned=request.returned + 1,
        deadline=deadline,
        deadline_days=payload.deadline_days,
    )
    notices.tell_unit(context.writer, moved, f"returned {moved.id} {moved.returned}", "Giải trình bị trả lại")
    context.data["deadline"] = str(deadline)


def withdraw(context: Context, payload: WithdrawRequest) -> None:
    """Take a request back. One that reached the unit stays there, marked as withdrawn."""
    request = _load(context, payload.request_id)
    reason = payload.reason.strip() or "Không nêu lý do"
    seen = request.state != RequestState.RECEIVED
    moved = _advance(context, request, "withdraw", reason, closed_at=context.now, note=reason)
    context.writer.delete("promise", request.id)
    if seen:
        notices.tell_unit(context.writer, moved, f"withdrawn {moved.id}", "Yêu cầu giải trình đã rút lại")
    context.data["delivered"] = "1" if seen else "0"


def _check(context: Context, payload: IssueExplanationRequest) -> None:
    if payload.subject_kind not in ("indicator", "complaint"):
        raise Refused("unknown_subject", "Loại nội dung hỏi không hợp lệ.")
    if not payload.title.strip() or not payload.question.strip():
        raise Refused("question_missing", "Yêu cầu cần có nội dung hỏi.")
    if max(len(payload.title), len(payload.question)) > LONGEST_TEXT:
        raise Refused("text_too_long", "Nội dung quá dài.")
    if not 1 <= payload.deadline_days <= LONGEST_DEADLINE:
        raise Refused("bad_deadline", f"Hạn phải từ 1 đến {LONGEST_DEADLINE} ngày làm việc.")
    if not 0 <= payload.urgency <= 2:
        raise Refused("bad_urgency", "Mức khẩn không hợp lệ.")
    frozen_evidence(context, payload.evidence, payload.subject)


def _load(context: Context, request_id: str) -> ExplanationRequestRecord:
    context.need_role(Role.LEADER)
    request = request_life.load(context.connection, request_id)
    # Out of scope and not there look the same from outside.
    if request is None or unit_scope(request.unit_code) not in context.identity.scopes:
        raise Refused("unknown_request", "Không có yêu cầu này.")
    return request


def _advance(
    context: Context, request: ExplanationRequestRecord, verb: str, text: str, **changes: Any
) -> ExplanationRequestRecord:
    try:
        return request_life.advance(context.writer, request, verb, actor=context.identity.name, text=text, **changes)
    except IllegalMove as error:
        state = wording.STATES.get(request.state, request.state)
        raise Refused("illegal_move", f"Yêu cầu đang ở trạng thái “{state}”.", state=request.state) from error


def _number(context: Context) -> str:
    """`GT-2026-1187`: counts on within the year, after what the seed or an import brought."""
    year = local_datetime(context.now).year
    name, prefix = f"request {year}", f"GT-{year}-"
    r = SYNCED[BY_NAME["explanation_request"].name].c
    used = context.connection.execute(sa.select(r.number).where(r.number.like(f"{prefix}%")))
    highest = max((int(n[len(prefix) :]) for (n,) in used if n[len(prefix) :].isdecimal()), default=0)
    count = next_count(context.connection, name, start=highest)
    while count <= highest:
        count = next_count(context.connection, name)
    return f"{prefix}{count:04d}"
