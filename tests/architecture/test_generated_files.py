"""Generated files are what their sources say, and every text is translated."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest


def test_compiled_forms_are_fresh(
    project_root: Path, packaging_tool: Callable[[str], ModuleType], tmp_path: Path
) -> None:
    """Compiling the .ui files again gives exactly the committed modules."""
    packaging_tool("forms").compile_all(tmp_path)
    again = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.py")}
    committed = {
        path.name: path.read_text(encoding="utf-8") for path in (project_root / "ioc_console" / "_forms").glob("*.py")
    }
    assert sorted(again) == sorted(committed)
    assert [name for name in again if again[name] != committed[name]] == []


def test_translations_are_complete_and_fresh(packaging_tool: Callable[[str], ModuleType]) -> None:
    """Every string of code and forms has one Vietnamese text with the same placeholders, and the .ts is current."""
    tool = packaging_tool("translations")
    words = tool.read_words()
    strings, missing = tool.contexts(words)
    assert words.problems + missing == []
    assert (tool.FOLDER / "ioc_vi.ts").read_text(encoding="utf-8") == tool.ts_text(words, strings)


def test_committed_ts_has_nothing_unfinished(project_root: Path) -> None:
    """Read with another parser: no unfinished or empty entry, all in NFC, no source twice in a context."""
    tree = ElementTree.parse(project_root / "resources" / "translations" / "ioc_vi.ts")
    seen: set[tuple[str, str]] = set()
    for context in tree.iter("context"):
        for message in context.iter("message"):
            source = message.findtext("source") or ""
            translation = message.find("translation")
            assert translation is not None and translation.get("type") is None, source
            text = translation.text or ""
            assert text.strip() and unicodedata.is_normalized("NFC", text), source
            key = (context.findtext("name") or "", source)
            assert key not in seen
            seen.add(key)
    assert seen


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('"Sent {count}" = "Đã gửi"', "placeholders"),
        ('"Sent" = ""', "no translation"),
        ('"Sent" = "Đa\u0303 gửi"', "NFC"),
    ],
)
def test_a_bad_word_list_is_noticed(
    line: str, problem: str, packaging_tool: Callable[[str], ModuleType], tmp_path: Path
) -> None:
    """The check itself can fail: each kind of mistake is named."""
    (tmp_path / "vi").mkdir()
    (tmp_path / "vi" / "planted.toml").write_text(line, encoding="utf-8")
    problems = packaging_tool("translations").read_words(tmp_path).problems
    assert len(problems) == 1 and problem in problems[0]


def test_two_lists_that_disagree_are_noticed(packaging_tool: Callable[[str], ModuleType], tmp_path: Path) -> None:
    """One English phrase has one Vietnamese text."""
    (tmp_path / "vi").mkdir()
    (tmp_path / "vi" / "a.toml").write_text('"Late" = "Trễ"', encoding="utf-8")
    (tmp_path / "vi" / "b.toml").write_text('"Late" = "Muộn"', encoding="utf-8")
    assert "translated otherwise in a.toml" in packaging_tool("translations").read_words(tmp_path).problems[0]


def test_every_way_to_show_a_phrase_is_found(packaging_tool: Callable[[str], ModuleType], tmp_path: Path) -> None:
    """Literals, tables looked up, tables gone through, titles of screens and words of keys; nothing else."""
    code = '''
STATES = {"a": "Waiting", "b": "Sent"}
STEPS = ("Write", "Send")
PAIRS = (("short", "Short text"), ("long", "Long text"))
OTHER = ("not", "shown")
SCREEN = Screen(id="x", title="Alerts", icon="bell")
KEYS = [Key("G", "Request explanation")]
def show(key):
    tr("Literal {n}", n=1)
    tr(STATES[key])
    return [tr(step) for step in STEPS], [make(key, tr(text)) for key, text in PAIRS], [len(o) for o in OTHER]
'''
    folder = tmp_path / "ioc_console"
    folder.mkdir()
    (folder / "planted.py").write_text(code, encoding="utf-8")
    found = packaging_tool("translations").strings_of_code(folder)
    assert sorted(found) == [
        "Alerts", "Literal {n}", "Long text", "Request explanation", "Send", "Sent", "Short text", "Waiting", "Write",
    ]  # fmt: skip
