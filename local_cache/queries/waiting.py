"""What waits on this machine: commands of the outbox that the mirror does not show yet, with names for their codes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ioc_domain.codes import CommandState
from ioc_domain.commands import IssueDirective, IssueExplanationRequest, Payload, ReopenComplaint
from ioc_domain.records import AlertRecord, ExplanationRequestRecord, UnitRecord
from local_cache.projection import pending_commands
from local_cache.queries.own_commands import named_complaint
from local_cache.queries.rows import rows

if TYPE_CHECKING:
    from local_cache.queries.rows import Reading


@dataclass(frozen=True)
class Waiting:
    """A command not yet seen back. Codes of a command of a newer program are empty."""

    id: str
    type: str
    state: CommandState
    saved_at: int
    title: str
    """What it is about: the indicator, the alert, the request."""
    to: str
    """Whom it is for, "" where it is for nobody in particular."""
    subject: str = ""
    """Of a request for explanation: the indicator (`catalogue:code`) or complaint."""
    alert_id: str = ""

    @property
    def asks(self) -> bool:
        """Whether it is a request for explanation that may still take effect."""
        return self.type == IssueExplanationRequest.TYPE and self.state is not CommandState.REFUSED


def waiting_commands(session: Reading, outbox: Path) -> tuple[Waiting, ...]:
    """Newest last. Nothing where this machine has no outbox yet."""
    commands = pending_commands(session, outbox)
    if not commands:
        return ()
    units = {u.code: u.short_name or u.name for u in rows(session, UnitRecord)}
    alerts = {a.id: a for a in rows(session, AlertRecord)}
    requests = {r.id: r for r in rows(session, ExplanationRequestRecord)}
    made = []
    for command in commands:
        try:
            payload: Payload | None = command.payload
        except (KeyError, msgspec.MsgspecError):  # saved by a newer program: its state is still worth showing
            payload = None
        base = Waiting(command.id, command.type, command.state, command.saved_at, "", "")
        alert = alerts.get(getattr(payload, "alert_id", ""))
        request = requests.get(getattr(payload, "request_id", ""))
        if isinstance(payload, IssueExplanationRequest):
            base = Waiting(command.id, command.type, command.state, command.saved_at, payload.title,
                           units.get(payload.unit_code, ""), payload.subject)
        elif alert is not None:
            base = Waiting(command.id, command.type, command.state, command.saved_at, alert.title,
                           str(getattr(payload, "to_name", "")), alert_id=alert.id)
        elif request is not None:
            base = Waiting(command.id, command.type, command.state, command.saved_at, request.title,
                           units.get(request.unit_code, ""))
        elif isinstance(payload, ReopenComplaint):
            title, _ = named_complaint(session, payload.complaint_id)
            base = Waiting(command.id, command.type, command.state, command.saved_at, title, "")
        elif isinstance(payload, IssueDirective):
            title, _ = named_complaint(session, payload.complaint_id)
            base = Waiting(command.id, command.type, command.state, command.saved_at, title,
                           units.get(payload.unit_code, ""))
        made.append(base)
    return tuple(made)
