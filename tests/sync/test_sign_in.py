"""Signing in against a small real server: each outcome has its code, and tokens go nowhere else."""

from __future__ import annotations

import json

import msgspec

from ioc_console.sign_in import Denied, Granted, refresh, sign_in, sign_out
from ioc_domain.session import AccountInfo, Session
from tests.sync.small_servers import Exchange, SmallServer, closed_port, portal

SESSION = Session(
    access="a",
    refresh="r2",
    expires_in=600,
    account=AccountInfo(id="chu.tich", name="Nguyễn Văn A", title="Chủ tịch", role="leader", scopes=["city"]),
    server_time=1.0,
)


def centre(exchange: Exchange) -> None:
    """A data centre that knows one account."""
    if exchange.command == "DELETE":
        exchange.reply(204, b"", "")
        return
    asked = json.loads(exchange.body)
    if asked.get("password") == "đúng" or asked.get("refresh") == "r1":
        exchange.reply(200, msgspec.json.encode(SESSION))
        return
    problem = {"code": "bad_credentials", "title": "Wrong", "status": 401}
    exchange.reply(401, json.dumps(problem).encode(), "application/problem+json")


def test_the_right_password_gives_a_session() -> None:
    with SmallServer(centre) as server:
        assert sign_in(server.url + "/", "chu.tich", "đúng", "may-1") == Granted(SESSION)
        assert server.seen[0][:2] == ("POST", "/v1/session")
        assert json.loads(server.seen[0][3]) == {"account": "chu.tich", "password": "đúng", "device": "may-1"}


def test_the_wrong_password_has_the_code_of_the_data_centre() -> None:
    with SmallServer(centre) as server:
        assert sign_in(server.url, "chu.tich", "sai", "may-1") == Denied("bad_credentials")


def test_refresh_and_sign_out() -> None:
    with SmallServer(centre) as server:
        assert refresh(server.url, "r1") == Granted(SESSION)
        assert refresh(server.url, "spent") == Denied("bad_credentials")
        assert sign_out(server.url, "a") is None


def test_what_is_no_data_centre_is_no_sign_in() -> None:
    with SmallServer(portal) as server:
        assert sign_in(server.url, "a", "b", "c").code == "captive"  # type: ignore[union-attr]
    with SmallServer(lambda e: e.reply(200, b'{"hello": "world"}')) as server:
        assert sign_in(server.url, "a", "b", "c").code == "not_ours"  # type: ignore[union-attr]
    with closed_port() as port:
        assert sign_in(f"http://127.0.0.1:{port}", "a", "b", "c").code == "refused"  # type: ignore[union-attr]
    assert sign_in("trung tâm", "a", "b", "c").code == "bad_address"  # type: ignore[union-attr]


def test_too_many_tries_say_how_long_to_wait() -> None:
    with SmallServer(lambda e: e.reply(429, b"", "", Retry_After="30")) as server:
        assert sign_in(server.url, "a", "b", "c") == Denied("busy", 30)
