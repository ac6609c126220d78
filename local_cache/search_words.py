"""What a person typed into a search, as folded words: marks off, đ to d, lower case.

    terms = Terms.of('ổ gà "bến thành" 1022-26-0000123')
    terms.expression        what FTS5 is asked; no character of a person reaches it unquoted
    terms.held_by(texts)    whether a row's texts hold all of it
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

_LONGEST_QUERY = 200
_LONGEST_TERMS = 12


_BREAK = "\x1f"
"""Between the columns of a row: no phrase goes across."""
_GAP = rf"(?:[^\w{_BREAK}]|_)+"
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Text as it is compared: marks dropped, đ→d, lower case."""
    spread = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    if spread.isascii():
        return spread.lower()
    # Where only marks are not ASCII, as in Vietnamese, they are dropped at the speed of memory.
    if all(c < "\x80" or unicodedata.combining(c) for c in set(spread)):
        return spread.encode("ascii", "ignore").decode("ascii").lower()
    return "".join(c for c in spread if not unicodedata.combining(c)).lower()


def words_of(folded: str) -> list[str]:
    """Words of a folded text: runs of letters and digits."""
    return _WORD.findall(folded)


@dataclass(frozen=True)
class Terms:
    """All words asked for, phrases among them as words too; the last word may be only begun.

    A phrase is what stands between quotes, and a code (digits and letters joined without a space). It ends with a
    space unless its last word may be only begun.
    """

    words: tuple[str, ...]
    phrases: tuple[str, ...]
    begun: bool
    sought: tuple[str, ...]
    """Terms for the index. Of a code only its longest word: the others ("1022", a year) are in millions of rows, and
    the phrase is compared with the text anyway."""

    @classmethod
    def of(cls, text: str) -> Terms:
        """What is asked for by a text; empty where it holds no word."""
        folded = fold(text[:_LONGEST_QUERY])
        begun = bool(folded) and folded[-1].isalnum()
        asked: list[str] = []
        phrases: list[str] = []
        sought: list[str] = []
        for i, piece in enumerate(folded.split('"')):
            quoted = bool(i % 2)
            for token in [piece] if quoted else piece.split():
                found = words_of(token)[: _LONGEST_TERMS - len(asked)]
                asked += found
                code = not quoted and len(found) > 1 and any(c.isdigit() for c in token)
                if len(found) > 1 and (quoted or code):
                    phrases.append(" ".join(found) + " ")
                sought += [max(found, key=len)] if code else found
        if begun and asked:
            if phrases and f" {' '.join(asked)} ".endswith(f" {phrases[-1]}"):
                phrases[-1] = phrases[-1].rstrip()
            if sought[-1] == asked[-1]:
                sought[-1] += "*"
        return cls(tuple(asked), tuple(phrases), begun, tuple(dict.fromkeys(sought)))

    @property
    def expression(self) -> str:
        """FTS5 expression, "" when there is nothing to look for."""
        return " ".join(f'"{word[:-1]}"*' if word.endswith("*") else f'"{word}"' for word in self.sought)

    def held_by(self, texts: Iterable[str]) -> bool:
        """Whether these texts of a row hold every word between them, and every phrase within one."""
        folded = fold(_BREAK.join(texts))
        patterns = (*self._word_patterns, *self._phrase_patterns)
        return bool(self.words) and all(pattern.search(folded) for pattern in patterns)

    def phrases_in(self, texts: Iterable[str]) -> bool:
        """Whether every phrase is within one of these texts."""
        folded = fold(_BREAK.join(texts))
        return all(pattern.search(folded) for pattern in self._phrase_patterns)

    @cached_property
    def _word_patterns(self) -> list[re.Pattern[str]]:
        last = len(self.words) - 1
        return [_pattern([word], whole=not (self.begun and n == last)) for n, word in enumerate(self.words)]

    @cached_property
    def _phrase_patterns(self) -> list[re.Pattern[str]]:
        return [_pattern(phrase.split(), whole=phrase.endswith(" ")) for phrase in self.phrases]

    def matches(self, word: str) -> bool:
        """Whether a folded word is one of those asked for."""
        return word in self.words or (self.begun and bool(self.words) and word.startswith(self.words[-1]))


def _pattern(words: list[str], *, whole: bool) -> re.Pattern[str]:
    """These words one after the other, with nothing but signs between; `whole`: the last one to its end."""
    end = r"(?![^\W_])" if whole else ""
    return re.compile(r"(?<![^\W_])" + _GAP.join(words) + end)
