"""What is written in an environment variable, made into a value. Every function raises ConfigurationError, which names the setting."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from assay.errors import ConfigurationError
from assay.provider import Access, models_in, provider_named
from assay.setting import SETTINGS

Recogniser = Literal["auto", "tesseract", "rapidocr", "off"]

_LANGUAGE = re.compile(r"[A-Za-z][A-Za-z0-9_/-]*")
_USD = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
MOST = 10**12  # a bound that no sensible number reaches
BROKERS = frozenset({"redis", "rediss"})


def names_of_models(name: str, text: str | None) -> str | None:
    """Names of models with commas between them, as they stand."""
    for one in models_in(text) or ((text,) if text else ()):
        provider, _, model = one.partition("/")
        if not provider.replace("_", "").isalnum() or not model:
            raise _invalid(name, one)
    return text


def access_of(provider: str, env: Mapping[str, str]) -> Access:
    """What the provider's own variables say."""
    known = provider_named(provider)
    variable, where = next(((name, text) for name in known.address_variables if (text := env.get(name, "").strip())), ("", None))
    if where is not None and not _is_address(where):
        raise ConfigurationError(
            f"{variable} is {where!r}, which is not an address.", fix="Set it to one such as http://localhost:8000/v1."
        )
    return Access(provider=provider, base_url=where, api_key=key(known.key_variable, env.get(known.key_variable, "").strip() or None))


def address(name: str, text: str | None) -> str | None:
    """An address of the web."""
    if text is not None and not _is_address(text):
        raise _invalid(name, text)
    return text


def broker(text: str | None) -> str | None:
    """The address of a broker. It may hold a password, so it is never repeated."""
    if text is None:
        return None
    scheme = text.partition("://")[0]
    if scheme not in BROKERS or not _parses(text):
        raise ConfigurationError(
            "ASSAY_BROKER_URL is not the address of a Redis server.",
            fix="Set it to an address such as redis://host:6379/0, or unset it: then the database rings the bell.",
        )
    return text


def blobs(text: str | None) -> str | None:
    """The path of a folder."""
    if text is not None and "://" in text:
        raise ConfigurationError(
            "ASSAY_BLOBS_URL is not the path of a folder; other stores come with a later version.",
            fix="Set it to the path of a folder that every worker and server can reach, or unset it.",
        )
    return text


def key(variable: str, text: str | None) -> str | None:
    """A key, which goes into a header, and a header holds printable ASCII only. The key itself is never repeated."""
    if text is not None and not (text.isascii() and text.isprintable()):
        raise ConfigurationError(
            f"{variable} holds signs that no key has, such as a line end or an accented letter.",
            fix="Copy the key again, alone and in one line.",
        )
    return text


def recogniser(text: str) -> Recogniser:
    """The name of a program that recognises text."""
    if text not in get_args(Recogniser):
        raise _invalid("ocr", text)
    found: Recogniser = text  # type: ignore[assignment]  # one of them, as was just seen
    return found


def languages(text: str) -> tuple[str, ...]:
    """Names of languages with commas or plus signs between them."""
    names = tuple(name.strip() for name in text.replace("+", ",").split(",") if name.strip())
    if not all(_LANGUAGE.fullmatch(name) for name in names):
        raise _invalid("ocr_languages", text)
    return names


def folder(name: str, text: str) -> Path:
    """A path, with `~` as a shell takes it."""
    try:
        return Path(text).expanduser()
    except RuntimeError:  # `~somebody` who is not known here
        raise _invalid(name, text) from None


def number(name: str, text: str, least: int, most: int) -> int:
    """A whole number within these bounds."""
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise _invalid(name, text)
    return int(text)


def count(name: str, text: str | None) -> int | None:
    """A whole number from 1 on."""
    return None if text is None else number(name, text, 1, MOST)


def usd(name: str, text: str | None) -> Decimal | None:
    """An amount of US dollars."""
    if text is None:
        return None
    if not _USD.fullmatch(text):
        raise _invalid(name, text)
    return Decimal(text)


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://")) and _parses(text)


def _parses(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not close, a port beyond 65535
        return False


def _invalid(name: str, text: str) -> ConfigurationError:
    setting = next(one for one in SETTINGS if one.name == name)
    return ConfigurationError(
        f"{setting.variable} is {text!r}, which is not {setting.expects.partition(',')[0]}.",
        fix=f"Set it to {setting.expects}, or unset it.",
    )
