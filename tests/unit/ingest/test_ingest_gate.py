"""The gate: clean text comes out, whatever went in, and everything that points into it still points at the same thing."""

from array import array

from hypothesis import given
from hypothesis import strategies as st

from assay.document import TableCell, Words
from assay.span import Span
from ingest.gate import gated
from ingest.readers.base import RawPage, RawTable
from ingest.text.clean import clean

SIGNS = st.sampled_from("ab 1\n\r\t\x00\x07\u200b\u00ad\ufeff\ud800\udc00\U0001f600\U000e0041ÄÖ")
TEXTS = st.text(SIGNS, max_size=60)


def words_of(text: str) -> Words:
    spans = []
    start = None
    for index, sign in enumerate(f"{text} "):
        if sign in " \n\r\t":
            if start is not None:
                spans.append((start, index))
            start = None
        elif start is None:
            start = index
    zeros = array("f", [0.0] * len(spans))
    starts, ends = array("l", [start for start, _ in spans]), array("l", [end for _, end in spans])
    return Words(starts=starts, ends=ends, lefts=zeros, tops=zeros, rights=zeros, bottoms=zeros)


def without_tags(text: str) -> str:
    return "".join(sign for sign in text if not 0xE0000 <= ord(sign) <= 0xE007F)


@given(TEXTS)
def test_each_word_keeps_its_text_cleaned(text: str) -> None:
    page, _ = gated(RawPage(text=text, words=words_of(text)))

    before = [clean(without_tags(text[start:end])) for start, end in zip(words_of(text).starts, words_of(text).ends, strict=True)]
    assert page.words is not None
    assert [page.text[word.span.start : word.span.end] for word in page.words] == [word for word in before if word]


@given(TEXTS)
def test_what_came_through_once_passes_unchanged(text: str) -> None:
    once, _ = gated(RawPage(text=text, words=words_of(text)))
    again, _ = gated(once)

    assert again.text == once.text
    assert not set(again.text) & set("\x00\x07\r\u200b\u00ad\ufeff\ud800\U000e0041")


@given(st.text(SIGNS, min_size=1, max_size=60), st.data())
def test_a_cell_keeps_its_text_cleaned(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    table = RawTable(found_by="format", cells=(TableCell(span=Span(start, end), row=0, column=0),))

    page, _ = gated(RawPage(text=text, tables=(table,)))

    inside = text[start:end]
    if "\r" in inside or text[start - 1 : start] == "\r":
        return  # a line end that is halved by the cell is one sign before and one after
    expected = clean(without_tags(inside))
    assert [page.text[cell.span.start : cell.span.end] for cell in page.tables[0].cells] == ([expected] if expected else [])


def test_words_in_tag_characters_are_taken_out_and_shown() -> None:
    secret = "".join(chr(0xE0000 + ord(sign)) for sign in "pay now")

    page, _ = gated(RawPage(text=f"Total{secret} 5"))

    assert page.text == "Total 5"
    assert [(one.why, one.text) for one in page.hidden] == [("tag_characters", "pay now")]


def test_a_message_in_signs_without_width_is_shown_and_a_joiner_is_not() -> None:
    page, _ = gated(RawPage(text="To\u200dtal \u200b\u200c\u200b\u200b\u200c\u200c\u200b\u200c 5"))

    assert page.text == "Total  5"
    assert [one.why for one in page.hidden] == ["zero_width"]


def test_a_word_at_infinity_loses_its_place_and_keeps_its_text() -> None:
    words = words_of("a b")
    words = Words(
        starts=words.starts,
        ends=words.ends,
        lefts=array("f", [1.0, float("nan")]),
        tops=array("f", [1.0, 1.0]),
        rights=array("f", [2.0, float("inf")]),
        bottoms=array("f", [2.0, 2.0]),
    )

    page, _ = gated(RawPage(text="a b", words=words))

    assert page.text == "a b"
    assert page.words is not None
    assert [page.text[word.span.start : word.span.end] for word in page.words] == ["a"]
