"""Many patterns asked at once find what each of them finds alone."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.pattern import Pattern, compile_pattern
from schemas.pattern_set import MOST_TOGETHER, PatternSet

WORDS = ["rechnung", "invoice", "élan", "straße", "total", "a", "№", "12.5", "\ud800", " ", "\n"]
PATTERNS = [
    compile_pattern(source)
    for source in (r"(?i)\brechnung\b", r"(?i)^\W*invoice", r"élan\b", r"\d+(?P<value>x)?", r"stra(ß|ss)e", r"\p{L}{5,}$", r"x*", r"total")
]
TOGETHER = PatternSet(PATTERNS)


@given(st.lists(st.sampled_from(WORDS)).map("".join))
def test_a_set_finds_what_its_patterns_find(text: str) -> None:
    assert TOGETHER.found_in(text) == {one for one in PATTERNS if one.search(text)}


GAPS = [
    compile_pattern(source)
    for source in (r"\brechnung\b.{0,8}\btotal", r"(?i)(invoice){2,9}", r"[{1,20}]x", r"a\{1,9}", r"élan\b[^.]{6,40}\ba\b", r"total.{0,2}a")
]
ALL_GAPS = PatternSet(GAPS)


@given(st.lists(st.sampled_from([*WORDS, "{", "a{1,9}", ","])).map("".join))
def test_what_is_not_possible_is_not_found(text: str) -> None:
    assert ALL_GAPS.possible_in(text) >= {one for one in GAPS if one.search(text)}


def test_what_lacks_a_word_of_the_pattern_is_not_possible() -> None:
    assert ALL_GAPS.possible_in("invoiceinvoice for élan") == {GAPS[1]}


def test_more_patterns_than_fit_together_are_asked_in_groups() -> None:
    source = r"(?i)\b(invoice|rechnung|facture)\W{{0,3}}(no|nr|number)\W*{}\b"
    many = [Pattern(source.format(number)) for number in range(MOST_TOGETHER + 50)]

    assert PatternSet(many).found_in("Straße 5, Rechnung Nr. 7, invoice no 231") == {many[7], many[231]}
