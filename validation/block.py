"""Whether fields that belong together stand together: a name, its street and its town in one block of the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations

from assay.candidate import Candidate
from assay.finding import Signal
from assay.span import Span
from schemas.schema import Schema
from validation.layout import Layout, Place, distance, overlap

# Two pieces of one block stand at most this many line heights apart, one above the other (an empty line between) or side by side.
BLOCK_GAP = 2.5
BLOCK_WORD_GAP = 4.0

# Two fields can share a word by accident.
SMALLEST_GROUP = 3

# A block of four fields is a whole address; more do not add.
WHOLE_BLOCK = 4


def block_signals(schema: Schema, chosen: Mapping[str, Candidate], layout: Layout) -> dict[str, Signal]:
    """`neighbours` for fields of one group (`seller_name`, `seller_city`; `seller.name`, `seller.city`).

    Positive when several of the group stand together in one block of the page and none of them stands above what the
    schema names before it: a town above its street is one in the other's place. Negative when the field stands alone
    among those of other groups. A value that holds another of its group, or lies in it, is a piece too much or too
    little of the block: it neither vouches nor is vouched for.
    """
    group_of = grouped(schema, chosen)
    nested = _nested(group_of, chosen)
    places = {path: place for path in group_of if (place := layout.place(chosen[path]))}
    signals: dict[str, Signal] = {}
    for group in sorted(set(group_of.values())):
        strangers = [place for path, place in places.items() if group_of[path] != group]
        for block in _blocks({path: place for path, place in places.items() if group_of[path] == group and path not in nested}):
            signals |= {path: signal for path in block if (signal := _block_signal(path, block, places, strangers))}
    return signals


def _nested(group_of: Mapping[str, str], chosen: Mapping[str, Candidate]) -> frozenset[str]:
    spans = {path: chosen[path].evidence[0].span for path in group_of if chosen[path].evidence}
    pairs = ((one, other) for one, other in combinations(spans, 2) if group_of[one] == group_of[other])
    return frozenset(chain.from_iterable(pair for pair in pairs if spans[pair[0]].overlaps(spans[pair[1]])))


def grouped(schema: Schema, chosen: Mapping[str, Candidate]) -> dict[str, str]:
    """The group of each text that was found: the first word of its field's name, when at least three fields share it.

    Amounts and dates are left out: they do not stand together, and one of them may be printed once for two fields.
    """
    named = {one.path: re.split(r"[._]", one.name)[0] for one in schema.fields if one.shape == "value"}
    sizes = Counter(named.values())
    texts = (path for path in named if path in chosen and isinstance(chosen[path].value, str))
    return {path: named[path] for path in texts if sizes[named[path]] >= SMALLEST_GROUP}


def shared_signals(chosen: Mapping[str, Candidate], apart: Iterable[str]) -> dict[str, Signal]:
    """`shared` for those of the pointers `apart` that were read from the very same words as another one of them.

    Words inside of others are no sign: a company's name may hold the name of its town.
    """
    readers: dict[Span, list[str]] = {}
    for path in sorted(apart):
        for evidence in chosen[path].evidence[:1] if path in chosen else ():
            readers.setdefault(evidence.span, []).append(path)
    signal = Signal(name="shared", strength=-1.0, says="Another field was read from the same words.")
    return dict.fromkeys(chain.from_iterable(paths for paths in readers.values() if len(paths) > 1), signal)


def repeated_signals(schema: Schema, chosen: Mapping[str, Candidate]) -> dict[str, Signal]:
    """`shared` for fields of one group that have the same text: a name is hardly its own street."""
    holders: dict[tuple[str, str], list[str]] = {}
    for path, group in grouped(schema, chosen).items():
        holders.setdefault((group, str(chosen[path].value).casefold()), []).append(path)
    signal = Signal(name="shared", strength=-1.0, says="Another field of its group has the same text.")
    return dict.fromkeys(chain.from_iterable(paths for paths in holders.values() if len(paths) > 1), signal)


def _blocks(places: Mapping[str, Place]) -> Iterator[frozenset[str]]:
    """Connected pieces of the page: what stands near to one that stands near."""
    left = dict(places)
    while left:
        path, place = left.popitem()
        block, edge = {path}, [place]
        while edge:
            here = edge.pop()
            near = [other for other, there in left.items() if _adjacent(here, there)]
            edge.extend(left.pop(other) for other in near)
            block.update(near)
        yield frozenset(block)


def _adjacent(one: Place, other: Place) -> bool:
    if one.page != other.page:
        return False
    height = min(one.box.height, other.box.height)
    beside = max(one.box.left, other.box.left) - min(one.box.right, other.box.right)
    return distance(one, other) <= BLOCK_GAP * height and beside <= BLOCK_WORD_GAP * height


def _block_signal(path: str, block: frozenset[str], places: Mapping[str, Place], strangers: Iterable[Place]) -> Signal | None:
    """The places come in the schema's order; strangers are those of other groups."""
    if len(block) > 1:
        if _out_of_order(path, block, places):
            return None
        strength = min(1.0, (len(block) - 1) / (WHOLE_BLOCK - 1))
        return Signal(name="neighbours", strength=strength, says="It stands in one block with what belongs to it.")
    if sum(_adjacent(places[path], place) for place in strangers) > 1:
        return Signal(name="neighbours", strength=-1.0, says="It stands among values that belong to something else.")
    return None


def _out_of_order(path: str, block: frozenset[str], places: Mapping[str, Place]) -> bool:
    """Whether one of the block that the schema names before the field stands below it, or one that it names later above."""
    order = [other for other in places if other in block]
    at = order.index(path)
    before, behind = order[:at], order[at + 1 :]
    return any(_above(places[path], places[other]) for other in before) or any(_above(places[other], places[path]) for other in behind)


def _above(one: Place, other: Place) -> bool:
    """Whether the one stands in a line above the other's."""
    return not overlap(one, other) and one.box.top < other.box.top
