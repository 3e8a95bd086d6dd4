"""How the runs of a Word document look, as far as it decides whether they are seen: by their styles, then by what they say themselves.

Sizes are in half-points, as Word writes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from assay.document import Why
from ingest.text.colour import WHITE, Colour, alike, from_hex

_Property = tuple[str, str, str]  # tag, value and fill

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RUN_PROPERTIES, PARAGRAPH_PROPERTIES = f"{W}rPr", f"{W}pPr"

_VAL, _FILL = f"{W}val", f"{W}fill"
_VANISH, _SIZE, _COLOUR, _SHADING, _HIGHLIGHT = f"{W}vanish", f"{W}sz", f"{W}color", f"{W}shd", f"{W}highlight"
_RUN_STYLE, _PARAGRAPH_STYLE = f"{W}rStyle", f"{W}pStyle"
_LOOKED_AT = frozenset({_VANISH, _SIZE, _COLOUR, _SHADING, _HIGHLIGHT, _RUN_STYLE})
_PARAGRAPH_LOOKED_AT = frozenset({_PARAGRAPH_STYLE, _SHADING})
_OFF = frozenset({"false", "0", "off"})
_TINY = 4
_USUAL_SIZE = 20
_PATTERNED = "pattern"
_DEEPEST_STYLE = 20  # of styles based on styles


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Look:
    """How text is displayed; a colour is None where it is not known or chosen by Word so that it can be read.

    `why` says why nobody sees the text; None where it is seen. Looks are compared by identity: a document has few.
    """

    vanished: bool = False
    size: int = _USUAL_SIZE
    colour: Colour | None = None
    background: Colour | None = WHITE
    why: Why | None = None


class WordStyles:
    """The styles of one document."""

    def __init__(self, styles: Any | None) -> None:
        """From the root of the part `styles`; a document may have none."""
        found = [] if styles is None else styles.iterfind(f"{W}style")
        self._styles = {style.get(f"{W}styleId", ""): style for style in found}
        self._said: dict[tuple[Look, tuple[_Property, ...]], Look] = {}
        self._paragraphs: dict[tuple[str, str, Colour | None], Look] = {}
        defaults = None if styles is None else styles.find(f"{W}docDefaults/{W}rPrDefault/{RUN_PROPERTIES}")
        self._plain = Look() if defaults is None else self.said(defaults, Look())
        self._default = next((name for name, style in self._styles.items() if _is_default_paragraph(style)), "")

    def of_paragraph(self, properties: Any | None, background: Colour | None) -> tuple[str, Look]:
        """The style of a paragraph, and the look of its runs on this background before they speak for themselves."""
        name, fill = self._default, ""
        for tag, value, shade in () if properties is None else _properties(properties, _PARAGRAPH_LOOKED_AT):
            if tag == _PARAGRAPH_STYLE:
                name = value
            else:
                fill = _fill(value, shade)
        key = (name, fill, background)
        look = self._paragraphs.get(key)
        if look is None:
            look = self._by_style(name, _changed(self._plain, background=background))
            look = self._paragraphs[key] = _shaded(look, fill)
        return name, look

    def said(self, properties: Any, look: Look) -> Look:
        """The look of a run with these properties where it would otherwise be that."""
        found = _properties(properties, _LOOKED_AT)
        if not found:
            return look
        key = (look, found)
        said = self._said.get(key)
        if said is None:
            said = look
            for one in found:
                said = self._with(said, one)
            self._said[key] = said
        return said

    def based_on(self, name: str) -> Iterator[Any]:
        """A style and those that it is based on, as XML."""
        for _ in range(_DEEPEST_STYLE):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            base = style.find(f"{W}basedOn")
            name = "" if base is None else base.get(_VAL, "")

    def _with(self, look: Look, one: _Property) -> Look:
        tag, value, fill = one
        if tag == _RUN_STYLE:
            return self._by_style(value, look)
        if tag == _VANISH:
            return _changed(look, vanished=value not in _OFF)
        if tag == _SIZE:
            return _changed(look, size=_half_points(value))
        if tag == _COLOUR:
            return _changed(look, colour=from_hex(value))
        if tag == _SHADING:
            return _shaded(look, _fill(value, fill))
        return look if value == "none" else _changed(look, background=None)

    def shaded(self, shading: Any | None, background: Colour | None) -> Colour | None:
        """What lies behind the text of a cell or table with this shading."""
        if shading is None:
            return background
        fill = _fill(shading.get(_VAL, ""), shading.get(_FILL, ""))
        return from_hex(fill) if fill else background

    def shades(self, table_style: str) -> bool:
        """Whether a style shades cells of its tables."""
        return any(next(style.iter(_SHADING), None) is not None for style in self.based_on(table_style))

    def _by_style(self, name: str, look: Look) -> Look:
        for style in reversed(list(self.based_on(name))):
            shading = style.find(f"{PARAGRAPH_PROPERTIES}/{_SHADING}")
            if shading is not None:
                look = _shaded(look, _fill(shading.get(_VAL, ""), shading.get(_FILL, "")))
            properties = style.find(RUN_PROPERTIES)
            look = look if properties is None else self.said(properties, look)
        return look


def page_background(document: Any, source: bytes) -> Colour | None:
    """The colour of the page; not known where pictures lie behind the text."""
    if b'behindDoc="1"' in source:
        return None
    background = document.find(f"{W}background")
    return WHITE if background is None else from_hex(background.get(f"{W}color", "")) or WHITE


def _properties(element: Any, tags: frozenset[str]) -> tuple[_Property, ...]:
    return tuple([(child.tag, child.get(_VAL, ""), child.get(_FILL, "")) for child in element if child.tag in tags])


def _changed(look: Look, **changes: Any) -> Look:
    changed = replace(look, **changes)
    return replace(changed, why=_why(changed))


def _why(look: Look) -> Why | None:
    if look.vanished:
        return "vanish"
    if look.size <= _TINY:
        return "tiny"
    return "same_colour" if look.colour and look.background and alike(look.colour, look.background) else None


def _fill(pattern: str, fill: str) -> str:
    """The colour of a shading; a pattern over it makes one of its own, which is not worked out."""
    if pattern in ("clear", "nil", ""):
        return "" if fill == "auto" or pattern == "nil" else fill
    return _PATTERNED


def _shaded(look: Look, fill: str) -> Look:
    return _changed(look, background=from_hex(fill)) if fill else look


def _is_default_paragraph(style: Any) -> bool:
    return style.get(f"{W}type") == "paragraph" and style.get(f"{W}default", "0") not in ("0", "false", "off")


def _half_points(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else _USUAL_SIZE
