"""Tables that a dump has broken into lines (散落的单元格), made tables again before anything is read.

A page that was saved as text prints a cell per line, a row per line with spaces between its cells, or bars at
the ends of lines, and nothing tells where a row ends but the form's own labels:

1. A run of lines in which several labels of a form stand is such a table; a section's heading or running text
   ends it.
2. Pieces of a label in lines of their own are joined where together they say a label of the form in full.
3. Words after a value begin a new row. Of the words before a value the last is the row's own label, with the
   headings that it stands under; words that name columns become a header row.
4. A blank cell leaves no line: the row is then too short for the form, and is told as such by what follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pipelines.extraction.form_words import (
    all_words,
    column_words,
    labels_inside,
    last_column_words,
    parent_words,
    row_labels,
    row_words,
    section_words,
    unit_words,
)
from pipelines.extraction.labels import best_similarity, core, half_width, squash
from pipelines.extraction.pieces import (
    BARS,
    LIKE_A_LABEL,
    Piece,
    is_narrow,
    label_of,
    names_a_cell,
    pieces_of,
)
from pipelines.model import Cell, Document, Paragraph, Table
from pipelines.reading.errors import CorruptDocument

FEWEST_LABELS = 5
MOST_PIECES = 6
MIN_COLUMNS_NAMED = 3
HEADING = re.compile(r"^[（(]?[一二三四五六七八九十]{1,2}[)）]?[、.．]")
SENTENCE = re.compile(r"[。；！？]")
REMARK = re.compile(r"\((?![一二三四五六七八九十]{1,3}\)).{4,}\)")
ITEM = re.compile(r"第二十条第\([一二三四五六七八九]\)项")


@dataclass(slots=True)
class Row:
    """The words and the values of one row, on their way into a table."""

    words: list[Piece]
    values: list[Piece]


def gathered(document: Document) -> Document:
    """The document with the cells that stand loose in its paragraphs gathered into tables; mostly itself.

    Raises CorruptDocument for a copy whose repeated lines were removed.
    """
    if sum(names_a_cell(part.text) for part in document.paragraphs) < FEWEST_LABELS:
        return document
    _refuse_without_repeats(document.paragraphs)
    blocks: list[Paragraph | Table] = []
    for _, run in groupby(document.blocks, key=type):
        some = list(run)
        loose = [block for block in some if isinstance(block, Paragraph)]
        blocks.extend(_gathered(loose) if loose else some)
    return replace(document, blocks=_numbered(blocks))


def _refuse_without_repeats(paragraphs: Sequence[Paragraph]) -> None:
    """A form prints 信息内容 and 0 again and again: where no line stands twice, the later were removed."""
    lines = [squash(line) for part in paragraphs for line in part.text.split("\n") if line.strip()]
    items = sum(bool(ITEM.fullmatch(half_width(line))) for line in lines)
    if items > 1 and lines.count("信息内容") == 1 and len(set(lines)) == len(lines):
        raise CorruptDocument(
            "expected the form with all of its cells, found a copy whose repeated lines were removed, and "
            "most of its numbers with them: fetch the page again"
        )


def _gathered(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph | Table]:
    barred = _ends_in_bars(paragraphs)
    paragraphs = _without_openings(paragraphs) if barred else paragraphs
    for inside, run in groupby(_kinds(paragraphs), key=lambda pair: pair[0]):
        parts = [part for _, part in run]
        if inside:
            yield from _tables([piece for part in parts for piece in pieces_of(part, barred=barred)], parts)
        else:
            yield from parts


def _ends_in_bars(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether every cell ends with a bar, so that a bar alone is an empty cell."""
    labels_of = [part.text for part in paragraphs if names_a_cell(part.text)]
    return sum(bool(re.search(r"\S[|｜\s]+$", text) and BARS.search(text)) for text in labels_of) * 2 > len(
        labels_of
    )


def _without_openings(paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """Where rows open with a bar in a line of its own, that bar is no empty cell."""
    first = next(at for at, part in enumerate(paragraphs) if names_a_cell(part.text))
    if first == 0 or paragraphs[first - 1].text.strip() not in ("|", "｜"):
        return paragraphs
    return [part for part in paragraphs if part.text.strip() not in ("|", "｜")]


def _kinds(paragraphs: Sequence[Paragraph]) -> list[tuple[int, Paragraph]]:
    """Each paragraph with the number of the table that it may belong to; 0 outside of all."""
    kinds: list[tuple[int, Paragraph]] = []
    number = 1
    for part in paragraphs:
        if _ends_a_table(part):
            number += 1
            kinds.append((0, part))
        else:
            kinds.append((number, part))
    return kinds


def _ends_a_table(part: Paragraph) -> bool:
    text = squash(half_width(part.text))
    if part.heading or core(text) in section_words():
        return core(text) not in all_words()
    if not is_narrow(text) and not names_a_cell(part.text):
        return True
    if names_a_cell(part.text):
        return False
    if HEADING.match(text) and best_similarity(label_of(part.text), labels_inside()) < LIKE_A_LABEL:
        return True
    return bool(SENTENCE.search(text)) and best_similarity(text, row_labels()) < LIKE_A_LABEL


def _tables(pieces: Sequence[Piece], parts: Sequence[Paragraph]) -> Iterator[Paragraph | Table]:
    """The one table of a run, with what stands before its first label and after its last cell."""
    whole = _joined(pieces)
    named = [at for at, piece in enumerate(whole) if piece.label]
    if len({core(whole[at].text) for at in named}) < FEWEST_LABELS:
        yield from parts
        return
    first = whole[named[0]].paragraph
    ends = [at for at, piece in enumerate(whole) if piece.label or (piece.value and piece.text)]
    last = whole[max(ends)].paragraph
    begin, end = parts.index(first), len(parts) - 1 - list(reversed(parts)).index(last)
    yield from parts[:begin]
    inside = {id(part) for part in parts[begin : end + 1]}
    yield _table(list(_rows([piece for piece in whole if id(piece.paragraph) in inside])))
    yield from parts[end + 1 :]


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, those made one that together say a label in full and alone do not."""
    whole: list[Piece] = []
    at = 0
    while at < len(pieces):
        if whole and whole[-1].label and _explains(pieces[at]):
            whole[-1] = replace(whole[-1], text=whole[-1].text + pieces[at].text)
            at += 1
            continue
        some = pieces[at : at + _count_of_label(pieces, at)]
        words = [piece for piece in some if not piece.value]
        whole.append(replace(some[0], text="".join(piece.text for piece in words)) if words else some[0])
        whole.extend(piece for piece in some if piece.value and words)
        at += len(some)
    return whole


def _explains(piece: Piece) -> bool:
    """Whether a line is nothing but a remark in brackets, which goes on with the label above it."""
    return not piece.label and bool(REMARK.fullmatch(squash(half_width(piece.text))))


def _count_of_label(pieces: Sequence[Piece], at: int) -> int:
    """How many pieces from here on say one label; values between its lines, if it was wrapped, included.

    1 where none does, or the first piece already says one.
    """
    if pieces[at].value or pieces[at].label:
        return 1
    words: list[str] = []
    for count, piece in enumerate(pieces[at:], start=1):
        words += [] if piece.value else [piece.text]
        if len(words) > MOST_PIECES or piece.label:
            return 1
        if len(words) > 1 and not piece.value and core("".join(words)) in all_words():
            return count
    return 1


def _rows(pieces: Sequence[Piece]) -> Iterator[Row]:
    """Words and values in turn; a header apart from the row that follows it."""
    row = Row([], [])
    for piece in pieces:
        if not piece.value and row.values:
            yield from _parted(row)
            row = Row([], [])
        (row.values if piece.value and row.words else row.words).append(piece)
    yield from _parted(row)


def _parted(row: Row) -> Iterator[Row]:
    """A row's own label with the headings over it; before it, its header and the rows without values."""
    own = _own_label(row)
    header, rest = _split_header(row.words[:own])
    yield from _levels(header)
    above: list[Piece] = []
    for piece in rest:
        above.append(piece)
        if core(piece.text) in row_words() and core(piece.text) not in parent_words():
            yield Row(above, [])
            above = []
    if row.words[own:] or row.values or above:
        yield Row([*above, *row.words[own:]], row.values)


def _levels(header: Sequence[Piece]) -> Iterator[Row]:
    """A header in its levels: the last column of a block (总计) ends one, the kinds of 法人 follow below."""
    level: list[Piece] = []
    for piece in header:
        level.append(piece)
        if core(piece.text) in last_column_words():
            yield Row(level, [])
            level = []
    if level:
        yield Row(level, [])


def _own_label(row: Row) -> int:
    """Where the row's own label stands among its words; behind all of them where only a header names it.

    A unit (条, 件) between the label and its number belongs to the label.
    """
    named = sum(core(piece.text) in column_words() for piece in row.words)
    last = len(row.words) - 1
    if not row.values or last < 0:
        return len(row.words)
    if core(row.words[last].text) in column_words() and named >= MIN_COLUMNS_NAMED:
        return len(row.words)
    behind_label = last > 0 and squash(row.words[last].text) in unit_words()
    return last - 1 if behind_label else last


def _split_header(words: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The words up to the last that names a column, and those behind it."""
    last = max((at for at, piece in enumerate(words) if core(piece.text) in column_words()), default=-1)
    return list(words[: last + 1]), list(words[last + 1 :])


def _table(rows: Sequence[Row]) -> Table:
    cells: list[Cell] = []
    for number, row in enumerate(rows):
        for column, piece in enumerate((*row.words, *row.values)):
            cells.append(Cell(piece.text, number, column, place=piece.paragraph.place))
    return Table(tuple(cells), "", ragged=True)


def _numbered(blocks: Sequence[Paragraph | Table]) -> tuple[Paragraph | Table, ...]:
    """The blocks, new tables named by the place of their first cell."""
    return tuple(
        replace(block, place=f"table at {block.cells[0].place}")
        if isinstance(block, Table) and not block.place
        else block
        for block in blocks
    )
