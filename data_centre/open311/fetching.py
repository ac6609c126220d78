"""HTTP to somebody else's server: bounded in size and time, patient with what passes, never led elsewhere."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

from .envelopes import words_of

LARGEST_ANSWER = 64_000_000
LARGEST_WORDS = 20_000
TIMEOUT_SECONDS = 60
ATTEMPTS = 5
LONGEST_PAUSE = 120.0
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses that may be other in a moment."""


class PullFailed(Exception):
    """The server cannot be pulled from now; what was taken before stays. One sentence for a person."""


class Refused(PullFailed):
    """The server answered with an error that will not pass."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a redirect on the same server only."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        old, new = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        secure = new.scheme == old.scheme or (old.scheme, new.scheme) == ("http", "https")
        if new.hostname != old.hostname or not secure:
            raise PullFailed(f"the server leads away to {new.scheme}://{new.hostname}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Fetcher:
    """GETs of one server. `pause` waits between attempts and says False when it was told to stop."""

    def __init__(self, pause: Callable[[float], bool], timeout: float = TIMEOUT_SECONDS) -> None:
        self._pause, self._timeout = pause, timeout
        self._opener = urllib.request.build_opener(_SameHost())

    def get(self, address: str, query: Mapping[str, str]) -> bytes:
        """The body of an answer of 200. Raises `PullFailed`."""
        if urllib.parse.urlsplit(address).scheme not in ("http", "https"):
            raise PullFailed(f"{address} is not an address that begins with http:// or https://")
        url = f"{address}?{urllib.parse.urlencode(query)}" if query else address
        wait, reason = 1.0, ""
        for attempt in range(ATTEMPTS):
            if attempt and not self._pause(wait):
                break
            wait = min(LONGEST_PAUSE, wait * 2)
            try:
                return self._once(url)
            except urllib.error.HTTPError as error:
                said = _said(error)
                reason = f"{address} answers {error.code}{f': {said}' if said else ''}"
                if error.code not in PASSING:
                    raise Refused(error.code, reason) from error
                later = error.headers.get("Retry-After", "")
                wait = min(LONGEST_PAUSE, float(later)) if later.isdigit() else wait
            except (OSError, http.client.HTTPException) as error:
                reason = f"{address} cannot be reached: {type(error).__name__}"
        raise PullFailed(f"{reason} ({ATTEMPTS} attempts)")

    def _once(self, url: str) -> bytes:
        headers = {"Accept": "application/json, text/xml;q=0.9, application/xml;q=0.9", "User-Agent": "ioc-data-centre"}
        with self._opener.open(urllib.request.Request(url, headers=headers), timeout=self._timeout) as answer:
            body: bytes = answer.read(LARGEST_ANSWER + 1)
            said = answer.headers.get("Content-Length", "")
            if len(body) > LARGEST_ANSWER:
                raise PullFailed(f"an answer larger than {LARGEST_ANSWER // 1_000_000} MB")
            if said.isdigit() and len(body) < int(said):
                raise http.client.IncompleteRead(body)
            return body


def _said(error: urllib.error.HTTPError) -> str:
    """The server's own words for its error, as the standard has them."""
    try:
        with error:
            return words_of(error.read(LARGEST_WORDS))
    except (OSError, http.client.HTTPException):
        return ""
