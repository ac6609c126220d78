"""What a picker offers, and how people type when they search in it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from ioc_domain.foreign_text import in_sight


def fold(text: str) -> str:
    """Lower case without marks, đ as d: how people type when they search."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return plain.replace("đ", "d")


@dataclass(frozen=True)
class Choice:
    """One line: `key` is handed back, `words` shown, `detail` quiet beside them; `heading` lines cannot be picked.

    `option`: where several may be picked, a line that says how the others are meant; it is never picked alone.
    """

    key: str
    words: str
    detail: str = ""
    heading: bool = False
    option: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", in_sight(self.words))
        object.__setattr__(self, "detail", in_sight(self.detail))
