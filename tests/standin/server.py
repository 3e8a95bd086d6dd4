"""A stand-in for a language model: an OpenAI-compatible endpoint on loopback that says what a test tells it to.

    with Standin({"total": ("1.234,50", "Total due 1.234,50")}) as standin:
        settings = Settings(model="openai/stand-in", model_base_url=standin.url, model_api_key="any")

It answers every document of a request with the given answers, in the form that the request asks for. `first` puts
faults before that, each used once. `requests` and `paths` keep what was asked, and where.
"""

from __future__ import annotations

import json
import re
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
Cell = tuple[Any, str | None] | None
Answers = Mapping[str, Cell | list[Cell] | list[dict[str, Cell]]]

_BLOCK = re.compile(r'<document id="([^"]+)">\n(.*?)\n</document>', re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What goes over the wire; `drop` closes the connection without a word, `hang` keeps it until the server ends."""

    status: int = 200
    body: Json | str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    drop: bool = False
    hang: bool = False


NOT_FOUND = Reply(status=404, body={"error": {"message": "Not here.", "code": None}})

Fault = Callable[[Json, Json], Reply]
"""Makes a reply of the request and of the completion that would have been sent."""


class Standin:
    """The server; a context manager that listens while it is entered."""

    def __init__(self, answers: Answers | None = None) -> None:
        self.answers: Answers = answers or {}
        self.requests: list[Json] = []
        self.paths: list[str] = []
        self.ended = threading.Event()
        self._faults: deque[Fault] = deque()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        """The base address for a client."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def shown(self) -> str:
        """The text of the last request's documents as it stood on the wire."""
        return "\n".join(text for _, text in documents_of(self.requests[-1]))

    def first(self, *faults: Fault) -> Standin:
        """Answer the next requests like this, one after the other."""
        self._faults.extend(faults)
        return self

    def serve(self, method: str, path: str, content: bytes, kind: str) -> Reply:  # noqa: ARG002  files come in another form
        """The reply to what came over the wire, as content of that kind."""
        self.paths.append(path)
        return self.reply(json.loads(content)) if method == "POST" else NOT_FOUND

    def reply(self, request: Json) -> Reply:
        """The reply to one request."""
        self.requests.append(request)
        content = {"documents": [self._document(request, name) for name, _ in documents_of(request)]}
        usual = completion(json.dumps(content))
        return self._faults.popleft()(request, usual) if self._faults else Reply(body=usual)

    def _document(self, request: Json, name: str) -> Json:
        return {"id": name, "fields": {wanted: _answer(self.answers.get(wanted), form) for wanted, form in fields_of(request).items()}}

    def __enter__(self) -> Standin:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def documents_of(request: Json) -> list[tuple[str, str]]:
    """The documents of a request: id and text."""
    return [block for message in request["messages"] if message["role"] == "user" for block in _BLOCK.findall(message["content"])]


def fields_of(request: Json) -> Json:
    """The fields that a request asks for: the form of each answer by the field's name."""
    fields: Json = _schema_of(request)["properties"]["documents"]["items"]["properties"]["fields"]["properties"]
    return fields


def _schema_of(request: Json) -> Json:
    """The form of the answer: of its own, or the JSON at the end of the system message."""
    form = request.get("response_format", {}).get("json_schema")
    schema: Json = form["schema"] if form else json.loads(request["messages"][0]["content"].splitlines()[-1])
    return schema


def completion(content: str | None, *, finish_reason: str = "stop", refusal: str | None = None) -> Json:
    """A chat completion with always the same usage: 100 tokens in, 40 of them cached, 10 out."""
    return {
        "id": "completion",
        "object": "chat.completion",
        "created": 0,
        "model": "stand-in",
        "choices": [{"index": 0, "finish_reason": finish_reason, "message": {"role": "assistant", "content": content, "refusal": refusal}}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110, "prompt_tokens_details": {"cached_tokens": 40}},
    }


def error(status: int, code: str | None = None, *, message: str = "No.", param: str | None = None, **headers: str) -> Fault:
    """An error in OpenAI's form."""
    body = {"error": {"message": message, "type": "error", "code": code, "param": param}}
    return lambda _request, _usual: Reply(
        status=status, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def rate_limited(milliseconds: int = 1) -> Fault:
    """429 with the wait that the endpoint asks for."""
    return error(429, "rate_limit_exceeded", retry_after_ms=str(milliseconds))


def dropped(_request: Json, _usual: Json) -> Reply:
    """The connection closes without an answer."""
    return Reply(drop=True)


def hanging(_request: Json, _usual: Json) -> Reply:
    """The connection stays open, and nothing comes."""
    return Reply(hang=True)


def truncated(_request: Json, usual: Json) -> Reply:
    """The right answer, cut off in the middle."""
    content = usual["choices"][0]["message"]["content"]
    return Reply(body=completion(content[: len(content) // 2], finish_reason="length"))


def says(content: str) -> Fault:
    """The model writes this, whatever it was asked."""
    return lambda _request, _usual: Reply(body=completion(content))


def refused(_request: Json, _usual: Json) -> Reply:
    """The model declines."""
    return Reply(body=completion(None, refusal="I cannot help with that."))


def filtered(_request: Json, _usual: Json) -> Reply:
    """The provider's filter stops the answer."""
    return Reply(body=completion("{", finish_reason="content_filter"))


def no_choice(_request: Json, usual: Json) -> Reply:
    """A completion without any message."""
    return Reply(body={**usual, "choices": []})


def other_id(_request: Json, usual: Json) -> Reply:
    """The right answer under the id of a document that was never sent."""
    content = json.loads(usual["choices"][0]["message"]["content"])
    content["documents"][0]["id"] = "other"
    return Reply(body=completion(json.dumps(content)))


def same_id_twice(_request: Json, usual: Json) -> Reply:
    """Two answers for the one document."""
    content = json.loads(usual["choices"][0]["message"]["content"])
    return Reply(body=completion(json.dumps({"documents": content["documents"] * 2})))


def web_page(_request: Json, _usual: Json) -> Reply:
    """What an address that is no API answers."""
    return Reply(body="<html>Welcome</html>", headers={"content-type": "text/html"})


def _answer(given: Any, form: Json) -> Any:
    if "rows" in form.get("properties", {}):
        return {"rows": [{name: _cell(cell) for name, cell in row.items()} for row in given or ()]}
    if "items" in form.get("properties", {}):
        return {"items": [_cell(cell) for cell in given or ()]}
    return _cell(given)


def _cell(given: Cell) -> Json | None:
    return None if given is None else {"value": given[0], "quote": given[1]}


def _handler(standin: Standin) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            content = self.rfile.read(int(self.headers.get("content-length", 0)))
            reply = standin.serve(self.command, self.path, content, self.headers.get("content-type", ""))
            self.close_connection = True
            if reply.hang:
                standin.ended.wait()
            elif not reply.drop:
                self._send(reply)

        do_POST = do_GET = do_DELETE = _do  # noqa: N815  the names that the server looks for

        def _send(self, reply: Reply) -> None:
            content = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
            self.send_response(reply.status)
            for name, value in {"content-type": "application/json", **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *_: object) -> None:
            """Tests read `requests`, nobody the access log."""

    return Handler
