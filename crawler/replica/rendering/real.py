"""The five real reports, typeset again from their plain text: wording as in the dump, tables as in the form.

1. Everything before heading 二 and after heading 五 is paragraphs, a line each.
2. Between them stand the three tables, a cell per tab-led line or rows of tab-separated cells.
3. The filled cells are laid on the cells of the form of 2021 in reading order; if their numbers differ, the
   dump is not what it was taken for and ``UnexpectedDump`` is raised.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files

from crawler.replica.content import TrueFigure
from crawler.replica.rendering.article import Article, Grid, Line, Printed, Role
from crawler.replica.rendering.forms import HEAD_OF_TABLE_THREE, grids
from pipelines.model import State

HEADINGS = re.compile(r"[一二三四五六]、\S*(?:情况|事项)")
SUBHEADING = re.compile(r"（[一二三四五六七]）\S{2,25}")
BOOKMARK = re.compile(r"\[bookmark: \w+\]")
PICTURE = re.compile(r"\[image: (.+)\]")
LINE_END_IN_CELL = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
HEAD_ROWS = (0, HEAD_OF_TABLE_THREE, 3)
"""Rows at the top of each table whose order in a dump is not that of the form."""


class UnexpectedDump(Exception):
    """A stored dump of a real report does not have the cells of the form; its file has been damaged."""


@cache
def real_article(name: str, keys: tuple[str, ...]) -> Article:
    """The report stored as ``data/real/{name}.txt``. ``keys`` are the figure keys of its layout."""
    text = files("crawler.replica").joinpath(f"data/real/{name}.txt").read_text("utf-8")
    lines = BOOKMARK.sub("", text).split("\n")
    headings = [at for at, line in enumerate(lines) if HEADINGS.fullmatch(line.strip())]
    if len(headings) != 6:
        raise UnexpectedDump(f"{name}: expected six headings, found {len(headings)}; restore the file")
    title, start = _title(lines)
    empty = {key: TrueFigure("", None, State.BLANK) for key in keys}
    blocks: list[Line | Grid] = [Line(title, "title"), *_paragraphs(lines[start : headings[1]])]
    for number, form in enumerate(grids(empty, "2021"), start=1):
        begin, end = headings[number], headings[number + 1]
        blocks += [Line(lines[begin].strip(), "heading")]
        blocks += [_filled(form, _cells(lines[begin + 1 : end]), HEAD_ROWS[number - 1], name)]
    return Article(title, (*blocks, *_paragraphs(lines[headings[4] :])))


def _title(lines: list[str]) -> tuple[str, int]:
    """The title, which may run over two lines, and where the text begins."""
    title = ""
    for at, line in enumerate(lines):
        title += line.strip()
        if title.endswith("年度报告"):
            return title, at + 1
    raise UnexpectedDump("no line ends the title with 年度报告; restore the file")


def _paragraphs(lines: list[str]) -> Iterator[Line]:
    for text in filter(None, (line.strip() for line in lines)):
        picture = PICTURE.fullmatch(text)
        yield Line(picture[1], "picture") if picture else Line(text, _role(text))


def _role(text: str) -> Role:
    if HEADINGS.fullmatch(text):
        return "heading"
    return "subheading" if SUBHEADING.fullmatch(text) else "text"


def _cells(lines: list[str]) -> list[str]:
    """The filled cells of a table in reading order, whichever of the two forms the dump has."""
    cells: list[str] = []
    for line in lines:
        first, *rest = line.split("\t")
        if not rest and first.strip() and cells:
            cells[-1] += "\n" + first
        else:
            cells += [first, *rest]
    return [LINE_END_IN_CELL.sub("\n", cell.strip()) for cell in cells if cell.strip()]


def _filled(form: Grid, cells: list[str], head_rows: int, name: str) -> Grid:
    """The form with the dump's own texts: its header by likeness, the rest in order."""
    head = [cell for cell in form.cells if cell.row < head_rows]
    body = [cell for cell in form.cells if cell.row >= head_rows]
    if len(cells) < len(body):
        raise UnexpectedDump(
            f"{name}: expected {len(body)} cells or more, found {len(cells)}; restore the file"
        )
    printed = cells[len(cells) - len(body) :]
    filled = [replace(cell, text=text) for cell, text in zip(body, printed, strict=True)]
    return Grid((*_headed(head, cells[: len(cells) - len(body)]), *filled), form.widths)


def _headed(head: list[Printed], cells: list[str]) -> Iterator[Printed]:
    """Header cells as the dump prints them; one that a page break cut in two keeps the form's wording."""
    like = {_plain(cell): cell for cell in cells}
    for cell in head:
        yield replace(cell, text=like.get(_plain(cell.text), cell.text))


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
