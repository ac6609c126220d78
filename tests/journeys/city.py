"""A seeded sample city with its data centre in a process of its own, and a browser for its unit desk."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from data_centre import models
from data_centre.accounts import create_account
from data_centre.database import Database
from data_centre.feed import writing
from ioc_domain.codes import Role
from ioc_domain.entities import BY_NAME
from ioc_domain.records import AlertRecord

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "ioc-demo-2026"
LEADER = "lanhdao"


def _environment(home: Path) -> dict[str, str]:
    environment = os.environ | {"IOC_DATA_CENTRE_HOME": str(home)}
    environment.pop("IOC_DATABASE_URL", None)
    return environment


def seed_city(home: Path) -> None:
    """The real program fills a new data centre."""
    command = [sys.executable, "-m", "data_centre", "seed", "--complaints", "600", "--seed", "7", "--demo-accounts"]
    done = subprocess.run(command, cwd=ROOT, env=_environment(home), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


class City:
    """The data centre of a seeded city under `home`, a copy of `seeded`; it keeps its port over restarts."""

    def __init__(self, home: Path, seeded: Path) -> None:
        self.home = home
        self.url = ""
        self.port = 0
        self._process: subprocess.Popen[str] | None = None
        shutil.copytree(seeded, home, dirs_exist_ok=True)
        self.database = Database.open(f"sqlite:///{home / 'data_centre.db'}", home)

    def start(self) -> str:
        """Serve; returns the URL."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "data_centre", "serve", "--port", str(self.port)],
            cwd=ROOT, env=_environment(self.home), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().split()[-1]
        self.port = int(self.url.rsplit(":", 1)[1])
        return self.url

    def kill(self) -> None:
        """SIGKILL."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def close(self) -> None:
        """Stop and close."""
        self.kill()
        self.database.close()

    def requests_by(self, account: str, after: int) -> list[dict[str, Any]]:
        """Explanation requests of an account received after a time."""
        table = models.SYNCED["explanation_request"]
        query = sa.select(table).where(table.c.author == account, table.c.received_at >= after)
        with self.database.read() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]

    def change_alerts(self, word: str) -> int:
        """Change the reason of every alert, so that consoles have something to pull; returns how many."""
        columns = [models.SYNCED["alert"].c[name] for name in BY_NAME["alert"].columns]
        with self.database.read() as connection:
            alerts = [AlertRecord(*row) for row in connection.execute(sa.select(*columns))]
        with writing(self.database) as writer:
            for alert in alerts:
                writer.put(msgspec.structs.replace(alert, reason=word))
        return len(alerts)

    def officer_of(self, unit_code: str) -> str:
        """A new account that may answer for a unit."""
        with self.database.write() as connection:
            create_account(connection, account_id="tra.loi", name="Người trả lời", role=Role.UNIT_OFFICER,
                           password=PASSWORD, now=1, unit_code=unit_code)  # fmt: skip
        return "tra.loi"


@contextlib.contextmanager
def secret_service(home: Path) -> Iterator[dict[str, str]]:
    """A session bus with an unlocked keyring of its own; yields the variables that lead to it."""
    home.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"HOME": str(home), "XDG_DATA_HOME": str(home / "share")}
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nosyslog", "--print-address=1"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert bus.stdout is not None
    address = bus.stdout.readline().strip()
    environment["DBUS_SESSION_BUS_ADDRESS"] = address
    keyring = subprocess.Popen(
        ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
        env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert keyring.stdin is not None
    keyring.stdin.write("test\n")
    keyring.stdin.close()
    try:
        yield {"DBUS_SESSION_BUS_ADDRESS": address}
    finally:
        for process in (keyring, bus):
            process.terminate()
            process.wait()
        bus.stdout.close()


@contextlib.contextmanager
def browser(profile: Path) -> Iterator[Any]:
    """A headless Chromium, as on the unit officer's phone, driven by its own driver."""
    from selenium import webdriver

    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert chromium and driver, "the journey needs Debian's chromium and chromium-driver"
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    words = ["--headless=new", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
    words += ["--disable-dev-shm-usage", "--disable-gpu", "--window-size=390,844", f"--user-data-dir={profile}"]
    if os.geteuid() == 0:
        words.append("--no-sandbox")  # its sandbox refuses root; tests only
    for word in words:
        options.add_argument(word)
    chrome = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=driver))
    try:
        yield chrome
    finally:
        chrome.quit()
