"""Links: what is saved and sent comes back the same, holds no text, and nothing foreign or damaged is opened."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from ioc_console.links import MOST, LinkRefused, Refusal, from_link, is_like_a_link, to_link
from ioc_console.navigation import Route
from ioc_console.saved_views import MOST_NAME, SavedViews, plain_name
from ioc_console.screens import load_screen
from ioc_console.screens.complaints.filter_link import from_arguments, refused, sent, to_arguments
from ioc_console.settings import Settings
from tests.console.test_complaints_screen import random_filters

COMPLAINTS = load_screen("complaints")
SCREENS = (COMPLAINTS, *(load_screen(name) for name in ("requests", "units", "indicators")))
GOOD = "ioc-console:complaints?area=26734&fields=3,5&on_time=late&span=90"


@pytest.mark.parametrize("seed", range(60))
def test_any_filter_survives_being_sent(seed: int) -> None:
    """All but the words searched for, which may name a person."""
    arguments = {**to_arguments(random_filters(seed)), "area": "26734", "tab": "all", "map": "points", "id": "7"}
    route = from_link(to_link(Route("complaints", sent(arguments))), SCREENS)
    assert route.screen == "complaints"
    assert dict(route.arguments) == {k: v for k, v in arguments.items() if k != "text"}
    own = from_link(to_link(Route("complaints", arguments)), SCREENS, own=True)
    assert dict(own.arguments) == arguments


def test_a_link_holds_nothing_but_codes() -> None:
    for seed in range(60):
        link = to_link(Route("complaints", sent(to_arguments(random_filters(seed)))))
        assert "text=" not in link and link.isascii() and " " not in link


FOREIGN = ("https://example.org/complaints?fields=1", "javascript:alert(1)", "file:///etc/passwd", "ioc:/map",
           "data:text/html,<script>1</script>", "ioc-console-x:complaints", "mailto:a@b.vn", "vbscript:x")
BROKEN = ("ioc-console:", "ioc-console:complaints?fields=1&fields=2", "ioc-console:complaints?fields",
          "ioc-console://complaints", "ioc-console:complaints#x",
          "ioc-console:../complaints", "ioc-console:complaints?fields=1\nspan=7", "ioc-console:complaints?fields=é",
          "ioc-console:complaints?span=" + "9" * MOST,
          "ioc-console:complaints?" + "&".join(f"a{n}=1" for n in range(99)),
          "ioc-console:complaints?tab=%ff", "ioc-console:Complaints")
NEWER = ("ioc-console:complaints?fields=%", "ioc-console:requests?compose=complaint:7", "ioc-console:nowhere",
         "ioc-console:complaints?text=Lan",
         "ioc-console:requests?id=", "ioc-console:requests?id=7&area=79", "ioc-console:requests?id=%3Cb%3E",
         "ioc-console:units?unit=area:", "ioc-console:units?unit=..%2F..", "ioc-console:units?field=0",
         "ioc-console:units?sort=nothing", "ioc-console:units?descending=1", "ioc-console:units?span=8",
         "ioc-console:units?level=x", "ioc-console:units?name=U1", "ioc-console:indicators?subject=C0403",
         "ioc-console:indicators?subject=v2:C0403%0A", "ioc-console:indicators?standing=at_risk",
         "ioc-console:complaints?unit=U1", "ioc-console:complaints?span=forever", "ioc-console:complaints?fields=1,x",
         "ioc-console:complaints?fields=99999", "ioc-console:complaints?fields=%D9%A1", "ioc-console:complaints?id=-1",
         "ioc-console:complaints?id=1%20OR%201", "ioc-console:complaints?box=5,5,1,1",
         "ioc-console:complaints?map=globe", "ioc-console:complaints?area=../..",
         "ioc-console:complaints?area=%3Cscript%3E", "ioc-console:complaints?on_time=x",
         "ioc-console:complaints?span=day", "ioc-console:complaints?day=2026-11-20", "ioc-console:complaints?areas=2",
         "ioc-console:complaints?span=dates&day=2026-11-20&last_day=2026-11-01", "ioc-console:complaints?hack=1")


@pytest.mark.parametrize(("links", "reason"), [
    (FOREIGN, Refusal.FOREIGN), (BROKEN, Refusal.BROKEN), (NEWER, Refusal.NEWER),
])
def test_nothing_foreign_damaged_or_unknown_is_opened(links: tuple[str, ...], reason: Refusal) -> None:
    assert from_link(GOOD, SCREENS).arguments["fields"] == "3,5"
    for link in links:
        with pytest.raises(LinkRefused) as told:
            from_link(link, SCREENS)
        assert told.value.reason is reason, link
        assert is_like_a_link(link) or link.startswith("ioc-console-x"), link


@pytest.mark.parametrize("damage", range(len(GOOD) - len("ioc-console:complaints?")))
def test_a_link_cut_anywhere_shows_no_wider_filter_unnoticed(damage: int) -> None:
    """Cut at any place it is refused, or what is left says exactly what it says: nothing unreadable is passed over."""
    cut = GOOD[: -1 - damage]
    try:
        arguments = from_link(cut, SCREENS).arguments
    except LinkRefused:
        return
    assert not refused(arguments)
    assert to_arguments(from_arguments(arguments)) == {k: v for k, v in arguments.items() if k != "area"}


def test_words_are_no_links() -> None:
    for words in ("ngập: hẻm 116", "08:30", "phường Bến Thành", "rác", ""):
        assert not is_like_a_link(words)


def test_saved_views_are_an_accounts_own_and_stay(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    views = SavedViews(Settings(file), "lanhdao")
    hostile = "<b>\u202e\"'\\ rác\n\x00[x]"
    views.save("Rác quá hạn", Route("complaints", {"fields": "3", "text": "hẻm 116"}))
    views.save(hostile, Route("complaints", {"fields": "4"}))
    again = SavedViews(Settings(file), "lanhdao").all()
    assert [v.name for v in again] == [plain_name(hostile), "Rác quá hạn"]
    assert not any(c in again[0].name for c in "\u202e\n\x00")
    assert again[1].link == "ioc-console:complaints?fields=3&text=" + quote("hẻm 116").replace("%20", "+")
    assert SavedViews(Settings(file), "truc").all() == ()
    views.rename("Rác quá hạn", "Rác")
    views.save("Rác", Route("complaints", {"fields": "9"}))
    assert [v.link for v in views.all()] == ["ioc-console:complaints?fields=9", "ioc-console:complaints?fields=4"]
    views.delete("Rác")
    assert [v.name for v in SavedViews(Settings(file), "lanhdao").all()] == [plain_name(hostile)]
    assert Settings(file).damaged is False


def test_a_name_is_one_line_that_fits() -> None:
    assert plain_name("  a\u200b\tb\n" + "x" * 200) == ("a b " + "x" * 200)[:MOST_NAME]
    with pytest.raises(ValueError, match="name"):
        plain_name("\u202e \n")
