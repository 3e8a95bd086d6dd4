"""What the Unicode locale data (CLDR, through Babel) knows of a language. Babel is loaded at the first question."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import babel

LANGUAGES = ("en", "de", "fr", "nl", "es", "it", "pl")
_SPACES = " \u00a0\u202f\u2009"


def decimal_mark(language: str) -> str:
    """`,` or `.`."""
    return "," if _symbol(language, "decimal") == "," else "."


def groups_by_space(language: str) -> bool:
    """Whether thousands are set apart by a space."""
    symbol = _symbol(language, "group")
    return symbol != "" and symbol in _SPACES


@lru_cache(maxsize=64)
def months(language: str) -> Mapping[str, int]:
    """Names and abbreviations of the months, in all their forms, with their numbers; empty for an unknown language."""
    locale = _locale(language)
    if locale is None:
        return {}
    forms = [locale.months[context][width] for context in ("format", "stand-alone") for width in ("wide", "abbreviated")]
    return {name: number for form in forms for number, name in form.items() if not name.isdigit()}


@lru_cache(maxsize=64)
def weekdays(language: str) -> frozenset[str]:
    """Names and abbreviations of the weekdays; empty for an unknown language."""
    locale = _locale(language)
    if locale is None:
        return frozenset()
    forms = [locale.days[context][width] for context in ("format", "stand-alone") for width in ("wide", "abbreviated")]
    return frozenset(name for form in forms for name in form.values())


def currencies(language: str) -> Mapping[str, str]:
    """The name of each currency by its ISO 4217 code; empty for an unknown language."""
    locale = _locale(language)
    return {} if locale is None else dict(locale.currencies)


def territories(language: str) -> Mapping[str, str]:
    """The name of each country by its ISO 3166 code; empty for an unknown language. Regions with digits are left out."""
    locale = _locale(language)
    if locale is None:
        return {}
    return {code: name for code, name in locale.territories.items() if code.isalpha()}


@lru_cache(maxsize=64)
def _symbol(language: str, name: str) -> str:
    locale = _locale(language)
    if locale is None:
        return ""
    symbols = locale.number_symbols
    return str(symbols.get("latn", symbols).get(name, ""))


@lru_cache(maxsize=64)
def _locale(language: str) -> babel.Locale | None:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - Babel costs 50 ms of start-up

    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None
