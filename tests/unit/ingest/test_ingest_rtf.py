"""Rich text, of which the words count."""

from __future__ import annotations

import pytest

from ingest.mail.rtf import RichText, read_rtf


def text(source: str) -> str:
    return read_rtf(source.encode("latin-1")).text


@pytest.mark.parametrize(
    ("source", "read"),
    [
        (r"{\rtf1\ansi Total: {\b 5}\par Paid}", "Total: 5\nPaid"),
        (r"{\rtf1 a\{b\}\\c}", "a{b}\\c"),
        (r"{\rtf1{\fonttbl{\f0 Arial;}}{\*\generator Word;}\f0 text}", "text"),
        (r"{\rtf1\trowd Pears\cell 5.00\cell\row}", "Pears\t5.00\t\n"),
        (r"{\rtf1\ansicpg1251 \'d1\'f3\'ec\'ec\'e0}", "Сумма"),
        (r"{\rtf1\ansicpg932 \'8d\'87\'8cv}", "合計"),
        (r"{\rtf1 5 \u8364 ?, \uc0\u8364 x}", "5 €, €x"),
        (r"{\rtf1 \u-10179?\u-8704?}", "😀"),
        (r"{\rtf1 a{\pict\bin3 }}}}b}", "ab"),
        ("{\\rtf1 broken off \\'e", "broken off e"),
        ("}}}{\\rtf1 a}}b", "ab"),
    ],
)
def test_the_words_are_read(source: str, read: str) -> None:
    assert text(source) == read


def test_passages_that_are_marked_as_hidden_are_kept_apart() -> None:
    assert read_rtf(rb"{\rtf1 Total 5{\v  Total 7} EUR\v  and\v0 .}") == RichText(text="Total 5 EUR.", hidden=(" Total 7", " and"))


def test_html_that_was_wrapped_is_unwrapped() -> None:
    source = (
        rb"{\rtf1\ansi\fromhtml1 {\*\htmltag19 <html>}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Total{\*\htmltag84 &nbsp;}"
        rb"\htmlrtf \'a0\htmlrtf0 5{\*\mhtmltag4 <p>}\htmlrtf\par}\htmlrtf0 {\*\htmltag72 </p>}}"
    )
    assert read_rtf(source) == RichText(text="<html><p>Total&nbsp;5</p>", is_html=True)


def test_groups_that_are_never_closed_do_no_harm() -> None:
    assert read_rtf(b"{\\rtf1 " + b"{" * 100_000 + b"text").text == "text"
