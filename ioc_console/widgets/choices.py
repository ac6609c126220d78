"""What a picker offers, and how people type when they search in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import overload

from ioc_domain.foreign_text import in_sight


def fold(text: str) -> str:
    """Lower case without marks, đ as d: how people type when they search."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return plain.replace("đ", "d")


class Offered(Sequence["Choice"]):
    """Choices that are made when a list of them is opened, for there may be a thousand. `some`: there are any."""

    def __init__(self, make: Callable[[], Sequence[Choice]], *, some: bool) -> None:
        self._make, self._some = make, some
        self._made: Sequence[Choice] | None = None

    def __bool__(self) -> bool:
        return self._some

    def __len__(self) -> int:
        return len(self._all())

    @overload
    def __getitem__(self, index: int) -> Choice: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Choice]: ...

    def __getitem__(self, index: int | slice) -> Choice | Sequence[Choice]:
        return self._all()[index]

    def _all(self) -> Sequence[Choice]:
        if self._made is None:
            self._made = self._make()
        return self._made


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
