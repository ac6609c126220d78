"""One complaint beside the list: facts, working-time clock, what it says, timeline, photos, neighbours."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QImageReader, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ioc_console import formatting as fmt
from ioc_console.screens.complaints.clock_strip import ClockStrip
from ioc_console.screens.complaints.detail_words import Photo, Shown, Step
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight, font, theme
from ioc_console.widgets.buttons import Button, IconButton, IconLabel
from ioc_console.widgets.labels import ElidedLabel, as_plain, label, rule, set_tone
from ioc_console.widgets.standing_mark import StandingMark, draw_standing
from ioc_domain.codes import Standing

_PHOTO = QSize(196, 130)
_MOST_PIXELS = 40_000_000  # a photo larger than this is not decoded


class DetailPane(QFrame):
    """`stepped` by −1 or +1, `closed`, `near_opened` with an id, `explanation_asked` with an id."""

    stepped = Signal(int)
    closed = Signal()
    near_opened = Signal(object)
    explanation_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "true")
        self._id = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 4, 10)
        column.setSpacing(Space.S)
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
        self._earlier = IconButton("chevron-left", "")
        self._later = IconButton("chevron-right", "")
        self._close = IconButton("x", "")
        self._earlier.clicked.connect(lambda: self.stepped.emit(-1))
        self._later.clicked.connect(lambda: self.stepped.emit(1))
        self._close.clicked.connect(self.closed)
        self.ask_button.clicked.connect(lambda: self.explanation_asked.emit(self._id))
        line.addWidget(self._mark)
        line.addWidget(self._title, 1)
        line.addWidget(self.ask_button)
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
        self._photos = PhotoRow()
        right.addWidget(self._photos_title)
        right.addWidget(self._photos)
        secret = QHBoxLayout()
        secret.setSpacing(Space.S)
        self._secret = label("", Size.BODY, Weight.MEDIUM)
        secret.addWidget(IconLabel("shield", 16))
        secret.addWidget(self._secret)
        secret.addStretch(1)
        right.addWidget(rule())
        right.addLayout(secret)
        right.addWidget(rule())
        self._near_title = label("", Size.BODY, Weight.STRONG)
        self._near_note = label("", Size.LABEL, tone="secondary")
        self._near = QGridLayout()
        self._near.setHorizontalSpacing(Space.M)
        self._near.setVerticalSpacing(2)
        self._near.setColumnStretch(1, 1)
        right.addWidget(self._near_title)
        right.addWidget(self._near_note)
        right.addLayout(self._near)
        right.addStretch(1)
        line.addLayout(left, 1)
        line.addLayout(right, 1)
        return line

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
        self._facts.show_facts(shown.facts)
        self._show_clock(shown)
        self._said.setText(tr("What it says"))
        self._body.setText(shown.body)
        self._body.setVisible(bool(shown.body))
        self._address.setText(shown.address)
        self._address.setVisible(bool(shown.address))
        self._steps_title.setText(tr("What happened") + " · " + tr("{n} steps", n=len(shown.steps)))
        self._timeline.show_steps(shown.steps)
        self._photos_title.setText(tr("Photos") + f" · {len(shown.photos)}")
        self._photos_title.setVisible(bool(shown.photos))
        self._photos.show_photos(shown.photos)
        self._secret.setText(tr("The reporter's identity is kept secret"))
        self._near_title.setText(tr("Possible duplicates near by"))
        self._near_note.setText(shown.near_note)
        self._show_near(shown.near)
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


class FactGrid(QWidget):
    """Facts as label over value, in as many columns as have room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.S)
        self._cells: list[QWidget] = []
        self._columns = 0

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these facts."""
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        self._cells = []
        for name, value in facts:
            cell = QWidget()
            column = QVBoxLayout(cell)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addWidget(label(name, Size.LABEL, tone="secondary"))
            column.addWidget(ElidedLabel(value))
            self._cells.append(cell)
        self._columns = 0
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer columns."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        columns = 4 if self.width() > 560 else 3
        if columns == self._columns:
            return
        self._columns = columns
        for k, cell in enumerate(self._cells):
            self._grid.addWidget(cell, k // columns, k % columns)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


class ClockChip(QWidget):
    """Whether the clock runs, in a frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setFont(font(Size.LABEL, Weight.MEDIUM))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Gives way: the words are cut."""
        return QSize(60, 28)

    def set_words(self, words: str) -> None:
        """Say it; "" hides the chip."""
        self._words = words
        self.setVisible(bool(words))
        self.setAccessibleName(words)
        self.setToolTip(as_plain(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The words with their frame."""
        return QSize(self.fontMetrics().horizontalAdvance(self._words) + 36, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, icon, words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().colour("strong_line"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.drawPixmap(9, 7, theme().pixmap("timer", "secondary", 14, self.devicePixelRatioF()))
        painter.setPen(theme().colour("text"))
        painter.setFont(self.font())
        room = self.rect().adjusted(28, 0, -6, 0)
        text = painter.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()


class Timeline(QWidget):
    """Steps from top to bottom: time, dot on a line, title, and the detail in as many lines as it needs."""

    _TIME, _LEFT, _TITLE, _GAP = 84, 114, 18, 6

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[Step, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these steps."""
        self._steps = tuple(steps)
        self.setAccessibleName("\n".join(f"{s.when} {s.title} {s.detail}".strip() for s in steps))
        self._measure()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other line breaks, other height."""
        super().resizeEvent(event)
        self._measure()

    def _heights(self) -> list[int]:
        """Height of each step's detail."""
        metrics = QFontMetricsF(font(Size.LABEL))
        room = QRectF(0, 0, max(40, self.width() - self._LEFT), 400)
        wrap = int(Qt.TextFlag.TextWordWrap)
        return [int(metrics.boundingRect(room, wrap, s.detail).height()) + 1 if s.detail else 0 for s in self._steps]

    def _measure(self) -> None:
        self.setFixedHeight(max(1, sum(self._heights()) + len(self._steps) * (self._TITLE + self._GAP)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Line, dots, words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t, x, top = theme(), self._TIME + 14.0, 0
        heights = self._heights()
        if len(self._steps) > 1:
            painter.setPen(QPen(t.colour("strong_line"), 1))
            last = sum(heights[:-1]) + (len(heights) - 1) * (self._TITLE + self._GAP)
            painter.drawLine(QPointF(x, 9), QPointF(x, last + 9))
        for step, height in zip(self._steps, heights, strict=True):
            painter.setFont(font(Size.BODY))
            painter.setPen(t.colour("secondary"))
            painter.drawText(QRectF(0, top, self._TIME, 18), int(Qt.AlignmentFlag.AlignVCenter), step.when)
            self._dot(painter, QPointF(x, top + 9), step.kind)
            room = self.width() - self._LEFT
            painter.setFont(font(Size.BODY, Weight.STRONG))
            painter.setPen(t.colour("text"))
            title = QFontMetricsF(painter.font()).elidedText(step.title, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(self._LEFT, top, room, self._TITLE), int(Qt.AlignmentFlag.AlignVCenter), title)
            painter.setFont(font(Size.LABEL))
            painter.setPen(t.colour("secondary"))
            painter.drawText(QRectF(self._LEFT, top + self._TITLE, room, height), int(Qt.TextFlag.TextWordWrap),
                             step.detail)
            top += self._TITLE + height + self._GAP
        painter.end()

    def _dot(self, painter: QPainter, at: QPointF, kind: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("surface"))
        painter.drawRect(QRectF(at.x() - 6, at.y() - 7, 12, 14))
        if kind == "late":
            draw_standing(painter, QRectF(at.x() - 6, at.y() - 6, 12, 12), Standing.AT_RISK)
            return
        painter.setBrush(theme().colour("chart_actual"))
        painter.drawEllipse(at, 4, 4)


class PhotoRow(QWidget):
    """Photos side by side, at most two; what was not fetched says so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photos: tuple[Photo, ...] = ()
        self._pictures: list[QPixmap | None] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_photos(self, photos: Sequence[Photo]) -> None:
        """Show these photos."""
        self._photos = tuple(photos[:2])
        self._pictures = [_read_picture(p) for p in self._photos]
        have = any(p is not None for p in self._pictures)
        self.setFixedHeight((_PHOTO.height() + 20 if have else 44) if self._photos else 0)
        self.setVisible(bool(self._photos))
        self.setAccessibleName(", ".join(p.when for p in self._photos))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Pictures cut to their frame, with the time under each."""
        if not self._photos:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        width = (self.width() - Space.S) / 2
        for k, (photo, picture) in enumerate(zip(self._photos, self._pictures, strict=True)):
            box = QRectF(k * (width + Space.S), 0, width, self.height() - 20)
            painter.setFont(font(Size.LABEL))
            if picture is None:
                painter.setPen(QPen(theme().colour("strong_line"), 1, Qt.PenStyle.DashLine))
                painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
                painter.setPen(theme().colour("secondary"))
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), tr("photo at the data centre"))
            else:
                share = max(box.width() / picture.width(), box.height() / picture.height())
                seen = QSize(int(box.width() / share), int(box.height() / share))
                source = QRectF((picture.width() - seen.width()) / 2, (picture.height() - seen.height()) / 2,
                                seen.width(), seen.height())
                painter.drawPixmap(box, picture, source)
            painter.setPen(theme().colour("secondary"))
            painter.drawText(QRectF(box.left(), box.bottom() + 2, width, 18), int(Qt.AlignmentFlag.AlignVCenter),
                             photo.when)
        painter.end()


def _read_picture(photo: Photo) -> QPixmap | None:
    if photo.file is None:
        return None
    reader = QImageReader(str(photo.file))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MOST_PIXELS:
        return None
    reader.setScaledSize(size.scaled(_PHOTO * 2, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    return None if image.isNull() else QPixmap.fromImage(image)
