"""A duty officer finds a complaint by telephone and sees who reported it; a leader without the right does not.

Real processes: the data centre, the console, its sync process. Afterwards the name is in no file of either console.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from data_centre import models as m
from data_centre.complaints import reporters
from data_centre.complaints.submission import Reporter
from tests.journeys.city import LEADER, PASSWORD, City
from tests.journeys.console_process import ConsoleProcess
from tests.journeys.test_garbage import NO_BUS

NAME, PHONE, REASON = "Trần Thị Kín Danh", "0909 777 1234", "Gọi lại hỏi vị trí ổ gà"
OFFICER = "truc"


def begin(city: City, home: Path, account: str) -> ConsoleProcess:
    """A console of that account that has everything."""
    console = ConsoleProcess(home, **NO_BUS)
    console.wait_shows("Đăng nhập trung tâm dữ liệu")
    for text, field in ((city.url, "url_field"), (account, "account_field"), (PASSWORD, "password_field")):
        console.type(text, name=field)
    console.click(name="sign_in_button")
    console.wait_shows("Trực tuyến", seconds=120.0)
    console.wait(lambda: console.shows("Đồng bộ xong"), 120.0, "not synced; ")
    return console


def search_for(console: ConsoleProcess, words: str) -> None:
    """Ctrl+K and words."""
    console.keys("Ctrl+K")
    console.wait_shows("tìm theo đuôi số điện thoại")
    console.fill(words, name="palette_field")


@pytest.mark.webengine
@pytest.mark.timeout(900)
def test_who_reported_is_seen_once_and_kept_nowhere(tmp_path: Path, seeded: Path) -> None:
    city = City(tmp_path / "city", seeded)
    complaint = m.SYNCED["complaint"]
    with city.database.write() as connection:
        number, code = connection.execute(sa.select(complaint.c.id, complaint.c.code).order_by(complaint.c.id)).first()
        connection.execute(sa.delete(m.reporter))  # of the sample: its numbers may end so too
        reporters.remember(connection, number, Reporter(NAME, PHONE))
    city.start()
    homes = [tmp_path / "officer", tmp_path / "leader"]
    consoles: list[ConsoleProcess] = []
    try:
        console = begin(city, homes[0], OFFICER)
        consoles.append(console)
        search_for(console, "đuôi 1234")
        console.wait_shows("Hỏi trung tâm dữ liệu: điện thoại đuôi 1234")
        console.keys("Return")
        console.wait_shows(code)
        console.keys("Return")
        console.wait_shows("Danh tính người phản ánh được bảo mật")
        console.click(name="see_reporter")
        console.wait_shows("Vì sao cần biết?")
        console.type(REASON, name="reporter_reason")
        console.keys("Return")
        console.wait_shows(NAME, PHONE, "Đã ghi vào nhật ký kiểm tra")
        console.click(name="see_reporter")
        console.wait(lambda: not console.shows(NAME), 10.0, "still there; ")
        console.close()

        console = begin(city, homes[1], LEADER)
        consoles.append(console)
        search_for(console, f"#{number}")
        console.wait_shows(code)
        console.keys("Down")
        console.keys("Return")
        console.wait_shows("Danh tính người phản ánh được bảo mật")
        console.click(name="see_reporter")
        console.type(REASON, name="reporter_reason")
        console.keys("Return")
        console.wait_shows("không có quyền xem danh tính")
        city.kill()
        console.wait_shows("Ngoại tuyến", seconds=60.0)
        console.click(name="see_reporter")
        console.wait_shows("Cần có mạng: danh tính chỉ lưu ở trung tâm dữ liệu")
        console.close()
    finally:
        for console in consoles:
            console.close()
        a = m.audit.c
        with city.database.read() as connection:
            rows = connection.execute(sa.select(a.kind, a.account, a.subject, a.detail).order_by(a.n)).all()
        city.close()
    looks = [(kind, account, subject, json.loads(detail)) for kind, account, subject, detail in rows
             if kind.startswith("reporter_")]  # fmt: skip
    assert looks == [
        ("reporter_sought", OFFICER, "phone …1234", {"found": 1}),
        ("reporter_seen", OFFICER, code, {"complaint": number, "reason": REASON}),
    ]
    for home in homes:
        files = [path for path in home.rglob("*") if path.is_file()]
        assert any(path.name == "cache.db" for path in files)
        for path in files:
            data = path.read_bytes()
            for secret in (NAME, PHONE, "kin danh", REASON):
                assert secret.encode() not in data and secret.encode("utf-16-le") not in data, path
    assert all(NAME not in console.errors() and PHONE not in console.errors() for console in consoles)
