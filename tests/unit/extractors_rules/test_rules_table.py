"""Tables over pages, and where their values stand."""

from __future__ import annotations

from assay.document import Document
from tests.unit.extractors_rules.pages import found_in, paged, printed, schema_of, typed

ITEMS = """\
items:
  type: table
  columns:
    name: {type: text, headers: [Description]}
    quantity: {type: decimal, headers: [Qty]}
    price: {type: money, headers: [Unit price]}
    total: {type: money, headers: [Amount], required: true}
  from: [table]
  row_check: near(quantity * price, total, 0.01)
"""

HEADER = "Description          Qty     Unit price      Amount"
ELBOW = "Brass elbow            2           3.40        6.80"
VALVE = "Gate valve             4          18.00       72.00"


def names_in(document: Document) -> list[str]:
    found = {one.path: one.value for one in reversed(found_in(document, schema_of(ITEMS))) if one.path.endswith("/name")}
    return [str(found[path]) for path in sorted(found)]


def test_rows_go_on_below_the_same_header_on_the_next_page() -> None:
    first = f"Invoice 4711\n{HEADER}\n{ELBOW}\nCarried forward                                6.80"
    carried = "Brought forward                                6.80"
    second = f"Invoice 4711, page 2\n{HEADER}\n{carried}\n{VALVE}\nTotal                                         78.80"
    assert names_in(paged(first, second)) == ["Brass elbow", "Gate valve"]


def test_rows_go_on_without_a_header_and_page_headers_are_no_rows() -> None:
    first = f"Invoice 4711\n{HEADER}\n{ELBOW}"
    second = f"Invoice 4711                                  2 of 2\n\n{VALVE}\nTotal                                         78.80"
    assert names_in(paged(first, second)) == ["Brass elbow", "Gate valve"]


def test_each_cell_points_at_its_own_words() -> None:
    document = printed(f"{HEADER}\n{ELBOW}")
    quoted = {one.path: [document.quote(place.span) for place in one.evidence] for one in found_in(document, schema_of(ITEMS))}
    assert quoted == {
        "/items/0/name": ["Brass elbow"],
        "/items/0/quantity": ["2"],
        "/items/0/price": ["3.40"],
        "/items/0/total": ["6.80"],
    }


def test_a_name_of_two_lines_points_at_both_where_numbers_stand_between_them() -> None:
    document = printed(f"{HEADER}\nCopper pipe for the  2           3.40        6.80\nroof\n{VALVE}")
    name = next(one for one in found_in(document, schema_of(ITEMS)) if one.path == "/items/0/name")
    assert name.value == "Copper pipe for the roof"
    assert [document.quote(place.span) for place in name.evidence] == ["Copper pipe for the", "roof"]


def test_what_stands_beside_the_table_is_none_of_it() -> None:
    page = "\n".join(
        (
            f"DATE           {HEADER}",
            f"4 May 2026     {ELBOW}",
            f"DUE            {VALVE}",
            "18 May 2026",
        )
    )
    assert names_in(printed(page)) == ["Brass elbow", "Gate valve"]


def test_a_line_of_a_million_characters_is_read_without_harm() -> None:
    assert names_in(typed("Description Qty Unit price Amount " * 30_000)) == []


def test_a_table_without_a_row_finds_nothing() -> None:
    assert found_in(typed(HEADER), schema_of(ITEMS)) == ()
