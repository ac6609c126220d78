"""Days from sending to the deadline: counted days numbered, days that do not count hatched with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console.theme import Size, Weight, font, theme
from ioc_console.widgets.charts.hatch import hatch


@dataclass(frozen=True)
class DayCell:
    """One day: `top` "T2 23", `below` "ngày 1" or the reason it does not count."""

    top: str
    below: str
    counted: bool
    due: bool = False


class DayStrip(QWidget):
    """Cells of one height, as wide as there is room, the due day framed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: tuple[DayCell, ...] = ()
        self.setFixedHeight(44)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_days(self, days: Sequence[DayCell], words: str = "") -> None:
        """Show days; `words` say the strip to ears."""
        self._days = tuple(days)
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        """44 px a day."""
        return QSize(max(1, len(self._days)) * 48, 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells."""
        if not self._days:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t = theme()
        step = min(64.0, (self.width() + 4) / len(self._days))
        for index, day in enumerate(self._days):
            cell = QRectF(index * step + 0.5, 0.5, step - 5, 43)
            if not day.counted:
                hatch(painter, cell, t.colour("line"))
            painter.setPen(QPen(t.colour("focus" if day.due else "strong_line" if day.counted else "line"),
                                2 if day.due else 1))
            painter.setBrush(t.colour("selection") if day.due else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell.adjusted(0.5, 0.5, -0.5, -0.5) if day.due else cell, 4, 4)
            painter.setFont(font(Size.LABEL))
            painter.setPen(t.colour("text" if day.due else "secondary"))
            painter.drawText(cell.adjusted(0, 3, 0, -21), int(Qt.AlignmentFlag.AlignCenter), day.top)
            painter.setFont(font(Size.LABEL, Weight.STRONG if day.counted else Weight.REGULAR))
            painter.setPen(t.colour("text" if day.counted else "secondary"))
            painter.drawText(cell.adjusted(0, 21, 0, -3), int(Qt.AlignmentFlag.AlignCenter), day.below)
        painter.end()


def draw_day_ticks(painter: QPainter, room: QRectF, granted: int, used: int, late: int = 0) -> None:
    """A 4 px bar: one segment per working day granted, filled = used; one red segment appended per day late."""
    total = granted + late
    if total <= 0:
        return
    t, gap = theme(), 2.0
    width = (room.width() - gap * (total - 1)) / total
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    for i in range(total):
        token = "at_risk" if i >= granted else "chart_actual" if i < used else "strong_line"
        painter.setBrush(t.colour(token))
        painter.drawRect(QRectF(room.left() + i * (width + gap), room.top(), width, room.height()))
    painter.restore()


class DayTicks(QWidget):
    """`draw_day_ticks` as a widget."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = (0, 0, 0)
        self.setFixedHeight(4)

    def set_days(self, granted: int, used: int, late: int = 0, words: str = "") -> None:
        """Show other counts."""
        self._counts = (granted, used, late)
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar."""
        painter = QPainter(self)
        draw_day_ticks(painter, QRectF(self.rect()), *self._counts)
        painter.end()
