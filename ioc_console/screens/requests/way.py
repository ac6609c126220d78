"""The way of a request with the time of each step: dashed while only this machine has it, solid after."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console.screens.requests.thread import StepWords
from ioc_console.theme import Size, Weight, font, theme


class RequestWay(QWidget):
    """Circles on a line, left-aligned with their words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[StepWords, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: Sequence[StepWords]) -> None:
        """Show other steps."""
        self._steps = tuple(steps)
        self.setAccessibleName("; ".join(f"{s.name} {s.time}".strip() for s in steps))
        self.update()

    def sizeHint(self) -> QSize:
        """A line and two lines of words."""
        return QSize(600, 56)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the way."""
        if not self._steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t = theme()
        pitch = self.width() / len(self._steps)
        reached = [n for n, s in enumerate(self._steps) if s.reached]
        newest = max(reached, default=0)
        for n, step in enumerate(self._steps):
            centre = QPointF(n * pitch + 8, 10)
            if n + 1 < len(self._steps):
                on = self._steps[n + 1].reached
                pen = QPen(t.colour("chart_actual" if on else "strong_line"), 1.4)
                if n == 0:
                    pen.setStyle(Qt.PenStyle.DashLine)
                painter.setPen(pen)
                painter.drawLine(QLineF(centre.x() + 9, 10, centre.x() + pitch - 9, 10))
            token = "focus" if n == newest else "chart_actual"
            painter.setPen(QPen(t.colour(token if step.reached else "strong_line"), 1.4))
            painter.setBrush(t.colour(token if step.reached else "surface"))
            painter.drawEllipse(centre, 7, 7)
            painter.setFont(font(Size.LABEL, Weight.STRONG if n == newest else Weight.MEDIUM))
            painter.setPen(t.colour("text" if step.reached else "secondary"))
            for row, words in enumerate((step.name, step.time)):
                if row:
                    painter.setFont(font(Size.LABEL, Weight.REGULAR))
                    painter.setPen(t.colour("secondary"))
                cut = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(pitch) - 6)
                painter.drawText(QRectF(n * pitch, 20 + row * 17, pitch, 18), int(Qt.AlignmentFlag.AlignVCenter), cut)
        painter.end()
