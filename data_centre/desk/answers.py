"""A unit's answer: its draft, what must be in it, and giving it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import date

import msgspec
import sqlalchemy as sa

from ioc_domain.commands import IllegalMove
from ioc_domain.records import ExplanationRequestRecord, PromiseRecord
from ioc_domain.scopes import unit_scope
from ioc_domain.working_time import local_date

from .. import audit, notices, request_life
from .. import models as m
from ..accounts import Identity
from ..feed import FeedWriter
from .sessions import DeskProblem

LONGEST_TEXT = 10_000
_THOUSANDS = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,9})?")


class StoredFile(msgspec.Struct, array_like=True, frozen=True):
    """A file of a draft or an answer, as the record keeps it: name, bytes, sha256, mime."""

    name: str
    size: int
    sha256: str
    mime: str


@dataclass
class Draft:
    """What the officer has written so far."""

    cause: str = ""
    remedy: str = ""
    promised_value: str = ""
    promised_date: str = ""
    files: list[StoredFile] = field(default_factory=list)
    saved_at: int = 0


def clean_text(text: str) -> str:
    """Text as it is kept: one kind of line end, no zero bytes, nothing around it, not endless."""
    return text.replace("\r\n", "\n").replace("\x00", "").strip()[:LONGEST_TEXT]


def load_draft(connection: sa.Connection, request: ExplanationRequestRecord) -> Draft:
    """The kept draft; for a returned request without one, the answer that was returned."""
    d = m.desk_draft.c
    row = connection.execute(sa.select(m.desk_draft).where(d.request_id == request.id)).first()
    if row is None:
        value = "" if request.promised_value is None else f"{request.promised_value:g}".replace(".", ",")
        return Draft(request.cause, request.remedy, value, request.promised_date, stored_files(request.files))
    return Draft(row.cause, row.remedy, row.promised_value, row.promised_date, stored_files(row.files), row.saved_at)


def save_draft(connection: sa.Connection, request_id: str, draft: Draft, account: str, now: int) -> None:
    """Keep a draft, in the place of the one before."""
    d = m.desk_draft
    connection.execute(sa.delete(d).where(d.c.request_id == request_id))
    connection.execute(
        sa.insert(d).values(
            request_id=request_id,
            cause=draft.cause,
            remedy=draft.remedy,
            promised_value=draft.promised_value,
            promised_date=draft.promised_date,
            files=msgspec.json.encode(draft.files).decode(),
            saved_by=account,
            saved_at=now,
        )
    )


def stored_files(text: str) -> list[StoredFile]:
    """Files from their JSON; none from anything else."""
    try:
        return msgspec.json.decode(text or "[]", type=list[StoredFile])
    except msgspec.MsgspecError:
        return []


def required(request: ExplanationRequestRecord) -> set[str]:
    """What the author asked for: cause, remedy, promise, file."""
    try:
        return set(msgspec.json.decode(request.requires or "[]", type=list[str]))
    except msgspec.MsgspecError:
        return set()


def parse_number(text: str) -> float | None:
    """`1.234,5`, `92,0` or `92.5` as a number; None when it is none."""
    text = text.strip().replace(" ", "").replace("\N{NO-BREAK SPACE}", "").rstrip("%")
    if "," in text or _THOUSANDS.fullmatch(text):
        text = text.replace(".", "").replace(",", ".", 1)
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def parse_day(text: str) -> date | None:
    """A date as browsers send it, or as people write it (31-12-2026, 31/12/2026)."""
    text = text.strip()
    if found := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text):
        text = f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def faults(request: ExplanationRequestRecord, draft: Draft, now: float) -> dict[str, str]:
    """What keeps the draft from being sent, per field."""
    needs, found = required(request), {}
    if not draft.cause:
        found["cause"] = "Hãy nêu nguyên nhân."
    if "remedy" in needs and not draft.remedy:
        found["remedy"] = "Yêu cầu này cần có biện pháp."
    if draft.promised_value and parse_number(draft.promised_value) is None:
        found["promised_value"] = "Ghi một con số, ví dụ 92,0."
    day = parse_day(draft.promised_date)
    if draft.promised_date and day is None:
        found["promised_date"] = "Ghi ngày theo dạng 31-12-2026."
    elif day is not None and day < local_date(now):
        found["promised_date"] = "Ngày cam kết đã qua."
    if "promise" in needs and not draft.promised_date:
        found["promised_date"] = "Yêu cầu này cần ngày cam kết."
    if "promise" in needs and request.subject_kind == "indicator" and not draft.promised_value:
        found["promised_value"] = "Yêu cầu này cần giá trị cam kết."
    if draft.promised_value and not draft.promised_date:
        found.setdefault("promised_date", "Giá trị cam kết cần có ngày.")
    if "file" in needs and not draft.files:
        found["files"] = "Yêu cầu này cần tệp kèm theo."
    return found


def give(connection: sa.Connection, request_id: str, draft: Draft, officer: Identity, now: int) -> None:
    """Send an answer without faults: request, event, promise, audit and the author's notice in one transaction.

    Raises `DeskProblem` when the request can no longer be answered.
    """
    writer = FeedWriter(connection, now)
    request = request_life.load(connection, request_id)
    if request is None or request.unit_code != officer.unit_code:
        raise DeskProblem(404, "Không có yêu cầu này.")
    day = parse_day(draft.promised_date)
    value = parse_number(draft.promised_value)
    when = "đúng hạn" if now <= request.deadline else "trễ hạn"
    count = f", {len(draft.files)} tệp" if draft.files else ""
    try:
        answered = request_life.advance(
            writer,
            request,
            "answer",
            actor=officer.name,
            text=f"Đơn vị trả lời{count}, {when}",
            answered_at=now,
            cause=draft.cause,
            remedy=draft.remedy,
            promised_value=value,
            promised_date=day.isoformat() if day else "",
            answered_by=f"{officer.name}, {officer.title}" if officer.title else officer.name,
            files=msgspec.json.encode(draft.files).decode(),
        )
    except IllegalMove as error:
        raise DeskProblem(409, "Yêu cầu này đã được trả lời, đóng hoặc rút lại.") from error
    if day is not None:
        writer.put(
            PromiseRecord(
                id=request.id,
                request_id=request.id,
                unit_code=request.unit_code,
                indicator=request.subject if request.subject_kind == "indicator" else "",
                title=request.title,
                made_at=now,
                value=value,
                text=draft.remedy,
                due=day.isoformat(),
                actual=None,
                state="pending",
            )
        )
    scope = unit_scope(request.unit_code)
    for file in draft.files:
        text = "INSERT INTO blob_scope (sha256, scope) VALUES (:sha256, :scope) ON CONFLICT DO NOTHING"
        connection.execute(sa.text(text), {"sha256": file.sha256, "scope": scope})
    connection.execute(sa.delete(m.desk_draft).where(m.desk_draft.c.request_id == request.id))
    notices.tell_author(writer, answered, f"answered {answered.id} {answered.returned}", "Đơn vị đã trả lời giải trình")
    detail = {"request": request.id, "files": [file.sha256 for file in draft.files]}
    audit.write(connection, now, officer.id, "answer_explanation", f"request/{request.id}", detail)
    writer.flush()
