"""What one page shows: named bytes with versions, given to the page one moment at a time."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal


class Feed(QObject):
    """Put documents in; the page is offered all of them as they are at one moment, and gets just these.

    What is put while the page fetches waits for the next offer, which comes when the page took the one before: so a
    picture never stands beside the words of another one, however fast they follow one another.
    """

    offered = Signal(object)
    """{name: version} that the page is to fetch and draw."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest: dict[str, tuple[int, bytes]] = {}
        self._given: dict[str, tuple[int, bytes]] = {}
        self._listening = self._fetching = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)  # what is put in one turn of the event loop is offered together
        self._soon.timeout.connect(self._offer)

    def put(self, name: str, content: bytes) -> int:
        """Set a document; its version, which is another one when it is not what it was."""
        version, before = self._newest.get(name, (0, None))
        if before != content:
            version += 1
            self._newest[name] = version, content
            self._soon.start()
        return version

    def get(self, name: str) -> bytes | None:
        """Bytes of a document as they were last offered."""
        given = self._given.get(name)
        return None if given is None else given[1]

    @property
    def versions(self) -> dict[str, int]:
        """Version of each document as put."""
        return {name: version for name, (version, _) in self._newest.items()}

    def start(self) -> None:
        """The page is there and has nothing."""
        self._listening, self._fetching = True, False
        self._offer()

    def taken(self) -> None:
        """The page has fetched what it was offered."""
        self._fetching = False
        if self._given != self._newest:
            self._offer()

    def stop(self) -> None:
        """The page is gone."""
        self._listening = False

    def _offer(self) -> None:
        self._soon.stop()
        if self._listening and not self._fetching:
            self._fetching = True
            self._given = dict(self._newest)
            self.offered.emit(self.versions)
