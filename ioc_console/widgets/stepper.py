"""The way of a command: dashed while only this machine has it, solid from where the centre has it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console.theme import Size, Weight, font, theme


class Stepper(QWidget):
    """Steps by name, the one we are at filled; lines before `centre_step` are dashed, after it solid."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[str, ...] = ()
        self._at = 0
        self._centre_step = 0
        self.setFixedHeight(44)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_steps(self, steps: Sequence[str], at: int, centre_step: int) -> None:
        """Show steps. `at`: index of the present one. `centre_step`: first step the data centre knows of."""
        self._steps, self._at, self._centre_step = tuple(steps), at, centre_step
        self.setAccessibleName(f"{self._steps[at]}: {at + 1}/{len(self._steps)}" if self._steps else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the words."""
        return QSize(max(200, 92 * len(self._steps)), 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lines, circles, words."""
        if not self._steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t, radius, y = theme(), 6.0, 9.0
        step = self.width() / len(self._steps)
        centres = [QPointF(step * (i + 0.5), y) for i in range(len(self._steps))]
        for i, (left, right) in enumerate(pairwise(centres)):
            passed = i < self._at
            pen = QPen(t.colour("secondary" if passed else "strong_line"), 1.4)
            pen.setStyle(Qt.PenStyle.SolidLine if i + 1 > self._centre_step else Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawLine(QLineF(left.x() + radius + 2, y, right.x() - radius - 2, y))
        for i, (centre, words) in enumerate(zip(centres, self._steps, strict=True)):
            if i == self._at:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(t.colour("focus"))
            else:
                painter.setPen(QPen(t.colour("secondary" if i < self._at else "strong_line"), 1.4))
                painter.setBrush(t.colour("secondary" if i < self._at else "surface"))
            painter.drawEllipse(centre, radius, radius)
            painter.setFont(font(Size.LABEL, Weight.STRONG if i == self._at else Weight.REGULAR))
            painter.setPen(t.colour("text" if i == self._at else "secondary"))
            painter.drawText(QRectF(step * i, 22, step, 20), int(Qt.AlignmentFlag.AlignCenter), words)
        painter.end()
