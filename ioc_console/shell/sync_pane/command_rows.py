"""The queue as rows one walks with the arrows; Enter opens one to its history, its problem and its verbs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ioc_console.shell.sync_pane.words import CommandDetail, CommandLine
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight, theme
from ioc_console.widgets.buttons import Button
from ioc_console.widgets.drawing import icon, line, text_width
from ioc_console.widgets.labels import ElidedLabel, label, rule

WIDTH = 560
"""Of the pane."""
ROW = 52
SIDE = Space.L
"""Padding of the pane."""
TEXT_LEFT = SIDE + 14 + 10


class CommandRow(QWidget):
    """One command, closed: mark, kind and whom, state; below it what about and when."""

    toggled = Signal(str)
    stepped = Signal(int)
    focused = Signal(str)

    def __init__(self, shown: CommandLine, is_open: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown, self._open = shown, is_open
        self.setFixedHeight(ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(shown.name)
        self.setAccessibleDescription(tr("Enter opens and closes"))

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(480, ROW)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open or close it."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.toggled.emit(self.shown.id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say so, that it can be scrolled into view."""
        super().focusInEvent(event)
        self.focused.emit(self.shown.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; the arrows walk."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.toggled.emit(self.shown.id)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row."""
        painter, colours, s = QPainter(self), theme(), self.shown
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._open or self.hasFocus():
            painter.fillRect(self.rect(), colours.colour("selection"))
        token = "secondary" if s.ended else "text"
        icon(painter, SIDE, 10, s.icon, token, 14)
        right = self.width() - SIDE - 20
        state = text_width(s.state, Size.LABEL, Weight.STRONG)
        line(painter, QRectF(right - state, 8, state, 18), s.state, Size.LABEL, Weight.STRONG, token, right=True)
        line(painter, QRectF(TEXT_LEFT, 8, right - state - TEXT_LEFT - 12, 18), s.kind, Size.BODY,
             Weight.STRONG if s.urgent else Weight.MEDIUM, token)
        when = text_width(s.when)
        line(painter, QRectF(right - when, 27, when, 17), s.when, token="secondary", right=True)
        line(painter, QRectF(TEXT_LEFT, 27, right - when - TEXT_LEFT - 12, 17), s.about, token="secondary")
        icon(painter, self.width() - SIDE - 14, 10, "chevron-up" if self._open else "chevron-down", "faint", 14)
        painter.setPen(QPen(colours.colour("line"), 1))
        if not self._open:
            painter.drawLine(TEXT_LEFT, self.height() - 1, self.width() - SIDE, self.height() - 1)
        if self.hasFocus():
            painter.setPen(QPen(colours.colour("focus"), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()


class CommandBody(QWidget):
    """One command, open: what happened, what is safe, what to do; verbs; the whole history."""

    asked = Signal(str)

    def __init__(self, shown: CommandDetail, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(TEXT_LEFT, Space.M, SIDE, Space.L)
        column.setSpacing(Space.M)
        e = shown.explained
        column.addWidget(label(e.title, Size.TITLE, Weight.STRONG, wrap=True))
        parts = QGridLayout()
        parts.setHorizontalSpacing(Space.M)
        parts.setVerticalSpacing(Space.S)
        parts.setColumnMinimumWidth(0, 88)
        parts.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        told = ((tr("What happened"), e.happened), (tr("What is safe"), e.safe), (tr("What to do"), e.advice))
        for row, (name, text) in enumerate((n, t) for n, t in told if t):
            parts.addWidget(label(name, Size.LABEL, tone="secondary"), row, 0, top)
            parts.addWidget(label(text, Size.BODY, wrap=True), row, 1, top)
        column.addLayout(parts)
        self.buttons: list[Button] = []
        for n, offer in enumerate(e.offers, 1):
            button = Button(offer.words, key=str(n))
            button.clicked.connect(lambda _on=False, v=offer.verb: self.asked.emit(v))
            self.buttons.append(button)
        column.addLayout(self._lines_of(self.buttons))
        column.addWidget(rule())
        column.addLayout(self._steps(shown))
        self.setAccessibleName(f"{e.title}. {e.sentence()}")

    @staticmethod
    def _lines_of(buttons: Sequence[Button]) -> QVBoxLayout:
        """Side by side, in as many lines as they need: never wider than the pane."""
        lines = QVBoxLayout()
        lines.setSpacing(Space.S)
        room, used = WIDTH - TEXT_LEFT - SIDE - 12, 0
        for button in buttons:
            width = button.sizeHint().width() + Space.S
            if not used or used + width > room:
                row = QHBoxLayout()
                row.setSpacing(Space.S)
                row.addStretch(1)
                lines.addLayout(row)
                used = 0
            row.insertWidget(row.count() - 1, button)
            used += width
        return lines

    def _steps(self, shown: CommandDetail) -> QGridLayout:
        steps = QGridLayout()
        steps.setHorizontalSpacing(Space.M)
        steps.setVerticalSpacing(Space.XS)
        steps.setColumnMinimumWidth(0, 88)
        steps.setColumnStretch(2, 1)
        for row, step in enumerate(shown.steps):
            steps.addWidget(label(step.time, Size.LABEL, tone="secondary"), row, 0)
            steps.addWidget(label(step.state, Size.LABEL, Weight.MEDIUM), row, 1)
            steps.addWidget(ElidedLabel(step.note, Size.LABEL, tone="secondary"), row, 2)
        return steps
