"""Who may do what: one entry for each route, read by the rights matrix. A route without an entry fails the test."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ioc_domain import commands as c
from ioc_domain.codes import Role
from tests.data_centre import factories as make
from tests.data_centre.conftest import PASSWORD
from tests.faults.rights_world import NO_COMPLAINT, NO_ID, NO_SHA, OFFICERS, REPORTED, UNITS, Actor, World


@dataclass(frozen=True)
class Thing:
    """What is asked for: of unit `A` or `B`, of `all`, or `none`, that is not there. `id` is its name in the path."""

    owner: str
    id: str = ""
    second: str = ""


@dataclass(frozen=True)
class Entry:
    """One route. `may(actor, thing)` is asked for those who are signed in; `good` and `refused` are statuses."""

    method: str
    path: str
    things: Callable[[World], list[Thing]]
    may: Callable[[Actor, Thing], bool]
    good: int = 200
    refused: int = 404
    asks: Callable[[World, Actor, Thing], dict[str, Any]] = lambda _w, _a, _t: {}
    """What httpx is told beside method and path."""
    only: tuple[str, ...] = ()
    """Actors to ask, where it is the same for all."""
    right: str = ""
    """The one account that has the right this call needs; all others hear 403, whatever they ask for."""

    @property
    def desk(self) -> bool:
        """A page of the desk, with a cookie."""
        return self.path.startswith("/desk")

    @property
    def open(self) -> bool:
        """Needs no sign-in."""
        return (self.method, self.path) in OPEN

    def expected(self, actor: Actor, thing: Thing) -> int:
        """The status."""
        if self.open:
            return self.good if self.may(actor, thing) else self.refused
        if not (bool(actor.desk or actor.dispatches) if self.desk else actor.signed_in):
            return 303 if self.desk else 401
        # Whoever is at the desk for something else is told so, whatever they ask for.
        theirs = actor.dispatches if self.path.startswith(DISPATCH) else actor.desk
        if self.desk and self.path != SIGN_OUT and not theirs:
            return 403
        if self.right and actor.account != self.right:
            return 403
        return self.good if self.may(actor, thing) else self.refused


SIGN_OUT, DISPATCH = "/desk/sign-out", "/desk/dispatch"
SEE_REPORTER = "/v1/complaints/{complaint}/reporter"
OPEN = {
    ("GET", "/v1/openapi.json"), ("HEAD", "/v1/openapi.json"), ("GET", "/v1/health"), ("POST", "/v1/session"),
    ("POST", "/v1/session/refresh"), ("GET", "/desk"), ("GET", "/desk/sign-in"), ("POST", "/desk/sign-in"),
    ("MOUNT", "/desk/static"), ("MOUNT", "/desk/fonts"), ("MOUNT", "/open311"),
    ("MOUNT", "/phan-anh"),
}  # fmt: skip


def whole(_world: World) -> list[Thing]:
    """A call that is about nothing in particular."""
    return [Thing("all")]


def of(names: str, second: str = "", none: str = NO_ID, no_second: str = "") -> Callable[[World], list[Thing]]:
    """The things of A, of B, and one that is not there. `names`, `second`: attributes of the world."""

    def things(world: World) -> list[Thing]:
        more = getattr(world, second) if second else dict.fromkeys(UNITS, "")
        found = [Thing(unit, getattr(world, names)[unit], more[unit]) for unit in UNITS]
        return [*found, Thing("none", none, no_second)]

    return things


def anybody(_actor: Actor, _thing: Thing) -> bool:
    """Whoever has come so far."""
    return True


def in_scope(actor: Actor, thing: Thing) -> bool:
    """Things of a unit whose rows the account may have."""
    return thing.owner in actor.sees


def own_desk(actor: Actor, thing: Thing) -> bool:
    """Things of the officer's own unit."""
    return thing.owner == actor.desk


def there(_actor: Actor, thing: Thing) -> bool:
    """Things that are not missing, whosesoever they are."""
    return thing.owner != "none"


def exists(_actor: Actor, thing: Thing) -> bool:
    """Open to all who name it right."""
    return thing.owner == "all"


def _georeport(_world: World) -> list[Thing]:
    """Open to the public: services, a complaint without its reporter; and what is not there."""
    asked = "?jurisdiction_id=ioc"
    there = ("v2/services.json", "v2/requests.json", "v2/request/1.json", "v2/request/1.xml")
    gone = (f"v2/request/{n}.json" for n in (77777, 88888))
    return [*(Thing("all", path + asked) for path in there), *(Thing("none", path + asked) for path in gone)]


def _citizen(_world: World) -> list[Thing]:
    """Open to the public; a complaint is followed by whoever has its tracking number, which nobody has here."""
    gone = ("PA-26-000001-KKKKKKKK", "PA-26-000002-KKKKKKKK")
    return [*(Thing("all", path) for path in ("", "ket-qua", "theo-doi")), *(Thing("none", path) for path in gone)]


def _page(world: World, _actor: Actor, _thing: Thing) -> dict[str, Any]:
    manifest = world.served.manifest("leader")
    sets = {"leader": manifest.set}
    return {"params": {"set": sets.get(_actor.account, _set_of(world, _actor)), "after": f"{manifest.epoch}:0",
                       "timeout": 0}}  # fmt: skip


def _set_of(world: World, actor: Actor) -> str:
    return world.served.manifest(actor.account).set if actor.signed_in else "x"


def _form(world: World, actor: Actor, thing: Thing) -> dict[str, Any]:
    draft = f"BẢN NHÁP KÍN {thing.owner}" if thing.owner == actor.desk else ""
    return {"data": {"csrf": world.csrf_of(actor), "cause": draft}, "headers": {"Accept": "application/json"}}


def _directive_form(world: World, actor: Actor, thing: Thing) -> dict[str, Any]:
    form = _form(world, actor, thing)
    return {**form, "data": {"csrf": form["data"]["csrf"], "answer": form["data"]["cause"]}}


def _move_form(world: World, actor: Actor, _thing: Thing) -> dict[str, Any]:
    return {"data": {"csrf": world.csrf_of(actor), "seen": "old", "verb": "close", "text": "Đã xong"}}


def _route_form(world: World, actor: Actor, _thing: Thing) -> dict[str, Any]:
    return {"data": {"csrf": world.csrf_of(actor), "seen": "old", "do": "route", "unit": "U9", "text": "Đã xong"}}


def _bulk_form(world: World, actor: Actor, thing: Thing) -> dict[str, Any]:
    return {"data": {"csrf": world.csrf_of(actor), "do": "pick", f"pick.{thing.id}": "old"}}


def _answer_form(world: World, actor: Actor, thing: Thing) -> dict[str, Any]:
    return {"data": _form(world, actor, thing)["data"]}


def _sign_out(world: World, actor: Actor, _thing: Thing) -> dict[str, Any]:
    if not (actor.desk or actor.dispatches):
        return {"data": {"csrf": "x"}}
    cookie, csrf = world.new_cookie(actor.account)
    return {"data": {"csrf": csrf}, "cookies": {"ioc_desk": cookie}}


def _end_session(world: World, actor: Actor, _thing: Thing) -> dict[str, Any]:
    token = world.new_token(actor.account) if actor.signed_in else actor.token
    return {"headers": {"Authorization": f"Bearer {token}"} if token else {}}


def _accounts(_world: World) -> list[Thing]:
    """One that is right, and three of one length: the page shows the name again that was given."""
    return [Thing("all", OFFICERS["A"], PASSWORD), Thing("A", "bao-expired", "x" * 12),
            Thing("A", "bao-revoked", PASSWORD), Thing("none", "bao-unknown", "x" * 12)]  # fmt: skip


def _desk_sign_in(_world: World, _actor: Actor, thing: Thing) -> dict[str, Any]:
    form = "f" * 32
    return {"data": {"csrf": form, "account": thing.id, "password": thing.second}, "cookies": {"ioc_desk_form": form}}


def _command(world: World, actor: Actor, _thing: Thing) -> dict[str, Any]:
    body = make.envelope(c.AcknowledgeAlert("không có", 1), account=actor.account, device=actor.account,
                         command_id=_thing.id)[1]  # fmt: skip
    return {"content": body}


def _evidence(_world: World, actor: Actor, _thing: Thing) -> dict[str, Any]:
    return {"content": make.evidence(title="của ai đó")[1]}


ENTRIES = [
    Entry("GET", "/v1/openapi.json", whole, anybody),
    Entry("HEAD", "/v1/openapi.json", whole, anybody),
    Entry("GET", "/v1/health", whole, anybody),
    Entry("POST", "/v1/session", _accounts, exists, refused=401, only=("nobody",),
          asks=lambda _w, _a, t: {"json": {"account": t.id, "password": t.second}}),
    Entry("POST", "/v1/session/refresh", lambda _w: [Thing("none", "x"), Thing("none", "y")], exists, refused=401,
          only=("nobody",), asks=lambda _w, _a, t: {"json": {"refresh": t.id}}),
    Entry("DELETE", "/v1/session", whole, anybody, good=204, asks=_end_session),
    Entry("GET", "/v1/manifest", whole, anybody),
    Entry("GET", "/v1/buckets/{bucket:path}/snapshot", of("bucket", none="unit:U7/explanation_request/-"), in_scope),
    Entry("GET", "/v1/buckets/{bucket:path}/parts/{n}",
          of("bucket", "part", none="unit:U7/explanation_request/-", no_second="999"), in_scope),
    Entry("GET", "/v1/changes", whole, anybody, asks=_page),
    Entry("GET", "/v1/wait", whole, anybody, asks=_page),
    Entry("PUT", "/v1/commands/{command_id}", lambda _w: [Thing("all", str(uuid.uuid4()))], anybody, asks=_command),
    Entry("GET", "/v1/commands", whole, anybody, asks=lambda _w, _a, _t: {"params": {"device": "máy lãnh đạo"}}),
    Entry("PUT", "/v1/evidence/{sha256}", lambda _w: [Thing("all", make.evidence(title="của ai đó")[0])], anybody,
          good=201, asks=_evidence),
    Entry("GET", "/v1/files/{sha256}", of("file", none=NO_SHA), in_scope),
    Entry("GET", "/v1/evidence/{sha256}", of("evidence", none=NO_SHA), in_scope),
    Entry("POST", SEE_REPORTER, lambda _w: [Thing("all", REPORTED), Thing("none", "99999"), Thing("none", "99998")],
          exists, asks=lambda _w, _a, _t: {"json": {"reason": "Cần gọi lại để hỏi vị trí"}}, right="duty"),
    Entry("POST", "/v1/complaints/by-phone", lambda _w: [Thing("all", "3456"), Thing("all", "0000")], anybody,
          asks=lambda _w, _a, t: {"json": {"last4": t.id}}, right="duty"),
    Entry("GET", "/desk", whole, anybody, good=303),
    Entry("GET", "/desk/sign-in", whole, anybody),
    Entry("POST", "/desk/sign-in", _accounts, exists, good=303, refused=401, only=("nobody",), asks=_desk_sign_in),
    Entry("POST", "/desk/sign-out", whole, anybody, good=303, asks=_sign_out),
    Entry("GET", "/desk/requests", whole, anybody),
    Entry("GET", "/desk/requests/{task_id}", of("answered"), own_desk),
    Entry("POST", "/desk/requests/{task_id}/draft", of("drafted"), own_desk, asks=_form),
    # Without a remedy, which these requests ask for, the answer is not sent: the page comes again.
    Entry("POST", "/desk/requests/{task_id}/answer", of("drafted"), own_desk, good=422, asks=_answer_form),
    Entry("GET", "/desk/requests/{task_id}/files/{sha256}", of("answered", "file", no_second=NO_SHA), own_desk),
    Entry("GET", "/desk/directives", whole, anybody),
    Entry("GET", "/desk/directives/{task_id}", of("order_drafted"), own_desk),
    Entry("POST", "/desk/directives/{task_id}/draft", of("order_drafted"), own_desk, asks=_directive_form),
    # Without words the answer is not sent: the page comes again.
    Entry("POST", "/desk/directives/{task_id}/answer", of("order_drafted"), own_desk, good=422, asks=_answer_form),
    Entry("GET", "/desk/directives/{task_id}/files/{sha256}", of("order_drafted", "order_file", no_second=NO_SHA),
          own_desk),
    Entry("GET", "/desk/complaints", whole, anybody),
    Entry("GET", "/desk/complaints/{number}", of("complaint", none=NO_COMPLAINT), own_desk),
    # A form of a page that is older than the complaint does nothing: the page comes again.
    Entry("POST", "/desk/complaints/{number}/move", of("complaint", none=NO_COMPLAINT), own_desk, good=409,
          asks=_move_form),
    Entry("GET", "/desk/complaints/{number}/files/{sha256}",
          of("complaint", "complaint_photo", none=NO_COMPLAINT, no_second=NO_SHA), own_desk),
    Entry("GET", "/desk/dispatch", whole, anybody),
    Entry("GET", "/desk/dispatch/state", whole, anybody),
    # All complaints may be read by whoever places them; what has its unit is not theirs to move: the page comes again.
    Entry("GET", "/desk/dispatch/{number}", of("complaint", none=NO_COMPLAINT), there),
    Entry("GET", "/desk/dispatch/{number}/files/{sha256}",
          of("complaint", "complaint_photo", none=NO_COMPLAINT, no_second=NO_SHA), there),
    Entry("POST", "/desk/dispatch/{number}/route", of("complaint", none=NO_COMPLAINT), there, good=409,
          asks=_route_form),
    Entry("POST", "/desk/dispatch/{number}/reject", of("complaint", none=NO_COMPLAINT), there, good=409,
          asks=_route_form),
    # The dispatcher of this world has no right to identities.
    Entry("POST", "/desk/dispatch/{number}/reporter", of("complaint", none=NO_COMPLAINT), there, asks=_route_form,
          right="duty"),
    Entry("POST", "/desk/dispatch/bulk", of("complaint", none=NO_COMPLAINT), anybody, asks=_bulk_form),
    Entry("MOUNT", "/desk/static", lambda _w: [Thing("all", "desk.css"), Thing("none", "desk.xyz")], exists),
    Entry("MOUNT", "/desk/fonts", lambda _w: [Thing("none", "x.ttf")], exists),
    Entry("MOUNT", "/open311", _georeport, exists),
    Entry("MOUNT", "/phan-anh", _citizen, exists, only=("nobody", "leader", "officer of A")),
]  # fmt: skip
MORE = [
    # The same routes for other things: drafts are the unit's own, and a file must belong to the request that is named.
    Entry("GET", "/v1/files/{sha256}", of("draft_file", none=NO_SHA), own_desk),
    Entry("GET", "/v1/files/{sha256}", of("evidence", none=NO_SHA), in_scope),
    Entry("GET", "/v1/evidence/{sha256}", of("draft_file", none=NO_SHA), own_desk),
    Entry("GET", "/desk/requests/{task_id}/files/{sha256}", of("drafted", "draft_file", no_second=NO_SHA), own_desk),
    Entry("GET", "/desk/requests/{task_id}/files/{sha256}",
          lambda w: [Thing("none", w.answered["A"], w.file["B"]), Thing("none", w.answered["A"], NO_SHA)], own_desk,
          only=("officer of A",)),
    Entry("GET", "/v1/buckets/{bucket:path}/snapshot", of("directive_bucket", none="unit:U7/directive/2026"), in_scope),
    Entry("GET", "/v1/buckets/{bucket:path}/parts/{n}",
          of("directive_bucket", "directive_part", none="unit:U7/directive/2026", no_second="999"), in_scope),
    Entry("GET", "/v1/buckets/{bucket:path}/parts/{n}",
          lambda w: [Thing("none", "city/alert/-.......padding", w.part["A"]),
                     Thing("none", "city/alert/-.......padding", "999")], in_scope),
    Entry("GET", "/desk/requests/{task_id}", of("drafted"), own_desk),
]  # fmt: skip

COMMANDS: dict[str, tuple[frozenset[Role], Callable[[World, Thing], c.Payload], str]] = {
    "issue_explanation_request": (frozenset({Role.LEADER}),
                                  lambda _w, t: make.issue(t.second, make.evidence()[0], insist=True), ""),
    "withdraw_request": (frozenset({Role.LEADER}), lambda _w, t: c.WithdrawRequest(t.id, "x"), "unknown_request"),
    "accept_explanation": (frozenset({Role.LEADER}), lambda _w, t: c.AcceptExplanation(t.id), "unknown_request"),
    "return_explanation": (frozenset({Role.LEADER}), lambda _w, t: c.ReturnExplanation(t.id, "x", 3),
                           "unknown_request"),
    "acknowledge_alert": (frozenset({Role.LEADER, Role.DUTY_OFFICER}),
                          lambda _w, t: c.AcknowledgeAlert(t.id, 1), "unknown_alert"),
    "assign_alert": (frozenset({Role.LEADER, Role.DUTY_OFFICER}),
                     lambda _w, t: c.AssignAlert(t.id, "U9", "x"), "unknown_alert"),
    "shelve_alert": (frozenset({Role.LEADER, Role.DUTY_OFFICER}),
                     lambda _w, t: c.ShelveAlert(t.id, make.MADE_AT * 2, "x"), "unknown_alert"),
    "reopen_complaint": (frozenset({Role.LEADER, Role.DUTY_OFFICER}),
                         lambda _w, _t: c.ReopenComplaint(999_999, "x"), ""),
    "issue_directive": (frozenset({Role.LEADER, Role.DUTY_OFFICER}),
                        lambda _w, t: make.order(1, t.second, again=True), ""),
    "accept_directive": (frozenset({Role.LEADER, Role.DUTY_OFFICER}),
                         lambda w, t: c.AcceptDirective(w.ordered.get(t.owner, t.id)), "unknown_directive"),
    "return_directive": (frozenset({Role.LEADER, Role.DUTY_OFFICER}),
                         lambda w, t: c.ReturnDirective(w.ordered.get(t.owner, t.id), "x", 3), "unknown_directive"),
    "withdraw_directive": (frozenset({Role.LEADER, Role.DUTY_OFFICER}),
                           lambda w, t: c.WithdrawDirective(w.ordered.get(t.owner, t.id), "x"), "unknown_directive"),
}  # fmt: skip
"""Per command: the roles that may give it, the payload about a thing, and how a thing that is not there is called."""
