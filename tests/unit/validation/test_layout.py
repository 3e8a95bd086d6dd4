from __future__ import annotations

from array import array

from assay.candidate import Candidate, Evidence, Source
from assay.document import Document, Page, Part, Words
from assay.span import Span
from schemas.loader import load_schema
from validation.band import row_signals
from validation.block import block_signals, repeated_signals, shared_signals
from validation.heading import column_signals
from validation.layout import Layout

TABLE = load_schema("""
assay: 1
schema: lines
title: Lines
fields:
  lines:
    type: table
    columns:
      name: {type: text, headers: [Item]}
      code: {type: text}
      quantity: {type: integer, headers: [Qty, Qty pcs]}
      amount: {type: integer, headers: [Amount]}
    from: [model]
""")
PARTIES = load_schema("""
assay: 1
schema: parties
title: Parties
fields:
  seller_name: {type: name}
  seller_street: {type: name}
  seller_city: {type: name}
  buyer_name: {type: name}
  buyer_street: {type: name}
  buyer_city: {type: name}
""")


def page(*words):
    """A document of one page from (word, left, top) in points, each word 10 points high and 6 a letter."""
    text, starts, ends = "", [], []
    for word, _, _ in words:
        starts.append(len(text))
        text += f"{word}\n"
        ends.append(len(text) - 1)
    lefts, tops = [left for _, left, _ in words], [top for _, _, top in words]
    rights = [left + 6 * len(word) for word, left, _ in words]
    boxes = Words(
        starts=array("l", starts),
        ends=array("l", ends),
        lefts=array("f", lefts),
        tops=array("f", tops),
        rights=array("f", rights),
        bottoms=array("f", [top + 10 for top in tops]),
    )
    whole = Span(0, len(text))
    sheet = Page(number=1, span=whole, width=600, height=800, words=boxes)
    return made(text, Part(name="main", media_type="application/pdf", span=whole, pages=(sheet,)))


def plain(text, *, embedded=False):
    return made(text, Part(name="main", media_type="text/plain", span=Span(0, len(text)), embedded=embedded))


def made(text, part):
    return Document(id="d", name="d", sha256="", media_type=part.media_type, text=text, parts=(part,))


def chosen(document, raws):
    """Candidates by pointer, each at the first place of its raw text."""
    source = Source(kind="model", id="x", extractor="model@1")
    found = {}
    for path, raw in raws.items():
        start = document.text.index(raw)
        found[path] = Candidate(path=path, raw=raw, value=raw, evidence=(Evidence(span=Span(start, start + len(raw))),), source=source)
    return found


def cells(document, *rows):
    return chosen(document, {f"/lines/{number}/{column}": raw for number, row in enumerate(rows) for column, raw in row.items()})


ROWS = ({"name": "Board", "quantity": "4", "amount": "50"}, {"name": "Screw", "quantity": "20", "amount": "30"})
VOUCHED = {"/lines/0/quantity": 1.0, "/lines/0/amount": 1.0, "/lines/1/quantity": 1.0, "/lines/1/amount": 1.0}
GRID = [("Board", 50, 100), ("4", 200, 100), ("50", 300, 101), ("Screw", 50, 130), ("20", 200, 130), ("30", 300, 130)]


def strengths(signals):
    return {path: signal.strength for path, signal in signals.items()}


def test_cells_in_the_band_of_their_row_are_vouched_for():
    document = page(*GRID)
    found = strengths(row_signals(TABLE.fields[0], cells(document, *ROWS), VOUCHED, Layout.of(document)))
    assert found["/lines/0/name"] == found["/lines/1/name"] == 1.0


def test_a_cell_from_another_row_is_doubted():
    document = page(*GRID)
    swapped = ({**ROWS[0], "name": "Screw"}, {**ROWS[1], "name": "Board"})
    found = strengths(row_signals(TABLE.fields[0], cells(document, *swapped), VOUCHED, Layout.of(document)))
    assert found["/lines/0/name"] == found["/lines/1/name"] == -1.0


def test_a_name_above_its_numbers_counts_when_no_other_row_is_nearer():
    document = page(("Board", 50, 88), *GRID[1:3], ("Screw", 50, 118), *GRID[4:])
    found = strengths(row_signals(TABLE.fields[0], cells(document, *ROWS), VOUCHED, Layout.of(document)))
    assert 0 < found["/lines/0/name"] < 1


def test_a_name_between_rows_is_not_vouched_for_when_one_of_them_has_no_band():
    document = page(("Bolt", 50, 100), ("2", 200, 112), ("9", 300, 112), ("Nut", 50, 136), ("3", 200, 160), ("8", 300, 160))
    found = strengths(
        row_signals(
            TABLE.fields[0],
            cells(document, {"name": "Bolt", "quantity": "2", "amount": "9"}, {"name": "Nut", "quantity": "3", "amount": "8"}),
            {"/lines/0/quantity": 1.0, "/lines/0/amount": 1.0},
            Layout.of(document),
        )
    )
    assert "/lines/0/name" not in found
    assert found["/lines/0/amount"] == 1.0


def test_a_cell_far_away_from_its_row_is_doubted():
    document = page(("Board", 50, 10), *GRID[1:])
    found = strengths(row_signals(TABLE.fields[0], cells(document, *ROWS), VOUCHED, Layout.of(document)))
    assert found["/lines/0/name"] == -1.0


def test_numbers_that_do_not_stand_side_by_side_give_no_band():
    document = page(GRID[0], GRID[1], ("50", 300, 400), *GRID[3:])
    found = row_signals(TABLE.fields[0], cells(document, *ROWS), VOUCHED, Layout.of(document))
    assert "/lines/0/name" not in found


def test_without_geometry_the_lines_of_the_text_are_the_bands():
    document = plain("Board  4  50\nScrew  20  30\n")
    found = strengths(row_signals(TABLE.fields[0], cells(document, *ROWS), VOUCHED, Layout.of(document)))
    assert found["/lines/0/name"] == 1.0


HEADINGS = [("Item", 50, 80), ("Qty pcs", 200, 80), ("Amount", 300, 80)]


def test_cells_under_their_own_heading_are_vouched_for():
    document = page(*HEADINGS, *GRID)
    found = column_signals(TABLE.fields[0], cells(document, *ROWS), Layout.of(document))
    assert set(strengths(found).values()) == {1.0}
    assert found["/lines/0/quantity"].says == "It stands under “Qty pcs”."


def test_a_cell_under_the_heading_of_another_column_is_doubted():
    document = page(*HEADINGS, *GRID)
    found = strengths(column_signals(TABLE.fields[0], cells(document, {**ROWS[0], "amount": "4"}), Layout.of(document)))
    assert found["/lines/0/amount"] == -1.0


def test_a_column_without_a_heading_may_be_printed_under_any():
    document = page(*HEADINGS, *GRID, ("B-7", 50, 112))
    found = column_signals(TABLE.fields[0], cells(document, {**ROWS[0], "code": "B-7"}), Layout.of(document))
    assert "/lines/0/code" not in found


def test_one_word_that_might_be_a_heading_is_none():
    document = page(HEADINGS[0], *GRID)
    assert column_signals(TABLE.fields[0], cells(document, *ROWS), Layout.of(document)) == {}


def test_what_stands_above_the_headings_is_under_none():
    document = page(("Board", 50, 40), *HEADINGS, *GRID[1:])
    assert "/lines/0/name" not in column_signals(TABLE.fields[0], cells(document, *ROWS), Layout.of(document))


def parties(document, **raws):
    return chosen(document, {f"/{name}": raw for name, raw in raws.items()})


ADDRESSES = [("Maker", 50, 100), ("Lane", 50, 112), ("Ulm", 50, 124), ("Taker", 350, 100), ("Road", 350, 112), ("Bern", 350, 124)]
SELLER = {"seller_name": "Maker", "seller_street": "Lane", "seller_city": "Ulm"}
BUYER = {"buyer_name": "Taker", "buyer_street": "Road", "buyer_city": "Bern"}
RIGHT = {**SELLER, **BUYER}


def test_fields_of_one_group_in_one_block_vouch_for_each_other():
    document = page(*ADDRESSES)
    found = strengths(block_signals(PARTIES, parties(document, **RIGHT), Layout.of(document)))
    assert set(found) == {f"/{name}" for name in RIGHT}
    assert min(found.values()) > 0.5


def test_a_field_in_the_block_of_another_group_is_doubted():
    document = page(*ADDRESSES)
    swapped = {**RIGHT, "seller_city": "Bern", "buyer_city": "Road"}
    found = strengths(block_signals(PARTIES, parties(document, **swapped), Layout.of(document)))
    assert found["/seller_city"] == -1.0


def test_two_that_stand_in_each_others_place_do_not_vouch_for_each_other():
    document = page(*ADDRESSES)
    swapped = {**RIGHT, "seller_street": "Ulm", "seller_city": "Lane"}
    found = block_signals(PARTIES, parties(document, **swapped), Layout.of(document))
    assert found.keys() == {"/seller_name", *(f"/{name}" for name in BUYER)}


def test_a_town_before_or_behind_its_postcode_in_one_line_is_in_order():
    document = page(("Maker", 50, 100), ("Lane", 150, 100), ("Ulm", 110, 101), *ADDRESSES[3:])
    found = strengths(block_signals(PARTIES, parties(document, **RIGHT), Layout.of(document)))
    assert set(found) == {f"/{name}" for name in RIGHT}


def test_a_value_only_in_embedded_data_has_no_place():
    hidden = plain("Maker", embedded=True)
    assert block_signals(PARTIES, parties(hidden, seller_name="Maker"), Layout.of(hidden)) == {}


def test_an_address_under_a_small_line_with_the_other_one_is_no_mixture():
    document = page(("Maker", 50, 88), ("Lane", 110, 88), ("Ulm", 160, 88), ("Taker", 50, 101), ("Road", 50, 113), ("Bern", 50, 137))
    found = strengths(block_signals(PARTIES, parties(document, **RIGHT), Layout.of(document)))
    assert min(found.values()) > 0.5


def test_two_fields_read_from_the_same_words_are_both_doubted():
    document = page(*ADDRESSES)
    swapped = parties(document, **{**RIGHT, "seller_city": "Lane"})
    assert set(shared_signals(swapped, swapped)) == {"/seller_city", "/seller_street"}


def test_a_value_inside_of_another_is_not_vouched_for_by_its_neighbours():
    document = page(("Maker", 50, 100), ("Lane 7", 50, 113), ("Ulm", 50, 126))
    found = block_signals(PARTIES, parties(document, seller_name="Maker", seller_street="Lane 7", seller_city="7"), Layout.of(document))
    assert found == {}


def test_words_inside_of_others_are_no_sign():
    document = page(("Maker Ulm", 50, 100))
    assert shared_signals(parties(document, seller_name="Maker Ulm", seller_city="Ulm"), ["/seller_name", "/seller_city"]) == {}


def test_the_same_text_twice_in_one_group_is_doubted_and_in_two_groups_not():
    document = page(*ADDRESSES, ("Maker", 50, 300))
    assert set(repeated_signals(PARTIES, parties(document, **{**RIGHT, "seller_city": "Maker"}))) == {"/seller_city", "/seller_name"}
    assert repeated_signals(PARTIES, parties(document, **{**RIGHT, "buyer_city": "Ulm"})) == {}
