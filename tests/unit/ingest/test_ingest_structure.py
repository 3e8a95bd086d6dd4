"""Paths of leaves: reader and rule must mean the same place."""

from __future__ import annotations

import json

import jsonpath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from assay.document import Part
from assay.errors import DocumentError
from ingest.assemble import read_document
from ingest.limits import Limits
from ingest.structure import json_leaves, parse_json, parse_xml, xml_leaves, xml_path
from ingest.upload import upload_of

KEYS = st.text(min_size=1, max_size=8)
SCALARS = st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False, places=2) | st.text(max_size=20)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=20)


@given(VALUES)
def test_json_paths_are_those_that_a_json_path_finds(value: object) -> None:
    by_path = {match.path: match.obj for match in jsonpath.finditer("$..*", value)} if isinstance(value, (dict, list)) else {"$": value}
    for path, text in json_leaves(value):
        found = by_path[path]
        assert text == (str(found).lower() if isinstance(found, bool) else str(found).strip())


@st.composite
def trees(draw: st.DrawFn, depth: int = 0) -> etree._Element:
    element = etree.Element(draw(st.sampled_from(["{urn:a}Line", "{urn:b}Line", "Amount", "Name"])))
    if draw(st.booleans()):
        element.set("{urn:c}id", draw(st.text(alphabet="ab é", max_size=4)))
    element.text = draw(st.text(alphabet="xy 1é\n", max_size=6))
    if depth < 3:
        for child in draw(st.lists(trees(depth + 1), max_size=4)):
            element.append(child)
    return element


@given(trees())
def test_xml_paths_are_those_of_the_nodes_that_an_xpath_finds(tree: etree._Element) -> None:
    root = parse_xml(etree.tostring(tree, encoding="unicode"))
    values = {xml_path(node): (node.text or "").strip() for node in root.xpath("//*")}
    values |= {xml_path(node): node.strip() for node in root.xpath("//@*")}
    assert dict(xml_leaves(root)) == {path: value for path, value in values.items() if value}


@settings(deadline=None)  # each parser is loaded when it is first needed
@given(trees(), VALUES)
def test_every_leaf_stands_in_the_text(tree: etree._Element, value: object) -> None:
    xml = etree.tostring(tree, encoding="unicode")

    for name, content in (("a.xml", xml), ("a.json", json.dumps(value, default=str))):
        try:
            document = read_document(upload_of(name, content.encode()))
        except DocumentError as error:
            assert error.code == "no_text"
            continue
        part: Part = document.parts[0]
        assert part.leaves
        assert all(document.quote(span).strip() == document.quote(span) for span in part.leaves.values())


@pytest.mark.parametrize("limit", [3, 50])
def test_nesting_has_a_limit(limit: int) -> None:
    limits = Limits(json_depth=limit, xml_depth=limit)
    fits, too_deep = limit, limit + 1
    assert list(json_leaves(parse_json("[" * fits + "1" + "]" * fits), limits=limits))
    parse_xml("<a>" * fits + "</a>" * fits, limits=limits)
    with pytest.raises(DocumentError, match="deeper"):
        list(json_leaves(parse_json("[" * too_deep + "1" + "]" * too_deep), limits=limits))
    with pytest.raises(DocumentError, match="deeper"):
        parse_xml("<a>" * too_deep + "</a>" * too_deep, limits=limits)


def test_numbers_keep_their_digits() -> None:
    document = read_document(upload_of("a.json", b'{"a": 10.50, "b": 12345678901234567890123, "c": 1' + b"0" * 5000 + b"}"))
    assert document.visible_text.splitlines()[:2] == ["a: 10.50", "b: 12345678901234567890123"]
