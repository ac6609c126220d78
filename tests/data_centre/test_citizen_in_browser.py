"""A citizen's way from the report to the rating in a real headless Chromium at the size of a phone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from data_centre.complaints.intake import Intake, tracked
from data_centre.complaints.life import Move, load, move, outcome_of
from data_centre.complaints.rights import Mover
from data_centre.feed import writing
from ioc_domain.codes import ComplaintFlag
from ioc_domain.places import to_lat_lon
from ioc_domain.records import ComplaintRecord
from tests.data_centre.complaint_city import BEN_THANH, fill_city, photo
from tests.data_centre.conftest import Served, new_database, serving, wait_for
from tests.data_centre.test_desk_in_browser import WIDTH, contrast, phone

__all__ = ["phone"]
HOSTILE = "Ổ gà <script>document.title='bị chiếm'</script><img src=x onerror=\"document.title='bị chiếm'\">"


@pytest.fixture(scope="module")
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A centre with its lists."""
    with new_database("sqlite", tmp_path_factory.mktemp("centre"), request) as database:
        fill_city(database, int(time.time()))
        with serving(database) as started:
            yield started


def fits(browser: webdriver.Chrome) -> bool:
    """No sideways scrolling, nothing to press smaller than a finger, every field named, one heading of the page."""
    small = browser.execute_script(
        "return [...document.querySelectorAll('button,.button,select,textarea,summary,nav a,.choice,"
        "input:not([type=hidden]):not(.hidden):not([type=radio])')]"
        ".filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
    )
    assert small == []
    nameless = browser.execute_script(
        "return [...document.querySelectorAll('select,textarea,input:not([type=hidden])')]"
        ".filter(e => !e.labels.length).map(e => e.outerHTML)"
    )
    assert nameless == []
    assert len(browser.find_elements(By.CSS_SELECTOR, "h1")) == 1
    return bool(browser.execute_script("return document.documentElement.scrollWidth") <= WIDTH)


def readable(browser: webdriver.Chrome) -> None:
    """Text contrast of at least 4.5 to 1, light and dark, by what the browser really paints."""
    for light in ("light", "dark"):
        features = [{"name": "prefers-color-scheme", "value": light}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        pairs = browser.execute_script(
            """
            const behind = e => { while (e) { const c = getComputedStyle(e).backgroundColor;
              if (!c.endsWith(', 0)') && c !== 'transparent') return c; e = e.parentElement; }
              return 'rgb(255, 255, 255)'; };
            return [...document.querySelectorAll('p,strong,span,label,button,dt,dd,h1,h2,a,summary,li,legend,select')]
              .filter(e => e.innerText && e.innerText.trim() && e.getClientRects().length && !e.closest('.stars'))
              .map(e => [e.innerText.slice(0, 30), getComputedStyle(e).color, behind(e)]);
            """
        )
        assert len(pairs) > 8
        assert [p for p in pairs if contrast(p[1], p[2]) < 4.5] == [], light


def row_of(served: Served, tracking: str) -> ComplaintRecord:
    """The complaint of a tracking number."""
    with served.database.write() as connection:
        return load(connection, tracked(connection, tracking))


def step(served: Served, tracking: str, verb: str, text: str) -> None:
    """One move of the unit."""
    with writing(served.database) as writer:
        number = tracked(writer.connection, tracking)
        move(writer, Intake(served.database).blobs, number, Move(verb, text), Mover("test"))


def errors(browser: webdriver.Chrome) -> list[str]:
    """What the browser complained of."""
    return [entry["message"] for entry in browser.get_log("browser")]


def test_a_citizen_reports_follows_and_rates(served: Served, phone: webdriver.Chrome, tmp_path: Path) -> None:
    """With place and photo; the number is kept; the unit answers, the citizen confirms and rates; nothing hostile
    runs, and every page fits the hand and the eye."""
    place = {"latitude": BEN_THANH[0], "longitude": BEN_THANH[1], "accuracy": 12}
    phone.execute_cdp_cmd("Browser.grantPermissions", {"origin": served.url, "permissions": ["geolocation"]})
    phone.execute_cdp_cmd("Emulation.setGeolocationOverride", place)
    phone.get(f"{served.url}/phan-anh/")
    assert fits(phone)
    readable(phone)
    Select(phone.find_element(By.ID, "type")).select_by_value("GT-01")
    phone.find_element(By.ID, "text").send_keys(HOSTILE)
    phone.find_element(By.ID, "here").click()
    told = wait_for(lambda: "12 m" in (text := phone.find_element(By.ID, "here-told").text) and text)
    assert told.startswith("Đã lấy vị trí")
    picture, large = tmp_path / "Ảnh hiện trường.jpg", tmp_path / "to.jpg"
    picture.write_bytes(photo(side=600))
    large.write_bytes(b"\0" * 12_100_000)
    phone.find_element(By.ID, "photo").send_keys(str(large))
    assert "lớn quá (12,1 MB)" in wait_for(lambda: phone.find_element(By.ID, "files-fault").text)
    phone.find_element(By.ID, "files").send_keys(str(picture))
    wait_for(lambda: "Ảnh hiện trường.jpg" in phone.find_element(By.ID, "chosen").text)
    assert phone.find_element(By.ID, "files-fault").text == ""
    phone.find_element(By.CSS_SELECTOR, "summary").click()
    phone.find_element(By.ID, "phone").send_keys("0911222333")
    assert fits(phone)
    phone.find_element(By.ID, "send").click()
    tracking = wait_for(lambda: (e := phone.find_elements(By.ID, "tracking")) and e[0].text)
    assert fits(phone)
    assert phone.find_element(By.ID, "body").text == HOSTILE
    row = row_of(served, tracking)
    assert to_lat_lon(row.x, row.y) == pytest.approx(BEN_THANH, abs=1e-5) and row.flags & ComplaintFlag.HAS_PHOTO
    drawn = "const i = document.querySelector('img.photo'); return i.complete && i.naturalWidth"
    phone.execute_script("document.querySelector('img.photo').scrollIntoView()")
    assert wait_for(lambda: phone.execute_script(drawn)) == 600

    step(served, tracking, "answer", "Đã vá mặt đường.")
    phone.get(f"{served.url}/phan-anh/theo-doi")
    assert fits(phone)
    phone.find_element(By.ID, "ma").send_keys(tracking.lower(), Keys.ENTER)
    wait_for(lambda: phone.find_elements(By.CSS_SELECTOR, "button[value=yes]"))
    assert fits(phone)
    readable(phone)
    phone.find_element(By.CSS_SELECTOR, "button[value=yes]").click()
    wait_for(lambda: phone.find_elements(By.ID, "outcome"))
    assert fits(phone)
    readable(phone)
    # By keyboard alone: into the group, to four stars, on to the button.
    phone.find_element(By.CSS_SELECTOR, "input[value='5']").send_keys(Keys.ARROW_DOWN)
    phone.find_element(By.ID, "comment").send_keys("Cảm ơn", Keys.TAB)
    assert phone.execute_script("return document.activeElement.id") == "rate"
    phone.switch_to.active_element.send_keys(Keys.ENTER)
    wait_for(lambda: phone.find_elements(By.ID, "rated"))
    assert fits(phone)
    with served.database.read() as connection:
        outcome = outcome_of(connection, row.id)
    assert outcome is not None and (outcome.stars, outcome.comment) == (4, "Cảm ơn")
    phone.get(f"{served.url}/phan-anh/ket-qua")
    assert fits(phone) and "Đã vá mặt đường." in phone.find_element(By.TAG_NAME, "main").text
    readable(phone)
    assert "bị chiếm" not in phone.title and errors(phone) == []


def test_without_script_and_with_mistakes(served: Served, phone: webdriver.Chrome) -> None:
    """The script does not come: the area does instead of the place; a fault is shown at its field, which has the
    focus, and what was written stays."""
    phone.execute_cdp_cmd("Network.enable", {})
    phone.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*citizen.js"]})
    phone.get(f"{served.url}/phan-anh/")
    assert not phone.find_element(By.ID, "here").is_displayed()
    Select(phone.find_element(By.ID, "type")).select_by_value("CS-01")
    phone.find_element(By.ID, "text").send_keys("Đèn tắt")
    phone.find_element(By.ID, "send").click()
    fault = wait_for(lambda: phone.find_elements(By.ID, "place-fault"))[0]
    assert "Chọn phường, xã" in fault.text
    assert phone.switch_to.active_element.get_attribute("id") == "area"
    assert phone.find_element(By.ID, "text").get_attribute("value") == "Đèn tắt"
    Select(phone.find_element(By.ID, "area")).select_by_value("26740")
    phone.find_element(By.ID, "send").click()
    tracking = wait_for(lambda: (e := phone.find_elements(By.ID, "tracking")) and e[0].text)
    row = row_of(served, tracking)
    assert row.body == "Đèn tắt" and row.area and not row.flags & ComplaintFlag.LOCATED


def test_a_phone_that_does_not_tell_its_place(served: Served, phone: webdriver.Chrome) -> None:
    """Refused by the person: the page says so and asks for the area; choosing one takes back a place that was had."""
    phone.execute_cdp_cmd("Browser.resetPermissions", {})
    deny = {"permission": {"name": "geolocation"}, "setting": "denied", "origin": served.url}
    phone.execute_cdp_cmd("Browser.setPermission", deny)
    phone.get(f"{served.url}/phan-anh/")
    phone.find_element(By.ID, "here").click()
    wait_for(lambda: "Hãy chọn phường, xã" in phone.find_element(By.ID, "here-told").text)
    phone.execute_cdp_cmd("Browser.setPermission", {**deny, "setting": "granted"})
    phone.execute_cdp_cmd(
        "Emulation.setGeolocationOverride", {"latitude": BEN_THANH[0], "longitude": BEN_THANH[1], "accuracy": 5}
    )
    phone.find_element(By.ID, "here").click()
    wait_for(lambda: phone.find_element(By.ID, "lat").get_attribute("value") == "10.772100")
    Select(phone.find_element(By.ID, "area")).select_by_value("26740")
    assert phone.find_element(By.ID, "lat").get_attribute("value") == ""
    assert "thay cho vị trí" in phone.find_element(By.ID, "here-told").text
