"""Secrets: kept by a real secret service, and nowhere when there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ioc_console import secrets

STORE_AND_FETCH = """
from ioc_console.secrets import Keyring, find_keyring
keyring = find_keyring()
assert isinstance(keyring, Keyring), keyring
assert keyring.store("https://centre.example/", "chu.tich", "one") is None
assert keyring.store("https://centre.example", "pho", "two") is None
assert keyring.fetch("https://CENTRE.example:443/x", "chu.tich") == "one"
assert keyring.fetch("https://centre.example", "pho") == "two"
assert keyring.fetch("https://other.example", "pho") is None
assert keyring.store("https://centre.example", "pho", "three") is None
assert keyring.fetch("https://centre.example", "pho") == "three"
assert keyring.delete("https://centre.example", "pho") is None
assert keyring.fetch("https://centre.example", "pho") is None
assert keyring.delete("https://centre.example", "pho") is None
print("kept by", keyring.name)
"""


def run(code: str, *, home: Path, service: bool = False, **environment: str) -> str:
    """What a fresh interpreter prints, with a secret service of its own or with none."""
    variables = {k: v for k, v in os.environ.items() if k not in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY")}
    variables |= {"HOME": str(home), "XDG_DATA_HOME": str(home / "share"), "XDG_CONFIG_HOME": str(home), **environment}
    variables |= {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
    command = [sys.executable, "-c", code]
    if service:
        daemon = "printf 'test\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec \"$@\""
        command = ["dbus-run-session", "--", "sh", "-c", daemon, "sh", *command]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "person"
    folder.mkdir()
    return folder


def files_of(home: Path) -> list[Path]:
    return [f for f in home.rglob("*") if f.is_file()]


def test_tokens_are_kept_per_data_centre_and_account(home: Path) -> None:
    assert shutil.which("gnome-keyring-daemon"), "the tests need gnome-keyring"
    assert "SecretService" in run(STORE_AND_FETCH, home=home, service=True)
    assert not [f for f in files_of(home) if b"three" in f.read_bytes()], "no token readable in a file"


def test_no_keyring_is_an_answer_and_leaves_no_file(home: Path) -> None:
    said = run("from ioc_console.secrets import *; print(find_keyring())", home=home)
    assert "NoKeyring(code='absent'" in said
    assert files_of(home) == []


def test_a_backend_that_is_not_on_the_list_is_refused(home: Path) -> None:
    said = run(
        "from ioc_console.secrets import *; print(find_keyring())",
        home=home,
        PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring",
    )
    assert "NoKeyring(code='not_allowed', detail='keyring.backends.null.Keyring')" in said


def test_a_backend_that_cannot_be_loaded_is_an_answer(home: Path) -> None:
    said = run(
        "from ioc_console.secrets import *; print(find_keyring())", home=home, PYTHON_KEYRING_BACKEND="no.such.Thing"
    )
    assert "NoKeyring(code='failed'" in said


class Refusing:
    """A keyring that the person does not unlock."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error

    delete_password = get_password


def test_a_locked_keyring_is_an_answer_without_the_secret() -> None:
    from keyring.errors import KeyringLocked

    locked = secrets.Keyring(Refusing(KeyringLocked("token-xyz")), "test")
    broken = secrets.Keyring(Refusing(RuntimeError("token-xyz")), "test")
    assert locked.store("https://a", "b", "token-xyz") == secrets.NoKeyring("locked", "KeyringLocked")
    assert locked.fetch("https://a", "b") == secrets.NoKeyring("locked", "KeyringLocked")
    assert broken.delete("https://a", "b") == secrets.NoKeyring("failed", "RuntimeError")


def test_only_one_module_imports_keyring(project_root: Path) -> None:
    packages = ("ioc_domain", "local_cache", "ioc_console", "data_centre")
    sources = [f for package in packages for f in (project_root / package).rglob("*.py")]
    users = [
        f.relative_to(project_root).as_posix()
        for f in sources
        if any(line.strip().startswith(("import keyring", "from keyring")) for line in f.read_text().splitlines())
    ]
    assert users == ["ioc_console/secrets.py"]
