"""Two halves of a form side by side (并列排版): which half a line stands in, one half after the other.

Label, value, label, value in a row may be two halves of one form, of which the left is read first, or just
two rows of the form in one line. Nothing in the table tells which; the form's own order of rows does, so both
orders are offered and the better alignment wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from pipelines.extraction.lines import Line


def orders(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines as printed and, where rows hold several lines, also half by half within each table."""
    printed = list(lines)
    halves: list[Line] = []
    for _, group in groupby(printed, key=lambda line: id(line.table)):
        some = list(group)
        starts = _starts(some)
        halves += sorted(some, key=lambda line: _half(line, starts)) if starts else some
    return [printed] if halves == printed else [printed, halves]


def _starts(lines: Sequence[Line]) -> list[int]:
    """The columns at which a further half begins: those of the second labels of rows."""
    found: set[int] = set()
    for _, group in groupby(lines, key=lambda line: line.row):
        labelled = [line for line in group if line.labels]
        found |= {line.labels[0].column for line in labelled[1:]}
    return sorted(found)


def _half(line: Line, starts: Sequence[int]) -> int:
    first = (line.labels or line.values)[0].column
    return sum(start <= first for start in starts)
