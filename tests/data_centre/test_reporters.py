"""Who reported: told with the right and a reason, never without a row in the audit, and not too often."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from data_centre import audit
from data_centre import models as m
from data_centre.accounts import Identities, create_account, grant, revoke
from data_centre.brake import Brake
from data_centre.complaints import reporters
from data_centre.complaints.submission import Reporter
from data_centre.database import Database
from data_centre.schema import alembic_config
from ioc_domain.codes import Role
from ioc_domain.identity import REPORTER_RIGHT
from tests.data_centre.conftest import PASSWORD, Served
from tests.data_centre.factories import complaint

NAME = "Trần Thị Kín"
REASON = {"reason": "Gọi lại hỏi vị trí ổ gà"}
FIRST = 7_100


@pytest.fixture(scope="module")
def reported(served: Served) -> Served:
    """Complaints with and without a reporter."""
    served.put(*(complaint(FIRST + n) for n in range(4)))
    with served.database.write() as connection:
        for n, phone in enumerate(("0909 123 456", "+84 (28) 3.123-456", "0912 000 111")):
            reporters.remember(connection, FIRST + n, Reporter(f"{NAME} {n}", phone, "kin@example.invalid", "Ngõ 3"))
    return served


def rows(served: Served, kind: str) -> list[tuple[str, str, dict[str, Any]]]:
    """(account, subject, detail) of the audit."""
    a = m.audit.c
    with served.database.read() as connection:
        found = connection.execute(sa.select(a.account, a.subject, a.detail).where(a.kind == kind).order_by(a.n)).all()
        assert audit.first_break(connection) == 0
    return [(account, subject, json.loads(detail)) for account, subject, detail in found]


def see(served: Served, number: int, account: str = "duty", body: Any = None) -> httpx.Response:
    """Ask who reported."""
    return served.as_(account).post(f"/v1/complaints/{number}/reporter", json=REASON if body is None else body)


def test_an_identity_is_told_with_its_row_in_the_audit(reported: Served) -> None:
    """Name and phone, no cache on the way keeps them, and the audit has who, which and why, but no name."""
    before = len(rows(reported, "reporter_seen"))
    answer = see(reported, FIRST)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {"complaint": FIRST, "name": f"{NAME} 0", "phone": "0909 123 456",
                             "email": "kin@example.invalid", "address": "Ngõ 3"}  # fmt: skip
    [(account, subject, detail)] = rows(reported, "reporter_seen")[before:]
    assert (account, subject) == ("duty", f"PA-{FIRST}")
    assert detail == {"reason": REASON["reason"], "complaint": FIRST}
    assert see(reported, FIRST + 3).json() == {"complaint": FIRST + 3, "name": "", "phone": "", "email": "",
                                               "address": ""}, "nobody said who they are"  # fmt: skip


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "  \n   \t "}, {"reason": "vì"}, {"reason": "x" * 501},
                                  {"reason": "đủ dài rồi", "more": 1}, [], "x", 7])  # fmt: skip
def test_no_reason_no_identity(reported: Served, body: Any) -> None:
    """Refused before anything is read, and nothing is written down as seen."""
    before = rows(reported, "reporter_seen")
    answer = see(reported, FIRST, body=body)
    assert answer.status_code == 422 and NAME not in answer.text
    assert rows(reported, "reporter_seen") == before


@pytest.mark.parametrize("account", ["leader", "bao", "supplier"])
def test_without_the_right_every_complaint_is_the_same(reported: Served, account: str) -> None:
    """403 for one that is there and one that is not, with or without a reason; by telephone too."""
    before = rows(reported, "reporter_seen"), rows(reported, "reporter_sought")
    told = {see(reported, n, account, body).text for n in (FIRST, 999_999) for body in (REASON, {})}
    assert len(told) == 1 and '"status":403' in told.pop()
    answer = reported.as_(account).post("/v1/complaints/by-phone", json={"last4": "3456"})
    assert answer.status_code == 403
    assert (rows(reported, "reporter_seen"), rows(reported, "reporter_sought")) == before


def test_a_complaint_outside_the_scopes_is_not_there(reported: Served) -> None:
    """The right alone does not open what the account may not see; 404 as for none."""
    with reported.database.write() as connection:
        create_account(connection, account_id="narrow", name="N", role=Role.DUTY_OFFICER, password=PASSWORD, now=1,
                       scopes=("unit:U1", REPORTER_RIGHT))  # fmt: skip
    answers = [see(reported, n, "narrow") for n in (FIRST, 999_999)]
    assert [a.status_code for a in answers] == [404, 404]
    assert answers[0].text == answers[1].text
    found = reported.as_("narrow").post("/v1/complaints/by-phone", json={"last4": "3456"})
    assert found.json() == {"complaints": [], "more": False}


def test_complaints_by_the_end_of_a_number(reported: Served) -> None:
    """However the number was written; ids and codes only, newest first; the question is in the audit."""
    before = len(rows(reported, "reporter_sought"))
    answer = reported.as_("duty").post("/v1/complaints/by-phone", json={"last4": "3456"})
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {"complaints": [{"id": FIRST + 1, "code": f"PA-{FIRST + 1}"},
                                            {"id": FIRST, "code": f"PA-{FIRST}"}], "more": False}  # fmt: skip
    assert rows(reported, "reporter_sought")[before:] == [("duty", "phone …3456", {"found": 2})]
    for wrong in ({"last4": "345"}, {"last4": "34567"}, {"last4": "34a6"}, {"last4": "٣٤٥٦"}, {"last4": "%%%%"}, {}):
        assert reported.as_("duty").post("/v1/complaints/by-phone", json=wrong).status_code == 422


def test_the_right_comes_and_goes_at_once(database: Database) -> None:
    """A right is no scope: the rows an account gets, and their set, stay what they were."""
    identities = Identities()
    with database.write() as connection:
        create_account(connection, account_id="a", name="A", role=Role.LEADER, password=PASSWORD, now=1)
        plain = identities.identity(connection, "a")
        grant(connection, "a", REPORTER_RIGHT)
        allowed = identities.identity(connection, "a")
        assert plain is not None and allowed is not None
        assert (plain.rights, allowed.rights) == (frozenset(), {REPORTER_RIGHT})
        assert (plain.scopes, plain.set_id) == (allowed.scopes, allowed.set_id)
        assert REPORTER_RIGHT not in allowed.info().scopes
        revoke(connection, "a", REPORTER_RIGHT)
        again = identities.identity(connection, "a")
        assert again is not None and not again.rights


def test_looks_are_counted() -> None:
    """So many in a while, each account for itself, and then again."""
    now = [0.0]
    brake = Brake(2, 60.0, lambda: now[0])
    assert [brake.seconds_to_wait(a) for a in ("a", "a", "b")] == [0, 0, 0]
    assert brake.seconds_to_wait("a") == 61
    now[0] = 59.0
    assert brake.seconds_to_wait("a") == 2
    now[0] = 60.0
    assert brake.seconds_to_wait("a") == 0


def test_too_many_questions_by_telephone(reported: Served) -> None:
    """Ten thousand ends cannot be tried: 429 with the time to wait, and no more rows in the audit."""
    with reported.database.write() as connection:
        create_account(connection, account_id="eager", name="E", role=Role.DUTY_OFFICER, password=PASSWORD, now=1)
        grant(connection, "eager", REPORTER_RIGHT)
    client = reported.as_("eager")
    statuses = [client.post("/v1/complaints/by-phone", json={"last4": f"{n:04d}"}).status_code for n in range(32)]
    assert statuses == [200] * 30 + [429] * 2
    assert int(client.post("/v1/complaints/by-phone", json={"last4": "0099"}).headers["retry-after"]) > 0
    assert sum(account == "eager" for account, _, _ in rows(reported, "reporter_sought")) == 30


def test_numbers_kept_before_are_found_after_the_migration(database: Database) -> None:
    """The end of each telephone number is filled in for reporters that were there already."""
    with database.write() as connection:
        for n, phone in enumerate(("0909 123 456", "12", "", "+84 912-000-111"), 1):
            reporters.remember(connection, n, Reporter("A", phone))
    config = alembic_config()
    [ours] = [r for r in ScriptDirectory.from_config(config).walk_revisions() if r.path.endswith("phone_end.py")]
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, str(ours.down_revision))
        command.upgrade(config, "head")
    with database.read() as connection:
        ends = connection.execute(sa.select(m.reporter.c.phone_end).order_by(m.reporter.c.complaint)).scalars().all()
    assert ends == ["3456", "", "", "0111"]
