"""What is open when the lease ends: lists and dialogs close, a request being written is locked and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from ioc_console.context import Context, compose
from ioc_console.lease_gate import LeaseGate
from ioc_console.screens import load_screen
from ioc_console.screens.requests.compose import DRAFT_KEY
from ioc_console.screens.requests.view import RequestsView
from ioc_console.shell.window import ShellWindow
from ioc_domain.channel import Link, LinkChanged
from local_cache.outbox import Outbox
from local_cache.store import open_writer
from local_cache.sync_state import write_state
from tests.console import small_city
from tests.console.filled_cache import fill
from tests.local_cache.leases import Signer

NOW = small_city.NOW
HOUR = 3600
WORDS = "Đề nghị nêu nguyên nhân từng dự án trên 500 tỷ đồng."


class Desk:
    """A window with the screen of requests, on a small city whose lease has 72 hours to go."""

    def __init__(self, old: Context) -> None:
        self.now, self.steady = float(NOW), 0.0
        self.paths, self.signer = old.paths, Signer()
        fill(old.paths.cache, small_city.records(complaints=False), last_pull=NOW)
        self.told(NOW)
        self.gate = LeaseGate(old.paths, old.lanes, old.sync, old.sync, clock=lambda: self.now,
                              steady=lambda: self.steady)
        self.gate.look()
        self.context = compose(old.paths, old.settings, old.signed_in, lanes=old.lanes, notices=old.notices,
                               sync=old.sync, clock=lambda: self.now, lease=self.gate)
        self.window = ShellWindow(self.context, [load_screen("requests")], self.gate)
        self.window.resize(1400, 800)
        self.window.show()
        self.window.open_first()
        QTest.qWaitForWindowExposed(self.window)
        self.context.navigation.go("requests", {"compose": "v2:C0403", "area": "79"})

    def told(self, at: int) -> None:
        """A manifest came with another 72 hours."""
        with open_writer(self.paths.cache) as writer:
            write_state(
                writer.connection, epoch="e", last_pull=at, account="lanhdao",
                lease=self.signer.lease(at + 72 * HOUR, "lanhdao"), lease_key=self.signer.key,
                lease_until=at + 72 * HOUR, time_told=at, time_seen=at, time_seen_at=at,
            )  # fmt: skip

    def ends(self) -> None:
        """The lease ends, and the gate looks."""
        self.now += 73 * HOUR
        self.steady += 73 * HOUR
        self.gate.look()

    def comes_back(self) -> None:
        """The data centre answers again."""
        self.told(int(self.now))
        self.context.sync.take(LinkChanged(Link.ONLINE, int(self.now), int(self.now)))
        self.gate.look()

    @property
    def view(self) -> RequestsView:
        found = self.window.host.view("requests")
        assert isinstance(found, RequestsView)
        return found

    @property
    def cover(self) -> str:
        """What a person reads in place of the data."""
        return self.window.form.pages.currentWidget().accessibleName()


@pytest.fixture
def desk(context: Context) -> Iterator[Desk]:
    made = Desk(context)
    yield made
    made.window.close()
    made.context.cache.close()


def test_a_request_being_written_is_locked_and_kept(desk: Desk, until: Callable[..., None]) -> None:
    """Its words are on the disk at once and a person is told; nothing can be saved; then it stands there as it was."""
    pane = desk.view.pane
    until(pane.isVisible)
    pane.question.setPlainText(WORDS)
    assert Outbox(desk.paths.outbox).drafts(DRAFT_KEY) == []  # written only a moment ago
    desk.ends()
    assert not pane.isVisible()
    assert "đang được ẩn" in desk.cover and "bản nháp" in desk.cover
    [draft] = Outbox(desk.paths.outbox).drafts(DRAFT_KEY)
    assert WORDS.encode() in draft.body
    QTest.keyClick(desk.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.view.compose.save()
    assert Outbox(desk.paths.outbox).commands() == []
    assert "đang được ẩn" in desk.view.compose.problem() and not pane.save_button.isEnabled()

    desk.comes_back()
    until(pane.isVisible)
    assert pane.question.toPlainText() == WORDS
    assert pane.save_button.isEnabled() and desk.view.compose.problem() == ""
    desk.view.compose.save()
    assert len(Outbox(desk.paths.outbox).commands()) == 1


def test_in_a_window_of_its_own_too(desk: Desk, until: Callable[..., None]) -> None:
    """The cover there says the same."""
    until(desk.view.pane.isVisible)
    torn = desk.window.host.tear_off("requests")
    assert torn is not None
    until(desk.view.pane.isVisible)
    desk.ends()
    assert not desk.view.isVisible()
    assert "bản nháp" in torn._cover.accessibleName()  # type: ignore[union-attr]


def test_nothing_is_said_of_a_draft_where_nothing_is_written(desk: Desk, until: Callable[..., None]) -> None:
    """Only the reason why data is hidden."""
    until(desk.view.pane.isVisible)
    desk.view.step_back()
    desk.ends()
    assert "đang được ẩn" in desk.cover and "bản nháp" not in desk.cover


def test_a_list_that_is_open_closes(desk: Desk, until: Callable[..., None]) -> None:
    """Lists of units are windows of their own, above any cover."""
    until(desk.view.pane.isVisible)
    desk.view.pane.unit_choice.open_list()
    until(lambda: QApplication.activePopupWidget() is not None)
    desk.ends()
    assert QApplication.activePopupWidget() is None


def test_a_search_that_is_open_closes(desk: Desk, until: Callable[..., None]) -> None:
    """With what it has found."""
    desk.window.open_search()
    desk.window.palette_panel.field.setText("thu")
    until(desk.window.palette_panel.isVisible)
    desk.ends()
    assert not desk.window.palette_panel.isVisible()


def test_a_dialog_for_a_file_is_given_up(desk: Desk, tmp_path: Path, until: Callable[..., None]) -> None:
    """What was to be written into it may not be taken along any more."""
    dialog = QFileDialog(desk.window, "", str(tmp_path))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    answers: list[int] = []
    dialog.finished.connect(answers.append)
    dialog.open()
    until(dialog.isVisible)
    desk.ends()
    until(lambda: answers == [0], what="given up")
