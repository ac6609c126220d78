"""Manifest, snapshots, parts and changes. The long-poll is in `waiting_room`."""

from __future__ import annotations

from hashlib import blake2b

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response

from ioc_domain import entities
from ioc_domain.wire import (
    PAGE_TYPE,
    PART_TYPE,
    PROTOCOL,
    PROTOCOL_MIN,
    Manifest,
    Snapshot,
    encode_for,
)

from ..buckets import read_head
from ..changes import PAGE_LIMIT, PAGE_LIMIT_MAX, CursorProblem, check_cursor, manifest_buckets, settled, shared_page
from ..parts import BuildRunning, UnknownBucket
from .centre import REVALIDATED, Centre, centre_of, has_tag, kept_answer
from .description import FROM_THE_BEGINNING, answers, takes
from .files import SentFile
from .packing import encoding, packing_of
from .page_cache import PageKey
from .problems import ApiProblem, cursor_problem
from .protocol import HEADER as PROTOCOL_HEADER
from .protocol import spoken

router = APIRouter(prefix="/v1", tags=["sync"])


@router.get(
    "/manifest",
    summary="What there is to have, and up to where",
    openapi_extra=takes(),
    **answers(
        Manifest,
        links={
            "snapshot": {"parameters": {"bucket": "$response.body#/buckets/0/id"}},
            "changes": FROM_THE_BEGINNING,
            "wait": FROM_THE_BEGINNING,
        },
    ),
)
def manifest(request: Request, centre: Centre = Depends(centre_of)) -> Response:
    """Answers `Manifest`."""
    protocol = spoken(request)
    with centre.database.read() as connection:
        identity = centre.identify(connection, request)
        head = read_head(connection)
        buckets = manifest_buckets(connection, identity)
        lease, until = centre.leases.issue(connection, identity.set_id, identity.id)
    now = centre.clock()
    made = Manifest(
        protocol=(PROTOCOL_MIN, PROTOCOL),
        schema=entities.schema(),
        epoch=head.epoch,
        head=head.head,
        floor=head.floor,
        set=identity.set_id,
        scopes=sorted(identity.scopes),
        buckets=buckets,
        server_time=now,
        lease_until=until,
        lease=lease,
        lease_key=centre.leases.public_key,
        commands=centre.receiver.schemas.ranges(now),
    )
    return Response(encode_for(protocol, made), media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get(
    "/buckets/{bucket:path}/snapshot",
    summary="A bucket's rows as parts",
    openapi_extra=takes(),
    **answers(
        Snapshot,
        bare=(304,),
        problems=(404,),
        links={"part": {"parameters": {"bucket": "$response.body#/bucket", "n": "$response.body#/parts/0/n"}}},
    ),
)
def snapshot(request: Request, bucket: str, centre: Centre = Depends(centre_of)) -> Response:
    """Answers `Snapshot`; 503 with Retry-After while another one is being built."""
    with centre.database.read() as connection:
        identity = centre.identify(connection, request)
    # A bucket out of scope and one that is not there look the same from outside.
    if bucket.split("/", 1)[0] not in identity.scopes:
        raise _no_bucket()
    try:
        body = msgspec.json.encode(centre.parts.snapshot(bucket))
        etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
        return kept_answer(request, etag, lambda: body, "application/json")
    except UnknownBucket as error:
        raise _no_bucket() from error
    except BuildRunning as error:
        raise ApiProblem(
            503, "snapshot_building", "Being built", "The snapshot is being built.", {"Retry-After": "2"}
        ) from error


@router.get(
    "/buckets/{bucket:path}/parts/{n}",
    summary="One part: an immutable file",
    openapi_extra=takes(ranges=True),
    **answers(media=PART_TYPE, bare=(206, 304), problems=(400, 404, 416)),
)
def part(request: Request, bucket: str, n: int, centre: Centre = Depends(centre_of)) -> Response:
    """The bytes of a part; understands `Range` with `If-Range`, and `If-None-Match`."""
    with centre.database.read() as connection:
        identity = centre.identify(connection, request)
    found = centre.parts.part(n) if n < 1 << 62 else None
    if found is None or found[0] not in identity.scopes or bucket.split("/", 1)[0] != found[0]:
        raise ApiProblem(404, "no_part", "No such part", "Ask for the snapshot again.")
    _, sha256, path = found
    etag = f'"{sha256}"'
    headers = {"ETag": etag, "Cache-Control": REVALIDATED}
    if has_tag(request, etag):
        return Response(status_code=304, headers=headers)
    return SentFile(path, media_type=PART_TYPE, headers=headers)


@router.get(
    "/changes",
    summary="One page of changes after a cursor",
    openapi_extra=takes(),
    **answers(media=PAGE_TYPE, bare=(304,), problems=(409, 410)),
)
def changes(
    request: Request,
    wanted: str = Query(alias="set"),
    after: str = Query(),
    limit: int = Query(default=PAGE_LIMIT, ge=1, le=PAGE_LIMIT_MAX),
    centre: Centre = Depends(centre_of),
) -> Response:
    """NDJSON: header, operations, trailer; zstd or gzip by `Accept-Encoding`.

    Built once for all accounts of a set that ask at the same time; who may have it is asked at each request.
    """
    packing = packing_of(request, spoken(request))
    with centre.database.read() as connection:
        identity = centre.identify(connection, request)
        head = read_head(connection)
        try:
            seq = check_cursor(head, identity.set_id, wanted, after)
        except CursorProblem as error:
            raise cursor_problem(error) from error
        packed = centre.pages.get(
            PageKey(identity.set_id, head.epoch, seq, limit, packing),
            head.head,
            lambda: shared_page(connection, identity.scopes, head, seq, limit),
        )
        commands = settled(connection, identity.id, seq, packed.page.trailer.to)
    headers = {"Vary": f"Accept-Encoding, {PROTOCOL_HEADER}"}
    if name := encoding(packing):
        headers["Content-Encoding"] = name
    return kept_answer(request, packed.etag(commands), lambda: packed.body(commands), PAGE_TYPE, headers)


def _no_bucket() -> ApiProblem:
    return ApiProblem(404, "no_bucket", "No such bucket")
