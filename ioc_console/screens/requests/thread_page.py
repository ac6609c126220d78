"""One request as a page: the number asked about and the number today, the answer, the unit's memory, the history."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ioc_console import formatting
from ioc_console.screens.requests.plate import EvidencePlate
from ioc_console.screens.requests.promises import PromiseList
from ioc_console.screens.requests.thread import ThreadViewModel
from ioc_console.screens.requests.way import RequestWay
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.buttons import Button, IconLabel
from ioc_console.widgets.labels import ElidedLabel, label, rule
from ioc_console.widgets.panel import Panel
from ioc_console.widgets.segmented import Segmented

WIDE = 1400
RIGHT = 440


class ThreadPage(QWidget):
    """Renders a `ThreadViewModel`."""

    file_asked = Signal(str, str)  # sha256, name

    def __init__(self, view_model: ThreadViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view_model = view_model
        self._returning = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._sides.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        self._sides.setSpacing(Space.L)
        self._sides.addWidget(self._main(), 1)
        self._side = self._memory()
        self._sides.addWidget(self._side)
        scroll.setWidget(inside)
        outer.addWidget(scroll, 1)
        outer.addWidget(rule())
        outer.addWidget(self._acts())
        view_model.changed.connect(self.render_model)

    def _main(self) -> QWidget:
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        head = QVBoxLayout()
        head.setSpacing(2)
        self._title = label("", Size.HEADING, Weight.STRONG, wrap=True)
        self._subtitle = label("", Size.BODY, tone="secondary", wrap=True)
        head.addWidget(self._title)
        head.addWidget(self._subtitle)
        column.addLayout(head)
        self._way = RequestWay()
        column.addWidget(self._way)
        asked = QHBoxLayout()
        asked.setSpacing(Space.S)
        asked.addWidget(IconLabel("quote", 16), 0, Qt.AlignmentFlag.AlignTop)
        self._question = label("", Size.BODY, tone="secondary", wrap=True)
        asked.addWidget(self._question, 1)
        column.addLayout(asked)
        self._numbers = Panel(tr("The number asked about and the number today"))
        plates = QHBoxLayout()
        plates.setSpacing(Space.M)
        self._frozen, self._today = EvidencePlate(frozen=True), EvidencePlate(frozen=False)
        for plate in (self._frozen, self._today):
            plate.setMinimumHeight(320)
            plates.addWidget(plate, 1)
        self._no_evidence = label("", Size.BODY, tone="secondary", wrap=True)
        self._numbers.body.addLayout(plates)
        self._numbers.body.addWidget(self._no_evidence)
        column.addWidget(self._numbers)
        self._answer = Panel(tr("The unit's answer"))
        self._parts = QGridLayout()
        self._parts.setHorizontalSpacing(Space.L)
        self._parts.setVerticalSpacing(Space.S)
        self._parts.setColumnMinimumWidth(0, 96)
        self._parts.setColumnStretch(1, 1)
        self._answer.body.addLayout(self._parts)
        column.addWidget(self._answer)
        column.addStretch(1)
        return main

    def _memory(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        memory = Panel(tr("Commitment memory"))
        self._memory_panel = memory
        figures = QGridLayout()
        self._kept = label("", Size.FIGURE, Weight.STRONG)
        self._on_time = label("", Size.HEADING, Weight.STRONG, align=Qt.AlignmentFlag.AlignRight)
        figures.addWidget(self._kept, 0, 0)
        figures.addWidget(self._on_time, 0, 1)
        figures.addWidget(label(tr("promises kept"), Size.LABEL, tone="secondary"), 1, 0)
        figures.addWidget(label(tr("answers on time"), Size.LABEL, tone="secondary",
                                align=Qt.AlignmentFlag.AlignRight), 1, 1)
        memory.body.addLayout(figures)
        self._promises = PromiseList()
        memory.body.addWidget(self._promises)
        self._no_promises = label(tr("This unit has promised nothing yet."), Size.BODY, tone="secondary", wrap=True)
        memory.body.addWidget(self._no_promises)
        column.addWidget(memory)
        self._history_panel = Panel(tr("History"))
        self._history = QGridLayout()
        self._history.setHorizontalSpacing(Space.S)
        self._history.setVerticalSpacing(Space.S)
        self._history.setColumnStretch(2, 1)
        self._history_panel.body.addLayout(self._history)
        column.addWidget(self._history_panel)
        column.addStretch(1)
        return side

    def _acts(self) -> QWidget:
        acts = QWidget()
        acts.setFixedHeight(64)
        line = QHBoxLayout(acts)
        line.setContentsMargins(Space.L, 0, Space.L, 0)
        line.setSpacing(Space.S)
        self.accept_button = Button(tr("Accept"), "primary", "check", "C", tall=True)
        self.accept_button.clicked.connect(self.view_model.accept)
        self.return_button = Button(tr("Return…"), "", "corner-up-left", "R", tall=True)
        self.return_button.clicked.connect(lambda: self.ask_reason(True))
        self.withdraw_button = Button(tr("Withdraw…"), "", "x", tall=True)
        self.withdraw_button.clicked.connect(lambda: self.ask_reason(False))
        self._reason = QLineEdit()
        self._reason.setAccessibleName(tr("Reason"))
        self._reason.setMaxLength(1000)
        self._reason.returnPressed.connect(self._give_reason)
        self._days = Segmented([(str(d), str(d), "") for d in (1, 3, 5)], height=32)
        self._days.set_current("3")
        self._days_words = label(tr("working days"), Size.LABEL, tone="secondary")
        self._confirm = Button("", "primary", tall=True)
        self._confirm.clicked.connect(self._give_reason)
        self._pending = ElidedLabel("", Size.BODY, tone="secondary")
        self._pending.setAlignment(Qt.AlignmentFlag.AlignRight)
        for widget, stretch in ((self.accept_button, 0), (self.return_button, 0), (self.withdraw_button, 0),
                                (self._reason, 2), (self._days, 0), (self._days_words, 0), (self._confirm, 0),
                                (self._pending, 1)):
            line.addWidget(widget, stretch)
        self._show_reason(False)
        return acts

    # --- gestures --------------------------------------------------------------------------------------

    def ask_reason(self, returning: bool) -> None:
        """Returning or withdrawing needs a reason: the line opens in the bar."""
        self._returning = returning
        self._reason.clear()
        self._reason.setPlaceholderText(tr("What is missing?") if returning else tr("Why is it withdrawn?"))
        self._confirm.setText(tr("Return to the unit") if returning else tr("Withdraw the request"))
        self._show_reason(True)
        self._reason.setFocus()

    def step_back(self) -> bool:
        """Esc: close the line."""
        if self._reason.isVisible():
            self._show_reason(False)
            self.render_model()
            self.setFocus()
            return True
        return False

    def _give_reason(self) -> None:
        if self._reason.text().strip():
            if self._returning:
                self.view_model.give_back(self._reason.text(), int(self._days.current))
            else:
                self.view_model.withdraw(self._reason.text())
            self._show_reason(False)
            self.setFocus()
            self.render_model()

    def _show_reason(self, on: bool) -> None:
        self._reason.setVisible(on)
        self._confirm.setVisible(on)
        self._days.setVisible(on and self._returning)
        self._days_words.setVisible(on and self._returning)
        self._pending.setVisible(not on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Below 1400 px the memory goes under the answer."""
        wide = self.width() >= WIDE
        self._sides.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._side.setMaximumWidth(RIGHT if wide else 16_777_215)
        self._side.setMinimumWidth(RIGHT if wide else 0)
        super().resizeEvent(event)

    # --- rendering -------------------------------------------------------------------------------------

    def render_model(self) -> None:
        """Show the request as it is."""
        vm = self.view_model
        if vm.data is None or vm.data.thread is None:
            return
        thread, frozen = vm.data.thread, vm.data.frozen
        r = thread.card.request
        self._title.setText(r.title)
        self._subtitle.setText(vm.subtitle())
        self._way.show_steps(vm.steps())
        self._question.setText(r.question)
        self._numbers.set_note(vm.change_since())
        self._frozen.setVisible(frozen is not None)
        self._today.setVisible(frozen is not None and thread.today is not None)
        self._no_evidence.setVisible(frozen is None)
        self._no_evidence.setText(tr(
            "The frozen evidence is not on this machine yet. It comes with the next sync."))
        if frozen is not None:
            moved = thread.today is not None and thread.today.value != frozen.value
            self._frozen.show_evidence(frozen, tr("When asked, frozen"), formatting.day_time(frozen.frozen_at))
            if thread.today is not None:
                self._today.show_evidence(thread.today, tr("Today"), formatting.day_time(thread.today.frozen_at),
                                          other=frozen.value if moved else None)
        self._show_answer()
        kept, on_time = vm.kept()
        self._kept.setText(kept)
        self._on_time.setText(on_time)
        self._memory_panel.set_note(thread.card.unit_name)
        promises = vm.promises()
        self._promises.show_promises(promises)
        self._no_promises.setVisible(not promises)
        self._show_history()
        asking = self._reason.isVisibleTo(self)
        self.accept_button.setVisible(vm.can_judge and not asking)
        self.return_button.setVisible(vm.can_judge and not asking)
        self.withdraw_button.setVisible(vm.can_withdraw and not asking)
        self._pending.setText(vm.pending_words())

    def _show_answer(self) -> None:
        vm = self.view_model
        _clear(self._parts)
        parts = vm.answer()
        self._answer.setVisible(bool(vm.answered_by()))
        self._answer.set_note(vm.answered_by())
        row = 0
        for name, text in parts:
            self._parts.addWidget(label(name, Size.BODY, tone="secondary"), row, 0, Qt.AlignmentFlag.AlignTop)
            self._parts.addWidget(label(text, Size.BODY, wrap=True), row, 1)
            row += 1
        value, by, takes = vm.promise()
        if value or by:
            line = QHBoxLayout()
            line.setSpacing(Space.XL)
            for name, words, size in ((tr("Value"), value, Size.HEADING), (tr("By"), by, Size.HEADING),
                                      (tr("From today"), takes, Size.BODY)):
                cell = QVBoxLayout()
                cell.setSpacing(0)
                cell.addWidget(label(name, Size.LABEL, tone="secondary"))
                cell.addWidget(label(words, size, Weight.STRONG))
                line.addLayout(cell)
            line.addStretch(1)
            holder = QWidget()
            holder.setLayout(line)
            self._parts.addWidget(label(tr("Promise"), Size.BODY, tone="secondary"), row, 0, Qt.AlignmentFlag.AlignTop)
            self._parts.addWidget(holder, row, 1)
            row += 1
        files = vm.files()
        if files:
            line = QHBoxLayout()
            line.setSpacing(Space.S)
            for name, size_words, sha256 in files:
                button = Button(f"{name}  {size_words}", "", "file-text")
                button.clicked.connect(lambda _on=False, s=sha256, n=name: self.file_asked.emit(s, n))
                line.addWidget(button)
            line.addStretch(1)
            holder = QWidget()
            holder.setLayout(line)
            self._parts.addWidget(label(tr("Files"), Size.BODY, tone="secondary"), row, 0, Qt.AlignmentFlag.AlignTop)
            self._parts.addWidget(holder, row, 1)

    def _show_history(self) -> None:
        _clear(self._history)
        for n, e in enumerate(self.view_model.history()):
            top = Qt.AlignmentFlag.AlignTop
            self._history.addWidget(label(e.time, Size.LABEL, tone="secondary"), n, 0, top)
            self._history.addWidget(IconLabel(e.icon, 14), n, 1, top)
            cell = QWidget()
            lines = QVBoxLayout(cell)
            lines.setContentsMargins(0, 0, 0, 0)
            lines.setSpacing(0)
            lines.addWidget(label(e.text, Size.BODY, wrap=True))
            if e.detail:
                lines.addWidget(label(e.detail, Size.LABEL, tone="secondary", wrap=True))
            self._history.addWidget(cell, n, 2)
        self._history_panel.setVisible(bool(self.view_model.history()))


def _clear(layout: QGridLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        old = item.widget() if item is not None else None
        if old is not None:
            old.hide()
            old.deleteLater()
