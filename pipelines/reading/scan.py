"""Pages of a PDF that are pictures: scans, and what a printer driver has turned into one."""

from __future__ import annotations

import ctypes
from typing import Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from pipelines.reading.errors import ReaderMissing
from pipelines.reading.ocr import recognise_page
from pipelines.reading.pdfcalls import object_at
from pipelines.reading.pdfpage import PageContent
from pipelines.reading.pdfpaths import objects_of

_FEW: Final = 10
"""Fewer characters than this are a page number or a scanner's stamp."""
_LARGE: Final = 0.5
"""Part of the page that a scan covers at least."""
_UNSEEN: Final = 3
"""Text render mode of a scanner's own, unchecked recognition, which lies unseen over the picture."""


def with_picture_read(page: pdfium.PdfPage, content: PageContent) -> PageContent:
    """The page as recognised if it is a picture, else as it was read. Raises `DocumentTooLarge`."""
    if not _is_picture(page, content):
        return content
    try:
        return recognise_page(page)
    except ReaderMissing:
        content.unread = True
        return content


def _is_picture(page: pdfium.PdfPage, content: PageContent) -> bool:
    """A picture covers the page, and no text is printed beside it."""
    texts = objects_of(page, raw.FPDF_PAGEOBJ_TEXT)
    if len(content.glyphs) >= _FEW and any(_is_printed(address) for address, _ in texts):
        return False
    width, height = page.get_size()
    covered = sum(_area(address) for address, _ in objects_of(page, raw.FPDF_PAGEOBJ_IMAGE))
    return bool(covered >= _LARGE * width * height)


def _is_printed(address: int) -> bool:
    """Text that a reader sees."""
    return bool(raw.FPDFTextObj_GetTextRenderMode(object_at(address)) != _UNSEEN)


def _area(address: int) -> float:
    edges = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(object_at(address), *edges):
        return 0.0
    left, bottom, right, top = (edge.value for edge in edges)
    return float(abs(right - left) * abs(top - bottom))
