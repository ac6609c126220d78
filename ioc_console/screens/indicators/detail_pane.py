"""One indicator: head with the five figures, chart, table, areas, supply, revisions, promises."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ioc_console.screens.indicators.detail_parts import AreasPanel, FigureStrip, HistoryStack
from ioc_console.screens.indicators.detail_words import DetailWords
from ioc_console.screens.indicators.table_panel import TablePanel
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.buttons import Button, IconLabel
from ioc_console.widgets.charts.copying import copy_menu
from ioc_console.widgets.charts.legend import ChartLegend
from ioc_console.widgets.charts.period_chart import PeriodChart
from ioc_console.widgets.labels import ElidedLabel, label, set_tone
from ioc_console.widgets.panel import Panel
from ioc_console.widgets.standing_mark import StandingMark

LOW = 800
"""Under this height chart and panels scroll under the head."""
CHART_LOW, PANELS_LOW, HISTORY_LOW = 290, 320, 176
SCROLL_ROOM = 12
"""The scroll bar and its air."""
NARROW = 980


class DetailPane(QWidget):
    """Shows words; says what was asked."""

    asked = Signal()
    request_opened = Signal(str)
    area_picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: DetailWords | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        self._top = QVBoxLayout()
        self._top.addWidget(self._make_head())
        column.addLayout(self._top)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        under = self._under = QVBoxLayout(inside)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(Space.M)
        under.addWidget(self._make_chart(), 5)
        self._panels = QWidget()
        self._grid = QGridLayout(self._panels)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(Space.M)
        self._table, self._areas, self._history = TablePanel(), AreasPanel(), HistoryStack()
        self._areas.picked.connect(self.area_picked)
        self._history.request_opened.connect(self.request_opened)
        under.addWidget(self._panels, 6)
        self._scroll.setWidget(inside)
        column.addWidget(self._scroll, 1)

    def _make_head(self) -> QWidget:
        head = Panel()
        head.body.setSpacing(Space.S)
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        self._mark = StandingMark(side=14)
        self._standing = label("", Size.BODY, Weight.STRONG)
        self._name = ElidedLabel("", Size.HEADING, Weight.STRONG)
        self._copy = Button(tr("Copy"), icon="copy", tall=True)
        self._copy.clicked.connect(self._show_copy_menu)
        self.ask_button = Button(tr("Request explanation"), "primary", "message-circle-question-mark", "G", tall=True)
        self.ask_button.clicked.connect(self.asked)
        for widget in (self._mark, self._standing, self._name, self._copy, self.ask_button):
            line.addWidget(widget, 1 if widget is self._name else 0)
        head.body.addLayout(line)
        second = QHBoxLayout()
        second.setSpacing(Space.S)
        self._definition = ElidedLabel("", Size.LABEL, tone="secondary")
        head.body.addWidget(self._definition)
        self._pending_icon = IconLabel("send", 14, "text")
        self._pending = label("", Size.LABEL, Weight.STRONG)
        self._since = ElidedLabel("", Size.LABEL)
        for widget, stretch in ((self._pending_icon, 0), (self._pending, 0), (self._since, 1)):
            second.addWidget(widget, stretch)
        head.body.addLayout(second)
        self._figures = FigureStrip()
        head.body.addWidget(self._figures)
        self._head = head
        return head

    def _make_chart(self) -> QWidget:
        self._chart_panel = Panel(" ")
        self._legend = ChartLegend()
        self._chart_panel.header.addWidget(self._legend)
        self.chart = PeriodChart()
        self._chart_panel.body.addWidget(self.chart, 1)
        return self._chart_panel

    def show_words(self, words: DetailWords) -> None:
        """Show an indicator."""
        self._words = words
        self._mark.set_standing(words.standing, bool(words.stale))
        self._standing.setText(words.standing_name)
        set_tone(self._standing, "secondary" if words.stale else words.standing.value)
        self._name.setText(words.name)
        self._copy.setText(tr("Copy"))
        self.ask_button.setText(tr("Request explanation"))
        self._definition.setText(words.definition)
        self._since.setText(words.definition_strong)
        self._pending.setText(words.pending)
        self._pending.setVisible(bool(words.pending))
        self._pending_icon.setVisible(bool(words.pending))
        self._head.set_border("dashed" if words.stale else "true")
        self._figures.show_figures(words.figures)
        self._chart_panel.set_title(words.chart_title, words.chart_note)
        self._legend.show_for(words.chart)
        self.chart.show_series(words.chart)
        self._table.show_words(words)
        self._areas.show_words(words)
        self._history.show_words(words)

    def focus_chart(self) -> None:
        """The arrow keys walk over the periods."""
        self.chart.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Low windows scroll; high ones show everything."""
        low, narrow = self.height() < LOW, self.width() < NARROW
        for panel in (self._table, self._areas, self._history):
            self._grid.removeWidget(panel)
        self._grid.addWidget(self._table, 0, 0)
        self._grid.addWidget(self._areas, 0, 1)
        self._grid.addWidget(self._history, *((1, 0, 1, 2) if narrow else (0, 2)))
        for k, stretch in enumerate((400, 330, 0) if narrow else (448, 296, 320)):
            self._grid.setColumnStretch(k, stretch)
        self._history.set_side_by_side(narrow)
        self._grid.setRowMinimumHeight(0, PANELS_LOW if narrow else 0)
        self._grid.setRowMinimumHeight(1, HISTORY_LOW if narrow else 0)
        self._grid.setRowStretch(0, 1)
        self._top.setContentsMargins(0, 0, SCROLL_ROOM if low else 0, 0)
        self._under.setContentsMargins(0, 0, 2 if low else 0, 0)
        self._chart_panel.setMinimumHeight(CHART_LOW if low else 240)
        least = PANELS_LOW + Space.M + HISTORY_LOW if narrow else PANELS_LOW if low else 280
        self._panels.setMinimumHeight(least)
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if low else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._scroll.setVerticalScrollBarPolicy(policy)
        super().resizeEvent(event)

    def _show_copy_menu(self) -> None:
        if self._words is None:
            return
        first = self._words.figures[0]
        figure = f"{self._words.name}\n{first.label}: {first.figure} {first.unit}"
        menu = copy_menu(self.chart, figure, self._words.chart.table)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._copy.mapToGlobal(self._copy.rect().bottomLeft()))
