"""The desk's pages and forms."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import jinja2
import msgspec
import sqlalchemy as sa
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse
from starlette.staticfiles import StaticFiles

from ioc_domain.codes import RequestState
from ioc_domain.records import ExplanationRequestRecord
from ioc_domain.working_time import local_date

from .. import audit, request_life, wording
from ..accounts import password_fits
from ..api.centre import Centre, centre_of
from ..feed import FeedWriter
from ..rows import find
from . import sessions
from .answers import Draft, StoredFile, clean_text, faults, give, load_draft, required, save_draft, stored_files
from .forms import Form, form_of
from .pages import ANSWERABLE, clock_of, figure_of, history_of, lines_of, unit_name
from .sessions import DeskProblem, Officer, SignedOut, check_csrf, officer_of
from .uploads import FILES_LIMIT, UploadRefused, check_upload

HERE = Path(__file__).parent
FONTS = HERE.parent.parent / "resources" / "fonts"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
FIELDS = ("cause", "remedy", "promised_value", "promised_date")
SHOWN = ("image/png", "image/jpeg", "image/webp")

router = APIRouter(prefix="/desk", include_in_schema=False)
templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
templates.filters.update(number=wording.number, moment=wording.moment, day=wording.day, size=wording.size)


def install(app: FastAPI) -> None:
    """Put the desk on an application."""
    app.include_router(router)
    app.mount("/desk/static", StaticFiles(directory=HERE / "static"))
    if FONTS.is_dir():
        app.mount("/desk/fonts", StaticFiles(directory=FONTS))
    app.add_exception_handler(SignedOut, _to_sign_in)
    app.add_exception_handler(DeskProblem, _problem)


def page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A rendered template with the desk's headers."""
    return HTMLResponse(templates.get_template(name).render(**values), status_code=status, headers=HEADERS)


def _to_sign_in(request: Request, _error: Exception) -> Response:
    after = f"?after={request.url.path}" if request.method == "GET" else ""
    return RedirectResponse(f"/desk/sign-in{after}", status_code=303, headers=HEADERS)


def _problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, DeskProblem)
    return page("problem.html", error.status, text=error.text)


# --- signing in ------------------------------------------------------------------------------------------------


@router.get("")
def front() -> Response:
    """To the list."""
    return RedirectResponse("/desk/requests", status_code=303, headers=HEADERS)


@router.get("/sign-in")
def sign_in_page(request: Request, after: str = "") -> Response:
    """The form to sign in."""
    token = sessions.form_token(request)
    answer = page("sign_in.html", csrf=token, account="", after=_own_path(after), fault="")
    sessions.set_cookie(request, answer, sessions.FORM_COOKIE, token, 3600)
    return answer


@router.post("/sign-in")
def sign_in(request: Request, form: Form = Depends(form_of), centre: Centre = Depends(centre_of)) -> Response:
    """Check name and password; begin a session."""
    check_csrf(request.cookies.get(sessions.FORM_COOKIE, ""), form.text("csrf"))
    account, address = form.text("account").strip(), request.client.host if request.client else ""
    after = _own_path(form.text("after"))

    def again(status: int, fault: str) -> Response:
        return page("sign_in.html", status, csrf=form.text("csrf"), account=account, after=after, fault=fault)

    if wait := centre.limit.seconds_to_wait(account, address):
        return again(429, f"Sai quá nhiều lần. Thử lại sau {wait} giây.")
    with centre.database.read() as connection:
        fits = password_fits(connection, account, form.text("password"))
        identity = centre.identities.identity(connection, account) if fits else None
    if identity is None:
        centre.limit.failed(account, address)
        return again(401, "Tên hoặc mật khẩu không đúng.")
    centre.limit.succeeded(account)
    if not sessions.may_use(identity):
        return again(403, "Tài khoản này không thuộc đơn vị nào.")
    with centre.database.write() as connection:
        token = sessions.begin(connection, identity.id, int(centre.clock()))
        audit.write(connection, int(centre.clock()), identity.id, "desk_sign_in", identity.unit_code, {})
    answer = RedirectResponse(after, status_code=303, headers=HEADERS)
    sessions.set_cookie(request, answer, sessions.COOKIE, token, sessions.SECONDS)
    return answer


@router.post("/sign-out")
def sign_out(request: Request, form: Form = Depends(form_of), centre: Centre = Depends(centre_of)) -> Response:
    """End the session."""
    with centre.database.write() as connection:
        officer = officer_of(centre, connection, request)
        check_csrf(officer.csrf, form.text("csrf"))
        sessions.end(connection, officer)
    answer = RedirectResponse("/desk/sign-in", status_code=303, headers=HEADERS)
    answer.delete_cookie(sessions.COOKIE, path=sessions.PATH)
    return answer


# --- requests --------------------------------------------------------------------------------------------------


@router.get("/requests")
def request_list(request: Request, centre: Centre = Depends(centre_of)) -> Response:
    """All requests to the officer's unit."""
    with centre.database.read() as connection:
        officer = officer_of(centre, connection, request)
        calendar = request_life.calendar(connection)
        waiting, done = lines_of(connection, officer.identity.unit_code, calendar, centre.clock())
        name = unit_name(connection, officer.identity.unit_code)
    return page("requests.html", officer=officer, unit=name, waiting=waiting, done=done)


@router.get("/requests/{request_id}")
def request_page(request: Request, request_id: str, centre: Centre = Depends(centre_of)) -> Response:
    """One request. Seeing it for the first time opens it."""
    with centre.database.read() as connection:
        officer = officer_of(centre, connection, request)
        asked = _own(connection, officer, request_id)
    # A browser that only looks ahead has not read it.
    ahead = "prefetch" in request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")
    if asked.state in (RequestState.RECEIVED, RequestState.DELIVERED) and not ahead:
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
    headers = {**HEADERS, "Content-Security-Policy": "default-src 'none'; sandbox"}
    kind = "inline" if blob.mime in SHOWN else "attachment"
    return FileResponse(
        blob.path, media_type=blob.mime, headers=headers, filename=known[sha256].name, content_disposition_type=kind
    )


def _take(centre: Centre, request: Request, request_id: str, form: Form) -> tuple[Officer, Draft, str]:
    """(officer, kept draft, what is wrong with the files): whatever was sent is kept first."""
    now = int(centre.clock())
    with centre.database.write() as connection:
        officer = officer_of(centre, connection, request)
        check_csrf(officer.csrf, form.text("csrf"))
        asked = _own(connection, officer, request_id)
        if asked.state not in ANSWERABLE:
            raise DeskProblem(409, "Yêu cầu này đã được trả lời, đóng hoặc rút lại.")
        before = load_draft(connection, asked)
        files = [f for f in before.files if f.sha256 != form.text("remove")]
        fault = ""
        for name, data in form.files:
            try:
                upload = check_upload(name, data)
                if len(files) >= FILES_LIMIT:
                    raise UploadRefused(f"Tối đa {FILES_LIMIT} tệp.")
            except UploadRefused as refusal:
                fault = str(refusal)
                continue
            sha256 = centre.blobs.put(
                connection, upload.data, kind="answer", mime=upload.mime, now=now, account=officer.identity.id
            )
            if all(f.sha256 != sha256 for f in files):
                files.append(StoredFile(upload.name, len(data), sha256, upload.mime))
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
        clock = clock_of(asked, request_life.calendar(connection), now) if open_ else None
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


def _own_path(path: str) -> str:
    """A path of the desk to go on to; anything else leads to the list."""
    safe = path.startswith("/desk/requests") and "\\" not in path and "//" not in path and path.isprintable()
    return path if safe else "/desk/requests"
