"""What this machine asked for, as rows for screens: what waits, what came back, what the centre took lately."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ioc_domain import commands as c
from ioc_domain.codes import OPEN_STATUSES, CommandState
from ioc_domain.records import AlertRecord, DirectiveRecord, ExplanationRequestRecord, UnitRecord
from local_cache.outbox import HistoryEntry, Outbox, SavedCommand
from local_cache.outbox_rows import SELECT, WAITING, saved_command
from local_cache.projection import EFFECTIVE, pending_commands
from local_cache.queries.rows import first, plain, rows

if TYPE_CHECKING:
    from local_cache.queries.rows import Reading

CAME_BACK = ("needs_decision", "refused")
LATELY = 30
"""Commands that ended which are still shown, of the newest."""


@dataclass(frozen=True)
class OwnCommand:
    """A command of this machine with the names its codes stand for. Codes of a newer program's command are empty.

    `subject_id`: request or alert it is about, its own id for a new request. `code`, `detail`, `facts`: of the
    centre's answer, or of the last attempt. `text`: what the person wrote.
    """

    id: str
    type: str
    state: str
    saved_at: int
    attempts: int
    subject_id: str = ""
    title: str = ""
    unit_code: str = ""
    unit_name: str = ""
    deadline_days: int = 0
    code: str = ""
    detail: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    text: str = ""
    account: str = ""
    first_sent_at: int = 0
    last_attempt_at: int = 0
    next_attempt_at: int = 0
    received_at: int = 0
    until: int = 0
    """The absolute time it names, 0 = none."""
    successor_name: str = ""
    """Unit the centre passed a request on to, where that is another than the one named."""
    request_state: str = ""
    """State of the request it made or is about, as the mirror has it; "" = not there."""
    number: str = ""
    """Number of that request, or of the one that was there before (`already_asked`)."""
    complaint: str = ""
    """closed | open: how the complaint asked about stands in the mirror; "" = it is about none."""
    reopening: bool = False
    """A command that reopens that complaint is on its way."""
    complaint_id: int = 0
    """The complaint that a directive is about, 0 = none."""
    history: tuple[HistoryEntry, ...] = ()

    @property
    def came_back(self) -> bool:
        """Whether the centre did not simply take it, so that a person must look."""
        return self.state in CAME_BACK

    @property
    def waits(self) -> bool:
        """Whether the centre is not known to have it."""
        return self.state in WAITING


def own_commands(session: Reading, outbox: Path) -> tuple[OwnCommand, ...]:
    """Commands the mirror does not show yet, in the order they were saved."""
    return _worded(session, pending_commands(session, outbox), {})


def command_queue(session: Reading, outbox: Path) -> tuple[OwnCommand, ...]:
    """Every command that has not ended, and the newest of those that did, with their histories; oldest first."""
    return _worded(session, *_queue(outbox))


def queue_without_cache(outbox: Path) -> tuple[OwnCommand, ...]:
    """The same where the cache may not or cannot be read: names and titles only as far as the commands bring them."""
    return _worded(None, *_queue(outbox))


def _queue(outbox: Path) -> tuple[tuple[SavedCommand, ...], dict[str, list[HistoryEntry]]]:
    histories: dict[str, list[HistoryEntry]] = defaultdict(list)
    if not outbox.exists():
        return (), histories
    box = Outbox(outbox)
    kept = box.fetch(
        f"{SELECT} WHERE settled_at = 0 OR place IN (SELECT place FROM command ORDER BY place DESC LIMIT {LATELY})"
        " ORDER BY place"
    )
    commands = tuple(saved_command(row) for row in kept)
    ids = [command.id for command in commands]
    for n in range(0, len(ids), 500):
        some = ids[n : n + 500]
        marks = ", ".join("?" * len(some))
        steps = f"SELECT command_id, at, state, note FROM history WHERE command_id IN ({marks}) ORDER BY command_id, n"
        for command_id, at, state, note in box.fetch(steps, some):
            histories[command_id].append(HistoryEntry(at, CommandState(state), note))
    return commands, histories


def _worded(
    session: Reading | None, commands: tuple[SavedCommand, ...], histories: dict[str, list[HistoryEntry]]
) -> tuple[OwnCommand, ...]:
    if not commands:
        return ()
    names = {u.code: u.name for u in rows(session, UnitRecord)} if session is not None else {}
    payloads = {command.id: _payload(command) for command in commands}
    reopened = {
        payload.complaint_id for command in commands
        if isinstance(payload := payloads[command.id], c.ReopenComplaint)
        and command.state in EFFECTIVE and not command.settled_at
    }
    made = []
    for command in commands:
        values = _about(session, command, payloads[command.id], reopened)
        unit, outcome = values.get("unit_code", ""), command.outcome
        facts = dict(outcome.data) if outcome else {}
        successor = facts.get("unit", "") if facts.get("routed_from") else ""
        made.append(OwnCommand(
            id=command.id,
            type=command.type,
            state=command.state.value,
            saved_at=command.saved_at,
            attempts=command.attempts,
            code=outcome.code if outcome else command.problem_code,
            detail=outcome.detail if outcome else command.problem,
            facts=facts,
            account=command.account,
            first_sent_at=command.first_sent_at,
            last_attempt_at=command.last_attempt_at,
            next_attempt_at=command.next_attempt_at,
            received_at=outcome.received_at if outcome else 0,
            successor_name=names.get(successor, successor),
            history=tuple(histories.get(command.id, ())),
            **{"subject_id": command.id, "number": facts.get("number", ""), "unit_name": names.get(unit, unit),
               **values},
        ))
    return tuple(made)


def _payload(command: SavedCommand) -> c.Payload | None:
    """What it asks for; None where a newer program saved it: its state is still worth showing."""
    try:
        return command.payload
    except (KeyError, msgspec.MsgspecError):
        return None


def _about(
    session: Reading | None, command: SavedCommand, payload: c.Payload | None, reopened: set[int]
) -> dict[str, Any]:
    """Fields that depend on the kind of the command."""
    match payload:
        case c.IssueExplanationRequest():
            asked = first(session, ExplanationRequestRecord, id=command.id) if session is not None else None
            about: dict[str, Any] = {
                "title": payload.title, "unit_code": payload.unit_code, "deadline_days": payload.deadline_days,
                "text": payload.question, "request_state": asked.state if asked else "",
            }
            if payload.subject_kind == "complaint" and payload.subject.isdecimal():
                about["complaint"] = named_complaint(session, int(payload.subject))[1]
                about["reopening"] = int(payload.subject) in reopened
            return about
        case c.WithdrawRequest() | c.AcceptExplanation() | c.ReturnExplanation():
            request = first(session, ExplanationRequestRecord, id=payload.request_id) if session is not None else None
            about = {"subject_id": payload.request_id, "text": getattr(payload, "reason", ""),
                     "deadline_days": getattr(payload, "deadline_days", 0)}
            if request:
                about |= {"title": request.title, "unit_code": request.unit_code, "number": request.number,
                          "request_state": request.state}
            return about
        case c.AcknowledgeAlert() | c.AssignAlert() | c.ShelveAlert():
            alert = first(session, AlertRecord, id=payload.alert_id) if session is not None else None
            about = {"subject_id": payload.alert_id, "text": getattr(payload, "reason", ""),
                     "until": getattr(payload, "until", 0)}
            if alert:
                about["title"] = alert.title
            if isinstance(payload, c.AssignAlert):
                about |= {"unit_code": payload.to, "unit_name": payload.to_name}
            return about
        case c.ReopenComplaint():
            title, state = named_complaint(session, payload.complaint_id)
            return {"title": title, "text": payload.reason, "complaint": state}
        case c.IssueDirective():
            made = first(session, DirectiveRecord, id=command.id) if session is not None else None
            title, state = named_complaint(session, payload.complaint_id)
            return {"title": title, "unit_code": payload.unit_code, "deadline_days": payload.deadline_days,
                    "text": payload.text, "request_state": made.state if made else "", "complaint": state,
                    "reopening": payload.complaint_id in reopened, "complaint_id": payload.complaint_id,
                    "until": payload.due_seen}
        case c.AcceptDirective() | c.ReturnDirective() | c.WithdrawDirective():
            directive = first(session, DirectiveRecord, id=payload.directive_id) if session is not None else None
            about = {"subject_id": payload.directive_id, "text": getattr(payload, "reason", "")}
            if directive:
                about |= {"title": directive.title, "unit_code": directive.unit_code, "number": directive.number,
                          "request_state": directive.state, "complaint_id": directive.complaint}
            return about
    return {}


def named_complaint(session: Reading | None, number: int) -> tuple[str, str]:
    """(title, open or closed) of a complaint; empty where the mirror has it not."""
    if session is None:
        return "", ""
    found = plain(session).execute(
        "SELECT status, title FROM complaint JOIN complaint_text USING (id) WHERE id = ?", (number,)
    ).fetchone()
    if found is None:
        return "", ""
    status, title = found
    return str(title), "open" if status in OPEN_STATUSES else "closed"
