"""One complaint beside the list: facts, working-time clock, what it says, timeline, photos, neighbours."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ioc_console import formatting as fmt
from ioc_console.screens.complaints.clock_strip import ClockStrip
from ioc_console.screens.complaints.detail_parts import ClockChip, FactGrid, Timeline
from ioc_console.screens.complaints.detail_words import Shown
from ioc_console.screens.complaints.directive_rows import DirectiveRows
from ioc_console.screens.complaints.earlier import EarlierSection
from ioc_console.screens.complaints.identity_strip import IdentityStrip
from ioc_console.screens.complaints.media_row import MediaRow
from ioc_console.screens.complaints.media_words import counted
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.buttons import Button, IconButton
from ioc_console.widgets.labels import ElidedLabel, label, rule, set_tone
from ioc_console.widgets.standing_mark import StandingMark
from ioc_domain.codes import Standing


class DetailPane(QFrame):
    """`stepped` by −1 or +1, `closed`, `near_opened` with an id, `explanation_asked` with an id, `directive_asked`."""

    stepped = Signal(int)
    closed = Signal()
    near_opened = Signal(object)
    explanation_asked = Signal(object)
    directive_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "true")
        self._id = 0
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(1, 1, 1, 1)  # inside the frame
        self._whole.setSpacing(0)
        column = QVBoxLayout()
        column.setContentsMargins(15, 9, 3, 9)
        column.setSpacing(Space.S)
        self._whole.addLayout(column, 1)
        column.addLayout(self._head())
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 12, 0)
        self._column.setSpacing(Space.M)
        scroll.setWidget(self._content)
        column.addWidget(scroll, 1)
        self._facts = FactGrid()
        self._column.addWidget(self._facts)
        self._column.addWidget(rule())
        self._column.addWidget(self._clock())
        self._column.addWidget(rule())
        self._column.addLayout(self._columns(), 1)

    def _head(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 12, 0)
        line.setSpacing(Space.S)
        self._mark = StandingMark(Standing.AT_RISK, 13)
        self._title = ElidedLabel("", Size.TITLE, Weight.STRONG)
        self._place = label("", Size.BODY, tone="secondary")
        self.ask_button = Button("", "", "message-circle-question-mark")
        self.order_button = Button("", "", "send-horizontal")
        self._earlier = IconButton("chevron-left", "")
        self._later = IconButton("chevron-right", "")
        self._close = IconButton("x", "")
        self._earlier.clicked.connect(lambda: self.stepped.emit(-1))
        self._later.clicked.connect(lambda: self.stepped.emit(1))
        self._close.clicked.connect(self.closed)
        self.ask_button.clicked.connect(lambda: self.explanation_asked.emit(self._id))
        self.order_button.clicked.connect(self.directive_asked)
        line.addWidget(self._mark)
        line.addWidget(self._title, 1)
        line.addWidget(self.ask_button)
        line.addWidget(self.order_button)
        line.addWidget(self._place)
        for button in (self._earlier, self._later, self._close):
            line.addWidget(button)
        return line

    def _clock(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        line = QHBoxLayout()
        line.setSpacing(Space.M)
        self._headline = label("", Size.FIGURE, Weight.STRONG)
        beside = QVBoxLayout()
        beside.setSpacing(0)
        self._unit, self._by_calendar = label("", Size.LABEL), label("", Size.LABEL, tone="secondary")
        beside.addWidget(self._unit)
        beside.addWidget(self._by_calendar)
        self._chip = ClockChip()
        line.addWidget(self._headline)
        line.addLayout(beside)
        line.addStretch(1)
        line.addWidget(self._chip)
        column.addLayout(line)
        self._strip = ClockStrip()
        column.addWidget(self._strip)
        self._below = ElidedLabel("", Size.LABEL, tone="secondary")
        column.addWidget(self._below)
        self._clock_box = box
        return box

    def _columns(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(Space.XL)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(Space.S)
        right.setSpacing(Space.S)
        self._said = label("", Size.BODY, Weight.STRONG)
        self._body = label("", Size.BODY, wrap=True)
        self._body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._address = label("", Size.LABEL, tone="secondary", wrap=True)
        self._steps_title = label("", Size.BODY, Weight.STRONG)
        self._timeline = Timeline()
        for widget in (self._said, self._body, self._address):
            left.addWidget(widget)
        left.addSpacing(Space.XS)
        left.addWidget(self._steps_title)
        left.addWidget(self._timeline)
        left.addStretch(1)
        self._photos_title = label("", Size.BODY, Weight.STRONG)
        self.media_row = MediaRow()
        right.addWidget(self._photos_title)
        right.addWidget(self.media_row)
        self.rows = DirectiveRows()
        self.identity = IdentityStrip()
        right.addWidget(rule())
        right.addWidget(self.identity)
        right.addWidget(rule())
        right.addWidget(self.rows)
        self._near_title = label("", Size.BODY, Weight.STRONG)
        self._near_note = label("", Size.LABEL, tone="secondary")
        self._near = QGridLayout()
        self._near.setHorizontalSpacing(Space.M)
        self._near.setVerticalSpacing(2)
        self._near.setColumnStretch(1, 1)
        right.addWidget(self._near_title)
        right.addWidget(self._near_note)
        right.addLayout(self._near)
        self.earlier = EarlierSection()
        right.addWidget(self.earlier)
        right.addStretch(1)
        line.addLayout(left, 1)
        line.addLayout(right, 1)
        return line

    def dock(self, composer: QWidget) -> None:
        """Put a composer at the foot: it stays in view while the rest is scrolled."""
        self._whole.addWidget(composer)

    def show_complaint(self, shown: Shown, place: tuple[int, int]) -> None:
        """Show a complaint; `place`: (number in the list, how many), number 0 where it is not in the list."""
        self._id = shown.id
        self._mark.setVisible(shown.late)
        self._title.setText(shown.title)
        number, of = place
        self._place.setText(f"{fmt.number(number, 0)} / {fmt.number(of, 0)}" if number else "")
        self._earlier.setEnabled(number > 1)
        self._later.setEnabled(0 < number < of)
        self._earlier.set_words(tr("The one before"))
        self._later.set_words(tr("The next one"))
        self._close.set_words(tr("Close") + " (Esc)")
        self.ask_button.setText(tr("Request explanation"))
        self.order_button.setText(tr("Directive"))
        self._facts.show_facts(shown.facts)
        self._show_clock(shown)
        self._said.setText(tr("What it says"))
        self._body.setText(shown.body)
        self._body.setVisible(bool(shown.body))
        self._address.setText(shown.address)
        self._address.setVisible(bool(shown.address))
        self._steps_title.setText(tr("What happened") + " · " + tr("{n} steps", n=len(shown.steps)))
        self._timeline.show_steps(shown.steps)
        self._photos_title.setText(tr("Photos and video") + f" · {counted(shown.photos)}")
        self._photos_title.setVisible(bool(shown.photos))
        self.media_row.show_media(shown.photos)
        self.identity.show_complaint(shown.id)
        self._near_title.setText(tr("Possible duplicates near by"))
        self._near_note.setText(shown.near_note)
        self._show_near(shown.near)
        self.rows.show_rows(shown.directives)
        self.setAccessibleName(shown.title)

    def _show_clock(self, shown: Shown) -> None:
        clock = shown.clock
        self._clock_box.setVisible(clock is not None)
        if clock is None:
            return
        self._headline.setText(clock.headline)
        set_tone(self._headline, "text")
        self._unit.setText(clock.unit)
        self._by_calendar.setText(clock.calendar)
        self._chip.set_words(clock.chip)
        self._strip.show_clock(clock.days, clock.marks, f"{clock.headline} {clock.unit}. {clock.below}")
        self._below.setText(clock.below)

    def _show_near(self, near: Sequence[tuple[int, str, str, str]]) -> None:
        while self._near.count():
            item = self._near.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, (complaint, away, title, day) in enumerate(near):
            distance = label(away, Size.BODY, tone="secondary", align=Qt.AlignmentFlag.AlignRight)
            named = ElidedLabel(title)
            opener = Button(tr("Open"), "link")
            opener.setAccessibleName(f"{tr('Open')} {title}")
            opener.clicked.connect(lambda _=False, c=complaint: self.near_opened.emit(c))
            self._near.addWidget(distance, row, 0)
            self._near.addWidget(named, row, 1)
            self._near.addWidget(label(day, Size.BODY, tone="secondary"), row, 2)
            self._near.addWidget(opener, row, 3)
