"""The sync process when things go wrong: killed in a part, dead lines, portals, cut and false bodies, rights lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
import zstandard

from data_centre import models
from ioc_console.sign_in import Granted, sign_in
from ioc_domain.channel import Failure, Link, LinkChanged, Progress, PullNow, RowsChanged, Start, TokenRenewed
from ioc_domain.entities import BY_NAME
from local_cache import search, search_keeping
from local_cache.store import open_reader, open_writer
from tests import factories
from tests.sync.processes import PASSWORD, RealCentre, Worker, assert_equal_to_centre, cached_rows
from tests.sync.small_servers import Exchange, Relay, SmallServer, portal, self_signed, server_context

LEADER = ("city", "unit:U0001")
Starts = Callable[..., Worker]


@contextmanager
def relayed(centre: RealCentre) -> Iterator[Relay]:
    """The data centre behind a relay that may spoil answers."""
    with Relay(centre.start()) as relay:
        yield relay


def all_in(worker: Worker, after: int = 0) -> None:
    """Wait until every bucket is loaded and everything pulled."""
    worker.wait_for(lambda e: isinstance(e, Progress) and e.finished, 60.0, after)
    worker.wait_current(after)


def asked(relay: SmallServer, part: str) -> list[str]:
    """Paths of requests that contain a text."""
    return [path for _, path, _, _ in relay.seen if part in path]


def test_killed_in_a_part_goes_on_in_that_part(centre: RealCentre, worker_on: Starts, tmp_path: Path) -> None:
    home = tmp_path / "console"
    halted = threading.Event()
    goes_on = threading.Event()

    def halt(exchange: Exchange, status: int, headers: dict[str, str], body: bytes) -> bool:
        if "/complaint/" not in exchange.path or "/parts/" not in exchange.path or halted.is_set():
            return False
        exchange.send_response(status)
        for name in ("content-type", "content-length", "etag"):
            exchange.send_header(name, headers[name])
        exchange.end_headers()
        exchange.wfile.write(body[: len(body) // 2])
        exchange.wfile.flush()
        halted.set()
        goes_on.wait(30)
        exchange.hang_up()
        return True

    with relayed(centre) as relay:
        relay.meddle = halt
        first = worker_on(home)
        first.sign_in(relay.url, "lanhdao", centre.url)
        assert halted.wait(60)
        wait_until(lambda: any(f.stat().st_size for f in home.glob("parts/*.part")))
        half = next(home.glob("parts/*.part"))
        first.kill()
        goes_on.set()
        had = half.stat().st_size
        before = len(relay.seen)
        second = worker_on(home)
        second.sign_in(relay.url, "lanhdao", centre.url)
        all_in(second)
        ranges = [h.get("Range") for _, path, h, _ in relay.seen[before:] if "/parts/" in path]
        assert f"bytes={had}-" in ranges, "the half part is gone on with"
        assert not [p for p in asked(relay, "/parts/")[before:] if "/unit/" in p], "what was in is not fetched again"
        second.close()
    assert_equal_to_centre(home, centre, LEADER)
    assert list(home.glob("parts/*")) == []


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline
        pause.wait(0.01)


def test_a_dead_line_and_its_return(centre: RealCentre, worker_on: Starts, tmp_path: Path) -> None:
    worker = worker_on()
    worker.sign_in(centre.start(), "lanhdao")
    all_in(worker)
    good = worker.wait_current()
    told = worker.told
    centre.kill()
    dead = worker.wait_link(Link.OFFLINE, told)
    assert dead.since >= good.since and dead.data_until >= good.data_until > 0 and dead.retry_at > 0
    centre.put(factories.alert(2, title="Trong lúc mất mạng"))
    told = worker.told
    centre.start()
    worker.wait_rows("alert", told)
    back = worker.wait_link(Link.ONLINE, told)
    assert back.since >= dead.since
    worker.close()
    assert_equal_to_centre(tmp_path / "console", centre, LEADER)


def test_texts_are_indexed_while_the_line_is_down(centre: RealCentre, worker_on: Starts, tmp_path: Path) -> None:
    """What was fetched just before the line went can be searched all the same."""
    worker = worker_on()
    worker.sign_in(centre.start(), "lanhdao")
    all_in(worker)
    worker.close()
    centre.kill()
    with open_writer(tmp_path / "console" / "cache.db") as writer:  # as if the line had gone before the index was built
        search_keeping.slots_changed(writer.connection, BY_NAME["complaint"], [0], wipe=True)

    def found() -> search.Hits:
        with open_reader(tmp_path / "console" / "cache.db").connection() as connection:
            return search.find(connection, "pa-0000005")

    assert found() == search.Hits((), False)
    again = worker_on()
    again.order(Start(url=centre.url, account="lanhdao", refresh="b"))
    again.wait_link(Link.OFFLINE)
    wait_until(lambda: found() == search.Hits((5,), True))
    assert again.close() == 0


def test_a_portal_in_front_is_said_and_changes_nothing(centre: RealCentre, worker_on: Starts, tmp_path: Path) -> None:
    with relayed(centre) as relay:
        worker = worker_on()
        worker.sign_in(relay.url, "lanhdao", centre.url)
        all_in(worker)

        def only_portal(exchange: Exchange) -> bool:
            portal(exchange)
            return True

        relay.before = only_portal
        told = worker.told
        worker.order(PullNow())
        worker.wait_link(Link.CAPTIVE, told)
        assert_equal_to_centre(tmp_path / "console", centre, LEADER)
        relay.before = lambda _: False
        told = worker.told
        worker.order(PullNow())
        worker.wait_link(Link.ONLINE, told)
        worker.close()


def test_a_wrong_certificate_is_said(worker_on: Starts, tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    with SmallServer(portal, server_context(certificate, key)) as server:
        worker = worker_on()
        worker.order(Start(url=server.url, account="a", refresh="geheim"))
        assert worker.wait_link(Link.CERTIFICATE).detail == "certificate"
        assert server.seen == [], "no token may leave"
        assert worker.close() == 0


@pytest.mark.parametrize("url", ["", "không phải", "http://nowhere.invalid:1"])
def test_an_address_of_nothing_is_said(worker_on: Starts, url: str) -> None:
    worker = worker_on()
    worker.order(Start(url=url, account="a", refresh="b"))
    assert worker.wait_link(Link.OFFLINE).detail in ("bad_address", "name_not_found")
    assert worker.close() == 0
    assert worker.errors() == ""


def without_trailer(exchange: Exchange, status: int, headers: dict[str, str], body: bytes) -> bool:
    """A page whose last line is gone, well encoded."""
    lines = zstandard.ZstdDecompressor().stream_reader(body).read().split(b"\n")
    exchange.reply(status, zstandard.compress(b"\n".join(lines[:-2]) + b"\n"), headers["content-type"],
                   Content_Encoding="zstd")  # fmt: skip
    return True


def cut_off(exchange: Exchange, status: int, headers: dict[str, str], body: bytes) -> bool:
    """A page whose connection breaks."""
    exchange.send_response(status)
    exchange.send_header("Content-Type", headers["content-type"])
    exchange.send_header("Content-Encoding", "zstd")
    exchange.send_header("Content-Length", str(len(body)))
    exchange.end_headers()
    exchange.wfile.write(body[:-5])
    exchange.hang_up()
    return True


def wrong_encoding(exchange: Exchange, status: int, headers: dict[str, str], body: bytes) -> bool:
    """A page that says it is gzip and is not."""
    exchange.reply(status, body, headers["content-type"], Content_Encoding="gzip")
    return True


def short_but_whole(exchange: Exchange, status: int, headers: dict[str, str], body: bytes) -> bool:
    """A page with half of its bytes, whose length says that this is all."""
    exchange.reply(status, body[: len(body) // 2], headers["content-type"], Content_Encoding="zstd")
    return True


@pytest.mark.parametrize("spoil", [without_trailer, cut_off, wrong_encoding, short_but_whole])
def test_spoilt_pages_are_never_applied(
    centre: RealCentre, worker_on: Starts, tmp_path: Path, spoil: Callable[..., bool]
) -> None:
    home = tmp_path / "console"
    with relayed(centre) as relay:
        worker = worker_on(home)
        worker.sign_in(relay.url, "lanhdao", centre.url)
        all_in(worker)
        relay.meddle = lambda e, *rest: "/v1/changes" in e.path and spoil(e, *rest)
        told = worker.told
        before = cached_rows(home, BY_NAME["alert"])
        centre.put(factories.alert(1, title="Đổi"), factories.alert(2, title="Đổi"))
        worker.wait_link(Link.OFFLINE, told)
        assert cached_rows(home, BY_NAME["alert"]) == before
        relay.meddle = lambda *_: False
        worker.order(PullNow())
        worker.wait_rows("alert", told)
        worker.wait_link(Link.ONLINE, told)
        worker.close()
    assert_equal_to_centre(home, centre, LEADER)


def test_a_page_that_lies_costs_that_bucket_only(centre: RealCentre, worker_on: Starts, tmp_path: Path) -> None:
    lied = threading.Event()

    def lie(exchange: Exchange, status: int, headers: dict[str, str], body: bytes) -> bool:
        if "/v1/changes" not in exchange.path or lied.is_set():
            return False
        page = zstandard.ZstdDecompressor().stream_reader(body).read()
        if b"Gia that" not in page:
            return False
        lied.set()
        page = page.replace(b"Gia that", b"Gia doi!")
        exchange.reply(status, zstandard.compress(page), headers["content-type"], Content_Encoding="zstd")
        return True

    with relayed(centre) as relay:
        worker = worker_on()
        worker.sign_in(relay.url, "lanhdao", centre.url)
        all_in(worker)
        relay.meddle = lie
        before, told = len(relay.seen), worker.told
        centre.put(factories.alert(1, title="Gia that"), factories.unit(2, name="Khác"))
        worker.wait_rows("alert", told)
        worker.wait_rows("unit", told)
        snapshots = [p for _, p, _, _ in relay.seen[before:] if p.endswith("/snapshot")]
        assert len(snapshots) == 1 and "/alert/" in snapshots[0], snapshots
        assert lied.is_set()
        worker.close()
    assert_equal_to_centre(tmp_path / "console", centre, LEADER)


def test_rights_lost_take_the_rows_along(centre: RealCentre, worker_on: Starts, tmp_path: Path) -> None:
    home = tmp_path / "console"
    centre.account("hep", scopes=("city", "unit:U0001"))
    worker = worker_on(home)
    worker.sign_in(centre.start(), "hep")
    all_in(worker)
    assert cached_rows(home, BY_NAME["explanation_request"])
    centre.revoke("hep", "unit:U0001")
    told = worker.told
    worker.order(PullNow())
    worker.wait_rows("explanation_request", told)
    assert_equal_to_centre(home, centre, ("city",))
    told = worker.told
    centre.grant("hep", "unit:U0001")
    worker.order(PullNow())
    # How the line stands is told anew only in another second than before: the loading itself is waited for.
    worker.wait_for(lambda e: isinstance(e, Progress) and e.finished, 60.0, told)
    worker.close()
    assert_equal_to_centre(home, centre, LEADER)


def test_a_restored_data_centre_costs_only_what_differs(
    centre: RealCentre, worker_on: Starts, tmp_path: Path
) -> None:
    with relayed(centre) as relay:
        worker = worker_on()
        worker.sign_in(relay.url, "lanhdao", centre.url)
        all_in(worker)
        centre.kill()
        centre.put(factories.unit(1, name="Sau khi phục hồi"))
        with centre.database.write() as connection:
            connection.execute(sa.update(models.feed_head).values(epoch="phuc-hoi"))
            connection.execute(sa.delete(models.feed))
        before, told = len(relay.seen), worker.told
        centre.start()
        worker.order(PullNow())
        worker.wait_rows("unit", told)
        worker.wait_link(Link.ONLINE, told)
        snapshots = [p for _, p, _, _ in relay.seen[before:] if p.endswith("/snapshot")]
        assert len(snapshots) == 1 and "/unit/" in snapshots[0], snapshots
        worker.close()
    assert_equal_to_centre(tmp_path / "console", centre, LEADER)


def test_changes_no_longer_kept_cost_only_what_differs(
    centre: RealCentre, worker_on: Starts, tmp_path: Path
) -> None:
    home = tmp_path / "console"
    with relayed(centre) as relay:
        worker = worker_on(home)
        worker.sign_in(relay.url, "lanhdao", centre.url)
        all_in(worker)
        worker.close()
        centre.put(factories.alert(1, title="Lâu rồi"))
        centre.put(factories.alert(2, title="Lâu rồi"))
        with centre.database.write() as connection:
            head = connection.execute(sa.select(models.feed_head.c.head)).scalar_one()
            connection.execute(sa.update(models.feed_head).values(floor=head))
            connection.execute(sa.delete(models.feed))
        before = len(relay.seen)
        worker = worker_on(home)
        worker.sign_in(relay.url, "lanhdao", centre.url)
        worker.wait_rows("alert")
        worker.wait_current()
        snapshots = [p for _, p, _, _ in relay.seen[before:] if p.endswith("/snapshot")]
        assert len(snapshots) == 1 and "/alert/" in snapshots[0], snapshots
        worker.close()
    assert_equal_to_centre(home, centre, LEADER)


def problem(exchange: Exchange, status: int, code: str, **headers: str) -> bool:
    """Answer with a problem."""
    body = f'{{"code": "{code}", "title": "{code}", "status": {status}}}'.encode()
    exchange.reply(status, body, "application/problem+json", **headers)
    return True


def test_a_busy_data_centre_is_left_alone_as_long_as_it_asks(
    centre: RealCentre, worker_on: Starts
) -> None:
    with relayed(centre) as relay:
        times: list[float] = []

        def busy(exchange: Exchange) -> bool:
            if "/v1/manifest" not in exchange.path or len(times) >= 2:
                return False
            times.append(time.monotonic())
            return problem(exchange, 503, "overloaded", Retry_After="2")

        relay.before = busy
        worker = worker_on()
        worker.sign_in(relay.url, "lanhdao", centre.url)
        told = worker.wait_link(Link.OFFLINE)
        assert told.detail == "overloaded"
        worker.wait_current()
        assert times[1] - times[0] >= 2.0
        worker.close()


def test_circles_are_not_run_in(centre: RealCentre, worker_on: Starts) -> None:
    with relayed(centre) as relay:
        relay.before = lambda e: "/v1/changes" in e.path and problem(e, 410, "cursor_expired")
        worker = worker_on()
        worker.sign_in(relay.url, "lanhdao", centre.url)
        worker.wait_link(Link.OFFLINE, seconds=60.0)
        wait_until(lambda: len(asked(relay, "/v1/manifest")) >= 3)
        begun, count = time.monotonic(), len(asked(relay, "/v1/manifest"))
        wait_until(lambda: time.monotonic() - begun > 3.0)
        assert len(asked(relay, "/v1/manifest")) - count < 12
        worker.close()


def test_too_old_a_program_says_so_and_keeps_its_cache(centre: RealCentre, worker_on: Starts, tmp_path: Path) -> None:
    with relayed(centre) as relay:
        worker = worker_on()
        worker.sign_in(relay.url, "lanhdao", centre.url)
        all_in(worker)
        relay.before = lambda e: "/v1/changes" in e.path and problem(e, 426, "upgrade_required")
        told = worker.told
        worker.order(PullNow())
        worker.wait_link(Link.UPGRADE, told)
        worker.close()
    assert_equal_to_centre(tmp_path / "console", centre, LEADER)


def test_a_session_that_ended_asks_for_a_sign_in(centre: RealCentre, worker_on: Starts) -> None:
    worker = worker_on()
    worker.sign_in(centre.start(), "lanhdao")
    all_in(worker)
    with centre.database.write() as connection:
        connection.execute(sa.update(models.session).values(ended_at=1))
    told = worker.told
    worker.order(PullNow())
    worker.wait_link(Link.SIGNED_OUT, told)
    told = worker.told
    worker.sign_in(centre.url, "lanhdao")
    worker.wait_link(Link.ONLINE, told)
    worker.close()


def test_a_lost_answer_to_a_renewal_is_no_sign_out(centre: RealCentre, worker_on: Starts) -> None:
    lost = threading.Event()

    def lose(exchange: Exchange, *_: object) -> bool:
        if exchange.path != "/v1/session/refresh" or lost.is_set():
            return False
        lost.set()
        exchange.hang_up()
        return True

    with relayed(centre) as relay:
        relay.meddle = lose
        granted = sign_in(centre.url, "lanhdao", PASSWORD, "máy thử")
        assert isinstance(granted, Granted)
        worker = worker_on()
        worker.order(Start(url=relay.url, account="lanhdao", refresh=granted.session.refresh))
        worker.wait_link(Link.OFFLINE)
        worker.wait_current()
        assert lost.is_set()
        renewed = [e.refresh for e in worker.events if isinstance(e, TokenRenewed)]
        assert len(renewed) == 1 and renewed[0] != granted.session.refresh
        worker.close()


def test_a_cache_of_random_bytes_is_set_aside_and_rebuilt(
    centre: RealCentre, worker_on: Starts, tmp_path: Path
) -> None:
    home = tmp_path / "console"
    home.mkdir()
    rubbish = bytes(range(256)) * 400
    (home / "cache.db").write_bytes(rubbish)
    worker = worker_on(home)
    worker.sign_in(centre.start(), "lanhdao")
    told = worker.wait_for(lambda e: isinstance(e, Failure))
    assert isinstance(told, Failure) and told.code == "cache_rebuilt"
    all_in(worker)
    worker.close()
    kept = list(home.glob("cache.db.damaged-*"))
    assert [f.read_bytes() for f in kept] == [rubbish]
    assert_equal_to_centre(home, centre, LEADER)


def test_a_parked_worker_goes_at_the_end_of_its_input(centre: RealCentre, worker_on: Starts) -> None:
    worker = worker_on()
    worker.sign_in(centre.start(), "lanhdao")
    all_in(worker)
    begun = time.monotonic()
    assert worker.close() == 0
    assert time.monotonic() - begun < 4.0


def test_the_end_comes_in_the_middle_of_a_part(centre: RealCentre, worker_on: Starts, tmp_path: Path) -> None:
    home = tmp_path / "console"
    dripping = threading.Event()

    def drip(exchange: Exchange, status: int, headers: dict[str, str], body: bytes) -> bool:
        if "/complaint/" not in exchange.path or "/parts/" not in exchange.path:
            return False
        exchange.send_response(status)
        for name in ("content-type", "content-length", "etag"):
            exchange.send_header(name, headers[name])
        exchange.end_headers()
        pause = threading.Event()
        try:
            for place in range(0, len(body), 8):
                exchange.wfile.write(body[place : place + 8])
                dripping.set()
                pause.wait(0.05)
        except OSError:
            pass
        exchange.close_connection = True
        return True

    with relayed(centre) as relay:
        relay.meddle = drip
        worker = worker_on(home)
        worker.sign_in(relay.url, "lanhdao", centre.url)
        assert dripping.wait(60)
        begun = time.monotonic()
        assert worker.close() == 0
        assert time.monotonic() - begun < 4.0, "it does not wait for the part"
        with open_writer(home / "cache.db") as writer:
            assert writer.stopped_cleanly


def test_two_workers_never_write_one_cache(centre: RealCentre, worker_on: Starts, tmp_path: Path) -> None:
    home = tmp_path / "console"
    first = worker_on(home)
    first.sign_in(centre.start(), "lanhdao")
    all_in(first)
    second = worker_on(home)
    second.sign_in(centre.url, "lanhdao")
    told = second.wait_for(lambda e: isinstance(e, Failure))
    assert isinstance(told, Failure) and told.code == "cache_busy"
    assert not [e for e in second.events if isinstance(e, RowsChanged)]
    first.close()
    second.wait_current()
    second.close()
    assert [e.state for e in first.events if isinstance(e, LinkChanged)][-1] is Link.ONLINE
