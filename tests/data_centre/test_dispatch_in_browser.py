"""A dispatcher at work in a real headless Chromium at the size of a phone, with the keyboard alone."""

from __future__ import annotations

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from ioc_domain.codes import ComplaintStatus
from tests.data_centre.conftest import PASSWORD, Served, wait_for
from tests.data_centre.dispatch_city import AREA, ROADS, record, sent_back, served, unit_of, unplaced
from tests.data_centre.test_complaint_desk_in_browser import press, tab_to
from tests.data_centre.test_desk_in_browser import assert_readable_in_both_lights, fits, phone

__all__ = ["phone", "served"]


def marked(browser: webdriver.Chrome) -> str:
    """Code of the unit that is marked."""
    return str(browser.execute_script("return (document.querySelector('[name=unit]:checked') || {}).value || ''"))


def focused(browser: webdriver.Chrome) -> str:
    """Id of what has the keys."""
    return str(browser.execute_script("return document.activeElement.id"))


@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
def test_cases_one_after_another_and_some_together(served: Served, phone: webdriver.Chrome) -> None:
    """Sign in → the first case: area put right, searched, routed → the next by itself → two at once; nothing hostile
    runs, the clock goes on."""
    hostile = "<script>document.title='bị chiếm'</script><img src=x onerror=\"document.title='bị chiếm'\">"
    first = unplaced(served, text=f"Karaoke {hostile}")
    second = sent_back(served, f"Không thuộc tuyến {hostile}", unit=f"{AREA}-CA")
    others = [sent_back(served) for _ in range(2)]
    phone.get(f"{served.url}/desk")
    tab_to(phone, "#account")
    press(phone, "trang", Keys.TAB, PASSWORD, Keys.ENTER)
    wait_for(lambda: phone.find_elements(By.ID, "queue"))
    assert phone.current_url.endswith("/desk/dispatch") and fits(phone)
    clock = "return document.querySelector('[data-until]').textContent"
    begun = phone.execute_script(clock)
    assert begun.startswith("Còn ")
    wait_for(lambda: phone.execute_script(clock) != begun)
    tab_to(phone, f"a[href='/desk/dispatch/{first.id}']")
    press(phone, Keys.ENTER)
    wait_for(lambda: phone.find_elements(By.ID, "send"))
    assert fits(phone) and "<script>" in phone.find_element(By.TAG_NAME, "main").text
    assert marked(phone) == ""
    tab_to(phone, "#area")
    press(phone, "Phường Sài Gòn")
    wait_for(lambda: phone.find_element(By.ID, "area").get_attribute("value") == AREA)
    tab_to(phone, "#text")
    press(phone, "Gần nhà văn hóa")
    tab_to(phone, "#send")
    press(phone, Keys.ENTER)
    wait_for(lambda: marked(phone).startswith(f"{AREA}-"))
    assert record(served, first.id).status == ComplaintStatus.AWAITING_ROUTE, "what changed is looked at first"
    assert phone.find_element(By.ID, "text").get_attribute("value") == "Gần nhà văn hóa" and fits(phone)
    tab_to(phone, "#unit_words")
    press(phone, "cong an sai gon", Keys.ENTER)
    wait_for(lambda: marked(phone) == f"{AREA}-CA")
    assert phone.find_element(By.ID, "text").get_attribute("value") == "Gần nhà văn hóa"
    tab_to(phone, "[name=unit]:checked")
    press(phone, Keys.ENTER)  # Enter on the unit routes
    wait_for(lambda: phone.current_url.endswith(f"/desk/dispatch/{second.id}?done={first.id}"))
    after = record(served, first.id)
    assert (after.status, after.unit) == (ComplaintStatus.IN_PROGRESS, unit_of(served, f"{AREA}-CA").id)
    assert first.code in phone.find_element(By.ID, "done").text and fits(phone)
    assert "Đơn vị trả lại" in phone.find_element(By.ID, "why").text and marked(phone) == f"{AREA}-CA"
    tab_to(phone, "#unit_words")
    press(phone, ROADS, Keys.ENTER)
    wait_for(lambda: marked(phone) == ROADS)
    tab_to(phone, "#send")
    press(phone, Keys.ENTER)
    wait_for(lambda: phone.find_elements(By.ID, "fault"))
    assert focused(phone) == "text" and fits(phone)
    press(phone, "Đã đối chiếu bản đồ")
    tab_to(phone, "#send")
    press(phone, Keys.ENTER)
    wait_for(lambda: phone.current_url.endswith(f"?done={second.id}"))
    assert record(served, second.id).unit == unit_of(served, ROADS).id
    phone.get(f"{served.url}/desk/dispatch")
    for taken in others:
        tab_to(phone, f"[name='pick.{taken.id}']")
        press(phone, Keys.SPACE)
    wait_for(lambda: phone.find_element(By.ID, "picked").text == "Đã chọn 2 phản ánh")
    tab_to(phone, "#several")
    press(phone, Keys.ENTER)
    wait_for(lambda: phone.find_elements(By.ID, "send"))
    assert phone.find_element(By.ID, "send").text == "Chuyển 2 phản ánh" and fits(phone)
    tab_to(phone, "#unit_words")
    press(phone, "kinh te sai gon", Keys.ENTER)
    wait_for(lambda: marked(phone) == f"{AREA}-KTHTDT")
    tab_to(phone, "#send")
    press(phone, Keys.ENTER)
    wait_for(lambda: phone.find_elements(By.ID, "none"))
    assert "Đã chuyển 2 phản ánh cho" in phone.find_element(By.ID, "done").text and fits(phone)
    assert {record(served, t.id).unit for t in others} == {unit_of(served, f"{AREA}-KTHTDT").id}
    assert "bị chiếm" not in phone.title
    assert [e["message"] for e in phone.get_log("browser") if "422" not in e["message"]] == []


@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
def test_it_is_readable_in_both_lights(served: Served, phone: webdriver.Chrome) -> None:
    """Text contrast of at least 4.5 to 1 on the list and on a case, by what the browser really paints."""
    taken = sent_back(served, unit=f"{AREA}-CA")
    phone.get(f"{served.url}/desk/dispatch/{taken.id}")
    phone.find_element(By.ID, "account").send_keys("trang")
    phone.find_element(By.ID, "password").send_keys(PASSWORD, Keys.ENTER)
    wait_for(lambda: phone.find_elements(By.ID, "send"))
    for path in (f"/{taken.id}", ""):
        phone.get(f"{served.url}/desk/dispatch{path}")
        assert_readable_in_both_lights(phone)
