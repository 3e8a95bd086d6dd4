"""Words come out in the order in which a person reads them."""

from __future__ import annotations

from ingest.ocr.base import SeenWord
from ingest.ocr.lines import in_reading_order

CHARACTER, ROW = 10.0, 30.0


def typed(text: str, *, left: float = 0.0, top: float = 0.0) -> list[SeenWord]:
    """Words as they stand in a typed text: a character is 10 pixels wide, a line 20 high and 30 below the one before."""
    words = []
    for number, line in enumerate(text.split("\n")):
        place = 0
        for word in line.split():
            place = line.index(word, place)
            box = (left + place * CHARACTER, top + number * ROW, left + (place + len(word)) * CHARACTER, top + number * ROW + 20)
            words.append(SeenWord(text=word, box=box, confidence=0.9, line=0))
            place += len(word)
    return words


def read(words: list[SeenWord]) -> list[str]:
    lines: dict[int, list[str]] = {}
    for word in in_reading_order(words):
        lines.setdefault(word.line, []).append(word.text)
    assert list(lines) == list(range(len(lines)))
    return [" ".join(line) for line in lines.values()]


def test_words_in_any_order_become_lines() -> None:
    words = typed("Invoice 17\nTotal due  20.00")
    assert read(words[::-1]) == ["Invoice 17", "Total due 20.00"]


def test_a_row_of_a_table_is_one_line() -> None:
    table = "\n".join(f"Article {number}            {number}        {number}.50" for number in range(9))
    assert read(typed(table))[3] == "Article 3 3 3.50"


def test_columns_of_running_text_are_read_one_after_the_other() -> None:
    left = typed("\n".join(f"the left hand column line {number}" for number in range(8)))
    right = typed("\n".join(f"on the right we have line {number}" for number in range(8)), left=400)
    lines = read(left + right)
    assert lines[:2] == ["the left hand column line 0", "the left hand column line 1"]
    assert lines[8:10] == ["on the right we have line 0", "on the right we have line 1"]


def test_a_heading_over_two_columns_comes_first_and_a_foot_last() -> None:
    heading = typed("a heading that runs over all of the page from left to right to the end")
    left = typed("\n".join(f"the left hand column line {number}" for number in range(8)), top=60)
    right = typed("\n".join(f"on the right we have line {number}" for number in range(8)), left=400, top=60)
    foot = typed("and a foot that runs over all of the page from left to right to the end", top=400)
    lines = read(left + foot + right + heading)
    assert lines[0].startswith("a heading")
    assert lines[1:9] == [f"the left hand column line {number}" for number in range(8)]
    assert lines[-1].startswith("and a foot")


def test_a_table_below_two_columns_stays_whole() -> None:
    left = typed("\n".join(f"the left hand column line {number}" for number in range(8)))
    right = typed("\n".join(f"on the right we have line {number}" for number in range(8)), left=400)
    table = typed("\n".join(f"Article {number}            {number}                      {number}.50" for number in range(3)), top=240)
    total = typed("Total                                        4.50", top=330)
    assert read(left + right + table + total)[16:] == ["Article 0 0 0.50", "Article 1 1 1.50", "Article 2 2 2.50", "Total 4.50"]


def test_a_word_half_a_line_higher_stays_on_its_line() -> None:
    words = typed("Total due now")
    raised = SeenWord(text="20.00", box=(200, -8, 250, 12), confidence=0.9, line=0)
    assert read([*words, raised]) == ["Total due now 20.00"]


def test_a_page_without_words_has_no_lines() -> None:
    assert in_reading_order([]) == ()
