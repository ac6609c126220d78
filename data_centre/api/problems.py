"""Every error leaves as RFC 9457 problem JSON with a stable `code`."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import msgspec
import sqlalchemy as sa
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from ioc_domain.wire import PROBLEM_TYPE, Problem

from ..changes import CursorProblem

LOG = logging.getLogger("data_centre")

_TITLES = {
    400: ("bad_request", "Bad request"),
    401: ("sign_in", "Sign-in needed"),
    403: ("forbidden", "Not allowed"),
    404: ("not_found", "Not found"),
    405: ("method_not_allowed", "Method not allowed"),
    406: ("not_acceptable", "Not acceptable"),
    413: ("too_large", "Too large"),
    415: ("unsupported_type", "Unsupported type"),
}


class ApiProblem(Exception):
    """An answer that is a problem."""

    def __init__(
        self, status: int, code: str, title: str, detail: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.problem = Problem(code=code, title=title, status=status, detail=detail)
        self.headers = dict(headers or {})


def answer(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The response of a problem."""
    return Response(
        msgspec.json.encode(problem),
        status_code=problem.status,
        media_type=PROBLEM_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def install(app: FastAPI) -> None:
    """Put the handlers on an application."""
    app.add_exception_handler(ApiProblem, _own)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(sa.exc.OperationalError, busy)
    app.add_exception_handler(sa.exc.DataError, _not_storable)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _crash)


def _own(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiProblem)
    return answer(error.problem, error.headers)


def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, title = _TITLES.get(error.status_code, ("http_error", "The request could not be answered"))
    return answer(Problem(code=code, title=title, status=error.status_code), error.headers)


def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [{"at": ".".join(str(p) for p in e["loc"]), "text": e["msg"]} for e in error.errors()]
    return answer(
        Problem(code="invalid_request", title="The request is not of the right form", status=422, errors=errors)
    )


def _not_storable(_request: Request, _error: Exception) -> Response:
    """A zero byte or an endless number: PostgreSQL will not even compare with it."""
    return answer(Problem(code="invalid_request", title="The request is not of the right form", status=422))


def _gone(_request: Request, _error: Exception) -> Response:
    """The connection ended in the middle of the body: nobody hears the answer, and it is no fault of ours to log."""
    return answer(Problem(code="bad_request", title="The body was cut", status=400))


def cursor_problem(error: CursorProblem) -> ApiProblem:
    """409, 410 or 422 for a cursor that cannot be continued."""
    return ApiProblem(error.status, error.code, "The cursor cannot be continued", error.detail)


def busy(request: Request, error: Exception) -> Response:
    """503 when the database does not answer in time."""
    # The statement may carry citizens' text: only the kind of error is logged.
    LOG.warning("database busy at %s: %s", request.url.path, type(getattr(error, "orig", error)).__name__)
    problem = Problem(code="database_busy", title="The database is busy", status=503, detail="Try again in a moment.")
    return answer(problem, {"Retry-After": "2"})


def _crash(request: Request, error: Exception) -> Response:
    LOG.error("unexpected %s at %s", type(error).__name__, request.url.path, exc_info=error)
    return answer(Problem(code="internal", title="Something went wrong in the data centre", status=500))
