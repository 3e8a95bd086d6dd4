"""Pictures out of PNG, JPEG, TIFF, WebP, BMP and GIF files, as they are meant to be seen: the right way up, in grey, on white."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from PIL import Image, ImageFile, ImageOps

from assay.errors import DocumentError
from ingest import media
from ingest.limits import Limits
from ingest.ocr.base import Scan

# Pillow opens dozens of formats by what a file begins with; a stranger does not get to choose among them.
_FORMATS = {media.PNG: "PNG", media.JPEG: "JPEG", media.TIFF: "TIFF", media.WEBP: "WEBP", media.BMP: "BMP", media.GIF: "GIF"}
_LIKELY_DPI = (72.0, 1200.0)
_USUAL_DPI = 200.0  # of a scan that does not say, or says what cannot be
_ENOUGH_PIXELS = 9_000_000  # A4 at 300 dpi: more of them take time and tell no more
_SHADES_OF_16_BITS = 256


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """A picture in grey; `dpi` across and down. `damaged` where the file ends before it is complete."""

    image: Image.Image
    dpi: tuple[float, float]
    damaged: bool

    @property
    def points(self) -> tuple[float, float]:
        """Width and height of what it is a picture of."""
        return self.image.width * 72 / self.dpi[0], self.image.height * 72 / self.dpi[1]

    @property
    def scan(self) -> Scan:
        """The picture for text recognition, not larger than is of use there."""
        smaller = min(1.0, (_ENOUGH_PIXELS / (self.image.width * self.image.height)) ** 0.5)
        image = self.image if smaller == 1.0 else self.image.resize(_scaled(self.image.size, smaller), Image.Resampling.BOX)
        return Scan(width=image.width, height=image.height, pixels=image.tobytes(), dpi=self.dpi[1] * smaller)


def _scaled(size: tuple[int, int], by: float) -> tuple[int, int]:
    return max(1, round(size[0] * by)), max(1, round(size[1] * by))


def pictures(data: bytes, media_type: str, limits: Limits) -> Iterator[Picture]:
    """The picture in the file, or all of a TIFF's, one by one.

    Raises `DocumentError`: `too_many_pixels` before a pixel is decoded, `too_many_pages`, and `corrupt_document` at the first picture
    that cannot be seen.
    """
    with warnings.catch_warnings():
        # Pillow warns of every oddity; what matters of it is an error or seen below.
        warnings.simplefilter("ignore")
        with _opened(data, media_type, limits) as file:
            for number in count() if media_type == media.TIFF else (0,):
                picture = _picture(file, number, limits)
                if picture is None:
                    return
                if number == limits.picture_pages:
                    raise DocumentError("too_many_pages", f"The file has more than {limits.picture_pages:,} pictures.")
                yield picture


def _opened(data: bytes, media_type: str, limits: Limits) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=(_FORMATS[media_type],))
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(limits) from error
    except MemoryError:
        raise
    except Exception as error:
        raise DocumentError("corrupt_document") from error


def _picture(file: Image.Image, number: int, limits: Limits) -> Picture | None:
    """The picture of that number, counted from 0; None where there is no further one."""
    try:
        file.seek(number)
        _check_pixels(file.size, limits)
        return _seen(file)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(limits) from error
    except (DocumentError, MemoryError):
        raise
    except Exception as error:
        # Pillow raises whatever a damaged picture makes it stumble over.
        if number > 0 and isinstance(error, EOFError):
            return None
        raise DocumentError("corrupt_document") from error


def _check_pixels(size: tuple[int, int], limits: Limits) -> None:
    if size[0] * size[1] > limits.pixels:
        raise _too_many_pixels(limits)


def _too_many_pixels(limits: Limits) -> DocumentError:
    return DocumentError("too_many_pixels", f"The picture has more than {limits.pixels:,} pixels.")


def _seen(file: Image.Image) -> Picture:
    file.draft("L", file.size)  # a JPEG need not be decoded to colours first
    damaged = _load(file)
    image = _grey(ImageOps.exif_transpose(file))
    return Picture(image=image, dpi=_dpi(file), damaged=damaged)


def _load(file: Image.Image) -> bool:
    """Decode the picture, as far as it goes; whether it was cut off."""
    try:
        file.load()
    except OSError:
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            file.load()
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False
        return True
    return False


def _grey(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda shade: shade * (1 / _SHADES_OF_16_BITS)).convert("L")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
    return image.convert("L")


def _dpi(file: Image.Image) -> tuple[float, float]:
    """What the file says, where that can be; it is that of the picture before it was turned the right way up."""
    try:
        across, down = (float(dots) for dots in file.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return _USUAL_DPI, _USUAL_DPI
    low, high = _LIKELY_DPI
    if not (low <= across <= high and low <= down <= high):
        return _USUAL_DPI, _USUAL_DPI
    return (down, across) if _lies(file) else (across, down)


def _lies(file: Image.Image) -> bool:
    """Whether the camera says that the picture is to be turned by a quarter."""
    return file.getexif().get(0x0112) in {5, 6, 7, 8}
