"""Lines of Tổng quan: what changed (or since when the line is dead), the heading of the cards, the sources."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ioc_console.screens.overview.words import OverviewWords
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight, theme
from ioc_console.widgets.buttons import Button, IconLabel
from ioc_console.widgets.charts.hatch import hatch
from ioc_console.widgets.drawing import line, text_width
from ioc_console.widgets.freshness_cell import FreshnessCell
from ioc_console.widgets.labels import ElidedLabel, label, rule

CELL_LEAST = 150
"""A source needs so many pixels to be read."""


class NewsLine(QWidget):
    """One line: offline since when and what that means, or what changed in the last day."""

    retry_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(28)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        self._icon = IconLabel("history", 16)
        self._alarm = label("", Size.LABEL, Weight.STRONG)
        self._lead = label("", Size.LABEL, tone="secondary")
        self._rest = ElidedLabel("", Size.LABEL, Weight.MEDIUM)
        self._retry = Button(tr("Try the line again"), icon="refresh-cw", key="F5")
        self._retry.clicked.connect(self.retry_asked)
        for widget, stretch in ((self._icon, 0), (self._alarm, 0), (self._lead, 0), (self._rest, 1), (self._retry, 0)):
            row.addWidget(widget, stretch)

    def show_words(self, words: OverviewWords) -> None:
        """Show the line."""
        offline = bool(words.offline)
        self._retry.setText(tr("Try the line again"))
        self._retry.setVisible(offline)
        self._icon.set_icon("cloud-off" if offline else "history")
        self._alarm.setText(words.offline)
        self._alarm.setVisible(offline)
        self._lead.setText(words.changes_since)
        self._lead.setVisible(not offline)
        changes = "  ·  ".join(words.changes) or tr("nothing changed")
        self._rest.setText(words.offline_note if offline else changes)


class Heading(QWidget):
    """Title of the cards, how many of how many, those that did not fit, and the legend of the bullet."""

    more_opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(22)
        self._title = self._note = ""
        self._more = Button("", "link", parent=self)
        self._more.clicked.connect(self.more_opened)
        self._more.hide()

    def show_words(self, words: OverviewWords) -> None:
        """Show the heading."""
        self._title, self._note = words.heading, words.heading_note
        self.setAccessibleName(f"{self._title}. {self._note}")
        self._place()
        self.update()

    def show_hidden(self, count: int) -> None:
        """How many cards there was no room for; a click shows them in the list."""
        self._more.setText(tr("{n} more indicators at risk", n=count))
        self._more.setVisible(count > 0)
        self._place()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The link follows the note."""
        self._place()

    def _place(self) -> None:
        left = text_width(self._title, Size.TITLE, Weight.STRONG) + 10 + text_width(self._note) + 12
        self._more.setGeometry(int(left), -3, self._more.sizeHint().width(), 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Title, note, legend from the right."""
        painter, colours = QPainter(self), theme()
        right = float(self.width())
        more = self._more.geometry().right() + 16 if not self._more.isHidden() else 0
        legend = ((tr("Whole year"), "outline"), (tr("Plan of the period"), "tick"),
                  (tr("Forecast, interval"), "hatch"), (tr("Actual"), "solid"))
        for words, kind in legend:
            width = text_width(words)
            if right - width - 40 < more:
                break
            line(painter, QRectF(right - width, 0, width, 22), words, token="secondary", right=True)
            right -= width + 6
            box = QRectF(right - 18, 7, 18, 8)
            if kind == "outline":
                painter.setPen(QPen(colours.colour("faint"), 1))
                painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
            elif kind == "tick":
                painter.fillRect(QRectF(box.right() - 3, 4, 2, 14), colours.colour("text"))
                right += 12
            elif kind == "hatch":
                hatch(painter, box, colours.colour("chart_actual"))
                painter.fillRect(QRectF(box.left() - 8, box.top(), 8, 8), colours.colour("strong_line"))
                right -= 8
            else:
                painter.fillRect(box, colours.colour("chart_actual"))
            right -= 18 + 16
        used = line(painter, QRectF(0, 0, right, 22), self._title, Size.TITLE, Weight.STRONG)
        line(painter, QRectF(used + 10, 1, right - used - 10, 22), self._note, token="secondary")
        painter.end()


class SourcesStrip(QFrame):
    """Freshness of every source, 92 high."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "true")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        row.setSpacing(Space.M)
        head = QVBoxLayout()
        head.setSpacing(2)
        self._title = label("", Size.BODY, Weight.STRONG)
        self._note = ElidedLabel("", Size.LABEL, tone="secondary")  # a wrapped label would make the page grow
        head.addWidget(self._title)
        head.addWidget(self._note)
        head.addStretch(1)
        row.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setSpacing(Space.M)
        row.addLayout(self._grid, 1)
        self._cells: list[tuple[QFrame, FreshnessCell]] = []
        self._shown = 0

    def show_words(self, words: OverviewWords) -> None:
        """Show the sources."""
        self._title.setText(tr("Freshness of sources"))
        self._note.setText(words.sources_note)
        while len(self._cells) < len(words.sources):
            self._cells.append((rule(vertical=True), FreshnessCell()))
        if len(words.sources) != self._shown:
            self._shown = len(words.sources)
            self._lay_out()
        for k, (bar, cell) in enumerate(self._cells):
            shown = k < len(words.sources)
            bar.setVisible(shown)
            cell.setVisible(shown)
            if shown:
                s = words.sources[k]
                cell.show_source(s.name, s.time, s.state, s.used, s.cadence, s.late)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One row, or two where the words of one would be cut."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        if not self._shown:
            return
        rows = 1 if (self.width() - 160) / self._shown >= CELL_LEAST else 2
        per_row = -(-self._shown // rows)
        for k, (bar, cell) in enumerate(self._cells):
            self._grid.removeWidget(bar)
            self._grid.removeWidget(cell)
            if k < self._shown:
                self._grid.addWidget(bar, k // per_row, 2 * (k % per_row))
                self._grid.addWidget(cell, k // per_row, 2 * (k % per_row) + 1)
        for k in range(len(self._cells)):
            self._grid.setColumnStretch(2 * k + 1, 1 if k < per_row else 0)
        self.setFixedHeight(92 if rows == 1 else 92 + 68 + Space.M)
