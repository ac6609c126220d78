"""Five hundred hostile texts in every field of a complaint and every name around it: text in every view, and no more.

They lie in the cache as they came. Shown are all their letters; what would hide or turn others round is a mark. No
label takes them for markup, no tooltip holds a tag, the map's page runs and asks for nothing, and the file that is
saved holds no formula.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QListWidget, QTextEdit, QWidget

from ioc_console.context import Context
from ioc_console.screens import SearchHit, load_screen
from ioc_console.screens.complaints import sentence
from ioc_console.screens.complaints.filters import Filters, Span
from ioc_console.screens.overview.view import OverviewView
from ioc_console.shell.palette import Palette
from ioc_console.shell.sync_pane.pane import SyncPane
from ioc_console.shell.sync_pane.view_model import SyncPaneModel
from ioc_console.text import tr
from ioc_console.widgets.map.documents import Mode
from ioc_domain import commands
from ioc_domain.codes import ComplaintFlag
from ioc_domain.entities import BY_NAME
from ioc_domain.foreign_text import in_sight
from ioc_domain.places import to_xy
from ioc_domain.records import (
    AreaRecord,
    ComplaintFieldRecord,
    ComplaintRecord,
    ComplaintTypeRecord,
    Record,
    SettingRecord,
    UnitRecord,
)
from local_cache.outbox import Outbox, PendingCommand
from local_cache.queries.complaint_list import Tab
from local_cache.search_keeping import index_some, slots_appended
from local_cache.store import open_writer
from tests.console.filled_cache import fill
from tests.console.test_complaints_screen import DAY, NOW, board, complaint, open_view
from tests.hostile_payloads import COUNT, payloads

__all__ = ["open_view"]
Until = Callable[..., None]
pytestmark = pytest.mark.webengine
TEXTS = payloads()
SHOWN = tuple(in_sight(t) for t in TEXTS)
FIELDS = 250
FORMULA_STARTS = set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def text(k: int) -> str:
    """The k-th payload, round and round."""
    return TEXTS[k % COUNT]


def names() -> Iterator[Record]:
    """Fields, types, areas and units that are called by payloads."""
    yield SettingRecord("city_name", text(3))
    yield AreaRecord("79", 1, "city", "Thành phố", text(4), text(5), "", "", "", 10.8, 106.7)
    for k in range(FIELDS):
        yield ComplaintFieldRecord(f"F{k + 1}", k + 1, text(2 * k), text(2 * k), "2023-01-01", "")
    yield ComplaintTypeRecord("T1", 1, "F1", text(9), "commune", 5, 5)
    for k in range(COUNT):
        # Every third is in force and drawn: as many as the city has.
        yield AreaRecord(f"A{k}", k + 2, "commune", "phường", text(k), text(k), "79", "2020-07-01",
                         "2025-06-30" if k % 3 else "", 10.5 + (k // 25) * 0.03, 106.3 + (k % 25) * 0.03, 1000, 9.0)
        yield UnitRecord(f"U{k}", k + 1, "department", text(k), text(k), "", "", "")


def complaints() -> list[ComplaintRecord]:
    """Each payload stands in each field of some complaint."""
    out = []
    for k in range(COUNT):
        timeline = [[NOW - 3 * DAY, "received", text(k + 4), text(k + 5)],
                    [NOW - 2 * DAY, text(k + 6), text(k + 7), ""], [NOW - DAY, text(k), text(k), text(k + 8)]]
        photos = [[text(k + 9), NOW - DAY, text(k + 10)]]
        x, y = to_xy(10.5 + (k // 25) * 0.03, 106.3 + (k % 25) * 0.03)
        out.append(complaint(
            k + 1, title=text(k), body=text(k + 1), address=text(k + 2), code=text(k + 3), field=k % FIELDS + 1,
            type=1, unit=k + 1, area=k + 2, x=x, y=y, flags=int(ComplaintFlag.LOCATED),
            timeline=json.dumps(timeline, ensure_ascii=k % 2 == 0), photos=json.dumps(photos),
        ))
    return out


@pytest.fixture
def filled(make_context: Callable[..., Context]) -> Context:
    """A cache of nothing else."""
    context = make_context(clock=lambda: float(NOW))
    fill(context.paths.cache, [*names(), *complaints()], last_pull=NOW - 60)
    with open_writer(context.paths.cache) as writer:
        slots_appended(writer.connection, BY_NAME["complaint"], 0)
        while index_some(writer.connection):
            pass
    return context


def takes_no_markup(root: QWidget) -> int:
    """Every widget under `root` shows text as text; returns how many labels were looked at."""
    labels = 0
    for widget in (root, *root.findChildren(QWidget)):
        assert_plain_tip(widget.toolTip())
        if isinstance(widget, QLabel) and widget.text():
            assert widget.textFormat() == Qt.TextFormat.PlainText, widget.text()
            assert not widget.openExternalLinks()
            labels += 1
        elif isinstance(widget, QTextEdit):
            assert widget.document().toRawText() == widget.toPlainText().replace("\n", "\u2029")
        elif isinstance(widget, QListWidget):
            for row in range(widget.count()):
                assert_plain_tip(widget.item(row).toolTip())
        elif isinstance(widget, QAbstractButton):
            assert "\u202e" not in widget.text()
    return labels


def assert_plain_tip(tip: str) -> None:
    """Qt guesses at markup in tooltips: ours is one element around escaped text, or nothing that could be taken so."""
    if "<" in tip or "&" in tip:
        assert tip.startswith("<span>") and tip.endswith("</span>"), tip
        inner = tip.removeprefix("<span>").removesuffix("</span>")
        assert "<" not in inner and ">" not in inner, tip
        document = QTextDocument()
        document.setHtml(tip)
        assert "\ufffc" not in document.toPlainText(), "a picture was taken out of a text"


def letters(told: str) -> str:
    """Without white space: how a line ends is the reader's affair."""
    return "".join(told.split())


def visible_words(root: QWidget) -> set[str]:
    return {w.text() for w in root.findChildren(QLabel) if w.isVisible()}


# --- the screen ------------------------------------------------------------------------------------------------


def test_the_list_shows_letters_and_the_file_holds_no_formula(filled: Context, open_view: Any, tmp_path: Path) -> None:
    view = open_view(filled)
    view.state.set_filters(Filters(span=Span.ALL))
    view.state.show_tab(Tab.ALL)
    model = view.list_panel.table.rows_model
    assert model.rowCount() == COUNT
    titles: set[str] = set()
    others: set[str] = set()
    for row in range(COUNT):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            said = model.data(index)
            (titles if column == 2 else others).add(said)
            assert_plain_tip(str(model.data(index, Qt.ItemDataRole.ToolTipRole)))
            assert in_sight(said) == said
    assert titles == set(SHOWN)
    assert len(others & set(SHOWN)) > COUNT * 0.9, "codes, fields, areas and units too"
    file = tmp_path / "list.csv"
    view.list_panel.export_to(file)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        _, *rows = list(csv.reader(opened))
    assert len(rows) == COUNT
    assert {letters(row[1].removeprefix("'")) for row in rows} == {letters(s.removeprefix("'")) for s in SHOWN}
    assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in FORMULA_STARTS]


def test_the_pane_of_every_complaint_shows_letters(filled: Context, open_view: Any) -> None:
    """Every fourth opened one after the other: each payload stands in two fields at least. Nothing of them runs in the
    map's page beside it."""
    view = open_view(filled)
    view.state.set_filters(Filters(span=Span.ALL))
    view.state.show_tab(Tab.ALL)
    page = view.map_panel.map
    blocked = page.wall.blocked
    seen: set[str] = set()
    for k in range(0, COUNT, 4):
        view.state.open(k + 1)
        # As the loop of events does: else the panes of all complaints before would be looked at each time.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert takes_no_markup(view.pane) > 8
        said = visible_words(view.pane)
        assert SHOWN[k] in said, TEXTS[k]
        assert SHOWN[(k + 1) % COUNT] in said, "what the citizen wrote"
        told = letters(view.pane._timeline.accessibleName())
        for ahead in (4, 5, 7, 8):  # the sixth is a kind, which is not shown
            assert letters(SHOWN[(k + ahead) % COUNT]) in told
        seen |= {letters(s) for s in said} | {letters(SHOWN[(k + ahead) % COUNT]) for ahead in (4, 5, 7, 8)}
        assert all(in_sight(s) == s for s in said)
    assert {letters(s) for s in SHOWN} <= seen
    assert page.wall.blocked == blocked, page.wall.blocked_urls
    assert page.complaints == []


def test_the_sentence_its_lists_and_the_figures_show_letters(filled: Context, open_view: Any) -> None:
    view = open_view(filled)
    view.state.set_filters(Filters(span=Span.ALL))
    QApplication.processEvents()
    assert takes_no_markup(view) > 20
    data = board(view)
    lists = {p.name: p.choices for p in view.filter_row.parts}
    for name, least in (("fields", FIELDS), ("area", COUNT // 3), ("units", COUNT)):
        offered = {c.words for c in lists[name]}
        assert len(offered & set(SHOWN)) >= least * 0.9, name
        assert all(in_sight(w) == w for w in offered)
    chips: set[str] = set()
    for k in range(0, COUNT, 2):
        wanted = Filters(span=Span.ALL, fields=(k // 2 + 1,), units=(k + 1,), text=TEXTS[k][:200])
        for part in sentence.parts(wanted, data.names, data.board, f"A{k}", NOW):
            chips.add(part.chip)
            assert in_sight(part.chip) == part.chip, part
    assert len(chips & set(SHOWN)) >= COUNT * 0.4
    view.state.set_filters(Filters(span=Span.ALL, fields=(1, 2, 3), units=(4, 5), text=TEXTS[6]))
    for name in ("fields", "units", "more"):
        view.filter_row.open_part(name, view.filter_row)
        opened = QApplication.activePopupWidget()
        assert opened is not None
        takes_no_markup(opened)
        QTest.keyClick(opened, Qt.Key.Key_Escape)
        opened.close()
    takes_no_markup(view)


def test_the_map_runs_and_asks_for_nothing(filled: Context, open_view: Any, until: Until) -> None:
    """Names of five hundred areas as labels at three depths, their values, legends and the card of a heat cell, in
    the real page: no script of theirs runs, no element of theirs exists, nothing is asked for but our own."""
    view = open_view(filled)
    view.state.set_filters(Filters(span=Span.ALL))
    panel = view.map_panel
    page = panel.map
    until(lambda: view.settled() and view.map_model.view is not None, 30, "the map is drawn")
    blocked = page.wall.blocked
    elements = ask(page, until, COUNT_ELEMENTS)
    labels: set[str] = set()
    for mode in Mode:
        view.state.set_mode(mode)
        for deeper in range(3):
            page.page.runJavaScript(f"iocMap.setZoom(9 + {deeper} * 2, {{animate: false}})")
            until(view.settled, 30, "drawn")
            labels |= set(json.loads(ask(page, until, LABELS)))
    view.state.set_mode(Mode.HEAT)
    cards: set[str] = set()
    for record in complaints()[::19]:
        panel._pick(record.x, record.y, 0)
        until(view.settled, 30, "the card is drawn")
        cards.add(ask(page, until, CARD))
    assert len(labels) > 20 and len(cards) > 20
    assert any("<" in label for label in labels) and any("<" in card for card in cards)
    assert ask(page, until, "document.title") == "map"
    assert ask(page, until, "window.ioc_owned === undefined") is True
    assert ask(page, until, COUNT_ELEMENTS) == elements == 0
    assert not any(c in "".join(labels | cards) for c in "\u202e\u202d\u2067\u200b")
    assert page.wall.blocked == blocked, page.wall.blocked_urls
    assert page.complaints == []


CARD = "document.querySelector('.card') ? document.querySelector('.card').textContent : ''"
COUNT_ELEMENTS = ("document.querySelectorAll('iframe, object, embed, form, marquee, video, audio, base, math, h1,"
                  " plaintext, a[href^=javascript], img[onerror], [onload], meta[http-equiv=refresh], [href*=outside],"
                  " [src*=outside]').length")
LABELS = "JSON.stringify([...document.querySelectorAll('.leaflet-names-pane *')].map(e => e.textContent))"


def ask(page: Any, until: Until, script: str) -> Any:
    """What a script of ours answers in the page."""
    answers: list[Any] = []
    page.page.runJavaScript(script, 0, answers.append)
    until(lambda: answers, 10, script)
    return answers[0]


# --- the frame and the other screens ---------------------------------------------------------------------------


def test_the_search_shows_letters(filled: Context, qt: QApplication) -> None:
    window = QWidget()
    window.resize(1366, 768)
    window.show()
    screen = load_screen("complaints")
    palette = Palette(filled, (screen,), window)
    palette.open()
    search = screen.search
    assert search is not None
    found: dict[str, SearchHit] = {}
    for words in ("hem 116 ngap", "owned", "outside", "dam", "kin", "1", "x"):
        for hit in filled.cache.read(partial(_searched, search, words)):
            found[hit.title] = hit
    assert len(found) > 12
    assert all(in_sight(shown) == shown for hit in found.values() for shown in (hit.title, hit.detail))
    hits = [SearchHit(shown, shown, "complaint", next(iter(found.values())).route) for shown in SHOWN]
    for start in range(0, COUNT, 5):
        palette._hits = {"complaint": hits[start : start + 5]}
        palette._fill()
        assert palette.lines.count() == 5
        takes_no_markup(palette)
        palette.grab()  # painted, letter by letter: a delegate that took markup would be found by its document
    palette.field.setText(TEXTS[1])
    palette._search()
    takes_no_markup(palette)
    window.close()


def _searched(search: Callable[[Any, str], Sequence[SearchHit]], words: str, session: Any) -> Sequence[SearchHit]:
    return search(session, words)


def test_the_sync_pane_shows_letters(filled: Context, qt: QApplication) -> None:
    """Commands about complaints that are called so, waiting and refused, with what the centre said."""
    outbox = Outbox(filled.paths.outbox)
    for k in range(0, COUNT, 5):
        payload = commands.IssueExplanationRequest(
            unit_code=f"U{k}", subject_kind="complaint", subject=str(k + 1), title=text(k), area_code=f"A{k}",
            period="", question=text(k + 1), deadline_days=5, urgency=0, requires=["cause"], evidence="", value=None,
            plan=None, standing="", observed_revision=0)
        saved = outbox.save(PendingCommand(payload=payload, device="d" * 32, account="lanhdao", saved_at=NOW - 60))
        if k % 10:
            outbox.mark_sending(saved.id, NOW - 50)
            outbox.mark_outcome(commands.CommandOutcome(id=saved.id, result="refused", code="", detail=text(k + 2),
                                                        seq=k + 1, received_at=NOW - 40, data={}), NOW - 40)
    model = SyncPaneModel(filled)
    pane = SyncPane(model)
    pane.resize(720, 900)
    pane.show()
    model.set_shown(True)
    QApplication.processEvents()
    assert takes_no_markup(pane) > 10
    assert all(in_sight(s) == s for s in visible_words(pane))
    pane.close()


def test_the_overview_shows_letters(filled: Context, qt: QApplication) -> None:
    view = OverviewView(filled)
    view.resize(1712, 1000)
    view.show()
    view.set_shown(True)
    QApplication.processEvents()
    assert takes_no_markup(view) > 5
    view.grab()
    view.close()


def test_sentences_of_ours_end_with_what_they_name(qt: QApplication) -> None:
    """A name put into a sentence cannot turn round the words after it, and hides nothing in it."""
    told = tr("“{name}” is saved on this machine.", name="\u202egnp.exe\u200b")
    assert told == "Đã lưu “▯gnp.exe▯” trên máy này."
    assert tr("“{name}” is saved on this machine.", name="Rác") == "Đã lưu “Rác” trên máy này."
