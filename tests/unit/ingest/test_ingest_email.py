"""Mail with attachments: each becomes parts, and none of them can harm the mail."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import pytest

from assay.document import Document
from assay.errors import DocumentError
from ingest.assemble import read_document
from ingest.limits import Limits
from ingest.upload import upload_of

MakePdf = Callable[..., bytes]


def mail(body: str = "See attached.") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "sales@shop.example"
    message["Subject"] = "Invoice"
    message.set_content(body)
    return message


def read(message: EmailMessage, **limits: int) -> Document:
    return read_document(upload_of("mail.eml", message.as_bytes()), limits=Limits(**limits))


def test_attachments_are_parts_and_so_is_what_they_embed(make_pdf: MakePdf) -> None:
    message = mail()
    pdf = make_pdf("BT /F1 12 Tf 20 300 Td (Total 5) Tj ET", attached={"factur-x.xml": b"<Invoice><ID>7</ID></Invoice>"})
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename="invoice.pdf")
    document = read(message)
    assert [part.name for part in document.parts] == ["main", "invoice.pdf", "invoice.pdf/factur-x.xml"]
    main, attached, embedded = document.parts
    assert document.quote(main.span) == "From: sales@shop.example\nSubject: Invoice\n\nSee attached."
    assert document.quote(attached.span) == "Total 5"
    words = attached.pages[0].words
    assert words is not None
    assert [document.quote(word.span) for word in words] == ["Total", "5"]
    assert document.quote(embedded.leaves["/Invoice/ID"]) == "7"


def test_an_attachment_that_cannot_be_read_is_noticed_and_the_mail_read() -> None:
    message = mail()
    message.add_attachment(b"%PDF-1.7 broken", maintype="application", subtype="pdf", filename="broken.pdf")
    message.add_attachment(b"PK\x03\x04 broken", maintype="application", subtype="zip", filename="all.zip")
    message.add_attachment("Total: 5", filename="note.txt")
    document = read(message)
    assert [part.name for part in document.parts] == ["main", "note.txt"]
    assert [notice.code for notice in document.notices] == ["attachment_failed", "attachment_failed"]
    assert "broken.pdf" in document.notices[0].says


def test_pictures_in_the_body_are_no_attachments() -> None:
    message = mail()
    message.add_attachment(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", disposition="inline", filename="logo.png")
    document = read(message)
    assert [part.name for part in document.parts] == ["main"]
    assert document.notices == ()


def test_forwarded_mails_are_read_with_their_attachments() -> None:
    inner = mail("Total: 5")
    inner.add_attachment("IBAN DE89", filename="note.txt")
    outer = mail("As discussed.")
    outer.add_attachment(inner)
    document = read(outer)
    assert [part.name for part in document.parts] == ["main", "attachment-1.eml", "attachment-1.eml/note.txt"]
    assert "Total: 5" in document.quote(document.parts[1].span)


def test_attachments_of_one_name_are_told_apart_and_names_are_no_paths() -> None:
    message = mail()
    message.add_attachment("one", filename="../../note.txt")
    message.add_attachment("two", filename="note.txt")
    assert [part.name for part in read(message).parts] == ["main", "note.txt", "note.txt (2)"]


def test_too_many_attachments_are_refused() -> None:
    message = mail()
    for number in range(4):
        message.add_attachment("x", filename=f"{number}.txt")
    with pytest.raises(DocumentError) as caught:
        read(message, attachments=3)
    assert caught.value.code == "too_many_attachments"


def test_mails_in_mails_end_at_a_depth() -> None:
    message = mail("innermost")
    for _ in range(4):
        outer = mail()
        outer.add_attachment(message)
        message = outer
    document = read(message, mime_depth=2)
    assert len(document.parts) == 3
    assert "nested" in document.notices[-1].says


def test_a_mail_that_is_one_file_has_that_file_as_a_part(make_pdf: MakePdf) -> None:
    message = EmailMessage()
    message["Subject"] = "Scan"
    pdf = make_pdf("BT /F1 12 Tf 20 300 Td (Total 5) Tj ET")
    message.set_content(pdf, maintype="application", subtype="pdf", filename="scan.pdf")
    assert [part.name for part in read(message).parts] == ["main", "scan.pdf"]
