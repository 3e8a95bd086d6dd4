"""The line of a page that names the columns of a table, and how wide each column is.

A heading may be set over several lines: `Unit / price` is one heading of two pieces, while `Article no / Description` above each other
are two columns whose cells stand above each other, too. A heading that the schema does not know is a column that nobody wants.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assay.span import Span
from extractors.rules.layout import Cell, Line
from extractors.rules.table.wanted import Wanted
from extractors.rules.vocabulary import Mark

# A heading has few words; a longer cell is a sentence.
LONGEST_HEADING = 40
# All headings of a table may look like one cell.
LONGEST_LINE = 200
# One name in a line may be anything; two make a header where one of them is text.
FEWEST_NAMES = 2
# Pieces of one heading stand as close as lines of a paragraph, in line heights from one to the other.
CLOSE = 0.6
MOST_PIECES = 4
# Share of the cells of a header that may hold digits (`Price 2024`).
MOST_DIGITS = 0.25

_DIGIT = re.compile(r"\d")
_BETWEEN_NAMES = re.compile(r"[\s/|&+,.()*%-]*")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐]$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and where it stands on its line.

    `span` is its first line in the text. `names` has, for each line of a cell below it, the columns that this line may be; nearly always
    there is one such line.
    """

    span: Span
    left: float
    right: float
    names: tuple[frozenset[str], ...]

    @property
    def columns(self) -> frozenset[str]:
        """All columns that stand below the heading."""
        return self.names[0] if len(self.names) == 1 else frozenset().union(*self.names)


@dataclass(frozen=True, slots=True)
class Header:
    """Headings from left to right, and the numbers of their first and last line on the page.

    `run_together`: all stand in one cell, so that the text has lost its columns.
    """

    headings: tuple[Heading, ...]
    first: int
    last: int
    run_together: bool = False

    @property
    def columns(self) -> frozenset[str]:
        """All columns that have a heading."""
        return frozenset().union(*(heading.columns for heading in self.headings))

    @property
    def leftmost(self) -> int:
        """The number of the first heading that names a column: what the schema does not know left of it may stand beside the table."""
        return next((number for number, heading in enumerate(self.headings) if heading.columns), 0)


def headers_on(lines: Sequence[Line], wanted: Wanted) -> Iterator[Header]:
    """Every header of the table on a page, from top to bottom."""
    after = 0
    for number, line in enumerate(lines):
        if number < after or not _may_head(line, wanted.text):
            continue
        header = _stacked(lines, number, after, wanted)
        if header and _tells(header, wanted):
            after = header.last + 1
            yield header


def _may_head(line: Line, text: str) -> bool:
    """A quick look: a header has words, no numbers."""
    with_digits = sum(1 for cell in line.cells if _DIGIT.search(text, cell.span.start, cell.span.end))
    return with_digits <= MOST_DIGITS * len(line.cells)


def _tells(header: Header, wanted: Wanted) -> bool:
    """Whether so many columns are named that it is a header of this table, the text of its rows among them or a third one."""
    named = header.columns
    if len(named) < min(FEWEST_NAMES, len(wanted.columns)):
        return False
    return len(named) > FEWEST_NAMES or not wanted.free or bool(named & wanted.free)


# A heading of several pieces


@dataclass(frozen=True, slots=True)
class _Piece:
    """One line of a heading."""

    span: Span
    words: str
    left: float
    right: float
    names: frozenset[str]


def _stacked(lines: Sequence[Line], core: int, after: int, wanted: Wanted) -> Header | None:
    """The header around the line `core`, which itself names columns enough, with the pieces above and below."""
    pieces = list(_pieces(lines[core], wanted))
    if sum(1 for piece in pieces if piece.names) < min(FEWEST_NAMES, len(wanted.columns)):
        return None
    stacks = [[piece] for piece in pieces]
    last = _grown(stacks, lines, range(core + 1, min(core + MOST_PIECES, len(lines))), wanted)
    first = _grown(stacks, lines, range(core - 1, max(core - MOST_PIECES, after - 1), -1), wanted)
    headings = sorted((_heading(stack, wanted) for stack in stacks), key=lambda one: one.left)
    run_together = len(lines[core].cells) == 1
    return Header(tuple(headings), core if first is None else first, core if last is None else last, run_together)


def _grown(stacks: list[list[_Piece]], lines: Sequence[Line], numbers: range, wanted: Wanted) -> int | None:
    """Adds the pieces of the lines next to the header to its headings; the number of the last line that belongs to it."""
    reached: int | None = None
    for number in numbers:
        near = lines[number - numbers.step]
        line = lines[number]
        away = line.top - near.bottom if numbers.step > 0 else near.top - line.bottom
        pieces = _beside_none(_pieces(line, wanted), stacks) if away <= CLOSE * near.height else []
        if not pieces or not _goes_on(stacks, pieces, line, wanted, below=numbers.step > 0):
            break
        for piece in pieces:
            stack = _nearest(stacks, piece)
            if stack is None:
                stacks.append([piece])
            elif numbers.step > 0:
                stack.append(piece)
            else:
                stack.insert(0, piece)
        reached = number
    return reached


def _beside_none(pieces: Iterable[_Piece], stacks: list[list[_Piece]]) -> list[_Piece]:
    """The pieces without those left and right of the table: other things stand beside it."""
    named = [piece for stack in stacks for piece in stack if piece.names]
    left, right = min(piece.left for piece in named), max(piece.right for piece in named)
    return [piece for piece in pieces if (piece.right > left and piece.left < right) or piece.names]


def _goes_on(stacks: list[list[_Piece]], pieces: list[_Piece], line: Line, wanted: Wanted, *, below: bool) -> bool:
    """Whether a line without digits is a part of the header: it names a column, completes a name, or goes on with headings of numbers."""
    if any(_DIGIT.search(piece.words) for piece in pieces) or len(line.cells) > len(stacks) + 2:
        return False
    under = [(piece, _nearest(stacks, piece)) for piece in pieces]
    if any(piece.names for piece in pieces):
        return True
    joined = [_joined([*stack, piece] if below else [piece, *stack]) for piece, stack in under if stack]
    if any(_is_name(words, wanted) for words in joined):
        return True
    return all(stack and not any(one.names & wanted.free for one in stack) for _, stack in under)


def _nearest(stacks: list[list[_Piece]], piece: _Piece) -> list[_Piece] | None:
    """The heading that shares the most width with the piece."""
    best = max(stacks, key=lambda stack: _shared(stack, piece))
    return best if _shared(best, piece) > 0 else None


def _shared(stack: list[_Piece], piece: _Piece) -> float:
    return min(piece.right, max(one.right for one in stack)) - max(piece.left, min(one.left for one in stack))


def _heading(stack: list[_Piece], wanted: Wanted) -> Heading:
    left, right = min(one.left for one in stack), max(one.right for one in stack)
    apart = [piece.names for piece in stack]
    several = all(apart) and len(frozenset().union(*apart)) == sum(map(len, apart)) and not any(one & wanted.numbers for one in apart)
    if len(apart) > 1 and several and not _is_name(_joined(stack), wanted):
        return Heading(stack[0].span, left, right, tuple(apart))
    joined = _names(_joined(stack), wanted) or next((names for names in apart if names), frozenset())
    return Heading(stack[0].span, left, right, (joined,))


def _joined(stack: Sequence[_Piece]) -> str:
    """The words of a heading in one line: `Positions-` and `betrag` are one word."""
    words = ""
    for piece in stack:
        words = _HYPHEN.sub("", words) + piece.words if _HYPHEN.search(words) else f"{words} {piece.words}".strip()
    return words


# The pieces of a line


def _pieces(line: Line, wanted: Wanted) -> Iterator[_Piece]:
    for cell in line.cells:
        words = wanted.text[cell.span.start : cell.span.end]
        marks = list(wanted.headers.marks(words, Span(0, len(words)))) if len(words) <= LONGEST_LINE else []
        if len(marks) > 1 and all(_BETWEEN_NAMES.fullmatch(words, one.span.end, two.span.start) for one, two in pairwise(marks)):
            yield from _side_by_side(cell, words, marks)
        else:
            yield _Piece(cell.span, words, cell.left, cell.right, _of(marks, words))


def _side_by_side(cell: Cell, words: str, marks: Sequence[Mark]) -> Iterator[_Piece]:
    """Headings so near to each other that they look like one cell. `Quantity/Unit` is one heading of two columns."""
    ends = [*(mark.span.start for mark in marks[1:]), len(words)]
    start = 0
    pending: _Piece | None = None
    for mark, end in zip(marks, ends, strict=True):
        part = cell.part(Span(start, end).shifted(cell.span.start))
        piece = _Piece(
            Span(part.span.start, cell.span.start + len(words[:end].rstrip())),
            words[start:end].strip(),
            part.left,
            part.right,
            mark.columns,
        )
        if pending:
            span = Span(pending.span.start, piece.span.end)
            piece = replace(piece, span=span, words=pending.words + piece.words, left=pending.left, names=pending.names | piece.names)
        pending = piece if words[:end].rstrip().endswith(("/", "+", "&")) else None
        if pending is None:
            yield piece
        start = end


def _of(marks: Sequence[Mark], words: str) -> frozenset[str]:
    """The columns of the label that opens the cell, else of the one that closes it (`Net price`)."""
    if not marks or len(words) > LONGEST_HEADING:
        return frozenset()
    if not any(map(str.isalnum, words[: marks[0].span.start])):
        return marks[0].columns
    return marks[-1].columns if not any(map(str.isalnum, words[marks[-1].span.end :])) else frozenset()


def _is_name(words: str, wanted: Wanted) -> bool:
    """Whether all of the words are one name of a column."""
    mark = wanted.headers.opening(words, Span(0, len(words)))
    return mark is not None and len(mark.span) == len(words)


def _names(words: str, wanted: Wanted) -> frozenset[str]:
    return _of(list(wanted.headers.marks(words, Span(0, len(words)))), words)
