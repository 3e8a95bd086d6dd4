"""Tables on pages: found by lines and by gaps, cells with their spans; columns of prose; fields of forms."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Sequence

import pytest

from assay.document import Document, Table, TableCell, Words
from ingest.assemble import read_document
from ingest.pdf.columns import by_columns
from ingest.readers.base import RawPage, RawTable
from ingest.tables.found import tables_of
from ingest.tables.rulings import Ruling, Rulings
from ingest.upload import upload_of

MakePdf = Callable[..., bytes]
Placed = tuple[str, float, float]  # a word, its left, its top

NO_LINES = Rulings()
_HIGH, _WIDE = 10.0, 5.0  # points of a line, and of a sign


def page_of(placed: Sequence[Placed]) -> RawPage:
    """A page of these words in this order, each on a line of its own in the text."""
    text, starts, ends = "", array("l"), array("l")
    for word, _, _ in placed:
        text += "\n" if text else ""
        starts.append(len(text))
        text += word
        ends.append(len(text))
    lefts, tops = [left for _, left, _ in placed], [top for _, _, top in placed]
    words = Words(
        starts=starts,
        ends=ends,
        lefts=array("f", lefts),
        tops=array("f", tops),
        rights=array("f", [left + _WIDE * len(word) for word, left, _ in placed]),
        bottoms=array("f", [top + _HIGH for top in tops]),
    )
    return RawPage(text=text, width=600, height=800, words=words)


def row(top: float, *cells: tuple[float, str]) -> list[Placed]:
    """Words from left to right: each cell's words follow each other from its left."""
    placed: list[Placed] = []
    for start, cell in cells:
        left = start
        for word in cell.split():
            placed.append((word, left, top))
            left += _WIDE * (len(word) + 1)
    return placed


def grid(text: str, cells: Sequence[TableCell]) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for cell in cells:
        found[cell.row, cell.column].append(" ".join(text[cell.span.start : cell.span.end].split()))
    return {place: " ".join(pieces) for place, pieces in found.items()}


def tables(placed: Sequence[Placed], rulings: Rulings = NO_LINES) -> tuple[RawTable, ...]:
    page = page_of(placed)
    assert page.words is not None
    return tables_of(page.words, rulings)


ITEMS = [
    *row(100, (50, "Description"), (250, "Quantity"), (400, "Amount")),
    *row(115, (50, "Oak table"), (250, "1"), (400, "250.00")),
    *row(127, (50, "solid, waxed")),
    *row(142, (50, "Chair"), (250, "4"), (400, "360.00")),
]


def test_columns_are_found_by_the_gaps_between_them() -> None:
    placed = [*row(50, (50, "An invoice for some pieces of furniture as they were ordered by phone")), *ITEMS]
    (table,) = tables(placed)
    cells = grid(page_of(placed).text, table.cells)
    assert table.found_by == "gaps"
    assert [cells[0, column] for column in range(3)] == ["Description", "Quantity", "Amount"]
    assert [cells[1, column] for column in range(3)] == ["Oak table", "1", "250.00"]
    assert "360.00" in cells.values()
    assert table.box is not None
    assert (table.box.left, table.box.top) == (50, 100)


def test_a_line_without_a_first_column_goes_on_with_its_row() -> None:
    placed = [
        *row(100, (50, "Pos"), (100, "Description"), (400, "Amount")),
        *row(115, (50, "1"), (100, "Oak table"), (400, "250.00")),
        *row(127, (100, "solid, waxed")),
        *row(142, (50, "2"), (100, "Chair"), (400, "360.00")),
    ]
    (table,) = tables(placed)
    cells = grid(page_of(placed).text, table.cells)
    assert cells[1, 1] == "Oak table solid, waxed"
    assert cells[2, 0] == "2"


def test_prose_is_no_table() -> None:
    prose = "the quick brown fox jumps over the lazy dog and then goes home to sleep"
    assert tables([word for top in range(100, 300, 12) for word in row(top, (50, prose))]) == ()


def test_cells_are_found_by_the_lines_around_them() -> None:
    lying = tuple(Ruling(top, 40, 300) for top in (95, 115, 135))
    standing = (Ruling(40, 95, 135), Ruling(160, 115, 135), Ruling(300, 95, 135))
    placed = [*row(100, (50, "Furniture in oak")), *row(120, (50, "Table"), (170, "250.00"))]
    (table,) = tables(placed, Rulings(lying=lying, standing=standing))
    assert table.found_by == "lines"
    assert grid(page_of(placed).text, table.cells) == {(0, 0): "Furniture in oak", (1, 0): "Table", (1, 1): "250.00"}
    assert (table.cells[0].rows, table.cells[0].columns) == (1, 2)


def test_a_cell_goes_down_to_the_next_line_below_it() -> None:
    lying = (Ruling(95, 40, 300), Ruling(115, 160, 300), Ruling(135, 40, 300))
    standing = tuple(Ruling(left, 95, 135) for left in (40, 160, 300))
    placed = [*row(105, (50, "Oak")), *row(100, (170, "Table")), *row(120, (170, "Chair"))]
    (table,) = tables(placed, Rulings(lying=lying, standing=standing))
    assert [(cell.row, cell.column, cell.rows) for cell in table.cells] == [(0, 0, 2), (0, 1, 1), (1, 1, 1)]


def test_a_frame_and_a_rule_are_no_table() -> None:
    frame = Rulings(lying=(Ruling(95, 40, 300), Ruling(135, 40, 300)), standing=(Ruling(40, 95, 135), Ruling(300, 95, 135)))
    placed = [*row(100, (50, "Thank you")), *row(120, (50, "for your order"))]
    assert tables(placed, frame) == ()
    assert tables(placed, Rulings(lying=(Ruling(112, 40, 300),))) == ()


DRAWN = """40 260 220 60 re S 40 290 m 260 290 l S 150 260 m 150 320 l S
BT /F1 12 Tf 50 300 Td (Item) Tj 110 0 Td (Price) Tj -110 -30 Td (Oak table) Tj 110 0 Td (250.00) Tj ET"""


def read(data: bytes, *, wanted: bool) -> Document:
    return read_document(upload_of("file.pdf", data), tables=wanted)


@pytest.mark.parametrize("page", ["", "/Rotate 90", "/CropBox [10 10 290 390]"])
def test_lines_of_a_pdf_make_tables_when_they_are_wanted(make_pdf: MakePdf, page: str) -> None:
    document = read(make_pdf(DRAWN, page=page), wanted=True)
    found: tuple[Table, ...] = document.tables
    assert [(table.found_by, table.page) for table in found] == [("lines", 1)]
    if not page.startswith("/Rotate"):
        cells = {(cell.row, cell.column): document.quote(cell.span) for cell in found[0].cells}
        assert cells == {(0, 0): "Item", (0, 1): "Price", (1, 0): "Oak table", (1, 1): "250.00"}
    assert read(make_pdf(DRAWN, page=page), wanted=False).tables == ()


LEFT = "the first column tells one story to its end"
RIGHT = "and this other one tells another story altogether"


def columns(*, interleaved: bool) -> RawPage:
    heading = row(80, (50, "Two stories"))
    left = [row(100 + 12 * number, (50, f"L{number} {LEFT}")) for number in range(20)]
    right = [row(100 + 12 * number, (330, f"R{number} {RIGHT}")) for number in range(20)]
    lines = [line for pair in zip(left, right, strict=True) for line in pair] if interleaved else [*left, *right]
    footer = row(500, (50, "Page 1"))
    return page_of([*heading, *(word for line in lines for word in line), *footer])


def order(page: RawPage) -> list[str]:
    return [word for word in page.text.split() if word[0] in "LR" and word[1:].isdigit()]


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    page = by_columns(columns(interleaved=True))
    assert order(page) == [f"L{number}" for number in range(20)] + [f"R{number}" for number in range(20)]
    assert page.text.startswith("Two\nstories\nL0")
    assert page.text.endswith("Page\n1")
    assert page.words is not None
    assert [page.text[word.span.start : word.span.end] for word in page.words] == page.text.split()


def test_columns_in_order_and_tables_are_left_as_they_are() -> None:
    in_order = columns(interleaved=False)
    assert by_columns(in_order) is in_order
    table = page_of([word for number in range(60) for word in row(50 + 12 * number, (50, f"Item {number}"), (400, "12.50 EUR"))])
    assert by_columns(table) is table


def test_what_is_written_into_a_form_stands_behind_its_label(make_filled_form: Callable[[], bytes]) -> None:
    document = read(make_filled_form(), wanted=False)
    assert document.visible_text == "Name: Jane Doe\nDate:"
    words = document.parts[0].pages[0].words or ()
    assert [document.quote(word.span) for word in words] == ["Name:", "Jane", "Doe", "Date:"]
