"""A unit's answer to a directive: its draft, and giving it."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
import sqlalchemy as sa

from ioc_domain.directive_life import IllegalDirectiveMove
from ioc_domain.records import DirectiveRecord
from ioc_domain.scopes import unit_scope

from .. import audit, directive_life, notices
from .. import models as m
from ..accounts import Identity
from ..feed import FeedWriter
from .answers import StoredFile, stored_files
from .pages import unit_name
from .sessions import DeskProblem

GONE = "Chỉ đạo này đã được báo cáo, đóng hoặc rút lại."


@dataclass
class DirectiveDraft:
    """What the officer has written so far."""

    answer: str = ""
    files: list[StoredFile] = field(default_factory=list)
    saved_at: int = 0


def load_draft(connection: sa.Connection, directive_id: str) -> DirectiveDraft:
    """The kept draft, an empty one where there is none."""
    d = m.directive_draft.c
    row = connection.execute(sa.select(d.answer, d.files, d.saved_at).where(d.directive_id == directive_id)).first()
    return DirectiveDraft() if row is None else DirectiveDraft(row.answer, stored_files(row.files), row.saved_at)


def save_draft(connection: sa.Connection, directive_id: str, draft: DirectiveDraft, account: str, now: int) -> None:
    """Keep a draft, in the place of the one before."""
    d = m.directive_draft
    connection.execute(sa.delete(d).where(d.c.directive_id == directive_id))
    files = msgspec.json.encode(draft.files).decode()
    row = {"directive_id": directive_id, "answer": draft.answer, "files": files, "saved_by": account, "saved_at": now}
    connection.execute(sa.insert(d).values(row))


def give(connection: sa.Connection, directive_id: str, draft: DirectiveDraft, officer: Identity, now: int) -> None:
    """Send an answer: directive, the complaint's timeline, audit and the author's notice in one transaction.

    Raises `DeskProblem` when the directive can no longer be answered.
    """
    writer = FeedWriter(connection, now)
    directive = directive_life.load(connection, directive_id)
    if directive is None or directive.unit_code != officer.unit_code:
        raise DeskProblem(404, "Không có chỉ đạo này.")
    when = "đúng hạn" if now <= directive.deadline else "trễ hạn"
    count = f", {len(draft.files)} tệp" if draft.files else ""
    try:
        answered = directive_life.advance(
            writer,
            directive_life.read_at_desk(directive, now, officer.name),
            "answer",
            actor=officer.name,
            text=f"Đơn vị báo cáo{count}, {when}",
            timeline=f"{unit_name(connection, directive.unit_code)} báo cáo{count}, {when}",
            answered_at=now,
            answer=draft.answer,
            answered_by=f"{officer.name}, {officer.title}" if officer.title else officer.name,
            files=msgspec.json.encode(draft.files).decode(),
        )
    except IllegalDirectiveMove as error:
        raise DeskProblem(409, GONE) from error
    _open_files(connection, answered, draft)
    connection.execute(sa.delete(m.directive_draft).where(m.directive_draft.c.directive_id == directive.id))
    event = f"directive answered {answered.id}"
    notices.tell_author_of_directive(writer, answered, event, "Đơn vị đã báo cáo chỉ đạo")
    detail = {"directive": directive.id, "files": [file.sha256 for file in draft.files]}
    audit.write(connection, now, officer.id, "answer_directive", f"directive/{directive.id}", detail)
    writer.flush()


def _open_files(connection: sa.Connection, directive: DirectiveRecord, draft: DirectiveDraft) -> None:
    """Whoever may see the directive may see what came with its answer."""
    text = "INSERT INTO blob_scope (sha256, scope) VALUES (:sha256, :scope) ON CONFLICT DO NOTHING"
    for file in draft.files:
        connection.execute(sa.text(text), {"sha256": file.sha256, "scope": unit_scope(directive.unit_code)})
