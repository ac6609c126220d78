"""Real HTTP servers on loopback that behave badly on purpose, for the tests of the line."""

from __future__ import annotations

import datetime
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit


class Exchange(BaseHTTPRequestHandler):
    """One request under way; `reply` sends an answer."""

    protocol_version = "HTTP/1.1"
    body: bytes = b""

    def reply(self, status: int, body: bytes = b"", media: str = "application/json", **headers: str) -> None:
        """A whole answer. Header names are given with `_` for `-`."""
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def hang_up(self) -> None:
        """End the connection without (the rest of) an answer."""
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: object) -> None:
        """Silence: the tests look at `SmallServer.seen`."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news here."""


class SmallServer:
    """Answers every request by `answer(exchange)`; `seen` keeps (method, path, headers, body)."""

    def __init__(self, answer: Callable[[Exchange], None], context: ssl.SSLContext | None = None) -> None:
        self.answer = answer
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        outer = self

        class Handler(Exchange):
            def handle_any(self) -> None:
                self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.seen.append((self.command, self.path, dict(self.headers.items()), self.body))
                outer.answer(self)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any

        self._server = _Server(("127.0.0.1", 0), Handler)
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        scheme = "http" if context is None else "https"
        self.port = self._server.server_address[1]
        self.url = f"{scheme}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="small-server")

    def __enter__(self) -> SmallServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def portal(exchange: Exchange) -> None:
    """What the wireless network of an hotel says to everything."""
    exchange.reply(200, b"<html><body>Please accept our terms</body></html>", "text/html; charset=utf-8")


class Relay(SmallServer):
    """Passes requests on to a real data centre. `meddle(exchange, answer)` may spoil an answer that the data
    centre has already given: it returns True when it has dealt with the exchange itself."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.meddle: Callable[[Exchange, int, dict[str, str], bytes], bool] = lambda *_: False
        self.before: Callable[[Exchange], bool] = lambda _: False
        super().__init__(self._pass_on)

    def _pass_on(self, exchange: Exchange) -> None:
        if self.before(exchange):
            return
        parts = urlsplit(self.target)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=90)
        try:
            headers = {k: v for k, v in exchange.headers.items() if k.lower() not in ("host", "connection")}
            connection.request(exchange.command, exchange.path, exchange.body or None, headers)
            answer = connection.getresponse()
            body = answer.read()
            given = {k.lower(): v for k, v in answer.getheaders()}
        except OSError:
            exchange.hang_up()
            return
        finally:
            connection.close()
        if self.meddle(exchange, answer.status, given, body):
            return
        drop = ("content-type", "content-length", "connection", "transfer-encoding", "date", "server")
        rest = {k.replace("-", "_"): v for k, v in given.items() if k not in drop}
        exchange.reply(answer.status, body, given.get("content-type", ""), **rest)


def self_signed(folder: Path, name: str = "127.0.0.1") -> tuple[Path, Path]:
    """(certificate, key) files of a certificate nobody vouches for."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    try:
        alternative: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        alternative = x509.DNSName(name)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    crt, pem = folder / "certificate.pem", folder / "key.pem"
    crt.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return crt, pem


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """TLS of a server with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@contextmanager
def closed_port() -> Iterator[int]:
    """A port of this machine where nobody listens (bound, so that nobody else takes it)."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@contextmanager
def deaf_port() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(16)
        yield listening.getsockname()[1]
