"""The running console of one data folder: what is shown when, and how it starts and stops sync."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLockFile, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from ioc_console import text
from ioc_console.context import Context, SignedIn, compose
from ioc_console.lanes import Lanes
from ioc_console.lease_gate import LeaseGate
from ioc_console.notices import Act, Level, Notices, explain
from ioc_console.paths import Paths
from ioc_console.screens import load_screens
from ioc_console.settings import Settings
from ioc_console.shell.cache_check import look_at_cache
from ioc_console.shell.first_paint import FirstPaint
from ioc_console.shell.garbage import GarbageTurns
from ioc_console.shell.link_words import failure_words, mended_words
from ioc_console.shell.second_console import SecondConsole
from ioc_console.shell.sync_process import SyncProcess
from ioc_console.shell.token_keeper import TokenKeeper
from ioc_console.shell.window import ShellWindow
from ioc_console.sync_status import SyncStatus, link_now
from ioc_console.text import tr
from ioc_console.theme import DARK, LIGHTS, theme
from ioc_domain.channel import Failure, Link, LinkChanged, Start

if TYPE_CHECKING:
    from ioc_console.shell.sign_in_window import SignInWindow
    from ioc_domain.session import Session

UNTIL_PAINTED_MS = 30
"""Milliseconds that figures which have just come are given to be painted."""
TELL_AGAIN = 60.0
"""Seconds before the same failure of sync is told again."""


@dataclass(frozen=True)
class Credentials:
    """A sign-in given on the command line of the demonstration; never stored."""

    url: str
    account: str
    password: str


class Console(QObject):
    """Opens the sign-in or the main window, and owns lanes, notices, sync. `ioc_console.app.run` is the program."""

    shown = Signal()
    """A window is on the screen: time for work that the first picture does not need."""
    in_charge = Signal()
    """A window is on the screen, and this console is the one that writes."""

    def __init__(self, application: QApplication, where: Paths, credentials: Credentials | None = None,
                 sync_command: tuple[str, list[str]] | None = None, held: QLockFile | None = None) -> None:
        """`held`: the lock of the files, where another console has it: this one opens read-only."""
        super().__init__(application)
        self._application, self.paths, self._credentials = application, where, credentials
        self.settings = Settings(where.settings, keep=held is None)
        self.notices = Notices(self)
        self.lanes = Lanes(self.notices, self)
        self.sync = SyncStatus(self)
        self.lease = LeaseGate(where, self.lanes, self.sync, self)
        self.sync_process = SyncProcess(where.home, self.sync, self, sync_command)
        self.tokens = TokenKeeper(self.settings, self.lanes, self.notices, self)
        self.tokens.keeps = credentials is None
        self.garbage = GarbageTurns(self)
        self._second: SecondConsole | None = None
        if held is not None:
            self.lanes.read_only = self.sync.read_only = True
            self._second = SecondConsole(where, held, self.lanes, self.sync, self)
            self._second.took_over.connect(self._take_over)
        self.shown.connect(self._say_in_charge)
        self.sync_process.token_renewed.connect(self.tokens.store)
        self.sync.changed.connect(self._link_changed)
        self.sync.failed.connect(self._sync_failed)
        self.sync.mended.connect(lambda event: self.notices.post(mended_words(event), Level.WARNING, event.kept))
        self.window: ShellWindow | None = None
        self.sign_in_window: SignInWindow | None = None
        self.context: Context | None = None
        self._after_paint: list[Callable[[], None]] = []
        self._link = ""
        self._sentences: list[str] = []
        self._told_at: dict[str, float] = {}
        self._last_link: Link | None = None

    def start(self) -> None:
        """Set the light and language, look at the files, then sign in or open the window."""
        theme().tokens = LIGHTS.get(self.settings.text("light"), DARK)
        theme().apply(self._application)
        text.set_language(self.settings.text("language") if self.settings.text("language") in text.LANGUAGES else "vi")
        if self.settings.damaged:
            self._say(tr("The settings file could not be read; it was set aside and the usual settings hold."))
        if self._second is not None:
            self._show_banners()
            self.open_window(self._remembered() if self.settings.text("account") else None)
            return
        self._begin()

    def _begin(self) -> None:
        """Sign in or open the window, and start sync: for the console that writes."""
        if not self.settings.text("device"):
            self._remember(device=os.urandom(16).hex())
        if self._credentials is not None:
            self._sign_in_with(self._credentials)
        elif self.settings.text("account") and self.settings.text("data_centre_url"):
            self._after_paint.append(lambda: self.tokens.fetch(self._start_with_token))
            self.open_window(self._remembered())
        else:
            self.show_sign_in(self._look_at_cache())

    def open_window(self, signed_in: SignedIn | None) -> ShellWindow:
        """Open the main window for a person; an earlier one is closed."""
        self._close_window()
        self.garbage.start()
        context = compose(self.paths, self.settings, signed_in, lanes=self.lanes, notices=self.notices,
                          sync=self.sync, parent=self, lease=self.lease)
        window = ShellWindow(context, load_screens(), self.lease)
        window.sign_out_asked.connect(self.sign_out)
        window.sign_in_asked.connect(lambda: self.show_sign_in(True))
        window.closed.connect(self._window_closed)
        self.context, self.window = context, window
        screen = QGuiApplication.primaryScreen().availableGeometry()
        window.resize(min(1920, screen.width()), min(1080, screen.height()))
        if screen.width() <= 1920:
            window.showMaximized()
        else:
            window.show()
        # The frame is on the screen before the first screen's libraries are loaded.
        FirstPaint(window, self._painted)
        return window

    def open_link(self, link: str) -> None:
        """Go where a link leads: now, or as soon as somebody is signed in and the window has opened."""
        self._link = link
        if self.window is not None and self.window.host.current:
            self._follow_link()

    def show_sign_in(self, has_data: bool, sentence: str = "") -> SignInWindow:
        """Ask for address, account and password."""
        from ioc_console.shell.sign_in_window import SignInWindow

        if self.sign_in_window is not None:
            self.sign_in_window.finish()
        window = SignInWindow(self.settings, self.lanes, self.settings.text("device"), has_data)
        window.granted.connect(self._granted)
        window.offline_asked.connect(self._look_offline)
        window.closed.connect(self._sign_in_closed)
        self.sign_in_window = window
        if self.window is None:  # else the notices show them
            sentence, self._sentences = " ".join([*self._sentences, sentence]).strip(), []
        window.say(sentence)
        FirstPaint(window, self.shown.emit)
        window.show()
        return window

    def sign_out(self) -> None:
        """End the session: forget the token, stop sync, ask again. The cache and the outbox stay."""
        refresh = self.sync_process.refresh
        self.sync_process.stop()
        self.tokens.forget(refresh)
        self._close_window()
        self.show_sign_in(False)

    def close(self) -> None:
        """Stop everything, in the order that loses nothing."""
        self._close_window()
        if self.sign_in_window is not None:
            self.sign_in_window.finish()
            self.sign_in_window = None
        self.sync_process.stop()
        self.lanes.close()
        self.garbage.stop()

    def _close_window(self) -> None:
        window, context = self.window, self.context
        self.window = self.context = None
        if window is not None:
            window.closed.disconnect(self._window_closed)
            window.close()
            window.deleteLater()
        if context is not None:
            context.cache.close()

    def _look_at_cache(self) -> bool:
        """True when there is data to look at; what is wrong with the file is told."""
        found = look_at_cache(self.paths.cache)
        if found.sentence:
            self._say(found.sentence)
        if found.data_until > self.sync.data_until:
            self.sync.take(LinkChanged(Link.STARTING, int(time.time()) + found.clock_offset, found.data_until,
                                       clock_offset=found.clock_offset))
        return found.data_until > 0

    def _say(self, sentence: str) -> None:
        """A sentence for whichever window comes next."""
        self._sentences.append(sentence)

    def _painted(self) -> None:
        self.shown.emit()
        self._look_at_cache()
        if self.window is not None:
            self.window.open_first()
            self._follow_link()
        # The rest waits for the first figures: what it imports and starts would hold them up.
        if self.lanes.busy:
            self.lanes.idle.connect(self._figures_in, Qt.ConnectionType.SingleShotConnection)
        else:
            self._after_figures()

    def _follow_link(self) -> None:
        link, self._link = self._link, ""
        if link and self.window is not None:
            self.window.places.open_link(link)

    def _figures_in(self) -> None:
        QTimer.singleShot(UNTIL_PAINTED_MS, self, self._after_figures)

    def _after_figures(self) -> None:
        """The badges and facts of the site, files that must go, what waits on this machine, then sync."""
        if self.window is not None:
            self.window.load_facts()
            self.window.evidence_room.tidy()
        if self.context is not None:
            self.context.look_at_outbox(self)
        work, self._after_paint = self._after_paint, []
        for act in work:
            act()
        sentences, self._sentences = self._sentences, []
        for sentence in sentences:
            self.notices.post(sentence, Level.WARNING)

    def _remember(self, **values: str) -> None:
        """Put preferences; where the disk refuses they hold until the end of the program, and that is said."""
        try:
            self.settings.put(**values)
        except OSError as error:
            self._say(explain(error).sentence())

    def _remembered(self) -> SignedIn:
        s = self.settings
        return SignedIn(s.text("account"), s.text("account_name"), s.text("account_title"), s.text("account_role"),
                        s.text("device"), s.text("data_centre_url"))

    def _start_with_token(self, token: str, sentence: str) -> None:
        if token:
            self._start_sync(token)
            return
        self.show_sign_in(True, sentence)
        self.sync.take(link_now(self.sync, Link.SIGNED_OUT))

    def _start_sync(self, refresh: str, access: str = "", lease_key: str = "") -> None:
        s = self.settings
        self.sync_process.start(Start(s.text("data_centre_url"), s.text("account"), refresh, access, s.text("ca_file"),
                                      s.text("device"), lease_key))

    def _sign_in_with(self, given: Credentials) -> None:
        window = self.show_sign_in(False)
        window.form.url_field.setText(given.url)
        window.form.account_field.setText(given.account)
        window.form.password_field.setText(given.password)
        window.sign_in()

    def _granted(self, url: str, session: Session) -> None:
        who = session.account
        self._remember(data_centre_url=url, account=who.id, account_name=who.name, account_title=who.title,
                       account_role=who.role)
        if self.sign_in_window is not None:
            self.sign_in_window.finish()
            self.sign_in_window = None
        self.notices.lower_banner("signed-out")
        self.open_window(self._remembered())
        self._start_sync(session.refresh, session.access, session.lease_key)
        self.tokens.store(session.refresh)

    def _look_offline(self) -> None:
        if self.sign_in_window is not None:
            self.sign_in_window.finish()
            self.sign_in_window = None
        if self.window is None:
            self.open_window(self._remembered() if self.settings.text("account") else None)
        self._show_banners()

    def _sign_in_closed(self) -> None:
        self.sign_in_window = None
        if self.window is None:
            self._application.quit()
        else:
            self._show_banners()

    def _window_closed(self) -> None:
        self._application.quit()

    def _link_changed(self) -> None:
        state = self.sync.link.state
        if state is self._last_link:
            return
        self._last_link = state
        self._show_banners()

    def _sync_failed(self, failure: Failure) -> None:
        """Tell it, the same one at most once a minute: a fault that comes back every second is one fault."""
        words, now = failure_words(failure.code), time.monotonic()
        if words and now - self._told_at.get(failure.code, -TELL_AGAIN) >= TELL_AGAIN:
            self._told_at[failure.code] = now
            self.notices.post(words, Level.WARNING, failure.detail)

    def _say_in_charge(self) -> None:
        if self._second is None:
            self.in_charge.emit()

    def _take_over(self) -> None:
        """The first console is gone: this one writes from now on."""
        self._second = None
        self.lanes.read_only = self.sync.read_only = False
        self.settings.take_over()
        self.notices.lower_banner("read-only")
        self.notices.post(tr("The other console was closed: this one can save again."))
        self.in_charge.emit()
        if self.window is not None and self.settings.text("account") and self.settings.text("data_centre_url"):
            self.tokens.fetch(self._start_with_token)
        else:
            self._close_window()
            self._begin()

    def _show_banners(self) -> None:
        """A banner only where the person must act."""
        state = self.sync.link.state
        if self._second is not None:
            self.notices.raise_banner(
                "read-only", tr("This console is open a second time: you can look at everything and save nothing here. "
                                "It can save as soon as the first one is closed."),
            )
        if state is Link.SIGNED_OUT and self.window is not None and self.sign_in_window is None:
            self.notices.raise_banner(
                "signed-out", tr("You are not signed in. What you save is kept here and sent after you sign in."),
                act=Act(tr("Sign in"), lambda: _drop(self.show_sign_in(True))),
            )
        elif state is Link.ONLINE:
            self.notices.lower_banner("signed-out")
        if state is Link.DISK_FULL:
            self.notices.raise_banner("disk-full", tr("The disk is full: new data is not kept. Commands still save."))
        elif state is not Link.STARTING:
            self.notices.lower_banner("disk-full")


def _drop(_: Any) -> None:
    """For callbacks that want no value."""
