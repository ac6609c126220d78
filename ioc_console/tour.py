"""`ioc-console tour`: every screen and the sync pane as a picture, from an existing cache, at any size and light.

Writes `<screen>-<light>-<WxH>-<language>.png`, and with `-offline` or `-empty` at the end the two states every screen
must stand. Without a cache a small demonstration city is seeded and synced first. Needs no display.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

STATES = ("live", "offline", "empty")
SYNC_PANE = "sync"
"""Name of the picture of the sync pane, which lies over the last screen."""
PATIENCE = 20.0
"""Seconds a picture waits for its screen to come to rest."""


@dataclass(frozen=True)
class Shots:
    """What to photograph."""

    out: Path
    sizes: tuple[tuple[int, int], ...]
    lights: tuple[str, ...]
    language: str
    screens: tuple[str, ...]
    states: tuple[str, ...]


def main(arguments: Sequence[str]) -> int:
    """Write the pictures; exit code 1 when a screen could not be drawn."""
    given = _parser().parse_args(arguments)
    lights = ("dark", "light") if given.light == "both" else (given.light,)
    sizes = tuple(_size(s) for s in given.size or ("1920x1080", "1366x768"))
    shots = Shots(Path(given.out), sizes, lights, given.language, tuple(given.screen or ()),
                  tuple(given.state or STATES))
    prepare_platform()
    from ioc_console.paths import default_home

    home = Path(given.home).absolute() if given.home else default_home()
    if not (home / "cache.db").exists() and set(shots.states) != {"empty"}:
        from ioc_console.demo import prepare_cache

        home = prepare_cache(home)
    return photograph(home, shots)


def prepare_platform() -> None:
    """Choose the platform without a display. Before Qt is imported."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and sys.platform.startswith("linux"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def photograph(home: Path, shots: Shots) -> int:
    """Write all pictures of a cache; returns the exit code."""
    from ioc_console import text
    from ioc_console.app import make_application
    from ioc_console.theme import theme

    shots.out.mkdir(parents=True, exist_ok=True)
    application = make_application()
    theme().apply(application)
    text.set_language(shots.language)
    failures = 0
    for state in shots.states:
        failures += _photograph_state(home, shots, state)
    print(f"{shots.out.resolve()}: pictures written" + (f", {failures} screens failed" if failures else ""))
    return 1 if failures else 0


def _photograph_state(home: Path, shots: Shots, state: str) -> int:
    if state != "empty":
        return _photograph_home(home, shots, state)
    with tempfile.TemporaryDirectory(prefix="ioc-tour-") as folder:
        return _photograph_home(Path(folder), shots, state)


def _photograph_home(home: Path, shots: Shots, state: str) -> int:
    from ioc_console.app import compose
    from ioc_console.context import SignedIn
    from ioc_console.lanes import Lanes
    from ioc_console.notices import Notices
    from ioc_console.paths import Paths
    from ioc_console.screens import load_screens
    from ioc_console.settings import Settings
    from ioc_console.shell.window import ShellWindow
    from ioc_console.sync_status import SyncStatus
    from ioc_console.text import tr
    from ioc_console.theme import theme

    where, notices = Paths(home), Notices()
    lanes, sync = Lanes(notices), SyncStatus()
    settings = Settings(where.settings, keep=False)
    name = settings.text("account_name") or tr("Not signed in")
    person = SignedIn(settings.text("account") or "-", name, settings.text("account_title"), "leader", "tour", "")
    pulled = _last_pull(where.cache)
    now = float(pulled + 120) if pulled else time.time()
    context = compose(where, settings, person, lanes=lanes, notices=notices, sync=sync,
                      clock=lambda: now)
    _tell_link(sync, state, pulled, int(now))
    window = ShellWindow(context, load_screens())
    failures = 0
    notices.posted.connect(lambda notice: print(f"tour: {notice.text} {notice.detail[-400:]}", file=sys.stderr))
    window.resize(*shots.sizes[0])
    window.show()
    context.look_at_outbox(window)
    window.load_facts()
    _rest(lambda: lanes.busy == 0)
    sizes = shots.sizes if state == "live" else shots.sizes[:1]
    for screen in window.screens:
        if shots.screens and screen.id not in shots.screens:
            continue
        for width, height in sizes:
            window.resize(width, height)
            for light in shots.lights:
                theme().set_light(light)
                context.navigation.go(screen.id)
                view = window.host.view(screen.id)
                if view is None or not _rest(lambda v=view: lanes.busy == 0 and v.settled()):  # type: ignore[misc]
                    print(f"tour: {screen.id} did not come to rest", file=sys.stderr)
                    failures += 1
                window.grab().save(str(_file(shots, screen.id, light, width, height, state)))
    if not shots.screens or SYNC_PANE in shots.screens:
        # The pane lies over a screen, never over nothing.
        first = window.screens[0].id
        context.navigation.go(first)
        _rest(lambda: lanes.busy == 0 and (view := window.host.view(first)) is not None and view.settled())
        window.sync_dock.open()
        for width, height in sizes:
            window.resize(width, height)
            for light in shots.lights:
                theme().set_light(light)
                if not _rest(lambda: lanes.busy == 0):
                    print("tour: the sync pane did not come to rest", file=sys.stderr)
                    failures += 1
                window.grab().save(str(_file(shots, SYNC_PANE, light, width, height, state)))
    window.close()
    window.deleteLater()
    _rest(lambda: True)
    lanes.close()
    context.cache.close()
    return failures


def _file(shots: Shots, name: str, light: str, width: int, height: int, state: str) -> Path:
    mark = "" if state == "live" else f"-{state}"
    return shots.out / f"{name}-{light}-{width}x{height}-{shots.language}{mark}.png"


def _tell_link(sync: object, state: str, pulled: int, now: int) -> None:
    from ioc_console.sync_status import SyncStatus
    from ioc_domain.channel import Link, LinkChanged

    assert isinstance(sync, SyncStatus)
    if state == "offline":
        sync.take(LinkChanged(Link.OFFLINE, now - 60, pulled, retry_at=now + 40))
    else:
        sync.take(LinkChanged(Link.ONLINE, now - 600, pulled))


def _last_pull(cache: Path) -> int:
    from local_cache.store import StoreError, open_reader

    store = open_reader(cache)
    try:
        return store.state().last_pull if store.ready else 0
    except StoreError as error:
        print(f"tour: {error}", file=sys.stderr)
        return 0
    finally:
        store.close()


def _rest(done: Callable[[], bool], quiet: float = 0.3) -> bool:
    """Let events run until `done` holds for `quiet` seconds; False when that never comes."""
    from PySide6.QtCore import QEventLoop, QTimer

    until, since = time.monotonic() + PATIENCE, None
    while time.monotonic() < until:
        loop = QEventLoop()
        QTimer.singleShot(20, loop.quit)
        loop.exec()
        if not done():
            since = None
        elif since is None:
            since = time.monotonic()
        elif time.monotonic() - since >= quiet:
            return True
    return False


def _size(words: str) -> tuple[int, int]:
    width, _, height = words.lower().partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise SystemExit(f"ioc-console tour: not a size: {words} (write 1920x1080)")
    return int(width), int(height)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ioc-console tour", description="Every screen as a picture.")
    parser.add_argument("--out", required=True, metavar="DIR")
    parser.add_argument("--size", action="append", metavar="WxH", help="default: 1920x1080 and 1366x768")
    parser.add_argument("--light", choices=("dark", "light", "both"), default="both")
    parser.add_argument("--language", choices=("vi", "en"), default="vi")
    parser.add_argument("--screen", action="append", metavar="NAME", help="default: all")
    parser.add_argument("--state", action="append", choices=STATES, help="default: all three")
    parser.add_argument("--home", metavar="DIR", help="data folder with the cache; default: IOC_HOME or the usual one")
    return parser
