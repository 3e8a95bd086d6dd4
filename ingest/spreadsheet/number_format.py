"""A cell's value as a spreadsheet program shows it under a format code.

Numbers are shown with a point and with commas between thousands, names in English or in the language that the code names: which ones a
program would show depends on its own settings, which a file does not hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from ingest.spreadsheet.format_code import MOST_SECTIONS, Section, Token, sections
from ingest.spreadsheet.serial_time import is_time, shown_time

_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)  # a spreadsheet calculates with as many
_EXACT = Context(prec=1_000, rounding=ROUND_HALF_UP)
_LARGEST = 308  # powers of ten; no spreadsheet has a number beyond
_LONGEST = 21  # digits before the point that are written out
_KEPT = ("literal", "percent")


def shown_number(number: Decimal, code: str, *, since_1904: bool = False) -> str:
    """The number under the code; empty where the code shows nothing. Days are counted from 1900 or from 1904."""
    if not number.is_finite() or abs(number.adjusted()) > _LARGEST:
        return str(number)
    section, signed = _section_for(number, sections(code))
    if section.shows == "time":
        shown = shown_time(number, section, since_1904=since_1904) if is_time(number) else _general(number)
    elif section.shows == "general":
        shown = _around(section, "general", _general(number if signed else abs(number)))
    elif section.shows == "number":
        shown = _number(number, section, signed=signed)
    else:
        # A code for text, such as `@`, leaves numbers as they are.
        shown = _around(section, "text", _general(number))
    return shown.strip()


def shown_text(text: str, code: str) -> str:
    """A text under the code, which may put words around it or hide it."""
    found = sections(code)
    if len(found) < MOST_SECTIONS and found[-1].shows != "text":
        return text
    return _around(found[-1], "text", text).strip()


def _section_for(number: Decimal, found: Sequence[Section]) -> tuple[Section, bool]:
    """The section that is meant for the number, and whether it leaves a minus to be written."""
    if any(section.condition for section in found):
        return next((section for section in found if section.holds(number)), found[-1]), True
    numeric = [section for section in found[: MOST_SECTIONS - 1] if section.shows != "text"] or found
    if number < 0 and len(numeric) > 1:
        return numeric[1], False
    if number == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], True


def _general(number: Decimal) -> str:
    """All digits that count: the long numbers of articles and accounts stand in cells, so few become powers of ten."""
    rounded = _DIGITS.plus(number).normalize()
    if not rounded:
        return "0"
    return f"{rounded:f}" if -_DIGITS.prec <= rounded.adjusted() < _LONGEST else f"{rounded:E}"


def _around(section: Section, kind: str, shown: str) -> str:
    """The section's words, with this in place of the token of that kind."""
    return "".join(shown if token.kind == kind else token.text for token in section.tokens if token.kind in (kind, *_KEPT))


@dataclass(frozen=True, slots=True)
class _Places:
    """The tokens of a number: those before the point, those from the point on, and those from the exponent on."""

    whole: tuple[Token, ...]
    decimals: tuple[Token, ...]
    exponent: tuple[Token, ...]


def _number(number: Decimal, section: Section, *, signed: bool) -> str:
    places = _places(section.tokens)
    percents = sum(token.kind == "percent" for token in section.tokens)
    value = abs(number).scaleb(2 * percents - 3 * _thousands(places))
    power = _power(value, places) if places.exponent else 0
    rounded = value.scaleb(-power).quantize(Decimal(1).scaleb(-_digits(places.decimals)), context=_EXACT)
    whole, _, decimals = f"{rounded:f}".partition(".")
    shown = _whole(places.whole, whole.lstrip("0")) + _decimals(places.decimals, decimals) + _exponent(places.exponent, power)
    return f"-{shown}" if signed and number < 0 and rounded else shown


def _places(tokens: tuple[Token, ...]) -> _Places:
    kinds = [token.kind for token in tokens]
    exponent = kinds.index("exponent") if "exponent" in kinds else len(kinds)
    point = kinds.index("point") if "point" in kinds[:exponent] else exponent
    return _Places(tokens[:point], tokens[point:exponent], tokens[exponent:])


def _digits(tokens: Sequence[Token]) -> int:
    return sum(token.kind == "digit" for token in tokens)


def _thousands(places: _Places) -> int:
    """Commas after the last digit, each of which takes three digits off."""
    tokens = (*places.whole, *places.decimals)
    last = max((index for index, token in enumerate(tokens) if token.kind == "digit"), default=0)
    return sum(token.kind == "comma" for token in tokens[last:])


def _power(value: Decimal, places: _Places) -> int:
    """The power of ten that leaves as many digits before the point as there are places, in steps of as many."""
    if not value:
        return 0
    step = max(_digits(places.whole), 1)
    power = value.adjusted() // step * step
    # 9.99 with one decimal is 1.0 of the next power.
    carried = round(value.scaleb(-power), _digits(places.decimals)).adjusted() >= step
    return power + step if carried else power


def _whole(tokens: Sequence[Token], digits: str) -> str:
    """The digits in their places, from the right; what is left over goes before the first."""
    places = [index for index, token in enumerate(tokens) if token.kind == "digit"]
    if not places:
        return "".join(token.text for token in tokens if token.kind in _KEPT) + digits
    grouped = any(token.kind == "comma" for token in tokens[places[0] : places[-1]])
    zeros = max((len(places) - order for order, index in enumerate(places) if tokens[index].text == "0"), default=0)
    digits = digits.zfill(zeros)
    left = _grouped(digits) if grouped else list(digits)
    pieces: list[str] = []
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if token.kind in _KEPT:
            pieces.append(token.text)
        elif index == places[0]:
            pieces.append("".join(left))
        elif token.kind == "digit" and left:
            pieces.append(left.pop())
    return "".join(reversed(pieces))


def _grouped(digits: str) -> list[str]:
    """The digits one by one, each that begins a group of three with a comma before it."""
    return [f",{digit}" if index and (len(digits) - index) % 3 == 0 else digit for index, digit in enumerate(digits)]


def _decimals(tokens: Sequence[Token], decimals: str) -> str:
    """The point and the digits after it, without those zeros at the end for which the code has no zero."""
    places = [token.text for token in tokens if token.kind == "digit"]
    kept = len(decimals)
    while kept and decimals[kept - 1] == "0" and places[kept - 1] != "0":
        kept -= 1
    left = iter(decimals[:kept])
    pieces: list[str] = []
    for token in tokens:
        if token.kind == "digit":
            pieces.append(next(left, ""))
        elif token.kind in _KEPT or (token.kind == "point" and kept):
            pieces.append(token.text)
    return "".join(pieces)


def _exponent(tokens: Sequence[Token], power: int) -> str:
    if not tokens:
        return ""
    sign = "-" if power < 0 else "+" if tokens[0].text.endswith("+") else ""
    return f"E{sign}{abs(power):0{_digits(tokens)}d}" + "".join(token.text for token in tokens if token.kind == "literal")
