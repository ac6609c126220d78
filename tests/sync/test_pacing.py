"""Pauses, detours, the order of loading and the one renewal of tokens: the parts without a line."""

from __future__ import annotations

import threading
from pathlib import Path
from random import Random
from types import SimpleNamespace

import msgspec
import pytest

from ioc_console.sync.centre_clock import CentreClock
from ioc_console.sync.checking import Checker
from ioc_console.sync.line import Answer, Kind, LineProblem
from ioc_console.sync.link import LinkState
from ioc_console.sync.loading import PACE_SECONDS, Coverage
from ioc_console.sync.pacing import LONGEST, Backoff, LoopGuard
from ioc_console.sync.plan import in_loading_order, is_background
from ioc_console.sync.tokens import SignedLine, Tokens
from ioc_domain.channel import Link, LinkChanged
from ioc_domain.session import AccountInfo, Session
from local_cache.buckets import wanted
from local_cache.store import open_writer
from local_cache.sync_state import write_state
from tests import factories
from tests.local_cache.centre import Centre
from tests.local_cache.client import Client

NOVEMBER = 1_795_300_000.0  # 22-11-2026
JANUARY = 1_799_300_000.0  # 7-1-2027


def test_pauses_double_with_full_jitter_up_to_five_minutes() -> None:
    spans = []
    for seed in range(200):
        backoff = Backoff(Random(seed))
        spans.append([backoff.failed() for _ in range(14)])
    for n in range(14):
        column = [pauses[n] for pauses in spans]
        most = min(LONGEST, 2.0**n)
        assert max(column) <= most and min(column) < most / 4 + 0.1, "anything from nothing to the whole span"
    assert max(pauses[13] for pauses in spans) > 250
    assert min(min(pauses) for pauses in spans) >= 0.1, "a refused port is not hammered"


def test_a_success_begins_anew_and_retry_after_is_waited_in_full() -> None:
    backoff = Backoff(Random(1))
    for _ in range(10):
        backoff.failed()
    backoff.succeeded()
    assert backoff.failed() <= 1.0
    assert all(30.0 <= Backoff(Random(seed)).failed(30.0) <= 60.0 for seed in range(50))


def test_detours_cost_nothing_at_first_and_then_more_and_more() -> None:
    guard = LoopGuard(Random(3))
    pauses = [guard.detour() for _ in range(30)]
    assert pauses[:2] == [0.0, 0.0] and all(p > 0 for p in pauses[2:])
    assert sum(pauses) > 300
    guard.arrived()
    assert guard.detour() == 0.0


def test_what_people_wait_for_is_loaded_first() -> None:
    buckets = [
        "city/complaint/2024", "city/complaint/2026", "city/observation/2020", "city/observation/2026", "city/unit/-",
        "city/alert/-", "city/observation/2025", "unit:1/explanation_request/-", "city/complaint/2025", "city/new/-",
        "nonsense",
    ]  # fmt: skip
    assert in_loading_order(buckets, NOVEMBER) == [
        "city/unit/-", "city/observation/2026", "city/observation/2025", "city/alert/-",
        "unit:1/explanation_request/-", "city/complaint/2026", "city/observation/2020", "city/complaint/2025",
        "city/complaint/2024",
    ]  # fmt: skip
    assert [b for b in in_loading_order(buckets, NOVEMBER) if is_background(b, NOVEMBER)] == [
        "city/observation/2020", "city/complaint/2025", "city/complaint/2024",
    ]  # fmt: skip


def test_ninety_days_reach_back_over_new_year() -> None:
    assert not is_background("city/complaint/2026", JANUARY)
    assert is_background("city/complaint/2025", JANUARY)
    assert not is_background("city/observation/2026", JANUARY)


class Clock:
    """A clock a test sets."""

    def __init__(self) -> None:
        self.time = 1000.0

    def now(self) -> float:
        return self.time

    steady = now


def test_the_line_says_since_when_and_never_goes_back_in_its_data() -> None:
    told: list[LinkChanged] = []
    clock = Clock()
    link = LinkState(CentreClock(clock), told.append, data_until=900)
    clock.time = 1010
    assert link.tell(Link.OFFLINE, detail="refused", retry_in=5)
    clock.time = 1020
    assert not link.tell(Link.OFFLINE, detail="timeout", retry_in=9)
    assert link.tell(Link.ONLINE, data_until=1020)
    link.tell(Link.ONLINE, data_until=500)
    assert [(e.state, e.since, e.data_until, e.retry_at) for e in told] == [
        (Link.OFFLINE, 1010, 900, 1015),
        (Link.OFFLINE, 1010, 900, 1029),
        (Link.ONLINE, 1020, 1020, 0),
    ]


class Renewing:
    """A data centre whose access tokens are numbers; only the newest is good."""

    def __init__(self, good: str, refuses: bool = False) -> None:
        self.good, self.refuses, self.renewals, self.calls = good, refuses, 0, 0

    def call(self, method: str, path: str, *, access: str = "", **_: object) -> Answer:
        self.calls += 1
        if path == "/v1/session/refresh":
            if self.refuses:
                raise LineProblem(Kind.SIGNED_OUT, True, 401)
            self.renewals += 1
            self.good = f"a{self.renewals}"
            who = AccountInfo("x", "x", "x", "leader", [])
            return Answer(200, {}, msgspec.json.encode(Session(self.good, f"r{self.renewals}", 60, who, 0.0)))
        if access != self.good:
            raise LineProblem(Kind.SIGNED_OUT, True, 401)
        return Answer(200, {}, b"{}")

    def download(self, path: str, target: Path, *, access: str, on_bytes: object = None) -> None:
        raise NotImplementedError


def test_many_that_meet_one_401_renew_once() -> None:
    http = Renewing("other")
    kept: list[str] = []
    line = SignedLine(http, Tokens("old", "r0", kept.append))
    threads = [threading.Thread(target=lambda: line.call("GET", "/x")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert http.renewals == 1 and kept == ["r1"]


def test_a_refused_renewal_is_the_end_until_a_new_sign_in() -> None:
    http = Renewing("other", refuses=True)
    line = SignedLine(http, Tokens("old", "r0", lambda _: None))
    for _ in range(3):
        with pytest.raises(LineProblem) as caught:
            line.call("GET", "/x")
        assert caught.value.kind is Kind.SIGNED_OUT
    assert http.calls == 2, "asked once with the token, renewed once, then left in peace"
    line.tokens.replace("other", "r9")
    assert line.call("GET", "/x").body == b"{}"


@pytest.mark.expected_log("bucket city/unit/- is damaged")
def test_a_damaged_bucket_is_found_and_wanted_again(tmp_path: Path) -> None:
    centre = Centre()
    for n in range(1, 6):
        centre.put(factories.unit(n))
        centre.put(factories.alert(n))
    with open_writer(tmp_path / "cache.db") as writer:
        Client(writer, centre).bootstrap()
        write_state(writer.connection, verified_at=int(NOVEMBER))
        clock = SimpleNamespace(now=lambda: NOVEMBER + 60, steady=lambda: 0.0)
        assert not Checker(writer, clock).step(), "not due"
        writer.connection.execute("UPDATE unit SET name = 'khác' WHERE code = 'U0003'")
        later = SimpleNamespace(now=lambda: NOVEMBER + 8 * 86_400, steady=lambda: 0.0)
        checker = Checker(writer, later)
        while checker.step():
            pass
        assert checker.repaired == 1
        assert [b.entity for b in wanted(writer.connection)] == ["unit"]
        assert writer.state().verified_at == int(NOVEMBER + 8 * 86_400)


def test_the_speed_told_is_that_of_the_last_seconds() -> None:
    """Rows and bytes per second of what came lately; nothing is said of one moment, nor over a clock set back."""
    coverage = Coverage()
    coverage.expect("complaint", 1_000_000, 100_000_000)
    assert coverage.came("complaint", 50_000, 5_000_000).rows_per_second == 0  # it was here before
    first = coverage.came("complaint", 10_000, 1_000_000, 100.0)
    assert (first.rows_per_second, first.bytes_per_second, first.done) == (0, 0, 60_000)
    coverage.came("complaint", 20_000, 2_000_000, 101.0)
    third = coverage.came("assessment", 40_000, 1_000_000, 102.0)
    assert (third.rows_per_second, third.bytes_per_second) == (30_000, 1_500_000)  # of all tables
    later = coverage.came("complaint", 5_000, 500_000, 102.0 + PACE_SECONDS)
    assert later.rows_per_second == 5_000 / PACE_SECONDS
    back = coverage.came("complaint", 5_000, 500_000, 50.0)
    assert back.rows_per_second == 0
    assert coverage.of("complaint", finished=True).finished
