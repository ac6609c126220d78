"""`ioc-console demo`: a sample city on this machine, its data centre on loopback, and the console signed in.

The data centre is another program: it is started by its command and never imported. The city is seeded once into
`<data folder>/demo`; a second start uses it again and takes seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ioc_console.paths import default_home, resources

COMPLAINTS = 60_000
SMALL = 8_000
"""For pictures made without a cache."""
PASSWORD = "ioc-demo-2026"  # published: the accounts of the sample city guard nothing
ACCOUNTS = {
    "leader": "lanhdao",
    "duty_officer": "truc",
    "unit_officer": "donvi",
    "data_supplier": "solieu",
    "administrator": "quantri",
}
READY_SECONDS = 60.0
SYNC_SECONDS = 900.0


class DemoProblem(Exception):
    """The demonstration cannot go on; the text says why."""


@dataclass(frozen=True)
class DemoFolder:
    """Files of the demonstration."""

    root: Path

    @property
    def database(self) -> Path:
        """The data centre's embedded database."""
        return self.root / "data-centre" / "city.db"

    @property
    def note(self) -> Path:
        """Written when the seed is complete: what was seeded."""
        return self.root / "seeded.json"

    def console_home(self, role: str) -> Path:
        """Each role has its own cache and outbox, as on a machine of its own."""
        return self.root / f"console-{role}"

    def environment(self) -> dict[str, str]:
        """For the data centre's processes."""
        return os.environ | {
            "IOC_DATA_CENTRE_HOME": str(self.root / "data-centre"),
            "IOC_DATABASE_URL": f"sqlite:///{self.database}",
        }


def main(arguments: Sequence[str]) -> int:
    """Run the demonstration; returns the exit code."""
    given = _parser().parse_args(arguments)
    folder = DemoFolder((Path(given.home).absolute() if given.home else default_home()) / "demo")
    try:
        fetch_resources()
        seed_once(folder, given.complaints)
        with serving(folder, living=True) as url:
            _tell(url, given.role)
            home = folder.console_home(given.role)
            if given.tour:
                fill_cache(home, url, given.role)
                take_tour(home, Path(given.tour))
            if given.no_window:
                return 0
            from ioc_console.app import Credentials, run

            return run(home, Credentials(url, ACCOUNTS[given.role], PASSWORD))
    except DemoProblem as problem:
        print(f"ioc-console demo: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def fetch_resources() -> None:
    """Fonts, icons, web files and words of a source tree in which `make` never ran (`uv run ioc-console demo`)."""
    script = resources().parent / "packaging" / "prepare.py"
    if (resources() / "fonts").is_dir() or not script.is_file():
        return
    if subprocess.run([sys.executable, str(script), "--only", "assets", "translations"], check=False).returncode:
        raise DemoProblem("the font and the icons could not be fetched; the lines above say why")


def data_centre_command() -> list[str]:
    """How the data centre is started on this machine. Raises `DemoProblem` where it is not installed."""
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", "data_centre"]
    found = shutil.which("ioc-data-centre")
    if found is None:
        raise DemoProblem("the demonstration needs the data centre, and ioc-data-centre is not on this machine")
    return [found]


def seed_once(folder: DemoFolder, complaints: int) -> None:
    """Seed the city unless it is there. A seed that was broken off is thrown away and made again."""
    if folder.note.exists():
        note = json.loads(folder.note.read_text(encoding="utf-8"))
        print(f"demo: using the city seeded on {note['on']} ({note['complaints']} complaints)", flush=True)
        return
    shutil.rmtree(folder.root, ignore_errors=True)
    folder.database.parent.mkdir(parents=True)
    today = (datetime.now(UTC) + timedelta(hours=7)).date().isoformat()
    print(f"demo: seeding a sample city with {complaints} complaints, once", flush=True)
    started = time.monotonic()
    command = [*data_centre_command(), "seed", "--complaints", str(complaints), "--seed", "1", "--demo-accounts"]
    answer = subprocess.run(command, env=folder.environment(), check=False)
    if answer.returncode != 0:
        raise DemoProblem(f"the seed ended with code {answer.returncode}")
    note = {"on": today, "complaints": complaints}
    folder.note.write_text(json.dumps(note), encoding="utf-8")
    print(f"demo: seeded in {time.monotonic() - started:.0f} s", flush=True)


@contextmanager
def serving(folder: DemoFolder, *, living: bool = False) -> Iterator[str]:
    """The data centre on a free port of loopback; gives its URL, and stops it at the end.

    `living`: complaints go on coming in, so that the city is not an hour old after an hour.
    """
    command = [*data_centre_command(), "serve", "--port", "0", "--print-url", *(["--sample-lives"] if living else [])]
    log = open(folder.root / "data-centre.log", "ab")  # noqa: SIM115 - lives as long as the process
    process = subprocess.Popen(
        command, env=folder.environment(), stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL, text=True
    )
    try:
        yield _url_of(process, folder)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
        log.close()


def prepare_cache(home: Path, role: str = "leader") -> Path:
    """A cache to photograph where there is none: seeds a small city and syncs it; returns the console's home."""
    folder = DemoFolder(home / "demo")
    seed_once(folder, SMALL)
    with serving(folder) as url:
        fill_cache(folder.console_home(role), url, role)
    return folder.console_home(role)


def fill_cache(home: Path, url: str, role: str) -> None:
    """Sign in and let the sync process run until everything is on this machine, without a window."""
    from ioc_console.paths import Paths
    from ioc_console.settings import Settings
    from ioc_console.sign_in import Granted, sign_in
    from ioc_domain.channel import Start, encode_line

    where = Paths(home)
    where.create()
    answer = sign_in(url, ACCOUNTS[role], PASSWORD, "demo-tour")
    if not isinstance(answer, Granted):
        raise DemoProblem(f"the data centre did not let {ACCOUNTS[role]} in ({answer.code})")
    who = answer.session.account
    Settings(where.settings).put(
        data_centre_url=url, account=who.id, account_name=who.name, account_title=who.title, account_role=who.role
    )
    program = [sys.executable, "sync-worker"] if getattr(sys, "frozen", False) else [
        sys.executable, "-m", "ioc_console", "sync-worker"]
    worker = subprocess.Popen(
        program, env=os.environ | {"IOC_HOME": str(home)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert worker.stdin is not None
    started = int(time.time())
    worker.stdin.write(encode_line(Start(url, who.id, answer.session.refresh, answer.session.access)))
    worker.stdin.flush()
    try:
        _await_bootstrap(worker, where.cache, started)
    finally:
        worker.stdin.close()  # the end of its input ends it
        try:
            worker.wait(30)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


def take_tour(home: Path, out: Path) -> None:
    """One picture per screen and light, in a process of its own."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "ioc_console"]
    answer = subprocess.run(
        [*program, "tour", "--home", str(home), "--out", str(out), "--size", "1920x1080", "--state", "live"],
        check=False,
    )
    if answer.returncode != 0:
        print("demo: not every screen could be drawn", file=sys.stderr)
    print(f"demo: the tour is in {out.absolute()}", flush=True)


def _await_bootstrap(worker: subprocess.Popen[bytes], cache: Path, started: int) -> None:
    """Until a pull that began after `started` is complete and no bucket is missing. Raises `DemoProblem`."""
    from ioc_domain.channel import EVENTS, Failure, Link, LinkChanged, Progress

    lines: queue.Queue[bytes] = queue.Queue()
    stream = worker.stdout
    assert stream is not None

    def listen() -> None:
        for line in stream:
            lines.put(line)
        lines.put(b"")

    threading.Thread(target=listen, daemon=True).start()
    until, said = time.monotonic() + SYNC_SECONDS, 0.0
    while time.monotonic() < until:
        try:
            line = lines.get(timeout=1.0)
        except queue.Empty:
            continue
        if not line:
            raise DemoProblem("the sync process ended before everything was fetched")
        event = EVENTS.decode(line)
        if isinstance(event, Progress):
            if time.monotonic() - said > 5 and not event.finished:
                said = time.monotonic()
                print(f"demo: fetching {event.table}: {event.done} of {event.total}", flush=True)
        elif isinstance(event, Failure):
            raise DemoProblem(f"the sync process failed ({event.code})")
        fresh = isinstance(event, LinkChanged) and event.state is Link.ONLINE and event.data_until >= started
        if fresh and _nothing_missing(cache):
            return
    raise DemoProblem("the data was not fetched in time")


def _nothing_missing(cache: Path) -> bool:
    from local_cache.buckets import wanted
    from local_cache.store import open_reader

    store = open_reader(cache)
    try:
        with store.connection() as connection:
            return not wanted(connection)
    finally:
        store.close()


def _url_of(process: subprocess.Popen[str], folder: DemoFolder) -> str:
    """The URL the data centre prints when it listens."""
    answers: queue.Queue[str] = queue.Queue()
    stream = process.stdout
    assert stream is not None

    def listen() -> None:
        for line in stream:
            answers.put(line)
        answers.put("")

    threading.Thread(target=listen, daemon=True).start()
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            line = answers.get(timeout=1.0)
        except queue.Empty:
            continue
        if line.startswith("Ready "):
            return line.split()[1]
        if not line:
            break
    raise DemoProblem(f"the data centre did not start; see {folder.root / 'data-centre.log'}")


def _tell(url: str, role: str) -> None:
    print(f"demo: data centre at {url} · unit desk {url}/desk (account donvi, password {PASSWORD};")
    print("demo: dieuphoi gives complaints to units there)")
    print(f"demo: console signed in as {ACCOUNTS[role]} ({role}); everything here is sample data", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ioc-console demo", description="A sample city and its console.")
    parser.add_argument("--role", choices=tuple(ACCOUNTS), default="leader")
    parser.add_argument("--complaints", type=int, default=COMPLAINTS, metavar="N", help="for the first start")
    parser.add_argument("--tour", metavar="DIR", help="also write a picture of every screen there")
    parser.add_argument("--no-window", action="store_true", help="do all but opening the console")
    parser.add_argument("--home", metavar="DIR", help="data folder; default: IOC_HOME or the usual one")
    return parser
