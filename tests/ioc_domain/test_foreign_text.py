"""What hides or turns round in a text is brought into sight; everything else stays as it is."""

from __future__ import annotations

import unicodedata

from ioc_domain.foreign_text import MARK, all_in_sight, in_sight
from ioc_domain.records import UnitRecord
from tests.hostile_payloads import payloads

TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
UNSEEN_CLASSES = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_ordinary_text_is_untouched() -> None:
    for text in ("Hẻm 116 Lê Văn Lương ngập", "<b>&amp;", "1/2 – 3 %", "", "dòng\nmới\tcột",
                 "👨\u200d👩\u200d👧 và ❤\ufe0f\u200d🔥"):
        assert in_sight(text) is text or in_sight(text) == text


def test_every_invisible_or_turning_character_is_marked() -> None:
    """Asked of Unicode itself: every control, format, surrogate and separator character, and the fillers."""
    for number in range(0x110000):
        c = chr(number)
        if c in "\n\t\u200d" or unicodedata.category(c) not in UNSEEN_CLASSES:
            continue
        if 0x0600 <= number <= 0x0605 or number in (0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2):
            continue  # signs of Arabic that are drawn
        if 0x110BD <= number <= 0x110CD or 0x13430 <= number <= 0x1343F or 0x1BCA0 <= number <= 0x1BCA3:
            continue  # signs of old scripts that belong to their letters
        if 0x1D173 <= number <= 0x1D17A:
            continue  # beams of musical notation
        assert in_sight(f"a{c}b") == f"a{MARK}b", hex(number)
    assert in_sight("\u3164\u115f\uffa0") == 3 * MARK


def test_the_joiner_joins_pictures_only() -> None:
    assert in_sight("a\u200db") == f"a{MARK}b"
    assert in_sight("👩\u200da") == f"👩{MARK}a"
    assert in_sight("👩\u200d💻") == "👩\u200d💻"


def test_one_mark_for_one_character_and_nothing_is_lost() -> None:
    for text in payloads():
        shown = in_sight(text)
        assert len(shown) == len(text)
        assert all(a in (b, MARK) for a, b in zip(shown, text, strict=True))
        assert in_sight(shown) == shown
        assert not set(TURNING) & set(shown)


def test_records_are_changed_only_where_needed() -> None:
    plain = UnitRecord("U1", 1, "office", "Sở Xây dựng", "SXD", "", "", "")
    assert all_in_sight(plain) is plain
    turned = UnitRecord("U1", 1, "office", "Sở \u202eX", "SXD", "", "", "")
    assert all_in_sight(turned) == UnitRecord("U1", 1, "office", f"Sở {MARK}X", "SXD", "", "", "")
