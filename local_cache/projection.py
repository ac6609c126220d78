"""Projection: mirror rows with this person's pending commands laid over them.

A command lies over its row until the pull has passed the command's own sequence, not merely until it is accepted:
otherwise what a person did would vanish for a moment between the answer and the next page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ioc_domain.codes import AlertState, CommandState, RequestState
from ioc_domain.commands import (
    AcceptExplanation,
    AcknowledgeAlert,
    AssignAlert,
    IssueExplanationRequest,
    Payload,
    ReturnExplanation,
    ShelveAlert,
    WithdrawRequest,
)
from ioc_domain.records import AlertRecord, ExplanationRequestRecord

from .outbox import Outbox, SavedCommand
from .queries.rows import plain, rows
from .sync_state import read_state

if TYPE_CHECKING:
    from .queries.rows import Reading

EFFECTIVE = frozenset(
    {
        CommandState.SAVED,
        CommandState.SENDING,
        CommandState.UNCONFIRMED,
        CommandState.SIGN_IN,
        CommandState.RECEIVED,
    }
)
"""States in which a command's effect is shown. A refused one, or one that needs a decision, is shown beside the
row but changes nothing on it."""


@dataclass(frozen=True)
class ProjectedRequest:
    """An explanation request as the person must see it.

    `record`: the mirror's row, or one made from the command when the data centre's row is not here yet (then
    `number` is empty and the times of the centre are 0). `state`: a `RequestState`, or, while `issued` is only on
    this machine, its `CommandState`. `pending`: commands on this request not seen back yet, in order.
    """

    record: ExplanationRequestRecord
    state: str
    in_mirror: bool
    issued: SavedCommand | None
    pending: tuple[SavedCommand, ...]


@dataclass(frozen=True)
class ProjectedAlert:
    """An alert with the pending acts of this person applied to `record`. `pending`: those acts, in order."""

    record: AlertRecord
    pending: tuple[SavedCommand, ...]


def pending_commands(session: Reading, outbox: Path) -> tuple[SavedCommand, ...]:
    """Commands the mirror does not show yet, in the order they were saved; also those refused or to be decided.

    Empty when there is no outbox. Raises `outbox_file.NotSaved` when a damaged one cannot be replaced.
    """
    if not outbox.exists():
        return ()
    commands = [c for c in Outbox(outbox).commands(unsettled=True) if c.state != CommandState.WITHDRAWN]
    if not commands:
        return ()
    connection = plain(session)
    applied_to = read_state(connection).applied_to
    ids = [c.id for c in commands]
    asked = "SELECT id FROM settled WHERE id IN (SELECT value FROM json_each(?))"
    seen = {found for (found,) in connection.execute(asked, (msgspec.json.encode(ids).decode(),))}
    return tuple(c for c in commands if c.id not in seen and not _passed(c, applied_to))


def _passed(command: SavedCommand, applied_to: int) -> bool:
    outcome = command.outcome
    return command.state == CommandState.RECEIVED and outcome is not None and outcome.seq <= applied_to


def projected_requests(session: Reading, outbox: Path) -> tuple[ProjectedRequest, ...]:
    """All explanation requests, those only on this machine first (newest first), then by number."""
    pending = pending_commands(session, outbox)
    acts = _by_target(pending, "request_id")
    issued = {c.id: c for c in pending if c.type == IssueExplanationRequest.TYPE}
    records = rows(session, ExplanationRequestRecord)
    known = {r.id for r in records}
    local = [
        project_request(_from_command(c), c, tuple(acts.get(c.id, ())))
        for c in sorted(issued.values(), key=lambda c: c.saved_at, reverse=True)
        if c.id not in known
    ]
    seen = [project_request(r, issued.get(r.id), tuple(acts.get(r.id, ())), in_mirror=True) for r in records]
    return (*local, *seen)


def project_request(
    record: ExplanationRequestRecord,
    issued: SavedCommand | None,
    acts: tuple[SavedCommand, ...],
    *,
    in_mirror: bool = False,
) -> ProjectedRequest:
    """One request with the commands on it (`issued` = the one that makes it)."""
    state, pending = laid_over(record.state, issued, acts, _state_after, in_mirror=in_mirror)
    return ProjectedRequest(record, state, in_mirror, issued, pending)


def laid_over(
    state: str,
    issued: SavedCommand | None,
    acts: tuple[SavedCommand, ...],
    state_after: Callable[[Payload], str],
    *,
    in_mirror: bool,
) -> tuple[str, tuple[SavedCommand, ...]]:
    """(state, pending) of a thing that a command makes and other commands act on.

    `state`: of the mirror's row. `state_after`: what a payload makes of it, "" = nothing.
    """
    if not in_mirror:
        if issued is None:
            raise ValueError("what is not in the mirror needs the command that makes it")
        state = issued.state
    for command in acts:
        if command.state in EFFECTIVE:
            state = state_after(command.payload) or state
    return state, acts if issued is None or in_mirror else (issued, *acts)


def _state_after(payload: Payload) -> str:
    match payload:
        case AcceptExplanation():
            return RequestState.ACCEPTED
        case ReturnExplanation():
            return RequestState.RETURNED
        case WithdrawRequest():
            return RequestState.WITHDRAWN
    return ""


def projected_alerts(session: Reading, outbox: Path, *, account: str = "", name: str = "") -> list[ProjectedAlert]:
    """All alerts with this person's acts on them; `account` and `name` are shown as the owner meanwhile."""
    acts = _by_target(pending_commands(session, outbox), "alert_id")
    records = rows(session, AlertRecord)
    return [project_alert(r, tuple(acts.get(r.id, ())), account=account, name=name) for r in records]


def project_alert(
    record: AlertRecord, acts: tuple[SavedCommand, ...], *, account: str = "", name: str = ""
) -> ProjectedAlert:
    """One alert with the acts on it."""
    for command in acts:
        if command.state not in EFFECTIVE:
            continue
        match command.payload:
            case AcknowledgeAlert():
                owner, owner_name = account or command.account, name
                record = msgspec.structs.replace(
                    record,
                    state=AlertState.ACKNOWLEDGED.value,
                    owner=owner,
                    owner_name=owner_name,
                    acknowledged_at=command.saved_at,
                )
            case AssignAlert(to=to, to_name=to_name):
                record = msgspec.structs.replace(record, state=AlertState.ASSIGNED.value, owner=to, owner_name=to_name)
            case ShelveAlert(until=until, reason=reason):
                record = msgspec.structs.replace(
                    record, state=AlertState.SHELVED.value, shelved_until=until, reason=reason
                )
    return ProjectedAlert(record, acts)


def _by_target(commands: tuple[SavedCommand, ...], field: str) -> dict[str, list[SavedCommand]]:
    found: dict[str, list[SavedCommand]] = {}
    for command in commands:
        target = getattr(command.payload, field, None)
        if target is not None:
            found.setdefault(target, []).append(command)
    return found


def _from_command(command: SavedCommand) -> ExplanationRequestRecord:
    payload = command.payload
    if not isinstance(payload, IssueExplanationRequest):
        raise TypeError(f"{command.type} makes no request")
    return ExplanationRequestRecord(
        id=command.id,
        number="",
        state="",
        author=command.account,
        author_name="",
        unit_code=payload.unit_code,
        routed_from="",
        subject_kind=payload.subject_kind,
        subject=payload.subject,
        title=payload.title,
        area_code=payload.area_code,
        period=payload.period,
        question=payload.question,
        urgency=payload.urgency,
        requires=msgspec.json.encode(payload.requires).decode(),
        deadline_days=payload.deadline_days,
        deadline=0,
        evidence=payload.evidence,
        value=payload.value,
        plan=payload.plan,
        standing=payload.standing,
        saved_at=command.saved_at,
        received_at=0,
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
    )
