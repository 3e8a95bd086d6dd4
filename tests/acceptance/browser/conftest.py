"""A real server, worker and database, and people with real browsers.

`ASSAY_CHROMIUM` names the browser. Where there is none, these tests are skipped, and on a build server (`CI`) they fail.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from store.pool import connect
from store.sessions import make_link
from store.workspaces import ensure_workspace
from workers.system import WORKSPACE

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60.0
CALM = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
SERVE = """
import os
from assay.settings import Settings
from console.server import serve
serve(Settings.from_environment(os.environ), host="127.0.0.1", port=int(os.environ["PORT"]))
"""
SLIP = """
assay: 1
schema: slip
title: Slip
locale: [en]
split: {blank_pages: true}
fields:
  number: {type: code, labels: [Slip number], target_accuracy: 0.999, required: true, from: [label]}
  day: {type: date, labels: [Date], target_accuracy: 0.999, from: [label]}
  total: {type: money, labels: [Total], target_accuracy: 0.999, required: true, from: [label]}
  reference: {type: code, labels: [Your reference], target_accuracy: 0.999, required: true, from: [label]}
  lines:
    type: table
    columns:
      item: {type: text, from: [{json: $.item}]}
      count: {type: integer, from: [{json: $.count}]}
    from: [{json: '$..lines[*]'}]
"""


@dataclass
class Person:
    """Somebody at a browser. What a page must never do is kept, for the end of the test."""

    page: Page
    url: str
    wrong: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def review(self, document: str) -> Page:
        """The document, once its page can be seen and the first field has the focus."""
        self.open(f"/console/documents/{document}")
        self.page.locator("#fields[aria-busy=false]").wait_for()
        return self.page

    def drop(self, name: str, *lines: str, data: bytes | None = None, schema: str = "slip") -> None:
        """Let a slip fall onto the page of documents: a PDF with these lines, or these bytes."""
        self.page.locator("#schema option[value=slip]").wait_for(state="attached")
        self.page.select_option("#schema", schema)
        make = "([name, data]) => { const held = new DataTransfer(); held.items.add(new File([new Uint8Array(data)], name)); return held; }"
        held = self.page.evaluate_handle(make, [name, list(data or pdf(*lines))])
        self.page.dispatch_event("#hand-in", "drop", {"dataTransfer": held})

    def saved(self) -> None:
        self.page.get_by_text("✓ Saved").wait_for()

    def watch(self) -> None:
        def dialog(one: Any) -> None:
            self.wrong.append(f"dialog: {one.message}")
            one.dismiss()

        def console(one: Any) -> None:
            if "Content Security Policy" in one.text:
                self.wrong.append(one.text)

        self.page.on("dialog", dialog)
        self.page.on("console", console)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))


@dataclass(frozen=True)
class House:
    """A running system."""

    url: str
    database: str

    def link(self, reviewer: str = "ann", *scopes: str) -> str:
        with connect(self.database) as connection:
            workspace = ensure_workspace(connection, WORKSPACE)
            secret = make_link(connection, workspace, reviewer=reviewer, scopes=scopes or ("submit", "review", "admin"))
        return f"{self.url}/sign-in?link={secret}"

    def rows(self, query: str, *values: Any) -> list[Any]:
        with connect(self.database, autocommit=True) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def wait_for(self, query: str, *values: Any) -> Any:
        """The first value of the query's first row, once there is one."""
        until = time.monotonic() + PATIENCE
        while not (found := self.rows(query, *values)):
            assert time.monotonic() < until, query
            time.sleep(0.05)
        return found[0][0]

    def worked(self, name: str) -> str:
        """The id of the document of this name, once it has a result."""
        found: UUID = self.wait_for("select id from documents where name = %s and status = 'succeeded'", name)
        return str(found)

    def field(self, document: str, path: str) -> tuple[str, Any]:
        """The state and value of a field in the newest result."""
        ((state, value),) = self.rows(
            "select state, value from fields join documents on documents.id = fields.document_id and documents.revision = fields.revision"
            " where fields.document_id = %s and path = %s",
            document,
            path,
        )
        return state, value

    def revision(self, document: str) -> int:
        number: int = self.rows("select revision from documents where id = %s", document)[0][0]
        return number


def chromium() -> str:
    found = os.environ.get("ASSAY_CHROMIUM", "/usr/bin/chromium")
    if not Path(found).exists():
        says = f"NO BROWSER at {found}: the console is not tested. Install chromium or name one with ASSAY_CHROMIUM."
        if os.environ.get("CI"):
            pytest.fail(says)
        pytest.skip(says)
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=CALM.split())
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def house(browser: Browser, server: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:  # noqa: ARG001  no browser, no house
    folder = tmp_path_factory.mktemp("house")
    (folder / "schemas").mkdir()
    (folder / "schemas" / "slip.yaml").write_text(SLIP)
    name = f"assay_test_{uuid4().hex}"
    with connect(server, autocommit=True) as connection:
        connection.execute(f"create database {name} template {template}".encode())
    database = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    port = free_port()
    given = {"ASSAY_DATABASE_URL": database, "ASSAY_DATA_DIR": str(folder), "PORT": str(port), "PYTHONPATH": str(ROOT)}
    system = {name: value for name, value in os.environ.items() if not name.startswith("ASSAY_")}
    commands = ([sys.executable, "-c", SERVE], [sys.executable, "-m", "cli.main", "worker", "--jobs", "1"])
    started = [subprocess.Popen(command, env=system | given, stderr=subprocess.DEVNULL) for command in commands]
    try:
        wait_until_open(port, started)
        yield House(url=f"http://127.0.0.1:{port}", database=database)
    finally:
        for one in started:
            one.terminate()
        for one in started:
            one.wait(30)
        with connect(server, autocommit=True) as connection:
            connection.execute(f"drop database {name} with (force)".encode())


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def wait_until_open(port: int, started: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < until
            assert all(one.poll() is None for one in started), "the server or the worker has ended"
            time.sleep(0.05)
        else:
            return


@pytest.fixture
def people(browser: Browser, house: House) -> Iterator[Callable[..., Person]]:
    """Makes people who are signed in, each in a browser of their own."""
    made: list[tuple[Person, BrowserContext]] = []

    def person(reviewer: str = "ann", *scopes: str) -> Person:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.set_default_timeout(20_000)
        one = Person(page=context.new_page(), url=house.url)
        one.watch()
        made.append((one, context))
        one.page.goto(house.link(reviewer, *scopes))
        return one

    yield person
    for one, context in made:
        context.close()
        assert one.wrong == []


@pytest.fixture
def ann(people: Callable[..., Person]) -> Person:
    return people("ann")


@pytest.fixture
def slip(house: House, ann: Person) -> Callable[..., str]:
    """Hands in a slip through the page, and gives its id once it waits for a person."""

    def hand_in(name: str, data: bytes | None = None, total: str = "Total: 120.50 EUR") -> str:
        ann.open("/console/documents")
        ann.drop(name, f"Slip number: {uuid4().hex[:8]}", "Date: 03/04/2026", total, data=data)
        return house.worked(name)

    return hand_in


def pdf(*lines: str) -> bytes:
    """A page with these lines; a form feed before a line begins a new page."""
    pages = [page.split("\n") for page in "\n".join(lines).split("\n\f")]
    kids = [4 + 2 * number for number in range(len(pages))]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for kid, page in zip(kids, pages, strict=True):
        drawn = b"BT /F1 14 Tf 40 700 Td " + b" ".join(f"({line}) Tj 0 -28 Td".encode() for line in page) + b" ET"
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>" % (kid + 1),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        ]
    data, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    size = len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return data + end % (size, table, size, len(data))
