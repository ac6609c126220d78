"""The working-time clock of one complaint as a strip of days: office hours as blocks, what ran over in red."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console.theme import Size, Weight, font, theme

_OFF_SHARE = 0.55  # a day off is so much narrower
_TOP, _BAND, _BOTTOM = 18, 24, 18


@dataclass(frozen=True)
class ClockDay:
    """One day: label, whether offices work, and its blocks as (start, end, kind) in shares of the day's width.

    Kinds: used (counted), late (counted after the due time), free (still to come).
    """

    label: str
    works: bool
    blocks: tuple[tuple[float, float, str], ...]


@dataclass(frozen=True)
class ClockMark:
    """A moment: day number, share of that day, words above it, tone."""

    day: int
    share: float
    words: str
    tone: str


class ClockStrip(QWidget):
    """Days from receipt to now or the due time, whichever is later."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: tuple[ClockDay, ...] = ()
        self._marks: tuple[ClockMark, ...] = ()
        self.setFixedHeight(_TOP + _BAND + _BOTTOM)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_clock(self, days: Sequence[ClockDay], marks: Sequence[ClockMark], words: str) -> None:
        """Show these days; `words` say the strip to ears."""
        self._days, self._marks = tuple(days), tuple(marks)
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(400, self.height())

    def _boxes(self) -> list[QRectF]:
        weights = [1.0 if d.works else _OFF_SHARE for d in self._days]
        unit = (self.width() - 1) / sum(weights)
        left, boxes = 0.0, []
        for weight in weights:
            boxes.append(QRectF(left, _TOP, unit * weight, _BAND))
            left += unit * weight
        return boxes

    def label_left(self, day: int, boxes: list[QRectF], metrics: QFontMetricsF) -> float:
        """Where the name of a day begins: in its middle, and whole at the ends of the strip."""
        width = metrics.horizontalAdvance(self._days[day].label)
        return min(max(0.0, boxes[day].center().x() - width / 2), self.width() - width - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Days, blocks, marks."""
        if not self._days:
            return
        painter = QPainter(self)
        t, boxes = theme(), self._boxes()
        fonts = font(Size.LABEL)
        painter.setFont(fonts)
        metrics = QFontMetricsF(fonts)
        wide = max(metrics.horizontalAdvance(d.label) for d in self._days) + 8
        every = max(1, int(-(-wide // min(b.width() for b in boxes))))
        free = 0.0
        for k, (day, box) in enumerate(zip(self._days, boxes, strict=True)):
            if not day.works:
                painter.fillRect(box, t.colour("canvas"))
            painter.setPen(QPen(t.colour("line"), 1))
            edge = round(box.left()) + 0.5
            painter.drawLine(QPointF(edge, box.top()), QPointF(edge, box.bottom()))
            for start, end, kind in day.blocks:
                self._block(painter, box, start, end, kind)
            left = self.label_left(k, boxes, metrics) if k % every == 0 else -1.0
            if left >= free:
                painter.setPen(t.colour("secondary"))
                width = metrics.horizontalAdvance(day.label)
                painter.drawText(QRectF(left, box.bottom() + 2, width + 2, _BOTTOM), int(Qt.AlignmentFlag.AlignTop),
                                 day.label)
                free = left + width + 4
        painter.setPen(QPen(t.colour("line"), 1))
        painter.drawLine(QPointF(0, _TOP + 0.5), QPointF(self.width(), _TOP + 0.5))
        painter.drawLine(QPointF(0, _TOP + _BAND - 0.5), QPointF(self.width(), _TOP + _BAND - 0.5))
        self._paint_marks(painter, boxes)
        painter.end()

    def _block(self, painter: QPainter, box: QRectF, start: float, end: float, kind: str) -> None:
        high = 18 if kind == "late" else 14
        room = QRectF(box.left() + box.width() * start, box.center().y() - high / 2, box.width() * (end - start), high)
        if kind == "free":
            painter.setPen(QPen(theme().colour("strong_line"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(room.adjusted(0.5, 0.5, -0.5, -0.5))
            return
        painter.fillRect(room, theme().colour("at_risk" if kind == "late" else "chart_same_period"))

    def _paint_marks(self, painter: QPainter, boxes: list[QRectF]) -> None:
        """Lines, and their words above; words that would meet are pushed apart."""
        metrics = QFontMetricsF(font(Size.LABEL, Weight.MEDIUM))
        painter.setFont(font(Size.LABEL, Weight.MEDIUM))
        free = 0.0
        for mark in self._marks:
            if not 0 <= mark.day < len(boxes):
                continue
            box = boxes[mark.day]
            x = round(box.left() + box.width() * mark.share) + 0.5
            painter.setPen(QPen(theme().colour(mark.tone), 2))
            painter.drawLine(QPointF(x, _TOP - 2), QPointF(x, _TOP + _BAND))
            width = metrics.horizontalAdvance(mark.words)
            left = min(max(free, x - width / 2), self.width() - width)
            painter.drawText(QRectF(left, 0, width + 2, _TOP - 3), int(Qt.AlignmentFlag.AlignVCenter), mark.words)
            free = left + width + 10
