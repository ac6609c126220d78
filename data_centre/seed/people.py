"""Accounts of the demonstration, one of each role and officers for several units; their names say that they are sample.

They are made only on request (`--demo-accounts`), all with one published password: never on a site in use.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from data_centre.accounts import create_account, grant
from ioc_domain.codes import Role
from ioc_domain.identity import REPORTER_RIGHT

DEMO_PASSWORD = "ioc-demo-2026"


@dataclass(frozen=True)
class DemoAccount:
    """A person of the demonstration."""

    id: str
    name: str
    title: str
    role: Role
    unit_code: str = ""


LEADER = DemoAccount("lanhdao", "Nguyễn Minh Khoa (mẫu)", "Lãnh đạo UBND Thành phố", Role.LEADER)
DUTY_OFFICER = DemoAccount("truc", "Lê Minh Tuấn (mẫu)", "Trưởng ca trực", Role.DUTY_OFFICER)
UNIT_OFFICERS = (
    DemoAccount("donvi", "Đặng Thị Mai (mẫu)", "Chánh Văn phòng Sở Tài chính", Role.UNIT_OFFICER, "STC"),
    DemoAccount("donvi.sxd", "Trần Quốc Bảo (mẫu)", "Phó Giám đốc Sở Xây dựng", Role.UNIT_OFFICER, "SXD"),
    DemoAccount("donvi.syt", "Phạm Thu Hà (mẫu)", "Chánh Văn phòng Sở Y tế", Role.UNIT_OFFICER, "SYT"),
    DemoAccount("donvi.tktp", "Võ Thanh Sơn (mẫu)", "Phó Trưởng Thống kê TP", Role.UNIT_OFFICER, "TKTP"),
    DemoAccount("donvi.snnmt", "Huỳnh Ngọc Lan (mẫu)", "Chi cục Bảo vệ môi trường", Role.UNIT_OFFICER, "SNNMT"),
    DemoAccount("donvi.vpubnd", "Bùi Hải Đăng (mẫu)", "Văn phòng UBND Thành phố", Role.UNIT_OFFICER, "VP-UBND"),
    DemoAccount("donvi.gthtkt", "Ngô Văn Phúc (mẫu)", "TT Giao thông và HTKT", Role.UNIT_OFFICER, "TT-GTHTKT"),
    DemoAccount("donvi.snv", "Lý Kim Oanh (mẫu)", "Phòng Tổng hợp Sở Nội vụ", Role.UNIT_OFFICER, "SNV"),
)
DISPATCHER = DemoAccount("dieuphoi", "Đoàn Thu Trang (mẫu)", "Điều phối viên 1022", Role.DISPATCHER)
DATA_SUPPLIER = DemoAccount("solieu", "Trương Gia Hân (mẫu)", "Cung cấp số liệu", Role.DATA_SUPPLIER, "TKTP")
ADMINISTRATOR = DemoAccount("quantri", "Quản trị (mẫu)", "Quản trị hệ thống", Role.ADMINISTRATOR)
PEOPLE = (LEADER, DUTY_OFFICER, *UNIT_OFFICERS, DISPATCHER, DATA_SUPPLIER, ADMINISTRATOR)


def create_people(connection: sa.Connection, now: int) -> None:
    """Make all demo accounts. Raises `AccountProblem` where one exists."""
    for person in PEOPLE:
        create_account(
            connection,
            account_id=person.id,
            name=person.name,
            title=person.title,
            role=person.role,
            password=DEMO_PASSWORD,
            now=now,
            unit_code=person.unit_code,
            email=f"{person.id}@example.invalid",
        )
    # One role with the right and one without, so that both can be tried.
    grant(connection, DUTY_OFFICER.id, REPORTER_RIGHT)


def officer_of(unit_code: str) -> str:
    """Name of the demo officer of a unit, else the unit's nameless officer."""
    return next((p.name for p in UNIT_OFFICERS if p.unit_code == unit_code), "Cán bộ đơn vị (mẫu)")
