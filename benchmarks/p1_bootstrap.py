"""P1: bootstrap of a console with a million complaints by HTTP on loopback, against raw `executemany` of the same rows.

The data centre is a seeded city in a process of its own on the same machine; its parts are built beforehand (how long
that took is printed). Ours is the real sync process, from the order to start until every bucket is committed with
rows, texts and column segments. Theirs inserts the same tuples into the same tables, in transactions of 131,072 rows,
with the same settings of SQLite; reading the tuples is not counted. IOC_BENCH_COMPLAINTS sets another size.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from benchmarks._ratio import report, speed_ratio
from ioc_console.sign_in import Granted, sign_in
from ioc_domain.channel import EVENTS, Failure, LinkChanged, Progress, Start, encode_line
from ioc_domain.entities import ENTITIES, SEGMENT_ROWS
from local_cache import layout, store

ROOT = Path(__file__).resolve().parent.parent
WORK = Path(__file__).resolve().parent / ".work" / "p1"
COMPLAINTS = os.environ.get("IOC_BENCH_COMPLAINTS", "1000000")


def data_centre() -> Path:
    """Home of a seeded data centre with its parts built; made once and kept."""
    home = WORK / f"centre-{COMPLAINTS}"
    env = os.environ | {"IOC_DATA_CENTRE_HOME": str(home)}
    env.pop("IOC_DATABASE_URL", None)
    centre = [sys.executable, "-m", "data_centre"]
    if not (home / "seeded").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        seed = ["seed", "--complaints", COMPLAINTS, "--seed", "1", "--until", "2026-11-22", "--demo-accounts"]
        subprocess.run([*centre, *seed], check=True, env=env, cwd=ROOT, stdout=subprocess.DEVNULL)
        started = time.perf_counter()
        subprocess.run([*centre, "parts", "build"], check=True, env=env, cwd=ROOT, stdout=subprocess.DEVNULL)
        (home / "seeded").write_text(f"{time.perf_counter() - started:.1f}")
    print(f"  parts of {COMPLAINTS} complaints were built in {(home / 'seeded').read_text().strip()} s")
    return home


@contextmanager
def serving(home: Path, niceness: int = 0) -> Iterator[str]:
    """The data centre live on a free port; `niceness` is added to that of this process."""
    env = os.environ | {"IOC_DATA_CENTRE_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    env.pop("IOC_DATABASE_URL", None)
    command = ["nice", f"-n{niceness}", sys.executable, "-m", "data_centre", "serve", "--port", "0"]
    server = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    try:
        line = server.stdout.readline()
        if "http://" not in line:
            raise SystemExit(f"P1: the data centre did not start: {line!r}")
        yield line.split()[-1]
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


def bootstrap(url: str, start: Start, home: Path) -> float:
    """Seconds from the order until all is covered."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "ioc_console.sync.worker"], cwd=ROOT, env=os.environ | {"IOC_HOME": str(home)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert worker.stdin is not None and worker.stdout is not None
    try:
        began = 0.0
        worker.stdin.write(encode_line(start))
        worker.stdin.flush()
        for line in worker.stdout:
            event = EVENTS.decode(line)
            if isinstance(event, LinkChanged) and not began:
                began = time.perf_counter()  # the interpreter has started; no byte was fetched yet
            if isinstance(event, Failure):
                raise SystemExit(f"P1: {event}")
            if isinstance(event, Progress) and event.finished:
                return time.perf_counter() - began
        raise SystemExit("P1: the sync process ended before it was done")
    finally:
        worker.stdin.close()
        worker.stdout.read()
        worker.wait()
        worker.stdout.close()


def raw_inserts(source: Path, target: Path) -> float:
    """Seconds that `executemany` and commits take for the rows of `source`."""
    seconds = 0.0
    old = sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)
    with store.open_writer(target) as writer:
        for entity in ENTITIES:
            tables = [(entity.name, layout.mirror_columns(entity))]
            if entity.text_columns:
                tables.append((layout.text_table(entity), layout.text_columns(entity)))
            for table, columns in tables:
                names, marks = layout.quoted(columns), ", ".join("?" * len(columns))
                rows = old.execute(f'SELECT {names} FROM "{table}"')
                while batch := rows.fetchmany(SEGMENT_ROWS):
                    started = time.perf_counter()
                    writer.connection.execute("BEGIN IMMEDIATE")
                    writer.connection.executemany(f'INSERT INTO "{table}"({names}) VALUES ({marks})', batch)
                    writer.connection.execute("COMMIT")
                    writer.checkpoint()
                    seconds += time.perf_counter() - started
    old.close()
    return seconds


def main() -> None:
    """Measure and print."""
    from data_centre.seed.people import DEMO_PASSWORD

    home = data_centre()
    folders = count()

    def fresh() -> Path:
        for old in WORK.glob("run-*"):
            shutil.rmtree(old)
        made = WORK / f"run-{next(folders)}"
        made.mkdir()
        return made

    with serving(home) as url:
        granted = sign_in(url, "lanhdao", DEMO_PASSWORD, "benchmark")
        if not isinstance(granted, Granted):
            raise SystemExit(f"P1: {granted}")
        session = granted.session
        start = Start(url=url, account="lanhdao", refresh=session.refresh, access=session.access, device="benchmark",
                      lease_key=session.lease_key)
        model = WORK / "model"
        shutil.rmtree(model, ignore_errors=True)
        model.mkdir(parents=True)
        bootstrap(url, start, model)
        ratio = speed_ratio(
            lambda: bootstrap(url, start, fresh()),
            lambda: raw_inserts(model / "cache.db", fresh() / "cache.db"),
        )
        shutil.rmtree(model)
        for old in WORK.glob("run-*"):
            shutil.rmtree(old)
    report("P1", ratio, at_least=1.0, ours="bootstrap by HTTP", theirs="raw executemany")


if __name__ == "__main__":
    main()
