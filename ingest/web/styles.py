"""What CSS says about whether text is seen: the few properties that hide it, and the rules with simple selectors.

Names of tags, classes and ids together make a simple selector (`td.note`, `#total`, `.a.b`); rules with others, and those for some
screens only, say nothing here. Neither do style sheets that a page only links to: nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from PIL import ImageColor

from assay.document import Why
from assay.errors import DocumentError
from ingest.text.colour import Colour, alike

_FONT_PX = 16.0
_TINY_PX = 2.0
_FAR_PX = -999.0
_TRANSPARENT = 3  # of 255
_LONGEST_VALUE = 200
_MOST_RULES = 2_000  # for one tag, class or id: each costs time for each such element
_PX = {
    **{"px": 1.0, "": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4},
    **{"em": _FONT_PX, "rem": _FONT_PX, "ex": 8.0},
}

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACE = re.compile(r"([{}])")
_FOR_SCREENS = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)\s*\Z|@layer\b")
_SIMPLE = re.compile(r"([a-z][\w-]*|\*)?((?:[.#][\w-]+)*)\Z", re.IGNORECASE)
_NAMES = re.compile(r"([.#])([\w-]+)")
_NUMBER = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*([a-z]*|%)\Z")
_FONT_SIZE = re.compile(r"(?:^|\s)(0(?=[\s/])|[\d.]+(?:px|pt|em|rem|%))(?:\s*/|\s)")
_WRITTEN_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|(?:rgb|hsl)a?\([^)]*\)|[a-z]+")
_ALPHA = re.compile(r"[,/]\s*([\d.]+%?)\s*\)\Z")
_SMALL_RECT = re.compile(r"rect\((?:\s*[01](?:px)?[\s,]*){4}\)")
_WHOLLY_CLIPPED = re.compile(r"inset\(\s*(?:50|100)%")
_DECIDES = re.compile(r"display|visibility|opacity|font|color|background|position|clip|overflow|indent|margin", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """How text at one place of a page is displayed. Sizes in CSS pixels; a colour is None where it is not known.

    `gone` holds for everything inside, whatever is said there; `why` is None where the text is seen.
    """

    gone: Why | None = None
    visible: bool = True
    size: float = _FONT_PX
    colour: Colour | None = None
    background: Colour | None = None
    clear: bool = False  # letters of a transparent colour

    @property
    def why(self) -> Why | None:
        """Why nobody sees the text."""
        if self.gone or not self.visible:
            return self.gone or "not_displayed"
        if self.size <= _TINY_PX:
            return "tiny"
        if self.clear or (self.colour and self.background and alike(self.colour, self.background)):
            return "same_colour"
        return None

    def styled(self, said: Mapping[str, str]) -> Look:
        """How an element inside is displayed that says this about itself."""
        colour, clear = (self.colour, self.clear) if "color" not in said else _text_colour(said["color"], self)
        return Look(
            gone=self.gone or _gone(said),
            visible=_visible(said.get("visibility", ""), self.visible),
            size=_size(said, self.size),
            colour=colour,
            background=_background(said, self.background),
            clear=clear,
        )


class Declarations(NamedTuple):
    """Values by property; those marked as important win over the others."""

    plain: Mapping[str, str]
    important: Mapping[str, str]


class _Rule(NamedTuple):
    weight: tuple[int, int, int]  # ids, classes and place in the sheet
    tag: str
    classes: frozenset[str]
    id: str
    says: Declarations


class Stylesheet:
    """The rules of a page's own style sheets. `complete` is false where others may state backgrounds.

    Raises `DocumentError` `too_complex` for sheets that no page needs.
    """

    def __init__(self, sheets: Iterable[str], *, complete: bool = True) -> None:
        self.complete = complete
        self._rules: dict[str, list[_Rule]] = {}
        self._count = 0
        for sheet in sheets:
            self._add(sheet)

    def __bool__(self) -> bool:
        return bool(self._rules)

    def said_of(self, tag: str, classes: str, identity: str, style: str) -> dict[str, str]:
        """What the rules and its own style say about an element, the weightiest winning."""
        names = frozenset(classes.split())
        keys = (tag, "*", f"#{identity}", *(f".{name}" for name in names))
        rules = [rule for key in keys for rule in self._rules.get(key, ()) if _matches(rule, tag, names, identity)]
        sheets = [rule.says for rule in sorted(rules, key=lambda rule: rule.weight)]
        own = declarations(style)
        said: dict[str, str] = {}
        for values in (*(one.plain for one in sheets), own.plain, *(one.important for one in sheets), own.important):
            said.update(values)
        return said

    def _add(self, sheet: str) -> None:
        for selectors, text in _rules(_COMMENT.sub("", sheet)):
            if not _DECIDES.search(text):
                continue
            says = declarations(text)
            for selector in selectors.split(","):
                self._add_rule(selector.strip(), says)

    def _add_rule(self, selector: str, says: Declarations) -> None:
        simple = _SIMPLE.match(selector) if selector else None
        if simple is None:
            self.complete = self.complete and (":" in selector or not _mentions_background(says))
            return
        names = _NAMES.findall(simple[2])
        classes = frozenset(name for sign, name in names if sign == ".")
        identity = next((name for sign, name in names if sign == "#"), "")
        tag = (simple[1] or "*").lower()
        key = f"#{identity}" if identity else f".{min(classes)}" if classes else tag
        weight = (int(bool(identity)), len(classes) * 2 + (tag != "*"), self._count)
        rule = _Rule(weight=weight, tag=tag, classes=classes, id=identity, says=says)
        self._count += 1
        rivals = self._rules.setdefault(key, [])
        rivals.append(rule)
        if len(rivals) > _MOST_RULES:
            raise DocumentError("too_complex", f"The page's style sheets speak more than {_MOST_RULES:,} times of the same elements.")


def declarations(text: str) -> Declarations:
    """The declarations of a rule or of a `style` attribute; names and values in lower case."""
    plain: dict[str, str] = {}
    important: dict[str, str] = {}
    for declaration in text.lower().split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            value, mark, _ = value.partition("!important")
            (important if mark else plain)[name.strip()] = value.strip()[:_LONGEST_VALUE]
    return Declarations(plain, important)


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of each rule that holds on every screen."""
    within: list[str] = []
    pieces = _BRACE.split(css)
    for text, brace in zip(pieces[::2], pieces[1::2], strict=False):
        if brace == "{":
            within.append(text.rpartition(";")[2].strip())
        elif within:
            selectors = within.pop()
            if not selectors.startswith("@") and all(map(_FOR_SCREENS.match, within)):
                yield selectors, text


def _matches(rule: _Rule, tag: str, classes: frozenset[str], identity: str) -> bool:
    return rule.tag in ("*", tag) and rule.classes <= classes and rule.id in ("", identity)


def _mentions_background(says: Declarations) -> bool:
    return any(name.startswith("background") for name in (*says.plain, *says.important))


def _gone(said: Mapping[str, str]) -> Why | None:
    if said.get("display") == "none" or _number(said.get("opacity", "1")) == 0 or _is_clipped(said):
        return "not_displayed"
    return "off_page" if _is_far_off(said) else None


def _is_clipped(said: Mapping[str, str]) -> bool:
    if _SMALL_RECT.search(said.get("clip", "")) or _WHOLLY_CLIPPED.search(said.get("clip-path", "")):
        return True
    hides = said.get("overflow", said.get("overflow-y", "")) == "hidden"
    sides = ("height", "max-height", "width", "max-width")
    return hides and any((_px(said[side]) or 0) <= 1 and _px(said[side]) is not None for side in sides if side in said)


def _is_far_off(said: Mapping[str, str]) -> bool:
    moved = ["text-indent", "margin-left", "margin-top"]
    if said.get("position", "static") not in ("static", "sticky"):
        moved += ["left", "right", "top", "bottom"]
    return any((_px(said[name]) or 0) <= _FAR_PX for name in moved if name in said)


def _visible(visibility: str, outer: bool) -> bool:
    return {"hidden": False, "collapse": False, "visible": True}.get(visibility, outer)


def _size(said: Mapping[str, str], outer: float) -> float:
    written = said.get("font-size")
    if written is None:
        short = _FONT_SIZE.search(said.get("font", ""))
        if short is None:
            return outer
        written = short[1]
    if written in ("inherit", "unset", "smaller", "larger"):
        return outer
    relative = _NUMBER.match(written)
    if relative and relative[2] in ("em", "%"):
        return float(relative[1]) * outer / (100 if relative[2] == "%" else 1)
    size = _px(written)
    # A size that is not understood is one that is seen.
    return _FONT_PX if size is None else size


def _px(written: str) -> float | None:
    number = _NUMBER.match(written)
    return float(number[1]) * _PX[number[2]] if number and number[2] in _PX else None


def _number(written: str) -> float | None:
    number = _NUMBER.match(written)
    return float(number[1]) if number else None


def _text_colour(written: str, outer: Look) -> tuple[Colour | None, bool]:
    if written in ("inherit", "currentcolor", "unset"):
        return outer.colour, outer.clear
    colour, alpha = _colour(written)
    return colour, alpha is not None and alpha <= _TRANSPARENT


def _background(said: Mapping[str, str], outer: Colour | None) -> Colour | None:
    """The colour behind the text; None where a picture may lie there."""
    pictures = said.get("background-image", "none") + said.get("background", "")
    if "url(" in pictures or "gradient" in pictures:
        return None
    written = said.get("background-color") or said.get("background")
    if written is None:
        return None if said.get("position") in ("absolute", "fixed") else outer
    if written in ("none", "inherit", "initial", "unset"):
        return outer
    for piece in _WRITTEN_COLOUR.findall(written):
        colour, alpha = _colour(piece)
        if alpha is not None:
            return colour if alpha == 255 else outer if alpha <= _TRANSPARENT else None
    return None


@lru_cache(maxsize=1_000)
def _colour(written: str) -> tuple[Colour | None, int | None]:
    """A colour and how opaque it is (0 to 255); None twice for what is no colour."""
    if written == "transparent":
        return None, 0
    alpha = _ALPHA.search(written) if written.startswith(("rgba", "hsla")) or "/" in written else None
    if alpha:
        written = f"{written[: alpha.start()]})".replace("rgba", "rgb").replace("hsla", "hsl")
    try:
        found = ImageColor.getrgb(written)
    except ValueError:
        return None, None
    opaque = found[3] if len(found) == 4 else 255
    return found[:3], _opacity(alpha[1]) if alpha else opaque


def _opacity(written: str) -> int:
    number = _number(written) or 0.0
    return round(255 * min(number / 100 if written.endswith("%") else number, 1.0))
