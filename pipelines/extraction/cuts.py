"""Rows that a page break has cut (跨页断行) made whole: a label's rest stands in a row of its own.

Two lines that follow each other are one row where their last labels, joined, say a label of the form in full,
which neither does alone, and at most one of them holds anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipelines.extraction.labels import best_similarity, core
from pipelines.extraction.lines import Line, row_names

IN_FULL = 0.95
ALONE = 0.9


def rejoined(lines: Sequence[Line]) -> list[Line]:
    """The lines, those made one that a page break has cut in two."""
    whole: list[Line] = []
    for line in lines:
        if whole and _is_rest(whole[-1], line):
            whole[-1] = _joined(whole[-1], line)
        else:
            whole.append(line)
    return whole


def _is_rest(line: Line, rest: Line) -> bool:
    if not line.labels or not rest.labels or (line.numbered and rest.numbered):
        return False
    parts = line.labels[-1].text, rest.labels[-1].text
    if not all(core(part) for part in parts) or _named("".join(parts)) < IN_FULL:
        return False
    return max(map(_named, parts)) < ALONE


def _named(label: str) -> float:
    return best_similarity(label, row_names())


def _joined(line: Line, rest: Line) -> Line:
    """The cut row with its label whole and the values of the part that holds them."""
    label = replace(line.labels[-1], text=f"{line.labels[-1].text}\n{rest.labels[-1].text}")
    labels = (*line.labels[:-1], label)
    kept = rest if rest.numbered or not line.values else line
    return replace(kept, labels=labels, above=line.above, header=line.header or rest.header)
