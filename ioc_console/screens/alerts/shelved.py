"""What is put aside, with when it comes back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console.screens.alerts.lines import ShelvedLine
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight, font, theme
from ioc_console.widgets.panel import Panel

ROW = 30
AT_MOST = 4


class _Rows(QWidget):
    """Painted rows; a click or Enter opens one."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[ShelvedLine, ...] = ()
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """At most four rows."""
        return QSize(400, ROW * min(AT_MOST, len(self.lines)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the row under the pointer."""
        row = int(event.position().y() // ROW)
        if 0 <= row < min(AT_MOST, len(self.lines)):
            self._at = row
            self.chosen.emit(self.lines[row].id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter opens."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._at = max(0, min(min(AT_MOST, len(self.lines)) - 1, self._at + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.lines:
            self.chosen.emit(self.lines[self._at].id)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Title, until, reason, time left."""
        painter = QPainter(self)
        width = self.width()
        for n, line in enumerate(self.lines[:AT_MOST]):
            top = n * ROW
            painter.setPen(QPen(theme().colour("line"), 1))
            painter.drawLine(0, top, width, top)
            if self.hasFocus() and n == self._at:
                painter.setPen(QPen(theme().colour("focus"), 1))
                painter.drawRect(QRect(0, top + 1, width - 1, ROW - 2))
            left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
            for at, wide, words, weight, tone, align in (
                (0.0, 0.38, line.title, Weight.MEDIUM, "text", left),
                (0.42, 0.20, line.until, Weight.REGULAR, "text", left),
                (0.64, 0.24, line.reason, Weight.REGULAR, "secondary", left),
                (0.88, 0.12, line.left, Weight.REGULAR, "secondary", right),
            ):
                painter.setFont(font(Size.BODY if tone == "text" else Size.LABEL, weight))
                painter.setPen(theme().colour(tone))
                room = QRect(int(at * width), top, int(wide * width), ROW)
                cut = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
                painter.drawText(room, int(align | Qt.AlignmentFlag.AlignVCenter), cut)
        painter.end()


class ShelvedPanel(Panel):
    """Hidden while nothing is shelved."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Shelved"), tr("comes back by itself when the time is over or when it gets worse"),
                         parent=parent, title_size=Size.BODY)
        self._rows = _Rows()
        self._rows.chosen.connect(self.chosen)
        self.body.addWidget(self._rows)
        self.body.setSpacing(Space.XS)

    def show_lines(self, lines: Sequence[ShelvedLine]) -> None:
        """Show what is aside."""
        self._rows.lines = tuple(lines)
        self.set_title(tr("Shelved"), str(len(lines)) if lines else "")
        self._rows.setAccessibleName("; ".join(f"{line.title}, {line.until}" for line in lines))
        self._rows.updateGeometry()
        self._rows.update()
        self.setVisible(bool(lines))


