"""Documents of a map's page: offered as they are at one moment, whatever is put while the page fetches them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from ioc_console.widgets.map.feed import Feed


def test_a_page_gets_what_it_was_offered(qt: QApplication, until: Callable[..., None]) -> None:
    """What is put meanwhile waits, all of it together, until the page took what it had been offered."""
    feed = Feed()
    offers: list[dict[str, int]] = []
    feed.offered.connect(offers.append)
    assert feed.put("words", b"one") == 1
    assert feed.put("picture", b"first") == 1
    feed.start()
    assert offers == [{"words": 1, "picture": 1}]
    feed.put("words", b"two")
    feed.put("picture", b"second")
    feed.put("more", b"x")
    qt.processEvents()
    assert [feed.get(name) for name in ("words", "picture", "more")] == [b"one", b"first", None]
    assert len(offers) == 1
    feed.taken()
    assert offers[1:] == [{"words": 2, "picture": 2, "more": 1}]
    assert [feed.get(name) for name in ("words", "picture", "more")] == [b"two", b"second", b"x"]
    feed.taken()
    assert len(offers) == 2  # nothing new
    assert feed.put("words", b"two") == 2
    qt.processEvents()
    assert len(offers) == 2
    feed.put("words", b"three")
    feed.put("picture", b"third")
    until(lambda: len(offers) == 3, 10, "what was put in one turn is offered")
    assert offers[-1] == {"words": 3, "picture": 3, "more": 1}


def test_a_page_that_died_is_offered_everything_again(qt: QApplication) -> None:
    """It never took what it was offered; the new one has nothing."""
    feed = Feed()
    offers: list[dict[str, int]] = []
    feed.offered.connect(offers.append)
    feed.put("words", b"one")
    feed.start()
    feed.stop()
    feed.put("words", b"two")
    qt.processEvents()
    assert len(offers) == 1
    feed.start()
    assert offers[-1] == {"words": 2}
    assert feed.get("words") == b"two"
