"""Two units with secrets, and everybody who might ask for them: the world of the rights matrix.

Unit A is `U1`, unit B is `U2`. Whatever belongs to one of them carries a mark, so that a leak is found in any answer
by looking for the mark, wherever it may have got to.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec
import sqlalchemy as sa

from data_centre import models as m
from data_centre.accounts import create_account
from data_centre.blobs import BlobStore
from data_centre.complaints import reporters
from data_centre.complaints.submission import Reporter
from data_centre.desk import sessions
from data_centre.tokens import Tokens
from ioc_domain import commands as c
from ioc_domain.codes import Role
from tests.data_centre import factories as make
from tests.data_centre.conftest import PASSWORD, Served
from tests.data_centre.test_desk import Browser
from tests.data_centre.test_desk import field as form_field

UNITS = {"A": "U1", "B": "U2"}
OFFICERS = {"A": "bao", "B": "chi"}
REPORTER = ("Người phản ánh kín", "0909 123 456", "kin@example.invalid", "Nhà riêng của người phản ánh")
"""Identity of a complaint's reporter: in no answer but the one to the duty officer, who has the right."""
REPORTED = "1"
"""Id of the complaint that is theirs."""
NO_ID = "00000000-0000-4000-8000-000000000000"
NO_SHA = "0" * 64
NO_COMPLAINT = "29999999"


def marks(unit: str) -> list[str]:
    """Words that only those who may see that unit's requests may read."""
    return [f"CÂU HỎI KÍN {unit}", f"NGUYÊN NHÂN KÍN {unit}", f"ho-so-kin-{unit}.pdf", f"TỆP KÍN {unit}",
            f"CHỈ ĐẠO KÍN {unit}"]  # fmt: skip


def draft_marks(unit: str) -> list[str]:
    """Words that only the unit's own officers may read."""
    return [f"BẢN NHÁP KÍN {unit}", f"ban-nhap-kin-{unit}.pdf", f"TỆP NHÁP {unit}"]


@dataclass(frozen=True)
class Actor:
    """Somebody who asks. `sees`: units whose requests may leave for them; `desk`: the unit whose desk is theirs;
    `dispatches`: the dispatcher's page is theirs."""

    name: str
    account: str
    token: str
    cookie: str
    signed_in: bool
    sees: frozenset[str] = frozenset()
    desk: str = ""
    role: Role | None = None
    dispatches: bool = False


@dataclass
class World:
    """What there is, by unit: request answered, request with a draft, their files, evidence, bucket, part; a directive
    with its bucket and part."""

    served: Served
    actors: list[Actor] = field(default_factory=list)
    answered: dict[str, str] = field(default_factory=dict)
    drafted: dict[str, str] = field(default_factory=dict)
    file: dict[str, str] = field(default_factory=dict)
    draft_file: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    bucket: dict[str, str] = field(default_factory=dict)
    part: dict[str, str] = field(default_factory=dict)
    ordered: dict[str, str] = field(default_factory=dict)
    directive_bucket: dict[str, str] = field(default_factory=dict)
    directive_part: dict[str, str] = field(default_factory=dict)
    order_drafted: dict[str, str] = field(default_factory=dict)
    order_file: dict[str, str] = field(default_factory=dict)
    complaint: dict[str, str] = field(default_factory=dict)
    complaint_photo: dict[str, str] = field(default_factory=dict)
    own_command: str = ""
    own_body: bytes = b""
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60))

    def call(self, method: str, path: str, **asks: Any) -> httpx.Response:
        """One call that remembers no cookie of the one before."""
        self.http.cookies.clear()
        return self.http.request(method, self.served.url + path, **asks)

    def new_token(self, account: str) -> str:
        """The access token of a session of its own."""
        tokens = Tokens(self.served.database)
        with self.served.database.write() as connection:
            return tokens.begin(connection, account, "d").access

    def new_cookie(self, account: str) -> tuple[str, str]:
        """(cookie, form token) of a desk session of its own, for whomever."""
        with self.served.database.write() as connection:
            made = sessions.begin(connection, account, int(make.MADE_AT) * 2)
            s = m.desk_session
            csrf = connection.execute(sa.select(s.c.csrf).where(s.c.hash == sessions._hash(made))).scalar_one()
        return made, str(csrf)

    def csrf_of(self, actor: Actor) -> str:
        """Form token of an actor's desk session, "" when there is none."""
        s = m.desk_session
        with self.served.database.read() as connection:
            found = connection.execute(sa.select(s.c.csrf).where(s.c.hash == sessions._hash(actor.cookie))).scalar()
        return str(found or "")


def build_world(served: Served) -> World:
    """Fill a data centre that has the people and units of the data centre's tests."""
    world = World(served)
    _more_people(served)
    for unit, code in UNITS.items():
        _requests(world, unit, code)
    served.put(make.alert("của-chung"), make.complaint(1), make.complaint(2))
    for unit, code in UNITS.items():
        _directive(world, unit, code)
        _begun_answer(world, unit, code)
        _complaint(world, unit, code)
    with served.database.write() as connection:
        name, phone, email, address = REPORTER
        reporters.remember(connection, int(REPORTED), Reporter(name, phone, email, address))
    world.own_command, world.own_body = make.envelope(c.AcknowledgeAlert("của-chung", 3), device="máy lãnh đạo")
    assert served.send_raw(world.own_command, world.own_body).status_code == 200
    for unit, code in UNITS.items():
        world.bucket[unit] = f"unit:{code}/explanation_request/-"
        world.part[unit] = _first_part(served, world.bucket[unit])
    _actors(world)
    return world


def _first_part(served: Served, bucket: str) -> str:
    shot = served.as_("leader").get(f"/v1/buckets/{bucket}/snapshot")
    return str(shot.json()["parts"][0]["n"])


def _directive(world: World, unit: str, code: str) -> None:
    """An order on a complaint that all may see; its words are the unit's and the author's."""
    done = world.served.send(make.order(2, code, text=f"CHỈ ĐẠO KÍN {unit}", keep_unit=True))
    assert done.result == "accepted", done
    world.ordered[unit] = done.id
    b = m.bucket.c
    with world.served.database.read() as connection:
        [bucket] = connection.execute(sa.select(b.id).where(b.id.like(f"unit:{code}/directive/%"))).scalars()
    world.directive_bucket[unit] = bucket
    world.directive_part[unit] = _first_part(world.served, bucket)


def _complaint(world: World, unit: str, code: str) -> None:
    """A complaint that lies with the unit, with a photo: all may see the record, its page is the unit's."""
    number = 20_000_001 + sorted(UNITS).index(unit)
    database = world.served.database
    with database.write() as connection:
        data = f"ẢNH CHỤP {unit}".encode()
        photo = BlobStore(database).put(connection, data, kind="photo", mime="image/jpeg", now=1, scope="city")
    photos = msgspec.json.encode([[photo, make.MADE_AT, "image/jpeg"]]).decode()
    made = msgspec.structs.replace(make.complaint(number, created=make.MADE_AT), unit=make.unit(code).id, photos=photos)
    world.served.put(made)
    world.complaint[unit], world.complaint_photo[unit] = str(number), photo


def _begun_answer(world: World, unit: str, code: str) -> None:
    """Another order, with what the unit has written of its answer and a file beside it."""
    directive_id = world.served.send(make.order(1, code, text=f"CHỈ ĐẠO KÍN {unit}", keep_unit=True)).id
    world.order_drafted[unit] = directive_id
    browser = Browser(world.served)
    browser.sign_in(OFFICERS[unit])
    page = browser.http.get(f"/desk/directives/{directive_id}")
    parts: list[Any] = [
        ("csrf", (None, form_field(page, "csrf"))),
        ("answer", (None, f"BẢN NHÁP KÍN {unit}")),
        ("files", (f"ban-nhap-kin-{unit}.pdf", f"%PDF-1.4 TỆP NHÁP {unit}".encode())),
    ]
    world.order_file[unit] = _file_in(browser.http.post(f"/desk/directives/{directive_id}/draft", files=parts))
    browser.http.close()


def _more_people(served: Served) -> None:
    people: list[tuple[str, Role, str, Any]] = [("admin", Role.ADMINISTRATOR, "", None)]
    people += [("trang", Role.DISPATCHER, "", None)]
    people += [(f"bao-{fate}", Role.UNIT_OFFICER, "U1", None) for fate in ("revoked", "expired", "ended")]
    with served.database.write() as connection:
        for account, role, code, scopes in people:
            create_account(connection, account_id=account, name=f"Người {account}", role=role, password=PASSWORD,
                           now=1, unit_code=code, scopes=scopes)  # fmt: skip


def _requests(world: World, unit: str, code: str) -> None:
    served, browser = world.served, Browser(world.served)
    browser.sign_in(OFFICERS[unit])
    for kept, text in ((world.answered, f"NGUYÊN NHÂN KÍN {unit}"), (world.drafted, f"BẢN NHÁP KÍN {unit}")):
        subject = f"v2:K{uuid.uuid4().hex[:8]}"
        served.put(make.indicator(subject[3:]), make.plan(subject=subject), make.observation(1, 81.4, subject=subject))
        sha256 = served.store_evidence(subject, title=f"CÂU HỎI KÍN {unit}")
        asked = make.issue(code, sha256, subject=subject, title=f"CÂU HỎI KÍN {unit}", requires=["cause", "remedy"])
        request_id = kept[unit] = served.send(asked).id
        if kept is world.answered:
            world.evidence[unit] = sha256
            done = browser.send(request_id, files=[(f"ho-so-kin-{unit}.pdf", f"%PDF-1.4 TỆP KÍN {unit}".encode())],
                                cause=text, remedy="Có")  # fmt: skip
            world.file[unit] = _file_in(done)
        else:
            draft = [(f"ban-nhap-kin-{unit}.pdf", f"%PDF-1.4 TỆP NHÁP {unit}".encode())]
            world.draft_file[unit] = _file_in(browser.send(request_id, "draft", files=draft, cause=text))
    browser.http.close()


def _file_in(page: httpx.Response) -> str:
    assert page.status_code == 200, page.text[:500]
    return page.text.split("/files/")[1][:64]


def _actors(world: World) -> None:
    both, database = frozenset(UNITS), world.served.database
    past = Tokens(database, lambda: float(make.MADE_AT) - 10 * 365 * 86_400)

    def actor(name: str, account: str, sees: frozenset[str] = frozenset(), desk: str = "", role: Role | None = None,
              *, signed_in: bool = True, dispatches: bool = False) -> Actor:  # fmt: skip
        made = Actor(name, account, world.new_token(account), world.new_cookie(account)[0], signed_in, sees, desk, role,
                     dispatches)  # fmt: skip
        world.actors.append(made)
        return made

    actor("leader", "leader", both, role=Role.LEADER)
    actor("leader of other places", "district", role=Role.LEADER)
    actor("duty officer", "duty", both, role=Role.DUTY_OFFICER)
    actor("officer of A", "bao", frozenset("A"), "A", Role.UNIT_OFFICER)
    actor("officer of B", "chi", frozenset("B"), "B", Role.UNIT_OFFICER)
    actor("data supplier", "supplier", role=Role.DATA_SUPPLIER)
    actor("dispatcher", "trang", role=Role.DISPATCHER, dispatches=True)
    actor("administrator", "admin", role=Role.ADMINISTRATOR)
    revoked = actor("revoked account of A", "bao-revoked", signed_in=False)
    ended = actor("ended session of A", "bao-ended", signed_in=False)
    world.actors.append(Actor("nobody", "", "", "", signed_in=False))
    with database.write() as connection:
        connection.execute(sa.update(m.account).where(m.account.c.id == revoked.account).values(active=0))
        connection.execute(sa.update(m.session).where(m.session.c.account == ended.account).values(ended_at=1))
        connection.execute(sa.delete(m.desk_session).where(m.desk_session.c.account == ended.account))
        expired = past.begin(connection, "bao-expired", "d").access
        cookie = sessions.begin(connection, "bao-expired", 1)
    world.actors.append(Actor("expired token of A", "bao-expired", expired, cookie, signed_in=False))
