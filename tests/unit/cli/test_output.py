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


def test_a_link_stays_a_link_and_a_name_may_be_as_long_as_names_get(tmp_path: Path) -> None:
    real, link = tmp_path / ("n" * 255), tmp_path / "link"
    link.symlink_to(real)

    with opened(link) as stream:
        stream.write("new")

    assert link.is_symlink()
    assert real.read_text() == "new"


@pytest.mark.parametrize("name", ["nowhere/results.jsonl", "a-file/results.jsonl", "a-folder"])
def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "a-file").write_text("")
    (tmp_path / "a-folder").mkdir()

    with pytest.raises(UsageError) as refused, opened(tmp_path / name):
        pass

    assert refused.value.code == "cannot_write"
