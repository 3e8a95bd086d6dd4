"""What a file is, told by its content where its name lies, says little, or says nothing."""

from __future__ import annotations

import io
import zipfile

import pytest

from assay.errors import DocumentError
from ingest import media
from ingest.limits import DEFAULT_LIMITS
from ingest.media import sniff
from ingest.upload import upload_of

NOISE = bytes(range(256)) * 8


def archive(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name in names:
            made.writestr(name, "x" * 50)
    return target.getvalue()


def kind(name: str, data: bytes) -> str:
    return sniff(upload_of(name, data), DEFAULT_LIMITS)


@pytest.mark.parametrize(
    ("name", "entries", "found"),
    [
        ("a.docx", ["[Content_Types].xml", "word/document.xml"], media.DOCX),
        ("a", ["[content_types].XML", "Word\\document2.xml"], media.DOCX),
        ("a.docx", ["word/document.xml"], media.DOCX),
        ("a.xlsx", ["[Content_Types].xml", "xl/workbook2.xml"], media.XLSX),
        ("documents.zip", ["word/letter.docx", "xl/list.csv"], media.ZIP),
        ("documents.zip", ["a.pdf", "b.txt"], media.ZIP),
    ],
)
def test_a_container_is_told_by_what_it_holds(name: str, entries: list[str], found: str) -> None:
    assert kind(name, archive(*entries)) == found


@pytest.mark.parametrize(
    ("name", "entries", "code"),
    [
        ("a.docx", ["letter.txt"], "corrupt_document"),
        ("a.xlsx", ["[Content_Types].xml", "xl/workbook.bin"], "unsupported_type"),
        ("a.odt", ["mimetype", "META-INF/manifest.xml"], "unsupported_type"),
        ("a.pages", ["Index/Document.iwa", "preview.jpg"], "unsupported_type"),
        ("a.vsdx", ["[Content_Types].xml", "visio/document.xml"], "unsupported_type"),
    ],
)
def test_a_container_of_another_kind_is_refused(name: str, entries: list[str], code: str) -> None:
    with pytest.raises(DocumentError) as refused:
        kind(name, archive(*entries))

    assert refused.value.code == code


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.txt"])
@pytest.mark.parametrize(
    ("start", "found"),
    [
        (b"\x89PNG\r\n\x1a\n", media.PNG),
        (b"\xff\xd8\xff\xe0", media.JPEG),
        (b"II*\x00", media.TIFF),
        (b"MM\x00*", media.TIFF),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", media.WEBP),
        (b"BM\x9a\x00\x00\x00\x00\x00\x00\x006", media.BMP),
        (b"GIF89a", media.GIF),
    ],
)
def test_a_picture_is_told_by_its_first_bytes_whatever_its_name_says(name: str, start: bytes, found: str) -> None:
    assert kind(name, start + NOISE) == found


def test_a_mail_and_a_page_may_hold_bytes_that_no_text_holds() -> None:
    headers = b"From: a@example.org\r\nSubject: Files\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\n\r\n"

    assert kind("message", headers + NOISE) == media.MAIL
    assert kind("page.html", b"<!DOCTYPE html><p>Total" + bytes(400)) == media.HTML


@pytest.mark.parametrize("name", ["thing.bin", "notes.txt", "thing"])
def test_noise_is_no_text(name: str) -> None:
    with pytest.raises(DocumentError) as refused:
        kind(name, NOISE)

    assert refused.value.code == "unsupported_type"
