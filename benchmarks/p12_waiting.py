"""P12: 5,000 consoles parked at one worker of the real server over loopback; one change wakes them all.

Each console has a connection and a session of its own. P12 is the time in seconds from the commit of a change until
the last console has its answer, over seven changes; P12b the memory of the server for each parked console in kB.
IOC_BENCH_CONSOLES sets another number.
"""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks._ratio import PAIRS, Ratio, verdict_line
from data_centre.accounts import Identities, create_account
from data_centre.buckets import read_head
from data_centre.database import Database
from data_centre.feed import writing
from data_centre.schema import migrate
from data_centre.tokens import Tokens
from ioc_domain.codes import Role
from ioc_domain.records import SettingRecord
from ioc_domain.wire import PROTOCOL

ROOT = Path(__file__).resolve().parent.parent
WORK = Path(__file__).resolve().parent / ".work" / "p12"
CONSOLES = int(os.environ.get("IOC_BENCH_CONSOLES", "5000"))
ACCOUNTS = 100
AT_ONCE = 200
"""Connections opened at the same time; more would only fill the listening queue."""


class Console(asyncio.Protocol):
    """A connection that waits, and notes when it is told."""

    def __init__(self, token: str, host: str) -> None:
        self._head = f"Host: {host}\r\nAuthorization: Bearer {token}\r\nIOC-Protocol: {PROTOCOL}\r\n\r\n"
        self._transport: asyncio.Transport | None = None
        self._answer = b""
        self._asked = ("", "")
        self.told_at = 0.0
        self.status = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The line is open."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def wait(self, wanted: str, cursor: str) -> None:
        """Send the call that waits."""
        assert self._transport is not None
        self._answer, self.told_at, self._asked = b"", 0.0, (wanted, cursor)
        self._transport.write(f"GET /v1/wait?set={wanted}&after={cursor}&timeout=55 HTTP/1.1\r\n{self._head}".encode())

    def data_received(self, data: bytes) -> None:
        """The answer, head and body, comes in one or two pieces."""
        self._answer += data
        if b"\r\n\r\n" in self._answer and (self._answer.endswith(b"}") or b" 204 " in self._answer[:16]):
            self.status = self._answer[9:12]
            if self.status == b"204":  # nothing came within the time: it waits again, as a console does
                self.wait(*self._asked)
                return
            self.told_at = time.perf_counter()

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()


class Server:
    """The real program in a process of its own."""

    def __init__(self, home: Path) -> None:
        env = os.environ | {"IOC_DATA_CENTRE_HOME": str(home), "PYTHONUNBUFFERED": "1"}
        env.pop("IOC_DATABASE_URL", None)
        command = [sys.executable, "-m", "data_centre", "serve", "--port", "0"]
        self._process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if "http://" not in line:
            raise SystemExit(f"P12: the data centre did not start: {line!r}")
        self.url = line.split()[-1]

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def resident_kb(self) -> int:
        """Its resident memory."""
        text = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(text.split("VmRSS:")[1].split()[0])

    def cpu(self) -> float:
        """Seconds of processor time it has used."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def quiet(self) -> None:
        """Wait until it has taken everybody in: it uses next to no processor time for a second."""
        while True:
            before = self.cpu()
            await asyncio.sleep(1.0)
            if self.cpu() - before < 0.05:
                return


def prepare(home: Path) -> tuple[Database, list[str], str]:
    """(database, a token for each console, the set they share)."""
    database = Database.open(f"sqlite:///{home / 'data_centre.db'}", home=home)
    migrate(database)
    with writing(database) as writer:
        writer.put(SettingRecord("news", "0"))
    tokens = Tokens(database)
    with database.write() as connection:
        for n in range(ACCOUNTS):
            create_account(
                connection, account_id=f"a{n}", name=f"A {n}", role=Role.LEADER, password="waits-and-waits", now=1
            )
        made = [tokens.begin(connection, f"a{n % ACCOUNTS}", f"console {n}").access for n in range(CONSOLES)]
    with database.read() as connection:
        identity = Identities().identity(connection, "a0")
    assert identity is not None
    return database, made, identity.set_id


def change(database: Database, value: int) -> str:
    """Commit a change; returns the cursor after it."""
    with writing(database) as writer:
        writer.put(SettingRecord("news", str(value)))
    with database.read() as connection:
        head = read_head(connection)
    return f"{head.epoch}:{head.head}"


async def park(server: Server, tokens: list[str]) -> list[Console]:
    """Connections of all consoles."""
    address = urlsplit(server.url)
    loop, gate = asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE)

    async def connect(token: str) -> Console:
        async with gate:
            made = await loop.create_connection(
                lambda: Console(token, address.netloc), address.hostname, address.port or 80
            )
            return made[1]

    return await asyncio.gather(*(connect(token) for token in tokens))


async def measure(server: Server, database: Database, tokens: list[str], wanted: str) -> tuple[list[float], float]:
    """(seconds until all were told, change by change; kB for each parked console)."""
    cursor = change(database, 1)
    warm = await park(server, tokens[:20])
    for console in warm:
        console.wait(wanted, cursor)
    await server.quiet()
    before = server.resident_kb()
    consoles = warm + await park(server, tokens[20:])
    for console in consoles[20:]:
        console.wait(wanted, cursor)
    await server.quiet()
    each = (server.resident_kb() - before) / (len(consoles) - 20)
    print(f"  {len(consoles)} parked, {each:.1f} kB each; the server has {server.resident_kb() / 1024:.0f} MB")
    told: list[float] = []
    for number in range(PAIRS):
        cursor = await asyncio.to_thread(change, database, number + 2)
        began, used = time.perf_counter(), server.cpu()
        while not all(console.told_at for console in consoles):
            await asyncio.sleep(0.02)
            if time.perf_counter() - began > 50:
                raise SystemExit(f"P12: {sum(not c.told_at for c in consoles)} were not told")
        wrong = {console.status for console in consoles} - {b"200"}
        if wrong:
            raise SystemExit(f"P12: answers {wrong}")
        told.append(max(console.told_at for console in consoles) - began)
        print(f"  change {number + 1}: all told after {told[-1]:.2f} s, {server.cpu() - used:.2f} s of processor time")
        for console in consoles:
            console.wait(wanted, cursor)
        await server.quiet()
    each = max(each, (server.resident_kb() - before) / (len(consoles) - 20))
    for console in consoles:
        console.close()
    return told, each


def main() -> None:
    """Measure and print."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if most < CONSOLES + 200:
        raise SystemExit(f"P12: {most} open files are allowed, {CONSOLES + 200} are needed")
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    database, tokens, wanted = prepare(WORK)
    server = Server(WORK)
    try:
        told, each = asyncio.run(measure(server, database, tokens, wanted))
    finally:
        server.stop()
        database.close()
        shutil.rmtree(WORK, ignore_errors=True)
    print(f"P12 {CONSOLES} consoles: all told {statistics.median(told):.2f} s after the commit; {each:.1f} kB each")
    print(verdict_line("P12", Ratio(tuple(told), statistics.median(told), 1.0), at_most=2.0))
    print(verdict_line("P12b", Ratio((each,), each, 1.0), at_most=50.0), flush=True)


if __name__ == "__main__":
    main()
