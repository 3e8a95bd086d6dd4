"""The real engines read pages, whichever way up these lie, and end when they have to."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from assay.errors import ConfigurationError, DocumentError
from ingest.limits import DEFAULT_LIMITS
from ingest.ocr.base import Recognised, Scan
from ingest.ocr.rapidocr import RapidOcr, find
from ingest.ocr.rapidocr_program import line_words
from ingest.ocr.recognise import recognised, recogniser
from ingest.ocr.registry import engine_named
from ingest.ocr.settings import OcrSettings
from ingest.ocr.tesseract import seen_words

LINES = ("Invoice number 2024-117", "Total amount due 1,250.00 EUR", "Please pay within thirty days", "Thank you for your order")
TESSERACT = shutil.which("tesseract") is not None
RAPIDOCR = importlib.util.find_spec("rapidocr") is not None


def need(installed: bool, what: str) -> None:
    if installed:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing: these tests have to run here")
    pytest.skip(f"{what} is not installed: text recognition is NOT tested here")


@pytest.fixture
def tesseract() -> OcrSettings:
    need(TESSERACT, "Tesseract")
    return OcrSettings(engine="tesseract", languages=("eng",))


@pytest.fixture(scope="module")
def rapidocr() -> Iterator[RapidOcr]:
    need(RAPIDOCR, "The extra `ocr`")
    engine = find(DEFAULT_LIMITS)
    assert engine is not None
    yield engine
    engine.close()


def page(*lines: str) -> Image.Image:
    picture = Image.new("L", (700, 90 + 60 * len(lines)), 255)
    for number, line in enumerate(lines):
        ImageDraw.Draw(picture).text((60, 50 + 60 * number), line, font=ImageFont.load_default(28), fill=0)
    return picture


def turned(degrees: float) -> Image.Image:
    """The page turned clockwise."""
    return page(*LINES).rotate(-degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def scan(picture: Image.Image) -> Scan:
    return Scan(width=picture.width, height=picture.height, pixels=picture.tobytes(), dpi=200)


def read(settings: OcrSettings, picture: Image.Image) -> Recognised:
    recognise = recogniser(settings)
    assert recognise is not None
    return recognise(scan(picture))


def lines(found: Recognised) -> list[str]:
    numbers = sorted({word.line for word in found.words})
    return [" ".join(word.text for word in found.words if word.line == number) for number in numbers]


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_tesseract_reads_a_page_whichever_way_up_it_lies(tesseract: OcrSettings, degrees: int) -> None:
    found = read(tesseract, turned(degrees))
    assert lines(found) == list(LINES)
    assert found.engine.startswith("tesseract ")
    assert all(0.3 <= word.confidence <= 1 for word in found.words)


def test_the_page_says_how_it_was_turned(tesseract: OcrSettings) -> None:
    assert read(tesseract, turned(270)).turned == 90
    assert read(tesseract, turned(4)).skew == pytest.approx(4, abs=0.3)


@pytest.mark.parametrize("degrees", [0, 180])
def test_boxes_are_those_of_the_scan_as_given(tesseract: OcrSettings, degrees: int) -> None:
    picture = turned(degrees)
    (first,) = [word for word in read(tesseract, picture).words if word.text == "Invoice"]
    left, top, right, bottom = first.box
    if degrees == 180:
        left, top, right, bottom = picture.width - right, picture.height - bottom, picture.width - left, picture.height - top
    assert (left, top) == pytest.approx((62, 56), abs=6)
    assert (right - left, bottom - top) == pytest.approx((92, 22), abs=8)


def test_a_new_program_takes_over_from_one_that_failed(rapidocr: RapidOcr) -> None:
    with pytest.raises(DocumentError) as caught:
        rapidocr.words(scan(page("One")), 0.001)
    assert caught.value.code == "timeout"
    assert [word.text for word in rapidocr.words(scan(page("Two words")), 60)] == ["Two", "words"]


def test_rapidocr_reads_a_page_word_by_word(rapidocr: RapidOcr) -> None:
    found = recognised(scan(page(*LINES[:2])), engine=rapidocr, limits=DEFAULT_LIMITS)
    assert lines(found) == list(LINES[:2])
    assert found.engine.startswith("rapidocr ")
    first, second, *_ = found.words
    assert (first.text, second.text) == ("Invoice", "number")
    assert first.box[0] == pytest.approx(62, abs=8)
    assert first.box[2] < second.box[0] + 4


def test_rapidocr_turns_a_page_that_stands_on_its_head(rapidocr: RapidOcr) -> None:
    found = recognised(scan(turned(180)), engine=rapidocr, limits=DEFAULT_LIMITS)
    assert (lines(found), found.turned) == (list(LINES), 180)


@pytest.mark.parametrize("picture", [Image.new("L", (300, 200), 255), Image.new("L", (300, 200), 0), Image.new("L", (3, 3), 90)])
def test_a_blank_page_has_no_words(tesseract: OcrSettings, picture: Image.Image) -> None:
    assert read(tesseract, picture).words == ()


def test_a_page_read_before_needs_no_engine(tesseract: OcrSettings, tmp_path: Path) -> None:
    first = read(replace(tesseract, cache=tmp_path), turned(0))
    starved = recogniser(replace(tesseract, cache=tmp_path), replace(DEFAULT_LIMITS, recognition_page_seconds=0.0))
    assert starved is not None
    assert starved(scan(turned(0))) == first


def test_a_page_that_takes_too_long_is_given_up(tesseract: OcrSettings) -> None:
    hasty = recogniser(tesseract, replace(DEFAULT_LIMITS, recognition_page_seconds=0.001))
    assert hasty is not None
    with pytest.raises(DocumentError) as caught:
        hasty(scan(turned(0)))
    assert caught.value.code == "timeout"


def test_an_engine_that_wants_too_much_memory_dies_alone(tesseract: OcrSettings) -> None:
    starved = recogniser(tesseract, replace(DEFAULT_LIMITS, recognition_memory_bytes=1 << 24))
    assert starved is not None
    with pytest.raises(DocumentError) as caught:
        starved(scan(turned(0)))
    assert caught.value.code == "parser_crashed"


def test_languages_that_are_not_installed_are_passed_over_and_missed_where_there_is_no_other(tesseract: OcrSettings) -> None:
    some = engine_named("tesseract", ("tlh", "eng"), DEFAULT_LIMITS)
    assert some is not None
    assert some.languages == ("eng",)
    with pytest.raises(ConfigurationError, match="'tlh'"):
        recogniser(replace(tesseract, languages=("tlh",)))


def test_an_engine_that_there_is_not_is_named() -> None:
    with pytest.raises(ConfigurationError, match="'abbyy'"):
        engine_named("abbyy", (), DEFAULT_LIMITS)


def test_switched_off_nothing_is_recognised() -> None:
    assert recogniser(OcrSettings(engine="off")) is None


def test_a_wish_for_an_engine_that_is_not_installed_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigurationError, match="'tesseract'") as caught:
        recogniser(OcrSettings(engine="tesseract"))
    assert "extra `ocr`" in caught.value.fix


@pytest.mark.parametrize("wish", ["auto", "rapidocr"])
def test_the_extra_is_found_where_there_is_no_tesseract(
    rapidocr: RapidOcr, wish: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = engine_named(wish, (), DEFAULT_LIMITS)
    assert found is not None
    assert found.name == rapidocr.name


def test_words_of_a_line_end_at_its_spaces() -> None:
    pieces = [("03", 0.9, (0.0, 0.0, 20.0, 9.0)), ("-7731", 0.8, (20.0, 1.0, 70.0, 10.0)), ("RM", 0.7, (80.0, 0.0, 100.0, 9.0))]
    words = list(line_words("03-7731 RM", (0.0, 0.0, 100.0, 10.0), 0.9, pieces))
    assert words == [["03-7731", [0.0, 0.0, 70.0, 10.0], 0.8], ["RM", [80.0, 0.0, 100.0, 10.0], 0.7]]


def test_words_whose_places_are_unknown_share_the_line() -> None:
    words = list(
        line_words("ab cde", (0.0, 0.0, 60.0, 10.0), 0.9, [("abcd", 0.9, (0.0, 0.0, 40.0, 10.0)), ("e", 0.9, (40.0, 0.0, 60.0, 9.0))])
    )
    assert words == [["ab", [0.0, 0.0, 20.0, 10.0], 0.9], ["cde", [30.0, 0.0, 60.0, 10.0], 0.9]]


def test_lines_of_tesseracts_table_that_are_no_words_are_passed_over() -> None:
    table = "level\tpage_num\n4\t1\t1\t1\t1\t0\t1\t2\t3\t4\t-1\t\n5\t1\t1\t1\t1\t1\t10\t20\t30\t5\t95.5\t\u201eTotal\n5\t1\t1\n\n"
    (word,) = seen_words(table)
    assert (word.text, word.box, word.confidence) == ("\u201eTotal", (10, 20, 40, 25), 0.955)
