"""The screen Đơn vị: the league, or one unit's page in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ioc_console.context import Context
from ioc_console.screens import Key, ScreenView
from ioc_console.screens.units.league_model import SORTS, SPANS, LeagueViewModel
from ioc_console.screens.units.league_pane import LeaguePane
from ioc_console.screens.units.page_model import UnitPageViewModel
from ioc_console.screens.units.page_pane import PagePane
from ioc_console.text import tr
from ioc_console.theme import Space
from ioc_console.view_model import Ready
from ioc_console.widgets.states import StateView
from local_cache.queries.units import Level


class UnitsView(ScreenView):
    """Renders two view models: the league's and the one of the unit that is open."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.league = LeagueViewModel(context, self)
        self.page = UnitPageViewModel(self.league, self)
        self.league_pane = LeaguePane(self.league)
        self.page_pane = PagePane(self.page)
        self._league_states, self._page_states = StateView(self.league_pane), StateView(self.page_pane)
        self._league_states.follow(self.league)  # type: ignore[arg-type]
        self._page_states.follow(self.page)  # type: ignore[arg-type]
        self._pages = QStackedWidget()
        self._pages.addWidget(self._league_states)
        self._pages.addWidget(self._page_states)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.addWidget(self._pages)
        self._shown = False
        self._came_from = ""
        self.league.changed.connect(self._render_league)
        self.page.changed.connect(self._render_page)
        self.league_pane.opened.connect(self._open)
        self.page_pane.closed.connect(self.step_back)

    # --- the screen protocol -----------------------------------------------------------------------------

    def show_route(self, arguments: Mapping[str, str]) -> None:
        """`unit`: a unit's code, or `area:` and a commune's, to open; `span`, `level`, `field`, `sort` of the league.

        Links come from outside: what is not known counts as not set.
        """
        changes: dict[str, object] = {}
        if arguments.get("span") in SPANS:
            changes["span"] = arguments["span"]
        if arguments.get("level") in {level.value for level in Level}:
            changes["level"] = Level(arguments["level"])
        if arguments.get("field", "").isdecimal():
            changes["field"] = int(arguments["field"][:5])
        if arguments.get("sort") in SORTS:
            changes |= {"sort": arguments["sort"], "descending": arguments.get("descending") == "1"}
        self.league.choose(**changes)
        self._show(arguments.get("unit", ""))

    def arguments(self) -> Mapping[str, str]:
        """The unit that is open and what the league was set to."""
        chosen = self.league.chosen
        out = {"span": chosen.span, "level": chosen.level.value, "sort": chosen.sort}
        if chosen.descending:
            out["descending"] = "1"
        if chosen.field:
            out["field"] = str(chosen.field)
        if self.page.key:
            out["unit"] = self.page.key
        return out

    def trail(self) -> Sequence[str]:
        """The unit's name."""
        page = self.page.page
        return () if not self.page.key or page is None else (page.group.name,)

    def step_back(self) -> bool:
        """From a unit back to its row; then drop search and field."""
        if self.page.key:
            self._came_from = self.page.key
            self._show("")
            self._choose_row()
            self.place_changed.emit()
            return True
        return self.league_pane.clear()

    def keys(self) -> Sequence[Key]:
        """Keys of this screen."""
        return (
            Key("↑ ↓", "From unit to unit"),
            Key("Enter", "Open a unit's page"),
            Key("G", "Request explanation"),
            Key("Ctrl+F", "Search units"),
        )

    def set_shown(self, shown: bool) -> None:
        """Only the part somebody looks at loads."""
        self._shown = shown
        self._tell_shown()
        if shown:
            self._focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """G asks about the open unit; Ctrl+F searches the league."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_G and plain and self.page.key:
            self.page.ask()
        elif event.key() == Qt.Key.Key_F and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            if self.page.key:
                self.step_back()
            self.league_pane.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Live language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._render_league()
            self._render_page()
        super().changeEvent(event)

    # --- rendering ---------------------------------------------------------------------------------------

    def _open(self, key: str) -> None:
        self._show(key)
        self.place_changed.emit()

    def _show(self, key: str) -> None:
        self.page.show(key)
        self._pages.setCurrentWidget(self._page_states if key else self._league_states)
        self._tell_shown()
        if self._shown:
            self._focus()

    def _tell_shown(self) -> None:
        self.page.set_shown(self._shown and bool(self.page.key))
        self.league.set_shown(self._shown and not self.page.key)

    def _focus(self) -> None:
        target = self.page_pane.oldest if self.page.key else self.league_pane.table
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _render_league(self) -> None:
        data = self.league.data
        if data is None:
            return
        if isinstance(self.league.state, Ready) and not data.names.units:
            self._league_states.show_empty(
                tr("No unit is on this machine yet."),
                tr("Units come with the first synchronisation; afterwards they open without a network."), "database")
            return
        self.league_pane.show_lines()
        self._choose_row()

    def _choose_row(self) -> None:
        """The row of the unit that was open has the cursor; where the league is still to be loaded, afterwards."""
        if self._came_from and isinstance(self.league.state, Ready) and not self.page.key:
            self.league_pane.choose_row(self._came_from)
            self._came_from = ""

    def _render_page(self) -> None:
        if self.page.page is not None:
            self.page_pane.show_page()
            self.place_changed.emit()
        elif isinstance(self.page.state, Ready) and self.page.key:
            self._page_states.show_empty(tr("This unit is not on this machine."),
                                         tr("Esc goes back to the league."), "building-2")
