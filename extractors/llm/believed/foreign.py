"""Whether an answer looks like another document's: a model that is asked about several at once can mix up their ids.

Hardly a line of one document stands in another. So most of what is quoted from the wrong one cannot be found, while of a
poor answer about the right one most can.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractors.llm.believed.claims import Claim

LEAST_TOLD = 2
"""One value that does not stand in the text is dropped, and says nothing of the others."""

LEAST_BORNE_OUT = 1 / 3
"""Weak models quote four of five values truly; of a neighbour on the same form one in three may stand in both, and does no harm then."""


def is_foreign(claims: Iterable[Claim]) -> bool:
    """Whether what one call said about a document seems to be of another document of the call. A no is a claim of nothing."""
    told = [claim for claim in claims if claim.answer.documents > 1 and not claim.is_no]
    borne_out = sum(claim.grounded is not None and claim.grounded.quoted for claim in told)
    return len(told) >= LEAST_TOLD and borne_out < LEAST_BORNE_OUT * len(told)


def foreign_calls(claims: Iterable[Claim]) -> frozenset[str | None]:
    """The calls whose answers seem to be about another document."""
    by_call: dict[str | None, list[Claim]] = {}
    for claim in claims:
        by_call.setdefault(claim.answer.call, []).append(claim)
    return frozenset(call for call, said in by_call.items() if is_foreign(said))
