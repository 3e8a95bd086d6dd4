"""Recognised words become a page with text, boxes in points and confidences."""

from __future__ import annotations

import pytest

from ingest.ocr.base import Recognised, Scan, SeenWord
from ingest.ocr.page import page_of
from ingest.readers.base import RawPage

SCAN = Scan(width=400, height=200, pixels=b"\xff" * 80_000, dpi=144)


def seen(text: str, left: float, line: int, *, sure: float = 0.9) -> SeenWord:
    return SeenWord(text=text, box=(left, 40.0 * line, left + 10 * len(text), 40.0 * line + 20), confidence=sure, line=line)


def page(*words: SeenWord) -> RawPage:
    return page_of(Recognised(engine="tesseract 5.3.0", words=words), SCAN, 200.0, 100.0)


def test_words_of_a_line_are_one_space_apart_and_lines_a_break() -> None:
    assert page(seen("Invoice", 0, 0), seen("No", 80, 0), seen("17", 0, 1)).text == "Invoice No\n17"


def test_columns_stand_below_each_other() -> None:
    text = page(seen("Article", 0, 0), seen("Price", 200, 0), seen("Big", 0, 1), seen("bag", 40, 1), seen("9.50", 200, 1)).text
    first, second = text.split("\n")
    assert first.index("Price") == second.index("9.50") == 20


def test_a_column_that_is_too_long_still_stands_apart_from_the_next() -> None:
    wide = SeenWord(text="a-very-long-word-in-small-print", box=(0, 0, 100, 20), confidence=0.9, line=0)
    assert page(wide, seen("9.50", 140, 0), seen("plain", 0, 1)).text.startswith("a-very-long-word-in-small-print  9.50")


def test_every_word_is_where_its_span_says_and_has_its_box_in_points() -> None:
    result = page(seen("Article", 0, 0), seen("Price", 200, 0), seen("9.50", 200, 2, sure=0.5))
    words = result.words
    assert words is not None
    assert [result.text[word.span.start : word.span.end] for word in words] == ["Article", "Price", "9.50"]
    assert (words[2].box.left, words[2].box.top, words[2].box.right, words[2].box.bottom) == (100, 40, 120, 50)
    assert words.confidences is not None
    assert list(words.confidences) == pytest.approx([0.9, 0.9, 0.5])


def test_the_page_says_who_read_it_and_how_large_it_is() -> None:
    result = page(seen("17", 0, 0))
    assert (result.read_by, result.width, result.height) == ("tesseract 5.3.0", 200.0, 100.0)


def test_signs_that_nobody_sees_make_no_word() -> None:
    result = page(seen("\u200b", 0, 0), seen("1\u200b7", 40, 0), seen(" ", 80, 0))
    assert result.text == "17"
    assert result.words is not None
    assert len(result.words) == 1


def test_a_page_without_words_is_empty() -> None:
    result = page()
    assert result.text == ""
    assert result.words is not None
    assert len(result.words) == 0
