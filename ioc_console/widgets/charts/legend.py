"""The legend of a period chart: only what the chart has."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console.text import tr
from ioc_console.theme import theme
from ioc_console.widgets.charts.hatch import hatch
from ioc_console.widgets.charts.series import PeriodSeries
from ioc_console.widgets.drawing import line, text_width

GAP, MARK = 18, 14


class ChartLegend(QWidget):
    """Actual, plan, same period, forecast: a mark and a word each, on one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kinds: tuple[str, ...] = ()
        self.setFixedHeight(18)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_for(self, series: PeriodSeries) -> None:
        """Name what this chart draws."""
        has = {
            "actual": any(p.value is not None for p in series.points),
            "plan": any(p.plan is not None for p in series.points),
            "same": any(p.same_period is not None for p in series.points),
            "forecast": any(p.forecast is not None for p in series.points),
        }
        self._kinds = tuple(kind for kind, present in has.items() if present)
        self.updateGeometry()
        self.update()

    def _entries(self) -> list[tuple[str, str]]:
        words = {"actual": tr("Actual"), "plan": tr("Plan"), "same": tr("Same period"),
                 "forecast": tr("Forecast, interval")}
        return [(kind, words[kind]) for kind in self._kinds]

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(int(sum(text_width(w) + MARK + 6 + GAP for _, w in self._entries())), 18)

    def minimumSizeHint(self) -> QSize:
        """The same: a legend is not cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Mark and word, left to right."""
        painter, colours, x = QPainter(self), theme(), 0.0
        for kind, words in self._entries():
            box = QRectF(x, 3, 9, 12)
            if kind == "actual":
                painter.fillRect(box, colours.colour("chart_actual"))
            elif kind == "same":
                painter.fillRect(box, colours.colour("chart_same_period"))
            elif kind == "plan":
                painter.setPen(QPen(colours.colour("faint"), 1))
                painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
            else:
                hatch(painter, box, colours.colour("chart_actual"))
                painter.setPen(QPen(colours.colour("chart_actual"), 1))
                painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
            width = text_width(words)
            line(painter, QRectF(x + MARK, 0, width, 18), words, token="secondary")
            x += MARK + width + 6 + GAP
        painter.end()
