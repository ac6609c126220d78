"""Whether Vietnamese is really drawn, seen in pixels: Qt says it supports a character also when it draws a box."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, QTranslator
from PySide6.QtGui import QFontInfo, QImage, QPainter

from ioc_console.paths import resources
from ioc_console.self_test.finding import Verdict, passed
from ioc_console.theme import FAMILY, font, theme

SIZE = 48
"""Pixels of the letters that are compared: large enough that a hook above differs from a tilde."""
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
NO_GLYPH = "\U0010fffd"
"""A code point that no font has: drawn as the box for a missing glyph."""


def vietnamese_alphabet() -> list[str]:
    """The 146 letters, NFC: 12 vowels in 6 tones and the d with stroke, both cases."""
    small = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]
    return small + [letter.upper() for letter in small]


def drawn(text: str) -> bytes:
    """Pixels of a text in the program's own font."""
    image = QImage(SIZE * 2, SIZE * 2, QImage.Format.Format_Grayscale8)
    image.fill(0)
    painter = QPainter(image)
    painter.setFont(font(SIZE))
    painter.setPen(theme().colour("text"))
    painter.drawText(QRectF(0, 0, SIZE * 2, SIZE * 2), Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return bytes(image.constBits())


def ink_rows(pixels: bytes) -> tuple[int, int]:
    """First and last row that has ink; (0, 0) for an empty picture."""
    wide = SIZE * 2
    rows = [number for number in range(len(pixels) // wide) if any(pixels[number * wide : (number + 1) * wide])]
    return (rows[0], rows[-1]) if rows else (0, 0)


def vietnamese_letters(folder: Path) -> tuple[Verdict, str]:
    """Every letter is drawn, none as the box, no two alike, and "Ễ" reaches above "E" without being cut."""
    family = QFontInfo(font()).family()
    letters = vietnamese_alphabet()
    pictures = {letter: drawn(letter) for letter in letters}
    box = drawn(NO_GLYPH)
    boxed = [letter for letter, pixels in pictures.items() if pixels == box or not any(pixels)]
    alike = len(letters) - len(set(pictures.values()))
    top_plain, bottom_plain = ink_rows(drawn("E"))
    top_marked, bottom_marked = ink_rows(pictures["Ễ"])
    stands_above = 0 < top_marked < top_plain - 4 and bottom_marked == bottom_plain
    whole = family == FAMILY and not boxed and alike == 0 and stands_above
    return passed(
        whole,
        f"font {family}, {len(letters)} letters, {len(boxed)} as boxes, {alike} alike,"
        f" Ễ begins {top_plain - top_marked} px above E",
    )


def vietnamese_words(folder: Path) -> tuple[Verdict, str]:
    """The compiled translation is there and gives Vietnamese."""
    file = resources() / "translations" / "ioc_vi.qm"
    translator = QTranslator()
    if not translator.load(str(file)):
        return Verdict.FAILED, f"{file.name} cannot be loaded"
    word = translator.translate("ioc", "Overview")
    return passed(word == "Tổng quan", f"{file.name}, {file.stat().st_size} bytes, Overview = {word or 'nothing'}")


def icons(folder: Path) -> tuple[Verdict, str]:
    """Every icon of the line set can be drawn and leaves ink."""
    names = sorted(path.stem for path in (resources() / "icons" / "line").glob("*.svg"))
    empty = []
    for name in names:
        image = theme().pixmap(name, "text", 24).toImage()
        ink = (image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height()))
        if not any(ink):
            empty.append(name)
    return passed(bool(names) and not empty, f"{len(names)} icons, {len(empty)} empty {' '.join(empty)}".strip())
