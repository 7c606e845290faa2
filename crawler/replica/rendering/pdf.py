"""An article as a PDF with a text layer: ruled tables over several pages, numbered, always the same bytes."""

from __future__ import annotations

import io
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from crawler.replica.rendering.article import Article, Grid, Line

if TYPE_CHECKING:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Flowable, Paragraph

MEDIA_TYPE = "application/pdf"
FONT = "STSong-Light"
TEXT_WIDTH = 440
"""Width of a line of text in points."""
MIN_ROWS = 4
"""Fewest rows of a table worth beginning at the foot of a page: the header of table three and one row."""
HEADING_ROOM = 90
"""Room in points that a heading wants below itself, or it goes to the next page."""


def to_pdf(article: Article) -> bytes:
    """The article as the bytes of a PDF, A4, numbered at the foot of each page."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate, Spacer

    target = io.BytesIO()
    template = SimpleDocTemplate(
        target, pagesize=A4, invariant=1, title=article.title, leftMargin=77, rightMargin=77
    )
    story: list[Flowable] = []
    for block in article.blocks:
        story += [_table(block), Spacer(1, 12)] if isinstance(block, Grid) else _paragraph(block)
    template.build(story, onFirstPage=_number, onLaterPages=_number)
    return target.getvalue()


def _number(canvas: Canvas, template: Any) -> None:
    canvas.setFont(FONT, 9)
    canvas.drawCentredString(template.pagesize[0] / 2, 40, f"- {canvas.getPageNumber()} -")


@cache
def _styles() -> dict[str, ParagraphStyle]:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    text = ParagraphStyle("text", fontName=FONT, fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
    return {
        "text": text,
        "title": ParagraphStyle("title", text, fontSize=18, leading=28, alignment=1, firstLineIndent=0),
        "heading": ParagraphStyle("heading", text, fontSize=14, spaceBefore=8),
        "subheading": text,
        "signature": ParagraphStyle("signature", text, alignment=2),
        "cell": ParagraphStyle("cell", text, fontSize=8, leading=10, firstLineIndent=0, alignment=1),
    }


def _paragraph(line: Line) -> list[Flowable]:
    from reportlab.platypus import CondPageBreak

    if line.role == "picture":
        return []
    room = [CondPageBreak(HEADING_ROOM)] if line.role == "heading" else []
    return [*room, _text(line.text, line.role)]


def _text(text: str, style: str) -> Paragraph:
    from reportlab.platypus import Paragraph

    return Paragraph(escape(text, quote=False).replace("\n", "<br/>"), _styles()[style])


def _table(grid: Grid) -> Flowable:
    """A ruled table that a page may end anywhere below its header, even inside a merged cell."""
    from reportlab.platypus import Flowable

    class Ruled(Flowable):
        """The table itself; it asks the grid to be cut where the page ends."""

        def __init__(self, grid: Grid) -> None:
            super().__init__()
            self.cells, self.table = grid, _drawn(grid)

        def wrap(self, width: float, height: float) -> tuple[float, float]:
            """The room that the table takes."""
            size: tuple[float, float] = self.table.wrap(width, height)
            return size

        def split(self, width: float, height: float) -> list[Flowable]:
            """What fits on the page and what does not; nothing where the page is too short.

            A label whose cell is cut may need more room than before, so the part above is tried row by row.
            """
            for rows in range(self.cells.height - 1, MIN_ROWS - 1, -1):
                above, below = self.cells.cut(rows)
                if (part := Ruled(above)).wrap(width, height)[1] <= height:
                    return [part, Ruled(below)]
            return []

        def draw(self) -> None:
            """Paint it where the page puts it."""
            self.table.drawOn(self.canv, 0, 0)

    return Ruled(grid)


def _drawn(grid: Grid) -> Any:
    from reportlab.lib import colors
    from reportlab.platypus import Table

    unit = TEXT_WIDTH / sum(grid.widths)
    data: list[list[Any]] = [["" for _ in grid.widths] for _ in range(grid.height)]
    style: list[Any] = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        *((f"{side}PADDING", (0, 0), (-1, -1), 2) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
    ]
    for cell in grid.cells:
        data[cell.row][cell.column] = _text(cell.text, "cell") if cell.text else ""
        if cell.rowspan > 1 or cell.colspan > 1:
            corner = (cell.column + cell.colspan - 1, cell.row + cell.rowspan - 1)
            style.append(("SPAN", (cell.column, cell.row), corner))
    return Table(data, [width * unit for width in grid.widths], style=style)
