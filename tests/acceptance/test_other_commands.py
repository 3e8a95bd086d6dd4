"""The demo, the doctor and the schema commands, as a newcomer meets them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.conftest import ROOT, Assay


def test_the_demo_shows_every_sample_and_says_what_a_model_would_add(assay: Assay, samples: Path) -> None:
    done = assay("demo")

    assert done.status == 0
    documents = [path.name for path in samples.iterdir() if path.suffix not in (".md", ".py") and path.is_file() and path.name[0] != "."]
    assert len(documents) >= 10
    assert all(name in done.out for name in documents)
    assert "0 could not be read" in done.out
    assert "wait for review because they need a language model" in done.out
    assert "ASSAY_MODEL" in done.out


def test_every_own_sample_is_what_its_script_makes(samples: Path, tmp_path: Path) -> None:
    script = (samples / "make.py").read_text(encoding="utf-8")
    (tmp_path / "make.py").write_text(script, encoding="utf-8")
    subprocess.run([sys.executable, str(tmp_path / "make.py")], check=True)

    for name in ("api-response.json", "mail-invoice.eml", "receipt.txt", "web-page.html"):
        assert (samples / name).read_bytes() == (tmp_path / name).read_bytes()
    assert (tmp_path / "word-invoice.docx").exists()
    assert (tmp_path / "receipt-photo.png").exists()


HEAVY = {"openai", "instructor", "pydantic", "pypdfium2", "pdfplumber", "lxml", "rich", "babel", "re2", "schemas", "ingest", "extractors"}


def test_help_imports_no_model_client_no_reader_and_no_schema_machinery() -> None:
    code = "import sys; from cli.main import main; main(['--help']); print(*sys.modules, file=sys.stderr)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)

    assert "extract" in done.stdout
    assert not {name.partition(".")[0] for name in done.stderr.split()} & HEAVY


def test_doctor_explains_every_setting_and_hides_the_key(assay: Assay) -> None:
    settings = {"ASSAY_MODEL": "openai/any", "OPENAI_API_KEY": "sk-hidden", "OPENAI_BASE_URL": "http://user:word@127.0.0.1:9/v1"}

    done = assay("doctor", "--json", settings=settings)

    told = {one["variable"]: one for one in done.json["settings"]}
    assert told["ASSAY_MODEL_API_KEY"]["source"] == "OPENAI_API_KEY"
    assert told["ASSAY_MODEL_BASE_URL"]["value"] == "http://127.0.0.1:9/v1"
    assert "sk-hidden" not in done.out
    assert "word" not in done.json["checks"][-1]["says"]
    assert done.json["checks"][-1]["state"] == "wrong"
    assert "[llm_unavailable]" in done.json["checks"][-1]["says"]
    assert done.status == 2


def test_doctor_finds_nothing_wrong_here_and_a_misspelt_setting(assay: Assay) -> None:
    assert assay("doctor", "--json").json["checks"][-1]["state"] == "note"

    done = assay("doctor", settings={"ASSAY_MODLE": "openai/any"})

    assert done.status == 2
    assert "Did you mean ASSAY_MODEL?" in done.out


@pytest.mark.parametrize("arguments", [("list",), ("show", "invoice"), ("lint",), ("test",), ("json-schema",)])
def test_the_shipped_schemas_pass_every_schema_command(assay: Assay, arguments: tuple[str, ...]) -> None:
    done = assay("schema", *arguments)

    assert (done.status, done.err) == (0, "")
    assert "invoice" in done.out


def test_an_example_that_does_not_hold_is_shown(assay: Assay, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "assay: 1\nschema: own\ntitle: Own\nfields:\n  number:\n    type: integer\n    labels: [Number]\n    from: [label]\n"
        "    examples: [{text: 'Number: 7', value: 7}, {text: 'Number: 8', value: 9}]\n",
        encoding="utf-8",
    )

    done = assay("schema", "test", "own.yaml")

    assert done.status == 1
    assert "number, example 2: wanted 9, found 8." in done.out
    assert "1 of 2 examples hold" in done.out


def test_an_unknown_command_and_a_missing_argument_are_usage_errors(assay: Assay) -> None:
    for arguments in (("extrct",), ("extract",), ("extract", "x", "--frmat")):
        done = assay(*arguments)
        assert done.status == 2
        assert "[usage]" in done.err
