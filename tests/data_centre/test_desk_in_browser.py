"""The unit's way through its desk in a real headless Chromium at the size of a phone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.data_centre import factories as make
from tests.data_centre.conftest import PASSWORD, Served, wait_for
from tests.data_centre.test_commands import ask, one, subject

WIDTH, HEIGHT = 390, 844


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """Chromium as a phone; nothing of it is left behind."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert program and driver, "chromium and chromium-driver are needed (make test installs them)"
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(argument)
    options.add_experimental_option(
        "mobileEmulation", {"deviceMetrics": {"width": WIDTH, "height": HEIGHT, "pixelRatio": 2}}
    )
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        yield browser
    finally:
        browser.quit()


def fits(phone: webdriver.Chrome) -> bool:
    """No sideways scrolling, nothing to press smaller than a finger."""
    small = phone.execute_script(
        "return [...document.querySelectorAll('button,.button,input:not([type=hidden]):not(.hidden),textarea')]"
        ".filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
    )
    assert small == []
    return bool(phone.execute_script("return document.documentElement.scrollWidth") <= WIDTH)


@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
def test_a_unit_answers_on_a_phone(served: Served, phone: webdriver.Chrome, tmp_path: Path) -> None:
    """Sign in, read, write, the draft keeps itself, a mistake is shown, the answer goes; nothing hostile runs."""
    about = subject(served)
    title = "Hồ sơ <script>document.title='bị chiếm'</script> <img src=x onerror=\"document.title='bị chiếm'\">"
    sha256 = served.store_evidence(about, title=title)
    request_id = served.send(make.issue("U1", sha256, subject=about, title=title, question=title)).id
    phone.get(f"{served.url}/desk")
    assert fits(phone)
    phone.find_element(By.ID, "account").send_keys("bao")
    phone.find_element(By.ID, "password").send_keys(PASSWORD, Keys.ENTER)
    wait_for(lambda: phone.current_url.endswith("/desk/requests"))
    assert fits(phone)
    phone.find_element(By.CSS_SELECTOR, f"a[href='/desk/requests/{request_id}']").click()
    wait_for(lambda: phone.find_elements(By.ID, "send"))
    assert fits(phone)
    assert phone.find_element(By.CSS_SELECTOR, ".chart .actual").is_displayed()
    assert "<script>" in phone.find_element(By.CSS_SELECTOR, "h1").text
    phone.find_element(By.ID, "cause").send_keys("Thiếu 4/11 công chức bộ phận một cửa")
    wait_for(lambda: phone.find_element(By.ID, "saved").text.startswith("nháp lưu"))
    phone.refresh()
    assert phone.find_element(By.ID, "cause").get_attribute("value") == "Thiếu 4/11 công chức bộ phận một cửa"
    phone.find_element(By.ID, "send").click()
    wait_for(lambda: phone.find_elements(By.ID, "remedy-fault"))
    assert phone.execute_script("return document.activeElement.id") == "remedy"
    phone.find_element(By.ID, "remedy").send_keys("Bổ sung 3 công chức từ 01-12")
    phone.find_element(By.ID, "promised_value").send_keys("92,0")
    date = phone.find_element(By.ID, "promised_date")
    phone.execute_script("arguments[0].value = '2030-12-31'", date)
    report = tmp_path / "Báo cáo.pdf"
    report.write_bytes(b"%PDF-1.4\n%%EOF\n")
    phone.find_element(By.ID, "files").send_keys(str(report))
    assert "Báo cáo.pdf" in wait_for(lambda: phone.find_element(By.ID, "chosen").text)
    phone.find_element(By.ID, "send").click()
    wait_for(lambda: phone.find_elements(By.ID, "given"))
    assert fits(phone)
    row = one(served, "explanation_request", id=request_id)
    assert (row.state, row.promised_value, row.promised_date) == ("answered", 92.0, "2030-12-31")
    assert "Báo cáo.pdf" in row.files
    assert "bị chiếm" not in phone.title
    # 422 is the page that came back with faults; anything else would be a broken page.
    broken = [entry["message"] for entry in phone.get_log("browser") if "422" not in entry["message"]]
    assert broken == []


@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
def test_the_desk_is_readable_in_both_lights(served: Served, phone: webdriver.Chrome) -> None:
    """Text contrast of at least 4.5 to 1, light and dark, by what the browser really paints."""
    request_id = ask(served).id
    phone.get(f"{served.url}/desk/requests/{request_id}")
    phone.find_element(By.ID, "account").send_keys("bao")
    phone.find_element(By.ID, "password").send_keys(PASSWORD, Keys.ENTER)
    wait_for(lambda: phone.find_elements(By.ID, "send"))
    assert_readable_in_both_lights(phone)


def assert_readable_in_both_lights(phone: webdriver.Chrome) -> None:
    """Text contrast of at least 4.5 to 1 on the page that is open, by what the browser really paints."""
    for light in ("light", "dark"):
        features = [{"name": "prefers-color-scheme", "value": light}]
        phone.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        pairs = phone.execute_script(
            """
            const behind = e => { while (e) { const c = getComputedStyle(e).backgroundColor;
              if (!c.endsWith(', 0)') && c !== 'transparent') return c; e = e.parentElement; }
              return 'rgb(255, 255, 255)'; };
            return [...document.querySelectorAll('p,strong,b,span,label,button,dt,dd,h1,h2,a,summary,legend')]
              .filter(e => e.innerText && e.innerText.trim() && e.getClientRects().length)
              .map(e => [e.innerText.slice(0, 30), getComputedStyle(e).color, behind(e)]);
            """
        )
        assert len(pairs) > 15
        assert [p for p in pairs if contrast(p[1], p[2]) < 4.5] == [], light


def contrast(one_colour: str, other: str) -> float:
    """WCAG contrast of two `rgb(r, g, b)`."""

    def luminance(colour: str) -> float:
        parts = [int(float(part)) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one_colour), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
