"""How the alarm system itself does: the strip at the foot of the queue."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ioc_console.screens.alerts.lines import AlertHealthWords
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight, font, theme
from ioc_console.widgets.labels import ElidedLabel, label, rule

GOAL = (5, 15, 80)
"""Shares of urgent, high and normal alerts a healthy system has, in percent."""


class _Shares(QWidget):
    """Two bars: shares by priority as they are, and as they should be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares = (0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_shares(self, shares: tuple[int, int, int]) -> None:
        """Counts by priority 1, 2, 3."""
        self._shares = shares
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(180, 38)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Measured filled, goal outlined."""
        painter = QPainter(self)
        painter.setFont(font(Size.LABEL, Weight.REGULAR))
        left = 52
        room = self.width() - left
        for n, (words, shares) in enumerate(((tr("As it is"), self._shares), (tr("Goal"), GOAL))):
            top = n * 20
            painter.setPen(theme().colour("secondary"))
            painter.drawText(QRectF(0, top, left, 16), int(Qt.AlignmentFlag.AlignVCenter), words)
            total, at = sum(shares) or 1, float(left)
            for token, value in zip(("chart_actual", "chart_same_period", "strong_line"), shares, strict=True):
                wide = room * value / total
                box = QRectF(at, top + 3, wide, 10)
                if n == 0:
                    painter.fillRect(box, theme().colour(token))
                else:
                    painter.setPen(QPen(theme().colour("faint"), 1))
                    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
                at += wide
        painter.end()


class HealthStrip(QFrame):
    """Cells side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "true")
        self.setFixedHeight(92)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._shares = _Shares()
        self._shares_text = label("", Size.LABEL, Weight.STRONG)
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.XS)
        head = QHBoxLayout()
        head.addWidget(ElidedLabel(tr("Share of priorities 1, 2, 3 in percent"), Size.LABEL, tone="secondary"), 1)
        head.addWidget(self._shares_text)
        column.addLayout(head)
        column.addWidget(self._shares)
        row.addWidget(cell, 3)
        self._flood = self._cell(row, tr("Largest group"))
        self._stale = self._cell(row, tr("Older than 24 hours"))
        self._acknowledge = self._cell(row, tr("Alarm to acknowledgement, median"))

    def _cell(self, row: QHBoxLayout, words: str) -> tuple[ElidedLabel, ElidedLabel]:
        row.addWidget(rule(vertical=True))
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(0)
        figure = ElidedLabel("", Size.HEADING, Weight.STRONG)
        note = ElidedLabel("", Size.LABEL, tone="secondary")
        column.addWidget(ElidedLabel(words, Size.LABEL, tone="secondary"))
        column.addWidget(figure)
        column.addWidget(note)
        row.addWidget(cell, 2)
        return figure, note

    def show_health(self, health: AlertHealthWords | None) -> None:
        """Show the figures; nothing yet = hidden."""
        self.setVisible(health is not None)
        if health is None:
            return
        self._shares.show_shares(health.shares)
        self._shares_text.setText(health.shares_text)
        self._shares.setAccessibleName(health.shares_text)
        for (figure, note), words, small in (
            (self._flood, health.flood, health.flood_note),
            (self._stale, health.stale, tr("groups nobody acknowledged")),
            (self._acknowledge, health.acknowledge, health.acknowledged),
        ):
            figure.setText(words)
            note.setText(small)
