"""Who asks through a browser: the session of its cookie, and the proof that one of our pages sent the request."""

from __future__ import annotations

import secrets

from fastapi import Request, Response

from api.caller import Caller, parts_of
from assay.errors import RequestError
from store.pool import transaction
from store.sessions import SESSION_HOURS, Session, session_of

COOKIE = "assay_session"
PROOF = "X-CSRF-Token"

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def session_in(request: Request) -> Session | None:
    """The session whose cookie the browser sent, if it still lasts."""
    secret = request.cookies.get(COOKIE)
    if not secret:
        return None
    with transaction(parts_of(request).system.pool) as connection:
        return session_of(connection, secret)


def caller(request: Request) -> Caller:
    """Who is signed in. Raises RequestError: `unauthorised`, and `forbidden` for what none of the session's pages sent."""
    session = session_in(request)
    if session is None:
        raise RequestError("unauthorised", "Nobody is signed in, or the session is over.", fix="Sign in with a new link.")
    if not _is_ours(request, session):
        raise RequestError("forbidden", "The request does not come from a page of this session.", fix="Load the page again.")
    return Caller(workspace=session.workspace, name=session.reviewer, key=f"reviewer:{session.reviewer}", scopes=frozenset(session.scopes))


def _is_ours(request: Request, session: Session) -> bool:
    """A change brings the proof. Reading needs none, but no other site may have it done: `GET /v1/review/next` takes a document."""
    if request.method in _READING:
        return request.headers.get("Sec-Fetch-Site") != "cross-site"
    return proves(session, request.headers.get(PROOF, ""))


def proves(session: Session, given: str) -> bool:
    """Whether a request brings what only a page of this session knows."""
    return secrets.compare_digest(given.encode(), session.csrf.encode())


def keep(request: Request, response: Response, secret: str) -> None:
    """Have the browser bring the session along; no script can read it, and no other site's form sends it."""
    response.set_cookie(
        COOKIE, secret, max_age=SESSION_HOURS * 3600, path="/", httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )


def forget(response: Response) -> None:
    """Have the browser forget the session."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
