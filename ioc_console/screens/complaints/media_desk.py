"""Photos and videos of the open complaint: the row in its pane, the viewer over the screen, and saving a file."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ioc_console.context import Context
from ioc_console.notices import Level
from ioc_console.screens.complaints.detail_words import Shown
from ioc_console.screens.complaints.media_files import ENDINGS
from ioc_console.screens.complaints.media_row import MediaRow
from ioc_console.screens.complaints.media_shelf import MediaShelf
from ioc_console.screens.complaints.media_viewer import MediaViewer
from ioc_console.screens.complaints.media_words import Medium
from ioc_console.text import tr


class MediaDesk:
    """Holds the three together."""

    def __init__(self, context: Context, row: MediaRow, screen: QWidget) -> None:
        self._context, self._row, self._screen = context, row, screen
        self.shelf = MediaShelf(context, screen)
        self.viewer = MediaViewer(self.shelf, screen)
        self._complaint, self._code = 0, ""
        row.follow(self.shelf)
        row.opened.connect(self.open)
        self.viewer.closed.connect(row.setFocus)
        self.viewer.save_asked.connect(self._save)

    def show_complaint(self, shown: Shown) -> None:
        """This complaint is open, or was read again."""
        if shown.id != self._complaint:
            self.viewer.shut()
        self._complaint, self._code = shown.id, shown.code
        self.shelf.take(shown.id, shown.photos)
        self.viewer.renew(shown.photos)

    def open(self, number: int = 0) -> bool:
        """Show one large; False where there is none."""
        if not self._row.media or not self._row.isVisible():
            return False
        self.viewer.open_at(self._row.media, number)
        return True

    def close(self) -> bool:
        """Close the viewer; False where it was not open."""
        was = self.viewer.opened
        self.viewer.shut()
        return was

    def file_name(self, medium: Medium) -> str:
        """A name of our own making: letters and digits of the complaint's code, its place, the ending of its type."""
        code = re.sub(r"[^A-Za-z0-9-]+", "", self._code)[:40].strip("-") or f"phan-anh-{self._complaint}"
        names = [m.sha256 for m in self.viewer.media]
        number = names.index(medium.sha256) + 1 if medium.sha256 in names else 1
        return f"{code}-{number}{ENDINGS.get(medium.mime, '')}"

    def _save(self, medium: Medium) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self._screen, tr("Save the file…"), self.file_name(medium))
        if not chosen:
            return

        def done(saved: bool) -> None:
            if saved:
                self._context.notices.post(tr("Saved: {path}", path=chosen))
            else:
                self._context.notices.post(
                    tr("The file was not saved: it is damaged on this machine. Fetch it again, then save it."),
                    Level.WARNING,
                )

        self.shelf.save(medium, Path(chosen), done)
