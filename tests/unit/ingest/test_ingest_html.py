"""HTML: what is seen, what is kept apart because nobody sees it, tables, and the data embedded in pages."""

from __future__ import annotations

import pytest

from assay.document import Document
from assay.errors import DocumentError
from ingest.assemble import read_document
from ingest.upload import upload_of
from tests.unit.ingest.read_parts import pieces_of


def document_of(page: str | bytes, *, tables: bool = False) -> Document:
    data = page if isinstance(page, bytes) else page.encode()
    return read_document(upload_of("page.html", data), tables=tables)


@pytest.mark.parametrize(
    ("style", "why"),
    [
        ("display: none", "not_displayed"),
        ("DISPLAY:NONE !important", "not_displayed"),
        ("visibility:hidden", "not_displayed"),
        ("opacity:0", "not_displayed"),
        ("opacity:0.0", "not_displayed"),
        ("height:0; overflow:hidden", "not_displayed"),
        ("max-height:0px;overflow:hidden", "not_displayed"),
        ("position:absolute;clip:rect(0,0,0,0)", "not_displayed"),
        ("clip-path: inset(100%)", "not_displayed"),
        ("font-size:0", "tiny"),
        ("font-size:2px", "tiny"),
        ("font-size:1.5pt", "tiny"),
        ("font-size:0.1em", "tiny"),
        ("font: bold 1px/1 Arial", "tiny"),
        ("font: 0/0 a", "tiny"),
        ("position:absolute; left:-9999px", "off_page"),
        ("position:fixed; top:-99em", "off_page"),
        ("text-indent:-9999px", "off_page"),
        ("color:white", "same_colour"),
        ("color:#fefefe", "same_colour"),
        ("color:rgb(255, 255, 255)", "same_colour"),
        ("color:#123456; background:#123456", "same_colour"),
        ("color:navy; background: navy none repeat", "same_colour"),
        ("color:transparent", "same_colour"),
        ("color:rgba(0,0,0,0)", "same_colour"),
    ],
)
def test_text_that_nobody_sees_is_kept_apart(style: str, why: str) -> None:
    document = document_of(f'<p>Total: 5</p><p style="{style}">Total: <b>6</b></p>')
    assert document.visible_text == "Total: 5"
    assert [(one.why, one.text) for one in document.hidden] == [(why, "Total: 6")]


@pytest.mark.parametrize(
    "style",
    [
        "display:block",
        "opacity:0.5",
        "font-size:0.9em",
        "font-size:3px",
        "font-size:calc(1px)",
        "font: 12px/0 Arial",
        "font: 1 12px Arial",
        "height:0",
        "left:-9999px",
        "position:absolute;left:-20px",
        "color:white;background:#000",
        "color:white;background:url(dark.png)",
        "color:white;background-image:linear-gradient(red, blue)",
        "color:white;position:absolute",
        "color:not-a-colour",
        "color:#eee",
    ],
)
def test_text_that_can_be_seen_is_read(style: str) -> None:
    assert document_of(f'<p style="{style}">Total: 5</p>').visible_text == "Total: 5"


def test_what_is_said_inside_counts_where_css_lets_it() -> None:
    shown = '<span style="font-size:12px; visibility:visible; color:#000">Total: 5</span>'
    page = f"""<div style="font-size:0; visibility:hidden; color:#fff">gap{shown}</div>
    <div style="display:none">gone<span style="display:block">gone too</span></div>"""
    document = document_of(page)
    assert document.visible_text == "Total: 5"
    assert [one.text for one in document.hidden] == ["gap", "gone gone too"]


@pytest.mark.parametrize(
    "rule",
    [
        ".x {display:none}",
        "p.x{display : none}",
        "#y{display:none}",
        "h1, .x{display:none}",
        "@media screen{.x{display:none}}",
        "/* .x{} */ .x.z{display:none}",
        "p{display:block} .x{display:none} p{display:block}",
        ".x{display:none!important} #y{display:block}",
    ],
)
def test_rules_with_simple_selectors_hide(rule: str) -> None:
    document = document_of(f'<style>{rule}</style><div>Total: 5</div><p class="x z" id="y">Total: 6</p>')
    assert document.visible_text == "Total: 5"


@pytest.mark.parametrize(
    "rule",
    [
        ".other{display:none}",
        "p .x{display:none}",
        ".x:hover{display:none}",
        "@media print{.x{display:none}}",
        "@supports not (display:grid){.x{display:none}}",
        "@keyframes a{from{display:none}}",
        ".x{display:none} #y{display:block}",
        ".x{display:none",
        "}{{}",
        "body{visibility:hidden}",
    ],
)
def test_rules_for_something_else_do_not(rule: str) -> None:
    assert document_of(f'<style>{rule}</style><p class="x" id="y">Total: 5</p>').visible_text == "Total: 5"


@pytest.mark.parametrize(
    "head",
    ['<link rel="stylesheet" href="site.css">', "<style>@import 'site.css';</style>", "<style>div > p{background:navy}</style>"],
)
def test_white_text_is_read_where_a_sheet_that_is_not_understood_may_colour_the_page(head: str) -> None:
    assert document_of(f'{head}<p style="color:#fff">Total: 5</p>').visible_text == "Total: 5"


def test_the_cells_of_a_table_are_found_in_the_text() -> None:
    page = """<p>Invoice</p><table><tr><th rowspan=2>Item<th>Net<tr><td>10.00<br>EUR<tr><td colspan=2>Total: 12.50</table>"""
    document = document_of(page, tables=True)
    assert document.visible_text == "Invoice\nItem  Net\n      10.00\n      EUR\nTotal: 12.50"
    (table,) = document.tables
    found = [(document.quote(cell.span), cell.row, cell.column, cell.rows, cell.columns) for cell in table.cells]
    assert found == [
        ("Item", 0, 0, 2, 1),
        ("Net", 0, 1, 1, 1),
        ("10.00", 1, 1, 1, 1),
        ("EUR", 1, 1, 1, 1),
        ("Total: 12.50", 2, 0, 1, 2),
    ]


def test_a_table_in_a_table_that_arranges_the_page_is_the_one_that_is_found() -> None:
    page = "<table><tr><td>Acme<td><p>No. 7</p><table><tr><td>Hose<td>5.00</table></table>"
    document = document_of(page, tables=True)
    assert document.visible_text == "Acme\nNo. 7\nHose  5.00"
    assert [[document.quote(cell.span) for cell in table.cells] for table in document.tables] == [["Hose", "5.00"]]


def test_json_ld_is_a_part_of_its_own_with_the_place_of_every_value() -> None:
    page = '<p>Hose</p><script type="application/ld+json">//<![CDATA[\n{"@type": "Offer", "price": 12.50}\n//]]></script>'
    document = document_of(page)
    main, data = pieces_of(document)
    assert (data.name, data.media_type, data.embedded) == ("json-ld", "application/ld+json", True)
    assert document.quote(data.leaves["$['price']"]) == "12.50"
    assert document.quote(main.span) == "Hose"


def test_json_ld_with_line_ends_inside_of_strings_is_read() -> None:
    document = document_of('<p>Hose</p><script type="application/ld+json">{"name": "Hose\n25 m"}</script>')
    assert document.quote(document.parts[1].leaves["$['name']"]) == "Hose 25 m"


def test_damaged_json_ld_is_said_and_the_page_read() -> None:
    document = document_of('<p>Hose</p><script type="application/ld+json">{"price": }</script>')
    assert document.visible_text == "Hose"
    assert [notice.code for notice in document.notices] == ["attachment_failed"]


def test_microdata_is_a_part_in_the_json_form_of_the_html_standard() -> None:
    page = """<div itemscope itemtype="https://schema.org/Product"><b itemprop="name">Hose,
    25 m</b> <span itemprop="offers" itemscope><meta itemprop="price" content="12.50">
    <time itemprop="until" datetime="2026-01-31">soon</time></span></div>"""
    document = document_of(page)
    data = document.parts[1]
    assert (data.name, data.media_type) == ("microdata", "application/microdata+json")
    values = {path: document.quote(span) for path, span in data.leaves.items()}
    assert values == {
        "$['items'][0]['type'][0]": "https://schema.org/Product",
        "$['items'][0]['properties']['name'][0]": "Hose, 25 m",
        "$['items'][0]['properties']['offers'][0]['properties']['price'][0]": "12.50",
        "$['items'][0]['properties']['offers'][0]['properties']['until'][0]": "2026-01-31",
    }


def test_what_stands_behind_the_end_of_the_page_is_read() -> None:
    assert document_of("<html><body><p>Total: 5</p></body></html><p>IBAN</p>").visible_text == "Total: 5\nIBAN"


def test_what_is_written_in_a_drawing_is_read_and_what_describes_it_is_not() -> None:
    drawing = "<svg><title>Chart</title><desc>of sales</desc><defs><text>x</text></defs><text>Total</text><text>5</text></svg>"
    assert document_of(f"{drawing}<p>IBAN</p>").visible_text == "Total 5\nIBAN"


def test_tag_characters_are_labelled_and_taken_out() -> None:
    spelled = "".join(chr(0xE0000 + ord(sign)) for sign in "pay 0")
    document = document_of(f"<p>Total: 5{spelled}</p>")
    assert document.visible_text == "Total: 5"
    assert [(one.why, one.text) for one in document.hidden] == [("tag_characters", "pay 0")]


@pytest.mark.parametrize("page", ["<div>" * 1_999 + "x", "<p hidden>" + "<div>" * 3_000 + "x", "<svg>" + "<g>" * 3_000])
def test_a_page_that_is_nested_too_deeply_says_so(page: str) -> None:
    with pytest.raises(DocumentError) as caught:
        document_of(f"<html>{page}")
    assert caught.value.code == "nesting_limit"


def test_a_tag_with_an_endless_number_of_attributes_is_refused_before_it_costs_anything() -> None:
    attributes = " ".join(f"a{number}=1" for number in range(20_000))
    with pytest.raises(DocumentError) as caught:
        document_of(f"<p {attributes}>Total: 5</p>")
    assert caught.value.code == "too_complex"


def test_style_sheets_that_speak_endlessly_of_the_same_elements_are_refused() -> None:
    with pytest.raises(DocumentError) as caught:
        document_of(f"<style>{'*{color:red}' * 2_001}</style><p>Total: 5</p>")
    assert caught.value.code == "too_complex"


def test_the_declared_encoding_counts() -> None:
    assert document_of('<meta charset="windows-1251"><p>Итого</p>'.encode("cp1251")).visible_text == "Итого"
