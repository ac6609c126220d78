"""The desk's pages of complaints: the list, one with its timeline, and the forms that move it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from ioc_domain.complaint_life import IllegalMove
from ioc_domain.entities import BY_NAME
from ioc_domain.records import ComplaintRecord, UnitRecord
from ioc_domain.working_time import at_local, local_date

from .. import request_life, wording
from ..api.centre import Centre, centre_of
from ..complaints import life, rights
from ..complaints.media import MediaRefused, check_media
from ..complaints.rights import Mover, NotAllowed
from ..complaints.steps import ROUTED, steps_of, told
from ..complaints.submission import SentFile, SubmissionRefused
from ..complaints.words import without_identity
from ..feed import writing
from ..models import SYNCED
from ..rows import find_all
from .clocks import unit_name
from .complaints import CHOICES, Wanted, days_of, listed, row_of, seen_of, verbs_of
from .directives import orders_on
from .drafts import clean_text
from .forms import Form, form_of
from .places import places_of
from .reported import complaint_of, photos_of, reported
from .request_answers import parse_day
from .sessions import DeskProblem, Officer, check_csrf, officer_of
from .site import HEADERS, page, send_file
from .uploads import FILE_LIMIT

UNKNOWN = "Không có phản ánh này."
END_OF_DAY = 17 * 3600
HAND_ON = "hand_on"
"""The form of a unit that is not the right one: the complaint goes to a unit of its own, or back to the dispatcher."""

router = APIRouter(prefix="/desk/complaints", include_in_schema=False)


@dataclass(frozen=True)
class Fault:
    """What kept a form from being done: which one, what was written into it, and why."""

    verb: str
    form: Form
    text: str


@router.get("")
def complaint_list(request: Request, centre: Centre = Depends(centre_of)) -> Response:
    """Complaints of the officer's unit and of those below it."""
    wanted = Wanted.of(request.query_params)
    with centre.database.read() as connection:
        officer = officer_of(centre, connection, request)
        unit_code, calendar = officer.identity.unit_code, request_life.calendar(connection)
        found = listed(connection, unit_code, wanted, calendar, int(centre.clock()))
        return page(
            "complaints.html",
            officer=officer,
            unit=unit_name(connection, unit_code),
            places=places_of(connection, unit_code, dispatches=officer.identity.may_dispatch()),
            wanted=wanted,
            choices=CHOICES,
            found=found,
        )


@router.get("/{number}")
def complaint_page(request: Request, number: int, centre: Centre = Depends(centre_of)) -> Response:
    """One complaint."""
    with centre.database.read() as connection:
        officer = officer_of(centre, connection, request)
    return _show(centre, officer, number)


@router.post("/{number}/move")
def move_complaint(
    request: Request, number: int, form: Form = Depends(form_of), centre: Centre = Depends(centre_of)
) -> Response:
    """One move by the rules; where it is not made, the page comes again with what was written."""
    with centre.database.read() as connection:
        officer = officer_of(centre, connection, request)
        check_csrf(officer.csrf, form.text("csrf"))
        before = _own(connection, officer, number)
    verb = form.text("verb")
    if form.text("seen") != seen_of(before):
        text = "Phản ánh đã có diễn biến mới từ khi mở trang này. Xem lại rồi gửi lần nữa."
        return _show(centre, officer, number, 409, Fault(verb, form, text))
    mover = Mover(officer.identity.id, officer.identity.unit_code)
    try:
        files = _files(form)
        with writing(centre.database, centre.clock) as writer:
            wanted = _wanted(writer.connection, form, files, mover)
            # Judged again under the lock: of two officers who press at once, one is told that the other was first.
            if seen_of(life.load(writer.connection, number)) != form.text("seen"):
                raise IllegalMove("somebody was first")
            life.move(writer, centre.blobs, number, wanted, mover)
    except life.UnknownComplaint as error:
        raise DeskProblem(404, UNKNOWN) from error
    except IllegalMove:
        text = "Phản ánh đã chuyển sang trạng thái khác. Xem lại rồi gửi lần nữa."
        return _show(centre, officer, number, 409, Fault(verb, form, text))
    except (NotAllowed, MediaRefused) as error:
        return _show(centre, officer, number, 422, Fault(verb, form, str(error)))
    except SubmissionRefused as error:
        return _show(centre, officer, number, 422, Fault(verb, form, " ".join(f.text for f in error.faults)))
    gone = verb == HAND_ON and wanted.verb == "send_back"
    to = "/desk/complaints" if gone else f"/desk/complaints/{number}"
    return RedirectResponse(to, status_code=303, headers=HEADERS)


@router.get("/{number}/files/{sha256}")
def complaint_file(request: Request, number: int, sha256: str, centre: Centre = Depends(centre_of)) -> Response:
    """A photo or video of the complaint."""
    with centre.database.read() as connection:
        officer = officer_of(centre, connection, request)
        return send_photo(centre, connection, _own(connection, officer, number), sha256)


def send_photo(centre: Centre, connection: sa.Connection, complaint: ComplaintRecord, sha256: str) -> Response:
    """A photo or video of a complaint that may be seen. Raises `DeskProblem`."""
    names = {p.sha256: f"{complaint.code}-{n}" for n, p in enumerate(photos_of(complaint), start=1)}
    blob = centre.blobs.find(connection, sha256) if sha256 in names else None
    if blob is None:
        raise DeskProblem(404, "Không có tệp này.")
    return send_file(blob, names[sha256])


def _wanted(connection: sa.Connection, form: Form, files: tuple[SentFile, ...], mover: Mover) -> life.Move:
    """The move that a form means. Raises `NotAllowed` for a form or a unit that nobody knows."""
    verb, text = form.text("verb"), clean_text(form.text("text"))
    if verb == HAND_ON:
        code = _unit_named(connection, form.text("unit"))
        if not text:
            raise NotAllowed("Hãy ghi lý do.")
        own = code in rights.own_units(connection, mover.unit_code)
        return life.Move("reroute" if own else "send_back", text, code)
    if verb not in ("accept", "progress", "extend", "answer", "close", "reopen"):
        raise NotAllowed("Biểu mẫu không hợp lệ.")
    day = parse_day(form.text("until")) if verb == "extend" else None
    if verb == "extend" and day is None:
        raise NotAllowed("Ghi ngày hẹn theo dạng 31-12-2026.")
    return life.Move(verb, text, until=at_local(day, END_OF_DAY) if day else 0, files=files if verb == "close" else ())


def _unit_named(connection: sa.Connection, said: str) -> str:
    """Code of the unit that was chosen by name or code, "" for none. Raises `NotAllowed`."""
    said = said.strip()
    if not said:
        return ""
    # A name stays with those who took over: units that are no more come last.
    named = [u for u in find_all(connection, BY_NAME["unit"]) if isinstance(u, UnitRecord)]
    for unit in sorted(named, key=lambda u: bool(u.valid_to)):
        if said in (unit.code, unit.name):
            return unit.code
    raise NotAllowed("Không có đơn vị này; chọn trong danh sách, hoặc để trống.")


def _names(connection: sa.Connection, today: str) -> list[str]:
    """Names of the units in force on an ISO day."""
    u = SYNCED["unit"].c
    query = sa.select(u.name).where(sa.or_(u.valid_to == "", u.valid_to >= today)).order_by(u.name)
    return [str(name) for name in connection.execute(query).scalars()]


def _files(form: Form) -> tuple[SentFile, ...]:
    """Photos that came along, looked at before anything is written. Raises `MediaRefused`."""
    files = []
    for name, data in form.files:
        if len(data) > FILE_LIMIT:
            raise MediaRefused(f"Ảnh lớn hơn {FILE_LIMIT // 1_000_000} MB. Chọn lại ảnh rồi gửi.")
        sent = SentFile(name, len(data), data)
        check_media(sent)
        files.append(sent)
    return tuple(files)


def _show(centre: Centre, officer: Officer, number: int, status: int = 200, fault: Fault | None = None) -> Response:
    now = int(centre.clock())
    with centre.database.read() as connection:
        complaint = _own(connection, officer, number)
        known = life.reporter_of(connection, number).words()
        verbs = verbs_of(connection, complaint)
        row = row_of(complaint, days_of(connection, complaint), request_life.calendar(connection), now, known)
        lines = [told(step, known, to_unit=True) for step in reversed(steps_of(complaint.timeline))]
        outcome = life.outcome_of(connection, number)
        today = local_date(now)
        return page(
            "complaint.html",
            status,
            officer=officer,
            unit=unit_name(connection, officer.identity.unit_code),
            at=f"/desk/complaints/{number}",
            row=row,
            about=reported(connection, complaint),
            verbs=verbs,
            seen=seen_of(complaint),
            units=_names(connection, today.isoformat()) if "send_back" in verbs else [],
            outcome=outcome,
            note=without_identity(routing_note(complaint), known),
            orders=orders_on(connection, number, officer.identity.unit_code),
            history=[(s.when, f"{s.title}: {s.text}" if s.text else s.title, "") for s in lines],
            fault=fault,
            tomorrow=(today + timedelta(days=1)).isoformat(),
            rated=f"{outcome.stars}/5 sao · {wording.moment(outcome.rated_at)}" if outcome and outcome.stars else "",
        )


def routing_note(complaint: ComplaintRecord) -> str:
    """What was written when the unit got it, until it takes it up: "" for nothing."""
    for _, kind, text, _ in reversed(steps_of(complaint.timeline)):
        if kind == "routed":
            return "" if text == ROUTED else str(text)
        if kind in ("accepted", "progress", "answered", "closed"):
            return ""
    return ""


def _own(connection: sa.Connection, officer: Officer, number: int) -> ComplaintRecord:
    complaint = complaint_of(connection, number)
    mover = Mover(officer.identity.id, officer.identity.unit_code)
    # Another unit's and none at all look the same.
    if complaint is None or not rights.may_see(connection, complaint, mover):
        raise DeskProblem(404, UNKNOWN)
    return complaint
