"""GeoReport v2 over real HTTP: what the text of the standard says, in both formats."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from PIL import Image

from data_centre.cli import main
from data_centre.complaints import quarantine
from data_centre.complaints.intake import Intake
from data_centre.complaints.life import Move, load, move, reporter_of
from data_centre.complaints.rights import Mover
from data_centre.complaints.submission import Reporter, SentFile
from data_centre.complaints.words import HIDDEN
from data_centre.feed import writing
from data_centre.open311 import keys
from ioc_domain.codes import Channel, ComplaintStatus
from tests.data_centre.complaint_city import BEN_THANH, fill_city, photo, pothole
from tests.data_centre.conftest import Served, new_database, serving

JSON, XML = "application/json; charset=utf-8", "text/xml; charset=utf-8"


@dataclass
class Georeport:
    """A served centre with its lists, a key, and some complaints."""

    served: Served
    http: httpx.Client
    key: str
    intake: Intake

    def get(self, path: str, **query: Any) -> httpx.Response:
        """A GET with our jurisdiction."""
        return self.http.get(f"/open311/v2/{path}", params={"jurisdiction_id": "ioc", **query})

    def post(self, form: str = "json", **fields: Any) -> httpx.Response:
        """A POST of a lamp that is out, with our key, unless said otherwise; None leaves a field out."""
        said = {
            "jurisdiction_id": "ioc",
            "api_key": self.key,
            "service_code": "CS-01",
            "lat": BEN_THANH[0],
            "long": BEN_THANH[1],
            **fields,
        }
        return self.http.post(f"/open311/v2/requests.{form}", data={k: v for k, v in said.items() if v is not None})


@pytest.fixture(scope="module", params=[pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)])
def api(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Georeport]:
    """A centre that answers."""
    with new_database(request.param, tmp_path_factory.mktemp("centre"), request) as database:
        fill_city(database, int(time.time()))
        with database.write() as connection:
            key = keys.make(connection, "Ứng dụng thử", 1)
        # More than any test sends; what is refused is in `test_open311_limits`.
        many = {"IOC_OPEN311_POSTS": "100000", "IOC_OPEN311_STRANGERS": "100000"}
        with serving(database, many) as served, served.anonymous() as http:
            yield Georeport(served, http, key, Intake(database))


def errors(answer: httpx.Response) -> list[tuple[int, str]]:
    """Errors of either format."""
    if answer.headers["content-type"] == JSON:
        return [(e["code"], e["description"]) for e in answer.json()]
    assert answer.headers["content-type"] == XML
    root = ET.fromstring(answer.content)
    assert root.tag == "errors"
    return [(int(e.findtext("code", "")), e.findtext("description", "")) for e in root.findall("error")]


def test_discovery_and_services(api: Georeport) -> None:
    """The address found in the discovery serves the services, the same in both formats, with types as the standard
    writes them."""
    found = api.http.get("/open311/discovery.json").json()
    endpoint = found["endpoints"][0]
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert endpoint["url"] == f"{api.served.url}/open311/v2"
    discovered = ET.fromstring(api.http.get("/open311/discovery.xml").content)
    assert discovered.findtext("endpoints/endpoint/url") == endpoint["url"]
    listed, as_xml = api.get("services.json"), api.get("services.xml")
    assert (listed.headers["content-type"], as_xml.headers["content-type"]) == (JSON, XML)
    assert as_xml.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    services = {s["service_code"]: s for s in listed.json()}
    names = {s.findtext("service_code"): s.findtext("service_name") for s in ET.fromstring(as_xml.content)}
    assert names == {code: s["service_name"] for code, s in services.items()}
    assert len(services) == 130 + 18 and "COV" not in services
    assert services["CS-01"]["metadata"] is True and services["CS-01"]["type"] == "realtime"
    assert services["CS-01"]["group"] == services["CS"]["group"] == "Chiếu sáng"
    definition = api.get("services/CS-01.json").json()
    assert [a["code"] for a in definition["attributes"]] == ["DANGER", "POLE"]
    attribute = ET.fromstring(api.get("services/CS-01.xml").content).find("attributes/attribute")
    assert attribute is not None
    assert attribute.findtext("datatype") == "singlevaluelist" and attribute.findtext("required") == "false"
    assert [v.findtext("key") for v in attribute.findall("values/value")] == ["yes", "no"]


def test_a_request_is_posted_and_followed(api: Georeport) -> None:
    """It is in the feed under its id, its times are in UTC with Z, the sender's identity is in no answer."""
    before = datetime.now(UTC).replace(microsecond=0)
    answer = api.post(
        description="Đèn tắt, gọi 0903123456 hoặc Nguyễn Văn A",
        first_name="Nguyễn",
        last_name="Văn A",
        phone="0903123456",
        email="a@example.vn",
        address_string="Cửa Nam chợ",
        **{"attribute[DANGER]": "yes", "attribute[POLE]": "12A", "attribute[OTHER][]": ["1", "2"]},
    )
    assert answer.status_code == 200 and answer.headers["content-type"] == JSON
    (made,) = answer.json()
    assert "token" not in made and "PA-" in made["service_notice"]
    number = int(made["service_request_id"])
    with api.served.database.write() as connection:
        row = load(connection, number)
        assert reporter_of(connection, number) == Reporter("Nguyễn Văn A", "0903123456", "a@example.vn")
    assert row.body.endswith("Có nguy hiểm cho người qua lại không?: Có\nSố trụ đèn: 12A")
    assert row.channel == Channel.APP
    for path in (f"request/{number}.json", f"requests/{number}.json"):
        shown = api.get(path).json()
        assert shown["service_request_id"] == str(number) and shown["status"] == "open"
    assert shown["description"].startswith(f"Đèn tắt, gọi {HIDDEN} hoặc {HIDDEN}")
    assert shown["address"] == "Cửa Nam chợ, Phường Bến Thành"
    assert (shown["lat"], shown["long"]) == pytest.approx(BEN_THANH, abs=1e-6)
    assert "media_url" not in shown
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        assert shown[name].endswith("Z") and datetime.fromisoformat(shown[name]) >= before
    listed = api.get("requests.json", service_request_id=f"{number},1,x").json()
    assert listed == [shown]
    (as_xml,) = ET.fromstring(api.get(f"request/{number}.xml").content).findall("request")
    assert {e.tag: e.text for e in as_xml} == {k: str(v) for k, v in shown.items()}


def test_a_closed_request_shows_its_outcome_and_photo(api: Georeport) -> None:
    """Status, time of closing, notes and the photo of proof; before that no photo is to be had."""
    taken = api.intake.take(pothole(files=(SentFile("a.jpg", 1, photo()),)))
    media = f"/open311/v2/media/{taken.id}/0.jpg"
    assert api.http.get(media).status_code == 404
    with writing(api.served.database) as writer:
        files = (SentFile("b.jpg", 1, photo(colour="green")),)
        move(writer, api.intake.blobs, taken.id, Move("close", "Đã vá. Gọi 0911222333.", files=files), Mover("test"))
    shown = api.get(f"request/{taken.id}.json").json()
    assert (shown["status"], shown["status_notes"]) == ("closed", f"Đã vá. Gọi {HIDDEN}.")
    with api.served.database.write() as connection:
        closed = load(connection, taken.id).closed
    assert shown["updated_datetime"] == datetime.fromtimestamp(closed, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert shown["media_url"].endswith(media)
    picture = api.http.get(media)
    assert Image.open(io.BytesIO(picture.content)).size == (64, 64) and picture.headers["content-type"] == "image/jpeg"
    assert api.http.get(f"/open311/v2/media/{taken.id}/2.jpg").status_code == 404
    token = api.get(f"tokens/{taken.tracking}.json").json()
    assert token == {"service_request_id": str(taken.id), "token": taken.tracking}
    assert api.get(f"tokens/{taken.code}.json").status_code == 404


def test_filters_and_their_limits(api: Georeport) -> None:
    """By time, service, status and page; at most 90 days and 1000 requests, newest first; an empty argument is none."""
    now = int(time.time())
    made = [
        api.intake.take(pothole(created=now - days * 86400, type_code=kind)).id
        for days, kind in ((1, "CX-01"), (50, "CX-01"), (80, "CX-02"), (100, "CX-01"), (200, "CX-01"))
    ]

    def ids(**query: Any) -> list[int]:
        answer = api.get("requests.json", **query)
        assert answer.status_code == 200, answer.text
        return [n for r in answer.json() if (n := int(r["service_request_id"])) in made]

    def day(ago: int) -> str:
        return datetime.fromtimestamp(now - ago * 86400, UTC).isoformat().replace("+00:00", "Z")

    assert ids() == ids(start_date="", end_date="", status="", service_code="") == made[:3]
    assert ids(start_date=day(60)) == made[:2]
    assert ids(end_date=day(60)) == made[2:4]
    assert ids(start_date=day(300), end_date=day(60)) == made[2:4]
    assert ids(start_date=day(1), end_date=day(2)) == []
    assert ids(start_date=day(60).replace("Z", "+00:00"), service_code="CX-01,XX") == made[:2]
    assert ids(service_code="CX-02") == [made[2]] and ids(service_code="CX") == []
    with writing(api.served.database) as writer:
        move(writer, api.intake.blobs, made[0], Move("reject", "Đường nội bộ."), Mover("test"))
    assert (
        ids(status="closed") == [made[0]] and ids(status="open") == made[1:3] and ids(status="open,closed") == made[:3]
    )
    assert ids(service_code="CX-01", page_size=1, page=2) == [made[1]]
    many = ",".join(str(n) for n in range(1, 3000))
    assert api.get("requests.json", service_request_id=many).json() == []


WRONG: list[tuple[dict[str, Any], int, str]] = [
    ({"jurisdiction_id": None}, 400, "jurisdiction_id was not provided"),
    ({"jurisdiction_id": "sfgov.org"}, 404, "jurisdiction_id was not found"),
    ({"api_key": None}, 403, "api_key was not provided"),
    ({"api_key": "x"}, 403, "api_key is not valid"),
    ({"service_code": None}, 400, "service_code was not provided"),
    ({"service_code": "XX"}, 404, "service_code was not found"),
    ({"lat": None}, 400, "lat and long must both be sent"),
    ({"lat": None, "long": None}, 400, "a location was not provided"),
    ({"lat": "mười"}, 400, "lat is not a number"),
    ({"lat": 0, "long": 0}, 400, "0,0"),
    ({"lat": BEN_THANH[1], "long": BEN_THANH[0]}, 400, "đảo ngược"),
    ({"lat": 21.0285, "long": 105.8542}, 400, "ngoài địa bàn"),
    ({"description": "x" * 4001}, 400, "longer than 4000"),
    ({"attribute[DANGER]": "maybe"}, 400, "must be one of: yes, no"),
    ({"media_url": "file:///etc/passwd"}, 400, "http://"),
    ({"description": "x" * 1_100_000}, 400, "larger than 1 MB"),
]


@pytest.mark.parametrize(("fields", "status", "text"), WRONG, ids=[w[2] for w in WRONG])
@pytest.mark.parametrize("form", ["json", "xml"])
def test_errors_of_a_post(api: Georeport, form: str, fields: dict[str, Any], status: int, text: str) -> None:
    """Code and words in the form of the standard; nothing is taken in."""
    answer = api.post(form, **fields)
    assert answer.status_code == status
    ((code, description),) = errors(answer)
    assert code == status and text in description


def test_errors_of_a_get(api: Georeport) -> None:
    """What is not there, what is not understood, what is not allowed."""
    cases = [
        (api.http.get("/open311/v2/services.json"), 400),
        (api.http.get("/open311/v2/services.xml?jurisdiction_id=x"), 404),
        (api.http.get("/open311/v2/requests.xml?jurisdiction_id=x"), 401),
        (api.get("services/XX.json"), 404),
        (api.get("requests.json", status="late"), 400),
        (api.get("requests.xml", start_date="2026-11-16"), 400),
        (api.get("requests.xml", start_date="hôm qua"), 400),
        (api.get("requests.json", page_size=1001), 400),
        (api.get("requests.csv"), 404),
        (api.get("request/99999999999999999999.json"), 404),
        (api.get("request/%00.json"), 404),
        (api.get("request/a%0Ab.json"), 404),
        (api.get("nothing"), 404),
        (api.http.delete("/open311/v2/services.json"), 405),
        (api.http.post("/open311/v2/requests.json", content=b"{}", headers={"content-type": "application/json"}), 400),
        (api.http.post("/open311/v2/requests.json", content=iter([b"a=1"])), 400),
    ]
    for answer, status in cases:
        assert answer.status_code == status, answer.request.url
        assert [code for code, _ in errors(answer)] == [status]


def test_a_photo_comes_along_in_a_multipart_post(api: Georeport) -> None:
    """What is no photo is told in the notice and set aside; the request is taken all the same."""
    said = {"jurisdiction_id": "ioc", "api_key": api.key, "service_code": "CS-01", "address_string": "Lê Lợi"}
    files = [("media", ("a.png", photo("PNG"))), ("media", ("b.jpg", b"PK\x03\x04"))]
    (made,) = api.http.post("/open311/v2/requests.json", data=said, files=files).json()
    assert "không phải là ảnh" in made["service_notice"]
    with api.served.database.write() as connection:
        row = load(connection, int(made["service_request_id"]))
        assert [q.place for q in quarantine.latest(connection) if q.subject == row.code] == ["file 2"]
    assert len(json.loads(row.photos)) == 1 and row.status == ComplaintStatus.IN_PROGRESS


def test_hostile_text_stays_text(api: Georeport) -> None:
    """Whatever is written comes back as the same text in JSON and in XML that any parser reads."""
    for text in ("<script>alert(1)</script>&amp;]]>", "\u202eđảo\u200b {{7*7}}", "a\ufffeb"):
        (made,) = api.post(description=text).json()
        number = made["service_request_id"]
        assert api.get(f"request/{number}.json").json()["description"] == text
        xml = ET.fromstring(api.get(f"request/{number}.xml").content)
        assert xml.findtext("request/description") == text.replace("\ufffe", "\ufffd")


@pytest.mark.parametrize("api", ["sqlite"], indirect=True)
def test_keys_are_made_and_ended(api: Georeport, capsys: pytest.CaptureFixture[str]) -> None:
    """The key is printed once and works at once; ended, it opens nothing; a name is taken once."""
    address = ["--database", api.served.database.engine.url.render_as_string(hide_password=False)]
    assert main(["open311", "key", "add", "Ứng dụng B", *address]) == 0
    key = capsys.readouterr().out.strip()
    assert api.post(api_key=key).status_code == 200
    assert main(["open311", "key", "add", "Ứng dụng B", *address]) == 2
    assert main(["open311", "key", "list", *address]) == 0
    out = capsys.readouterr().out
    assert "Ứng dụng B" in out and key not in out
    assert main(["open311", "key", "end", "Ứng dụng B", *address]) == 0
    assert api.post(api_key=key).status_code == 403
    assert main(["open311", "key", "end", "Ứng dụng B", *address]) == 2


def schemathesis(folder: Path, definition: dict[str, Any], url: str, *words: str) -> str:
    """Run the outside checker over the definition; returns what it said. Fails when it found anything."""
    (folder / "georeport.yaml").write_text(yaml.safe_dump(definition, sort_keys=False), encoding="utf-8")
    program = Path(sys.executable).parent / "schemathesis"
    common = ["--url", f"{url}/open311/v2", "--warnings", "off", "--continue-on-failure"]
    done = subprocess.run(
        [str(program), *(w for w in words if w.startswith("--config-file")), "run", "georeport.yaml", *common]
        + [w for w in words if not w.startswith("--config-file")],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return done.stdout


@pytest.mark.realdata
@pytest.mark.parametrize("api", ["sqlite"], indirect=True)
def test_the_official_definition_holds(api: Georeport, realdata: Path, tmp_path: Path) -> None:
    """`schemathesis run` of the official definition, first with everything random and every check, then with a known
    service so that the answers are real ones.

    The definition leaves out error numbers which the text of the standard names: they are added, nothing else is.
    It cannot say that an empty argument is none and that latitude needs longitude: the second run does not judge
    whether data should have been taken.
    """
    definition = yaml.safe_load((realdata / "open311" / "georeport_v2-1.yaml").read_text(encoding="utf-8"))
    for operations in definition["paths"].values():
        for operation in operations.values():
            for status in ("400", "403", "404"):
                operation["responses"].setdefault(status, {"description": "as the text of the standard says"})
    told = schemathesis(tmp_path, definition, api.served.url, "--seed", "311", "--max-examples", "15")
    assert "6 selected / 6 total" in told and "No issues found" in told
    taken = api.intake.take(pothole())
    fixed = {
        "query.jurisdiction_id": "ioc",
        "query.api_key": api.key,
        "query.service_code": "CS-01",
        "path.service_code": "CS-01",
        "path.response_format": "json",
        "path.service_request_id": str(taken.id),
        "path.token_id": taken.tracking,
    }
    lines = ["[parameters]", *(f"{json.dumps(name)} = {json.dumps(value)}" for name, value in fixed.items())]
    (tmp_path / "fixed.toml").write_text("\n".join(lines), encoding="utf-8")
    told = schemathesis(
        tmp_path,
        definition,
        api.served.url,
        "--config-file=fixed.toml",
        "--exclude-checks=negative_data_rejection,positive_data_acceptance",
        "--seed=311",
        "--max-examples=15",
    )
    assert "No issues found" in told
