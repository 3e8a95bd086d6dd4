"""An OpenAI-compatible model on loopback for the benchmarks: it finds nothing, counts a token for four bytes, and takes its time."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

BYTES_PER_TOKEN = 4
_BLOCK = re.compile(r'<document id="([^"]+)">')


def tokens(text: str) -> int:
    """A token for each four bytes, rounded up."""
    return -(-len(text.encode()) // BYTES_PER_TOKEN)


class NullModel(ThreadingHTTPServer):
    """The server. `calls` were answered, at most `most_at_once` of them together; each took `seconds`."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, seconds: float) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seconds = seconds
        self.calls = 0
        self.most_at_once = 0
        self._at_once = 0
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """The base address for a client."""
        return f"http://127.0.0.1:{self.server_port}/v1"

    def answered(self, request: Any) -> Any:
        """The completion."""
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        time.sleep(self.seconds)
        with self._lock:
            self._at_once -= 1
            self.calls += 1
        return _completion(request)


@contextmanager
def null_model(seconds: float = 0.0) -> Iterator[NullModel]:
    """Listens until the end of the block."""
    with NullModel(seconds) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()


def _completion(request: Any) -> Any:
    said = "".join(message["content"] for message in request["messages"])
    schema = request["response_format"]["json_schema"]["schema"]
    fields = schema["properties"]["documents"]["items"]["properties"]["fields"]["properties"]
    nothing = {name: _nothing(form.get("properties", {})) for name, form in fields.items()}
    content = json.dumps({"documents": [{"id": one, "fields": nothing} for one in _BLOCK.findall(said)]})
    sent, came = tokens(said + json.dumps(schema)), tokens(content)
    return {
        "id": "completion",
        "object": "chat.completion",
        "created": 0,
        "model": request["model"],
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}],
        "usage": {"prompt_tokens": sent, "completion_tokens": came, "total_tokens": sent + came},
    }


def _nothing(form: Any) -> Any:
    return {name: [] for name in form if name in ("rows", "items")} or None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: NullModel

    def do_POST(self) -> None:
        """Answer one request."""
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        content = json.dumps(self.server.answered(request)).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""
