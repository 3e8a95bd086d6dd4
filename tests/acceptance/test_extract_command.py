"""`assay extract` over the samples: forms, order, exit status, and a model over a real socket."""

import contextlib
import csv
import io
import os
import pty
import subprocess
from pathlib import Path

from tests.acceptance.conftest import COMMAND, Assay, environment
from tests.standin.server import Standin

RECEIPT = "CORNER BAKERY CO-OP\nReceipt no: 7\nDate: 14/03/2026\nTOTAL EUR 17.02\n"


def test_one_file_is_an_object_and_a_folder_an_array(assay: Assay, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "receipt.txt").write_text(RECEIPT, encoding="utf-8")

    one, several = assay("extract", folder / "receipt.txt", "--json"), assay("extract", folder, "--json")

    assert one.json["data"]["date"] == "2026-03-14"
    assert [result["document"]["name"] for result in several.json] == ["receipt.txt"]
    assert (one.status, one.err) == (0, "")


def test_results_stand_in_the_order_of_the_paths_whatever_the_jobs(assay: Assay, samples: Path) -> None:
    paths = [samples / name for name in ("web-page.html", "receipt.txt", "api-response.json", "fr-with-xml.pdf", "mail-invoice.eml")]

    alone, together = (assay("extract", *paths, "--jsonl", "--jobs", jobs).lines for jobs in ("1", "4"))

    assert [one["document"]["name"] for one in together] == [path.name for path in paths]
    assert [one["data"] for one in together] == [one["data"] for one in alone]


def test_the_evidence_of_a_value_is_the_place_it_was_read_from(assay: Assay, samples: Path) -> None:
    result = assay("extract", samples / "invoice-de.pdf", "--json").json

    (evidence,) = result["fields"]["/total"]["evidence"]
    assert result["data"]["total"]["amount"] == "1005.55"
    assert evidence["quote"] == "1.005,55"
    assert evidence["page"] == 1
    left, top, right, bottom = evidence["box"]
    assert 0.5 < left < right < 1
    assert 0.3 < top < bottom < 0.9


NO_RECOGNITION = {"ASSAY_OCR": "off"}


def test_csv_is_a_register_of_documents(assay: Assay, samples: Path, tmp_path: Path) -> None:
    arguments = ("extract", samples / "api-response.json", samples / "receipt-photo.png", "--csv", "--out", "register.csv")
    done = assay(*arguments, settings=NO_RECOGNITION)

    read, failed = csv.DictReader(io.StringIO((tmp_path / "register.csv").read_text(encoding="utf-8")))
    assert (read["document"], read["schema"], read["total"]) == ("api-response.json", "invoice", "73.21")
    assert failed["status"] == "failed"
    assert (done.status, done.out) == (1, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".assay", "register.csv"]


def test_a_schema_of_ones_own(assay: Assay, tmp_path: Path) -> None:
    (tmp_path / "receipt.txt").write_text(RECEIPT, encoding="utf-8")
    (tmp_path / "own.yaml").write_text(
        "assay: 1\nschema: own\ntitle: Own\nfields:\n  number: {type: integer, labels: [Receipt no], from: [label]}\n", encoding="utf-8"
    )

    result = assay("extract", "receipt.txt", "--schema", "own.yaml", "--json").json

    assert (result["schema"]["name"], result["data"]) == ("own", {"number": 7})


def test_something_for_review_is_an_exit_status_only_when_asked(assay: Assay, tmp_path: Path) -> None:
    (tmp_path / "receipt.txt").write_text(RECEIPT, encoding="utf-8")

    assert assay("extract", "receipt.txt").status == 0
    assert assay("extract", "receipt.txt", "--fail-on-review").status == 3


def test_a_model_answers_what_the_rules_leave_open(assay: Assay, tmp_path: Path) -> None:
    (tmp_path / "receipt.txt").write_text(RECEIPT, encoding="utf-8")
    found, invented = "CORNER BAKERY CO-OP", "8 Nowhere Street"
    with Standin({"company": (found, found), "address": (invented, invented)}) as standin:
        settings = {"ASSAY_MODEL": "openai/stand-in", "ASSAY_MODEL_BASE_URL": standin.url, "ASSAY_MODEL_API_KEY": "any"}
        result = assay("extract", "receipt.txt", "--json", settings=settings).json

    assert result["data"]["company"] == "CORNER BAKERY CO-OP"
    assert result["fields"]["/company"]["source"]["kind"] == "model"
    assert result["data"]["address"] is None
    assert result["usage"]["calls"] == 1
    assert result["usage"]["usd"] is None


def test_the_table_is_for_people(assay: Assay, samples: Path) -> None:
    done = assay("extract", samples / "api-response.json", samples / "receipt-photo.png", settings=NO_RECOGNITION)

    heading, _, *lines = done.out.splitlines()
    assert heading.split() == ["document", "schema", "field", "value", "state", "confidence", "page"]
    assert lines[0].split()[:4] == ["api-response.json", "invoice", "invoice_number", "SW-88120"]
    assert any(line.split()[:3] == ["line_items", "2", "rows"] for line in lines)
    assert any("receipt-photo.png" in line and "picture" in line for line in lines)


def read_to_the_end(terminal: int) -> str:
    """What is written to a terminal until nobody holds its other end."""
    shown = b""
    with contextlib.suppress(OSError):
        while piece := os.read(terminal, 4096):
            shown += piece
    os.close(terminal)
    return shown.decode(errors="replace")


def test_a_progress_bar_is_for_a_terminal_and_stays_off_stdout(assay: Assay, samples: Path, tmp_path: Path) -> None:
    arguments = ["extract", str(samples / "receipt.txt"), "--jsonl", "--out", "watched.jsonl"]
    terminal, its_other_end = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=its_other_end, env=environment({"TERM": "xterm"}), cwd=tmp_path
    ) as watched:
        os.close(its_other_end)
        shown = read_to_the_end(terminal)
        out, _ = watched.communicate()

    piped = assay("extract", samples / "receipt.txt", "--jsonl")

    assert "Reading" in shown
    assert (watched.returncode, out) == (0, b"")
    assert piped.err == ""
    assert len((tmp_path / "watched.jsonl").read_text(encoding="utf-8").splitlines()) == len(piped.lines) == 1
