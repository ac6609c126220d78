"""One console writes. A second one looks, is refused every save in words, and takes over when the first is gone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from ioc_console.app import Console
from ioc_console.context import Context
from ioc_console.lanes import Lane, ReadOnly
from ioc_console.notices import Notice
from ioc_console.paths import Paths
from ioc_console.secrets import NoKeyring
from ioc_console.shell.link_words import link_standing
from ioc_console.shell.second_console import own_lock, taken_elsewhere
from ioc_console.shell.single_instance import Doorbell, ring
from ioc_domain.commands import AcknowledgeAlert
from local_cache.outbox import Draft, Outbox, PendingCommand
from local_cache.store import open_writer
from local_cache.sync_state import write_state

Until = Callable[..., None]

FIRST = """
import sys
from pathlib import Path
from ioc_console.paths import Paths
from ioc_console.shell.second_console import own_lock, taken_elsewhere
lock = own_lock(Paths(Path(sys.argv[1])))
assert not taken_elsewhere(lock)
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def first(isolated_home: Path) -> Iterator[subprocess.Popen[str]]:
    """Another console's process, as far as it matters: it holds the lock until it ends, however it ends."""
    Paths(isolated_home).create()
    process = subprocess.Popen([sys.executable, "-c", FIRST, str(isolated_home)], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdin is not None
    assert process.stdout.readline() == "open\n"
    yield process
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


@pytest.fixture
def second(
    qt: QApplication, isolated_home: Path, first: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Console]:
    monkeypatch.setattr("ioc_console.secrets.find_keyring", lambda: NoKeyring("absent", ""))
    where = Paths(isolated_home)
    where.settings.write_text('account = "lanhdao"\naccount_name = "Khoa"\ndata_centre_url = "http://127.0.0.1:1"\n'
                              f'device = "{"d" * 32}"\n', encoding="utf-8")
    lock = own_lock(where)
    assert taken_elsewhere(lock)
    made = Console(qt, where, sync_command=(sys.executable, ["-c", "import sys; sys.stdin.read()"]), held=lock)
    yield made
    made.close()
    lock.unlock()


def save(context: Context, owner: QObject) -> list[object]:
    answers: list[object] = []
    context.save(AcknowledgeAlert(alert_id="a", seen_count=1), owner=owner, done=answers.append, failed=answers.append)
    return answers


def test_a_second_console_looks_and_saves_nothing(second: Console, until: Until) -> None:
    """It says so in the strip and in a banner; every save is refused in words; nothing of the files is touched."""
    outbox = Outbox(second.paths.outbox)
    kept = outbox.save(PendingCommand(AcknowledgeAlert(alert_id="b", seen_count=1), "d" * 32, "lanhdao", 100))
    outbox.save_draft(Draft("request", "nửa câu".encode(), 1))
    before = second.paths.outbox.read_bytes(), second.paths.settings.read_bytes()
    told: list[Notice] = []
    second.notices.posted.connect(told.append)
    second.start()
    window, context = second.window, second.context
    assert window is not None and context is not None and second.sign_in_window is None
    assert [banner.key for banner in second.notices.banners()] == ["read-only"]
    assert link_standing(second.sync, 0).words.startswith("Chỉ xem")
    until(lambda: second.sync.outbox.waiting == 1, what="what waits is known")
    answers = save(context, window)
    until(lambda: answers)
    assert isinstance(answers[0], ReadOnly)
    context.lanes.run(Lane.WRITE, lambda: outbox.discard_draft("request"), owner=window)
    until(lambda: told)
    assert told[0].text.startswith("CHƯA lưu được: chương trình đang mở hai lần")
    window.set_light("light")
    assert not second.sync_process.running
    assert (second.paths.outbox.read_bytes(), second.paths.settings.read_bytes()) == before
    assert [c.id for c in outbox.commands()] == [kept.id] and len(outbox.drafts()) == 1


def test_it_shows_what_the_first_one_fetches(second: Console, until: Until) -> None:
    """Its screens load again when the other's sync has brought something."""
    with open_writer(second.paths.cache) as writer:
        write_state(writer.connection, epoch="e", cursor=1, last_pull=100)
    second.start()
    until(lambda: second.sync.data_until == 100)
    touched: list[object] = []
    second.sync.rows_changed.connect(touched.append)
    with open_writer(second.paths.cache) as writer:
        write_state(writer.connection, cursor=2, last_pull=200)
    until(lambda: touched and second.sync.data_until == 200)


def test_it_takes_over_when_the_first_one_is_killed(
    second: Console, first: subprocess.Popen[str], until: Until
) -> None:
    """Within seconds the banner is gone and saving works; the first one's settings hold."""
    second.start()
    window = second.window
    assert window is not None
    charged: list[bool] = []
    second.in_charge.connect(lambda: charged.append(True))
    second.paths.settings.write_text(second.paths.settings.read_text(encoding="utf-8") + 'light = "light"\n', "utf-8")
    first.kill()
    until(lambda: charged, what="it takes over")
    assert "read-only" not in [banner.key for banner in second.notices.banners()]
    assert second.settings.text("light") == "light"
    assert second.context is not None
    answers = save(second.context, window)
    until(lambda: answers)
    assert len(Outbox(second.paths.outbox).commands()) == 1, answers
    second.settings.put(light="dark")
    assert '"light" = "dark"' in second.paths.settings.read_text(encoding="utf-8")


def test_a_start_in_another_session_is_not_told_that_a_window_came_forward(
    qt: QApplication, isolated_home: Path, until: Until
) -> None:
    """The doorbell answers "here" to the same display only; to another one the second opens read-only."""
    isolated_home.mkdir()
    answers: list[bool] = []
    bell, heard = Doorbell(isolated_home, session=":0"), []
    bell.rung.connect(lambda: heard.append(True))
    code = (
        "import sys; from pathlib import Path; from ioc_console.shell.single_instance import ring;"
        "sys.exit(0 if ring(Path(sys.argv[1]), sys.argv[2]) else 1)"
    )
    for session, expected in ((":1", 1), (":0", 0)):
        process = subprocess.Popen([sys.executable, "-c", code, str(isolated_home), session])
        until(lambda p=process: p.poll() is not None)
        answers.append(process.returncode == expected)
        assert bool(heard) is (session == ":0")
    assert answers == [True, True]
    bell.deleteLater()
    assert not ring(isolated_home / "nobody", ":0")
