"""Makes a checkout ready to run, step by step, and does nothing twice.

Standard library only: it runs with the machine's own Python, before any environment
exists.  Every step keeps a stamp, the hash of what it was made from, under
``.setup-stamps/``; a step whose stamp still matches and whose results still exist is
passed over, so that a second call costs well under a second.

    python3 packaging/prepare.py --for demo        the steps that one make target needs
    python3 packaging/prepare.py --only assets     single steps, in the order given

No index, registry, proxy or certificate setting of the machine is read or changed here.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

import debian_packages
import web_assets

ROOT = Path(__file__).resolve().parent.parent
STAMPS = ROOT / ".setup-stamps"
TOOLS = ROOT / ".venv-tools"
UV_VERSION = "0.13.9"
WINDOWS = os.name == "nt"


class StepFailed(Exception):
    """A step could not be done; the text says what a person should do about it."""


def say(text: str) -> None:
    """Prints one progress line at once, also when the output is a pipe."""
    print(f"[set-up] {text}", flush=True)


def run(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Runs a command and stops the set-up with its name and exit code when it fails."""
    printable = " ".join(str(word) for word in command)
    try:
        code = subprocess.run([str(word) for word in command], cwd=cwd, env=env, check=False).returncode
    except OSError as error:
        raise StepFailed(f"cannot start `{printable}`: {error}") from error
    if code != 0:
        raise StepFailed(f"`{printable}` ended with exit code {code}")


def digest(paths: Iterable[Path], extra: str = "") -> str:
    """SHA-256 over names and contents, so that a rename or an edit both count."""
    total = hashlib.sha256(extra.encode())
    for path in sorted(paths):
        total.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        total.update(path.read_bytes() if path.is_file() else b"-")
    return total.hexdigest()


def when_changed(name: str, mark: str, results: Iterable[Path], work: Callable[[], None]) -> bool:
    """Does ``work`` unless stamp ``name`` equals ``mark`` and all results exist; True if it worked."""
    stamp = STAMPS / name
    if stamp.is_file() and stamp.read_text() == mark and all(path.exists() for path in results):
        return False
    work()
    STAMPS.mkdir(exist_ok=True)
    stamp.write_text(mark)
    return True


def venv_program(environment: Path, name: str) -> Path:
    """Path of a program inside a virtual environment, on either platform."""
    return environment / ("Scripts" if WINDOWS else "bin") / (f"{name}.exe" if WINDOWS else name)


def environment_python() -> Path:
    """The Python of the project's environment; the one that runs this where the environment lies elsewhere."""
    own = venv_program(ROOT / ".venv", "python")
    return own if own.exists() else Path(sys.executable)


def find_uv() -> Path:
    """``uv`` from PATH, else from a private environment that is made on first use."""
    found = shutil.which("uv")
    if found:
        return Path(found)
    private = venv_program(TOOLS, "uv")

    def install() -> None:
        say(f"uv {UV_VERSION} into {TOOLS.name} (once)")
        run(sys.executable, "-m", "venv", "--clear", TOOLS)
        run(venv_program(TOOLS, "python"), "-m", "pip", "install", "--quiet", f"uv=={UV_VERSION}")

    when_changed("tools", UV_VERSION, [private], install)
    return private


def installed_settings() -> str:
    """The parts of pyproject.toml that decide what is installed; tool settings are none of them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return json.dumps([settings.get(part) for part in ("project", "dependency-groups", "build-system")])


def step_environment() -> None:
    """The project's environment, exactly as locked, with every extra and the development tools."""

    def sync() -> None:
        say("Python packages as locked (the first time this takes some minutes)")
        env = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
        env["UV_PROJECT_ENVIRONMENT"] = str(ROOT / ".venv")
        run(find_uv(), "sync", "--frozen", "--all-extras", "--compile-bytecode", env=env)

    mark = digest([ROOT / "uv.lock"], extra=f"{ROOT} {installed_settings()}")
    when_changed("environment", mark, [venv_program(ROOT / ".venv", "python")], sync)


def step_assets() -> None:
    """Map page assets, fonts and icons, fetched as locked and copied into resources/."""
    web = ROOT / "packaging" / "web"

    def fetch() -> None:
        say("web assets, fonts and icons as locked")
        npm = shutil.which("npm")
        if npm is None:
            raise StepFailed("npm is missing: install Node (with npm), then call this again")
        run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", cwd=web)

    when_changed(
        "npm", digest([web / "package.json", web / "package-lock.json"]), [web / "node_modules" / "leaflet"], fetch
    )
    sources = [web / "package-lock.json", web_assets.ICON_LIST, Path(web_assets.__file__)]

    def copy() -> None:
        try:
            web_assets.copy_all()
        except web_assets.AssetMissing as error:
            raise StepFailed(str(error)) from error

    when_changed("assets", digest(sources), web_assets.RESULTS, copy)


def step_forms() -> None:
    """Compiled forms; they are committed, so this only matters after a .ui file changed."""
    sources = [*(ROOT / "forms").glob("*.ui"), ROOT / "packaging" / "forms.py"]
    results = [ROOT / "ioc_console" / "_forms" / f"{path.stem}.py" for path in (ROOT / "forms").glob("*.ui")]
    when_changed(
        "forms",
        digest([*sources, *(path for path in results if path.exists()), ROOT / "uv.lock"]),
        results,
        lambda: run(environment_python(), ROOT / "packaging" / "forms.py"),
    )


def step_translations() -> None:
    """The .ts file from the word lists and its compiled .qm."""
    folder = ROOT / "resources" / "translations"
    sources = [
        *(folder / "vi").glob("*.toml"),
        *(ROOT / "forms").glob("*.ui"),
        ROOT / "packaging" / "translations.py",
        folder / "ioc_vi.ts",
    ]
    when_changed(
        "translations",
        digest(sources),
        [folder / "ioc_vi.qm"],
        lambda: run(environment_python(), ROOT / "packaging" / "translations.py"),
    )


def debian_step(purpose: str) -> Callable[[], None]:
    """The step that makes sure of the Debian packages one purpose needs."""

    def step() -> None:
        try:
            debian_packages.ensure(purpose, say)
        except debian_packages.PackagesMissing as error:
            raise StepFailed(str(error)) from error

    return step


STEPS: dict[str, Callable[[], None]] = {
    "environment": step_environment,
    "assets": step_assets,
    "forms": step_forms,
    "translations": step_translations,
}


def main(arguments: list[str] | None = None) -> int:
    """Entry point; 0 when everything is ready, 1 with one clear line when it is not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--for", dest="purpose", choices=sorted(debian_packages.PURPOSES), default="run")
    parser.add_argument("--only", nargs="+", choices=sorted(STEPS), help="these steps alone")
    chosen = parser.parse_args(arguments)
    steps = [STEPS[name] for name in chosen.only] if chosen.only else [debian_step(chosen.purpose), *STEPS.values()]
    try:
        for step in steps:
            step()
    except StepFailed as problem:
        print(f"[set-up] stopped: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
