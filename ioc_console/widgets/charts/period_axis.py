"""The time axis of a period chart: short names under the columns, years under them, in the language in use."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from ioc_console.theme import Size, Weight, font, theme
from ioc_console.widgets.charts.series import PeriodSeries

HEIGHT = 40


class PeriodAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Bottom axis: column k is centred on x = k. Names that would touch are left out, never slanted."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.setStyle(showValues=False, tickLength=0)
        self.setHeight(HEIGHT)
        self._series: PeriodSeries | None = None

    def set_series(self, series: PeriodSeries) -> None:
        """Name the columns of this series."""
        self._series = series
        self.picture = None
        self.update()

    def paint(self, painter: QPainter, *_args: object) -> None:
        """Names and years; the chosen column strong."""
        series, view = self._series, self.linkedView()
        if series is None or view is None or not series.points:
            return
        left, right = view.viewRange()[0]
        box = self.boundingRect()
        geometry = view.geometry()
        step = geometry.width() / max(1e-9, right - left)
        origin = self.mapFromParent(geometry.topLeft()).x()
        colours = theme()
        regular, strong = font(Size.LABEL), font(Size.LABEL, Weight.STRONG)
        metrics = QFontMetricsF(strong)
        widest = max(metrics.horizontalAdvance(p.label) for p in series.points) + 4
        every = max(1, -(-int(widest) // max(1, int(step))))
        yearly = all(p.label == str(p.year) for p in series.points)
        last_year = None
        for k, point in enumerate(series.points):
            x = origin + (k - left) * step
            chosen = k == series.chosen
            beside = 0 <= series.chosen - k < every or 0 <= k - series.chosen < every
            if chosen or (k % every == 0 and not (beside and every > 1)):
                painter.setFont(strong if chosen else regular)
                painter.setPen(colours.colour("text" if chosen else "secondary"))
                painter.drawText(QRectF(x - widest, box.top() + 3, widest * 2, 16), Qt.AlignmentFlag.AlignCenter,
                                 point.label)
            if not yearly and point.year != last_year:
                painter.setFont(regular)
                painter.setPen(colours.colour("secondary"))
                painter.drawText(QRectF(x - step / 2 + 3, box.top() + 21, 60, 16), Qt.AlignmentFlag.AlignLeft,
                                 str(point.year))
                last_year = point.year
