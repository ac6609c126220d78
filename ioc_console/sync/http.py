"""The line over `requests`: time-outs, trust, decoding, and every failure as a `LineProblem`.

Certificates are judged by the system's own store (truststore), or by the one CA file the site names. No redirect
is followed: the data centre sends none, so whoever sends one is not the data centre. Bodies are decoded here and
not in urllib3, because a body that does not decode must be told from one that is cut.
"""

from __future__ import annotations

import ipaddress
import ssl
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
import truststore
import urllib3.exceptions
import zstandard
from requests.adapters import HTTPAdapter

from ioc_console.sync.failures import classify, judge
from ioc_console.sync.line import Answer, Kind, LineProblem
from ioc_domain.wire import PROTOCOL

CONNECT_TIMEOUT = 6.0
BODY_LIMIT = 64 * 1024 * 1024
"""Most bytes of a body in memory, decoded: a page holds some megabytes; more is an attack or an error."""
CHUNK = 256 * 1024
AGENT = "ioc-console/1"

class RequestsHttp:
    """The line to the data centre at `url`; safe to use from several threads (one pool of connections).

    Raises LineProblem(BAD_ADDRESS) for something that is no http or https address, LineProblem(CERTIFICATE) for a
    CA file that cannot be read.
    """

    def __init__(self, url: str, ca_file: str = "") -> None:
        try:
            parts = urlsplit(url.strip())
            port = parts.port
        except ValueError as error:
            raise LineProblem(Kind.BAD_ADDRESS, detail=str(error)) from error
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
            raise LineProblem(Kind.BAD_ADDRESS, detail=url[:200])
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        self.base = f"{parts.scheme}://{host}{f':{port}' if port else ''}{parts.path.rstrip('/')}"
        self._session = requests.Session()
        # A proxy set for the office must not stand between a console and a data centre on its own machine.
        self._session.trust_env = not _is_loopback(parts.hostname)
        self._session.headers.clear()
        self._adapter = _Adapter(_context(ca_file))
        self._session.mount("https://", self._adapter)
        self._session.mount("http://", self._adapter)

    def close(self) -> None:
        """Close the connections that lie idle; one in use is closed when its call ends."""
        self._adapter.close_idle()
        self._session.close()

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        content_type: str = "application/json",
        access: str = "",
        read_timeout: float = 30.0,
    ) -> Answer:
        """One call; the answer is 2xx, JSON, NDJSON or empty. Everything else is a LineProblem."""
        headers = {"Accept-Encoding": "zstd, gzip", "Accept": "application/json, application/x-ndjson"}
        if body is not None:
            headers["Content-Type"] = content_type
        response = self._send(method, path, query, headers, body, access, read_timeout)
        try:
            data = _read(response)
        finally:
            response.close()
        names = {name.lower(): value for name, value in response.headers.items()}
        judge(response.status_code, names, data)
        return Answer(response.status_code, names, data)

    def download(
        self, path: str, target: Path, *, access: str, on_bytes: Callable[[int], None] | None = None
    ) -> None:
        """See `Http.download`. OSError of the disk goes through as it is."""
        note = target.with_name(target.name + ".etag")
        validator = note.read_text(encoding="utf-8") if note.exists() else ""
        have = target.stat().st_size if validator and target.exists() else 0
        headers = {"Accept-Encoding": "identity"}
        if have:
            headers |= {"Range": f"bytes={have}-", "If-Range": validator}
        response = self._send("GET", path, None, headers, None, access, 30.0)
        try:
            names = {name.lower(): value for name, value in response.headers.items()}
            if response.status_code == 416 and have:  # nothing is missing
                return
            if response.status_code not in (200, 206):
                judge(response.status_code, names, _read(response))
                raise LineProblem(Kind.NOT_OURS, True, response.status_code)
            if names.get("content-type", "").startswith("text/html"):
                raise LineProblem(Kind.CAPTIVE, True, response.status_code)
            resumed = response.status_code == 206
            if resumed and not names.get("content-range", "").startswith(f"bytes {have}-"):
                raise LineProblem(Kind.NOT_OURS, True, 206, detail="another range than asked for")
            if not resumed:
                target.unlink(missing_ok=True)
                _keep_validator(note, names.get("etag", ""))
            _save(response, target, on_bytes)
        finally:
            response.close()

    def _send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None,
        headers: dict[str, str],
        body: bytes | None,
        access: str,
        read_timeout: float,
    ) -> requests.Response:
        headers |= {"User-Agent": AGENT, "IOC-Protocol": str(PROTOCOL)}
        try:
            return self._session.request(
                method,
                self.base + path,
                params=query,
                headers=headers,
                data=body,
                auth=_Bearer(access),
                timeout=(CONNECT_TIMEOUT, read_timeout),
                allow_redirects=False,
                stream=True,
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, UnicodeError) as error:
            raise classify(error) from error


class _Bearer(requests.auth.AuthBase):
    """The access token. Given as `auth` so that no .netrc of the machine takes its place."""

    def __init__(self, access: str) -> None:
        self._access = access

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._access:
            request.headers["Authorization"] = f"Bearer {self._access}"
        return request


class _Adapter(HTTPAdapter):
    """Connections with our own trust; requests would add the bundle of certifi to it."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(pool_connections=2, pool_maxsize=12)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        return super().proxy_manager_for(proxy, ssl_context=self._context, **kwargs)

    def close_idle(self) -> None:
        """Close pooled connections now: urllib3 leaves that to the garbage collector."""
        pools = self.poolmanager.pools
        for key in pools.keys():  # noqa: SIM118 - it is no mapping: only keys() can be iterated
            pool = pools.get(key)
            if pool is not None:
                pool.close()

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        conn.cert_reqs = "CERT_REQUIRED"
        conn.ca_certs = None
        conn.ca_cert_dir = None


def _context(ca_file: str) -> ssl.SSLContext:
    if not ca_file:
        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as error:
        raise LineProblem(Kind.CERTIFICATE, detail=f"CA file: {error}") from error


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _read(response: requests.Response) -> bytes:
    """The whole body, decoded. A cut body is BROKEN, one that does not decode or is too long NOT_OURS."""
    status = response.status_code
    raw = bytearray()
    try:
        for chunk in response.raw.stream(CHUNK, decode_content=False):
            raw += chunk
            if len(raw) > BODY_LIMIT:
                raise LineProblem(Kind.NOT_OURS, True, status, detail="body too long")
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise LineProblem(Kind.BROKEN, True, status, detail=type(error).__name__) from error
    try:
        return _decoded(bytes(raw), response.headers.get("Content-Encoding", "").strip().lower())
    except (ValueError, EOFError, zlib.error, zstandard.ZstdError) as error:
        raise LineProblem(Kind.NOT_OURS, True, status, detail=f"encoding: {error}") from error


def _decoded(raw: bytes, encoding: str) -> bytes:
    """Body bytes; raises ValueError, zlib.error or ZstdError when they are not of that encoding or too long."""
    if encoding in ("", "identity") or not raw:
        return raw
    if encoding == "gzip":
        inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
        data = inflater.decompress(raw, BODY_LIMIT)
        if not inflater.eof or inflater.unconsumed_tail:
            raise ValueError("gzip body is cut or too long")
        return data
    if encoding == "zstd":
        reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(raw, read_across_frames=True)
        data = reader.read(BODY_LIMIT + 1)
        if len(data) > BODY_LIMIT:
            raise ValueError("zstd body is too long")
        return data
    raise ValueError(f"unknown encoding {encoding!r}")


def _keep_validator(note: Path, etag: str) -> None:
    # A weak validator does not promise the same bytes: such a file cannot be resumed.
    if etag and not etag.startswith("W/"):
        note.write_text(etag, encoding="utf-8")
    else:
        note.unlink(missing_ok=True)


def _save(response: requests.Response, target: Path, on_bytes: Callable[[int], None] | None) -> None:
    try:
        # Whatever came is written at once, so that a process killed here has it on the disk.
        with target.open("ab", buffering=0) as file:
            while chunk := response.raw.read1(CHUNK, decode_content=False):
                file.write(chunk)
                if on_bytes is not None:
                    on_bytes(len(chunk))
    except (urllib3.exceptions.HTTPError, ConnectionError, TimeoutError, ssl.SSLError) as error:
        raise LineProblem(Kind.BROKEN, True, response.status_code, detail=type(error).__name__) from error
