"""The bullet of an at-risk card: solid actual, hatched forecast with its band, plan of the period, year outlined."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ioc_console.theme import theme
from ioc_console.widgets.charts.hatch import hatch
from ioc_console.widgets.charts.series import BulletFigures

BAR = 10


def draw_bullet(painter: QPainter, room: QRectF, figures: BulletFigures) -> None:
    """Draw into `room` (20 px high). The scale starts at zero, or at the least value where that is negative."""
    known = [v for v in (figures.actual, figures.plan_year, figures.plan_period, figures.forecast,
                         figures.forecast_low, figures.forecast_high) if v is not None]
    low, high = min(0.0, *known, 0.0), max(0.0, *known, 0.0)
    if high == low:
        return
    colours = theme()

    def x(value: float) -> float:
        return float(round(room.left() + (value - low) / (high - low) * (room.width() - 4)))

    middle = float(round(room.center().y()))
    bar_top, zero = middle - BAR / 2, x(0.0)
    solid = colours.colour("chart_same_period" if figures.stale else "chart_actual")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if figures.forecast_low is not None and figures.forecast_high is not None:
        wash = QColor(colours.colour("chart_same_period"))
        wash.setAlphaF(0.38)
        from_x, to_x = x(figures.forecast_low), x(figures.forecast_high)
        painter.fillRect(QRectF(from_x, bar_top, to_x - from_x, BAR), wash)
    actual = figures.actual
    if figures.forecast is not None:
        start = x(actual) if actual is not None and actual < figures.forecast else zero
        if actual is None or actual < figures.forecast:
            hatch(painter, QRectF(start, bar_top, x(figures.forecast) - start, BAR), solid)
    if actual is not None:
        painter.fillRect(QRectF(min(zero, x(actual)), bar_top, max(1.0, abs(x(actual) - zero)), BAR), solid)
    if figures.plan_year is not None:
        painter.setPen(QPen(colours.colour("faint"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(min(zero, x(figures.plan_year)), middle - 9, abs(x(figures.plan_year) - zero), 17))
    if figures.plan_period is not None:
        at = x(figures.plan_period)
        painter.fillRect(QRectF(at - 3, room.top(), 6, room.height()), colours.colour("surface"))
        painter.fillRect(QRectF(at - 1, room.top(), 2, room.height()), colours.colour("text"))
    if low < 0:
        painter.setPen(QPen(colours.colour("strong_line"), 1))
        painter.drawLine(QPointF(zero, room.top()), QPointF(zero, room.bottom()))
    painter.restore()
