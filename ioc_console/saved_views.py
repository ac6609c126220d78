"""Places that a person saved under a name, per account, in the settings of this machine."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from ioc_console.links import to_link
from ioc_console.navigation import Route
from ioc_console.settings import Settings

MOST_NAME = 80
MOST = 100


@dataclass(frozen=True)
class SavedView:
    """A name and the link it stands for. The link is read when it is opened: the screen may have changed since."""

    name: str
    link: str


class SavedViews(QObject):
    """Every verb writes the settings; it raises OSError when the disk refuses."""

    changed = Signal()

    def __init__(self, settings: Settings, account: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings, self._account = settings, account or "-"

    def all(self) -> tuple[SavedView, ...]:
        """All of the account, the newest first."""
        return tuple(SavedView(name, link) for name, link in reversed(self._read().items()))

    def save(self, name: str, route: Route) -> SavedView:
        """Keep a place; one of the same name is replaced. The oldest gives way beyond `MOST`."""
        name = plain_name(name)
        kept = {n: link for n, link in self._read().items() if n != name}
        kept[name] = to_link(route)
        self._write(dict(list(kept.items())[-MOST:]))
        return SavedView(name, kept[name])

    def rename(self, old: str, new: str) -> None:
        """Give a view another name, in its place; one that had that name before is gone."""
        new = plain_name(new)
        kept = self._read()
        if old in kept and new != old:
            self._write({new if n == old else n: link for n, link in kept.items() if n != new or n == old})

    def delete(self, name: str) -> None:
        """Forget a view."""
        self._write({n: link for n, link in self._read().items() if n != name})

    def _read(self) -> dict[str, str]:
        return self._settings.views(self._account)

    def _write(self, views: dict[str, str]) -> None:
        self._settings.put_views(self._account, views)
        self.changed.emit()


def plain_name(text: str) -> str:
    """One line without control characters, composed, of a length that fits; raises ValueError when nothing is left."""
    line = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in unicodedata.normalize("NFC", text))
    name = " ".join(line.split())[:MOST_NAME].strip()
    if not name:
        raise ValueError("a view needs a name")
    return name
