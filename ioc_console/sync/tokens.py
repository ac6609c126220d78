"""The tokens of the session under way, in memory only."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from ioc_console.sync.line import Answer, Http, Kind, LineProblem
from ioc_domain.session import Refresh, Session

TIMEOUT = 15.0

Given = TypeVar("Given")

_SESSION = msgspec.json.Decoder(Session)


def session_of(answer: Answer) -> Session:
    """The session in an answer; raises LineProblem(NOT_OURS) for anything else."""
    try:
        return _SESSION.decode(answer.body)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise LineProblem(Kind.NOT_OURS, True, answer.status, detail=type(error).__name__) from error


class Tokens:
    """Access and refresh token. Renewed once for all callers, however many meet the same 401 at once.

    `renewed` is told each new refresh token before anything is done with the new access token, because the old
    refresh token is spent by then. `signed_out` is true once the data centre has refused the refresh token: only
    a person's new sign-in helps.
    """

    def __init__(self, access: str, refresh: str, renewed: Callable[[str], None]) -> None:
        self.access = access
        self.signed_out = not (access or refresh)
        self._refresh = refresh
        self._renewed = renewed
        self._lock = threading.Lock()

    def replace(self, access: str, refresh: str) -> None:
        """A new sign-in."""
        with self._lock:
            self.access, self._refresh = access, refresh
            self.signed_out = not (access or refresh)

    def refused(self, access: str) -> None:
        """The data centre refuses that access token although it was new. One of a later sign-in stays good."""
        with self._lock:
            self.signed_out = self.signed_out or self.access == access

    def renew(self, http: Http, spent: str) -> None:
        """Get another access token than `spent`; does nothing when there is one already.

        Raises LineProblem: SIGNED_OUT when a person must sign in, any other kind when the line failed.
        """
        with self._lock:
            if self.access != spent:
                return
            if not self._refresh:
                self.signed_out = True
                raise LineProblem(Kind.SIGNED_OUT, True, 401)
            body = msgspec.json.encode(Refresh(refresh=self._refresh))
            try:
                session = session_of(http.call("POST", "/v1/session/refresh", body=body, read_timeout=TIMEOUT))
            except LineProblem as problem:
                if problem.kind in (Kind.SIGNED_OUT, Kind.PROBLEM):
                    self.signed_out = True
                    raise LineProblem(Kind.SIGNED_OUT, True, problem.status, problem=problem.problem) from problem
                raise
            self._refresh = session.refresh
            self._renewed(session.refresh)
            self.access = session.access


class SignedLine:
    """The line with the session's tokens on every call: a 401 is met by one renewal and one more try."""

    def __init__(self, http: Http, tokens: Tokens) -> None:
        self.http = http
        self.tokens = tokens

    def call(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, str] | None = None,
        body: bytes | None = None,
        read_timeout: float = 30.0,
    ) -> Answer:
        """`Http.call` as this account."""
        return self._with_access(
            lambda access: self.http.call(
                method, path, query=query, body=body, access=access, read_timeout=read_timeout
            )
        )

    def download(self, path: str, target: Path, on_bytes: Callable[[int], None]) -> None:
        """`Http.download` as this account."""
        self._with_access(lambda access: self.http.download(path, target, access=access, on_bytes=on_bytes))

    def _with_access(self, ask: Callable[[str], Given]) -> Given:
        access = self.tokens.access
        if self.tokens.signed_out:
            raise LineProblem(Kind.SIGNED_OUT, detail="not signed in")
        if not access:
            self.tokens.renew(self.http, access)
            access = self.tokens.access
        try:
            return ask(access)
        except LineProblem as problem:
            if problem.kind is not Kind.SIGNED_OUT:
                raise
        self.tokens.renew(self.http, access)
        access = self.tokens.access
        try:
            return ask(access)
        except LineProblem as problem:
            # A fresh token refused as well: asking on would only go round in circles.
            if problem.kind is Kind.SIGNED_OUT:
                self.tokens.refused(access)
            raise
