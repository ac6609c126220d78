"""The band on top of the board: what waits on this machine, what came back, deadlines by day."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ioc_console.screens.requests.view_model import DueDay, WaitingWords
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight, font, theme
from ioc_console.widgets.buttons import Button
from ioc_console.widgets.charts.hatch import hatch
from ioc_console.widgets.labels import ElidedLabel, as_plain, label, rule
from ioc_console.widgets.panel import Panel


class CommandsPanel(Panel):
    """Commands with their state in words. Dashed: only on this machine."""

    asked = Signal(str, str)
    """(command id, verb)."""

    def __init__(self, dashed: bool, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent, title_size=Size.BODY)
        self._dashed = dashed
        self.set_border("dashed" if dashed else "strong")
        self.body.setSpacing(Space.XS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def show_commands(self, title: str, commands: Sequence[WaitingWords], nothing: str = "") -> None:
        """Show at most three, the rest as a count; none shows the words for nothing, or hides the panel."""
        self.setVisible(bool(commands) or bool(nothing))
        self.set_title(title, str(len(commands)) if commands else "")
        self.set_border("dashed" if self._dashed and commands else "true" if not commands else "strong")
        while self.body.count():
            item = self.body.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        if not commands:
            self.body.addWidget(label(nothing, Size.LABEL, tone="secondary", wrap=True))
        for n, command in enumerate(commands[:3]):
            if n:
                self.body.addWidget(rule())
            self.body.addWidget(self._line(command))
        if len(commands) > 3:
            self.body.addWidget(label(tr("and {n} more", n=len(commands) - 3), Size.LABEL, tone="secondary"))

    def _line(self, command: WaitingWords) -> QWidget:
        line = QWidget()
        line.setAccessibleName(f"{command.kind}: {command.title}, {command.state}. {command.advice}")
        line.setToolTip(as_plain(command.advice))
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        first = QHBoxLayout()
        first.addWidget(ElidedLabel(command.title or command.kind, Size.BODY, Weight.STRONG), 1)
        first.addWidget(label(command.saved, Size.LABEL, tone="secondary"))
        column.addLayout(first)
        state = command.state[:1].upper() + command.state[1:]
        # What came back says why on a line of its own: that is what one decides by.
        second, third = (command.reason, command.detail) if command.reason else (command.detail or command.kind, state)
        column.addWidget(ElidedLabel(second, Size.LABEL, Weight.MEDIUM if command.reason else Weight.REGULAR,
                                     "text" if command.reason else "secondary"))
        last = QHBoxLayout()
        last.addWidget(ElidedLabel(third, Size.LABEL, Weight.REGULAR if command.reason else Weight.MEDIUM,
                                   "secondary" if command.reason else "text"), 1)
        for offer in command.offers[:3]:
            button = Button(offer.words, "link")
            button.clicked.connect(lambda _on=False, i=command.id, v=offer.verb: self.asked.emit(i, v))
            last.addWidget(button)
        column.addLayout(last)
        return line


class DueDays(QWidget):
    """Deadlines by day: columns with counts, late ones red, holidays hatched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: tuple[DueDay, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_days(self, days: Sequence[DueDay]) -> None:
        """Show other days."""
        self._days = tuple(days)
        self.setAccessibleName(tr("Due by day") + ": " + "; ".join(f"{d.label} {d.day}: {d.count}" for d in days))
        self.setVisible(any(d.count for d in days))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """25 a day."""
        return QSize(max(120, 26 * len(self._days)), 112)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Columns from the axis."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t = theme()
        painter.setFont(font(Size.LABEL, Weight.REGULAR))
        painter.setPen(t.colour("secondary"))
        painter.drawText(QRectF(0, 0, self.width(), 18), int(Qt.AlignmentFlag.AlignVCenter), tr("Due by day"))
        top = max((d.count for d in self._days), default=1) or 1
        base, room = 76.0, 36.0
        for n, d in enumerate(self._days):
            left = n * 26.0
            tall = room * d.count / top
            box = QRectF(left + 3, base - tall, 20, tall)
            if d.count:
                painter.fillRect(box, t.colour("at_risk" if d.late else "chart_same_period"))
                painter.setPen(t.colour("text"))
                painter.setFont(font(Size.LABEL, Weight.STRONG))
                painter.drawText(QRectF(left, base - tall - 18, 26, 16), int(Qt.AlignmentFlag.AlignCenter),
                                 str(d.count))
            elif d.off:
                hatch(painter, QRectF(left + 3, base - 14, 20, 14), t.colour("line"))
            painter.setFont(font(Size.LABEL, Weight.REGULAR))
            painter.setPen(t.colour("secondary"))
            painter.drawText(QRectF(left, base + 3, 26, 16), int(Qt.AlignmentFlag.AlignCenter), d.label)
            painter.drawText(QRectF(left, base + 18, 26, 16), int(Qt.AlignmentFlag.AlignCenter), d.day)
        painter.setPen(QPen(t.colour("strong_line"), 1))
        painter.drawLine(0, int(base), self.width(), int(base))
        painter.end()
