"""One gesture on many complaints: each unit is told once of all that it got, whatever is retried."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
import sqlalchemy as sa

from data_centre import bulk_notices
from data_centre import models as m
from data_centre.delivery import Mailer, deliver_due
from data_centre.feed import writing
from tests.data_centre import factories as make
from tests.data_centre.conftest import DATABASES, Served, add_people, new_database, serving, wait_for
from tests.data_centre.mailbox import Mailbox, open_mailbox
from tests.data_centre.test_commands import count
from tests.data_centre.test_desk import Browser
from tests.data_centre.test_directives import complaint, directive


@pytest.fixture(scope="module", params=DATABASES)
def posted(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Served, Mailbox]]:
    """A centre whose mail goes to a mailbox; both officers have an address."""
    with ExitStack() as stack:
        opened = stack.enter_context(new_database(request.param, tmp_path_factory.mktemp("centre"), request))
        box = stack.enter_context(open_mailbox())
        add_people(opened)
        with opened.write() as connection:
            for account in ("bao", "chi"):
                change = sa.update(m.account).where(m.account.c.id == account)
                connection.execute(change.values(email=f"{account}@don-vi.example"))
        with writing(opened) as writer:
            for code in ("U1", "U2", "U9"):
                writer.put(make.unit(code))
        where = {"IOC_SMTP_HOST": "127.0.0.1", "IOC_SMTP_PORT": str(box.port)}
        yield stack.enter_context(serving(opened, where)), box


def orders(served: Served, bulk: str, counts: dict[str, int]) -> list[tuple[str, bytes]]:
    """Commands of one gesture, so many to each unit."""
    units = [unit for unit, number in counts.items() for _ in range(number)]
    return [make.envelope(make.order(complaint(served, unit).id, unit, bulk=bulk)) for unit in units]


def notices(served: Served, bulk: str, channel: str) -> list[str]:
    """Who is told of a gesture on a channel."""
    n = m.notice.c
    with served.database.read() as connection:
        query = sa.select(n.person).where(n.event == f"bulk leader/{bulk}", n.channel == channel).order_by(n.person)
        return list(connection.execute(query).scalars())


def test_each_unit_is_told_once_of_all(posted: tuple[Served, Mailbox], monkeypatch: pytest.MonkeyPatch) -> None:
    """Sent by eight at once, each three times: one notice for each unit and channel, counted when the mail goes out."""
    served, box = posted
    box.messages.clear()
    monkeypatch.setenv("IOC_PUBLIC_URL", "https://ioc.example")
    bulk = uuid.uuid4().hex
    sent = orders(served, bulk, {"U1": 7, "U2": 2})
    served.as_("leader")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda one: served.send_raw(*one), sent * 3))
    assert {a.status_code for a in answers} <= {200, 409, 503}
    for one in sent:
        wait_for(lambda one=one: served.send_raw(*one).status_code == 200)  # type: ignore[misc]
    assert notices(served, bulk, "desk") == ["unit:U1", "unit:U2"]
    assert notices(served, bulk, "email") == ["bao", "chi"]
    ids = [command_id for command_id, _ in sent]
    assert count(served, m.notice, m.notice.c.request_id.in_(ids)) == 0
    wait_for(lambda: {directive(served, i).state for i in ids} == {"delivered"})
    assert box.messages == []  # the mail waits for those that may still come
    mailer = Mailer("127.0.0.1", box.port, "ioc@example")
    later = time.time() + bulk_notices.SETTLES + 1
    for _ in range(3):
        deliver_due(served.database, mailer, lambda: later)
    told = {to: message.get_content() for to, message in box.messages}
    assert len(box.messages) == 2 and set(told) == {"bao@don-vi.example", "chi@don-vi.example"}
    assert "7 chỉ đạo về 7 phản ánh" in told["bao@don-vi.example"]
    assert "2 chỉ đạo về 2 phản ánh" in told["chi@don-vi.example"]
    assert all("https://ioc.example/desk/directives" in text.split() and "Hạn báo cáo sớm nhất" in text
               for text in told.values())  # fmt: skip


def test_one_that_comes_late_is_on_the_desk_at_once(posted: tuple[Served, Mailbox]) -> None:
    """After the notice went out: no second one, and the directive is not left behind."""
    served, _ = posted
    bulk = uuid.uuid4().hex
    [first, late] = orders(served, bulk, {"U1": 2})
    served.send_raw(*first)
    wait_for(lambda: directive(served, first[0]).state == "delivered")
    assert served.send_raw(*late).json()["result"] == "accepted"
    assert directive(served, late[0]).state == "delivered"
    assert notices(served, bulk, "desk") == ["unit:U1"]
    browser = Browser(served)
    browser.sign_in("bao")
    listed = browser.http.get("/desk/directives").text
    assert directive(served, first[0]).number in listed and directive(served, late[0]).number in listed
    browser.http.close()


def test_the_gesture_of_another_account_is_another(posted: tuple[Served, Mailbox]) -> None:
    """Nobody silences somebody else's notice by naming the same gesture; what is no name is refused."""
    served, _ = posted
    bulk = uuid.uuid4().hex
    for account in ("leader", "duty"):
        made = make.order(complaint(served).id, bulk=bulk)
        assert served.send(made, account).result == "accepted"
    n = m.notice.c
    with served.database.read() as connection:
        query = sa.select(n.event).where(n.event.contains(bulk), n.channel == "desk").order_by(n.event)
        assert list(connection.execute(query).scalars()) == [f"bulk duty/{bulk}", f"bulk leader/{bulk}"]
    for bad in ("a/b", "x" * 65, "é", "a b"):
        about: Any = complaint(served)
        assert served.send(make.order(about.id, bulk=bad)).code == "bad_bulk"
