"""An article as HTML, in the markup that Word, WPS and the editors of content systems really leave behind.

Every style prints the same words and the same figures; only the markup differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html import escape
from random import Random

from crawler.replica.rendering.article import Article, Grid, Line, Printed

WORD_FONT = "font-size:16.0pt;mso-bidi-font-size:11.0pt;font-family:仿宋_GB2312;mso-hansi-font-family:Calibri"
WORD_CELL = "border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt 0cm 5.4pt"
WPS_CELL = "border-width:0.5000pt;border-style:solid;border-color:rgb(0,0,0)"
WPS_SPAN = "mso-spacerun:'yes';font-family:仿宋_GB2312;mso-hansi-font-family:Calibri;font-size:16.0000pt;"


def _spans(cell: Printed) -> str:
    rows = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    columns = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    return rows + columns


def _broken(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br/>")


class Clean:
    """What a careful editor leaves: paragraphs, headings in bold, a bare table."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def article(self, article: Article) -> str:
        """The whole fragment."""
        parts = (self.grid(b) if isinstance(b, Grid) else self.line(b) for b in article.blocks)
        return "\n".join(parts)

    def line(self, line: Line) -> str:
        """One paragraph."""
        if line.role == "title":
            return f'<h2 style="text-align:center">{escape(line.text)}</h2>'
        if line.role == "heading":
            return f"<p><strong>{escape(line.text)}</strong></p>"
        if line.role == "picture":
            return _picture(line)
        align = ' style="text-align:right"' if line.role == "signature" else ' style="text-indent:2em"'
        return f"<p{align}>{escape(line.text, quote=False)}</p>"

    def grid(self, grid: Grid) -> str:
        """One table."""
        rows = "\n".join(f"<tr>{''.join(map(self.cell, row))}</tr>" for row in grid.rows())
        return f'<table border="1" cellspacing="0" cellpadding="0"><tbody>\n{rows}\n</tbody></table>'

    def cell(self, cell: Printed) -> str:
        """One cell."""
        return f"<td{_spans(cell)}>{_broken(cell.text) or '&nbsp;'}</td>"


class Word(Clean):
    """Word's "save as web page": MsoNormal, o:p, a span per change of script, text cut inside words."""

    def line(self, line: Line) -> str:
        """A paragraph of spans, each with its full style."""
        if line.role == "picture":
            return _picture(line)
        align = {"title": "center", "signature": "right"}.get(line.role, "left")
        weight = "<b>{}</b>" if line.role in ("title", "heading") else "{}"
        inner = weight.format(self.run(line.text)) + '<span lang="EN-US"><o:p></o:p></span>'
        return f'<p class="MsoNormal" align="{align}" style="text-indent:32.0pt">{inner}</p>'

    def run(self, text: str) -> str:
        """Text in spans: cut at every change between Chinese and other signs, and now and then in a word."""
        return "".join(self._span(piece) for piece in _pieces(text, self.rng))

    def _span(self, piece: str) -> str:
        if piece == "\n":
            return '<span lang="EN-US"><br/></span>'
        lang = ' lang="EN-US"' if piece.isascii() else ""
        return f'<span{lang} style="{WORD_FONT}">{escape(piece, quote=False)}</span>'

    def grid(self, grid: Grid) -> str:
        """A table with widths on everything and the blank paragraph that Word leaves after it."""
        rows = "\n".join(
            f' <tr style="mso-yfti-irow:{at};height:15.75pt">\n  {"".join(map(self.cell, row))}\n </tr>'
            for at, row in enumerate(grid.rows())
        )
        table = f'<table class="MsoNormalTable" border="1" cellspacing="0" width="644">\n{rows}\n</table>'
        return table + '\n<p class="MsoNormal"><span lang="EN-US"><o:p>&nbsp;</o:p></span></p>'

    def cell(self, cell: Printed) -> str:
        """A cell whose text stands in a paragraph, a blank one holding Word's own empty mark."""
        inner = self.run(cell.text) if cell.text else '<span lang="EN-US"><o:p>&nbsp;</o:p></span>'
        paragraph = f'<p class="MsoNormal" align="center">{inner}<span lang="EN-US"><o:p></o:p></span></p>'
        return f'<td width="{40 * cell.colspan}"{_spans(cell)} style="{WORD_CELL}">{paragraph}</td>'


class Wps(Clean):
    """WPS pasted into an editor: spans around nested font elements, a class per paragraph, odd blanks."""

    def line(self, line: Line) -> str:
        """A paragraph of nested fonts."""
        if line.role == "picture":
            return _picture(line)
        bold = line.role in ("title", "heading")
        pieces = "".join(self._font(piece, bold=bold) for piece in _pieces(line.text, self.rng))
        return f'<p class="p" style="margin-left:0pt;text-indent:32pt">{pieces}</p>'

    def _font(self, piece: str, *, bold: bool) -> str:
        if piece == "\n":
            return "<br/>"
        face = "Calibri" if piece.isascii() else "仿宋_GB2312"
        inner = f'<font face="{face}">{escape(piece, quote=False)}</font>'
        inner = f"<b>{inner}</b>" if bold else inner
        return f'<span style="{WPS_SPAN}"><font size="3"><font color="#000000">{inner}</font></font></span>'

    def grid(self, grid: Grid) -> str:
        """A table in a div, its rows without closing white space."""
        rows = "".join(f"<tr>{''.join(map(self.cell, row))}</tr>" for row in grid.rows())
        widths = "".join(f'<col style="width:{5 * width}pt"/>' for width in grid.widths)
        table = f'<table class="MsoTableGrid" style="border-collapse:collapse"><colgroup>{widths}</colgroup>'
        return f'<div align="center">{table}<tbody>{rows}</tbody></table></div>'

    def cell(self, cell: Printed) -> str:
        """A cell with its figure in nested fonts, sometimes with a blank beside it."""
        pieces = "".join(self._font(piece, bold=False) for piece in _pieces(cell.text, self.rng))
        around = self.rng.choice(["", "", "&nbsp;", " "]) if cell.key else ""
        inner = around + pieces if pieces else "&nbsp;"
        style = f'style="{WPS_CELL}"'
        return f'<td valign="center"{_spans(cell)} {style}><p class="MsoNormal">{inner}</p></td>'


class Nested(Clean):
    """Old layout habits: tables inside a layout table, and each figure in a table of one cell."""

    def article(self, article: Article) -> str:
        """The fragment inside two tables that only place it on the page."""
        frame = '<table width="100%" border="0" cellspacing="0"><tr><td class="bt_content">'
        return f"{frame}{frame}\n{super().article(article)}\n</td></tr></table></td></tr></table>"

    def cell(self, cell: Printed) -> str:
        """A label as it is; a figure in its own little table."""
        if not cell.key:
            return super().cell(cell)
        inner = f"<tr><td align='center'>{_broken(cell.text) or '&nbsp;'}</td></tr>"
        return f"<td{_spans(cell)}><table width='100%' border='0' cellpadding='0'>{inner}</table></td>"


class Breaks(Clean):
    """A plain-text editor: no paragraphs, only line breaks; header cells as th, upper-case tags."""

    def article(self, article: Article) -> str:
        """Everything in one block."""
        return f'<DIV class="view">{super().article(article)}</DIV>'

    def line(self, line: Line) -> str:
        """A line, indented by full-width spaces and ended by breaks."""
        if line.role == "picture":
            return _picture(line)
        return f"　　{escape(line.text, quote=False)}<BR><BR>"

    def cell(self, cell: Printed) -> str:
        """Labels as th, figures as td, blanks left empty."""
        tag = "TD" if cell.key else "TH"
        return f"<{tag}{_spans(cell)}>\n {_broken(cell.text)}\n</{tag}>"


STYLES: Mapping[str, Callable[[Random], Clean]] = {
    "clean": Clean,
    "word": Word,
    "wps": Wps,
    "nested": Nested,
    "breaks": Breaks,
}


def to_html(article: Article, style: str, rng: Random) -> str:
    """The article's fragment in one of ``STYLES``."""
    return STYLES[style](rng).article(article)


def _pieces(text: str, rng: Random) -> Iterator[str]:
    """Runs of one script; a long Chinese run is now and then cut in two, a number never is.

    A line break is a piece of its own.
    """
    run = ""
    for sign in text:
        changes = run and (run[-1].isascii() != sign.isascii() or "\n" in (run, sign))
        if changes or (len(run) > 2 and not sign.isascii() and rng.random() < 0.04):
            yield run
            run = ""
        run += sign
    if run:
        yield run


def _picture(line: Line) -> str:
    pixel = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    return f'<p align="center"><img src="{pixel}" alt="{escape(line.text)}" width="400"/></p>'
