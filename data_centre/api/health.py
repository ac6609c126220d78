"""Is it alive."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from ioc_domain import entities
from ioc_domain.wire import PROTOCOL, PROTOCOL_MIN

from ..buckets import read_head
from .centre import Centre, centre_of, json_answer

router = APIRouter(tags=["health"])


@router.get("/v1/health", summary="Alive, and what it speaks")
def health(centre: Centre = Depends(centre_of)) -> Response:
    """Needs no token. `service` tells a console that it has not reached a portal's page."""
    with centre.database.read() as connection:
        head = read_head(connection)
    return json_answer(
        {
            "service": "ioc-data-centre",
            "protocol": [PROTOCOL_MIN, PROTOCOL],
            "schema": entities.schema(),
            "head": head.head,
            "time": centre.clock(),
        }
    )
