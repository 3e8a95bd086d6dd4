"""A value that was read off a picture is doubted, the more the less sure its recognition was."""

from array import array

from assay.candidate import Candidate, Evidence, Source
from assay.document import Document, Page, Part, Words
from assay.span import Span
from validation.recognised import recognised

TEXT = "Total 12.50"


def document(*sureness: float) -> Document:
    zeros = array("f", [0.0, 0.0])
    confidences = array("f", sureness) if sureness else None
    words = Words(
        starts=array("l", [0, 6]), ends=array("l", [5, 11]), lefts=zeros, tops=zeros, rights=zeros, bottoms=zeros, confidences=confidences
    )
    whole = Span(0, len(TEXT))
    part = Part(name="main", media_type="image/png", span=whole, pages=(Page(number=1, span=whole, width=100, height=100, words=words),))
    return Document(id="d", name="d.png", sha256="", media_type="image/png", text=TEXT, parts=(part,))


def doubt(*sureness: float) -> float:
    total = Candidate(
        path="/total",
        raw="12.50",
        value="12.50",
        evidence=(Evidence(span=Span(6, 11)),),
        source=Source(kind="rule", id="total.from[0]", extractor="label@1"),
    )
    return -sum(signal.strength for signal in recognised(total, document(*sureness)))


def test_printed_text_is_not_doubted() -> None:
    assert doubt() == 0


def test_even_the_surest_recognition_leaves_a_doubt_that_grows_with_its_own() -> None:
    assert 0 < doubt(0.2, 1.0) < doubt(0.2, 0.9) < doubt(0.2, 0.8)


def test_only_the_words_of_the_value_count() -> None:
    assert doubt(0.1, 0.95) == doubt(1.0, 0.95)
