"""A widget's picture, drawn once and kept: what only moves, or is uncovered, is copied and not drawn again.

Drawing a card or a chart takes 2-10 ms, and Qt asks all of them at once when the page around them moves.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from ioc_console.text import language
from ioc_console.theme import theme


class KeptPicture:
    """Used in a `paintEvent`. `draw` paints the whole widget with a painter that is not antialiased."""

    def __init__(self, widget: QWidget, draw: Callable[[QPainter], None]) -> None:
        self._widget, self._draw = widget, draw
        self._picture = QPixmap()
        self._of: tuple[object, ...] = ()

    def forget(self) -> None:
        """What is shown is another thing: draw anew and ask for a repaint."""
        self._of = ()
        self._widget.update()

    def paint(self) -> None:
        """Put the picture on the widget; size, light, language and focus are looked at here."""
        widget = self._widget
        ratio = widget.devicePixelRatioF()
        now = (widget.size(), ratio, theme().tokens, language(), widget.hasFocus())
        if self._of != now:
            self._picture = QPixmap(widget.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            inner = QPainter(self._picture)
            self._draw(inner)
            inner.end()
            self._of = now
        painter = QPainter(widget)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()
