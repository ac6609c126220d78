"""The connector against our own server and against a small real one that does everything wrong."""

from __future__ import annotations

import json
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from data_centre import models as m
from data_centre.cli import main
from data_centre.complaints import quarantine
from data_centre.complaints.intake import Intake
from data_centre.complaints.life import Move, move
from data_centre.complaints.rights import Mover
from data_centre.database import Database
from data_centre.feed import writing
from data_centre.open311.envelopes import NotGeoreport, items_of
from data_centre.open311.fetching import ATTEMPTS, Fetcher, PullFailed
from data_centre.open311.pulling import Connector, Pull, Pulled
from data_centre.open311.reading import Source
from data_centre.rows import find_all
from data_centre.schema import migrate
from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from ioc_domain.entities import BY_NAME
from ioc_domain.records import ComplaintRecord
from tests.data_centre.complaint_city import fill_city, pothole
from tests.data_centre.conftest import new_database, serving

NOW = int(datetime(2026, 11, 16, tzinfo=UTC).timestamp())
DAY = 86400


def z(seconds: int) -> str:
    """A time as the standard writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def request(number: int, ago: int = DAY, **changes: Any) -> dict[str, Any]:
    """A good service request, `ago` seconds before now."""
    good = {
        "service_request_id": number,
        "status": "open",
        "service_name": "Pothole",
        "service_code": "006",
        "description": f"Hole {number}",
        "requested_datetime": z(NOW - ago),
        "lat": 42.35 + number / 10_000,
        "long": -71.06,
    }
    return {**good, **changes}


class OddServer(ThreadingHTTPServer):
    """A GeoReport server whose behaviour a test chooses. `answer(path, query)` gives (status, headers, body)."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[dict[str, Any]] = []
        self.cap = 1000
        self.pages = True
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.answer: Callable[[str, dict[str, str]], tuple[int, dict[str, str], bytes]] = self.usual

    @property
    def url(self) -> str:
        """Address of the endpoint."""
        return f"http://127.0.0.1:{self.server_port}/v2"

    def usual(self, path: str, query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """As the standard says, newest first, `cap` at a time."""
        if path.startswith("/v2/services"):
            return 200, {}, json.dumps([{"service_code": "006", "service_name": "Pothole", "group": "Street"}]).encode()
        found = [
            r
            for r in self.requests
            if not isinstance(r.get("requested_datetime"), str)
            or query["start_date"] <= r["requested_datetime"] <= query["end_date"]
            or r["requested_datetime"] > z(NOW)
            or r["requested_datetime"] < "2000"
        ]
        found.sort(key=lambda r: str(r.get("requested_datetime")), reverse=True)
        first = (int(query.get("page", "1")) - 1) * self.cap if self.pages else 0
        return 200, {}, json.dumps(found[first : first + self.cap]).encode()


class _Handler(BaseHTTPRequestHandler):
    server: OddServer

    def do_GET(self) -> None:
        """One answer."""
        path, _, query = self.path.partition("?")
        asked = dict(urllib.parse.parse_qsl(query))
        self.server.asked.append((path, asked))
        status, headers, body = self.server.answer(path, asked)
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on standard error."""


@pytest.fixture
def odd() -> Iterator[OddServer]:
    """The server, on its own thread."""
    server = OddServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=[pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A centre that knows nothing yet."""
    with new_database(request.param, tmp_path / "centre", request) as opened:
        yield opened


def pull(database: Database, url: str, now: int = NOW, zone: str = "", **wanted: Any) -> Pulled:
    """One pull that does not wait between attempts."""
    source = Source("boston", {}, ZoneInfo(zone) if zone else None)
    fetcher = Fetcher(lambda _seconds: True, timeout=20)
    return Connector(database, Pull("boston", url, **wanted), source, fetcher, lambda: now).run()


def complaints(database: Database) -> list[ComplaintRecord]:
    """All complaints in the order of their creation."""
    with database.read() as connection:
        found = find_all(connection, BY_NAME["complaint"], order=("created", "id"))
    return [r for r in found if isinstance(r, ComplaintRecord)]


def counts(pulled: Pulled) -> tuple[int, int, int, int]:
    """(added, updated, unchanged, set aside)."""
    return pulled.rows.added, pulled.rows.updated, pulled.rows.unchanged, pulled.set_aside


@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_from_our_own_server(empty: Database, tmp_path: Path) -> None:
    """What another centre of ours serves arrives as it is there; again changes nothing; what changed there, changes."""
    now = int(time.time())
    other = Database.open(f"sqlite:///{tmp_path / 'other.db'}", home=tmp_path / "other")
    migrate(other)
    fill_city(other, now)
    intake = Intake(other)
    taken = [intake.take(pothole(text=f"Số {n}", created=now - n * 8 * DAY)) for n in range(1, 5)]
    with writing(other) as writer:
        move(writer, intake.blobs, taken[0].id, Move("close", "Đã vá."), Mover("test"))
    with serving(other) as served:
        for url in (f"{served.url}/open311/v2/", f"{served.url}/open311/discovery.xml"):
            pulled = pull(empty, url, now=now + 5, jurisdiction="ioc", since=now - 60 * DAY)
            assert counts(pulled) == ((4, 0, 0, 0) if url.endswith("/v2/") else (0, 0, 4, 0))
        rows = complaints(empty)
        assert [r.body for r in rows] == ["Số 4", "Số 3", "Số 2", "Số 1"]
        assert [r.created for r in rows] == [t.complaint.created for t in reversed(taken)]
        assert [r.due for r in rows] == [t.complaint.due for t in reversed(taken)]
        assert [(r.x, r.y) for r in rows] == [(t.complaint.x, t.complaint.y) for t in reversed(taken)]
        assert rows[3].status == ComplaintStatus.CLOSED and "Đã vá." in rows[3].timeline
        with writing(other) as writer:
            move(writer, intake.blobs, taken[1].id, Move("close", "Xong."), Mover("test"))
        # Thirty days are looked back on: the oldest is not asked for again.
        assert counts(pull(empty, f"{served.url}/open311/v2", now=now + 9, jurisdiction="ioc")) == (0, 1, 2, 0)
        with pytest.raises(PullFailed, match="answers 401"):
            pull(empty, f"{served.url}/open311/v2", now=now + 9, jurisdiction="sfgov.org", since=now - DAY)
    other.close()


@pytest.mark.parametrize(("cap", "pages"), [(20, True), (20, False), (7, True), (1000, True)])
@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_all_pages_of_any_size(empty: Database, odd: OddServer, cap: int, pages: bool) -> None:
    """However many a server gives at once and whether it turns pages or not: all are there, each once."""
    odd.cap, odd.pages = cap, pages
    odd.requests = [request(n, ago=n * 3600) for n in range(1, 131 if cap != 7 else 8)]
    pulled = pull(empty, odd.url, since=NOW - 14 * DAY)
    assert counts(pulled) == (len(odd.requests), 0, 0, 0) and pulled.maybe_cut == 0
    assert counts(pull(empty, odd.url, since=NOW - 14 * DAY)) == (0, 0, len(odd.requests), 0)


def test_a_pull_that_broke_off_goes_on(empty: Database, odd: OddServer) -> None:
    """What was taken stays, and only the window under way is asked for again."""
    odd.requests = [request(n, ago=n * 5 * DAY) for n in range(1, 10)]

    def failing(path: str, query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if "requests" in path and query["start_date"] >= z(NOW - 20 * DAY):
            return 500, {}, b"broken"
        return odd.usual(path, query)

    odd.answer = failing
    with pytest.raises(PullFailed, match=f"answers 500 \\({ATTEMPTS} attempts\\)"):
        pull(empty, odd.url, since=NOW - 50 * DAY)
    before = len(complaints(empty))
    assert 0 < before < 9
    odd.answer, odd.asked = odd.usual, []
    pulled = pull(empty, odd.url)
    starts = [q["start_date"] for path, q in odd.asked if "requests" in path]
    assert min(starts) >= z(NOW - 22 * DAY) and len(complaints(empty)) == 9
    assert pulled.rows.added == 9 - before
    odd.asked = []
    assert counts(pull(empty, odd.url, look_back=0)) == (0, 0, 0, 0)


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"service_request_id": None}, "the id is empty"),
    ({"service_request_id": "x" * 201}, "the id is empty or too long"),
    ({"requested_datetime": None}, "the time of the request is missing"),
    ({"requested_datetime": "1989-01-01T00:00:00Z"}, "before 1990"),
    ({"requested_datetime": "2027-01-01T00:00:00Z"}, "in the future"),
    ({"requested_datetime": z(NOW - DAY)[:-1]}, "without a time zone"),
    ({"status": "closed", "updated_datetime": z(NOW - 2 * DAY)}, "closed before it was opened"),
    ({"status": "closed"}, "without a closing time"),
    ({"status": "asleep"}, "neither open nor closed"),
    ({"lat": -71.06, "long": 142.35, "x": 0}, ""),
    ({"lat": 106.69, "long": 10.77}, "swapped"),
    ({"lat": "north"}, "not a number"),
    ({"description": "đá " * 1_700_000}, "longer than"),
]


def test_rows_that_cannot_be_taken_are_set_aside(empty: Database, odd: OddServer) -> None:
    """Each with its reason and everything that was sent, once however often it comes; the good ones are taken."""
    odd.requests = [{**request(n), **fault} for n, (fault, _) in enumerate(FAULTS, start=1)]
    odd.requests += [
        request(100, lat=0, long=0),
        request(101, lat=42, long=-71),
        request(102, lat=None, long=None),
        request(103, description="<b>\u202e\x00\ud800</b>", service_name="A\nB"),
        request(104, description=["no", "text"], address=None),
    ]
    bad = [reason for _, reason in FAULTS if reason]
    pulled = pull(empty, odd.url, since=NOW - 3 * DAY)
    assert pulled.set_aside == len(bad) and pulled.rows.added == 6
    with empty.read() as connection:
        aside = quarantine.latest(connection)
        assert sorted(r for r in bad if not any(r in q.reason for q in aside)) == []
        longest = next(q for q in aside if "longer than" in q.reason)
        assert len(json.loads(quarantine.content_of(connection, longest.id))["description"]) == 5_100_000
    rows = {r.code: r for r in complaints(empty)}
    assert {code for code, r in rows.items() if not r.flags & ComplaintFlag.LOCATED} == {"100", "101", "102"}
    assert (rows["103"].body, rows["103"].title) == ("<b>\u202e</b>", "A B")
    assert counts(pull(empty, odd.url, since=NOW - 3 * DAY)) == (0, 0, 6, len(bad))
    with empty.read() as connection:
        assert len(quarantine.latest(connection)) == len(aside)


@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_a_closing_that_says_what_came_of_it_is_the_first_answer(empty: Database, odd: OddServer) -> None:
    """GeoReport knows no other answer: not of an open request, and none where the notes are empty. One that was opened
    again, or whose closing is dated anew, was answered when it was."""
    done = {"status": "closed", "updated_datetime": z(NOW - 7200)}
    odd.requests = [request(1, **done, status_notes="Filled"), request(2, **done), request(3, **done, status_notes=" "),
                    request(4, status_notes="Crew on its way"), request(5, **done, status_notes="Filled")]

    def answers() -> dict[str, int]:
        pull(empty, odd.url, since=NOW - 3 * DAY)
        return {r.code: r.answered for r in complaints(empty)}

    assert answers() == {"1": NOW - 7200, "2": 0, "3": 0, "4": 0, "5": NOW - 7200}
    later = {"status": "closed", "updated_datetime": z(NOW - 60), "status_notes": "Filled again"}
    odd.requests = [request(1), request(2, **later), *odd.requests[2:4], request(5, **later)]
    assert answers() == {"1": NOW - 7200, "2": NOW - 60, "3": 0, "4": 0, "5": NOW - 7200}


@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_times_without_a_zone_by_the_zone_named(empty: Database, odd: OddServer) -> None:
    """Only when the operator says which."""
    odd.requests = [request(1, requested_datetime="2026-11-15T07:00:00")]
    pull(empty, odd.url, since=NOW - 2 * DAY, zone="America/New_York")
    assert [r.created for r in complaints(empty)] == [NOW - 12 * 3600]


ANSWERS: list[tuple[int, dict[str, str], bytes, str]] = [
    (200, {"Content-Type": "text/html"}, b"<html><body>Sign in</body></html>", "no answer of GeoReport"),
    (200, {}, b'{"error": "x"', "no answer of GeoReport"),
    (200, {}, b"[1, 2]", "no answer of GeoReport"),
    (200, {}, b'[{"code": 400, "description": "no"}]', "an error: no"),
    (200, {}, b'<!DOCTYPE a [<!ENTITY b "c">]><service_requests>&b;</service_requests>', "no answer of GeoReport"),
    (200, {}, b"\xff\xfe\x00", "no answer of GeoReport"),
    (200, {"Content-Length": "999"}, b"[]", "cannot be reached"),
    (302, {"Location": "http://example.invalid/v2/requests.json"}, b"", "leads away to http://example.invalid"),
    (302, {"Location": "file:///etc/passwd"}, b"", "cannot be reached|leads away|answers 302"),
    (403, {}, b"no", "answers 403"),
    (503, {}, b"later", "answers 503"),
]


@pytest.mark.parametrize(("status", "headers", "body", "text"), ANSWERS, ids=range(len(ANSWERS)))
@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_answers_that_are_none(
    empty: Database, odd: OddServer, status: int, headers: dict[str, str], body: bytes, text: str
) -> None:
    """One clear sentence; nothing of it becomes data."""
    odd.answer = lambda path, query: (status, headers, body) if "requests" in path else odd.usual(path, query)
    with pytest.raises(PullFailed, match=text):
        pull(empty, odd.url, since=NOW - DAY)
    assert complaints(empty) == []


@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_what_passes_is_waited_for(empty: Database, odd: OddServer) -> None:
    """A server that is busy twice and says for how long; a list of services that is not there."""
    odd.requests = [request(1)]
    left, waits = [1, 1], []

    def busy(path: str, query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if "services" in path:
            return 404, {}, b""
        if left:
            left.pop()
            return 429, {"Retry-After": "7"}, b""
        return odd.usual(path, query)

    odd.answer = busy
    fetcher = Fetcher(lambda seconds: waits.append(seconds) is None, timeout=20)
    wanted = Pull("boston", odd.url, since=NOW - 2 * DAY)
    pulled = Connector(empty, wanted, Source("boston", {}), fetcher, lambda: NOW).run()
    assert counts(pulled) == (1, 0, 0, 0) and waits == [7.0, 7.0]


@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_a_server_that_speaks_xml_only(empty: Database, odd: OddServer) -> None:
    """As the standard allows."""

    def xml(path: str, _query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if not path.endswith(".xml"):
            return 404, {}, b""
        if "services" in path:
            return (
                200,
                {},
                b"<services><service><service_code>006</service_code><group>Street</group></service></services>",
            )
        fields = "".join(f"<{k}>{v}</{k}>" for k, v in request(1).items())
        return (
            200,
            {},
            f"<?xml version='1.0'?><service_requests><request>{fields}</request></service_requests>".encode(),
        )

    odd.answer = xml
    assert counts(pull(empty, odd.url, since=NOW - 2 * DAY)) == (1, 0, 0, 0)
    with empty.read() as connection:
        names = connection.execute(sa.select(m.SYNCED["complaint_field"].c.name)).scalars().all()
    assert names == ["Street"]
    with pytest.raises(NotGeoreport):
        items_of(b"<a>" * 5000)


@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_the_command_line(empty: Database, odd: OddServer, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit codes: 0 all taken, 1 some set aside, 2 broken off or nonsense, each with one line."""
    address = ["--database", empty.engine.url.render_as_string(hide_password=False)]
    odd.requests = [request(1)]
    words = ["pull", "open311", odd.url, "--since", "2026-11-10", "--until", "2026-11-16", *address]
    assert main(words) == 0
    assert "1 requests: 1 new" in capsys.readouterr().out
    odd.requests.append(request(2, status="asleep"))
    assert main(words) == 1
    assert "quarantine" in capsys.readouterr().out
    for wrong in (["ftp://127.0.0.1/x"], [odd.url, "--name", "A B"], [odd.url, "--zone", "Nowhere/X"], ["x"]):
        assert main(["pull", "open311", *wrong, *address]) == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 1
