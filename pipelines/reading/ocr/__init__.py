"""Pictures of pages -> characters with boxes, ruling lines and doubts (文字识别), behind the extra `ocr`.

A recognised page is a `PageContent` like one with a text layer, so that tables, page breaks and paragraphs
are put together by the same code. OpenCV, onnxruntime and RapidOCR are loaded with the first picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING

from pipelines.model import Note, Severity
from pipelines.reading.errors import ReaderMissing

if TYPE_CHECKING:
    import pypdfium2
    from PIL import Image

    from pipelines.reading.pdfpage import PageContent

MISSING = "expected the readers of scans and pictures, which are not installed: pip install 'nianbao[ocr]'"


def recognise_page(page: pypdfium2.PdfPage) -> PageContent:
    """Read a page of a PDF as it looks. Raises `ReaderMissing`, `DocumentTooLarge`."""
    content: PageContent = _pages().recognised_page(page)
    return content


def recognise_picture(picture: Image.Image) -> PageContent:
    """Read a picture of a page or of a part of it. Raises `ReaderMissing`, `DocumentTooLarge`."""
    content: PageContent = _pages().recognised_picture(picture)
    return content


def _pages() -> ModuleType:
    try:
        from pipelines.reading.ocr import page  # noqa: PLC0415 - heavy, and an extra
    except ImportError as error:
        raise ReaderMissing(MISSING) from error
    return page


def picture_notes(pages: Iterable[PageContent]) -> Iterator[Note]:
    """Which pages were recognised (`document.ocr`), and which are pictures not read (`document.picture`)."""
    numbered = list(enumerate(pages, start=1))
    if recognised := [str(number) for number, page in numbered if page.recognised]:
        yield Note("document.ocr", f"read from pictures (OCR): page {', '.join(recognised)}")
    if unread := [str(number) for number, page in numbered if page.unread]:
        message = f"page {', '.join(unread)}: a picture that was not read; {MISSING}"
        yield Note("document.picture", message, Severity.WARNING)
