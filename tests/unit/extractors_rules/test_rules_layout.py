from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assay.document import Document
from extractors.rules.layout import Line, lay_out
from tests.unit.extractors_rules.pages import Spot, page_of, printed, typed

Rows = list[list[str]]


def rows(document: Document) -> Rows:
    return [row for page in lay_out(document) for row in rows_of(page, document)]


def rows_of(lines: tuple[Line, ...], document: Document) -> Rows:
    return [[document.quote(cell.span) for cell in line.cells] for line in lines]


def spots_of(words: list[tuple[str, float, float, float, float]]) -> tuple[str, list[Spot]]:
    """Words with left, top, width and height, in this order in the text."""
    text, spots = "", list[Spot]()
    for word, left, top, width, height in words:
        spots.append((len(text), len(text) + len(word), left, top, left + width, top + height))
        text += word + " "
    return text, spots


def test_a_page_is_the_same_typed_and_printed() -> None:
    page = "Invoice No:  INV-7      Date:   2024-03-12\n\nItem          Price\nOak board     50.00"
    wanted = [["Invoice No:", "INV-7", "Date:", "2024-03-12"], ["Item", "Price"], ["Oak board", "50.00"]]
    assert rows(typed(page)) == wanted
    assert rows(printed(page)) == wanted


def test_the_nth_cell_by_tabs_stands_in_the_nth_column() -> None:
    (head, values) = lay_out(typed("A very long heading\tDate\tTotal\nx\t\t5.00"))[0]
    assert values.cells[1].left == head.cells[2].left
    assert values.cells[1].left > head.cells[1].right


def test_a_heading_beside_small_lines_does_not_join_them() -> None:
    text, spots = spots_of([("INVOICE", 0, 0, 90, 30), ("No.", 200, 0, 20, 10), ("7", 225, 0, 5, 10), ("Date", 200, 20, 25, 10)])
    assert ["No. 7"] in rows(page_of(text, spots)) or ["INVOICE", "No. 7"] in rows(page_of(text, spots))
    assert not any("No. 7" in row and "Date" in row for row in rows(page_of(text, spots)))


def test_words_on_a_slightly_uneven_line_stay_together() -> None:
    text, spots = spots_of([("Total", 0, 100, 25, 10), ("due", 28, 102, 15, 10), ("9.50", 300, 97, 20, 10)])
    assert rows(page_of(text, spots)) == [["Total due", "9.50"]]


def test_a_cell_never_covers_text_from_elsewhere() -> None:
    """Two columns side by side without a gap: what follows in the text is not what follows on the page."""
    text, spots = spots_of([("left", 0, 0, 20, 10), ("below", 0, 12, 25, 10), ("right", 22, 0, 25, 10)])
    assert rows(page_of(text, spots)) == [["left", "right"], ["below"]]


def test_a_document_without_words_has_no_lines() -> None:
    assert lay_out(page_of("", [])) == ((),)


WORDS = st.lists(
    st.tuples(st.just("word"), st.integers(0, 500), st.integers(0, 700), st.integers(1, 80), st.integers(4, 40)).map(lambda word: (*word,)),
    max_size=40,
)


@given(WORDS)
def test_every_word_stands_in_exactly_one_cell(words: list[tuple[str, float, float, float, float]]) -> None:
    text, spots = spots_of(words)
    document = page_of(text, spots)
    covered = sorted(
        start for line in lay_out(document)[0] for cell in line.cells for start, *_ in spots if cell.span.start <= start < cell.span.end
    )
    assert covered == sorted(start for start, *_ in spots)


@given(WORDS)
def test_lines_come_from_top_to_bottom_and_cells_from_left_to_right(words: list[tuple[str, float, float, float, float]]) -> None:
    lines = lay_out(page_of(*spots_of(words)))[0]
    assert all(line.cells for line in lines)
    for line in lines:
        lefts = [cell.left for cell in line.cells]
        assert lefts == sorted(lefts)


@given(st.text(alphabet="ab \t\n\u00a0", max_size=60))
def test_the_cells_of_a_typed_page_hold_all_its_letters(page: str) -> None:
    document = typed("x\n" + page)
    letters = "".join(cell for row in rows(document) for cell in row)
    assert [letter for letter in letters if not letter.isspace()] == [letter for letter in document.visible_text if not letter.isspace()]
