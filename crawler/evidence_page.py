"""A captured document as a page to look at, with one cell marked (证据页): what ``trace --open`` shows.

1. A captured HTML page is shown as it is, without its scripts, with its own address as base. The cell is
   found by reading the page once more with a token in every cell: whichever stands at the place is the one.
2. Any other document is shown as it was read: paragraphs and tables, each cell where its place says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from pipelines.model import Document, Paragraph, Table
from pipelines.reading import read_all
from pipelines.reading.encoding import decode

MARK = "outline: 4px solid #d00; background: #ff9; scroll-margin: 30vh;"
CELL = "nianbao-cell"
_TOKEN = "nianbaocell{}x"
_SHOW = f"<script>document.getElementById('{CELL}').scrollIntoView()</script>"


def evidence_page(payload: bytes, evidence: Mapping[str, Any]) -> str:
    """The page for a figure's evidence (``archive.queries.trace``) and the document's bytes.

    A cell that cannot be found is not marked, and the page says so.
    """
    if evidence["media_type"] == "text/html":
        page = _captured(payload, evidence)
        if page is not None:
            return page
    return _as_read(payload, evidence)


def _captured(payload: bytes, evidence: Mapping[str, Any]) -> str | None:
    """The page itself; None where the place is no cell of it (a dump of a table in running text)."""
    text = decode(payload).text
    root = lxml_html.document_fromstring(text)
    at = _number_of(text, evidence["place"], evidence["url"])
    if at is None:
        return None
    cell = list(root.iter("td", "th"))[at]
    cell.set("id", CELL)
    cell.set("style", f"{cell.get('style') or ''};{MARK}")
    etree.strip_elements(root, "script", with_tail=False)
    shown = lxml_html.tostring(root, encoding="unicode")
    head = f'<meta charset="utf-8"><base href="{escape(evidence["url"])}">'
    return f"<!DOCTYPE html>{head}{_banner(evidence, marked=True)}{shown}{_SHOW}"


def _number_of(text: str, place: str, url: str) -> int | None:
    """Which td or th of the page, in the order of its text, stands at a place."""
    root = lxml_html.document_fromstring(text)
    for number, element in enumerate(list(root.iter("td", "th"))):
        if element.find(".//table") is None:
            _replace_text(element, _TOKEN.format(number))
    tokens = lxml_html.tostring(root, encoding="utf-8")
    for document in read_all(tokens, url=url):
        for table in document.tables:
            for cell in table.cells:
                if table.place_of(cell) == place and cell.text.startswith("nianbaocell"):
                    return int(cell.text.removeprefix("nianbaocell").partition("x")[0])
    return None


def _replace_text(cell: etree._Element, token: str) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.text = token


def _as_read(payload: bytes, evidence: Mapping[str, Any]) -> str:
    documents = read_all(payload, url=evidence["url"])
    body = "".join(part for document in documents for part in _blocks(document, evidence["place"]))
    marked = f'id="{CELL}"' in body
    style = "table {border-collapse: collapse} td {border: 1px solid #999; padding: 2px 8px}"
    head = f'<meta charset="utf-8"><style>{style}</style>'
    return f"<!DOCTYPE html>{head}{_banner(evidence, marked=marked)}{body}{_SHOW if marked else ''}"


def _blocks(document: Document, place: str) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            mark = f' id="{CELL}" style="{MARK}"' if block.place == place else ""
            yield f"<p{mark}>{escape(block.text)}</p>"
        else:
            yield _table(block, place)


def _table(table: Table, place: str) -> str:
    rows: dict[int, list[str]] = {}
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        mark = f' id="{CELL}" style="{MARK}"' if table.place_of(cell) == place else ""
        spans = f' rowspan="{cell.rowspan}" colspan="{cell.colspan}"'
        rows.setdefault(cell.row, []).append(f"<td{spans}{mark}>{escape(cell.text)}</td>")
    lines = "".join(f"<tr>{''.join(cells)}</tr>" for cells in rows.values())
    return f"<table>{lines}</table>"


def _banner(evidence: Mapping[str, Any], *, marked: bool) -> str:
    """What a footnote needs, above the page."""
    lines = (
        f"{evidence['body']} {evidence['year']}: {evidence['label']} ({evidence['figure']})",
        f"printed {evidence['raw']!r}, {evidence['state']}, {evidence['place']}",
        f"{evidence['url']}, captured {evidence['fetched_at']}, sha256 {evidence['sha256']}",
        f"{evidence['warc_file']}, offset {evidence['warc_offset']}",
        *(() if marked else ("The cell could not be found in this page: look for it by its place.",)),
    )
    said = "<br>".join(escape(line) for line in lines)
    style = "font: 14px sans-serif; background: #eef; border-bottom: 2px solid #336; padding: 8px"
    return f'<div style="{style}">{said}</div>'
