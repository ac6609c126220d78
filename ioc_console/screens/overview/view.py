"""The screen Tổng quan: standings, cards of what is at risk, the right column, freshness at the foot.

Wide windows show everything at once: as many rows of cards as fit, the right column beside them. Narrow ones put
the right column under the cards and scroll as one page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ioc_console.context import Context
from ioc_console.screens import Key, ScreenView
from ioc_console.screens.overview.card_grid import CardGrid
from ioc_console.screens.overview.complaint_panels import HotPanel, TodayPanel
from ioc_console.screens.overview.standing_tile import StandingTileView
from ioc_console.screens.overview.strips import Heading, NewsLine, SourcesStrip
from ioc_console.screens.overview.today import TodayViewModel, TodayWords
from ioc_console.screens.overview.view_model import OverviewViewModel
from ioc_console.screens.overview.words import OverviewWords
from ioc_console.screens.overview.work_panels import AlertsPanel, RequestsPanel
from ioc_console.text import tr
from ioc_console.theme import Space
from ioc_console.view_model import Loading, Ready, ViewModel
from ioc_console.widgets.panel import Panel
from ioc_console.widgets.states import StateView
from ioc_console.widgets.turns import Piece, Turns
from ioc_domain.codes import STANDING_ORDER

WIDE = 1480
"""From this width on the right column stands beside the cards."""
RIGHT = 440
CARD_ROWS_NARROW = 2


class OverviewView(ScreenView):
    """Renders two view models: the indicators' and that of today's complaints."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view_model = OverviewViewModel(context, self)
        self.today = TodayViewModel(context, self)
        self._wide = True
        self._focus_wanted = False
        self._turns = Turns(self)
        self._chosen = ""
        """The card a person was at: coming back finds it again."""
        self._build()
        self._connect()
        self._states.follow(self.view_model)  # type: ignore[arg-type]
        self._begun: dict[object, object] = {}
        """The quiet load last seen of each view model."""
        self.view_model.changed.connect(lambda: None if self._only_begun(self.view_model) else self._render())
        self.today.changed.connect(lambda: None if self._only_begun(self.today) else self._render_today())

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.L)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(Space.L)
        self._body.addWidget(self._left(), 1)
        self._body.addWidget(self._right())
        column.addLayout(self._body, 1)
        self._sources = SourcesStrip()
        column.addWidget(self._sources)
        self._scroll.setWidget(page)
        self._states = StateView(self._scroll)
        outer.addWidget(self._states)

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        self._news = NewsLine()
        column.addWidget(self._news)
        tiles = QHBoxLayout()
        tiles.setSpacing(Space.M)
        self._tiles = [StandingTileView(large=k == 0) for k in range(len(STANDING_ORDER))]
        for k, tile in enumerate(self._tiles):
            tiles.addWidget(tile, 480 if k == 0 else 236)
        column.addLayout(tiles)
        self._heading = Heading()
        column.addWidget(self._heading)
        self._cards = CardGrid()
        column.addWidget(self._cards, 1)
        return left

    def _right(self) -> QWidget:
        self._right_side = QWidget()
        self._panels = QGridLayout(self._right_side)
        self._panels.setContentsMargins(0, 0, 0, 0)
        self._panels.setSpacing(Space.M)
        self._today_panel, self._hot = TodayPanel(), HotPanel()
        self._requests, self._alerts = RequestsPanel(), AlertsPanel()
        return self._right_side

    def _connect(self) -> None:
        for tile, standing in zip(self._tiles, STANDING_ORDER, strict=True):
            tile.opened.connect(lambda s=standing.value: self.view_model.open_standing(s))
        self._cards.reached.connect(self._reached)
        self._cards.opened.connect(self.view_model.open_indicator)
        self._cards.asked.connect(self.view_model.ask)
        self._cards.hidden_changed.connect(self._heading.show_hidden)
        self._heading.more_opened.connect(lambda: self.view_model.open_standing(STANDING_ORDER[0].value))
        self._hot.area_opened.connect(self.view_model.open_complaints)
        self._requests.opened.connect(self.view_model.open_requests)
        self._alerts.acknowledged.connect(self.view_model.acknowledge)
        self._alerts.opened.connect(self.view_model.open_alert)
        self._news.retry_asked.connect(self.view_model.retry)

    def show_route(self, arguments: Mapping[str, str]) -> None:
        """`card`: the indicator whose card was chosen."""
        self._chosen = arguments.get("card", self._chosen)

    def arguments(self) -> Mapping[str, str]:
        """The chosen card."""
        return {"card": self._chosen} if self._chosen else {}

    def set_shown(self, shown: bool) -> None:
        """Both view models load only while somebody looks; the chosen card has the focus."""
        self.view_model.set_shown(shown)
        self.today.set_shown(shown)
        self._focus_wanted = shown
        self._focus_card()

    def _focus_card(self) -> None:
        """Once after it comes into view, as soon as there is a card; never away from where somebody types."""
        if self._focus_wanted and not isinstance(self.window().focusWidget(), QLineEdit):
            self._focus_wanted = not self._cards.choose(self._chosen)

    def _reached(self, subject: str) -> None:
        if subject != self._chosen:
            self._chosen = subject
            self.place_changed.emit()

    def keys(self) -> Sequence[Key]:
        """Keys of this screen."""
        return (
            Key("← ↑ → ↓", "From card to card"),
            Key("Enter", "Open the indicator"),
            Key("G", "Request explanation"),
            Key("A", "Acknowledge the alert"),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """G asks about the chosen card, A acknowledges the chosen alert."""
        if event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            if event.key() == Qt.Key.Key_G and self._cards.chosen:
                self.view_model.ask(self._cards.chosen)
                return
            if event.key() == Qt.Key.Key_A and self._alerts.first_id():
                self.view_model.acknowledge(self._alerts.first_id())
                return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Live language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._turns.forget()
            self._render()
            self._render_today()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wide or narrow; as many rows of cards as fit."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        self._wide = self.width() >= WIDE
        beside = QBoxLayout.Direction.LeftToRight if self._wide else QBoxLayout.Direction.TopToBottom
        self._body.setDirection(beside)
        panels: tuple[Panel, ...] = (self._today_panel, self._hot, self._requests, self._alerts)
        for panel in panels:
            self._panels.removeWidget(panel)
        if self._wide:
            self._right_side.setFixedWidth(RIGHT)
            for k, (panel, height) in enumerate(zip(panels, (188, 226, 150, 190), strict=True)):
                panel.setMinimumHeight(height)
                self._panels.addWidget(panel, k, 0)
                self._panels.setRowStretch(k, 1 if panel is self._alerts else 0)
        else:
            self._right_side.setMinimumWidth(0)
            self._right_side.setMaximumWidth(16_777_215)
            for k, panel in enumerate(panels):
                panel.setMinimumHeight(244 if k in (1, 3) else 192)
                self._panels.addWidget(panel, k // 2, k % 2)
                self._panels.setRowStretch(k, 0)
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if self._wide else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self._scroll.setVerticalScrollBarPolicy(policy)
        self._cards.set_fixed_rows(0 if self._wide else CARD_ROWS_NARROW)

    def _only_begun(self, model: ViewModel[Any]) -> bool:
        """Whether all that happened is that a load nobody asked for began: then there is nothing to word anew."""
        state = model.state
        if not isinstance(state, Loading) or not state.quiet or state is self._begun.get(model):
            return False
        self._begun[model] = state
        return True

    def _render(self) -> None:
        words = self.view_model.words()
        if words is None:
            return
        if words.empty and isinstance(self.view_model.state, Ready):
            self._states.show_empty(
                tr("Nothing is on this machine yet."),
                tr("Sign in and let it synchronise once; afterwards every screen opens without a network."), "database")
            return
        self._turns.show(self._pieces(words), at_once=self._at_once())

    def _render_today(self) -> None:
        words = self.today.words()
        if words is not None:
            self._turns.show(self._pieces_today(words), at_once=self._at_once())

    def _at_once(self) -> bool:
        """While the cache is filled everything on the screen is new every few seconds, and nobody waits for it."""
        sync = self.view_model.context.sync
        return sync.progress is None and not (sync.online and not sync.data_until)

    def _pieces(self, words: OverviewWords) -> list[Piece]:
        news = (words.offline, words.offline_note, words.changes_since, words.changes)
        tiles = [
            Piece(f"tile {k}", shown, partial(tile.show_tile, shown))
            for k, (tile, shown) in enumerate(zip(self._tiles, words.standings, strict=True))
        ]
        requests = (words.requests_note, words.requests, words.waiting_title, words.waiting)
        alerts = (words.alerts_total, words.alerts, words.alerts_stale)
        return [
            Piece("news", news, lambda: self._news.show_words(words)),
            *tiles,
            Piece("heading", (words.heading, words.heading_note), lambda: self._heading.show_words(words)),
            Piece("cards", (words.cards, words.none_at_risk),
                  lambda: self._cards.place_cards(words.cards, words.none_at_risk)),
            *self._card_pieces(words),
            Piece("focus", words.cards, self._focus_card),
            Piece("requests", requests, lambda: self._requests.show_words(words)),
            Piece("alerts", alerts, lambda: self._alerts.show_words(words)),
            Piece("sources", (words.sources_note, words.sources), lambda: self._sources.show_words(words)),
        ]

    def _card_pieces(self, words: OverviewWords) -> list[Piece]:
        return [Piece(f"card {k}", card, partial(self._cards.fill, k)) for k, card in enumerate(words.cards)]

    def _pieces_today(self, words: TodayWords) -> list[Piece]:
        stale = words.stale
        figures = (stale, words.until, words.figures, words.today_word, words.before_word, words.columns,
                   words.empty or words.formula)
        return [
            Piece("today", figures, lambda: self._today_panel.show_words(words)),
            Piece("hot list", (stale, words.hot_note, words.hot, words.shapes.approximate),
                  lambda: self._hot.show_list(words)),
            Piece("hot map", (words.shades, words.shapes), lambda: self._hot.show_map(words)),
        ]
