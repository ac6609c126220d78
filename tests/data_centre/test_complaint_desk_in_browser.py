"""A unit works on a complaint in a real headless Chromium at the size of a phone, with the keyboard alone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from tests.data_centre.complaint_city import photo
from tests.data_centre.conftest import PASSWORD, Served, wait_for
from tests.data_centre.test_complaint_desk import stored
from tests.data_centre.test_desk_in_browser import fits, phone
from tests.data_centre.test_directives import complaint, steps

__all__ = ["phone"]
MOST_TABS = 40


def tab_to(browser: webdriver.Chrome, selector: str) -> None:
    """Go on with the tabulator until an element has the keys."""
    wanted = f"return document.activeElement === document.querySelector({selector!r})"
    for _ in range(MOST_TABS):
        if browser.execute_script(wanted):
            return
        webdriver.ActionChains(browser).send_keys(Keys.TAB).perform()
    raise AssertionError(f"{selector} is not reached by the tabulator")


def press(browser: webdriver.Chrome, *keys: str) -> None:
    """Keys to whatever has them."""
    webdriver.ActionChains(browser).send_keys(*keys).perform()


@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
def test_a_complaint_from_the_list_to_its_end(served: Served, phone: webdriver.Chrome, tmp_path: Path) -> None:
    """Sign in, find it by its code, take it up, try without words, close it with a photo; nothing hostile runs."""
    hostile = "Rác <script>document.title='bị chiếm'</script><img src=x onerror=\"document.title='bị chiếm'\">"
    about = complaint(served, title=hostile, body=hostile, due=int(time.time()) + 200_000)
    phone.get(f"{served.url}/desk/complaints")
    tab_to(phone, "#account")
    press(phone, "bao", Keys.TAB, PASSWORD, Keys.ENTER)
    wait_for(lambda: phone.find_elements(By.ID, "code"))
    assert phone.current_url.endswith("/desk/complaints") and fits(phone)
    tab_to(phone, "#code")
    press(phone, about.code, Keys.ENTER)
    wait_for(lambda: "code=" in phone.current_url and phone.find_elements(By.CSS_SELECTOR, "a.item"))
    assert fits(phone)
    tab_to(phone, f"a[href='/desk/complaints/{about.id}']")
    press(phone, Keys.ENTER)
    wait_for(lambda: phone.find_elements(By.ID, "accept"))
    assert fits(phone) and "<script>" in phone.find_element(By.CSS_SELECTOR, "h1").text
    tab_to(phone, "#accept")
    press(phone, Keys.ENTER)
    wait_for(lambda: not phone.find_elements(By.ID, "accept") and phone.find_elements(By.ID, "close"))
    tab_to(phone, "#close summary")
    press(phone, Keys.ENTER)
    wait_for(lambda: phone.find_element(By.ID, "close-text").is_displayed())
    tab_to(phone, "#close button")
    press(phone, Keys.ENTER)
    wait_for(lambda: phone.find_elements(By.ID, "fault"))
    assert phone.execute_script("return document.activeElement.id") == "close-text" and fits(phone)
    press(phone, "Đã thu gom, rửa sạch mặt đường.")
    picture = tmp_path / "sau khi dọn.jpg"
    picture.write_bytes(photo())
    tab_to(phone, "#files")
    phone.find_element(By.ID, "files").send_keys(str(picture))
    assert "sau khi dọn.jpg" in wait_for(lambda: phone.find_element(By.ID, "chosen").text)
    tab_to(phone, "#close button")
    press(phone, Keys.ENTER)
    wait_for(lambda: phone.find_elements(By.ID, "outcome"))
    assert fits(phone)
    after = stored(served, about.id)
    assert after.status == ComplaintStatus.CLOSED and not after.flags & ComplaintFlag.NO_EVIDENCE
    assert [s[1] for s in steps(served, about.id)] == ["accepted", "closed"]
    wait_for(lambda: phone.execute_script("return document.querySelector('.photos img').naturalWidth") > 0)
    assert "bị chiếm" not in phone.title
    broken = [entry["message"] for entry in phone.get_log("browser") if "422" not in entry["message"]]
    assert broken == []
