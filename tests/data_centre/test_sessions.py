"""Sign-in, refresh, sign-out, and what an account may do afterwards."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from data_centre import models as m
from data_centre.accounts import AccountProblem, Identities, create_account, grant, password_fits, revoke, set_password
from data_centre.database import Database
from data_centre.leases import Leases
from data_centre.sign_in_limit import PER_ACCOUNT, SignInLimit
from data_centre.tokens import ACCESS_SECONDS, REFRESH_SECONDS, TokenRefused, Tokens
from ioc_domain.codes import Role
from tests.data_centre.conftest import PASSWORD, Served
from tests.data_centre.test_sync_calls import problem


class Clock:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


def account(database: Database, account_id: str = "a", role: Role = Role.LEADER, unit_code: str = "") -> None:
    """An account with the tests' password."""
    with database.write() as connection:
        create_account(
            connection, account_id=account_id, name="A", role=role, password=PASSWORD, now=1, unit_code=unit_code
        )


def sign_in(client: httpx.Client, name: str, password: str) -> httpx.Response:
    """POST /v1/session."""
    return client.post("/v1/session", json={"account": name, "password": password, "device": "máy 1"})


def test_sign_in_tells_who_one_is(served: Served) -> None:
    """Tokens, their life, name, title, role and scopes."""
    with served.anonymous() as client:
        answer = sign_in(client, "bao", PASSWORD).json()
    assert answer["expires_in"] == ACCESS_SECONDS == 900
    assert answer["account"] == {
        "id": "bao",
        "name": "Người bao",
        "title": "Chức danh",
        "role": "unit_officer",
        "scopes": ["city", "unit:U1"],
        "unit_code": "U1",
    }


def test_wrong_name_and_wrong_password_look_the_same(served: Served) -> None:
    """Nobody learns which accounts there are; bodies that are none are 422."""
    with served.anonymous() as client:
        wrong = sign_in(client, "bao", "sai-mat-khau")
        unknown = sign_in(client, "khong-co", "sai-mat-khau")
        assert problem(wrong) == problem(unknown) == (401, "wrong_password")
        assert wrong.content == unknown.content
        assert problem(client.post("/v1/session", content=b"account=bao")) == (422, "invalid_request")
        assert problem(client.post("/v1/session", content=b"x" * 20_000)) == (413, "too_large")


def test_too_many_tries_must_wait(served: Served) -> None:
    """429 with Retry-After, also for the right password, and only for that account."""
    with served.anonymous() as client:
        for _ in range(PER_ACCOUNT):
            assert sign_in(client, "chi", "sai").status_code == 401
        stopped = sign_in(client, "chi", PASSWORD)
        assert problem(stopped) == (429, "too_many_tries")
        assert 0 < int(stopped.headers["retry-after"]) <= 301
        assert sign_in(client, "leader", PASSWORD).status_code == 200


def test_the_limit_opens_again_with_time() -> None:
    """Five minutes after the tries; the right password clears them; made-up names do not fill the memory."""
    clock = Clock()
    limit = SignInLimit(clock)
    for _ in range(PER_ACCOUNT):
        assert limit.seconds_to_wait("a", "1.2.3.4") == 0
        limit.failed("a", "1.2.3.4")
    assert limit.seconds_to_wait("a", "1.2.3.4") > 290
    assert limit.seconds_to_wait("b", "1.2.3.4") == 0
    clock.now += 301
    assert limit.seconds_to_wait("a", "1.2.3.4") == 0
    limit.failed("a", "1.2.3.4")
    limit.succeeded("a")
    for k in range(70):
        limit.failed(f"x{k}", "5.6.7.8")
    assert limit.seconds_to_wait("a", "5.6.7.8") > 0
    assert limit.seconds_to_wait("a", "1.2.3.4") == 0


def test_refresh_rotates_and_sign_out_ends(served: Served) -> None:
    """Each refresh token leads to the next; signed out, neither token is good."""
    with served.anonymous() as client:
        first = sign_in(client, "leader2", PASSWORD).json()
        second = client.post("/v1/session/refresh", json={"refresh": first["refresh"]}).json()
        assert second["refresh"] != first["refresh"]
        assert second["account"]["id"] == "leader2"
        bearer = {"Authorization": f"Bearer {second['access']}"}
        assert client.get("/v1/manifest", headers=bearer).status_code == 200
        assert client.delete("/v1/session", headers=bearer).status_code == 204
        assert problem(client.get("/v1/manifest", headers=bearer)) == (401, "token_refused")
        over = client.post("/v1/session/refresh", json={"refresh": second["refresh"]})
        assert problem(over) == (401, "session_over")
        assert problem(client.post("/v1/session/refresh", json={"refresh": "made up"})) == (401, "session_over")


def test_a_refresh_whose_answer_was_lost_can_be_asked_again(database: Database) -> None:
    """But once the successor was used, the old token in other hands ends the session."""
    account(database)
    tokens = Tokens(database, Clock())
    with database.write() as connection:
        first = tokens.begin(connection, "a", "d").refresh
        lost = tokens.refresh(connection, first)
        again = tokens.refresh(connection, first)
        assert lost is not None and again is not None
        assert tokens.refresh(connection, lost.refresh) is None  # replaced: nobody has it
        third = tokens.refresh(connection, again.refresh)
        assert third is not None
        fourth = tokens.refresh(connection, third.refresh)
        assert fourth is not None
        assert tokens.refresh(connection, again.refresh) is None
        assert tokens.refresh(connection, fourth.refresh) is None
        with pytest.raises(TokenRefused, match="ended"):
            tokens.account_of(connection, fourth.access)


def test_tokens_end_with_time_and_are_only_good_for_what_they_are(database: Database) -> None:
    """Access after 15 minutes, refresh after 30 days; a lease is no access token; another key signs nothing."""
    account(database)
    clock = Clock()
    tokens, leases = Tokens(database, clock), Leases(database, clock)
    with database.write() as connection:
        pair = tokens.begin(connection, "a", "d")
        assert tokens.account_of(connection, pair.access) == ("a", pair.session)
        lease, _ = leases.issue(connection, "set", "a")
        with pytest.raises(TokenRefused):
            tokens.account_of(connection, lease)
        with pytest.raises(TokenRefused):
            tokens.account_of(connection, pair.access[:-4] + "AAAA")
        unsigned = "eyJhbGciOiJub25lIn0." + pair.access.split(".")[1] + "."
        with pytest.raises(TokenRefused):
            tokens.account_of(connection, unsigned)
        clock.now += ACCESS_SECONDS + 1
        with pytest.raises(TokenRefused, match="too old"):
            tokens.account_of(connection, pair.access)
        clock.now += REFRESH_SECONDS
        assert tokens.refresh(connection, pair.refresh) is None
    again = Tokens(database, clock)  # after a restart the key is the same
    with database.write() as connection:
        assert again.account_of(connection, tokens.begin(connection, "a", "d").access)[0] == "a"


def test_a_new_password_ends_the_sessions(database: Database) -> None:
    """And the old one no longer fits; too short ones are refused."""
    account(database)
    tokens = Tokens(database, Clock())
    with database.write() as connection:
        pair = tokens.begin(connection, "a", "d")
        set_password(connection, "a", "mot-mat-khau-moi")
        assert password_fits(connection, "a", "mot-mat-khau-moi")
        assert not password_fits(connection, "a", PASSWORD)
        with pytest.raises(TokenRefused):
            tokens.account_of(connection, pair.access)
        with pytest.raises(AccountProblem, match="at least"):
            set_password(connection, "a", "ngan")
        with pytest.raises(AccountProblem, match="no account"):
            set_password(connection, "z", "mot-mat-khau-moi")


def test_passwords_are_kept_as_argon2(database: Database) -> None:
    """Never as they are."""
    account(database)
    with database.read() as connection:
        kept = connection.execute(sa.select(m.account.c.password_hash)).scalar_one()
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


def test_accounts_that_cannot_be(database: Database) -> None:
    """A second one of a name, a unit officer without unit, a name of spaces."""
    account(database)
    with pytest.raises(AccountProblem, match="exists"):
        account(database)
    with pytest.raises(AccountProblem, match="needs a unit"):
        account(database, "b", Role.UNIT_OFFICER)
    with pytest.raises(AccountProblem, match="without spaces"):
        account(database, " ")


def test_a_right_that_was_taken_and_given_again_is_another_set(database: Database) -> None:
    """The console must fetch the rows anew: it may have missed their changes."""
    account(database, "u", Role.UNIT_OFFICER, "U1")
    identities = Identities()

    def set_id() -> str:
        with database.read() as connection:
            identity = identities.identity(connection, "u")
        assert identity is not None
        return identity.set_id

    before = set_id()
    with database.write() as connection:
        revoke(connection, "u", "unit:U1")
    without = set_id()
    with database.write() as connection:
        grant(connection, "u", "unit:U1")
    assert len({before, without, set_id()}) == 3


def test_a_closed_account_is_nobody(served: Served, tmp_path: Path) -> None:
    """At the next call, whatever its token says."""
    with served.anonymous() as client:
        access = sign_in(client, "duty", PASSWORD).json()["access"]
        bearer = {"Authorization": f"Bearer {access}"}
        assert client.get("/v1/manifest", headers=bearer).status_code == 200
        with served.database.write() as connection:
            connection.execute(sa.update(m.account).where(m.account.c.id == "duty").values(active=0))
        assert problem(client.get("/v1/manifest", headers=bearer)) == (401, "account_closed")
        assert problem(sign_in(client, "duty", PASSWORD)) == (401, "wrong_password")
