"""The grid of cards: three columns, as many rows as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ioc_console.screens.overview.card_words import RiskCard
from ioc_console.screens.overview.risk_card import HEIGHT, LEAST_WIDTH, RiskCardView
from ioc_console.theme import Size, Space
from ioc_console.widgets.labels import label

MOST_COLUMNS = 3


class CardGrid(QWidget):
    """`chosen` is the subject the key G asks about: that of the focused card."""

    opened = Signal(str)
    asked = Signal(str)
    reached = Signal(str)
    hidden_changed = Signal(int)
    """How many cards there is no room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: tuple[RiskCard, ...] = ()
        self._views: list[RiskCardView] = []
        self._columns, self._fixed_rows = MOST_COLUMNS, 0
        self._laid_out = (0, 0)
        self._told: set[int] = set()
        """Places whose card may be shown by now."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        self._grid = QGridLayout()
        self._grid.setSpacing(Space.M)
        column.addLayout(self._grid)
        self._none = label("", Size.BODY, tone="secondary")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._none.setMinimumHeight(80)
        column.addWidget(self._none)
        column.addStretch(1)
        self._none.hide()

    @property
    def chosen(self) -> str:
        """Subject of the focused card, "" when no card has the focus."""
        return next((v.subject for v in self._views if v.hasFocus()), "")

    def show_cards(self, cards: Sequence[RiskCard], none: str) -> None:
        """Show these cards, or say why there is none."""
        self.place_cards(cards, none)
        for k in range(len(self._cards)):
            self.fill(k)

    def place_cards(self, cards: Sequence[RiskCard], none: str) -> None:
        """Make room for these cards; what each says is shown by `fill`."""
        self._cards = tuple(cards)
        self._told.clear()
        self._none.setText(none)
        self._none.setVisible(not cards)
        self._lay_out()

    def fill(self, place: int) -> None:
        """Show what the card at a place says; one there is no room for waits until there is."""
        self._told.add(place)
        if place < len(self._views) and not self._views[place].isHidden():
            self._views[place].show_card(self._cards[place])

    def set_fixed_rows(self, rows: int) -> None:
        """So many rows whatever the height; 0 = as many as fit."""
        if rows != self._fixed_rows:
            self._fixed_rows = rows
            self._lay_out()

    def choose(self, subject: str) -> bool:
        """Put the focus on the card of an indicator, on the first one where it has none; False without cards."""
        shown = [v for v in self._views if v.isVisible()]
        view = next((v for v in shown if v.subject == subject), shown[0] if shown else None)
        if view is not None:
            view.setFocus(Qt.FocusReason.OtherFocusReason)
        return view is not None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another room."""
        super().resizeEvent(event)
        self._lay_out()

    def _capacity(self) -> int:
        self._columns = max(1, min(MOST_COLUMNS, (self.width() + Space.M) // (LEAST_WIDTH + Space.M)))
        rows = self._fixed_rows or max(1, (self.height() + Space.M) // (HEIGHT + Space.M))
        return rows * self._columns

    def _lay_out(self) -> None:
        room = self._capacity()
        shown = min(len(self._cards), room)
        while len(self._views) < shown:
            self._views.append(self._make_view())
        if (shown, self._columns) != self._laid_out:
            self._laid_out = shown, self._columns
            for k, view in enumerate(self._views):
                self._grid.removeWidget(view)
                view.setVisible(k < shown)
                if k < shown:
                    self._grid.addWidget(view, k // self._columns, k % self._columns)
            for k in range(MOST_COLUMNS):
                self._grid.setColumnStretch(k, 1 if k < self._columns else 0)
        for k in self._told & set(range(shown)):
            self.fill(k)
        self.hidden_changed.emit(len(self._cards) - shown)

    def _make_view(self) -> RiskCardView:
        view = RiskCardView(self)
        view.opened.connect(lambda v=view: self.opened.emit(v.subject))
        view.asked.connect(lambda v=view: self.asked.emit(v.subject))
        view.reached.connect(lambda v=view: self.reached.emit(v.subject))
        view.moved.connect(lambda dx, dy, v=view: self._move(v, dx, dy))
        return view

    def _move(self, view: RiskCardView, columns: int, rows: int) -> None:
        target = self._views.index(view) + columns + rows * self._columns
        if 0 <= target < len(self._views) and self._views[target].isVisible():
            self._views[target].setFocus(Qt.FocusReason.OtherFocusReason)
