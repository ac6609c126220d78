"""Where the person is and where they came from. Screens meet here; they never import each other.

Two ways lead back. *Back* and *forward* (Alt+Left, Alt+Right) go one step, and every change of a filter is one. Esc
*leaves*: it goes to where the person was before they came to this place, over all the steps they made in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from PySide6.QtCore import QObject, Signal

HISTORY = 50


@dataclass(frozen=True)
class Route:
    """A place in the program: a screen and what is open in it, e.g. `Route("requests", {"id": "…"})`."""

    screen: str
    arguments: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class _Entry:
    """A place in the history. All steps made since one arrival share its number."""

    route: Route
    arrival: int


class Navigation(QObject):
    """The history of routes. `moved` says where the window should be now."""

    moved = Signal(object)
    history_changed = Signal()
    """There may be another answer to `can_go_back` and `can_go_forward`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history: list[_Entry] = []
        self._at = -1
        self._arrivals = 0

    @property
    def current(self) -> Route | None:
        """Where we are, None before the first `go`."""
        return self._history[self._at].route if self._history else None

    @property
    def can_go_back(self) -> bool:
        """True when there is somewhere to go back to."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """True after a step back."""
        return self._at < len(self._history) - 1

    def go(self, screen: str, arguments: Mapping[str, str] | None = None) -> None:
        """Open a screen, with what it should show."""
        route = _route(screen, arguments or {})
        if self.current != route:
            self._arrivals += 1
            self._append(_Entry(route, self._arrivals))
        self.moved.emit(route)

    def note(self, arguments: Mapping[str, str]) -> None:
        """The current screen says what it shows now, so that coming back finds exactly that."""
        if self._history:
            here = self._history[self._at]
            self._history[self._at] = replace(here, route=_route(here.route.screen, arguments))

    def step(self, arguments: Mapping[str, str]) -> None:
        """The person led the current screen to another place: a step of its own. Undoing the last step by hand is
        going back, so that switching a condition on and off leaves no trail."""
        here = self._history[self._at] if self._history else None
        if here is None:
            return
        entry = _Entry(_route(here.route.screen, arguments), here.arrival)
        if entry == here:
            return
        if self._at > 0 and self._history[self._at - 1] == entry:
            self._move(self._at - 1)
        else:
            self._append(entry)

    def back(self) -> bool:
        """Go one step back; False when there is none."""
        return self._jump(self._at - 1)

    def forward(self) -> bool:
        """Go to where we were before the last step back; False when there is no such place."""
        return self._jump(self._at + 1)

    def leave(self) -> bool:
        """Go to where we were before we came to this place; False when there is no such place."""
        wanted = self._at
        while wanted >= 0 and self._history[wanted].arrival == self._history[self._at].arrival:
            wanted -= 1
        return self._jump(wanted)

    def _append(self, entry: _Entry) -> None:
        self._history = [*self._history[: self._at + 1][-HISTORY + 1 :], entry]
        self._move(len(self._history) - 1)

    def _jump(self, to: int) -> bool:
        if not 0 <= to < len(self._history):
            return False
        self._move(to)
        self.moved.emit(self._history[to].route)
        return True

    def _move(self, to: int) -> None:
        self._at = to
        self.history_changed.emit()


def _route(screen: str, arguments: Mapping[str, str]) -> Route:
    return Route(screen, MappingProxyType(dict(arguments)))
