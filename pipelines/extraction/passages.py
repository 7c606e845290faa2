"""The running text of a document as passages: one for each printed line that may be a heading (行文段落).

1. A paragraph with line feeds gives a passage for each line; one that holds several headings (一、总体情况 …
   二、主动公开政府信息情况 …) is cut before each of them.
2. A table that lays out a whole report has its headings and running text in rows of a single cell: these
   are passages too. Rows of several cells are data, and no text.
3. A passage knows whether a table of data follows it, as one may follow a heading and never an entry of a
   table of contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from pipelines.extraction.heading_words import printed_labels, statutory_labels
from pipelines.extraction.labels import best_similarity, half_width, squash
from pipelines.model import Document, Paragraph, Table

NUMERALS = "一二三四五六七八九"
MARKER = re.compile(rf"^\s*[{NUMERALS}][、.．]\s*")
INLINE = re.compile(
    rf"(?:^|(?<=[。；！\s\u3000]))[{NUMERALS}][、.．]\s*(?P<title>[^，。；\n]{{2,40}}?)(?=[\s。:：]|\d{{4}}|$)"
)
KNOWN = 0.8
IN_TABLE = 0.9
WHOLE = 0.97
LONGEST_BROKEN = 44
PROSE = 30


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of running text, and whether a table of data comes next after it."""

    paragraph: Paragraph
    before_table: bool = False

    @property
    def text(self) -> str:
        """The line as printed."""
        return self.paragraph.text


def passages(document: Document) -> list[Passage]:
    """All running text of a document, in reading order."""
    found: list[Passage] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            for line in _lines(block):
                _add(found, line)
            continue
        lifted = list(_lifted(block))
        if found and lifted and squash(lifted[0].text) == squash(found[-1].text):
            del lifted[0]  # the title row of a table says the heading over it again
        found.extend(lifted)
        if found and not lifted:
            found[-1] = Passage(found[-1].paragraph, True)
    return found


def _add(found: list[Passage], line: Paragraph) -> None:
    """One more line; the end of a heading that is broken over two lines goes back to its beginning."""
    whole = found[-1].text + line.text if found and not found[-1].before_table else ""
    if len(whole) <= LONGEST_BROKEN and MARKER.match(whole) and _is_whole(found[-1].text, whole):
        found[-1] = Passage(Paragraph(whole, found[-1].paragraph.place, found[-1].paragraph.heading))
    else:
        found.append(Passage(line))


def _is_whole(begun: str, whole: str) -> bool:
    """Two lines together say a statutory heading in full, and the first alone does not."""
    alone, joined = (best_similarity(text, statutory_labels()) for text in (begun, whole))
    return joined >= WHOLE > alone


def _lines(paragraph: Paragraph) -> Iterator[Paragraph]:
    for line in paragraph.text.split("\n"):
        for part in _cut_at_headings(line):
            if part.strip():
                yield Paragraph(part.strip(), paragraph.place, paragraph.heading)


def _cut_at_headings(line: str) -> Iterator[str]:
    """The line cut before its headings, if at least two of them are known ones in rising order."""
    found = list(INLINE.finditer(line)) if line.count("、") > 1 else []
    known = [match for match in found if best_similarity(match["title"], printed_labels()) >= KNOWN]
    if len(known) < 2:
        yield line
        return
    starts = [match.start() for match in found]
    for start, end in zip([0, *starts], [*starts, len(line)], strict=True):
        yield line[start:end]


def _lifted(table: Table) -> Iterator[Passage]:
    """Headings and text of a layout table; nothing from a table without a statutory heading of its own."""
    if not any(_is_heading(cell.text) for cell in table.cells):
        return
    rows = [
        [cell for cell in cells if cell.text.strip()]
        for _, cells in groupby(table.cells, lambda cell: cell.row)
    ]
    if not any(len(row) == 1 and _is_heading(row[0].text) for row in rows):
        return
    for row in rows:
        if len(row) == 1:
            for line in _lines(Paragraph(row[0].text, table.place_of(row[0]))):
                if _is_heading(line.text) or len(line.text) >= PROSE or line.text.endswith("。"):
                    yield Passage(line)


@lru_cache(maxsize=65536)
def _is_heading(text: str) -> bool:
    first = text.strip().split("\n")[0]
    title = MARKER.sub("", half_width(first), count=1)
    return title != half_width(first) and best_similarity(title, statutory_labels()) >= IN_TABLE
