"""The desk on an application."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.responses import RedirectResponse
from starlette.staticfiles import StaticFiles

from . import complaint_views, signing, task_views
from .sessions import DeskProblem, SignedOut
from .site import FRONT, HEADERS, HERE, page

FONTS = HERE.parent.parent / "resources" / "fonts"

router = APIRouter(prefix="/desk", include_in_schema=False)


def install(app: FastAPI) -> None:
    """Put the desk on an application."""
    for part in (signing.router, router, *task_views.ROUTERS, complaint_views.router):
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
    return RedirectResponse(FRONT, status_code=303, headers=HEADERS)
