"""DOCX: everything a reader of the page sees, in reading order."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest

from assay.document import Document
from assay.errors import DocumentError
from ingest.assemble import read_document
from ingest.limits import Limits
from ingest.upload import upload_of
from tests.unit.ingest.read_parts import pieces_of

MakeDocx = Callable[..., bytes]

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SECRET_STYLES = (
    '<w:style w:type="character" w:styleId="Secret"><w:basedOn w:val="Base"/></w:style>'
    '<w:style w:type="character" w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Whisper"><w:rPr><w:sz w:val="2"/></w:rPr></w:style>'
)


def paragraph(text: str, properties: str = "") -> str:
    return f'<w:p><w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def cell(text: str, *, span: int = 1, merge: str = "") -> str:
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merged}</w:tcPr>{paragraph(text)}</w:tc>'


def related(**parts: str | None) -> dict[str, str]:
    """Entries of the container for parts that belong to the document; one that is None is only pointed to."""
    relations = "".join(
        f'<Relationship Id="r{kind}" Type="{RELATION}/{kind}" Target="{kind}.{"xml" if text else "html"}"/>' for kind, text in parts.items()
    )
    entries = {f"word/{kind}.xml": text for kind, text in parts.items() if text is not None}
    return {"word/_rels/document.xml.rels": f"<Relationships xmlns='urn:rels'>{relations}</Relationships>", **entries}


def styled(styles: str) -> dict[str, str]:
    return related(styles=f"<w:styles {W}>{styles}</w:styles>")


def document_of(data: bytes, *, tables: bool = False) -> Document:
    return read_document(upload_of("file.docx", data), tables=tables)


def read(data: bytes, **limits: int) -> str:
    return read_document(upload_of("file.docx", data), limits=Limits(**limits)).visible_text


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


def test_deleted_text_is_not_read(make_docx: MakeDocx) -> None:
    assert read(make_docx(f"{paragraph('Total: 5')}<w:del>{paragraph('Total: 7')}</w:del>")) == "Total: 5"


@pytest.mark.parametrize(
    ("properties", "why"),
    [
        ("<w:vanish/>", "vanish"),
        ('<w:sz w:val="4"/>', "tiny"),
        ('<w:color w:val="FFFFFF"/>', "same_colour"),
        ('<w:color w:val="fefefe"/>', "same_colour"),
        ('<w:color w:val="1F3864"/><w:shd w:val="clear" w:fill="1F3864"/>', "same_colour"),
        ('<w:rStyle w:val="Secret"/>', "vanish"),
    ],
)
def test_text_that_nobody_sees_is_kept_apart(make_docx: MakeDocx, properties: str, why: str) -> None:
    body = paragraph("Total: 5") + paragraph("Total: 6", f"<w:rPr>{properties}</w:rPr>")
    document = document_of(make_docx(body, styled(SECRET_STYLES)))
    assert document.visible_text == "Total: 5"
    assert [(one.why, one.text) for one in document.hidden] == [(why, "Total: 6")]


@pytest.mark.parametrize(
    "properties",
    [
        '<w:vanish w:val="0"/>',
        '<w:sz w:val="5"/>',
        '<w:color w:val="auto"/>',
        '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/>',
        '<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>',
        '<w:rStyle w:val="Secret"/><w:vanish w:val="false"/>',
    ],
)
def test_text_that_can_be_seen_is_read(make_docx: MakeDocx, properties: str) -> None:
    body = paragraph("Total: 5", f"<w:rPr>{properties}</w:rPr>")
    assert read(make_docx(body, styled(SECRET_STYLES))) == "Total: 5"


def test_a_paragraph_style_hides_what_stands_in_it(make_docx: MakeDocx) -> None:
    hidden = '<w:p><w:pPr><w:pStyle w:val="Whisper"/></w:pPr><w:r><w:t>Total: 6</w:t></w:r></w:p>'
    document = document_of(make_docx(paragraph("Total: 5") + hidden, styled(SECRET_STYLES)))
    assert [one.why for one in document.hidden] == ["tiny"]


def test_white_text_on_a_dark_cell_is_read(make_docx: MakeDocx) -> None:
    white = paragraph("Amount", '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>')
    dark = f'<w:tc><w:tcPr><w:shd w:val="clear" w:fill="000000"/></w:tcPr>{white}</w:tc>'
    assert read(make_docx(f"<w:tbl><w:tr>{dark}</w:tr></w:tbl>")) == "Amount"


def test_a_table_style_that_shades_cells_leaves_their_text_in_doubt_and_read(make_docx: MakeDocx) -> None:
    white = paragraph("Amount", '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>')
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="Banded"/></w:tblPr><w:tr><w:tc>{white}</w:tc></w:tr></w:tbl>'
    shaded = '<w:tblStylePr><w:tcPr><w:shd w:val="clear" w:fill="000000"/></w:tcPr></w:tblStylePr>'
    banded = f'<w:style w:type="table" w:styleId="Banded">{shaded}</w:style>'
    assert read(make_docx(table, styled(banded))) == "Amount"


def test_notes_and_comments_follow_the_text(make_docx: MakeDocx) -> None:
    more = related(
        footnotes=f"<w:footnotes {W}><w:footnote>{paragraph('See page 2')}</w:footnote></w:footnotes>",
        comments=f"<w:comments {W}><w:comment>{paragraph('Checked')}</w:comment></w:comments>",
        header=f"<w:hdr {W}>{paragraph('Acme Ltd')}</w:hdr>",
    )
    assert read(make_docx(paragraph("Total: 5"), more)) == "Acme Ltd\nTotal: 5\nSee page 2\nChecked"


def test_a_damaged_header_is_said_and_the_rest_read(make_docx: MakeDocx) -> None:
    document = document_of(make_docx(paragraph("Total: 5"), related(header="<w:hdr>")))
    assert document.visible_text == "Total: 5"
    assert [notice.code for notice in document.notices] == ["part_damaged"]


def test_a_chunk_of_html_is_a_part_of_its_own(make_docx: MakeDocx) -> None:
    body = f'{paragraph("Total: 5")}<w:altChunk xmlns:r="urn:r" r:id="rchunk"/>'
    document = document_of(make_docx(body, {**related(chunk=None), "word/chunk.html": "<!DOCTYPE html><p>Terms</p>"}))
    assert [document.quote(part.span) for part in pieces_of(document)] == ["Total: 5", "Terms"]


def test_strict_documents_are_read(make_docx: MakeDocx) -> None:
    strict = f"<w:document xmlns:w='http://purl.oclc.org/ooxml/wordprocessingml/main'><w:body>{paragraph('Total: 5')}</w:body></w:document>"
    assert read(make_docx("", {"word/document.xml": strict})) == "Total: 5"


def test_ticks_are_read(make_docx: MakeDocx) -> None:
    tick = '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t xml:space="preserve"> Paid</w:t></w:r></w:p>'
    assert read(make_docx(tick)) == "☑ Paid"


def test_the_cells_of_a_table_are_found_in_the_text(make_docx: MakeDocx) -> None:
    rows = (
        f"<w:tr>{cell('Item', merge='restart')}{cell('Amount')}</w:tr>",
        f"<w:tr>{cell('', merge='continue')}{cell('12.50')}</w:tr>",
        f"<w:tr>{cell('Total: 12.50', span=2)}</w:tr>",
    )
    document = document_of(make_docx(paragraph("Invoice") + f"<w:tbl>{''.join(rows)}</w:tbl>"), tables=True)
    assert document.visible_text == "Invoice\nItem  Amount\n      12.50\nTotal: 12.50"
    (table,) = document.tables
    found = [(document.quote(one.span), one.row, one.column, one.rows, one.columns) for one in table.cells]
    assert found == [("Item", 0, 0, 2, 1), ("Amount", 0, 1, 1, 1), ("12.50", 1, 1, 1, 1), ("Total: 12.50", 2, 0, 1, 2)]


def test_a_table_in_a_table_is_the_one_that_is_found(make_docx: MakeDocx) -> None:
    inner = f"<w:tbl><w:tr>{cell('Item')}{cell('12.50')}</w:tr></w:tbl>"
    document = document_of(make_docx(f"<w:tbl><w:tr><w:tc>{paragraph('Invoice')}{inner}</w:tc></w:tr></w:tbl>"), tables=True)
    assert document.visible_text == "Invoice\nItem  12.50"
    assert [[document.quote(one.span) for one in table.cells] for table in document.tables] == [["Item", "12.50"]]


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


def test_a_document_that_is_not_well_formed_says_so(make_docx: MakeDocx) -> None:
    with pytest.raises(DocumentError) as caught:
        read(make_docx("", {"word/document.xml": "<broken"}))
    assert caught.value.code == "corrupt_document"


def test_a_container_that_says_not_where_its_document_is_is_read(make_docx: MakeDocx) -> None:
    assert read(make_docx(paragraph("Total: 5"), {"_rels/.rels": "<broken", "[Content_Types].xml": "<broken"})) == "Total: 5"


def test_a_cut_off_file_says_so(make_docx: MakeDocx) -> None:
    data = make_docx(paragraph("Total: 5"))
    with pytest.raises(DocumentError) as caught:
        read(data[: len(data) // 2])
    assert caught.value.code == "corrupt_document"
