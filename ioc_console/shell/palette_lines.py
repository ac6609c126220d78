"""How a line of the search is painted: its kind where that begins, what was found, and what belongs to it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ioc_console.screens import SearchHit
from ioc_console.text import mark, tr
from ioc_console.theme import Size, Weight, font, theme
from ioc_console.widgets.marked_text import draw_marked

KINDS: dict[str, tuple[str, str]] = {
    "link": (mark("Link"), "link"),
    "screen": (mark("Screens"), "monitor"),
    "view": (mark("Saved views"), "pin"),
    "indicator": (mark("Indicators"), "chart-line"),
    "unit": (mark("Units"), "building-2"),
    "area": (mark("Areas"), "map-pin"),
    "complaint": (mark("Complaints"), "headset"),
    "request": (mark("Requests"), "message-circle-question-mark"),
    "alert": (mark("Alerts"), "bell"),
}


class HitDelegate(QStyledItemDelegate):
    """Paints a `SearchHit`; the role after it says whether it is the first of its kind."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        hit: SearchHit = index.data(Qt.ItemDataRole.UserRole)
        first = bool(index.data(Qt.ItemDataRole.UserRole + 1))
        t, room = theme(), option.rect.adjusted(4, 1, -4, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.colour("selection"))
            painter.drawRoundedRect(QRectF(room), 4, 4)
        words, icon = KINDS[hit.kind]
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        if first:
            painter.setFont(font(Size.LABEL))
            painter.setPen(t.colour("secondary"))
            painter.drawText(room.adjusted(8, 0, 0, 0), middle, tr(words))
        painter.drawPixmap(room.left() + 138, room.center().y() - 7, t.pixmap(icon, "secondary", 16))
        inner = room.adjusted(164, 0, -8, 0)
        painter.setFont(font(Size.BODY, Weight.MEDIUM))
        painter.setPen(t.colour("text"))
        if hit.marks:
            detail_width = QFontMetrics(font(Size.LABEL)).horizontalAdvance(hit.detail) + 12
            left_of_it = QRectF(inner.adjusted(0, 0, -detail_width, 0))
            draw_marked(painter, left_of_it, hit.title, hit.marks, Size.BODY, "text")
            painter.setFont(font(Size.LABEL))
            painter.setPen(t.colour("secondary"))
            painter.drawText(inner, middle | int(Qt.AlignmentFlag.AlignRight), hit.detail)
            painter.restore()
            return
        title = QFontMetrics(painter.font()).elidedText(hit.title, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, middle, title)
        used = QFontMetrics(painter.font()).horizontalAdvance(title) + 12
        painter.setFont(font(Size.LABEL))
        painter.setPen(t.colour("secondary"))
        rest = inner.adjusted(used, 0, 0, 0)
        if rest.width() > 30:
            detail = QFontMetrics(painter.font()).elidedText(hit.detail, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, middle | int(Qt.AlignmentFlag.AlignRight), detail)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # type: ignore[override]
        return QSize(200, 32)
