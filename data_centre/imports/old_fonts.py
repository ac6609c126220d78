"""Vietnamese typed with fonts from before Unicode (TCVN3, VNI): letters of other languages that only a font turned into
Vietnamese. Imported as they are they would be nonsense for ever, so such a file is refused and told apart."""

from __future__ import annotations

import re

FEWEST = 5
SHARE = 0.3
"""Of the words with other than plain letters: Western text has a few that look alike, Vietnamese most."""
_WORD = re.compile(r"\S*[\u00a1-\u00ff]\S*")
_LETTER = r"[A-Za-z\u00c0-\u00ff]"
_SIGN = "[\u00b5\u00b8\u00b6\u00b7\u00b9\u00a8\u00be\u00bc\u00bd\u00a9\u00ae\u00ac\u00ad\u00d7\u00a7]"
_MARKS = "ùøûõïâêéèúüëáàåãä"
_LOOKS = {
    # Signs such as µ and ¸ inside of words.
    "TCVN3 (.VnTime)": re.compile(f"{_LETTER}{_SIGN}|{_SIGN}{_LETTER}"),
    # A vowel and then its mark as a letter of its own: aù, oâ.
    "VNI (VNI-Times)": re.compile(f"[aeoyAEOY][{_MARKS}{_MARKS.upper()}]"),
}


def old_font(text: str) -> str:
    """The encoding of the font that a text was typed with, "" for text in Unicode."""
    words = _WORD.findall(text)
    for name, look in _LOOKS.items():
        found = sum(look.search(word) is not None for word in words)
        if found >= FEWEST and found >= SHARE * len(words):
            return name
    return ""
