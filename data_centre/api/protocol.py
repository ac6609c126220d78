"""Which protocol a request speaks: the newest, the one before it in its own shapes, or one that is too old."""

from __future__ import annotations

from fastapi import Request

from ioc_domain.wire import PROTOCOL, PROTOCOL_MIN

from .problems import ApiProblem

HEADER = "ioc-protocol"


def spoken(request: Request) -> int:
    """The protocol to answer in. A newer peer than we are is answered in our newest: it learns the range from the
    manifest. Raises the 426 problem for one that is too old or is no number."""
    said = request.headers.get(HEADER, str(PROTOCOL))
    # At most six digits: Python refuses to read a number of thousands of them.
    if not (said.isascii() and said.isdigit() and len(said) <= 6) or int(said) < PROTOCOL_MIN:
        raise ApiProblem(
            426,
            "upgrade_required",
            "This program is too old",
            f"The data centre speaks protocol {PROTOCOL_MIN} to {PROTOCOL}.",
            {"Upgrade": f"ioc/{PROTOCOL}"},
        )
    return min(int(said), PROTOCOL)
