"""From the text of an expression to its parts. Grammar, loosest first:

or      = and { "or" and }
and     = not { "and" not }
not     = "not" not | comparison
compare = sum [ ("=" | "==" | "!=" | "<" | "<=" | ">" | ">=") sum ]
sum     = product { ("+" | "-") product }
product = sign { ("*" | "/") sign }
sign    = "-" sign | number | text | "true" | "false" | name | function "(" or { "," or } ")" | recall | "(" or ")"
recall  = ("exists" | "changed") "(" name { "," name } [ "," "by" ":" name ] ")"
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NoReturn

from schemas.expression_nodes import COMPARISONS, FUNCTIONS, RECALLS, Binary, Call, Constant, Junction, Name, Node, Not, Recall
from schemas.suggest import did_you_mean

WORDS = ("and", "or", "not", "true", "false")
"""Words of the language, which cannot name a field."""

_MAX_LENGTH = 2000
_MAX_DEPTH = 40
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?(?![\w.]))
        |(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
        |(?P<text>'[^']*'|"[^"]*")
        |(?P<sign><=|>=|==|!=|<>|[-+*/()<>=,:]))""",
    re.VERBOSE,
)
_SAME_SIGN = {"=": "==", "<>": "!="}
_STRANGE = {
    "'": "A text starts with a quote and never ends.",
    '"': "A text starts with a quote and never ends.",
    "&": "`&` is not known here.",
    "|": "`|` is not known here.",
    "!": "`!` is not known here.",
    "%": "`%` is not known here.",
    "^": "`^` is not known here.",
}
_INSTEAD = {
    "'": "Close it with the same quote",
    '"': "Close it with the same quote",
    "&": "Write `and`",
    "|": "Write `or`",
    "!": "Write `not`, or `!=` for unequal",
    "%": "Divide by 100 instead",
    "^": "Multiply the number with itself",
}


class ExpressionError(Exception):
    """An expression cannot be used. `column` counts from 1 in the expression's own text; `fix` says what to write."""

    def __init__(self, says: str, column: int, fix: str = "") -> None:
        super().__init__(says)
        self.says = says
        self.column = column
        self.fix = fix

    def __reduce__(self) -> tuple[object, ...]:
        return (ExpressionError, (self.says, self.column, self.fix))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Literal["number", "name", "text", "sign", "end"]
    text: str
    column: int


def parse(source: str) -> Node:
    """The expression's root. Raises ExpressionError."""
    if not source.strip():
        raise ExpressionError("The expression is empty.", 1, "Write what must hold, as in `due_date >= issue_date`.")
    if len(source) > _MAX_LENGTH:
        raise ExpressionError(f"The expression is longer than {_MAX_LENGTH} characters.", 1, "Split it into several checks.")
    return _Parser(_tokens(source)).whole()


def _tokens(source: str) -> list[_Token]:
    tokens, at = [], 0
    while source[at:].strip():
        found = _TOKEN.match(source, at)
        if not found:
            _refuse(source, at)
        kind = found.lastgroup
        tokens.append(_Token(kind, found[kind], found.start(kind) + 1))  # type: ignore[arg-type, index]  # groups are the kinds
        at = found.end()
    return [*tokens, _Token("end", "", len(source.rstrip()) + 1)]


def _refuse(source: str, at: int) -> NoReturn:
    rest = source[at:]
    column = at + len(rest) - len(rest.lstrip()) + 1
    sign = rest.lstrip()[0]
    if sign.isdigit() or sign == ".":
        raise ExpressionError("This number cannot be read.", column, "Write numbers like 1234.50: a point, no separators, no unit.")
    says = _STRANGE.get(sign, f"`{sign}` is not known in an expression.")
    raise ExpressionError(says, column, f"{_INSTEAD.get(sign, 'Take it out')}.")


class _Parser:
    """Reads tokens from left to right, one method a level of the grammar."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._or()
        if self._now.kind != "end":
            raise ExpressionError(*self._left_over())
        return node

    @property
    def _now(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._now
        self._at += token.kind != "end"
        return token

    def _take_if(self, *texts: str) -> _Token | None:
        return self._take() if self._now.kind in ("sign", "name") and self._now.text in texts else None

    def _left_over(self) -> tuple[str, int, str]:
        token = self._now
        if _SAME_SIGN.get(token.text, token.text) in COMPARISONS:
            return "Two comparisons in a row are not known here.", token.column, "Join them: `a < b and b < c`."
        if token.text == ")":
            return "A round bracket `)` is closed that was never opened.", token.column, "Take it out, or open one before."
        if token.text == ":":
            return "A colon stands outside of `changed`.", token.column, "Take it out, or write `changed(a, by: b)`."
        if token.text == ",":
            return "A comma stands outside of a function's brackets.", token.column, "Write numbers with a point, as in 0.02."
        return f"`{token.text}` stands where the expression should be over.", token.column, "Join the parts with `and`, `or` or a sign."

    def _or(self) -> Node:
        return self._joined(self._and, "or", settled_by=True)

    def _and(self) -> Node:
        return self._joined(self._not, "and", settled_by=False)

    def _joined(self, below: Callable[[], Node], word: str, *, settled_by: bool) -> Node:
        parts = [below()]
        while self._take_if(word):
            parts.append(below())
        return Junction(tuple(parts), settled_by) if len(parts) > 1 else parts[0]

    def _not(self) -> Node:
        if token := self._take_if("not"):
            return Not(self._deeper(self._not, token))
        return self._comparison()

    def _comparison(self) -> Node:
        left = self._sum()
        if token := self._take_if(*COMPARISONS, *_SAME_SIGN):
            return Binary(_SAME_SIGN.get(token.text, token.text), left, self._sum(), token.column)
        return left

    def _sum(self) -> Node:
        return self._chain(self._product, "+", "-")

    def _product(self) -> Node:
        return self._chain(self._signed, "*", "/")

    def _chain(self, below: Callable[[], Node], *signs: str) -> Node:
        node = below()
        length = 0
        while token := self._take_if(*signs):
            length += 1
            if length > _MAX_DEPTH:
                raise ExpressionError("The expression joins too many parts.", token.column, "Split it into several checks.")
            node = Binary(token.text, node, below(), token.column)
        return node

    def _signed(self) -> Node:
        if token := self._take_if("-"):
            return Binary("-", Constant(Decimal(0)), self._deeper(self._signed, token), token.column)
        return self._single()

    def _single(self) -> Node:
        token = self._take()
        match token.kind:
            case "number":
                return Constant(Decimal(token.text))
            case "text":
                return Constant(token.text[1:-1])
            case "name":
                return self._named(token)
        if token.text == "(":
            return self._bracketed(token)
        raise ExpressionError(*_missing_value(token))

    def _named(self, token: _Token) -> Node:
        if token.text in ("true", "false"):
            return Constant(token.text == "true")
        if token.text in WORDS:
            raise ExpressionError(*_missing_value(token))
        if self._now.text == "(" and self._now.kind == "sign":
            return self._call(token)
        return Name(token.text, token.column)

    def _bracketed(self, opened: _Token) -> Node:
        node = self._deeper(self._or, opened)
        self._close(opened)
        return node

    def _close(self, opened: _Token) -> None:
        if not self._take_if(")"):
            raise ExpressionError("A round bracket `(` is opened here and not closed.", opened.column, "Close it with `)`.")

    def _call(self, token: _Token) -> Node:
        if token.text in RECALLS:
            return self._recall(token)
        if token.text not in FUNCTIONS:
            known = (*FUNCTIONS, *RECALLS)
            fix = did_you_mean(token.text, known) or f"There are {', '.join(known)}."
            raise ExpressionError(f"There is no function `{token.text}`.", token.column, fix)
        opened = self._take()
        arguments = [] if self._now.text == ")" else self._arguments(opened)
        self._close(opened)
        function = FUNCTIONS[token.text]
        if not function.least <= len(arguments) <= function.most:
            raise ExpressionError(f"`{token.text}` is given {len(arguments)} values.", token.column, f"Write `{function.usage}`.")
        return Call(token.text, tuple(arguments), token.column)

    def _recall(self, token: _Token) -> Recall:
        opened = self._take()
        names = [self._field(token)]
        by: Name | None = None
        while by is None and self._take_if(","):
            if self._is_by():
                self._at += 2
                by = self._field(token)
            else:
                names.append(self._field(token))
        self._close(opened)
        wants_by = token.text == "changed"
        if (by is not None) != wants_by or (wants_by and len(names) != 1):
            raise ExpressionError(f"`{token.text}` is not given what it needs.", token.column, f"Write `{RECALLS[token.text][0]}`.")
        return Recall(token.text, (*names, by) if by else tuple(names), by, token.column)

    def _is_by(self) -> bool:
        return self._now.text == "by" and self._tokens[self._at + 1].text == ":"

    def _field(self, function: _Token) -> Name:
        token = self._take()
        if token.kind != "name" or token.text in WORDS or self._now.text == "(":
            says = f"`{function.text}` takes names of fields only."
            raise ExpressionError(says, token.column, f"Write `{RECALLS[function.text][0]}`.")
        return Name(token.text, token.column)

    def _arguments(self, opened: _Token) -> list[Node]:
        arguments = [self._deeper(self._or, opened)]
        while self._take_if(","):
            arguments.append(self._deeper(self._or, opened))
        return arguments

    def _deeper(self, below: Callable[[], Node], token: _Token) -> Node:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise ExpressionError("The expression is nested too deep.", token.column, "Split it into several checks.")
        node = below()
        self._depth -= 1
        return node


def _missing_value(token: _Token) -> tuple[str, int, str]:
    fix = "Write a field's name, a number or a text in quotes there."
    if token.kind == "end":
        return "The expression stops where a value should follow.", token.column, fix
    return f"`{token.text}` stands where a value should be.", token.column, fix
