"""A picture is a page too: drawn the right way up, at the size that text recognition gives its page."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from assay.errors import DocumentError
from ingest.draw import draw
from ingest.upload import Upload, upload_of

TURNED_RIGHT = 6  # EXIF: to be turned by a quarter clockwise


def picture(kind: str, *, size: tuple[int, int] = (400, 200), frames: int = 1, orientation: int | None = None) -> Upload:
    """Black on its left half, white on its right; each further frame is white."""
    first = Image.new("L", size, "white")
    first.paste(0, (0, 0, size[0] // 2, size[1]))
    more = [Image.new("L", size, "white") for _ in range(frames - 1)]
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    target = io.BytesIO()
    options = {"save_all": True, "append_images": more} if more else {}
    first.save(target, format=kind, dpi=(100, 100), exif=exif, **options)
    return upload_of(f"scan.{kind.lower()}", target.getvalue())


def opened(upload: Upload, page: int = 1, width: int = 200) -> Image.Image:
    return Image.open(io.BytesIO(draw(upload, page, width).data), formats=["JPEG"])


def is_dark(image: Image.Image, x: int, y: int) -> bool:
    return image.convert("L").tobytes()[y * image.width + x] < 128


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF"])
def test_a_picture_is_drawn_at_the_width_that_is_wanted(kind: str) -> None:
    shown = opened(picture(kind))

    assert shown.size == (200, 100)
    assert [is_dark(shown, 50, 50), is_dark(shown, 150, 50)] == [True, False]


def test_its_size_in_points_is_that_of_its_page() -> None:
    assert draw(picture("PNG"), 1, 200).page_size == pytest.approx((288, 144), rel=0.01)


def test_a_photograph_is_turned_as_its_camera_says() -> None:
    shown = opened(picture("JPEG", orientation=TURNED_RIGHT), width=100)

    assert shown.size == (100, 200)
    assert [is_dark(shown, 50, 50), is_dark(shown, 50, 150)] == [True, False]


def test_each_page_of_a_scan_is_drawn_by_its_number() -> None:
    scan = picture("TIFF", frames=2)

    assert [is_dark(opened(scan, page), 50, 50) for page in (1, 2)] == [True, False]


@pytest.mark.parametrize("page", [0, 3, -1])
def test_a_page_that_is_not_there_is_said(page: int) -> None:
    with pytest.raises(DocumentError) as refused:
        draw(picture("TIFF", frames=2), page, 200)

    assert refused.value.code == "not_drawable"


def test_a_damaged_picture_is_said() -> None:
    with pytest.raises(DocumentError) as refused:
        draw(upload_of("a.png", b"\x89PNG\r\n\x1a\n" + bytes(100)), 1, 200)

    assert refused.value.code == "corrupt_document"
