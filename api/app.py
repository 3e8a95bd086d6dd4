"""The API as one app: `create` puts the routes, the front and the problems together."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from starlette.exceptions import HTTPException

from api import batches, documents, health, metrics, pages, problem, reference, reports, review, schemas
from api.examples import add_examples
from api.front import Front
from api.models import ProblemForm
from api.parts import Parts
from assay.errors import AssayError
from engine.desk import Desk
from engine.errand import Answered, Errand
from workers.system import System

ROUTERS = (
    documents.router,
    pages.router,
    batches.router,
    review.router,
    schemas.router,
    reports.router,
    health.router,
    metrics.router,
    reference.router,
)

TAGS = [
    {"name": "documents", "description": "Hand documents in, and read what was found in them."},
    {"name": "batches", "description": "Many files at once."},
    {"name": "review", "description": "What people decide about doubtful values."},
    {"name": "schemas", "description": "What is wanted of documents."},
    {"name": "reports", "description": "What the system did, and what it cost."},
    {"name": "operation", "description": "How the system is. These need no token from programs on the same machine."},
]


def create(system: System, desk: Desk[Errand, Answered]) -> FastAPI:
    """The app over a running system.

    It may be mounted in another app, which overrides `api.caller.who` (in `dependency_overrides`) to say who asks.
    """
    app = described()
    app.state.parts = Parts(system=system, desk=desk)
    return app


def described() -> FastAPI:
    """The app without a system behind it: enough for its description."""
    app = FastAPI(
        title="Assay",
        version="1",
        summary="Reads documents and answers, field by field, with a value, where it was read, and how sure it is.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(AssayError, problem.of_error)
    app.add_exception_handler(HTTPException, problem.of_http)
    app.add_exception_handler(RequestValidationError, problem.of_validation)
    app.add_middleware(Front)
    app.openapi = partial(_describe, app)  # type: ignore[method-assign]  # FastAPI's own way to extend the document
    return app


def _describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with the examples, and with the shape of problems, which are the model of no route."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes, tags=TAGS)
        _, shapes = models_json_schema([(ProblemForm, "serialization")], ref_template="#/components/schemas/{model}")
        document["components"]["schemas"] |= shapes["$defs"]
        add_examples(document)
        app.openapi_schema = document
    return app.openapi_schema
