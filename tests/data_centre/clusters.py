"""A throw-away PostgreSQL cluster on a unix socket, run by somebody who is not root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINARIES = Path("/usr/lib/postgresql/15/bin")


class Cluster:
    """A running cluster; `create` gives an empty database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made = 0

    def create(self, template: str = "template0") -> str:
        """URL of a new database made from a template."""
        self._made += 1
        name = f"t{self._made}"
        run_as_other([str(BINARIES / "createdb"), "-h", str(self.folder), "-U", "ioc", "-T", template, name])
        return self.url(name)

    def url(self, name: str) -> str:
        """URL of a database by its name."""
        return f"postgresql:///{name}?host={self.folder}&user=ioc"


def run_as_other(command: list[str]) -> None:
    """Run a command, as `postgres` where we are root (the server refuses root)."""
    options: dict[str, object] = {}
    if os.geteuid() == 0:
        options = {"user": "postgres", "group": "postgres", "extra_groups": []}
    subprocess.run(command, check=True, capture_output=True, cwd="/", timeout=120, **options)  # type: ignore[call-overload]


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Start a cluster and take it away again."""
    folder = Path(tempfile.mkdtemp(prefix="ioc-pg-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = str(folder / "data")
    initdb = [str(BINARIES / "initdb"), "-D", data, "-U", "ioc", "--auth=trust", "-E", "UTF8", "--locale=C", "-N"]
    control = [str(BINARIES / "pg_ctl"), "-D", data, "-w"]
    settings = f"-c listen_addresses='' -k {folder} -c fsync=off -c max_connections=60"
    try:
        run_as_other(initdb)
        run_as_other([*control, "-o", settings, "-l", str(folder / "log"), "start"])
        try:
            yield Cluster(folder)
        finally:
            run_as_other([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
