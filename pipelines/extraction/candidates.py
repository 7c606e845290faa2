"""The rows of a layout that a line may be (候选行), by its labels: how like they are to those of the form.

The last label alone, the last labels joined, and joined with the heading that the form prints over the row:
the best of these counts. A line that says one row in full is no candidate for rows that only resemble it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from pipelines.extraction.labels import best_similarity, core, spoken
from pipelines.extraction.layout import Layout, RowLabel, slots_of

FLOOR = 0.55
WORTH_A_LOOK = 50
"""In hundredths: below ``FLOOR`` by more than a heading adds."""
PARENT_BONUS = 0.03
CERTAIN = 0.95
RESEMBLING = 0.035
CUT_SHORT = 0.7
SHORTEST_BEGINNING = 3
SURE = 0.8
Candidates = Mapping[int, float]


@lru_cache(maxsize=65536)
def candidates(labels: tuple[str, ...], layout: Layout) -> Candidates:
    """The rows that a line with these labels may be, by position, with their likeness above ``FLOOR``."""
    if not labels:
        return {}
    likeness = _likeness(labels, layout)
    best = max(likeness.values(), default=0.0)
    floor = max(FLOOR, best - RESEMBLING if best >= CERTAIN else 0.0)
    return {j: likeness[j] for j in sorted(likeness) if likeness[j] > floor}


def _likeness(labels: tuple[str, ...], layout: Layout) -> dict[int, float]:
    """The likeness of each row that is worth a look."""
    alone, joined = _printed(layout)
    scores: dict[int, float] = {}
    for count in range(1, min(len(labels), 3) + 1):
        # A heading in a cell of its own must not speak for the label: only one cell may hold them both.
        _compare("".join(labels[-count:]), alone if count == 1 else joined, scores)
    for j in _begun_by(labels[-1], joined):
        scores[j] = max(scores.get(j, 0.0), CUT_SHORT)
    slots = slots_of(layout)
    return {
        j: score + (PARENT_BONUS if _is_under(labels, slots[j].row) else 0.0) for j, score in scores.items()
    }


class Printed(NamedTuple):
    """What is compared of all labels of a layout, each with the position of its row."""

    cores: tuple[str, ...]
    rows: tuple[int, ...]


@cache
def _printed(layout: Layout) -> tuple[Printed, Printed]:
    """The labels of a layout's rows, and alone: with and without the headings over them; then without."""
    rows = [(j, row) for j, (_, row) in enumerate(slots_of(layout))]
    own = [(j, label) for j, row in rows for label in row.labels]
    headed = [(j, row.parent + label) for j, row in rows if row.parent for label in row.labels]
    return _told([*own, *headed]), _told(own)


def _told(labels: Sequence[tuple[int, str]]) -> Printed:
    told = [(core(label), j) for j, label in labels if core(label)]
    return Printed(tuple(label for label, _ in told), tuple(j for _, j in told))


def _compare(ending: str, printed: Printed, scores: dict[int, float]) -> None:
    """Keep the best likeness of each row to what ends a line's labels."""
    for each in spoken(ending):
        for _, score, at in process.extract(
            each, printed.cores, scorer=fuzz.ratio, limit=None, score_cutoff=WORTH_A_LOOK
        ):
            j = printed.rows[at]
            scores[j] = max(scores.get(j, 0.0), score / 100)


def _begun_by(label: str, printed: Printed) -> Iterator[int]:
    """The rows whose label has lost its end: 本年新 for 本年新收政府信息公开申请数量."""
    left = core(label)
    if len(left) >= SHORTEST_BEGINNING:
        yield from (j for whole, j in zip(*printed, strict=True) if whole.startswith(left))


def _is_under(labels: Sequence[str], row: RowLabel) -> bool:
    """Whether one of the labels before the last says the heading that the row stands under."""
    return bool(row.parent) and any(best_similarity(label, (row.parent,)) > SURE for label in labels[:-1])
