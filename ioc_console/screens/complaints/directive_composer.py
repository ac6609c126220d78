"""The composer at the foot of a pane: a focus line on top, then to whom, until when, in which words, and one button.

It is not a dialog: everything else can be read and used meanwhile. The same frame serves one complaint and many.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight, theme
from ioc_console.widgets.buttons import Button, IconLabel, KeyCap
from ioc_console.widgets.filter_combo import Choice, FilterCombo
from ioc_console.widgets.labels import ElidedLabel, label

HEIGHT = 264
LINE = 2
WIDE = 720
"""From this width on everything about the button stands in its line."""


class DirectiveComposer(QFrame):
    """`sent` by the button or Ctrl+Enter; the rest when a person changed something. Renders what it is told."""

    sent = Signal()
    discarded = Signal()
    unit_picked = Signal(str)
    days_picked = Signal(int)
    text_changed = Signal(str)
    urgent_set = Signal(bool)
    photos_set = Signal(bool)

    def __init__(self, days: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "canvas")
        self._days = tuple(days)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, LINE + 10, Space.L, Space.M)
        column.setSpacing(Space.S)
        column.addLayout(self._head())
        column.addLayout(self._whom())
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.textChanged.connect(lambda: self.text_changed.emit(self.text.toPlainText()))
        self.text.installEventFilter(self)
        column.addWidget(self.text, 1)
        self._told_above = ElidedLabel("", Size.LABEL, tone="secondary")
        column.addWidget(self._told_above)
        column.addLayout(self._acts())
        for part in (self.unit, self.days, self.urgent, self.photos, self.discard_button):
            part.installEventFilter(self)
        self.reword()

    def _head(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        self._title = label("", Size.BODY, Weight.STRONG)
        self._note = ElidedLabel("", Size.LABEL, tone="secondary")
        self._kept_icon = IconLabel("save", 14)
        self._kept = ElidedLabel("", Size.LABEL, Weight.MEDIUM)
        self._kept.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        line.addWidget(self._title)
        line.addWidget(self._note, 1)
        line.addWidget(self._kept_icon)
        line.addWidget(self._kept)
        return line

    def _whom(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        self._names = [label("", Size.LABEL, tone="secondary") for _ in range(3)]
        self.unit = FilterCombo("building-2", height=32)
        self._units = ElidedLabel("", Size.BODY, Weight.MEDIUM)
        self._units.setFixedHeight(32)
        self.days = FilterCombo("clock", height=32)
        self.days.setMinimumWidth(160)
        self._due = label("", Size.BODY, Weight.MEDIUM)
        self._due.setMinimumWidth(168)
        for n, name in enumerate(self._names):
            grid.addWidget(name, 0, n)
        grid.addWidget(self.unit, 1, 0)
        grid.addWidget(self._units, 1, 0)
        grid.addWidget(self.days, 1, 1)
        grid.addWidget(self._due, 1, 2)
        self._units.hide()
        self.unit.picked.connect(self.unit_picked)
        self.days.picked.connect(lambda key: self.days_picked.emit(int(key)))
        return grid

    def _acts(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        self.photos = QCheckBox()
        self.urgent = QCheckBox()
        self._told = ElidedLabel("", Size.LABEL, tone="secondary")
        self._keys = KeyCap("Ctrl+Enter")
        self.discard_button = Button("")
        self.send_button = Button("", "primary", "send-horizontal")
        self.send_button.setObjectName("send_directive")
        self.photos.toggled.connect(self.photos_set)
        self.urgent.toggled.connect(self.urgent_set)
        self.discard_button.clicked.connect(self.discarded)
        self.send_button.clicked.connect(self.sent)
        line.addWidget(self.photos)
        line.addWidget(self.urgent)
        line.addWidget(self._told, 1)
        line.addStretch()
        line.addWidget(self._keys)
        line.addWidget(self.discard_button)
        line.addWidget(self.send_button)
        return line

    # --- rendering ----------------------------------------------------------------------------------------

    def reword(self) -> None:
        """The words that do not depend on what is written."""
        for name, words in zip(self._names, (tr("Sent to"), tr("Deadline"), tr("That is")), strict=True):
            name.setText(words)
        self.days.set_choices([Choice(str(n), tr("{n} working days", n=n)) for n in self._days])
        self.text.setAccessibleName(tr("What is to be done"))
        self.text.setPlaceholderText(tr("What is to be done, by whom, and what is to be reported"))
        self.urgent.setText(tr("Urgent"))
        self.discard_button.setText(tr("Drop the draft"))

    def show_title(self, title: str, note: str) -> None:
        """What it is about."""
        self._title.setText(title)
        self._note.setText(note)
        self.setAccessibleName(f"{title} {note}")

    def show_kept(self, words: str) -> None:
        """Where what is written is; "" = nowhere yet."""
        self._kept.setText(words)
        self._kept_icon.setVisible(bool(words))

    def show_units(self, units: Sequence[tuple[str, str]], current: str) -> None:
        """Units to choose from, by code and name."""
        self._units.hide()
        self.unit.show()
        choices = [Choice(code, name) for code, name in units]
        if not current:
            choices.insert(0, Choice("", tr("Choose a unit…")))
        self.unit.set_choices(choices, current)

    def show_whom(self, words: str) -> None:
        """Whom it orders, where that is not for choosing."""
        self.unit.hide()
        self._units.show()
        self._units.setText(words)

    def show_deadline(self, days: int, due: str) -> None:
        """Working days, and the end they mean."""
        self.days.set_current(str(days))
        self._due.setText(due)

    def show_text(self, text: str) -> None:
        """What is written; the cursor stays where it is when it is there already."""
        if self.text.toPlainText() != text:
            self.text.blockSignals(True)
            self.text.setPlainText(text)
            self.text.blockSignals(False)

    def show_choices(self, photos: str, with_photos: bool, urgent: bool) -> None:
        """`photos`: words of the choice to send them along, "" = there are none."""
        for box, on in ((self.photos, with_photos), (self.urgent, urgent)):
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)
        self.photos.setText(photos)
        self.photos.setVisible(bool(photos))

    def show_act(self, words: str, *, ready: bool, told: str) -> None:
        """The button, and what is said beside it."""
        self.send_button.setText(words)
        self.send_button.setEnabled(ready)
        self._told.setText(told)
        self._told_above.setText(told)

    def begin(self) -> None:
        """Take the keyboard, behind what is written already."""
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        cursor = self.text.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.text.setTextCursor(cursor)

    def holds_keyboard(self) -> bool:
        """Whether a person is in it."""
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    # --- gestures -----------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter sends from anywhere in the composer."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._sends(event):
            if self.send_button.isEnabled():
                self.sent.emit()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter from the composer itself; letters that are keys of the screen are only letters here."""
        if self._sends(event) and self.send_button.isEnabled():
            self.sent.emit()
        elif not event.text().isalpha() or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)

    @staticmethod
    def _sends(event: QKeyEvent) -> bool:
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        return bool(held) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, what is said beside the button goes above it, and the key is left unsaid."""
        super().resizeEvent(event)
        wide = self.width() >= WIDE
        self._told.setVisible(wide)
        self._keys.setVisible(wide)
        self._told_above.setVisible(not wide)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line on top."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(QRectF(0, 0, self.width(), LINE), theme().colour("focus"))
        painter.end()
