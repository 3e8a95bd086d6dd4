"""The commands of the page on the API work as they are printed, against a real server."""

import json
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "how-to" / "rest.md").read_text(encoding="utf-8")
COMMANDS = [command for command in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) if command.startswith("curl")]


@pytest.fixture
def address(office_at_work: Any) -> Iterator[str]:
    config = uvicorn.Config(office_at_work.app, http="h11", ws="none", lifespan="off", log_config=None)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.mark.skipif(shutil.which("curl") is None, reason="THE PAGE ON THE API IS NOT TRIED: there is no curl on this machine")
def test_the_commands_of_the_page_work(office_at_work: Any, address: str) -> None:
    token = office_at_work.client.headers["Authorization"].removeprefix("Bearer ")
    answers = [run(command, address, token) for command in COMMANDS]
    *fine, refused = [one for one in answers if "parts" not in one]
    assert len(fine) >= 7
    assert [one.get("code") for one in fine] == [None] * len(fine)
    assert refused["code"] == "unauthorised"


def run(command: str, address: str, token: str) -> Any:
    variables = {"ASSAY": address, "TOKEN": token, "PATH": "/usr/local/bin:/usr/bin:/bin"}
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, cwd=ROOT, env=variables, timeout=120, check=True)
    return json.loads(done.stdout)
