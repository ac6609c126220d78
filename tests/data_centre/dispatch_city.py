"""The demonstration city with two dispatchers, and complaints that wait for them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from data_centre import models as m
from data_centre.accounts import create_account, grant
from data_centre.complaints import life
from data_centre.complaints.intake import Intake, Taken
from data_centre.complaints.rights import Mover
from data_centre.complaints.submission import Reporter
from data_centre.feed import writing
from ioc_domain.codes import Role
from ioc_domain.identity import DISPATCH_RIGHT
from ioc_domain.records import ComplaintRecord, UnitRecord
from tests.data_centre.complaint_city import fill_city, pothole
from tests.data_centre.conftest import DATABASES, PASSWORD, Served, add_people, new_database, serving
from tests.data_centre.test_commands import one
from tests.data_centre.test_desk import Browser, field

ROADS = "TT-GTHTKT"
"""The unit that the rules give potholes to."""
NOISE = "TO-01"
"""A type that is for the commune, so that nobody can place it without an area."""
AREA = "26740"


@pytest.fixture(scope="module", params=DATABASES)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The city; `trang` and `hai` dispatch, `duong` acts for the roads, `ca` for a commune and dispatches too."""
    with ExitStack() as stack:
        opened = stack.enter_context(new_database(request.param, tmp_path_factory.mktemp("centre"), request))
        add_people(opened)
        fill_city(opened, int(time.time()))
        with opened.write() as connection:
            for account, role, unit in (("trang", Role.DISPATCHER, ""), ("hai", Role.DISPATCHER, ""),
                                        ("duong", Role.UNIT_OFFICER, ROADS), ("ca", Role.UNIT_OFFICER, f"{AREA}-CA"),
                                        ):  # fmt: skip
                create_account(connection, account_id=account, name=f"Người {account}", role=role, password=PASSWORD,
                               now=1, unit_code=unit)  # fmt: skip
            grant(connection, "ca", DISPATCH_RIGHT)
        yield stack.enter_context(serving(opened))


def signed_in(served: Served, account: str) -> Browser:
    """A browser of somebody; the caller closes it."""
    browser = Browser(served)
    assert browser.sign_in(account).status_code == 200
    return browser


@pytest.fixture
def trang(served: Served) -> Iterator[Browser]:
    """A dispatcher, signed in."""
    browser = signed_in(served, "trang")
    yield browser
    browser.http.close()


@pytest.fixture
def hai(served: Served) -> Iterator[Browser]:
    """Another one."""
    browser = signed_in(served, "hai")
    yield browser
    browser.http.close()


def take(served: Served, **changes: Any) -> Taken:
    """A complaint comes in."""
    return Intake(served.database).take(replace(pothole(), **changes))


def unplaced(served: Served, **changes: Any) -> Taken:
    """One that no rule can place: nobody said in which commune it is."""
    said = {"type_code": NOISE, "lat": None, "lon": None, "address": "12 Lê Lợi", "text": "Hát karaoke tới khuya."}
    taken = take(served, **{**said, **changes})
    assert taken.unit is None
    return taken


def sent_back(served: Served, reason: str = "Vị trí này không thuộc tuyến đơn vị quản lý", unit: str = "",
              **changes: Any) -> Taken:  # fmt: skip
    """One that the unit of the roads had."""
    taken = take(served, **changes)
    assert taken.unit is not None and taken.unit.code == ROADS
    with writing(served.database) as writer:
        wanted = life.Move("send_back", reason, unit)
        life.move(writer, Intake(served.database).blobs, taken.id, wanted, Mover("duong", ROADS))
    return taken


def reported_by(name: str, phone: str) -> Reporter:
    """Who reports."""
    return Reporter(name, phone, "", "")


def record(served: Served, number: int) -> ComplaintRecord:
    """The record as consoles get it."""
    return ComplaintRecord(*one(served, "complaint", id=number)[: len(ComplaintRecord.__struct_fields__)])


def unit_of(served: Served, code: str) -> UnitRecord:
    """A unit by its code."""
    return UnitRecord(*one(served, "unit", code=code)[: len(UnitRecord.__struct_fields__)])


def page_of(browser: Browser, number: int) -> httpx.Response:
    """The page of a complaint."""
    return browser.http.get(f"/desk/dispatch/{number}")


def filled(page: httpx.Response, **fields: str) -> dict[str, str]:
    """The form of a page as a browser would send it, with what is written into it."""
    names = ("csrf", "seen", "was_unit_words", "was_subject", "was_area")
    form = {name: field(page, name) for name in names}
    form |= {"subject": form["was_subject"], "area": form["was_area"], "unit_words": form["was_unit_words"],
             "do": "route"}  # fmt: skip
    return {**form, **fields}


def send(browser: Browser, number: int, form: dict[str, str], what: str = "route") -> httpx.Response:
    """Send a form."""
    parts = [(name, (None, value)) for name, value in form.items()]
    return browser.http.post(f"/desk/dispatch/{number}/{what}", files=parts)


def audited(served: Served, code: str) -> list[tuple[str, str]]:
    """(kind, account) of what the audit has of a complaint."""
    a = m.audit.c
    with served.database.read() as connection:
        rows = connection.execute(sa.select(a.kind, a.account).where(a.subject == code).order_by(a.n))
        return [(row.kind, row.account) for row in rows]
