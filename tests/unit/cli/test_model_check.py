"""What `assay doctor` says of each model: over a real socket, with what endpoints answer when they are asked for their models."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assay.settings import Settings
from cli.model_check import models

LISTED = {"data": [{"id": "gpt-5-mini"}, {"id": "models/gemini"}, {"id": "llama3:latest"}]}


class Lists(BaseHTTPRequestHandler):
    """Lists its models for one key; below /odd it says something else."""

    def do_GET(self) -> None:
        known = self.headers["authorization"] == "Bearer right"
        content = {"/v1/models": json.dumps(LISTED), "/odd/models": "[[["}.get(self.path)
        self.send_response(401 if not known else 404 if content is None else 200)
        self.end_headers()
        self.wfile.write((content or "").encode())

    def log_message(self, *_: object) -> None:
        """Nobody reads the access log."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Lists) as listing:
        thread = threading.Thread(target=listing.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{listing.server_port}"
        listing.shutdown()
        thread.join()


def states(settings: Settings) -> list[str]:
    checks = list(models(settings))
    assert all(check.fix for check in checks if check.state == "wrong")
    assert "word" not in str(checks)
    return [check.state for check in checks]


@pytest.mark.parametrize(
    ("model", "path", "key", "state"),
    [
        ("openai/gpt-5-mini", "/v1", "right", "ok"),
        ("openai/gemini", "/v1", "right", "ok"),
        ("openai/llama3", "/v1/", "right", "ok"),
        ("openai/gpt-9", "/v1", "right", "note"),
        ("openai/gpt-5-mini", "/odd", "right", "ok"),
        ("openai/gpt-5-mini", "/elsewhere", "right", "note"),
        ("openai/gpt-5-mini", "/v1", "wrong", "wrong"),
    ],
)
def test_the_endpoint_is_asked_for_its_models(address: str, model: str, path: str, key: str, state: str) -> None:
    asked = address + path
    assert states(Settings(model=model, model_base_url=asked, model_api_key=key)) == [state]


def test_every_model_of_both_sizes_is_looked_at_once(address: str) -> None:
    here = address + "/v1"
    several = Settings(
        model="openai/gpt-5-mini,groq/m", model_large="openai/gpt-5-mini,house/m", model_base_url=here, model_api_key="right"
    )
    assert states(several) == ["ok", "wrong", "wrong"]


def test_nobody_at_the_address_and_no_model_at_all() -> None:
    assert states(Settings(model="openai/m", model_base_url="http://user:word@127.0.0.1:9/v1")) == ["wrong"]
    assert states(Settings()) == ["note"]


def test_a_package_that_is_missing_is_named() -> None:
    (check,) = models(Settings(model="anthropic/m", model_api_key="k"))
    assert (check.state, "pip install anthropic" in check.fix) == ("wrong", True)
