"""One line of text with some of its words marked: bold, underlined, painted run by run; the text is never markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from ioc_console.theme import Weight, font, theme

Marks = Sequence[tuple[int, int]]
_SINGLE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


def draw_marked(
    painter: QPainter, room: QRectF, text: str, marks: Marks, size: int, tone: str = "secondary", strong: str = "text"
) -> None:
    """Draw in `room`; a text that is too long loses its beginning before its first mark, then its end."""
    plain = font(size)
    bold = font(size, Weight.STRONG)
    bold.setUnderline(True)
    text, marks = _fitted(text, marks, plain, room.width())
    x = room.left()
    for piece, marked in runs(text, marks):
        painter.setFont(bold if marked else plain)
        painter.setPen(theme().colour(strong if marked else tone))
        metrics = QFontMetricsF(painter.font())
        left = room.right() - x
        if left <= 0:
            return
        width = metrics.horizontalAdvance(piece)
        shown = piece if width <= left else metrics.elidedText(piece, Qt.TextElideMode.ElideRight, left)
        painter.drawText(QRectF(x, room.top(), left, room.height()), _SINGLE, shown)
        if shown != piece:
            return
        x += width


def runs(text: str, marks: Marks) -> Iterator[tuple[str, bool]]:
    """The text in pieces, and whether each is marked."""
    at = 0
    for start, end in sorted(marks):
        start, end = max(at, start), min(end, len(text))
        if end <= start:
            continue
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False


def _fitted(text: str, marks: Marks, plain: QFont, width: float) -> tuple[str, Marks]:
    """The text from so late that its first mark stands within the first half."""
    metrics = QFontMetricsF(plain)
    if not marks or metrics.horizontalAdvance(text) <= width:
        return text, marks
    first = min(start for start, _ in marks)
    begin = 0
    while begin < first and metrics.horizontalAdvance(text[begin:first]) > width / 2:
        space = text.find(" ", begin, first)
        begin = space + 1 if space >= 0 else first
    if not begin:
        return text, marks
    return f"…{text[begin:]}", [(start - begin + 1, end - begin + 1) for start, end in marks if start >= begin]
