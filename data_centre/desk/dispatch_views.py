"""The dispatcher's pages: what waits for a unit, one of it, and the forms that place or close it."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from ioc_domain.codes import ComplaintStatus
from ioc_domain.complaint_life import IllegalMove, moves_from
from ioc_domain.entities import BY_NAME
from ioc_domain.identity import REPORTER_RIGHT
from ioc_domain.records import ComplaintRecord, UnitRecord
from ioc_domain.working_time import local_date

from ..api.centre import Centre, centre_of
from ..complaints import life, waiting
from ..complaints.corrections import with_correction
from ..complaints.proposals import proposals, sent_back_by
from ..complaints.rights import Mover, NotAllowed
from ..complaints.steps import steps_of, told
from ..complaints.submission import SubmissionRefused
from ..complaints.waiting import Waiting
from ..feed import writing
from ..models import SYNCED
from ..rows import find, find_all
from . import presence
from .complaint_views import UNKNOWN, send_photo
from .complaints import seen_of, status_words
from .dispatch import Names, Wanted, clock_of, done_words, happened, listed, row_of
from .dispatch_near import near_ones
from .drafts import clean_text
from .forms import Form, form_of
from .places import places_of
from .reported import complaint_of, reported
from .sessions import DeskProblem, Officer, check_csrf, dispatcher_of
from .site import DISPATCH, HEADERS, looks_ahead, page
from .unit_choice import (
    area_value,
    areas_of,
    choice_of,
    correction_of,
    ended_words,
    looks_first,
    subject_value,
    subjects_of,
)

router = APIRouter(prefix=DISPATCH, include_in_schema=False)
ROUTE, REJECT = "route", "reject"
CHOOSE = "Chọn đơn vị nhận phản ánh."
AGAIN = "Ghi lý do vì sao vẫn chuyển cho đơn vị đã trả lại phản ánh này."


@dataclass(frozen=True)
class Fault:
    """What kept a form from being done: which one, and why."""

    verb: str
    text: str


@router.get("")
def dispatch_list(request: Request, centre: Centre = Depends(centre_of)) -> Response:
    """All that waits, the longest first."""
    wanted, now = Wanted.of(request.query_params), int(centre.clock())
    with centre.database.read() as connection:
        officer = dispatcher_of(centre, connection, request)
        found = waiting.all_waiting(connection, local_date(now))
        return page(
            "dispatch.html",
            officer=officer,
            places=places_for(connection, officer),
            wanted=wanted,
            found=listed(connection, found, wanted, now, presence.of_others(connection, officer.identity, now)),
            done=done_words(connection, request.query_params.get("done", "")),
            now=now,
            newest=max((w.since for w in found), default=0),
        )


@router.get("/state")
def dispatch_state(request: Request, since: int = 0, centre: Centre = Depends(centre_of)) -> Response:
    """How much waits, and how much of it came since: for a page that is open."""
    with centre.database.read() as connection:
        dispatcher_of(centre, connection, request)
        found = waiting.all_waiting(connection, local_date(centre.clock()))
    told_ = {"waiting": len(found), "new": sum(w.since > since for w in found)}
    return Response(msgspec.json.encode(told_), media_type="application/json", headers=HEADERS)


@router.get("/{number}")
def dispatch_page(request: Request, number: int, centre: Centre = Depends(centre_of)) -> Response:
    """One complaint. Opening it tells the other dispatchers."""
    now = int(centre.clock())
    with centre.database.read() as connection:
        officer = dispatcher_of(centre, connection, request)
        others = presence.of_others(connection, officer.identity, now)
        waits = waiting.waits(connection, known_complaint(connection, number), local_date(now))
    if waits and not looks_ahead(request):
        with centre.database.write() as connection:
            presence.mark(connection, number, officer.identity, now)
    other = others.get(number)
    done = request.query_params.get("done", "")
    return show(centre, officer, number, done=done, open_by=other.name if other else "")


@router.get("/{number}/files/{sha256}")
def dispatch_file(request: Request, number: int, sha256: str, centre: Centre = Depends(centre_of)) -> Response:
    """A photo or video of the complaint."""
    with centre.database.read() as connection:
        dispatcher_of(centre, connection, request)
        return send_photo(centre, connection, known_complaint(connection, number), sha256)


@router.post("/{number}/route")
def route_complaint(
    request: Request, number: int, form: Form = Depends(form_of), centre: Centre = Depends(centre_of)
) -> Response:
    """Give it to a unit; or look for units and proposals again, which changes nothing."""
    with centre.database.read() as connection:
        officer = dispatcher_of(centre, connection, request)
        check_csrf(officer.csrf, form.text("csrf"))
        before = known_complaint(connection, number)
        correct = correction_of(form, Names(connection).subject(before))
        if looks_first(form):
            return show(centre, officer, number, form=form)
        fault = unit_fault(connection, form, [before], int(centre.clock()))
    if fault is not None:
        return show(centre, officer, number, fault[0], form, Fault(ROUTE, fault[1]))
    wanted = life.Move(waiting.verb_of(before), clean_text(form.text("text")), form.text("unit"), correct=correct)
    return _moved(centre, officer, before, form, ROUTE, wanted)


@router.post("/{number}/reject")
def reject_complaint(
    request: Request, number: int, form: Form = Depends(form_of), centre: Centre = Depends(centre_of)
) -> Response:
    """Close it as out of scope; the reason is published."""
    with centre.database.read() as connection:
        officer = dispatcher_of(centre, connection, request)
        check_csrf(officer.csrf, form.text("csrf"))
        before = known_complaint(connection, number)
    return _moved(centre, officer, before, form, REJECT, life.Move("reject", clean_text(form.text("text"))))


def unit_fault(
    connection: sa.Connection, form: Form, complaints: list[ComplaintRecord], now: int
) -> tuple[int, str] | None:
    """(status, what is wrong with the unit that was chosen), None for a good one."""
    code, today = form.text("unit"), local_date(now)
    unit = find(connection, BY_NAME["unit"], code) if code else None
    if not isinstance(unit, UnitRecord):
        return 422, CHOOSE
    ended, successor = ended_words(connection, code, today)
    if ended:
        form.fields["unit"] = successor
        return 409, ended
    gone = waiting.gone_units(connection, today)
    back = [c.code for c in complaints if sent_back_by(waiting.waiting_of(c, gone), unit)]
    if back and not form.text("text").strip():
        return 422, AGAIN if len(complaints) == 1 else f"{AGAIN[:-1]}: {', '.join(back)}."
    return None


def places_for(connection: sa.Connection, officer: Officer) -> list[object]:
    """The parts of the desk for a dispatcher who also acts for a unit; nothing to choose for the others."""
    identity = officer.identity
    return list(places_of(connection, identity.unit_code, dispatches=True)) if identity.acts_for_unit() else []


def _moved(
    centre: Centre, officer: Officer, before: ComplaintRecord, form: Form, verb: str, wanted: life.Move
) -> Response:
    """A move through the one function, then on to the next; where it is not made, the page comes again."""
    number, mover = before.id, Mover(officer.identity.id, dispatches=True)
    try:
        with writing(centre.database, centre.clock) as writer:
            # Judged under the lock: of two dispatchers who press at once, one is told that the other was first.
            if seen_of(life.load(writer.connection, number)) != form.text("seen"):
                raise IllegalMove("somebody was first")
            life.move(writer, centre.blobs, number, wanted, mover)
            presence.drop(writer.connection, [number])
    except life.UnknownComplaint as error:
        raise DeskProblem(404, UNKNOWN) from error
    except (IllegalMove, NotAllowed):
        with centre.database.read() as connection:
            text = happened(connection, known_complaint(connection, number))
        return show(centre, officer, number, 409, form, Fault(verb, text))
    except SubmissionRefused as error:
        return show(centre, officer, number, 422, form, Fault(verb, " ".join(f.text for f in error.faults)))
    return RedirectResponse(_next(centre, officer, before), status_code=303, headers=HEADERS)


def _next(centre: Centre, officer: Officer, before: ComplaintRecord) -> str:
    """Where it goes on: the one that waits longest and that nobody else has open, else the list."""
    now = int(centre.clock())
    with centre.database.read() as connection:
        others = presence.of_others(connection, officer.identity, now)
        found = waiting.all_waiting(connection, local_date(now))
    free = [w.complaint.id for w in found if w.complaint.id not in others]
    return f"{DISPATCH}/{free[0]}?done={before.id}" if free else f"{DISPATCH}?done={before.id}"


def show(
    centre: Centre,
    officer: Officer,
    number: int,
    status: int = 200,
    form: Form | None = None,
    fault: Fault | None = None,
    done: str = "",
    open_by: str = "",
    reporter: list[tuple[str, str]] | None = None,
    reporter_fault: str = "",
) -> Response:
    """The page of one complaint, as it is now, with what a form left in it."""
    now = int(centre.clock())
    today = local_date(now)
    with centre.database.read() as connection:
        complaint = known_complaint(connection, number)
        names, known = Names(connection), life.reporter_of(connection, number).words()
        found = waiting.all_waiting(connection, today)
        why = waiting.waiting_of(complaint, waiting.gone_units(connection, today))
        waits = waiting.waits(connection, complaint, today)
        near, beside = near_ones(connection, complaint)
        subject = after = names.subject(complaint)
        if form is not None:
            try:
                after = with_correction(connection, subject, correction_of(form, subject), today.isoformat())
            except SubmissionRefused as error:
                fault, status = Fault(ROUTE, " ".join(f.text for f in error.faults)), 422
        proposed = proposals(connection, why, after, beside, now) if waits else []
        route = form if form is not None and (fault is None or fault.verb == ROUTE) else None
        order = [w.complaint.id for w in found]
        return page(
            "dispatch_one.html",
            status,
            officer=officer,
            at=f"{DISPATCH}/{number}",
            row=row_of(connection, why, names, now, known),
            clock=clock_of(why, names, now) if waits else None,
            state=status_words(complaint),
            about=reported(connection, complaint),
            waits=waits,
            rejectable=waits and "reject" in moves_from(ComplaintStatus(complaint.status)),
            seen=seen_of(complaint),
            choice=choice_of(connection, proposed, route, _warned(connection, why), today),
            subject=subject_value(after),
            subjects=subjects_of(connection, subject, today) if waits else [],
            area=area_value(after),
            row_subject=subject_value(subject),
            row_area=area_value(subject),
            no_area=after.area is None or bool(after.area.valid_to),
            areas=areas_of(names, subject) if waits else [],
            near=near,
            history=_history(complaint, known),
            fault=fault,
            form=form,
            done=done_words(connection, done),
            open_by=open_by,
            longest=order[0] if order else 0,
            place=(order.index(number) + 1, len(order)) if number in order else (0, len(order)),
            now=now,
            may_look=REPORTER_RIGHT in officer.identity.rights,
            reporter=reporter,
            reporter_fault=reporter_fault,
        )


def _warned(connection: sa.Connection, why: Waiting) -> dict[str, str]:
    """Units that sent it back, by code."""
    u = SYNCED["unit"].c
    where = sa.or_(u.short_name.in_(why.senders), u.name.in_(why.senders))
    found = find_all(connection, BY_NAME["unit"], where) if why.senders else []
    return {x.code: "Đã trả lại phản ánh này" for x in found if isinstance(x, UnitRecord)}


def _history(complaint: ComplaintRecord, known: tuple[str, ...]) -> list[tuple[str, str, str]]:
    lines = [told(step, known, to_unit=True) for step in reversed(steps_of(complaint.timeline))]
    return [(s.when, f"{s.title}: {s.text}" if s.text else s.title, "") for s in lines]


def known_complaint(connection: sa.Connection, number: int) -> ComplaintRecord:
    """The complaint with this number. Raises `DeskProblem` where there is none."""
    complaint = complaint_of(connection, number)
    if complaint is None:
        raise DeskProblem(404, UNKNOWN)
    return complaint
