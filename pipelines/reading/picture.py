"""A picture of a report, or of one of its pages or tables, as a Document (图片), behind the extra `ocr`."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Final
from warnings import catch_warnings

from pipelines.model import Document
from pipelines.reading.errors import CorruptDocument, DocumentTooLarge, ReaderMissing, UnsupportedDocument
from pipelines.reading.ocr import MISSING, picture_notes, recognise_picture
from pipelines.reading.pdf import blocks_of

if TYPE_CHECKING:
    from PIL import Image

MEDIA_TYPES: Final = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
    "WEBP": "image/webp",
}
"""The media types by the names that Pillow gives to what it has read."""
FORMATS: Final = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
MAX_PIXELS: Final = 60_000_000
"""Of one picture: A4 at 800 dpi. A report drawn as one long picture stays below."""
MAX_PAGES: Final = 40
"""Of a TIFF; of an animation the first picture alone is read."""
LEAST: Final = (200, 60)
"""Pixels across and down below which a picture is an icon or a rule."""


def read_picture(data: bytes, *, sha256: str) -> Document:
    """Read a picture file.

    Raises `ReaderMissing` without the extra `ocr`, `CorruptDocument`, `DocumentTooLarge`, and
    `UnsupportedDocument` for one that is too small to be read or in which nothing can be read.
    """
    try:
        from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - comes with the extra
    except ImportError as error:
        raise ReaderMissing(MISSING) from error
    try:
        # Pillow warns of damaged notes of a camera (EXIF), in which no page is.
        with catch_warnings(action="ignore"), Image.open(BytesIO(data), formats=FORMATS) as picture:
            pages = [recognise_picture(page) for page in _pages(picture)]
            media_type = MEDIA_TYPES[picture.format or "PNG"]
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise CorruptDocument(
            f"expected a whole picture, found a damaged one ({error}): fetch it again"
        ) from error
    blocks = blocks_of(pages)
    if not blocks:
        raise UnsupportedDocument("expected a picture of a report, found one without text: look elsewhere")
    return Document(sha256, media_type, blocks, {}, (), tuple(picture_notes(pages)))


def _pages(picture: Image.Image) -> Iterator[Image.Image]:
    """The pictures of a file. Sizes are asked before a single pixel is unpacked."""
    count = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
    if count > MAX_PAGES:
        raise DocumentTooLarge(f"expected at most {MAX_PAGES} pages, found {count}: split the file")
    for number in range(count):
        picture.seek(number)
        _check_size(*picture.size)
        yield picture


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise DocumentTooLarge(
            f"expected at most {MAX_PIXELS} pixels, found {width} x {height}: make the picture smaller"
        )
    if width < LEAST[0] or height < LEAST[1]:
        raise UnsupportedDocument(
            f"expected a picture of a page, found one of {width} x {height} pixels: too small to be read"
        )
