"""Colours can be read, fonts align, icons exist, lights switch live."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from ioc_console.icons import icon_pixmap
from ioc_console.paths import resources
from ioc_console.theme import DARK, LIGHT, Size, Tokens, Weight, contrast, font, theme
from ioc_console.widgets.buttons import IconLabel
from ioc_console.widgets.standing_mark import draw_standing
from ioc_domain.codes import STANDING_ORDER, Standing

LIGHTS = pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
GROUNDS = ("canvas", "surface")


@LIGHTS
@pytest.mark.parametrize("text", ["text", "secondary", "focus", "at_risk", "progressing", "on_track", "not_assessable"])
def test_text_reaches_four_and_a_half(tokens: Tokens, text: str) -> None:
    for ground in GROUNDS:
        assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= 4.5, ground


@LIGHTS
def test_text_on_raised_selection_and_filled_buttons(tokens: Tokens) -> None:
    assert contrast(tokens.text, tokens.raised) >= 4.5
    assert contrast(tokens.secondary, tokens.raised) >= 4.5
    assert contrast(tokens.text, tokens.selection) >= 4.5
    assert contrast(tokens.secondary, tokens.selection) >= 4.5
    assert contrast(tokens.at_risk_on_selection, tokens.selection) >= 4.5
    assert contrast(tokens.on_focus, tokens.focus) >= 4.5


@LIGHTS
@pytest.mark.parametrize("mark", ["faint", "chart_actual", "chart_same_period", *(s.value for s in STANDING_ORDER)])
def test_marks_reach_three_on_surface(tokens: Tokens, mark: str) -> None:
    assert contrast(getattr(tokens, mark), tokens.surface) >= 3.0


def test_contrast_is_the_published_formula() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.001)
    assert contrast("#777777", "#777777") == pytest.approx(1.0)


@LIGHTS
def test_heat_bands_rise_in_contrast(tokens: Tokens) -> None:
    steps = [contrast(band, tokens.canvas) for band in tokens.heat()]
    assert steps == sorted(steps)
    assert len(set(steps)) == 5


@pytest.mark.parametrize("weight", list(Weight))
def test_figures_of_one_weight_are_equally_wide(qt: QApplication, weight: Weight) -> None:
    metrics = QFontMetricsF(font(Size.BODY, weight))
    widths = {metrics.horizontalAdvance(digit) for digit in "0123456789"}
    assert len(widths) == 1


def test_figures_stay_tabular_under_the_style_sheet(qt: QApplication) -> None:
    from ioc_console.widgets.labels import label

    ones, eights = label("1.111,1", Size.HEADING, Weight.STRONG), label("8.888,8", Size.HEADING, Weight.STRONG)
    assert ones.sizeHint().width() == eights.sizeHint().width()


@pytest.mark.parametrize("size", [s for s in Size if s is not Size.FIGURE])
def test_stacked_vietnamese_marks_are_not_clipped(qt: QApplication, size: Size) -> None:
    """Every drawn pixel of the tallest letters lies inside the line."""
    made = font(size, Weight.STRONG)
    metrics = QFontMetricsF(made)
    margin, height = 20, round(metrics.height())
    image = QImage(size * 12, height + 2 * margin, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setFont(made)
    painter.setPen(QColor("black"))
    painter.drawText(QRectF(4, margin, image.width(), height), 0, "Ễ Ặ Ỗ ữ Ậg")
    painter.end()
    columns = range(image.width())
    inked = [y for y in range(image.height()) if any(image.pixelColor(x, y).lightness() < 160 for x in columns)]
    assert inked, "nothing was drawn"
    assert inked[0] >= margin - 1
    assert inked[-1] <= margin + height


def test_every_listed_icon_is_there_and_takes_its_colour(qt: QApplication) -> None:
    names = (resources() / "icons" / "icons.txt").read_text(encoding="utf-8").split()
    assert len(names) > 50
    for name in names:
        image = icon_pixmap(name, "#FF0000", 16, 1.0).toImage()
        inked = [image.pixelColor(x, y) for x in range(16) for y in range(16) if image.pixelColor(x, y).alpha() > 120]
        assert inked, name
        assert all(c.red() > 200 and c.green() < 60 for c in inked), name


def test_the_style_sheet_names_no_colour_and_no_unknown_token() -> None:
    template = (resources() / "styles" / "console.qss").read_text(encoding="utf-8")
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\b|rgba?\(", template)
    names = {f.name for f in fields(DARK)}
    used = set(re.findall(r"\$(\w+)", template))
    assert used <= names | {"corner", "field", "icon_check", "icon_chevron"} | {f"size_{s.name.lower()}" for s in Size}
    assert "$" not in theme().style_sheet()


def test_switching_the_light_repaints_icons_and_tells(qt: QApplication) -> None:
    icon, told = IconLabel("bell", 16, "text"), []
    icon.show()
    theme().changed.connect(lambda: told.append(theme().light))

    def ink() -> set[str]:
        image = icon.pixmap().toImage()
        return {image.pixelColor(x, y).name() for x in range(16) for y in range(16)
                if image.pixelColor(x, y).alpha() > 250}

    assert DARK.text.lower() in ink()
    theme().set_light("light")
    assert told[-1] == "light"
    assert LIGHT.text.lower() in ink()
    assert QApplication.palette().window().color().name() == LIGHT.canvas.lower()


def test_standings_differ_in_shape_without_colour(qt: QApplication) -> None:
    """Drawn in one grey, the four shapes and the stale ◆ are five different pictures."""
    pictures = []
    for standing, stale in [*((s, False) for s in Standing), (Standing.AT_RISK, True)]:
        image = QImage(24, 24, QImage.Format.Format_ARGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        draw_standing(painter, QRectF(0, 0, 24, 24), standing, stale=stale, colour=QColor("black"))
        painter.end()
        pictures.append(bytes(image.constBits()))
    assert len(set(pictures)) == 5
