"""Every call with what a broken or hostile program might send: an answer with a code, never a 5xx."""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import quote

import msgspec
import pytest

from ioc_domain import commands as c
from tests.data_centre import factories as make
from tests.data_centre.conftest import Served

VALUES = ["", "\x00", "é", "0", "-1", "9" * 40, "a" * 5000, "' OR 1=1 --", "../../etc/passwd", "%00", "\u202e", "1e999"]
BODIES: list[Any] = [None, [], {}, 1, "x", {"account": 1}, {"refresh": None}, {"account": "\x00", "password": "\x00"}]
NUMBERS = [-(10**30), -(2**63) - 1, -1, 0, 2**31, 2**63, 10**30]


def problems(served: Served, answers: list[Any]) -> list[str]:
    """Answers of 500 and more, or in another form than ours."""
    found = []
    for answer in answers:
        ours = answer.status_code < 400 or answer.headers["content-type"] == "application/problem+json"
        if answer.status_code >= 500 or not ours:
            found.append(f"{answer.request.method} {answer.request.url} {answer.status_code} {answer.text[:100]}")
    return found


def test_odd_addresses_and_parameters(served: Served) -> None:
    """Paths, queries and headers."""
    client = served.as_("leader")
    answers = []
    for value in VALUES:
        path = quote(value, safe="")
        for address in (
            f"/v1/buckets/{path}/snapshot",
            f"/v1/buckets/city/setting/-/parts/{path}",
            f"/v1/files/{path}",
            f"/v1/evidence/{path}",
        ):
            answers.append(client.get(address))
        for call in ("changes", "wait"):
            answers.append(client.get(f"/v1/{call}", params={"set": value, "after": value, "limit": value}))
            answers.append(
                client.get(f"/v1/{call}", params={"set": "x", "after": f"{value}:{value}", "timeout": value})
            )
        answers.append(client.get("/v1/commands", params={"device": value, "after": value}))
        answers.append(client.put(f"/v1/commands/{path}", content=b"{}"))
        answers.append(client.put(f"/v1/evidence/{path}", content=value.encode()))
        headers = {"Authorization": f"Bearer x{value}".encode().replace(b"\x00", b"")}
        with served.anonymous() as stranger:
            answers.append(stranger.get("/v1/manifest", headers=headers))
    assert problems(served, answers) == []


def test_odd_bodies(served: Served) -> None:
    """Of sign-in and refresh."""
    answers = []
    with served.anonymous() as client:
        for body in BODIES:
            for call in ("/v1/session", "/v1/session/refresh"):
                answers.append(client.post(call, content=msgspec.json.encode(body)))
                answers.append(client.post(call, content=b"\xff\xfe" + msgspec.json.encode(body)))
        answers.append(client.post("/v1/session/refresh", json={"refresh": "\x00"}))
    assert problems(served, answers) == []


@pytest.mark.parametrize("kind", sorted(c.PAYLOADS))
def test_odd_commands(served: Served, kind: str) -> None:
    """Each field of each command with each odd value; refused or taken, always answered."""
    sha256 = served.store_evidence()
    served.put(make.alert("odd"))
    good: dict[str, c.Payload] = {
        "issue_explanation_request": make.issue("U1", sha256),
        "withdraw_request": c.WithdrawRequest("r", "x"),
        "accept_explanation": c.AcceptExplanation("r"),
        "return_explanation": c.ReturnExplanation("r", "x", 3),
        "acknowledge_alert": c.AcknowledgeAlert("odd", 1),
        "assign_alert": c.AssignAlert("odd", "U1", "x"),
        "shelve_alert": c.ShelveAlert("odd", 1, "x"),
        "reopen_complaint": c.ReopenComplaint(17, "x"),
        "issue_directive": make.order(17),
        "accept_directive": c.AcceptDirective("d"),
        "return_directive": c.ReturnDirective("d", "x", 3),
        "withdraw_directive": c.WithdrawDirective("d", "x"),
    }
    plain = msgspec.to_builtins(good[kind])
    answers = []
    for field in plain:
        for value in (*VALUES, *NUMBERS, None, [], ["\x00"], {}, True, 1.5):
            command_id = str(uuid.uuid4())
            payload = {**plain, field: value}
            aggregate = f"request/{payload.get('request_id', command_id)}"
            if "alert_id" in payload:
                aggregate = f"alert/{payload['alert_id']}"
            if "directive" in kind:
                aggregate = f"directive/{payload.get('directive_id', command_id)}"
            elif "complaint_id" in payload:
                aggregate = f"complaint/{payload['complaint_id']}"
            body = {
                "id": command_id,
                "device": "d",
                "account": "leader",
                "aggregate": aggregate,
                "n": 1,
                "prev_id": "",
                "type": kind,
                "schema": 1,
                "saved_at": 1,
                "payload": payload,
            }
            answers.append(served.send_raw(command_id, encoded(body)))
    assert problems(served, answers) == []


def test_odd_envelopes(served: Served) -> None:
    """Each field around the payload."""
    _, body = make.envelope(c.AcknowledgeAlert("odd", 1))
    plain = msgspec.json.decode(body)
    answers = []
    for field in plain:
        for value in (*VALUES, *NUMBERS, None, [], {}):
            changed = {**plain, "id": str(uuid.uuid4()), field: value}
            answers.append(served.send_raw(quote(str(changed["id"]), safe="") or "x", encoded(changed)))
    assert problems(served, answers) == []


def encoded(value: Any) -> bytes:
    """JSON with numbers of any length."""
    return json.dumps(value).encode()
