"""Lists that are read page by page."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request

Limit = Annotated[int, Query(ge=1, le=200, description="How many to a page.")]
Cursor = Annotated[str | None, Query(max_length=500, description="The `cursor` of the page before.")]


def next_url(request: Request, cursor: str | None) -> str | None:
    """The same list from the cursor on; None when there is no more."""
    if cursor is None:
        return None
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"{request.url.path}?{urlencode([*kept, ('cursor', cursor)])}"


def link(url: str | None) -> dict[str, str]:
    """The `Link` header of a page."""
    return {} if url is None else {"Link": f'<{url}>; rel="next"'}
