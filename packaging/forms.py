"""Compiles forms/*.ui into ioc_console/_forms/ with the locked pyside6-uic.

    python packaging/forms.py             writes what differs
    python packaging/forms.py --into DIR  writes everything there (for comparing)

The results are committed, so that a checkout runs and is type-checked without this step.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORMS = ROOT / "forms"
TARGET = ROOT / "ioc_console" / "_forms"
IMPORT = re.compile(r"^from (PySide6\.\w+) import \(([^)]*)\)\n", re.MULTILINE)
PACKAGE_DOC = '"""Compiled forms: written by packaging/forms.py from forms/*.ui, never by hand."""\n'


def compiler() -> Path:
    """The uic that came with the PySide6 of the Python that runs this."""
    import PySide6

    package = Path(PySide6.__file__).parent
    for name in ("Qt/libexec/uic", "uic.exe", "uic"):
        if (package / name).is_file():
            return package / name
    raise FileNotFoundError("uic is not in the installed PySide6")


def compile_form(source: Path, uic: Path) -> str:
    """Python text of one form."""
    # The bare file name keeps this machine's folders out of the result's header.
    answer = subprocess.run(
        [str(uic), "-g", "python", source.name], cwd=source.parent, capture_output=True, text=True, check=False
    )
    if answer.returncode != 0:
        raise SystemExit(f"{source.name}: {answer.stderr.strip()}")
    return only_needed_imports(answer.stdout.replace("\r\n", "\n"))


def only_needed_imports(text: str) -> str:
    """The text without imported classes that it never names: Qt makes each when it is imported, which costs time
    before the first window."""
    body = IMPORT.sub("", text)

    def kept(found: re.Match[str]) -> str:
        names = [name for name in re.findall(r"\w+", found[2]) if re.search(rf"\b{name}\b", body)]
        return f"from {found[1]} import {', '.join(names)}\n" if names else ""

    return IMPORT.sub(kept, text)


def compile_all(target: Path) -> list[str]:
    """Compiles every form into ``target``; returns the names that changed there."""
    uic = compiler()
    wanted = {"__init__.py": PACKAGE_DOC}
    wanted |= {f"{source.stem}.py": compile_form(source, uic) for source in sorted(FORMS.glob("*.ui"))}
    target.mkdir(parents=True, exist_ok=True)
    changed = []
    for name, text in wanted.items():
        path = target / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(name)
    for path in target.glob("*.py"):
        if path.name not in wanted:
            path.unlink()
            changed.append(path.name)
    return changed


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=Path, default=TARGET)
    changed = compile_all(parser.parse_args().into)
    if changed:
        print("forms compiled: " + ", ".join(changed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
