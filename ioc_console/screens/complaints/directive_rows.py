"""Directives of a complaint as rows with what may be done about each: accept the report or return it, take it back."""

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
_RETURN, _WITHDRAW = "return", "withdraw"


class DirectiveRows(QWidget):
    """`accepted` with an id; `returned` and `withdrawn` with an id and the reason, which is asked for in the row."""

    accepted = Signal(str)
    returned = Signal(str, str)
    withdrawn = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[DirectiveRow, ...] = ()
        self._asking = ("", "")
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
        may = {(_RETURN, r.id) for r in rows if r.can_return} | {(_WITHDRAW, r.id) for r in rows if r.can_withdraw}
        if self._asking not in may:
            self._asking = ("", "")
        self._build()

    def _build(self) -> None:
        written = self.reason.text() if self._asking[0] else ""
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
            if row.id == self._asking[1]:
                self._column.addWidget(self._question(row, written))

    def _row(self, row: DirectiveRow) -> QWidget:
        made = QWidget()
        # Where there is much to press, it stands below: the number and the unit are read first.
        whole = QVBoxLayout(made) if row.can_return else QHBoxLayout(made)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(Space.XS if row.can_return else Space.S)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(row.title))
        words.addWidget(ElidedLabel(row.state, Size.LABEL, tone="secondary"))
        whole.addLayout(words, 1)
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        whole.addLayout(line)
        if row.can_accept:
            accept = Button(tr("Accept"))
            accept.setAccessibleName(f"{tr('Accept')} {row.title}")
            accept.clicked.connect(lambda: self.accepted.emit(row.id))
            line.addWidget(accept)
        if row.can_return:
            back = Button(tr("Return for more"))
            back.setAccessibleName(f"{tr('Return for more')} {row.title}")
            back.clicked.connect(lambda: self._ask(row.id, _RETURN))
            line.addWidget(back)
        if row.can_withdraw:
            withdraw = Button(tr("Withdraw"), "link")
            withdraw.setAccessibleName(f"{tr('Withdraw')} {row.title}")
            withdraw.clicked.connect(lambda: self._ask(row.id))
            line.addWidget(withdraw)
        if row.can_return:
            line.addStretch(1)
        return made

    def _question(self, row: DirectiveRow, written: str) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.S)
        self.reason = QLineEdit(written)
        self.reason.setMaxLength(LONGEST_REASON)
        returns = self._asking[0] == _RETURN
        asked = tr("What is missing; the unit reads it") if returns else tr("Why it is taken back; the unit reads it")
        self.reason.setPlaceholderText(asked)
        self.reason.setAccessibleName(tr("Reason of the return") if returns else tr("Reason of the withdrawal"))
        done = Button(tr("Return for more") if returns else tr("Withdraw"), "primary")
        done.setEnabled(bool(written.strip()))
        self.reason.textChanged.connect(lambda text: done.setEnabled(bool(text.strip())))
        self.reason.returnPressed.connect(self._told)
        done.clicked.connect(self._told)
        line.addWidget(self.reason, 1)
        line.addWidget(done)
        return made

    def _ask(self, directive_id: str, verb: str = _WITHDRAW) -> None:
        self._asking = ("", "") if self._asking == (verb, directive_id) else (verb, directive_id)
        self.reason = QLineEdit()
        self._build()
        if self._asking[0]:
            self.reason.setFocus()

    def _told(self) -> None:
        reason, (verb, directive_id) = self.reason.text().strip(), self._asking
        if reason and verb:
            self._asking = ("", "")
            self._build()
            (self.returned if verb == _RETURN else self.withdrawn).emit(directive_id, reason)
