"""What commands did at the data centre, read from its rows and its audit, not from its table of commands.

Each payload leaves a mark of its own: the request it made, the reason it gave, the number its author saw. So a test
that wants to count effects uses each reason once, and each `seen_count` (one that no alert has as its count).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from data_centre import models as m
from data_centre.audit import first_break
from ioc_domain.commands import (
    AcknowledgeAlert,
    IssueDirective,
    IssueExplanationRequest,
    Payload,
    ReturnExplanation,
    ShelveAlert,
    WithdrawDirective,
    WithdrawRequest,
)

Marks = Counter[tuple[str, str]]
"""How often each mark is found: (what it is on, the mark)."""


def mark_of(command_id: str, payload: Payload) -> tuple[str, str]:
    """The mark a payload leaves. Raises TypeError for one that leaves none of its own."""
    match payload:
        case IssueExplanationRequest() | IssueDirective():
            return (command_id, "received")
        case WithdrawDirective(directive_id=directive, reason=reason):
            return (directive, reason)
        case AcknowledgeAlert(alert_id=alert, seen_count=seen):
            return (alert, f"seen {seen}")
        case ShelveAlert(alert_id=alert, reason=reason):
            return (alert, reason)
        case WithdrawRequest(request_id=request, reason=reason) | ReturnExplanation(request_id=request, reason=reason):
            return (request, reason)
    raise TypeError(f"{payload.TYPE} leaves no mark of its own")


def marks_of_alert(alert_id: str, history: str) -> Iterable[tuple[str, str]]:
    """Marks in the history of an alert; also for one that is about to be deleted."""
    for _, _, note in json.loads(history or "[]"):
        seen, arrow, _ = note.partition(" → ")
        if note:
            yield (alert_id, f"seen {seen}" if arrow else note)


def marks_of_directive(directive_id: str, steps: str, note: str) -> Iterable[tuple[str, str]]:
    """Marks of a directive: that it was received, and why it was taken back."""
    for _, kind, _, _ in json.loads(steps):
        if kind in ("received", "withdrawn"):
            yield (directive_id, kind if kind == "received" else note)


def marks(connection: sa.Connection) -> Marks:
    """All marks in the rows of the data centre."""
    found: Marks = Counter()
    a, e = m.SYNCED["alert"].c, m.SYNCED["request_event"].c
    for alert_id, history in connection.execute(sa.select(a.id, a.history)):
        found.update(marks_of_alert(alert_id, history))
    for request, kind, text in connection.execute(sa.select(e.request_id, e.kind, e.text)):
        found[request, "received" if kind == "received" else text] += 1
    d = m.SYNCED["directive"].c
    for row in connection.execute(sa.select(d.id, d.steps, d.note)):
        found.update(marks_of_directive(*row))
    return found


def effects(connection: sa.Connection, payloads: Mapping[str, Payload], gone: Marks | None = None) -> list[str]:
    """Command ids, one per effect, in the order of the audit; `gone`: marks on rows deleted by others since.

    An effect that the audit does not know comes last: it is found all the same.
    """
    found = marks(connection) + (gone or Counter())
    left = {command: found[mark_of(command, payload)] for command, payload in payloads.items()}
    a = m.audit.c
    order: list[str] = []
    for (detail,) in connection.execute(sa.select(a.detail).order_by(a.n)):
        command = json.loads(detail).get("command", "")
        if left.get(command, 0):
            order.append(command)
            left[command] -= 1
    return order + [command for command, count in left.items() for _ in range(count)]


def audit_violations(connection: sa.Connection, effects_found: Iterable[str]) -> list[str]:
    """What is wrong between the audit, the table of commands and the effects (I8)."""
    wrong = []
    if broken := first_break(connection):
        wrong.append(f"the audit chain is broken at {broken}")
    a, c = m.audit.c, m.command.c
    told: Counter[tuple[str, str, str]] = Counter()
    for (detail,) in connection.execute(sa.select(a.detail)):
        fields = json.loads(detail)
        if "command" in fields:
            told[fields["command"], fields["hash"], fields["result"]] += 1
    kept: Counter[tuple[str, str, str]] = Counter()
    for command, body_hash, outcome in connection.execute(sa.select(c.id, c.hash, c.outcome)):
        kept[command, body_hash, json.loads(outcome)["result"] if outcome else "no answer stored"] += 1
    wrong += [f"audit {row} and not among the commands" for row in sorted((told - kept).elements())]
    wrong += [f"command {row} and not in the audit" for row in sorted((kept - told).elements())]
    accepted = {command for command, _, result in told if result == "accepted"}
    wrong += [f"{command}: an effect the audit does not tell of" for command in sorted(set(effects_found) - accepted)]
    return wrong
