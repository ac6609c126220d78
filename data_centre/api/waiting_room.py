"""`GET /v1/wait`: plain ASGI in front of the other calls.

Thousands wait at once and are answered in one moment. What FastAPI keeps for each call under way, and what it does on
the way out, would double the memory and the time; so this one call reads its three parameters itself.
"""

from __future__ import annotations

import asyncio
import math
from typing import Any
from urllib.parse import parse_qs

import sqlalchemy as sa
from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ioc_domain.wire import WaitAnswer

from ..buckets import Head
from ..changes import CursorProblem, check_cursor
from . import problems
from .centre import Centre, bearer, json_answer
from .description import answers, takes
from .problems import ApiProblem, cursor_problem
from .protocol import spoken

PATH = "/v1/wait"
WAIT_MAX = 55.0
DESCRIPTION: dict[str, Any] = {
    "get": {
        "tags": ["sync"],
        "summary": "Wait until there is something to pull",
        "description": "204 when nothing came, else `WaitAnswer`. Who loses the right to wait is told so meanwhile.",
        "operationId": "wait",
        "parameters": [
            *takes()["parameters"],
            {"name": "set", "in": "query", "required": True, "schema": {"type": "string"}},
            {"name": "after", "in": "query", "required": True, "schema": {"type": "string"}},
            {
                "name": "timeout",
                "in": "query",
                "required": False,
                "schema": {"type": "number", "minimum": 0, "maximum": WAIT_MAX, "default": WAIT_MAX},
            },
        ],
        "responses": {str(k): v for k, v in answers(WaitAnswer, bare=(204,), problems=(409, 410))["responses"].items()},
    }
}


class WaitingRoom:
    """Answers the call that waits and passes all others on."""

    def __init__(self, app: ASGIApp, centre: Centre) -> None:
        self._app = app
        self._centre = centre

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One call."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        try:
            response = await self._wait(Request(scope))
        except ApiProblem as error:
            response = problems.answer(error.problem, error.headers)
        except sa.exc.OperationalError as error:
            response = problems.busy(Request(scope), error)
        await response(scope, receive, send)

    async def _wait(self, request: Request) -> Response:
        if request.method != "GET":
            raise ApiProblem(405, "method_not_allowed", "Method not allowed", headers={"Allow": "GET"})
        spoken(request)
        token, centre, hub, loop = bearer(request), self._centre, self._centre.hub, asyncio.get_running_loop()
        wanted, after, seconds = _parameters(request)
        deadline = loop.time() + seconds
        while True:
            known, seen = hub.known(token, centre.clock()), hub.head
            if known is not None and seen is not None and _continues(seen, known.set_id, wanted, after):
                admission, head = known, seen
            else:
                admission, head = await hub.check(lambda: centre.admit(token))
                hub.remember(token, admission)
            seq = _checked(head, admission.set_id, wanted, after)
            told = await hub.wait(admission, head, seq, max(0.0, deadline - loop.time()))
            if told is None:
                return Response(status_code=204, headers={"Cache-Control": "no-store"})
            if told.again:
                continue
            # What came meanwhile may have ended this cursor: then it is said here, and not by the next call.
            if hub.head is not None and hub.head.head >= told.head:
                _checked(hub.head, admission.set_id, wanted, after)
            return json_answer(WaitAnswer(told.head, told.pull_within_ms))


def _parameters(request: Request) -> tuple[str, str, float]:
    """(set, after, timeout). Raises the 422 problem."""
    # Outside UTF-8 a byte is replaced: no set and no cursor has one.
    given = parse_qs(request.scope["query_string"].decode("latin-1"), keep_blank_values=True, errors="replace")
    try:
        seconds = float(given.get("timeout", [str(WAIT_MAX)])[-1])
        wanted, after = given["set"][-1], given["after"][-1]
    except (ValueError, KeyError) as error:
        raise _not_of_the_form(str(error)) from error
    if math.isnan(seconds) or not 0 <= seconds <= WAIT_MAX:
        raise _not_of_the_form(f"timeout is from 0 to {WAIT_MAX:g}")
    return wanted, after, seconds


def _not_of_the_form(detail: str) -> ApiProblem:
    return ApiProblem(422, "invalid_request", "The request is not of the right form", detail)


def _checked(head: Head, set_id: str, wanted: str, after: str) -> int:
    """Place of a cursor in the feed. Raises its problem."""
    try:
        return check_cursor(head, set_id, wanted, after)
    except CursorProblem as error:
        raise cursor_problem(error) from error


def _continues(head: Head, set_id: str, wanted: str, after: str) -> bool:
    """Whether a cursor is good as far as the last look at the feed tells; if not, the database is asked."""
    try:
        check_cursor(head, set_id, wanted, after)
    except CursorProblem:
        return False
    return True
