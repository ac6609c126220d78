"""The evidence plate: exactly what is (or was) frozen, as a figure, a chart and the facts under it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ioc_console import formatting
from ioc_console.screens.requests import words
from ioc_console.text import tr
from ioc_console.theme import Size, Space, Weight, font, theme
from ioc_console.widgets.buttons import IconLabel
from ioc_console.widgets.charts.hatch import hatch
from ioc_console.widgets.labels import ElidedLabel, label, rule, set_tone
from ioc_console.widgets.standing_mark import StandingMark, draw_standing, standing_name
from ioc_domain.codes import Direction, Standing
from ioc_domain.evidence import Evidence
from ioc_domain.standing import thresholds

SHOWN = 12
"""Periods on the chart; evidence may hold more."""
STATUS = {"estimate": "estimate", "preliminary": "preliminary", "official": "official"}


class EvidenceChart(QWidget):
    """Twelve periods: actual solid, plan outlined, same period behind, forecast of the year hatched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._evidence: Evidence | None = None
        self._other: float | None = None
        self.setMinimumSize(180, 150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_evidence(self, evidence: Evidence, other: float | None = None) -> None:
        """Show it. `other`: the value it had on the other plate, kept as a hollow point."""
        self._evidence, self._other = evidence, other
        self.setAccessibleName("; ".join(
            f"{formatting.period(p.period)}: {formatting.number(p.value)}" for p in evidence.points))
        self.update()

    def sizeHint(self) -> QSize:
        """328×180."""
        return QSize(328, 180)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bars from zero."""
        e = self._evidence
        if e is None or not e.points:
            return
        points = e.points[-SHOWN:]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme()
        limits = self._limits(e)
        limit_words = {s: formatting.number(v, 0 if abs(v) >= 100 else None) for s, v in limits.items()}
        small = QFontMetrics(font(Size.LABEL, Weight.REGULAR))
        side = max((small.horizontalAdvance(w) for w in limit_words.values()), default=0) + (20 if limits else 4)
        plot = QRectF(0, 22, self.width() - side, self.height() - 44)
        values = [v for p in points for v in (p.value, p.plan, p.same_period) if v is not None]
        values += [v for v in (e.forecast, e.forecast_high, self._other) if v is not None]
        values += list(limits.values())
        top, low = max([*values, 1e-9]) * 1.05, min([0.0, *values])

        def y(value: float) -> float:
            return plot.bottom() - (value - low) / (top - low) * plot.height()

        painter.setFont(font(Size.LABEL, Weight.REGULAR))
        painter.setPen(colours.colour("secondary"))
        painter.drawText(QRectF(0, 0, self.width(), 18), int(Qt.AlignmentFlag.AlignVCenter),
                         tr("{unit}, by period", unit=e.unit_of_measure))
        words_y: list[float] = []  # two limits may lie close together: their words never on top of each other
        for standing, limit in sorted(limits.items(), key=lambda pair: -pair[1]):
            painter.setPen(QPen(colours.colour(standing.value), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(plot.left(), y(limit)), QPointF(plot.right(), y(limit)))
            at = max(y(limit), words_y[-1] + 15) if words_y else y(limit)
            words_y.append(at)
            draw_standing(painter, QRectF(plot.right() + 4, at - 5, 10, 10), standing)
            painter.setPen(colours.colour("secondary"))
            painter.drawText(QRectF(plot.right() + 16, at - 9, side - 14, 18), int(Qt.AlignmentFlag.AlignVCenter),
                             limit_words[standing])
        slots = len(points) + (1 if e.forecast is not None else 0)
        pitch = plot.width() / slots
        for n, point in enumerate(points):
            left = plot.left() + n * pitch
            self._bar(painter, left, pitch * 0.55, point.same_period, y, "chart_same_period")
            if point.plan is not None:
                painter.setPen(QPen(colours.colour("secondary"), 1))
                painter.drawRect(QRectF(left + pitch * 0.22, y(point.plan), pitch * 0.62, y(low) - y(point.plan)))
            self._bar(painter, left + pitch * 0.22, pitch * 0.55, point.value, y, "chart_actual")
            last = n == len(points) - 1
            painter.setFont(font(Size.LABEL, Weight.STRONG if last else Weight.REGULAR))
            painter.setPen(colours.colour("text" if last else "secondary"))
            painter.drawText(QRectF(left - 4, plot.bottom() + 2, pitch + 8, 18), int(Qt.AlignmentFlag.AlignCenter),
                             formatting.short_period(point.period).lstrip("T"))
        if e.forecast is not None:
            left = plot.left() + (slots - 1) * pitch
            box = QRectF(left + pitch * 0.22, y(e.forecast), pitch * 0.55, y(low) - y(e.forecast))
            hatch(painter, box, colours.colour("secondary"))
            painter.setPen(QPen(colours.colour("secondary"), 1))
            painter.drawRect(box)
            if e.forecast_low is not None and e.forecast_high is not None:
                middle = left + pitch * 0.5
                painter.setPen(QPen(colours.colour("text"), 1.4))
                painter.drawLine(QPointF(middle, y(e.forecast_low)), QPointF(middle, y(e.forecast_high)))
        if self._other is not None:
            painter.setPen(QPen(colours.colour("text"), 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(plot.left() + (len(points) - 0.5) * pitch, y(self._other)), 4, 4)
        painter.setPen(QPen(colours.colour("strong_line"), 1))
        painter.drawPolyline(QPolygonF([QPointF(plot.left(), y(0.0)), QPointF(plot.right(), y(0.0))]))
        painter.end()

    @staticmethod
    def _bar(painter: QPainter, left: float, width: float, value: float | None, y: object, token: str) -> None:
        if value is None or not callable(y):
            return
        zero, end = y(0.0), y(value)
        painter.fillRect(QRectF(left, min(zero, end), width, abs(zero - end)), theme().colour(token))

    @staticmethod
    def _limits(e: Evidence) -> dict[Standing, float]:
        facts = dict(e.facts)
        try:
            plan, direction = float(facts.get("year_plan", "")), Direction(facts.get("direction", ""))
        except ValueError:
            return {}
        if plan <= 0 or direction is Direction.NEUTRAL:
            return {}
        at_risk, on_track = thresholds(plan, direction)
        return {Standing.AT_RISK: at_risk, Standing.ON_TRACK: on_track}


class EvidencePlate(QFrame):
    """Header with the instant, figure left, chart right, facts below."""

    def __init__(self, frozen: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "plate" if frozen else "true")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QWidget()
        head.setFixedHeight(32)
        line = QHBoxLayout(head)
        line.setContentsMargins(Space.M, 0, Space.M, 0)
        line.setSpacing(Space.S)
        line.addWidget(IconLabel("snowflake" if frozen else "refresh-cw", 14))
        self._head = label("", Size.BODY, Weight.STRONG)
        self._instant = ElidedLabel("", Size.LABEL, tone="secondary")
        line.addWidget(self._head)
        line.addWidget(self._instant, 1)
        outer.addWidget(head)
        outer.addWidget(rule())
        body = QHBoxLayout()
        body.setContentsMargins(Space.M, Space.M, Space.M, Space.S)
        body.setSpacing(Space.M)
        body.addWidget(self._figures(), 2)
        self._chart = EvidenceChart()
        body.addWidget(self._chart, 3)
        outer.addLayout(body, 1)
        outer.addWidget(rule())
        self._facts = QGridLayout()
        self._facts.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        self._facts.setVerticalSpacing(2)
        self._facts.setHorizontalSpacing(Space.M)
        self._facts.setColumnStretch(1, 1)
        self._fact_lines: list[tuple[QWidget, ElidedLabel]] = []
        for n in range(4):
            name, value = label("", Size.LABEL, tone="secondary"), ElidedLabel("", Size.LABEL)
            self._facts.addWidget(name, n, 0)
            self._facts.addWidget(value, n, 1)
            self._fact_lines.append((name, value))
        outer.addLayout(self._facts)

    def _figures(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._title = label("", Size.TITLE, Weight.STRONG, wrap=True)
        self._where = ElidedLabel("", Size.LABEL, tone="secondary")
        figure_line = QHBoxLayout()
        figure_line.setSpacing(Space.S)
        self._figure = label("–", Size.FIGURE, Weight.STRONG)
        self._unit = ElidedLabel("", Size.LABEL, tone="secondary")
        figure_line.addWidget(self._figure)
        figure_line.addWidget(self._unit, 1)
        mark_line = QHBoxLayout()
        mark_line.setSpacing(Space.XS + 2)
        self._mark = StandingMark(side=12)
        self._standing = ElidedLabel("", Size.BODY, Weight.STRONG)
        mark_line.addWidget(self._mark)
        mark_line.addWidget(self._standing, 1)
        self._rows = QGridLayout()
        self._rows.setVerticalSpacing(2)
        self._rows.setHorizontalSpacing(Space.S)
        self._rows.setColumnStretch(2, 1)
        for widget in (self._title, self._where):
            column.addWidget(widget)
        column.addSpacing(Space.S)
        column.addLayout(figure_line)
        column.addLayout(mark_line)
        column.addSpacing(Space.S)
        column.addLayout(self._rows)
        column.addStretch(1)
        self._cells = [[label("", Size.LABEL, tone="secondary"),
                        label("", Size.LABEL, Weight.STRONG, align=Qt.AlignmentFlag.AlignRight),
                        ElidedLabel("", Size.LABEL, tone="secondary")] for _ in range(3)]
        for n, cells in enumerate(self._cells):
            for k, cell in enumerate(cells):
                self._rows.addWidget(cell, n, k)
        return side

    def show_evidence(self, evidence: Evidence, head: str, instant: str, other: float | None = None) -> None:
        """Show it under a heading, with the instant it is of."""
        e = evidence
        self._head.setText(head)
        self._instant.setText(instant)
        self._title.setText(e.title)
        self._where.setText(" · ".join(p for p in (e.area_name, formatting.period(e.period) if e.period else "") if p))
        is_number = e.kind == "indicator"
        self._figure.setText(formatting.number(e.value))
        self._figure.setVisible(is_number)
        self._unit.setText(e.unit_of_measure)
        standing = Standing(e.standing) if e.standing in Standing.__members__.values() else Standing.NOT_ASSESSABLE
        self._mark.set_standing(standing)
        self._mark.setVisible(is_number)
        self._standing.setText(standing_name(standing) if is_number else "")
        set_tone(self._standing, standing.value)
        self._chart.setVisible(is_number)
        if is_number:
            self._chart.show_evidence(e, other)
        for cells, (name, value, note) in zip(self._cells, self._comparisons(e), strict=True):
            cells[0].setText(name)
            cells[1].setText(value)
            cells[2].setText(note)
            for cell in cells:
                cell.setVisible(is_number)
        for (name_label, value_label), (name, value) in zip(self._fact_lines, self._fact_words(e), strict=True):
            name_label.setText(name)  # type: ignore[attr-defined]  # a label by construction
            value_label.setText(value)
            name_label.setVisible(bool(value))
            value_label.setVisible(bool(value))

    @staticmethod
    def _comparisons(e: Evidence) -> list[tuple[str, str, str]]:
        def gap(reference: float | None) -> str:
            if e.value is None or reference is None:
                return ""
            return formatting.change(e.value - reference, e.unit_of_measure)

        interval = ""
        if e.forecast_low is not None and e.forecast_high is not None:
            interval = f"{formatting.number(e.forecast_low)} – {formatting.number(e.forecast_high)}"
        return [
            (tr("Plan"), formatting.number(e.plan), gap(e.plan)),
            (tr("Same period"), formatting.number(e.same_period), gap(e.same_period)),
            (tr("Year forecast"), formatting.number(e.forecast), interval),
        ]

    @staticmethod
    def _fact_words(e: Evidence) -> list[tuple[str, str]]:
        if e.kind != "indicator":
            shown = [(name, value) for name, value in e.facts if value][:4]
            return [*shown, *[("", "")] * (4 - len(shown))]
        data = tr("revision {n} · {status} · known {time}", n=e.revision,
                  status=tr(STATUS[e.status]) if e.status in STATUS else e.status,
                  time=formatting.day_time(e.known_at))
        if e.previous_value is not None:
            data += " " + tr("(before {value})", value=words.value_words(e.previous_value, e.unit_of_measure))
        rule_words = tr("rule {rule}, catalogue {catalogue}", rule=e.rule, catalogue=e.catalogue) if e.rule else ""
        return [(tr("Data"), data), (tr("Source"), e.source), (tr("Rule"), rule_words),
                (tr("Definition"), dict(e.facts).get("definition", ""))]
