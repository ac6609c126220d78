"""The board: columns by state, the band on top, what is closed at the end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ioc_console.command_verbs import Verb
from ioc_console.screens.requests.band import CommandsPanel, DueDays
from ioc_console.screens.requests.card import RequestCardWidget
from ioc_console.screens.requests.view_model import ClosedWords, ColumnWords, RequestsViewModel
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.buttons import Button, IconLabel
from ioc_console.widgets.filter_combo import Choice, FilterCombo
from ioc_console.widgets.labels import ElidedLabel, label, rule

COLUMN = 208


class _Column(QWidget):
    """One state: title, count, cards that scroll."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(COLUMN - 8)
        self._shown: ColumnWords | None = None
        self._closed: tuple[ClosedWords, ...] = ()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(Space.S)
        head = QHBoxLayout()
        head.setSpacing(Space.XS + 2)
        self._title = label("", Size.LABEL, Weight.STRONG)
        self._count = label("", Size.LABEL, tone="secondary")
        self._note = ElidedLabel("", Size.LABEL, tone="secondary")
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight)
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addWidget(self._note, 1)
        outer.addLayout(head)
        outer.addWidget(rule())
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        self._cards = QVBoxLayout(inside)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(Space.S)
        scroll.setWidget(inside)
        outer.addWidget(scroll, 1)

    def show_column(self, column: ColumnWords, closed: Sequence[ClosedWords]) -> None:
        """Show it; the same column again changes nothing, so focus stays."""
        if column == self._shown and tuple(closed) == self._closed:
            return
        self._shown, self._closed = column, tuple(closed)
        self._title.setText(column.title)
        self._count.setText(column.count)
        self._note.setText(column.note)
        while self._cards.count():
            item = self._cards.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for card in column.cards:
            made = RequestCardWidget(card)
            made.opened.connect(self.opened)
            self._cards.addWidget(made)
        if closed:
            self._cards.addSpacing(Space.M)
            self._cards.addWidget(self._closed_list(closed))
        self._cards.addStretch(1)

    def _closed_list(self, closed: Sequence[ClosedWords]) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        head = QHBoxLayout()
        head.addWidget(label(tr("Closed"), Size.LABEL, Weight.STRONG))
        head.addWidget(label(str(len(closed)), Size.LABEL, tone="secondary"))
        head.addStretch(1)
        column.addLayout(head)
        for c in closed[:8]:
            column.addWidget(rule())
            line = Button("", "ghost")
            line.setFixedHeight(42)
            line.setText("")
            line.setAccessibleName(f"{c.title}, {c.detail}")
            inside = QHBoxLayout(line)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.setSpacing(Space.S)
            inside.addWidget(IconLabel("check" if c.accepted else "x", 14))
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(ElidedLabel(c.title, Size.LABEL, Weight.MEDIUM))
            words.addWidget(ElidedLabel(c.detail, Size.LABEL, tone="secondary"))
            inside.addLayout(words, 1)
            line.clicked.connect(lambda _on=False, i=c.id: self.opened.emit(i))
            column.addWidget(line)
        return made


class BoardPage(QWidget):
    """Renders a `RequestsViewModel`."""

    opened = Signal(str)
    compose_asked = Signal()

    def __init__(self, view_model: RequestsViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view_model = view_model
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.M)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(label(tr("Explanations"), Size.HEADING, Weight.STRONG))
        self._open, self._late = label("", Size.BODY, tone="secondary"), label("", Size.BODY, Weight.STRONG, "at_risk")
        self._next = ElidedLabel("", Size.BODY, tone="secondary")
        head.addWidget(self._open)
        head.addWidget(self._late)
        head.addWidget(self._next, 1)
        self.unit_filter = FilterCombo("landmark", height=28)
        self.unit_filter.setAccessibleName(tr("Unit"))
        self.unit_filter.picked.connect(view_model.set_unit)
        self.new_button = Button(tr("New request"), "", "plus", "G")
        self.new_button.clicked.connect(self.compose_asked)
        head.addWidget(self.unit_filter)
        head.addWidget(self.new_button)
        column.addLayout(head)
        band = QHBoxLayout()
        band.setSpacing(Space.S)
        self.waiting = CommandsPanel(dashed=True)
        self.decisions = CommandsPanel(dashed=False)
        self.due = DueDays()
        for panel in (self.waiting, self.decisions):
            panel.asked.connect(lambda command_id, verb: view_model.act(command_id, Verb(verb)))
        view_model.text_taken.connect(lambda text: QGuiApplication.clipboard().setText(text))
        top = Qt.AlignmentFlag.AlignTop
        band.addWidget(self.waiting, 3, top)
        band.addWidget(self.decisions, 3, top)
        band.addStretch(1)
        band.addWidget(self.due, 0, top)
        column.addLayout(band)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        self.columns = [_Column() for _ in range(5)]
        for c in self.columns:
            c.opened.connect(self.opened)
            row.addWidget(c, 1)
        scroll.setWidget(inside)
        column.addWidget(scroll, 1)
        view_model.changed.connect(self.render_model)

    def render_model(self) -> None:
        """Show the board as it is."""
        vm = self.view_model
        opened, late, next_due = vm.headline()
        self._open.setText(opened)
        self._late.setText(f"· {late}" if late else "")
        self._late.setVisible(bool(late))
        self._next.setText(f"· {next_due}" if next_due else "")
        self.unit_filter.set_choices([Choice("", tr("All units")), *(Choice(c, n) for c, n in vm.units())], vm.unit)
        self.waiting.show_commands(tr("Waiting to be sent from this machine"), vm.waiting(),
                                   tr("Nothing waits here: the centre has every command of this machine."))
        self.decisions.show_commands(tr("Needs your decision"), vm.decisions())
        self.due.show_days(vm.due_days())
        shown = vm.columns()
        for n, (widget, words) in enumerate(zip(self.columns, shown, strict=True)):
            widget.show_column(words, vm.closed() if n == len(shown) - 1 else ())
