"""Notices: one per person, event and channel, whatever is retried; a dead gateway blocks nothing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from data_centre import models as m
from data_centre.database import Database
from data_centre.delivery import FIRST_RETRY, Mailer, deliver_due
from data_centre.feed import writing
from data_centre.notices import tell_unit
from data_centre.request_life import load
from ioc_domain.records import ExplanationRequestRecord
from tests.data_centre import factories as make
from tests.data_centre.conftest import add_people
from tests.data_centre.mailbox import Mailbox, open_mailbox

NOW = 1_795_000_000


class Clock:
    """Put forward by hand."""

    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


def asked(database: Database, monkeypatch: pytest.MonkeyPatch) -> ExplanationRequestRecord:
    """A request to U1, whose officer has an e-mail address, with its notices written."""
    add_people(database)
    with database.write() as connection:
        connection.execute(sa.update(m.account).where(m.account.c.id == "bao").values(email="bao@don-vi.example"))
    values: dict[str, object] = dict.fromkeys(ExplanationRequestRecord.__struct_fields__, "")
    hints = {k for k, v in ExplanationRequestRecord.__annotations__.items() if v == "int"}
    values.update(dict.fromkeys(hints, 0), value=81.4, plan=95.0, promised_value=None)
    values.update(id="r1", number="GT-2026-0001", state="received", unit_code="U1", title="Hồ sơ đúng hạn")
    values.update(period="2026-10", deadline=NOW + 86400, requires="[]", files="[]")
    request = ExplanationRequestRecord(**values)  # type: ignore[arg-type]
    monkeypatch.setenv("IOC_SMTP_HOST", "127.0.0.1")
    for _ in range(3):  # the same event, told again and again
        with writing(database, lambda: NOW) as writer:
            writer.put(make.unit("U1"))
            writer.put(request)
            tell_unit(writer, request, "request r1", "Yêu cầu giải trình mới", verb="deliver")
    return request


def mailer(box: Mailbox) -> Mailer:
    """E-mail to that mailbox."""
    return Mailer("127.0.0.1", box.port, "ioc@example")


def test_one_message_and_one_delivery(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written three times, delivered in many rounds: one e-mail, one move to "delivered"."""
    asked(database, monkeypatch)
    clock = Clock()
    with open_mailbox() as box:
        assert deliver_due(database, mailer(box), clock) == 2
        for _ in range(3):
            clock.now += 4000
            assert deliver_due(database, mailer(box), clock) == 0
        [(recipient, message)] = box.messages
    assert recipient == "bao@don-vi.example"
    assert message["Subject"] == "Yêu cầu giải trình mới"
    text = message.get_content()
    assert "GT-2026-0001 · Hồ sơ đúng hạn" in text
    assert "/desk/requests/r1" in text
    with database.write() as connection:
        request = load(connection, "r1")
        assert request is not None
        assert (request.state, request.delivered_at) == ("delivered", NOW)
        events = connection.execute(sa.select(m.SYNCED["request_event"].c.kind)).scalars().all()
    assert events == ["delivered"]


def test_a_gateway_that_refuses_is_tried_again_later(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """With growing pauses; the desk is told all the same."""
    asked(database, monkeypatch)
    clock = Clock()
    with open_mailbox() as box:
        box.refusing = True
        assert deliver_due(database, mailer(box), clock) == 1
        assert deliver_due(database, mailer(box), clock) == 0
        assert box.refused == 1
        clock.now += FIRST_RETRY + 1
        deliver_due(database, mailer(box), clock)
        clock.now += FIRST_RETRY + 1
        deliver_due(database, mailer(box), clock)
        assert box.refused == 2
        box.refusing = False
        clock.now += 2 * FIRST_RETRY
        assert deliver_due(database, mailer(box), clock) == 1
        assert len(box.messages) == 1
    with database.read() as connection:
        rows = connection.execute(sa.select(m.notice.c.channel, m.notice.c.attempts, m.notice.c.problem)).all()
    assert sorted(tuple(row) for row in rows) == [("desk", 0, ""), ("email", 3, "")]


def test_a_gateway_that_is_not_there_blocks_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused connection is written down with the notice."""
    asked(database, monkeypatch)
    with open_mailbox() as box:
        port = box.port
    assert deliver_due(database, Mailer("127.0.0.1", port, "ioc@example"), Clock()) == 1
    with database.read() as connection:
        n = m.notice.c
        kept = connection.execute(sa.select(n.problem).where(n.channel == "email")).scalar_one()
    assert kept == "ConnectionRefusedError"


def test_without_a_gateway_no_mail_is_queued(database: Database) -> None:
    """Nothing waits for ever."""
    assert Mailer.from_environment({}) is None
    chosen = Mailer.from_environment({"IOC_SMTP_HOST": "mail", "IOC_SMTP_PORT": "2525"})
    assert chosen == Mailer("mail", 2525, "ioc@mail")
    with writing(database, lambda: NOW) as writer:
        writer.put(make.unit("U1"))
    assert deliver_due(database, None, Clock()) == 0
