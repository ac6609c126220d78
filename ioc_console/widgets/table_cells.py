"""What stands in a table's cells, and how a row of them is painted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPen

from ioc_console.theme import Size, Weight, theme
from ioc_console.widgets.kept_texts import KeptTexts
from ioc_console.widgets.marked_text import draw_marked
from ioc_console.widgets.standing_mark import draw_standing
from ioc_domain.codes import Standing
from ioc_domain.foreign_text import in_sight

BELOW_HEIGHT = 18


@dataclass(frozen=True)
class Cell:
    """What stands in a cell. `paint(painter, room)` draws something of its own (a sparkline) instead of text."""

    text: str = ""
    tone: str = "text"
    weight: int = Weight.REGULAR
    standing: Standing | str | None = None
    stale: bool = False
    paint: Callable[[QPainter, QRectF], None] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", in_sight(self.text))


@dataclass(frozen=True)
class Column:
    """A column. `width` 0 takes the room that is left; `sort` names the order a click on the header asks for."""

    title: str
    cell: Callable[[Any], Cell | str]
    width: int = 0
    numeric: bool = False
    sort: str = ""
    told: Callable[[Any], str] | None = None
    """What the tooltip of a cell says; the cell's own text when not given."""


@dataclass(frozen=True)
class Below:
    """A second line under a row, from the left edge of column `first` on, with words marked."""

    text: str
    marks: Sequence[tuple[int, int]] = ()
    first: int = 0


class CellPainter:
    """Paints rows. A window shows hundreds of cells at once: what they have in common is made once and kept."""

    def __init__(self) -> None:
        self._texts = KeptTexts()
        self._pens: dict[str, QPen] = {}
        self._tokens = theme().tokens

    def pen(self, token: str) -> QPen:
        """A pen of one pixel in a colour of the light in use."""
        if theme().tokens is not self._tokens:
            self._tokens = theme().tokens
            self._pens.clear()
        pen = self._pens.get(token)
        if pen is None:
            pen = self._pens[token] = QPen(theme().colour(token), 1)
        return pen

    def ground(self, painter: QPainter, room: QRect, *, selected: bool, focused: bool) -> None:
        """What lies under the cells of a row: the selection, and a hairline at its foot."""
        if selected:
            painter.fillRect(room, self.pen("selection").color())
        painter.setPen(self.pen("focus" if selected and focused else "line"))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        if selected and focused:
            painter.drawLine(room.topLeft(), room.topRight())

    def below(self, painter: QPainter, room: QRect, left: int, below: Below, selected: bool) -> None:
        """The second line of a row, from `left` on."""
        line = QRectF(left, room.bottom() - BELOW_HEIGHT - 2, room.right() + 1 - left - 8, BELOW_HEIGHT)
        painter.save()
        painter.setClipRect(room)
        draw_marked(painter, line, below.text, below.marks, Size.LABEL, "text" if selected else "secondary")
        painter.restore()

    def cell(self, painter: QPainter, room: QRect, cell: Cell, *, selected: bool, numeric: bool) -> None:
        """One cell; `room` is what lies within its edges."""
        if cell.paint is not None:
            painter.save()
            cell.paint(painter, QRectF(room))
            painter.restore()
            return
        if cell.standing is not None:
            mark = QRectF(room.left(), room.center().y() - 5, 11, 11)
            colour = None
            if selected and not cell.stale and Standing(cell.standing) is Standing.AT_RISK:
                colour = theme().colour("at_risk_on_selection")
            draw_standing(painter, mark, cell.standing, stale=cell.stale, colour=colour)
            room.setLeft(room.left() + 18)
        if cell.text:
            painter.setPen(self.pen("at_risk_on_selection" if selected and cell.tone == "at_risk" else cell.tone))
            self._texts.draw(painter, room, cell.text, cell.weight, right=numeric)


def made(column: Column, row: Any) -> Cell:
    """The cell of a column in a row."""
    cell = column.cell(row)
    return Cell(cell) if isinstance(cell, str) else cell
