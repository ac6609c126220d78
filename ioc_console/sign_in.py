"""Signing in, renewing and signing out, as typed outcomes with stable codes. No Qt: run it on a lane.

`Denied.code` is either a code of the line (`ioc_console.sync.line.Kind`: `name_not_found`, `refused`, `timeout`,
`certificate`, `captive`, `not_ours`, `busy`, …) or the data centre's own (`bad_credentials`, …); the sign-in window
turns each into a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from ioc_console.sync.http import RequestsHttp
from ioc_console.sync.line import Kind, LineProblem
from ioc_console.sync.tokens import session_of
from ioc_domain.session import Refresh, Session, SignIn

TIMEOUT = 15.0

@dataclass(frozen=True)
class Granted:
    """Signed in. Nothing of it but `session.account` may be written to a file."""

    session: Session


@dataclass(frozen=True)
class Denied:
    """Not signed in, and why. `retry_after`: seconds the data centre asks to wait, 0 = not said."""

    code: str
    retry_after: float = 0.0
    detail: str = ""


def sign_in(url: str, account: str, password: str, device: str, ca_file: str = "") -> Granted | Denied:
    """Ask for a session with a password."""
    body = msgspec.json.encode(SignIn(account=account, password=password, device=device))
    return _ask(url, ca_file, "/v1/session", body)


def refresh(url: str, token: str, ca_file: str = "") -> Granted | Denied:
    """Ask for a session with a refresh token, which is spent by it: store the new one at once."""
    return _ask(url, ca_file, "/v1/session/refresh", msgspec.json.encode(Refresh(refresh=token)))


def sign_out(url: str, access: str, ca_file: str = "") -> Denied | None:
    """End the session at the data centre; None = ended, or it was over already."""
    try:
        http = RequestsHttp(url, ca_file)
        try:
            http.call("DELETE", "/v1/session", access=access, read_timeout=TIMEOUT)
        finally:
            http.close()
    except LineProblem as problem:
        return None if problem.kind is Kind.SIGNED_OUT else denied(problem)
    return None


def denied(problem: LineProblem) -> Denied:
    """The outcome a problem of the line stands for."""
    return Denied(problem.code, problem.retry_after, problem.detail)


def _ask(url: str, ca_file: str, path: str, body: bytes) -> Granted | Denied:
    try:
        http = RequestsHttp(url, ca_file)
        try:
            return Granted(session_of(http.call("POST", path, body=body, read_timeout=TIMEOUT)))
        finally:
            http.close()
    except LineProblem as problem:
        return denied(problem)
