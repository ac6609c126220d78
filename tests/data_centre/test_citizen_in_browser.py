"""A citizen's way from the report to the rating in a real headless Chromium at the size of a phone."""

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from data_centre import models as m
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
    return [entry["message"] for entry in browser.get_log("browser")]  # type: ignore[no-untyped-call]


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
    wait_for(lambda: "Phường Bến Thành" in phone.find_element(By.ID, "here-told").text)
    picture, large = tmp_path / "Ảnh hiện trường.jpg", tmp_path / "to.jpg"
    picture.write_bytes(photo(side=600))
    large.write_bytes(b"\xff\xd8" + b"\0" * 12_100_000)
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
    assert phone.execute_script("return document.querySelector('a.photo').getBoundingClientRect().height") >= 44
    row = row_of(served, tracking)
    assert to_lat_lon(row.x, row.y) == pytest.approx(BEN_THANH, abs=1e-5) and row.flags & ComplaintFlag.HAS_PHOTO
    drawn = "const i = document.querySelector('a.photo img'); return i.complete && i.naturalWidth"
    phone.execute_script("document.querySelector('a.photo img').scrollIntoView()")
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
    phone.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*citizen.js*"]})
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


PLACE = {"latitude": BEN_THANH[0], "longitude": BEN_THANH[1], "accuracy": 12}


def filled(url: str, phone: webdriver.Chrome, text: str) -> None:
    """A form with all that is needed, by the list of areas."""
    phone.get(f"{url}/phan-anh/")
    Select(phone.find_element(By.ID, "type")).select_by_value("CS-01")
    phone.find_element(By.ID, "text").send_keys(text)
    Select(phone.find_element(By.ID, "area")).select_by_value("26740")


class Line:
    """A line between the phone and the centre that can break: `cut` after so many bytes up on one connection, or
    when the answer to them comes back (`deaf`)."""

    def __init__(self, served: Served) -> None:
        self._centre = ("127.0.0.1", int(served.url.rsplit(":", 1)[1]))
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.cut, self.deaf = 0, 0
        self._ends: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._serve)]
        self._threads[0].start()

    def close(self) -> None:
        """No more connections."""
        for end in (self._listening, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                phone, centre = self._listening.accept()[0], socket.create_connection(self._centre)
                self._ends += [phone, centre]
                sent = [0]
                for way in ((phone, centre, sent, True), (centre, phone, sent, False)):
                    self._threads.append(threading.Thread(target=self._carry, args=way))
                    self._threads[-1].start()

    def _carry(self, one: socket.socket, other: socket.socket, sent: list[int], up: bool) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                sent[0] += len(data) if up else 0
                if (up and self.cut and sent[0] > self.cut) or (not up and self.deaf and sent[0] > self.deaf):
                    break
                other.sendall(data)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def line(served: Served) -> Iterator[Line]:
    """A line to the centre, whole as yet."""
    made = Line(served)
    yield made
    made.close()


def how_many(served: Served, text: str) -> int:
    """Complaints with a text."""
    with served.database.read() as connection:
        c = m.SYNCED["complaint"].c
        return int(connection.execute(sa.select(sa.func.count()).where(c.body == text)).scalar() or 0)


def said_in(phone: webdriver.Chrome, element: str, text: str) -> None:
    """Wait until an element says a text."""
    wait_for(lambda: text in phone.find_element(By.ID, element).text)


def tracking_of(phone: webdriver.Chrome) -> str:
    """The number that is told after sending."""
    return str(wait_for(lambda: (e := phone.find_elements(By.ID, "tracking")) and e[0].text))


@pytest.mark.parametrize("arrived", [False, True], ids=["on the way up", "before the answer"])
def test_the_line_breaks_while_sending(
    served: Served, phone: webdriver.Chrome, line: Line, tmp_path: Path, arrived: bool
) -> None:
    """In the middle of a photo, or when it had arrived and nobody heard: the page says so and still has everything;
    sent again, and tapped twice, it is one. Back on the form nothing is left to be sent once more by mistake."""
    text, picture = f"Đèn tắt khi mưa {arrived}", tmp_path / "đèn.jpg"
    picture.write_bytes(noise(1800))
    filled(line.url, phone, text)
    phone.find_element(By.ID, "files").send_keys(str(picture))
    wait_for(lambda: phone.find_elements(By.CSS_SELECTOR, "#chosen li"))
    if arrived:
        line.deaf = 300_000
    else:
        line.cut = 300_000
    phone.find_element(By.ID, "send").click()
    fault = wait_for(lambda: phone.find_element(By.ID, "send-fault").text)
    assert "Mất kết nối" in fault and "không thành hai phản ánh" in fault and fits(phone)
    assert phone.find_element(By.ID, "text").get_attribute("value") == text
    assert phone.find_element(By.ID, "send").text == "Gửi lại"
    wait_for(lambda: how_many(served, text) == int(arrived))
    line.cut = line.deaf = 0
    phone.execute_script("const s = document.getElementById('send'); s.click(); s.click();")
    tracking = tracking_of(phone)
    assert how_many(served, text) == 1 and row_of(served, tracking).flags & ComplaintFlag.HAS_PHOTO
    phone.back()
    wait_for(lambda: phone.find_elements(By.ID, "report"))
    assert not phone.find_element(By.ID, "draft").is_displayed()


def test_what_was_written_survives_the_window(served: Served, phone: webdriver.Chrome) -> None:
    """Closed before it was sent: the words are there again and the form is still the same one; who it is from is kept
    in its window alone; it can be thrown away."""
    filled(served.url, phone, "Viết dở <b>")
    once = phone.find_element(By.ID, "once").get_attribute("value")
    phone.find_element(By.CSS_SELECTOR, "summary").click()
    phone.find_element(By.ID, "phone").send_keys("0911222333")
    phone.switch_to.new_window("tab")
    phone.get(f"{served.url}/phan-anh/")
    assert wait_for(lambda: phone.find_element(By.ID, "draft").is_displayed()) and fits(phone)
    assert phone.find_element(By.ID, "text").get_attribute("value") == "Viết dở <b>"
    assert phone.find_element(By.ID, "area").get_attribute("value") == "26740"
    assert phone.find_element(By.ID, "once").get_attribute("value") == once
    assert phone.find_element(By.ID, "phone").get_attribute("value") == ""
    assert "0911222333" not in phone.execute_script("return JSON.stringify(localStorage)")
    phone.find_element(By.ID, "forget").click()
    wait_for(lambda: not phone.find_element(By.ID, "text").get_attribute("value"))
    assert not phone.find_element(By.ID, "draft").is_displayed()


def test_files_are_judged_before_they_are_sent(served: Served, phone: webdriver.Chrome, tmp_path: Path) -> None:
    """A zip and a HEIC are told at once, a large photo is made small and stands upright, a file can be left out, a
    sixth photo is too many."""
    filled(served.url, phone, "Ảnh lớn")
    chooser = phone.find_element(By.ID, "files")
    for name, data, told in (
        ("anh.jpg", b"PK\x03\x04" + b"\0" * 64, "không phải là ảnh hoặc video"),
        ("IMG_1.jpg", b"\0\0\0\x18ftypheic" + b"\0" * 64, "là ảnh HEIC"),
    ):
        (tmp_path / name).write_bytes(data)
        chooser.send_keys(str(tmp_path / name))
        said_in(phone, "files-fault", told)
    assert phone.find_elements(By.CSS_SELECTOR, "#chosen li") == []
    large = tmp_path / "lon.jpg"
    large.write_bytes(noise(4800, 2400, quality=97, turned=6))
    assert large.stat().st_size > 12_000_000
    chooser.send_keys(str(large))
    said_in(phone, "chosen", "lon.jpg")
    assert phone.find_element(By.ID, "files-fault").text == "" and fits(phone)
    for n in range(4):
        small = tmp_path / f"nho{n}.jpg"
        small.write_bytes(photo(side=64 + n))
        chooser.send_keys(str(small))
        said_in(phone, "chosen", f"nho{n}.jpg")
    chooser.send_keys(str(small))
    wait_for(lambda: "đã đủ số ảnh" in phone.find_element(By.ID, "files-fault").text)
    phone.find_elements(By.CSS_SELECTOR, "#chosen button")[-1].click()
    assert len(phone.find_elements(By.CSS_SELECTOR, "#chosen li")) == 4
    phone.find_element(By.ID, "send").click()
    row = row_of(served, tracking_of(phone))
    assert row.photos.count("image/jpeg") == 4
    assert phone.execute_script(
        "return fetch(document.querySelector('a.photo').href).then(r => r.blob()).then(createImageBitmap)"
        ".then(b => [b.width, b.height])"
    ) == [960, 1920]


def test_a_place_that_is_of_no_use(served: Served, phone: webdriver.Chrome) -> None:
    """Out of the city, or known too roughly: it is said at once and not sent; the missing place is told at its field
    without a way to the centre."""
    phone.execute_cdp_cmd("Browser.grantPermissions", {"origin": served.url, "permissions": ["geolocation"]})
    phone.get(f"{served.url}/phan-anh/")
    for where, told in (
        ({"latitude": 21.03, "longitude": 105.85, "accuracy": 10}, "ngoài địa bàn"),
        ({**PLACE, "accuracy": 2400}, "2400 m"),
    ):
        phone.execute_cdp_cmd("Emulation.setGeolocationOverride", where)
        wait_for(lambda: phone.find_element(By.ID, "here").is_enabled())
        phone.execute_script("document.getElementById('here').click()")
        said_in(phone, "here-told", told)
        assert phone.find_element(By.ID, "lat").get_attribute("value") == ""
    Select(phone.find_element(By.ID, "type")).select_by_value("CS-01")
    phone.find_element(By.ID, "text").send_keys("Không có nơi")
    phone.find_element(By.ID, "send").click()
    area = phone.find_element(By.ID, "area")
    assert "Chọn phường, xã" in phone.find_element(By.ID, "place-fault").text
    assert phone.switch_to.active_element == area and area.get_attribute("aria-describedby") == "place-fault"
    Select(area).select_by_value("?")
    phone.find_element(By.ID, "send").click()
    assert "Ghi số nhà" in phone.find_element(By.ID, "address-fault").text
    assert "xem chỗ ghi đỏ" in phone.find_element(By.ID, "send-fault").text
    phone.find_element(By.ID, "address").send_keys("12 Lê Lợi")
    assert phone.find_element(By.ID, "address-fault").text == phone.find_element(By.ID, "send-fault").text == ""
    assert area.get_attribute("aria-invalid") == "false" and errors(phone) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_form_is_light_and_grows_with_the_letters(served: Served, phone: webdriver.Chrome, language: str) -> None:
    """Under 25 kB with everything it needs, nothing from elsewhere; with letters of double size nothing is cut off;
    the edges of fields are seen; by keyboard alone, in the order of the page, it is filled and sent."""
    phone.get(f"{served.url}/phan-anh/?lang={language}")
    loaded = phone.execute_script(
        "return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map(e => [e.name, e.transferSize])"
    )
    assert len(loaded) >= 4 and all(name.startswith(served.url) for name, _ in loaded)
    assert 5_000 < sum(size for _, size in loaded) < 25_000
    readable(phone)
    edges = "return [...document.querySelectorAll('input:not([type=hidden]):not(.hidden),select,textarea,.button')]"
    edges += ".filter(e => e.getClientRects().length).map(e => [getComputedStyle(e).borderTopColor,"
    edges += "getComputedStyle(e.closest('.card')).backgroundColor])"
    assert [p for p in phone.execute_script(edges) if contrast(*p) < 3] == []
    phone.execute_script("document.documentElement.style.fontSize = '200%'")
    assert phone.execute_script("return getComputedStyle(document.getElementById('text')).fontSize") == "32px"
    assert fits(phone)
    phone.execute_script("document.documentElement.style.fontSize = ''")
    reached = []
    for _ in range(16):
        ActionChains(phone).send_keys(Keys.TAB).perform()
        at = phone.switch_to.active_element
        reached.append(at.get_attribute("id") or at.get_attribute("href") or at.tag_name)
        if reached[-1] in ("type", "area"):
            ActionChains(phone).send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN).perform()
        elif reached[-1] in ("text", "address"):
            ActionChains(phone).send_keys("Hẻm 12").perform()
        elif reached[-1] == "send":
            break
    assert reached[0].endswith("#main") and reached[-1] == "send"
    wanted = ["type", "text", "here", "area", "address", "photo", "files", "summary", "send"]
    assert [name for name in reached if name in wanted] == wanted
    ActionChains(phone).send_keys(Keys.ENTER).perform()
    assert row_of(served, tracking_of(phone)).address == "Hẻm 12"
    assert phone.execute_script("return document.documentElement.lang") == language and fits(phone)
    readable(phone)


def noise(width: int, height: int = 0, quality: int = 90, turned: int = 1) -> bytes:
    """A photo that does not pack, as a phone turned it."""
    exif, data = Image.Exif(), io.BytesIO()
    exif[0x0112] = turned
    image = Image.effect_noise((width, height or width), 120).convert("RGB")
    image.save(data, "JPEG", quality=quality, exif=exif.tobytes())
    return data.getvalue()
