"""What a person sees of an error, foreseen or not."""

from pathlib import Path

import pytest

from assay.errors import Problem, SchemaError
from cli import main as front_door
from cli.message import tell_error


def test_an_error_that_nobody_foresaw_is_a_sentence_that_names_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def broken(_arguments: object) -> int:
        raise ZeroDivisionError("the document's own words")

    monkeypatch.setattr(front_door, "_run", broken)
    monkeypatch.setenv("ASSAY_DATA_DIR", str(tmp_path))

    assert front_door.main([]) == 1

    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "[internal]" in said
    assert str(tmp_path / "log" / "assay.log") in said
    log = (tmp_path / "log" / "assay.log").read_text(encoding="ascii")
    assert "ZeroDivisionError" in log
    assert "own words" not in said + log


@pytest.mark.parametrize(("count", "lines"), [(0, 1), (1, 1), (3, 4)])
def test_several_mistakes_of_a_schema_are_a_line_each(count: int, lines: int, capsys: pytest.CaptureFixture[str]) -> None:
    problems = tuple(Problem(line=number, column=1, says="Typo.", fix="Did you mean `labels`?") for number in range(1, count + 1))

    tell_error(SchemaError("own.yaml, line 1, column 1: Typo.", problems=problems))

    said = capsys.readouterr().err.splitlines()
    assert len(said) == lines
    assert said[-1].startswith("assay: own.yaml, line 1, column 1: Typo. [schema_invalid]")
    assert ("Did you mean" in " ".join(said)) == (count > 0)
