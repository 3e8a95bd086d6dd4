"""The signs and codes of currencies beside an amount.

Codes: ISO 4217, list one, without funds and metals (https://www.iso.org/iso-4217-currency-codes.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

CODES = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC
    CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD
    JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD
    NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP
    SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
    DEM ATS FRF ITL ESP NLG BEF HRK
    """.split()  # noqa: SIM905 - a table reads better than 160 strings
)
"""Active codes, and those of the currencies that the euro replaced in large countries: old contracts print them."""

WORDLIKE = frozenset({"ALL", "TOP", "CUP", "PEN", "GEL", "MOP", "TRY", "LAK", "MAD", "SOS", "BAM", "COP"})
"""Codes that are also words in capitals: beside a plain integer or alone they are not taken for a currency."""

SIGNS = {
    "€": "EUR", "£": "GBP", "$": "USD", "US$": "USD", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₴": "UAH", "฿": "THB",
    "₫": "VND", "₪": "ILS", "₦": "NGN", "₱": "PHP", "₸": "KZT", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD",
    "HK$": "HKD", "S$": "SGD", "NT$": "TWD", "R$": "BRL", "MX$": "MXN", "zł": "PLN", "zl": "PLN", "Kč": "CZK", "Ft": "HUF",
    "lei": "RON", "лв": "BGN", "руб": "RUB", "RM": "MYR", "Rp": "IDR", "Rs": "INR", "Fr": "CHF", "SFr": "CHF", "kn": "HRK",
}  # fmt: skip
"""Signs and the currency that they mean most often; a code beside the amount says it better."""

_CROWNS = {"sv": "SEK", "nb": "NOK", "nn": "NOK", "no": "NOK", "da": "DKK", "is": "ISK"}
_WORDS = {
    "euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "pounds": "GBP", "francs": "CHF", "franken": "CHF",
    "zloty": "PLN", "złotych": "PLN",
}  # fmt: skip

PATTERN = (
    r"(?:[A-Z]{1,2}\$|[€£$¥₹₩₽₺₴฿₫₪₦₱₸]|[A-Z]{3}|zł|zl|Kč|kr\.?|Ft|lei|лв\.?|руб\.?|RM|R[sp]\.?|S?Fr\.?|kn"
    r"|[Ee][Uu][Rr][Oo][Ss]?|(?:US[- ]?)?[Dd]ollars?|[Pp]ounds|[Ff]rancs|[Ff]ranken|[Zz]loty|złotych)"
)
"""What may be a currency beside an amount; `currency_beside` says whether it is one."""

SIGN_ALONE = r"(?:(?<![^\W\d_])[A-Z]{1,2}\$|[€£$¥₹₩₽₺₴฿₫₪₦₱₸]|(?<![^\W_])(?:zł|Kč|RM)(?![^\W_]))"
"""What is a currency wherever it stands."""


def currency_beside(printed: str, languages: Sequence[str]) -> str | None:
    """The code that a sign, code or word beside an amount stands for; None when it is no currency. `kr` is one by language."""
    if printed in CODES:
        return printed
    sign = printed.rstrip(".")
    if sign == "kr":
        return next((_CROWNS[language] for language in languages if language in _CROWNS), "")
    return SIGNS.get(sign) or _WORDS.get(sign.lower().removeprefix("us").strip("- "))


# The look at one character spares most places of a text all the others.
_SIGN_OR_CODE = re.compile(rf"(?=[A-Zz€£$¥₹₩₽₺₴฿₫₪₦₱₸])(?:(?P<sign>{SIGN_ALONE})|(?<![^\W\d_])(?P<code>[A-Z]{{3}})(?![^\W\d_]))")


def printed_currencies(text: str, languages: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Every sign and code in the text with its start and end, as codes; those that are words too (`ALL`, `TRY`) are left out."""
    for match in _SIGN_OR_CODE.finditer(text):
        code = match["code"] or _of_sign(match["sign"], languages)
        if code in CODES and not (match["code"] and code in WORDLIKE):
            yield match.start(), match.end(), code


def _of_sign(sign: str, languages: Sequence[str]) -> str:
    """The currency of a sign; letters that no dollar is known by say no more than `$`."""
    return currency_beside(sign, languages) or SIGNS[sign[-1:]]
