"""A value that data holds in a leaf: the leaf's text is parsed whole, in the spelling of programs where it is one."""

from __future__ import annotations

import html
import re

from assay.finding import Signal
from assay.span import Span
from assay.value import Duration, Value
from extractors.rules.hit import Claimant, Hit
from schemas.types.base import FieldType, Locale, Parsed
from schemas.types.duration import DurationType

# XML writes numbers with a point and dates as ISO or, in format 102, as digits only, whatever the document's language.
MACHINE = Locale(languages=("en",), decimal_mark=".")

# What the file says of itself, asked behind other sources, must not be accepted by itself.
ASIDE = 0.4

_STRUCTURED = Signal(name="structured", strength=1.0, says="Read from machine-readable data in the document.")
_ASIDE = Signal(name="structured", strength=ASIDE, says="The file says so of itself; the schema asks others before.")

_MACHINE_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DATE_WITH_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d\S*|Z|[+-]\d{2}:\d{2})")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z]+\d*);")
_MINUTES_A_DAY = 1440
_LENGTHS = DurationType()


def read_leaf(claimant: Claimant, span: Span, raw: str, locale: Locale) -> Hit | None:
    """The hit of a leaf whose text is `raw`; None where the field's type cannot read it."""
    parsed = _parsed(claimant.type, _unescaped(raw).strip(), locale)
    if parsed.value is None:
        return None
    return Hit(span=span, value=parsed.value, findings=parsed.findings, signals=(_ASIDE if claimant.is_aside else _STRUCTURED,))


def _parsed(of: FieldType, raw: str, locale: Locale) -> Parsed:
    if of.name == "integer" and (minutes := _minutes(raw, locale)) is not None:
        return Parsed(value=minutes)
    machine = _MACHINE_NUMBER.fullmatch(raw) is not None
    return of.parse(_plain_date(raw) if of.name == "date" else raw, MACHINE if machine else locale)


def _minutes(raw: str, locale: Locale) -> Value | None:
    """A length of time is a number of whole minutes: `PT1H30M` is 90. None for other texts, and for lengths in months or years."""
    length = _LENGTHS.parse(raw, locale).value
    if not isinstance(length, Duration) or length.years or length.months:
        return None
    days = length.weeks * 7 + length.days
    return days * _MINUTES_A_DAY + length.hours * 60 + length.minutes + length.seconds // 60


def _unescaped(raw: str) -> str:
    """Data in web pages is often escaped once more than it should be."""
    return html.unescape(raw) if _ENTITY.search(raw) else raw


def _plain_date(raw: str) -> str:
    compact = _COMPACT_DATE.fullmatch(raw)
    if compact:
        return "-".join(compact.groups())
    timed = _DATE_WITH_TIME.fullmatch(raw)
    return timed.group(1) if timed else raw
