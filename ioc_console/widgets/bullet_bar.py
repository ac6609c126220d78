"""The bullet of an indicator: year plan outlined, actual solid, forecast hatched, interval a band, plan a tick."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console.theme import theme
from ioc_console.widgets.charts.hatch import hatch


@dataclass(frozen=True)
class Bullet:
    """Values on one scale from zero; None is not drawn. A lower-is-better actual simply overruns the outline."""

    actual: float | None
    year_plan: float | None = None
    period_plan: float | None = None
    forecast: float | None = None
    low: float | None = None
    high: float | None = None
    stale: bool = False


def draw_bullet(painter: QPainter, room: QRectF, bullet: Bullet) -> None:
    """Draw a bullet over `room` (20 px high in a card)."""
    values = [bullet.actual, bullet.year_plan, bullet.period_plan, bullet.forecast, bullet.high]
    known = [v for v in values if v is not None and math.isfinite(v) and v > 0]
    if not known:
        return
    scale = (room.width() - 2) / max(known)

    def x(value: float) -> float:
        return room.left() + 0.5 + max(0.0, value) * scale

    t = theme()
    actual = t.colour("chart_same_period" if bullet.stale else "chart_actual")
    bar = QRectF(room.left() + 0.5, room.center().y() - 5, 0, 10)
    painter.save()
    if bullet.low is not None and bullet.high is not None:
        band = QColor(t.colour("strong_line"))
        band.setAlphaF(0.55)
        start = max(bullet.low, bullet.actual or 0.0)
        painter.fillRect(QRectF(x(start), bar.top(), max(0.0, x(bullet.high) - x(start)), bar.height()), band)
    if bullet.forecast is not None:
        start = bullet.actual or 0.0
        if bullet.forecast > start:
            hatch(painter, QRectF(x(start), bar.top(), x(bullet.forecast) - x(start), bar.height()), actual)
    if bullet.actual is not None:
        painter.fillRect(QRectF(bar.left(), bar.top(), x(bullet.actual) - bar.left(), bar.height()), actual)
    if bullet.year_plan is not None:
        painter.setPen(QPen(t.colour("chart_same_period" if bullet.stale else "faint"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(bar.left(), bar.top() - 2.5, x(bullet.year_plan) - bar.left(), bar.height() + 5))
    if bullet.period_plan is not None:
        at = x(bullet.period_plan)
        painter.fillRect(QRectF(at - 3, room.top(), 6, room.height()), t.colour("surface"))
        painter.fillRect(QRectF(at - 1, room.top(), 2, room.height()), t.colour("text"))
    painter.restore()


class BulletBar(QWidget):
    """`draw_bullet` as a widget."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bullet = Bullet(None)
        self.setFixedHeight(20)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_bullet(self, bullet: Bullet, words: str = "") -> None:
        """Draw another bullet; `words` say it to ears."""
        self._bullet = bullet
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        """As in a card."""
        return QSize(366, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bullet."""
        painter = QPainter(self)
        draw_bullet(painter, QRectF(self.rect()), self._bullet)
        painter.end()
