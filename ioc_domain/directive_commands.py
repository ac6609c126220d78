"""Commands about directives: order something on a complaint, accept or return what was answered, take it back."""

from __future__ import annotations

from typing import ClassVar

from .payload import Payload


class IssueDirective(Payload, frozen=True):
    """Order a unit to do something about one complaint.

    The author may be away for days before this is received: what was on the screen then goes along, so that the data
    centre can tell what has changed. `observed_unit` is the code of the unit that handled the complaint, `due_seen`
    the end of the deadline that was shown beside its working days (0 = counted from receipt, whatever the day).
    `attachments` name files that the data centre has already, such as the complaint's photos, by their sha256.
    Orders given in one gesture on many complaints share a `bulk`: their unit is told once of all of them.
    """

    TYPE: ClassVar[str] = "issue_directive"

    complaint_id: int
    unit_code: str
    text: str
    deadline_days: int  # working days from receipt
    urgency: int
    observed_status: int
    observed_unit: str
    observed_due: int
    due_seen: int = 0
    evidence: str = ""  # sha256 of what was frozen, "" = nothing was
    attachments: list[str] = []
    again: bool = False  # the author knows that an order to the unit stands already
    keep_unit: bool = False  # to this very unit, also where another handles the complaint by now
    bulk: str = ""  # made by the console, at most 64 letters, digits and hyphens; "" = by itself

    def aggregate(self, command_id: str) -> str:
        return f"directive/{command_id}"


class AcceptDirective(Payload, frozen=True):
    """Accept what the unit answered; the directive closes."""

    TYPE: ClassVar[str] = "accept_directive"

    directive_id: str

    def aggregate(self, command_id: str) -> str:
        return f"directive/{self.directive_id}"


class ReturnDirective(Payload, frozen=True):
    """Return what the unit answered for more; a new deadline counts from receipt."""

    TYPE: ClassVar[str] = "return_directive"

    directive_id: str
    reason: str
    deadline_days: int

    def aggregate(self, command_id: str) -> str:
        return f"directive/{self.directive_id}"


class WithdrawDirective(Payload, frozen=True):
    """Take a directive back; visible to the unit when it was delivered."""

    TYPE: ClassVar[str] = "withdraw_directive"

    directive_id: str
    reason: str

    def aggregate(self, command_id: str) -> str:
        return f"directive/{self.directive_id}"
