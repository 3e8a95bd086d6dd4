"""The console before the API: pages for people, and the API's own routes once more for their browsers.

/v1/...            the API, for programs with a token
/console/api/v1/...  the same routes, for browsers that are signed in
/, /sign-in, /console/...  the pages
"""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount, Route

import api.app
from api.caller import who
from api.front import Front
from api.parts import Parts
from assay.errors import AssayError
from console import pages, sign_in, trouble
from console.browser import caller
from console.headers import Headers
from console.static import files
from engine.desk import Desk
from engine.errand import Answered, Errand
from workers.system import System

API = "/console/api"
STATIC = "/console/static"


def create(system: System, desk: Desk[Errand, Answered]) -> Starlette:
    """Everything that a server answers."""
    people = _pages(system, desk)
    return Starlette(
        routes=[
            Mount(API, _for_browsers(system, desk)),
            Mount(STATIC, files()),
            Route("/", people),
            Route("/sign-in", people),
            Route("/console", people),
            Route("/console/{page:path}", people),
            Mount("/", api.app.create(system, desk)),
        ]
    )


def _for_browsers(system: System, desk: Desk[Errand, Answered]) -> FastAPI:
    """The API, whose caller is whoever is signed in."""
    app = api.app.create(system, desk)
    app.dependency_overrides[who] = caller
    return app


def _pages(system: System, desk: Desk[Errand, Answered]) -> FastAPI:
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    app.state.parts = Parts(system=system, desk=desk)
    app.include_router(sign_in.router)
    app.include_router(pages.router)
    app.add_exception_handler(sign_in.SignedOut, trouble.signed_out)
    app.add_exception_handler(AssayError, trouble.of_error)
    app.add_exception_handler(RequestValidationError, trouble.nothing_here)
    app.add_exception_handler(HTTPException, trouble.nothing_here)
    app.add_middleware(Headers)
    app.add_middleware(Front)
    return app
