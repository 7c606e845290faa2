"""Lines aligned with the rows of a layout, as one best alignment over the whole document (表格对齐).

1. Every line is compared with every row of the layout by its labels: the last label alone, the last labels
   joined, and joined with the heading that the form prints over the row; the best of these counts.
2. Lines and rows keep their order. The alignment with the greatest total of (similarity - ``FLOOR``) wins:
   a typo, a missing or an additional row costs no more than itself.
3. Where the rows begin again from above, the tables stand in the document once more: each such part is
   aligned by itself, the fullest first, and a row that a fuller part has filled is left over in the others.
4. A pair below ``FLOOR`` is never made: a row without a pair is absent, a line without one is left over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.extraction.labels import best_similarity, core
from pipelines.extraction.layout import Block, Layout, RowLabel
from pipelines.extraction.lines import Line

FLOOR = 0.55
PARENT_BONUS = 0.03
CERTAIN = 0.95
CLEARLY_LESS = 0.035
MOST_DISORDER = 5
CUT_SHORT = 0.7
SHORTEST_BEGINNING = 3


@dataclass(frozen=True, slots=True)
class Slot:
    """One labelled row of a layout, with the block that it stands in."""

    block: Block
    row: RowLabel


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of the document placed on a row of the layout."""

    line: Line
    slot: Slot
    similarity: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """The pairs in order, what was left over, and the total score."""

    pairs: tuple[Pair, ...]
    left_over: tuple[Line, ...]
    score: float


def slots_of(layout: Layout) -> tuple[Slot, ...]:
    """The labelled rows of a layout in printed order."""
    blocks = (block for table in layout.tables for block in table.blocks if not block.unlabelled)
    return tuple(Slot(block, row) for block in blocks for row in block.rows)


def align(lines: Sequence[Line], slots: Sequence[Slot], *, bonus: Callable[[Line, Slot], float]) -> Alignment:
    """The best alignment. ``bonus`` adds what the header over a line says for a row's block."""
    likeness = {id(line): [_likeness(_printed(line), slot.row) for slot in slots] for line in lines}
    parts = [_align_part(part, slots, likeness, bonus) for part in _parts(lines, likeness)]
    taken: dict[int, Pair] = {}
    score = 0.0
    for part in sorted(parts, key=len, reverse=True):
        fresh = {j: pair for j, (pair, _) in part.items() if j not in taken}
        score += sum(gain for j, (_, gain) in part.items() if j in fresh)
        taken |= fresh
    pairs = tuple(taken[j] for j in sorted(taken) if not _names_another(taken[j], likeness))
    placed = {id(pair.line) for pair in pairs}
    return Alignment(pairs, tuple(line for line in lines if id(line) not in placed), score)


def _names_another(pair: Pair, likeness: Mapping[int, Sequence[float]]) -> bool:
    """Whether the line's label says another row outright: rows in another order than the form's.

    Similar labels (本年新收 and 上年结转) could be paired across; such a line is left over, and told.
    """
    best = max(likeness[id(pair.line)])
    return best >= CERTAIN and best - pair.similarity > CLEARLY_LESS


def _parts(lines: Sequence[Line], likeness: Mapping[int, Sequence[float]]) -> list[list[Line]]:
    """The lines, cut where the rows of the form begin again from above."""
    parts: list[list[Line]] = [[]]
    furthest = 0
    for line in lines:
        at = _certain_row(likeness[id(line)])
        if at is not None and at < furthest - MOST_DISORDER:
            parts.append([])
            furthest = 0
        furthest = max(furthest, at or 0)
        parts[-1].append(line)
    return parts


def _certain_row(scores: Sequence[float]) -> int | None:
    best = max(range(len(scores)), key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] >= CERTAIN else None


def _align_part(
    lines: Sequence[Line],
    slots: Sequence[Slot],
    likeness: Mapping[int, Sequence[float]],
    bonus: Callable[[Line, Slot], float],
) -> dict[int, tuple[Pair, float]]:
    """The best order-keeping pairs of some lines, by the position of the slot, each with its gain."""
    gains = [
        [
            score - FLOOR + bonus(line, slot) if score > FLOOR else 0.0
            for score, slot in zip(row, slots, strict=True)
        ]
        for line, row in ((line, likeness[id(line)]) for line in lines)
    ]
    return {
        j: (Pair(lines[i], slots[j], likeness[id(lines[i])][j]), gains[i][j]) for i, j in best_path(gains)
    }


def _printed(line: Line) -> tuple[str, ...]:
    """The labels over and before a line's values, from left to right; none where it has none of its own."""
    return (
        tuple(cell.text for cell in (*line.above, *line.labels) if cell.text.strip()) if line.labels else ()
    )


@lru_cache(maxsize=262144)
def _likeness(labels: tuple[str, ...], row: RowLabel) -> float:
    if not labels:
        return 0.0
    wanted = (*row.labels, *(row.parent + label for label in row.labels if row.parent))
    endings = ["".join(labels[-count:]) for count in range(1, min(len(labels), 3) + 1)]
    # A heading in a cell of its own must not speak for the label: only one cell may hold them both.
    scores = [best_similarity(ending, row.labels if at else wanted) for at, ending in enumerate(endings)]
    scores.append(CUT_SHORT if _begins(labels[-1], row) else 0.0)
    under = any(best_similarity(label, (row.parent,)) > 0.8 for label in labels[:-1])
    return max(scores) + (PARENT_BONUS if under else 0.0)


def _begins(label: str, row: RowLabel) -> bool:
    """The label has lost its end: 本年新 for 本年新收政府信息公开申请数量."""
    left = core(label)
    return len(left) >= SHORTEST_BEGINNING and any(core(whole).startswith(left) for whole in row.labels)


def best_path(gains: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The order-keeping set of (row, column) pairs with the greatest total gain; gains of 0 are no pairs."""
    height, width = len(gains), len(gains[0]) if gains else 0
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    for i in range(height - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            paired = gains[i][j] + best[i + 1][j + 1] if gains[i][j] > 0 else -1.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    return _walk(gains, best)


def _walk(gains: Sequence[Sequence[float]], best: list[list[float]]) -> list[tuple[int, int]]:
    i = j = 0
    path = []
    while i < len(best) - 1 and j < len(best[0]) - 1:
        if gains[i][j] > 0 and best[i][j] == gains[i][j] + best[i + 1][j + 1]:
            path.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return path
