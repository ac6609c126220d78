"""Rules that a reader would otherwise have to remember: colours, names, waiting, length, docstrings."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.long_files import SECONDS, longest_first

COLOUR = re.compile(r"#[0-9a-fA-F]{8}\b|#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b|\b(?:rgba?|hsla?)\(\s*\d", re.IGNORECASE)
COLOUR_CALL = re.compile(
    r"\bQColor\(\s*\d|\bGlobalColor\.(?!transparent)|\bQt\.(?:black|white|red|green|blue|gray|darkGray|lightGray|yellow)\b"
)
SLEEPS = {"sleep", "msleep", "usleep", "qWait", "qSleep"}
BANNED_STEM = re.compile(
    r"(^|_)(utils?|helpers?|common|misc|managers?)(_|$)|^base_|_legacy$",
)
BANNED_CLASS = re.compile(r"(Utils?|Helpers?|Manager)$|^Base[A-Z]")
LONGEST = 450
# Files that are long because they are one table or one list; say why when adding one.
LONG_WITH_REASON: dict[str, str] = {}


def string_tokens(path: Path) -> list[tuple[int, str]]:
    """Line number and text of every string in a Python file, docstrings among them."""
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
    return [(token.start[0], token.string) for token in tokens if token.type == tokenize.STRING]


def test_colours_come_from_the_theme(project_root: Path) -> None:
    """No file of the console but the theme names a colour."""
    found: list[str] = []
    console = project_root / "ioc_console"
    for path in sorted(console.rglob("*.py")):
        if path.stem.startswith("theme") or "theme" in path.relative_to(console).parts[:-1] or "_forms" in path.parts:
            continue
        where = path.relative_to(project_root).as_posix()
        found += [f"{where}:{line} {text}" for line, text in string_tokens(path) if COLOUR.search(text)]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if COLOUR_CALL.search(line):
                found.append(f"{where}:{number} {line.strip()}")
    plain = [path for pattern in ("*.js", "*.css", "*.html", "*.qss") for path in console.rglob(pattern)]
    plain += [*(project_root / "forms").glob("*.ui"), *(project_root / "resources" / "styles").rglob("*.*")]
    plain += [path for path in (project_root / "resources" / "map").rglob("*.*") if path.suffix in {".js", ".css"}]
    for path in plain:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if COLOUR.search(line):
                found.append(f"{path.relative_to(project_root).as_posix()}:{number} {line.strip()}")
    assert found == []


def test_no_test_sleeps(project_root: Path) -> None:
    """Tests wait for conditions; a pause is either too short or too long."""
    found = []
    for path in sorted((project_root / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                function = node.func
                name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
                # `asyncio.sleep(0)` gives way to other tasks and is no pause.
                yields = bool(node.args) and isinstance(node.args[0], ast.Constant) and node.args[0].value == 0
                if name in SLEEPS and not yields:
                    found.append(f"{path.relative_to(project_root).as_posix()}:{node.lineno}")
    assert found == []


def test_no_name_that_says_nothing(project_root: Path, tracked: list[Path]) -> None:
    """Modules, folders and classes are called after what they are."""
    found = []
    for path in tracked:
        relative = path.relative_to(project_root)
        if path.suffix == ".py":
            found += [relative.as_posix() for part in relative.with_suffix("").parts if BANNED_STEM.search(part)]
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef) and BANNED_CLASS.search(node.name):
                    found.append(f"{relative.as_posix()}: class {node.name}")
    assert found == []


def test_no_file_grows_past_reading(project_root: Path, source_files: list[Path]) -> None:
    """A module past 300 lines is asked why; past this limit it must be split or explained here."""
    long = {
        path.relative_to(project_root).as_posix(): lines
        for path in source_files
        # A migration is one list of statements, in the order they run.
        if "migrations" not in path.parts and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert set(long) <= set(LONG_WITH_REASON), long


def test_modules_and_public_classes_say_what_they_are(project_root: Path, source_files: list[Path]) -> None:
    """Every module, public class and public function of a module has a docstring."""
    found = []
    for path in source_files:
        text = path.read_text(encoding="utf-8")
        if not text.strip():
            continue
        tree = ast.parse(text)
        where = path.relative_to(project_root).as_posix()
        if ast.get_docstring(tree) is None:
            found.append(where)
        for node in tree.body:
            if (
                isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
                and not node.name.startswith("_")
                and ast.get_docstring(node) is None
            ):
                found.append(f"{where}:{node.lineno} {node.name}")
    assert found == []


def test_no_unfinished_work(project_root: Path, source_files: list[Path]) -> None:
    """Nothing ships with a note to do it later, and no test is switched off."""
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    found = [
        f"{path.relative_to(project_root).as_posix()}:{number}"
        for path in source_files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if later.search(line)
    ]
    switched_off = re.compile(r"@pytest\.mark\.(skip|xfail)\b")
    found += [
        f"{path.relative_to(project_root).as_posix()}:{number}"
        for path in sorted((project_root / "tests").rglob("test_*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if switched_off.search(line)
    ]
    assert found == []


def test_long_files_of_tests_begin_first(project_root: Path) -> None:
    """The list names files that exist, and a file keeps its tests together and in order."""
    assert [file for file in SECONDS if not (project_root / file).is_file()] == []
    longest, shorter = sorted(SECONDS, key=lambda file: -SECONDS[file])[:2]
    ids = ["tests/a.py::b", f"{shorter}::a", "tests/a.py::a", f"{longest}::b", f"{shorter}::c"]
    items: list[Any] = [SimpleNamespace(nodeid=nodeid) for nodeid in ids]
    assert [item.nodeid for item in longest_first(items)] == [
        f"{longest}::b", f"{shorter}::a", f"{shorter}::c", "tests/a.py::b", "tests/a.py::a",
    ]  # fmt: skip
