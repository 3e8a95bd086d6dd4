"""`assay up` as an operator meets it: everything in one terminal, whatever is killed beneath it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from store.pool import connect
from store.postgres import running
from tests.acceptance.conftest import COMMAND, environment, run

INVOICE = "INVOICE\nInvoice number: INV-{number}\nInvoice date: 2026-03-05\nTotal: 1,234.50 EUR\n"


@dataclass(frozen=True)
class House:
    """A running `assay up`, its folder and its port."""

    process: subprocess.Popen[str]
    folder: Path
    port: int

    @property
    def data(self) -> Path:
        return self.folder / ".assay"

    def drop(self, number: int) -> None:
        unseen = self.folder / "unseen"
        unseen.write_text(INVOICE.format(number=number))
        unseen.rename(self.data / "inbox" / f"{number}.txt")

    def result(self, number: int) -> Any:
        (found,) = self.data.glob(f"done/*/{number}.txt.assay.json")
        return json.loads(found.read_text())

    def is_done(self, number: int) -> bool:
        return any(self.data.glob(f"done/*/{number}.txt.assay.json"))

    def ready(self) -> Any:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=10) as answer:
            return json.load(answer)

    def parts(self) -> dict[str, int]:
        """The process ids of the parts, by their command."""
        found = {}
        for place in Path("/proc").glob("[0-9]*"):
            try:
                words = (place / "cmdline").read_bytes().decode().split("\0")
                folder = (place / "cwd").readlink()
            except OSError:
                continue
            if folder == self.folder and "cli.main" in words:
                found[words[words.index("cli.main") + 1]] = int(place.name)
        return found

    def documents(self) -> int:
        address = running(self.data)
        assert address is not None
        with connect(address, patience=30) as connection:
            (count,) = connection.execute("select count(*) from documents").fetchone() or (0,)
        return int(count)


def until(holds: Callable[[], bool], *, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder, port = tmp_path_factory.mktemp("house"), free_port()
    settings = environment({"ASSAY_LEASE_SECONDS": "3"})
    command = [*COMMAND, "up", "--port", str(port), "--jobs", "1"]
    with subprocess.Popen(
        command, cwd=folder, env=settings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert "Assay is ready" in process.stdout.readline()
            yield House(process=process, folder=folder, port=port)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


def test_what_is_dropped_into_the_inbox_comes_out_with_its_result(house: House) -> None:
    house.drop(1)
    until(lambda: house.is_done(1))
    assert house.result(1)["data"]["invoice_number"] == "INV-1"


def test_the_first_token_is_for_the_owner_alone_and_opens_the_api(house: House) -> None:
    token = house.data / "token"
    assert token.stat().st_mode & 0o777 == 0o600
    headers = {"Authorization": f"Bearer {token.read_text().strip()}"}
    request = urllib.request.Request(f"http://127.0.0.1:{house.port}/v1/documents", headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own address
        assert answer.status == 200


def test_a_second_system_in_the_same_folder_says_where_the_first_is(house: House) -> None:
    second = run(["up", "--port", str(free_port())], {}, house.folder)
    assert second.status == 2
    assert "[already_running]" in second.err
    assert str(house.port) in second.err


def test_submitted_documents_are_worked_on_and_shown(house: House) -> None:
    (house.folder / "bill.txt").write_text(INVOICE.format(number=77))
    done = run(["submit", "bill.txt", "--schema", "invoice", "--wait", "--json"], {}, house.folder)
    assert done.status == 0
    assert done.json["data"]["invoice_number"] == "INV-77"
    again = run(["submit", "bill.txt", "nowhere.txt", "--schema", "invoice"], {}, house.folder)
    assert again.status == 1
    assert "was here before" in again.out
    unknown = run(["submit", "bill.txt", "--schema", "nothing"], {}, house.folder)
    assert (unknown.status, "[schema_not_found]" in unknown.err) == (2, True)


def test_what_no_schema_knows_waits_until_a_person_says_what_it_is(house: House) -> None:
    (house.folder / "note.txt").write_text("Dear all,\nthe slip for 5.00 EUR lies on the table.\n")
    assert run(["submit", "note.txt", "--wait"], {}, house.folder).status == 1
    (listed,) = run(["triage", "--json"], {}, house.folder).lines
    assert listed["name"] == "note.txt"
    unknown = run(["triage", "--schema", "nothing"], {}, house.folder)
    assert (unknown.status, "[schema_not_found]" in unknown.err) == (2, True)
    assert "1 document is read as receipt" in run(["triage", listed["document"], "--schema", "receipt"], {}, house.folder).out
    assert "No document waits" in run(["triage"], {}, house.folder).out


def test_a_sign_in_link_and_a_token_can_be_made(house: House) -> None:
    link = run(["sign-in", "--name", "ada", "--url", "https://assay.example"], {}, house.folder)
    assert re.fullmatch(r"https://assay\.example/sign-in\?link=\S+\n", link.out)
    made = run(["token", "add", "ci", "--scope", "submit"], {}, house.folder)
    listed = run(["token", "list"], {}, house.folder)
    assert made.out.strip() not in listed.out
    (line,) = [line for line in listed.out.splitlines() if "  ci  " in line]
    assert run(["token", "revoke", line.split()[0]], {}, house.folder).status == 0
    assert "revoked" in run(["token", "list"], {}, house.folder).out


def test_parts_that_are_killed_are_started_again(house: House) -> None:
    before = {part: process for part, process in house.parts().items() if part in ("worker", "serve", "watch")}
    assert len(before) == 3
    for process in before.values():
        os.kill(process, signal.SIGKILL)
    until(lambda: all(house.parts().get(part, process) != process for part, process in before.items()))
    house.drop(100)
    until(lambda: house.is_done(100))
    until(lambda: _answers(house))


def test_a_database_that_is_killed_is_started_again_with_every_row(house: House) -> None:
    before = house.documents()
    os.kill(int((house.data / "postgres" / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    house.drop(200)
    until(lambda: house.is_done(200))
    assert house.documents() == before + 1


def test_ctrl_c_stops_everything_and_a_port_in_use_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = run(["up", "--port", str(listener.getsockname()[1])], {}, tmp_path)
    assert (taken.status, "[port_in_use]" in taken.err) == (1, True)
    command = [*COMMAND, "up", "--port", str(free_port()), "--jobs", "1", "--no-watch"]
    streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=tmp_path, env=environment({}), **streams) as process:
        assert process.stdout is not None
        assert "Assay is ready" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
    left = House(process=process, folder=tmp_path, port=0)
    assert left.parts() == {}
    assert running(tmp_path / ".assay") is None


def test_a_database_or_a_setting_that_is_not_there_is_said(tmp_path: Path) -> None:
    dead = run(["up"], {"ASSAY_DATABASE_URL": "postgresql://nobody:secret@127.0.0.1:1/x", "ASSAY_PORT": str(free_port())}, tmp_path)
    assert (dead.status, "[storage_unavailable]" in dead.err, "secret" in dead.err) == (1, True, False)
    wrong = run(["up"], {"ASSAY_BROKER_URL": "amqp://:secret@host"}, tmp_path)
    assert (wrong.status, "[setting_invalid]" in wrong.err, "secret" in wrong.err) == (2, True, False)


def _answers(house: House) -> bool:
    try:
        return bool(house.ready()["status"] == "ok")
    except OSError:
        return False
