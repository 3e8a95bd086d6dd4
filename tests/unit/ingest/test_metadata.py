"""What files say of themselves stands in the document, and is no text that a person would read."""

from __future__ import annotations

import io
from datetime import datetime
from email.message import EmailMessage

import pytest
from docx import Document as NewDocx
from openpyxl import Workbook
from pypdf import PdfWriter

from assay.document import Document
from assay.errors import DocumentError
from ingest.assemble import read_document
from ingest.metadata import MEDIA_TYPE, path_of
from ingest.upload import upload_of
from tests.unit.ingest.conftest import MakePdf

HELLO = "BT /F1 12 Tf 20 300 Td (Total due) Tj ET"


def said(document: Document, part: str = "metadata") -> dict[str, str]:
    found = next(one for one in document.parts if one.name == part)
    assert found.media_type == MEDIA_TYPE
    assert found.embedded
    return {path.removeprefix("$['").removesuffix("']"): document.quote(span) for path, span in found.leaves.items()}


def test_every_file_says_its_name() -> None:
    document = read_document(upload_of("a.txt", b"Total 5"))
    assert said(document) == {"file_name": "a.txt"}
    assert document.visible_text == "Total 5"
    assert document.quote(document.parts[-1].leaves[path_of("file_name")]) == "a.txt"


def test_a_pdf_says_title_author_and_dates(make_pdf: MakePdf) -> None:
    writer = PdfWriter(io.BytesIO(make_pdf(HELLO)))
    dates = {"/CreationDate": "D:20240312091500+01'00'", "/ModDate": "yesterday"}
    writer.metadata = {"/Title": "Report\n of  May", "/Author": "Jane Doe", **dates}
    written = io.BytesIO()
    writer.write(written)
    assert said(read_document(upload_of("a.pdf", written.getvalue()))) == {
        "title": "Report of May",
        "author": "Jane Doe",
        "created": "2024-03-12T09:15:00",
        "file_name": "a.pdf",
    }


def test_a_title_with_half_a_character_is_no_title(make_pdf: MakePdf) -> None:
    document = read_document(
        upload_of("a.pdf", make_pdf(HELLO, trailer="/Info 3 0 R").replace(b"/Type /Font /", b"/Title <FEFFD800> /Type /Font /"))
    )
    assert said(document) == {"file_name": "a.pdf"}


def test_what_a_file_says_of_itself_is_no_text_of_its_pages(make_pdf: MakePdf) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(upload_of("a.pdf", make_pdf("", trailer="/Info 3 0 R").replace(b"/Type /Font /", b"/Title (Report) /Type /Font /")))
    assert caught.value.code == "no_text"


def test_a_document_says_its_core_properties() -> None:
    document = NewDocx()
    document.add_paragraph("Total 5")
    document.core_properties.title, document.core_properties.author = "Offer", "Jane Doe"
    document.core_properties.created = datetime(2024, 3, 12, 9, 15)
    written = io.BytesIO()
    document.save(written)
    found = said(read_document(upload_of("a.docx", written.getvalue())))
    assert (found["title"], found["author"], found["created"]) == ("Offer", "Jane Doe", "2024-03-12T09:15:00Z")


def test_a_workbook_says_its_core_properties() -> None:
    book = Workbook()
    book.create_sheet("Prices", 0).append(["Total", 5])
    book.properties.title, book.properties.creator = "Prices", "Jane Doe"
    written = io.BytesIO()
    book.save(written)
    found = said(read_document(upload_of("a.xlsx", written.getvalue())))
    assert (found["title"], found["author"]) == ("Prices", "Jane Doe")


def test_a_mail_says_its_headers_taken_apart_and_its_attachment_its_own() -> None:
    mail = EmailMessage()
    mail["From"] = '"Doe, Jane" <jane@example.org>'
    mail["To"] = "ann@example.org, bob@example.org"
    mail["Reply-To"] = "Desk <desk@example.org>"
    mail["Date"] = "Tue, 12 Mar 2024 09:15:00 +0100"
    mail["Subject"] = "Offer"
    mail["Message-ID"] = "<1@example.org>"
    mail.set_content("Hello")
    mail.add_attachment("<title>Terms</title><p>Text", subtype="html", filename="terms.html")
    document = read_document(upload_of("a.eml", mail.as_bytes()))
    found = said(document)
    assert (found["from.name"], found["from.address"]) == ("Doe, Jane", "jane@example.org")
    assert (found["to.address"], found["reply-to.name"]) == ("ann@example.org", "Desk")
    assert (found["date"], found["message-id"]) == ("2024-03-12T09:15:00+01:00", "<1@example.org>")
    assert said(document, "terms.html/metadata")["title"] == "Terms"


def test_a_page_says_what_its_head_says() -> None:
    page = (
        '<html lang="de"><head><title>Apfelkuchen</title><meta property="OG:site_name" content="Küche">'
        '<link rel="canonical" href="https://example.org/a"></head><body>Mehl</body></html>'
    )
    document = read_document(upload_of("a.html", page.encode()))
    assert said(document) == {
        "language": "de",
        "title": "Apfelkuchen",
        "og:site_name": "Küche",
        "canonical": "https://example.org/a",
        "file_name": "a.html",
    }
    assert document.visible_text == "Mehl"
