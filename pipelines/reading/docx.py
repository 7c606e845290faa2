"""DOCX -> Document, from the XML itself: merged cells once, automatic numbers as printed.

Read as printed: insertions yes, deletions no; of alternative contents (mc:AlternateContent) the first;
text boxes after their paragraph; hidden text and footnote marks not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from pipelines.model import Document
from pipelines.reading.errors import EmptyDocument
from pipelines.reading.flow import FlowCell, FlowRow, FlowTable, Item, Line
from pipelines.reading.grid import MAX_COLSPAN, MAX_COLUMNS
from pipelines.reading.numbering import Numbering, numbering
from pipelines.reading.package import Package
from pipelines.reading.settle import blocks
from pipelines.reading.text import collapsed
from pipelines.reading.wordml import MC, Styles, W, attribute, child, holders, is_on, name, number, value

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TITLE: Final = "{http://purl.org/dc/elements/1.1/}title"
_SKIPPED: Final = frozenset(
    """del moveFrom pPr rPr tblPr tblGrid trPr tcPr sdtPr sdtEndPr sectPr instrText delText fldData
    footnoteReference endnoteReference annotationRef rt rubyPr""".split()  # noqa: SIM905
)
_WRAPPERS: Final = frozenset(
    """sdt sdtContent ins moveTo smartTag customXml hyperlink fldSimple dir bdo ruby
    rubyBase""".split()  # noqa: SIM905
)
_PRINTED: Final = {"tab": " ", "ptab": " ", "br": "\x0b", "cr": "\x0b", "noBreakHyphen": "-"}
_UNPRINTED: Final = ("vanish", "strike", "dstrike")
_RARE: Final = (
    *(_SKIPPED - {"pPr", "rPr", "tcPr", "trPr", "tblPr", "tblGrid"}),
    *(*_PRINTED, *_UNPRINTED, "vertAlign", "txbxContent"),
)
"""Without these elements a paragraph's text is that of its w:t elements, one after another."""
_TEXT: Final = f"{W}t"
_ALONE: Final[Mapping[str, str]] = {}
_MARK = re.compile(r"\d{1,2}")
_HEADING = re.compile(r"heading|title|标题", re.IGNORECASE)


def read_docx(data: bytes, *, sha256: str) -> Document:
    """Read a DOCX. Raises `CorruptDocument`, `EncryptedDocument`, `DocumentTooLarge`, `EmptyDocument`."""
    package = Package(data)
    main, root = package.main()
    styles = Styles(package.beside_later(main, "styles.xml"))
    reader = _Reader(root, numbering(package.beside(main, "numbering.xml"), styles), styles)
    content = blocks(reader.items(child(root, "body") if name(root) == "document" else None))
    if not content:
        raise EmptyDocument("expected a DOCX with text, found none: it may hold only pictures")
    return Document(sha256, MEDIA_TYPE, content, _metadata(package))


def _metadata(package: Package) -> dict[str, str]:
    core = package.part("docProps/core.xml")
    title = collapsed(core.findtext(_TITLE) or "") if core is not None else ""
    return {"title": title} if title else {}


def _children(element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """What is printed of an element, each with its name, wrappers (w:sdt, w:ins, w:hyperlink ...) opened."""
    for item in element:
        kind = name(item)
        if kind == "mc:AlternateContent":
            choices = [part for part in item if name(part) in ("mc:Choice", "mc:Fallback")]
            yield from _children(choices[0]) if choices else ()
        elif kind in _WRAPPERS:
            yield from _children(item)
        elif kind and kind not in _SKIPPED:
            yield kind, item


class _Reader:
    """Writes the body down as a flow. The parser bounds the depth of the XML at 256 elements.

    What is rare is looked up once for the whole document: which paragraphs hold more than plain text or have
    a style, and which cells are merged. All others are read without a further question.
    """

    def __init__(self, root: etree._Element, numbers: Numbering, styles: Styles) -> None:
        self._numbers = numbers
        self._styles = styles
        self._headings: dict[str, bool] = {}
        self._all_styled = "" in numbers.lists
        rare = root.iter(*(W + tag for tag in _RARE), f"{MC}AlternateContent")
        self._varied = {paragraph for item in rare for paragraph in item.iterancestors(f"{W}p")}
        self._styled = holders(root, "pPr", "numPr", "pStyle", "outlineLvl")
        self._merged = holders(root, "tcPr", "gridSpan", "vMerge", "hMerge")

    def items(self, container: etree._Element | None) -> list[Item]:
        """Paragraphs and tables of a body, cell or text box, in order."""
        found: list[Item] = []
        for kind, element in _children(container) if container is not None else ():
            if kind == "p":
                self._add_paragraph(element, found)
            elif kind == "tbl":
                found.append(self._table(element))
        return found

    def _add_paragraph(self, element: etree._Element, found: list[Item]) -> None:
        boxes: list[etree._Element] = []
        varied = element in self._varied
        text = "".join(_inline(element, boxes) if varied else _plain(element))
        heading = False
        if element in self._styled or self._all_styled:
            printed = self._numbers.printed(element)
            text = printed + text if text.strip() else text
            heading = self._is_heading(child(element, "pPr"))
        found += [Line(line, heading) for part in text.split("\x0b") if (line := collapsed(part))]
        for box in boxes:
            found += self.items(box)

    def _is_heading(self, properties: etree._Element | None) -> bool:
        if value(properties, "outlineLvl") is not None:
            return value(properties, "outlineLvl") != "9"
        return self._is_heading_style(value(properties, "pStyle") or "")

    def _is_heading_style(self, name: str) -> bool:
        if name not in self._headings:
            style = self._styles.get(name)
            level = value(style, "pPr", "outlineLvl")
            named = bool(_HEADING.search(value(style, "name") or ""))
            self._headings[name] = named or level not in (None, "9")
        return self._headings[name]

    def _table(self, element: etree._Element) -> FlowTable:
        table = FlowTable()
        starts: dict[int, FlowCell] = {}
        for kind, row in _children(element):
            if kind == "tr" and child(row, "trPr", "del") is None:
                starts = self._row(row, starts, table)
        return table

    def _row(
        self, element: etree._Element, above: dict[int, FlowCell], table: FlowTable
    ) -> dict[int, FlowCell]:
        """Add a row; returns the vertical merges that the next row may continue, by column."""
        row = FlowRow()
        starts: dict[int, FlowCell] = {}
        column = min(number(value(element, "trPr", "gridBefore"), 0), MAX_COLSPAN)
        for item in (item for kind, item in _children(element) if kind == "tc"):
            merged = self._merged.get(item, _ALONE)
            width = _width(merged, column) if "gridSpan" in merged else 1
            cell = self._cell(item, above.get(column), row, FlowCell(1, width, [], column))
            if "vMerge" in merged:
                starts[column] = cell
            column += width
        table.rows.append(row)
        return starts

    def _cell(self, item: etree._Element, above: FlowCell | None, row: FlowRow, new: FlowCell) -> FlowCell:
        """The cell printed here: a new one, or the one that it continues downwards or to the right."""
        merged = self._merged.get(item, _ALONE)
        if merged.get("vMerge") in ("", "continue") and above is not None:
            above.rowspan += 1
            return above
        if merged.get("hMerge") in ("", "continue") and row.cells:
            row.cells[-1].colspan += new.colspan
            return row.cells[-1]
        new.items = self.items(item)
        row.cells.append(new)
        return new


def _width(merged: Mapping[str, str], column: int) -> int:
    width = number(merged.get("gridSpan"), 1)
    return max(min(width, MAX_COLSPAN, MAX_COLUMNS - column), 1)


def _plain(element: etree._Element) -> list[str]:
    return [part.text or "" for part in element.iter(_TEXT)]


def _inline(element: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
    """The printed text of a paragraph; text boxes are collected for later."""
    for kind, item in _children(element):
        if kind == "t":
            yield item.text or ""
        elif kind in _PRINTED:
            yield "" if attribute(item, "type") in ("page", "column") else _PRINTED[kind]
        elif kind == "txbxContent":
            boxes.append(item)
        elif not (kind == "r" and any(is_on(item, "rPr", mark) for mark in _UNPRINTED)):
            yield from _marked(item, "".join(_inline(item, boxes)))


def _marked(run: etree._Element, text: str) -> Iterator[str]:
    """A small raised or lowered number is a mark (注①), and no digit of the number before it."""
    raised = value(run, "rPr", "vertAlign") in ("superscript", "subscript")
    yield f"[{text}]" if raised and _MARK.fullmatch(text) else text
