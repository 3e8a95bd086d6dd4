from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.span import Span
from extractors.llm.believed.locate import Haystack
from extractors.llm.believed.nearly import LEAST_SHARE, LEAST_WORDS

TEXT = """Page 1 of 3
The seller delivers the goods to the buyer within ten days.
The buyer pays within thirty days of delivery.
Page 2 of 3
"""
WORDS = st.sampled_from(["the", "buyer", "pays", "seller", "within", "days", "goods", "ten", "page"])


def nearly(text: str, quote: str, within: Span | None = None) -> list[str]:
    hits = Haystack(text, [Span(0, len(text))]).find_nearly(quote, within)
    return [text[hit.span.start : hit.span.end] for hit in hits]


@pytest.mark.parametrize(
    "quote",
    [
        "the seller delivers the goods to the buyer within 10 days",
        "seller delivers goods to the buyer within ten days (summarised)",
        "within ten days the goods to the buyer the seller delivers",
        "The seller delivers\nthe GOODS to a buyer within ten days",
    ],
)
def test_a_passage_is_found_by_most_of_its_words(quote: str) -> None:
    (found,) = nearly(TEXT, quote)
    assert "goods to the buyer" in found
    assert "thirty" not in found


@pytest.mark.parametrize(
    "quote", ["", "the goods", "page 2 of", "the landlord lets the house to nobody within a year", "never never never never"]
)
def test_few_words_or_other_ones_lead_nowhere(quote: str) -> None:
    assert nearly(TEXT, quote) == []


def test_words_that_stand_far_apart_are_no_passage() -> None:
    filler = " ".join(f"w{number}" for number in range(50))
    assert nearly(f"alpha {filler} beta {filler} gamma {filler} delta", "alpha beta gamma delta") == []


def test_only_the_given_place_is_searched() -> None:
    text = TEXT + TEXT
    (found,) = Haystack(text, [Span(0, len(text))]).find_nearly("buyer pays within 30 days of delivery", Span(len(TEXT), len(text)))
    assert found.span.start >= len(TEXT)


@given(st.lists(WORDS, max_size=60), st.lists(WORDS, max_size=12))
def test_what_is_found_holds_the_promised_share_of_the_words(text: list[str], quote: list[str]) -> None:
    for hit in Haystack(" ".join(text), [Span(0, len(" ".join(text)))]).find_nearly(" ".join(quote)):
        found = " ".join(text)[hit.span.start : hit.span.end].split()
        held = sum(min(found.count(word), quote.count(word)) for word in set(quote))
        assert len(quote) >= LEAST_WORDS
        assert hit.match == "fuzzy"
        assert hit.share == pytest.approx(held / len(quote)) or hit.share < held / len(quote)
        assert LEAST_SHARE <= hit.share <= 1
        assert len(found) <= len(quote)


def test_a_word_that_stands_everywhere_does_not_hide_a_rare_one() -> None:
    text = "the buyer pays " * 5_000 + "within thirty days of final delivery"
    (found,) = nearly(text, "the buyer pays within 30 days of final delivery")
    assert found.endswith("final delivery")
