"""The rung `party` with `contracting.name`."""

from __future__ import annotations

from collections.abc import Iterator

from assay.finding import Signal
from extractors.rules.contract.letters import first_company, letter_parties, opening_ends
from extractors.rules.contract.opening import LATEST, opening_parties
from extractors.rules.contract.parties import Party
from extractors.rules.contract.signatures import signing_parties
from extractors.rules.hit import Claimant, Hit
from extractors.rules.reading import Reading

ATTESTED, BY_CAPITALS, SIGNED = 0.9, 0.4, 0.3


def read_contracting(claimant: Claimant, reading: Reading) -> Iterator[Hit]:
    """The parties of the opening in text order; where it names fewer than two, those that sign as well."""
    if claimant.rung.expression != "contracting.name":
        return
    opening = reading.once(_opening)
    for party in opening:
        says = "The contract's opening names it as a party." if party.attested else "It stands where the opening names the parties."
        yield from _hits(claimant, reading, party, ATTESTED if party.attested else BY_CAPITALS, says)
    if len(opening) < 2:
        for party in reading.once(_elsewhere):
            yield from _hits(
                claimant, reading, party, SIGNED, "It signs the contract, or the letter is written to it or speaks of it first."
            )


def _opening(reading: Reading) -> list[Party]:
    text = _body(reading)
    return opening_parties(text, opening_ends(text) or LATEST)


def _elsewhere(reading: Reading) -> list[Party]:
    text = _body(reading)
    return letter_parties(text) or signing_parties(text) or ([] if reading.once(_opening) else first_company(text))


def _body(reading: Reading) -> str:
    """The text of the main part, which begins the document's text."""
    document = reading.document
    return document.text[: document.parts[0].span.end] if document.parts else ""


def _hits(claimant: Claimant, reading: Reading, party: Party, strength: float, says: str) -> Iterator[Hit]:
    parsed = claimant.type.parse(reading.document.quote(party.span), reading.locale)
    if parsed.value is not None:
        yield Hit(
            span=party.span, value=parsed.value, findings=parsed.findings, signals=(Signal(name="opening", strength=strength, says=says),)
        )
