"""Directives of a complaint as rows with what may be done about each: accept the report, take it back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ioc_console.screens.complaints.directive_words import DirectiveRow
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.buttons import Button
from ioc_console.widgets.labels import ElidedLabel, label

LONGEST_REASON = 500


class DirectiveRows(QWidget):
    """`accepted` with an id, `withdrawn` with an id and the reason. A withdrawal asks for its reason in the row."""

    accepted = Signal(str)
    withdrawn = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[DirectiveRow, ...] = ()
        self._asking = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.XS)
        self.reason = QLineEdit()
        self.hide()

    def show_rows(self, rows: Sequence[DirectiveRow]) -> None:
        """Show these; nothing for none. A reason that is being written is not taken away."""
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
        if self._asking not in {r.id for r in rows if r.can_withdraw}:
            self._asking = ""
        self._build()

    def _build(self) -> None:
        written = self.reason.text() if self._asking else ""
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.setVisible(bool(self._rows))
        if self._rows:
            title = tr("Directives") + f" · {len(self._rows)}"
            self._column.addWidget(label(title, Size.BODY, Weight.STRONG))
        for row in self._rows:
            self._column.addWidget(self._row(row))
            if row.id == self._asking:
                self._column.addWidget(self._question(row, written))

    def _row(self, row: DirectiveRow) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.S)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(row.title))
        words.addWidget(ElidedLabel(row.state, Size.LABEL, tone="secondary"))
        line.addLayout(words, 1)
        if row.can_accept:
            accept = Button(tr("Accept"))
            accept.setAccessibleName(f"{tr('Accept')} {row.title}")
            accept.clicked.connect(lambda: self.accepted.emit(row.id))
            line.addWidget(accept)
        if row.can_withdraw:
            withdraw = Button(tr("Withdraw"), "link")
            withdraw.setAccessibleName(f"{tr('Withdraw')} {row.title}")
            withdraw.clicked.connect(lambda: self._ask(row.id))
            line.addWidget(withdraw)
        return made

    def _question(self, row: DirectiveRow, written: str) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.S)
        self.reason = QLineEdit(written)
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setPlaceholderText(tr("Why it is taken back; the unit reads it"))
        self.reason.setAccessibleName(tr("Reason of the withdrawal"))
        done = Button(tr("Withdraw"), "primary")
        done.setEnabled(bool(written.strip()))
        self.reason.textChanged.connect(lambda text: done.setEnabled(bool(text.strip())))
        self.reason.returnPressed.connect(lambda: self._withdraw(row.id))
        done.clicked.connect(lambda: self._withdraw(row.id))
        line.addWidget(self.reason, 1)
        line.addWidget(done)
        return made

    def _ask(self, directive_id: str) -> None:
        self._asking = "" if self._asking == directive_id else directive_id
        self.reason = QLineEdit()
        self._build()
        if self._asking:
            self.reason.setFocus()

    def _withdraw(self, directive_id: str) -> None:
        reason = self.reason.text().strip()
        if reason:
            self._asking = ""
            self._build()
            self.withdrawn.emit(directive_id, reason)
