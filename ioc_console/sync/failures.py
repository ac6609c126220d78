"""What an exception of the line, or an answer that is none, stands for."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping

import msgspec
import requests
import urllib3.exceptions

from ioc_console.sync.line import Kind, LineProblem
from ioc_domain.wire import Problem

_PROBLEM = msgspec.json.Decoder(Problem)


def classify(error: BaseException) -> LineProblem:
    """The problem behind an exception of requests, urllib3, ssl or the socket.

    Only what surely happened before the request went out counts as not sent.
    """
    chain = list(_causes(error))
    text = f"{type(error).__name__}: {error}"[:300]
    if any(isinstance(e, ssl.SSLCertVerificationError | ssl.CertificateError) for e in chain):
        return LineProblem(Kind.CERTIFICATE, detail=text)
    if any(isinstance(e, requests.exceptions.InvalidURL | UnicodeError) for e in chain):
        return LineProblem(Kind.BAD_ADDRESS, detail=text)
    if any(isinstance(e, urllib3.exceptions.NameResolutionError) for e in chain):
        return LineProblem(Kind.NAME, detail=text)
    if any(isinstance(e, requests.ConnectTimeout | urllib3.exceptions.ConnectTimeoutError) for e in chain):
        # NewConnectionError is a ConnectTimeoutError to urllib3: look what the socket itself said.
        refused = any(isinstance(e, ConnectionRefusedError) for e in chain)
        timed_out = any(isinstance(e, TimeoutError) for e in chain)
        kind = Kind.REFUSED if refused else Kind.TIMEOUT if timed_out else Kind.BROKEN
        return LineProblem(kind, detail=text)
    if any(isinstance(e, urllib3.exceptions.NewConnectionError) for e in chain):
        refused = any(isinstance(e, ConnectionRefusedError) for e in chain)
        return LineProblem(Kind.REFUSED if refused else Kind.BROKEN, detail=text)
    if any(isinstance(e, ssl.SSLError) for e in chain):
        # A plain-text server, a proxy that breaks in, a cut handshake: no request went out.
        handshake = any("WRONG_VERSION" in str(e) or "HANDSHAKE" in str(e).upper() for e in chain)
        return LineProblem(Kind.CERTIFICATE if handshake else Kind.BROKEN, sent=not handshake, detail=text)
    if any(isinstance(e, requests.ReadTimeout | urllib3.exceptions.ReadTimeoutError | TimeoutError) for e in chain):
        return LineProblem(Kind.TIMEOUT, sent=True, detail=text)
    return LineProblem(Kind.BROKEN, sent=True, detail=text)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    queue = [error]
    while queue:
        each = queue.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        inner = (each.__cause__, each.__context__, getattr(each, "reason", None), *each.args)
        queue += [e for e in inner if isinstance(e, BaseException)]


def judge(status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Raise the LineProblem an answer stands for; return for a good one."""
    media = headers.get("content-type", "").split(";")[0].strip().lower()
    html = media in ("text/html", "application/xhtml+xml")
    # A gateway in front of the data centre says 502 in HTML: that is a sick server, not a portal.
    if 300 <= status < 400 or status == 511 or (html and status < 500):
        raise LineProblem(Kind.CAPTIVE, True, status, detail=headers.get("location", media)[:200])
    json_like = media.endswith(("json", "ndjson")) or (status == 204 and not body)
    if 200 <= status < 300:
        if not json_like:
            raise LineProblem(Kind.NOT_OURS, True, status, detail=media[:80])
        return
    problem = _problem(body) if json_like else None
    wait = _retry_after(headers)
    if status in (429, 503):
        raise LineProblem(Kind.BUSY, True, status, wait, problem)
    if status >= 500 or status in (408, 425):
        raise LineProblem(Kind.SERVER, True, status, wait, problem)
    if problem is None:
        # A 404 or 403 that is not problem JSON comes from a proxy or from another server at that address.
        raise LineProblem(Kind.NOT_OURS, True, status, detail=media[:80])
    kind = {401: Kind.SIGNED_OUT, 426: Kind.UPGRADE}.get(status, Kind.PROBLEM)
    raise LineProblem(kind, True, status, wait, problem, problem.detail)


def _problem(body: bytes) -> Problem | None:
    try:
        return _PROBLEM.decode(body)
    except (msgspec.MsgspecError, UnicodeError):
        return None


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds; 0 when absent or not a number (a date form is not sent by the data centre)."""
    text = headers.get("retry-after", "").strip()
    return min(float(text), 3600.0) if text.isdigit() else 0.0
