"""The filter as a sentence: chips for what is set, ghost words for what is not; at the end search, count, verbs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QWidget

from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight, theme
from ioc_console.widgets.buttons import Button
from ioc_console.widgets.chip import Chip
from ioc_console.widgets.choice_list import ChoiceList
from ioc_console.widgets.filter_combo import Choice, FilterCombo
from ioc_console.widgets.labels import as_plain, label

_TYPING_MS = 300
GAP = 6
DOT = 14
CHIP_LEAST = 120
"""Narrower than this no chip is cut; those that find no room are folded into "+n"."""
NARROW = 1400
"""Below this width the two buttons are icons."""
SEARCH_LEAST, SEARCH_MOST = 110, 220


@dataclass(frozen=True)
class Part:
    """One condition. `chip`: words when it is set, "" when it is not; `ghost`: words when it is not set.

    `chosen`: keys of the choices that hold now; `several`: more than one may.
    """

    name: str
    chip: str
    ghost: str
    choices: Sequence[Choice] = ()
    chosen: tuple[str, ...] = ()
    several: bool = False

    @property
    def seen(self) -> tuple[object, ...]:
        """What of it stands in the row; the rest is looked at when its list is opened."""
        return (self.name, self.chip, self.ghost, bool(self.choices))


class _Ghost(FilterCombo):
    """A condition that is not set: it opens the list of its part."""

    def __init__(self, words: str, open_list: Callable[[QWidget], None]) -> None:
        super().__init__(ghost=True, height=28)
        self._open = open_list
        self.set_words(words)

    def open_list(self) -> None:
        """The list under the words."""
        self._open(self)


class FilterRow(QWidget):
    """`picked(part, keys)` with a tuple, `dropped(part)`, `searched(text)`; `save_asked` and `export_asked`."""

    picked = Signal(str, object)
    dropped = Signal(str)
    searched = Signal(str)
    save_asked = Signal()
    export_asked = Signal()
    search_done = Signal()
    """Enter or Down in the search field: on to what was found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(40)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 4, 0, 4)
        line.setSpacing(Space.S)
        self._subject = label("", Size.BODY, tone="secondary")
        self._sentence = QHBoxLayout()
        self._sentence.setSpacing(GAP)
        self.search_field = self._made_search()
        self.count = label("", Size.TITLE, Weight.STRONG)
        self.count_words = label("", Size.BODY, tone="secondary")
        self.save_button = Button("", icon="pin")
        self.export_button = Button("", icon="download")
        line.addWidget(self._subject)
        line.addLayout(self._sentence)
        line.addStretch(1)
        line.addWidget(self.search_field)
        line.addSpacing(Space.XS)
        line.addWidget(self.count)
        line.addWidget(self.count_words)
        line.addWidget(self.save_button)
        line.addWidget(self.export_button)
        self._folded = _Ghost("", self._open_folded)
        self._folded.setParent(self)
        self._folded.hide()
        self.save_button.clicked.connect(self.save_asked)
        self.export_button.clicked.connect(self.export_asked)
        self._parts: tuple[Part, ...] = ()
        self._widgets: dict[str, QWidget] = {}
        self._dots: dict[str, QLabel] = {}
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(lambda: self.searched.emit(self.search_field.text()))
        self.search_field.textEdited.connect(lambda _: self._typing.start())
        self.search_field.returnPressed.connect(self._search_now)
        self.search_field.installEventFilter(self)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The conditions as shown."""
        return self._parts

    def show_sentence(self, subject: str, parts: Sequence[Part], count: str, of: str) -> None:
        """Chips first, in the order of `parts`; then the ghosts."""
        self._subject.setText(subject)
        self.count.setText(count)
        self.count_words.setText(of)
        self.search_field.setPlaceholderText(tr("Search the text"))
        self.search_field.setAccessibleName(tr("Search the text"))
        if self._drop_words is not None:  # Qt's own button, which it leaves without a name
            self._drop_words.setAccessibleName(tr("Drop the words") + " (Esc)")
            self._drop_words.setToolTip(as_plain(tr("Drop the words") + " (Esc)"))
        before, self._parts = self._parts, tuple(parts)
        if [p.seen for p in self._parts] != [p.seen for p in before]:
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

    def anchor(self, name: str) -> QWidget:
        """What a list of a condition hangs under."""
        widget = self._widgets.get(name)
        return widget if widget is not None and widget.isVisible() else self

    def open_part(self, name: str, anchor: QWidget) -> None:
        """The choices of a condition, under a widget."""
        part = next((p for p in self._parts if p.name == name), None)
        if part is None or not part.choices:
            return
        marked = part.chosen if part.several else None
        opened = ChoiceList(part.choices, part.chosen[0] if part.chosen else "", self, marked)
        opened.chosen.connect(lambda key: self.picked.emit(name, (key,)))
        # A way of counting that the list does not offer stays as it is.
        silent = tuple(k for k in part.chosen if k.startswith("@") and k not in {c.key for c in part.choices})
        opened.several.connect(lambda keys: self.picked.emit(name, (*keys, *silent)))
        opened.open_under(anchor)

    def _made_search(self) -> QLineEdit:
        field = QLineEdit()
        field.setProperty("role", "search")
        field.setClearButtonEnabled(True)
        field.setMinimumWidth(SEARCH_LEAST)
        field.setMaximumWidth(SEARCH_MOST)
        field.setFixedHeight(32)
        field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._drop_words = field.findChild(QToolButton)
        self._search_action = field.addAction(theme().icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        return field

    def _search_now(self) -> None:
        self._typing.stop()
        self.searched.emit(self.search_field.text())
        self.search_done.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down in the search field goes on to what was found."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down:
            self._search_now()
            return True
        return super().eventFilter(watched, event)

    def leave_search(self) -> bool:
        """Esc: the words go, and then the field; False where the field has not the keyboard."""
        if not self.search_field.hasFocus():
            return False
        if self.search_field.text():
            self.search_field.clear()
            self._typing.stop()
            self.searched.emit("")
        else:
            self.search_done.emit()
        return True

    def _rebuild(self) -> None:
        focused = next((n for n, w in self._widgets.items() if w.hasFocus()), "")
        while self._sentence.count():
            item = self._sentence.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None and widget is not self._folded:
                widget.hide()
                widget.deleteLater()
        self._widgets.clear()
        self._dots.clear()
        for part in self._parts:
            if part.chip:
                if self._widgets:
                    self._dots[part.name] = label("·", tone="secondary")
                    self._sentence.addWidget(self._dots[part.name])
                chip = Chip(part.chip)
                chip.opened.connect(self._opener(part.name, chip))
                chip.dropped.connect(self._dropper(part.name))
                self._add(part.name, chip)
        self._sentence.addWidget(self._folded)
        for part in self._parts:
            if not part.chip and part.ghost and part.choices:
                self._add(part.name, _Ghost(part.ghost, self._part_opener(part.name)))
        # The conditions come and go: keys go through the line as it is read.
        ends = (self.search_field, self.save_button, self.export_button)
        for one, next_one in pairwise((self._folded, *self._widgets.values(), *ends)):
            QWidget.setTabOrder(one, next_one)
        if focused in self._widgets:
            self._widgets[focused].setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, name: str, widget: QWidget) -> None:
        self._widgets[name] = widget
        self._sentence.addWidget(widget)

    def _opener(self, name: str, anchor: QWidget) -> Callable[[], None]:
        return lambda: self.open_part(name, anchor)

    def _part_opener(self, name: str) -> Callable[[QWidget], None]:
        return lambda anchor: self.open_part(name, anchor)

    def _dropper(self, name: str) -> Callable[[], None]:
        return lambda: self.dropped.emit(name)

    def _open_folded(self, anchor: QWidget) -> None:
        """Conditions that found no room: one is opened where it has choices, else dropped."""
        folded = [p for p in self._parts if p.chip and not self._widgets[p.name].isVisible()]
        choices = [Choice(p.name, p.chip if p.choices else tr("drop: {condition}", condition=p.chip)) for p in folded]
        opened = ChoiceList(choices, "", self)
        with_list = {p.name for p in folded if p.choices}
        opened.chosen.connect(lambda n: self.open_part(n, anchor) if n in with_list else self.dropped.emit(n))
        opened.open_under(anchor)

    def _name_buttons(self) -> None:
        """Icons alone where there is little room."""
        for button, words in ((self.save_button, tr("Save this view")), (self.export_button, tr("Export"))):
            button.setText(words if self.width() >= NARROW else "")
            button.setAccessibleName(words)
            button.setToolTip("" if button.text() else as_plain(words))

    def _fit(self) -> None:
        """Find room for the sentence. Ghosts are hidden from the right, "more" last; then chips are cut, the widest
        first; then the last chips are folded into "+n"."""
        self._name_buttons()
        chips = [p.name for p in self._parts if p.chip]
        ghosts = [p.name for p in self._parts if p.name in self._widgets and not p.chip]
        room = self.width() - self._fixed_width()
        whole = {n: w.sizeHint().width() for n, w in self._widgets.items()}
        shown_chips, widths = list(chips), dict(whole)
        used = _line_width([whole[n] for n in chips]) + sum(whole[n] + GAP for n in ghosts)
        for name in [n for n in reversed(ghosts) if n != "more"] + (["more"] if "more" in ghosts else []):
            if used <= room or name == "more":
                break
            used -= whole[name] + GAP
            ghosts.remove(name)
        room -= sum(whole[n] + GAP for n in ghosts)
        if _line_width([whole[n] for n in chips]) > room:
            while len(shown_chips) > 1 and _line_width([min(whole[n], CHIP_LEAST) for n in shown_chips]) > room:
                if len(shown_chips) == len(chips):
                    room -= 46 + GAP  # "+n" itself
                shown_chips.pop()
            widths |= _cut(shown_chips, whole, room)
        self._show(set(shown_chips), set(ghosts), widths, len(chips) - len(shown_chips))

    def _show(self, chips: set[str], ghosts: set[str], widths: dict[str, int], folded: int) -> None:
        for name, widget in self._widgets.items():
            widget.setVisible(name in chips or name in ghosts)
            widget.setFixedWidth(max(40, widths[name]))
        for name, dot in self._dots.items():
            dot.setVisible(name in chips)
        self._folded.set_words(f"+{folded}")
        self._folded.setToolTip(tr("More conditions hold"))
        self._folded.setVisible(bool(folded))

    def _fixed_width(self) -> int:
        """What the ends of the line need."""
        ends = (self._subject, self.count, self.count_words, self.save_button, self.export_button)
        return sum(w.sizeHint().width() + Space.S for w in ends) + SEARCH_LEAST + Space.XS + 4 * Space.S


def _line_width(chips: list[int]) -> int:
    return sum(w + GAP for w in chips) + max(0, len(chips) - 1) * DOT


def _cut(names: list[str], whole: dict[str, int], room: int) -> dict[str, int]:
    """Widths that fit: the widest give up what they have over the others."""
    limit = max((whole[n] for n in names), default=0)
    while limit > 60 and _line_width([min(whole[n], limit) for n in names]) > room:
        limit -= 4
    return {n: min(whole[n], limit) for n in names}
