"""A report before it has a format: paragraphs and tables of printed cells, for HTML, Word and PDF alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Role = Literal["title", "heading", "subheading", "text", "signature", "picture"]


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph and its part in the report."""

    text: str
    role: Role = "text"


@dataclass(frozen=True, slots=True)
class Printed:
    """One cell of a form at its top left corner; ``key`` names the figure that it holds, if it holds one.

    A line break in ``text`` is a break inside the cell.
    """

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    key: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """One table: its cells in reading order and the relative widths of its columns."""

    cells: tuple[Printed, ...]
    widths: tuple[int, ...]

    @property
    def height(self) -> int:
        """The number of rows."""
        return max(cell.row + cell.rowspan for cell in self.cells)

    def rows(self) -> Iterator[list[Printed]]:
        """The cells that begin in each row, from left to right."""
        for at in range(self.height):
            yield [cell for cell in self.cells if cell.row == at]

    def cut(self, at: int) -> tuple[Grid, Grid]:
        """The table in two before row ``at``. A merged cell keeps its label above and goes on blank below."""
        above = [replace(c, rowspan=min(c.rowspan, at - c.row)) for c in self.cells if c.row < at]
        below = [_below(cell, at) for cell in self.cells if cell.row + cell.rowspan > at]
        return Grid(tuple(above), self.widths), Grid(tuple(below), self.widths)


def _below(cell: Printed, at: int) -> Printed:
    if cell.row >= at:
        return replace(cell, row=cell.row - at)
    return replace(cell, text="", row=0, rowspan=cell.row + cell.rowspan - at)


@dataclass(frozen=True, slots=True)
class Article:
    """A whole report in reading order."""

    title: str
    blocks: tuple[Line | Grid, ...]
