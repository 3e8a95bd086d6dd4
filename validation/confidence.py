"""How sure we are: evidence for and against a value, added up in log-odds.

    p = 1 / (1 + exp(-(w0 + sum of w_k * x_k)))        x_k: strength of signal k in [-1, 1]

A logistic model as in design note `trust.md`, section 1.1, with weights set by experts: each is the log-odds that one
full signal is worth. Labelled documents will move them; until then a result is provisional.
Of two signals of one name only the stronger counts: they tell of the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, floor

from assay.finding import Signal

# Of claims of which nothing at all is known, one in four is right.
BASE = -1.0

# fmt: off
WEIGHTS: dict[str, float] = {
    # Where it was read
    "structured": 6.5,      # a program wrote it for programs: .996 alone
    "quote": 3.0,           # a model's value in its true quote: .86 of a good model, .68 of a weak one, for wrong ones are quoted truly
    "label_in_quote": 2.0,  # the quote names the field, so the model did not take a neighbour: 47 of 47
    "other_label": 0.5,     # the label before it is another field's: .80 of a good model, .57 of a weak one
    "inferred": 1.0,        # it follows from its passage as the model reads it: with a rule that agrees .97
    "batch": 0.3,           # asked beside other documents: errors grow by 4 to 8 in a hundred for each of them
    "passages": 0.3,        # what was left out of the prompt may hold the right one
    "second_model": 1.5,    # a second model says the same, or not; models err alike more often than not
    "beside_label": 4.9,    # right of a label that the schema names: with `only_hit` .99 of 780 on papers of many senders, .91 with rivals
    "only_hit": 1.0,        # no second place answers to the same rule; several, and it may be any of them
    "pattern_hit": 2.8,     # a pattern of the schema's author, anchored in words around the value
    "type_pattern": 1.8,    # the look of the value alone: says what it is, not which one
    "in_column": 3.0,       # a cell under the header of its column, in its row's band; the row's arithmetic does the rest
    "in_block": 2.5,        # in a party's block: which party's is the question
    "title_line": 2.0,      # in the document's title
    "symbol": 2.5,          # a sign that stands for the value
    "opening": 2.5,         # in a contract's opening paragraph
    "clause": 2.5,          # a passage that speaks of it
    "no_passage": 3.9,      # none does, among the wordings that are known: .95
    "unseen": 1.2,          # a short or common value stands in many places by accident
    "recognised": 3.5,      # a program read it off a picture: one sign in a hundred is another one, and nothing shows which
    # Who else says so
    "agrees": 4.0,          # another reader, by other means, came to the same value
    "disagrees": 3.0,       # it came to another one
    "rivals": 2.0,          # the same reader sees a second value that would do
    # What follows from it
    "type_check": 2.6,      # check digits hold: 1 in 97 by accident, and of those few are misread
    "type_fit": 1.4,        # a pattern found what few words are (a currency, a time); against it, when any words would do (a name)
    "check_passed": 3.2,    # arithmetic closes: of 155 such values on unseen invoices 154 were right
    "check_failed": 2.5,    # it does not, and nothing else speaks for this value
    "row_passed": 3.2,      # the row's own arithmetic closes
    "row_failed": 2.5,
    "same_row": 2.0,        # it stands in its row on the page, where the row's numbers stand
    "under_header": 1.0,    # it stands under a heading of its column, not of another
    "shared": 3.0,          # two fields that must differ were read from the same words: one of them is wrong
    "neighbours": 1.9,      # an address stands in one block with the name it belongs to
    "closes": 1.2,          # no rule names the number, but with it an equation closes; `check_passed` says the rest
    "computed": 0.7,        # derivations look right and are wrong every other time
    "warning": 1.0,         # something small is off
}
# fmt: on

# A machine is never certain, nor certainly wrong.
SUREST = 0.9999

REASONS_SHOWN = 3


def shown(confidence: float, digits: int = 2) -> float:
    """The confidence for a person to read: cut to so many digits after the point, never rounded up to what was not reached, never 1."""
    unit: int = 10**digits
    return min(floor(round(confidence * unit, 6)), unit - 1) / unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one signal moves, in log-odds."""

    signal: Signal
    moves: float


def confidence(signals: Iterable[Signal]) -> float:
    """The probability that the value is right, to four digits and never certain. Unknown signals weigh nothing."""
    total = BASE + sum(one.moves for one in contributions(signals))
    return min(SUREST, max(1 - SUREST, round(1 / (1 + exp(-total)), 4)))


def contributions(signals: Iterable[Signal]) -> tuple[Contribution, ...]:
    """The stronger of each name's signals with what it moves, the strongest first."""
    strongest: dict[str, Signal] = {}
    for signal in signals:
        if signal.name not in strongest or abs(signal.strength) > abs(strongest[signal.name].strength):
            strongest[signal.name] = signal
    moved = (Contribution(signal=one, moves=WEIGHTS.get(one.name, 0.0) * one.strength) for one in strongest.values())
    return tuple(sorted((one for one in moved if one.moves), key=lambda one: (-abs(one.moves), one.signal.name)))


def reasons(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """The signals that moved the confidence most, for a person to read."""
    return tuple(one.signal for one in contributions(signals)[:REASONS_SHOWN])
