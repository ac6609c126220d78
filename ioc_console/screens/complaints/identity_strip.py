"""The strip in the pane that keeps the reporter's identity: secret, a reason, then a minute's look."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ioc_console.screens.complaints.identity_model import IdentityModel, Phase
from ioc_console.sync_status import SyncStatus
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.buttons import Button, IconLabel
from ioc_console.widgets.labels import label
from ioc_domain.identity import LONGEST_REASON


class IdentityStrip(QWidget):
    """Shows nothing of anybody before `follow` was given the line to the data centre."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model: IdentityModel | None = None
        self._phase: Phase | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        self._title = label("", Size.BODY, Weight.MEDIUM, wrap=True)
        self.see_button = Button("", "link")
        self.see_button.setObjectName("see_reporter")
        head.addWidget(IconLabel("shield", 16))
        head.addWidget(self._title, 1)
        head.addWidget(self.see_button)
        column.addLayout(head)
        self._asking = QWidget()
        asking = QVBoxLayout(self._asking)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.setSpacing(Space.XS)
        self._why = label("", Size.LABEL, tone="secondary", wrap=True)
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        self.reason = QLineEdit()
        self.reason.setObjectName("reporter_reason")
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setFixedHeight(32)
        self.go_button, self.cancel_button = Button(""), Button("", "ghost")
        line.addWidget(self.go_button)
        line.addWidget(self.cancel_button)
        line.addStretch(1)
        asking.addWidget(self._why)
        asking.addWidget(self.reason)
        asking.addLayout(line)
        column.addWidget(self._asking)
        self._facts = QWidget()
        self._grid = QGridLayout(self._facts)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.M)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._cells = [(label("", Size.LABEL, tone="secondary"), label("", Size.BODY, wrap=True)) for _ in range(4)]
        for row, (what, value) in enumerate(self._cells):
            self._grid.addWidget(what, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, row, 1)
        column.addWidget(self._facts)
        self._note = label("", Size.LABEL, tone="secondary", wrap=True)
        column.addWidget(self._note)
        self.see_button.clicked.connect(self._toggle)
        self.go_button.clicked.connect(self._go)
        self.reason.returnPressed.connect(self._go)
        self.cancel_button.clicked.connect(self._cancel)
        self._render()

    def follow(self, sync: SyncStatus) -> None:
        """Ask over this line."""
        self.model = IdentityModel(sync, self)
        self.model.changed.connect(self._render)
        self._render()

    def show_complaint(self, complaint: int) -> None:
        """Another complaint is in the pane; the same one again changes nothing but the language."""
        if self.model is not None:
            self.model.show_complaint(complaint)
        self._render()

    def hideEvent(self, event: QHideEvent) -> None:
        """What is out of sight is forgotten."""
        super().hideEvent(event)
        if self.model is not None and not event.spontaneous():
            self.model.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the question or the answer away, and nothing else."""
        if event.key() == Qt.Key.Key_Escape and self.model is not None and self.model.phase is not Phase.SECRET:
            self._cancel()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._render()
        super().changeEvent(event)

    def _toggle(self) -> None:
        if self.model is None:
            return
        if self.model.phase is Phase.SHOWN:
            self.model.forget()
        else:
            self.model.begin()

    def _go(self) -> None:
        if self.model is not None:
            self.model.ask(self.reason.text())

    def _cancel(self) -> None:
        if self.model is not None:
            self.model.forget()
        self.see_button.setFocus()

    def _render(self) -> None:
        model = self.model
        phase = Phase.SECRET if model is None else model.phase
        fresh, self._phase = phase is not self._phase, phase
        secret = phase is not Phase.SHOWN
        self._title.setText(tr("The reporter's identity is kept secret") if secret else tr("Reporter"))
        self.see_button.setText(tr("Hide") if phase is Phase.SHOWN else tr("See the identity"))
        self.see_button.setVisible(model is not None and phase in (Phase.SECRET, Phase.SHOWN))
        self._asking.setVisible(phase in (Phase.REASON, Phase.ASKING))
        self._why.setText(tr("Why must you know? The reason and your name are written to the audit."))
        self.reason.setAccessibleName(tr("Reason"))
        self.reason.setPlaceholderText(tr("for example: call back to ask for the place"))
        self.reason.setEnabled(phase is Phase.REASON)
        self.go_button.setText(tr("See"))
        self.go_button.setEnabled(phase is Phase.REASON)
        self.cancel_button.setText(tr("Do not see"))
        if phase in (Phase.SECRET, Phase.SHOWN):
            self.reason.clear()
        self._show_facts(model.facts if model is not None else ())
        self._note.setText(self._words(model, phase))
        self._note.setVisible(bool(self._note.text()))
        if fresh and phase is Phase.REASON:
            self.reason.setFocus()

    def _show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        for k, (what, value) in enumerate(self._cells):
            what.setText(facts[k][0] if k < len(facts) else "")
            value.setText(facts[k][1] if k < len(facts) else "")
            what.setVisible(k < len(facts))
            value.setVisible(k < len(facts))
        self._facts.setVisible(bool(facts))

    @staticmethod
    def _words(model: IdentityModel | None, phase: Phase) -> str:
        if model is None:
            return ""
        if phase is Phase.ASKING:
            return tr("Asking the data centre…")
        if phase is Phase.SHOWN:
            return tr("Written to the audit. Hidden again in {n} seconds.", n=model.seconds_left)
        return model.problem
