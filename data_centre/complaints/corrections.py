"""What a dispatcher puts right of a complaint: its field and type, its area; the due time follows the type."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from ioc_domain.codes import AreaLevel
from ioc_domain.entities import BY_NAME
from ioc_domain.records import AreaRecord, ComplaintFieldRecord, ComplaintRecord, ComplaintTypeRecord
from ioc_domain.working_time import local_date

from .. import models as m
from .. import wording
from ..feed import FeedWriter
from ..rows import find, find_all
from . import due
from .steps import with_step
from .submission import Fault, SubmissionRefused

NOWHERE = "chưa rõ địa bàn"


@dataclass(frozen=True)
class Correction:
    """What it really is about and where; "" stays as it is. A field by itself leaves the type open."""

    type_code: str = ""
    field_code: str = ""
    area_code: str = ""


@dataclass(frozen=True)
class Subject:
    """What a complaint is about and where, as records; None is not known."""

    field: ComplaintFieldRecord | None
    kind: ComplaintTypeRecord | None
    area: AreaRecord | None

    def named(self) -> str:
        """Field and type in words."""
        return " · ".join(x.name for x in (self.field, self.kind) if x is not None)


def subject_of(connection: sa.Connection, complaint: ComplaintRecord) -> Subject:
    """As the record says."""
    field = _by_id(connection, "complaint_field", complaint.field)
    kind = _by_id(connection, "complaint_type", complaint.type)
    area = _by_id(connection, "area", complaint.area)
    return Subject(
        field if isinstance(field, ComplaintFieldRecord) else None,
        kind if isinstance(kind, ComplaintTypeRecord) else None,
        area if isinstance(area, AreaRecord) else None,
    )


def with_correction(connection: sa.Connection, subject: Subject, wanted: Correction, today: str) -> Subject:
    """The subject put right. Raises `SubmissionRefused` for what is not in force on an ISO day."""
    field, kind, area = subject.field, subject.kind, subject.area
    if wanted.type_code:
        found = find(connection, BY_NAME["complaint_type"], wanted.type_code)
        if not isinstance(found, ComplaintTypeRecord):
            raise SubmissionRefused(Fault("type", "unknown_type", "Không có loại phản ánh này."))
        kind, code = found, found.field_code
    else:
        code = wanted.field_code
        kind = None if code else kind
    if code:
        of = find(connection, BY_NAME["complaint_field"], code)
        if not isinstance(of, ComplaintFieldRecord) or (of.valid_to and of.valid_to < today):
            raise SubmissionRefused(Fault("type", "unknown_field", "Không có lĩnh vực phản ánh này."))
        field = of
    if wanted.area_code:
        a = m.SYNCED["area"].c
        where = (a.code == wanted.area_code, a.level == AreaLevel.COMMUNE.value, a.valid_to == "")
        there = find_all(connection, BY_NAME["area"], *where, limit=1)
        if not there or not isinstance(there[0], AreaRecord):
            raise SubmissionRefused(Fault("area", "unknown_area", "Không có phường, xã, đặc khu này."))
        area = there[0]
    return Subject(field, kind, area)


def corrected(writer: FeedWriter, complaint: ComplaintRecord, wanted: Correction) -> ComplaintRecord:
    """The complaint put right, with a step that tells what it was; nothing happens where nothing changes.

    Raises `SubmissionRefused`.
    """
    connection = writer.connection
    before = subject_of(connection, complaint)
    after = with_correction(connection, before, wanted, local_date(writer.now).isoformat())
    told = []
    if before.named() != after.named():
        told.append(f"{before.named() or 'Chưa rõ'} → {after.named()}")
    if before.area != after.area and after.area is not None:
        told.append(f"{before.area.name if before.area else NOWHERE} → {after.area.name}")
    if not told:
        return complaint
    title = complaint.title
    if before.kind != after.kind and title in {x.name for x in (before.kind, before.field) if x is not None}:
        title = (after.kind or after.field or before.kind or before.field).name  # type: ignore[union-attr]
    changed = msgspec.structs.replace(
        complaint,
        field=after.field.id if after.field else complaint.field,
        type=after.kind.id if after.kind else 0,
        area=after.area.id if after.area else complaint.area,
        title=title,
        timeline=with_step(complaint.timeline, writer.now, "corrected", "; ".join(told)),
    )
    return _dated(writer, changed, before.kind, after.kind) if before.kind != after.kind else changed


def _dated(
    writer: FeedWriter,
    complaint: ComplaintRecord,
    before: ComplaintTypeRecord | None,
    after: ComplaintTypeRecord | None,
) -> ComplaintRecord:
    """With the due time of its new type, where the clock had set the old one; none is moved into the past."""
    calendar, old = due.calendar_of(writer.connection), due.answer_days(writer.connection, before)
    days = due.answer_days(writer.connection, after)
    start = next((t for t in due.counted_from(complaint) if calendar.deadline(t, old) == complaint.due), None)
    until = calendar.deadline(start, days) if start is not None else complaint.due
    if until == complaint.due or (until < complaint.due and until < writer.now):
        return complaint
    reason = "Sửa loại phản ánh"
    due.remember(writer.connection, complaint.id, writer.now, complaint.due, until, reason)
    text = f"Hạn xử lý chuyển từ {wording.deadline(complaint.due)} sang {wording.deadline(until)}"
    timeline = with_step(complaint.timeline, writer.now, "due_moved", text, reason)
    return msgspec.structs.replace(complaint, due=until, timeline=timeline)


def _by_id(connection: sa.Connection, table: str, number: int) -> object:
    found = find_all(connection, BY_NAME[table], m.SYNCED[table].c.id == number, limit=1) if number else []
    return found[0] if found else None
