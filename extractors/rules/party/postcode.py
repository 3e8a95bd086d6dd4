"""How postcodes look and where they stand, by country: the data behind reading the line with the town."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """A postcode's pattern; `before` and `behind` say on which sides of the town it is written."""

    pattern: str
    before: bool = False
    behind: bool = False


_FOUR, _FIVE, _SIX = r"\d{4}", r"\d{5}", r"\d{6}"
_PARTED = r"\d{3} ?\d{2}"

FORMS: Mapping[str, Form] = {
    "NL": Form(r"\d{4} {0,2}[A-Z]{2}", before=True, behind=True),
    "GB": Form(r"(?:[A-Z]{1,2}\d[A-Z\d]?|GIR) ?\d[A-Z]{2}", before=True, behind=True),
    "CA": Form(r"[A-Z]\d[A-Z] ?\d[A-Z]\d", behind=True),
    "IE": Form(r"[A-Z]\d[\dW] ?[A-Z\d]{4}", behind=True),
    "LV": Form(r"LV-\d{4}", behind=True),
    "BR": Form(r"\d{5}-\d{3}", before=True, behind=True),
    "PT": Form(r"\d{4}-\d{3}", before=True),
    "PL": Form(r"\d{2}-\d{3}", before=True),
    "JP": Form(r"\d{3}-\d{4}", before=True, behind=True),
    "US": Form(r"\d{5}(?:-\d{4})?", behind=True),
    "IN": Form(r"\d{3} ?\d{3}", before=True, behind=True),
    "SE": Form(_PARTED, before=True),
    "CZ": Form(_PARTED, before=True),
    "SK": Form(_PARTED, before=True),
    "GR": Form(_PARTED, before=True),
    "AR": Form(r"[A-Z]?\d{4}(?:[A-Z]{3})?", before=True),
    "AT": Form(_FOUR, before=True),
    "AU": Form(_FOUR, behind=True),
    "BE": Form(_FOUR, before=True),
    "BG": Form(_FOUR, before=True),
    "CH": Form(_FOUR, before=True),
    "CN": Form(_SIX, before=True, behind=True),
    "DE": Form(_FIVE, before=True),
    "DK": Form(_FOUR, before=True),
    "EE": Form(_FIVE, before=True),
    "ES": Form(_FIVE, before=True),
    "FI": Form(_FIVE, before=True),
    "FR": Form(_FIVE, before=True),
    "HR": Form(_FIVE, before=True),
    "HU": Form(_FOUR, before=True),
    "ID": Form(_FIVE, behind=True),
    "IL": Form(r"\d{7}", before=True, behind=True),
    "IT": Form(_FIVE, before=True),
    "KR": Form(_FIVE, behind=True),
    "LT": Form(_FIVE, before=True),
    "LU": Form(_FOUR, before=True),
    "MX": Form(_FIVE, before=True),
    "MY": Form(_FIVE, before=True),
    "NO": Form(_FOUR, before=True),
    "NZ": Form(_FOUR, behind=True),
    "PH": Form(_FOUR, before=True, behind=True),
    "RO": Form(_SIX, before=True),
    "RS": Form(_FIVE, before=True),
    "SG": Form(_SIX, behind=True),
    "SI": Form(_FOUR, before=True),
    "TH": Form(_FIVE, behind=True),
    "TR": Form(_FIVE, before=True),
    "UA": Form(_FIVE, before=True, behind=True),
    "ZA": Form(_FOUR, behind=True),
}
"""The particular forms come first: the first that fits is taken."""

LETTERED = ("CA", "GB", "IE")
"""Countries whose postcodes have letters and digits mixed: they are postcodes without a town beside them."""

PREFIXES: Mapping[str, str] = {"A": "AT", "B": "BE", "D": "DE", "E": "ES", "F": "FR", "I": "IT", "L": "LU", "N": "NO", "P": "PT", "S": "SE"}
"""Letters before a postcode, where they are no country code of two letters."""

REGIONS = (
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA", "ME", "MD", "MA",
    "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PA", "PR", "RI", "SC", "SD", "TN",
    "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT", "ACT",
    "NSW", "QLD", "SA", "TAS", "VIC",
)  # fmt: skip
"""States and provinces as they stand between a town and its postcode."""

REGION_NAMES = (
    "Alabama", "Alaska", "Arizona", "Arkansas", "California", "Colorado", "Connecticut", "Delaware", "District of Columbia", "Florida",
    "Georgia", "Hawaii", "Idaho", "Illinois", "Indiana", "Iowa", "Kansas", "Kentucky", "Louisiana", "Maine", "Maryland", "Massachusetts",
    "Michigan", "Minnesota", "Mississippi", "Missouri", "Montana", "Nebraska", "Nevada", "New Hampshire", "New Jersey", "New Mexico",
    "New York", "North Carolina", "North Dakota", "Ohio", "Oklahoma", "Oregon", "Pennsylvania", "Puerto Rico", "Rhode Island",
    "South Carolina", "South Dakota", "Tennessee", "Texas", "Utah", "Vermont", "Virginia", "Washington", "West Virginia", "Wisconsin",
    "Wyoming", "Alberta", "British Columbia", "Manitoba", "New Brunswick", "Newfoundland and Labrador", "Nova Scotia", "Ontario",
    "Prince Edward Island", "Québec", "Quebec", "Saskatchewan", "New South Wales", "Queensland", "South Australia", "Tasmania",
    "Victoria",
)  # fmt: skip


def patterns(*, before: bool) -> str:
    """All forms of one side as one alternation."""
    return "|".join(dict.fromkeys(form.pattern for form in FORMS.values() if (form.before if before else form.behind)))
