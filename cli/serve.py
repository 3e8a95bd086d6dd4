"""`assay serve`: the API and the console alone."""

from __future__ import annotations

import os
from ipaddress import ip_address
from typing import Annotated

import typer

from assay.log import open_log
from assay.settings import Settings
from cli.message import tell
from console.server import serve as served
from workers.tether import hold_tether

LOOPBACK = "127.0.0.1"

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def serve(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="To listen on; else ASSAY_PORT, else 8400.")] = None,
    host: Annotated[str, typer.Option(help="The address to listen on; by default this machine alone can reach it.")] = LOOPBACK,
) -> None:
    """Answer programs and people: the API and the console, until Ctrl+C.

    The documents are read by `assay worker`. For other machines put a proxy with TLS before it.

    Exit status: 0 it was told to stop, 1 the database cannot be reached or the port is taken, 2 a setting is wrong.
    """
    settings = Settings.from_environment(os.environ)
    hold_tether()
    open_log(settings.data_dir)
    warn_of_openness(host)
    served(settings, host=host, port=port or settings.port)


def warn_of_openness(host: str) -> None:
    """Say it when other machines can reach the address: what goes over it is not encrypted."""
    try:
        closed = ip_address(host).is_loopback
    except ValueError:
        closed = host == "localhost"
    if not closed:
        tell(f"Other machines can reach {host}, and what goes over it is not encrypted: put a proxy with TLS before it.")
