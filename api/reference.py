"""The API for people: a page made from its OpenAPI document, as Markdown and as HTML, and a page for every code of an error.

The HTML loads nothing, from here or from anywhere else.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from api.caller import SCOPES
from assay.errors import Refused
from assay.problem import CODES, status_of

PAGE_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
STYLE = "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap}"

router = APIRouter(include_in_schema=False)

Document = dict[str, Any]


@router.get("/docs")
def docs(request: Request) -> Response:
    """The reference as a page."""
    text = html.escape(markdown(request.app.openapi()))
    body = f"<!doctype html><html lang=en><meta charset=utf-8><title>Assay API</title><style>{STYLE}</style><pre>{text}</pre></html>"
    return HTMLResponse(body, headers=PAGE_HEADERS)


@router.get("/problems/{code}")
def problem_page(code: str) -> Response:
    """What an error's `type` leads to."""
    explained = CODES.get(code)
    if explained is None:
        raise Refused("not_found")
    about = {"code": code, "status": status_of(code), "title": explained.says, "fix": explained.fix, "retryable": explained.retryable}
    return JSONResponse(about)


def markdown(document: Document) -> str:
    """The reference as Markdown, one section for each operation."""
    parts = ["# REST", _PREFACE, _scopes(), *_operations(document), "## Problems", _problems()]
    return "\n\n".join(parts) + "\n"


_PREFACE = """Made from the API's own description, which a server shows at `/openapi.json` (OpenAPI 3.1) and `/docs`.

Every request but those of `operation` carries `Authorization: Bearer` with a token. Every error is `application/problem+json` with a
`code` that stays the same. Every `POST` takes an `Idempotency-Key`. Every answer carries an `X-Request-Id`: the one that was sent, or a
new one; it stands in problems and in the log."""


def _scopes() -> str:
    rows = [f"| `{scope}` | {says} |" for scope, says in SCOPES.items()]
    return "\n".join(["| Scope | Allows to |", "|---|---|", *rows]) + "\n\nEach of them allows to read."


def _operations(document: Document) -> Iterator[str]:
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            yield f"## {method.upper()} {path}"
            yield said["description"]
            yield _access(said)
            if said.get("parameters"):
                yield _parameters(said["parameters"])
            yield from (_example(one, method, path) for one in said["x-examples"])


def _access(said: Document) -> str:
    security = said.get("security")
    if not security:
        return "Needs no token."
    scopes = [scope for one in security for scope in one.get("bearer", [])]
    return f"Needs the scope `{'`, `'.join(scopes)}`." if scopes else "Needs a token, whatever its scopes."


def _parameters(parameters: list[Document]) -> str:
    rows = [f"| `{one['name']}` | {one['in']} | {one.get('description', '')} |" for one in parameters]
    return "\n".join(["| Parameter | In | |", "|---|---|---|", *rows])


def _example(one: Document, method: str, path: str) -> str:
    asked, answered = one["request"], one["response"]
    lines = [f"{method.upper()} {path}" + "".join(f"?{name}={value}" for name, value in asked.get("query", {}).items())]
    lines += [f"{name}: {value}" for name, value in asked.get("headers", {}).items()]
    lines += [_shown(asked[kind]) for kind in ("form", "body", "text") if kind in asked]
    lines += ["", str(answered["status"])]
    lines += [] if answered["body"] is None else [_shown(answered["body"])]
    return "\n".join([f"Example: {one['name'].replace('_', ' ')}", "", "```text", *lines, "```"])


def _shown(value: Any) -> str:
    return value.rstrip("\n") if isinstance(value, str) else json.dumps(value, indent=1, ensure_ascii=False)


def _problems() -> str:
    rows = [f"| `{code}` | {status_of(code)} | {one.says} | {one.fix} |" for code, one in sorted(CODES.items())]
    return "\n".join(["| Code | Status | Says | Fix |", "|---|---|---|---|", *rows])
