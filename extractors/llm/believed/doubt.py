"""What speaks for and against a value that stands where the model quoted it."""

from __future__ import annotations

from collections.abc import Iterator

from assay.candidate import Match
from assay.finding import Signal
from extractors.llm.believed.locate import Hit, phrase_in
from extractors.llm.believed.reread import Reread
from schemas.schema import Field

SHORT = 4
"""Values with fewer letters and digits stand in a document by chance."""

COMMON = frozenset({"boolean", "choice", "country", "currency", "language"})
"""Types of few values, which stand in many places, and in a neighbour's document as well."""

MOST_OTHERS = 5
"""The documents beside it in the largest call."""

QUOTE: dict[Match, tuple[float, str]] = {
    "exact": (1.0, "The model's quote stands in the text word for word."),
    "normalised": (0.9, "The model's quote stands in the text but for case, spaces or signs."),
    "fuzzy": (0.4, "Most words of the model's quote stand in the text."),
}


def value_signals(text: str, place: Hit, found: Reread, wanted: Field, owners: frozenset[str]) -> tuple[Signal, ...]:
    """The signals of a value that was read in its quote. `owners` are the fields whose label stands last before it on its line."""
    passage = text[place.span.start : place.span.end]
    label = phrase_in(passage, (*wanted.labels, *wanted.headers))
    signals = [_quote(place.match if found.same else "fuzzy")]
    if label is not None:
        signals.append(_labelled(label))
    elif is_common(wanted) or is_short(text[found.span.start : found.span.end]):
        signals.append(Signal(name="unseen", strength=-1, says="The value is so short that it stands in many places."))
    if owners and wanted.path not in owners:
        signals.append(Signal(name="other_label", strength=-1, says="The label before it is another field's."))
    return tuple(signals)


def passage_signals(passage: str, place: Hit, wanted: Field) -> tuple[Signal, ...]:
    """The signals of a value that follows from its quote."""
    label = phrase_in(passage, wanted.labels)
    said = () if label is None else (Signal(name="label_in_quote", strength=1, says=f"The model's quote names the field: {label}."),)
    return (
        _quote(place.match),
        *said,
        Signal(name="inferred", strength=-1, says="It follows from the passage only as the model reads it."),
    )


def call_signals(documents: int, whole: bool) -> Iterator[Signal]:
    """What the call itself says of its answers: models err more among several documents, and where they see a part of one."""
    if documents > 1:
        strength = -min(1.0, (documents - 1) / MOST_OTHERS)
        yield Signal(name="batch", strength=strength, says=f"The model was asked about {documents} documents at once.")
    if not whole:
        yield Signal(name="passages", strength=-1, says="The model was shown passages, not the whole document.")


def misquoted() -> Signal:
    """For a value that stands elsewhere than in its quote."""
    return Signal(
        name="quote", strength=-0.5, says="The model's quote does not hold the value; it stands at one fitting place of the text."
    )


def is_short(raw: str) -> bool:
    """Whether a value has so few letters and digits that it stands in a document by chance."""
    return sum(character.isalnum() for character in raw) < SHORT


def is_common(wanted: Field) -> bool:
    """Whether the field's values are words that stand in many documents."""
    return wanted.type is not None and wanted.type.name in COMMON


def _labelled(label: str) -> Signal:
    return Signal(name="label_in_quote", strength=1, says=f"The model's quote names the field: {label}.")


def _quote(match: Match) -> Signal:
    strength, says = QUOTE[match]
    return Signal(name="quote", strength=strength, says=says)
