"""The set-up does what is missing, once, and where it may not, it says the one line to type."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def debian(packaging_tool: Callable[[str], ModuleType]) -> ModuleType:
    """packaging/debian_packages.py."""
    return packaging_tool("debian_packages")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """A machine whose dpkg has the packages named in a file; its apt-get notes each call and installs."""

    def make(installed: str) -> Path:
        programs = tmp_path / "bin"
        programs.mkdir()
        (tmp_path / "installed").write_text(installed, encoding="utf-8")
        scripts = {
            # dpkg-query -W -f FORMAT NAME...
            "dpkg-query": "shift 3\nfor name; do\n"
            f'grep -qx "$name" {tmp_path}/installed && echo "$name installed"\ndone\nexit 0',
            "apt-get": f'echo "$*" >> {tmp_path}/calls\n'
            f'case "$*" in *install*) for name; do echo "$name" >> {tmp_path}/installed; done;; esac',
            "apt-cache": 'test "$2" = libold && exit 100; echo "Package: $2"',
        }
        for name, script in scripts.items():
            (programs / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            (programs / name).chmod(0o755)
        # grep, env and sh come from the real machine; sudo must not.
        for name in ("grep", "env", "sh"):
            (programs / name).symlink_to(next(p for p in (Path("/usr/bin") / name, Path("/bin") / name) if p.exists()))
        monkeypatch.setenv("PATH", str(programs))
        return tmp_path

    return make


@pytest.fixture
def needs(debian: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two needs, the second of which was renamed by a newer release."""
    monkeypatch.setattr(debian, "wanted", lambda purpose: ["libone", "libold|libnew"])


@pytest.mark.usefixtures("needs")
def test_nothing_missing_touches_nothing(debian: ModuleType, machine: Callable[[str], Path]) -> None:
    """apt-get is not even asked; an alternative counts."""
    folder = machine("libone\nlibnew\n")
    debian.ensure("run", lambda text: None)
    assert not (folder / "calls").exists()


@pytest.mark.usefixtures("needs")
def test_root_installs_only_what_is_missing(
    debian: ModuleType, machine: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One update, one install, with the name that this release has."""
    folder = machine("libone\n")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    debian.ensure("run", lambda text: None)
    update, install = (folder / "calls").read_text(encoding="utf-8").splitlines()
    assert update.endswith("update")
    assert install.endswith("install -y --no-install-recommends libnew")


@pytest.mark.usefixtures("needs")
def test_an_account_that_may_not_is_told_the_line(
    debian: ModuleType, machine: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No sudo: nothing is tried, and the message holds exactly what to type."""
    folder = machine("")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(debian.PackagesMissing) as refused:
        debian.ensure("run", lambda text: None)
    assert str(refused.value).endswith(
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends libone libnew"
    )
    assert not (folder / "calls").exists()


def test_a_step_is_done_again_only_when_it_must(
    packaging_tool: Callable[[str], ModuleType],
    project_root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Same mark and result there: passed over. Another mark, or a result that is gone: done."""
    monkeypatch.setattr(sys, "path", [str(project_root / "packaging"), *sys.path])
    prepare = packaging_tool("prepare")
    monkeypatch.setattr(prepare, "STAMPS", tmp_path / "stamps")
    result = tmp_path / "result"
    done: list[str] = []

    def work() -> None:
        done.append("done")
        result.write_text("made", encoding="utf-8")

    assert prepare.when_changed("step", "one", [result], work)
    assert not prepare.when_changed("step", "one", [result], work)
    assert prepare.when_changed("step", "two", [result], work)
    result.unlink()
    assert prepare.when_changed("step", "two", [result], work)
    assert len(done) == 3


def test_a_step_that_fails_is_tried_again(
    packaging_tool: Callable[[str], ModuleType],
    project_root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Broken off in the middle, it leaves no stamp; the error names command and exit code."""
    monkeypatch.setattr(sys, "path", [str(project_root / "packaging"), *sys.path])
    prepare = packaging_tool("prepare")
    monkeypatch.setattr(prepare, "STAMPS", tmp_path / "stamps")
    monkeypatch.setattr(prepare, "ROOT", tmp_path)

    def work() -> None:
        prepare.run(sys.executable, "-c", "raise SystemExit(7)", cwd=tmp_path)

    for _ in range(2):
        with pytest.raises(prepare.StepFailed, match="exit code 7"):
            prepare.when_changed("step", "one", [], work)
