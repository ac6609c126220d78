"""A city of a few dozen rows: people, rows to begin with, and rows that others write meanwhile."""

from __future__ import annotations

import sqlalchemy as sa

from data_centre import models as m
from ioc_domain import records as r
from ioc_domain.codes import RequestState, Role
from ioc_domain.scopes import CITY, unit_scope
from tests.data_centre import factories
from tests.faults.simulator.world import START

UNITS = ("U1", "U2", "U9")
ALERTS = ("A1", "A2", "A3")
COMPLAINTS = range(1, 7)
YEARS = (1_740_000_000, 1_710_000_000, int(START) - 86_400)
"""Moments in 2025, 2024 and 2026: a complaint's bucket is its year."""
EVERYTHING = (CITY, "unit:U1", "unit:U2")

PEOPLE = {
    "leader": (Role.LEADER, "", EVERYTHING),
    "second": (Role.LEADER, "", (CITY, "unit:U1")),
    "bao": (Role.UNIT_OFFICER, "U1", (CITY, "unit:U1")),
}
"""Account → role, unit, scopes."""


def add_people(connection: sa.Connection) -> None:
    """The accounts. None can sign in with a password, which no schedule does."""
    for account, (role, unit_code, scopes) in PEOPLE.items():
        connection.execute(
            sa.insert(m.account).values(
                id=account,
                name=f"Người {account}",
                role=role.value,
                password_hash="-",
                unit_code=unit_code,
                created_at=1,
            )
        )
        rows = [{"account": account, "scope": scope} for scope in scopes]
        connection.execute(sa.insert(m.account_grant), rows)


def first_rows() -> list[tuple[r.Record, str | None]]:
    """Rows of the first day."""
    rows: list[tuple[r.Record, str | None]] = [(unit(code, k), None) for k, code in enumerate(UNITS)]
    rows += [(factories.indicator(), None), (factories.observation(1, 81.4), None)]
    rows += [(factories.alert(name), None) for name in ALERTS]
    rows += [(complaint(n, YEARS[n % 2]), None) for n in COMPLAINTS]
    rows += [(request("R1", "U1"), None), (request("R2", "U2"), None)]
    return rows


def unit(code: str, number: int) -> r.UnitRecord:
    """A unit; its number does not depend on anything but its place."""
    return r.UnitRecord(code, number + 1, "ubnd", f"UBND phường {code}", code, "", "2025-07-01", "")


def complaint(number: int, created: int, status: int = 1, title: str = "Rác chưa thu gom") -> r.ComplaintRecord:
    """A complaint."""
    return factories.complaint(number, created=created, status=status, title=title)


def secret(unit_code: str) -> str:
    """Text that stands in rows of that unit's scope and nowhere else."""
    return f"noi-bo-{unit_code.lower()}-khong-lo"


def request(request_id: str, unit_code: str, state: str = RequestState.ANSWERED) -> r.ExplanationRequestRecord:
    """A request made by other means than a command of this schedule."""
    return r.ExplanationRequestRecord(
        id=request_id, number=f"GT-2025-{request_id}", state=state, author="leader", author_name="Người leader",
        unit_code=unit_code, routed_from="", subject_kind="indicator", subject=factories.INDICATOR,
        title="Tỷ lệ hồ sơ", area_code="city", period="2026-09", question=secret(unit_code), urgency=0,
        requires="[]", deadline_days=5, deadline=int(START) + 432_000, evidence="", value=81.4, plan=95.0,
        standing="at_risk", saved_at=1, received_at=int(START) - 9_000, delivered_at=1, opened_at=1, answered_at=1,
        closed_at=0, reminders=0, returned=0, cause="", remedy="", promised_value=None, promised_date="",
        answered_by="", files="[]",
    )  # fmt: skip


def promise(number: int, unit_code: str) -> r.PromiseRecord:
    """A promise of a unit; the same one may come to belong to another unit."""
    return r.PromiseRecord(
        f"P{number}", "R1", unit_code, factories.INDICATOR, "Cam kết", 1, 90.0, "", "2026-12-31", None, "pending"
    )


def event_scope(unit_code: str) -> str:
    """Scope of the events of a unit's requests."""
    return unit_scope(unit_code)
