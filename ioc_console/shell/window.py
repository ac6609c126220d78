"""The main window: rail, strips, pages, and every key of the frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMainWindow

from ioc_console import text
from ioc_console._forms.shell_window import Ui_ShellWindow
from ioc_console.context import Context
from ioc_console.formatting import clock_time, day, near_time, number, weekday
from ioc_console.lease_gate import LeaseGate, lease_problem
from ioc_console.navigation import Route
from ioc_console.screens import Screen
from ioc_console.shell.bottom_strip import BottomStrip
from ioc_console.shell.evidence_room import EvidenceRoom
from ioc_console.shell.notices_view import Banners, Toast
from ioc_console.shell.outcomes import Outcomes
from ioc_console.shell.pickers import Pickers
from ioc_console.shell.places import Places
from ioc_console.shell.rail import Rail
from ioc_console.shell.rail_counts import RailCounts
from ioc_console.shell.screen_host import ScreenHost
from ioc_console.shell.top_strip import TopStrip
from ioc_console.text import tr
from ioc_domain.channel import Link

if TYPE_CHECKING:
    from ioc_console.shell.palette import Palette
    from ioc_console.shell.sync_pane.dock import SyncDock
    from local_cache.queries.shell import SiteFacts

FOLD_BELOW = 1500
"""A window narrower than this folds the rail by itself; type is never shrunk."""
FACT_TABLES = frozenset({"setting", "area", "indicator", "assessment"})


class ShellWindow(QMainWindow):
    """`sign_out_asked` and `sign_in_asked` from the person menu; `closed` when the person ends the program."""

    sign_out_asked = Signal()
    sign_in_asked = Signal()
    closed = Signal()

    def __init__(self, context: Context, screens: Sequence[Screen], lease: LeaseGate | None = None) -> None:
        super().__init__()
        self.context, self.screens = context, tuple(screens)
        self.form = Ui_ShellWindow()
        self.form.setupUi(self)
        self.rail = Rail(screens)
        self.top_strip = TopStrip()
        self.bottom_strip = BottomStrip(context.sync)
        self.form.rail_place.addWidget(self.rail)
        self.form.top_place.addWidget(self.top_strip)
        self.form.banner_place.addWidget(Banners(context.notices))
        self.form.bottom_place.addWidget(self.bottom_strip)
        self.pickers = Pickers(context, self.top_strip)
        self.counts = RailCounts(context, screens, self.rail)
        self.host = ScreenHost(context, screens, self.form.pages)
        self.places = Places(context, screens, self.host, self.top_strip.steps, self)
        self._palette_panel: Palette | None = None
        self._sync_dock: SyncDock | None = None
        self._lease = lease
        if lease is not None:
            lease.changed.connect(self._lease_changed)
        self.toast = Toast(context.notices, self)
        self.outcomes = Outcomes(context, self)
        self.evidence_room = EvidenceRoom(context, self)
        self.facts: SiteFacts | None = None
        self._folded_by_hand: bool | None = True if context.settings.flag("rail_collapsed") else None
        self._connect()
        self._bind_keys()
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self.refresh_clock)
        self._clock.start()
        self._facts_pause = QTimer(self)
        self._facts_pause.setSingleShot(True)
        self._facts_pause.setInterval(400)
        self._facts_pause.timeout.connect(self.load_facts)
        self.retranslate()
        self._fold_to_fit()

    @property
    def palette_panel(self) -> Palette:
        """The search, made when it is first asked for."""
        if self._palette_panel is None:
            from ioc_console.shell.palette import Palette

            self._palette_panel = Palette(self.context, self.screens, self)
            self._palette_panel.route_picked.connect(self._open_route)
        return self._palette_panel

    @property
    def sync_dock(self) -> SyncDock:
        """The sync pane, made when it is first asked for."""
        if self._sync_dock is None:
            from ioc_console.shell.sync_pane.dock import SyncDock

            self._sync_dock = SyncDock(self.context, self.form.pages, self)
            self._sync_dock.sign_in_asked.connect(self.sign_in_asked)
        return self._sync_dock

    def toggle_sync_pane(self) -> None:
        """F6, and a click on the state of the line or on the outbox."""
        self.sync_dock.toggle()

    def open_sync_pane(self, command_id: str = "") -> None:
        """Open it, at a command if one is named."""
        self.sync_dock.open(command_id)

    def open_search(self) -> None:
        """Ctrl+K."""
        self.palette_panel.open()

    def load_facts(self) -> None:
        """Ask the cache for the facts of the site and the badges. Call it after the first paint."""
        today = "-".join(reversed(day(self.context.now).split("-")))

        def query(session: Any) -> SiteFacts:
            from local_cache.queries.shell import site_facts

            return site_facts(session, today)

        self.context.read(query, owner=self, done=self._show_facts)
        self.counts.count_all()
        self.outcomes.look()

    def open_first(self) -> None:
        """Open the first screen and the windows of the last time. Call it after the first paint."""
        if self._lease is not None:
            self._lease.look()
        self.host.restore_windows()
        if self.screens:
            self.context.navigation.go(self.screens[0].id)

    def refresh_clock(self) -> None:
        """Write the clock; a new minute words all ages anew."""
        now = self.context.now
        words = f"{weekday(now)} {day(now)} · {clock_time(now)}"
        self.bottom_strip.set_now(now, words)

    def retranslate(self) -> None:
        """Words in the language in use."""
        self.form.retranslateUi(self)
        self.rail.retranslate()
        self.pickers.retranslate()
        self.bottom_strip.refresh()
        self.counts.show_counts()
        self.host.retranslate()
        who = self.context.signed_in
        self.top_strip.person.set_person(who.name or who.account if who else tr("Not signed in"),
                                         who.title if who else "")
        self.refresh_clock()
        self._show_site()
        self._show_trail()
        self._show_age()

    def escape(self) -> None:
        """Esc: close the innermost open thing, else go back to where I was."""
        if self._palette_panel is not None and self._palette_panel.isVisible():
            self._palette_panel.hide()
            return
        if self._sync_dock is not None and self._sync_dock.escape():
            return
        view = self.host.view(self.host.current)
        if view is not None and self.host.current not in self.host.torn and view.step_back():
            return
        self.context.navigation.leave()

    def open_number(self, number_pressed: int) -> None:
        """Ctrl+1…9."""
        if number_pressed <= len(self.screens):
            self.context.navigation.go(self.screens[number_pressed - 1].id)

    def toggle_full_screen(self) -> None:
        """F11: the whole monitor, without the rail."""
        if self.isFullScreen():
            self.showNormal()
            self.rail.show()
        else:
            self.rail.hide()
            self.showFullScreen()

    def toggle_rail(self) -> None:
        """Fold or unfold the rail, and remember it."""
        self._folded_by_hand = not self.rail.narrow
        self.rail.set_narrow(self._folded_by_hand)
        self._remember(rail_collapsed=self._folded_by_hand)

    def toggle_light(self) -> None:
        """Dark or light, live."""
        self.set_light("light" if self.context.theme.light == "dark" else "dark")

    def set_light(self, light: str) -> None:
        """Switch and remember the light."""
        self.context.theme.set_light(light)
        self._remember(light=light)

    def set_language(self, code: str) -> None:
        """Switch and remember the language."""
        text.set_language(code)
        self._remember(language=code)

    def tear_off_current(self) -> None:
        """Put the screen that is shown in a window of its own."""
        self.host.tear_off(self.host.current)

    def show_keys(self) -> None:
        """The cheat sheet."""
        from ioc_console.shell.cheat_sheet import CheatSheet

        view = self.host.view(self.host.current)
        title = next((tr(s.title) for s in self.screens if s.id == self.host.current), "")
        CheatSheet(title, view.keys() if view is not None else (), self).open()

    def changeEvent(self, event: QEvent) -> None:
        """Live language switching."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the rail where there is no room."""
        super().resizeEvent(event)
        self._fold_to_fit()
        self.toast.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The program ends with its main window."""
        self.host.close()
        self.closed.emit()
        super().closeEvent(event)

    def _connect(self) -> None:
        navigation = self.context.navigation
        self.rail.picked.connect(navigation.go)
        self.rail.keys_asked.connect(self.show_keys)
        self.rail.folded.connect(lambda _: self.toggle_rail())
        self.top_strip.search_field.pressed.connect(self.open_search)
        self.top_strip.person.pressed.connect(self._open_person_menu)
        self.top_strip.tear_off_asked.connect(self.tear_off_current)
        self.top_strip.breadcrumb.root_asked.connect(lambda: navigation.go(self.host.current))
        self.bottom_strip.sync_pane_asked.connect(self.toggle_sync_pane)
        self.outcomes.show_asked.connect(self.open_sync_pane)
        self.host.place_changed.connect(self._place_changed)
        self.host.place_stepped.connect(self._show_trail)
        navigation.moved.connect(self._show_route)
        self.context.sync.changed.connect(self._show_age)
        self.context.sync.rows_changed.connect(self._rows_changed)

    def _bind_keys(self) -> None:
        keys: list[tuple[str, Callable[[], None]]] = [
            ("Ctrl+K", self.open_search),
            ("Esc", self.escape),
            ("F5", self.context.sync.pull_now),
            ("F6", self.toggle_sync_pane),
            ("F11", self.toggle_full_screen),
            ("Ctrl+Shift+N", self.tear_off_current),
            ("Ctrl+B", self.toggle_rail),
            ("Ctrl+L", self.toggle_light),
            ("?", self.show_keys),
        ]
        keys += [(f"Ctrl+{n}", partial(self.open_number, n)) for n in range(1, 10)]
        for sequence, act in keys:
            QShortcut(QKeySequence(sequence), self, act)

    def _open_person_menu(self) -> None:
        from ioc_console.shell.person_menu import person_menu

        menu = person_menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        person = self.top_strip.person
        menu.popup(person.mapToGlobal(QPoint(person.width() - menu.sizeHint().width(), person.height() + 4)))

    def _open_route(self, route: Route) -> None:
        from ioc_console.shell.palette import LINK, PICK_AREA, SAVED_VIEW, SYNC_PANE

        if route.screen == SYNC_PANE:
            self.open_sync_pane()
        elif route.screen == PICK_AREA:
            self.context.picked.pick_area(route.arguments["area"])
        elif route.screen in (LINK, SAVED_VIEW):
            self.places.open_link(route.arguments["link"], own=route.screen == SAVED_VIEW)
        else:
            self.context.navigation.go(route.screen, route.arguments)

    def _show_route(self, route: Route) -> None:
        self.host.show(route.screen, route.arguments)
        view = self.host.view(route.screen)
        if view is not None and route.screen not in self.host.torn and not view.isAncestorOf(self.focusWidget()):
            view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.rail.set_current(route.screen)
        self._show_trail()

    def _place_changed(self) -> None:
        view = self.host.view(self.host.current)
        if view is not None:
            self.context.navigation.note(view.arguments())
        self._show_trail()

    def _show_trail(self) -> None:
        screen = next((s for s in self.screens if s.id == self.host.current), None)
        view = self.host.view(self.host.current)
        steps = [] if screen is None else [tr(screen.title), *(view.trail() if view is not None else ())]
        self.top_strip.breadcrumb.set_steps(steps)
        name = self._product_name()
        self.setWindowTitle(f"{steps[0]} · {name}" if steps else name)

    def _show_age(self) -> None:
        sync = self.context.sync
        away = sync.link.state not in (Link.ONLINE, Link.STARTING)
        words = ""
        if away and sync.data_until:
            words = tr("seeing data of {time}", time=near_time(sync.data_until, self.context.now))
        self.top_strip.age_mark.set_words(words)

    def _lease_changed(self) -> None:
        """Cover everything that was read from the cache, or show it again."""
        if self._lease is None:
            return
        standing = self._lease.standing
        self.host.hide_data(None if standing.shows else lease_problem(standing))
        self.rail.setVisible(standing.shows and not self.isFullScreen())
        if not standing.shows and self._palette_panel is not None:
            self._palette_panel.hide()
        if standing.shows:
            self.load_facts()
        if self._sync_dock is not None:
            self._sync_dock.view_model.reload()

    def _rows_changed(self, tables: Any) -> None:
        if FACT_TABLES & tables and not self._facts_pause.isActive():
            self._facts_pause.start()

    def _show_facts(self, facts: SiteFacts) -> None:
        self.facts = facts
        self.pickers.set_facts(facts)
        self._show_site()
        self._show_trail()

    def _show_site(self) -> None:
        facts = self.facts
        words = ""
        if facts is not None and facts.city_indicators:
            words = tr("Catalogue {name} · {n} city indicators", name=facts.catalogue, n=number(facts.city_indicators))
        sample = facts.sample if facts is not None else False
        self.bottom_strip.set_site(words, sample)
        self.host.set_sample(sample)
        self.rail.set_product_name(self._product_name())

    def _product_name(self) -> str:
        return self.context.settings.text("product_name") or tr("City operations")

    def _fold_to_fit(self) -> None:
        wanted = self._folded_by_hand if self._folded_by_hand is not None else self.width() < FOLD_BELOW
        if wanted != self.rail.narrow:
            self.rail.set_narrow(wanted)

    def _remember(self, **values: str | bool) -> None:
        try:
            self.context.settings.put(**values)
        except OSError as error:
            self.context.notices.fail(error)
