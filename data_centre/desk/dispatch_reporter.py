"""Who reported a complaint, for a dispatcher who must call back: by the right and the reason that the API asks for too.

The answer stands on the page that this call draws and on no other; what was written into the form stays.
"""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from ioc_domain.identity import LONGEST_REASON, REPORTER_RIGHT, SHORTEST_REASON

from ..api.centre import Centre, centre_of
from ..complaints import reporters
from ..complaints.words import one_line
from .complaint_views import UNKNOWN
from .dispatch_views import known_complaint, show
from .forms import Form, form_of
from .sessions import DeskProblem, check_csrf, dispatcher_of
from .site import DISPATCH

router = APIRouter(prefix=DISPATCH, include_in_schema=False)


@router.post("/{number}/reporter")
def see_reporter(
    request: Request, number: int, form: Form = Depends(form_of), centre: Centre = Depends(centre_of)
) -> Response:
    """Tell who reported, and write down who looked and why."""
    with centre.database.read() as connection:
        officer = dispatcher_of(centre, connection, request)
        check_csrf(officer.csrf, form.text("csrf"))
        if REPORTER_RIGHT not in officer.identity.rights:
            raise DeskProblem(403, "Tài khoản này không có quyền xem danh tính người phản ánh.")
        known_complaint(connection, number)
    reason = one_line(form.text("reason"))[:LONGEST_REASON]
    if len(reason) < SHORTEST_REASON:
        fault = "Ghi vài từ vì sao cần biết người phản ánh."
        return show(centre, officer, number, 422, form, reporter_fault=fault)
    if wait := centre.looks.seconds_to_wait(officer.identity.id):
        fault = f"Đã xem quá nhiều lần. Thử lại sau {wait} giây."
        return show(centre, officer, number, 429, form, reporter_fault=fault)
    try:
        with centre.database.write() as connection:
            told = reporters.look(connection, officer.identity, int(centre.clock()), number, reason)
    except reporters.NoSuchComplaint as error:
        raise DeskProblem(404, UNKNOWN) from error
    words = (("Họ tên", told.name), ("Điện thoại", told.phone), ("Thư điện tử", told.email), ("Địa chỉ", told.address))
    return show(centre, officer, number, form=form, reporter=[pair for pair in words if pair[1]])
