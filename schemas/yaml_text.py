"""YAML 1.2 core, read strictly, with the line and column of every key and value.

`NO` and `2026-09-17` are text. Duplicate keys, anchors, aliases, tags, directives and further documents are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from assay.errors import Problem

Step = str | int
Location = tuple[Step, ...]

MAX_CHARACTERS = 500_000
MAX_DEPTH = 20
MAX_VALUES = 10_000


class Place(NamedTuple):
    """A line and a column, both counted from 1."""

    line: int
    column: int


@dataclass(slots=True)
class YamlText:
    """The data of a text, and where each of it stands, by the keys and list positions that lead to it.

    Numbers with a point are Decimals. `texts` holds each scalar as written, without its quotes.
    """

    data: Any = None
    keys: dict[Location, Place] = field(default_factory=dict)
    values: dict[Location, Place] = field(default_factory=dict)
    texts: dict[Location, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()

    def key_place(self, location: Location) -> Place:
        """Where the key stands that leads to the location; the value itself in lists; else the nearest place around it."""
        places = (self.keys.get(above) or self.values.get(above) for above in _upwards(location) if above)
        return next(filter(None, places), Place(1, 1))

    def value_place(self, location: Location) -> Place:
        """Where the value at the location begins; the nearest value around it when nothing stands there."""
        return next((self.values[above] for above in _upwards(location) if above in self.values), Place(1, 1))

    def place_inside(self, location: Location, column: int) -> Place:
        """Where the nth character (from 1) of a text stands, when the text is written in one piece; else where it begins."""
        place = self.value_place(location)
        text = next((self.texts[above] for above in _upwards(location) if above in self.texts), "")
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        quote = 1 if line[place.column - 1 : place.column] in ("'", '"') else 0
        written = line.startswith(text, place.column - 1 + quote)
        return Place(place.line, place.column + quote + column - 1) if text and written else place


def _upwards(location: Location) -> Iterator[Location]:
    """The location, then what lies around it, outermost last."""
    return (location[:length] for length in range(len(location), -1, -1))


class _RefusedError(Exception):
    """Reading cannot go on."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.says)
        self.problem = problem


def read_yaml(text: str) -> tuple[YamlText | None, tuple[Problem, ...]]:
    """The text's data with all that is wrong with it; None when it cannot be read to its end."""
    if len(text) > MAX_CHARACTERS:
        return None, (
            Problem(line=1, column=1, says=f"The file is longer than {MAX_CHARACTERS} characters.", fix="Split it into several schemas."),
        )
    reader = _Reader(text)
    try:
        return reader.read(), tuple(reader.problems)
    except _RefusedError as refused:
        return None, (*reader.problems, refused.problem)
    except ReaderError as error:
        return None, (*reader.problems, _unreadable_sign(text, error))
    except MarkedYAMLError as error:
        return None, (*reader.problems, _syntax_problem(text, error))
    except YAMLError:
        return None, (*reader.problems, Problem(line=1, column=1, says="This is not YAML.", fix="Compare it with a schema that works."))


class _Reader:
    """Builds data from the parser's events, which keep what a finished tree has lost: anchors, tags, doubled keys."""

    def __init__(self, text: str) -> None:
        self._events: Iterator[Any] = iter(YAML(typ="safe", pure=True).parse(text))
        self._result = YamlText(lines=tuple(text.splitlines()))
        self._read = 0
        self.problems: list[Problem] = []

    def read(self) -> YamlText:
        documents = 0
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                self._document(event, documents)
            elif isinstance(event, NodeEvent):
                self._result.data = self._value(event, ())
        return self._result

    def _document(self, event: Any, number: int) -> None:
        if number > 1:
            raise _RefusedError(_problem(event, "A second document starts here.", "Keep one schema in a file, and take the `---` out."))
        if event.version or event.tags:
            self.problems.append(_problem(event, "A line that starts with `%` is not known here.", "Take it out."))

    def _value(self, event: Any, location: Location) -> Any:
        self._limits(event, location)
        self._result.values[location] = _place(event)
        self._plain_node(event)
        if isinstance(event, MappingStartEvent):
            return self._mapping(location)
        if isinstance(event, SequenceStartEvent):
            return self._list(location)
        if isinstance(event, AliasEvent):
            return None
        self._result.texts[location] = event.value
        return _resolve(event.value) if event.style is None else event.value

    def _limits(self, event: Any, location: Location) -> None:
        self._read += 1
        if self._read > MAX_VALUES:
            raise _RefusedError(_problem(event, f"The file holds more than {MAX_VALUES} values.", "Split it into several schemas."))
        if len(location) > MAX_DEPTH:
            raise _RefusedError(
                _problem(event, f"This is nested deeper than {MAX_DEPTH} levels.", "A schema needs far fewer; check the indentation.")
            )

    def _plain_node(self, event: Any) -> None:
        if isinstance(event, AliasEvent):
            says, fix = (
                f"`*{event.anchor}` is a YAML alias, which is not known here.",
                "Write the value out, or put quotes around the text.",
            )
        elif event.anchor:
            says, fix = f"`&{event.anchor}` is a YAML anchor, which is not known here.", "Take it out, or put quotes around the text."
        elif event.tag:
            says, fix = "A YAML tag (a word after `!`) is not known here.", "Take it out, or put quotes around the text."
        else:
            return
        self.problems.append(_problem(event, says, fix))

    def _mapping(self, location: Location) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_event in self._until(MappingEndEvent):
            key = self._key(key_event, location)
            here = (*location, key)
            if key in data:
                first = self._result.keys[here]
                self.problems.append(_problem(key_event, f"`{key}` stands twice, first in line {first.line}.", "Keep one of the two."))
                self._value(next(self._events), (*here, "again"))
            else:
                self._result.keys[here] = _place(key_event)
                data[key] = self._value(next(self._events), here)
        return data

    def _key(self, event: Any, location: Location) -> str:
        if not isinstance(event, ScalarEvent):
            raise _RefusedError(
                _problem(
                    event,
                    "A key must be a single word or text.",
                    "Write `key: value`; a text that starts with `[`, `{` or `*` needs quotes.",
                )
            )
        self._limits(event, location)
        self._plain_node(event)
        return str(event.value)

    def _list(self, location: Location) -> list[Any]:
        return [self._value(event, (*location, index)) for index, event in enumerate(self._until(SequenceEndEvent))]

    def _until(self, end: type) -> Iterator[Any]:
        while not isinstance(event := next(self._events), end):
            yield event


def _place(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _problem(event: Any, says: str, fix: str) -> Problem:
    place = _place(event)
    return Problem(line=place.line, column=place.column, says=says, fix=fix)


# YAML 1.2 core schema, https://yaml.org/spec/1.2.2/#103-core-schema
_CORE: tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...] = (
    (re.compile(r"|~|null|Null|NULL"), lambda _: None),
    (re.compile(r"true|True|TRUE"), lambda _: True),
    (re.compile(r"false|False|FALSE"), lambda _: False),
    (re.compile(r"[-+]?[0-9]{1,400}"), int),
    (re.compile(r"0o[0-7]{1,400}"), lambda text: int(text[2:], 8)),
    (re.compile(r"0x[0-9a-fA-F]{1,400}"), lambda text: int(text[2:], 16)),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?"), Decimal),
)


def _resolve(text: str) -> Any:
    return next((make(text) for form, make in _CORE if form.fullmatch(text)), text)


def _unreadable_sign(text: str, error: ReaderError) -> Problem:
    before = text[: error.position]
    place = Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
    return Problem(
        line=place.line,
        column=place.column,
        says="A control character stands here, which no text needs.",
        fix="Delete it and type the text again.",
    )


_QUOTES = "Put the whole text in single quotes; a single quote inside it is written twice."
_SYNTAX: tuple[tuple[str, str, str], ...] = (
    ("found character '\\t'", "The line is indented with a tab.", "Indent with spaces."),
    (
        "mapping values are not allowed",
        "A colon stands where none is expected.",
        "Put a text that holds `: ` in quotes, or check the indentation and the line before.",
    ),
    ("found unexpected end of stream", "A quote is opened here and not closed.", "Close it with the same quote."),
    ("found unknown escape", "In double quotes a `\\` starts an escape, and this one is not known.", "Write patterns in single quotes."),
    ("that cannot start any token", "A text cannot start with this sign.", _QUOTES),
    (
        "expected <block end>, but found '<scalar>'",
        "Something follows where the value is already over.",
        f"{_QUOTES} Otherwise check the indentation.",
    ),
    (
        "expected <block end>, but found '-'",
        "A list item stands where a key is expected.",
        "Indent the `-` under the key that it belongs to.",
    ),
    ("expected <block end>", "The indentation does not fit the lines before.", "Start the key in the same column as its neighbours."),
    (
        "expected ',' or ']'",
        "A list in `[ ]` is not closed, or one of its texts needs quotes.",
        "Close it with `]`, and put texts that hold `: `, ` #`, `[`, `]`, `{` or `}` in quotes.",
    ),
    (
        "expected ',' or '}'",
        "A group in `{ }` is not closed, or one of its texts needs quotes.",
        "Close it with `}`, and put texts that hold `: `, ` #`, `,`, `{` or `}` in quotes.",
    ),
    ("could not find expected ':'", "A key has no colon after it.", "Write `key: value`."),
    ("expected alphabetic or numeric character", "A text cannot start with `*` or `&`.", _QUOTES),
    (
        "expected a comment or a line break",
        "A text after `|` or `>` starts in the next line.",
        "Start it in the next line, or put it in quotes.",
    ),
    ("expected chomping or indentation", "A text cannot start with `|` or `>`.", _QUOTES),
)


def _syntax_problem(text: str, error: MarkedYAMLError) -> Problem:
    message = str(error.problem)
    says, fix = next(
        ((says, fix) for part, says, fix in _SYNTAX if part in message),
        ("This line cannot be read as YAML.", "Check its quotes, colons and indentation."),
    )
    opened = "quoted scalar" in str(error.context) and "end of stream" in message
    mark = (error.context_mark if opened or "expected ',' or" in message else None) or error.problem_mark
    place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
    return Problem(line=min(place.line, text.count("\n") + 1), column=place.column, says=says, fix=fix)
