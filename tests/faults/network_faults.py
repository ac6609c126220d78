"""What networks, gateways and portals do to traffic; each is a fault for `FaultProxy`.

`BEFORE` faults never let the request through; `AFTER` faults let the data centre work and spoil what comes back, so
that whoever believes them believes that nothing happened.
"""

from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Callable
from random import Random

import zstandard

from tests.faults.fault_proxy import Exchange, Fault, HungUp, join_message, pass_on, split_message

PORTAL = b"<!doctype html><html><body>Please accept our terms</body></html>"
_NEVER = threading.Event()


def made_answer(status: int, reason: str, body: bytes, media: str, **headers: str) -> bytes:
    """A whole answer that the data centre never gave. Header names are given with `_` for `-`."""
    names = {"content-type": media, "content-length": str(len(body))}
    names |= {name.replace("_", "-"): value for name, value in headers.items()}
    return join_message(f"HTTP/1.1 {status} {reason}".encode(), names, body)


def decoded(body: bytes, encoding: str) -> bytes:
    """A body as the data centre meant it."""
    if encoding == "zstd":
        return bytes(zstandard.ZstdDecompressor().decompressobj().decompress(body))
    return gzip.decompress(body) if encoding == "gzip" else body


# --- cuts ------------------------------------------------------------------------------------------------------


def cut_request(n: int, *, reset: bool = False) -> Fault:
    """The request ends after `n` bytes, at the data centre and at the console."""

    def fault(exchange: Exchange) -> None:
        exchange.forward_cut(n, reset=reset)
        exchange.hang_up(reset=reset)

    return fault


def cut_answer(n: int, *, reset: bool = False) -> Fault:
    """The data centre has worked; its answer ends after `n` bytes."""

    def fault(exchange: Exchange) -> None:
        answer = exchange.forward()
        exchange.say(answer[:n])
        exchange.answered = n >= len(answer)
        exchange.hang_up(reset=reset)

    return fault


def refused(exchange: Exchange) -> None:
    """Nobody is there: the connection ends before a byte is read."""
    exchange.hang_up(reset=True)


def half_open(share: float) -> Fault:
    """A part of the answer, then silence: the other machine is gone and nobody says so."""

    def fault(exchange: Exchange) -> None:
        answer = exchange.forward()
        exchange.say(answer[: int(len(answer) * share)])
        exchange.client.wait_closed(90.0)
        raise HungUp

    return fault


def deaf(exchange: Exchange) -> None:
    """The request goes nowhere, the connection stays."""
    exchange.client.wait_closed(90.0)
    raise HungUp


def slow_close(exchange: Exchange) -> None:
    """The whole answer, of which the length says that one byte is still to come; then, late, the end."""
    first, headers, body = split_message(exchange.forward())
    headers["content-length"] = str(len(body) + 1)
    exchange.say(join_message(first, headers, body))
    exchange.client.wait_closed(0.3)
    raise HungUp


# --- bodies that are not what they say --------------------------------------------------------------------------


def rewritten(change: Callable[[dict[str, str], bytes], bytes]) -> Fault:
    """The answer with another body and other headers; its length is right unless `change` sets it."""

    def fault(exchange: Exchange) -> None:
        first, headers, body = split_message(exchange.forward())
        headers["content-length"] = ""
        changed = change(headers, body)
        headers["content-length"] = headers["content-length"] or str(len(changed))
        exchange.say(join_message(first, headers, changed))

    return fault


def _gzip_that_is_plain(headers: dict[str, str], body: bytes) -> bytes:
    plain = decoded(body, headers.pop("content-encoding", ""))
    headers["content-encoding"] = "gzip"
    return plain


def _zstd_that_is_gzip(headers: dict[str, str], body: bytes) -> bytes:
    plain = decoded(body, headers.pop("content-encoding", ""))
    headers["content-encoding"] = "zstd"
    return gzip.compress(plain)


def _truncated_zstd(headers: dict[str, str], body: bytes) -> bytes:
    plain = decoded(body, headers.pop("content-encoding", ""))
    headers["content-encoding"] = "zstd"
    packed = zstandard.compress(plain)
    return packed[: len(packed) // 2]


def _truncated_gzip(headers: dict[str, str], body: bytes) -> bytes:
    plain = decoded(body, headers.pop("content-encoding", ""))
    headers["content-encoding"] = "gzip"
    return gzip.compress(plain)[:-9]


def _deflate_nobody_asked_for(headers: dict[str, str], body: bytes) -> bytes:
    plain = decoded(body, headers.pop("content-encoding", ""))
    headers["content-encoding"] = "deflate"
    return zlib.compress(plain)


def _utf_16(headers: dict[str, str], body: bytes) -> bytes:
    plain = decoded(body, headers.pop("content-encoding", ""))
    headers["content-type"] += "; charset=utf-16"
    return plain.decode("utf-8").encode("utf-16")


def _latin_1(headers: dict[str, str], body: bytes) -> bytes:
    """Every letter with a mark becomes bytes that are no UTF-8."""
    plain = decoded(body, headers.pop("content-encoding", ""))
    return plain.decode("utf-8").encode("latin-1", "replace").replace(b'":', b'":\xe9'[:3] + b"\xff", 1)


def _length_too_long(headers: dict[str, str], body: bytes) -> bytes:
    headers["content-length"] = str(len(body) + 7)
    headers["connection"] = "close"
    return body


def _length_too_short(headers: dict[str, str], body: bytes) -> bytes:
    headers["content-length"] = str(max(0, len(body) - 7))
    return body


def _nothing(headers: dict[str, str], body: bytes) -> bytes:
    return b""


def chunked_cut(exchange: Exchange) -> None:
    """The answer in chunks, of which the last never comes."""
    first, headers, body = split_message(exchange.forward())
    headers.pop("content-length", None)
    headers["transfer-encoding"] = "chunked"
    half = max(1, len(body) // 2)
    exchange.say(join_message(first, headers, f"{half:x}\r\n".encode() + body[:half] + b"\r\n"))
    exchange.hang_up()


def length_too_long(exchange: Exchange) -> None:
    """The length promises seven bytes more than come."""
    rewritten(_length_too_long)(exchange)
    exchange.hang_up()


# --- somebody else answers --------------------------------------------------------------------------------------


def instead(answer: bytes, *, after: bool) -> Fault:
    """Somebody else's answer; `after` the data centre has worked, or without it."""

    def fault(exchange: Exchange) -> None:
        if after:
            exchange.forward()
        exchange.say(answer)

    return fault


HTML = made_answer(200, "OK", PORTAL, "text/html; charset=utf-8")
HTML_AS_JSON = made_answer(200, "OK", PORTAL, "application/json")
OTHER_JSON = made_answer(200, "OK", b'{"hello": "world"}', "application/json")
REDIRECT = made_answer(302, "Found", b"", "text/plain", location="http://portal.invalid/login")
MOVED = made_answer(308, "Permanent Redirect", b"", "text/plain", location="/elsewhere")
BAD_GATEWAY = made_answer(502, "Bad Gateway", b"<html>nginx</html>", "text/html")
SERVER_ERROR = made_answer(500, "Internal Server Error", b'{"code":"internal","title":"x","status":500}',
                           "application/problem+json")  # fmt: skip
BUSY = made_answer(503, "Service Unavailable", b"busy", "text/plain", retry_after="1")
GATEWAY_TIMEOUT = made_answer(504, "Gateway Time-out", b"", "text/html")
FORBIDDEN_BY_A_GATEWAY = made_answer(403, "Forbidden", b"<h1>blocked</h1>", "text/html")
NOT_HTTP = b"SSH-2.0-OpenSSH_9.2\r\n\r\n"


# --- deliveries -------------------------------------------------------------------------------------------------


def twice(exchange: Exchange) -> None:
    """The request arrives twice, one after the other; the second answer comes back."""
    exchange.forward()
    exchange.answer(exchange.forward())


def twice_at_once(exchange: Exchange) -> None:
    """The request arrives twice at the same moment; the first whole answer comes back."""
    other = threading.Thread(target=_forwarded, args=(exchange,), name="fault-proxy-double")
    other.start()
    try:
        answer = exchange.forward()
    finally:
        other.join()
    exchange.answer(answer)


def _forwarded(exchange: Exchange) -> None:
    try:
        exchange.forward()
    except HungUp:
        return


def byte_by_byte(exchange: Exchange) -> None:
    """The answer dribbles in."""
    for byte in exchange.forward():
        exchange.say(bytes([byte]))
    exchange.answered = True


def late(seconds: float) -> Fault:
    """A long line: every answer takes its time."""

    def fault(exchange: Exchange) -> None:
        answer = exchange.forward()
        _NEVER.wait(seconds)
        exchange.answer(answer)

    return fault


SPOILT: dict[str, Fault] = {
    "slow close": slow_close,
    "chunked cut": chunked_cut,
    "length too long": length_too_long,
    "length too short": rewritten(_length_too_short),
    "empty body": rewritten(_nothing),
    "gzip that is plain": rewritten(_gzip_that_is_plain),
    "zstd that is gzip": rewritten(_zstd_that_is_gzip),
    "truncated zstd": rewritten(_truncated_zstd),
    "truncated gzip": rewritten(_truncated_gzip),
    "deflate nobody asked for": rewritten(_deflate_nobody_asked_for),
    "UTF-16": rewritten(_utf_16),
    "bytes that are no UTF-8": rewritten(_latin_1),
    "HTML after the work": instead(HTML, after=True),
    "HTML that says it is JSON": instead(HTML_AS_JSON, after=True),
    "JSON of somebody else": instead(OTHER_JSON, after=True),
    "redirect after the work": instead(REDIRECT, after=True),
    "500 after the work": instead(SERVER_ERROR, after=True),
    "502 after the work": instead(BAD_GATEWAY, after=True),
    "503 after the work": instead(BUSY, after=True),
    "504 after the work": instead(GATEWAY_TIMEOUT, after=True),
    "403 of a gateway after the work": instead(FORBIDDEN_BY_A_GATEWAY, after=True),
    "not HTTP": instead(NOT_HTTP, after=True),
    "answer lost": cut_answer(0),
    "answer lost, machine gone": cut_answer(0, reset=True),
}
"""The data centre has worked; no usable answer comes."""

STOPPED: dict[str, Fault] = {
    "connection ended at once": refused,
    "request cut in its head": cut_request(20),
    "HTML of a portal": instead(HTML, after=False),
    "redirect of a portal": instead(REDIRECT, after=False),
    "moved for ever": instead(MOVED, after=False),
    "500 of a gateway": instead(SERVER_ERROR, after=False),
    "502 of a gateway": instead(BAD_GATEWAY, after=False),
    "503 of a gateway": instead(BUSY, after=False),
    "504 of a gateway": instead(GATEWAY_TIMEOUT, after=False),
    "403 of a gateway": instead(FORBIDDEN_BY_A_GATEWAY, after=False),
}
"""The request never reaches the data centre."""

HARMLESS: dict[str, Fault] = {
    "delivered twice": twice,
    "delivered twice at once": twice_at_once,
    "byte by byte": byte_by_byte,
    "late": late(0.2),
}
"""Odd, but a good answer comes."""


def storm(random: Random, share: float) -> Fault:
    """That share of all requests meets a fault drawn at random, cuts at random bytes among them."""
    named = [*SPOILT.values(), *STOPPED.values(), *HARMLESS.values()]
    lock = threading.Lock()

    def fault(exchange: Exchange) -> None:
        with lock:
            hit = random.random() < share
            kind, n, reset = random.randrange(len(named) + 8), random.randrange(1200), random.random() < 0.5
        if not hit:
            pass_on(exchange)
        elif kind < len(named):
            named[kind](exchange)
        elif kind % 2:
            cut_request(min(n, len(exchange.request) - 1), reset=reset)(exchange)
        else:
            cut_answer(n, reset=reset)(exchange)

    return fault
