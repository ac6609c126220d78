"""Words switch live; values are text, never patterns."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from ioc_console import text
from ioc_console.text import mark, tr


class _Listener(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.heard.append(tr("Alerts"))
        super().changeEvent(event)


def test_vietnamese_is_used_and_english_is_the_source(qt: QApplication) -> None:
    assert tr("Alerts") == "Cảnh báo"
    text.set_language("en")
    assert tr("Alerts") == "Alerts"
    assert text.language() == "en"


def test_widgets_hear_of_a_switch_when_the_words_are_already_the_new_ones(
    qt: QApplication, until: Callable[..., None]
) -> None:
    listener = _Listener()
    text.set_language("en")
    until(lambda: listener.heard)
    assert set(listener.heard) == {"Alerts"}
    listener.heard.clear()
    text.set_language("vi")
    until(lambda: listener.heard)
    assert listener.heard[-1] == "Cảnh báo"


def test_values_with_braces_stay_as_they_are(qt: QApplication) -> None:
    assert tr("Offline since {time}", time="{0.__class__}") == "Ngoại tuyến từ {0.__class__}"


@pytest.mark.untranslated
def test_a_phrase_nobody_translated_is_shown_in_english(qt: QApplication) -> None:
    phrase = mark("A phrase that no table has")
    assert tr(phrase) == phrase


def test_an_unknown_language_is_refused(qt: QApplication) -> None:
    with pytest.raises(KeyError):
        text.set_language("xx")
    assert text.language() == "vi"


def test_the_tables_translate_what_the_built_file_translates(qt: QApplication) -> None:
    tables = text.translation_tables()
    assert tables["Alerts"] == "Cảnh báo"
    assert text.TableTranslator(tables).translate("any", "Alerts") == "Cảnh báo"
