"""The network between a console and the data centre: the real `RequestsHttp` over a session that loses things.

The session below answers as `requests` would: with a response whose body is read from a stream, or with the exception
that the socket would have caused. What these stand for is decided by the real code, in `sync.http` and
`sync.failures`.
"""

from __future__ import annotations

import copy
import io
import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

import requests
import urllib3
import urllib3.exceptions
import zstandard

from ioc_console.sync.http import RequestsHttp, _decoded
from tests.faults.simulator.world import CentreCrash, World

HOST = "centre.invalid"
WORD, OTHER_WORD = b"12 L", b"21 L"
"""What a proxy that knows better writes in a part instead of what is there."""


@dataclass(frozen=True)
class Request:
    """What goes over the line."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_command(self) -> bool:
        """A request that changes something, and may therefore be delivered late."""
        return self.method == "PUT"


@dataclass(frozen=True)
class Reply:
    """What comes back, before any decoding."""

    status: int
    headers: Mapping[str, str]
    body: bytes


OF_PAGES = ("line_lost", "stale", "cut_quietly", "twice")
"""Faults that only a page's own proofs can tell."""

Deliver = Callable[[Request], Reply]
PORTAL = b"<html><body>Please sign in to the hotel's network</body></html>"

BEFORE = ("refused", "unreachable", "name", "certificate", "lost", "portal", "redirect", "busy", "too_many", "sick")
"""Faults that happen before the request reaches the data centre."""
AFTER = (
    "answer_lost", "reset", "cut", "cut_quietly", "twice", "html_502", "wrong_encoding", "garbage", "stale", "gave_up",
    "line_lost",
)  # fmt: skip
"""Faults of an answer; the data centre has done its part."""


class Network:
    """Faults of the lines of all consoles, and the requests that are still under way somewhere."""

    def __init__(self, world: World, deliver: Deliver) -> None:
        self._world = world
        self._deliver = deliver
        self.chance = 0.0
        """Share of calls that go wrong."""
        self.page_chance = 0.0
        """Share of pages with a fault of their own."""
        self.part_chance = 0.0
        """Share of parts that somebody on the way changed."""
        self._wrong: list[tuple[str, str]] = []
        self.down: set[str] = set()
        """Consoles without any line."""
        self.late: list[Request] = []
        self._answers: dict[tuple[str, str], Reply] = {}

    def next_goes_wrong(self, path: str, fault: str) -> None:
        """The next command or evidence whose path begins so meets this fault."""
        self._wrong.append((path, fault))

    def _meant(self, request: Request) -> str:
        """The fault that was meant for this request, "" when there is none."""
        for meant in self._wrong:
            if request.is_command and request.path.startswith(meant[0]):
                self._wrong.remove(meant)
                return meant[1]
        return ""

    def deliver_late(self) -> bool:
        """A request whose sender has long given up arrives after all; False when there is none."""
        if not self.late:
            return False
        request = self.late.pop(self._world.random.randrange(len(self.late)))
        self._world.note(f"  late {request.method} {request.path}")
        self._world.count("late")
        try:
            self._deliver(request)
        except CentreCrash:
            self._world.note("  the centre died of it")
        return True

    def exchange(self, console: str, request: Request) -> Reply:
        """One request and its answer; raises what `requests` raises when there is none."""
        world, random = self._world, self._world.random
        fault = ""
        if not world.healing:
            if console in self.down:
                fault = "refused"
            elif meant := self._meant(request):
                fault = meant
            elif self.part_chance and _is_part(request) and random.random() < self.part_chance:
                fault = "changed"
            elif request.path.endswith("/changes") and random.random() < self.page_chance:
                fault = random.choice(OF_PAGES)
            elif random.random() < self.chance:
                fault = random.choice(BEFORE if random.random() < 0.4 else AFTER)
        label = f"  {request.method} {request.path}{'?' if request.query else ''}{_short(request.query)}"
        try:
            reply = self._with(fault, console, request)
        except CentreCrash:
            world.note(f"{label} -> centre crashed")
            raise requests.ConnectionError(urllib3.exceptions.ProtocolError("gone", ConnectionResetError())) from None
        except Exception as error:
            world.note(f"{label} -> {fault} {type(error).__name__}")
            raise
        world.note(f"{label} -> {reply.status} {len(reply.body)} {fault}")
        return reply

    def _with(self, fault: str, console: str, request: Request) -> Reply:
        if fault:
            self._world.count("faults")
        if fault in BEFORE:
            return self._before(fault, request)
        reply = self._deliver(request)
        if fault == "":
            self._answers[console, request.path] = reply
            return reply
        return self._after(fault, console, request, reply)

    def _before(self, fault: str, request: Request) -> Reply:
        random = self._world.random
        match fault:
            case "refused":
                raise requests.ConnectionError(_cause(_no_connection(), ConnectionRefusedError()))
            case "unreachable":
                raise requests.ConnectTimeout(_no_connection())
            case "name":
                raise requests.ConnectionError(urllib3.exceptions.NameResolutionError(HOST, _NOBODY, OSError()))
            case "certificate":
                raise requests.exceptions.SSLError(ssl.SSLCertVerificationError("self-signed"))
            case "lost":
                self._world.count("lost")
                if request.is_command and random.random() < 0.6:
                    self.late.append(request)
                raise requests.ReadTimeout()
            case "portal":
                return Reply(200, {"content-type": "text/html"}, PORTAL)
            case "redirect":
                return Reply(302, {"content-type": "text/html", "location": "http://portal.invalid/"}, b"")
            case "busy":
                return Reply(503, {"content-type": "text/plain", "retry-after": str(random.choice((1, 30, 120)))}, b"")
            case "too_many":
                return Reply(429, {"content-type": "text/plain", "retry-after": "2"}, b"")
        status = random.choice((500, 502, 504, 408, 425))
        return Reply(status, {"content-type": "text/html"}, b"<html>sick</html>")

    def _after(self, fault: str, console: str, request: Request, reply: Reply) -> Reply:
        random = self._world.random
        match fault:
            case "answer_lost":
                self._world.count("lost")
                raise requests.ReadTimeout()
            case "reset":
                raise requests.ConnectionError(urllib3.exceptions.ProtocolError("reset", ConnectionResetError()))
            case "cut":  # the length is known: the reader sees that bytes are missing
                return Reply(reply.status, reply.headers, _cut(reply.body, random.random()))
            case "cut_quietly":  # a proxy that ends neatly in the middle
                return _cut_at_line(request, reply, random.random())
            case "twice":
                self._world.count("twice")
                return self._deliver(request)
            case "html_502":
                return Reply(502, {"content-type": "text/html"}, b"<html>bad gateway</html>")
            case "wrong_encoding":
                return Reply(reply.status, {**reply.headers, "content-encoding": "gzip"}, reply.body)
            case "garbage":
                return Reply(reply.status, reply.headers, bytes(random.getrandbits(8) for _ in reply.body[:200]))
            case "line_lost":
                return _without_a_line(request, reply, random.random())
            case "changed":
                return _changed(reply)
            case "stale":
                return self._answers.get((console, request.path), reply)
        return Reply(504, {"content-type": "text/html"}, b"<html>gateway time-out</html>")


def _cut(body: bytes, share: float) -> bytes:
    return body[: int(len(body) * share)]


def _cut_at_line(request: Request, reply: Reply, share: float) -> Reply:
    """Cut where a line ends, which is the hardest place to notice; a page as it is after decoding."""
    headers, body = _plain(reply) if _is_page(request, reply) else (reply.headers, reply.body)
    headers = {k: v for k, v in headers.items() if k != "content-length"}
    at = body.rfind(b"\n", 0, max(1, int(len(body) * share)))
    return Reply(reply.status, headers, body[: at + 1])


def _is_page(request: Request, reply: Reply) -> bool:
    return request.path.endswith("/changes") and reply.status == 200


def _is_part(request: Request) -> bool:
    return "/parts/" in request.path


def _plain(reply: Reply) -> tuple[Mapping[str, str], bytes]:
    """Headers and body of an answer that is not compressed and does not say how long it is."""
    headers = {k: v for k, v in reply.headers.items() if k not in ("content-encoding", "content-length")}
    return headers, _decoded(reply.body, reply.headers.get("content-encoding", ""))


def _changed(reply: Reply) -> Reply:
    """A part with other words in its rows: as long as before, and its counts and hashes still fit each other."""
    if reply.status != 200:
        return reply
    rows = zstandard.ZstdDecompressor().decompressobj().decompress(reply.body)
    body = zstandard.ZstdCompressor(level=19).compress(rows.replace(WORD, OTHER_WORD))
    room = len(reply.body) - len(body)
    if room >= 8:  # a frame that decoders skip fills the rest
        body += (0x184D2A50).to_bytes(4, "little") + (room - 8).to_bytes(4, "little") + bytes(room - 8)
    headers = {k: v for k, v in reply.headers.items() if k != "content-length"}
    return Reply(200, headers, body)


def _without_a_line(request: Request, reply: Reply, share: float) -> Reply:
    """A page that lost an operation somewhere, and does not know it: only its digests can tell."""
    if not _is_page(request, reply):
        return reply
    headers, body = _plain(reply)
    lines = body.split(b"\n")
    if len(lines) < 4:
        return reply
    del lines[1 + int(share * (len(lines) - 3))]
    trailer = json.loads(lines[-2])
    trailer["n"] -= 1
    lines[-2] = json.dumps(trailer).encode()
    return Reply(200, headers, b"\n".join(lines))


def _short(query: str) -> str:
    return query.partition("after=")[2].partition("&")[0].rpartition("%3A")[2]


class _Nobody:
    """Stands for a connection in urllib3's exceptions."""

    host = HOST


_NOBODY: Any = _Nobody()


def _no_connection() -> urllib3.exceptions.NewConnectionError:
    return urllib3.exceptions.NewConnectionError(_NOBODY, "no connection")


def _cause(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


class Session:
    """As much of `requests.Session` as the real line uses."""

    def __init__(self, console: str, network: Network, step: Callable[[str], None]) -> None:
        self._console = console
        self._network = network
        self._step = step

    def request(self, method: str, url: str, **how: Any) -> requests.Response:
        """One request; the console may die before it goes out, and before its answer is read."""
        parts = urlsplit(url)
        signed = requests.Request(headers=dict(how["headers"]))
        how["auth"](signed)
        query = parts.query or urlencode(how.get("params") or {})
        headers = {name.lower(): value for name, value in signed.headers.items()}
        self._step(f"SEND {method}")
        reply = self._network.exchange(
            self._console, Request(method, unquote(parts.path), query, headers, how.get("data") or b"")
        )
        self._step(f"RECEIVE {method}")
        return _response(reply)


def _response(reply: Reply) -> requests.Response:
    response = requests.Response()
    response.status_code = reply.status
    response.headers.update(reply.headers)
    response.raw = urllib3.HTTPResponse(
        body=io.BytesIO(reply.body),
        headers=dict(reply.headers),
        status=reply.status,
        preload_content=False,
        decode_content=False,
        enforce_content_length=True,
    )
    return response


def line_of(made: RequestsHttp, console: str, network: Network, step: Callable[[str], None]) -> RequestsHttp:
    """The real line of a console over this network; `made` is any such line, whose TLS set-up is dear."""
    line = copy.copy(made)
    line._session = Session(console, network, step)  # type: ignore[assignment]
    return line


