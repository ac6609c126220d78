"""Why an alert was raised: figures, small charts on one time axis, and counts by area, all painted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console import formatting
from ioc_console.screens.alerts.lines import Series
from ioc_console.theme import Size, Weight, font, theme

PLOT = 104
AXIS = 20
NAMES = 88


class ReasonCharts(QWidget):
    """Series one above the other. Measured bright, usual grey, threshold dashed and named at its right end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series: tuple[Series, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_series(self, series: Sequence[Series]) -> None:
        """Show other series; none hides the widget."""
        self._series = tuple(s for s in series if s.points)
        self.setVisible(bool(self._series))
        self.setAccessibleName("; ".join(
            f"{s.title}: {formatting.number(s.points[-1][1])}" for s in self._series))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One plot per series and one axis."""
        return QSize(400, len(self._series) * (PLOT + 20) + AXIS)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all plots."""
        if not self._series:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        times = [t for s in self._series for t, _ in (*s.points, *s.forecast)]
        first, last = min(times), max(times)
        width = self.width() - NAMES
        for n, series in enumerate(self._series):
            self._plot(painter, series, QRectF(0, n * (PLOT + 20) + 18, width, PLOT - 8), first, last)
        painter.setPen(theme().colour("secondary"))
        painter.setFont(font(Size.LABEL, Weight.REGULAR))
        bottom = len(self._series) * (PLOT + 20)
        for k in range(5):
            moment = first + (last - first) * k / 4
            words = formatting.clock_time(moment) if last - first < 2 * 86_400 else formatting.short_day(moment)
            at = width * k / 4
            align = Qt.AlignmentFlag.AlignLeft if k == 0 else (
                Qt.AlignmentFlag.AlignRight if k == 4 else Qt.AlignmentFlag.AlignHCenter)
            left = 0.0 if k == 0 else (at - 80 if k == 4 else at - 40)
            painter.drawText(QRectF(left, bottom, 80, AXIS), int(align | Qt.AlignmentFlag.AlignVCenter), words)
        painter.end()

    @staticmethod
    def _plot(painter: QPainter, series: Series, room: QRectF, first: int, last: int) -> None:
        colours = theme()
        tops = [v for _, v in (*series.points, *series.forecast)]
        tops += [series.threshold] if series.threshold is not None else []
        top, low = max([*tops, 1e-9]) * 1.08, min([0.0, *tops])
        span = max(1, last - first)

        def at(time: float, value: float) -> QPointF:
            return QPointF(room.left() + (time - first) / span * room.width(),
                           room.bottom() - (value - low) / (top - low) * room.height())

        painter.setFont(font(Size.LABEL, Weight.REGULAR))
        painter.setPen(colours.colour("secondary"))
        painter.drawText(QRectF(room.left(), room.top() - 18, room.width(), 16),
                         int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), series.title)
        if series.usual:
            band = QRectF(at(first, series.usual[1]), at(last, series.usual[0]))
            painter.fillRect(band, colours.colour("line"))
        painter.setPen(QPen(colours.colour("strong_line"), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        if series.threshold is not None:
            pen = QPen(colours.colour("at_risk"), 1, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            y = at(first, series.threshold).y()
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
            painter.setPen(colours.colour("secondary"))
            words = series.threshold_word or formatting.number(series.threshold)
            painter.drawText(QRectF(room.right() + 8, y - 9, NAMES - 8, 18), int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.setPen(QPen(colours.colour("chart_actual"), 2))
        painter.drawPolyline(QPolygonF([at(t, v) for t, v in series.points]))
        if series.forecast:
            painter.setPen(QPen(colours.colour("chart_same_period"), 1.5, Qt.PenStyle.DotLine))
            painter.drawPolyline(QPolygonF([at(t, v) for t, v in (series.points[-1], *series.forecast)]))
        end = at(*series.points[-1])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.colour("text"))
        painter.drawEllipse(end, 4, 4)
        painter.setPen(colours.colour("text"))
        painter.setFont(font(Size.TITLE, Weight.STRONG))
        words = formatting.number(series.points[-1][1])
        wide = painter.fontMetrics().horizontalAdvance(words)
        left = end.x() + 8 if end.x() + 8 + wide < room.right() + NAMES and end.x() < room.right() - 1 else (
            end.x() - wide - 10)
        painter.drawText(QRectF(left, max(room.top() - 16, end.y() - 20), wide + 4, 18),
                         int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.setBrush(Qt.BrushStyle.NoBrush)


class CountBars(QWidget):
    """Names with horizontal bars from zero and counts at the right, longest first."""

    ROW = 28

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[tuple[str, float], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: Sequence[tuple[str, float]]) -> None:
        """Show other counts; none hides the widget."""
        self._rows = tuple(sorted(counts, key=lambda c: -c[1]))
        self.setVisible(bool(self._rows))
        self.setAccessibleName("; ".join(f"{name}: {formatting.number(value)}" for name, value in self._rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """28 a row."""
        return QSize(300, len(self._rows) * self.ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows."""
        painter = QPainter(self)
        top = max((v for _, v in self._rows), default=1.0) or 1.0
        bar_left, bar_room = int(self.width() * 0.46), int(self.width() * 0.40)
        for n, (name, value) in enumerate(self._rows):
            y = n * self.ROW
            painter.setPen(QPen(theme().colour("line"), 1))
            painter.drawLine(0, y, self.width(), y)
            painter.setFont(font(Size.BODY, Weight.REGULAR))
            painter.setPen(theme().colour("text"))
            words = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, bar_left - 8)
            painter.drawText(QRectF(0, y, bar_left - 8, self.ROW), int(Qt.AlignmentFlag.AlignVCenter), words)
            painter.fillRect(QRectF(bar_left, y + 9, max(1.0, bar_room * value / top), 10),
                             theme().colour("chart_same_period"))
            painter.setFont(font(Size.BODY, Weight.STRONG))
            painter.drawText(QRectF(0, y, self.width(), self.ROW),
                             int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), formatting.number(value))
        painter.end()
