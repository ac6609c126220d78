"""Who is signed in at the desk: a cookie that scripts cannot read, and a token in every form."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

import sqlalchemy as sa
from fastapi import Request, Response

from .. import models as m
from ..accounts import Identity
from ..api.centre import Centre

COOKIE = "ioc_desk"
FORM_COOKIE = "ioc_desk_form"
SECONDS = 12 * 3600
PATH = "/desk"


class SignedOut(Exception):
    """Nobody is signed in: to the sign-in page."""


class DeskProblem(Exception):
    """A page that says what is wrong, in Vietnamese."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


@dataclass(frozen=True)
class Officer:
    """Somebody at the desk: a unit officer, or a dispatcher."""

    identity: Identity
    csrf: str
    key: str


def begin(connection: sa.Connection, account: str, now: int) -> str:
    """A new session; returns the cookie's value."""
    token = secrets.token_urlsafe(32)
    s = m.desk_session
    connection.execute(sa.delete(s).where(s.c.expires_at < now))
    connection.execute(
        sa.insert(s).values(
            hash=_hash(token), account=account, csrf=secrets.token_urlsafe(24), expires_at=now + SECONDS
        )
    )
    return token


def end(connection: sa.Connection, officer: Officer) -> None:
    """Sign out."""
    connection.execute(sa.delete(m.desk_session).where(m.desk_session.c.hash == officer.key))


def officer_of(centre: Centre, connection: sa.Connection, request: Request) -> Officer:
    """The unit officer who asks. Raises `SignedOut`, `DeskProblem` for one who acts for no unit."""
    officer = signed_in(centre, connection, request)
    if not officer.identity.acts_for_unit():
        raise DeskProblem(403, "Trang này dành cho cán bộ của đơn vị. Bấm nút bên dưới để về trang của bạn.")
    return officer


def dispatcher_of(centre: Centre, connection: sa.Connection, request: Request) -> Officer:
    """The dispatcher who asks. Raises `SignedOut`, `DeskProblem` for one without the right."""
    officer = signed_in(centre, connection, request)
    if not officer.identity.may_dispatch():
        raise DeskProblem(403, "Trang này dành cho bộ phận điều phối. Bấm nút bên dưới để về trang của bạn.")
    return officer


def signed_in(centre: Centre, connection: sa.Connection, request: Request) -> Officer:
    """Who asks. Raises `SignedOut`, also for one who has lost every right at the desk."""
    token = request.cookies.get(COOKIE, "")
    s = m.desk_session.c
    row = connection.execute(sa.select(s.account, s.csrf, s.expires_at).where(s.hash == _hash(token))).first()
    if row is None or row.expires_at < centre.clock():
        raise SignedOut
    identity = centre.identities.identity(connection, row.account)
    if identity is None or not (identity.acts_for_unit() or identity.may_dispatch()):
        raise SignedOut
    return Officer(identity, row.csrf, _hash(token))


def check_csrf(expected: str, given: str) -> None:
    """Raises `DeskProblem` when the form does not come from our own page."""
    if not expected or not hmac.compare_digest(expected.encode(), given.encode()):
        raise DeskProblem(403, "Biểu mẫu đã hết hiệu lực. Mở lại trang rồi gửi lần nữa.")


def form_token(request: Request) -> str:
    """Token of the sign-in form, for those who have no session yet."""
    given = request.cookies.get(FORM_COOKIE, "")
    return given if len(given) >= 32 else secrets.token_urlsafe(24)


def set_cookie(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    """A cookie for the desk alone; over TLS it never travels without."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=PATH,
        httponly=True,
        samesite="lax",  # strict would sign out whoever follows the link in a notice
        secure=request.url.scheme == "https",
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
