"""The four shapes of a standing, drawn: ◆ at risk, ▲ progressing, ● on track, ○ not assessable.

Stale marks are hollow and grey: they say what was, not what is.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ioc_console.text import mark, tr
from ioc_console.theme import theme
from ioc_domain.codes import Standing

NAMES: dict[Standing, str] = {
    Standing.AT_RISK: mark("At risk of missing the plan"),
    Standing.PROGRESSING: mark("Still progressing"),
    Standing.ON_TRACK: mark("Expected to reach the plan"),
    Standing.NOT_ASSESSABLE: mark("Cannot be assessed yet"),
}


def standing_name(standing: Standing | str) -> str:
    """The official words of a standing."""
    return tr(NAMES[Standing(standing)])


def standing_colour(standing: Standing | str, stale: bool = False) -> QColor:
    """Colour of a standing; grey when stale."""
    return theme().colour("faint" if stale else Standing(standing).value)


def draw_standing(
    painter: QPainter,
    room: QRectF,
    standing: Standing | str,
    *,
    stale: bool = False,
    colour: QColor | None = None,
) -> None:
    """Draw the shape of a standing centred in `room` (a square of 8 to 132 px), 0.9 of its side wide."""
    kind = Standing(standing)
    paint = colour or standing_colour(kind, stale)
    side = min(room.width(), room.height()) * 0.94
    centre = room.center()
    hollow = stale or kind is Standing.NOT_ASSESSABLE
    width = max(1.4, side / 8)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outline = QPen(paint, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin)
    painter.setPen(outline if hollow else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if hollow else paint)
    half = (side - (width if hollow else 0)) / 2
    if kind is Standing.AT_RISK:
        painter.drawPolygon(_polygon(centre, half, ((0, -1), (1, 0), (0, 1), (-1, 0))))
    elif kind is Standing.PROGRESSING:
        painter.drawPolygon(_polygon(centre, half, ((0, -0.88), (1, 0.82), (-1, 0.82))))
    else:
        painter.drawEllipse(centre, half * 0.9, half * 0.9)
    painter.restore()


def _polygon(centre: QPointF, half: float, corners: tuple[tuple[float, float], ...]) -> QPolygonF:
    return QPolygonF([QPointF(centre.x() + x * half, centre.y() + y * half) for x, y in corners])


class StandingMark(QWidget):
    """The shape as a widget, with the standing's words as its accessible name."""

    def __init__(
        self, standing: Standing | str = Standing.NOT_ASSESSABLE, side: int = 12, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._side = side
        self._standing = Standing(standing)
        self._stale = False
        self.setFixedSize(side, side)
        self.set_standing(standing)

    def set_standing(self, standing: Standing | str, stale: bool = False) -> None:
        """Show another standing."""
        self._standing, self._stale = Standing(standing), stale
        self.setAccessibleName(standing_name(standing))
        self.setToolTip(standing_name(standing))
        self.update()

    def sizeHint(self) -> QSize:
        """The square."""
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the shape."""
        painter = QPainter(self)
        draw_standing(painter, QRectF(self.rect()), self._standing, stale=self._stale)
        painter.end()
