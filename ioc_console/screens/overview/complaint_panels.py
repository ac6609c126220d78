"""Complaints today and hot areas: the upper panels of the right column."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ioc_console.screens.overview.today import HotRow, TodayWords
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight, theme
from ioc_console.widgets.charts.area_map import AreaMap
from ioc_console.widgets.charts.column_chart import ColumnChart
from ioc_console.widgets.drawing import line, text_width
from ioc_console.widgets.labels import ElidedLabel
from ioc_console.widgets.panel import Panel

HOT_ROW = 26


class TodayPanel(Panel):
    """Four figures, the hours of the day against the week before, the formula in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Complaints 1022 today"), parent=parent)
        self._figures = _FigureRow()
        self._chart = ColumnChart(gap=0.24, least=QSize(200, 58))
        self._formula = ElidedLabel("", Size.LABEL, tone="secondary")
        self.body.setSpacing(Space.XS)
        self.body.addWidget(self._figures)
        self._legend = _Legend()
        self.body.addWidget(self._legend)
        self.body.addWidget(self._chart, 1)
        self.body.addWidget(self._formula)

    def show_words(self, words: TodayWords) -> None:
        """Show the counts."""
        self.set_title(tr("Complaints 1022 today"))
        self.set_note(words.until)
        if words.stale:
            self.set_stale(words.stale)
        self._figures.show_words(words)
        self._legend.show_words(words.today_word, words.before_word)
        self._chart.show_columns(words.columns)
        self._formula.setText(words.empty or words.formula)


class _FigureRow(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._words: TodayWords | None = None
        self.setFixedHeight(46)

    def show_words(self, words: TodayWords) -> None:
        self._words = words
        self.setAccessibleName(". ".join(f"{x.name}: {x.figure} {x.unit}" for x in words.figures))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._words is None:
            return
        painter = QPainter(self)
        each = self.width() / len(self._words.figures)
        for k, figure in enumerate(self._words.figures):
            left = k * each
            line(painter, QRectF(left, 0, each - 6, 17), figure.name, token="secondary")
            used = line(painter, QRectF(left, 18, each - 6, 26), figure.figure, Size.HEADING, Weight.STRONG,
                        "secondary" if self._words.stale else "text")
            line(painter, QRectF(left + used + 5, 23, 40, 20), figure.unit, token="secondary")
        painter.end()


class _Legend(QWidget):
    """Direct labels of the two rows of columns."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ("", "")
        self.setFixedHeight(16)

    def show_words(self, today: str, before: str) -> None:
        self._words = (today, before)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, right = QPainter(self), float(self.width())
        for words, token in ((self._words[1], "strong_line"), (self._words[0], "chart_actual")):
            width = text_width(words)
            line(painter, QRectF(right - width, 0, width, 16), words, token="secondary", right=True)
            painter.fillRect(QRectF(right - width - 13, 4, 8, 8), theme().colour(token))
            right -= width + 28
        painter.end()


class HotPanel(Panel):
    """The small map beside the five worst areas."""

    area_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Hot areas"), parent=parent)
        self._map = AreaMap()
        self._list = _HotList()
        self._list.picked.connect(self.area_opened)
        self._codes: dict[int, str] = {}
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self._map, 1)
        row.addWidget(self._list, 1)
        self.body.addLayout(row, 1)

    def show_list(self, words: TodayWords) -> None:
        """Show the worst areas by name."""
        self.set_title(tr("Hot areas"), tr("approximate boundaries") if words.shapes.approximate else "")
        self.set_note(words.hot_note)
        if words.stale:
            self.set_stale(words.stale)
        self._list.show_rows(words.hot)

    def show_map(self, words: TodayWords) -> None:
        """Show all areas, shaded."""
        self._map.show_areas(tr("Hot areas"), words.shades, words.shapes)


class _HotList(QWidget):
    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[HotRow, ...] = ()
        self._reached = 0
        self.setMinimumSize(150, 7 * HOT_ROW - 8)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_rows(self, rows: tuple[HotRow, ...]) -> None:
        self._rows = rows
        self.setAccessibleName("\n".join(f"{r.place} {r.name} {r.late} {r.change}" for r in rows))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self._reached = min(max(0, len(self._rows) - 1), max(0, self._reached + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._rows:
            self.picked.emit(self._rows[self._reached].code)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = int((event.position().y() - 20) // HOT_ROW)
        if 0 <= index < len(self._rows):
            self._reached = index
            self.picked.emit(self._rows[index].code)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, width = QPainter(self), self.width()
        if not self._rows:
            line(painter, QRectF(0, 20, width, 20), tr("No complaint fell overdue in 7 days."), token="secondary")
            painter.end()
            return
        line(painter, QRectF(0, 0, width - 52, 18), tr("Late"), token="secondary", right=True)
        line(painter, QRectF(width - 52, 0, 52, 18), tr("Δ week"), token="secondary", right=True)
        for k, row in enumerate(self._rows):
            room = QRectF(0, 20 + k * HOT_ROW, width, HOT_ROW)
            painter.setPen(QPen(theme().colour("line"), 1))
            painter.drawLine(room.topLeft(), room.topRight())
            if self.hasFocus() and k == self._reached:
                painter.setPen(QPen(theme().colour("focus"), 2))
                painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), 3, 3)
            named = bool(row.place)
            line(painter, QRectF(0, room.top(), 14, HOT_ROW), row.place, token="secondary")
            size, weight = (Size.BODY, Weight.MEDIUM) if named else (Size.LABEL, Weight.REGULAR)
            token = "text" if named else "secondary"
            line(painter, QRectF(16, room.top(), width - 16 - 88, HOT_ROW), row.name, size, weight, token)
            line(painter, QRectF(width - 92, room.top(), 40, HOT_ROW), row.late, Size.BODY,
                 Weight.STRONG if named else Weight.REGULAR, "text" if named else "secondary", right=True)
            line(painter, QRectF(width - 52, room.top(), 52, HOT_ROW), row.change, token="secondary", right=True)
        painter.end()
