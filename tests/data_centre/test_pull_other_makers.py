"""GeoReport servers of other makers: wrappers, names, words, dates they pay no heed to, pages they do not know."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data_centre.cli import main
from data_centre.database import Database
from data_centre.open311.envelopes import NotGeoreport, items_of, words_of
from data_centre.open311.fetching import PullFailed
from ioc_domain.codes import ComplaintFlag, ComplaintStatus
from tests.data_centre.conftest import new_database
from tests.data_centre.test_pull_open311 import DAY, NOW, OddServer, complaints, counts, odd, pull, request, z

__all__ = ["odd"]
ONE = {"service_request_id": "7", "status": "open"}


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A centre that knows nothing yet."""
    with new_database("sqlite", tmp_path / "centre", request) as opened:
        yield opened


@pytest.mark.parametrize(
    "wrapped",
    [
        [ONE], ONE, {"service_requests": [ONE]}, {"requests": [ONE]}, {"service_requests": {"request": [ONE]}},
        {"service_requests": {"request": ONE}}, {"service_requests": ONE}, [{"service_request": ONE}],
        {"service_requests": [{"request": ONE}]},
    ],
)  # fmt: skip
def test_a_list_in_any_wrapper(wrapped: Any) -> None:
    assert items_of(json.dumps(wrapped).encode()) == [ONE]


@pytest.mark.parametrize(
    "nothing", ["[]", "{}", '{"service_requests": []}', '{"service_requests": null}', '{"service_requests": ""}',
                "<service_requests/>", "<requests></requests>", "<root><service_requests/></root>"]
)  # fmt: skip
def test_an_empty_list(nothing: str) -> None:
    assert items_of(nothing.encode()) == []


@pytest.mark.parametrize(
    "body",
    [
        "<service_requests><request><service_request_id>7</service_request_id><status>open</status></request>"
        "</service_requests>",
        '<a:service_requests xmlns:a="urn:x"><a:request><a:service_request_id> 7 </a:service_request_id>'
        "<a:status>open</a:status></a:request></a:service_requests>",
        "<response><service_requests type='array'><service_request><service_request_id>7</service_request_id>"
        "<status>open</status></service_request></service_requests></response>",
    ],
)
def test_a_list_in_xml(body: str) -> None:
    assert items_of(body.encode()) == [ONE]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('[{"code": 400, "description": "jurisdiction_id was not provided"}]', "jurisdiction_id was not provided"),
        ('{"errors": [{"code": 403, "description": "bad key"}]}', "bad key"),
        ('{"error": "no such service"}', "no such service"),
        ('{"code": 404, "description": "gone"}', "gone"),
        ("<errors><error><code>400</code><description>what jurisdiction?</description></error></errors>",
         "what jurisdiction?"),
    ],
)  # fmt: skip
def test_an_error_is_no_request(body: str, words: str) -> None:
    with pytest.raises(NotGeoreport, match=words.replace("?", r"\?")):
        items_of(body.encode())
    assert words_of(body.encode()) == words


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff", b"Sorry", b"[1]", b"<html><p>no</p></html>"])
def test_a_failure_without_words(body: bytes) -> None:
    assert words_of(body) == ""


def test_the_servers_own_words_are_told(empty: Database, odd: OddServer) -> None:
    said = b'[{"code": 400, "description": "jurisdiction_id\\n was not provided"}]'
    odd.answer = lambda path, query: (400, {}, said)
    with pytest.raises(PullFailed, match="answers 400: jurisdiction_id was not provided"):
        pull(empty, odd.url, since=NOW - DAY)


def test_names_and_texts_beside_the_standard(empty: Database, odd: OddServer) -> None:
    """Numbers as texts, other names of a longitude, a closing time of its own, dates in other dresses."""
    first = request(1, lat="42.3611", long=None, lon="-71.0571")
    closed = {"status": "CLOSED", "closed_datetime": z(NOW - 7200), "updated_datetime": z(NOW - 60)}
    second = request(2, requested_datetime=z(NOW - DAY).replace("T", " ").replace("Z", " UTC"), **closed)
    third = request(3, service_request_id="3-x", zipcode=2118, media_url=None, extended_attributes={"a": 1})
    odd.answer = lambda path, query: (
        (200, {}, json.dumps({"service_requests": [first, second, third]}).encode())
        if "requests" in path
        else odd.usual(path, query)
    )
    assert counts(pull(empty, odd.url, since=NOW - 2 * DAY)) == (3, 0, 0, 0)
    rows = {r.code: r for r in complaints(empty)}
    assert rows["1"].flags & ComplaintFlag.LOCATED
    assert rows["2"].created == NOW - DAY and rows["2"].closed == NOW - 7200
    assert rows["2"].status == ComplaintStatus.CLOSED


def test_a_server_that_knows_no_pages(empty: Database, odd: OddServer) -> None:
    odd.requests = [request(n, ago=n * 3600) for n in range(1, 16)]
    odd.answer = lambda path, query: (400, {}, b"") if "page" in query else odd.usual(path, query)
    assert counts(pull(empty, odd.url, since=NOW - 2 * DAY)) == (15, 0, 0, 0)


@pytest.mark.parametrize("count", [15, 40])
def test_a_server_that_pays_no_heed_to_dates(empty: Database, odd: OddServer, count: int) -> None:
    """All it has comes once, and a week is not cut into minutes for it; what may be missing is told."""
    odd.requests = [request(n, ago=200 * DAY + n * DAY) for n in range(1, count + 1)]
    body = json.dumps(odd.requests).encode()
    odd.answer = lambda path, query: (200, {}, body) if "requests" in path else odd.usual(path, query)
    pulled = pull(empty, odd.url, since=NOW - 60 * DAY)
    assert counts(pulled) == (count, 0, 0, 0) and pulled.windows == 1
    assert pulled.maybe_cut == int(count % 10 == 0)
    assert len(odd.asked) < 8


def test_a_server_that_goes_by_the_last_change_is_asked_to_the_end(empty: Database, odd: OddServer) -> None:
    """Its requests are older than the window, and other windows have others."""
    changed = [(n, request(n, ago=300 * DAY), NOW - n * 7 * DAY + DAY) for n in range(1, 5)]

    def by_change(path: str, query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if "requests" not in path:
            return odd.usual(path, query)
        found = [r for _, r, at in changed if query["start_date"] <= z(at) <= query["end_date"]]
        return 200, {}, json.dumps(found).encode()

    odd.answer = by_change
    assert counts(pull(empty, odd.url, since=NOW - 30 * DAY)) == (4, 0, 0, 0)


def test_swapped_points_of_a_city_that_is_known_by_the_others(empty: Database, odd: OddServer) -> None:
    odd.requests = [request(n, ago=n * 600) for n in range(1, 62)]
    odd.requests += [request(80, ago=900, lat=-71.06, long=42.35), request(81, ago=900, lat=25.1, long=-80.2)]
    assert counts(pull(empty, odd.url, since=NOW - 2 * DAY)) == (63, 0, 0, 0)
    assert {r.code for r in complaints(empty) if not r.flags & ComplaintFlag.LOCATED} == {"80", "81"}


def test_other_status_words_are_named_by_the_operator(
    empty: Database, odd: OddServer, capsys: pytest.CaptureFixture[str]
) -> None:
    odd.requests = [request(1, status="Investigating"), request(2, status="fixed", updated_datetime=z(NOW - 60))]
    words = ["pull", "open311", odd.url, "--name", "boston", "--since", "2026-11-10", "--until", "2026-11-16"]
    words += ["--database", empty.engine.url.render_as_string(hide_password=False)]
    assert main([*words, "--status", "investigating=open"]) == 1
    assert "1 new, 0 changed, 0 as before, 1 set aside" in capsys.readouterr().out
    assert main([*words, "--status", "Investigating=open", "--status", "Fixed=closed"]) == 0
    assert {r.code: r.status for r in complaints(empty)} == {
        "1": ComplaintStatus.IN_PROGRESS,
        "2": ComplaintStatus.CLOSED,
    }
    assert main([*words, "--status", "fixed"]) == 2
    assert "give it as WORD=open or WORD=closed" in capsys.readouterr().err
