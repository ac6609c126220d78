"""Direct labels at the right of a period chart: plan of the year, forecast with interval, method; tier names."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ioc_console.theme import Size, Weight, font, theme
from ioc_console.widgets.charts.series import PeriodSeries
from ioc_console.widgets.drawing import text_width

LINE = 17
WIDTH, MOST_WIDTH = 104, 132


class SideNotes(QWidget):
    """Words beside the columns. Hidden when the series has none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        self._series = PeriodSeries("", ())

    def show_series(self, series: PeriodSeries) -> None:
        """Label this series."""
        self._series = series
        self.setVisible(bool(series.side_notes or series.deviation_title) and bool(series.points))
        needed = max((text_width(figure, weight=Weight.STRONG) for _, figure in series.side_notes), default=0.0)
        self.setFixedWidth(int(min(MOST_WIDTH, max(WIDTH, needed + 2))))
        self.setAccessibleName(", ".join(f"{words} {figure}".strip() for words, figure in series.side_notes))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Notes from the top, method above the lower tier, the tier's name at the bottom."""
        painter = QPainter(self)
        colours = theme()
        regular, strong = font(Size.LABEL), font(Size.LABEL, Weight.STRONG)
        y = 2.0
        for words, figure in self._series.side_notes:
            painter.setFont(regular)
            painter.setPen(colours.colour("secondary"))
            painter.drawText(QRectF(0, y, self.width(), LINE), int(Qt.AlignmentFlag.AlignVCenter), words)
            offset = QFontMetricsF(regular).horizontalAdvance(words + " ") if words else 0.0
            needed = QFontMetricsF(strong).horizontalAdvance(figure)
            if offset + needed > self.width():
                y, offset = y + LINE, 0.0
            painter.setFont(strong if words else regular)
            painter.setPen(colours.colour("text" if words else "secondary"))
            painter.drawText(QRectF(offset, y, self.width() - offset, LINE), int(Qt.AlignmentFlag.AlignVCenter), figure)
            y += LINE
        lower = self.height() - (70 if self._series.deviation_title else 0)
        flags = int(Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap)
        room = QRectF(0, y + 6, self.width(), max(0.0, lower - y - 46))
        painter.setFont(regular)
        footer = self._series.side_footer
        if footer and painter.boundingRect(room, flags, footer).height() <= room.height():
            painter.setPen(colours.colour("secondary"))
            painter.drawText(room, flags, footer)
        for k, line in enumerate(self._series.deviation_title):
            painter.setFont(strong if k == 0 else regular)
            painter.setPen(colours.colour("text" if k == 0 else "secondary"))
            painter.drawText(QRectF(0, lower + k * LINE, self.width(), LINE), int(Qt.AlignmentFlag.AlignVCenter), line)
        painter.end()
