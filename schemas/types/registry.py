"""The list of types: one line for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from schemas.types.address import AddressType
from schemas.types.base import FieldType
from schemas.types.bic import BicType
from schemas.types.boolean import BooleanType
from schemas.types.choice import ChoiceType
from schemas.types.code import CodeType
from schemas.types.country import CountryType
from schemas.types.currency import CurrencyType
from schemas.types.date import DateType
from schemas.types.datetime import DatetimeType
from schemas.types.decimal import DecimalType
from schemas.types.duration import DurationType
from schemas.types.email import EmailType
from schemas.types.iban import IbanType
from schemas.types.integer import IntegerType
from schemas.types.isbn import IsbnType
from schemas.types.isin import IsinType
from schemas.types.language import LanguageType
from schemas.types.lei import LeiType
from schemas.types.money import MoneyType
from schemas.types.name import NameType
from schemas.types.percent import PercentType
from schemas.types.phone import PhoneType
from schemas.types.text import TextType
from schemas.types.time import TimeType
from schemas.types.url import UrlType
from schemas.types.vat_id import VatIdType

_PLAIN_TYPES: Mapping[str, Callable[[], FieldType]] = {
    "text": TextType,
    "code": CodeType,
    "integer": IntegerType,
    "decimal": DecimalType,
    "money": MoneyType,
    "date": DateType,
    "time": TimeType,
    "datetime": DatetimeType,
    "duration": DurationType,
    "percent": PercentType,
    "currency": CurrencyType,
    "country": CountryType,
    "language": LanguageType,
    "iban": IbanType,
    "bic": BicType,
    "vat_id": VatIdType,
    "isin": IsinType,
    "isbn": IsbnType,
    "lei": LeiType,
    "email": EmailType,
    "phone": PhoneType,
    "url": UrlType,
    "address": AddressType,
    "name": NameType,
    "boolean": BooleanType,
}

TYPE_NAMES: tuple[str, ...] = (*_PLAIN_TYPES, ChoiceType.name)

_NO_VALUES: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def make_type(name: str, *, values: Mapping[str, tuple[str, ...]] = _NO_VALUES) -> FieldType:
    """The type of that name. `values` are a choice's, each with its synonyms.

    Raises ValueError for an unknown name, a choice without values, and values of anything else.
    """
    if name == ChoiceType.name:
        return ChoiceType(values)
    if name not in _PLAIN_TYPES:
        raise ValueError(f"there is no type {name!r}; the types are {', '.join(TYPE_NAMES)}")
    if values:
        raise ValueError(f"only a choice has `values`, not {name}")
    return _PLAIN_TYPES[name]()
