"""Builds resources/translations/ioc_vi.ts and .qm from the word lists in translations/vi/*.toml.

A word list holds lines `"English source" = "Tiếng Việt"`; tables only group them.  Strings
used in code (`tr("…")`) go into the context ``ioc``; a form's strings go into the context
that its compiled class asks for, with the same translation.

    python packaging/translations.py          writes the files, says how many phrases are missing
    python packaging/translations.py --check  writes nothing; exit code 1 when anything is
                                              missing, double, malformed or out of date
"""

from __future__ import annotations

import argparse
import ast
import re
import subprocess
import sys
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
CONTEXT = "ioc"
# Functions whose first literal argument is a source string.
MARKS = {"tr", "mark"}
PLACEHOLDER = re.compile(r"\{[^{}]*\}|%[0-9n]")


@dataclass
class Words:
    """All word lists together, and what is wrong with them."""

    vietnamese: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def leaves(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Source and translation pairs of a TOML table, grouping tables opened."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from leaves(value)
        else:
            yield key, value


def placeholders(text: str) -> list[str]:
    """The parts that are filled in at run time, sorted, format details left out."""
    return sorted(re.sub(r"[:!].*\}", "}", part) for part in PLACEHOLDER.findall(text))


def read_words(folder: Path = FOLDER) -> Words:
    """Reads every list and notes each entry that may not ship."""
    words = Words()
    origin: dict[str, str] = {}
    for path in sorted((folder / "vi").glob("*.toml")):
        for source, target in leaves(tomllib.loads(path.read_text(encoding="utf-8"))):
            where = f"{path.name}: “{source}”"
            if not isinstance(target, str) or not target.strip():
                words.problems.append(f"{where} has no translation")
                continue
            if unicodedata.normalize("NFC", target) != target:
                words.problems.append(f"{where} is not in Unicode form NFC")
            if placeholders(source) != placeholders(target):
                words.problems.append(f"{where} has other placeholders than its translation")
            if words.vietnamese.get(source, target) != target:
                words.problems.append(f"{where} is translated otherwise in {origin[source]}")
            words.vietnamese[source] = target
            origin[source] = path.name
    return words


def called(node: ast.Call) -> str | None:
    """The bare name of what a call calls."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)


def declared(node: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a call that are source strings: of `tr`, and of what declares a screen or a key."""
    name = called(node)
    if name in MARKS and node.args:
        yield node.args[0]
    elif name == "Key" and len(node.args) == 2:
        yield node.args[1]
    elif name == "Screen":
        yield from (keyword.value for keyword in node.keywords if keyword.arg == "title")


def tables_shown(tree: ast.AST) -> set[str]:
    """Names of constants whose phrases reach `tr` by a look-up or in a comprehension, such as `tr(STATES[key])`."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp):
            calls = [inner for inner in ast.walk(node.elt) if isinstance(inner, ast.Call) and called(inner) in MARKS]
            if any(not isinstance(call.args[0], ast.Constant) for call in calls if call.args):
                names |= {
                    name.id for loop in node.generators for name in ast.walk(loop.iter) if isinstance(name, ast.Name)
                }
        elif isinstance(node, ast.Call) and called(node) in MARKS and node.args:
            names |= {name.id for name in ast.walk(node.args[0]) if isinstance(name, ast.Name)}
    return {name for name in names if name.isupper()}


def phrases(value: ast.expr) -> Iterator[ast.Constant]:
    """The source strings in a constant: values of a dict, last items of pairs, items of a sequence."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        if value.value:
            yield value
    elif isinstance(value, ast.Dict):
        for item in value.values:
            yield from phrases(item)
    elif isinstance(value, ast.Tuple | ast.List | ast.Set):
        pairs = bool(value.elts) and all(isinstance(item, ast.Tuple) for item in value.elts)
        for item in value.elts:
            yield from phrases(item.elts[-1] if pairs and isinstance(item, ast.Tuple) and item.elts else item)


def shown_where(trees: Mapping[str, ast.Module]) -> set[tuple[str, str]]:
    """(module, constant) of every table that some module shows, its own or an imported one."""
    shown: set[tuple[str, str]] = set()
    for module, tree in trees.items():
        imported = {
            alias.asname or alias.name: (node.module, alias.name)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
        }
        shown |= {imported.get(name, (module, name)) for name in tables_shown(tree)}
    return shown


def strings_of_code(folder: Path) -> dict[str, str]:
    """Source strings in Python files, each with the place where it is first used."""
    found: dict[str, str] = {}
    paths = [path for path in sorted(folder.rglob("*.py")) if "_forms" not in path.parts]
    names = [
        ".".join(path.relative_to(folder.parent).with_suffix("").parts).removesuffix(".__init__") for path in paths
    ]
    trees = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in zip(names, paths, strict=True)}
    shown = shown_where(trees)
    for path, (module, tree) in zip(paths, trees.items(), strict=True):
        strings = [argument for node in ast.walk(tree) if isinstance(node, ast.Call) for argument in declared(node)]
        for node in tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            value = getattr(node, "value", None)
            if value is not None and any(isinstance(t, ast.Name) and (module, t.id) in shown for t in targets):
                strings += phrases(value)
        for node in strings:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.setdefault(node.value, f"{path.relative_to(folder.parent).as_posix()}:{node.lineno}")
    return found


def strings_of_form(path: Path) -> tuple[str, list[str]]:
    """The class a form compiles to and its translatable strings in document order."""
    tree = ElementTree.parse(path)
    strings = [
        node.text for node in tree.iter("string") if node.text and node.text.strip() and node.get("notr") != "true"
    ]
    return tree.findtext("class") or path.stem, list(dict.fromkeys(strings))


def contexts(words: Words, root: Path = ROOT) -> tuple[dict[str, list[str]], list[str]]:
    """Strings of every Qt context, and one line for each that no word list translates."""
    code = strings_of_code(root / "ioc_console")
    result = {CONTEXT: sorted(set(words.vietnamese) | set(code))}
    missing = [f"{where}: “{source}” has no translation" for source, where in code.items()]
    missing = [line for line, source in zip(missing, code, strict=True) if source not in words.vietnamese]
    for path in sorted((root / "forms").glob("*.ui")):
        name, strings = strings_of_form(path)
        if strings:
            result[name] = sorted({*result.get(name, []), *strings})
        missing += [f"{path.name}: “{text}” has no translation" for text in strings if text not in words.vietnamese]
    return result, missing


def ts_text(words: Words, strings: Mapping[str, list[str]]) -> str:
    """The .ts file, sorted, so that the same word lists always give the same bytes."""
    document = ElementTree.Element("TS", version="2.1", language="vi_VN", sourcelanguage="en")
    for context, sources in sorted(strings.items()):
        node = ElementTree.SubElement(document, "context")
        ElementTree.SubElement(node, "name").text = context
        for source in sources:
            message = ElementTree.SubElement(node, "message")
            ElementTree.SubElement(message, "source").text = source
            translation = ElementTree.SubElement(message, "translation")
            if source in words.vietnamese:
                translation.text = words.vietnamese[source]
            else:
                translation.set("type", "unfinished")
    ElementTree.indent(document, space="    ")
    body = ElementTree.tostring(document, encoding="unicode", short_empty_elements=False)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n'


def release(source: Path, target: Path) -> None:
    """Compiles a .ts with the lrelease of the installed PySide6."""
    import PySide6

    package = Path(PySide6.__file__).parent
    tool = next(path for name in ("lrelease", "lrelease.exe") if (path := package / name).is_file())
    answer = subprocess.run(
        [str(tool), "-silent", "-nounfinished", str(source), "-qm", str(target)],
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode != 0 or not target.is_file():
        raise SystemExit(f"lrelease failed: {answer.stdout}{answer.stderr}")


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    words = read_words()
    strings, missing = contexts(words)
    problems = words.problems + missing
    text = ts_text(words, strings)
    source = FOLDER / "ioc_vi.ts"
    stale = not source.is_file() or source.read_text(encoding="utf-8") != text
    if check:
        for line in problems:
            print(f"translations: {line}", file=sys.stderr)
        if stale:
            print("translations: ioc_vi.ts is out of date; run `make translations`", file=sys.stderr)
        return 1 if problems or stale else 0
    if problems:
        print(f"translations: {len(problems)} phrases are not in order; `make check` names them", file=sys.stderr)
    if stale:
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(text, encoding="utf-8", newline="\n")
    release(source, FOLDER / "ioc_vi.qm")
    return 0


if __name__ == "__main__":
    sys.exit(main())
