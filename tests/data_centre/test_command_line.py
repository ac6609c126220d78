"""`ioc-data-centre`: one clear line and exit code 2, never a traceback."""

from __future__ import annotations

import io
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import argon2
import pytest

from data_centre import accounts, cli
from tests.data_centre.conftest import PASSWORD


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """(exit code, standard output, standard error) of a command."""
    try:
        code = cli.main(words)
    except SystemExit as ended:  # argparse
        code = int(ended.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_accounts_are_added_listed_and_changed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The password comes by standard input, never on the command line."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    added = run(capsys, "account", "add", "lan", "--name", "Lan", "--role", "unit_officer", "--unit", "U1")
    assert added == (0, "", "")
    assert run(capsys, "account", "list") == (0, "lan\tunit_officer\tU1\tLan\n", "")
    monkeypatch.setattr("sys.stdin", io.StringIO("ngan\n"))
    code, _, err = run(capsys, "account", "passwd", "lan")
    assert (code, err) == (2, "ioc-data-centre: a password needs at least 8 characters\n")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert run(capsys, "account", "add", "lan", "--name", "L", "--role", "leader")[0] == 2


def test_a_password_takes_real_work(tmp_path: Path, project_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As RFC 9106 advises where memory is scarce. Asked of the program itself, as the tests' own accounts take less;
    and a name that no account has takes as much as one that is there."""
    monkeypatch.setenv("IOC_DATA_CENTRE_HOME", str(tmp_path))
    command = [sys.executable, "-m", "data_centre", "account", "add", "lan", "--name", "Lan", "--role", "leader"]
    subprocess.run(command, cwd=project_root, input=f"{PASSWORD}\n", text=True, check=True, timeout=60)
    with closing(sqlite3.connect(tmp_path / "data_centre.db")) as connection:
        (kept,) = connection.execute("SELECT password_hash FROM account").fetchone()
    assert argon2.extract_parameters(kept) == argon2.profiles.RFC_9106_LOW_MEMORY
    monkeypatch.setattr(accounts, "_HASHER", argon2.PasswordHasher())
    accounts._of_nobody.cache_clear()
    assert argon2.extract_parameters(accounts._of_nobody()) == argon2.profiles.RFC_9106_LOW_MEMORY
    accounts._of_nobody.cache_clear()


def test_migrate_and_parts(capsys: pytest.CaptureFixture[str]) -> None:
    """On an empty home both work."""
    code, out, _ = run(capsys, "migrate")
    assert (code, out.split()[0]) == (0, "schema")
    code, out, _ = run(capsys, "parts", "build")
    assert (code, out.split()[0]) == (0, "0")
    code, out, _ = run(capsys, "restored")
    assert (code, out.split()[0]) == (0, "epoch")


@pytest.mark.parametrize(
    "words",
    [
        ("migrate", "--database", "nonsense"),
        ("migrate", "--database", "oracle://x/y"),
        ("serve", "--port", "99999"),
        ("serve", "--port", "many"),
        ("fly",),
        (),
        ("account", "add", "x", "--name", "X", "--role", "king"),
    ],
)
def test_mistakes_are_one_line_and_two(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    """Exit code 2 and a sentence."""
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert err.strip()
    assert "Traceback" not in err


def test_how_long_a_lease_lasts(capsys: pytest.CaptureFixture[str]) -> None:
    """72 hours until somebody sets it, 7 days at most, kept for the next start."""
    assert run(capsys, "lease") == (0, "72 hours\n", "")
    assert run(capsys, "lease", "--hours", "168")[:2] == (0, "168 hours\n")
    code, out, err = run(capsys, "lease", "--hours", "169")
    assert (code, out) == (2, "") and "168" in err
    assert run(capsys, "lease")[1] == "168 hours\n"


def test_a_file_that_is_no_database(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Left as it was."""
    path = tmp_path / "centre.db"
    path.write_bytes(b"not a database" * 100)
    code, _, err = run(capsys, "migrate", "--database", f"sqlite:///{path}")
    assert code == 2
    assert err.count("\n") == 1
    assert path.read_bytes() == b"not a database" * 100


def test_a_home_that_cannot_be_made(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A file is in the way."""
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("IOC_DATA_CENTRE_HOME", str(tmp_path / "file" / "home"))
    code, _, err = run(capsys, "migrate")
    assert code == 2
    assert "cannot be made" in err


def test_a_port_that_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    """Said, not thrown."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, out, err = run(capsys, "serve", "--port", str(taken.getsockname()[1]))
    assert (code, out) == (2, "")
    assert "cannot be listened on" in err
