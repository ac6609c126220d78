"""Requests by state and alerts to acknowledge: the lower panels of the right column."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ioc_console.screens.overview.words import AlertRow, CountRow, OverviewWords, WaitingRow
from ioc_console.text import tr
from ioc_console.theme import CORNER, Size, Space, Weight, theme
from ioc_console.widgets.buttons import Button
from ioc_console.widgets.chip import draw_priority
from ioc_console.widgets.drawing import icon, line, parts, text_width
from ioc_console.widgets.labels import label
from ioc_console.widgets.panel import Panel

ALERT_ROW = 46
MOST_WAITING = 3


class RequestsPanel(Panel):
    """Open requests by state; what waits on this machine lies on top in a box."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Requests for explanation"), parent=parent)
        self._waiting = _WaitingBox()
        self._counts = _CountBars()
        self._counts.opened.connect(self.opened)
        self.body.setSpacing(Space.S)
        self.body.addWidget(self._waiting)
        self.body.addWidget(self._counts, 1)

    def show_words(self, words: OverviewWords) -> None:
        """Show the counts and what waits."""
        self.set_title(tr("Requests for explanation"))
        self.set_note(words.requests_note)
        self._waiting.show_rows(words.waiting_title, words.waiting)
        self._counts.show_rows(words.requests, compact=bool(words.waiting))


class _WaitingBox(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self._rows: tuple[WaitingRow, ...] = ()
        self.hide()

    def show_rows(self, title: str, rows: tuple[WaitingRow, ...]) -> None:
        self._title, self._rows = title, rows[:MOST_WAITING]
        self.setFixedHeight(34 + 19 * len(self._rows))
        self.setAccessibleName("\n".join([title, *(f"{r.time} {r.words}" for r in rows)]))
        self.setVisible(bool(rows))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().colour("text"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        icon(painter, 10, 8, "send", "text")
        note = tr("kept on this machine, sent once")
        room = text_width(note)
        title = line(painter, QRectF(32, 6, self.width() - 42, 18), self._title, weight=Weight.STRONG)
        if title + room + 60 < self.width():
            line(painter, QRectF(self.width() - 10 - room, 6, room, 18), note, token="secondary", right=True)
        for k, row in enumerate(self._rows):
            y = 27.0 + 19 * k
            parts(painter, QRectF(10, y, self.width() - 20, 18),
                  ((f"{row.time}   ", Weight.REGULAR, "secondary"), (row.words, Weight.REGULAR, "text")))
        painter.end()


class _CountBars(QWidget):
    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[CountRow, ...] = ()
        self._compact = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_rows(self, rows: tuple[CountRow, ...], *, compact: bool) -> None:
        self._rows, self._compact = rows, compact
        self.setMinimumHeight(20 * (-(-len(rows) // 2) if compact else len(rows)))
        self.setAccessibleName("\n".join(f"{r.name}: {r.count} {r.note}" for r in rows))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._compact:
            self._paint_compact(painter)
        else:
            self._paint_bars(painter)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme().colour("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CORNER, CORNER)
        painter.end()

    def _paint_bars(self, painter: QPainter) -> None:
        pitch = min(24.0, max(20.0, self.height() / max(1, len(self._rows))))
        names = max((text_width(r.name, weight=Weight.STRONG) for r in self._rows), default=0.0)
        left = names + 44
        widest = (self.width() - left) * 0.5
        for k, row in enumerate(self._rows):
            y = k * pitch
            token, weight = ("text", Weight.STRONG) if row.strong else ("secondary", Weight.REGULAR)
            line(painter, QRectF(0, y, names + 4, pitch), row.name, weight=weight, token=token)
            line(painter, QRectF(names + 4, y, 30, pitch), row.count, weight=Weight.STRONG, right=True)
            width = max(1.0, widest * row.share) if row.count != "0" else 0.0
            painter.fillRect(QRectF(left, round(y + pitch / 2 - 5), width, 10),
                             theme().colour("chart_actual" if row.strong else "chart_same_period"))
            line(painter, QRectF(left + width + 8, y, self.width() - left - width - 8, pitch), row.note,
                 token="secondary")

    def _paint_compact(self, painter: QPainter) -> None:
        each, columns = self.width() / 3, 3
        for k, row in enumerate(self._rows):
            room = QRectF(each * (k % columns), 20 * (k // columns), each - 16, 20)
            line(painter, room, row.name, token="secondary")
            line(painter, room, row.count, weight=Weight.STRONG, right=True)


class AlertsPanel(Panel):
    """The most urgent alerts nobody has, each with its button."""

    acknowledged = Signal(str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Alerts to acknowledge"), parent=parent)
        self._rows: list[_AlertLine] = []
        self._empty = label("", Size.BODY, tone="secondary")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.body.addLayout(self._lines)
        self.body.addWidget(self._empty)
        self.body.addStretch(1)
        self._words: OverviewWords | None = None

    def show_words(self, words: OverviewWords) -> None:
        """Show as many as there is room for."""
        self.set_title(tr("Alerts to acknowledge"))
        self._words = words
        self._empty.setText(tr("Every alert is in someone's hands."))
        self._empty.setVisible(not words.alerts)
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another room: as many rows as fit."""
        super().resizeEvent(event)
        self._fill()

    def _fill(self) -> None:
        if self._words is None:
            return
        alerts = self._words.alerts
        shown = min(len(alerts), max(3, (self.height() - 44) // ALERT_ROW))
        self.set_note(self._words.alerts_note(shown))
        if self._words.alerts_stale:
            self.set_stale(self._words.alerts_stale)
        while len(self._rows) < shown:
            row = _AlertLine(key="A" if not self._rows else "")
            row.acknowledged.connect(self.acknowledged)
            row.opened.connect(self.opened)
            self._rows.append(row)
            self._lines.addWidget(row)
        for k, row in enumerate(self._rows):
            row.setVisible(k < shown)
            if k < shown:
                row.show_row(alerts[k])

    def first_id(self) -> str:
        """The alert that the key A acknowledges: the focused one, else the first that waits for nobody."""
        focused = next((r for r in self._rows if r.hasFocus()), None)
        if focused is not None:
            return focused.alert_id
        return next((a.id for a in self._words.alerts if not a.pending), "") if self._words else ""


class _AlertLine(QWidget):
    acknowledged = Signal(str)
    opened = Signal(str)

    def __init__(self, key: str) -> None:
        super().__init__()
        self._row: AlertRow | None = None
        self.setFixedHeight(ALERT_ROW)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._button = Button(tr("Acknowledge"), key=key, parent=self)
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._button.clicked.connect(lambda: self.acknowledged.emit(self.alert_id))

    @property
    def alert_id(self) -> str:
        return self._row.id if self._row else ""

    def show_row(self, row: AlertRow) -> None:
        self._row = row
        self._button.setText(tr("Acknowledge"))
        self._button.setVisible(not row.pending)
        self.setAccessibleName(f"{row.priority}. {row.title}. {row.place}. {row.time} {row.count}")
        self._place()
        self.update()

    def resizeEvent(self, event: object) -> None:
        self._place()

    def _place(self) -> None:
        size = self._button.sizeHint()
        top = (ALERT_ROW - size.height()) // 2
        self._button.setGeometry(self.width() - size.width(), top, size.width(), size.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self.alert_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.alert_id)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._row is None:
            return
        painter, row = QPainter(self), self._row
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().colour("line"), 1))
        painter.drawLine(0, 0, self.width(), 0)
        if self.hasFocus():
            painter.setPen(QPen(theme().colour("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 2, -1, -1), 4, 4)
        draw_priority(painter, QRectF(0, 14, 20, 20), row.priority, taken=row.pending, stale=row.stale)
        button = self._button.sizeHint().width() + 12
        right = self.width() - button
        if row.pending:
            note = tr("waiting to be sent")
            line(painter, QRectF(self.width() - button, 0, button, ALERT_ROW), note, token="secondary", right=True)
            icon(painter, self.width() - text_width(note) - 18, ALERT_ROW / 2 - 7, "send")
            right = int(self.width() - text_width(note) - 30)
        time = max(text_width(row.time), text_width(row.count))
        line(painter, QRectF(right - time, 6 if row.count else 14, time, 18), row.time, right=True)
        line(painter, QRectF(right - time, 24, time, 18), row.count, token="secondary", right=True)
        room = right - time - 12 - 32
        line(painter, QRectF(32, 6, room, 18), row.title, weight=Weight.STRONG,
             token="secondary" if row.stale else "text")
        line(painter, QRectF(32, 24, room, 18), row.place, token="secondary")
        painter.end()
