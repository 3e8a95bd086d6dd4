"""The cases of `tests/cases/types`, one file for each type.

A file has up to four tables, each by language: `value` (a text and its value, null: none), `none` (texts that are none), `finds` (a longer
text and what is found in it, as printed) and `findings` (a text and the codes of its findings). A language is the first of the
schema's `locale`; `de+en` are several, and `day=first`, `decimal=,`, `group=space` behind them is what the document shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from schemas.types.base import FieldType, Locale
from schemas.types.registry import TYPE_NAMES, make_type

CASES = Path(__file__).parents[2] / "cases" / "types"
CHOICES = {
    "goods": ("Waren", "biens", "delivered goods"),
    "services": ("Dienstleistung",),
    "not applicable": ("n/a",),
}


@cache
def cases_of(name: str) -> dict[str, Any]:
    return YAML(typ="safe", pure=True).load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))


def type_of(name: str) -> FieldType:
    return make_type(name, values=CHOICES) if name == "choice" else make_type(name)


def locale_of(key: str) -> Locale:
    languages, *shown = key.split()
    locale = Locale(languages=tuple(languages.split("+")))
    for word in shown:
        what, _, value = word.partition("=")
        if what == "day":
            locale = replace(locale, day_first=value == "first")
        elif what == "decimal":
            locale = replace(locale, decimal_mark=value)
        else:
            locale = replace(locale, group_mark=" " if value == "space" else value)
    return locale


def table(kind: str) -> Iterator[Any]:
    for name in TYPE_NAMES:
        for key, cases in cases_of(name).get(kind, {}).items():
            for text in cases:
                expected = cases[text] if isinstance(cases, dict) else None
                yield pytest.param(name, key, text, expected, id=f"{name}-{key}-{text!a}")


@pytest.mark.parametrize(("name", "key", "text", "expected"), [*table("value"), *table("none")])
def test_a_text_that_is_one_value_is_read(name: str, key: str, text: str, expected: object) -> None:
    kind = type_of(name)
    parsed = kind.parse(text, locale_of(key))
    assert parsed.value == (None if expected is None else kind.from_json(expected))
    assert (parsed.value is None) == ([finding.code for finding in parsed.findings] == ["unparseable"])


@pytest.mark.parametrize(("name", "key", "text", "expected"), list(table("finds")))
def test_values_are_found_in_a_longer_text(name: str, key: str, text: str, expected: list[str]) -> None:
    found = [text[reading.start : reading.end] for reading in type_of(name).scan(text, locale_of(key))]
    assert found == expected


@pytest.mark.parametrize(("name", "key", "text", "expected"), list(table("findings")))
def test_doubts_come_with_the_value(name: str, key: str, text: str, expected: list[str]) -> None:
    parsed = type_of(name).parse(text, locale_of(key))
    assert parsed.value is not None
    assert [finding.code for finding in parsed.findings] == expected


@pytest.mark.parametrize(("name", "key", "text", "expected"), [*table("value"), *table("none"), *table("finds"), *table("findings")])
def test_what_is_found_parses_to_the_same_value(name: str, key: str, text: str, expected: object) -> None:  # noqa: ARG001 - one table
    kind, locale = type_of(name), locale_of(key)
    for reading in kind.scan(text, locale):
        parsed = kind.parse(text[reading.start : reading.end], locale)
        assert (parsed.value, parsed.findings) == (reading.value, reading.findings)


def test_every_type_has_a_file_of_cases() -> None:
    assert {path.stem for path in CASES.glob("*.yaml")} == set(TYPE_NAMES)
