"""Pages that lie askew are straightened, and boxes found on the straight page lie where they belong on the scan as given."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from ingest.ocr.straighten import View, skew_of

SIZE = (600, 800)
WORD = (100, 200, 180, 220)


def page() -> Image.Image:
    """Lines of grey words on white, and one black word at `WORD`."""
    picture = Image.new("L", SIZE, 255)
    draw = ImageDraw.Draw(picture)
    for top in range(80, 720, 40):
        for left in range(100, 480, 100):
            draw.rectangle((left, top, left + 80, top + 20), fill=120)
    draw.rectangle(WORD, fill=0)
    return picture


def askew(degrees: float) -> Image.Image:
    """The page turned clockwise."""
    return page().rotate(-degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def black(picture: Image.Image) -> tuple[int, int, int, int]:
    box = picture.point(lambda shade: 255 if shade < 60 else 0).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("degrees", [-8.4, -1.0, 0.0, 2.6])
def test_the_skew_is_found(degrees: float) -> None:
    assert skew_of(askew(degrees)) == pytest.approx(degrees, abs=0.25)


@pytest.mark.parametrize("picture", [Image.new("L", (300, 300), 255), Image.new("L", (1, 1), 0), Image.effect_noise((200, 200), 80)])
def test_a_picture_without_lines_is_left_as_it_is(picture: Image.Image) -> None:
    assert skew_of(picture) == 0.0


def test_a_dark_edge_of_the_scanner_does_not_pass_for_a_line() -> None:
    picture = askew(3.0)
    ImageDraw.Draw(picture).rectangle((0, 0, picture.width, 30), fill=0)
    assert skew_of(picture) == pytest.approx(3.0, abs=0.25)


@pytest.mark.parametrize(("turned", "degrees"), [(0, 4.0), (90, -6.0), (180, 4.0), (270, 0.0)])
def test_a_box_on_the_straight_page_lies_on_the_same_word_of_the_scan(turned: int, degrees: float) -> None:
    scan = askew(degrees).rotate(turned, expand=True)  # so that turning it clockwise by as much undoes it
    view = View.of(scan, turned)
    assert view.picture.width - view.picture.height < 0
    assert view.on_scan(tuple(map(float, black(view.picture)))) == pytest.approx(tuple(map(float, black(scan))), abs=12)  # type: ignore[arg-type]


def test_a_box_beyond_the_scan_ends_at_its_edge() -> None:
    view = View.of(page(), 180)
    assert view.on_scan((-50.0, -50.0, 10_000.0, 10_000.0)) == (0.0, 0.0, 600.0, 800.0)
