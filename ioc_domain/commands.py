"""Commands: a person's intents. The body is fixed when it is saved and is sent byte for byte.

`PUT /v1/commands/{id}` carries `CommandEnvelope`; the payload's class is chosen by `type`. One class per intent,
one handler per class in the data centre.
"""

from __future__ import annotations

import hashlib
from typing import ClassVar

import msgspec

from .codes import CommandState, RequestState
from .directive_commands import AcceptDirective, IssueDirective, ReturnDirective, WithdrawDirective
from .payload import Payload

__all__ = [
    "MOVES",
    "PAYLOADS",
    "RESULT_STATES",
    "AcceptDirective",
    "AcceptExplanation",
    "AcknowledgeAlert",
    "AssignAlert",
    "CommandEnvelope",
    "CommandOutcome",
    "IllegalMove",
    "IssueDirective",
    "IssueExplanationRequest",
    "KnownCommand",
    "Payload",
    "ReopenComplaint",
    "ReturnDirective",
    "ReturnExplanation",
    "ShelveAlert",
    "WithdrawDirective",
    "WithdrawRequest",
    "body_hash",
    "decode_envelope",
    "decode_payload",
    "encode_envelope",
    "move",
]


class IssueExplanationRequest(Payload, frozen=True):
    """Ask a unit to explain an indicator or a complaint."""

    TYPE: ClassVar[str] = "issue_explanation_request"

    unit_code: str
    subject_kind: str  # indicator | complaint
    subject: str
    title: str
    area_code: str
    period: str
    question: str
    deadline_days: int  # working days from receipt
    urgency: int
    requires: list[str]
    evidence: str  # sha256
    value: float | None
    plan: float | None
    standing: str
    observed_revision: int  # revision the author saw, 0 = none
    insist: bool = False  # asked again although the same is already open

    def aggregate(self, command_id: str) -> str:
        return f"request/{command_id}"


class WithdrawRequest(Payload, frozen=True):
    """Take a request back; visible to the unit when it was delivered."""

    TYPE: ClassVar[str] = "withdraw_request"

    request_id: str
    reason: str

    def aggregate(self, command_id: str) -> str:
        return f"request/{self.request_id}"


class AcceptExplanation(Payload, frozen=True):
    """Accept an answer; the request closes and its promise is remembered."""

    TYPE: ClassVar[str] = "accept_explanation"

    request_id: str

    def aggregate(self, command_id: str) -> str:
        return f"request/{self.request_id}"


class ReturnExplanation(Payload, frozen=True):
    """Return an answer for more; a new deadline counts from receipt."""

    TYPE: ClassVar[str] = "return_explanation"

    request_id: str
    reason: str
    deadline_days: int

    def aggregate(self, command_id: str) -> str:
        return f"request/{self.request_id}"


class AcknowledgeAlert(Payload, frozen=True):
    """Say: I have seen it and I have it."""

    TYPE: ClassVar[str] = "acknowledge_alert"

    alert_id: str
    seen_count: int

    def aggregate(self, command_id: str) -> str:
        return f"alert/{self.alert_id}"


class AssignAlert(Payload, frozen=True):
    """Give an alert to a unit or a colleague."""

    TYPE: ClassVar[str] = "assign_alert"

    alert_id: str
    to: str
    to_name: str

    def aggregate(self, command_id: str) -> str:
        return f"alert/{self.alert_id}"


class ShelveAlert(Payload, frozen=True):
    """Put an alert aside until a time, with a reason; it comes back by itself."""

    TYPE: ClassVar[str] = "shelve_alert"

    alert_id: str
    until: int
    reason: str

    def aggregate(self, command_id: str) -> str:
        return f"alert/{self.alert_id}"


class ReopenComplaint(Payload, frozen=True):
    """Take a closed complaint up again: its clock starts anew when the centre receives this."""

    TYPE: ClassVar[str] = "reopen_complaint"

    complaint_id: int
    reason: str

    def aggregate(self, command_id: str) -> str:
        return f"complaint/{self.complaint_id}"


PAYLOADS: dict[str, type[Payload]] = {
    c.TYPE: c
    for c in (
        IssueExplanationRequest,
        WithdrawRequest,
        AcceptExplanation,
        ReturnExplanation,
        AcknowledgeAlert,
        AssignAlert,
        ShelveAlert,
        ReopenComplaint,
        IssueDirective,
        AcceptDirective,
        ReturnDirective,
        WithdrawDirective,
    )
}


class CommandEnvelope(msgspec.Struct, frozen=True):
    """Body of `PUT /v1/commands/{id}`."""

    id: str  # UUIDv7
    device: str
    account: str
    aggregate: str
    n: int  # 1, 2, 3… within (device, aggregate)
    prev_id: str  # command before it in the same aggregate on this device, "" = first
    type: str
    schema: int
    saved_at: int
    payload: msgspec.Raw


class CommandOutcome(msgspec.Struct, frozen=True):
    """Stored answer of the data centre, the same for ever for the same id and body."""

    id: str
    result: str  # accepted | refused | needs_decision
    code: str = ""  # stable reason, e.g. deadline_passed
    detail: str = ""
    seq: int = 0  # feed sequence at which the effect is visible, 0 = no effect
    received_at: int = 0
    data: dict[str, str] = {}


class KnownCommand(CommandOutcome, frozen=True):
    """One line of `GET /v1/commands`: an outcome, and the exact bytes it answers, for a console that lost them."""

    body: bytes = b""


RESULT_STATES: dict[str, CommandState] = {
    "accepted": CommandState.RECEIVED,
    "refused": CommandState.REFUSED,
    "needs_decision": CommandState.NEEDS_DECISION,
}


def encode_envelope(
    *, command_id: str, device: str, account: str, n: int, prev_id: str, saved_at: int, payload: Payload
) -> bytes:
    """Exact body bytes of a command; hash them with `body_hash`."""
    envelope = CommandEnvelope(
        id=command_id,
        device=device,
        account=account,
        aggregate=payload.aggregate(command_id),
        n=n,
        prev_id=prev_id,
        type=payload.TYPE,
        schema=payload.SCHEMA,
        saved_at=saved_at,
        payload=msgspec.Raw(msgspec.json.encode(payload)),
    )
    return msgspec.json.encode(envelope)


def decode_envelope(body: bytes) -> CommandEnvelope:
    """Inverse of `encode_envelope`; raises `msgspec.MsgspecError` on anything else."""
    return msgspec.json.decode(body, type=CommandEnvelope)


def decode_payload(envelope: CommandEnvelope) -> Payload:
    """The payload by its type; raises KeyError for an unknown type, MsgspecError for a wrong shape."""
    return msgspec.json.decode(envelope.payload, type=PAYLOADS[envelope.type])


def body_hash(body: bytes) -> str:
    """sha256 of the exact body, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


# --- the life of a request -------------------------------------------------------------------------------

MOVES: dict[RequestState, dict[str, RequestState]] = {
    RequestState.RECEIVED: {"deliver": RequestState.DELIVERED, "withdraw": RequestState.WITHDRAWN},
    RequestState.DELIVERED: {"open": RequestState.OPENED, "withdraw": RequestState.WITHDRAWN},
    RequestState.OPENED: {"answer": RequestState.ANSWERED, "withdraw": RequestState.WITHDRAWN},
    RequestState.ANSWERED: {
        "accept": RequestState.ACCEPTED,
        "return": RequestState.RETURNED,
        "withdraw": RequestState.WITHDRAWN,
    },
    RequestState.RETURNED: {"answer": RequestState.ANSWERED, "withdraw": RequestState.WITHDRAWN},
    RequestState.ACCEPTED: {},
    RequestState.WITHDRAWN: {},
}


class IllegalMove(ValueError):
    """A move the state machine does not have; both sides refuse it."""


def move(state: RequestState, verb: str) -> RequestState:
    """State after `verb` (deliver, open, answer, accept, return, withdraw); raises `IllegalMove`."""
    try:
        return MOVES[state][verb]
    except KeyError:
        raise IllegalMove(f"{verb} from {state}") from None
