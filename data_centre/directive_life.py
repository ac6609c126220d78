"""Directives: loading, moving through their states, and what each move leaves on the complaint's timeline."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from ioc_domain.codes import DirectiveState
from ioc_domain.directive_life import IllegalDirectiveMove, moved
from ioc_domain.entities import BY_NAME
from ioc_domain.records import ComplaintRecord, DirectiveRecord

from .complaints.steps import steps_of, with_step
from .feed import FeedWriter
from .rows import find

DIRECTIVE = BY_NAME["directive"]
COMPLAINT = BY_NAME["complaint"]
DELIVER = "deliver directive"
"""Verb of a notice whose delivery brings a directive to the unit's desk."""
DONE = {"deliver": "delivered", "open": "opened", "answer": "answered", "accept": "accepted", "return": "returned",
        "withdraw": "withdrawn"}  # fmt: skip
"""Kind of the step that a move leaves."""
ON_TIMELINE = {"answer": "directive_answered", "accept": "directive_accepted", "return": "directive_returned",
               "withdraw": "directive_withdrawn"}  # fmt: skip
"""Moves that those who work on the complaint see on its timeline, with the kind of that step."""


def load(connection: sa.Connection, directive_id: str) -> DirectiveRecord | None:
    """A directive, locked against other writers until the transaction ends."""
    found = find(connection, DIRECTIVE, directive_id, lock=True)
    return found if isinstance(found, DirectiveRecord) else None


def allows(directive: DirectiveRecord, verb: str) -> bool:
    """Whether the directive may make that move now."""
    try:
        moved(DirectiveState(directive.state), verb)
    except IllegalDirectiveMove:
        return False
    return True


def times_returned(directive: DirectiveRecord) -> int:
    """How often an answer went back for more."""
    return sum(kind == DONE["return"] for _, kind, _, _ in steps_of(directive.steps))


def stepped(
    directive: DirectiveRecord, verb: str, now: int, *, actor: str, text: str, **changes: Any
) -> DirectiveRecord:
    """The directive after a move, with its step. Raises `IllegalDirectiveMove`."""
    state = moved(DirectiveState(directive.state), verb)
    steps = with_step(directive.steps, now, DONE[verb], actor, text)
    return msgspec.structs.replace(directive, state=state.value, steps=steps, **changes)


def advance(
    writer: FeedWriter, directive: DirectiveRecord, verb: str, *, actor: str, text: str, timeline: str, **changes: Any
) -> DirectiveRecord:
    """Make a move that the complaint's timeline tells as well, in the words of `timeline`.

    Raises `IllegalDirectiveMove`.
    """
    after = stepped(directive, verb, writer.now, actor=actor, text=text, **changes)
    writer.put(after)
    complaint = find(writer.connection, COMPLAINT, directive.complaint, lock=True)
    if isinstance(complaint, ComplaintRecord):
        put_step(writer, complaint, ON_TIMELINE[verb], timeline, directive.number)
    return after


def put_step(writer: FeedWriter, complaint: ComplaintRecord, kind: str, text: str, number: str) -> None:
    """One more step on a complaint's timeline; `number` is the directive's, by which screens find its text."""
    timeline = with_step(complaint.timeline, writer.now, kind, text, number)
    writer.put(msgspec.structs.replace(complaint, timeline=timeline))


def deliver(writer: FeedWriter, directive_id: str) -> None:
    """It has come to the unit's desk; nothing happens where it was taken back or opened before."""
    directive = load(writer.connection, directive_id)
    if directive is not None and allows(directive, "deliver"):
        writer.put(delivered(directive, writer.now))


def open_at_desk(writer: FeedWriter, directive_id: str, actor: str) -> None:
    """An officer of the unit reads it for the first time, perhaps before its notice had gone out."""
    directive = load(writer.connection, directive_id)
    if directive is not None and (opened := read_at_desk(directive, writer.now, actor)) != directive:
        writer.put(opened)


def read_at_desk(directive: DirectiveRecord, now: int, actor: str) -> DirectiveRecord:
    """The directive as one that the unit has opened; as it is where it had done so, or may not any more."""
    if allows(directive, "deliver"):
        directive = delivered(directive, now)
    if not allows(directive, "open"):
        return directive
    return stepped(directive, "open", now, actor=actor, text="Đơn vị mở chỉ đạo", opened_at=now)


def delivered(directive: DirectiveRecord, now: int) -> DirectiveRecord:
    """The directive as it is at the unit's desk. Raises `IllegalDirectiveMove`."""
    return stepped(directive, "deliver", now, actor="", text="Đã đến bàn việc của đơn vị", delivered_at=now)
