"""Patterns find in a long text what they find in a short one."""

import pytest

from extractors.rules.regex import LONG
from tests.unit.extractors_rules.pages import found_in, schema_of, typed

FIELDS = r"""
law: {type: text, from: [{regex: '(?i)governed\b.{0,80}\blaws\s+of\s+(?P<value>\w+)'}]}
price: {type: money, from: [{regex: 'Preis:\s{1,9}(?P<value>[\d.,]+)'}]}
renewed: {type: boolean, from: [{regex: '(?i)\brenew(s|ed)\b[^.]{0,90}\bautomatically\b'}]}
insured: {type: boolean, from: [{regex: '(?i)\binsurance\b[^.]{0,90}\bminimum\b'}]}
"""
SENTENCES = "This contract is governed by the laws of Iowa.\nIt renews for a year automatically.\n"
FILLING = "The parties meet once a month.\n"


def values(text: str) -> dict[str, object]:
    return {one.path: one.value for one in found_in(typed(text), schema_of(FIELDS))}


@pytest.mark.parametrize("filling", [FILLING, FILLING.replace("parties", "Geschäftsführer")])
def test_a_long_text_is_read_like_a_short_one(filling: str) -> None:
    long = filling * (LONG // len(filling)) + SENTENCES + filling

    assert values(long) == values(SENTENCES) == {"/law": "Iowa", "/renewed": True, "/insured": False}
