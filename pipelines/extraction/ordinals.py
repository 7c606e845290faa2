"""A column of index numbers (序号) before the labels, told from a column of values.

It counts: 1, 2, 3, always followed by words and never preceded by them. Where a table is cut in parts the
count goes on, or begins again with 1.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby, pairwise
from operator import attrgetter

from pipelines.extraction.labels import half_width, squash
from pipelines.model import Cell, Table

FEWEST = 3
LONGEST = 3


def ordinals_of(table: Table) -> frozenset[Cell]:
    """The cells of a table that only number its rows."""
    columns: dict[int, list[Cell]] = {}
    for _, group in groupby(table.cells, key=attrgetter("row")):
        row = list(group)
        for at, cell in enumerate(row[:-1]):
            if not _counts(cell.text) or (at and _is_words(row[at - 1].text)):
                continue
            if _is_words(row[at + 1].text):
                columns.setdefault(cell.column, []).append(cell)
    found = [cell for cells in columns.values() if _is_a_count(cells) for cell in cells]
    return frozenset(found)


@lru_cache(maxsize=65536)
def _counts(printed: str) -> bool:
    text = printed.strip()
    return 0 < len(text) <= LONGEST and text.isdecimal()


@lru_cache(maxsize=65536)
def _is_words(printed: str) -> bool:
    text = squash(half_width(printed))
    return len(text) > 1 and not any(sign.isdigit() for sign in text[-1:]) and not text.isascii()


def _is_a_count(cells: list[Cell]) -> bool:
    numbers = [int(cell.text) for cell in cells]
    return len(numbers) >= FEWEST and all(
        follower in (number + 1, 1) for number, follower in pairwise(numbers)
    )
