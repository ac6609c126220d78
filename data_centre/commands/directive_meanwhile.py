"""What may have changed between the moment a directive was saved and the moment it is received."""

from __future__ import annotations

import sqlalchemy as sa

from ioc_domain.codes import OPEN_STATUSES, ComplaintStatus
from ioc_domain.commands import IssueDirective
from ioc_domain.directive_life import ENDED
from ioc_domain.entities import BY_NAME
from ioc_domain.records import ComplaintRecord, UnitRecord
from ioc_domain.scopes import unit_scope

from .. import wording
from ..complaints.words import STATUSES
from ..models import SYNCED
from ..rows import find, find_all
from .context import Context, NeedsDecision, Refused
from .meanwhile import LONGEST_CHAIN, responsible_unit

UNIT = BY_NAME["unit"]


def still_open(complaint: ComplaintRecord) -> None:
    """Raises `NeedsDecision` for a complaint that was closed meanwhile, `Refused` for one that was not taken up."""
    if complaint.status == ComplaintStatus.REJECTED:
        raise Refused("complaint_rejected", "Phản ánh không được tiếp nhận.", complaint=complaint.code)
    if complaint.status not in OPEN_STATUSES or complaint.closed:
        raise NeedsDecision(
            "complaint_closed",
            "Phản ánh đã đóng; có thể mở lại rồi chỉ đạo.",
            complaint=complaint.code,
            at=str(complaint.closed),
        )


def addressee(context: Context, payload: IssueDirective, complaint: ComplaintRecord) -> UnitRecord:
    """The unit that gets the order: the one named, its successor, or the one that handles the complaint by now.

    An order to whoever handled the complaint follows it to where it went; one to another unit, or one on which the
    author insists, stays where it was sent. Raises `NeedsDecision`, `Refused`.
    """
    handler = _handler(context, complaint)
    to_handler = bool(payload.unit_code) and payload.unit_code == payload.observed_unit
    if not to_handler or payload.keep_unit or handler is None or handler.code in _line(context, payload.unit_code):
        return responsible_unit(context, payload.unit_code, lock=False)
    unit = responsible_unit(context, handler.code, lock=False)
    if unit_scope(unit.code) not in context.identity.scopes:
        raise NeedsDecision(
            "complaint_rerouted",
            f"Phản ánh đã chuyển cho {unit.name}, ngoài phạm vi của tài khoản.",
            unit=unit.code,
            unit_name=unit.name,
            complaint=complaint.code,
        )
    context.data["rerouted"] = "1"
    return unit


def not_ordered_already(context: Context, payload: IssueDirective, unit: UnitRecord) -> None:
    """Raises `NeedsDecision` with the directive to the same unit on the same complaint that still stands."""
    if payload.again:
        return
    d = SYNCED["directive"].c
    same = sa.select(d.id, d.number).where(
        d.complaint == payload.complaint_id, d.unit_code == unit.code, d.state.not_in(ENDED)
    )
    found = context.connection.execute(same.order_by(d.received_at).limit(1)).first()
    if found is not None:
        raise NeedsDecision(
            "already_ordered",
            f"{unit.name} đã có chỉ đạo {found.number} về phản ánh này.",
            directive_id=found.id,
            number=found.number,
            unit=unit.code,
        )


def ahead_of_its_deadline(context: Context, payload: IssueDirective) -> None:
    """Raises `NeedsDecision` when the end that the author saw beside the working days has passed: the words of the
    order may speak of it."""
    if payload.due_seen and context.now > payload.due_seen:
        raise NeedsDecision(
            "deadline_passed",
            f"Hạn {wording.deadline(payload.due_seen)} đã qua khi trung tâm nhận.",
            due=str(payload.due_seen),
        )


def changed_since(context: Context, payload: IssueDirective, complaint: ComplaintRecord) -> str:
    """What is otherwise than the author saw and does not stand in the way, as a sentence for the record."""
    notes = []
    if complaint.status != payload.observed_status:
        context.data.update(status_old=str(payload.observed_status), status_new=str(complaint.status))
        notes.append(f"Trạng thái lúc soạn: {_status(payload.observed_status)}, lúc nhận: {_status(complaint.status)}")
    if complaint.due != payload.observed_due:
        context.data.update(due_old=str(payload.observed_due), due_new=str(complaint.due))
        notes.append(f"Hạn phản ánh lúc soạn: {_due(payload.observed_due)}, lúc nhận: {_due(complaint.due)}")
    return ". ".join(notes)


def _handler(context: Context, complaint: ComplaintRecord) -> UnitRecord | None:
    """The unit that the complaint lies with, None while a person has to decide."""
    u = SYNCED["unit"].c
    found = find_all(context.connection, UNIT, u.id == complaint.unit, limit=1) if complaint.unit else []
    return found[0] if found and isinstance(found[0], UnitRecord) else None


def _line(context: Context, code: str) -> set[str]:
    """A unit and all that took over from it."""
    line: set[str] = set()
    while code and code not in line and len(line) <= LONGEST_CHAIN:
        line.add(code)
        unit = find(context.connection, UNIT, code)
        code = unit.successor if isinstance(unit, UnitRecord) else ""
    return line


def _status(code: int) -> str:
    return STATUSES.get(ComplaintStatus(code), "–") if code in {int(s) for s in ComplaintStatus} else "–"


def _due(moment: int) -> str:
    return wording.deadline(moment) if moment else "không có"
