"""Several reports in one document (一页多份年报, 汇编): cut into one part for each.

1. Every title of a report in the text may begin a part; what stands before the first belongs to the first.
2. A part must look like a report by itself: most of the six sections under their headings, or a statutory
   table with numbers. A title without that is part of its neighbour: a second title, a link, a contents page.
3. Neighbours that name the same body and year are one report (a print view, a page's head and its text).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.identity.rules import rules
from pipelines.identity.title import LONGEST, Title, read_title
from pipelines.identity.wording import compact
from pipelines.model import Context, Document, Paragraph, Table

_BROKEN_OVER = 3
_FEWEST_SECTIONS = 4
_FEWEST_MARKS = 3
_FEWEST_NUMBERS = 10
_HEAD = 4
"""A title with so few blocks before the next one is that one's other half, or its repetition."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_HEADING = re.compile(r"^[（(]?[一二三四五六七八九][)）]?[、.．]?\s*")
_OFFICES = ("人民政府", "办事处", "办公室", "委员会")
_OF_THE_PAGE = ("title", "ArticleTitle")

Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class _Part:
    """A run of blocks that begins with a title."""

    title: Title
    blocks: tuple[Block, ...]

    def joined(self, other: _Part) -> _Part:
        return _Part(self.title, self.blocks + other.blocks)

    @property
    def is_report(self) -> bool:
        """Whether it has sections or figures of its own."""
        return _sections(self.blocks) >= _FEWEST_SECTIONS or _has_form(self.blocks)


def parts_of(document: Document, context: Context) -> tuple[tuple[Document, Context], ...]:
    """The reports of a document as documents of their own, in reading order; mostly the document itself.

    Each has the context that holds for it: what the portal lists is said of the page, not of its parts.
    """
    cut = list(_cut(document.blocks))
    parts = _merged(cut) if len(cut) > 1 else []
    if len(parts) < 2:
        return ((document, context),)
    metadata = {key: value for key, value in document.metadata.items() if key not in _OF_THE_PAGE}
    own = replace(context, listed_title=None, unit=None, year=None)
    return tuple((replace(document, blocks=part.blocks, metadata=metadata), own) for part in parts)


def _cut(blocks: Sequence[Block]) -> Iterator[_Part]:
    """The blocks from title to title."""
    starts = [(at, title) for at in range(len(blocks)) if (title := _title_at(blocks, at))]
    for number, (at, title) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(blocks)
        yield _Part(title, tuple(blocks[at if number else 0 : end]))


def _title_at(blocks: Sequence[Block], at: int) -> Title | None:
    """The title of a report that begins with this block, be it broken over several; None for none."""
    texts: list[str] = []
    for block in blocks[at : at + _BROKEN_OVER]:
        if not isinstance(block, Paragraph) or len(compact(block.text)) > LONGEST:
            return None
        texts.append(block.text)
        if "报" in block.text and (title := read_title("".join(texts))).is_report:
            return title if title.body and title.year else None
    return None


def _merged(cut: Sequence[_Part]) -> list[_Part]:
    """The parts that are reports, each with the titles and links around it."""
    waiting: _Part | None = None
    found: list[_Part] = []
    for each in cut:
        part = waiting.joined(each) if waiting else each
        part = replace(part, title=each.title) if waiting else part
        waiting = None
        if not part.is_report and (not found or len(part.blocks) < _HEAD):
            waiting = part
        elif found and (not part.is_report or _same(found[-1], part)):
            found[-1] = found[-1].joined(part)
        else:
            found.append(part)
    if waiting and found:
        found[-1] = found[-1].joined(waiting)
    return found


def _same(one: _Part, other: _Part) -> bool:
    """Whether two parts name one body and year."""
    return one.title.year == other.title.year and _names(one.title, other.title)


def _names(one: Title, other: Title) -> bool:
    """Whether two titles may name one body: 白石镇 and 汶上县白石镇人民政府."""
    short, long = sorted((_plain(one.body or ""), _plain(other.body or "")), key=len)
    return short in long


def _plain(name: str) -> str:
    for office in _OFFICES:
        name = name.replace(office, "")
    return name


def _sections(blocks: Sequence[Block]) -> int:
    """How many of the six sections have their heading here."""
    headings = {
        _HEADING.sub("", compact(block.text), count=1)
        for block in blocks
        if isinstance(block, Paragraph) and len(block.text) <= LONGEST
    }
    return sum(any(name in heading for heading in headings) for name in rules().sections)


def _has_form(blocks: Sequence[Block]) -> bool:
    cells = [compact(cell.text) for block in blocks if isinstance(block, Table) for cell in block.cells]
    marks = sum(any(mark in cell for cell in cells) for mark in rules().marks)
    return marks >= _FEWEST_MARKS and sum(bool(_NUMBER.fullmatch(cell)) for cell in cells) >= _FEWEST_NUMBERS
