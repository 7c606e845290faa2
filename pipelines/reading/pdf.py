"""PDF with a text layer -> Document: ruled tables by their lines, paragraphs by the lines' geometry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress
from operator import not_
from typing import TYPE_CHECKING, Final, NoReturn

from pipelines.model import Document, Note, Paragraph, Severity, Table
from pipelines.reading import layout, stitch
from pipelines.reading.errors import (
    CorruptDocument,
    DocumentTooLarge,
    EmptyDocument,
    EncryptedDocument,
    NoTextLayer,
    ReaderMissing,
)
from pipelines.reading.glyphs import Glyph, PrintedLine, centers, lines
from pipelines.reading.lattice import Lattice, lattices
from pipelines.reading.ocr import MISSING, picture_notes
from pipelines.reading.text import collapsed, printable

if TYPE_CHECKING:
    import pypdfium2

    from pipelines.reading.pdfpage import PageContent

MEDIA_TYPE = "application/pdf"
MAX_PAGES: Final = 300
MAX_ALL_CHARACTERS: Final = 400_000
"""Of a whole document; an annual report has about five pages and 5,000 characters."""
_LEAST_CHARACTERS: Final = 10
"""Fewer characters than this are a page number or a scanner's stamp."""
_PASSWORD: Final = 4


@dataclass(frozen=True, slots=True)
class _Prose:
    """Lines of one page between two tables."""

    page: int
    lines: tuple[PrintedLine, ...]


_Piece = _Prose | stitch.PdfTable


def read_pdf(data: bytes, *, sha256: str) -> Document:
    """Read a PDF. Raises `EncryptedDocument`, `CorruptDocument`, `DocumentTooLarge`, `NoTextLayer`."""
    pages, metadata = _pages(data)
    characters = sum(sum([len(glyph.text) for glyph in page.glyphs]) for page in pages)
    if characters < _LEAST_CHARACTERS:
        _refuse(pages)
    blocks = blocks_of(pages)
    if not blocks:
        raise EmptyDocument("expected a PDF with text, found only page numbers")
    unmapped = sum(page.unmapped for page in pages)
    notes = (*_notes(unmapped, characters), *picture_notes(pages))
    return Document(sha256, MEDIA_TYPE, blocks, metadata, (), notes)


def blocks_of(pages: list[PageContent]) -> tuple[Paragraph | Table, ...]:
    """The tables and paragraphs of pages with a text layer or recognised from pictures, in order."""
    return tuple(_blocks(_whole(_pieces(pages))))


def _refuse(pages: list[PageContent]) -> NoReturn:
    if any(page.unread for page in pages):
        raise ReaderMissing(MISSING)
    raise NoTextLayer(
        "expected a PDF with text, found none, not even in its pictures: look for another version"
    )


def _notes(unmapped: int, characters: int) -> Iterator[Note]:
    if unmapped * 50 > characters:
        message = f"{unmapped} of {unmapped + characters} characters are lost: fonts without a meaning"
        yield Note("reading.fonts", message, Severity.WARNING)


def _pages(data: bytes) -> tuple[list[PageContent], dict[str, str]]:
    try:
        import pypdfium2  # noqa: PLC0415 - only this reader needs it
    except ImportError as error:
        raise ReaderMissing("expected the library pypdfium2 for PDF files: pip install pypdfium2") from error
    try:
        with pypdfium2.PdfDocument(data) as document:
            title = _title(document)
            return list(_contents(document)), {"title": title} if title else {}
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise EncryptedDocument(
                "expected an open PDF, found one locked by a password: ask for it"
            ) from error
        raise CorruptDocument(
            f"expected a whole PDF, found a damaged one ({error}): fetch it again"
        ) from error


def _title(document: pypdfium2.PdfDocument) -> str:
    """The file's title; one that is damaged says nothing reliable about the report, and counts as none."""
    try:
        return collapsed(printable(document.get_metadata_value("Title") or ""))
    except UnicodeDecodeError:
        return ""


def _contents(document: pypdfium2.PdfDocument) -> Iterator[PageContent]:
    from pipelines.reading.pdfpage import page_content  # noqa: PLC0415 - it loads pdfium
    from pipelines.reading.scan import with_picture_read  # noqa: PLC0415

    if len(document) > MAX_PAGES:
        raise DocumentTooLarge(f"expected at most {MAX_PAGES} pages, found {len(document)}: split the file")
    total = 0
    for page in document:
        content = with_picture_read(page, page_content(page))
        page.close()
        total += len(content.glyphs)
        if total > MAX_ALL_CHARACTERS:
            raise DocumentTooLarge(
                f"expected at most {MAX_ALL_CHARACTERS} characters, found more: split the file"
            )
        yield content


def _pieces(pages: list[PageContent]) -> list[_Piece]:
    """Tables and the lines between them in reading order, page numbers and running headers gone."""
    grids = [
        [grid for grid in lattices(page.horizontal, page.vertical) if len(grid.cells) > 1] for page in pages
    ]
    parted = [_parted(page.glyphs, tables) for page, tables in zip(pages, grids, strict=True)]
    texts = [
        layout.PageLines(page.height, tuple(lines(loose)))
        for page, (loose, _) in zip(pages, parted, strict=True)
    ]
    kept = layout.without_furniture(texts)
    contents = zip(pages, grids, parted, kept, strict=True)
    return [
        piece
        for number, (page, tables, (_, inside), prose) in enumerate(contents, start=1)
        for piece in _page_pieces(number, page, list(zip(tables, inside, strict=True)), prose.lines)
    ]


def _parted(glyphs: list[Glyph], tables: list[Lattice]) -> tuple[list[Glyph], list[list[Glyph]]]:
    """The characters outside of all tables, and those inside each."""
    if not tables:
        return glyphs, []
    points = centers(glyphs)
    held = [table.holding(points) for table in tables]
    loose = compress(glyphs, map(not_, map(any, zip(*held, strict=True))))
    return list(loose), [list(compress(glyphs, inside)) for inside in held]


def _page_pieces(
    number: int,
    page: PageContent,
    tables: list[tuple[Lattice, list[Glyph]]],
    prose: tuple[PrintedLine, ...],
) -> Iterator[_Piece]:
    rest = list(prose)
    for index, (grid, inside) in enumerate(tables, start=1):
        above = [line for line in rest if line.baseline <= grid.ys[0] + line.size * 0.5]
        rest = rest[len(above) :]
        if above:
            yield _Prose(number, tuple(above))
        source = " (OCR)" if page.recognised else ""
        table = stitch.filled(grid, inside, f"page {number}, table {index}{source}")
        if any(cell.text for cell in table.cells):
            yield table
    if rest:
        yield _Prose(number, tuple(rest))


def _whole(pieces: list[_Piece]) -> list[_Piece]:
    """Stitch a table that begins a page to the one that ended the page before."""
    whole: list[_Piece] = []
    for piece in pieces:
        before = whole[-1] if whole else None
        if isinstance(piece, _Prose) or not isinstance(before, stitch.PdfTable) or not _breaks(before, piece):
            whole.append(piece)
        else:
            whole[-1] = stitch.stitched(before, piece)
    return whole


def _breaks(before: stitch.PdfTable, after: stitch.PdfTable) -> bool:
    last_page = before.cells[-1].place.partition(",")[0]
    return last_page != after.place.partition(",")[0] and stitch.continues(before, after)


def _blocks(pieces: list[_Piece]) -> Iterator[Paragraph | Table]:
    edge = layout.margins([line for piece in pieces if isinstance(piece, _Prose) for line in piece.lines])
    run: list[tuple[int, PrintedLine]] = []
    for piece in pieces:
        if isinstance(piece, _Prose):
            run.extend((piece.page, line) for line in piece.lines)
            continue
        yield from _paragraphs(run, edge)
        run = []
        yield stitch.table(piece)
    yield from _paragraphs(run, edge)


def _paragraphs(run: list[tuple[int, PrintedLine]], edge: layout.Margins) -> Iterator[Paragraph]:
    group: list[PrintedLine] = []
    start = 0
    for index, (page, line) in enumerate(run):
        new_page = bool(group) and run[index - 1][0] != page
        if group and not layout.continues(group[-1], line, edge, new_page=new_page):
            yield Paragraph(layout.joined(group), f"page {run[start][0]}")
            group, start = [], index
        group.append(line)
    if group:
        yield Paragraph(layout.joined(group), f"page {run[start][0]}")
