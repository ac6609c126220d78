"""The console on garbage: for each kind one clear sentence in the real window, nothing lost, no traceback."""

from __future__ import annotations

import errno
import os
import subprocess
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from ioc_domain.codes import CommandState
from ioc_domain.commands import AcknowledgeAlert
from local_cache.outbox import Outbox, PendingCommand
from tests.journeys.city import LEADER, City, secret_service
from tests.journeys.console_process import ROOT, ConsoleProcess
from tests.journeys.test_cable import open_screen, sign_in, title
from tests.sync.small_servers import SmallServer, closed_port, portal, self_signed, server_context

NO_BUS = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}


def vietnamese() -> dict[str, str]:
    """Every phrase of the product with its Vietnamese."""
    phrases: dict[str, str] = {}
    for file in sorted((ROOT / "resources" / "translations" / "vi").glob("*.toml")):
        phrases |= tomllib.loads(file.read_text(encoding="utf-8"))
    return phrases


def words(beginning: str) -> str:
    """The Vietnamese of the one phrase that begins so in English."""
    [found] = [text for source, text in vietnamese().items() if source.startswith(beginning)]
    return found


def assert_calm(console: ConsoleProcess) -> None:
    """Neither the windows nor the log of the program hold a traceback."""
    for text in (*console.texts(), console.errors()):
        assert "Traceback" not in text and "Error:" not in text, text


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, seeded: Path) -> Iterator[City]:
    """A served city for the tests of this file."""
    made = City(tmp_path_factory.mktemp("city"), seeded)
    made.start()
    yield made
    made.close()


@pytest.fixture
def consoles() -> Iterator[list[ConsoleProcess]]:
    """Consoles put in here are ended, whatever happens."""
    running: list[ConsoleProcess] = []
    yield running
    for console in running:
        console.close()


def test_addresses_that_are_no_data_centre(tmp_path: Path, consoles: list[ConsoleProcess]) -> None:
    certificate, key = self_signed(tmp_path / "tls")
    console = ConsoleProcess(tmp_path / "console", **NO_BUS)
    consoles.append(console)
    with (
        closed_port() as closed,
        SmallServer(portal) as hotel,
        SmallServer(lambda e: e.reply(200, b'{"hello": "world"}')) as other,
        SmallServer(portal, server_context(certificate, key)) as untrusted,
    ):
        for url, sentence in (
            ("http://trung-tam.invalid", "No computer has that address."),
            (f"http://127.0.0.1:{closed}", "The computer at that address does not answer there."),
            (hotel.url, "Another page answered instead of the data centre"),
            (other.url, "Something answers at that address, but"),
            (untrusted.url, "The certificate of that address is not trusted"),
            ("ftp://trung-tam", "That is not an address."),
        ):
            console.wait_shows("Đăng nhập trung tâm dữ liệu")
            console.fill(url, name="url_field")
            console.fill(LEADER, name="account_field")
            console.fill("một mật khẩu", name="password_field")
            console.click(name="sign_in_button")
            console.wait_shows(words(sentence))
            assert_calm(console)
        assert untrusted.seen == [], "a password must not go to a stranger"
    assert console.process.poll() is None


def test_a_data_file_of_random_bytes(city: City, tmp_path: Path, consoles: list[ConsoleProcess]) -> None:
    home = tmp_path / "console"
    with secret_service(tmp_path / "person") as keyring:
        console = ConsoleProcess(home, **keyring)
        consoles.append(console)
        sign_in(console, city.url)
        console.wait_shows("Trực tuyến", seconds=120.0)
        console.wait(lambda: console.shows("Đồng bộ xong"), 120.0, "not synced; ")
        console.close()
        pending = PendingCommand(AcknowledgeAlert("không có", 1), device="khác", account="người khác", saved_at=1)
        waiting = Outbox(home / "outbox.db").save(pending)
        with FileLock(home / "cache.db.lock", timeout=60):
            pass  # the sync process has let go of the file: it would fold its journal into the rubbish
        rubbish = os.urandom(200_000)
        (home / "cache.db").write_bytes(rubbish)

        console = ConsoleProcess(home, **keyring)
        consoles.append(console)
        console.wait_shows(words("The data file was damaged. It was set aside"), seconds=90.0)
        console.wait_shows("Trực tuyến", "Yêu cầu giải trình\u2003G", seconds=120.0)
        assert_calm(console)
        # Its journal files, where the reader outlived the writer, are kept beside it.
        kept = [f for f in home.glob("cache.db.damaged-*") if not f.name.endswith(("-wal", "-shm"))]
        assert [f.read_bytes() for f in kept] == [rubbish]
        assert Outbox(home / "outbox.db").command(waiting.id).state is CommandState.SAVED


def test_no_keyring(city: City, tmp_path: Path, consoles: list[ConsoleProcess]) -> None:
    home = tmp_path / "console"
    console = ConsoleProcess(home, **NO_BUS)
    consoles.append(console)
    sign_in(console, city.url)
    console.wait_shows(words("This machine has no keyring"))
    console.wait_shows("Trực tuyến", seconds=120.0)
    assert_calm(console)
    console.close()
    assert not [f for f in home.rglob("*") if "token" in f.name or "keyring" in f.name]

    console = ConsoleProcess(home, **NO_BUS)
    consoles.append(console)
    console.wait_shows("Đăng nhập trung tâm dữ liệu", words("This machine has no keyring"))
    assert_calm(console)


def small_disk(folder: Path, megabytes: int) -> list[str]:
    """A command that runs another with a small file system of its own at `folder`, root or not."""
    folder.mkdir()
    apart = ["unshare", "-m" if os.geteuid() == 0 else "-Urm"]
    if subprocess.run([*apart, "true"], check=False, capture_output=True).returncode != 0:
        # In a chroot the root is no mount point whose propagation could be changed.
        apart += ["--propagation", "unchanged"]
    mount = f'mount -t tmpfs -o size={megabytes}m tmpfs "$0" && exec "$@"'
    return [*apart, "sh", "-c", mount, str(folder)]


def fill(folder: Path) -> Path:
    """Fill the file system to the last byte; returns the file that does."""
    stuffing = folder / "stuffing"
    with stuffing.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError as error:
                assert error.errno == errno.ENOSPC
    return stuffing


@pytest.mark.timeout(600)
def test_a_full_disk(city: City, tmp_path: Path, consoles: list[ConsoleProcess]) -> None:
    home, begun = tmp_path / "console", int(time.time())
    console = ConsoleProcess(home, small_disk(home, 256), **NO_BUS)
    consoles.append(console)
    inside = Path(f"/proc/{console.process.pid}/root{home}")
    sign_in(console, city.url)
    console.wait_shows("Trực tuyến", "Yêu cầu giải trình\u2003G", seconds=120.0)
    console.wait(lambda: console.shows("Đồng bộ xong") and not console.shows("Đang tải"), 120.0, "not synced; ")
    stuffing = fill(inside)

    # New data is not kept, and the window says so.
    assert city.change_alerts("khi ổ đĩa đầy") > 0
    console.wait_shows(words("The disk is full: new data is not kept. Commands still save."), seconds=90.0)
    assert_calm(console)

    # A request is saved all the same, in the room that was kept for it.
    console.click(text="Yêu cầu giải trình\u2003G")
    console.wait_shows("Yêu cầu giải trình mới", "Nội dung hỏi đơn vị")
    console.fill("Khi ổ đĩa đầy", kind="QPlainTextEdit")
    console.click(name="save_button")
    console.wait(lambda: len(city.requests_by(LEADER, begun)) == 1, 60.0, "not received; ")
    console.wait_shows("Hộp gửi trống")
    # A copy, because SQLite would follow the link out of that file system.
    copy = tmp_path / "copy-of-outbox.db"
    copy.write_bytes((inside / "outbox.db").read_bytes())
    [command] = Outbox(copy).commands()
    assert command.state is CommandState.RECEIVED
    assert [r["id"] for r in city.requests_by(LEADER, begun)] == [command.id]
    assert_calm(console)

    # With room again all goes on by itself.
    stuffing.unlink()
    open_screen(console, 4)
    console.keys("F5")
    console.wait_shows("Trực tuyến", seconds=120.0)
    assert title(console)
    assert_calm(console)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    in_the_way = tmp_path / "in-the-way"
    in_the_way.write_text("a file where the folder should be")
    console = ConsoleProcess(in_the_way / "console")
    assert console.process.wait(60) == 1
    console.close()
    [line] = console.errors().strip().splitlines()
    assert "cannot be used" in line and "Traceback" not in line
