from __future__ import annotations

from dataclasses import replace

from exports.result import result_form
from exports.table import table_rows


def test_a_row_a_field_and_one_for_a_whole_table(extraction, schema, document):
    rows = [tuple(row) for row in table_rows(result_form(extraction, schema, document), schema)]
    assert rows[0] == ("bill.pdf", "bill", "total", "95.20 EUR", "check", 0.94, "1")
    assert rows[1] == ("bill.pdf", "bill", "note", "", "absent", None, "")
    assert rows[4] == ("bill.pdf", "bill", "rows", "1 row", "accepted", 0.99, "1")


def test_a_value_from_embedded_data_names_its_format_in_place_of_a_page(extraction, schema, document):
    (main,) = document.parts
    embedded = replace(main, name="factur-x.xml", media_type="application/xml", embedded=True, pages=())
    assert {row.page for row in table_rows(result_form(extraction, schema, replace(document, parts=(embedded,))), schema)} == {"xml", ""}


def test_without_the_document_pages_are_unknown(extraction, schema):
    assert {row.page for row in table_rows(result_form(extraction, schema, None), schema)} == {""}
