"""The filter as a sentence: chips for what is set, ghost words for what is not, the count at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight, theme
from ioc_console.widgets.chip import Chip
from ioc_console.widgets.choice_list import ChoiceList
from ioc_console.widgets.filter_combo import Choice, FilterCombo
from ioc_console.widgets.labels import label

_TYPING_MS = 300


@dataclass(frozen=True)
class Part:
    """One condition. `chip`: words when it is set, "" when it is not; `ghost`: words when it is not set."""

    name: str
    chip: str
    ghost: str
    choices: tuple[Choice, ...] = ()
    current: str = ""


class FilterRow(QWidget):
    """`picked(part, key)`, `dropped(part)`, `searched(text)`."""

    picked = Signal(str, str)
    dropped = Signal(str)
    searched = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(40)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 4, 0, 4)
        self._line.setSpacing(Space.S)
        self._subject = label("", Size.BODY, tone="secondary")
        self._line.addWidget(self._subject)
        self._sentence = QHBoxLayout()
        self._sentence.setSpacing(6)
        self._line.addLayout(self._sentence)
        self._line.addStretch(1)
        self.search_field = QLineEdit()
        self.search_field.setProperty("role", "search")
        self.search_field.setClearButtonEnabled(True)
        self.search_field.setMinimumWidth(110)
        self.search_field.setMaximumWidth(220)
        self.search_field.setFixedHeight(32)
        self.search_field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._search_action = self.search_field.addAction(
            theme().icon("search"), QLineEdit.ActionPosition.LeadingPosition
        )
        self._line.addWidget(self.search_field)
        self.count = label("", Size.TITLE, Weight.STRONG)
        self.count_words = label("", Size.BODY, tone="secondary")
        self._line.addSpacing(Space.XS)
        self._line.addWidget(self.count)
        self._line.addWidget(self.count_words)
        self._parts: tuple[Part, ...] = ()
        self._widgets: dict[str, QWidget] = {}
        self._dots: list[QLabel] = []
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(lambda: self.searched.emit(self.search_field.text()))
        self.search_field.textEdited.connect(lambda _: self._typing.start())
        self.search_field.returnPressed.connect(self._search_now)

    def show_sentence(self, subject: str, parts: Sequence[Part], count: str, of: str) -> None:
        """Chips first, in the order of `parts`; then the ghosts."""
        self._subject.setText(subject)
        self.count.setText(count)
        self.count_words.setText(of)
        self.search_field.setPlaceholderText(tr("Search the text"))
        self.search_field.setAccessibleName(tr("Search the text"))
        if tuple(parts) != self._parts:
            self._parts = tuple(parts)
            self._rebuild()
        self._fit()

    def show_text(self, text: str) -> None:
        """The text searched for, unless the person is typing."""
        if not self._typing.isActive() and self.search_field.text() != text:
            self.search_field.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ghost words give way first."""
        super().resizeEvent(event)
        self._fit()

    def _search_now(self) -> None:
        self._typing.stop()
        self.searched.emit(self.search_field.text())

    def _rebuild(self) -> None:
        focused = next((n for n, w in self._widgets.items() if w.hasFocus()), "")
        while self._sentence.count():
            item = self._sentence.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._widgets.clear()
        self._dots.clear()
        for part in self._parts:
            if part.chip:
                if self._widgets:
                    dot = label("·", tone="secondary")
                    self._sentence.addWidget(dot)
                    self._dots.append(dot)
                chip = Chip(part.chip)
                chip.opened.connect(self._opener(part, chip))
                chip.dropped.connect(self._dropper(part.name))
                self._add(part.name, chip)
        for part in self._parts:
            if not part.chip and part.ghost and part.choices:
                ghost = FilterCombo(ghost=True, height=28)
                ghost.set_choices(part.choices, part.current)
                ghost.set_words(part.ghost)
                ghost.picked.connect(self._picker(part.name))
                self._add(part.name, ghost)
        if focused in self._widgets:
            self._widgets[focused].setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, name: str, widget: QWidget) -> None:
        self._widgets[name] = widget
        self._sentence.addWidget(widget)

    def _opener(self, part: Part, anchor: QWidget) -> Callable[[], None]:
        def open_list() -> None:
            if part.choices:
                opened = ChoiceList(part.choices, part.current, self)
                opened.chosen.connect(self._picker(part.name))
                opened.open_under(anchor)

        return open_list

    def _picker(self, name: str) -> Callable[[str], None]:
        return lambda key: self.picked.emit(name, key)

    def _dropper(self, name: str) -> Callable[[], None]:
        return lambda: self.dropped.emit(name)

    def _fit(self) -> None:
        """Hide ghosts from the right until the rest has room; "more" is the last to go."""
        ghosts = [p.name for p in self._parts if p.name in self._widgets and not p.chip]
        fixed = self._subject.sizeHint().width() + self.count.sizeHint().width() + self.count_words.sizeHint().width()
        fixed += 130 + 6 * Space.S
        widths = {n: w.sizeHint().width() + 6 for n, w in self._widgets.items()}
        used = fixed + sum(widths.values()) + 14 * len(self._dots)
        order = [n for n in reversed(ghosts) if n != "more"] + (["more"] if "more" in ghosts else [])
        shown = set(self._widgets)
        for name in order:
            if used <= self.width():
                break
            used -= widths[name]
            shown.discard(name)
        for name, widget in self._widgets.items():
            widget.setVisible(name in shown)
