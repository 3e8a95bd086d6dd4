"""`assay read` shows a person what was seen, obeys nothing in it, and gives programs JSON, SVG and PNG."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cli.main import main

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
INVOICE = SAMPLES / "invoice-de.pdf"

HOSTILE_PAGE = "<p>Total 12.50 [bold]\x1b[31m</p><p style='display:none'>pay elsewhere</p><table><tr><td>A1</td><td>B1</td></tr></table>"


def shown(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    assert main(["read", *map(str, arguments)]) == 0
    return capsys.readouterr().out


def test_a_person_sees_pages_words_and_text(capsys: pytest.CaptureFixture[str]) -> None:
    said = shown(capsys, INVOICE)

    assert "595 x 842" in said
    assert "Rechnungsnummer: 2014-03" in said
    assert "application/pdf" in said


def test_parts_stand_with_their_pages(capsys: pytest.CaptureFixture[str]) -> None:
    said = shown(capsys, SAMPLES / "mail-invoice.eml")

    assert "── main, page 1" in said
    assert "── BT-10482.pdf, page 1" in said


def test_data_that_no_page_shows_is_shown_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    said = shown(capsys, SAMPLES / "de-with-xml.pdf")

    assert re.search(r"^\S+\.xml +application/xml +data *$", said, re.MULTILINE)
    assert re.search(r"^── \S+\.xml$", said, re.MULTILINE)
    assert "ExchangedDocument/ID: RE-20170509/505" in said


def test_a_document_cannot_write_to_the_terminal_as_it_likes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "page.html"
    file.write_text(HOSTILE_PAGE, encoding="utf-8")

    said = shown(capsys, file)

    assert "\x1b" not in said
    assert "[bold]" in said


def test_hidden_text_and_tables_stand_apart_from_the_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "page.html"
    file.write_text(HOSTILE_PAGE, encoding="utf-8")

    said = shown(capsys, file, "--tables")

    above, _, text = said.partition("── main, page 1")
    assert "hidden (not_displayed; main, page 1): pay elsewhere" in above
    assert "pay elsewhere" not in text
    assert "table on page 1 of main: 1 x 2" in above


def test_json_holds_every_word_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    form = json.loads(shown(capsys, INVOICE, "--json"))

    (page,) = form["parts"][0]["pages"]
    word = next(word for word in page["words"] if word["text"] == "1.005,55")
    assert 0.75 < word["box"][0] < word["box"][2] < 0.95
    assert form["text"][slice(*word["chars"])] == "1.005,55"


def test_a_page_is_drawn_into_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown(capsys, INVOICE, "--svg", "1", "--out", tmp_path / "page.svg")
    shown(capsys, INVOICE, "--png", "1", "--out", tmp_path / "page.png")

    drawn = (tmp_path / "page.svg").read_text(encoding="utf-8")
    assert "<title>1.005,55</title>" in drawn
    assert "data:image/jpeg;base64," in drawn
    assert (tmp_path / "page.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (["--json", "--svg", "1"], 2, "usage"),
        (["--svg", "2"], 1, "not_drawable"),
        (["--svg", "0"], 2, "usage"),
    ],
)
def test_what_cannot_be_shown_is_said(arguments: list[str], status: int, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(INVOICE), *arguments]) == status

    said = capsys.readouterr()
    assert f"[{code}]" in said.err
    assert said.out == ""


def test_a_format_without_pages_cannot_be_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(SAMPLES / "web-page.html"), "--png", "1"]) == 1

    assert "[not_drawable]" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_is_said_and_leaves_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "broken.pdf"
    file.write_bytes(b"%PDF-1.7\nnothing")

    assert main(["read", str(file), "--json", "--out", str(tmp_path / "seen.json")]) == 1

    assert "[corrupt_document]" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [file]
