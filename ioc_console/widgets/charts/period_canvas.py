"""The pyqtgraph part of a period chart: two plots on one time axis, columns above, deviations below."""

from __future__ import annotations

import math
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QWidget

from ioc_console.formatting import number
from ioc_console.theme import Size, font, theme
from ioc_console.widgets.charts.period_axis import PeriodAxis
from ioc_console.widgets.charts.period_marks import ColumnsTier, DeviationTier
from ioc_console.widgets.charts.series import PeriodSeries
from ioc_console.widgets.drawing import text_width

LEAST_AXIS = 30
LOWER_TIER = 64


class ValueAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Numbers as people here write them; no line, only faint rules across the plot."""

    def __init__(self) -> None:
        super().__init__("left")
        self.setWidth(LEAST_AXIS)
        self.setStyle(tickLength=0, tickTextOffset=6, maxTickLevel=0)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Tick values in Vietnamese form, with as many decimals as the spacing needs."""
        decimals = max(0, -math.floor(math.log10(spacing))) if spacing < 1 else 0
        return [number(v, decimals) for v in values]


class BlankAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Keeps the lower tier under the upper one; shows nothing, for its bars carry their figures."""

    def __init__(self) -> None:
        super().__init__("left")

    def paint(self, *_args: object) -> None:
        """Nothing."""


class PeriodCanvas(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Draws a series; takes no pointer and no keys."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.ci.layout.setContentsMargins(0, 0, 0, 0)
        self.ci.layout.setSpacing(0)
        self._count = 0
        self._period_axis, self._value_axis, self._lower_axis = PeriodAxis(), ValueAxis(), BlankAxis()
        self.upper = self._plot(0, {"left": self._value_axis, "bottom": self._period_axis})
        self.lower = self._plot(1, {"left": self._lower_axis})
        self.lower.hideAxis("bottom")
        self.lower.getViewBox().setXLink(self.upper.getViewBox())
        self.ci.layout.setRowStretchFactor(0, 1)
        self._columns, self._deviations = ColumnsTier(), DeviationTier()
        self.upper.addItem(self._columns, ignoreBounds=True)
        self.lower.addItem(self._deviations, ignoreBounds=True)
        self.tint()

    def _plot(self, row: int, axes: dict[str, Any]) -> pg.PlotItem:
        plot: pg.PlotItem = self.addPlot(row=row, col=0, axisItems=axes)
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.setMouseEnabled(x=False, y=False)
        plot.layout.setContentsMargins(0, 0, 0, 0)
        plot.getViewBox().setDefaultPadding(0.0)
        plot.disableAutoRange()
        return plot

    def show_series(self, series: PeriodSeries) -> None:
        """Draw this series."""
        low, high = value_range(series)
        self._count = len(series.points)
        self._period_axis.set_series(series)
        widest = max(text_width(number(v, 0 if abs(v) >= 10 else 1)) for v in (low, high))
        for axis in (self._value_axis, self._lower_axis):
            axis.setWidth(max(LEAST_AXIS, int(widest) + 10))
        self._columns.show_series(series, low, high)
        right = self._count - 0.4 if self._count else 1
        self.upper.getViewBox().setRange(xRange=(-0.6, right), yRange=(low, high), padding=0)
        self._show_deviations(series)
        self.upper.setVisible(bool(self._count))

    def _show_deviations(self, series: PeriodSeries) -> None:
        values = [p.deviation for p in series.points if p.deviation is not None]
        has = bool(series.deviation_title) and bool(values)
        self.lower.setVisible(has)
        self.lower.setFixedHeight(LOWER_TIER if has else 0)
        if not has:
            return
        low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
        # Room for the figures beyond the ends of the bars: 19 px of the tier on each side that has bars.
        span = (high - low) or 1.0
        share = 19 / (LOWER_TIER - 38 if low < 0 < high else LOWER_TIER - 22)
        low -= span * (share if low < 0 else 0.03)
        high += span * (share if high > 0 else 0.03)
        self._deviations.show_series(series, low, high)
        self.lower.getViewBox().setYRange(low, high, padding=0)

    def plot_rect(self) -> QRectF:
        """Where the upper tier's columns are, in pixels of this widget."""
        view = self.upper.getViewBox()
        scene = view.mapRectToScene(view.rect())
        corners = self.mapFromScene(scene.topLeft()), self.mapFromScene(scene.bottomRight())
        return QRectF(QPointF(corners[0]), QPointF(corners[1]))

    def tint(self) -> None:
        """Follow the light."""
        self.setBackground(theme().colour("surface"))
        self._value_axis.setPen(pg.mkPen(None))
        self._value_axis.setTextPen(theme().colour("secondary"))
        self._value_axis.setTickFont(font(Size.LABEL))
        self._value_axis.setTickPen(pg.mkPen(theme().colour("line")))
        self._value_axis.setGrid(255)
        self._value_axis.setZValue(-1000)  # the rules lie behind the columns
        for item in (self._columns, self._deviations, self._period_axis):
            item.update()


def value_range(series: PeriodSeries) -> tuple[float, float]:
    """(low, high) of the upper tier: always with zero, and air on top for the labels."""
    values = [0.0]
    for p in series.points:
        values += [v for v in (p.value, p.plan, p.same_period, p.forecast, p.forecast_low, p.forecast_high)
                   if v is not None]
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    air = 0.22 if series.breaks else 0.12  # room for the words of a rule above the figures of the columns
    return (low - span * 0.1 if low < 0 else 0.0), (high + span * air if high > 0 else span * air * 0.5)
