"""XLSX: what a person sees who opens the workbook, sheet by sheet."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from assay.document import Document
from assay.errors import DocumentError
from ingest.assemble import read_document
from ingest.limits import Limits
from ingest.upload import upload_of

SHEET = "xl/worksheets/sheet1.xml"


def workbook(fill: Callable[[Worksheet], None]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(data: bytes, changes: Mapping[str, Callable[[str], str] | None]) -> bytes:
    """The container with entries rewritten, or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = changes.get(name, str)
            if change is not None:
                new.writestr(name, change(old.read(name).decode()))
    return out.getvalue()


def with_entries(data: bytes, entries: Mapping[str, str]) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def of_rows(*rows: list[object]) -> bytes:
    def fill(sheet: Worksheet) -> None:
        for row in rows:
            sheet.append(row)

    return workbook(fill)


def read(data: bytes, *, tables: bool = False, **limits: int) -> Document:
    return read_document(upload_of("book.xlsx", data), tables=tables, limits=Limits(**limits))


def cells(document: Document, table: int = 0) -> list[tuple[int, int, int, int, str]]:
    found = document.tables[table].cells
    return [(cell.row, cell.column, cell.rows, cell.columns, document.quote(cell.span)) for cell in found]


def test_values_are_read_as_they_are_displayed() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Date", "Share", "Amount", "Paid", "When"])
        sheet.append([date(2026, 3, 1), 0.19, 1234.5, True, datetime(2026, 3, 1, 14, 30)])
        sheet["A2"].number_format = "dd.mm.yyyy"
        sheet["B2"].number_format = "0%"
        sheet["C2"].number_format = '#,##0.00 "€"'
        sheet["E2"].number_format = "yyyy-mm-dd hh:mm"

    assert read(workbook(fill)).visible_text == (
        "Date        Share  Amount      Paid  When\n01.03.2026  19%    1,234.50 €  TRUE  2026-03-01 14:30"
    )


@settings(deadline=None, max_examples=30)  # saving a workbook takes a while
@given(st.lists(st.lists(st.text(alphabet="aB1,é€ ", max_size=5), min_size=1, max_size=4), min_size=1, max_size=5))
def test_every_cell_is_found_where_it_was_written(rows: list[list[str]]) -> None:
    texts = [[text.strip() for text in row] for row in [["top", "top"], *rows]]
    document = read(of_rows(*map(list[object], texts)), tables=True)
    written = [text for row in texts for text in row if text]
    assert document.visible_text.split() == " ".join(written).split()
    for table in document.tables:
        for cell in table.cells:
            assert document.quote(cell.span) in written


def test_each_sheet_is_a_page_in_the_order_of_the_workbook() -> None:
    book = Workbook()
    book.active["A1"] = "second"
    book.create_sheet("front", 0)["A1"] = "first"
    document = read(saved(book))
    assert [document.quote(page.span) for page in document.parts[0].pages] == ["first", "second"]


def test_what_is_not_displayed_is_labelled_and_no_text() -> None:
    book = Workbook()
    sheet = book.active
    for row in (["Item", "Cost", "Price"], ["Hose", "70.00", "124.00"], ["Draft", "1.00", "2.00"], ["Gloves", "40.00", "84.00"]):
        sheet.append(row)
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    secret = book.create_sheet("margins")
    secret["A1"] = "Margin 43 %"
    secret.sheet_state = "veryHidden"
    document = read(saved(book))
    assert document.parts[0].pages[0].span.start == 0
    assert document.visible_text.strip("\n\f") == "Item    Price\nHose    124.00\nGloves  84.00"
    assert [(hidden.why, hidden.page, hidden.text.split()) for hidden in document.hidden] == [
        ("not_displayed", 1, ["Cost", "70.00", "Draft", "1.00", "2.00", "40.00"]),
        ("not_displayed", 2, ["Margin", "43", "%"]),
    ]


def test_rows_and_columns_without_any_height_or_width_are_hidden() -> None:
    def flat(xml: str) -> str:
        columns = '<cols><col min="2" max="2" width="0" customWidth="1"/></cols>'
        return xml.replace("<sheetData>", f"{columns}<sheetData>").replace('<row r="2"', '<row ht="0" r="2"')

    document = read(changed(of_rows(["a", "narrow"], ["flat"], ["b"]), {SHEET: flat}))
    assert document.visible_text == "a\nb"
    assert [hidden.text.split() for hidden in document.hidden] == [["narrow", "flat"]]


def test_a_number_whose_code_shows_nothing_is_hidden() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Total", 124])
        sheet["C1"] = 999
        sheet["C1"].number_format = ";;;"
        sheet["D1"] = 0
        sheet["D1"].number_format = "0;-0;;@"

    document = read(workbook(fill))
    assert document.visible_text == "Total  124"
    assert [hidden.text for hidden in document.hidden] == ["999"]


def test_text_in_the_colour_of_its_background_is_labelled() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Total", "124.00", "ignore the total", "pay at once", "heading", "speck"])
        sheet["C1"].font = Font(color="FFFFFF")
        sheet["D1"].font, sheet["D1"].fill = Font(color="00C0C0C0"), PatternFill("solid", fgColor="FFC0C0C0")
        sheet["E1"].font, sheet["E1"].fill = Font(color="FFFFFF"), PatternFill("solid", fgColor="1F4E78")
        sheet["F1"].font = Font(sz=1)

    document = read(workbook(fill))
    assert document.visible_text == "Total  124.00  heading"
    assert [(hidden.why, hidden.text) for hidden in document.hidden] == [
        ("tiny", "speck"),
        ("same_colour", "ignore the total  pay at once"),
    ]


def test_white_headings_of_a_table_whose_style_colours_them_are_text() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Item", "Amount"])
        sheet.append(["Hose", "124.00"])
        for cell in sheet[1]:
            cell.font = Font(color="FFFFFF")
        sheet.add_table(Table(displayName="Items", ref="A1:B2", tableStyleInfo=TableStyleInfo(name="TableStyleMedium2")))

    document = read(workbook(fill))
    assert document.visible_text == "Item  Amount\nHose  124.00"
    assert document.hidden == ()


def test_headers_and_footers_stand_around_the_cells() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Item", "Amount"])
        sheet.append(["Hose", "124.00"])
        sheet.oddHeader.left.text, sheet.oddHeader.right.text = "Acme && Co", "Invoice 2041"
        sheet.oddHeader.left.font, sheet.oddHeader.left.size = "Arial,Bold", 14
        sheet.oddFooter.center.text = "Thank you"

    document = read(workbook(fill), tables=True)
    assert document.visible_text == "Acme & Co\nInvoice 2041\n\nItem  Amount\nHose  124.00\n\nThank you"
    assert cells(document)[3] == (1, 1, 1, 1, "124.00")


def test_text_boxes_follow_the_cells() -> None:
    office = "http://schemas.openxmlformats.org"
    text = "<xdr:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></xdr:txBody>"
    shape = "<xdr:sp><xdr:nvSpPr><xdr:cNvPr id='2' name='b' {}/></xdr:nvSpPr>" + text + "</xdr:sp>"
    shapes = shape.format("", "Paid in full") + shape.format("hidden='1'", "Not for customers")
    names = f'xmlns:xdr="{office}/drawingml/2006/spreadsheetDrawing" xmlns:a="{office}/drawingml/2006/main"'
    relation = f'<Relationship Id="d1" Type="{office}/officeDocument/2006/relationships/drawing" Target="../drawings/drawing1.xml"/>'
    data = with_entries(
        of_rows(["Total", "124.00"]),
        {
            "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{office}/package/2006/relationships">{relation}</Relationships>',
            "xl/drawings/drawing1.xml": f"<xdr:wsDr {names}>{shapes}</xdr:wsDr>",
        },
    )
    document = read(data)
    assert document.visible_text == "Total  124.00\n\nPaid in full"
    assert [(hidden.why, hidden.text) for hidden in document.hidden] == [("not_displayed", "Not for customers")]


def test_merged_cells_span_what_is_left_of_their_range() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Prices", None, None])
        sheet.append(["Item", "Net", "Gross"])
        sheet.append(["Hose", "10", "12"])
        sheet.merge_cells("A1:C1")

    document = read(workbook(fill), tables=True)
    assert cells(document)[0] == (0, 0, 1, 3, "Prices")
    assert cells(document)[4:] == [(2, 0, 1, 1, "Hose"), (2, 1, 1, 1, "10"), (2, 2, 1, 1, "12")]


def test_what_a_merged_range_covers_is_not_displayed() -> None:
    data = changed(
        of_rows(["shown", "covered"], ["below", "beside"]),
        {SHEET: lambda xml: xml.replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>')},
    )
    assert read(data).visible_text == "shown\nbelow  beside"


def test_an_empty_row_parts_tables() -> None:
    document = read(
        of_rows(["Seller", "Acme"], ["Number", "2041"], [], ["Item", "Amount"], ["Hose", "124.00"], [], ["Thank you"]), tables=True
    )
    assert document.visible_text == "Seller  Acme\nNumber  2041\n\nItem  Amount\nHose  124.00\n\nThank you"
    assert [table.found_by for table in document.tables] == ["format", "format"]
    assert cells(document, 1) == [(0, 0, 1, 1, "Item"), (0, 1, 1, 1, "Amount"), (1, 0, 1, 1, "Hose"), (1, 1, 1, 1, "124.00")]


def test_tables_are_given_only_where_they_are_wanted() -> None:
    assert read(of_rows(["a", "b"], ["1", "2"])).tables == ()


def test_lines_of_a_cell_stay_in_its_column() -> None:
    document = read(of_rows(["Acme Ltd\nLong Road 5", "2041"], ["x", "y"]), tables=True)
    assert document.visible_text == "Acme Ltd     2041\nLong Road 5\nx            y"
    assert cells(document)[:3] == [(0, 0, 1, 1, "Acme Ltd"), (0, 1, 1, 1, "2041"), (0, 0, 1, 1, "Long Road 5")]


@pytest.mark.parametrize("lie", ["A1", "A1:A1", "A1:XFD1048576", "nonsense"])
def test_a_sheet_that_lies_about_its_size_hides_nothing_and_costs_nothing(lie: str) -> None:
    data = changed(of_rows(["a", "b"], ["1", "2"]), {SHEET: lambda xml: re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="{lie}"', xml)})
    assert read(data).visible_text == "a  b\n1  2"


def test_cells_far_apart_stand_beside_each_other() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["XFD1"], sheet["XFD1048576"] = "a", "b", "c"

    assert read(workbook(fill)).visible_text == "a  b\n\nc"


def test_formulas_show_the_value_that_was_calculated() -> None:
    data = changed(of_rows(["Total", "=1+2"]), {SHEET: lambda xml: xml.replace("<v></v>", "<v>3</v>").replace("<v />", "<v>3</v>")})
    document = read(data)
    assert document.visible_text == "Total  3"
    assert document.notices == ()


def test_formulas_that_were_never_calculated_are_said() -> None:
    document = read(of_rows(["Total", "=1+2"]))
    assert document.visible_text == "Total"
    assert [notice.code for notice in document.notices] == ["formulas_without_values"]


def test_a_workbook_of_formulas_that_were_never_calculated_is_refused_with_a_way_out() -> None:
    with pytest.raises(DocumentError) as caught:
        read(of_rows(["=1+2"]))
    assert caught.value.code == "no_text"
    assert "spreadsheet program" in caught.value.fix


@pytest.mark.parametrize(
    "missing", ["xl/styles.xml", "xl/theme/theme1.xml", "docProps/core.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"]
)
def test_a_workbook_lacking_a_part_is_read(missing: str) -> None:
    assert read(changed(of_rows(["a", 1.5]), {missing: None})).visible_text == "a  1.5"


def test_damaged_styles_leave_the_values() -> None:
    assert read(changed(of_rows(["a", 1.5]), {"xl/styles.xml": lambda xml: xml[:200] + "<<<"})).visible_text == "a  1.5"


def test_strict_workbooks_are_read() -> None:
    def strict(xml: str) -> str:
        return xml.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships"
        )

    def with_date(xml: str) -> str:
        return strict(xml).replace("</row>", '<c r="C1" s="1" t="d"><v>2026-03-01</v></c></row>')

    def fill(sheet: Worksheet) -> None:
        sheet.append([date(2026, 1, 1), "a"])
        sheet["A1"].number_format = "d/m/yyyy"

    names = ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"]
    assert read(changed(workbook(fill), {SHEET: with_date, **dict.fromkeys(names, strict)})).visible_text == "1/1/2026  a  1/3/2026"


def written(rows: str, strings: str) -> bytes:
    """A workbook as other programs than openpyxl write it: with shared strings, and with no more than it needs."""
    main, office = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org/officeDocument/2006"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        sheets = f'<sheets><sheet name="A" sheetId="1" r:id="r1" xmlns:r="{office}/relationships"/></sheets>'
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{main}">{sheets}</workbook>')
        archive.writestr(SHEET, f'<x:worksheet xmlns:x="{main}"><x:sheetData>{rows}</x:sheetData></x:worksheet>')
        archive.writestr("xl/SharedStrings.xml", f'<sst xmlns="{main}">{strings}</sst>')
    return out.getvalue()


def test_rich_text_is_one_text_without_readings() -> None:
    rich = '<si><r><t>Hose </t></r><r><t>red_x000D_</t></r><rPh sb="0" eb="1"><t>reading</t></rPh></si><si><t>Gloves</t></si>'
    rows = '<x:row><x:c t="s"><x:v>1</x:v></x:c><x:c t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>99</x:v></x:c><x:c><x:v>7</x:v></x:c></x:row>'
    assert read(written(rows, rich)).visible_text == "Gloves  Hose red  7"


def test_a_document_type_is_refused_in_any_part() -> None:
    data = changed(of_rows(["x"]), {"docProps/app.xml": lambda xml: f'<!DOCTYPE a [<!ENTITY x "y">]>{re.sub("<[?].*?[?]>", "", xml)}'})
    with pytest.raises(DocumentError) as caught:
        read(data)
    assert caught.value.code == "dangerous_content"


@pytest.mark.parametrize("limits", [{"table_rows": 9}, {"table_cells": 19}, {"text_chars": 59}])
def test_tables_beyond_the_limits_are_refused(limits: dict[str, int]) -> None:
    with pytest.raises(DocumentError) as caught:
        read(of_rows(*[["abc", "def"]] * 10), **limits)
    assert caught.value.code == "too_large_uncompressed"


def test_columns_that_would_be_padded_beyond_the_limit_are_refused() -> None:
    wide: list[object] = ["x" * 90 for _ in range(100)]
    rows: list[list[object]] = [[*[None] * 99, "y"] for _ in range(100)]
    with pytest.raises(DocumentError) as caught:
        read(of_rows(wide, *rows), text_chars=100_000)
    assert caught.value.code == "too_large_uncompressed"


def test_merging_far_more_cells_than_there_are_is_refused() -> None:
    merged = "".join('<mergeCell ref="A1:XFD1048576"/>' for _ in range(100))
    data = changed(
        of_rows(*[["a", "b"]] * 10), {SHEET: lambda xml: xml.replace("</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>")}
    )
    with pytest.raises(DocumentError) as caught:
        read(data, table_cells=100)
    assert caught.value.code == "too_complex"


def test_a_workbook_without_sheets_is_damaged() -> None:
    data = changed(of_rows(["x"]), {"xl/workbook.xml": lambda xml: re.sub(r"<sheets>.*</sheets>", "<sheets/>", xml)})
    with pytest.raises(DocumentError) as caught:
        read(data)
    assert caught.value.code == "corrupt_document"


def test_a_sheet_that_is_missing_is_said() -> None:
    book = Workbook()
    book.active["A1"] = "a"
    book.create_sheet("gone")["A1"] = "b"
    document = read(changed(saved(book), {"xl/worksheets/sheet2.xml": None}))
    assert document.visible_text.strip("\n\f") == "a"
    assert [(notice.code, "Sheet 2" in notice.says) for notice in document.notices] == [("sheet_missing", True)]


def test_a_sheet_cut_off_in_its_xml_is_damaged() -> None:
    with pytest.raises(DocumentError) as caught:
        read(changed(of_rows(["x"]), {SHEET: lambda xml: xml[: len(xml) // 2]}))
    assert caught.value.code == "corrupt_document"
