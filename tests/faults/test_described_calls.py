"""The calls as OpenAPI describes them, tried by Schemathesis: what is described and what is not, for every role.

No call ends in a 5xx; each answer has a status, a type and a shape that the description names; what is not of the
described form is refused. Stateful walks follow the description's own links, from sign-in to the bytes of a part.
"""

from __future__ import annotations

import copy
import hashlib
import json
import uuid
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import Failure, FailureGroup

from data_centre.accounts import create_account
from data_centre.database import Database
from data_centre.feed import writing
from data_centre.schema import migrate
from data_centre.tokens import Tokens
from ioc_domain.codes import Role
from ioc_domain.commands import PAYLOADS
from tests.data_centre import factories as make
from tests.data_centre.conftest import PASSWORD, Served, add_people, serving
from tests.faults.conftest import folder_in_memory
from tests.lab_report import lab_count

ROLES = ("leader", "duty", "bao", "supplier", "admin", "")
"""Accounts of the five roles, and nobody."""
EXAMPLES = 12
WALKS = 8
STEPS = 8

load_all_checks()
ALWAYS = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
        "response_schema_conformance",
    )
]  # fmt: skip
REFUSED_WHEN_WRONG = CHECKS.get_one("negative_data_rejection")

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:schemathesis.*"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:jsonschema.*"),
    pytest.mark.grows,
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A data centre with something to find."""
    with folder_in_memory(tmp_path_factory.mktemp("described")) as home:
        database = Database.open(f"sqlite:///{home / 'centre.db'}", home=home)
        migrate(database)
        add_people(database)
        with database.write() as connection:
            create_account(connection, account_id="admin", name="Người admin", role=Role.ADMINISTRATOR,
                           password=PASSWORD, now=1)  # fmt: skip
        with writing(database) as writer:
            for record in (make.unit("U1"), make.unit("U2"), make.unit("U9"), make.indicator(), make.plan(),
                           make.observation(1, 81.4), make.alert("a1"), make.complaint(1)):  # fmt: skip
                writer.put(record)
        with serving(database) as serving_it:
            for account in ROLES:
                if account:
                    serving_it.as_(account)
            yield serving_it
        database.close()


@pytest.fixture(scope="module")
def described(served: Served) -> Any:
    """The description as Schemathesis reads it."""
    return schemathesis.openapi.from_url(f"{served.url}/v1/openapi.json")


def headers_of(served: Served, account: str) -> dict[str, str]:
    """What a signed-in program sends."""
    return {"Authorization": served.as_(account).headers["Authorization"]} if account else {}


def as_it_must_be(case: Any, account: str, *, mend: bool = True) -> None:
    """What no generator can guess: the names of a body's own hash and id, and a time-out one can wait for.

    `mend` False leaves bodies as they are: wrong ones must stay wrong. All of it follows from the case alone, so that
    a run can be had again.
    """
    body = case.body if mend and isinstance(case.body, dict) else {}
    number = zlib.crc32(repr((case.path_parameters, body)).encode())
    operation = case.operation.definition.raw["operationId"]
    if operation == "wait" and isinstance(case.query, dict) and case.query.get("timeout", 55) in range(56):
        case.query["timeout"] = 0
    if operation == "put_evidence" and body and number % 3:
        case.path_parameters["sha256"] = hashlib.sha256(json.dumps(body).encode()).hexdigest()
    if operation == "put_command" and body and number % 3:
        command_id = str(uuid.UUID(int=number, version=4))
        case.path_parameters["command_id"] = command_id
        kind = sorted(PAYLOADS)[number % len(PAYLOADS)]
        payload = body.get("payload")
        if isinstance(payload, dict):
            payload |= {"alert_id": "a1", "request_id": "r1", "complaint_id": 1}
        body |= {"id": command_id, "type": kind, "schema": 1, "account": account, "prev_id": "", "n": 1}
        about = {"issue": f"request/{command_id}", "reopen": "complaint/1"}.get(kind.split("_")[0])
        body["aggregate"] = about or ("alert/a1" if "alert" in kind else "request/r1")


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_call_for_every_role(
    served: Served, described: Any, mode: GenerationMode, soak_factor: int
) -> None:
    """What is described is answered as described; what is not is refused; nothing breaks."""
    answers: Counter[int] = Counter()
    checks = ALWAYS if mode is GenerationMode.POSITIVE else [*ALWAYS, REFUSED_WHEN_WRONG]
    for result in described.get_all_operations():
        operation = result.ok()
        if operation.method == "delete" or (mode is GenerationMode.NEGATIVE and operation.path == "/v1/health"):
            continue  # signing out would end the role's own session; of nothing there is no wrong form

        @settings(max_examples=EXAMPLES * soak_factor, derandomize=True, database=None, deadline=None,
                  phases=[Phase.generate], suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode), account=st.sampled_from(ROLES))
        def calls(case: Any, account: str) -> None:
            as_it_must_be(case, account, mend=mode is GenerationMode.POSITIVE)
            answer = case.call(headers=headers_of(served, account), timeout=60)
            answers[answer.status_code] += 1
            # Schemathesis does not know that "too old a program" is a refusal as well.
            case.validate_response(answer, checks=ALWAYS if answer.status_code == 426 else checks)

        calls()
    assert not [status for status in answers if status >= 500]
    lab_count(8, "schemathesis", calls=sum(answers.values()), server_errors=0)


def test_an_answer_that_is_not_described_is_found(served: Served, described: Any) -> None:
    """The checks themselves: take a status or a type of body out of the description, and they complain."""
    for spoil in (
        lambda responses: responses.pop("401"),
        lambda responses: responses["401"].update(content={"application/json": {}}),
        lambda responses: responses["401"]["content"]["application/problem+json"].update(schema={"type": "array"}),
    ):
        raw = copy.deepcopy(described.raw_schema)
        spoil(raw["paths"]["/v1/manifest"]["get"]["responses"])
        case = schemathesis.openapi.from_dict(raw)["/v1/manifest"]["GET"].Case()
        answer = case.call(base_url=served.url)
        assert answer.status_code == 401
        with pytest.raises((FailureGroup, Failure)):
            case.validate_response(answer, checks=ALWAYS)


@pytest.mark.parametrize("account", ROLES)
def test_walks_along_the_links(served: Served, described: Any, account: str, soak_factor: int) -> None:
    """Sessions begun, renewed and ended; manifest, snapshot, part, page; commands and evidence, in any order."""
    calls: Counter[tuple[str, int]] = Counter()
    tokens = Tokens(served.database)

    class Walk(described.as_state_machine()):  # type: ignore[misc]
        """One program on its way, as one account."""

        def setup(self) -> None:
            self.token = {}
            if account:
                with served.database.write() as connection:
                    self.token = {"Authorization": f"Bearer {tokens.begin(connection, account, 'd').access}"}

        def before_call(self, case: Any) -> None:
            as_it_must_be(case, account)
            if case.operation.method == "post" and isinstance(case.body, dict) and "password" in case.body:
                case.body |= {"account": account or "no-one", "password": PASSWORD}

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"headers": self.token, "timeout": 60}

        def after_call(self, response: Any, case: Any) -> None:
            calls[case.operation.definition.raw["operationId"], response.status_code] += 1
            if case.operation.path.startswith("/v1/session") and response.status_code == 200:
                self.token = {"Authorization": f"Bearer {response.json()['access']}"}

        def validate_response(self, response: Any, case: Any, additional_checks: Any = (), **_: Any) -> None:
            case.validate_response(response, checks=ALWAYS)

    run_state_machine_as_test(
        Walk,
        settings=settings(max_examples=WALKS * soak_factor, stateful_step_count=STEPS, derandomize=True, database=None,
                          deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)),
    )  # fmt: skip
    assert not [key for key in calls if key[1] >= 500]
    lab_count(8, "schemathesis", walks=WALKS * soak_factor, calls=sum(calls.values()), server_errors=0)
