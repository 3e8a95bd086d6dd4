"""Signing in, with a link that works once, and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.caller import parts_of
from console.browser import COOKIE, forget, keep, proves, session_in
from console.template import page
from store.pool import transaction
from store.sessions import Session, sign_in, sign_out

HOME = "/console/documents"

router = APIRouter()


class SignedOut(Exception):
    """A page was asked for by a browser that is not signed in."""


def signed_in(request: Request) -> Session:
    """The session of the browser. Raises SignedOut."""
    session = session_in(request)
    if session is None:
        raise SignedOut
    return session


SignedIn = Annotated[Session, Depends(signed_in)]


@router.get("/sign-in")
def use_link(request: Request, link: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Sign in with the secret of a link."""
    with transaction(parts_of(request).system.pool) as connection:
        new = sign_in(connection, link)
    if new is None:
        return page("sign_in.html", status=401, used=bool(link))
    response = RedirectResponse(HOME, 303)
    keep(request, response, new.secret)
    return response


@router.post("/console/sign-out")
def leave(request: Request, session: SignedIn, csrf: Annotated[str, Form(max_length=200)] = "") -> Response:
    """End the session."""
    response = RedirectResponse(HOME, 303)
    if proves(session, csrf):
        with transaction(parts_of(request).system.pool) as connection:
            sign_out(connection, request.cookies[COOKIE])
        forget(response)
    return response
