"""The bottom strip: how the line stands, what waits to be sent, long work, sample-data mark, clock."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from ioc_console.shell.link_words import Standing, link_standing
from ioc_console.sync_status import SyncStatus
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight, font, theme
from ioc_console.widgets.buttons import Button
from ioc_console.widgets.labels import as_plain, label, rule

HEIGHT = 32
LEAST = 640
"""Narrower than this the strip is never made: link state, outbox, sample mark and clock have room."""


class LinkMark(QWidget):
    """Link state in bold words; inverted (ink on text colour) whenever the data centre does not answer."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._standing = Standing("", "plug-zap", inverted=False)
        self.setFont(font(Size.LABEL, Weight.STRONG))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_standing(self, standing: Standing) -> None:
        """Show another state."""
        self._standing = standing
        self.setAccessibleName(standing.words)
        self.set_room(self.sizeHint().width())
        self.update()

    def set_room(self, width: int) -> None:
        """As wide as its words, at most so wide: then they are cut, and whole in the tooltip."""
        whole = self.sizeHint()
        self.setFixedSize(max(48, min(whole.width(), width)), whole.height())
        self.setToolTip(as_plain(self._standing.words) if self.width() < whole.width() else "")

    def sizeHint(self) -> QSize:
        """Icon, words, and padding when inverted."""
        pad = 16 if self._standing.inverted else 0
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self._standing.words) + 24 + pad, 20)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the sync pane."""
        self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space: open the sync pane."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw icon and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t, state = theme(), self._standing
        left, token = 0, "text"
        if state.inverted:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.colour("text"))
            painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
            left, token = 8, "surface"
        painter.drawPixmap(left, 3, t.pixmap(state.icon, token, 14, self.devicePixelRatioF()))
        painter.setPen(t.colour(token))
        painter.setFont(self.font())
        room = self.rect().adjusted(left + 21, 0, -left, 0)
        words = QFontMetrics(self.font()).elidedText(state.words, Qt.TextElideMode.ElideRight, room.width() + 1)
        painter.drawText(room.adjusted(0, 0, 1, 0), int(Qt.AlignmentFlag.AlignVCenter), words)
        if self.hasFocus():
            painter.setPen(QPen(t.colour("focus"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75), 4, 4)
        painter.end()


class BottomStrip(QWidget):
    """Follows a `SyncStatus`. `sync_pane_asked` on a click on the link state or the outbox."""

    sync_pane_asked = Signal()

    def __init__(self, sync: SyncStatus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sync = sync
        self._now = 0
        self._facts = ""
        self._sample = False
        self.setFixedHeight(HEIGHT)
        self.link_mark = LinkMark()
        self.outbox_button = Button("", "ghost", "send")
        self._detail = label("", Size.LABEL, tone="secondary")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        self._bar.setRange(0, 1000)
        self.sample_mark = label("", Size.LABEL, Weight.STRONG)
        self._facts_label = label("", Size.LABEL, tone="secondary")
        self._sync_key = label("", Size.LABEL, tone="secondary")
        self._clock = label("", Size.LABEL, Weight.STRONG)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, 0, Space.L, 0)
        row.setSpacing(Space.L)
        self._outbox_block = _block(_short_rule(), self.outbox_button)
        self._detail_block = _block(_short_rule(), self._detail, self._bar)
        self._sample_block = _block(self.sample_mark, _short_rule())
        self._facts_block = _block(self._facts_label, _short_rule())
        self._key_block = _block(self._sync_key, _short_rule())
        row.addWidget(self.link_mark)
        row.addWidget(self._outbox_block)
        row.addWidget(self._detail_block)
        row.addStretch(1)
        row.addWidget(self._sample_block)
        row.addWidget(self._facts_block)
        row.addWidget(self._key_block)
        row.addWidget(self._clock)
        self.link_mark.clicked.connect(self.sync_pane_asked)
        self.outbox_button.clicked.connect(self.sync_pane_asked)
        sync.changed.connect(self.refresh)
        self.refresh()

    def set_now(self, now: int, clock: str) -> None:
        """The clock at the right end, already worded; ages are counted from `now`."""
        self._now = now
        self._clock.setText(clock)
        self.refresh()

    def set_site(self, facts: str, sample: bool) -> None:
        """Catalogue and counts, and whether the data is sample data."""
        self._facts, self._sample = facts, sample
        self.refresh()

    def refresh(self) -> None:
        """Word everything anew."""
        standing = link_standing(self._sync, self._now)
        self.link_mark.set_standing(standing)
        self.outbox_button.setText(standing.outbox)
        self._detail.setText(standing.detail)
        progress = self._sync.progress
        self._bar.setVisible(progress is not None)
        if progress is not None:
            share = progress.bytes_done / progress.bytes_total if progress.bytes_total else 0.0
            self._bar.setValue(int(1000 * min(1.0, share)))
        self.sample_mark.setText(tr("Sample data") if self._sample else "")
        self._facts_label.setText(self._facts)
        self._sync_key.setText(f"F5  {tr('Sync now')}")
        self._fit(standing)

    def _fit(self, standing: Standing) -> None:
        """What is told beside the state of the line gives way by its weight: the clock is never cut."""
        room = self.width() - 2 * Space.L
        told = {
            self._outbox_block: bool(standing.outbox),
            self._sample_block: self._sample,
            self._detail_block: bool(standing.detail),
            self._key_block: True,
            self._facts_block: bool(self._facts),
        }
        needed = self._clock.sizeHint().width() + self.link_mark.sizeHint().width() + Space.L
        needed += sum(block.sizeHint().width() + Space.L for block, wanted in told.items() if wanted)
        for block in (self._facts_block, self._key_block, self._detail_block):
            if needed > room and told[block]:
                told[block] = False
                needed -= block.sizeHint().width() + Space.L
        self.link_mark.set_room(self.link_mark.sizeHint().width() - max(0, needed - room))
        for block, shown in told.items():
            block.setVisible(shown)
            block.updateGeometry()  # its words are others: otherwise the line learns that one event later
        layout = self.layout()
        if layout is not None:
            layout.activate()  # the place of each was made for what stood there before

    def changeEvent(self, event: QEvent) -> None:
        """Live language switching."""
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What gives way when it is narrow."""
        super().resizeEvent(event)
        self.refresh()

    def minimumSizeHint(self) -> QSize:
        """Narrow: what stands on it gives way, and does not keep the window from getting smaller."""
        return QSize(LEAST, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Surface and the line on top."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("surface"))
        painter.setPen(QPen(theme().colour("line"), 1))
        painter.drawLine(0, 0, self.width(), 0)
        painter.end()


def _short_rule() -> QWidget:
    line = rule(vertical=True)
    line.setFixedHeight(16)
    return line


def _block(*parts: QWidget) -> QWidget:
    """Parts that come and go together."""
    block = QWidget()
    row = QHBoxLayout(block)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.M)
    for part in parts:
        row.addWidget(part)
    return block
