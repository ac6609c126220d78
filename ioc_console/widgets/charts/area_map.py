"""A small map without a page: areas in neutral bands, the hottest numbered; far islands in a box of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ioc_console.text import tr
from ioc_console.theme import Size, Weight, font, theme
from ioc_console.widgets.charts.series import AreaShade
from ioc_console.widgets.kept_picture import KeptPicture
from ioc_console.widgets.labels import as_plain
from ioc_console.widgets.map.raster import Box
from ioc_console.widgets.map.shapes import EMPTY, AreaSet, AreaShape

AWAY = QSize(52, 40)
_Outlines = list[tuple[int, QPainterPath, QPointF]]


class AreaMap(QWidget):
    """Painted once per size and light into a pixmap. `picked` carries the id of a clicked area."""

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shades: dict[int, AreaShade] = {}
        self._shapes: AreaSet = EMPTY
        self._picture = KeptPicture(self, self._draw)
        self._paths: list[tuple[int, QPainterPath]] = []
        self._outlined: dict[str, tuple[tuple[object, ...], _Outlines]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(150, 120)

    @property
    def approximate(self) -> bool:
        """Whether outlines are cells round the official coordinates, not surveyed boundaries."""
        return self._shapes.approximate

    def show_areas(self, name: str, shades: Sequence[AreaShade], shapes: AreaSet) -> None:
        """Shade these outlines (made by `shapes.build_areas`, on a lane: it takes longer than a frame)."""
        self._shapes = shapes
        self._shades = {s.id: s for s in shades}
        self.setAccessibleName(name)
        hottest = sorted((s for s in shades if s.place), key=lambda s: s.place)
        self.setAccessibleDescription("\n".join(s.told for s in hottest))
        self._picture.forget()

    def event(self, event: QEvent) -> bool:
        """The tool tip tells the area under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            hit = self._at(QPointF(event.pos()))
            if hit in self._shades:
                QToolTip.showText(event.globalPos(), as_plain(self._shades[hit].told), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def mousePressEvent(self, event: Any) -> None:
        """Pick the area under the pointer."""
        hit = self._at(event.position())
        if hit in self._shades:
            self.picked.emit(hit)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, made where it is missing."""
        self._picture.paint()

    def _draw(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paths = []
        if self._shapes.box is None:
            return
        near = [s for s in self._shapes.shapes if not s.detached]
        away = [s for s in self._shapes.shapes if s.detached]
        room = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        centres = self._draw_shapes(painter, near, self._shapes.box, room)
        if away and self._shapes.away is not None:
            label = 15
            box = QRectF(1, self.height() - AWAY.height() - label - 1, AWAY.width(), AWAY.height())
            painter.setPen(QPen(theme().colour("line"), 1))
            painter.setBrush(theme().colour("surface"))
            painter.drawRect(box)
            self._draw_shapes(painter, away, self._shapes.away, box.adjusted(8, 8, -8, -8))
            painter.setFont(font(Size.LABEL))
            painter.setPen(theme().colour("secondary"))
            name = away[0].place.label if len(away) == 1 else tr("Islands")
            painter.drawText(QRectF(box.left(), box.bottom(), 110, label + 2), int(Qt.AlignmentFlag.AlignLeft), name)
        self._numbers(painter, centres)

    def _draw_shapes(self, painter: QPainter, shapes: list[AreaShape], box: Box, room: QRectF) -> dict[int, QPointF]:
        """Fill the outlines. They are kept while areas and room are the same: new figures only change the fills."""
        where, of = f"{shapes[0].detached}" if shapes else "", (self._shapes, room)
        kept = self._outlined.get(where)
        if kept is None or kept[0][0] is not of[0] or kept[0][1] != of[1]:
            kept = self._outlined[where] = (of, _outlines(shapes, box, room))
        bands, centres = [QColor(band) for band in theme().tokens.heat()], {}
        painter.setPen(QPen(theme().colour("surface"), 0.8))
        for area, path, centre in kept[1]:
            shade = self._shades.get(area)
            share = shade.share if shade else 0.0
            painter.setBrush(bands[0 if share <= 0 else min(len(bands) - 1, 1 + int(share * (len(bands) - 1) * 0.999))])
            painter.drawPath(path)
            self._paths.append((area, path))
            centres[area] = centre
        return centres

    def _numbers(self, painter: QPainter, centres: dict[int, QPointF]) -> None:
        numbered = sorted((s for s in self._shades.values() if s.place and s.id in centres), key=lambda s: -s.place)
        put: list[QPointF] = []
        for shade in numbered:
            centre = QPointF(centres[shade.id])
            for _ in range(8):  # two hot neighbours: move the later number aside until both can be read
                near = next((p for p in put if abs(p.x() - centre.x()) < 17 and abs(p.y() - centre.y()) < 17), None)
                if near is None:
                    break
                centre += QPointF(9 if centre.x() >= near.x() else -9, 7 if centre.y() >= near.y() else -7)
            put.append(centre)
            painter.setPen(QPen(theme().colour("canvas"), 1.5))
            painter.setBrush(theme().colour("text"))
            painter.drawEllipse(centre, 8.5, 8.5)
            painter.setFont(font(Size.LABEL, Weight.STRONG))
            painter.setPen(theme().colour("canvas"))
            painter.drawText(QRectF(centre.x() - 9, centre.y() - 9, 18, 18), int(Qt.AlignmentFlag.AlignCenter),
                             str(shade.place))

    def _at(self, point: QPointF) -> int:
        return next((area for area, path in reversed(self._paths) if path.contains(point)), -1)


def _outlines(shapes: list[AreaShape], box: Box, room: QRectF) -> _Outlines:
    """Areas with their paths and centres, the box fitted into the room."""
    left, top, right, bottom = box
    scale = min(room.width() / max(1, right - left), room.height() / max(1, bottom - top))
    dx = room.left() + (room.width() - (right - left) * scale) / 2
    dy = room.top() + (room.height() - (bottom - top) * scale) / 2

    def place(x: float, y: float) -> QPointF:
        return QPointF(dx + (x - left) * scale, dy + (y - top) * scale)

    made = []
    for shape in shapes:
        path = QPainterPath()
        for part in shape.parts:
            for ring in part:
                if ring:
                    path.moveTo(place(*ring[0]))
                    for corner in ring[1:]:
                        path.lineTo(place(*corner))
                    path.closeSubpath()
        made.append((shape.place.id, path, place(shape.place.x, shape.place.y)))
    return made
