"""Check 8: what the running text says against the table (文字与表格核对), as data in ``text_table.toml``.

1. A stated number is compared with the figure, or the sum of figures, that the same words mean in the form.
2. A blank, a slash or an absent figure is no 0: then nobody can tell, unless what is known is already more
   than the text says (counts are never negative).
3. Where the text gives two numbers for different circles of offices (全县, 本级) and one of them agrees, it
   contradicts nothing.

Source: the form asks for text and tables about the same year (国办公开办函〔2021〕30号).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pipelines.checking.sums import Figures, Side, side_of
from pipelines.model import Finding, Severity, State, Stated

Operands = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which sum of figures a stated number must be; it may be one of ``others`` where ``where`` is said."""

    stated: str
    figures: Operands
    others: tuple[Operands, ...] = ()
    where: str = ""

    def meanings(self, stated: Stated) -> tuple[Operands, ...]:
        """Every sum that the words may mean, the plain one first; for nothing at all it is the only one."""
        wider = stated.value and re.search(self.where, stated.raw)
        return (self.figures, *self.others) if wider else (self.figures,)


@cache
def comparisons() -> tuple[Comparison, ...]:
    """Every comparison of the data file."""
    return tuple(
        Comparison(
            part["stated"],
            tuple(part["figures"]),
            tuple(tuple(other) for other in part.get("or", ())),
            part.get("or_where", ""),
        )
        for part in _data()["compare"]
    )


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("pipelines.checking").joinpath("text_table.toml").read_text("utf-8"))


def check_text(stated: Sequence[Stated], figures: Figures) -> Iterator[Finding]:
    """A warning for every number of the text that the table contradicts; each number of a key once."""
    for comparison in comparisons():
        said = [each for each in stated if each.key == comparison.stated]
        if not said or any(figures.get(key) is None for key in comparison.figures):
            continue
        wrong = [each for each in said if _contradicts(each, comparison, figures)]
        if len(wrong) < len(said) and any(re.search(_data()["scope"], each.raw) for each in said):
            continue
        first = {each.value: each for each in reversed(wrong)}
        yield from (_finding(each, comparison, figures) for each in reversed(first.values()))


def _contradicts(stated: Stated, comparison: Comparison, figures: Figures) -> bool:
    return all(
        _differs(stated, side_of(operands, figures), figures) for operands in comparison.meanings(stated)
    )


def _differs(stated: Stated, side: Side, figures: Figures) -> bool:
    if any(figures[key].state is State.ABSENT for key in side.keys if key in figures):
        return False
    return side.total != stated.value if side.complete else side.total > stated.value


def _finding(stated: Stated, comparison: Comparison, figures: Figures) -> Finding:
    side = side_of(comparison.figures, figures)
    table = " + ".join(comparison.figures)
    message = (
        f"{stated.place} says “{stated.raw}”: {stated.key} is {stated.value}, but the table has {side.total} "
        f"({table}). One of the two is wrong; read the document and judge."
    )
    return Finding("text.table", Severity.WARNING, message, comparison.figures, stated.value, side.total)
