"""Check digits and formats of numbers that python-stdnum knows. It is loaded at the first question."""

from __future__ import annotations

import re
from functools import lru_cache

_FIELD = re.compile(r"([0-9]+)!?[a-z]")


@lru_cache(maxsize=128)
def iban_length(country: str) -> int | None:
    """How many characters an IBAN of this country has; None when the country has none."""
    from stdnum import numdb  # noqa: PLC0415 - loaded at the first question

    _, properties = numdb.get("iban").info(country)[0]
    structure = properties.get("bban")
    return 4 + sum(map(int, _FIELD.findall(structure))) if structure else None


def iban_holds(compact: str) -> bool:
    """Whether the check digits (ISO 7064 mod 97-10) and the form of its country hold."""
    from stdnum import iban  # noqa: PLC0415 - loaded at the first question

    return bool(iban.is_valid(compact, check_country=False))


def vat_holds(compact: str) -> bool | None:
    """Whether the check digits of a European VAT number hold; None when its country has no known check."""
    from stdnum.exceptions import ValidationError  # noqa: PLC0415 - loaded at the first question

    module = _vat_module(compact[:2])
    if module is None:
        return None
    try:
        return bool(module.is_valid(compact))  # type: ignore[attr-defined]
    except ValidationError:
        return False


@lru_cache(maxsize=64)
def _vat_module(country: str) -> object | None:
    from stdnum.util import get_cc_module  # noqa: PLC0415 - loaded at the first question

    if country == "CH":
        return get_cc_module("ch", "uid")
    module: object | None = get_cc_module({"EL": "gr", "XI": "gb"}.get(country, country.lower()), "vat")
    return module


def isin_holds(compact: str) -> bool:
    """Whether the check digit of an ISIN of 12 characters holds."""
    from stdnum.luhn import checksum  # noqa: PLC0415 - loaded at the first question

    digits = "".join(str(int(character, 36)) for character in compact)
    return bool(checksum(digits) == 0)


def isbn_holds(compact: str) -> bool:
    """Whether the check digit of an ISBN of 10 or 13 digits holds."""
    from stdnum import isbn  # noqa: PLC0415 - loaded at the first question

    return bool(isbn.is_valid(compact))


def isbn_of_13(compact: str) -> str:
    """The 13 digits of a book; what is no ISBN stays as it is."""
    from stdnum import isbn  # noqa: PLC0415 - loaded at the first question

    return str(isbn.to_isbn13(compact)) if isbn.is_valid(compact) else compact


def lei_holds(compact: str) -> bool:
    """Whether the check digits (ISO 7064 mod 97-10) of an LEI hold."""
    from stdnum import lei  # noqa: PLC0415 - loaded at the first question

    return bool(lei.is_valid(compact))
