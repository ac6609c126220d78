"""What the architecture tests share: the tracked files and the tools under packaging/."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

PACKAGES = ("ioc_domain", "local_cache", "ioc_console", "data_centre")


@pytest.fixture(scope="session")
def tracked(project_root: Path) -> list[Path]:
    """Files of the project: what git tracks and still exists, or, without git, everything that is not built."""
    answer = subprocess.run(["git", "ls-files", "-z"], cwd=project_root, capture_output=True, text=True, check=False)
    if answer.returncode == 0 and answer.stdout:
        return [path for name in answer.stdout.split("\0") if name and (path := project_root / name).is_file()]
    built = {".venv", ".git", "node_modules", "out", "build", "dist", "__pycache__"}
    return [
        path
        for path in project_root.rglob("*")
        if path.is_file() and not built.intersection(path.relative_to(project_root).parts)
    ]


@pytest.fixture(scope="session")
def source_files(project_root: Path) -> list[Path]:
    """Python files of the four packages, compiled forms left out."""
    files = [path for package in PACKAGES for path in sorted((project_root / package).rglob("*.py"))]
    return [path for path in files if "_forms" not in path.parts]


@pytest.fixture(scope="session")
def packaging_tool(project_root: Path) -> Callable[[str], ModuleType]:
    """Loads packaging/<name>.py by its path: the folder is no package, and PyPI has one of that name."""

    def load(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(f"ioc_{name}", project_root / "packaging" / f"{name}.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        # Dataclasses look their module up by name while it is being executed.
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module

    return load
