"""`assay forget` does what it is told, and nothing when that is not clear."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.main import main


@pytest.mark.parametrize("arguments", [[], ["--all", "--older-than", "3"], ["a.txt", "--all"]])
def test_it_has_to_be_said_what_to_forget(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget", *arguments]) == 2
    assert "[usage] Name documents, or give --older-than or --all." in capsys.readouterr().err


def test_a_data_folder_without_answers_has_nothing_to_forget_and_stays_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_DATA_DIR", str(tmp_path / "data"))

    assert main(["forget", "--all"]) == 0
    assert capsys.readouterr().out == "There is nothing to forget.\n"
    assert not (tmp_path / "data").exists()


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget", str(tmp_path / "gone.pdf")]) == 1
    assert "[unreadable_file]" in capsys.readouterr().err
