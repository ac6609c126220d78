"""Which Debian packages each purpose needs, and how they get onto the machine.

Only missing packages are ever installed, so a machine that has them is not touched and
`apt-get update` is not run.  A name with ``|`` lists alternatives: newer releases renamed
some libraries.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

DRAWING = (
    "libglib2.0-0|libglib2.0-0t64",
    "libgl1",
    "libegl1",
    "libfontconfig1",
    "libxkbcommon0",
    "libdbus-1-3",
)
DISPLAY = (
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
)
MAP_PAGE = (
    "libnss3",
    "libasound2|libasound2t64",
    "libxcomposite1",
    "libxdamage1",
    "libxrandr2",
    "libxtst6",
    "libxkbfile1",
)
VIDEO = ("libpulse0",)  # without it all but videos works: those can be saved
VIRTUAL_DISPLAY = ("xvfb", "xauth", "x11-xserver-utils")
TESTS = ("openbox", "dbus", "gnome-keyring", "postgresql", "chromium", "chromium-driver")
FREEZING = ("binutils",)

RUN = DRAWING + DISPLAY + MAP_PAGE + VIDEO
PURPOSES: dict[str, tuple[str, ...]] = {
    "run": RUN,
    "demo": RUN,
    "test": RUN + VIRTUAL_DISPLAY + TESTS,
    "bench": RUN + VIRTUAL_DISPLAY,
    "package": RUN + VIRTUAL_DISPLAY + FREEZING,
}


class PackagesMissing(Exception):
    """Packages are missing and this account may not install them."""


def wanted(purpose: str) -> list[str]:
    """The package names (with alternatives) a purpose needs on this machine."""
    names = list(PURPOSES[purpose])
    if purpose == "demo" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        names += VIRTUAL_DISPLAY
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    from_debian = Path(sys.base_prefix) == Path("/usr")
    # Debian ships venv's pip apart from Python itself.
    if from_debian and not Path(f"/usr/lib/python{version}/ensurepip").is_dir():
        names.append(f"python{version}-venv")
    if purpose == "package" and from_debian:
        names.append(f"libpython{version}|libpython{version}t64")
    return names


def installed(names: list[str]) -> set[str]:
    """Those of ``names`` that dpkg has fully installed (one call for all of them)."""
    answer = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names],
        capture_output=True,
        text=True,
        check=False,
    )
    return {line.split()[0] for line in answer.stdout.splitlines() if line.endswith(" installed")}


def missing(purpose: str) -> list[list[str]]:
    """For every need without an installed package, its alternatives."""
    needs = [name.split("|") for name in wanted(purpose)]
    present = installed([name for need in needs for name in need])
    return [need for need in needs if not present.intersection(need)]


def root_prefix() -> list[str] | None:
    """What goes in front of a command to run it as root: nothing, sudo, or None when it cannot be."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    # Without a terminal nobody can type a password.
    probe = ["sudo", "-v"] if sys.stdin.isatty() else ["sudo", "-n", "true"]
    return ["sudo"] if subprocess.run(probe, check=False, capture_output=True).returncode == 0 else None


def first_known(need: list[str]) -> str:
    """The alternative that this release really has (a purely virtual name does not count)."""
    for name in need[:-1]:
        shown = subprocess.run(["apt-cache", "show", name], capture_output=True, text=True, check=False)
        if shown.returncode == 0 and shown.stdout.strip():
            return name
    return need[-1]


def ensure(purpose: str, say: Callable[[str], None]) -> None:
    """Installs what is missing; raises PackagesMissing with the one line to type when it may not."""
    if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
        return
    needs = missing(purpose)
    if not needs:
        return
    prefix = root_prefix()
    if prefix is None:
        line = " ".join(first_known(need) for need in needs)
        raise PackagesMissing(
            "Debian packages are missing. Install them, then call this again:\n"
            f"    sudo apt-get update && sudo apt-get install -y --no-install-recommends {line}"
        )
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    say(f"Debian packages: {len(needs)} missing")
    for command in ([*apt, "update"], []):
        names = [first_known(need) for need in needs]
        command = command or [*apt, "install", "-y", "--no-install-recommends", *names]
        if subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode != 0:
            raise PackagesMissing(
                f"`{' '.join(command[len(prefix) :])}` failed; its own message is above. Packages: {' '.join(names)}"
            )
    left = missing(purpose)
    if left:
        raise PackagesMissing("still missing after apt-get: " + " ".join(need[0] for need in left))
