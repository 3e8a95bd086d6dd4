"""ZIP archives and mailboxes taken apart, and read as one document."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import pytest

from assay.document import Document
from assay.errors import DocumentError
from ingest.assemble import read_document
from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.unpack import Refusal, unpack
from ingest.upload import Upload, upload_of
from tests.unit.ingest.read_parts import pieces_of

MAILBOX = b"""From a@b.example Tue Mar  3 09:15:00 2026
From: a@b.example
Subject: one

From here on the text goes on.
>From quoted

From a@b.example Tue Mar  3 09:16:00 2026
From: a@b.example
Subject: two

Total 20.00
"""

# Made by Info-ZIP with `zip -X -P secret a.zip a.txt`: the file holds "Total 5".
PROTECTED = bytes.fromhex(
    "504b03040a00090000006563785df9ab66be130000000700000005000000612e74787489e09b6410b4bf45d6ad49dd052b054b1c61f0504b0708f9ab"
    "66be1300000007000000504b01021e030a00090000006563785df9ab66be1300000007000000050000000000000001000000a48100000000612e7478"
    "74504b0506000000000100010033000000460000000000"
)


def archive(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return out.getvalue()


def unpacked(data: bytes, name: str = "all.zip") -> list[Upload | Refusal]:
    return list(unpack(upload_of(name, data), DEFAULT_LIMITS))


def read(data: bytes, name: str = "all.zip") -> Document:
    return read_document(upload_of(name, data))


def test_members_come_one_by_one_under_names_of_their_own() -> None:
    found = unpacked(archive({"may/invoice.txt": b"one", "june/invoice.txt": b"two", "a/x": b"three"}))
    assert [(member.name, member.data) for member in found if isinstance(member, Upload)] == [
        ("invoice.txt", b"one"),
        ("invoice (2).txt", b"two"),
        ("x", b"three"),
    ]


def test_what_is_no_document_is_passed_over() -> None:
    entries = {"a/": b"", "__MACOSX/._a.txt": b"x", ".DS_Store": b"x", "a/Thumbs.db": b"x", "~$a.docx": b"x", "a/a.txt": b"text"}
    assert [member.name for member in unpacked(archive(entries))] == ["a.txt"]


def test_names_in_another_encoding_are_read() -> None:
    data = archive({"Rechnung-M\u00fcller.txt": b"x"}).replace("M\u00fcller".encode(), b"M\xfcller ")
    data = bytes(data).replace(b"\x00\x08", b"\x00\x00")  # without the flag that says UTF-8
    assert [member.name for member in unpacked(data)] == ["Rechnung-M\u00fcller .txt"]


def test_a_damaged_member_is_refused_and_the_others_come() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", b"damaged content")
        file.writestr("b.txt", b"whole")
    first, second = unpacked(out.getvalue().replace(b"damaged content", b"damaged c?ntent"))
    assert isinstance(first, Refusal)
    assert (first.name, first.error.code) == ("a.txt", "corrupt_document")
    assert isinstance(second, Upload)


def test_an_archive_in_an_archive_is_refused() -> None:
    (member,) = unpacked(archive({"inner.zip": archive({"a.txt": b"text"})}))
    assert isinstance(member, Refusal)
    assert member.error.code == "nesting_limit"


def test_what_is_no_container_is_refused_at_once() -> None:
    with pytest.raises(DocumentError) as caught:
        unpack(upload_of("note.txt", b"text"), DEFAULT_LIMITS)
    assert caught.value.code == "unsupported_type"


def test_mails_of_a_mailbox_come_one_by_one() -> None:
    first, second = unpacked(MAILBOX, "mails.mbox")
    assert isinstance(first, Upload)
    assert isinstance(second, Upload)
    assert (first.name, second.name) == ("message-1.eml", "message-2.eml")
    assert first.data.endswith(b"From here on the text goes on.\nFrom quoted\n\n")
    assert second.data.startswith(b"From: a@b.example\nSubject: two")


def test_mails_without_headers_are_told_by_the_date_of_their_first_line() -> None:
    mails = b"From somebody Mon Jun 01 10:00:00 2009\n\nOne\n\nFrom somebody Mon Jun 01 11:00:00 2010\n\nTwo"
    assert [part.name for part in pieces_of(read(mails, "mails.mbox"))] == ["main", "message-1.eml", "message-2.eml"]


def test_too_many_mails_are_refused() -> None:
    with pytest.raises(DocumentError) as caught:
        unpack(upload_of("mails.mbox", MAILBOX), Limits(mailbox_messages=1))
    assert caught.value.code == "too_many_attachments"


def test_members_are_parts_of_a_document_that_is_read_whole() -> None:
    document = read(archive({"a.txt": b"Total 5", "b.html": b"<p>Total 6</p>"}))
    assert [part.name for part in pieces_of(document)] == ["main", "a.txt", "b.html"]
    assert [document.quote(part.span) for part in pieces_of(document)] == ["", "Total 5", "Total 6"]
    assert document.media_type == "application/zip"


def test_a_member_that_cannot_be_read_is_noticed() -> None:
    document = read(archive({"a.txt": b"Total 5", "b.pdf": b"%PDF-1.7 broken"}))
    assert [(notice.code, "b.pdf" in notice.says) for notice in document.notices] == [("attachment_failed", True)]


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({"inner.zip": archive({"a.txt": b"text"})}, "nesting_limit"),
        ({"a.pdf": b"%PDF-1.7 broken"}, "corrupt_document"),
        ({}, "no_text"),
    ],
)
def test_an_archive_of_which_nothing_can_be_read_says_why(entries: dict[str, bytes], code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(archive(entries))
    assert caught.value.code == code


def test_an_archive_attached_to_a_mail_is_read_with_its_members() -> None:
    message = EmailMessage()
    message["Subject"] = "All of May"
    message.add_attachment(archive({"a.txt": b"Total 5"}), maintype="application", subtype="zip", filename="may.zip")
    document = read(message.as_bytes(), "mail.eml")
    assert [part.name for part in pieces_of(document)] == ["main", "may.zip", "may.zip/a.txt"]


def test_a_password_opens_an_archive_that_is_protected_by_one() -> None:
    assert read_document(upload_of("a.zip", PROTECTED, password="secret")).visible_text.endswith("Total 5")


@pytest.mark.parametrize("password", [None, "wrong"])
def test_without_its_password_a_protected_archive_asks_for_it(password: str | None) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(upload_of("a.zip", PROTECTED, password=password))
    assert caught.value.code == "encrypted"


def test_a_mailbox_that_is_one_line_is_a_mail_without_text() -> None:
    (member,) = unpacked(b"From somebody", "mails.mbox")
    assert isinstance(member, Upload)
    assert member.data == b""
