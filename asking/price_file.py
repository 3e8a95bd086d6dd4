"""The file of prices, TOML, read once: every mistake with its line and what to write instead."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from asking.prices import NO_PRICES, Price, Prices
from assay.errors import ConfigurationError

AMOUNTS = ("input", "cached_input", "output", "batch")
REQUIRED = ("model", "from", "input", "output")
KEYS = frozenset({*REQUIRED, *AMOUNTS, "source"})
FORM = "Write each price as [[price]] with model, from, input and output; docs/how-to/prices.md has an example."
MOST = Decimal(1_000_000)  # dollars per million tokens: more is a slip of the pen

_HEAD = re.compile(r"^\s*\[\[\s*price\s*\]\]", re.MULTILINE)
_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def prices_of(path: Path | None) -> Prices:
    """The prices in the file; none without one. Raises ConfigurationError with the line."""
    if path is None:
        return NO_PRICES
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"The file of ASSAY_PRICES, {path}, cannot be read.", fix="Name a text file in UTF-8 that may be read, or unset ASSAY_PRICES."
        ) from error
    return parsed(text, name=path.name)


def parsed(text: str, *, name: str) -> Prices:
    """The prices of a file's text; `name` is what it is called in sentences. Raises ConfigurationError with the line."""
    file = _File(name=name, text=text)
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        at = _TOML_LINE.search(str(error))
        raise file.wrong(int(at[1]) if at else len(text.splitlines()), "This is not TOML.", FORM) from error
    entries = content.pop("price", [])
    if content or not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise file.wrong(1, "Something other than prices stands in it.", FORM)
    found = tuple(_price(one, number, file) for number, one in enumerate(entries))
    _refuse_doubles(found, file)
    return Prices(entries=found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    name: str
    text: str

    def wrong(self, line: int, says: str, fix: str) -> ConfigurationError:
        return ConfigurationError(f"{self.name}, line {line}: {says}", fix=fix)

    def line_of(self, number: int, key: str = "") -> int:
        """The line of a key in the price of that number, or that of its head."""
        start = [head.start() for head in _HEAD.finditer(self.text)][number : number + 2]
        if not start:  # written as an inline array
            return 1
        written = self.text[start[0] : start[1] if len(start) > 1 else None]
        within = re.search(rf"^\s*\"?{re.escape(key)}\"?\s*=", written, re.MULTILINE) if key else None
        return self.text.count("\n", 0, start[0] + (within.end() if within else len(written) - len(written.lstrip()) + 1)) + 1


def _price(entry: Mapping[str, Any], number: int, file: _File) -> Price:
    for key, says, fix in _mistakes(entry):
        raise file.wrong(file.line_of(number, key if key in entry else ""), says, fix)
    return Price(
        model=entry["model"],
        since=entry["from"],
        input=Decimal(entry["input"]),
        cached_input=Decimal(entry.get("cached_input", entry["input"])),
        output=Decimal(entry["output"]),
        batch=Decimal(entry.get("batch", 1)),
        source=entry.get("source", ""),
    )


def _mistakes(entry: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The key, what is wrong with it, and what to write."""
    yield from _wrong_keys(entry)
    yield from _wrong_words(entry)
    for key in AMOUNTS:
        if key in entry and not _is_amount(entry[key]):
            yield key, f"`{key}` is no amount.", f"Write {key} = 0.40, in US dollars per million tokens, or as a factor for `batch`."


def _wrong_keys(entry: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for key in entry:
        if key not in KEYS:
            yield key, f"`{key}` is no part of a price.", f"Take it out; a price has {', '.join(sorted(KEYS))}."
    for key in REQUIRED:
        if key not in entry:
            yield key, f"The price has no `{key}`.", FORM


def _wrong_words(entry: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for key in ("model", "source"):
        if key in entry and not isinstance(entry[key], str):
            yield key, f"`{key}` is no text.", f'Write {key} = "..." with quotes.'
    if "/" not in str(entry.get("model", "/")):
        yield "model", "The model has no provider.", 'Write it as ASSAY_MODEL names it, as in "openai/gpt-5-mini" or "ollama/*".'
    if not isinstance(entry.get("from"), date) or isinstance(entry.get("from"), datetime):
        yield "from", "`from` is no date.", "Write it as from = 2026-08-01, without quotes."


def _is_amount(given: object) -> bool:
    if isinstance(given, bool) or not isinstance(given, int | Decimal):
        return False
    return Decimal(given).is_finite() and 0 <= given <= MOST


def _refuse_doubles(prices: tuple[Price, ...], file: _File) -> None:
    seen: set[tuple[str, date]] = set()
    for number, price in enumerate(prices):
        if (price.model, price.since) in seen:
            raise file.wrong(file.line_of(number), f"{price.name} has a price already.", "Take one of the two out.")
        seen.add((price.model, price.since))
