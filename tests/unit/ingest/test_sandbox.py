"""The sandbox: whatever a reader does, it harms nobody and ends, and what it read comes out as it went in."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import platform
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from assay.errors import DocumentError
from ingest.assemble import read_document
from ingest.draw import draw
from ingest.limits import DEFAULT_LIMITS
from ingest.sandbox.access import rules
from ingest.sandbox.confine import bounds, confine
from ingest.sandbox.order import Habits
from ingest.sandbox.sandbox import Sandbox, open_sandbox
from ingest.sandbox.wire import document_bytes
from ingest.upload import Upload, upload_of
from tests.unit.ingest.read_parts import pieces_of

T = TypeVar("T")

SAMPLES = Path(__file__).parents[3] / "samples"
FORMATS = {".pdf", ".docx", ".eml", ".html", ".json"}
LIMITS = replace(DEFAULT_LIMITS, progress_seconds=1.0, total_seconds=2.0, memory_bytes=256 << 20)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    os.environ["ASSAY_MODEL_API_KEY"] = "a secret"
    with contextlib.closing(open_sandbox(Habits(limits=LIMITS, mock=True))) as opened:
        del os.environ["ASSAY_MODEL_API_KEY"]
        yield opened


def mock(word: str) -> Upload:
    return upload_of("mock.assaymock", word.encode())


def code(sandbox: Sandbox, upload: Upload) -> str:
    with pytest.raises(DocumentError) as caught:
        sandbox.read(upload)
    assert caught.value.fix
    return caught.value.code


@pytest.mark.parametrize(
    ("misdeed", "expected"),
    [
        ("crash", "parser_crashed"),
        ("quit", "parser_crashed"),
        ("babble", "parser_crashed"),
        ("hang", "timeout"),
        ("spin", "timeout"),
        ("oom", "memory_limit"),
        ("huge", "output_too_large"),
        ("flood", "output_too_large"),
        ("fork", "dangerous_content"),
        ("network", "dangerous_content"),
        ("write", "dangerous_content"),
        ("environment", "dangerous_content"),
    ],
)
def test_a_misdeed_costs_its_own_document_only(sandbox: Sandbox, misdeed: str, expected: str) -> None:
    assert code(sandbox, mock(misdeed)) == expected
    assert sandbox.read(upload_of("next.txt", b"Total 5")).visible_text == "Total 5"


def test_a_file_misbehaves_only_where_that_was_asked_for() -> None:
    with contextlib.closing(open_sandbox(Habits(limits=LIMITS))) as sandbox:
        assert sandbox.read(mock("crash")).visible_text == "crash"


@pytest.mark.parametrize(
    "sample", sorted(path.name for path in SAMPLES.iterdir() if path.suffix in {".pdf", ".docx", ".eml", ".html", ".json"})
)
def test_a_document_comes_out_as_it_was_read(sandbox: Sandbox, sample: str) -> None:
    upload = upload_of(sample, (SAMPLES / sample).read_bytes())

    assert document_bytes(sandbox.read(upload)) == document_bytes(read_document(upload))


def test_what_a_file_is_refused_for_is_said_as_it_is_without_a_sandbox(sandbox: Sandbox) -> None:
    upload = upload_of("a.gif", b"GIF89a")

    with pytest.raises(DocumentError) as outside:
        read_document(upload)
    with pytest.raises(DocumentError) as inside:
        sandbox.read(upload)

    assert (inside.value.code, inside.value.says, inside.value.fix) == (outside.value.code, outside.value.says, outside.value.fix)


def test_a_page_is_drawn_in_there_too(sandbox: Sandbox) -> None:
    sample = next(path for path in sorted(SAMPLES.iterdir()) if path.suffix == ".pdf")

    picture = sandbox.draw(upload_of(sample.name, sample.read_bytes()), 1, 200)

    assert picture.data.startswith(b"\xff\xd8")
    assert picture == draw(upload_of(sample.name, sample.read_bytes()), 1, 200)


@pytest.mark.skipif(sys.platform != "linux" or platform.machine() != "x86_64", reason="calls are numbered as on Linux on x86_64")
def test_a_confined_process_changes_no_file_starts_nothing_and_reaches_nobody(tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("as it was")

    refused = refusals(
        {
            "truncate": lambda: kept.open("w").close(),
            "append": lambda: kept.open("a").close(),
            "remove": kept.unlink,
            "rename": lambda: kept.rename(tmp_path / "other.txt"),
            "make a folder": (tmp_path / "folder").mkdir,
            "connect": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
            "listen": lambda: socket.socket().bind(("127.0.0.1", 0)),
            "fork": os.fork,
            "run a program": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606 - it is refused
            "kill its parent": lambda: os.kill(os.getppid(), signal.SIGTERM),
            "kill its parent's thread": lambda: called(200, os.getppid(), signal.SIGTERM),
            "signal by descriptor": lambda: called(434, os.getppid(), 0),
            "work past the filter by io_uring": lambda: called(425, 8, None),
            "make a pipe in a folder": lambda: os.mkfifo(tmp_path / "pipe"),
            "change a mode": lambda: kept.chmod(0o777),
            "read a secret": lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
            "read a document": kept.read_text,
        }
    )

    assert refused == {}
    assert kept.read_text() == "as it was"


def refusals(deeds: dict[str, object]) -> dict[str, str]:
    """What a confined process was allowed after all."""
    ours, theirs = socket.socketpair()
    bound, made = bounds(DEFAULT_LIMITS), rules()
    if os.fork() == 0:
        try:
            confine(bound, keep=theirs.fileno(), rules=made)
            theirs.sendall(repr({name: "done" for name, deed in deeds.items() if not _refused(deed)}).encode())
        finally:
            os._exit(0)
    theirs.close()
    with ours:
        told = ours.recv(4096).decode()
    os.wait()
    return eval(told)  # type: ignore[no-any-return]  # noqa: S307 - written by the lines above


def called(number: int, *arguments: object) -> None:
    """A system call by its number on x86_64, as a program would do it that was taken over."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(number, *arguments) == -1:
        raise OSError(ctypes.get_errno(), "refused")


def _refused(deed: object) -> bool:
    try:
        deed()  # type: ignore[operator]
    except OSError:
        return True
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with the one that started it")
def test_children_end_with_whoever_reads() -> None:
    reader = os.fork()
    if reader == 0:
        try:
            open_sandbox(Habits(limits=DEFAULT_LIMITS, mock=True)).read(mock("spin"))
        finally:
            os._exit(0)
    nursery = waited(lambda: children_of(reader))
    child = waited(lambda: children_of(*nursery))

    os.kill(reader, signal.SIGKILL)
    os.waitpid(reader, 0)

    waited(lambda: not living(*nursery, *child))


def children_of(*parents: int) -> list[int]:
    return [pid for pid, parent in processes() if parent in parents]


def living(*pids: int) -> bool:
    return any(pid in pids for pid, _ in processes())


def processes() -> Iterator[tuple[int, int]]:
    """Each process that has not ended, and its parent."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = status.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                yield int(status.parent.name), int(parent)


def waited(found: Callable[[], T]) -> T:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if result := found():
            return result
        time.sleep(0.01)
    raise AssertionError("it did not happen")


def test_where_a_reader_stumbled_is_logged_without_a_word_of_the_document(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="assay"):
        assert code(sandbox, mock("stumble")) == "corrupt_document"

    (record,) = caplog.records
    assert record.facts["error"] == "KeyError"  # type: ignore[attr-defined]
    assert any("mock.py" in call for call in record.facts["path"])  # type: ignore[attr-defined]
    assert "a word" not in repr(record.__dict__)


def test_an_attachment_without_a_name_is_named_after_its_type_in_there_too(sandbox: Sandbox) -> None:
    mail = b"From: a@b.example\nMessage-ID: <1>\nSubject: x\nContent-Type: multipart/mixed; boundary=z\n\n--z\n\nHello\n"
    mail += b"--z\nContent-Type: text/csv\nContent-Disposition: attachment\n\na,b\n1,2\n--z--\n"

    assert [part.name for part in pieces_of(sandbox.read(upload_of("mail.eml", mail)))] == ["main", "attachment-1.csv"]
