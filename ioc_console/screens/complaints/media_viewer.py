"""Photos and videos of a complaint, large: over the whole screen, one after the other; Esc closes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ioc_console import formatting as fmt
from ioc_console.screens.complaints import clip, media_words
from ioc_console.screens.complaints.clip import Clip
from ioc_console.screens.complaints.media_foot import ClipFoot
from ioc_console.screens.complaints.media_shelf import MediaShelf
from ioc_console.screens.complaints.media_stage import Stage
from ioc_console.screens.complaints.media_words import Fetch, Medium
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight
from ioc_console.widgets.buttons import Button, IconButton
from ioc_console.widgets.labels import ElidedLabel, label

_PAN = 60
_WORDS_WIDTH = 560
_SAVABLE = (Fetch.HERE, Fetch.UNPLAYABLE, Fetch.TOO_MANY_POINTS)


class MediaViewer(QFrame):
    """Lies over its parent while it is open. `closed` when it goes, `save_asked` with a medium."""

    closed = Signal()
    save_asked = Signal(object)

    def __init__(self, shelf: MediaShelf, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setProperty("panel", "true")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoFillBackground(True)
        self._shelf = shelf
        self.media: tuple[Medium, ...] = ()
        self.number = 0
        self.clip: Clip | None = None
        self._loaded = ""
        self._asked = 0
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        whole.addLayout(self._head())
        self.stage = Stage()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.stage)
        self._pages.addWidget(self._words_page())
        whole.addWidget(self._pages, 1)
        self.foot = ClipFoot()
        whole.addWidget(self.foot)
        self.stage.clicked.connect(self.foot.toggle)
        self.stage.zoomed.connect(self._zoomed)
        shelf.changed.connect(self._shelf_changed)
        parent.installEventFilter(self)
        self.hide()

    def _head(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(Space.M, Space.XS, Space.S, Space.XS)
        line.setSpacing(Space.S)
        self._place = label("", Size.BODY, Weight.STRONG)
        self._named = ElidedLabel("", Size.BODY, tone="secondary")
        self.before_button, self.next_button = IconButton("chevron-left", ""), IconButton("chevron-right", "")
        self.out_button, self.in_button = IconButton("zoom-out", ""), IconButton("zoom-in", "")
        self.fit_button = IconButton("maximize", "")
        self.save_button = Button("", "", "download")
        self.close_button = IconButton("x", "")
        line.addWidget(self._place)
        line.addWidget(self._named, 1)
        for button in (self.before_button, self.next_button, self.out_button, self.fit_button, self.in_button,
                       self.save_button, self.close_button):  # fmt: skip
            line.addWidget(button)
        self.before_button.clicked.connect(lambda: self.step(-1))
        self.next_button.clicked.connect(lambda: self.step(1))
        self.out_button.clicked.connect(lambda: self.stage.zoom(-1))
        self.in_button.clicked.connect(lambda: self.stage.zoom(1))
        self.fit_button.clicked.connect(lambda: self.stage.fit())
        self.save_button.clicked.connect(lambda: self.save_asked.emit(self.media[self.number]))
        self.close_button.clicked.connect(self.shut)
        return line

    def _words_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(Space.XXL, Space.XL, Space.XXL, Space.XL)
        column.setSpacing(Space.M)
        self._said = label("", Size.TITLE, wrap=True, align=Qt.AlignmentFlag.AlignHCenter)
        self._said.setFixedWidth(_WORDS_WIDTH)
        self.again_button = Button("", "primary", "download")
        self.again_button.clicked.connect(self._again)
        column.addStretch(1)
        column.addWidget(self._said, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.again_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return page

    # --- what is shown ------------------------------------------------------------------------------------

    @property
    def opened(self) -> bool:
        """Whether it lies over the screen."""
        return not self.isHidden()

    def open_at(self, media: Sequence[Medium], number: int) -> None:
        """Show one of these."""
        self.media = tuple(media)
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.setFocus()
        self._show(max(0, min(len(self.media) - 1, number)))

    def renew(self, media: Sequence[Medium]) -> None:
        """The same complaint was read again: files may have come."""
        if not self.opened:
            return
        if not media:
            self.shut()
            return
        held = self.media[self.number].sha256
        self.media = tuple(media)
        places = [k for k, m in enumerate(media) if m.sha256 == held]
        self.number = places[0] if places else min(self.number, len(media) - 1)
        self._render()

    def step(self, by: int) -> None:
        """The one before or after."""
        number = self.number + by
        if 0 <= number < len(self.media):
            self._show(number)

    def shut(self) -> None:
        """Go."""
        if self.opened:
            self._drop()
            self.hide()
            self.closed.emit()

    def _show(self, number: int) -> None:
        self._drop()
        self.number = number
        self._render()

    def _drop(self) -> None:
        """Let go of what is shown."""
        self._asked += 1
        self._loaded = ""
        if self.clip is not None:
            self.clip.close()
            self.clip = None
            self.foot.follow(None)
        self.stage.show_image(QImage())

    def _shelf_changed(self) -> None:
        if self.opened:
            self._render()

    def _render(self) -> None:
        medium = self.media[self.number]
        state = self._shelf.state(medium)
        of = len(self.media)
        self._place.setText(f"{fmt.number(self.number + 1, 0)} / {fmt.number(of, 0)}")
        self._named.setText(media_words.named(medium))
        self.setAccessibleName(f"{self._place.text()} {self._named.text()} {media_words.long(state)}".strip())
        self.before_button.setEnabled(self.number > 0)
        self.next_button.setEnabled(self.number + 1 < of)
        self.before_button.set_words(tr("The file before") + " (←)")
        self.next_button.set_words(tr("The next file") + " (→)")
        self.out_button.set_words(tr("Farther (−)"))
        self.in_button.set_words(tr("Nearer (+)"))
        self.fit_button.set_words(tr("The whole picture (0)"))
        self.save_button.setText(tr("Save the file…"))
        self.save_button.setEnabled(state in _SAVABLE)
        self.close_button.set_words(tr("Close") + " (Esc)")
        here = state is Fetch.HERE
        self._pages.setCurrentIndex(0 if here else 1)
        self.foot.setVisible(here and medium.video)
        self.foot.reword()
        self._said.setText(media_words.long(state))
        self._said.setFixedHeight(max(0, self._said.heightForWidth(_WORDS_WIDTH)))
        again = media_words.AGAIN.get(state)
        self.again_button.setVisible(again is not None)
        self.again_button.setText(tr(again) if again is not None else "")
        self._zoomed()
        if here and self._loaded != medium.sha256:
            self._load(medium)

    def _load(self, medium: Medium) -> None:
        self._loaded = medium.sha256
        asked = self._asked

        def picture(image: QImage) -> None:
            if asked == self._asked:
                self.stage.show_image(image)

        def video(path: Path) -> None:
            if asked == self._asked:
                self._play(medium, path)

        if medium.video:
            self._shelf.clip(medium, video)
        else:
            self._shelf.picture(medium, picture)

    def _play(self, medium: Medium, path: Path) -> None:
        if not clip.available():
            self._shelf.give_up(medium)
            return
        self.clip = Clip(path, self)
        self.clip.framed.connect(lambda image: self.stage.show_image(image, same=True))
        self.clip.failed.connect(lambda: self._unplayable(medium))
        self.foot.follow(self.clip)
        self.clip.toggle()

    def _unplayable(self, medium: Medium) -> None:
        self._drop()
        self._shelf.give_up(medium)

    def _again(self) -> None:
        self._loaded = ""
        self._shelf.fetch(self.media[self.number])

    def _zoomed(self) -> None:
        shown = not self.stage.image.isNull()
        self.in_button.setEnabled(shown)
        for button in (self.out_button, self.fit_button):
            button.setEnabled(shown and self.stage.near)

    # --- gestures -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Every key ends here: nothing under the viewer hears of it."""
        key = event.key()
        pans = {Qt.Key.Key_Up: QPointF(0, _PAN), Qt.Key.Key_Down: QPointF(0, -_PAN)}
        if key == Qt.Key.Key_Escape:
            self.shut()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.step(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.stage.zoom(1)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.stage.zoom(-1)
        elif key == Qt.Key.Key_0:
            self.stage.fit()
        elif Qt.Key(key) in pans:
            self.stage.pan(pans[Qt.Key(key)])
        elif key == Qt.Key.Key_Space:
            self.foot.toggle()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.foot.toggle() if self.clip is not None else self.again_button.click()
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside."""
        parts: list[QWidget] = [self, *(w for w in self.findChildren(QWidget)
                                        if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()
                                        and w.isEnabled())]  # fmt: skip
        held = self.focusWidget()
        place = parts.index(held) if held in parts else 0
        parts[(place + (1 if forward else -1)) % len(parts)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """As large as what it lies over."""
        if event.type() == QEvent.Type.Resize:  # of the parent: nothing else is watched
            self.setGeometry(self._over.rect())
        elif event.type() == QEvent.Type.Hide and self.clip is not None and self.clip.playing:
            self.clip.toggle()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Another language."""
        if event.type() == QEvent.Type.LanguageChange and self.opened:
            self._render()
        super().changeEvent(event)
