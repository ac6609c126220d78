"""Rights that end: who waits is told, pages and parts are refused at once, and what comes back is another set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from data_centre.accounts import close_account, grant, open_account, revoke, set_password
from data_centre.cli import main
from data_centre.database import Database
from ioc_domain.wire import decode_page
from tests.data_centre import factories as make
from tests.data_centre.conftest import PASSWORD, Served
from tests.data_centre.test_sync_calls import problem, snapshot_of


@contextmanager
def sign_in(served: Served, account: str) -> Iterator[httpx.Client]:
    """A client with a session of its own."""
    with served.anonymous() as client:
        answer = client.post("/v1/session", json={"account": account, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client.headers["Authorization"] = f"Bearer {answer.json()['access']}"
        yield client


def place(client: httpx.Client) -> dict[str, Any]:
    """Where the account stands: the parameters with which it goes on."""
    manifest = client.get("/v1/manifest").json()
    return {"set": manifest["set"], "after": f"{manifest['epoch']}:{manifest['head']}"}


def waiting(client: httpx.Client, pool: ThreadPoolExecutor) -> Future[httpx.Response]:
    """A long-poll that is known by its token: it has waited before and parks without asking the database."""
    here = place(client)
    assert client.get("/v1/wait", params={**here, "timeout": 0}).status_code == 204
    return pool.submit(client.get, "/v1/wait", params={**here, "timeout": 50})


ENDS: list[tuple[str, Callable[[httpx.Client, sa.Connection], None], tuple[int, str]]] = [
    ("closed", lambda _, c: close_account(c, "district"), (401, "token_refused")),
    ("password", lambda _, c: set_password(c, "district", PASSWORD), (401, "token_refused")),
    ("withdrawn", lambda _, c: revoke(c, "district", "unit:U9"), (409, "set_changed")),
]


@pytest.mark.parametrize(("name", "end", "told"), ENDS, ids=[name for name, _, _ in ENDS])
def test_who_waits_is_told_that_a_right_has_ended(
    served: Served, name: str, end: Callable[[httpx.Client, sa.Connection], None], told: tuple[int, str]
) -> None:
    """Long before the poll's own end; others go on waiting; and the next calls are refused at once."""
    other = served.as_("leader")
    with sign_in(served, "district") as client, ThreadPoolExecutor(2) as pool:
        here = place(client)
        lost, kept = waiting(client, pool), waiting(other, pool)
        with served.database.write() as connection:
            end(client, connection)
        assert problem(lost.result(30)) == told
        assert problem(client.get("/v1/changes", params=here)) == told
        assert not kept.done()
        seq = served.put(make.setting("after a revocation", name))
        assert kept.result(30).json()["head"] == seq
    with served.database.write() as connection:
        open_account(connection, "district")
        grant(connection, "district", "unit:U9")


def test_a_session_that_ends_is_told_to_who_waits_in_it(served: Served) -> None:
    """Signing out on one line ends the wait on the other; another session of the account goes on."""
    with sign_in(served, "district") as client, sign_in(served, "district") as second, ThreadPoolExecutor(2) as pool:
        lost, kept = waiting(client, pool), waiting(second, pool)
        assert client.delete("/v1/session").status_code == 204
        assert problem(lost.result(30)) == (401, "token_refused")
        assert not kept.done()
        served.put(make.setting("signed out", "1"))
        assert kept.result(30).status_code == 200


def test_pages_snapshots_and_parts_of_a_withdrawn_scope_are_refused_at_once(served: Served) -> None:
    """Also where the page is in the cache and the part's address is known; given again it is another set."""
    served.put(make.alert("withdrawn"), scope="unit:U9")
    with sign_in(served, "district") as client:
        here = place(client)
        before = {**here, "after": here["after"].split(":")[0] + f":{int(here['after'].split(':')[1]) - 1}"}
        assert len(decode_page(client.get("/v1/changes", params=before).content)[1]) == 1
        part = snapshot_of(served, "unit:U9/alert/-", "leader").parts[0].url
        assert client.get(part).status_code == 200
        etag = {"If-None-Match": client.get(part).headers["etag"]}
        with served.database.write() as connection:
            revoke(connection, "district", "unit:U9")
        assert problem(client.get("/v1/changes", params=before)) == (409, "set_changed")
        assert problem(client.get("/v1/buckets/unit:U9/alert/-/snapshot")) == (404, "no_bucket")
        assert problem(client.get(part)) == problem(client.get(part, headers=etag)) == (404, "no_part")
        without = place(client)
        with served.database.write() as connection:
            grant(connection, "district", "unit:U9")
        again = place(client)
        assert len({here["set"], without["set"], again["set"]}) == 3
        assert client.get(part).status_code == 200


def test_a_row_that_moves_shows_each_account_its_half(served: Served) -> None:
    """Old scope only: `del`. New scope only: `put`. Both: one transaction with both, and one row at the end."""
    served.put(make.alert("half"), scope="unit:U9")
    after = served.manifest("leader").head
    seq = served.put(make.alert("half", count=4), scope="unit:U1")

    def seen(account: str) -> list[tuple[str, str, int]]:
        header, operations, _ = served.page(after, account)
        assert header.to == seq
        return [(op.op, op.bucket, op.rev) for op in operations]

    assert seen("district") == [("del", "unit:U9/alert/-", 2)]
    assert seen("bao") == [("put", "unit:U1/alert/-", 2)]
    assert seen("leader") == [("del", "unit:U9/alert/-", 2), ("put", "unit:U1/alert/-", 2)]


def test_accounts_are_closed_and_scopes_changed_by_command(
    database: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line for what does not exist; what was done is seen in the list."""
    url = database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("IOC_DATABASE_URL", url)
    monkeypatch.setattr("data_centre.cli._ask_password", lambda: PASSWORD)
    assert main(["account", "add", "a", "--name", "A", "--role", "leader", "--scope", "city"]) == 0
    assert main(["account", "grant", "a", "area:1"]) == main(["account", "revoke", "a", "area:1"]) == 0
    assert main(["account", "revoke", "a", "area:1"]) == 2
    assert "does not have area:1" in capsys.readouterr().err
    assert main(["account", "close", "a"]) == main(["account", "list"]) == 0
    assert "A (closed)" in capsys.readouterr().out
    assert main(["account", "open", "a"]) == main(["account", "list"]) == 0
    assert "(closed)" not in capsys.readouterr().out
    for words in (["close", "nobody"], ["grant", "nobody", "city"]):
        assert main(["account", *words]) == 2
    assert "there is no account nobody" in capsys.readouterr().err
