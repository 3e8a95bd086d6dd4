"""Whatever comes in: one sentence with its code and the fix, the right exit status, and the neighbours unharmed."""

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.acceptance.conftest import COMMAND, Assay, environment
from tests.standin.server import Standin, error

INVOICE = "Invoice no: INV-2041\nInvoice date: 3 March 2026\nNet total: EUR 100.00\nVAT: EUR 20.00\nTotal: EUR 120.00\n"
# A trailer that names an encryption dictionary whose user password is not the empty one (ISO 32000-1, 7.6).
ENCRYPTED = b"""%%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [] /Count 0 >> endobj
3 0 obj << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> endobj
trailer << /Root 1 0 R /Encrypt 3 0 R /ID [<00> <00>] >>
%%%%EOF
""" % (b"11" * 32, b"22" * 32)

# Nothing listens on the discard port of loopback.
DEAD = {"ASSAY_MODEL": "openai/any", "ASSAY_MODEL_BASE_URL": "http://127.0.0.1:9/v1", "ASSAY_MODEL_API_KEY": "any"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Good invoices between files that cannot be read, each of another kind."""
    folder = tmp_path / "in"
    folder.mkdir()
    files = {
        "a-good.txt": INVOICE.encode(),
        "b-empty.pdf": b"",
        "c-broken.pdf": b"%PDF-1.7\n1 0 obj <<",
        "d-encrypted.pdf": ENCRYPTED,
        "e-unknown.xyz": bytes(range(256)) * 8,
        "f-picture.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
        "g-good.txt": INVOICE.replace("2041", "2042").encode(),
        ".hidden.txt": b"never read",
        "~$lock.docx": b"never read",
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def typo(tmp_path: Path) -> Path:
    """A schema with a misspelt word on its last line."""
    file = tmp_path / "typo.yaml"
    file.write_text("assay: 1\nschema: x\ntitle: X\nfields:\n  total:\n    type: money\n    lables: [Total]\n", encoding="utf-8")
    return file


def test_files_that_cannot_be_read_say_why_and_harm_no_other(assay: Assay, folder: Path) -> None:
    done = assay("extract", folder, "--schema", "invoice", "--jsonl")

    results = {one["document"]["name"]: one for one in done.lines}
    assert list(results) == sorted(results)
    assert {name: one["error"]["code"] for name, one in results.items() if one["error"]} == {
        "b-empty.pdf": "empty_file",
        "c-broken.pdf": "corrupt_document",
        "d-encrypted.pdf": "encrypted",
        "e-unknown.xyz": "unsupported_type",
        "f-picture.png": "corrupt_document",
    }
    assert [results[name]["data"]["invoice_number"] for name in ("a-good.txt", "g-good.txt")] == ["INV-2041", "INV-2042"]
    assert all(one["schema"]["name"] == "invoice" and "total" in one["data"] for one in results.values())
    assert done.status == 1
    for name, one in results.items():
        if one["error"]:
            assert f"{name}: {one['error']['says']} [{one['error']['code']}] {one['error']['fix']}" in done.err
            assert one["error"]["fix"]


def test_a_path_that_is_not_there_fails_alone(assay: Assay, folder: Path) -> None:
    done = assay("extract", folder / "a-good.txt", folder / "nowhere.pdf", "--schema", "invoice", "--json")

    good, absent = done.json
    assert (good["status"], absent["error"]["code"]) == ("succeeded", "unreadable_file")
    assert done.status == 1


def test_a_folder_without_documents_is_a_usage_error(assay: Assay, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    done = assay("extract", tmp_path / "empty")

    assert (done.status, done.out) == (2, "")
    assert "[no_documents]" in done.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--schema", "invoce"), "schema_not_found"),
        (("--schema", "typo.yaml"), "schema_invalid"),
        (("--json", "--csv"), "usage"),
        (("--jobs", "none"), "usage"),
        (("--out", "nowhere/results.jsonl"), "cannot_write"),
        (("--out", "typo.yaml/results.jsonl"), "cannot_write"),
        (("--out", "/proc/results.jsonl"), "cannot_write"),
        (("--jobs", "0"), "usage"),
        (("--jobs", "100000"), "usage"),
        (("--xlsx",), "usage"),
        (("-",), "usage"),
    ],
)
@pytest.mark.usefixtures("typo")
def test_a_wrong_command_is_refused_before_any_result(assay: Assay, folder: Path, arguments: tuple[str, ...], code: str) -> None:
    done = assay("extract", folder, *arguments)

    assert (done.status, done.out) == (2, "")
    assert f"[{code}]" in done.err
    assert len(done.err.splitlines()) == 1


def test_a_result_that_finds_no_room_is_said(assay: Assay, folder: Path) -> None:
    done = assay("extract", folder / "a-good.txt", "--json", "--out", "/dev/full")

    assert done.status == 2
    assert done.err == (
        "assay: /dev/full cannot be written: No space left on device. [cannot_write] Make room there, or choose another file with --out.\n"
    )


@pytest.mark.parametrize(("shell", "status"), [("{} >&-", 2), ("{} >/dev/full", 2), ("{} | head -c 1 >/dev/null", 0)])
def test_a_standard_output_that_is_closed_or_full_shows_no_traceback(folder: Path, shell: str, status: int) -> None:
    command = shlex.join([*COMMAND, "extract", *[str(folder / "a-good.txt")] * 20, "--jsonl", "--no-model"])

    done = subprocess.run(
        ["/bin/sh", "-c", shell.format(command)], env=environment({}), cwd=folder, stderr=subprocess.PIPE, text=True, check=False
    )

    assert done.returncode == status
    assert [line.partition("[")[2].partition("]")[0] for line in done.stderr.splitlines()] == ["cannot_write"] * (status == 2)


def test_a_terminal_of_another_encoding_and_a_name_that_is_none_stop_nothing(assay: Assay, folder: Path) -> None:
    name = os.fsencode(folder) + "/größe ".encode() + b"\xff.txt"
    Path(os.fsdecode(name)).write_text(INVOICE.replace("INV", "ÄÖ"), encoding="utf-8")
    settings = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}

    done = assay("extract", os.fsdecode(name), "--schema", "invoice", settings=settings)
    result = assay("extract", os.fsdecode(name), "--schema", "invoice", "--json", settings=settings).json

    assert done.status == 0
    assert "größe" in done.out
    assert (result["document"]["name"], result["data"]["invoice_number"]) == ("größe \ufffd.txt", "ÄÖ-2041")


def test_a_typo_in_a_schema_is_shown_with_its_place_and_the_right_word(assay: Assay, folder: Path, typo: Path) -> None:
    done = assay("extract", folder, "--schema", typo)

    assert "line 7, column 5" in done.err
    assert "Did you mean `labels`?" in done.err


@pytest.mark.parametrize(
    ("settings", "code", "names"),
    [
        ({"ASSAY_MODEL": "openai/any"}, "setting_missing", "ASSAY_MODEL_API_KEY"),
        ({"ASSAY_MODEL": "gpt"}, "setting_invalid", "ASSAY_MODEL"),
        ({"ASSAY_PORT": "http"}, "setting_invalid", "ASSAY_PORT"),
        ({"ASSAY_MODEL_BASE_URL": "localhost:8000"}, "setting_invalid", "ASSAY_MODEL_BASE_URL"),
        ({"ASSAY_MODEL": "unheard/of", "ASSAY_MODEL_API_KEY": "any"}, "setting_missing", "UNHEARD_BASE_URL"),
    ],
)
def test_a_wrong_setting_is_named(assay: Assay, folder: Path, settings: dict[str, str], code: str, names: str) -> None:
    done = assay("extract", folder, settings=settings)

    assert (done.status, done.out) == (2, "")
    assert f"[{code}]" in done.err
    assert names in done.err


def test_without_the_model_no_key_is_needed(assay: Assay, folder: Path) -> None:
    done = assay("extract", folder / "a-good.txt", "--no-model", "--json", settings={"ASSAY_MODEL": "openai/any"})

    assert (done.status, done.json["status"]) == (0, "succeeded")


def test_a_dead_endpoint_leaves_what_the_rules_found_and_is_said_once(assay: Assay, folder: Path) -> None:
    done = assay("extract", folder / "a-good.txt", folder / "g-good.txt", "--schema", "invoice", "--jsonl", settings=DEAD)

    assert [one["error"]["code"] for one in done.lines] == ["llm_unavailable"] * 2
    assert [one["data"]["invoice_number"] for one in done.lines] == ["INV-2041", "INV-2042"]
    assert done.status == 1
    assert done.err.count("[llm_unavailable]") == 1


def test_a_refused_key_is_said_once_and_ends_the_asking(assay: Assay, folder: Path) -> None:
    with Standin().first(*[error(401)] * 9) as standin:
        settings = {**DEAD, "ASSAY_MODEL_BASE_URL": standin.url}
        done = assay("extract", folder / "a-good.txt", folder / "g-good.txt", "--jobs", "1", "--jsonl", settings=settings)

    assert [one["error"]["code"] for one in done.lines] == ["llm_unauthorised"] * 2
    assert len(standin.requests) == 1
    assert done.status == 2
    assert done.err.count("[llm_unauthorised]") == 1
    assert "any" not in done.err


def test_a_data_folder_that_cannot_be_written_stops_no_document(assay: Assay, folder: Path) -> None:
    settings = {"ASSAY_DATA_DIR": "/proc/assay"}

    assert assay("extract", folder / "a-good.txt", "--json", settings=settings).status == 0
    doctor = assay("doctor", settings=settings)
    assert doctor.status == 2
    assert "ASSAY_DATA_DIR to a folder that may be written" in doctor.out


def test_the_log_holds_codes_and_no_text_of_a_document(assay: Assay, folder: Path, tmp_path: Path) -> None:
    assay("extract", folder, "--schema", "invoice", "--jsonl")

    log = (tmp_path / ".assay" / "log" / "assay.log").read_text(encoding="utf-8")
    assert '"code": "encrypted"' in log
    assert "INV-2041" not in log
    assert "EUR" not in log


def test_control_characters_of_a_file_name_do_not_reach_the_terminal(assay: Assay, tmp_path: Path) -> None:
    (tmp_path / "evil\x1b[2J\n.pdf").write_bytes(b"")

    done = assay("extract", tmp_path / "evil\x1b[2J\n.pdf")

    assert "\x1b" not in done.out + done.err
    assert "[empty_file]" in done.out
