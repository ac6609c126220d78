"""Manifest, snapshots, parts, changes and the long-poll."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse

from ioc_domain import entities
from ioc_domain.wire import PAGE_TYPE, PART_TYPE, PROTOCOL, PROTOCOL_MIN, Manifest, Snapshot, WaitAnswer, split_cursor

from ..buckets import read_head
from ..changes import PAGE_LIMIT, PAGE_LIMIT_MAX, CursorProblem, check_cursor, manifest_buckets, read_page
from ..parts import BuildRunning, UnknownBucket
from .centre import Centre, centre_of, json_answer, packed
from .description import answers
from .problems import ApiProblem

router = APIRouter(prefix="/v1", tags=["sync"])
WAIT_MAX = 55.0


@router.get("/manifest", summary="What there is to have, and up to where", **answers(Manifest))
def manifest(request: Request, centre: Centre = Depends(centre_of)) -> Response:
    """Answers `Manifest`."""
    with centre.database.read() as connection:
        identity = centre.identify(connection, request)
        head = read_head(connection)
        buckets = manifest_buckets(connection, identity)
    lease, until = centre.tokens.lease(identity.set_id, identity.id)
    return json_answer(
        Manifest(
            protocol=(PROTOCOL_MIN, PROTOCOL),
            schema=entities.schema(),
            epoch=head.epoch,
            head=head.head,
            floor=head.floor,
            set=identity.set_id,
            scopes=sorted(identity.scopes),
            buckets=buckets,
            server_time=centre.clock(),
            lease_until=until,
            lease=lease,
        )
    )


@router.get("/buckets/{bucket:path}/snapshot", summary="A bucket's rows as parts", **answers(Snapshot))
def snapshot(request: Request, bucket: str, centre: Centre = Depends(centre_of)) -> Response:
    """Answers `Snapshot`; 503 with Retry-After while another one is being built."""
    with centre.database.read() as connection:
        identity = centre.identify(connection, request)
    # A bucket out of scope and one that is not there look the same from outside.
    if bucket.split("/", 1)[0] not in identity.scopes:
        raise _no_bucket()
    try:
        return json_answer(centre.parts.snapshot(bucket))
    except UnknownBucket as error:
        raise _no_bucket() from error
    except BuildRunning as error:
        raise ApiProblem(
            503, "snapshot_building", "Being built", "The snapshot is being built.", {"Retry-After": "2"}
        ) from error


@router.get("/buckets/{bucket:path}/parts/{n}", summary="One part: an immutable file", **answers())
def part(request: Request, bucket: str, n: int, centre: Centre = Depends(centre_of)) -> Response:
    """The bytes of a part; understands `Range` with `If-Range`, and `If-None-Match`."""
    with centre.database.read() as connection:
        identity = centre.identify(connection, request)
    found = centre.parts.part(n) if n < 1 << 62 else None
    if found is None or found[0] not in identity.scopes or bucket.split("/", 1)[0] != found[0]:
        raise ApiProblem(404, "no_part", "No such part", "Ask for the snapshot again.")
    _, sha256, path = found
    etag = f'"{sha256}"'
    headers = {"ETag": etag, "Cache-Control": "private, max-age=31536000, immutable"}
    if etag in {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=304, headers=headers)
    return FileResponse(path, media_type=PART_TYPE, headers=headers)


@router.get("/changes", summary="One page of changes after a cursor", **answers())
def changes(
    request: Request,
    wanted: str = Query(alias="set"),
    after: str = Query(),
    limit: int = Query(default=PAGE_LIMIT, ge=1, le=PAGE_LIMIT_MAX),
    centre: Centre = Depends(centre_of),
) -> Response:
    """NDJSON: header, operations, trailer; zstd or gzip by `Accept-Encoding`."""
    with centre.database.read() as connection:
        identity = centre.identify(connection, request)
        try:
            page = read_page(connection, identity, wanted_set=wanted, after=after, limit=limit)
        except CursorProblem as error:
            raise _cursor(error) from error
    return packed(request, page.body, PAGE_TYPE)


@router.get("/wait", summary="Wait until there is something to pull", **answers(WaitAnswer))
async def wait(
    request: Request,
    wanted: str = Query(alias="set"),
    after: str = Query(),
    timeout: float = Query(default=WAIT_MAX, ge=0, le=WAIT_MAX),
    centre: Centre = Depends(centre_of),
) -> Response:
    """204 when nothing came, else `WaitAnswer`."""

    def check() -> int:
        with centre.database.read() as connection:
            identity = centre.identify(connection, request)
            return check_cursor(read_head(connection), identity, wanted, after)

    try:
        seq = await run_in_threadpool(check)
    except CursorProblem as error:
        raise _cursor(error) from error
    head = await centre.hub.wait(split_cursor(after)[0], seq, timeout)
    if head is None:
        return Response(status_code=204)
    return json_answer(WaitAnswer(head, centre.hub.pull_within_ms()))


def _cursor(error: CursorProblem) -> ApiProblem:
    return ApiProblem(error.status, error.code, "The cursor cannot be continued", error.detail)


def _no_bucket() -> ApiProblem:
    return ApiProblem(404, "no_bucket", "No such bucket")
