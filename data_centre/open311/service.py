"""GeoReport v2 as an application of its own under `/open311`: every answer and every error in the standard's forms."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from ioc_domain.entities import BY_NAME
from ioc_domain.records import ComplaintRecord
from ioc_domain.working_time import local_date

from .. import wording
from ..api.centre import Centre
from ..complaints.intake import Intake, tracked
from ..complaints.submission import SubmissionRefused
from ..rows import find
from . import keys
from .answers import HEADERS, Failed, answer, failure
from .limits import PostLimits
from .listing import find_requests, photo_of, shown, wanted_of
from .posting import Posted, read_form, submission_of
from .services import services

LOG = logging.getLogger("data_centre.open311")
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = "2026-11-28T00:00:00Z"
NUMBER = re.compile(r"[0-9]{1,18}")


def create_open311(centre: Centre, intake: Intake) -> Starlette:
    """The application over a running centre; mount it at `/open311`."""
    return _Service(centre, intake).application()


class _Service:
    def __init__(self, centre: Centre, intake: Intake) -> None:
        self._centre, self._intake = centre, intake
        self._jurisdiction = os.environ.get("IOC_OPEN311_JURISDICTION") or "ioc"
        self._contact = os.environ.get("IOC_OPEN311_CONTACT") or ""
        self._limits = PostLimits(centre.clock)
        self._public = (os.environ.get("IOC_PUBLIC_URL") or "").rstrip("/")

    def application(self) -> Starlette:
        """Routes and handlers."""
        get: dict[str, Callable[[Request], Response]] = {
            "/discovery.{form}": self.discovery,
            "/v2/discovery.{form}": self.discovery,
            "/v2/services.{form}": self.service_list,
            "/v2/services/{code}.{form}": self.definition,
            "/v2/request/{number}.{form}": self.one_request,
            "/v2/requests/{number}.{form}": self.one_request,
            "/v2/tokens/{token}.{form}": self.token,
            "/v2/media/{number}/{n}.jpg": self.media,
        }
        routes = [Route(path, endpoint, methods=["GET"]) for path, endpoint in get.items()]
        routes.append(Route("/v2/requests.{form}", self.requests, methods=["GET", "POST"]))
        handlers: dict[Any, Any] = {
            Failed: self._failed,
            SubmissionRefused: self._refused,
            HTTPException: self._http,
            sa.exc.OperationalError: self._busy,
            sa.exc.DataError: self._not_storable,
            Exception: self._crash,
        }
        return Starlette(routes=routes, exception_handlers=handlers)

    # --- what is asked ----------------------------------------------------------------------------------------

    def discovery(self, request: Request) -> Response:
        """Where the service is, in which formats."""
        form = self._form(request)
        endpoint = {
            "specification": SPECIFICATION,
            "url": self._base(request),
            "changeset": CHANGED,
            "type": "production",
            "formats": ["text/xml", "application/json"],
        }
        found = {
            "changeset": CHANGED,
            "contact": self._contact,
            "key_service": f"{self._jurisdiction}: ioc-data-centre open311 key add",
            "endpoints": [endpoint],
        }
        return answer(form, "discovery", found)

    def service_list(self, request: Request) -> Response:
        """All services."""
        form = self._form(request)
        self._check_jurisdiction(request.query_params.get("jurisdiction_id"))
        with self._centre.database.read() as connection:
            found = services(connection, self._today())
        return answer(form, "services", [s.listed() for s in found.values()])

    def definition(self, request: Request) -> Response:
        """One service."""
        form = self._form(request)
        self._check_jurisdiction(request.query_params.get("jurisdiction_id"))
        with self._centre.database.read() as connection:
            found = services(connection, self._today()).get(request.path_params["code"])
        if found is None:
            raise Failed(404, "service_code was not found")
        return answer(form, "service_definition", found.definition())

    def one_request(self, request: Request) -> Response:
        """One service request."""
        form = self._form(request)
        self._check_jurisdiction(request.query_params.get("jurisdiction_id"))
        with self._centre.database.read() as connection:
            complaint = self._complaint(connection, request.path_params["number"])
            found = shown(connection, [complaint], self._base(request))
        # JSON is one object, as the definition of the standard says; XML is a list of one, as its text says.
        return answer(form, "service_requests", found if form == "xml" else found[0])

    def token(self, request: Request) -> Response:
        """The service request of a tracking number."""
        form = self._form(request)
        self._check_jurisdiction(request.query_params.get("jurisdiction_id"))
        token = request.path_params["token"]
        with self._centre.database.read() as connection:
            number = tracked(connection, token)
        if not number:
            raise Failed(404, "token was not found")
        found = {"service_request_id": str(number), "token": token}
        return answer(form, "service_requests", [found] if form == "xml" else found)

    def media(self, request: Request) -> Response:
        """A photo of a complaint that is closed; nothing is to be seen before."""
        with self._centre.database.read() as connection:
            complaint = self._complaint(connection, request.path_params["number"])
            n = request.path_params["n"]
            sha256 = photo_of(complaint, int(n)) if NUMBER.fullmatch(n) else ""
            blob = self._centre.blobs.find(connection, sha256) if sha256 else None
        if blob is None:
            raise Failed(404, "media was not found")
        return FileResponse(blob.path, media_type=blob.mime, headers=HEADERS)

    async def requests(self, request: Request) -> Response:
        """The list, or one more."""
        if request.method == "POST":
            form = self._form(request)
            self._check_length(request)
            posted = await read_form(request)
            address = request.client.host if request.client else ""
            return await run_in_threadpool(self._post, form, posted, address)
        return await run_in_threadpool(self._list, request)

    def _list(self, request: Request) -> Response:
        form = self._form(request)
        # The definition of the standard gives this call another number for the same mistake.
        self._check_jurisdiction(request.query_params.get("jurisdiction_id"), unknown=401)
        wanted = wanted_of(request.query_params, int(self._centre.clock()))
        with self._centre.database.read() as connection:
            found = find_requests(connection, wanted, self._base(request))
        return answer(form, "service_requests", found)

    def _post(self, form: str, posted: Posted, address: str) -> Response:
        self._check_jurisdiction(posted.text("jurisdiction_id") or None)
        with self._centre.database.read() as connection:
            key = posted.text("api_key")
            sender = keys.owner(connection, key) if key else ""
            if not sender:
                self._limits.check_stranger(address)
                raise Failed(403, "api_key was not provided" if not key else "api_key is not valid")
            self._limits.check_key(sender)
            code = posted.text("service_code")
            if not code:
                raise Failed(400, "service_code was not provided")
            service = services(connection, self._today()).get(code)
            if service is None:
                raise Failed(404, "service_code was not found")
        taken = self._intake.take(submission_of(posted, service, f"open311:{sender}"))
        until = wording.deadline(taken.complaint.due)
        notes = [f"Mã phản ánh {taken.code}.", f"Hạn xử lý: {until}.", *(f.text for f in taken.set_aside)]
        found = {"service_request_id": str(taken.id), "service_notice": " ".join(notes)}
        return answer(form, "service_requests", [found])

    # --- what they share --------------------------------------------------------------------------------------

    def _form(self, request: Request) -> str:
        form = str(request.path_params.get("form", ""))
        if form not in ("xml", "json"):
            raise Failed(404, "the formats are xml and json")
        return form

    def _check_jurisdiction(self, said: str | None, unknown: int = 404) -> None:
        if said is None or not said.strip():
            raise Failed(400, "jurisdiction_id was not provided")
        if said.strip() != self._jurisdiction:
            raise Failed(unknown, "jurisdiction_id was not found")

    @staticmethod
    def _check_length(request: Request) -> None:
        chunked = "chunked" in request.headers.get("transfer-encoding", "").lower()
        if chunked and not request.headers.get("content-length", "").isdigit():
            raise Failed(400, "the length of the body must be said")

    def _complaint(self, connection: sa.Connection, number: str) -> ComplaintRecord:
        found = find(connection, BY_NAME["complaint"], int(number)) if NUMBER.fullmatch(number) else None
        if not isinstance(found, ComplaintRecord):
            raise Failed(404, "service_request_id was not found")
        return found

    def _base(self, request: Request) -> str:
        address = self._public or f"{request.url.scheme}://{request.url.netloc}"
        return f"{address}/open311/v2"

    def _today(self) -> str:
        return local_date(self._centre.clock()).isoformat()

    # --- errors -----------------------------------------------------------------------------------------------

    def _failed(self, request: Request, error: Failed) -> Response:
        return failure(_wished(request), error)

    def _refused(self, request: Request, error: SubmissionRefused) -> Response:
        return failure(_wished(request), Failed(400, *(f"{f.place}: {f.text}" for f in error.faults)))

    def _http(self, request: Request, error: HTTPException) -> Response:
        # 403 for a key, 429 for too many, 404 for what is not there, 405 for a method, 400 for everything else.
        status = error.status_code if error.status_code in (404, 405) else 400
        return failure(_wished(request), Failed(status, str(error.detail)), error.headers)

    def _busy(self, request: Request, error: Exception) -> Response:
        LOG.warning("database busy at %s: %s", request.url.path, type(error).__name__)
        return failure(
            _wished(request), Failed(503, "The service is busy; try again in a moment."), {"Retry-After": "2"}
        )

    def _not_storable(self, request: Request, _: Exception) -> Response:
        return failure(_wished(request), Failed(400, "A value cannot be stored."))

    def _crash(self, request: Request, error: Exception) -> Response:
        LOG.error("unexpected %s at %s", type(error).__name__, request.url.path)
        return failure(_wished(request), Failed(500, "Something went wrong; please tell us."))


def _wished(request: Request) -> str:
    """The format an error is told in: the one of the address, else XML, which every client can read."""
    return "json" if request.url.path.endswith(".json") else "xml"
