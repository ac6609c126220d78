"""Who reported a complaint: bodies and answers of the two calls that may tell, to accounts with the right to know.

`POST /v1/complaints/{id}/reporter` takes `ReasonGiven` and answers `ReporterIdentity`; `POST /v1/complaints/by-phone`
takes `PhoneEnd` and answers `ComplaintsOfPhone`. Neither answer is ever kept by anybody.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

REPORTER_RIGHT = "right:reporter_identity"
"""Grant of an account that may see who reported, with a reason each time."""
DISPATCH_RIGHT = "right:dispatch"
"""Grant of an account that gives complaints to units: those that no rule placed, and those that came back."""
SHORTEST_REASON = 5
LONGEST_REASON = 500


class ReasonGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why somebody must know."""

    reason: Annotated[str, msgspec.Meta(min_length=SHORTEST_REASON, max_length=LONGEST_REASON)]


class ReporterIdentity(msgspec.Struct, frozen=True):
    """What the reporter said of themselves; "" is what was not said."""

    complaint: int
    name: str
    phone: str
    email: str
    address: str


class PhoneEnd(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last four digits of a telephone number."""

    last4: Annotated[str, msgspec.Meta(pattern="^[0-9]{4}$")]


class NamedComplaint(msgspec.Struct, frozen=True):
    """A complaint by its id and its code."""

    id: int
    code: str


class ComplaintsOfPhone(msgspec.Struct, frozen=True):
    """The newest complaints of numbers that end so; `more`: there are others."""

    complaints: list[NamedComplaint]
    more: bool
