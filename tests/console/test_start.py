"""Starting on garbage: a clear sentence each, nothing lost, no traceback before the person."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ioc_console import sync
from ioc_console.app import Console
from ioc_console.fault_log import Faults, log_to
from ioc_console.notices import Notice, explain
from ioc_console.paths import Paths
from ioc_console.secrets import NoKeyring
from ioc_console.shell.link_words import failure_words
from ioc_console.shell.sign_in_window import SignInWindow, denial_words, with_scheme
from ioc_console.shell.token_keeper import no_keyring_words
from ioc_console.sync.line import Kind
from ioc_domain.channel import Failure
from local_cache.outbox_file import NotSaved
from local_cache.store import open_writer
from local_cache.store_errors import CorruptStore, NewerStore, StoreFull
from tests.sync.small_servers import SmallServer, closed_port, portal, self_signed, server_context

Until = Callable[..., None]


@pytest.fixture
def console(qt: QApplication, isolated_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Console]:
    monkeypatch.setattr("ioc_console.secrets.find_keyring", lambda: NoKeyring("absent", ""))
    where = Paths(isolated_home)
    where.create()
    made = Console(qt, where, sync_command=(sys.executable, ["-c", "import sys; sys.stdin.read()"]))
    yield made
    made.close()


def notices_of(console: Console) -> list[Notice]:
    told: list[Notice] = []
    console.notices.posted.connect(told.append)
    return told


def remember_account(console: Console) -> None:
    console.settings.put(account="lanhdao", account_name="Nguyễn Minh Khoa", data_centre_url="http://127.0.0.1:1")


def test_a_first_start_asks_to_sign_in(console: Console) -> None:
    console.start()
    assert console.window is None
    assert console.sign_in_window is not None
    assert console.sign_in_window.isVisible()
    assert not console.sign_in_window.form.offline_button.isVisible()
    assert len(console.settings.text("device")) == 32


def ask(window: SignInWindow, url: str) -> None:
    window.form.url_field.setText(url)
    window.form.account_field.setText("lanhdao")
    window.form.password_field.setText("a password")
    window.sign_in()


def answered(window: SignInWindow) -> bool:
    return window.form.sign_in_button.isEnabled()


def test_an_unreachable_address_is_told(console: Console, until: Until) -> None:
    console.start()
    window = console.sign_in_window
    assert window is not None
    with closed_port() as port:
        ask(window, f"http://127.0.0.1:{port}")
        until(lambda: answered(window))
    assert window.form.answer_label.text() == denial_words("refused")
    assert window.form.password_field.text() == ""
    ask(window, "http://nowhere.invalid")
    until(lambda: answered(window))
    assert window.form.answer_label.text() == denial_words("name_not_found")


def test_a_captive_portal_is_told(console: Console, until: Until) -> None:
    console.start()
    window = console.sign_in_window
    assert window is not None
    with SmallServer(portal) as server:
        ask(window, server.url)
        until(lambda: answered(window))
    assert window.form.answer_label.text() == denial_words("captive")


def test_a_certificate_nobody_vouches_for_is_told_and_no_password_sent(
    console: Console, until: Until, tmp_path: Path
) -> None:
    console.start()
    window = console.sign_in_window
    assert window is not None
    with SmallServer(portal, server_context(*self_signed(tmp_path / "tls"))) as server:
        ask(window, server.url)
        until(lambda: answered(window))
        assert server.seen == []
    assert window.form.answer_label.text() == denial_words("certificate")


def test_empty_fields_ask_nobody(console: Console) -> None:
    console.start()
    window = console.sign_in_window
    assert window is not None
    window.sign_in()
    assert window.form.answer_label.text() == "Hãy điền đủ ba ô."
    assert console.lanes.busy == 0


@pytest.mark.parametrize("kind", [k.value for k in Kind if k is not Kind.PROBLEM])
def test_every_fault_of_the_line_has_a_sentence_of_its_own(qt: QApplication, kind: str) -> None:
    words = denial_words(kind)
    assert kind not in words
    assert words.endswith((".", "vn"))


def test_an_unknown_code_is_still_a_sentence(qt: QApplication) -> None:
    assert denial_words("new_code", 12.4) == "Trung tâm dữ liệu không cho đăng nhập (new_code). Thử lại sau 12 giây."


def test_addresses_get_https_and_this_machine_http() -> None:
    assert with_scheme("ioc.example.vn") == "https://ioc.example.vn"
    assert with_scheme("127.0.0.1:8710") == "http://127.0.0.1:8710"
    assert with_scheme("http://x") == "http://x"


@pytest.mark.expected_log("the cache was damaged and set aside")
def test_a_cache_of_random_bytes_is_set_aside_and_the_outbox_left_alone(console: Console) -> None:
    garbage, commands = b"\x07" * 50_000, b"the outbox of another test"
    console.paths.cache.write_bytes(garbage)
    console.paths.outbox.write_bytes(commands)
    console.start()
    assert console.sign_in_window is not None
    assert "cất riêng" in console.sign_in_window.form.answer_label.text()
    kept = list(console.paths.home.glob("cache.db.damaged-*"))
    assert [file.read_bytes() for file in kept] == [garbage]
    assert not console.paths.cache.exists()
    assert console.paths.outbox.read_bytes() == commands


@pytest.mark.expected_log("the cache was damaged and set aside")
def test_somebody_who_signed_in_before_hears_of_a_damaged_cache_too(console: Console, until: Until) -> None:
    remember_account(console)
    console.paths.cache.write_bytes(b"\x07" * 50_000)
    told = notices_of(console)
    console.start()
    until(lambda: told)
    assert "cất riêng" in told[0].text
    assert list(console.paths.home.glob("cache.db.damaged-*"))


def test_without_a_session_the_data_on_this_machine_can_be_looked_at(console: Console, until: Until) -> None:
    open_writer(console.paths.cache).close()
    remember_account(console)
    console.start()
    assert console.window is not None
    until(lambda: console.sign_in_window is not None)  # no keyring on this machine: it asks at each start
    window = console.sign_in_window
    assert window is not None
    assert window.form.answer_label.text() == no_keyring_words("absent")
    assert console.notices.banners() == ()
    window.form.offline_button.click()
    assert console.sign_in_window is None
    assert [banner.key for banner in console.notices.banners()] == ["signed-out"]
    assert console.window.isVisible()
    assert console.window.top_strip.person.accessibleName() == "Nguyễn Minh Khoa"


def test_a_damaged_settings_file_is_told(qt: QApplication, isolated_home: Path) -> None:
    where = Paths(isolated_home)
    where.create()
    where.settings.write_bytes(b"\xff")
    console = Console(qt, where, sync_command=(sys.executable, ["-c", "pass"]))
    console.start()
    assert console.sign_in_window is not None
    assert "cài đặt" in console.sign_in_window.form.answer_label.text()
    console.close()


def test_a_full_disk_at_the_first_start_is_told_and_does_not_stop_it(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    console.start()
    assert console.sign_in_window is not None
    assert console.sign_in_window.form.answer_label.text().startswith("Ổ đĩa đã đầy.")
    assert len(console.settings.text("device")) == 32


def test_a_failure_of_sync_is_told_once_a_minute_in_words(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("ioc_console.shell.console.time.monotonic", lambda: now[0])
    told = notices_of(console)
    for code in ("cache_rebuilt", "cache_rebuilt", "cache_busy", "bad_order"):
        console.sync.take(Failure(code, "the detail"))
    assert [n.text[:12] for n in told] == ["Tệp dữ liệu ", "Một chương t"]
    assert told[0].detail == "the detail"
    now[0] += 61
    console.sync.take(Failure("cache_rebuilt", ""))
    assert len(told) == 3


def test_every_failure_sync_can_name_has_words(qt: QApplication) -> None:
    sources = (Path(sync.__file__).parent).glob("*.py")
    named = {code for file in sources for code in re.findall(r'Failure\(code="(\w+)"', file.read_text())}
    assert len(named) >= 5
    assert {code for code in named if not failure_words(code)} == {"bad_order"}


def test_no_keyring_is_said_in_three_ways(qt: QApplication) -> None:
    sentences = {no_keyring_words(code) for code in ("absent", "not_allowed", "locked")}
    assert len(sentences) == 3
    assert no_keyring_words("failed") == no_keyring_words("absent")


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (NotSaved("no room"), "CHƯA lưu được: ổ đĩa đã đầy hoặc không ghi được."),
        (StoreFull(Path("cache.db"), "full"), "Ổ đĩa đã đầy."),
        (OSError(28, "No space left on device"), "Ổ đĩa đã đầy."),
        (CorruptStore(Path("cache.db"), "malformed"), "Tệp dữ liệu trên máy này bị hỏng."),
        (NewerStore(Path("cache.db"), "format 9"), "Dữ liệu trên máy này do một bản phần mềm mới hơn ghi."),
        (PermissionError(13, "denied"), "Không có quyền mở một tệp hoặc thư mục."),
        (ValueError("x"), "Có lỗi ngoài dự kiến."),
    ],
)
def test_faults_say_what_is_safe_and_what_to_do(qt: QApplication, error: Exception, what: str) -> None:
    problem = explain(error)
    assert problem.what == what
    assert problem.safe
    assert problem.advice
    assert "Traceback" not in problem.sentence()
    wrapped = RuntimeError("outer")
    wrapped.__cause__ = error
    assert explain(wrapped).what == what


@pytest.mark.expected_log("uncaught error")
def test_an_error_nobody_caught_is_logged_and_told_without_a_traceback(
    qt: QApplication, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    import logging
    import threading

    from PySide6.QtCore import QTimer

    handlers, hooks = list(logging.getLogger().handlers), (sys.excepthook, threading.excepthook)
    log_to(tmp_path / "logs")
    faults, met = Faults(), []
    faults.met.connect(met.append)
    sys.excepthook = faults._uncaught
    try:
        QTimer.singleShot(0, lambda: 1 // 0)
        for _ in range(50):
            qt.processEvents()
    finally:
        sys.excepthook, threading.excepthook = hooks
        for handler in [h for h in logging.getLogger().handlers if h not in handlers]:
            logging.getLogger().removeHandler(handler)
            handler.close()
        logging.getLogger().setLevel(logging.WARNING)
    assert [type(e) for e in met] == [ZeroDivisionError]
    assert "ZeroDivisionError" in (tmp_path / "logs" / "console.log").read_text()
    assert "Traceback" not in capfd.readouterr().err


def run_program(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "ioc_console", *words], capture_output=True, text=True, check=False)


def test_entries_that_do_not_exist_are_refused_in_one_line_and_the_usage() -> None:
    answer = run_program("fly")
    assert answer.returncode == 2
    assert answer.stderr.startswith("ioc-console: no such entry: fly\nusage:")
    assert run_program("run", "--fast").returncode == 2


def test_the_version_is_told() -> None:
    answer = run_program("--version")
    assert (answer.returncode, answer.stdout.split()[0], answer.stderr) == (0, "ioc-console", "")


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    answer = run_program("run", "--home", str(tmp_path / "file" / "home"))
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert "cannot be used" in answer.stderr


def test_the_start_path_imports_only_what_the_first_window_needs() -> None:
    code = "import sys, ioc_console.app, ioc_console.screens as s; s.load_screens(); print(' '.join(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in answer.stdout.split()}
    heavy = {"sqlalchemy", "alembic", "requests", "pyqtgraph", "folium", "branca", "pandas", "keyring", "fastapi"}
    assert loaded & heavy == set()
    assert "PySide6.QtWebEngineCore" not in answer.stdout.split()
