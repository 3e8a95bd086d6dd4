"""A result file appears when it is complete, and not before."""

from pathlib import Path

import pytest

from assay.errors import UsageError
from cli.output import opened


def test_the_file_appears_when_all_is_written(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    file.write_text("old")

    with opened(file) as stream:
        stream.write("new\n")
        assert file.read_text() == "old"

    assert file.read_bytes() == b"new\n"
    assert list(tmp_path.iterdir()) == [file]


def test_an_interruption_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    file.write_text("old")

    with pytest.raises(KeyboardInterrupt), opened(file) as stream:
        stream.write("half")
        raise KeyboardInterrupt

    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("name", ["nowhere/results.jsonl", "a-file/results.jsonl", "a-folder"])
def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "a-file").write_text("")
    (tmp_path / "a-folder").mkdir()

    with pytest.raises(UsageError) as refused, opened(tmp_path / name):
        pass

    assert refused.value.code == "cannot_write"
