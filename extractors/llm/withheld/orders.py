"""The ways in which a text gives orders to a model: words of a language in order with only listed words between them (`orders.toml`).

For orders about values, fields' names are such words, too. A text is read without gaps, signs, accents and capitals, with digits and
foreign letters as the Latin letters that they look like: thus `I g n o r e`, `ign-⏎ore`, `1gn0re` and letters with invisible ones between
them all read `ignore`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from extractors.llm.withheld.letters import LETTERS

SHORTEST_NAME = 3
"""Letters; shorter names of fields are parts of other words."""

EQUALS = "="

_LOOKS_LIKE_LETTER = str.maketrans("013457", "oieast")

Words = tuple[str, ...]


class _Reading(dict[int, str]):
    """A table for `str.translate`: how each code point reads."""

    def __missing__(self, code: int) -> str:
        self[code] = EQUALS if chr(code) == EQUALS else LETTERS[code].translate(_LOOKS_LIKE_LETTER)
        return self[code]


_READING = _Reading()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A way to give an order: it begins with one of these words, and goes on with the rest.

    `begins`: only where a sentence or a clause does. `ends`: its last word is whole. `closes`: a clause ends behind it. `weak`: it may be
    said to a person, too.
    """

    starts: Words
    rest: re.Pattern[str]
    begins: bool = False
    ends: bool = True
    closes: bool = False
    weak: bool = False


@lru_cache(maxsize=64)
def as_read(names: Words) -> Words:
    """Names of fields as they read."""
    return tuple(one for one in _as_read(names) if len(one) >= SHORTEST_NAME)


def _as_read(words: Iterable[str]) -> Words:
    return tuple(dict.fromkeys(read(word).replace(" ", "") for word in words))


def read(text: str) -> str:
    """The text as it reads, code point for code point; what does not count is a space."""
    return text.translate(_READING)


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The words of each language, as written; what all share stands under no language."""
    said = tomllib.loads(files("extractors.llm.withheld").joinpath("orders.toml").read_text("utf-8"))
    shared = {name: words for name, words in said.items() if isinstance(words, list)}
    return {"": shared, **{name: words for name, words in said.items() if isinstance(words, dict)}}


@lru_cache(maxsize=1)
def leads() -> frozenset[str]:
    """Words after which an order may begin; without one it begins a sentence."""
    return frozenset(_as_read(_words()[""]["leads"]))


def _tongues() -> Iterator[Mapping[str, Words]]:
    for language, words in _words().items():
        if language:
            yield {role: _as_read(listed) for role, listed in words.items()}


@lru_cache(maxsize=1)
def orders() -> tuple[Order, ...]:
    """Those that need no names."""
    shared = {role: _as_read(listed) for role, listed in _words()[""].items()}
    everyone = _any(*(tongue["machine"] for tongue in _tongues()))
    return (
        Order(starts=shared["spoken_to"], rest=re.compile(f"{_any(shared['before_name'])}{{0,3}}{everyone}")),
        Order(starts=shared["opening"], rest=re.compile(everyone), begins=True),
        Order(starts=shared["about_prompts"], rest=re.compile("")),
        Order(starts=shared["hints"], rest=re.compile(""), weak=True),
        *(order for tongue in _tongues() for order in _orders_of(tongue)),
    )


def _orders_of(tongue: Mapping[str, Words]) -> Iterator[Order]:
    former, every, orders = _any(tongue["former"]), _any(tongue["every"]), _any(tongue["orders"])
    between = _any(tongue["between"], tongue["former"], tongue["every"])
    earlier = f"{between}{{0,8}}?{former}{between}{{0,4}}{orders}"
    later = f"{between}{{0,6}}{orders}{between}{{0,3}}?{former}"
    yield Order(starts=tongue["drop"], rest=re.compile(f"{earlier}|{later}"))
    yield Order(starts=tongue["drop"], rest=re.compile(f"{between}{{0,3}}?{every}{between}{{0,3}}{orders}"), begins=True)
    yield Order(starts=tongue["drop"], rest=re.compile(f"{between}{{0,3}}?{_any(tongue['whole'])}"), begins=True)
    yield Order(
        starts=(*tongue["former"], *tongue["every"]), rest=re.compile(f"{between}{{0,3}}?{orders}{between}{{0,2}}?{_any(tongue['void'])}")
    )
    yield Order(starts=tongue["role"], rest=re.compile(f"{between}{{0,4}}{_any(tongue['machine'])}"))
    yield Order(starts=tongue["only"], rest=re.compile(""), begins=True)
    yield Order(starts=tongue["keep_out"], rest=re.compile(f"{between}{{0,5}}{_any(tongue['values'])}"), begins=True)


@lru_cache(maxsize=64)
def orders_about(names: Words) -> tuple[Order, ...]:
    """To give a field a value."""
    if not names:
        return ()
    field = _any(names)
    answer_that = r"(?:amount|value)?is[a-z0-9]{1,40}?(?:and|please)?(?:answer|return|output|report|use)(?:that|this|it)"
    return (
        Order(starts=_as_read(_words()[""]["asked_for"]), rest=re.compile(f"(?:the)?{field}")),
        Order(
            starts=("answer", "output", "return"), rest=re.compile(f"[a-z0-9]{{1,40}}?(?:for|as)(?:the)?{field}"), begins=True, closes=True
        ),
        Order(starts=names, rest=re.compile(answer_that), closes=True),
        *(order for tongue in _tongues() for order in _values_of(tongue, field)),
    )


def _values_of(tongue: Mapping[str, Words], field: str) -> Iterator[Order]:
    between, to = _any(tongue["between"]), _any(tongue["to"])
    named = f"{between}{{0,5}}{field}{between}{{0,3}}?"
    yield Order(starts=(*tongue["put"], *tongue["answer"]), rest=re.compile(f"{named}{EQUALS}"), begins=True, ends=False)
    yield Order(starts=tongue["answer"], rest=re.compile(f"{named}{to}"), begins=True)
    yield Order(starts=tongue["put"], rest=re.compile(f"{named}{to}"), begins=True, weak=True)


def _any(*lists: Iterable[str]) -> str:
    """An alternation, the longest word first: the first that fits is taken."""
    words = dict.fromkeys(word for words in lists for word in words)
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"
