"""The row of the four standings: at risk first and largest."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioc_console.screens.overview.words import StandingTile
from ioc_console.text import tr
from ioc_console.theme import CORNER, Size, Weight, theme
from ioc_console.widgets.charts.column_chart import ColumnChart
from ioc_console.widgets.drawing import line, text_width
from ioc_console.widgets.standing_mark import draw_standing
from ioc_domain.codes import Standing

HEIGHT = 88
PAD = 16


class StandingTileView(QWidget):
    """Painted, with its twelve monthly columns at the right. Enter or a click opens the list of the standing."""

    opened = Signal()

    def __init__(self, large: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._large = large
        self._tile: StandingTile | None = None
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(360 if large else 190)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._chart = ColumnChart(gap=0.28, parent=self)

    def show_tile(self, tile: StandingTile) -> None:
        """Show a standing."""
        self._tile = tile
        self._chart.show_columns(tile.columns)
        self.setAccessibleName(f"{tile.name}: {tile.count}. {tile.change}")
        self.update()

    def sizeHint(self) -> QSize:
        """480 or 236 wide."""
        return QSize(480 if self._large else 236, HEIGHT)

    def resizeEvent(self, event: QEvent) -> None:
        """Columns at the right end."""
        width = 84
        self._chart.setGeometry(self.width() - PAD - width, 30 if self._large else 44, width, 46 if self._large else 32)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Mark, name, count, change; what is new in the large one."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme()
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        alarm = self._large and self._tile is not None and self._tile.count != "0"
        painter.setPen(QPen(colours.colour("focus" if self.hasFocus() else "at_risk" if alarm else "line"),
                            2 if self.hasFocus() else 1))
        painter.setBrush(colours.colour("surface"))
        painter.drawRoundedRect(frame, CORNER, CORNER)
        if self._tile is not None:
            if self._large:
                self._paint_large(painter, self._tile)
            else:
                self._paint_small(painter, self._tile)
        painter.end()

    def _paint_small(self, painter: QPainter, tile: StandingTile) -> None:
        draw_standing(painter, QRectF(PAD, 16, 14, 14), tile.standing)
        line(painter, QRectF(PAD + 22, 13, self.width() - 2 * PAD - 14, 20), tile.name, Size.BODY, Weight.STRONG)
        line(painter, QRectF(PAD, 36, 90, 26), tile.count, Size.HEADING, Weight.STRONG)
        room = self.width() - 2 * PAD - 84 - 8
        line(painter, QRectF(PAD, 62, room, 17), tile.change, token="secondary")

    def _paint_large(self, painter: QPainter, tile: StandingTile) -> None:
        draw_standing(painter, QRectF(PAD, 15, 16, 16), tile.standing)
        name = line(painter, QRectF(PAD + 24, 12, 200, 22), tile.name, Size.TITLE, Weight.STRONG)
        line(painter, QRectF(PAD, 38, 120, 40), tile.count, Size.FIGURE, Weight.STRONG,
             "at_risk" if tile.count != "0" else "text")
        left = max(PAD + 24 + name + 24, 190)
        room = self.width() - PAD - 84 - 16 - left
        said = tr("12 months")
        line(painter, QRectF(self.width() - PAD - 84, 13, 84, 17), said, token="secondary", right=True)
        marked = any(kind in ("fresh", "stale") for kind, _ in tile.lines)
        y = 14.0
        if not marked:
            line(painter, QRectF(left, y, room, 18), tile.change, token="secondary")
            y += 20
        indent = text_width(tile.lines[0][0]) + 5 if tile.lines and not marked else 18
        for kind, words in tile.lines:
            if kind in ("fresh", "stale"):
                draw_standing(painter, QRectF(left, y + 3, 11, 11), Standing.AT_RISK, stale=kind == "stale")
            elif kind:
                line(painter, QRectF(left, y, room, 18), kind, token="secondary")
            line(painter, QRectF(left + indent, y, room - indent, 18), words, weight=Weight.MEDIUM)
            y += 20
        if marked:
            line(painter, QRectF(left, y, room, 18), tile.change, token="secondary")
