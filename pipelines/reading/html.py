"""HTML (a page, a fragment, a page saved inside a page) -> Document.

The tree is walked once, without recursion, into a flow of lines and tables: block elements and <br>
end a line, unknown tags such as <ucapcontent> are transparent, what a browser does not show is left out.
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from pipelines.model import Document
from pipelines.reading.encoding import decode
from pipelines.reading.errors import CorruptDocument, DocumentTooLarge, EmptyDocument
from pipelines.reading.flow import MAX_TABLE_DEPTH, FlowCell, FlowRow, FlowTable, Item, Line
from pipelines.reading.head import attachments, metadata, parts_of_head, pictures, with_trail
from pipelines.reading.settle import blocks
from pipelines.reading.shown import is_raised, is_unprinted, lighten
from pipelines.reading.text import collapsed, printable_bytes

MEDIA_TYPE = "text/html"
_BLOCKS: Final = frozenset(
    """address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption
    figure footer form frameset header hgroup hr html legend li main menu nav ol optgroup p pre section
    summary ul caption table thead tbody tfoot tr td th h1 h2 h3 h4 h5 h6""".split()  # noqa: SIM905
)
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_UNSEEN: Final = frozenset(
    """script style noscript template head title select textarea svg math iframe video audio canvas map
    datalist""".split()  # noqa: SIM905
)
_GROUPS: Final = frozenset(("thead", "tbody", "tfoot"))
_CELLS: Final = frozenset(("td", "th"))
_PARTS: Final = _GROUPS | _CELLS | {"tr"}
_COUNTED: Final = _HEADINGS | {"pre", "caption"}
_STRUCK: Final = frozenset(("del", "s", "strike"))
_RAISING: Final = frozenset(("sup", "sub"))
_MARKED: Final = _STRUCK | _RAISING
_MARK = re.compile(r"\d{1,2}")
_NUMBER = re.compile(r"\d")
_LEADING_DIGITS = re.compile(r"\s*\+?(\d{1,9})", re.ASCII)
_SPACE: Final = " \t\r\n\f\x0b"
_COLLAPSED: Final = " \t\r\n\f"
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def read_html(data: bytes, *, sha256: str, url: str | None = None, media_type: str | None = None) -> Document:
    """Read a page. Raises `EmptyDocument` where a browser would show nothing."""
    decoded = decode(data, media_type)
    root, markup = _parsed(decoded.text)
    parts = parts_of_head(root)
    said, files, shown = metadata(root, parts), attachments(parts, url), pictures(parts, url)
    flow = _Flow(styled=lighten(root, markup))
    flow.walk(root)
    content = blocks(flow.items)
    if not content:
        raise EmptyDocument("expected a page with text, found none to show: fetch the page again")
    return Document(sha256, MEDIA_TYPE, content, with_trail(said, content), files, decoded.notes, shown)


def parse(text: str) -> etree._Element:
    """The element tree of a page, always with a root. Raises subclasses of `UnreadableDocument`."""
    return _parsed(text)[0]


def _parsed(text: str) -> tuple[etree._Element, bytes]:
    """The element tree of a page, and the markup that it was made from."""
    markup = printable_bytes(text)
    if b"<?xml" in markup:
        markup = _XML_DECLARATION.sub("", markup.decode()).encode()
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(markup, parser)
    except etree.LxmlError as error:
        raise CorruptDocument(
            f"expected HTML, found what no parser reads ({error}): fetch it again"
        ) from error
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise DocumentTooLarge("expected a page, found elements nested thousands deep: save it again as HTML")
    if root is None:
        raise EmptyDocument("expected a page, found no content: fetch the page again")
    return root, markup


class _Flow:
    """Collects lines and tables while the tree is walked; `stack` holds what is open.

    `styled` says that the style of an element in a cell may make its text no part of the cell's number.
    """

    def __init__(self, *, styled: bool) -> None:
        self.styled = styled
        self.items: list[Item] = []
        self.stack: list[FlowTable | FlowCell] = []
        self.opened: list[etree._Element] = []
        self.targets = [self.items]
        self.pieces: list[str] = []
        self.headings = 0
        self.preformatted = 0
        self.captions = 0
        self.group = 0
        self.depth = 0

    def walk(self, root: etree._Element) -> None:
        """Walk in document order; the text of an element comes at its start, its tail at its end."""
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped: etree._Element | None = None
        for event, element in walker:
            tag = element.tag
            if event == "start":
                if self._is_done_with(tag, element):
                    walker.skip_subtree()
                    skipped = element
                    continue
                if tag == "br":
                    self.pieces.append("\x0b")
                text = element.text
            else:
                if element is skipped:
                    skipped = None
                elif tag in _BLOCKS:
                    self._close(tag, element)
                text = element.tail
            if text:
                self._say(text)
        self._end_line()

    def _is_done_with(self, tag: str, element: etree._Element) -> bool:
        """Whether nothing inside an element has to be walked: it is not shown, or was read at once."""
        if tag in _UNSEEN:
            return True
        if (self.styled or tag in _MARKED) and self._is_struck_or_raised(tag, element):
            return True
        return tag in _BLOCKS and self._open(tag, element)

    def _is_struck_or_raised(self, tag: str, element: etree._Element) -> bool:
        """What is no part of a cell's number: struck out, invisible, or a small mark, said in brackets."""
        if not self.stack or not isinstance(self.stack[-1], FlowCell):
            return False
        style = element.get("style") or ""
        if tag in _STRUCK or is_unprinted(style):
            return True
        if tag not in _RAISING and not is_raised(style):
            return False
        mark = "".join(map(str, element.itertext())).strip()
        if not _MARK.fullmatch(mark):
            return False
        self.pieces.append(f"[{mark}]")
        return True

    def _say(self, text: str) -> None:
        self.pieces.append(text if not self.preformatted else text.replace("\n", "\x0b"))
        if self.stack and not text.isspace():
            self._mark_stray(text)

    def _mark_stray(self, text: str) -> None:
        """A number in a row outside its cells: one of them has lost its markup, and nobody knows which."""
        table = self.stack[-1]
        if isinstance(table, FlowTable) and table.rows and not self.captions and _NUMBER.search(text):
            table.rows[-1].stray = True

    def _end_line(self) -> None:
        said = "".join(self.pieces)
        self.pieces.clear()
        if not said.strip(_SPACE):
            return
        for part in said.split("\x0b"):
            if text := collapsed(part):
                self.targets[-1].append(Line(text, self.headings > 0))

    def _open(self, tag: str, element: etree._Element) -> bool:
        """Open a block; True for a cell that has been read at once."""
        if self.pieces:
            self._end_line()
        if tag == "table":
            self._open_table()
        elif tag in _COUNTED:
            self._count(tag, 1)
        elif tag in _PARTS and self.depth and self.depth <= MAX_TABLE_DEPTH:
            return self._open_part(tag, element)
        return False

    def _close(self, tag: str, element: etree._Element) -> None:
        if self.pieces:
            self._end_line()
        if tag == "table":
            self._close_table()
        elif tag in _COUNTED:
            self._count(tag, -1)
        elif self.opened and self.opened[-1] is element:
            self.opened.pop()
            self.stack.pop()
            self.targets.pop()

    def _count(self, tag: str, change: int) -> None:
        """How many headings, preformatted texts and captions are open."""
        if tag == "pre":
            self.preformatted += change
        elif tag == "caption":
            self.captions += change
        else:
            self.headings += change

    def _open_table(self) -> None:
        self.depth += 1
        if self.depth <= MAX_TABLE_DEPTH:
            self.stack.append(FlowTable())

    def _close_table(self) -> None:
        """Text of a table outside its cells (a caption) has gone before the table, as browsers do."""
        self.depth -= 1
        if self.depth < MAX_TABLE_DEPTH:
            table = self.stack.pop()
            assert isinstance(table, FlowTable)
            self.targets[-1].append(table)

    def _open_part(self, tag: str, element: etree._Element) -> bool:
        table = self.stack[-1]
        if not isinstance(table, FlowTable):
            return False
        if tag == "tr":
            table.rows.append(FlowRow(self.group))
            return self._read_row(table.rows[-1], element)
        if tag in _GROUPS:
            self.group += 1
            return False
        return self._open_cell(table, element)

    def _read_row(self, row: FlowRow, element: etree._Element) -> bool:
        """Read a row of plain cells at once; False where something in it has to be walked."""
        if self.styled or self.preformatted or _says_something(element.text):
            return False
        cells: list[FlowCell] = []
        for item in element:
            lines = self._lines(item) if item.tag in _CELLS else None
            if lines is None or _says_something(item.tail):
                return False
            cells.append(_cell(item, lines))
        row.cells = cells
        return True

    def _open_cell(self, table: FlowTable, element: etree._Element) -> bool:
        if not table.rows:
            table.rows.append(FlowRow(self.group))
        lines = None if self.styled or self.preformatted else self._lines(element)
        cell = _cell(element, lines or [])
        table.rows[-1].cells.append(cell)
        if lines is not None:
            return True
        self.opened.append(element)
        self.stack.append(cell)
        self.targets.append(cell.items)
        return False

    def _lines(self, cell: etree._Element) -> list[Item] | None:
        """What a cell says line by line, if it holds nothing but text and paragraphs; else None."""
        texts = [cell.text]
        for element in cell:
            if element.tag != "p" or len(element):
                return None
            texts += (element.text, element.tail)
        heading = self.headings > 0
        # Most texts are the white space between tags.
        some = [text for text in texts if text and text.strip(_COLLAPSED)]
        return [Line(said, heading) for text in some if (said := collapsed(text))]


def _cell(element: etree._Element, items: list[Item]) -> FlowCell:
    rowspan, colspan = element.get("rowspan"), element.get("colspan")
    if rowspan is None and colspan is None:
        return FlowCell(1, 1, items)
    return FlowCell(_span(rowspan, least=0), _span(colspan, least=1), items)


def _says_something(text: str | None) -> bool:
    return bool(text and text.strip(_SPACE))


def _span(value: str | None, least: int) -> int:
    """A span as browsers read it: leading digits; nonsense and too small values are 1."""
    if value is None:
        return 1
    match = _LEADING_DIGITS.match(value)
    return max(int(match[1]), least) if match else 1
