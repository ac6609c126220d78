"""Commands and the files around them."""

from __future__ import annotations

import re

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response

from ioc_domain.commands import CommandEnvelope, CommandOutcome, KnownCommand
from ioc_domain.evidence import Evidence, EvidenceStored, thaw

from ..blobs import EVIDENCE_LIMIT, own_scope
from ..commands.receiving import BODY_LIMIT, CommandProblem
from .centre import Centre, body_of, centre_of, json_answer
from .description import answers, takes
from .files import SentFile
from .problems import ApiProblem

router = APIRouter(prefix="/v1", tags=["commands"])
COMMAND_BODY = body_of(BODY_LIMIT)
EVIDENCE_BODY = body_of(EVIDENCE_LIMIT)
SHA256 = re.compile(r"[0-9a-f]{64}")
SHOWN = ("image/png", "image/jpeg", "image/webp")
"""Types a browser may show; everything else is only ever saved."""


@router.put(
    "/commands/{command_id}",
    summary="Send a command",
    openapi_extra=takes(CommandEnvelope),
    **answers(
        CommandOutcome,
        problems=(403, 409, 413),
        links={
            "put_command": {"parameters": {"command_id": "$request.path.command_id"}},
            "get_commands": {"parameters": {"device": "$request.body#/device"}},
        },
    ),
)
def put_command(
    request: Request, command_id: str, body: bytes = Depends(COMMAND_BODY), centre: Centre = Depends(centre_of)
) -> Response:
    """Answers `CommandOutcome`, the same for ever for the same id and bytes."""
    with centre.database.read() as connection:
        identity = centre.identify(connection, request)
    try:
        return json_answer(centre.receiver.receive(identity, command_id, body))
    except CommandProblem as error:
        headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
        raise ApiProblem(error.status, error.code, "The command was not taken in", error.detail, headers) from error


@router.get(
    "/commands",
    summary="A device's commands and their outcomes",
    openapi_extra=takes(),
    **answers(KnownCommand, many=True),
)
def get_commands(
    request: Request,
    device: str = Query(),
    after: str = Query(default=""),
    centre: Centre = Depends(centre_of),
) -> Response:
    """A list of `KnownCommand`, at most 100, in the order of their ids, for an outbox that was damaged."""
    with centre.database.read() as connection:
        identity = centre.identify(connection, request)
        return json_answer(centre.receiver.known(connection, identity.id, device, after))


@router.put(
    "/evidence/{sha256}",
    summary="Store frozen evidence",
    status_code=201,
    openapi_extra=takes(Evidence),
    **answers(
        EvidenceStored,
        status=201,
        problems=(413,),
        links={name: {"parameters": {"sha256": "$response.body#/sha256"}} for name in ("get_evidence", "get_file")},
    ),
)
def put_evidence(
    request: Request, sha256: str, body: bytes = Depends(EVIDENCE_BODY), centre: Centre = Depends(centre_of)
) -> Response:
    """201; again with the same bytes: 201 again. 422 when the bytes do not have that hash or are no evidence."""
    with centre.database.read() as connection:
        identity = centre.identify(connection, request)
    try:
        thaw(sha256, body)
    except msgspec.MsgspecError as error:
        raise ApiProblem(422, "not_evidence", "Not evidence", str(error)) from error
    except ValueError as error:
        raise ApiProblem(422, "hash_differs", "The bytes do not have that hash", str(error)) from error
    with centre.database.write() as connection:
        centre.blobs.put(
            connection,
            body,
            kind="evidence",
            mime="application/json",
            now=int(centre.clock()),
            account=identity.id,
            scope=own_scope(identity.id),
        )
    return json_answer(EvidenceStored(sha256, len(body)), status=201)


@router.get(
    "/evidence/{sha256}",
    name="get_evidence",
    summary="Frozen evidence",
    openapi_extra=takes(ranges=True),
    **answers(media="*/*", bare=(206,), problems=(400, 404, 416)),
)
@router.get(
    "/files/{sha256}",
    summary="A photo, an answer's file, or frozen evidence",
    openapi_extra=takes(ranges=True),
    **answers(media="*/*", bare=(206,), problems=(400, 404, 416)),
)
def get_file(request: Request, sha256: str, centre: Centre = Depends(centre_of)) -> Response:
    """The bytes, where the account may have them; 404 otherwise, whether it is there or not."""
    with centre.database.read() as connection:
        identity = centre.identify(connection, request)
        known = SHA256.fullmatch(sha256) is not None
        blob = centre.blobs.find(connection, sha256) if known else None
        if blob is None or not centre.blobs.visible(connection, sha256, identity):
            raise ApiProblem(404, "no_file", "No such file")
    headers = {
        "ETag": f'"{sha256}"',
        "Cache-Control": "private, max-age=31536000, immutable",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Disposition": "inline" if blob.mime in SHOWN else "attachment",
    }
    return SentFile(blob.path, media_type=blob.mime, headers=headers)
