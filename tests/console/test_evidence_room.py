"""Fetched photos and videos do not fill the disk: they go when nobody used them for longest, but never what an order
waits with, what a request froze, or what is open in the viewer."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from ioc_console.context import Context
from ioc_console.settings import Settings
from ioc_console.shell.evidence_room import EvidenceRoom
from ioc_domain import commands
from ioc_domain.channel import FilesKept
from ioc_domain.records import ExplanationRequestRecord
from local_cache.outbox import Outbox, PendingCommand
from local_cache.outbox_rows import Draft
from tests.console import small_city
from tests.console.filled_cache import fill
from tests.console.test_complaints_screen import DAY, NOW, complaint, open_view, reference

__all__ = ["open_view"]
ROOM = 0.01
"""Megabytes: ten of the files below."""


def put(context: Context, number: int) -> str:
    """A file of 1000 bytes that was last used `number` seconds after the others; its name."""
    data = bytes([number]) * 1000
    name = hashlib.sha256(data).hexdigest()
    file = context.paths.evidence / name
    file.write_bytes(data)
    os.utime(file, (1_700_000_000 + number, 1_700_000_000 + number))
    return name


def here(context: Context) -> set[str]:
    return {file.name for file in context.paths.evidence.iterdir()}


@pytest.fixture
def context(make_context: Callable[..., Context]) -> Context:
    made = make_context(clock=lambda: float(NOW))
    made.settings.put(evidence_limit_mb=ROOM)
    return made


def order(context: Context, **changes: Any) -> None:
    values: dict[str, Any] = {
        "unit_code": "U1", "subject_kind": "complaint", "subject": "1", "title": "Rác", "area_code": "A1",
        "period": "", "question": "Vì sao?", "deadline_days": 5, "urgency": 0, "requires": ["cause"], "evidence": "",
        "value": None, "plan": None, "standing": "", "observed_revision": 0,
    }
    payload = commands.IssueExplanationRequest(**(values | changes))
    Outbox(context.paths.outbox).save(PendingCommand(payload, "d" * 32, "lanhdao", NOW))


def test_files_that_come_push_out_those_nobody_used(context: Context, qt: QApplication) -> None:
    fill(context.paths.cache, [*reference()], last_pull=NOW)
    names = [put(context, number) for number in range(1, 15)]
    room = EvidenceRoom(context)
    context.sync.take(FilesKept(kept=[names[-1]], missing=[]))
    assert here(context) == set(names[4:])
    assert room.parent() is None
    before = here(context)
    context.sync.take(FilesKept(kept=[names[-1]], missing=[]))
    assert here(context) == before, "within its bound nothing goes"


def test_what_is_needed_stays(context: Context, qt: QApplication) -> None:
    """The oldest of all: in an order, in a draft, frozen by a request."""
    ordered, drafted, frozen, *others = (put(context, number) for number in range(1, 20))
    request = next(r for r in small_city.records() if isinstance(r, ExplanationRequestRecord))
    values = {name: getattr(request, name) for name in request.__struct_fields__} | {"evidence": frozen}
    fill(context.paths.cache, [*reference(), ExplanationRequestRecord(**values)], last_pull=NOW)
    order(context, evidence=ordered)
    body = json.dumps({"attachments": [drafted]}).encode()
    Outbox(context.paths.outbox).save_draft(Draft("directive/1", body, NOW))
    EvidenceRoom(context).tidy()
    assert {ordered, drafted, frozen} <= here(context)
    assert here(context) - {ordered, drafted, frozen} == set(others[-7:])


@pytest.mark.webengine
def test_what_the_viewer_shows_stays(context: Context, open_view: Any) -> None:
    """The files of the complaint that is open are the oldest; when another is opened they may go."""
    shown = [put(context, number) for number in range(1, 4)]
    photos = json.dumps([[name, NOW - DAY, "image/png"] for name in shown])
    fill(context.paths.cache, [*reference(), complaint(1, photos=photos), complaint(2)], last_pull=NOW - 60)
    view = open_view(context)
    view.state.open(1)
    QApplication.processEvents()
    others = [put(context, number) for number in range(50, 65)]
    for name in shown:
        os.utime(context.paths.evidence / name, (1, 1))
    room = EvidenceRoom(context)
    room.tidy()
    assert here(context) == {*shown, *others[-7:]}
    view.state.open(2)
    QApplication.processEvents()
    put(context, 70)
    room.tidy()
    assert len(here(context) & set(shown)) == 2 and len(here(context)) == 10


def test_a_console_that_only_reads_takes_nothing_away(context: Context, qt: QApplication) -> None:
    fill(context.paths.cache, [*reference()], last_pull=NOW)
    names = {put(context, number) for number in range(1, 15)}
    context.lanes.read_only = context.sync.read_only = True
    EvidenceRoom(context).tidy()
    assert here(context) == names


def test_where_the_needed_cannot_be_known_nothing_goes(context: Context, qt: QApplication) -> None:
    """No cache that can be read: what requests froze is unknown."""
    names = {put(context, number) for number in range(1, 15)}
    context.paths.cache.write_bytes(b"this is no cache" * 100)
    said: list[Any] = []
    context.notices.posted.connect(said.append)
    EvidenceRoom(context).tidy()
    assert here(context) == names and not said, "the screens say what is wrong with the cache"


@pytest.mark.parametrize(("written", "wanted"), [
    ("500", 500.0), ("0", 0.0), ("2.5", 2.5), ("-3", 2000.0), ('"much"', 2000.0), ("true", 2000.0), ("nan", 2000.0)])
def test_the_bound_is_a_number_or_the_usual_one(context: Context, written: str, wanted: float) -> None:
    context.paths.settings.write_text(f"evidence_limit_mb = {written}\n", encoding="utf-8")
    assert Settings(context.paths.settings).number("evidence_limit_mb") == wanted
