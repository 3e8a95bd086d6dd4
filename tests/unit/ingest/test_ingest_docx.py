"""DOCX: everything a reader of the page sees, in reading order."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest

from assay.errors import DocumentError
from ingest.assemble import read_document
from ingest.limits import Limits
from ingest.upload import upload_of

MakeDocx = Callable[..., bytes]


def paragraph(text: str, properties: str = "") -> str:
    return f'<w:p><w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def read(data: bytes, **limits: int) -> str:
    return read_document(upload_of("file.docx", data), limits=Limits(**limits)).text


def test_headers_body_tables_and_footers_come_in_reading_order() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Acme Ltd"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    document.add_paragraph("Invoice 7")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("Item", "Amount", "Garden hose", "12.50"), strict=True):
        cell.text = text
    document.add_paragraph("Total: 12.50")
    out = io.BytesIO()
    document.save(out)
    assert read(out.getvalue()) == "Acme Ltd\nInvoice 7\nItem         Amount\nGarden hose  12.50\nTotal: 12.50\nPage 1"


def test_hidden_and_deleted_text_is_not_read(make_docx: MakeDocx) -> None:
    body = paragraph("Total: 5") + paragraph("Total: 6", "<w:rPr><w:vanish/></w:rPr>") + f"<w:del>{paragraph('Total: 7')}</w:del>"
    assert read(make_docx(body)) == "Total: 5"


def test_inserted_text_and_controls_are_read(make_docx: MakeDocx) -> None:
    body = f"<w:sdt><w:sdtContent><w:p><w:ins><w:r><w:t>Total: 5</w:t></w:r></w:ins></w:p></w:sdtContent></w:sdt>{paragraph('End')}"
    assert read(make_docx(body)) == "Total: 5\nEnd"


def test_paragraphs_with_tabs_line_up(make_docx: MakeDocx) -> None:
    line = "<w:p><w:r><w:t>{}</w:t><w:tab/><w:t>{}</w:t></w:r></w:p>"
    assert read(make_docx(line.format("Item", "Amount") + line.format("Garden hose", "12.50"))) == "Item         Amount\nGarden hose  12.50"


def test_a_text_box_is_read_once(make_docx: MakeDocx) -> None:
    box = f"<w:txbxContent>{paragraph('IBAN')}</w:txbxContent>"
    alternatives = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    assert read(make_docx(f"<w:p><w:r><w:t>Pay to</w:t>{alternatives}</w:r></w:p>")) == "Pay to\nIBAN"


def test_a_document_type_in_any_part_is_refused(make_docx: MakeDocx) -> None:
    styles = '<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'
    with pytest.raises(DocumentError) as caught:
        read(make_docx(paragraph("Total: 5"), {"word/styles.xml": styles}))
    assert caught.value.code == "dangerous_content"


@pytest.mark.parametrize(
    ("more", "limits", "code"),
    [
        ({"word/media/a.bin": "0" * 1_000_000}, {}, "too_large_uncompressed"),
        ({f"word/{number}.bin": "" for number in range(20)}, {"zip_entries": 10}, "too_large_uncompressed"),
        ({"../../escape.xml": "<a/>"}, {}, "dangerous_content"),
    ],
)
def test_a_container_is_judged_before_it_is_unpacked(make_docx: MakeDocx, more: dict[str, str], limits: dict[str, int], code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(make_docx(paragraph("Total: 5"), more), **limits)
    assert caught.value.code == code


def test_a_document_without_text_is_no_success(make_docx: MakeDocx) -> None:
    with pytest.raises(DocumentError) as caught:
        read(make_docx("<w:p/>"))
    assert caught.value.code == "no_text"


@pytest.mark.parametrize("entry", ["[Content_Types].xml", "_rels/.rels", "word/document.xml"])
def test_a_container_without_its_document_says_so(make_docx: MakeDocx, entry: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(make_docx(paragraph("Total: 5"), {entry: "<broken"}))
    assert caught.value.code == "corrupt_document"


def test_a_cut_off_file_says_so(make_docx: MakeDocx) -> None:
    data = make_docx(paragraph("Total: 5"))
    with pytest.raises(DocumentError) as caught:
        read(data[: len(data) // 2])
    assert caught.value.code == "corrupt_document"
