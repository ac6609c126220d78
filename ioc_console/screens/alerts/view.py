"""View of Cảnh báo: the queue left, one group right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ioc_console.context import Context
from ioc_console.screens import Key, ScreenView
from ioc_console.screens.alerts.detail_pane import DetailPane
from ioc_console.screens.alerts.health import HealthStrip
from ioc_console.screens.alerts.queue import AlertQueue, QueueHeader
from ioc_console.screens.alerts.shelved import ShelvedPanel
from ioc_console.screens.alerts.view_model import AlertsViewModel
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.view_model import Ready, ViewModel
from ioc_console.widgets.labels import ElidedLabel, label, rule
from ioc_console.widgets.segmented import Segmented
from ioc_console.widgets.states import StateView
from ioc_console.widgets.unit_picker import UnitPicker

PANE = 568
PANE_NARROW = 480


class AlertsView(ScreenView):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.view_model = AlertsViewModel(context, self)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._build()
        self.view_model.changed.connect(self._render)

    def _build(self) -> None:
        page = QWidget()
        self._states = StateView(page, self)
        self._outer.addWidget(self._states)
        self._states.show()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left(), 1)
        self.pane = DetailPane()
        self.pane.hide()
        row.addWidget(self.pane)
        self.picker = UnitPicker(self)
        self.picker.hide()
        self._connect()
        self._states.follow(cast("ViewModel[object]", self.view_model))
        self._render()

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.M)
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(label(tr("Alerts"), Size.HEADING, Weight.STRONG))
        self._summary = label("", Size.BODY, tone="secondary")
        self._free = ElidedLabel("", Size.BODY, Weight.STRONG)
        head.addWidget(self._summary)
        head.addWidget(self._free, 1)
        self.priority_filter = Segmented((
            ("0", tr("All priorities"), ""), ("1", tr("Urgent"), ""), ("2", tr("High"), ""), ("3", tr("Normal"), "")))
        self.priority_filter.setObjectName("priority_filter")
        self.order_choice = Segmented((("priority", tr("By priority"), ""), ("newest", tr("Newest first"), "")))
        head.addWidget(self.priority_filter)
        head.addWidget(self.order_choice)
        column.addLayout(head)
        panel = QFrame()
        panel.setProperty("panel", "true")
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        self.queue = AlertQueue()
        self._none = label("", Size.BODY, tone="secondary", wrap=True, align=Qt.AlignmentFlag.AlignHCenter)
        self._none.setContentsMargins(Space.XL, Space.XXL, Space.XL, Space.XXL)
        self._header = QueueHeader()
        self.queue.row_width_changed.connect(self._header.set_row_width)
        inside.addWidget(self._header)
        inside.addWidget(rule())
        inside.addWidget(self.queue, 1)
        inside.addWidget(self._none, 1)
        column.addWidget(panel, 1)
        self.shelved = ShelvedPanel()
        self.health = HealthStrip()
        column.addWidget(self.shelved)
        column.addWidget(self.health)
        return left

    def _connect(self) -> None:
        vm = self.view_model
        self.queue.chosen.connect(self._choose)
        self.queue.folded.connect(vm.unfold)
        self.shelved.chosen.connect(self._choose)
        self.priority_filter.picked.connect(lambda key: vm.set_filter(int(key)))
        self.order_choice.picked.connect(lambda key: vm.set_order(key == "newest"))
        self.pane.closed.connect(self._close_pane)
        self.pane.acknowledged.connect(lambda: vm.acknowledge(vm.selected))
        self.pane.assign_asked.connect(self._pick_unit)
        self.pane.shelved.connect(lambda until, reason: vm.shelve(vm.selected, until, reason))
        self.pane.request_asked.connect(self._request)
        self.picker.picked.connect(self._assign)
        self.picker.given_up.connect(self.picker.hide)

    # --- ScreenView ------------------------------------------------------------------------------------

    def show_route(self, arguments: Mapping[str, str]) -> None:
        """`id`: open that group."""
        self.view_model.select(arguments.get("id", ""))

    def arguments(self) -> Mapping[str, str]:
        """The open group."""
        return {"id": self.view_model.selected} if self.view_model.selected else {}

    def trail(self) -> Sequence[str]:
        """Its title."""
        detail = self.view_model.detail()
        return () if detail is None else (detail.title,)

    def step_back(self) -> bool:
        """Close the picker, then the pane."""
        if self.picker.isVisible():
            self.picker.hide()
            self.queue.setFocus()
            return True
        if self.view_model.selected:
            self._close_pane()
            return True
        return False

    def keys(self) -> Sequence[Key]:
        """Keys of the queue."""
        return (Key("A", "Acknowledge the alert"), Key("G", "Request explanation"), Key("S", "Shelve the alert"),
                Key("P", "Assign the alert"), Key("Space", "Unfold a flood"))

    def set_shown(self, shown: bool) -> None:
        """Pass on."""
        self.view_model.set_shown(shown)
        if shown:
            self.queue.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A, S, P, G act on the open group."""
        detail = self.view_model.detail()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if detail is None or not plain:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_A and detail.can_acknowledge:
            self.view_model.acknowledge(detail.id)
        elif event.key() == Qt.Key.Key_S:
            self.pane.focus_reason()
        elif event.key() == Qt.Key.Key_P:
            self._pick_unit()
        elif event.key() == Qt.Key.Key_G and detail.indicator:
            self._request()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another language: the same page in other words."""
        if event.type() == QEvent.Type.LanguageChange:
            for old in (self._states, self.picker):
                old.hide()
                old.deleteLater()
            self._build()
            self._fit()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The pane narrows with the window."""
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        self.pane.setFixedWidth(PANE if self.width() >= 1500 else PANE_NARROW)

    # --- gestures --------------------------------------------------------------------------------------

    def _choose(self, alert_id: str) -> None:
        if alert_id != self.view_model.selected:
            self.view_model.select(alert_id)
            self.place_changed.emit()

    def _close_pane(self) -> None:
        self.view_model.select("")
        self.queue.setFocus()
        self.place_changed.emit()

    def _request(self) -> None:
        detail = self.view_model.detail()
        if detail is not None and detail.indicator:
            self.context.navigation.go("requests", {
                "compose": detail.indicator, "area": detail.area_code})

    def _pick_unit(self) -> None:
        def show(units: tuple[tuple[str, str], ...]) -> None:
            self.picker.set_units(units)
            corner = self.pane.mapTo(self, self.pane.rect().bottomLeft())
            self.picker.setGeometry(corner.x() + Space.L, corner.y() - 56 - 320 - Space.S,
                                    self.pane.width() - 2 * Space.L, 320)
            self.picker.show()
            self.picker.raise_()
            self.picker.begin()

        self.view_model.load_units(show)

    def _assign(self, code: str, name: str) -> None:
        self.picker.hide()
        self.view_model.assign(self.view_model.selected, code, name)
        self.queue.setFocus()

    # --- rendering -------------------------------------------------------------------------------------

    def _render(self) -> None:
        vm = self.view_model
        if vm.nothing_yet and isinstance(vm.state, Ready):
            self._states.show_empty(
                tr("No alert is on this machine yet"),
                tr("They come with the first sync: until then nothing can be said about what is burning."), "bell")
            return
        groups, free = vm.headline()
        self._summary.setText(groups)
        self._free.set_words(free, "")  # half of it would say nothing: the rows say it
        lines = vm.lines()
        self.queue.show_lines(lines, vm.selected)
        self.queue.setVisible(bool(lines))
        self._none.setVisible(not lines)
        if not lines and isinstance(vm.state, Ready):
            self._none.setText(tr("No alert needs anyone now. New ones come here by themselves.") if not vm.priority
                               else tr("No alert of this priority. Choose “All priorities” to see the others."))
        shelved = vm.shelved()
        self.shelved.show_lines(shelved)
        self.health.show_health(vm.health())
        detail = vm.detail()
        self.pane.setVisible(detail is not None)
        if detail is not None:
            self.pane.show_detail(detail)
