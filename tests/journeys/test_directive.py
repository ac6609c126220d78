"""A directive with no network: written, killed, resumed, sent when the line is back, answered in the desk, seen.

Real processes throughout: the data centre, the console with its sync process, the unit officer's browser. The console
is moved by keyboard.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from data_centre import models
from ioc_domain.codes import OPEN_STATUSES, CommandState
from ioc_domain.commands import IssueDirective
from local_cache.outbox import Outbox
from tests.journeys.city import PASSWORD, City, browser, secret_service
from tests.journeys.console_process import ConsoleProcess
from tests.journeys.test_cable import offline_since, open_screen, sign_in, title

WORDS = "Đề nghị dọn sạch trong ngày, báo cáo kèm ảnh hiện trường."
ANSWER = "Đã dọn sạch lúc 9 giờ, đã lắp biển cấm."


def open_complaint(city: City) -> tuple[int, str, str]:
    """(id, code, code of its unit) of the newest open complaint with a unit in force that nobody ordered yet."""
    c, u, d = models.SYNCED["complaint"].c, models.SYNCED["unit"].c, models.SYNCED["directive"].c
    ordered = sa.select(d.complaint)
    query = sa.select(c.id, c.code, u.code.label("unit")).join_from(models.SYNCED["complaint"], models.SYNCED["unit"],
                                                                    c.unit == u.id)  # fmt: skip
    query = query.where(c.status.in_([int(s) for s in OPEN_STATUSES]), c.closed == 0, u.valid_to == "",
                        c.id.not_in(ordered))  # fmt: skip
    with city.database.read() as connection:
        row = connection.execute(query.order_by(c.id.desc()).limit(1)).one()
    return row.id, row.code, row.unit


def show(console: ConsoleProcess, code: str) -> None:
    """Open a complaint by its code, from wherever one is."""
    console.keys("Ctrl+K")
    console.fill(code, name="palette_field")
    console.wait(lambda: any(code in text and text != code and "Không tìm thấy" not in text
                             for text in console.texts()), 60.0, "not found; ")
    console.keys("Return")
    console.wait(lambda: title(console).startswith("Phản ánh 1022"), 30.0, "the complaint did not open; ")
    console.wait_shows("Diễn biến", code, seconds=30.0)


def answer_in_the_desk(url: str, account: str, number: str, profile: Path) -> None:
    """The unit officer signs in on a phone, finds the directive, and answers by keyboard."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import WebDriverWait

    with browser(profile) as chrome:
        wait = WebDriverWait(chrome, 30)
        chrome.get(f"{url}/desk/directives")
        chrome.find_element(By.ID, "account").send_keys(account)
        chrome.find_element(By.ID, "password").send_keys(PASSWORD, Keys.ENTER)
        wait.until(lambda c: c.find_elements(By.XPATH, f"//a[contains(., '{number}')]"))[0].send_keys(Keys.ENTER)
        wait.until(lambda c: c.find_elements(By.ID, "result"))
        assert WORDS in chrome.find_element(By.CSS_SELECTOR, "p.question").text
        wide = chrome.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
        assert wide, "the page is wider than the phone"
        chrome.find_element(By.ID, "result").send_keys(ANSWER)
        chrome.find_element(By.ID, "send").send_keys(Keys.ENTER)
        wait.until(lambda c: c.find_elements(By.ID, "given"))
        assert ANSWER in chrome.find_element(By.ID, "given").text


@pytest.mark.webengine
@pytest.mark.timeout(600)
def test_a_directive_goes_there_and_back(tmp_path: Path, seeded: Path) -> None:
    """One effect, one notice, and the answer on the timeline."""
    begun = int(time.time())
    city = City(tmp_path / "city", seeded)
    complaint, code, unit = open_complaint(city)
    home = tmp_path / "console"
    with secret_service(tmp_path / "person") as keyring:
        console = ConsoleProcess(home, **keyring)
        try:
            sign_in(console, city.start())
            console.wait_shows("Trực tuyến", seconds=120.0)
            console.wait(lambda: console.shows("Đồng bộ xong"), 120.0, "not synced; ")

            # The line goes; a directive is begun, and the program is killed.
            city.kill()
            console.wait(lambda: offline_since(console) != "", 60.0, "does not say that it is offline; ")
            show(console, code)
            console.keys("D")
            console.wait_shows("Chỉ đạo xử lý", "Đưa vào hàng chờ gửi")
            console.fill(WORDS, kind="QPlainTextEdit")
            console.wait(lambda: bool(Outbox(home / "outbox.db").drafts(f"directive/{complaint}")), 30.0)
            console.kill()

            # What was written is there again; Ctrl+Enter puts it into the outbox.
            console = ConsoleProcess(home, **keyring)
            console.wait(lambda: title(console) != "", 60.0, "no window; ")
            console.wait(lambda: offline_since(console) != "", 60.0, "does not say that it is offline; ")
            open_screen(console, 5)
            show(console, code)
            console.wait_shows("Chỉ đạo đang soạn")
            console.keys("D")
            console.wait_shows(WORDS, "Đưa vào hàng chờ gửi")
            console.keys("Ctrl+Return")
            console.wait_shows("Chỉ đạo · chờ gửi", "1 lệnh chờ gửi")
            [saved] = Outbox(home / "outbox.db").commands()
            assert saved.state in (CommandState.SAVED, CommandState.SENDING)
            payload = saved.payload
            assert isinstance(payload, IssueDirective)
            assert (payload.complaint_id, payload.unit_code) == (complaint, unit)

            # The line comes back: one directive, one notice to the unit.
            city.start()
            console.wait_shows("Trực tuyến", "Hộp gửi trống", seconds=120.0)
            d, n = models.SYNCED["directive"].c, models.notice.c
            with city.database.read() as connection:
                made = connection.execute(sa.select(d.id, d.number, d.text).where(d.received_at >= begun)).all()
                told = connection.execute(sa.select(n.person, n.channel).where(n.request_id == saved.id)).all()
            assert [(row.id, row.text) for row in made] == [(saved.id, WORDS)]
            assert [tuple(row) for row in told] == [(f"unit:{unit}", "desk")]
            number = made[0].number
            console.wait_shows(f"Chỉ đạo {number}", seconds=60.0)
            assert not console.shows("Chỉ đạo · chờ gửi")

            # The unit answers; it appears on the timeline by itself.
            answer_in_the_desk(city.url, city.officer_of(unit), number, tmp_path / "web")
            console.wait_shows(ANSWER, "đơn vị đã báo cáo", seconds=60.0)
            assert "Traceback" not in console.errors()
        finally:
            console.close()
            city.close()
