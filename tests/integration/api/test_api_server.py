"""The server as a process of its own, over a real socket."""

import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from store.pool import connect
from store.tokens import add_token
from store.workspaces import ensure_workspace

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import os, sys
from api.server import serve
from assay.errors import AssayError
from assay.settings import Settings
try:
    serve(Settings.from_environment(os.environ), host="127.0.0.1", port=int(sys.argv[1]))
except AssayError as error:
    sys.exit(f"{error.code}: {error.says} {error.fix}")
"""
PIECE = b"x" * 1_000_000
BOUNDARY = "frontier"
HEAD = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'.encode()


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    process: subprocess.Popen[str]
    port: int
    folder: Path
    token: str

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, {"Authorization": f"Bearer {self.token}", **(headers or {})})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text) if text else None

    @property
    def memory(self) -> int:
        """Bytes that the process holds."""
        fields = Path(f"/proc/{self.process.pid}/statm").read_text().split()
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")

    @property
    def temporary_files(self) -> list[str]:
        """The files without a name that the process holds open."""
        links = [one.readlink() for one in Path(f"/proc/{self.process.pid}/fd").iterdir() if one.is_symlink()]
        return [str(link) for link in links if link.is_relative_to(self.folder / "tmp") and str(link).endswith("(deleted)")]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def until(holds: Callable[[], bool], *, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def started(database: str, folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    (folder / "tmp").mkdir(exist_ok=True)
    system = {name: value for name, value in os.environ.items() if not name.startswith(("ASSAY_", "OPENAI_", "AZURE_"))}
    settings = {"ASSAY_DATABASE_URL": database, "ASSAY_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "tmp")}
    with subprocess.Popen([sys.executable, "-c", PROGRAM, str(port)], env=system | settings, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A socket's path may have 107 bytes, and the folders of tests that run side by side have long names."""
    with TemporaryDirectory(prefix="assay-") as folder:
        yield Path(folder)


@pytest.fixture
def running(database: str, short_folder: Path) -> Iterator[Server]:
    with connect(database) as connection:
        token = add_token(connection, ensure_workspace(connection, "default"), name="program", scopes=["submit"])
    port = free_port()
    with started(database, short_folder, port) as process:
        running = Server(process=process, port=port, folder=short_folder, token=token.secret)
        until(lambda: process.poll() is not None or answers(running))
        assert process.poll() is None, process.communicate()[1]
        yield running


def answers(running: Server) -> bool:
    try:
        return running.ask("GET", "/healthz")[0] == 200
    except OSError:
        return False


def test_an_upload_without_end_is_refused_while_it_comes(running: Server) -> None:
    running.ask("POST", "/v1/documents", HEAD + b"small\r\n--frontier--\r\n", multipart())
    before = running.memory
    head = [
        "POST /v1/documents HTTP/1.1",
        "Host: localhost",
        f"Authorization: Bearer {running.token}",
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
        "Transfer-Encoding: chunked",
    ]
    with socket.create_connection(("127.0.0.1", running.port), timeout=60) as connection:
        connection.sendall("\r\n".join([*head, "", ""]).encode() + chunk(HEAD))
        sent = 0
        held = 0
        while not select.select([connection], [], [], 0)[0]:
            held = max(held, len(running.temporary_files))
            assert sent < 200_000_000, "nobody stops it"
            sent += send_whole(connection, chunk(PIECE))
        answer = connection.recv(65536).decode()
    assert answer.startswith("HTTP/1.1 413 ")
    assert "application/problem+json" in answer, "the rest of the answer may be lost with what was still being sent"
    assert (sent > 100_000_000, held) == (True, 1)
    assert running.memory - before < 60_000_000
    until(lambda: running.temporary_files == [])
    assert running.ask("GET", "/v1/documents")[1]["facets"]["status"] == {"queued": 1}


def multipart() -> dict[str, str]:
    return {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def send_whole(connection: socket.socket, data: bytes) -> int:
    """How much was sent; the server may have hung up meanwhile."""
    try:
        connection.sendall(data)
    except (BrokenPipeError, ConnectionResetError):
        return 0
    return len(data)


def test_a_length_that_is_too_large_and_a_stranger_are_refused_before_the_first_byte(running: Server) -> None:
    for token, length, status in ((running.token, 10_000_000_000, b"413"), ("assay_wrong", 90_000_000, b"401")):
        head = f"POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        head += f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {length}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", running.port), timeout=60) as connection:
            connection.sendall(head.encode())
            assert connection.recv(65536).startswith(b"HTTP/1.1 " + status)


def test_who_waits_holds_nobody_else_up(running: Server) -> None:
    """No worker runs here, so that the wait ends with the document."""
    with socket.create_connection(("127.0.0.1", running.port), timeout=60) as waiting:
        body = HEAD + b"waits\r\n--frontier--\r\n"
        head = f"POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {running.token}\r\nPrefer: wait=2\r\n"
        head += f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
        waiting.sendall(head.encode() + body)
        until(lambda: running.ask("GET", "/v1/documents")[1]["facets"]["status"] == {"queued": 1})
        assert not select.select([waiting], [], [], 0)[0]
        assert waiting.recv(65536).startswith(b"HTTP/1.1 202 ")


def test_it_says_that_it_is_there_and_goes_when_it_is_told(running: Server, database: str) -> None:
    def kinds() -> list[tuple[Any, ...]]:
        with connect(database) as connection:
            return connection.execute("select kind, pid from processes").fetchall()

    until(lambda: kinds() == [("server", running.process.pid)])
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(30) == 0
    assert kinds() == []
    assert running.process.communicate()[1] == ""


def test_a_port_in_use_is_said(database: str, short_folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with started(database, short_folder, port) as process:
            said = process.communicate(timeout=60)[1]
    assert said.startswith(f"port_in_use: Another program listens on port {port}.")
    assert "ASSAY_PORT" in said
    assert process.returncode == 1
