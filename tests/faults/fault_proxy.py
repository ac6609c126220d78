"""A proxy that spoils traffic byte by byte, between a real console and a real data centre.

It passes HTTP on as bytes and never mends anything: what a fault does not touch arrives as it was sent. A *fault* is
a function of one `Exchange`; `network_faults.py` has the ones the laboratory uses. Each exchange is kept in `seen`,
with what truly happened to it: whether the whole request went on to the data centre, and whether the whole answer
came back. Tests judge what a console claims by that, and not by what the fault was meant to do.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PATIENCE = 90.0
"""Seconds a socket of the proxy waits at most: longer than the longest long-poll."""
CHUNK = 1 << 16


class HungUp(Exception):
    """A side ended the connection, or a fault did."""


class Stream:
    """A socket read by messages: whole requests and whole answers, as bytes."""

    def __init__(self, sock: socket.socket) -> None:
        self.socket = sock
        sock.settimeout(PATIENCE)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def message(self, *, answer_to: str = "") -> bytes:
        """The next message: a request, or with `answer_to` (a method) an answer. Raises HungUp when it is cut."""
        head = self._until(b"\r\n\r\n")
        names = headers_of(head)
        status = int(head[9:12]) if answer_to else 0
        if answer_to == "HEAD" or status in (204, 304):
            return head
        if "chunked" in names.get("transfer-encoding", ""):
            return head + self._chunks()
        if "content-length" in names:
            return head + self._exactly(int(names["content-length"]))
        return head + (self._all() if answer_to else b"")

    def send(self, data: bytes) -> None:
        """Bytes out. Raises HungUp when the other side is gone."""
        try:
            self.socket.sendall(data)
        except OSError as error:
            raise HungUp from error

    def close(self, *, reset: bool = False) -> None:
        """End the connection: `reset` says it as a crashed machine would, otherwise as a closed program does."""
        with contextlib.suppress(OSError):
            if reset:
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def wait_closed(self, seconds: float) -> bool:
        """Wait until the other side has ended the connection; False when it has not within that time."""
        self.socket.settimeout(seconds)
        try:
            while self.socket.recv(CHUNK):
                pass
        except TimeoutError:
            return False
        except OSError:
            pass
        return True

    def _more(self) -> bytes:
        try:
            data = self.socket.recv(CHUNK)
        except OSError as error:
            raise HungUp from error
        if not data:
            raise HungUp
        return data

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._rest:
            self._rest += self._more()
        found, _, self._rest = self._rest.partition(mark)
        return found + mark

    def _exactly(self, n: int) -> bytes:
        while len(self._rest) < n:
            self._rest += self._more()
        found, self._rest = self._rest[:n], self._rest[n:]
        return found

    def _chunks(self) -> bytes:
        found = b""
        while True:
            line = self._until(b"\r\n")
            size = int(line.split(b";")[0], 16)
            found += line + self._exactly(size + 2)
            if not size:
                return found

    def _all(self) -> bytes:
        with contextlib.suppress(HungUp):
            while True:
                self._rest += self._more()
        found, self._rest = self._rest, b""
        return found


def headers_of(head: bytes) -> dict[str, str]:
    """Headers of a message, names in lower case."""
    lines = head.split(b"\r\n\r\n")[0].split(b"\r\n")[1:]
    pairs = (line.decode("latin-1").partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def split_message(message: bytes) -> tuple[bytes, dict[str, str], bytes]:
    """(first line, headers, body) of a message."""
    head, _, body = message.partition(b"\r\n\r\n")
    return head.split(b"\r\n")[0], headers_of(message), body


def join_message(first: bytes, headers: dict[str, str], body: bytes) -> bytes:
    """Inverse of `split_message`; the length is left as the headers say it."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return first + b"\r\n" + lines.encode("latin-1") + b"\r\n" + body


@dataclass
class Exchange:
    """One request under way and what became of it."""

    proxy: FaultProxy
    client: Stream
    request: bytes
    method: str
    path: str
    delivered: int = 0
    """How often the whole request has reached the data centre."""
    answered: bool = False
    """Whether the whole, unchanged answer of the data centre went back."""
    answer_length: int = 0
    answers: list[bytes] = field(default_factory=list)

    @property
    def command_id(self) -> str:
        """Id of the command in the path, "" when it is none."""
        _, found, rest = self.path.partition("/v1/commands/")
        return rest if found and self.method == "PUT" else ""

    def forward(self) -> bytes:
        """The whole request to the data centre; returns its whole answer. Raises HungUp."""
        upstream = self.proxy.connect()
        try:
            upstream.send(self.request)
            answer = upstream.message(answer_to=self.method)
        finally:
            self.proxy.let_go(upstream)
        self.delivered += 1
        self.answers.append(answer)
        self.answer_length = len(answer)
        return answer

    def forward_cut(self, n: int, *, reset: bool) -> None:
        """The first `n` bytes of the request to the data centre, then the end of the connection."""
        upstream = self.proxy.connect()
        try:
            upstream.send(self.request[:n])
        finally:
            self.proxy.let_go(upstream, reset=reset)

    def say(self, data: bytes) -> None:
        """Bytes to the console."""
        self.client.send(data)

    def answer(self, data: bytes) -> None:
        """The data centre's answer to the console, untouched."""
        self.client.send(data)
        self.answered = True

    def hang_up(self, *, reset: bool = False) -> None:
        """End the console's connection."""
        self.client.close(reset=reset)
        raise HungUp


Fault = Callable[[Exchange], None]


def pass_on(exchange: Exchange) -> None:
    """No fault."""
    exchange.answer(exchange.forward())


class FaultProxy:
    """Listens on loopback in threads of its own. `fault(exchange)` deals with each request; set it at any time."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 80)
        self.fault: Fault = pass_on
        self.seen: list[Exchange] = []
        self.under_way = 0
        """Exchanges under way, long-polls apart: when it is 0, all that follow meet the fault that is set now."""
        self._open: set[Stream] = set()
        self._lock = threading.Lock()
        self._closing = False
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(64)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads: list[threading.Thread] = []
        self._acceptor = threading.Thread(target=self._accept, name="fault-proxy")

    def __enter__(self) -> FaultProxy:
        self._acceptor.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._acceptor.join()
        with self._lock:
            streams = list(self._open)
        for stream in streams:
            with contextlib.suppress(OSError):
                stream.socket.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def connect(self) -> Stream:
        """A connection to the data centre. Raises HungUp."""
        try:
            stream = Stream(socket.create_connection(self._target, timeout=PATIENCE))
        except OSError as error:
            raise HungUp from error
        self._keep(stream)
        return stream

    def let_go(self, stream: Stream, *, reset: bool = False) -> None:
        """Close a connection."""
        with self._lock:
            self._open.discard(stream)
        stream.close(reset=reset)

    def _keep(self, stream: Stream) -> None:
        with self._lock:
            self._open.add(stream)
            if self._closing:
                raise HungUp

    def _count(self, n: int) -> None:
        with self._lock:
            self.under_way += n

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            # Threads that have ended are let go of: a sweep makes thousands.
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            thread = threading.Thread(target=self._serve, args=(sock,), name="fault-proxy-line")
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket) -> None:
        client = Stream(sock)
        try:
            self._keep(client)
            while True:
                request = client.message()
                method, path, _ = request.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
                exchange = Exchange(self, client, request, method, path)
                self.seen.append(exchange)
                counted = "/v1/wait" not in path
                self._count(counted)
                try:
                    self.fault(exchange)
                finally:
                    self._count(-counted)
        except HungUp:
            pass
        finally:
            self.let_go(client)
