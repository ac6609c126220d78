"""Hostile texts in every field of a request, its events, its promises, and the names round it: Giải trình and Đơn vị
show all their letters, and a mark for what would hide or turn others round. What is frozen and sent is untouched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from ioc_console.context import Context
from ioc_console.screens import load_screen
from ioc_console.screens.requests.view import RequestsView
from ioc_console.shell.top_strip import Breadcrumb
from ioc_domain.codes import RequestState
from ioc_domain.commands import IssueExplanationRequest
from ioc_domain.evidence import thaw
from ioc_domain.foreign_text import in_sight
from ioc_domain.records import (
    ExplanationRequestRecord,
    IndicatorRecord,
    PromiseRecord,
    Record,
    RequestEventRecord,
    UnitRecord,
)
from local_cache import evidence_files
from local_cache.outbox import Outbox
from tests.console import small_city
from tests.console.filled_cache import fill
from tests.console.test_hostile_text import letters, takes_no_markup, visible_words
from tests.hostile_payloads import COUNT, payloads

NOW = small_city.NOW
TEXTS = payloads()
SHOWN = {in_sight(t) for t in TEXTS}
UNITS = 40
REQUESTS = COUNT // 2
STATES = tuple(RequestState)


def text(k: int) -> str:
    """The k-th payload, round and round."""
    return TEXTS[k % COUNT]


def records() -> Iterator[Record]:
    """The small city, with its indicators called by payloads, and requests of which nothing else is made."""
    for record in small_city.records(complaints=False):
        if isinstance(record, IndicatorRecord):
            record = msgspec.structs.replace(record, name=text(3), short_name=text(4), definition=text(5),
                                             supplier=text(6))
        yield record
    for k in range(UNITS):
        yield UnitRecord(f"H{k}", 1000 + k, "department", text(k), text(k + 1), "", "", "")
    for k in range(REQUESTS):
        state = STATES[k % len(STATES)]
        answered = NOW - 3600 if k % 2 else 0
        yield ExplanationRequestRecord(
            id=f"r{k}", number=text(k), state=state.value, author=text(k), author_name=text(k + 1),
            unit_code=f"H{k % UNITS}", routed_from=f"H{(k + 1) % UNITS}", subject_kind="indicator",
            subject="v2:C0403", title=text(2 * k), area_code="79", period="2026-10", question=text(2 * k + 1),
            urgency=0, requires="[]", deadline_days=5, deadline=NOW + 86_400, evidence="", value=1.0, plan=2.0,
            standing="at_risk", saved_at=NOW - 9000, received_at=NOW - 8000, delivered_at=NOW - 7000,
            opened_at=NOW - 6000, answered_at=answered, closed_at=NOW - 1000 if k % 3 == 0 else 0, reminders=0,
            returned=1, cause=text(k + 3), remedy=text(k + 4), promised_value=None, promised_date="2026-12-31",
            answered_by=text(k + 5), files=json.dumps([[text(k + 6), 1000, "0" * 64, "text/plain"]],
                                                      ensure_ascii=k % 2 == 0), note=text(k + 7),
        )
        for n, kind in enumerate(("received", "answered", text(k))):
            yield RequestEventRecord(f"r{k}", n, NOW - 5000 + n, kind, text(k + 8), text(k + 9))
        yield PromiseRecord(f"p{k}", f"r{k}", f"H{k % UNITS}", "v2:C0403", text(k + 10), NOW - 86_400, None,
                            text(k + 11), "2026-12-31", None, "pending")


@pytest.fixture
def filled(context: Context) -> Context:
    """A cache of them."""
    fill(context.paths.cache, list(records()), last_pull=NOW)
    return context


@pytest.fixture
def view(filled: Context) -> Iterator[RequestsView]:
    """The screen over it."""
    made = RequestsView(filled)
    made.resize(1712, 1000)
    made.show()
    made.set_shown(True)
    QApplication.processEvents()
    yield made
    made.close()


def told(words: Any) -> Iterator[str]:
    """Every text in words made for a view, however deep."""
    if isinstance(words, str):
        yield words
    elif is_dataclass(words) and not isinstance(words, type):
        for field in fields(words):
            yield from told(getattr(words, field.name))
    elif isinstance(words, tuple | list):
        for part in words:
            yield from told(part)


def test_the_board_shows_letters(view: RequestsView) -> None:
    """Cards are painted: what they are given is all in sight, every title with all its letters."""
    model = view.board_model
    shown = [*told(model.columns()), *told(model.closed()), *told(model.units())]
    assert [s for s in shown if in_sight(s) != s] == []
    titles = {card.title for column in model.columns() for card in column.cards} | {c.title for c in model.closed()}
    assert titles >= {in_sight(text(2 * k)) for k in range(REQUESTS)}
    assert len(SHOWN & {c.unit for column in model.columns() for c in column.cards}) > UNITS * 0.8
    assert takes_no_markup(view) > 10
    assert all(in_sight(s) == s for s in visible_words(view))
    view.grab()


def test_the_page_of_every_request_shows_letters(view: RequestsView) -> None:
    """Title, question, cause, remedy, who answered, files, events and promises; also in names told to ears."""
    seen: set[str] = set()
    for k in range(1, REQUESTS, 4):
        view.show_route({"id": f"r{k}"})
        QApplication.processEvents()
        assert takes_no_markup(view.thread_page) > 10
        words = visible_words(view.thread_page)
        assert [s for s in words if in_sight(s) != s] == []
        names = {w.accessibleName() for w in view.thread_page.findChildren(QWidget)}
        assert [s for s in names if in_sight(s) != s] == []
        page = letters(" ".join(words | names))
        for n in (2 * k, 2 * k + 1, k + 3, k + 4, k + 5, k + 6, k + 8, k + 10):
            assert letters(in_sight(text(n))) in page, text(n)
        seen |= words
    assert len(seen & SHOWN) > 200


def test_what_is_written_shows_marks_and_what_is_frozen_is_untouched(view: RequestsView, filled: Context) -> None:
    """The plate, the units to ask and the words of the template are in sight; the evidence keeps every character."""
    view.compose.open("v2:C0403", "79", "")
    QApplication.processEvents()
    assert [s for s in visible_words(view.pane) if in_sight(s) != s] == []
    assert takes_no_markup(view.pane) > 10
    assert [u.name for u in view.compose.units if in_sight(u.name) != u.name] == []
    question = view.pane.findChild(QPlainTextEdit)
    assert question is not None
    assert in_sight(text(3)) in question.toPlainText()
    assert in_sight(question.toPlainText()) == question.toPlainText()
    view.compose.set_unit("H1", text(1))
    view.compose.save()
    [command] = Outbox(filled.paths.outbox).commands()
    assert isinstance(command.payload, IssueExplanationRequest)
    frozen = thaw(command.payload.evidence, evidence_files.read(filled.paths.evidence, command.payload.evidence))
    assert frozen.title == command.payload.title == text(3)
    assert dict(frozen.facts)["definition"] == text(5)
    assert [s for s in told(view.board_model.waiting()) if in_sight(s) != s] == []


def test_requests_found_by_the_search_show_letters(filled: Context) -> None:
    search = load_screen("requests").search
    assert search is not None
    hits = filled.cache.read(lambda session: search(session, "a"))
    assert len(hits) > 5
    assert [h for h in hits if in_sight(h.title) != h.title or in_sight(h.detail) != h.detail] == []


def test_the_trail_shows_letters(qt: QApplication) -> None:
    """Where one is, at the top of the window, may be called by a request or a complaint."""
    crumbs = Breadcrumb()
    for raw in TEXTS:
        crumbs.set_steps(("Giải trình", raw))
        assert crumbs.accessibleName() == f"Giải trình / {in_sight(raw)}"
        crumbs.grab()


def test_units_show_letters(filled: Context) -> None:
    """The league's rows and what is read to ears."""
    view: Any = load_screen("units").factory(filled)
    view.resize(1712, 1000)
    view.show()
    view.set_shown(True)
    QApplication.processEvents()
    assert takes_no_markup(view) > 3
    assert [s for s in visible_words(view) if in_sight(s) != s] == []
    view.close()
