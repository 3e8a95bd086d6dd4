"""What the type itself can tell of a value: a checksum that holds hardly holds by accident."""

from __future__ import annotations

from assay.candidate import Candidate
from assay.finding import Signal
from schemas.schema import Field
from validation.rules.base import NOTHING, Noticed

# How much a held checksum says. An IBAN has two check digits (1 in 97 holds by accident), and an invoice names one account to pay to.
# An LEI has two as well, ISIN and ISBN have one. A VAT id has one at most, and an invoice names two of them: that it is well read
# does not say whose it is.
CHECKSUM_STRENGTH = {"iban": 1.0, "lei": 1.0, "isin": 0.7, "isbn": 0.7, "vat_id": 0.3}


def checksum(field: Field, candidate: Candidate) -> Noticed:
    """A signal for types with check digits. The parser has already put its finding `checksum` on a value that fails."""
    strength = CHECKSUM_STRENGTH.get(field.type.name if field.type else "")
    if strength is None:
        return NOTHING
    if any(finding.code == "checksum" for finding in candidate.findings):
        return Noticed(signals=(Signal(name="type_check", strength=-1.0, says="Its check digits do not hold."),))
    return Noticed(signals=(Signal(name="type_check", strength=strength, says="Its check digits hold."),))
