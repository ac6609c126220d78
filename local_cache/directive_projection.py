"""Projection of directives: the mirror's rows of one complaint with this person's pending commands laid over them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ioc_domain.codes import DirectiveState
from ioc_domain.commands import AcceptDirective, IssueDirective, Payload, ReturnDirective, WithdrawDirective
from ioc_domain.records import DirectiveRecord

from .outbox import SavedCommand
from .projection import laid_over, pending_commands
from .queries.rows import rows

if TYPE_CHECKING:
    from .queries.rows import Reading

TYPES = frozenset(c.TYPE for c in (IssueDirective, AcceptDirective, ReturnDirective, WithdrawDirective))
"""Commands about directives."""


@dataclass(frozen=True)
class ProjectedDirective:
    """A directive as the person must see it.

    `record`: the mirror's row, or one made from the command when the data centre's row is not here yet (then
    `number` is empty and the times of the centre are 0). `state`: a `DirectiveState`, or, while `issued` is only on
    this machine, its `CommandState`. `pending`: commands on this directive not seen back yet, in order.
    """

    record: DirectiveRecord
    state: str
    in_mirror: bool
    issued: SavedCommand | None
    pending: tuple[SavedCommand, ...]


def projected_directives(session: Reading, outbox: Path, complaint: int) -> tuple[ProjectedDirective, ...]:
    """Directives on one complaint in the order in which they were received, those only on this machine last."""
    commands = [c for c in pending_commands(session, outbox) if c.type in TYPES]
    issued: dict[str, SavedCommand] = {}
    acts: dict[str, list[SavedCommand]] = {}
    for command in commands:
        payload = command.payload
        if isinstance(payload, IssueDirective):
            if payload.complaint_id == complaint:
                issued[command.id] = command
        elif isinstance(payload, AcceptDirective | ReturnDirective | WithdrawDirective):
            acts.setdefault(payload.directive_id, []).append(command)
    records = sorted(rows(session, DirectiveRecord, complaint=complaint), key=lambda r: (r.received_at, r.id))
    known = {r.id for r in records}
    seen = [project_directive(r, issued.get(r.id), tuple(acts.get(r.id, ())), in_mirror=True) for r in records]
    local = [
        project_directive(_from_command(c), c, tuple(acts.get(c.id, ()))) for c in issued.values() if c.id not in known
    ]
    return (*seen, *local)


def project_directive(
    record: DirectiveRecord,
    issued: SavedCommand | None,
    acts: tuple[SavedCommand, ...],
    *,
    in_mirror: bool = False,
) -> ProjectedDirective:
    """One directive with the commands on it (`issued` = the one that makes it)."""
    state, pending = laid_over(record.state, issued, acts, _state_after, in_mirror=in_mirror)
    return ProjectedDirective(record, state, in_mirror, issued, pending)


def _state_after(payload: Payload) -> str:
    match payload:
        case AcceptDirective():
            return DirectiveState.ACCEPTED
        case ReturnDirective():
            return DirectiveState.RETURNED
        case WithdrawDirective():
            return DirectiveState.WITHDRAWN
    return ""


def _from_command(command: SavedCommand) -> DirectiveRecord:
    payload = command.payload
    if not isinstance(payload, IssueDirective):
        raise TypeError(f"{command.type} makes no directive")
    return DirectiveRecord(
        id=command.id,
        number="",
        state="",
        complaint=payload.complaint_id,
        code="",
        title="",
        author=command.account,
        author_name="",
        unit_code=payload.unit_code,
        routed_from="",
        text=payload.text,
        urgency=payload.urgency,
        attachments=msgspec.json.encode(payload.attachments).decode(),
        deadline_days=payload.deadline_days,
        deadline=0,
        evidence=payload.evidence,
        saved_at=command.saved_at,
        received_at=0,
        delivered_at=0,
        opened_at=0,
        answered_at=0,
        closed_at=0,
        answer="",
        answered_by="",
        files="[]",
        steps="[]",
    )
