from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assay.span import Span
from extractors.llm.believed.locate import Haystack, at_token_boundaries, normalised, phrase_in

LETTERS = st.sampled_from("aAbsß éÉe\u0301ﬁ12.,-–‐\u00ad\u00a0\n\t'’\"„&<")
TEXTS = st.text(LETTERS, max_size=60)
WORDS = st.text("abcßéﬁ123", min_size=1, max_size=5)
BLANKS = st.sampled_from([" ", "  ", "\n", "\u00a0", " \t\n"])


def haystack(text: str) -> Haystack:
    return Haystack(text, [Span(0, len(text))])


def quotes(text: str, quote: str) -> list[str]:
    return [text[hit.span.start : hit.span.end] for hit in haystack(text).find(quote)]


@given(TEXTS, TEXTS)
def test_what_is_found_reads_as_the_quote(text: str, quote: str) -> None:
    for hit in haystack(text).find(quote):
        assert normalised(text[hit.span.start : hit.span.end]) == normalised(quote)
        assert at_token_boundaries(text, hit.span)


@given(st.lists(WORDS, min_size=1, max_size=12), st.lists(BLANKS, min_size=12, max_size=12), st.data())
def test_every_run_of_words_is_found_where_it_stands(words: list[str], blanks: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    pieces = [word + blank for word, blank in zip(words, blanks, strict=False)]
    start = len("".join(pieces[:first]))
    end = len("".join(pieces[: last + 1])) - len(blanks[last])
    found = haystack("".join(pieces)).find(" ".join(words[first : last + 1]).upper())
    assert any(hit.span.overlaps(Span(start, end)) for hit in found)


@given(st.text(st.characters(categories=("L", "N")), min_size=3, max_size=12), TEXTS)
def test_a_text_that_is_not_there_is_not_found(quote: str, text: str) -> None:
    assume(normalised(quote) not in normalised(text))
    assert haystack(text).find(quote) == []


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Total  due:\n 12", "total due: 12"),
        ("die Liefer-\nschein-Nr. 7", "Die Lieferschein-Nr. 7"),
        ("Straße 5", "STRASSE 5"),
        ("Acme “North” – Ltd", 'Acme "North" - Ltd'),
        ("1\u00a0234,50 €", "1 234,50 €"),
        ("o\u0301rden", "órden"),
        ("O’Neil", "o'neil"),
        ("proﬁt", "profit"),
    ],
)
def test_spelling_of_one_meaning_is_found(text: str, quote: str) -> None:
    assert quotes(text, quote) == [text]
    assert haystack(text).find(quote)[0].match == "normalised"


def test_letter_by_letter_is_exact() -> None:
    assert haystack("Total due 12").find("due 12")[0].match == "exact"


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("312", "12"),
        ("1.234,50", "1.234"),
        ("1.234,50", "50"),
        ("INV-20412", "2041"),
        ("12.03.2024", "03.2024"),
        ("Acmes", "Acme"),
        ("ß", "s"),
        ("2024-0012", "0012"),
    ],
)
def test_a_piece_of_a_longer_token_is_not_found(text: str, piece: str) -> None:
    assert quotes(text, piece) == []


def test_only_the_given_spans_are_searched_and_no_hit_runs_across_them() -> None:
    text = "seen one|hidden|seen two"
    partly = Haystack(text, [Span(0, 8), Span(16, 24)])
    assert [hit.span.start for hit in partly.find("seen")] == [0, 16]
    assert partly.find("hidden") == []
    assert partly.find("one seen") == []


def test_hits_can_be_limited_to_a_passage() -> None:
    assert [hit.span for hit in haystack("7 x 7").find("7", within=Span(2, 5))] == [Span(4, 5)]


def test_labels_are_held_as_whole_words() -> None:
    assert phrase_in("TOTAL  due: 5", ["Sum", "Total due"]) == "Total due"
    assert phrase_in("Subtotal 5", ["total"]) is None
