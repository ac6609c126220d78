"""The screen Chỉ tiêu: the list at the left, one indicator at the right.

The head with "Yêu cầu giải trình" is always in view; where the window is low the rest scrolls under it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ioc_console.context import Context
from ioc_console.screens import Key, ScreenView
from ioc_console.screens.indicators.detail_model import IndicatorDetailViewModel
from ioc_console.screens.indicators.detail_pane import LOW, SCROLL_ROOM, DetailPane
from ioc_console.screens.indicators.list_model import IndicatorListViewModel
from ioc_console.screens.indicators.list_pane import ListPane
from ioc_console.text import tr
from ioc_console.theme import Space
from ioc_console.view_model import Loading, Ready
from ioc_console.widgets.states import StateView

LIST_WIDE, LIST_NARROW, WIDE = 560, 448, 1480


class IndicatorsView(ScreenView):
    """Renders two view models: the list's and the one of the chosen indicator."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.list_model = IndicatorListViewModel(context, self)
        self.detail_model = IndicatorDetailViewModel(context, self)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        row.setSpacing(Space.L)
        self.list_pane = ListPane(self.list_model)
        self._list_states = StateView(self.list_pane)
        self._list_states.follow(self.list_model)  # type: ignore[arg-type]
        self.detail_pane = DetailPane()
        self._detail_states = StateView(self.detail_pane)
        self._detail_states.follow(self.detail_model)  # type: ignore[arg-type]
        row.addWidget(self._list_states)
        column = QVBoxLayout()
        column.addWidget(self._detail_states)
        row.addLayout(column, 1)
        self.list_pane.list.reached.connect(self._choose)
        self.list_pane.list.opened.connect(lambda _subject: self.detail_pane.focus_chart())
        self.detail_pane.asked.connect(self.detail_model.ask)
        self.detail_pane.request_opened.connect(self.detail_model.open_request)
        self.detail_pane.area_picked.connect(self.detail_model.pick_area)
        self.list_model.changed.connect(self._render_list)
        self.detail_model.changed.connect(self._render_detail)

    # --- the screen protocol -----------------------------------------------------------------------------

    def show_route(self, arguments: Mapping[str, str]) -> None:
        """`subject`: the indicator to open; `standing`: narrow the list to one."""
        if "standing" in arguments:
            self.list_model.set_filter("standing", arguments["standing"])
        subject = arguments.get("subject", "")
        if subject:
            catalogue = subject.partition(":")[0]
            data = self.list_model.data
            if catalogue != (data.catalogue if data else self.list_model.filters.catalogue):
                self.list_model.set_filter("catalogue", catalogue)
            self._choose(subject)
            self.list_pane.list.choose(subject)

    def arguments(self) -> Mapping[str, str]:
        """The indicator that is open."""
        return {"subject": self.detail_model.subject} if self.detail_model.subject else {}

    def trail(self) -> Sequence[str]:
        """Field and indicator."""
        words = self.detail_model.words()
        return () if words is None else words.trail

    def step_back(self) -> bool:
        """From the chart back to the list; then drop the filters."""
        if self.detail_pane.isAncestorOf(self.focusWidget() or self):
            self.list_pane.list.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return self.list_pane.clear()

    def keys(self) -> Sequence[Key]:
        """Keys of this screen."""
        return (
            Key("↑ ↓", "From indicator to indicator"),
            Key("Enter", "Into the chart"),
            Key("← →", "From period to period in the chart"),
            Key("G", "Request explanation"),
            Key("Ctrl+F", "Search in the list"),
        )

    def set_shown(self, shown: bool) -> None:
        """Both view models load only while somebody looks."""
        self.list_model.set_shown(shown)
        self.detail_model.set_shown(shown)
        if shown:
            self.list_pane.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """G asks; Ctrl+F searches."""
        if event.key() == Qt.Key.Key_G and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
        ):
            self.detail_model.ask()
        elif event.key() == Qt.Key.Key_F and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.list_pane.focus_search()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Live language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._render_list()
            self._render_detail()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """List 560, or 448 in a narrow window; where the detail scrolls, its bar lies in the padding."""
        if not self._detail_states.isHidden():
            self._fit_list()
        low = self.height() - 2 * Space.L < LOW
        self._row.setContentsMargins(Space.L, Space.L, Space.L - SCROLL_ROOM if low else Space.L, Space.L)
        super().resizeEvent(event)

    def _fit_list(self) -> None:
        self._list_states.setFixedWidth(LIST_WIDE if self.width() >= WIDE else LIST_NARROW)

    # --- rendering ---------------------------------------------------------------------------------------

    def _choose(self, subject: str) -> None:
        self.detail_model.show(subject)

    def _render_list(self) -> None:
        data = self.list_model.data
        if data is None:
            return
        if not data.rows and isinstance(self.list_model.state, Ready):
            self._list_states.show_empty(
                tr("No indicator is on this machine yet."),
                tr("They come with the first synchronisation; afterwards they open without a network."), "database")
            self._list_states.setMaximumWidth(16_777_215)
            self._detail_states.hide()
            return
        self._detail_states.show()
        self._fit_list()
        if not self.detail_model.subject:
            self.detail_model.show(self.list_model.first_subject())
        self.list_pane.show_lines(self.detail_model.subject)

    def _render_detail(self) -> None:
        words = self.detail_model.words()
        if words is not None:
            self.detail_pane.show_words(words)
            self.place_changed.emit()
        elif not isinstance(self.detail_model.state, Loading) and self.detail_model.data is None:
            if self.detail_model.subject:  # a link named it
                self._detail_states.show_empty(tr("This indicator is not on this machine."),
                                               tr("Choose another one in the list."), "chart-column")
            else:
                self._detail_states.show_empty(tr("No indicator is chosen."), "", "chart-column")
