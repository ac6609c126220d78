"""Role × call × whose thing it is: everybody gets what is theirs, and a refusal tells nothing.

The answer to a thing of somebody else is, byte for byte, the answer to a thing that does not exist.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest
import sqlalchemy as sa
import zstandard
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from data_centre import models as m
from data_centre.api.app import Harden, create_app
from data_centre.api.waiting_room import WaitingRoom
from data_centre.database import Database
from data_centre.feed import writing
from data_centre.schema import migrate
from ioc_domain.codes import Role
from ioc_domain.commands import PAYLOADS, AcknowledgeAlert, CommandOutcome
from ioc_domain.wire import PART_TYPE
from tests.data_centre import factories as make
from tests.data_centre.conftest import add_people, serving
from tests.faults.conftest import folder_in_memory
from tests.faults.rights_table import COMMANDS, ENTRIES, MORE, SEE_REPORTER, Entry, Thing
from tests.faults.rights_world import NO_ID, REPORTER, UNITS, Actor, World, build_world, draft_marks, marks
from tests.lab_report import lab_count

PATH_NAMES = re.compile(r"\{[^}]+\}")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A served data centre with two units and their secrets."""
    with folder_in_memory(tmp_path_factory.mktemp("rights")) as home:
        database = Database.open(f"sqlite:///{home / 'centre.db'}", home=home)
        migrate(database)
        add_people(database)
        with writing(database) as writer:
            for record in (make.unit("U1"), make.unit("U2"), make.unit("U9"), make.indicator(), make.plan(),
                           make.observation(1, 81.4)):  # fmt: skip
                writer.put(record)
        with serving(database) as served:
            built = build_world(served)
            yield built
            built.http.close()
        database.close()


def routes_of(app: FastAPI) -> set[tuple[str, str]]:
    """(method, path) of everything the application answers: its routes, and what is described without being one."""
    found = set()
    for route in iter_route_contexts(app.routes):
        found |= {(method, str(route.path)) for method in route.methods or ("MOUNT",)}
    plain = {(method, path.replace(":path}", "}")) for method, path in found}
    described = {(method.upper(), path) for path, item in app.openapi()["paths"].items() for method in item}
    return found | (described - plain)


def test_every_route_and_every_command_has_its_rights(tmp_path: Path) -> None:
    """A new route or command that nobody gave rights to fails here; so the matrix cannot fall behind."""
    database = Database.open(f"sqlite:///{tmp_path / 'x.db'}", home=tmp_path)
    migrate(database)
    try:
        app = create_app(database)
        listed = {(entry.method, entry.path) for entry in ENTRIES}
        assert routes_of(app) == listed
        # What stands in front of the routes could answer calls that no list has.
        assert {layer.cls for layer in app.user_middleware} == {Harden, WaitingRoom}
        app.add_api_route("/v1/new", lambda: None)
        assert routes_of(app) - listed == {("GET", "/v1/new")}
    finally:
        database.close()
    assert set(COMMANDS) == set(PAYLOADS)


def ask(world: World, entry: Entry, actor: Actor, thing: Thing) -> httpx.Response:
    """One call, as that actor."""
    asks = dict(entry.asks(world, actor, thing))
    headers = {"Accept-Encoding": "identity", **asks.pop("headers", {})}
    if actor.token and not entry.desk:
        headers.setdefault("Authorization", f"Bearer {actor.token}")
    cookies = {"ioc_desk": actor.cookie, **asks.pop("cookies", {})} if entry.desk else {}
    if any(cookies.values()):
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items() if value)
    path, method = entry.path, entry.method
    if method == "MOUNT":
        path, method = f"{path}/{thing.id}", "GET"
    for name, value in zip(PATH_NAMES.findall(path), (thing.id, thing.second), strict=False):
        path = path.replace(name, value)
    return world.call(method, path, headers=headers, **asks)


def telling(answer: httpx.Response, thing: Thing) -> tuple[object, ...]:
    """All that an answer tells, but for the names that the asker gave and the time of day."""

    def blank(text: str) -> str:
        for value in (thing.id, thing.second):
            text = text.replace(value, "‹asked›") if len(value) >= 8 else text
        return text

    headers = [(n.lower(), blank(v)) for n, v in answer.headers.items() if n.lower() != "date"]
    return answer.status_code, tuple(sorted(headers)), blank(answer.text)


def text_of(answer: httpx.Response) -> str:
    """Everything in an answer that could be read: headers, body, and what is packed in it."""
    body = answer.content
    if answer.headers.get("content-type") == PART_TYPE:
        body = zstandard.ZstdDecompressor().decompressobj().decompress(body)
    return f"{answer.headers}{body.decode('utf-8', 'replace')}"


def forbidden_words(world: World, actor: Actor, *, desk: bool, path: str = "") -> list[str]:
    """Words that must not be in any answer to that actor."""
    words = [] if path == SEE_REPORTER and actor.account == "duty" else list(REPORTER)
    for unit in UNITS:
        if (actor.desk != unit) if desk else unit not in actor.sees:
            words += marks(unit)
        if actor.desk != unit:
            words += draft_marks(unit)
    if actor.account != "leader":
        words.append(world.own_command)
    return words


def test_rights_hold_and_refusals_tell_nothing(world: World) -> None:
    """Every route for every actor and everybody's things: the status the table says, and no word too much."""
    calls, leaks = 0, []
    for entry in (*ENTRIES, *MORE):
        for actor in world.actors:
            if entry.only and actor.name not in entry.only:
                continue
            refusals: dict[int, set[tuple[object, ...]]] = defaultdict(set)
            for thing in entry.things(world):
                answer = ask(world, entry, actor, thing)
                calls += 1
                expected = entry.expected(actor, thing)
                where = f"{entry.method} {entry.path} of {thing.owner} as {actor.name}"
                if answer.status_code != expected:
                    leaks.append(f"{where}: {answer.status_code}, not {expected}: {answer.text[:200]}")
                if expected == 303 and entry.desk and not (actor.desk or actor.dispatches) and not entry.open:
                    assert answer.headers["location"].startswith("/desk/sign-in"), where
                if not (expected == entry.good and entry.may(actor, thing)):
                    refusals[expected].add(telling(answer, thing))
                forbidden = forbidden_words(world, actor, desk=entry.desk, path=entry.path)
                found = [w for w in forbidden if w in text_of(answer)]
                if found:
                    leaks.append(f"{where}: tells {found}")
            leaks += [f"{entry.method} {entry.path} as {actor.name}: refusals differ: {r}"
                      for r in refusals.values() if len(r) > 1]  # fmt: skip
    assert leaks == [], "\n".join(leaks)
    with world.served.database.read() as connection:
        seen = connection.execute(sa.select(m.audit.c.account).where(m.audit.c.kind == "reporter_seen")).scalars()
        assert set(seen) == {"duty"}, "who saw an identity is in the audit, and nobody else saw one"
    lab_count(8, "rights matrix", routes=len(ENTRIES), actors=len(world.actors), calls=calls, leaks=len(leaks))


def test_commands_about_the_things_of_others(world: World) -> None:
    """A role that may not give a command is refused; about a foreign thing it hears what it hears about none."""
    calls = 0
    for kind, (roles, payload_about, unknown) in COMMANDS.items():
        for actor in world.actors:
            heard = []
            headers = {"Authorization": f"Bearer {actor.token}"} if actor.token else {}
            sha256, data = make.evidence()
            world.call("PUT", f"/v1/evidence/{sha256}", content=data, headers=headers)
            for thing in (
                *(Thing(u, world.answered[u], code) for u, code in UNITS.items()),
                Thing("none", NO_ID, "U7"),
            ):
                command_id, body = make.envelope(payload_about(world, thing), account=actor.account, device=kind,
                                                 command_id="")  # fmt: skip
                answer = world.call("PUT", f"/v1/commands/{command_id}", content=body, headers=headers)
                calls += 1
                where = f"{kind} about {thing.owner} as {actor.name}: {answer.text}"
                if not actor.signed_in:
                    assert answer.status_code == 401, where
                    continue
                outcome = msgspec.json.decode(answer.content, type=CommandOutcome)
                if actor.role not in roles:
                    assert (outcome.result, outcome.code) == ("refused", "right_lost"), where
                elif not unknown and thing.owner == "none":
                    assert outcome.result == "refused", where  # units are known to all
                elif thing.owner not in actor.sees:
                    assert outcome.result != "accepted" and outcome.code.startswith(unknown), where
                    heard.append((outcome.result, outcome.code, outcome.detail, tuple(sorted(outcome.data))))
                else:
                    assert outcome.code != "right_lost", where
                assert not [w for w in forbidden_words(world, actor, desk=False) if w in answer.text], where
            assert len(set(heard)) <= 1, f"{kind} as {actor.name}: {heard}"
    lab_count(8, "rights of commands", commands=len(COMMANDS), calls=calls, leaks=0)


def test_the_commands_of_another_account(world: World) -> None:
    """Neither its outcome nor its body can be had by its id, and no other account can give it."""
    path = f"/v1/commands/{world.own_command}"
    for actor in world.actors:
        if not actor.signed_in or actor.account == "leader":
            continue
        headers = {"Authorization": f"Bearer {actor.token}"}
        same = world.call("PUT", path, content=world.own_body, headers=headers)
        assert (same.status_code, same.json()["code"]) == (403, "wrong_account")
        _, mine = make.envelope(AcknowledgeAlert("không có", 1), account=actor.account, command_id=world.own_command)
        other = world.call("PUT", path, content=mine, headers=headers)
        assert (other.status_code, other.json()["code"]) == (422, "other_body")
        own_id, first = make.envelope(AcknowledgeAlert("không có", 1), account=actor.account)
        world.call("PUT", f"/v1/commands/{own_id}", content=first, headers=headers)
        again = world.call("PUT", f"/v1/commands/{own_id}", content=first + b" ", headers=headers)
        thing = Thing("none", own_id)
        assert telling(other, Thing("A", world.own_command)) == telling(again, thing), "as with an own command"


def test_the_evidence_of_another_account_is_not_there(world: World) -> None:
    """Naming a foreign hash in a request of one's own opens it to nobody, and hears the same as for no evidence."""
    [narrow] = [actor for actor in world.actors if actor.account == "district"]
    headers = {"Authorization": f"Bearer {narrow.token}"}
    told = []
    for sha256 in (world.evidence["A"], "0" * 64):
        command_id, body = make.envelope(make.issue("U9", sha256), account=narrow.account)
        answer = world.call("PUT", f"/v1/commands/{command_id}", content=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (409, "evidence_missing")
        told.append(telling(answer, Thing("A", sha256, command_id)))
        assert world.call("GET", f"/v1/evidence/{sha256}", headers=headers).status_code == 404
    assert told[0] == told[1]


def test_evidence_that_two_brought_is_there_for_both(world: World) -> None:
    """The same bytes again: stored once, and each may have and use them."""
    sha256, data = make.evidence(title="hai người cùng thấy")
    for actor in [actor for actor in world.actors if actor.role is Role.LEADER]:
        headers = {"Authorization": f"Bearer {actor.token}"}
        assert world.call("GET", f"/v1/evidence/{sha256}", headers=headers).status_code == 404
        assert world.call("PUT", f"/v1/evidence/{sha256}", content=data, headers=headers).status_code == 201
        assert world.call("GET", f"/v1/evidence/{sha256}", headers=headers).content == data
    for actor in [actor for actor in world.actors if actor.role is Role.LEADER]:
        headers = {"Authorization": f"Bearer {actor.token}"}
        command_id, body = make.envelope(make.issue("U9", sha256, insist=True), account=actor.account)
        answer = world.call("PUT", f"/v1/commands/{command_id}", content=body, headers=headers)
        assert answer.json()["result"] == "accepted", answer.text


def test_a_refusal_that_tells_is_found() -> None:
    """The comparison itself: one word, one header or one status more is a difference."""
    thing, none = Thing("A", "a" * 8), Thing("none", "b" * 8)
    plain = httpx.Response(404, text="no a" + "aaaaaaa", headers={"date": "1"})
    assert telling(plain, thing) == telling(httpx.Response(404, text="no bbbbbbbb", headers={"date": "2"}), none)
    for other in (
        httpx.Response(403, text="no bbbbbbbb"),
        httpx.Response(404, text="no bbbbbbbb!"),
        httpx.Response(404, text="no bbbbbbbb", headers={"ETag": "1"}),
    ):
        assert telling(plain, thing) != telling(other, none)
