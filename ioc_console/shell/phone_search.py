"""Ctrl+K by the end of a telephone number: "đuôi 1234" offers to ask the data centre, Enter asks.

Numbers are only at the data centre, for accounts with the right, and every question is in its audit: so nothing is
asked while somebody is still typing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from ioc_console.navigation import Route
from ioc_console.screens import SearchHit
from ioc_console.sync_status import SyncStatus
from ioc_console.text import tr
from ioc_console.widgets.filter_combo import fold
from ioc_domain.channel import LookResult, PhoneFound

ASK_PHONE = "@phone"
"""Screen of a route that means: ask the data centre for these four digits, and stay."""
_ASKED = re.compile(r"(?:duoi|so duoi|sdt|dien thoai|phone|tel)\s*[:.…]?\s*(\d{4})")


def phone_end(words: str) -> str:
    """The four digits somebody looks for: "đuôi 1234", "sđt 1234", "phone:1234"; "" for any other words."""
    found = _ASKED.fullmatch(fold(words).strip())
    return found[1] if found and found[1].isascii() else ""


class PhoneSearch(QObject):
    """One question at a time; `answered` gets the lines to show and a note for the foot, which may be ""."""

    def __init__(
        self, sync: SyncStatus, answered: Callable[[Sequence[SearchHit], str], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._sync, self._answered = sync, answered
        self._ask, self._end = 0, ""
        sync.looked.connect(self._looked)
        sync.changed.connect(self._line_changed)

    def offer(self, words: str) -> list[SearchHit]:
        """The line that asks, for words that mean a telephone number."""
        self._ask = 0
        end = phone_end(words)
        if not end:
            return []
        title = tr("Ask the data centre: telephone ending in {end}", end=end)
        return [SearchHit(title, tr("Enter asks · audited"), "complaint", Route(ASK_PHONE, {"end": end}))]

    def ask(self, end: str) -> None:
        """Ask for the complaints of numbers that end so."""
        self._end = end
        if not self._sync.online:
            self._answered([], _words(LookResult.OFFLINE, 0))
            return
        self._ask = self._sync.find_by_phone(end)
        self._answered([], tr("Asking the data centre…"))

    def _looked(self, event: object) -> None:
        if not isinstance(event, PhoneFound) or event.ask != self._ask or not self._ask:
            return
        self._ask = 0
        if event.found is None:
            self._answered([], _words(event.result, event.wait))
            return
        detail = tr("telephone ending in {end}", end=self._end)
        hits = [
            SearchHit(c.code, detail, "complaint", Route("complaints", {"id": str(c.id)}))
            for c in event.found.complaints
        ]
        if not hits:
            self._answered([], tr("No complaint has a telephone ending in {end}.", end=self._end))
        else:
            self._answered(hits, tr("There are more: only the newest {n} are listed.", n=len(hits)) if event.found.more
                           else "")  # fmt: skip

    def _line_changed(self) -> None:
        if self._ask and not self._sync.online:
            self._ask = 0
            self._answered([], _words(LookResult.OFFLINE, 0))


def _words(result: LookResult, wait: int) -> str:
    if result is LookResult.OFFLINE:
        return tr("This needs the network: telephone numbers are only at the data centre.")
    if result is LookResult.NOT_ALLOWED:
        return tr("This account may not search by telephone.")
    if result is LookResult.TOO_OFTEN:
        return tr("Too many looks in a short time. Try again in {n} minutes.", n=max(1, -(-wait // 60)))
    return tr("The data centre did not answer as it should. Nothing was found.")
