"""One page for all accounts of a set: built and packed once, bounded, never one that a reader may not have yet."""

from __future__ import annotations

import gzip
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import msgspec
import pytest
import zstandard
from fastapi import Request

from data_centre.api.packing import encoding, finish, pack_start, packing_of
from data_centre.api.page_cache import PageCache, PageKey
from data_centre.changes import SharedPage
from ioc_domain import commands as c
from ioc_domain.wire import SINCE, Manifest, PageTrailer, decode_page
from tests.data_centre import factories as make
from tests.data_centre.conftest import Served, wait_for
from tests.data_centre.test_sync_calls import problem

KEY = PageKey("set", "epoch", 5, 100, "identity")


def page(to: int, *, more: bool = False, size: int = 10) -> SharedPage:
    """A page that ends at a number."""
    return SharedPage(5, more, b"x" * size + b"\n", PageTrailer(True, 1, to, {}))


def unpacked(packing: str, data: bytes) -> bytes:
    """Plain bytes; the first zstd frame alone where only one may be read."""
    if packing == "zstd":
        return zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).read()
    if packing == "gzip":
        one = zlib.decompressobj(16 + zlib.MAX_WBITS)
        plain = one.decompress(data)
        assert one.eof and not one.unused_data, "one member"
        assert plain == gzip.decompress(data)
        return plain
    return zstandard.ZstdDecompressor().decompressobj().decompress(data) if packing != "identity" else data


@pytest.mark.parametrize("packing", ["zstd", "gzip", "identity", "zstd, one frame"])
@pytest.mark.parametrize("start", [b"", b"a line\n" * 50_000])
def test_two_pieces_are_read_as_one_body(packing: str, start: bytes) -> None:
    """By readers that read one gzip member, and, before protocol 2, one zstd frame."""
    packed = pack_start(packing, start)
    for end in (b"{}\n", b'{"commands":["a"]}\n' * 2000):
        assert unpacked(packing, finish(packing, packed, end)) == start + end


@pytest.mark.parametrize(
    ("accepted", "protocol", "packing"),
    [
        ("zstd, gzip", 2, "zstd"),
        ("zstd, gzip", 1, "zstd, one frame"),
        ("gzip;q=0.5, deflate", 2, "gzip"),
        ("zstd;q=0, gzip", 2, "gzip"),
        ("zstd;q=0.0, gzip; q=0", 2, "identity"),
        ("", 2, "identity"),
    ],
)
def test_the_packing_is_one_that_the_asker_reads(accepted: str, protocol: int, packing: str) -> None:
    """What is refused with q=0 is not sent."""
    request = Request({"type": "http", "headers": [(b"accept-encoding", accepted.encode())]})
    assert packing_of(request, protocol) == packing
    assert encoding(packing) in ("", "zstd", "gzip")


def test_those_who_ask_at_once_wait_for_one_build() -> None:
    """Thirty consoles woken by one change cost one page."""
    cache, begun, go, made = PageCache(), threading.Event(), threading.Event(), []

    def build() -> SharedPage:
        made.append(1)
        begun.set()
        assert go.wait(20)
        return page(9)

    with ThreadPoolExecutor(30) as pool:
        asked = [pool.submit(cache.get, KEY, 9, build) for _ in range(30)]
        assert begun.wait(20)
        go.set()
        assert len({a.result(20).tag for a in asked}) == 1
    assert len(made) == cache.built == 1


def test_a_page_is_only_for_those_who_see_as_far() -> None:
    """One that ends at the head is another one at the next head, and a reader who sees less builds its own."""
    cache = PageCache()
    assert cache.get(KEY, 9, lambda: page(9)).page.trailer.to == 9
    assert cache.get(KEY, 12, lambda: page(12)).page.trailer.to == 12
    assert cache.get(KEY, 9, lambda: page(9)).page.trailer.to == 9
    assert cache.get(KEY, 12, lambda: pytest.fail("it is there")).page.trailer.to == 12
    whole = KEY._replace(after=6)
    cache.get(whole, 20, lambda: page(8, more=True))
    assert cache.get(whole, 30, lambda: pytest.fail("it does not depend on the head")).page.trailer.to == 8
    assert cache.get(whole, 7, lambda: page(7)).page.trailer.to == 7


def test_the_room_is_bounded_and_a_failed_build_leaves_nothing() -> None:
    """The oldest go; a page that would push out all others is given out and not kept."""
    cache = PageCache(100_000)
    for after in range(200):
        cache.get(KEY._replace(after=after), 9, lambda: page(9, size=1_000))
        assert cache.bytes <= 100_000
    assert cache.built == 200
    cache.get(KEY._replace(after=199), 9, lambda: pytest.fail("the youngest is there"))
    before = cache.bytes
    huge = KEY._replace(after=1_000)
    assert cache.get(huge, 9, lambda: page(9, size=60_000)).whole
    with pytest.raises(ZeroDivisionError):
        cache.get(KEY._replace(after=2_000), 9, lambda: page(1 // 0))
    assert cache.bytes == before
    assert cache.get(KEY._replace(after=2_000), 9, lambda: page(9)).page.trailer.to == 9


# --- over HTTP -----------------------------------------------------------------------------------------------


def raw(client: httpx.Client, params: dict[str, Any], **headers: str) -> tuple[httpx.Response, bytes]:
    """An answer and its bytes as they crossed the line."""
    with client.stream("GET", "/v1/changes", params=params, headers={"Accept-Encoding": "zstd", **headers}) as answer:
        return answer, b"".join(answer.iter_raw())


def position(manifest: Manifest, back: int = 0) -> dict[str, Any]:
    """Parameters of the page after `back` numbers before the head."""
    return {"set": manifest.set, "after": f"{manifest.epoch}:{manifest.head - back}"}


def test_accounts_of_a_set_share_a_page_but_for_their_own_commands(served: Served) -> None:
    """The same bytes and tag, until one of them has a command in it; the operations stay the same."""
    served.put(make.alert("shared"))
    seq = served.send(c.AcknowledgeAlert("shared", 3), account="leader").seq
    manifest = served.manifest("leader")
    here = {**position(manifest), "after": f"{manifest.epoch}:{seq - 1}"}
    (own, own_bytes), (other, other_bytes) = raw(served.as_("leader"), here), raw(served.as_("leader2"), here)
    own_page, other_page = decode_page(unpacked("zstd", own_bytes)), decode_page(unpacked("zstd", other_bytes))
    assert own_page[:2] == other_page[:2]
    assert len(own_page[2].commands) == 1
    assert other_page[2].commands == []
    assert own.headers["etag"] != other.headers["etag"]
    again, again_bytes = raw(served.as_("duty"), here)
    assert (again_bytes, again.headers["etag"]) == (other_bytes, other.headers["etag"])


def test_a_cache_on_the_way_must_ask_each_time(served: Served) -> None:
    """Who has the bytes is answered 304, after being authorised; the answer differs by encoding and protocol."""
    served.put(make.setting("etag", "1"))
    here = position(served.manifest(), back=1)
    answer, body = raw(served.as_("leader"), here)
    tag = answer.headers["etag"]
    assert answer.headers["cache-control"] == "no-cache, must-revalidate"
    assert {part.strip().lower() for part in answer.headers["vary"].split(",")} == {"accept-encoding", "ioc-protocol"}
    assert raw(served.as_("leader2"), here, **{"If-None-Match": tag})[0].status_code == 304
    assert raw(served.as_("leader"), here, **{"Accept-Encoding": "gzip"})[0].headers["etag"] != tag
    refused, _ = raw(served.as_("district"), here, **{"If-None-Match": tag})
    assert (refused.status_code, refused.headers["cache-control"]) == (409, "no-store")
    assert body


def test_the_protocol_before_is_answered_in_its_own_shapes(served: Served) -> None:
    """Protocol 1: a manifest without command schemas, pages of one zstd frame, with own commands too; newer peers get
    our newest; what is older, or no number, gets 426."""
    served.put(make.alert("old protocol"))
    seq = served.send(c.AcknowledgeAlert("old protocol", 3), account="leader").seq
    client = served.as_("leader")
    manifest = served.manifest()
    here = {**position(manifest), "after": f"{manifest.epoch}:{seq - 1}"}
    for back in (here, position(manifest, back=manifest.head - seq)):
        newest, oldest = raw(client, back)[1], raw(client, back, **{"IOC-Protocol": "1"})[1]
        assert unpacked("zstd, one frame", oldest) == unpacked("zstd", newest)
        assert len(unpacked("zstd, one frame", newest)) < len(unpacked("zstd", newest)), "two frames"
    told = {n: client.get("/v1/manifest", headers={"IOC-Protocol": n}).json() for n in ("1", "2", "99")}
    assert "commands" not in told["1"]
    assert told["2"]["commands"]["acknowledge_alert"] == told["99"]["commands"]["acknowledge_alert"] == [1, 1]
    assert told["2"].keys() - told["1"].keys() == SINCE[Manifest].keys()
    for call in ("manifest", "changes", "wait"):
        for wrong in ("0", "-1", "two", "²", "9" * 5000):
            answer = client.get(f"/v1/{call}", params=here, headers=[(b"IOC-Protocol", wrong.encode())])
            assert problem(answer) == (426, "upgrade_required"), (call, wrong)
            assert answer.headers["upgrade"] == "ioc/2"


def test_unknown_fields_are_no_error_and_are_kept(served: Served) -> None:
    """A newer console's parameters are passed over, and its command's bytes are stored as they came."""
    client = served.as_("leader")
    here = {**position(served.manifest()), "newer": "1", "timeout": 0}
    assert client.get("/v1/changes", params=here).status_code == 200
    assert client.get("/v1/wait", params=here).status_code == 204
    served.put(make.alert("newer"))
    command_id, body = make.envelope(c.AcknowledgeAlert("newer", 3))
    body = body.replace(b'"seen_count":3', b'"seen_count":3,"mood":"calm"').replace(b'"n":1', b'"n":1,"since":"3"')
    assert served.send_raw(command_id, body).json()["result"] == "accepted"
    assert served.send_raw(command_id, body).json()["result"] == "accepted"
    assert problem(served.send_raw(command_id, body.replace(b"calm", b"cold"))) == (422, "other_body")


def test_a_wait_with_wrong_parameters_is_told_so(served: Served) -> None:
    """As the other calls do: 422 for what is missing or out of range, 405 for another method."""
    client = served.as_("leader")
    here = position(served.manifest())
    for wrong in (
        {"set": here["set"]},
        {**here, "timeout": "soon"},
        {**here, "timeout": "nan"},
        {**here, "timeout": 56},
    ):
        assert problem(client.get("/v1/wait", params=wrong)) == (422, "invalid_request")
    assert problem(client.post("/v1/wait", params=here)) == (405, "method_not_allowed")
    assert problem(client.get("/v1/wait", params={**here, "after": "nonsense"})) == (422, "bad_cursor")
    with served.anonymous() as nobody:
        assert problem(nobody.get("/v1/wait", params=here)) == (401, "no_token")
    assert client.get("/v1/wait", params={**here, "timeout": 0}).headers["x-content-type-options"] == "nosniff"


def test_the_woken_spread_their_pulls(served: Served) -> None:
    """Each of many who wait is given the same time to pull within, and it grows with their number."""
    client = served.as_("leader")
    here = {**position(served.manifest()), "timeout": 50}
    with ThreadPoolExecutor(20) as pool:
        waiting = [pool.submit(client.get, "/v1/wait", params=here) for _ in range(20)]
        wait_for(lambda: all(w.running() for w in waiting))
        # A short poll of the same account comes back only after those before it were parked.
        for _ in range(3):
            client.get("/v1/wait", params={**here, "timeout": 0.2})
        served.put(make.setting("spread", str(here["after"])))
        told = [msgspec.json.decode(w.result(60).content)["pull_within_ms"] for w in waiting]
    assert max(told) == 2 * told.count(max(told))
    assert told.count(max(told)) > 1
