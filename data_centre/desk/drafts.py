"""What a unit has written so far of an answer, with its files, kept until it is sent."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
import sqlalchemy as sa

from .. import models as m

LONGEST_TEXT = 10_000


class StoredFile(msgspec.Struct, array_like=True, frozen=True):
    """A file of a draft or an answer, as the record keeps it: name, bytes, sha256, mime."""

    name: str
    size: int
    sha256: str
    mime: str


@dataclass
class Draft:
    """Fields of the form by their names, and files. `saved_at` 0 = never kept."""

    values: dict[str, str] = field(default_factory=dict)
    files: list[StoredFile] = field(default_factory=list)
    saved_at: int = 0

    def text(self, name: str) -> str:
        """A field, "" when nothing was written into it."""
        return self.values.get(name, "")

    def files_json(self) -> str:
        """Its files as a record keeps them."""
        return msgspec.json.encode(self.files).decode()


def clean_text(text: str) -> str:
    """Text as it is kept: one kind of line end, no zero bytes, nothing around it, not endless."""
    return text.replace("\r\n", "\n").replace("\x00", "").strip()[:LONGEST_TEXT]


def stored_files(text: str) -> list[StoredFile]:
    """Files from their JSON; none from anything else."""
    try:
        return msgspec.json.decode(text or "[]", type=list[StoredFile])
    except msgspec.MsgspecError:
        return []


def load_draft(connection: sa.Connection, task_id: str) -> Draft | None:
    """The kept draft, None where there is none."""
    d = m.desk_draft.c
    row = connection.execute(sa.select(d.fields, d.files, d.saved_at).where(d.task == task_id)).first()
    if row is None:
        return None
    return Draft(msgspec.json.decode(row.fields, type=dict[str, str]), stored_files(row.files), row.saved_at)


def save_draft(connection: sa.Connection, task_id: str, draft: Draft, account: str) -> None:
    """Keep a draft, in the place of the one before."""
    drop_draft(connection, task_id)
    row = {
        "task": task_id,
        "fields": msgspec.json.encode(draft.values).decode(),
        "files": draft.files_json(),
        "saved_by": account,
        "saved_at": draft.saved_at,
    }
    connection.execute(sa.insert(m.desk_draft).values(row))


def drop_draft(connection: sa.Connection, task_id: str) -> None:
    """It was sent."""
    connection.execute(sa.delete(m.desk_draft).where(m.desk_draft.c.task == task_id))
