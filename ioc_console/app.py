"""Composition: the application object, one context of everything, sign-in or the main window, and the end.

On the start path only Qt, sqlite3 and NumPy-free modules are imported; SQLAlchemy comes with the first query on a
lane, HTTP with the first sign-in.
"""

from __future__ import annotations

import logging
import signal
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLockFile, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from ioc_console import text
from ioc_console.cache_reader import CacheReader
from ioc_console.context import Context, SignedIn
from ioc_console.fault_log import Faults, log_to
from ioc_console.lanes import Lane, Lanes
from ioc_console.navigation import Navigation
from ioc_console.notices import Act, Level, Notices, explain
from ioc_console.paths import Paths, paths
from ioc_console.picked import Picked
from ioc_console.screens import load_screens
from ioc_console.settings import Settings
from ioc_console.shell.first_paint import FirstPaint
from ioc_console.shell.pickers import month_before
from ioc_console.shell.single_instance import Doorbell, ring
from ioc_console.shell.sync_process import SyncProcess
from ioc_console.shell.window import ShellWindow
from ioc_console.sync_status import SyncStatus
from ioc_console.text import tr
from ioc_console.theme import theme
from ioc_domain.channel import Link, LinkChanged, Start

if TYPE_CHECKING:
    from ioc_console.secrets import NoKeyring
    from ioc_console.shell.sign_in_window import SignInWindow
    from ioc_domain.session import Session

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Credentials:
    """A sign-in given on the command line of the demonstration; never stored."""

    url: str
    account: str
    password: str


def make_application(arguments: list[str] | None = None) -> QApplication:
    """The one QApplication, with the attributes the map page needs later."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = QApplication(arguments or sys.argv[:1])
    application.setStyle("Fusion")
    application.setApplicationName("ioc-console")
    application.setQuitOnLastWindowClosed(False)
    return application


def compose(
    where: Paths,
    settings: Settings,
    signed_in: SignedIn | None,
    *,
    lanes: Lanes,
    notices: Notices,
    sync: SyncStatus,
    clock: Callable[[], float] = time.time,
    parent: QObject | None = None,
) -> Context:
    """Everything the screens are given."""
    return Context(
        paths=where,
        settings=settings,
        theme=theme(),
        lanes=lanes,
        cache=CacheReader(where.cache),
        sync=sync,
        notices=notices,
        navigation=Navigation(parent),
        picked=Picked(month_before(int(clock())), parent=parent),
        signed_in=signed_in,
        clock=clock,
    )


class Console(QObject):
    """The running console of one data folder. `run` is the whole program; tests drive the parts."""

    def __init__(self, application: QApplication, where: Paths, credentials: Credentials | None = None,
                 sync_command: tuple[str, list[str]] | None = None) -> None:
        super().__init__(application)
        self._application, self.paths, self._credentials = application, where, credentials
        self.settings = Settings(where.settings)
        self.notices = Notices(self)
        self.lanes = Lanes(self.notices, self)
        self.sync = SyncStatus(self)
        self.sync_process = SyncProcess(where.home, self.sync, self, sync_command)
        self.sync_process.token_renewed.connect(self._store_token)
        self.sync.changed.connect(self._link_changed)
        self.window: ShellWindow | None = None
        self.sign_in_window: SignInWindow | None = None
        self.context: Context | None = None
        self._after_paint: list[Callable[[], None]] = []
        self._last_link: Link | None = None

    def start(self) -> None:
        """Set the light and language, look at the files, then sign in or open the window."""
        theme().tokens = _light(self.settings.text("light"))
        theme().apply(self._application)
        text.set_language(self.settings.text("language") if self.settings.text("language") in text.LANGUAGES else "vi")
        if not self.settings.text("device"):
            self.settings.put(device=uuid.uuid4().hex)
        has_data = self._look_at_cache()
        if self._credentials is not None:
            self._sign_in_with(self._credentials)
        elif self.settings.text("account") and self.settings.text("data_centre_url"):
            self.open_window(self._remembered())
            self._after_paint.append(self._start_with_keyring)
        else:
            self.show_sign_in(has_data)
        if self.settings.damaged:
            self._say(tr("The settings file could not be read; it was set aside and the usual settings hold."))

    def open_window(self, signed_in: SignedIn | None) -> ShellWindow:
        """Open the main window for a person; an earlier one is closed."""
        self._close_window()
        context = compose(self.paths, self.settings, signed_in, lanes=self.lanes, notices=self.notices,
                          sync=self.sync, parent=self)
        window = ShellWindow(context, load_screens())
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
        window.say(sentence)
        window.show()
        return window

    def sign_out(self) -> None:
        """End the session: forget the token, stop sync, ask again. The cache and the outbox stay."""
        self.sync_process.stop()
        url, account = self.settings.text("data_centre_url"), self.settings.text("account")

        def forget() -> None:
            from ioc_console.secrets import Keyring, find_keyring

            keyring = find_keyring()
            if isinstance(keyring, Keyring):
                keyring.delete(url, account)

        self.lanes.run(Lane.SYNC_CONTROL, forget, owner=self)
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
        """True when there is data to look at. A file that is no cache is set aside, with a sentence."""
        from local_cache.store import CorruptStore, StoreError, open_reader, set_aside

        store = open_reader(self.paths.cache)
        try:
            if not store.ready:
                return False
            state = store.state()
        except CorruptStore:
            store.close()
            kept = set_aside(self.paths.cache)
            log.warning("the cache was damaged and set aside as %s", kept.name)
            self._say(tr("The data file was damaged. It was set aside and the data is fetched again; commands waiting "
                         "to be sent are safe."))
            return False
        except StoreError as error:
            self._say(explain(error).sentence())
            return False
        finally:
            store.close()
        self.sync.take(LinkChanged(Link.STARTING, int(time.time()), state.last_pull))
        return state.last_pull > 0

    def _say(self, sentence: str, level: Level = Level.WARNING) -> None:
        self._after_paint.append(lambda: self.notices.post(sentence, level))

    def _painted(self) -> None:
        if self.window is not None:
            self.window.open_first()
            self.window.load_facts()
        if self.context is not None:
            self.context.outbox_touched(self)  # what waits here is known before the sync process speaks
        work, self._after_paint = self._after_paint, []
        for act in work:
            act()

    def _remembered(self) -> SignedIn:
        s = self.settings
        return SignedIn(s.text("account"), s.text("account_name"), s.text("account_title"), s.text("account_role"),
                        s.text("device"), s.text("data_centre_url"))

    def _start_with_keyring(self) -> None:
        url, account = self.settings.text("data_centre_url"), self.settings.text("account")

        def fetch() -> str | NoKeyring | None:
            from ioc_console.secrets import Keyring, find_keyring

            keyring = find_keyring()
            return keyring.fetch(url, account) if isinstance(keyring, Keyring) else keyring

        def done(answer: str | NoKeyring | None) -> None:
            if isinstance(answer, str) and answer:
                self._start_sync(answer)
                return
            sentence = no_keyring_words(answer.code) if answer and not isinstance(answer, str) else ""
            self.sync.take(LinkChanged(Link.SIGNED_OUT, int(time.time()), self.sync.data_until))
            self.show_sign_in(True, sentence)

        self.lanes.run(Lane.SYNC_CONTROL, fetch, owner=self, done=done)

    def _start_sync(self, refresh: str, access: str = "") -> None:
        s = self.settings
        self.sync_process.start(Start(s.text("data_centre_url"), s.text("account"), refresh, access, s.text("ca_file")))

    def _sign_in_with(self, given: Credentials) -> None:
        window = self.show_sign_in(False)
        window.form.url_field.setText(given.url)
        window.form.account_field.setText(given.account)
        window.form.password_field.setText(given.password)
        window.sign_in()

    def _granted(self, url: str, session: Session) -> None:
        who = session.account
        self.settings.put(data_centre_url=url, account=who.id, account_name=who.name, account_title=who.title,
                          account_role=who.role)
        if self.sign_in_window is not None:
            self.sign_in_window.finish()
            self.sign_in_window = None
        self.notices.lower_banner("signed-out")
        self.open_window(self._remembered())
        self._start_sync(session.refresh, session.access)
        if self._credentials is None:
            self._store_token(session.refresh)

    def _store_token(self, refresh: str) -> None:
        if self._credentials is not None:
            return
        url, account = self.settings.text("data_centre_url"), self.settings.text("account")

        def store() -> NoKeyring | None:
            from ioc_console.secrets import Keyring, find_keyring

            keyring = find_keyring()
            return keyring.store(url, account, refresh) if isinstance(keyring, Keyring) else keyring

        def done(answer: NoKeyring | None) -> None:
            if answer is not None:
                self.notices.post(no_keyring_words(answer.code), Level.WARNING)

        self.lanes.run(Lane.SYNC_CONTROL, store, owner=self, done=done)

    def _look_offline(self) -> None:
        if self.sign_in_window is not None:
            self.sign_in_window.finish()
            self.sign_in_window = None
        if self.window is None:
            self.open_window(self._remembered() if self.settings.text("account") else None)

    def _sign_in_closed(self) -> None:
        self.sign_in_window = None
        if self.window is None:
            self._application.quit()

    def _window_closed(self) -> None:
        self._application.quit()

    def _link_changed(self) -> None:
        state = self.sync.link.state
        if state is self._last_link:
            return
        self._last_link = state
        if state is Link.SIGNED_OUT and self.window is not None and self.sign_in_window is None:
            self.notices.raise_banner(
                "signed-out", tr("Your session has ended. What you save is kept here and sent after you sign in."),
                act=Act(tr("Sign in"), lambda: _drop(self.show_sign_in(True))),
            )
        elif state is Link.ONLINE:
            self.notices.lower_banner("signed-out")
        if state is Link.DISK_FULL:
            self.notices.raise_banner("disk-full", tr("The disk is full: new data is not kept. Commands still save."))
        elif state is not Link.STARTING:
            self.notices.lower_banner("disk-full")


def no_keyring_words(code: str) -> str:
    """Why the sign-in is not remembered."""
    if code == "locked":
        return tr("The keyring of this machine is locked, so the sign-in is not remembered.")
    if code == "not_allowed":
        return tr("This machine would keep the sign-in readable in a file, so it is not remembered: you are asked at "
                  "each start.")
    return tr("This machine has no keyring, so the sign-in is not remembered: you are asked at each start.")


def run(home: Path | None = None, credentials: Credentials | None = None) -> int:
    """The whole program; returns its exit code."""
    where = paths(home)
    try:
        where.create()
    except OSError as error:
        sys.stderr.write(f"ioc-console: {where.home} cannot be used: {error.strerror}\n")
        return 1
    log_to(where.logs)
    application = make_application()
    lock = QLockFile(str(where.lock))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        ring(where.home)
        sys.stderr.write("ioc-console: already running for this folder; its window was brought forward\n")
        return 0
    faults = Faults()
    console = Console(application, where, credentials)
    faults.met.connect(console.notices.fail)
    faults.install()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: application.quit())
    awake = QTimer(interval=500)  # lets Python see signals while the event loop sleeps
    awake.timeout.connect(_nothing)
    awake.start()
    doorbell = Doorbell(where.home, console)
    doorbell.rung.connect(lambda: _bring_forward(console))
    QTimer.singleShot(0, console.start)
    code = application.exec()
    console.close()
    lock.unlock()
    return code


def _bring_forward(console: Console) -> None:
    window = console.window or console.sign_in_window
    if window is not None:
        window.showNormal() if window.isMinimized() else window.show()
        window.raise_()
        window.activateWindow()


def _light(name: str) -> Any:
    from ioc_console.theme import DARK, LIGHTS

    return LIGHTS.get(name, DARK)


def _nothing() -> None:
    """Runs Python now and then."""


def _drop(_: object) -> None:
    """For callbacks that want no value."""
