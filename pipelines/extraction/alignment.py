"""Lines aligned with the rows of a layout, as one best alignment over the whole document (表格对齐).

1. Every line is compared with every row of the layout by its labels: the last label alone, the last labels
   joined, and joined with the heading that the form prints over the row; the best of these counts. A line
   that says one row in full is no candidate for rows that only resemble it.
2. Lines and rows keep their order. The alignment with the greatest total of (likeness - ``FLOOR``) wins:
   a typo, a missing or an additional row costs no more than itself.
3. Where the rows begin again from above, the tables stand in the document once more: each such part is
   aligned by itself, the fullest first, and a row that a fuller part has filled is left over in the others.
4. A line left over that says a free row in full, as no other line does, only stands out of order: paired.
5. A pair below ``FLOOR`` is never made: a row without a pair is absent, a line without one is left over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipelines.extraction.candidates import CERTAIN, FLOOR, SURE, Candidates, candidates
from pipelines.extraction.chains import Chain, Point, best_chain
from pipelines.extraction.headers import Wording, wording_of, wording_score
from pipelines.extraction.labels import core
from pipelines.extraction.layout import Block, Layout, RowLabel, slots_of
from pipelines.extraction.lines import Line

HEADER_WEIGHT = 0.2
NO_CHOICE = 0.05
MOST_DISORDER = 5
TELLING = 4


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A line of the document placed on a row of the layout.

    ``doubt`` says why the pair is not certain: ``order`` (another line or row would fit as well), ``label``
    (the label is far from the form's, and the rows around do not enclose it), ``place`` (out of order).
    """

    line: Line
    block: Block
    row: RowLabel
    likeness: float
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The pairs in order, what was left over, and the total score."""

    pairs: tuple[Pair, ...]
    left_over: tuple[Line, ...]
    score: float


class Said(NamedTuple):
    """What of a line decides on its row: its labels, the last of its own (None: it has none), its header."""

    labels: tuple[str, ...]
    last: str | None
    header: Wording | None


class Choice(NamedTuple):
    """Line ``i`` is row ``j`` of the layout."""

    i: int
    j: int
    likeness: float
    doubt: str
    gain: float


def align(lines: Sequence[Line], said: tuple[Said, ...], layout: Layout) -> Alignment:
    """The best alignment of the lines, which say this, with a layout's rows."""
    choices, score = _choices(said, layout)
    slots = slots_of(layout)
    placed = {choice.i for choice in choices}
    return Alignment(
        tuple(Pair(lines[i], *slots[j], likeness, doubt) for i, j, likeness, doubt, _ in choices),
        tuple(line for i, line in enumerate(lines) if i not in placed),
        score,
    )


def score_of(said: tuple[Said, ...], layout: Layout) -> float:
    """The total of the best alignment of lines that say this with a layout's rows."""
    return _choices(said, layout)[1]


def said_by(line: Line) -> Said:
    """What a line says that decides on its row."""
    last = line.labels[-1].text if line.labels else None
    return Said(printed_labels(line), last, wording_of(line.header) if line.header else None)


@lru_cache(maxsize=512)
def _choices(said: tuple[Said, ...], layout: Layout) -> tuple[tuple[Choice, ...], float]:
    """The pairs by the order of rows, and the total. Most bodies print the form's own labels: it is kept."""
    known = [candidates(one.labels, layout) for one in said]
    taken: dict[int, Choice] = {}
    parts = [_align_part(part, said, layout, known) for part in _parts(known)]
    for part in sorted(parts, key=len, reverse=True):
        taken = part | taken
    placed = {choice.i for choice in taken.values()}
    left_over = [i for i in range(len(said)) if i not in placed]
    score = sum(choice.gain for choice in taken.values())
    taken |= _out_of_order(left_over, said, known, set(taken))
    return tuple(taken[j] for j in sorted(taken)), score


def _parts(known: Sequence[Candidates]) -> list[list[int]]:
    """The lines, cut where the rows of the form begin again from above."""
    parts: list[list[int]] = [[]]
    furthest = 0
    for i, scores in enumerate(known):
        at = _certain_row(scores)
        if at is not None and at < furthest - MOST_DISORDER:
            parts.append([])
            furthest = 0
        furthest = max(furthest, at or 0)
        parts[-1].append(i)
    return parts


def _certain_row(scores: Candidates) -> int | None:
    best = max(scores, key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] >= CERTAIN else None


def _align_part(
    part: Sequence[int], said: Sequence[Said], layout: Layout, known: Sequence[Candidates]
) -> dict[int, Choice]:
    """The best order-keeping pairs of some lines, by the position of the row."""
    slots = slots_of(layout)
    points = [
        Point(i, j, score - FLOOR + HEADER_WEIGHT * wording_score(slots[j][0], said[i].header))
        for i in part
        for j, score in known[i].items()
    ]
    chain = best_chain(points)
    doubts = _doubts(chain, known)
    return {
        j: Choice(i, j, known[i][j], doubt, gain)
        for (i, j, gain), doubt in zip(chain.points, doubts, strict=True)
    }


def _doubts(chain: Chain, known: Sequence[Candidates]) -> list[str]:
    found = []
    for at, (point, margin) in enumerate(zip(chain.points, chain.margins, strict=True)):
        if margin < NO_CHOICE:
            found.append("order")
        elif known[point.i][point.j] < SURE and not _enclosed(chain.points, at):
            found.append("label")
        else:
            found.append("")
    return found


def _enclosed(points: Sequence[Point], at: int) -> bool:
    """The lines before and after are the rows before and after: a line in between is the row in between."""
    if at in (0, len(points) - 1):
        return False
    before, here, after = points[at - 1 : at + 2]
    return (before.i, before.j, after.i, after.j) == (here.i - 1, here.j - 1, here.i + 1, here.j + 1)


def _out_of_order(
    left_over: Sequence[int], said: Sequence[Said], known: Sequence[Candidates], taken: set[int]
) -> dict[int, Choice]:
    """Lines that say a free row in full, one line for each such row, in another place than in the form."""
    rows = [(i, _only_row(said[i], known[i])) for i in left_over]
    count = Counter(j for _, j in rows)
    return {
        j: Choice(i, j, known[i][j], "place", 0.0)
        for i, j in rows
        if j is not None and j not in taken and count[j] == 1
    }


def _only_row(said: Said, scores: Candidates) -> int | None:
    at = _certain_row(scores)
    if at is None or len(scores) > 1 or said.last is None:
        return None
    return at if len(core(said.last)) >= TELLING else None


def printed_labels(line: Line) -> tuple[str, ...]:
    """The labels over and before a line's values, from left to right; none where it has none of its own."""
    if not line.labels:
        return ()
    return tuple(cell.text for cell in (*line.above, *line.labels) if cell.text.strip())
