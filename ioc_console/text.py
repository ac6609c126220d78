"""Words: `tr` gives the text of the language in use for an English source phrase; switching is live.

Vietnamese is the default and complete; English is the source. Translations are kept in
`resources/translations/vi/<owner>.toml` (`"English source" = "Tiếng Việt"`) and built by
`make translations` into `ioc_vi.ts` and `ioc_vi.qm`. A source tree whose `.qm` is missing or
older than a table reads the tables themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QTranslator

from ioc_console.paths import resources
from ioc_domain.foreign_text import in_sight

CONTEXT = "ioc"
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}

_language = "vi"
_installed: QTranslator | None = None


def tr(source: str, /, **values: object) -> str:
    """The phrase in the language in use, with `{name}` places filled in.

    Values are put in as plain text; braces inside them are left alone, and what hides or turns round is a mark.
    """
    text = QCoreApplication.translate(CONTEXT, source)
    if not values:
        return text
    return text.format(**{name: in_sight(v) if isinstance(v, str) else v for name, v in values.items()})


def mark(source: str, /) -> str:
    """The phrase itself: marks a source phrase kept in a table, translated later by `tr`."""
    return source


def language() -> str:
    """`vi` or `en`."""
    return _language


def set_language(code: str) -> None:
    """Switch to `vi` or `en`. Every widget gets a LanguageChange event. Raises KeyError for another code."""
    global _language, _installed
    if code not in LANGUAGES:
        raise KeyError(code)
    _language = code
    application = QCoreApplication.instance()
    if application is None:
        raise RuntimeError("set_language needs the application")
    if _installed is not None:
        QCoreApplication.removeTranslator(_installed)
        _installed = None
    if code != "en":
        translator = _translator(code)
        translator.setParent(application)
        QCoreApplication.installTranslator(translator)
        _installed = translator


def translation_tables(code: str = "vi") -> dict[str, str]:
    """Every phrase of the tables of a language. Raises ValueError where two tables disagree on a phrase."""
    import tomllib  # only source trees need it

    phrases: dict[str, str] = {}
    for file in _table_files(code):
        for source, text in _leaves(tomllib.loads(file.read_text(encoding="utf-8"))):
            if phrases.setdefault(source, text) != text:
                raise ValueError(f"{file.name}: {source!r} is translated twice, differently")
    return phrases


class TableTranslator(QTranslator):
    """Translates from the tables, in any context: what a source tree uses before the `.qm` is built."""

    def __init__(self, phrases: dict[str, str]) -> None:
        super().__init__()
        self._phrases = phrases

    def isEmpty(self) -> bool:
        """Never: Qt skips translators that say they are empty."""
        return False

    def translate(self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1) -> str:
        """Text of the phrase, or the phrase itself where no table has it."""
        return self._phrases.get(sourceText, sourceText)


def _leaves(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Phrases of a table; TOML tables inside it only group."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _leaves(value)
        else:
            yield key, str(value)


def _translator(code: str) -> QTranslator:
    built = resources() / "translations" / f"ioc_{code}.qm"
    if built.is_file() and all(t.stat().st_mtime <= built.stat().st_mtime for t in _table_files(code)):
        translator = QTranslator()
        if translator.load(str(built)):
            return translator
    return TableTranslator(_tables_once(code))


def _table_files(code: str) -> list[Path]:
    return sorted((resources() / "translations" / code).glob("*.toml"))


@lru_cache(maxsize=2)
def _tables_once(code: str) -> dict[str, str]:
    import tomllib

    phrases: dict[str, str] = {}
    for file in _table_files(code):
        phrases.update(_leaves(tomllib.loads(file.read_text(encoding="utf-8"))))
    return phrases
