"""Handlers of complaints: reopen."""

from __future__ import annotations

import msgspec

from ioc_domain.codes import ComplaintFlag, ComplaintStatus, Role
from ioc_domain.commands import ReopenComplaint
from ioc_domain.entities import BY_NAME
from ioc_domain.records import ComplaintRecord, ComplaintTypeRecord

from .. import request_life, wording
from ..complaints import life
from ..models import SYNCED
from ..rows import find_all
from .context import Context, Refused
from .meanwhile import visible_complaint

LONGEST_REASON = 2_000


def reopen(context: Context, payload: ReopenComplaint) -> None:
    """Take a closed complaint up again. Outcome data: code, the new due time, when it had been closed."""
    context.need_role(Role.LEADER, Role.DUTY_OFFICER)
    complaint = visible_complaint(context, payload.complaint_id)
    reason = payload.reason.strip()
    if not reason:
        raise Refused("reason_missing", "Mở lại cần nêu lý do.")
    if len(reason) > LONGEST_REASON:
        raise Refused("text_too_long", "Nội dung quá dài.")
    if complaint.status == ComplaintStatus.REJECTED:
        raise Refused("complaint_rejected", "Phản ánh không được tiếp nhận nên không mở lại được.")
    if complaint.status != ComplaintStatus.CLOSED:
        raise Refused("complaint_open", "Phản ánh đang được xử lý, không cần mở lại.", complaint=complaint.code)
    due = _due(context, complaint)
    changed = msgspec.structs.replace(
        complaint,
        status=ComplaintStatus.REOPENED.value,
        flags=complaint.flags | ComplaintFlag.REOPENED_ONCE,
        closed=0,
        due=due,
        timeline=_timeline(complaint, context.now, f"{context.identity.name} mở lại: {reason}"),
    )
    context.writer.put(changed)
    life.reopened(context.connection, changed, complaint.due, context.now)
    context.data.update(complaint=complaint.code, due=str(due), closed=wording.moment(complaint.closed))


def _due(context: Context, complaint: ComplaintRecord) -> int:
    """The type's working days, counted from now: a clock that had run out would make it late at once."""
    t = SYNCED["complaint_type"].c
    kind = find_all(context.connection, BY_NAME["complaint_type"], t.id == complaint.type, limit=1)
    days = kind[0].answer_working_days if kind and isinstance(kind[0], ComplaintTypeRecord) else 0
    return request_life.calendar(context.connection).deadline(context.now, days) if days > 0 else complaint.due


def _timeline(complaint: ComplaintRecord, at: int, text: str) -> str:
    try:
        steps = msgspec.json.decode(complaint.timeline or "[]", type=list[list[int | str]])
    except msgspec.MsgspecError:
        steps = []
    return msgspec.json.encode([*steps, [at, "reopened", text, ""]]).decode()
