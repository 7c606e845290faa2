"""An article as a PDF with a text layer: ruled tables over several pages, page numbers, the same bytes always."""

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
        "heading": ParagraphStyle("heading", text, fontSize=14, spaceBefore=8, keepWithNext=1),
        "subheading": text,
        "signature": ParagraphStyle("signature", text, alignment=2),
        "cell": ParagraphStyle("cell", text, fontSize=8, leading=10, firstLineIndent=0, alignment=1),
    }


def _paragraph(line: Line) -> list[Flowable]:
    return [] if line.role == "picture" else [_text(line.text, line.role)]


def _text(text: str, style: str) -> Paragraph:
    from reportlab.platypus import Paragraph

    return Paragraph(escape(text, quote=False).replace("\n", "<br/>"), _styles()[style])


def _table(grid: Grid) -> Flowable:
    """A ruled table. It breaks between rows; a merged cell goes on on the next page without its label."""
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
        corner = (cell.column + cell.colspan - 1, cell.row + cell.rowspan - 1)
        if cell.rowspan > 1 or cell.colspan > 1:
            style.append(("SPAN", (cell.column, cell.row), corner))
    return Table(data, [width * unit for width in grid.widths], style=style)
