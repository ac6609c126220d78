"""Where the words of a search are in a text: the part of the sentence around them, and the places to mark.

Words are compared folded, as the index does; what is shown is the text as it was written, cut to one line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ioc_domain.foreign_text import in_sight

from .search_words import Terms, fold

LONGEST = 240
_BEFORE = 40
"""Characters of the sentence kept before the first hit."""
_WORD = re.compile(r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*")
_SENTENCE_END = re.compile(r"[.!?…]\s|\n")


@dataclass(frozen=True)
class Excerpt:
    """One line of a text. `marks`: [start, end) of each hit in it."""

    text: str
    marks: tuple[tuple[int, int], ...]


def excerpt(terms: Terms, texts: Sequence[str]) -> Excerpt | None:
    """The best part of the first text that holds the most of the words; None where no text holds any."""
    best: tuple[int, str, list[tuple[int, int]]] | None = None
    for text in texts:
        hits = _hits(terms, text)
        different = len({word for _, _, word in hits})
        if hits and (best is None or different > best[0]):
            best = different, text, [(start, end) for start, end, _ in hits]
    if best is None:
        return None
    return _around(best[1], best[2])


def _hits(terms: Terms, text: str) -> list[tuple[int, int, str]]:
    """(start, end, word asked for) of the words in a text."""
    found = []
    for match in _WORD.finditer(text):
        word = fold(match[0])
        if terms.matches(word):
            asked = word if word in terms.words else terms.words[-1]
            found.append((match.start(), match.end(), asked))
    return found


def _around(text: str, hits: list[tuple[int, int]]) -> Excerpt:
    first = hits[0][0]
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, first)]
    start = ends[-1] if ends else 0
    if first - start > _BEFORE:
        space = text.find(" ", first - _BEFORE, first)
        start = space + 1 if space >= 0 else first
    stop = start + LONGEST
    # Each character keeps its place, so that the marks stay right: what would break the line becomes a space.
    shown = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text[start:stop])
    before, after = "…" if start else "", "…" if stop < len(text) else ""
    shift = len(before) - start
    marks = tuple((a + shift, min(b, stop) + shift) for a, b in hits if start <= a < stop)
    return Excerpt(in_sight(f"{before}{shown}{after}"), marks)  # one mark for one character: the places stay right
