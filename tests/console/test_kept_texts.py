"""Texts of cells are kept: drawn as Qt draws a text itself, laid out once, and never more than so many."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QApplication

from ioc_console.theme import Size, Weight, font, load_fonts
from ioc_console.widgets import kept_texts
from ioc_console.widgets.kept_texts import KeptTexts

ROOM = QRect(7, 3, 150, 28)
TEXTS = (
    "",
    "12.345",
    "P. Bến Thành",
    "<b>đậm</b> & <i>nghiêng</i>",
    "שלום 12",
    "hai\ndòng",
    "Phản ánh về hạ tầng " * 4,
)


def drawn(texts: KeptTexts | None, text: str, weight: int, right: bool) -> QImage:
    """A picture of a text in the middle of the room: by the kept texts, or by Qt."""
    picture = QImage(170, 34, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    if texts is not None:
        texts.draw(painter, ROOM, text, weight, right=right)
    else:
        painter.setFont(font(Size.BODY, weight))
        fitting = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, ROOM.width())
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(ROOM, int(side | Qt.AlignmentFlag.AlignVCenter), fitting)
    painter.end()
    return picture


@pytest.mark.parametrize("right", [False, True])
@pytest.mark.parametrize("text", TEXTS)
def test_a_kept_text_looks_as_qt_draws_it(qt: QApplication, text: str, right: bool) -> None:
    load_fonts()
    texts = KeptTexts()
    for weight in (Weight.REGULAR, Weight.STRONG):
        want = drawn(None, text, weight, right)
        assert drawn(texts, text, weight, right) == want
        assert drawn(texts, text, weight, right) == want, "the second time, from what was kept"


def test_no_more_are_kept_than_a_few_windows_hold(qt: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_texts, "MOST", 5)
    texts = KeptTexts()
    for number in range(23):
        drawn(texts, str(number), Weight.REGULAR, True)
        assert 0 < len(texts._laid) <= 5
