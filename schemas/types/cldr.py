"""What the Unicode locale data (CLDR, through Babel) knows of a language. Babel is loaded at the first question."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import babel

LANGUAGES = ("en", "de", "fr", "nl", "es", "it", "pl")
_CODE_LENGTH = 2
_NOT_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
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


@lru_cache(maxsize=64)
def territories(language: str) -> Mapping[str, str]:
    """The name of each country by its ISO 3166 code; empty for an unknown language. Regions with digits are left out."""
    locale = _locale(language)
    if locale is None:
        return {}
    return {code: name for code, name in locale.territories.items() if code.isalpha()}


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """The ISO 3166-1 codes of two letters."""
    return frozenset(territories("en")) - _NOT_COUNTRIES


@lru_cache(maxsize=64)
def languages(language: str) -> Mapping[str, str]:
    """The name of each language by its ISO 639-1 code; empty for an unknown language. Languages without such a code are left out."""
    locale = _locale(language)
    return {} if locale is None else {code: name for code, name in locale.languages.items() if len(code) == _CODE_LENGTH}


@lru_cache(maxsize=1)
def language_codes() -> frozenset[str]:
    """All ISO 639-1 codes."""
    return frozenset(languages("en"))


def language_of(code: str) -> str | None:
    """The ISO 639-1 code of a code of two or three letters (`deu`, `ger`); None when there is none."""
    from babel.core import get_global  # noqa: PLC0415 - Babel costs 50 ms of start-up

    known = str(get_global("language_aliases").get(code, code))
    return known if known in language_codes() else None


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
