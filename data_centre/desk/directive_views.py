"""The desk's pages of directives: the list, one with its complaint, and the form that answers it."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from ioc_domain.directive_life import OWED
from ioc_domain.records import ComplaintRecord, DirectiveRecord

from .. import directive_life, request_life, wording
from ..api.centre import Centre, centre_of
from ..feed import FeedWriter
from ..rows import find
from .answers import clean_text, stored_files
from .directive_answers import GONE, DirectiveDraft, give, load_draft, save_draft
from .directive_pages import directive_lines, history, photos_of, reported
from .forms import Form, form_of
from .pages import clock_of, unit_name
from .sessions import DeskProblem, Officer, check_csrf, officer_of
from .site import HEADERS, looks_ahead, page, send_file
from .taking import take_files

router = APIRouter(prefix="/desk/directives", include_in_schema=False)


@router.get("")
def directive_list(request: Request, centre: Centre = Depends(centre_of)) -> Response:
    """All directives to the officer's unit."""
    with centre.database.read() as connection:
        officer = officer_of(centre, connection, request)
        calendar = request_life.calendar(connection)
        waiting, done = directive_lines(connection, officer.identity.unit_code, calendar, centre.clock())
        name = unit_name(connection, officer.identity.unit_code)
    return page("directives.html", officer=officer, unit=name, waiting=waiting, done=done)


@router.get("/{directive_id}")
def directive_page(request: Request, directive_id: str, centre: Centre = Depends(centre_of)) -> Response:
    """One directive. Seeing it for the first time opens it."""
    with centre.database.read() as connection:
        officer = officer_of(centre, connection, request)
        directive = _own(connection, officer, directive_id)
    if directive_life.read_at_desk(directive, 0, "") != directive and not looks_ahead(request):
        with centre.database.write() as connection:
            writer = FeedWriter(connection, int(centre.clock()))
            directive_life.open_at_desk(writer, directive_id, officer.identity.name)
            writer.flush()
    return _show(centre, officer, directive_id)


@router.post("/{directive_id}/draft")
def keep_directive_draft(
    request: Request, directive_id: str, form: Form = Depends(form_of), centre: Centre = Depends(centre_of)
) -> Response:
    """Keep what is written; files come along. The page's own script asks for JSON."""
    officer, draft, fault = _take(centre, request, directive_id, form)
    if request.headers.get("accept") == "application/json":
        saved = {"saved_at": wording.moment(draft.saved_at)[:5]}
        return Response(msgspec.json.encode(saved), media_type="application/json", headers=HEADERS)
    if fault:
        return _show(centre, officer, directive_id, 422, files=fault)
    return RedirectResponse(f"/desk/directives/{directive_id}", status_code=303, headers=HEADERS)


@router.post("/{directive_id}/answer")
def answer_directive(
    request: Request, directive_id: str, form: Form = Depends(form_of), centre: Centre = Depends(centre_of)
) -> Response:
    """Send the answer; with faults the page comes again and nothing written is lost."""
    officer, draft, fault = _take(centre, request, directive_id, form)
    missing = "" if draft.answer else "Hãy ghi kết quả thực hiện."
    if fault or missing:
        return _show(centre, officer, directive_id, 422, answer=missing, files=fault)
    with centre.database.write() as connection:
        give(connection, directive_id, draft, officer.identity, int(centre.clock()))
    return RedirectResponse(f"/desk/directives/{directive_id}", status_code=303, headers=HEADERS)


@router.get("/{directive_id}/files/{sha256}")
def directive_file(request: Request, directive_id: str, sha256: str, centre: Centre = Depends(centre_of)) -> Response:
    """A file of the answer or its draft, or a photo of the complaint."""
    with centre.database.read() as connection:
        officer = officer_of(centre, connection, request)
        directive = _own(connection, officer, directive_id)
        files = (*stored_files(directive.files), *load_draft(connection, directive_id).files)
        names = {f.sha256: f.name for f in files}
        complaint = find(connection, directive_life.COMPLAINT, directive.complaint)
        if isinstance(complaint, ComplaintRecord):
            names |= {p.sha256: f"{directive.code}-{n}" for n, p in enumerate(photos_of(complaint), start=1)}
        blob = centre.blobs.find(connection, sha256) if sha256 in names else None
    if blob is None:
        raise DeskProblem(404, "Không có tệp này.")
    return send_file(blob, names[sha256])


def _take(centre: Centre, request: Request, directive_id: str, form: Form) -> tuple[Officer, DirectiveDraft, str]:
    """(officer, kept draft, what is wrong with the files): whatever was sent is kept first."""
    now = int(centre.clock())
    with centre.database.write() as connection:
        officer = officer_of(centre, connection, request)
        check_csrf(officer.csrf, form.text("csrf"))
        if _own(connection, officer, directive_id).state not in OWED:
            raise DeskProblem(409, GONE)
        before = load_draft(connection, directive_id).files
        files, fault = take_files(centre, connection, officer, form, before, now)
        draft = DirectiveDraft(clean_text(form.text("answer")), files, now)
        save_draft(connection, directive_id, draft, officer.identity.id, now)
    return officer, draft, fault


def _show(
    centre: Centre, officer: Officer, directive_id: str, status: int = 200, *, answer: str = "", files: str = ""
) -> Response:
    """The page. `answer`, `files`: what is wrong with them."""
    now = centre.clock()
    with centre.database.read() as connection:
        directive = _own(connection, officer, directive_id)
        owed = directive.state in OWED
        calendar = request_life.calendar(connection)
        return page(
            "directive.html",
            status,
            officer=officer,
            unit=unit_name(connection, officer.identity.unit_code),
            directive=directive,
            routed_from=unit_name(connection, directive.routed_from) if directive.routed_from else "",
            state=wording.DIRECTIVE_STATES.get(directive.state, directive.state),
            clock=clock_of(directive.deadline, directive.deadline_days, calendar, now) if owed else None,
            complaint=reported(connection, directive.complaint),
            draft=load_draft(connection, directive_id),
            owed=owed,
            answer_files=stored_files(directive.files),
            history=history(directive),
            answer_fault=answer,
            files_fault=files,
        )


def _own(connection: sa.Connection, officer: Officer, directive_id: str) -> DirectiveRecord:
    found = find(connection, directive_life.DIRECTIVE, directive_id)
    # Another unit's directive and none at all look the same.
    if not isinstance(found, DirectiveRecord) or found.unit_code != officer.identity.unit_code:
        raise DeskProblem(404, "Không có chỉ đạo này.")
    return found
