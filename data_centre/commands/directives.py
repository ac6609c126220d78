"""Handlers of directives: issue, accept, return, withdraw.

The complaint is locked first: two orders on one complaint are judged in turn, and nobody closes or reroutes it between
the judgement and the effect.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
import sqlalchemy as sa

from ioc_domain.codes import DirectiveState, Role
from ioc_domain.commands import AcceptDirective, IssueDirective, ReturnDirective, WithdrawDirective
from ioc_domain.directive_life import IllegalDirectiveMove
from ioc_domain.records import ComplaintRecord, DirectiveRecord, UnitRecord
from ioc_domain.scopes import unit_scope
from ioc_domain.working_time import local_datetime

from .. import bulk_notices, directive_life, notices, request_life, wording
from ..accounts import next_count
from ..complaints.steps import with_step
from ..models import SYNCED, counter
from .context import Context, Refused
from .directive_meanwhile import addressee, ahead_of_its_deadline, changed_since, not_ordered_already, still_open
from .frozen import frozen_evidence
from .meanwhile import visible_complaint

LONGEST_DEADLINE = 60
LONGEST_TEXT = 10_000
MOST_ATTACHMENTS = 10
_BULK = re.compile(r"[0-9A-Za-z-]{1,64}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def issue(context: Context, payload: IssueDirective) -> None:
    """Order a unit to do something about a complaint.

    Outcome data: number, deadline, unit, complaint (its code); routed_from where the unit is another than the one
    named, with rerouted = 1 where that is because the complaint went to another unit meanwhile; status_old and
    status_new, due_old and due_new where those changed; left_out where attachments were not there for the author.
    """
    context.need_role(Role.LEADER, Role.DUTY_OFFICER)
    _check(payload)
    complaint = visible_complaint(context, payload.complaint_id)
    if payload.evidence:
        frozen_evidence(context, payload.evidence, str(complaint.id))
    still_open(complaint)
    unit = addressee(context, payload, complaint)
    context.need_scope(unit_scope(unit.code))
    not_ordered_already(context, payload, unit)
    ahead_of_its_deadline(context, payload)
    directive = _made(context, payload, complaint, unit)
    if payload.bulk and bulk_notices.tell_unit(context.writer, directive, payload.bulk):
        directive = directive_life.delivered(directive, context.now)
    context.writer.put(directive)
    if payload.evidence:
        context.blobs.allow(context.connection, payload.evidence, unit_scope(unit.code))
    author = context.identity.name
    text = f"{author} chỉ đạo {unit.short_name or unit.name}, hạn {wording.deadline(directive.deadline)}"
    directive_life.put_step(context.writer, complaint, "directive", text, directive.number)
    if not payload.bulk:
        event = f"directive {directive.id}"
        notices.tell_unit_of_directive(
            context.writer, directive, event, "Chỉ đạo mới về phản ánh", directive_life.DELIVER
        )
    context.data.update(
        number=directive.number, deadline=str(directive.deadline), unit=unit.code, complaint=complaint.code
    )
    if directive.routed_from:
        context.data["routed_from"] = directive.routed_from


def accept(context: Context, payload: AcceptDirective) -> None:
    """Accept what the unit answered; the directive closes."""
    directive = _load(context, payload.directive_id)
    text = f"{context.identity.name} chấp nhận báo cáo"
    after = _advance(context, directive, "accept", text, text, closed_at=context.now)
    notices.tell_unit_of_directive(
        context.writer, after, f"directive accepted {after.id}", "Báo cáo chỉ đạo được chấp nhận", ""
    )
    context.data.update(number=directive.number, complaint=directive.code)


def return_for_more(context: Context, payload: ReturnDirective) -> None:
    """Return what the unit answered; it stays in the steps, and a new deadline counts from now."""
    directive = _load(context, payload.directive_id)
    reason = payload.reason.strip()
    if not reason:
        raise Refused("reason_missing", "Trả lại cần nêu lý do.")
    if len(reason) > LONGEST_TEXT:
        raise Refused("text_too_long", "Nội dung quá dài.")
    if not 1 <= payload.deadline_days <= LONGEST_DEADLINE:
        raise Refused("bad_deadline", f"Hạn phải từ 1 đến {LONGEST_DEADLINE} ngày làm việc.")
    deadline = request_life.calendar(context.connection).deadline(context.now, payload.deadline_days)
    timeline = f"{context.identity.name} trả lại để bổ sung, hạn {wording.deadline(deadline)}"
    changes = {"deadline": deadline, "deadline_days": payload.deadline_days}
    after = _advance(context, directive, "return", reason, timeline, **changes)
    event = f"directive returned {after.id} {directive_life.times_returned(after)}"
    notices.tell_unit_of_directive(context.writer, after, event, "Báo cáo chỉ đạo bị trả lại để bổ sung", "")
    context.data.update(number=directive.number, complaint=directive.code, deadline=str(deadline))


def withdraw(context: Context, payload: WithdrawDirective) -> None:
    """Take a directive back. One that reached the unit stays there, marked as withdrawn."""
    directive = _load(context, payload.directive_id)
    reason = payload.reason.strip() or "Không nêu lý do"
    if len(reason) > LONGEST_TEXT:
        raise Refused("text_too_long", "Nội dung quá dài.")
    seen = directive.state != DirectiveState.RECEIVED
    text = f"{context.identity.name} rút lại: {reason}"
    after = _advance(
        context, directive, "withdraw", text, f"{context.identity.name} rút lại", closed_at=context.now, note=reason
    )
    if seen:
        notices.tell_unit_of_directive(
            context.writer, after, f"directive withdrawn {after.id}", "Chỉ đạo đã rút lại", ""
        )
    context.data.update(number=directive.number, complaint=directive.code, delivered="1" if seen else "0")


def _check(payload: IssueDirective) -> None:
    if not payload.text.strip():
        raise Refused("directive_text_missing", "Chỉ đạo cần có nội dung.")
    if len(payload.text) > LONGEST_TEXT:
        raise Refused("text_too_long", "Nội dung quá dài.")
    if not 1 <= payload.deadline_days <= LONGEST_DEADLINE:
        raise Refused("bad_deadline", f"Hạn phải từ 1 đến {LONGEST_DEADLINE} ngày làm việc.")
    if not 0 <= payload.urgency <= 1:
        raise Refused("bad_urgency", "Mức khẩn không hợp lệ.")
    if payload.bulk and not _BULK.fullmatch(payload.bulk):
        raise Refused("bad_bulk", "Mã của lần chỉ đạo nhiều phản ánh không hợp lệ.")
    if len(payload.attachments) > MOST_ATTACHMENTS:
        raise Refused("too_many_files", f"Tối đa {MOST_ATTACHMENTS} tệp.")
    for number in (payload.observed_due, payload.due_seen):
        if not 0 <= number < 1 << 40:
            raise Refused("bad_deadline", "Thời điểm không hợp lệ.")


def _made(context: Context, payload: IssueDirective, complaint: ComplaintRecord, unit: UnitRecord) -> DirectiveRecord:
    now, author = context.now, context.identity
    text = f"{author.name} chỉ đạo, hạn {payload.deadline_days} ngày làm việc"
    steps = with_step("[]", now, "received", author.name, text)
    if unit.code != payload.unit_code:
        why = "đơn vị đang xử lý phản ánh" if context.data.get("rerouted") else "đơn vị kế thừa"
        steps = with_step(steps, now, "rerouted", "", f"Chuyển đến {why}: {unit.name}")
    return DirectiveRecord(
        id=context.envelope.id,
        number=_number(context),
        state=DirectiveState.RECEIVED.value,
        complaint=complaint.id,
        code=complaint.code,
        title=complaint.title,
        author=author.id,
        author_name=author.name,
        unit_code=unit.code,
        routed_from=payload.unit_code if unit.code != payload.unit_code else "",
        text=payload.text.strip(),
        urgency=payload.urgency,
        attachments=msgspec.json.encode(_attachments(context, payload, unit)).decode(),
        deadline_days=payload.deadline_days,
        deadline=request_life.calendar(context.connection).deadline(now, payload.deadline_days),
        evidence=payload.evidence,
        saved_at=context.envelope.saved_at,
        received_at=now,
        delivered_at=0,
        opened_at=0,
        answered_at=0,
        closed_at=0,
        answer="",
        answered_by="",
        files="[]",
        steps=steps,
        note=changed_since(context, payload, complaint),
    )


def _attachments(context: Context, payload: IssueDirective, unit: UnitRecord) -> list[str]:
    """Attached files the author may see, opened to the unit. A file that is not there does not stop an order."""
    wanted = [name for name in dict.fromkeys(payload.attachments) if _SHA256.fullmatch(name)]
    found = [name for name in wanted if context.blobs.visible(context.connection, name, context.identity)]
    for name in found:
        context.blobs.allow(context.connection, name, unit_scope(unit.code))
    if len(found) < len(payload.attachments):
        context.data["left_out"] = str(len(payload.attachments) - len(found))
    return found


def _load(context: Context, directive_id: str) -> DirectiveRecord:
    context.need_role(Role.LEADER, Role.DUTY_OFFICER)
    directive = directive_life.load(context.connection, directive_id)
    # Out of scope and not there look the same from outside.
    if directive is None or unit_scope(directive.unit_code) not in context.identity.scopes:
        raise Refused("unknown_directive", "Không có chỉ đạo này.")
    return directive


def _advance(
    context: Context, directive: DirectiveRecord, verb: str, text: str, timeline: str, **changes: Any
) -> DirectiveRecord:
    try:
        return directive_life.advance(
            context.writer, directive, verb, actor=context.identity.name, text=text, timeline=timeline, **changes
        )
    except IllegalDirectiveMove as error:
        state = wording.DIRECTIVE_STATES.get(directive.state, directive.state)
        text = f"Chỉ đạo đang ở trạng thái “{state}”."
        raise Refused("illegal_directive_move", text, state=directive.state) from error


def _number(context: Context) -> str:
    """`CD-2026-0042`: counts on within the year, after what the seed brought."""
    year = local_datetime(context.now).year
    name, prefix = f"directive {year}", f"CD-{year}-"
    d = SYNCED["directive"].c
    longest_first = (sa.func.length(d.number).desc(), d.number.desc())
    last = sa.select(d.number).where(d.number.like(f"{prefix}%")).order_by(*longest_first).limit(1)
    rest = str(context.connection.execute(last).scalar() or "")[len(prefix) :]
    highest = int(rest) if rest.isdecimal() else 0
    c = counter.c
    context.connection.execute(sa.update(counter).where(c.name == name, c.value < highest).values(value=highest))
    return f"{prefix}{next_count(context.connection, name, start=highest):04d}"
