"""Names as they are compared: without case, extra spaces, and the two ways Vietnamese has to place a tone mark."""

from __future__ import annotations

import re
import unicodedata

_PLACES = {
    "òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ",
    "òe": "oè", "óe": "oé", "ỏe": "oẻ", "õe": "oẽ", "ọe": "oẹ",
    "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ",
}  # fmt: skip
"""Hòa and Hoà, Thủy and Thuỷ are one name each; both ways of writing are met in official lists."""
_ANY_TONE = re.compile("|".join(_PLACES))


def folded(text: object) -> str:
    """A name to compare by: composed, small letters, single spaces, tone marks in one place."""
    plain = " ".join(unicodedata.normalize("NFC", str(text)).casefold().split())
    return plain if plain.isascii() else _ANY_TONE.sub(lambda m: _PLACES[m.group()], plain)


def unmarked(text: str) -> str:
    """A folded name without any marks: many names share one of these."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(c for c in bare if not unicodedata.combining(c))
