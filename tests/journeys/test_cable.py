"""The cable test: the network goes, a leader asks all the same, the program is killed, and nothing is lost.

Real processes throughout: the data centre, the console with its sync process, the unit officer's browser. The
console is moved by keyboard and mouse through its real windows.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from ioc_domain.codes import CommandState
from local_cache.outbox import Outbox
from tests.journeys.city import LEADER, PASSWORD, City, browser, secret_service
from tests.journeys.console_process import ConsoleProcess

SCREENS = ("Tổng quan", "Chỉ tiêu", "Cảnh báo", "Giải trình", "Phản ánh 1022")
QUESTION = "Đề nghị nêu rõ nguyên nhân trước thứ Sáu."
CAUSE = "Thiếu nhân lực ở ba quận trong tháng."
REMEDY = "Đã điều động thêm 12 người từ ngày 20."


def sign_in(console: ConsoleProcess, url: str) -> None:
    """Sign in by keyboard and mouse."""
    console.wait_shows("Đăng nhập trung tâm dữ liệu")
    console.type(url, name="url_field")
    console.type(LEADER, name="account_field")
    console.type(PASSWORD, name="password_field")
    console.click(name="sign_in_button")


def title(console: ConsoleProcess) -> str:
    """Title of the main window."""
    return str(next((t for kind, t in console.ask("windows") if kind == "ShellWindow"), ""))


def open_screen(console: ConsoleProcess, place: int) -> None:
    """Open a screen by its keys."""
    console.keys(f"Ctrl+{place}")
    console.wait(lambda: title(console).startswith(SCREENS[place - 1]), 30.0, f"{SCREENS[place - 1]} did not open; ")


def offline_since(console: ConsoleProcess) -> str:
    """What the window says of the line, "" when it does not say that it is offline."""
    said = (re.search(r"Ngoại tuyến từ \d\d:\d\d", text) for text in console.texts())
    return next((found.group() for found in said if found), "")


def answer_in_the_desk(url: str, account: str, number: str, profile: Path) -> None:
    """The unit officer signs in with a browser and answers the request."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    with browser(profile) as chrome:
        wait = WebDriverWait(chrome, 30)
        chrome.get(f"{url}/desk/requests")
        chrome.find_element(By.ID, "account").send_keys(account)
        chrome.find_element(By.ID, "password").send_keys(PASSWORD)
        chrome.find_element(By.CSS_SELECTOR, "button.primary").click()
        wait.until(lambda c: c.find_elements(By.XPATH, f"//a[contains(., '{number}')]"))[0].click()
        wait.until(lambda c: c.find_elements(By.ID, "cause"))
        assert QUESTION in chrome.find_element(By.CSS_SELECTOR, "p.question").text
        chrome.find_element(By.ID, "cause").send_keys(CAUSE)
        chrome.find_element(By.ID, "remedy").send_keys(REMEDY)
        date = chrome.find_element(By.ID, "promised_date")
        chrome.execute_script("arguments[0].value = '2099-12-31'", date)
        chrome.find_element(By.ID, "promised_value").send_keys("99,5")
        chrome.find_element(By.ID, "send").click()
        wait.until(lambda c: c.find_elements(By.ID, "given"))
        assert CAUSE in chrome.find_element(By.ID, "given").text


@pytest.mark.webengine
@pytest.mark.timeout(600)
def test_a_request_survives_a_cut_cable(tmp_path: Path, seeded: Path) -> None:
    begun = int(time.time())
    city = City(tmp_path / "city", seeded)
    home = tmp_path / "console"
    with secret_service(tmp_path / "person") as keyring:
        console = ConsoleProcess(home, **keyring)
        try:
            # The console runs and shows the city.
            sign_in(console, city.start())
            console.wait_shows("Trực tuyến", "Yêu cầu giải trình\u2003G", seconds=120.0)
            console.wait(lambda: console.shows("Đồng bộ xong"), 120.0, "not synced; ")

            # The cable is cut.
            city.kill()
            console.wait(lambda: offline_since(console) != "", 60.0, "does not say that it is offline; ")
            said = offline_since(console)
            for place in range(len(SCREENS), 0, -1):
                open_screen(console, place)
                assert offline_since(console) == said, SCREENS[place - 1]

            # A request, composed and saved.
            console.click(text="Yêu cầu giải trình\u2003G")
            console.wait_shows("Yêu cầu giải trình mới", "Lưu và chờ gửi")
            console.fill(QUESTION, kind="QPlainTextEdit")
            console.wait(lambda: console.shows(QUESTION), 10.0)
            console.keys("Ctrl+Return")
            console.wait_shows("đã lưu trên máy này, chưa gửi", "1 lệnh chờ gửi")
            [saved] = Outbox(home / "outbox.db").commands()
            assert saved.state in (CommandState.SAVED, CommandState.SENDING)

            # The program is killed, and starts again where it was.
            console.kill()
            console = ConsoleProcess(home, **keyring)
            console.wait(lambda: title(console) != "", 60.0, "no window; ")
            console.wait(lambda: offline_since(console) != "", 60.0, "does not say that it is offline; ")
            open_screen(console, 4)
            console.wait_shows("đã lưu trên máy này, chưa gửi", "1 lệnh chờ gửi")
            assert [c.id for c in Outbox(home / "outbox.db").commands()] == [saved.id]
            assert city.requests_by(LEADER, begun) == []

            # The cable is mended: one request, no more.
            city.start()
            console.wait_shows("Trực tuyến", "Hộp gửi trống", seconds=120.0)
            console.wait(lambda: not console.shows("đã lưu trên máy này, chưa gửi"), 60.0)
            stored = city.requests_by(LEADER, begun)
            assert [r["id"] for r in stored] == [saved.id]
            assert stored[0]["question"] == QUESTION

            # The unit answers; the answer shows.
            answer_in_the_desk(city.url, city.officer_of(stored[0]["unit_code"]), stored[0]["number"], tmp_path / "web")
            open_screen(console, 1)
            open_screen(console, 4)
            console.click(kind="RequestCardWidget", request_id=saved.id)
            console.wait_shows(CAUSE, REMEDY, "99,5", seconds=60.0)
            assert [r["id"] for r in city.requests_by(LEADER, begun)] == [saved.id]
            assert "Traceback" not in console.errors()
        finally:
            console.close()
            city.close()
