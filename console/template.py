"""Pages out of templates. Every value is escaped."""

from __future__ import annotations

from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

_TEMPLATES = Environment(loader=PackageLoader("console"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def page(name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The template of this name, filled with the values."""
    return HTMLResponse(_TEMPLATES.get_template(name).render(values), status)
