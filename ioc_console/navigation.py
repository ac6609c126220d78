"""Where the person is and where they came from. Screens meet here; they never import each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from PySide6.QtCore import QObject, Signal

HISTORY = 50


@dataclass(frozen=True)
class Route:
    """A place in the program: a screen and what is open in it, e.g. `Route("requests", {"id": "…"})`."""

    screen: str
    arguments: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class Navigation(QObject):
    """The history of routes. `moved` says where the window should be now."""

    moved = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history: list[Route] = []

    @property
    def current(self) -> Route | None:
        """Where we are, None before the first `go`."""
        return self._history[-1] if self._history else None

    @property
    def can_go_back(self) -> bool:
        """True when there is somewhere to go back to."""
        return len(self._history) > 1

    def go(self, screen: str, arguments: Mapping[str, str] | None = None) -> None:
        """Open a screen, with what it should show."""
        route = Route(screen, MappingProxyType(dict(arguments or {})))
        if self.current != route:
            self._history = [*self._history[-HISTORY + 1 :], route]
        self.moved.emit(route)

    def note(self, arguments: Mapping[str, str]) -> None:
        """The current screen says what it shows now, so that coming back finds exactly that."""
        if self._history:
            self._history[-1] = Route(self._history[-1].screen, MappingProxyType(dict(arguments)))

    def back(self) -> bool:
        """Go to where we were before; False when there is no such place."""
        if not self.can_go_back:
            return False
        self._history.pop()
        self.moved.emit(self._history[-1])
        return True
