"""What pdfium knows of a page: characters with boxes and ruling lines, turned upright."""

from __future__ import annotations

from dataclasses import dataclass, field

import pypdfium2 as pdfium

from pipelines.reading.glyphs import Glyph
from pipelines.reading.lattice import Ruling
from pipelines.reading.pdfchars import read_characters
from pipelines.reading.pdfpaths import read_rulings
from pipelines.reading.pdfupright import Upright


@dataclass(slots=True)
class PageContent:
    """A page as shown: its size, characters and lines. `unmapped` counts characters without meaning.

    `recognised` says that it was read as a picture (OCR), `unread` that it is one and was not read.
    """

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    horizontal: list[Ruling] = field(default_factory=list)
    vertical: list[Ruling] = field(default_factory=list)
    unmapped: int = 0
    recognised: bool = False
    unread: bool = False


def page_content(page: pdfium.PdfPage) -> PageContent:
    """Read a page. Raises `DocumentTooLarge`, and what pdfium raises for damaged pages."""
    upright = Upright(page)
    glyphs, unmapped = read_characters(page, upright)
    horizontal, vertical = read_rulings(page, upright)
    return PageContent(*upright.size, glyphs, horizontal, vertical, unmapped)
