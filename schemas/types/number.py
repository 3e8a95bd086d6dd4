"""How numbers are printed, and what they say: shared by integer, decimal, percent and money.

A token is a number by its form alone: groups of three (`1.234,50`, `1,234.50`, `1 234,50`, `1'234.50`), Indian groups
(`1,23,456.00`), or plain digits with at most one decimal mark. `1.234` has two meanings: the locale decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from assay.finding import Finding
from schemas.types.base import Locale
from schemas.types.cldr import decimal_mark, groups_by_space

NO_BREAK_SPACES = "\u00a0\u202f\u2009\u2007"
MINUS = "-−–"
_MOST_CHARACTERS = 40

Joining = Literal["never", "where_alone", "where_alone_also_integers", "always"]

# Whatever looks like one of these hides the digits inside it.
_PHONE = r"\+[0-9][0-9 ()/\-]{6,20}[0-9]"
_ACCOUNT = r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9])"

_INDIAN = r"[1-9][0-9]?(?:,[0-9]{2}){1,6},[0-9]{3}(?![0-9])(?:\.[0-9]+)?"
_GROUPED = (
    rf"[1-9][0-9]{{0,2}}(?P<mark>[.,'’{NO_BREAK_SPACES}])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}}){{0,8}}(?![0-9])(?:(?!(?P=mark))[.,][0-9]+)?"
)
_PLAIN = r"[0-9]+(?:[.,][0-9]+)?"
_ROUND = r"(?:(?:[.,][-–—]{1,2}|/-)(?![\w-]))?"  # 100,- and 100.-- and 100/- are round amounts

_SPACED = r"[1-9][0-9]{0,2}(?: [0-9]{3}){1,8}(?![0-9])"
_ALONE_BEFORE = r"(?<![0-9] )(?<![0-9][€$£%] )"
_ALONE_BEHIND = r"(?! ?(?:[€$£]|[A-Z]{3})? ?[0-9])"
_JOINED: dict[Joining, str] = {
    "never": "",
    "where_alone": rf"{_ALONE_BEFORE}{_SPACED}[.,][0-9]{{1,2}}(?![0-9]){_ALONE_BEHIND}|",
    "where_alone_also_integers": rf"{_ALONE_BEFORE}{_SPACED}(?:[.,][0-9]+)?(?![.,]?[0-9]){_ALONE_BEHIND}|",
    "always": rf"{_SPACED}(?:[.,][0-9]+)?|",
}

_GLUED_SIGN = re.compile(rf"(?<![^\W_])(?<![{MINUS}+/.,_)])(?P<sign>[{MINUS}+])$")
_SPACED_SIGN = re.compile(rf"(?:(?<=  )|(?<=\t)|(?<![\s\S]))(?P<sign>[{MINUS}]) $")
_SEPARATORS = re.compile(rf"['’ {NO_BREAK_SPACES}]")
_THREE_BEHIND_ONE_MARK = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}")
_ACCOUNT_SIDE = re.compile(rf"(?:[ {NO_BREAK_SPACES}]?(?P<side>CR|DR)|\+)(?![^\W_])")
_PERCENT = re.compile(rf"[ {NO_BREAK_SPACES}]{{0,2}}[%‰]")
_GLUED_UNIT = re.compile(r"(?:x|kg|g|h|km|m|cm|mm|l|ml|stk|pcs?|st)(?![^\W_])", re.IGNORECASE)

_PLAIN_DIGITS = re.compile(r"[-+]?[0-9]{1,40}(?:\.[0-9]{1,40})?")

_AMBIGUOUS = Finding(
    code="ambiguous",
    says="The mark in this number can separate thousands or decimals, and the document does not show which.",
    severity="warning",
)


@dataclass(frozen=True, slots=True)
class Number:
    """An unsigned number that is printed at `text[start:end]`. `marked`: it has decimals or groups."""

    start: int
    end: int
    value: Decimal
    marked: bool
    findings: tuple[Finding, ...] = ()


def tokens(text: str, locale: Locale, *, whole: bool = False) -> Iterator[Number]:
    """Everything that has the form of a number, boundaries unchecked. `whole`: the text is known to be one value."""
    joining = _joining_of_a_value(locale) if whole else _joining(locale)
    for match in _lexer(joining).finditer(text):
        if match["number"] is not None and match.end() - match.start() <= _MOST_CHARACTERS:
            yield _number(match.start(), match.end(), match["number"], locale)


def signed(text: str, locale: Locale, *, whole: bool = False) -> Iterator[Number]:
    """Every number that stands alone, with its sign: `-1,00`, `1,00-`, `−5`, `(1,234.50)`."""
    for number in tokens(text, locale, whole=whole):
        one = with_sign(text, number)
        if begins_token(text, one.start) and ends_token(text, one.end, marked=one.marked):
            yield one


def with_sign(text: str, number: Number, *, start: int | None = None) -> Number:
    """The number with its sign, before it or, where a currency stands between them, before `start`.

    Parentheses, a minus behind, one set apart by a space, and the debit of accounts (`DR`) negate only numbers with decimals or groups.
    """
    start, end = number.start if start is None else start, number.end
    if sign := _sign_before(text, start, spaced=number.marked):
        return replace(number, start=sign.start(), value=number.value if sign["sign"] == "+" else -number.value)
    if number.marked and text[end : end + 1] in ("-", "−") and not text[end + 1 : end + 2].isalnum():
        return replace(number, start=start, end=end + 1, value=-number.value)
    account = _ACCOUNT_SIDE.match(text, end) if number.marked else None
    if account:
        return replace(number, start=start, end=account.end(), value=-number.value if account["side"] == "DR" else number.value)
    if number.marked and text[start - 1 : start] == "(" and text[end : end + 1] == ")":
        return replace(number, start=start - 1, end=end + 1, value=-number.value)
    return number if number.start == start else replace(number, start=start)


def _sign_before(text: str, start: int, *, spaced: bool) -> re.Match[str] | None:
    """The sign that ends at `start`: glued, or with a space at the beginning of the text or of a column, where it is no dash or bullet."""
    glued = _GLUED_SIGN.search(text, max(0, start - 1), start)
    return glued or (_SPACED_SIGN.search(text, max(0, start - 2), start) if spaced else None)


def begins_token(text: str, start: int) -> bool:
    """Whether no printed token reaches over `start` from the left: `12` does not begin one in `INV-12`, `3.12` or `A12`."""
    if start == 0:
        return True
    before = text[start - 1]
    further = text[start - 2] if start > 1 else " "
    if before in ".,:":
        return not further.isdigit()
    if before in "-–/\\@#'’+&":
        return not further.isalnum()
    return not (before.isalnum() or before == "_")


def ends_token(text: str, end: int, *, marked: bool = False) -> bool:
    """Whether no printed token reaches over `end` to the right. A glued unit (`5kg`) and, behind decimals, `/Stk` may follow."""
    if end >= len(text):
        return True
    after = text[end]
    further = text[end + 1 : end + 2]
    if after in ",:'’" or (after == "/" and marked):
        return not further.isdigit()
    if after in ".-–/\\@#+&":
        return not further.isalnum()
    if after.isalnum() or after == "_":
        return _GLUED_UNIT.match(text, end) is not None
    return _PERCENT.match(text, end) is None


def printed(value: Decimal) -> str:
    """The number as JSON forms write it: plain digits, point, no exponent."""
    return format(value, "f")


def decimal_from_json(form: object) -> Decimal:
    """The number of a JSON form: a string in plain digits, or a number. Raises ValueError."""
    text = str(form).strip() if type(form) in (str, int, float, Decimal) else ""
    if not _PLAIN_DIGITS.fullmatch(text):
        raise ValueError("a number is written like 1234.5")
    return Decimal(text)


def _number(start: int, end: int, text: str, locale: Locale) -> Number:
    plain = _SEPARATORS.sub("", text)
    if _THREE_BEHIND_ONE_MARK.fullmatch(text):
        mark, doubtful = _mark(text, locale)
    else:
        mark, doubtful = _mark_by_form(plain), False
    other = "," if mark == "." else "."
    value = Decimal(plain.rstrip("-–—/").replace(other, "").replace(mark, ".").rstrip("."))
    return Number(start, end, value, not text.isdigit(), (_AMBIGUOUS,) if doubtful else ())


def _mark_by_form(plain: str) -> str:
    """The decimal mark of a number whose form leaves no choice: the last mark, unless it stands twice or more."""
    mark = "." if plain.rfind(".") > plain.rfind(",") else ","
    if plain.count(mark) > 1:
        return "," if mark == "." else "."
    return mark


def _mark(plain: str, locale: Locale) -> tuple[str, bool]:
    """The decimal mark of a number like 1.234, and whether that is a guess."""
    if locale.decimal_mark is not None:
        return locale.decimal_mark, False
    marks = [decimal_mark(language) for language in locale.languages]
    if not marks:
        return ("," if "." in plain else "."), True
    return marks[0], len(set(marks)) > 1


def _joining(locale: Locale) -> Joining:
    """Whether a plain space may stand between groups: it does also stand between a quantity and a price."""
    if locale.group_mark is not None:
        return "always" if locale.group_mark == " " else "never"
    by_space = bool(locale.languages) and groups_by_space(locale.languages[0])
    return "where_alone_also_integers" if by_space else "where_alone"


def _joining_of_a_value(locale: Locale) -> Joining:
    return "never" if locale.group_mark in (".", ",", "'") else "always"


@lru_cache(maxsize=8)
def _lexer(joining: Joining) -> re.Pattern[str]:
    number = f"(?:{_JOINED[joining]}{_INDIAN}|{_GROUPED}|{_PLAIN}){_ROUND}"
    return re.compile(f"{_PHONE}|{_ACCOUNT}|(?P<number>{number})")
