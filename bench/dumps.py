"""An article as a plain-text dump, in the three manners seen in real files."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.replica.rendering.article import Article, Grid, Printed


def to_dump(article: Article, manner: str) -> str:
    """``tabs`` (a row per line), ``cells`` (a cell per tab-led line) or ``pipes`` (cells between bars)."""
    table = {"tabs": _tabs, "cells": _cells, "pipes": _pipes}[manner]
    parts = (table(block) if isinstance(block, Grid) else block.text for block in article.blocks)
    return "\n\n".join(parts) + "\n"


def _tabs(grid: Grid) -> str:
    return "\n".join("\t".join(_flat(cell) for cell in row) for row in _whole(grid))


def _pipes(grid: Grid) -> str:
    rows = [f"| {' | '.join(_flat(cell) for cell in row)} |" for row in _whole(grid)]
    rule = f"|{' --- |' * len(grid.widths)}"
    return "\n".join([rows[0], rule, *rows[1:]])


def _cells(grid: Grid) -> str:
    rows = ("\n".join(f"\t{cell}" for cell in row) for row in _begun(grid))
    return "\n\n".join(rows)


def _flat(text: str) -> str:
    return text.replace("\n", " ")


def _whole(grid: Grid) -> Iterator[list[str]]:
    """Every row with a cell for every column: blank where a merged cell goes on."""
    for at in range(grid.height):
        starts = {cell.column: cell.text for cell in grid.cells if cell.row == at}
        yield [starts.get(column, "") for column in range(len(grid.widths))]


def _begun(grid: Grid) -> Iterator[list[str]]:
    """Every row with a cell once, however wide; blank where a cell from above goes on."""
    for at in range(grid.height):
        covering = [c for c in grid.cells if c.row <= at < c.row + c.rowspan]
        yield [_text(cell, at) for cell in sorted(covering, key=lambda c: c.column)]


def _text(cell: Printed, at: int) -> str:
    return cell.text if cell.row == at else ""
