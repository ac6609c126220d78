"""Handlers of complaints: reopen."""

from __future__ import annotations

from ioc_domain.codes import ComplaintStatus, Role
from ioc_domain.commands import ReopenComplaint

from .. import wording
from ..complaints import life
from ..complaints.rights import Mover
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
    wanted = life.Move("reopen", f"{context.identity.name} mở lại: {reason}")
    after = life.move(context.writer, context.blobs, complaint.id, wanted, Mover(context.identity.id))
    context.data.update(complaint=complaint.code, due=str(after.due), closed=wording.moment(complaint.closed))
