"""The lock files work on any machine: they name the public indexes and pin every file by hash."""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PUBLIC = {"pypi.org", "files.pythonhosted.org", "registry.npmjs.org"}


def addresses(value: Any, key: str = "") -> list[str]:
    """Every text in a parsed lock file that stands where an address or a folder may stand."""
    if isinstance(value, dict):
        return [found for name, inner in value.items() for found in addresses(inner, name)]
    if isinstance(value, list):
        return [found for inner in value for found in addresses(inner, key)]
    return [value] if key in {"url", "registry", "resolved", "path", "directory", "git"} and value != "" else []


def test_python_lock_names_only_the_public_index(project_root: Path) -> None:
    """uv.lock: every registry and file is on the public index; the project itself is the only local source."""
    lock = tomllib.loads((project_root / "uv.lock").read_text(encoding="utf-8"))
    found = addresses(lock)
    assert len(found) > 100
    assert {urlsplit(address).hostname for address in found} <= PUBLIC
    local = [package["name"] for package in lock["package"] if "registry" not in package["source"]]
    assert local == ["ioc-console"]
    for package in lock["package"]:
        for file in [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]:
            assert file["hash"].startswith("sha256:"), package["name"]


def test_web_lock_names_only_the_public_index(project_root: Path) -> None:
    """package-lock.json: nothing from elsewhere, everything with its hash, versions exact in package.json."""
    web = project_root / "packaging" / "web"
    lock = json.loads((web / "package-lock.json").read_text(encoding="utf-8"))
    # Addresses of funding pages are no sources.
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        address = entry.get("resolved", "https://registry.npmjs.org/")
        assert urlsplit(address).hostname in PUBLIC, name
        assert entry["integrity"].startswith("sha512-"), name
        assert not entry.get("link"), name
    asked = json.loads((web / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())


def machine_paths(root: Path) -> set[str]:
    """Folders that only exist where this checkout happens to be."""
    places = {root, root.parent, Path.home(), Path(sys.base_prefix)}
    for setting in ("PIP_FIND_LINKS", "UV_FIND_LINKS", "IOC_REALDATA", "VIRTUAL_ENV"):
        places |= {Path(word) for word in os.environ.get(setting, "").split() if word.startswith("/")}
    return {str(place) for place in places} - {"/", "/usr", "/usr/local", "/tmp", "/root", "/home", "/mnt", "/opt"}


def test_no_file_mentions_this_machine(project_root: Path, tracked: list[Path]) -> None:
    """No tracked file names a folder, or the name, of the machine it was written on."""
    names = [rf"(?<![\w.]){re.escape(place)}(?=[/\s\"'`:,)]|$)" for place in sorted(machine_paths(project_root))]
    host = socket.gethostname()
    if len(host) > 8 and host != "localhost":
        names.append(rf"\b{re.escape(host)}\b")
    pattern = re.compile("|".join(names), re.MULTILINE)
    found = []
    for path in tracked:
        content = path.read_bytes()
        if b"\0" in content[:4096]:
            continue
        match = pattern.search(content.decode("utf-8", "replace"))
        if match:
            found.append(f"{path.relative_to(project_root).as_posix()}: {match.group()}")
    assert found == []
