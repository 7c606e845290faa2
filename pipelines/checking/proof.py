"""Ambiguous cells proved by the sums of the form (勾稽关系证明).

``1 0`` in a cell may be 10, 1 or 0. Each reading is tried against every sum that the figure stands in and
whose other operands are all known. A reading is proved when it alone lets all of these sums hold, and at
least one of the others breaks one. Without proof the cell stays as text, with its finding.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.checking.sums import SumRule, fails, side_of, sum_rules
from pipelines.model import Figure, State


def prove(figures: Mapping[str, Figure], ambiguous: Mapping[str, tuple[int, ...]]) -> dict[str, Figure]:
    """The figures whose ambiguous reading the sums decide. One proof may enable the next."""
    known = dict(figures)
    proved: dict[str, Figure] = {}
    waiting = dict(ambiguous)
    while waiting:
        decided = {
            key: value
            for key, readings in waiting.items()
            if (value := _only(key, readings, known)) is not None
        }
        if not decided:
            break
        for key, value in decided.items():
            known[key] = proved[key] = figures[key]._replace(value=value, state=State.VALUE)
            del waiting[key]
    return proved


def _only(key: str, readings: tuple[int, ...], figures: Mapping[str, Figure]) -> int | None:
    holding = [value for value in readings if _holds(key, value, figures)]
    return holding[0] if len(holding) == 1 else None


def _holds(key: str, value: int, figures: Mapping[str, Figure]) -> bool:
    tried = {**figures, key: figures[key]._replace(value=value, state=State.VALUE)}
    return all(_sum_holds(rule, tried) for rule in sum_rules() if _stands_in(key, rule))


def _stands_in(key: str, rule: SumRule) -> bool:
    return any(key in operand.split("|") for operand in rule.left + rule.right)


def _sum_holds(rule: SumRule, figures: Mapping[str, Figure]) -> bool:
    left, right = side_of(rule.left, figures), side_of(rule.right, figures)
    return not fails(rule, left, right)
