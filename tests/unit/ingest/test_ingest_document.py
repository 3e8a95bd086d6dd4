"""Whatever comes in: one document whose spans hold, or one clear error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assay.errors import DocumentError
from ingest.assemble import read_document
from ingest.limits import Limits
from ingest.text.clean import clean
from ingest.text.encoding import decoded
from ingest.text.layout import Cell, laid_out
from ingest.upload import open_upload, shown_name, upload_of

NAMES = st.sampled_from(["a.pdf", "a.docx", "a.html", "a.eml", "a.json", "a.xml", "a.txt", "a", "a.png", "a.msg"])
MAIL = b"From: a\nMessage-ID: b\n\n"
STARTS = st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"<?xml version='1.0'?>", b"{", MAIL, b"\xff\xfe"])


@settings(deadline=None)  # each parser is loaded when it is first needed
@given(NAMES, STARTS, st.binary(max_size=300))
@example("a.html", b"<html>", b"<td></table><td>x<table>")
def test_any_bytes_end_in_a_document_or_an_error(name: str, start: bytes, rest: bytes) -> None:
    try:
        document = read_document(upload_of(name, start + rest))
    except DocumentError as error:
        assert error.says
        assert error.fix or error.code == "unsupported_type"
        return
    assert document.visible_text.strip()
    assert clean(document.visible_text) == document.visible_text
    document.visible_text.encode()


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab \u00a0\n\f\té€"), min_size=1))
def test_parts_and_pages_cover_the_text_in_order(text: str) -> None:
    try:
        document = read_document(upload_of("a.txt", text.encode()))
    except DocumentError as error:
        assert error.code == "no_text"
        return
    pages = [page.span for part in document.parts for page in part.pages]
    assert pages == sorted(pages)
    assert "\n\f\n".join(document.quote(span) for span in pages) == document.visible_text
    assert document.visible_text.split() == text.split()


@given(st.text())
def test_clean_text_stays_clean(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert "\0" not in once
    assert "\r" not in once


@given(st.lists(st.lists(st.text(alphabet="abc 1", max_size=8), min_size=1, max_size=5), min_size=1, max_size=6))
def test_the_cells_of_a_column_start_at_one_place(rows: list[list[str]]) -> None:
    cells = [[text.strip() for text in row] for row in rows]
    lines = laid_out([[Cell(text) for text in row] for row in cells]).text.splitlines()
    kept = [row for row in cells if any(row)]
    assert len(lines) == len(kept)
    starts: dict[int, int] = {}
    for row, line in zip(kept, lines, strict=True):
        assert line == line.rstrip()
        position = 0
        for column, text in enumerate(row):
            if text:
                start = line.index(text, position)
                place = starts.setdefault(column, start)
                assert line[place : place + len(text)] == text
                assert place == 0 or line[place - 2 : place] == "  "
                position = place + len(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_text_is_read_in_any_encoding(encoding: str) -> None:
    text = "Größe: 5 €, Café für 12,50 Euro. Die Rechnung ist fällig am 3. März."
    assert decoded(text.encode(encoding)).lstrip("\ufeff") == text


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("Привет".encode("koi8-r"), "koi8-r", "Привет"),
        ("Größe".encode(), "iso-8859-1", "Größe"),  # what says one thing and is another
        ("5 €".encode("cp1252"), "iso-8859-1", "5 €"),  # as browsers read it
        ("請求書".encode("iso-2022-jp"), "iso-2022-jp", "請求書"),
        (b"caf\xe9", "no-such-encoding", "café"),
    ],
)
def test_a_declared_encoding_is_believed_where_it_can_be_true(data: bytes, declared: str, text: str) -> None:
    assert decoded(data, declared=declared) == text


def test_text_has_a_limit() -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(upload_of("a.txt", b"x" * 200), limits=Limits(text_chars=100))
    assert caught.value.code == "too_large_uncompressed"


def test_reading_twice_gives_the_same() -> None:
    upload = upload_of("a.html", b"<table><tr><td>Total<td>5</table>")
    first, second = read_document(upload), read_document(upload)
    assert (first.id, first.text, [part.span for part in first.parts]) == (second.id, second.text, [part.span for part in second.parts])
    assert first.sha256 == upload.sha256


def test_the_size_is_checked_before_reading(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    with file.open("wb") as sparse:
        sparse.truncate(10**12)
    with pytest.raises(DocumentError) as caught:
        open_upload(file)
    assert caught.value.code == "too_large"


def test_what_cannot_be_opened_says_so(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "empty").touch()
    codes = {}
    for name in ("missing", "pipe", "empty", "."):
        with pytest.raises(DocumentError) as caught:
            open_upload(tmp_path / name)
        codes[name] = caught.value.code
    assert codes == {"missing": "unreadable_file", "pipe": "unreadable_file", "empty": "empty_file", ".": "unreadable_file"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\scans\\a.pdf", "a.pdf"),
        ("inv_\u202efdp.exe", "inv_fdp.exe"),
        ("a\nb\t.pdf", "ab.pdf"),
        ("Re\u0301sume\u0301.pdf", "Résumé.pdf"),
        ("..", ".."),
        ("\x00", "unnamed"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_names_are_made_fit_to_be_shown(name: str, shown: str) -> None:
    assert shown_name(name) == shown
