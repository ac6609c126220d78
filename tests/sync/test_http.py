"""The line: each way of failing has its own kind, and none of them is ever taken for data."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from ioc_console.sync.http import RequestsHttp
from ioc_console.sync.line import Answer, Kind, LineProblem
from ioc_domain.channel import Link
from tests.sync.small_servers import Exchange, SmallServer, closed_port, deaf_port, portal, self_signed, server_context

PROBLEM = b'{"code":"set_changed","title":"Set changed","status":409}'
PROBLEM_TYPE = "application/problem+json"


def ask(url: str, ca_file: str = "", **options: object) -> Answer:
    http = RequestsHttp(url, ca_file)
    try:
        return http.call("GET", "/v1/manifest", **options)  # type: ignore[arg-type]
    finally:
        http.close()


def problem_of(url: str, ca_file: str = "", **options: object) -> LineProblem:
    with pytest.raises(LineProblem) as caught:
        ask(url, ca_file, **options)
    return caught.value


def problem_from(answer: Callable[[Exchange], None]) -> LineProblem:
    with SmallServer(answer) as server:
        return problem_of(server.url)


@pytest.mark.parametrize("url", ["", "centre", "ftp://a/", "http://", "http://a:x/", "http://me:pw@a/", "file:///etc"])
def test_something_that_is_no_address(url: str) -> None:
    assert problem_of(url).kind is Kind.BAD_ADDRESS


def test_nobody_there() -> None:
    assert problem_of("http://nowhere.invalid").kind is Kind.NAME
    with closed_port() as port:
        refused = problem_of(f"http://127.0.0.1:{port}")
    assert (refused.kind, refused.sent, refused.link) == (Kind.REFUSED, False, Link.OFFLINE)


def test_no_answer_in_time_may_have_been_received() -> None:
    with deaf_port() as port:
        late = problem_of(f"http://127.0.0.1:{port}", read_timeout=0.2)
    assert (late.kind, late.sent) == (Kind.TIMEOUT, True)


def test_a_certificate_nobody_vouches_for(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    with SmallServer(lambda e: e.reply(200, b"{}"), server_context(certificate, key)) as server:
        wrong = problem_of(server.url)
        assert (wrong.kind, wrong.sent, wrong.link) == (Kind.CERTIFICATE, False, Link.CERTIFICATE)
        assert server.seen == [], "nothing may be sent over a line that is not trusted"
        assert ask(server.url, str(certificate)).body == b"{}"


def test_a_pinned_certificate_for_another_name(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path, "centre.example")
    with SmallServer(lambda e: e.reply(200, b"{}"), server_context(certificate, key)) as server:
        assert problem_of(server.url, str(certificate)).kind is Kind.CERTIFICATE


def test_a_pin_is_the_only_trust(tmp_path: Path) -> None:
    _, key = self_signed(tmp_path / "own")
    other, _ = self_signed(tmp_path / "other")
    with SmallServer(lambda e: e.reply(200, b"{}"), server_context(tmp_path / "own/certificate.pem", key)) as server:
        assert problem_of(server.url, str(other)).kind is Kind.CERTIFICATE


def test_a_pin_that_cannot_be_read(tmp_path: Path) -> None:
    assert problem_of("https://127.0.0.1:1", str(tmp_path / "none.pem")).kind is Kind.CERTIFICATE


def test_plain_text_where_tls_is_expected() -> None:
    with SmallServer(portal) as server:
        wrong = problem_of(server.url.replace("http:", "https:"))
    assert (wrong.kind, wrong.sent) == (Kind.CERTIFICATE, False)


def test_a_portal_page_is_not_the_data_centre() -> None:
    for answer in (
        portal,
        lambda e: e.reply(302, b"", Location="http://portal.example/login"),
        lambda e: e.reply(511, b"<html>", "text/html"),
        lambda e: e.reply(404, b"<html>", "text/html"),
    ):
        met = problem_from(answer)
        assert (met.kind, met.link) == (Kind.CAPTIVE, Link.CAPTIVE)


def test_no_redirect_is_followed() -> None:
    with SmallServer(lambda e: e.reply(307, b"", Location="/elsewhere")) as server:
        problem_of(server.url, access="secret")
        assert [path for _, path, _, _ in server.seen] == ["/v1/manifest"]


@pytest.mark.parametrize(
    "answer",
    [
        lambda e: e.reply(200, b"hello", "text/plain"),
        lambda e: e.reply(200, b"{}", ""),
        lambda e: e.reply(404, b"not here", "text/plain"),
        lambda e: e.reply(404, b'{"error": "not a problem"}'),
        lambda e: e.reply(200, b"this is not gzip", Content_Encoding="gzip"),
        lambda e: e.reply(200, gzip.compress(b"{}" * 99)[:-9], Content_Encoding="gzip"),
        lambda e: e.reply(200, b"this is not zstd", Content_Encoding="zstd"),
        lambda e: e.reply(200, b"{}", Content_Encoding="rot13"),
    ],
)
def test_something_that_is_not_ours(answer: Callable[[Exchange], None]) -> None:
    assert problem_from(answer).kind is Kind.NOT_OURS


def test_a_bomb_is_not_unpacked() -> None:
    zeros = bytes(80 * 1024 * 1024)
    for encoding, body in (("gzip", gzip.compress(zeros, 1)), ("zstd", zstandard.compress(zeros))):
        assert problem_from(lambda e, b=body, n=encoding: e.reply(200, b, Content_Encoding=n)).kind is Kind.NOT_OURS


def test_a_body_that_is_cut() -> None:
    def cut(exchange: Exchange) -> None:
        exchange.send_response(200)
        exchange.send_header("Content-Type", "application/json")
        exchange.send_header("Content-Length", "100")
        exchange.end_headers()
        exchange.wfile.write(b"{")
        exchange.hang_up()

    met = problem_from(cut)
    assert (met.kind, met.sent) == (Kind.BROKEN, True)


def test_a_connection_dropped_without_a_word() -> None:
    met = problem_from(lambda e: e.hang_up())
    assert (met.kind, met.sent) == (Kind.BROKEN, True)


def test_good_bodies_are_decoded() -> None:
    for encoding, body in (("gzip", gzip.compress(b"[1]")), ("zstd", zstandard.compress(b"[1]")), ("identity", b"[1]")):
        with SmallServer(lambda e, b=body, n=encoding: e.reply(200, b, Content_Encoding=n)) as server:
            assert ask(server.url).body == b"[1]"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, Kind.SIGNED_OUT),
        (409, Kind.PROBLEM),
        (410, Kind.PROBLEM),
        (422, Kind.PROBLEM),
        (426, Kind.UPGRADE),
        (429, Kind.BUSY),
        (500, Kind.SERVER),
        (503, Kind.BUSY),
    ],
)
def test_problems_with_a_code(status: int, kind: Kind) -> None:
    met = problem_from(lambda e: e.reply(status, PROBLEM, PROBLEM_TYPE, Retry_After="7"))
    assert (met.kind, met.code, met.status, met.retry_after) == (kind, "set_changed", status, 7)


def test_the_page_of_a_gateway_is_a_sick_server() -> None:
    assert problem_from(lambda e: e.reply(502, b"<html>", "text/html")).kind is Kind.SERVER


def test_busy_without_a_body_is_still_busy() -> None:
    met = problem_from(lambda e: e.reply(503, b"", ""))
    assert (met.kind, met.code, met.retry_after) == (Kind.BUSY, "busy", 0)


def test_the_token_goes_out_and_no_netrc_takes_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with SmallServer(lambda e: e.reply(200, b"{}")) as server:
        ask(server.url, access="abc")
        ask(server.url)
        sent = [{k.lower(): v for k, v in headers.items()} for _, _, headers, _ in server.seen]
    assert [h.get("authorization") for h in sent] == ["Bearer abc", None]


FILE = bytes(range(256)) * 4000


def serve_file(exchange: Exchange, stop_after: int | None = None) -> None:
    """A file with Range and ETag, cut after some bytes when told so."""
    start, status = 0, 200
    asked = exchange.headers.get("Range")
    if asked and exchange.headers.get("If-Range") == '"one"':
        start, status = int(asked.removeprefix("bytes=").rstrip("-")), 206
    if start >= len(FILE):
        exchange.reply(416)
        return
    exchange.send_response(status)
    exchange.send_header("Content-Type", "application/octet-stream")
    exchange.send_header("ETag", '"one"')
    exchange.send_header("Content-Length", str(len(FILE) - start))
    if status == 206:
        exchange.send_header("Content-Range", f"bytes {start}-{len(FILE) - 1}/{len(FILE)}")
    exchange.end_headers()
    if stop_after is None:
        exchange.wfile.write(FILE[start:])
    else:
        exchange.wfile.write(FILE[start : start + stop_after])
        exchange.hang_up()


def test_a_download_goes_on_where_it_was_cut(tmp_path: Path) -> None:
    target, note = tmp_path / "part", tmp_path / "part.etag"
    with SmallServer(lambda e: serve_file(e, 400_000)) as server:
        http = RequestsHttp(server.url)
        with pytest.raises(LineProblem) as caught:
            http.download("/part", target, access="")
        assert caught.value.kind is Kind.BROKEN
        assert note.read_text() == '"one"', "known before the end, so that a killed process can go on"
        had = target.stat().st_size
        assert 0 < had < len(FILE)
        server.answer = serve_file
        came: list[int] = []
        http.download("/part", target, access="", on_bytes=came.append)
        assert sum(came) == len(FILE) - had, "only what was missing is fetched"
        assert target.read_bytes() == FILE
        http.download("/part", target, access="")
        assert target.read_bytes() == FILE
        note.write_text('"other"')
        http.download("/part", target, access="")
        assert target.read_bytes() == FILE, "a file that changed is fetched anew"
        http.close()


def test_a_portal_page_is_never_appended_to_a_part(tmp_path: Path) -> None:
    target = tmp_path / "part"
    target.write_bytes(b"abc")
    (tmp_path / "part.etag").write_text('"one"')
    with SmallServer(portal) as server:
        http = RequestsHttp(server.url)
        with pytest.raises(LineProblem) as caught:
            http.download("/part", target, access="")
        http.close()
    assert caught.value.kind is Kind.CAPTIVE
    assert target.read_bytes() == b"abc"
