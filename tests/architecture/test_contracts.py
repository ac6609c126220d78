"""The import contracts hold, and each of them bites when somebody breaks it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PACKAGES = ("ioc_domain", "local_cache", "ioc_console", "data_centre")

# contract id -> (file that gets the line, the line): one thing nobody may do.
VIOLATIONS = {
    "houses": ("local_cache/planted.py", "import ioc_console"),
    "centre-without-cache": ("data_centre/planted.py", "import local_cache"),
    "floors": ("ioc_console/widgets/planted.py", "import ioc_console.shell"),
    "screens-apart": ("ioc_console/screens/alerts/planted.py", "import ioc_console.screens.overview"),
    "qt-at-home": ("ioc_console/sync/planted.py", "from PySide6 import QtCore"),
    "sql-at-home": ("ioc_console/widgets/planted.py", "import sqlalchemy"),
    "http-at-home": ("ioc_console/widgets/planted.py", "import requests"),
    "keyring-at-home": ("ioc_console/sync/planted.py", "import keyring"),
    "folium-at-home": ("ioc_console/screens/overview/planted.py", "import folium"),
    "pure-domain": ("ioc_domain/planted.py", "import sqlite3"),
}


def contracts(root: Path) -> dict[str, str]:
    """Id and printed name of every contract in pyproject.toml."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return {entry["id"]: entry["name"] for entry in settings["tool"]["importlinter"]["contracts"]}


def lint(folder: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and output of lint-imports over the packages in ``folder``."""
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    answer = subprocess.run(
        [sys.executable, "-c", code, "--no-logo", "--no-cache", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(folder), "COLUMNS": "200"},
    )
    return answer.returncode, answer.stdout + answer.stderr


@pytest.fixture(scope="module")
def copy(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages' Python files and the settings, apart from the checkout."""
    folder = tmp_path_factory.mktemp("planted")
    only_python = shutil.ignore_patterns("__pycache__", "*.pyc", "*.json", "*.png", "*.sqlite")
    for package in PACKAGES:
        shutil.copytree(project_root / package, folder / package, ignore=only_python)
    shutil.copy(project_root / "pyproject.toml", folder)
    return folder


def test_every_contract_has_a_planted_violation(project_root: Path) -> None:
    """A new contract must come with the violation that proves it."""
    assert set(contracts(project_root)) == set(VIOLATIONS)


def test_contracts_hold(copy: Path) -> None:
    """Nobody breaks a contract today."""
    code, output = lint(copy)
    assert code == 0, output


@pytest.mark.parametrize("contract", sorted(VIOLATIONS))
def test_contract_bites(contract: str, copy: Path) -> None:
    """With its violation planted, this very contract is reported as broken."""
    name, line = VIOLATIONS[contract]
    planted = copy / name
    assert planted.parent.is_dir(), f"{planted.parent.name} is gone: plant the violation elsewhere"
    planted.write_text(f'"""Planted."""\n\n{line}\n', encoding="utf-8")
    try:
        code, output = lint(copy, "--contract", contract)
    finally:
        planted.unlink()
    assert code != 0, output
    assert f"{contracts(copy)[contract]} BROKEN" in " ".join(output.split()), output
