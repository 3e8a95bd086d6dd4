"""Pictures become pages; what is wrong with one is said."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image, ImageDraw

from assay.document import Document
from assay.errors import DocumentError
from ingest.assemble import read_document
from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.ocr.base import Recognised, Scan, SeenWord
from ingest.picture import pictures
from ingest.upload import upload_of


def sees_the_size(scan: Scan) -> Recognised:
    """A recogniser that sees how large the scan is, at its middle."""
    text = f"{scan.width}x{scan.height}"
    box = (scan.width / 4, scan.height / 4, scan.width * 3 / 4, scan.height * 3 / 4)
    return Recognised(engine="test 1.0", words=(SeenWord(text=text, box=box, confidence=0.5, line=0),))


def sees_nothing(_: Scan) -> Recognised:
    return Recognised(engine="test 1.0", words=())


def drawing(mode: str = "L", size: tuple[int, int] = (40, 20)) -> Image.Image:
    return Image.new(mode, size, "white")


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def read(
    name: str, data: bytes, recognise: Callable[[Scan], Recognised] | None = sees_the_size, limits: Limits = DEFAULT_LIMITS
) -> Document:
    return read_document(upload_of(name, data), recognise=recognise, limits=limits)


def error(
    name: str, data: bytes, recognise: Callable[[Scan], Recognised] | None = sees_the_size, limits: Limits = DEFAULT_LIMITS
) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read(name, data, recognise, limits)
    return caught.value


@pytest.mark.parametrize(
    ("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.tiff", "TIFF"), ("a.webp", "WEBP"), ("a.bmp", "BMP"), ("a.gif", "GIF")]
)
def test_a_picture_is_a_page_with_words(name: str, kind: str) -> None:
    document = read(name, saved(drawing(), kind, dpi=(144, 144)) if kind != "WEBP" else saved(drawing(), kind))
    (page,) = document.parts[0].pages
    assert (document.visible_text, page.read_by) == ("40x20", "test 1.0")
    assert page.words is not None
    assert page.words.confidences is not None
    assert list(page.words.confidences) == [0.5]


@pytest.mark.parametrize(
    ("dpi", "points"),
    [((144, 144), (20, 10)), ((100, 200), (28.8, 7.2)), ((10, 10), (14.4, 7.2)), ((9999, 9999), (14.4, 7.2)), (None, (14.4, 7.2))],
)
def test_the_page_is_as_large_as_the_resolution_says_where_that_can_be(dpi: tuple[int, int] | None, points: tuple[float, float]) -> None:
    (page,) = read("a.tiff", saved(drawing(), "TIFF", **({"dpi": dpi} if dpi else {}))).parts[0].pages
    assert (page.width, page.height) == pytest.approx(points, rel=0.01)


def test_every_picture_of_a_tiff_is_a_page() -> None:
    first, *more = (drawing(size=(width, 20)) for width in (30, 40, 50))
    document = read("a.tif", saved(first, "TIFF", save_all=True, append_images=more))
    assert [document.quote(page.span) for page in document.parts[0].pages] == ["30x20", "40x20", "50x20"]


def test_a_photograph_is_turned_as_the_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert read("a.jpg", saved(drawing(), "JPEG", exif=exif)).visible_text == "20x40"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_ink_is_dark_and_paper_light_in_every_mode(mode: str) -> None:
    paper = 65_535 if mode == "I;16" else (255, 255, 255, 0)
    picture = Image.new("I;16" if mode == "I;16" else "RGBA", (40, 20), paper)
    ImageDraw.Draw(picture).rectangle((0, 0, 9, 19), fill=0 if mode == "I;16" else (0, 0, 0, 255))
    if mode in {"1", "L", "P", "RGB", "CMYK"}:
        picture = picture.convert("RGB")
    kind, media_type = ("TIFF", "image/tiff") if mode in {"CMYK", "I;16"} else ("PNG", "image/png")
    (seen,) = pictures(saved(picture.convert(mode), kind), media_type, DEFAULT_LIMITS)
    assert (seen.image.getpixel((4, 4)), seen.image.getpixel((30, 4))) == (0, 255)


def test_a_picture_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    whole = saved(Image.effect_noise((400, 400), 90), "JPEG")
    document = read("a.jpg", whole[: len(whole) // 2])
    assert (document.visible_text, [notice.code for notice in document.notices]) == ("400x400", ["damaged_picture"])


def test_a_picture_that_is_cut_off_before_its_text_is_damaged() -> None:
    whole = saved(Image.effect_noise((400, 400), 90), "JPEG")
    assert error("a.jpg", whole[: len(whole) // 2], sees_nothing).code == "corrupt_document"


def test_a_large_scan_is_made_smaller_and_its_page_stays_the_same() -> None:
    (page,) = read("a.png", saved(drawing("1", (6_000, 5_000)), "PNG", dpi=(600, 600))).parts[0].pages
    assert (page.width, page.height) == pytest.approx((720, 600), rel=0.01)
    assert page.words is not None
    assert page.words[0].box.left == pytest.approx(180, rel=0.01)


def test_what_is_no_picture_behind_its_first_bytes_is_damaged() -> None:
    assert error("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 60).code == "corrupt_document"


def test_too_many_pixels_are_refused_before_they_are_decoded() -> None:
    few = replace(DEFAULT_LIMITS, pixels=799)
    assert error("a.png", saved(drawing(), "PNG"), limits=few).code == "too_many_pixels"
    bomb = saved(drawing("1"), "PNG")
    huge = bomb[:16] + (60_000).to_bytes(4) * 2 + bomb[24:]
    assert error("a.png", huge).code in {"too_many_pixels", "corrupt_document"}


def test_too_many_pictures_are_refused() -> None:
    data = saved(drawing(), "TIFF", save_all=True, append_images=[drawing()] * 3)
    assert error("a.tif", data, limits=replace(DEFAULT_LIMITS, picture_pages=3)).code == "too_many_pages"


def test_pages_beyond_what_is_recognised_are_mentioned() -> None:
    data = saved(drawing(), "TIFF", save_all=True, append_images=[drawing()] * 3)
    document = read("a.tif", data, limits=replace(DEFAULT_LIMITS, recognition_pages=2))
    assert (document.page_count, [notice.code for notice in document.notices]) == (2, ["not_recognised"])


def test_a_page_that_takes_too_long_leaves_the_others_their_numbers() -> None:
    def slow_on_the_second(scan: Scan) -> Recognised:
        if scan.width == 41:
            raise DocumentError("timeout")
        return sees_the_size(scan)

    data = saved(drawing(), "TIFF", save_all=True, append_images=[drawing(size=(41, 20)), drawing()])
    document = read("a.tif", data, slow_on_the_second)
    assert [document.quote(page.span) for page in document.parts[0].pages] == ["40x20", "", "40x20"]
    assert [notice.code for notice in document.notices] == ["recognition_failed"]
    assert error("a.png", saved(drawing(size=(41, 20)), "PNG"), slow_on_the_second).code == "timeout"


def test_pages_before_a_damage_are_read_and_the_damage_is_said() -> None:
    data = bytearray(saved(drawing(), "TIFF", save_all=True, append_images=[drawing(size=(41, 20))]))
    first = int.from_bytes(data[4:8], "little")
    following = first + 2 + 12 * int.from_bytes(data[first : first + 2], "little")
    data[following : following + 4] = (4).to_bytes(4, "little")  # where no directory of a picture is
    document = read("a.tif", bytes(data))
    assert (document.page_count, [notice.code for notice in document.notices]) == (1, ["damaged_picture"])


def test_without_text_recognition_the_way_to_it_is_named() -> None:
    refused = error("a.png", saved(drawing(), "PNG"), None)
    assert refused.code == "no_text"
    assert "Tesseract" in refused.fix
    assert "`ocr`" in refused.fix


def test_a_damaged_picture_is_damaged_with_and_without_text_recognition() -> None:
    assert error("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 60, None).code == "corrupt_document"


def test_a_picture_without_words_says_so() -> None:
    assert error("a.png", saved(drawing(), "PNG"), sees_nothing).says == "No text was recognised in the picture."
