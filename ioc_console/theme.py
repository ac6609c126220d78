"""Every colour, size and font of the product, in two lights. Nothing else names one.

Dark is for the control room (default), light for the office, a meeting, print. The one `Theme` of the process is
`theme()`; `Theme.changed` tells painters that keep pixmaps to make them anew. Widgets that paint in `paintEvent`
need nothing: a change of light restyles, and so repaints, every window.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from enum import IntEnum
from functools import lru_cache
from string import Template

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from ioc_console.icons import icon_file, icon_pixmap, with_gap
from ioc_console.paths import resources

FAMILY = "Inter"
CORNER = 6


class Space(IntEnum):
    """Distances in pixels. Nothing is set off by another amount."""

    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24
    XXL = 32


class Size(IntEnum):
    """Type sizes of the desk, in pixels."""

    LABEL = 12
    BODY = 13
    TITLE = 15
    HEADING = 20
    FIGURE = 32


class Weight(IntEnum):
    """The three weights in use."""

    REGULAR = 400
    MEDIUM = 500
    STRONG = 600


@dataclass(frozen=True)
class Tokens:
    """The colours of one light, as `#RRGGBB`. `faint` is for marks, never for text a person must read."""

    name: str
    canvas: str
    surface: str
    raised: str
    line: str
    strong_line: str
    text: str
    secondary: str
    faint: str
    focus: str
    on_focus: str
    selection: str
    at_risk: str
    at_risk_on_selection: str
    progressing: str
    on_track: str
    not_assessable: str
    chart_actual: str
    chart_same_period: str
    heat_top: str

    def heat(self) -> tuple[str, str, str, str, str]:
        """Five neutral bands from just above the canvas to the brightest."""
        a, b = QColor(self.canvas), QColor(self.heat_top)

        def mix(share: float) -> str:
            return QColor.fromRgbF(
                a.redF() + (b.redF() - a.redF()) * share,
                a.greenF() + (b.greenF() - a.greenF()) * share,
                a.blueF() + (b.blueF() - a.blueF()) * share,
            ).name()

        return (mix(0.16), mix(0.34), mix(0.54), mix(0.76), mix(1.0))


DARK = Tokens(
    name="dark",
    canvas="#0E1318",
    surface="#161C23",
    raised="#1E262F",
    line="#2A343F",
    strong_line="#3D4A57",
    text="#E8EDF2",
    secondary="#A3B0BD",
    faint="#7D8C9B",
    focus="#5AA2F0",
    on_focus="#0E1318",
    selection="#1A2A3B",
    at_risk="#F2555A",
    at_risk_on_selection="#F5696D",  # at_risk itself is 4.3:1 on the selection fill
    progressing="#F0993A",
    on_track="#43B36B",
    not_assessable="#8793A0",
    chart_actual="#C6D0DA",
    chart_same_period="#657585",
    heat_top="#9FB2C4",
)
LIGHT = Tokens(
    name="light",
    canvas="#F4F6F8",
    surface="#FFFFFF",
    raised="#FFFFFF",
    line="#DDE3E9",
    strong_line="#B9C3CD",
    text="#16202A",
    secondary="#4A5866",
    faint="#657381",
    focus="#1F6FC5",
    on_focus="#FFFFFF",
    selection="#E8F1FB",
    at_risk="#C8262C",
    at_risk_on_selection="#C8262C",
    progressing="#A65A08",
    on_track="#1B7A43",
    not_assessable="#646F7C",
    chart_actual="#34424F",
    chart_same_period="#8796A4",
    heat_top="#3E5366",
)
LIGHTS: dict[str, Tokens] = {"dark": DARK, "light": LIGHT}


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB` (WCAG 2.2)."""
    c = QColor(colour)

    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF())


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


class Theme(QObject):
    """The light in use, and everything made from it: colours, fonts, icons, the style sheet."""

    changed = Signal()
    """The light changed; tokens are already the new ones."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens = DARK

    @property
    def light(self) -> str:
        """`dark` or `light`."""
        return self.tokens.name

    def colour(self, token: str) -> QColor:
        """Colour of a token, e.g. `"at_risk"`. Raises AttributeError for an unknown token."""
        return QColor(_kept_colour(str(getattr(self.tokens, token))))

    def set_light(self, name: str) -> None:
        """Switch to `dark` or `light`, live. Raises KeyError for another name."""
        self.tokens = LIGHTS[name]
        application = QApplication.instance()
        if isinstance(application, QApplication):
            self.apply(application)
        self.changed.emit()

    def apply(self, application: QApplication) -> None:
        """Give the application the font, palette and style sheet of the light in use."""
        load_fonts()
        application.setFont(font())
        application.setPalette(self._palette())
        application.setStyleSheet(self.style_sheet())

    def style_sheet(self) -> str:
        """The style sheet with every token filled in. An unknown token is a KeyError."""
        names = {f.name: str(value) for f, value in zip(fields(self.tokens), asdict(self.tokens).values(), strict=True)}
        names |= {f"size_{s.name.lower()}": f"{int(s)}px" for s in Size}
        names |= {f"space_{s.name.lower()}": f"{int(s)}px" for s in Space}
        names["corner"] = f"{CORNER}px"
        names["field"] = self.tokens.canvas if self.tokens.name == "dark" else self.tokens.surface
        names["icon_chevron"] = icon_file("chevron-down", self.tokens.secondary)
        names["icon_check"] = icon_file("check", self.tokens.focus)
        return Template(_style_template()).substitute(names)

    def icon(self, name: str, token: str = "secondary", size: int = 16, gap: int = 0) -> QIcon:
        """An icon of the line set in a token's colour, the disabled state included; `gap` is left at its right."""
        icon = QIcon()
        icon.addPixmap(with_gap(icon_pixmap(name, str(getattr(self.tokens, token)), size), gap))
        icon.addPixmap(with_gap(icon_pixmap(name, self.tokens.strong_line, size), gap), QIcon.Mode.Disabled)
        return icon

    def pixmap(self, name: str, token: str = "secondary", size: int = 16, ratio: float = 1.0) -> QPixmap:
        """An icon of the line set as a pixmap for the given device pixel ratio."""
        return icon_pixmap(name, str(getattr(self.tokens, token)), size, ratio)

    def _palette(self) -> QPalette:
        t, role = self.tokens, QPalette.ColorRole
        palette = QPalette()
        for target, value in (
            (role.Window, t.canvas),
            (role.Base, t.surface),
            (role.AlternateBase, t.canvas),
            (role.WindowText, t.text),
            (role.Text, t.text),
            (role.Button, t.surface),
            (role.ButtonText, t.text),
            (role.BrightText, t.at_risk),
            (role.Highlight, t.selection),
            (role.HighlightedText, t.text),
            (role.ToolTipBase, t.raised),
            (role.ToolTipText, t.text),
            (role.PlaceholderText, t.faint),
            (role.Link, t.focus),
            (role.LinkVisited, t.focus),
            (role.Mid, t.line),
            (role.Dark, t.strong_line),
            (role.Accent, t.focus),
        ):
            palette.setColor(target, QColor(value))
        for dim in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, dim, QColor(t.faint))
        return palette


_the_theme: Theme | None = None


def theme() -> Theme:
    """The theme of this process."""
    global _the_theme
    if _the_theme is None:
        _the_theme = Theme()
    return _the_theme


def font(size: int = Size.BODY, weight: int = Weight.REGULAR) -> QFont:
    """Inter with tabular figures, in pixels."""
    return QFont(_kept_font(size, weight))


@lru_cache(maxsize=256)
def _kept_colour(value: str) -> QColor:
    """Read once: hundreds are asked for in one painting. Callers get copies, for some change what they got."""
    return QColor(value)


@lru_cache(maxsize=64)
def _kept_font(size: int, weight: int) -> QFont:
    """Made once: a copy shares what Qt found out about the font, a new one has to look for its file again."""
    made = QFont(FAMILY)
    made.setPixelSize(int(size))
    made.setWeight(QFont.Weight(int(weight)))
    made.setFeature(QFont.Tag("tnum"), 1)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@lru_cache(maxsize=1)
def load_fonts() -> tuple[str, ...]:
    """Register the bundled fonts once. Returns their families; raises RuntimeError when Inter is not among them.

    Without a bundled font Qt draws boxes and still claims to support the characters, so this fails loudly.
    """
    families: list[str] = []
    for file in sorted((resources() / "fonts").glob("*.ttf")):
        families += QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))
    _kept_font.cache_clear()  # what was made before knew nothing of these files
    if FAMILY not in families:
        raise RuntimeError(f"the font {FAMILY} is missing in {resources() / 'fonts'}; run `make setup`")
    return tuple(families)


@lru_cache(maxsize=1)
def _style_template() -> str:
    return (resources() / "styles" / "console.qss").read_text(encoding="utf-8")
