"""Whether the program is whole, can start its second process, and finds a place for secrets."""

from __future__ import annotations

import importlib
import os
import pkgutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from ioc_console.self_test.finding import Verdict, passed
from ioc_domain.channel import EVENTS, Link, LinkChanged, Start, Stop, encode_line

PACKAGES = ("ioc_domain", "local_cache", "ioc_console")
SECONDS = 60


def modules_load(folder: Path) -> tuple[Verdict, str]:
    """Every module of the program can be imported: a frozen program may lack what is only named at run time."""
    count = 0
    for name in PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, prefix=f"{name}."):
            # Migration scripts run in alembic's own context only.
            if not module.name.endswith("__main__") and ".migrations." not in module.name:
                importlib.import_module(module.name)
                count += 1
    frozen = "frozen" if getattr(sys, "frozen", False) else "from source"
    return passed(count > 20, f"{count} modules, {frozen}, Python {sys.version.split()[0]}")


def this_program(*arguments: str) -> list[str]:
    """Command line that starts this very program with arguments."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "ioc_console", *arguments]


def sync_process_answers(folder: Path) -> tuple[Verdict, str]:
    """The sync process starts, says that nobody answers at a closed port, and ends when told to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.monotonic()
    process = subprocess.Popen(
        this_program("sync-worker"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"IOC_HOME": str(folder)},
    )
    assert process.stdin is not None and process.stdout is not None
    # A process that hangs must not hang the self-test: its end closes the pipe that is read below.
    alarm = threading.Timer(SECONDS, process.kill)
    alarm.start()
    said = "nothing"
    errors = b""
    try:
        start = Start(url=f"http://127.0.0.1:{port}", account="self-test", refresh="none")
        process.stdin.write(encode_line(start))
        process.stdin.flush()
        for line in process.stdout:
            event = EVENTS.decode(line)
            if isinstance(event, LinkChanged):
                said = event.state
            if said == Link.OFFLINE:
                break
        took = time.monotonic() - began
        process.stdin.write(encode_line(Stop()))
        process.stdin.flush()
        _, errors = process.communicate(timeout=SECONDS)
    except BrokenPipeError:
        process.kill()
        _, errors = process.communicate()
        took = time.monotonic() - began
    finally:
        alarm.cancel()
    last = errors.decode("utf-8", "replace").strip().rpartition("\n")[2]
    ended = f"ended with {process.returncode}" + (f": {last}" if process.returncode else "")
    return passed(said == Link.OFFLINE and process.returncode == 0, f"said {said} after {took:.1f} s, {ended}")


def keyring_report(folder: Path) -> tuple[Verdict, str]:
    """Which keyring the sign-in would use. None is a note: the program then asks at each start."""
    from ioc_console.secrets import NoKeyring, find_keyring

    found = find_keyring()
    if isinstance(found, NoKeyring):
        return Verdict.NOTE, f"none ({found.code} {found.detail}".rstrip() + "): sign-in is asked at each start"
    return Verdict.OK, found.name
