"""What this machine asked for and the mirror does not show yet, as rows for screens."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from ioc_domain import commands as c
from ioc_domain.records import AlertRecord, ExplanationRequestRecord, UnitRecord
from local_cache.outbox import SavedCommand
from local_cache.projection import pending_commands
from local_cache.queries.rows import first


@dataclass(frozen=True)
class OwnCommand:
    """A command of this machine. `subject_id`: request or alert it is about, its own id for a new request."""

    id: str
    type: str
    state: str
    saved_at: int
    attempts: int
    subject_id: str
    title: str
    unit_code: str
    unit_name: str
    deadline_days: int
    code: str
    detail: str


CAME_BACK = ("needs_decision", "refused")


def own_commands(session: Session, outbox: Path) -> tuple[OwnCommand, ...]:
    """Commands the mirror does not show yet, in the order they were saved."""
    return tuple(_own(session, command) for command in pending_commands(session, outbox))


def _own(session: Session, command: SavedCommand) -> OwnCommand:
    payload = command.payload
    subject, title, unit, days = command.id, "", "", 0
    if isinstance(payload, c.IssueExplanationRequest):
        title, unit, days = payload.title, payload.unit_code, payload.deadline_days
    elif isinstance(payload, c.WithdrawRequest | c.AcceptExplanation | c.ReturnExplanation):
        request = first(session, ExplanationRequestRecord, id=payload.request_id)
        subject = payload.request_id
        title, unit = (request.title, request.unit_code) if request else ("", "")
    elif isinstance(payload, c.AcknowledgeAlert | c.AssignAlert | c.ShelveAlert):
        alert = first(session, AlertRecord, id=payload.alert_id)
        subject = payload.alert_id
        title, unit = (alert.title, alert.unit_code) if alert else ("", "")
    named = first(session, UnitRecord, code=unit) if unit else None
    outcome = command.outcome
    return OwnCommand(
        id=command.id,
        type=command.type,
        state=command.state.value,
        saved_at=command.saved_at,
        attempts=command.attempts,
        subject_id=subject,
        title=title,
        unit_code=unit,
        unit_name=named.name if named else unit,
        deadline_days=days,
        code=outcome.code if outcome else command.problem_code,
        detail=outcome.detail if outcome else command.problem,
    )
