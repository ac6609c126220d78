"""Is it alive."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Depends, Response

from ioc_domain import entities
from ioc_domain.wire import PROTOCOL, PROTOCOL_MIN

from ..buckets import read_head
from .centre import Centre, centre_of, json_answer
from .description import answers, takes

router = APIRouter(tags=["health"])


class Health(msgspec.Struct, frozen=True):
    """Answer of `GET /v1/health`."""

    service: str
    protocol: tuple[int, int]
    schema: str
    head: int
    time: float


@router.get(
    "/v1/health",
    summary="Alive, and what it speaks",
    openapi_extra=takes(signed=False),
    **answers(Health, signed=False),
)
def health(centre: Centre = Depends(centre_of)) -> Response:
    """Needs no token. `service` tells a console that it has not reached a portal's page."""
    with centre.database.read() as connection:
        head = read_head(connection)
    return json_answer(
        Health("ioc-data-centre", (PROTOCOL_MIN, PROTOCOL), entities.schema(), head.head, centre.clock())
    )
