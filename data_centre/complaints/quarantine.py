"""What could not be taken in, kept whole with the reason, until a person has looked at it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from .. import models as m
from ..blobs import BlobStore
from .submission import Fault
from .words import clean_text

SHOWN = 200


@dataclass(frozen=True)
class SetAside:
    """One thing in quarantine."""

    id: int
    at: int
    source: str
    subject: str
    place: str
    reason: str
    sha256: str


def keep(
    connection: sa.Connection,
    now: int,
    source: str,
    subject: str,
    fault: Fault,
    content: Mapping[str, object],
    sha256: str = "",
) -> None:
    """Set something aside, once however often it comes."""
    text = (
        "INSERT INTO quarantine (at, source, subject, place, reason, content, sha256) "
        "VALUES (:at, :source, :subject, :place, :reason, :content, :sha256) "
        "ON CONFLICT (source, subject, place, sha256) DO NOTHING"
    )
    row = {
        "at": now,
        "source": source,
        "subject": clean_text(subject),
        "place": fault.place,
        "reason": clean_text(fault.text),
        "content": json.dumps(content),
        "sha256": sha256,
    }
    connection.execute(sa.text(text), row)


def keep_file(connection: sa.Connection, blobs: BlobStore, now: int, data: bytes) -> str:
    """Keep the bytes of a refused file where nobody can fetch them; returns their sha256, "" for none."""
    if not data:
        return ""
    return blobs.put(connection, data, kind="quarantine", mime="application/octet-stream", now=now)


def latest(connection: sa.Connection, limit: int = SHOWN) -> list[SetAside]:
    """The newest things set aside, newest first."""
    q = m.quarantine.c
    query = sa.select(q.id, q.at, q.source, q.subject, q.place, q.reason, q.sha256).order_by(q.id.desc()).limit(limit)
    return [SetAside(*row) for row in connection.execute(query)]


def content_of(connection: sa.Connection, number: int) -> str:
    """What was sent, as JSON; "" for an unknown number."""
    found = connection.execute(sa.select(m.quarantine.c.content).where(m.quarantine.c.id == number)).scalar()
    return str(found or "")
