"""Signing in to the desk and out of it."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from .. import audit
from ..accounts import password_fits
from ..api.centre import Centre, centre_of
from . import sessions
from .forms import Form, form_of
from .sessions import check_csrf, signed_in
from .site import DISPATCH, HEADERS, own_path, page

router = APIRouter(prefix="/desk", include_in_schema=False)


@router.get("/sign-in")
def sign_in_page(request: Request, after: str = "") -> Response:
    """The form to sign in."""
    token = sessions.form_token(request)
    answer = page("sign_in.html", csrf=token, account="", after=own_path(after), fault="")
    sessions.set_cookie(request, answer, sessions.FORM_COOKIE, token, 3600)
    return answer


@router.post("/sign-in")
def sign_in(request: Request, form: Form = Depends(form_of), centre: Centre = Depends(centre_of)) -> Response:
    """Check name and password; begin a session."""
    check_csrf(request.cookies.get(sessions.FORM_COOKIE, ""), form.text("csrf"))
    account, address = form.text("account").strip(), request.client.host if request.client else ""
    after = own_path(form.text("after"))

    def again(status: int, fault: str) -> Response:
        return page("sign_in.html", status, csrf=form.text("csrf"), account=account, after=after, fault=fault)

    if wait := centre.limit.seconds_to_wait(account, address):
        return again(429, f"Sai quá nhiều lần. Thử lại sau {wait} giây.")
    with centre.database.read() as connection:
        fits = password_fits(connection, account, form.text("password"))
        identity = centre.identities.identity(connection, account) if fits else None
    if identity is None:
        centre.limit.failed(account, address)
        return again(401, "Tên hoặc mật khẩu không đúng.")
    centre.limit.succeeded(account)
    if not (identity.acts_for_unit() or identity.may_dispatch()):
        return again(403, "Tài khoản này không thuộc đơn vị nào và không có quyền điều phối.")
    with centre.database.write() as connection:
        token = sessions.begin(connection, identity.id, int(centre.clock()))
        audit.write(connection, int(centre.clock()), identity.id, "desk_sign_in", identity.unit_code, {})
    own = after.startswith(DISPATCH) if not identity.acts_for_unit() else True
    answer = RedirectResponse(after if own else DISPATCH, status_code=303, headers=HEADERS)
    sessions.set_cookie(request, answer, sessions.COOKIE, token, sessions.SECONDS)
    return answer


@router.post("/sign-out")
def sign_out(request: Request, form: Form = Depends(form_of), centre: Centre = Depends(centre_of)) -> Response:
    """End the session."""
    with centre.database.write() as connection:
        officer = signed_in(centre, connection, request)
        check_csrf(officer.csrf, form.text("csrf"))
        sessions.end(connection, officer)
    answer = RedirectResponse("/desk/sign-in", status_code=303, headers=HEADERS)
    answer.delete_cookie(sessions.COOKIE, path=sessions.PATH)
    return answer
