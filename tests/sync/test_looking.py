"""Questions about reporters by the real sync process: answered once, and left nowhere on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from data_centre import models as m
from data_centre.accounts import grant, revoke
from data_centre.complaints import reporters
from data_centre.complaints.submission import Reporter
from ioc_domain.channel import (
    FindByPhone,
    Link,
    LinkChanged,
    LookResult,
    PhoneFound,
    Progress,
    ReporterSeen,
    SeeReporter,
)
from ioc_domain.identity import REPORTER_RIGHT
from tests import factories
from tests.sync.processes import RealCentre, Worker

NAME, PHONE = "Trần Thị Kín Danh", "0909 777 1234"


def seen(worker: Worker, ask: int) -> ReporterSeen:
    """The answer to that question."""
    found = worker.wait_for(lambda e: isinstance(e, ReporterSeen) and e.ask == ask)
    assert isinstance(found, ReporterSeen)
    return found


def test_an_identity_is_asked_for_and_kept_nowhere(
    centre: RealCentre, worker_on: Callable[..., Worker], tmp_path: Path
) -> None:
    centre.put(factories.complaint(7))
    with centre.database.write() as connection:
        reporters.remember(connection, 7, Reporter(NAME, PHONE))
        grant(connection, "lanhdao", REPORTER_RIGHT)
    worker = worker_on()
    worker.sign_in(centre.start(), "lanhdao")
    worker.wait_for(lambda e: isinstance(e, Progress) and e.finished)

    worker.order(SeeReporter(ask=1, complaint=7, reason="Gọi lại hỏi vị trí"))
    told = seen(worker, 1)
    assert told.result is LookResult.TOLD and told.identity is not None
    assert (told.identity.complaint, told.identity.name, told.identity.phone) == (7, NAME, PHONE)
    worker.order(FindByPhone(ask=2, last4="1234"))
    found = worker.wait_for(lambda e: isinstance(e, PhoneFound) and e.ask == 2)
    assert isinstance(found, PhoneFound) and found.found is not None
    assert [c.id for c in found.found.complaints] == [7]

    worker.order(SeeReporter(ask=3, complaint=999_999, reason="Gọi lại hỏi vị trí"))
    assert seen(worker, 3).result is LookResult.NOT_THERE
    worker.order(SeeReporter(ask=4, complaint=7, reason="x"))
    assert seen(worker, 4).result is LookResult.REFUSED
    with centre.database.write() as connection:
        revoke(connection, "lanhdao", REPORTER_RIGHT)
    worker.order(SeeReporter(ask=5, complaint=7, reason="Gọi lại hỏi vị trí"))
    assert seen(worker, 5) == ReporterSeen(5, LookResult.NOT_ALLOWED)
    centre.kill()
    worker.wait_for(lambda e: isinstance(e, LinkChanged) and e.state is Link.OFFLINE)
    worker.order(SeeReporter(ask=6, complaint=7, reason="Gọi lại hỏi vị trí"))
    assert seen(worker, 6) == ReporterSeen(6, LookResult.OFFLINE)
    worker.close()

    a = m.audit.c
    with centre.database.read() as connection:
        rows = connection.execute(sa.select(a.account, a.detail).where(a.kind == "reporter_seen")).all()
    assert [(account, json.loads(detail)) for account, detail in rows] == [
        ("lanhdao", {"complaint": 7, "reason": "Gọi lại hỏi vị trí"})
    ]
    files = [path for path in (tmp_path / "console").rglob("*") if path.is_file()]
    assert any(path.name == "cache.db" for path in files)
    for path in files:
        data = path.read_bytes()
        assert NAME.encode() not in data and b"777 1234" not in data and b"Kin Danh" not in data, path
