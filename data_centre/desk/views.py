"""The desk on an application."""

from __future__ import annotations

import contextlib

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from starlette.responses import RedirectResponse
from starlette.staticfiles import StaticFiles

from ..api.centre import Centre, centre_of
from . import complaint_views, dispatch_bulk, dispatch_reporter, dispatch_views, signing, task_views
from .sessions import DeskProblem, SignedOut, signed_in
from .site import DISPATCH, FRONT, HEADERS, HERE, page

FONTS = HERE.parent.parent / "resources" / "fonts"

router = APIRouter(prefix="/desk", include_in_schema=False)


def install(app: FastAPI) -> None:
    """Put the desk on an application."""
    dispatch = (dispatch_bulk.router, dispatch_reporter.router, dispatch_views.router)
    for part in (signing.router, router, *task_views.ROUTERS, complaint_views.router, *dispatch):
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
def front(request: Request, centre: Centre = Depends(centre_of)) -> Response:
    """To the list of whoever asks."""
    to = FRONT
    with centre.database.read() as connection, contextlib.suppress(SignedOut):
        to = FRONT if signed_in(centre, connection, request).identity.acts_for_unit() else DISPATCH
    return RedirectResponse(to, status_code=303, headers=HEADERS)
