"""Directives as a kind of task: a complaint, an order about it, what the unit did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from ioc_domain.codes import DirectiveState
from ioc_domain.directive_life import OWED, IllegalDirectiveMove
from ioc_domain.records import DirectiveRecord

from .. import directive_life, notices, wording
from ..accounts import Identity
from ..blobs import BlobStore
from ..complaints.rights import Mover, may_see
from ..complaints.steps import steps_of
from ..feed import FeedWriter
from ..models import SYNCED
from ..rows import find, find_all
from .clocks import Clock, unit_name
from .drafts import Draft, stored_files
from .kinds import DONE_SHOWN, Field, Kind, Line, NoMove, Told, Words, joined
from .reported import Reported, complaint_of, photos_of, reported


def orders_on(connection: sa.Connection, complaint: int, unit_code: str) -> list[Line]:
    """Directives to a unit on one complaint, those to carry out first."""
    d = SYNCED["directive"].c
    found = find_all(connection, directive_life.DIRECTIVE, d.complaint == complaint, d.unit_code == unit_code)
    mine = [x for x in found if isinstance(x, DirectiveRecord)]
    kind = Directives()
    return [kind.line(x, None) for x in sorted(mine, key=lambda x: (not kind.answerable(x), x.deadline, x.number))]


class Directives(Kind[DirectiveRecord]):
    """Chỉ đạo về phản ánh."""

    path = "directives"
    subject = "directive_subject.html"
    audited = "answer_directive"
    words = Words(
        title="Chỉ đạo về phản ánh",
        tab="Chỉ đạo",
        waiting="Cần thực hiện",
        nothing="Không có chỉ đạo nào đang chờ đơn vị thực hiện.",
        unknown="Không có chỉ đạo này.",
        gone="Chỉ đạo này đã được báo cáo, đóng hoặc rút lại.",
        send="Gửi báo cáo",
        given="Báo cáo của đơn vị",
        asked="chỉ đạo",
        was_withdrawn="Chỉ đạo đã rút lại.",
    )

    def load(self, connection: sa.Connection, task_id: str, *, lock: bool = False) -> DirectiveRecord | None:
        """A directive."""
        found = find(connection, directive_life.DIRECTIVE, task_id, lock=lock)
        return found if isinstance(found, DirectiveRecord) else None

    def owed(self, connection: sa.Connection, unit_code: str) -> int:
        """How many wait for a unit."""
        d = SYNCED["directive"].c
        count = sa.select(sa.func.count()).where(d.unit_code == unit_code, d.state.in_(sorted(OWED)))
        return int(connection.execute(count).scalar_one())

    def found(self, connection: sa.Connection, unit_code: str) -> tuple[list[DirectiveRecord], list[DirectiveRecord]]:
        """(to carry out, the others)."""
        d, entity, owed = SYNCED["directive"].c, directive_life.DIRECTIVE, sorted(OWED)
        mine = d.unit_code == unit_code
        rows = find_all(connection, entity, mine, d.state.in_(owed), order=("deadline", "number"))
        waiting = [x for x in rows if isinstance(x, DirectiveRecord)]
        greatest = sa.func.max if connection.dialect.name == "sqlite" else sa.func.greatest
        newest = greatest(d.answered_at, d.closed_at).desc()
        ids = sa.select(d.id).where(mine, d.state.not_in(owed)).order_by(newest, d.number).limit(DONE_SHOWN)
        last = [row[0] for row in connection.execute(ids)]
        by_id = {x.id: x for x in find_all(connection, entity, d.id.in_(last)) if isinstance(x, DirectiveRecord)}
        return waiting, [by_id[i] for i in last if i in by_id]

    def answerable(self, task: DirectiveRecord) -> bool:
        """Whether the unit owes an answer."""
        return task.state in OWED

    def unread(self, task: DirectiveRecord) -> bool:
        """Whether looking at it opens it."""
        return directive_life.read_at_desk(task, 0, "") != task

    def open(self, writer: FeedWriter, task_id: str, actor: str) -> None:
        """An officer of the unit reads it for the first time."""
        directive_life.open_at_desk(writer, task_id, actor)

    def line(self, task: DirectiveRecord, clock: Clock | None) -> Line:
        """The directive in the list."""
        head = joined(task.number, task.code, "khẩn" if task.urgency and clock else "")
        return Line(task.id, head, self.state(task), task.title, task.text, clock)

    def state(self, task: DirectiveRecord) -> str:
        """Its state in words."""
        return wording.DIRECTIVE_STATES.get(task.state, task.state)

    def note(self, connection: sa.Connection, task: DirectiveRecord) -> tuple[str, str]:
        """That it was returned and why, that it was withdrawn, or what had changed before it was received."""
        if task.state == DirectiveState.RETURNED:
            reasons = [str(text) for _, kind, _, text in steps_of(task.steps) if kind == "returned"]
            return f"Trả lại để bổ sung, lần {len(reasons)}.", reasons[-1] if reasons else ""
        return (self.words.was_withdrawn if task.state == DirectiveState.WITHDRAWN else ""), task.note

    def about(self, connection: sa.Connection, blobs: BlobStore, task: DirectiveRecord) -> Reported | None:
        """The complaint."""
        complaint = complaint_of(connection, task.complaint)
        if complaint is None:
            return None
        # An order may be about what lies with another unit: only of its own has the unit a page to work on.
        own = may_see(connection, complaint, Mover("", task.unit_code))
        return replace(reported(connection, complaint), link=f"/desk/complaints/{complaint.id}" if own else "")

    def history(self, connection: sa.Connection, task: DirectiveRecord) -> list[tuple[str, str, str]]:
        """(when, what, who) of each step, newest first."""
        return [(wording.moment(at), str(text), str(who)) for at, _, who, text in reversed(steps_of(task.steps))]

    def given(self, task: DirectiveRecord, about: Reported | None) -> list[tuple[str, str]]:
        """What the unit wrote."""
        return [("", task.answer)]

    def files(self, connection: sa.Connection, task: DirectiveRecord) -> dict[str, str]:
        """Photos of the complaint."""
        complaint = complaint_of(connection, task.complaint)
        photos = photos_of(complaint) if complaint is not None else []
        return {p.sha256: f"{task.code}-{n}" for n, p in enumerate(photos, start=1)}

    def fields(self, about: Reported | None) -> Sequence[Field]:
        """Fields of the form."""
        return (Field("answer", "result", "Kết quả thực hiện", rows=6),)

    def first_draft(self, task: DirectiveRecord) -> Draft:
        """Nothing, or what was answered before."""
        return Draft({"answer": task.answer}, stored_files(task.files))

    def faults(self, task: DirectiveRecord, draft: Draft, now: float) -> dict[str, str]:
        """An answer needs words."""
        return {} if draft.text("answer") else {"answer": "Hãy ghi kết quả thực hiện."}

    def answer(self, writer: FeedWriter, task: DirectiveRecord, draft: Draft, officer: Identity, told: Told) -> None:
        """Directive and the complaint's timeline."""
        try:
            answered = directive_life.advance(
                writer,
                directive_life.read_at_desk(task, writer.now, officer.name),
                "answer",
                actor=officer.name,
                # With its words: of an answer that is returned the record keeps nothing else once there is another.
                text=f"Đơn vị báo cáo{told.count}, {told.when}: {draft.text('answer')}",
                timeline=f"{unit_name(writer.connection, task.unit_code)} báo cáo{told.count}, {told.when}",
                answered_at=writer.now,
                answer=draft.text("answer"),
                answered_by=told.by,
                files=draft.files_json(),
            )
        except IllegalDirectiveMove as error:
            raise NoMove from error
        event = f"directive answered {answered.id} {directive_life.times_returned(answered)}"
        notices.tell_author_of_directive(writer, answered, event, "Đơn vị đã báo cáo chỉ đạo")
