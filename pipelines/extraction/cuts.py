"""Rows that a page break has cut (跨页断行) made whole: a label's rest stands in a row of its own.

Two lines that follow each other are one row where their last labels, joined, say a label of the form in full,
which neither does alone, and at most one of them holds anything. Over a page break both may hold something:
the digits of a number that was wrapped in its cell. Such a cell has two groups of digits; the sums decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from pipelines.extraction.labels import best_similarity, core
from pipelines.extraction.lines import Line, row_names
from pipelines.model import Cell

IN_FULL = 0.95
ALONE = 0.9


def rejoined(lines: Sequence[Line]) -> list[Line]:
    """The lines, those made one that a page break has cut in two."""
    whole: list[Line] = []
    last = -1
    for line in lines:
        if whole and _is_rest(whole[last], line):
            whole[last] = _joined(whole[last], line)
            continue
        whole.append(line)
        if not _is_scrap(line):
            last = len(whole) - 1
    return whole


def _is_scrap(line: Line) -> bool:
    """The rest of a heading that reaches down beside the row: words without a label or a digit."""
    digits = any(sign.isdigit() for cell in line.values for sign in cell.text)
    return not digits and not any(core(label.text) for label in line.labels)


def _is_rest(line: Line, rest: Line) -> bool:
    if not line.labels or not rest.labels:
        return False
    if line.numbered and rest.numbered and not _may_share_numbers(line, rest):
        return False
    parts = line.labels[-1].text, rest.labels[-1].text
    if not all(core(part) for part in parts) or _named("".join(parts)) < IN_FULL:
        return False
    return max(map(_named, parts)) < ALONE


def _may_share_numbers(line: Line, rest: Line) -> bool:
    """Whether a page break lies between two lines of as many cells."""
    pages = [one.place.partition(",")[0] for one in (line, rest)]
    return pages[0] != pages[1] and pages[0].startswith("page ") and len(line.values) == len(rest.values)


@lru_cache(maxsize=65536)
def _named(label: str) -> float:
    return best_similarity(label, row_names())


def _joined(line: Line, rest: Line) -> Line:
    """The cut row with its label whole and the values of the part that holds them."""
    label = line.labels[-1]._replace(text=f"{line.labels[-1].text}\n{rest.labels[-1].text}")
    labels = (*line.labels[:-1], label)
    kept = rest if rest.numbered or not line.values else line
    if line.numbered and rest.numbered:
        kept = replace(line, values=tuple(map(_in_two_groups, line.values, rest.values)))
    return replace(kept, labels=labels, above=line.above, header=line.header or rest.header)


def _in_two_groups(above: Cell, below: Cell) -> Cell:
    return above._replace(text="\n".join(text for text in (above.text, below.text) if text.strip()))
