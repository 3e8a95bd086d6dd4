"""Lists in Word documents: each paragraph bears the number that Word prints before it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.assemble import read_document
from ingest.upload import upload_of

MakeDocx = Callable[..., bytes]

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = (
    "<Relationships xmlns='urn:rels'>"
    '<Relationship Id="r1" Type="urn:types/numbering" Target="numbering.xml"/>'
    '<Relationship Id="r2" Type="urn:types/styles" Target="styles.xml"/>'
    "</Relationships>"
)


def level(depth: int, form: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'


def listed(text: str, depth: int = 0, number: int = 1) -> str:
    place = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{place}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def read(make_docx: MakeDocx, body: str, levels: str, *, numbers: str = "", styles: str = "") -> list[str]:
    definition = f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    more = {
        "word/_rels/document.xml.rels": RELATIONS,
        "word/numbering.xml": f"<w:numbering {W}>{definition}{numbers}</w:numbering>",
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
    }
    return read_document(upload_of("file.docx", make_docx(body, more))).visible_text.split("\n")


def test_clauses_are_numbered_by_depth(make_docx: MakeDocx) -> None:
    levels = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2") + level(2, "lowerLetter", "(%3)")
    body = "".join(listed("x", depth) for depth in (0, 1, 1, 2, 2, 0, 1))
    assert read(make_docx, body, levels) == ["1. x", "1.1 x", "1.2 x", "(a) x", "(b) x", "2. x", "2.1 x"]


@pytest.mark.parametrize(
    ("form", "labels"),
    [
        ("upperRoman", ["I", "II", "III", "IV"]),
        ("upperLetter", ["A", "B", "C", "D"]),
        ("decimalZero", ["01", "02", "03", "04"]),
        ("bullet", ["•", "•", "•", "•"]),
    ],
)
def test_numbers_are_written_as_the_list_says(make_docx: MakeDocx, form: str, labels: list[str]) -> None:
    assert read(make_docx, listed("x") * 4, level(0, form, "%1")) == [f"{label} x" for label in labels]


def test_a_list_that_starts_again_counts_from_its_start(make_docx: MakeDocx) -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbers = f'<w:num w:numId="2"><w:abstractNumId w:val="7"/>{restart}</w:num>'
    body = listed("x") + listed("x", number=2) + listed("x", number=2)
    assert read(make_docx, body, level(0, "decimal", "%1."), numbers=numbers) == ["1. x", "5. x", "6. x"]


def test_a_style_numbers_its_paragraphs_and_a_paragraph_may_opt_out(make_docx: MakeDocx) -> None:
    numbered = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = f'<w:style w:type="paragraph" w:styleId="Clause">{numbered}</w:style>'
    heading = '<w:p><w:pPr><w:pStyle w:val="Clause"/>{}</w:pPr><w:r><w:t>x</w:t></w:r></w:p>'
    body = heading.format("") + heading.format('<w:numPr><w:numId w:val="0"/></w:numPr>') + heading.format("")
    levels = level(0, "decimal", "no") + level(1, "decimal", "§ %2", '<w:pStyle w:val="Clause"/>')
    assert read(make_docx, body, levels, styles=styles) == ["§ 1 x", "x", "§ 2 x"]


def test_a_list_that_is_not_defined_has_no_numbers(make_docx: MakeDocx) -> None:
    assert read(make_docx, listed("x", number=9) + listed("x", depth=8), level(0, "decimal", "%1.")) == ["x", "x"]
