"""What every test gets without asking: a data folder of its own, no network but loopback,
and a failure when it leaves a thread behind or something is logged that it did not mean.

Markers are listed in pyproject.toml.  Environment variables are set here before Qt is loaded.
"""

from __future__ import annotations

import logging
import os
import re
import socket
import sys
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from tests import lab_report
from tests.long_files import longest_first

ROOT = Path(__file__).resolve().parent.parent

# Qt reads these when it is first loaded. A display given by `make test` is used; otherwise none is needed.
if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QPA_FONTDIR", str(ROOT / "resources" / "fonts"))
if hasattr(os, "geteuid") and os.geteuid() == 0:
    # Chromium's sandbox refuses root. Tests only: the program itself never switches it off.
    os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")

# Messages of the platform below Qt that say nothing about our code.
PLATFORM_NOISE = re.compile(
    r"propagateSizeHints|QFontDatabase: Cannot find font directory|XDG_RUNTIME_DIR|libva|vaInitialize"
    r"|Vulkan|GPU|gbm|MESA|dri[23]?\b|dbus/bus.cc|does not support raise|grabbing the keyboard|org.freedesktop.portal"
    r"|Sandboxing disabled|Failed to create EGL|QRhi|RHI for backend|Could not connect to (the )?D-?Bus",
    re.IGNORECASE,
)


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The checkout."""
    return ROOT


def realdata_folder() -> Path:
    """Where the real files are looked for; it need not exist."""
    named = os.environ.get("IOC_REALDATA")
    return Path(named) if named else ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of real files; skips, with the reason, where they are not on the machine."""
    folder = realdata_folder()
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; set IOC_REALDATA to the folder that has it")
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long a soak is (`make soak`), and what of the fault laboratory is run: see docs/testing.md."""
    parser.addoption("--soak", type=int, default=1, metavar="N", help="N times the examples, seeds, images of a soak")
    parser.addoption("--sim-seed", type=int, default=1_000_000, metavar="N", help="schedule that the simulator replays")
    parser.addoption("--sim-first", type=int, default=10_000, metavar="N", help="first schedule of a soak")
    parser.addoption("--lab-part", type=int, choices=sorted(lab_report.TESTS), help="only this part of the laboratory")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """`--lab-part`: files that do not belong to that part of the fault laboratory are not even imported."""
    part = config.getoption("--lab-part")
    if part is None or collection_path.name == "conftest.py":
        return None
    files = [ROOT / "tests" / name for name in lab_report.TESTS[part]]
    return None if any(file.is_relative_to(collection_path) for file in files) else True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """More examples in a soak; tests marked ``realdata`` are skipped, with the reason, without the files. Where several
    processes share the files, they begin with the longest."""
    if hasattr(config, "workerinput"):
        items[:] = longest_first(items)
    factor = int(config.getoption("--soak"))
    if factor > 1:
        from hypothesis import settings

        for item in items:
            test = getattr(item, "obj", None)
            given = getattr(test, "_hypothesis_internal_use_settings", None)
            if test is not None and given is not None:
                # Tests name their own number of examples, which a profile would not change.
                test._hypothesis_internal_use_settings = settings(given, max_examples=given.max_examples * factor)
    if realdata_folder().is_dir():
        return
    skip = pytest.mark.skip(reason=f"no real data at {realdata_folder()}; set IOC_REALDATA to the folder that has it")
    for item in items:
        if item.get_closest_marker("realdata"):
            item.add_marker(skip)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process of a distributed run hands over what its laboratory counted."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["laboratory"] = lab_report.collected()


class Gathering:
    """Takes in what the processes of a distributed run counted; without xdist its hook is unknown, so not asked for."""

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """One process has ended."""
        lab_report.merge(getattr(node, "workeroutput", {}).get("laboratory", {}))


def pytest_configure(config: pytest.Config) -> None:
    """Counts of all processes come together where the summary is printed."""
    config.pluginmanager.register(Gathering(), "laboratory-gathering")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The laboratory's counts, so that a run in which it did nothing can be told."""
    lines = list(lab_report.lines())
    if lines:
        terminalreporter.section("fault laboratory")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(autouse=True)
def isolated_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of this test alone, for the console and for the data centre; returns the console's."""
    home = tmp_path / "ioc-home"
    monkeypatch.setenv("IOC_HOME", str(home))
    monkeypatch.setenv("IOC_DATA_CENTRE_HOME", str(tmp_path / "data-centre-home"))
    monkeypatch.delenv("IOC_DATABASE_URL", raising=False)
    return home


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Passwords of the tests' accounts take a thousandth of the work: hundreds of accounts are made and sign in. A hash
    says itself what work it took, so the program that checks it is the real one. That a real account takes all of it is
    tried in `tests/data_centre/test_command_line.py`."""
    accounts = sys.modules.get("data_centre.accounts")
    if accounts is None:
        yield
        return
    from argon2 import PasswordHasher

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


class NetworkRefused(OSError):
    """A test tried to reach something other than this machine."""


def is_loopback(host: object) -> bool:
    """Whether an address or name stays on this machine."""
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        address = ip_address(text.split("%")[0])
    except ValueError:
        return text.endswith(".localhost")
    # 0.0.0.0 is only ever bound to, and reaches this machine alone.
    return address.is_loopback or address.is_unspecified


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections and name look-ups outside loopback fail at once, with a plain reason."""

    def guarded(name: str) -> Callable[..., Any]:
        original = getattr(socket.socket, name)

        def call(self: socket.socket, address: Any, *rest: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not is_loopback(address[0]):
                raise NetworkRefused(f"tests may not connect to {address[0]}")
            return original(self, address, *rest)

        return call

    look_up = socket.getaddrinfo

    def guarded_look_up(host: Any, *rest: Any, **named: Any) -> Any:
        # `.invalid` never resolves anywhere (RFC 2606); tests use it for an unreachable server.
        if not is_loopback(host) and not str(host).endswith(".invalid"):
            raise NetworkRefused(f"tests may not look up {host}")
        if str(host).endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return look_up(host, *rest, **named)

    monkeypatch.setattr(socket.socket, "connect", guarded("connect"))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded("connect_ex"))
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


def own_threads() -> set[threading.Thread]:
    """Threads that Python code started; those that only passed through from C++ do not count."""
    return {thread for thread in threading.enumerate() if not isinstance(thread, threading._DummyThread)}


@pytest.fixture(autouse=True)
def no_thread_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that ends with a thread it started; a thread on its way out gets five seconds."""
    before = own_threads()
    yield
    if request.node.get_closest_marker("leaves_threads"):
        return
    deadline = time.monotonic() + 5
    for thread in own_threads() - before:
        thread.join(max(0.0, deadline - time.monotonic()))
    left = sorted(thread.name for thread in own_threads() - before if thread.is_alive())
    if left:
        pytest.fail(f"threads left running: {', '.join(left)}")


def qt_message_to_log(kind: Any, context: Any, text: str) -> None:
    """Qt's own messages become log records, so that one rule covers both."""
    from PySide6.QtCore import QtMsgType

    level = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
    }.get(kind, logging.ERROR)
    logging.getLogger("qt").log(level, "%s", text)


class Collector(logging.Handler):
    """Keeps warnings and worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps one record."""
        self.records.append(record)


@pytest.fixture(autouse=True)
def no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test during which a warning or an error was logged that it did not announce.

    ``@pytest.mark.expected_log("pattern")`` announces one; it may be given several times.
    """
    collector = Collector()
    root = logging.getLogger()
    root.addHandler(collector)
    previous: Any = None
    with_qt = "PySide6.QtCore" in sys.modules
    if with_qt:
        from PySide6.QtCore import qInstallMessageHandler

        previous = qInstallMessageHandler(qt_message_to_log)
    yield
    if with_qt:
        qInstallMessageHandler(previous)
    root.removeHandler(collector)
    announced = [re.compile(mark.args[0]) for mark in request.node.iter_markers("expected_log")]
    surprises = [
        f"{record.name} {record.levelname}: {text}"
        for record in collector.records
        if not PLATFORM_NOISE.search(text := record.getMessage())
        and not any(pattern.search(text) for pattern in announced)
    ]
    if surprises:
        pytest.fail("unexpected messages:\n" + "\n".join(surprises))


@lru_cache(maxsize=1)
def vietnamese_words() -> frozenset[str]:
    """Source phrases that the word lists translate."""
    folder = ROOT / "resources" / "translations" / "vi"
    tables = (tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml")))
    return frozenset(phrase for table in tables for phrase in table)


@pytest.fixture(autouse=True)
def no_untranslated_phrase(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails a test that showed a phrase no word list has, also one that is put together only at run time."""
    text = sys.modules.get("ioc_console.text")
    shown: set[str] = set()
    if text is not None:
        application = text.QCoreApplication

        class Recording:
            """Qt's application class, remembering what was asked of it."""

            def __getattr__(self, name: str) -> Any:
                return getattr(application, name)

            def translate(self, context: str, source: str, *rest: Any) -> str:
                """Qt's own translation."""
                shown.add(source)
                return str(application.translate(context, source, *rest))

        monkeypatch.setattr(text, "QCoreApplication", Recording())
    yield
    missing = sorted(shown - vietnamese_words())
    if missing and not request.node.get_closest_marker("untranslated"):
        pytest.fail(f"no Vietnamese for: {missing}")


@pytest.fixture
def until() -> Callable[..., None]:
    """``until(condition, seconds=10, what="…")``: waits for a condition, keeping Qt's events moving."""

    def wait(condition: Callable[[], object], seconds: float = 10.0, what: str = "the condition") -> None:
        deadline = time.monotonic() + seconds
        pause = threading.Event()
        while not condition():
            if time.monotonic() > deadline:
                pytest.fail(f"{what} did not hold within {seconds:g} s")
            if "PySide6.QtCore" in sys.modules:
                from PySide6.QtCore import QCoreApplication

                if QCoreApplication.instance() is not None:
                    QCoreApplication.processEvents()
            pause.wait(0.01)

    return wait
