"""The two calls that tell of reporters: an identity with a reason, and complaints by the end of a telephone number.

Whoever lacks the right hears the same of every complaint, there or not. The digits are in the body and not in the
address: addresses end in logs.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
from fastapi import APIRouter, Depends, Path, Request, Response

from ioc_domain.identity import (
    REPORTER_RIGHT,
    SHORTEST_REASON,
    ComplaintsOfPhone,
    PhoneEnd,
    ReasonGiven,
    ReporterIdentity,
)

from ..accounts import Identity
from ..brake import Brake
from ..complaints import reporters
from ..complaints.words import one_line
from .centre import Centre, body_of, centre_of, json_answer
from .description import answers, takes
from .problems import ApiProblem

router = APIRouter(prefix="/v1/complaints", tags=["reporters"])
BODY = body_of(8 * 1024)
T = TypeVar("T")


@router.post(
    "/{complaint}/reporter",
    summary="Who reported a complaint; needs the right and a reason, and is written to the audit",
    openapi_extra=takes(ReasonGiven),
    **answers(ReporterIdentity, problems=(403, 404, 413, 429)),
)
def see_reporter(
    request: Request,
    complaint: int = Path(ge=1, le=2**63 - 1),
    body: bytes = Depends(BODY),
    centre: Centre = Depends(centre_of),
) -> Response:
    """Answers `ReporterIdentity`; 403 without the right, 404 for a complaint that is not there for this account."""
    identity = _allowed(request, centre)
    reason = one_line(_decode(body, ReasonGiven).reason)
    if len(reason) < SHORTEST_REASON:
        raise ApiProblem(422, "reason_missing", "A reason is needed", "Say in a few words why you must know.")
    _slow_down(centre.looks, identity)
    try:
        with centre.database.write() as connection:
            told = reporters.look(connection, identity, int(centre.clock()), complaint, reason)
    except reporters.NoSuchComplaint as error:
        raise ApiProblem(404, "no_complaint", "No such complaint") from error
    return json_answer(told)


@router.post(
    "/by-phone",
    summary="Complaints by the last four digits of their reporter's telephone number; needs the right, audited",
    openapi_extra=takes(PhoneEnd),
    **answers(ComplaintsOfPhone, problems=(403, 413, 429)),
)
def find_by_phone(request: Request, body: bytes = Depends(BODY), centre: Centre = Depends(centre_of)) -> Response:
    """Answers `ComplaintsOfPhone`: ids and codes of what this account may see, no name and no number."""
    identity = _allowed(request, centre)
    end = _decode(body, PhoneEnd).last4
    _slow_down(centre.phone_looks, identity)
    with centre.database.write() as connection:
        found = reporters.by_phone(connection, identity, int(centre.clock()), end)
    return json_answer(found)


def _allowed(request: Request, centre: Centre) -> Identity:
    with centre.database.read() as connection:
        identity = centre.identify(connection, request)
    if REPORTER_RIGHT not in identity.rights:
        raise ApiProblem(403, "right_missing", "Not allowed", "This account may not see who reported.")
    return identity


def _slow_down(brake: Brake, identity: Identity) -> None:
    wait = brake.seconds_to_wait(identity.id)
    if wait:
        raise ApiProblem(429, "too_many_looks", "Too many looks", f"Try again in {wait} seconds.",
                         {"Retry-After": str(wait)})  # fmt: skip


def _decode(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise ApiProblem(422, "invalid_request", "The request is not of the right form", str(error)) from error
