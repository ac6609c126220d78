"""What a period chart draws: columns, plan outlines, forecast hatch, rules, and the tier of deviations below.

Both items paint in pixels (data coordinates are mapped first): edges are crisp and the hatch keeps its pitch at
every zoom. Column k is centred on x = k.
"""

from __future__ import annotations

from itertools import pairwise

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QTransform

from ioc_console.theme import Size, Weight, font, theme
from ioc_console.widgets.charts.hatch import hatch
from ioc_console.widgets.charts.series import PeriodPoint, PeriodSeries

# Shares of one column's pitch; at 36 px: same period 12, actual 14, plan 15, as the notation asks.
SAME, ACTUAL, PLAN = 12 / 36, 14 / 36, 15 / 36


class _Tier(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """A layer over a view box, painted in pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.series: PeriodSeries | None = None
        self._bounds = QRectF(0, 0, 1, 1)

    def show_series(self, series: PeriodSeries, low: float, high: float) -> None:
        """Draw this series between the given values."""
        self.prepareGeometryChange()
        self.series = series
        self._bounds = QRectF(-0.6, low, len(series.points) + 0.2, high - low)
        self.update()

    def boundingRect(self) -> QRectF:
        """The whole range of the tier, in data coordinates."""
        return self._bounds

    def paint(self, painter: QPainter, *_args: object) -> None:
        """Map to pixels, then draw."""
        if self.series is None or not self.series.points:
            return
        to_pixels = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self.draw(painter, to_pixels, self.series)
        painter.restore()

    def draw(self, painter: QPainter, to_pixels: QTransform, series: PeriodSeries) -> None:
        """Paint in pixels."""
        raise NotImplementedError  # pragma: no cover - both tiers draw

    def _area(self, to_pixels: QTransform) -> QRectF:
        return to_pixels.mapRect(self._bounds).normalized()


def _x(to_pixels: QTransform, x: float) -> float:
    return float(round(to_pixels.map(QPointF(x, 0.0)).x()))


def _y(to_pixels: QTransform, y: float) -> float:
    return float(round(to_pixels.map(QPointF(0.0, y)).y()))


def _bar(left: float, width: float, one: float, other: float) -> QRectF:
    """A bar between two heights in pixels; a value that is not zero is at least one pixel."""
    top, bottom = min(one, other), max(one, other)
    return QRectF(left, top, max(2.0, width), max(1.0, bottom - top))


class ColumnsTier(_Tier):
    """The upper tier: same period behind-left, plan outlined behind-right, actual in front, forecast hatched."""

    def draw(self, painter: QPainter, to_pixels: QTransform, series: PeriodSeries) -> None:
        """Rules first, then column by column, direct labels last."""
        area, zero = self._area(to_pixels), _y(to_pixels, 0.0)
        step = abs(_x(to_pixels, 1000.0) - _x(to_pixels, 0.0)) / 1000.0
        self._rules(painter, to_pixels, series, area)
        for k, point in enumerate(series.points):
            self._column(painter, to_pixels, point, _x(to_pixels, k), step, zero)
        painter.setPen(QPen(theme().colour("strong_line"), 1))
        painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))
        for k, point in enumerate(series.points):
            if point.value_text and point.value is not None:
                room = area.adjusted(0, 18 if series.breaks else 0, 0, 0)  # under the words of a rule
                self._label(painter, to_pixels, point, _x(to_pixels, k), room)

    def _rules(self, painter: QPainter, to_pixels: QTransform, series: PeriodSeries, area: QRectF) -> None:
        colours = theme()
        painter.setPen(QPen(colours.colour("line"), 1))
        for k, (before, after) in enumerate(pairwise(series.points)):
            if before.year != after.year and after.label != str(after.year):
                x = _x(to_pixels, k + 0.5)
                painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        for place, words in series.breaks:
            x = _x(to_pixels, place)
            painter.setPen(QPen(colours.colour("faint"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setFont(font(Size.LABEL))
            painter.setPen(colours.colour("secondary"))
            width = QFontMetricsF(painter.font()).horizontalAdvance(words)
            left = x - 4 - width if x - 4 - width > area.left() else x + 5
            box = QRectF(left - 2, area.top() + 1, width + 4, 17)
            painter.fillRect(box, colours.colour("surface"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _column(self, painter: QPainter, to_pixels: QTransform, point: PeriodPoint, x: float, step: float,
                zero: float) -> None:
        colours = theme()
        same, actual, plan = step * SAME, step * ACTUAL, step * PLAN
        front = round(x - actual / 2)
        if point.same_period is not None:
            bar = _bar(round(front - same * 0.45), round(same), zero, _y(to_pixels, point.same_period))
            painter.fillRect(bar, colours.colour("chart_same_period"))
        if point.plan is not None:
            outline = _bar(round(front + actual - plan * 0.55), round(plan), zero, _y(to_pixels, point.plan))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.colour("faint"), 1))
            painter.drawRect(outline.adjusted(0, 0, -1, -1))
        if point.value is not None:
            bar = _bar(front, round(actual), zero, _y(to_pixels, point.value))
            painter.fillRect(bar.adjusted(-1, -1, 1, 0), colours.colour("surface"))
            painter.fillRect(bar, colours.colour("chart_actual"))
        elif point.forecast is not None:
            self._forecast(painter, to_pixels, point, front, round(actual), zero)

    def _forecast(self, painter: QPainter, to_pixels: QTransform, point: PeriodPoint, front: float, width: float,
                  zero: float) -> None:
        colours = theme()
        bar = _bar(front, width, zero, _y(to_pixels, point.forecast or 0.0))
        painter.fillRect(bar, colours.colour("surface"))
        hatch(painter, bar, colours.colour("chart_actual"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colours.colour("chart_actual"), 1))
        painter.drawRect(bar.adjusted(0, 0, -1, -1))
        if point.forecast_low is not None and point.forecast_high is not None:
            low, high = _y(to_pixels, point.forecast_low), _y(to_pixels, point.forecast_high)
            box = _bar(front - 3, width + 6, low, high)
            wash = QColor(colours.colour("chart_actual"))
            wash.setAlphaF(0.18)
            painter.setBrush(QBrush(wash))
            painter.setPen(QPen(colours.colour("text"), 1))
            painter.drawRect(box.adjusted(0, 0, -1, -1))

    def _label(self, painter: QPainter, to_pixels: QTransform, point: PeriodPoint, x: float, area: QRectF) -> None:
        painter.setFont(font(Size.LABEL, Weight.STRONG))
        width = QFontMetricsF(painter.font()).horizontalAdvance(point.value_text) + 6
        value = point.value or 0.0
        y = _y(to_pixels, value)
        top = max(area.top(), y - 17) if value >= 0 else y + 2
        left = min(max(area.left(), x - width / 2), area.right() - width)
        box = QRectF(left, top, width, 15)
        painter.fillRect(box, theme().colour("surface"))
        painter.setPen(theme().colour("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, point.value_text)


class DeviationTier(_Tier):
    """The lower tier: deviation from plan under the same columns, grey but for the chosen one."""

    def draw(self, painter: QPainter, to_pixels: QTransform, series: PeriodSeries) -> None:
        """Bars from zero, their figures beyond their ends where they fit."""
        colours = theme()
        area, zero = self._area(to_pixels), _y(to_pixels, 0.0)
        step = abs(_x(to_pixels, 1000.0) - _x(to_pixels, 0.0)) / 1000.0
        width = max(2.0, round(step * ACTUAL) - 2)
        regular = QFontMetricsF(font(Size.LABEL))
        all_fit = all(regular.horizontalAdvance(p.deviation_text) + 3 <= step * 1.05 for p in series.points)
        for k, point in enumerate(series.points):
            if point.deviation is None:
                continue
            x, chosen = _x(to_pixels, k), k == series.chosen
            bar = _bar(x - width / 2, width, zero, _y(to_pixels, point.deviation))
            if point.value is None:
                hatch(painter, bar, colours.colour("chart_actual"))
            elif point.deviation:
                painter.fillRect(bar, colours.colour((series.standing or "text") if chosen else "chart_same_period"))
            painter.setFont(font(Size.LABEL, Weight.STRONG if chosen else Weight.REGULAR))
            needed = QFontMetricsF(painter.font()).horizontalAdvance(point.deviation_text) + 3
            if all_fit or chosen:
                top = bar.bottom() + 1 if point.deviation <= 0 else bar.top() - 16
                painter.setPen(colours.colour("text" if chosen else "secondary"))
                painter.drawText(QRectF(x - needed / 2, top, needed, 15), Qt.AlignmentFlag.AlignCenter,
                                 point.deviation_text)
        painter.setPen(QPen(colours.colour("strong_line"), 1))
        painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))
