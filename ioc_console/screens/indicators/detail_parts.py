"""Parts of the detail pane: the five figures, areas side by side, supply and history."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from ioc_console.screens.indicators.detail_words import DetailWords, HeadFigure
from ioc_console.screens.indicators.history_words import PromiseRow
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight, theme
from ioc_console.widgets.charts.ranked_bars import RankedBars
from ioc_console.widgets.drawing import icon, line, text_width
from ioc_console.widgets.labels import ElidedLabel
from ioc_console.widgets.panel import Panel
from ioc_console.widgets.standing_mark import draw_standing, standing_name

LINE = 19
NOTE_LEAST = 40
"""Narrower than this a note says nothing: it is left out."""


class FigureStrip(QWidget):
    """Five figures side by side, parted by hairlines; the first is the largest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures: tuple[HeadFigure, ...] = ()
        self.setFixedHeight(66)

    def show_figures(self, figures: tuple[HeadFigure, ...]) -> None:
        """Show these."""
        self._figures = figures
        self.setAccessibleName(". ".join(f"{x.label}: {x.figure} {x.unit} {x.chip} {x.note}" for x in figures))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Label, figure with unit, note; each in its share of the width."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shares = (1.06, 0.98, 1.02, 1.1, 1.12)[: len(self._figures)]
        total, left = sum(shares) or 1.0, 0.0
        for k, (figure, share) in enumerate(zip(self._figures, shares, strict=True)):
            width = self.width() * share / total
            if k:
                painter.setPen(QPen(theme().colour("line"), 1))
                painter.drawLine(int(left), 4, int(left), self.height() - 4)
            room = QRectF(left + (12 if k else 0), 0, width - (18 if k else 6), self.height())
            self._one(painter, room, figure, large=k == 0)
            left += width
        painter.end()

    def _one(self, painter: QPainter, room: QRectF, figure: HeadFigure, *, large: bool) -> None:
        x, width = room.left(), room.width()
        line(painter, QRectF(x, 0, width, 17), figure.label, token="secondary")
        needed = text_width(figure.figure, Size.FIGURE, Weight.STRONG) + 6 + text_width(figure.unit)
        large = large and needed <= width
        size = Size.FIGURE if large else Size.HEADING
        base = QRectF(x, 16 if large else 17, width, 34 if large else 28)
        used = line(painter, base, figure.figure, size, Weight.STRONG, figure.tone)
        unit = line(painter, QRectF(x + used + 6, 24 if large else 22, width - used - 6, 20), figure.unit,
                    token="secondary")
        chip = text_width(figure.chip) + 14 if figure.chip else 0.0
        if figure.chip and used + unit + chip + 20 < width:
            box = QRectF(x + used + unit + 16, 24, chip, 20)
            painter.setPen(QPen(theme().colour("strong_line"), 1))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            line(painter, box.adjusted(7, 0, 0, 0), figure.chip, token="secondary")
        line(painter, QRectF(x, 49, width, 17), figure.note, token="secondary")


class AreasPanel(Panel):
    """Areas ranked, worst first, the whole last."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Areas"), parent=parent)
        self._counts = _StandingCounts()
        self._bars = RankedBars()
        self._bars.picked.connect(self.picked)
        self._none = ElidedLabel("", Size.LABEL, tone="secondary")  # a wrapped label would make the page grow
        self.body.addWidget(self._counts)
        self.body.addWidget(self._bars, 1)
        self.body.addWidget(self._none)
        self.body.addStretch()

    def show_words(self, words: DetailWords) -> None:
        """Show the areas, or say that the number is of one area only."""
        self.set_title(tr("Areas"))
        self.set_note(words.areas_note)
        self._counts.show_counts(words.area_counts)
        self._bars.setVisible(bool(words.areas))
        self._none.setVisible(not words.areas)
        self._none.setText(tr("This indicator is supplied for one area only."))
        self._bars.show_bars(tr("Areas"), words.areas)


class _StandingCounts(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._counts: tuple[tuple[object, str], ...] = ()
        self.setFixedHeight(18)

    def show_counts(self, counts: tuple[tuple[object, str], ...]) -> None:
        self._counts = counts
        self.setVisible(bool(counts))
        self.setAccessibleName(", ".join(f"{standing_name(str(s))}: {n}" for s, n in counts))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, x = QPainter(self), 2.0
        for standing, count in self._counts:
            draw_standing(painter, QRectF(x, 4, 10, 10), str(standing))
            x += 16 + line(painter, QRectF(x + 16, 0, 60, 18), count, weight=Weight.STRONG) + 14
        painter.end()


class HistoryStack(QWidget):
    """Three panels: who supplies and when, revisions, promises."""

    request_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        self._supply_panel, self._supply = Panel(tr("Who supplies, and when")), _SupplyLines()
        self._supply_panel.body.addWidget(self._supply)
        self._revision_panel, self._revisions = Panel(tr("Revisions")), _RevisionLines()
        self._revision_panel.body.addWidget(self._revisions)
        self._supply_panel.body.addStretch(1)
        self._revision_panel.body.addStretch(1)
        self._promise_panel, self._promises = Panel(tr("Earlier promises")), _PromiseLines()
        self._promises.opened.connect(self.request_opened)
        self._promise_panel.body.addWidget(self._promises, 1)
        column.addWidget(self._supply_panel)
        column.addWidget(self._revision_panel)
        column.addWidget(self._promise_panel, 1)

    def set_side_by_side(self, beside: bool) -> None:
        """One under the other, or side by side where the window is narrow."""
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._box.setDirection(direction)
        for k, stretch in enumerate((5, 5, 4) if beside else (0, 0, 1)):
            self._box.setStretch(k, stretch)

    def show_words(self, words: DetailWords) -> None:
        """Show all three."""
        self._supply_panel.set_title(tr("Who supplies, and when"))
        self._supply.show_words(words)
        self._revision_panel.set_title(tr("Revisions"))
        self._revision_panel.set_note(words.revisions_note)
        self._revisions.show_words(words)
        self._promise_panel.set_title(tr("Earlier promises"))
        self._promise_panel.set_note(words.promises_note)
        self._promises.show_rows(words.promises)


class _SupplyLines(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._words: DetailWords | None = None

    def show_words(self, words: DetailWords) -> None:
        self._words = words
        self.setFixedHeight(LINE * len(words.supply))
        self.setAccessibleName("\n".join(f"{r.name} {r.words} {r.note}" for r in words.supply))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._words is None:
            return
        painter = QPainter(self)
        names = max((text_width(r.name) for r in self._words.supply), default=0.0) + 12
        for k, row in enumerate(self._words.supply):
            y = k * LINE
            line(painter, QRectF(0, y, names, LINE), row.name, token="secondary")
            used = names + line(painter, QRectF(names, y, self.width() - names, LINE), row.words) + 10
            line(painter, QRectF(used, y, self.width() - used, LINE), row.note,
                 weight=Weight.STRONG if row.strong else Weight.REGULAR, token="text" if row.strong else "secondary",
                 right=True)
        painter.end()


class _RevisionLines(QWidget):
    MOST = 5

    def __init__(self) -> None:
        super().__init__()
        self._words: DetailWords | None = None

    def show_words(self, words: DetailWords) -> None:
        self._words = words
        self.setFixedHeight(LINE * max(1, min(self.MOST, len(words.revisions))))
        self.setAccessibleName("\n".join(f"{r.day} {r.period} {r.words} {r.note}" for r in words.revisions))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._words is None:
            return
        painter, width = QPainter(self), self.width()
        if not self._words.revisions:
            line(painter, QRectF(0, 0, width, LINE), tr("Never revised."), token="secondary")
        for k, row in enumerate(self._words.revisions[: self.MOST]):
            y = k * LINE
            line(painter, QRectF(0, y, 40, LINE), row.day, token="secondary")
            if row.before is not None and row.after is not None:
                draw_standing(painter, QRectF(46, y + 4, 11, 11), row.before)
                line(painter, QRectF(61, y, 16, LINE), "→", token="secondary")
                draw_standing(painter, QRectF(77, y + 4, 11, 11), row.after)
                line(painter, QRectF(96, y, width - 96, LINE), row.words)
                continue
            line(painter, QRectF(46, y, 48, LINE), row.period, token="secondary")
            used = line(painter, QRectF(96, y, width - 96, LINE), row.words, weight=Weight.MEDIUM)
            room = width - 106 - used
            note = row.note if text_width(row.note) <= room or not row.short_note else row.short_note
            if room > NOTE_LEAST:
                line(painter, QRectF(106 + used, y, room, LINE), note, token="secondary", right=True)
        painter.end()


class _PromiseLines(QWidget):
    opened = Signal(str)
    ROW = 40

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[PromiseRow, ...] = ()
        self._reached = 0
        self.setMinimumHeight(self.ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_rows(self, rows: tuple[PromiseRow, ...]) -> None:
        self._rows, self._reached = rows, 0
        self.setAccessibleName("\n".join(f"{r.what} {r.origin} {r.became}" for r in rows))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = int(event.position().y() // self.ROW)
        if index < len(self._rows):
            self.opened.emit(self._rows[index].request_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and self._rows:
            self._reached = min(len(self._rows) - 1, max(0, self._reached + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._rows:
            self.opened.emit(self._rows[self._reached].request_id)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, width = QPainter(self), self.width()
        if not self._rows:
            line(painter, QRectF(0, 0, width, LINE), tr("No promise was made about this indicator."), token="secondary")
        shown = max(1, self.height() // self.ROW)
        first = max(0, self._reached - shown + 1)
        for k, row in enumerate(self._rows[first : first + shown]):
            y = k * self.ROW
            painter.setPen(QPen(theme().colour("line"), 1))
            painter.drawLine(0, y, width, y)
            if self.hasFocus() and first + k == self._reached:
                painter.setPen(QPen(theme().colour("focus"), 2))
                painter.drawRect(QRectF(1, y + 1, width - 2, self.ROW - 2))
            icon(painter, 2, y + 13, row.icon)
            became = text_width(row.became, weight=Weight.STRONG)
            line(painter, QRectF(width - became - 2, y, became, self.ROW), row.became, weight=Weight.STRONG, right=True)
            room = width - became - 40
            line(painter, QRectF(26, y + 3, room, 17), row.what, weight=Weight.MEDIUM)
            line(painter, QRectF(26, y + 20, room, 17), row.origin, token="secondary")
        painter.end()
