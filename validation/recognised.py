"""How far a value can be trusted that text recognition read off a picture."""

from __future__ import annotations

from assay.candidate import Candidate
from assay.document import Document
from assay.finding import Signal

# Of a value of eight signs that the engine is wholly sure of, one in some twenty-five has a wrong sign; below three quarters it guesses.
SURE_OF_ALL = 0.4
PER_DOUBT = 2.4


def recognised(candidate: Candidate, document: Document) -> tuple[Signal, ...]:
    """The doubt about the least sure word of the value; none where the text was printed as text."""
    pages = ((document.page_at(one.span), one.span) for one in candidate.evidence)
    sure = [sureness for page, span in pages if page and page.words and (sureness := page.words.sureness(span)) is not None]
    if not sure:
        return ()
    least = min(sure)
    says = f"Text recognition read it off the picture and was {least:.0%} sure of its least certain word."
    return (Signal(name="recognised", strength=-min(1.0, SURE_OF_ALL + PER_DOUBT * (1 - least)), says=says),)
