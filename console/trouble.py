"""What a person reads instead of a page."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from assay.errors import AssayError
from assay.problem import status_of
from console.template import page


async def signed_out(_: Request, __: Exception) -> Response:
    """How one signs in."""
    return page("sign_in.html", status=401, used=False)


async def nothing_here(_: Request, __: Exception) -> Response:
    """For an address without a page, or a method that none takes."""
    return page("trouble.html", status=404, says="There is no page at this address.", fix="Begin with the documents.")


async def of_error(_: Request, error: Exception) -> Response:
    """An error of ours, such as a database that cannot be reached."""
    assert isinstance(error, AssayError)  # noqa: S101 - it is registered for these
    return page("trouble.html", status=status_of(error.code), says=str(error), fix=error.fix)
