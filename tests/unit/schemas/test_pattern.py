"""Patterns: Unicode letters, code-point offsets, linear time, and mistakes in plain sentences."""

from __future__ import annotations

import copy
import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.pattern import Pattern, PatternError, compile_pattern

WORDS = st.text(alphabet="aeäéßñ_1 \n.-€Жक\u0308", max_size=30)


def found(source: str, text: str) -> list[str]:
    return [hit.text for hit in compile_pattern(source).finditer(text)]


@pytest.mark.parametrize(
    ("source", "text", "texts"),
    [
        (r"\w+", "Größe naïve_1 Жук!", ["Größe", "naïve_1", "Жук"]),
        (r"\W+", "é!ä", ["!"]),
        (r"\d+", "12 ٣٤ x", ["12", "٣٤"]),
        (r"a\sb", "a\u00a0b", ["a\u00a0b"]),
        (r"\S+", "é €\u2003x", ["é", "€", "x"]),
        (r"[^\W_]+", "äb_c1", ["äb", "c1"]),
        (r"[^\S\n]+", "a \n b", [" ", " "]),
        (r"[\w.-]+", "ä.b-c d", ["ä.b-c", "d"]),
        (r"[\D]+", "ä1€", ["ä", "€"]),
        (r"[]x]+", "a]x", ["]x"]),
        (r"[^]x]+", "a]x", ["a"]),
        (r"[^–−-]+", "a-b–c", ["a", "b", "c"]),
        (r"\p{Lu}\p{Ll}+", "Änderung änderung", ["Änderung"]),
        (r"\P{L}+", "é12é", ["12"]),
        (r"é\x41\u00e9\x{1F600}", "éAé😀", ["éAé😀"]),
        (r"a{2}b{,1}", "aab aa", ["aab", "aa"]),
        (r"{x}", "{x}", ["{x}"]),
        (r"(?i)ÉTÉ", "été", ["été"]),
        (r"a.c", "a\nc abc", ["abc"]),
        (r"(?s)a.c", "a\nc", ["a\nc"]),
        (r"(?s:a.c).", "a\ncé", ["a\ncé"]),
    ],
)
def test_classes_know_every_script(source: str, text: str, texts: list[str]) -> None:
    assert found(source, text) == texts


@pytest.mark.parametrize(
    ("source", "text", "texts"),
    [
        (r"\bart\b", "start art ärt artä éart art", ["art", "art"]),
        (r"(?i)\bénergie\b", "énergies Énergie énergieé", ["Énergie"]),
        (r"\b(invoice|invoices)\b", "é invoices", ["invoices"]),
        (r"\b\w+?\b", "sé ä", ["sé", "ä"]),
        (r"\b(?:\bä|x)", "ä bä x", ["ä", "x"]),
        (r"ä\b$", "aä\nä", ["ä", "ä"]),
        (r"^\bé", "é\né", ["é", "é"]),
        (r"\b.\b", "é ü", ["é", " ", "ü"]),
        (r"\bTotal\b\s*(?P<value>\S+)", "Zwischentotal 1 é Total 2", ["2"]),
        (r"\bä\b", "a\u0308 ä ä\u0308", ["ä"]),
    ],
)
def test_edges_of_words_know_accents(source: str, text: str, texts: list[str]) -> None:
    assert found(source, text) == texts


def test_lines_and_ends() -> None:
    assert found(r"^(?P<value>\d+)$", "1\n22 x\n333") == ["1", "333"]
    assert found(r"\A\d|\d\z", "1 2\n3 4") == ["1", "4"]


def test_the_value_is_the_group_of_that_name() -> None:
    hit = compile_pattern(r"(?P<label>é+): (?P<value>\d+)(?P<rest>x)?").search("ü éé: 12")
    assert hit is not None
    assert (hit.start, hit.end, hit.text) == (6, 8, "12")
    assert hit.group("label") == (2, 4)
    assert hit.group("rest") is None
    assert hit.group("nothing") is None


def test_hits_without_a_value_are_no_hits() -> None:
    assert found(r"x(?P<value>\d+)?", "x x1") == ["1"]
    assert found(r"a*", "bab") == ["a"]


@pytest.mark.parametrize("text", ["Rechnung", "Größe é", ""])
def test_fullmatch_takes_the_whole_text(text: str) -> None:
    assert compile_pattern(r"(\b[\wé ]+\b)?").fullmatch(text)
    assert not compile_pattern(r"\b\w+\b").fullmatch(text + " -é")


def test_a_text_with_half_a_surrogate_pair_is_searched_all_the_same() -> None:
    hit = compile_pattern(r"\bé\b").search("\ud800 é")
    assert hit is not None
    assert hit.start == 2


@given(text=WORDS)
def test_hits_stand_where_they_say(text: str) -> None:
    for source in (r"\b\w+\b", r"\w+", r"(?P<value>\S)\b"):
        for hit in compile_pattern(source).finditer(text):
            assert text[hit.start : hit.end] == hit.text != ""


@given(text=st.text(alphabet="aeäéßñ_1 \n.-€Ж", max_size=30))
def test_edges_agree_with_python_where_both_know_the_letters(text: str) -> None:
    for source in (r"\b\w", r"\w\b", r"\b\w+\b", r"\b(?:e|ä\b|\Wé)"):
        assert [(hit.start, hit.end) for hit in compile_pattern(source).finditer(text)] == [hit.span() for hit in re.finditer(source, text)]


def test_time_grows_only_with_the_text() -> None:
    assert compile_pattern(r"(?:\w+\s*)+\b!").search("é" * 20_000) is None


@pytest.mark.parametrize("text", ["No 12 no 7", "Né no 12 é"])
def test_an_unchecked_pattern_finds_what_a_checked_one_finds(text: str) -> None:
    source = r"(?i)\bno (?P<value>\d+)\b"

    assert list(Pattern(source).finditer(text)) == list(compile_pattern(source).finditer(text)) != []


def test_equal_when_written_the_same_and_survives_copying() -> None:
    pattern = compile_pattern(r"\bä")
    assert pattern == compile_pattern(r"\bä") != compile_pattern("ä")
    assert len({pattern, compile_pattern(r"\bä")}) == 1
    for again in (pickle.loads(pickle.dumps(pattern)), copy.deepcopy(pattern)):
        assert again == pattern
        assert again.search("ä") == pattern.search("ä")


@pytest.mark.parametrize(
    ("source", "says", "fix"),
    [
        ("", "empty", "Write"),
        ("(", "never closes", "\\("),
        ("a)", "never opened", "\\)"),
        ("[a", "never closes", "\\["),
        ("*a", "repeats nothing", "\\*"),
        ("a**", "two repetitions", "Keep one"),
        ("a++", "two repetitions", "Keep one"),
        ("a{2000}", "too often", "1000"),
        ("[z-a]", "backwards", "[a-z]"),
        (r"\p{Klingon}", "not known", "[a-z]"),
        (r"[+-\d]", "not a range", "last"),
        (r"[\P{L}]", "inside square brackets", "outside"),
        (r"[\b]", "inside square brackets", "outside"),
        ("[[:alpha:]]", "[:alpha:]", "\\p{L}"),
        (r"\q", "means nothing", "`q`"),
        (r"\B", "not known", "(?P<value>"),
        ("\\", "single `\\`", "\\\\"),
        (r"(a)\1", "refers back", "second time"),
        ("(?P<a>x)(?P=a)", "refers back", "(?P<value>"),
        ("(?=a)", "looks ahead", "(?P<value>"),
        ("(?!a)", "looks ahead", "(?P<value>"),
        ("(?<=a)b", "looks back", "(?P<value>"),
        ("(?<!a)b", "looks back", "(?P<value>"),
        ("(?>a)", "atomic", "(?P<value>"),
        ("(?x) a", "not known", "(?:...)"),
        ("(?P<1>a)", "cannot name", "letters"),
        ("(?P<a>x)|(?P<a>y)", "called `a`", "own name"),
        ("a" * 5000, "longer", "several rungs"),
        ("(?:a{1,1000}){1,1000}", "too often", "1000"),
    ],
)
def test_mistakes_are_plain_sentences(source: str, says: str, fix: str) -> None:
    with pytest.raises(PatternError) as error:
        compile_pattern(source)
    assert says in error.value.says
    assert fix in error.value.fix


@given(source=st.text(alphabet=r"ab\wdsbB()[]{}*+?|^$.-:<>P=!#é1,", max_size=12))
def test_any_text_is_a_pattern_or_a_plain_mistake(source: str) -> None:
    try:
        pattern = compile_pattern(source)
    except PatternError as error:
        assert error.says.endswith(".")
    else:
        list(pattern.finditer("ab é (1) b-B\n"))
