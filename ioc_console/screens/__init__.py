"""How a screen joins the shell. Screens never import each other: they meet in navigation and in the store.

A screen is a package `ioc_console/screens/<id>/` whose `__init__.py` exposes

    SCREEN = Screen(id="alerts", title="Alerts", icon="bell", group=1, factory=_open, ...)

and imports nothing heavy at its top: `factory` imports the view when the screen is opened for the first time.
`factory(context)` is called once in the GUI thread and returns a `ScreenView`, a QWidget the shell keeps, shows in
its frame or in a window of its own (torn off), and deletes at the end. `context` (`ioc_console.context.Context`)
carries: cache (queries, by `context.read`), the outbox (by `context.save`), lanes, sync status, notices,
navigation, the picked area and period, theme, clock, settings, paths, and who is signed in.

To add a screen: make the package, add its id to `ORDER`, its form to `forms/`, its words to
`resources/translations/vi/<id>.toml`, its queries to `local_cache/queries/<id>.py`.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ioc_console.navigation import Route
from ioc_domain.foreign_text import in_sight

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ioc_console.context import Context

ORDER = ("overview", "indicators", "alerts", "requests", "complaints", "units")
"""Screens by id in the order of the rail; the first is where a start lands."""


@dataclass(frozen=True)
class Key:
    """One line of the cheat sheet: `Key("G", "Request explanation")`, words in English source form."""

    keys: str
    words: str


@dataclass(frozen=True)
class SearchHit:
    """One answer of the search (Ctrl+K). `kind` is an English source word: indicator, unit, area, complaint."""

    title: str
    detail: str
    kind: str
    route: Route
    marks: tuple[tuple[int, int], ...] = ()
    """[start, end) of the words in the title that the search hit."""

    def __post_init__(self) -> None:
        # One mark stands for one character: the places in the title stay right.
        object.__setattr__(self, "title", in_sight(self.title))
        object.__setattr__(self, "detail", in_sight(self.detail))


class ScreenView(QWidget):
    """What a factory returns. A subclass overrides what it needs; the defaults are a screen with one place.

    The keyboard goes to the view when its screen opens: set a focus proxy for the list that should have it.
    """

    place_changed = Signal()
    """What is open in the screen changed: the shell asks `arguments` and `trail` again."""
    place_stepped = Signal()
    """As `place_changed`, by a gesture that a step back undoes: the place before is kept in the history."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_route(self, arguments: Mapping[str, str]) -> None:
        """Show what a route names; {} is the screen as it opens. Called before every showing."""

    def arguments(self) -> Mapping[str, str]:
        """What is open now, so that coming back by Esc finds exactly that."""
        return {}

    def trail(self) -> Sequence[str]:
        """Words after the screen's title in the breadcrumb, already in the language in use."""
        return ()

    def step_back(self) -> bool:
        """Esc: close the innermost open thing (pane, filter, selection) and say True; False = nothing was open."""
        return False

    def keys(self) -> Sequence[Key]:
        """Keys of this screen for the cheat sheet."""
        return ()

    def settled(self) -> bool:
        """True when nothing is still being drawn (a map page): pictures wait for it."""
        return True

    def set_shown(self, shown: bool) -> None:
        """The screen came into view or left it: pass it on to the view models."""

    def set_locked(self, locked: bool) -> str:
        """The data may no longer be shown, or may be again. Locked, nothing may be saved from what was on the screen;
        what is being written is kept. Returns words about what was kept, "" when nothing was being written."""
        return ""


@dataclass(frozen=True)
class Screen:
    """A screen as the rail knows it."""

    id: str
    title: str
    """English source phrase."""
    icon: str
    """Name in resources/icons/line."""
    factory: Callable[[Context], ScreenView]
    group: int = 0
    """Entries of one group stand together in the rail; a rule parts the groups."""
    badge: Callable[[Session], int] | None = None
    """Query for the number beside the rail entry, e.g. alerts nobody has; 0 shows none."""
    badge_watches: frozenset[str] = frozenset()
    """Tables whose change makes the badge count again."""
    shows_outbox: bool = False
    """Offline, the rail entry says how many commands wait to be sent."""
    search: Callable[[Session, str], Sequence[SearchHit]] | None = None
    """Query for Ctrl+K: at most 8 hits, best first, for the words typed."""
    refuses_link: Callable[[Mapping[str, str], bool], bool] | None = None
    """Whether a link with these arguments is not to be opened; the second says that this console saved it itself.
    None: the screen takes no links, and its places cannot be sent. It must be True for what is not known, and no
    argument it lets through may do more than show something."""
    sent_arguments: Callable[[Mapping[str, str]], Mapping[str, str]] | None = None
    """The arguments of a place that may leave this console; None: all of them."""


def load_screen(screen_id: str) -> Screen:
    """The screen of an id. Raises ModuleNotFoundError for an id without a package."""
    screen = importlib.import_module(f"ioc_console.screens.{screen_id}").SCREEN
    if not isinstance(screen, Screen) or screen.id != screen_id:
        raise TypeError(f"ioc_console.screens.{screen_id} exposes no SCREEN of that id")
    return screen


def load_screens() -> tuple[Screen, ...]:
    """Every screen of `ORDER` that ships with this program, in order."""
    found = []
    for screen_id in ORDER:
        if importlib.util.find_spec(f"ioc_console.screens.{screen_id}") is not None:
            found.append(load_screen(screen_id))
    return tuple(found)
