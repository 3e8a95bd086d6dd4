"""The log tells what happened, one line of plain ASCII an event, and never what stood in a document."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.log import close_log, log_event, log_file, log_unexpected, open_log


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    close_log()


def events(data_dir: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log_file(data_dir).read_text(encoding="ascii").splitlines()]


def test_an_event_is_one_line_whatever_its_facts_hold(tmp_path: Path) -> None:
    open_log(tmp_path)

    log_event("document", name="evil\x1b[2J\r\n\u2028.pdf", status="failed")

    (event,) = events(tmp_path)
    assert (event["event"], event["status"], event["name"]) == ("document", "failed", "evil\x1b[2J\r\n\u2028.pdf")
    assert str(event["at"]).endswith("+00:00")


def test_an_unexpected_error_leaves_its_path_through_the_code_and_not_its_message(tmp_path: Path) -> None:
    open_log(tmp_path)

    try:
        int("the document's own words")
    except ValueError as error:
        log_unexpected(error)

    (event,) = events(tmp_path)
    assert event["error"] == "ValueError"
    assert "test_an_unexpected_error" in str(event["path"])
    assert "own words" not in log_file(tmp_path).read_text(encoding="ascii")


def test_without_an_open_log_events_go_nowhere(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    close_log()

    log_event("document")

    assert capfd.readouterr() == ("", "")
    assert not log_file(tmp_path).exists()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(OSError, match="file"):
        open_log(tmp_path / "file")
