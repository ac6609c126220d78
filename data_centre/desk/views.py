"""The desk's pages and forms."""

from __future__ import annotations

from collections import defaultdict

import msgspec
import sqlalchemy as sa
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from starlette.responses import RedirectResponse
from starlette.staticfiles import StaticFiles

from ioc_domain.codes import RequestState
from ioc_domain.records import ExplanationRequestRecord
from ioc_domain.working_time import local_date

from .. import request_life, wording
from ..api.centre import Centre, centre_of
from ..feed import FeedWriter
from ..rows import find
from . import directive_views, signing
from .answers import Draft, clean_text, faults, give, load_draft, required, save_draft, stored_files
from .directive_pages import owed_directives
from .forms import Form, form_of
from .pages import ANSWERABLE, clock_of, figure_of, history_of, lines_of, unit_name
from .sessions import DeskProblem, Officer, SignedOut, check_csrf, officer_of
from .site import HEADERS, HERE, looks_ahead, page, send_file
from .taking import take_files

FONTS = HERE.parent.parent / "resources" / "fonts"
FIELDS = ("cause", "remedy", "promised_value", "promised_date")

router = APIRouter(prefix="/desk", include_in_schema=False)


def install(app: FastAPI) -> None:
    """Put the desk on an application."""
    for part in (signing.router, router, directive_views.router):
        app.include_router(part)
    app.mount("/desk/static", StaticFiles(directory=HERE / "static"))
    if FONTS.is_dir():
        app.mount("/desk/fonts", StaticFiles(directory=FONTS))
    app.add_exception_handler(SignedOut, _to_sign_in)
    app.add_exception_handler(DeskProblem, _problem)


def _to_sign_in(request: Request, _error: Exception) -> Response:
    after = f"?after={request.url.path}" if request.method == "GET" else ""
    return RedirectResponse(f"/desk/sign-in{after}", status_code=303, headers=HEADERS)


def _problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, DeskProblem)
    return page("problem.html", error.status, text=error.text)


@router.get("")
def front() -> Response:
    """To the list."""
    return RedirectResponse("/desk/requests", status_code=303, headers=HEADERS)


# --- requests --------------------------------------------------------------------------------------------------


@router.get("/requests")
def request_list(request: Request, centre: Centre = Depends(centre_of)) -> Response:
    """All requests to the officer's unit."""
    with centre.database.read() as connection:
        officer = officer_of(centre, connection, request)
        calendar = request_life.calendar(connection)
        waiting, done = lines_of(connection, officer.identity.unit_code, calendar, centre.clock())
        name = unit_name(connection, officer.identity.unit_code)
        orders = owed_directives(connection, officer.identity.unit_code)
    return page("requests.html", officer=officer, unit=name, waiting=waiting, done=done, orders=orders)


@router.get("/requests/{request_id}")
def request_page(request: Request, request_id: str, centre: Centre = Depends(centre_of)) -> Response:
    """One request. Seeing it for the first time opens it."""
    with centre.database.read() as connection:
        officer = officer_of(centre, connection, request)
        asked = _own(connection, officer, request_id)
    if asked.state in (RequestState.RECEIVED, RequestState.DELIVERED) and not looks_ahead(request):
        _open(centre, officer, request_id)
    return _show(centre, officer, request_id)


@router.post("/requests/{request_id}/draft")
def keep_draft(
    request: Request, request_id: str, form: Form = Depends(form_of), centre: Centre = Depends(centre_of)
) -> Response:
    """Keep what is written; files come along. The page's own script asks for JSON."""
    officer, draft, fault = _take(centre, request, request_id, form)
    if request.headers.get("accept") == "application/json":
        saved = {"saved_at": wording.moment(draft.saved_at)[:5]}
        return Response(msgspec.json.encode(saved), media_type="application/json", headers=HEADERS)
    if fault:
        return _show(centre, officer, request_id, 422, {"files": fault})
    return RedirectResponse(f"/desk/requests/{request_id}", status_code=303, headers=HEADERS)


@router.post("/requests/{request_id}/answer")
def answer(
    request: Request, request_id: str, form: Form = Depends(form_of), centre: Centre = Depends(centre_of)
) -> Response:
    """Send the answer; with faults the page comes again and nothing written is lost."""
    officer, draft, fault = _take(centre, request, request_id, form)
    with centre.database.read() as connection:
        found = faults(_own(connection, officer, request_id), draft, centre.clock())
    if fault:
        found["files"] = fault
    if found:
        return _show(centre, officer, request_id, 422, found)
    with centre.database.write() as connection:
        give(connection, request_id, draft, officer.identity, int(centre.clock()))
    return RedirectResponse(f"/desk/requests/{request_id}", status_code=303, headers=HEADERS)


@router.get("/requests/{request_id}/files/{sha256}")
def file(request: Request, request_id: str, sha256: str, centre: Centre = Depends(centre_of)) -> Response:
    """A file of the request's answer or draft."""
    with centre.database.read() as connection:
        officer = officer_of(centre, connection, request)
        asked = _own(connection, officer, request_id)
        known = {f.sha256: f for f in (*stored_files(asked.files), *load_draft(connection, asked).files)}
        blob = centre.blobs.find(connection, sha256) if sha256 in known else None
    if blob is None:
        raise DeskProblem(404, "Không có tệp này.")
    return send_file(blob, known[sha256].name)


def _take(centre: Centre, request: Request, request_id: str, form: Form) -> tuple[Officer, Draft, str]:
    """(officer, kept draft, what is wrong with the files): whatever was sent is kept first."""
    now = int(centre.clock())
    with centre.database.write() as connection:
        officer = officer_of(centre, connection, request)
        check_csrf(officer.csrf, form.text("csrf"))
        asked = _own(connection, officer, request_id)
        if asked.state not in ANSWERABLE:
            raise DeskProblem(409, "Yêu cầu này đã được trả lời, đóng hoặc rút lại.")
        files, fault = take_files(
            centre, connection, officer, form, load_draft(connection, asked).files, now
        )
        draft = Draft(
            cause=clean_text(form.text("cause")),
            remedy=clean_text(form.text("remedy")),
            promised_value=clean_text(form.text("promised_value"))[:40],
            promised_date=clean_text(form.text("promised_date"))[:20],
            files=files,
            saved_at=now,
        )
        save_draft(connection, request_id, draft, officer.identity.id, now)
    return officer, draft, fault


def _open(centre: Centre, officer: Officer, request_id: str) -> None:
    now = int(centre.clock())
    with centre.database.write() as connection:
        asked = request_life.load(connection, request_id)
        writer = FeedWriter(connection, now)
        if asked is not None and asked.state == RequestState.DELIVERED:
            request_life.advance(
                writer, asked, "open", actor=officer.identity.name, text="Đơn vị mở yêu cầu", opened_at=now
            )
        elif asked is not None and asked.state == RequestState.RECEIVED:
            # The officer is faster than the notice: it has come to the desk all the same.
            request_life.deliver_and_open(writer, asked, officer.identity.name)
        writer.flush()


def _show(
    centre: Centre, officer: Officer, request_id: str, status: int = 200, found: dict[str, str] | None = None
) -> Response:
    now = centre.clock()
    with centre.database.read() as connection:
        asked = _own(connection, officer, request_id)
        open_ = asked.state in ANSWERABLE
        clock = clock_of(asked.deadline, asked.deadline_days, request_life.calendar(connection), now) if open_ else None
        return page(
            "request.html",
            status,
            officer=officer,
            unit=unit_name(connection, officer.identity.unit_code),
            asked=asked,
            period=wording.period(asked.period),
            state=wording.STATES.get(asked.state, asked.state),
            clock=clock,
            figure=figure_of(connection, centre.blobs, asked),
            draft=load_draft(connection, asked),
            answerable=open_,
            needs=required(asked),
            answer_files=stored_files(asked.files),
            history=history_of(connection, request_id),
            faults=defaultdict(str, found or {}),
            first_fault=next((name for name in FIELDS if name in (found or {})), ""),
            today=local_date(now).isoformat(),
        )


def _own(connection: sa.Connection, officer: Officer, request_id: str) -> ExplanationRequestRecord:
    asked = find(connection, request_life.REQUEST, request_id)
    # Another unit's request and none at all look the same.
    if not isinstance(asked, ExplanationRequestRecord) or asked.unit_code != officer.identity.unit_code:
        raise DeskProblem(404, "Không có yêu cầu này.")
    return asked
