"""Sign-in, refresh and sign-out."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from ioc_domain.session import Refresh, Session, SignIn

from .. import audit
from ..accounts import password_fits
from ..tokens import ACCESS_SECONDS, Pair
from .centre import Centre, body_of, centre_of, json_answer
from .description import answers, takes
from .problems import ApiProblem

router = APIRouter(prefix="/v1/session", tags=["session"])
BODY = body_of(16_384)
TO_REFRESH = {"refresh": {"requestBody": {"refresh": "$response.body#/refresh"}}}
T = TypeVar("T")


@router.post(
    "",
    summary="Sign in with an account and its password",
    openapi_extra=takes(SignIn, signed=False),
    **answers(Session, problems=(401, 413, 429), signed=False, links=TO_REFRESH),
)
def sign_in(request: Request, body: bytes = Depends(BODY), centre: Centre = Depends(centre_of)) -> Response:
    """Answers `Session`; 401 for a wrong name or password, 429 after too many of them."""
    asked = _decode(body, SignIn)
    address = request.client.host if request.client else ""
    wait = centre.limit.seconds_to_wait(asked.account, address)
    if wait:
        raise ApiProblem(
            429, "too_many_tries", "Too many tries", f"Try again in {wait} seconds.", {"Retry-After": str(wait)}
        )
    with centre.database.read() as connection:
        fits = password_fits(connection, asked.account, asked.password)
    if not fits:
        centre.limit.failed(asked.account, address)
        raise ApiProblem(401, "wrong_password", "Wrong name or password", "The name or the password is wrong.")
    centre.limit.succeeded(asked.account)
    with centre.database.write() as connection:
        pair = centre.tokens.begin(connection, asked.account, asked.device)
        audit.write(connection, int(centre.clock()), asked.account, "sign_in", pair.session, {"device": asked.device})
    return _session(centre, pair)


@router.post(
    "/refresh",
    summary="Change a refresh token for the next pair",
    openapi_extra=takes(Refresh, signed=False),
    **answers(Session, problems=(401, 413), signed=False, links=TO_REFRESH),
)
def refresh(body: bytes = Depends(BODY), centre: Centre = Depends(centre_of)) -> Response:
    """Answers `Session`; 401 when the session is over."""
    asked = _decode(body, Refresh)
    with centre.database.write() as connection:
        pair = centre.tokens.refresh(connection, asked.refresh)
    if pair is None:
        raise ApiProblem(401, "session_over", "Sign-in needed", "The session has ended; sign in again.")
    return _session(centre, pair)


@router.delete(
    "", summary="Sign out", status_code=204, openapi_extra=takes(), **answers(status=204, bare=(204,))
)
def sign_out(request: Request, centre: Centre = Depends(centre_of)) -> Response:
    """Ends the session of the access token."""
    with centre.database.write() as connection:
        identity = centre.identify(connection, request)
        centre.tokens.end(connection, identity.session)
        audit.write(connection, int(centre.clock()), identity.id, "sign_out", identity.session, {})
    return Response(status_code=204)


def _session(centre: Centre, pair: Pair) -> Response:
    with centre.database.read() as connection:
        identity = centre.identities.identity(connection, pair.account, pair.session)
    if identity is None:
        raise ApiProblem(401, "account_closed", "Sign-in needed", "The account is not active.")
    return json_answer(
        Session(
            pair.access, pair.refresh, ACCESS_SECONDS, identity.info(), centre.clock(), centre.leases.public_key
        )
    )


def _decode(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise ApiProblem(422, "invalid_request", "The request is not of the right form", str(error)) from error
