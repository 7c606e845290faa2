"""PDFs made with reportlab for tests: a title, paragraphs and ruled tables, in the CID font STSong-Light."""

from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
STYLE = ParagraphStyle("text", fontName=FONT, fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
CELL = ParagraphStyle("cell", fontName=FONT, fontSize=9, leading=12, wordWrap="CJK")


def text(content: str) -> Paragraph:
    return Paragraph(content, STYLE)


def ruled(rows: list[list[str]], spans: list[tuple[tuple[int, int], tuple[int, int]]] | None = None) -> Table:
    """A table with all its lines; spans as ((column, row), (column, row)) of the corners."""
    style = [("GRID", (0, 0), (-1, -1), 0.5, "black"), *(("SPAN", *span) for span in spans or [])]
    return Table([[Paragraph(cell, CELL) for cell in row] for row in rows], style=style)


def pdf(*flowables: Flowable, title: str = "", encrypt: str | None = None) -> bytes:
    stream = BytesIO()
    template = SimpleDocTemplate(stream, pagesize=A4, title=title, encrypt=encrypt)
    template.build(list(flowables), onFirstPage=_footer, onLaterPages=_footer)
    return stream.getvalue()


def _footer(canvas: Canvas, template: SimpleDocTemplate) -> None:
    canvas.setFont(FONT, 9)
    canvas.drawCentredString(A4[0] / 2, 30, f"- {template.page} -")
    canvas.drawCentredString(A4[0] / 2, A4[1] - 40, "某县政府信息公开")
