"""Pages that are built and packed once and given to every account of equal rights.

Who may have a page is asked at each request, before this cache is; it only saves building the same bytes again. When
a thousand consoles are woken by one change, the first builds the page and the others wait for it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from ..changes import SharedPage
from .packing import Packed, finish, pack_start

KEPT_BYTES = 64 * 1024 * 1024
LARGEST_SHARE = 8
"""A page larger than this part of the room is given out and not kept: it would push out all the others."""


class PageKey(NamedTuple):
    """What is asked for, by whom, and how it is to be packed."""

    set: str
    epoch: str
    after: int
    limit: int
    packing: str


@dataclass(frozen=True)
class PackedPage:
    """A page ready to be sent: everything but the account's own end."""

    page: SharedPage
    packing: str
    start: Packed
    whole: bytes
    """The body for an account that has no command of its own in the page: nearly all of them."""
    tag: str

    def body(self, commands: list[str]) -> bytes:
        """The body for an account."""
        return self.whole if not commands else finish(self.packing, self.start, self.page.end(commands))

    def etag(self, commands: list[str]) -> str:
        """Strong: equal only for equal bytes."""
        own = blake2b("\n".join(commands).encode(), digest_size=8).hexdigest() if commands else "0"
        return f'"{self.tag}-{own}"'

    @property
    def size(self) -> int:
        """Bytes it takes in memory."""
        return len(self.start.data) + len(self.whole)


@dataclass
class _Slot:
    lock: threading.Lock = field(default_factory=threading.Lock)
    page: PackedPage | None = None
    head: int = 0
    counted: int = 0

    def holds(self, head: int) -> bool:
        """Whether its page is the one that a reader who sees the feed up to `head` would build."""
        page = self.page
        return page is not None and (page.page.trailer.to <= head if page.page.more else self.head == head)


class PageCache:
    """Packed pages, the least recently asked for go first. Safe to share between threads."""

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        self._room = kept_bytes
        self._lock = threading.Lock()
        self._slots: OrderedDict[PageKey, _Slot] = OrderedDict()
        self.bytes = 0
        self.built = 0

    def get(self, key: PageKey, head: int, build: Callable[[], SharedPage]) -> PackedPage:
        """The packed page of a key for a reader who sees the feed up to `head`; `build` is called by one of those
        who ask at the same time."""
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
            self._slots.move_to_end(key)
        with slot.lock:
            if slot.page is not None and slot.holds(head):
                return slot.page
            try:
                made = _packed(key.packing, build())
            except BaseException:
                self._forget(key, slot)
                raise
            if slot.page is None or head >= slot.head:
                slot.page, slot.head = made, head
                self._keep(key, slot)
            return made

    def _forget(self, key: PageKey, slot: _Slot) -> None:
        with self._lock:
            if self._slots.get(key) is slot:
                del self._slots[key]
                self.bytes -= slot.counted

    def _keep(self, key: PageKey, slot: _Slot) -> None:
        """Count a page that was built, and make room for it."""
        assert slot.page is not None
        size = slot.page.size
        with self._lock:
            self.built += 1
            if self._slots.get(key) is not slot:  # pushed out meanwhile
                return
            self.bytes += size - slot.counted
            slot.counted = size
            if size * LARGEST_SHARE > self._room:
                del self._slots[key]
                self.bytes -= size
            for old in list(self._slots):
                if self.bytes <= self._room:
                    break
                # One that is being built counts nothing yet, and those who wait for it hold it anyway.
                if self._slots[old].counted:
                    self.bytes -= self._slots.pop(old).counted


def _packed(packing: str, page: SharedPage) -> PackedPage:
    start = pack_start(packing, page.start)
    whole = finish(packing, start, page.end([]))
    tag = blake2b(packing.encode() + whole, digest_size=12).hexdigest()
    # Nobody needs the plain bytes any more, and they are ten times the packed ones.
    return PackedPage(SharedPage(page.after, page.more, b"", page.trailer), packing, start, whole, tag)
