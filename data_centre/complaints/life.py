"""Moves of a complaint by the rules of `ioc_domain.complaint_life`, each with its step on the timeline.

Closing publishes the outcome by itself, without identity. The due date stays what the clock said: an extension is a
promise on the timeline and does not make anybody punctual. Only a closed complaint that is reopened counts anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from ioc_domain.complaint_life import first_answer, moved, seconds_to_route
from ioc_domain.entities import BY_NAME
from ioc_domain.records import ComplaintRecord, ComplaintTypeRecord, UnitRecord
from ioc_domain.scopes import CITY
from ioc_domain.working_time import local_date

from .. import audit, wording
from .. import models as m
from ..blobs import BlobStore
from ..feed import FeedWriter
from ..rows import find, find_all
from . import due
from .corrections import Correction, corrected
from .media import PHOTOS_LIMIT, VIDEOS_LIMIT, MediaRefused, check_media
from .rights import Mover, check_move, may_see
from .routing import in_force
from .steps import ROUTED, with_step
from .submission import Fault, Reporter, SentFile, SubmissionRefused
from .waiting import PROPOSED
from .words import clean_text, without_identity

COMPLAINT = BY_NAME["complaint"]
LONGEST_TEXT = 10_000
FILES_LIMIT = PHOTOS_LIMIT + VIDEOS_LIMIT
"""Photos and videos that come with one move."""
STARS = (1, 2, 3, 4, 5)
KINDS = {
    "route": "routed",
    "reroute": "routed",
    "send_back": "sent_back",
    "accept": "accepted",
    "progress": "progress",
    "extend": "extended",
    "answer": "answered",
    "close": "closed",
    "reopen": "reopened",
    "reject": "rejected",
}
"""Kind of the step that a move leaves."""


WITH_WORDS = frozenset({"send_back", "progress", "answer", "close", "reject", "reopen"})
"""Moves that say something, so that they need words."""


class UnknownComplaint(LookupError):
    """There is no such complaint."""


@dataclass(frozen=True)
class Outcome:
    """What was published of a closed complaint. `stars` 0 = not rated."""

    at: int
    text: str
    stars: int
    comment: str
    rated_at: int


@dataclass(frozen=True)
class Move:
    """What is to happen. `until`: the new promise of `extend`; `unit_code`: whom `route` and `reroute` name, and whom
    `send_back` proposes.

    `correct`: what `route` and `reroute` put right of the complaint's subject and place; `confirmed`: the reporter says
    that it is done, which is a proof like a photo.
    """

    verb: str
    text: str = ""
    unit_code: str = ""
    until: int = 0
    files: tuple[SentFile, ...] = ()
    confirmed: bool = False
    correct: Correction | None = None


def move(writer: FeedWriter, blobs: BlobStore, number: int, wanted: Move, mover: Mover) -> ComplaintRecord:
    """Move a complaint: the one way for the desk, the command line and its reporter.

    Raises `UnknownComplaint`, also for one that the mover's unit has nothing to do with, `NotAllowed`, `IllegalMove`,
    `SubmissionRefused`.
    """
    now = writer.now
    complaint = before = load(writer.connection, number)
    if not may_see(writer.connection, complaint, mover):
        raise UnknownComplaint(str(number))
    check_move(writer.connection, complaint, wanted.verb, wanted.unit_code, mover, local_date(now))
    status = moved(ComplaintStatus(complaint.status), wanted.verb)
    text = without_identity(clean_text(wanted.text), reporter_of(writer.connection, number).words())
    if len(text) > LONGEST_TEXT:
        raise SubmissionRefused(Fault("text", "text_too_long", "Nội dung quá dài."))
    change = _CHANGES.get(wanted.verb)
    complaint, text, detail = change(writer, blobs, complaint, wanted, text) if change else (complaint, text, "")
    if wanted.verb in WITH_WORDS and not text:
        raise SubmissionRefused(Fault("text", "text_missing", "Cần ghi nội dung."))
    timeline = with_step(complaint.timeline, now, KINDS[wanted.verb], text, detail)
    answered = first_answer(complaint.answered, wanted.verb, now)
    after = msgspec.structs.replace(complaint, status=int(status), timeline=timeline, answered=answered)
    writer.put(after)
    told = {"from": complaint.status}
    audit.write(writer.connection, now, mover.name, f"complaint_{wanted.verb}", complaint.code, told)
    if wanted.verb in ("close", "reject"):
        publish(writer.connection, number, now, text)
    elif wanted.verb == "reopen":
        _forget_outcome(writer.connection, complaint, before.due, now)
    return after


def load(connection: sa.Connection, number: int) -> ComplaintRecord:
    """A complaint, locked against other writers until the transaction ends. Raises `UnknownComplaint`."""
    found = find(connection, COMPLAINT, number, lock=True)
    if not isinstance(found, ComplaintRecord):
        raise UnknownComplaint(str(number))
    return found


def number_of(connection: sa.Connection, code: str) -> int:
    """Id of a complaint this centre took in, by its code. Raises `UnknownComplaint`."""
    i = m.complaint_intake.c
    found = connection.execute(sa.select(i.complaint).where(i.code == code)).scalar()
    if found is None:
        raise UnknownComplaint(code)
    return int(found)


def reporter_of(connection: sa.Connection, number: int) -> Reporter:
    """Who reported it, empty when nobody said; for the centre itself, never for an answer."""
    return reporters_of(connection, [number]).get(number, Reporter())


def reporters_of(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, Reporter]:
    """The same for several complaints; those of whom nobody said anything are left out."""
    r = m.reporter.c
    query = sa.select(r.complaint, r.name, r.phone, r.email, r.address).where(r.complaint.in_(numbers))
    return {int(row[0]): Reporter(*row[1:]) for row in connection.execute(query)}


def publish(connection: sa.Connection, number: int, now: int, text: str) -> None:
    """Publish an outcome: from now on everybody may read it."""
    connection.execute(sa.delete(m.complaint_outcome).where(m.complaint_outcome.c.complaint == number))
    connection.execute(sa.insert(m.complaint_outcome).values(complaint=number, at=now, text=text))


def _forget_outcome(connection: sa.Connection, complaint: ComplaintRecord, old_due: int, now: int) -> None:
    """What a reopening leaves beside the record: no outcome is published, and the due date that was is kept."""
    connection.execute(sa.delete(m.complaint_outcome).where(m.complaint_outcome.c.complaint == complaint.id))
    if complaint.due != old_due:
        due.remember(connection, complaint.id, now, old_due, complaint.due, "Mở lại")


def outcome_of(connection: sa.Connection, number: int) -> Outcome | None:
    """The published outcome, None while there is none."""
    o = m.complaint_outcome.c
    row = connection.execute(
        sa.select(o.at, o.text, o.stars, o.comment, o.rated_at).where(o.complaint == number)
    ).first()
    return Outcome(*row) if row else None


def rate(writer: FeedWriter, number: int, stars: int, comment: str) -> None:
    """The reporter's verdict on the outcome, once. Raises `SubmissionRefused`, `UnknownComplaint`."""
    complaint = load(writer.connection, number)
    if stars not in STARS:
        raise SubmissionRefused(Fault("stars", "stars_missing", "Chọn từ 1 đến 5 sao."))
    said = without_identity(clean_text(comment), reporter_of(writer.connection, number).words())
    if len(said) > LONGEST_TEXT:
        raise SubmissionRefused(Fault("comment", "text_too_long", "Nhận xét quá dài."))
    o = m.complaint_outcome
    # The one row decides who was first, whatever else happens at the same time.
    change = sa.update(o).where(o.c.complaint == number, o.c.rated_at == 0)
    done = writer.connection.execute(change.values(stars=stars, comment=said, rated_at=writer.now))
    if not done.rowcount:
        raise SubmissionRefused(Fault("stars", "rated", "Kết quả này đã được đánh giá, hoặc chưa có kết quả."))
    timeline = with_step(complaint.timeline, writer.now, "rated", f"{stars}/5 sao", said)
    writer.put(msgspec.structs.replace(complaint, timeline=timeline))


_Change = tuple[ComplaintRecord, str, str]
"""(complaint, text of the step, detail of the step)."""


def _to_unit(writer: FeedWriter, _: BlobStore, complaint: ComplaintRecord, wanted: Move, text: str) -> _Change:
    unit = in_force(writer.connection, wanted.unit_code, local_date(writer.now))
    if not isinstance(unit, UnitRecord):
        raise SubmissionRefused(Fault("unit", "unknown_unit", "Không có đơn vị này."))
    if wanted.verb == "reroute" and unit.id == complaint.unit:
        raise SubmissionRefused(Fault("unit", "same_unit", "Phản ánh đang ở chính đơn vị này."))
    if wanted.correct is not None:
        complaint = corrected(writer, complaint, wanted.correct)
    changed = msgspec.structs.replace(complaint, unit=unit.id)
    # The first unit; a later one does not change how long it waited for that.
    if wanted.verb == "route" and not complaint.routed_after:
        changed = msgspec.structs.replace(changed, routed_after=seconds_to_route(complaint.created, writer.now))
    return changed, text or ROUTED, unit.short_name


def _sent_back(writer: FeedWriter, _: BlobStore, complaint: ComplaintRecord, wanted: Move, text: str) -> _Change:
    """It waits for a unit again; its due time goes on as it was."""
    proposed = ""
    if wanted.unit_code:
        unit = in_force(writer.connection, wanted.unit_code, local_date(writer.now))
        if not isinstance(unit, UnitRecord):
            raise SubmissionRefused(Fault("unit", "unknown_unit", "Không có đơn vị này."))
        proposed = f"{PROPOSED}{unit.short_name or unit.name}"
    return msgspec.structs.replace(complaint, unit=0), text, proposed


def _accepted(_: FeedWriter, __: BlobStore, complaint: ComplaintRecord, ___: Move, text: str) -> _Change:
    return complaint, text or "Đơn vị tiếp nhận xử lý", ""


def _extended(writer: FeedWriter, _: BlobStore, complaint: ComplaintRecord, wanted: Move, text: str) -> _Change:
    if wanted.until <= writer.now:
        raise SubmissionRefused(Fault("until", "promise_passed", "Ngày hẹn phải ở tương lai."))
    return complaint, text or f"Hẹn xử lý xong {wording.deadline(wanted.until)}", wording.moment(wanted.until)


def _closed(writer: FeedWriter, blobs: BlobStore, complaint: ComplaintRecord, wanted: Move, text: str) -> _Change:
    photos = msgspec.json.decode(complaint.photos)
    if len(wanted.files) > FILES_LIMIT:
        raise SubmissionRefused(Fault("file", "too_many_files", f"Tối đa {FILES_LIMIT} ảnh và video."))
    for n, file in enumerate(wanted.files, start=1):
        try:
            media = check_media(file)
        except MediaRefused as error:
            raise SubmissionRefused(Fault(f"file {n}", "file_refused", str(error))) from error
        kind = "video" if media.video else "photo"
        sha256 = blobs.put(writer.connection, media.data, kind=kind, mime=media.mime, now=writer.now, scope=CITY)
        photos.append([sha256, writer.now, media.mime])
    flags, proven = ComplaintFlag(complaint.flags), bool(wanted.files) or wanted.confirmed
    flags = flags & ~ComplaintFlag.NO_EVIDENCE if proven else flags | ComplaintFlag.NO_EVIDENCE
    changed = msgspec.structs.replace(
        complaint, closed=writer.now, flags=int(flags), photos=msgspec.json.encode(photos).decode()
    )
    return changed, text, ""


def _rejected(writer: FeedWriter, _: BlobStore, complaint: ComplaintRecord, __: Move, text: str) -> _Change:
    return msgspec.structs.replace(complaint, closed=writer.now), text, ""


def _reopened(writer: FeedWriter, __: BlobStore, complaint: ComplaintRecord, ___: Move, text: str) -> _Change:
    flags = (ComplaintFlag(complaint.flags) | ComplaintFlag.REOPENED_ONCE) & ~ComplaintFlag.NO_EVIDENCE
    changed = msgspec.structs.replace(complaint, closed=0, flags=int(flags))
    if complaint.closed:
        # A clock that had run out would make it late at once; one that never stopped goes on.
        days = due.answer_days(writer.connection, _kind_of(writer.connection, complaint))
        until = due.calendar_of(writer.connection).deadline(writer.now, days)
        changed = msgspec.structs.replace(changed, due=until)
    return changed, text, ""


def _kind_of(connection: sa.Connection, complaint: ComplaintRecord) -> ComplaintTypeRecord | None:
    t = m.SYNCED["complaint_type"].c
    found = find_all(connection, BY_NAME["complaint_type"], t.id == complaint.type, limit=1)
    return found[0] if found and isinstance(found[0], ComplaintTypeRecord) else None


_CHANGES: dict[str, Callable[[FeedWriter, BlobStore, ComplaintRecord, Move, str], _Change]] = {
    "route": _to_unit,
    "reroute": _to_unit,
    "send_back": _sent_back,
    "accept": _accepted,
    "extend": _extended,
    "close": _closed,
    "reject": _rejected,
    "reopen": _reopened,
}
