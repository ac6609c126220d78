"""Freezes the program into dist/ioc-console and proves the result with its own self-test.

    python packaging/freeze.py              build when anything changed, then the self-test
    python packaging/freeze.py --no-test    build only

The build runs in a second environment that holds the run-time dependencies and PyInstaller alone,
so that nothing of the development tools slips in. The self-test runs where no network exists
(`unshare -n`, as root), with an empty home, and without the checkout's environment.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import prepare

ROOT = prepare.ROOT
ENVIRONMENT = ROOT / ".venv-package"
PROGRAM = ROOT / "dist" / "ioc-console"
EXECUTABLE = PROGRAM / ("ioc-console.exe" if prepare.WINDOWS else "ioc-console")
GOAL_MEGABYTES = 520


def sources() -> list[Path]:
    """Everything the frozen program is made from."""
    files = [ROOT / "uv.lock", ROOT / "pyproject.toml", *(ROOT / "packaging").glob("*.*")]
    for package in ("ioc_domain", "local_cache", "ioc_console"):
        files += [path for path in (ROOT / package).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    for name in ("web", "map", "fonts", "icons", "styles", "translations"):
        files += [path for path in (ROOT / "resources" / name).rglob("*") if path.is_file()]
    return files


def sync_environment() -> None:
    """The second environment: run-time dependencies and PyInstaller, as locked."""
    env = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    env["UV_PROJECT_ENVIRONMENT"] = str(ENVIRONMENT)
    prepare.run(prepare.find_uv(), "sync", "--frozen", "--quiet", "--no-default-groups", "--group", "freeze", env=env)


def build() -> None:
    """PyInstaller into dist/, its working files into build/."""
    prepare.say("freezing the program (some minutes)")
    sync_environment()
    shutil.rmtree(PROGRAM, ignore_errors=True)
    python = prepare.venv_program(ENVIRONMENT, "python")
    options = ["--noconfirm", "--clean", "--log-level", "WARN"]
    folders = ["--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "build")]
    prepare.run(python, "-m", "PyInstaller", *options, *folders, ROOT / "packaging" / "ioc-console.spec")


def megabytes(folder: Path) -> float:
    """Size of a folder's files in MB (10^6 bytes), each file counted once however often it is linked."""
    sizes = {}
    for path in folder.rglob("*"):
        status = path.lstat()
        sizes[status.st_ino] = status.st_size if path.is_file() and not path.is_symlink() else 0
    return sum(sizes.values()) / 1e6


def without_network() -> list[str]:
    """What goes before a command so that it runs where not even loopback is up; empty where that is not allowed."""
    probe = ["unshare", "-n", "true"]
    if os.name != "posix" or shutil.which("unshare") is None:
        return []
    return ["unshare", "-n"] if subprocess.run(probe, check=False, capture_output=True).returncode == 0 else []


def self_test() -> int:
    """Runs the frozen program's own self-test in an empty home; its exit code."""
    keep = (
        "PATH",
        "LANG",
        "DISPLAY",
        "XAUTHORITY",
        "WAYLAND_DISPLAY",
        "DBUS_SESSION_BUS_ADDRESS",
        "SYSTEMROOT",
        "TEMP",
    )
    env = {name: os.environ[name] for name in keep if name in os.environ}
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Chromium's sandbox refuses root; this is a test's setting, the program has none.
        env["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    command = [*without_network(), str(EXECUTABLE), "--self-test"]
    if prepare.WINDOWS or env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"):
        pass
    else:
        command = ["xvfb-run", "-a", "-s", "-screen 0 1920x1080x24 -noreset", *command]
    with tempfile.TemporaryDirectory(prefix="ioc-self-test-") as home:
        env |= {"HOME": home, "USERPROFILE": home, "IOC_HOME": str(Path(home) / "data")}
        return subprocess.run(command, env=env, check=False, cwd=home).returncode


def main() -> int:
    """Entry point; the self-test's exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-test", action="store_true")
    chosen = parser.parse_args()
    try:
        prepare.when_changed("package", prepare.digest(sources()), [EXECUTABLE], build)
    except prepare.StepFailed as problem:
        print(f"[package] stopped: {problem}", file=sys.stderr)
        return 1
    size = megabytes(PROGRAM)
    print(f"[package] {PROGRAM.relative_to(ROOT)}: {size:.0f} MB (goal <= {GOAL_MEGABYTES})", flush=True)
    if chosen.no_test:
        return 0
    code = self_test()
    if size > GOAL_MEGABYTES:
        print(f"[package] {size - GOAL_MEGABYTES:.0f} MB larger than agreed", file=sys.stderr)
        return code or 1
    return code


if __name__ == "__main__":
    sys.exit(main())
