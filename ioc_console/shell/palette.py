"""Search everything (Ctrl+K): screens at once, then what the screens and the places find, grouped by kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ioc_console.context import Context
from ioc_console.formatting import day
from ioc_console.links import LinkRefused, from_link, is_like_a_link
from ioc_console.navigation import Route
from ioc_console.saved_views import SavedViews
from ioc_console.screens import Screen, SearchHit
from ioc_console.shell.palette_lines import KINDS, HitDelegate
from ioc_console.shell.phone_search import ASK_PHONE, PhoneSearch
from ioc_console.text import tr
from ioc_console.theme import Size, Space
from ioc_console.widgets.filter_combo import fold
from ioc_console.widgets.labels import label
from ioc_domain.foreign_text import in_sight

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Search = Callable[["Session", str], Sequence[SearchHit]]
AGAIN = 1_500
"""Milliseconds after which words that found nothing are looked for once more: right after a first load the index of
texts is still being built, and a person who knows the code of a complaint would find nothing."""
EACH = 5
"""Lines of one kind: every kind must be in sight."""
PICK_AREA = "@area"
"""Screen of a route that means: hold this area, and stay."""
LINK, SAVED_VIEW = "@link", "@view"
"""Screens of routes that mean: go where this link leads, one that was pasted or one that was saved here."""
SYNC_PANE = "@sync"
"""Screen of a route that means: open the sync pane over where we are."""


class Palette(QFrame):
    """Arrows move, Enter opens, Esc closes. Late answers to earlier words are dropped."""

    route_picked = Signal(object)

    def __init__(self, context: Context, screens: Sequence[Screen], parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setProperty("panel", "strong")
        self._context, self._screens = context, tuple(screens)
        self._number = 0
        self._asked: set[str] = set()
        """Who has not answered yet."""
        self._indexing = False
        self._hits: dict[str, Sequence[SearchHit]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        column.setSpacing(Space.S)
        self.field = QLineEdit()
        self.field.setObjectName("palette_field")
        self.lines = QListWidget()
        self.lines.setItemDelegate(HitDelegate(self.lines))
        self.lines.setUniformItemSizes(True)
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._foot = label("", Size.LABEL, tone="secondary")
        column.addWidget(self.field)
        column.addWidget(self.lines, 1)
        column.addWidget(self._foot)
        self._phone = PhoneSearch(context.sync, self._by_phone, self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(120)
        self._pause.timeout.connect(self._search)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN)
        self._again.timeout.connect(self._search_again)
        self.field.textChanged.connect(self._typed)
        self.field.installEventFilter(self)
        self.lines.itemClicked.connect(self._open_item)
        self.hide()

    def open(self) -> None:
        """Show it over the window, empty."""
        window = self._window
        width = min(640, window.width() - 2 * Space.XL)
        self.setGeometry((window.width() - width) // 2, 56, width, 120)
        self.field.setPlaceholderText(tr("Find indicators, units, areas, complaints"))
        self.field.setAccessibleName(tr("Search everything"))
        self.lines.setAccessibleName(tr("Found"))
        self._say("")
        self.field.clear()
        self._hits = {}
        self._search()
        self.show()
        self.raise_()
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field drive the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key == Qt.Key.Key_Escape:
                self.hide()
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._open_item(self.lines.currentItem())
                return True
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
                self.lines.event(event)
                return True
        if event.type() == QEvent.Type.FocusOut and watched is self.field:
            self.hide()
        return super().eventFilter(watched, event)

    def _typed(self) -> None:
        self._pause.start()

    def _search(self) -> None:
        self._number += 1
        self._indexing = False
        number, words = self._number, self.field.text().strip()
        self._say("")
        self._hits = {"link": self._link_hits(words)}
        if self._hits["link"]:
            self._fill()
            return
        self._hits = {"screen": self._screen_hits(words), "view": self._view_hits(words)}
        self._hits["phone"] = self._phone.offer(words)
        self._fill()
        if len(words) < 2:
            return
        self._asked = {"places", "index", *(s.id for s in self._screens if s.search is not None)}
        today = "-".join(reversed(day(self._context.now).split("-")))
        self._ask(number, "places", lambda session: _places(session, words, today))
        for screen in self._screens:
            if screen.search is not None:
                self._ask(number, screen.id, _bound(screen.search, words))
        self._context.read(_is_indexing, owner=self, done=lambda found: self._index_said(number, found))
        self._again.start()

    def _search_again(self) -> None:
        if self.isVisible() and (self._indexing or not any(self._hits.values())):
            self._search()

    def hideEvent(self, event: QHideEvent) -> None:
        """What is not seen looks for nothing."""
        self._pause.stop()
        self._again.stop()
        super().hideEvent(event)

    def _ask(self, number: int, name: str, query: Callable[[Session], Sequence[SearchHit]]) -> None:
        def done(hits: Sequence[SearchHit]) -> None:
            if number == self._number and self.isVisible():
                self._hits[name] = hits
                self._fill()
                self._answered(name)

        self._context.read(query, owner=self, done=done)

    def _index_said(self, number: int, indexing: bool) -> None:
        if number == self._number and self.isVisible():
            self._indexing = indexing
            self._answered("index")

    def _answered(self, name: str) -> None:
        """When everybody has answered, what is not in the list is said."""
        self._asked.discard(name)
        if self._asked:
            return
        notes = []
        if not any(self._hits.values()):
            words = in_sight(self.field.text().strip())
            notes.append(tr("Nothing found for “{words}”.", words=words[:30] + "…" * (len(words) > 30)))
        if self._indexing:
            notes.append(tr("The texts of complaints are still being indexed: more may come."))
        self._say(" ".join(notes))

    def _screen_hits(self, words: str) -> list[SearchHit]:
        wanted = fold(words).split()
        places = [(tr(s.title), f"Ctrl+{n}", Route(s.id)) for n, s in enumerate(self._screens, 1)]
        if wanted:  # it is a pane, not a screen: only when it is looked for
            places.append((tr("Sync and outbox"), "F6", Route(SYNC_PANE)))
        return [
            SearchHit(title, key, "screen", route)
            for title, key, route in places if all(w in fold(title) for w in wanted)
        ]

    def _link_hits(self, text: str) -> list[SearchHit]:
        """A link that was pasted is no words to look for: where it leads, or why it is not opened."""
        if not is_like_a_link(text):
            return []
        route = Route(LINK, {"link": text})
        try:
            screen_id = from_link(text, self._screens).screen
        except LinkRefused as refused:
            return [SearchHit(tr(refused.reason.value), "", "link", route)]
        title = next(tr(s.title) for s in self._screens if s.id == screen_id)
        return [SearchHit(tr("Open this link"), title, "link", route)]

    def _view_hits(self, words: str) -> list[SearchHit]:
        wanted = fold(words).split()
        who = self._context.signed_in
        views = SavedViews(self._context.settings, who.account if who is not None else "").all()
        return [
            SearchHit(view.name, "", "view", Route(SAVED_VIEW, {"link": view.link}))
            for view in views if wanted and all(w in fold(view.name) for w in wanted)
        ]

    def _fill(self) -> None:
        current = self.lines.currentItem()
        kept = current.data(Qt.ItemDataRole.UserRole) if current is not None else None
        self.lines.clear()
        order, by_phone = list(KINDS), self._hits.get("phone", ())
        hits = sorted((h for found in self._hits.values() for h in found), key=lambda h: order.index(h.kind))
        kind, shown = "", 0
        for hit in hits:
            shown = shown + 1 if hit.kind == kind else 1
            if shown > EACH and hit not in by_phone:
                continue
            item = QListWidgetItem(f"{hit.title} {hit.detail}")
            item.setData(Qt.ItemDataRole.UserRole, hit)
            item.setData(Qt.ItemDataRole.UserRole + 1, hit.kind != kind)
            kind = hit.kind
            self.lines.addItem(item)
            if hit == kept:
                self.lines.setCurrentItem(item)
        if self.lines.currentItem() is None and self.lines.count():
            self.lines.setCurrentRow(0)
        room = self._window.height() - 120
        self.resize(self.width(), min(room, 92 + 32 * min(14, max(1, self.lines.count()))))

    def _open_item(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        route = item.data(Qt.ItemDataRole.UserRole).route
        if route.screen == ASK_PHONE:
            self._phone.ask(route.arguments["end"])
            return
        self.hide()
        self.route_picked.emit(route)

    def _by_phone(self, hits: Sequence[SearchHit], note: str) -> None:
        """What the data centre said; a line that was offered stays while there is nothing else to show."""
        if self.isVisible():
            if hits:
                self._hits = {"phone": hits}
                self._fill()
            self._say(note)

    def _say(self, note: str) -> None:
        """A note at the foot, or how the keys work."""
        plain = tr("Arrows move · Enter opens · Esc closes · “đuôi 1234”: by the end of a telephone number")
        self._foot.setText(note or plain)


def _is_indexing(session: Session) -> bool:
    from local_cache.queries.complaint_list import is_indexing

    return is_indexing(session)


def _bound(search: Search, words: str) -> Callable[[Session], Sequence[SearchHit]]:
    return lambda session: search(session, words)


def _places(session: Session, words: str, today: str) -> list[SearchHit]:
    from local_cache.queries.shell import found_places

    def route(kind: str, code: str) -> Route:
        return Route(PICK_AREA, {"area": code}) if kind == "area" else Route("units", {"unit": code})

    found = found_places(session, words, today)
    return [SearchHit(place.name, "", place.kind, route(place.kind, place.code)) for place in found]
