"""Checks 1 to 4 and 6: the sums of the statutory form (勾稽关系), as data in ``rules.toml``.

A sum gives pass, fail or cannot tell. A missing figure (blank, slash, dash, text, absent) is not 0: the
check then fails only where the known numbers alone already exceed the other side, since counts are never
negative; else it cannot tell.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from pipelines.model import ABSENT, Figure, Finding, Severity, State

RELATIONS = ("equal", "at_most")
Number = int | Decimal
Figures = Mapping[str, Figure]


class RuleError(ValueError):
    """rules.toml says something that is no rule; mend the entry that the message names."""


@dataclass(frozen=True, slots=True)
class SumRule:
    """Left operands must sum to what right ones do. ``a|b`` is b where a is absent; ``a|`` may lack.

    ``relation`` is ``equal``, or ``at_most`` where the left is a part of the right (其中).
    """

    rule: str
    source: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    message: str
    relation: str = "equal"


class Side(NamedTuple):
    """One side of a sum: the keys it has, the known total, and whether every operand is known."""

    keys: tuple[str, ...]
    total: Number
    complete: bool


@cache
def sum_rules() -> tuple[SumRule, ...]:
    """Every sum of the form, one for each column or row that it holds for."""
    raw = tomllib.loads(files("pipelines.checking").joinpath("rules.toml").read_text("utf-8"))
    return tuple(_rule(part, each) for part in raw["sum"] for each in part.get("each", [""]))


def _rule(part: dict[str, Any], each: str) -> SumRule:
    names = {"{each}": each} | {f"{{each{at}}}": name for at, name in enumerate(each.split("|"))}

    def keys(side: str) -> tuple[str, ...]:
        if not isinstance(part[side], list):
            raise RuleError(f"rules.toml: {part['rule']}: {side} must be a list of figure keys")
        return tuple(_filled(operand, names) for operand in part[side])

    relation = part.get("relation", "equal")
    if relation not in RELATIONS:
        raise RuleError(f"rules.toml: {part['rule']}: relation must be one of {', '.join(RELATIONS)}")
    return SumRule(part["rule"], part["source"], keys("left"), keys("right"), part["message"], relation)


def _filled(operand: str, names: Mapping[str, str]) -> str:
    for name, value in names.items():
        operand = operand.replace(name, value)
    return operand


def check_sums(figures: Figures) -> Iterator[Finding]:
    """A finding for every sum that fails for certain."""
    for rule in sum_rules():
        left, right = side_of(rule.left, figures), side_of(rule.right, figures)
        if fails(rule, left, right):
            yield _finding(rule, left, right, figures)


def side_of(operands: tuple[str, ...], figures: Figures) -> Side:
    """The known total of one side of a sum, and whether all of it is known."""
    keys = _chosen(operands, figures) if _has_choice(operands) else operands
    known = [value for key in keys if (value := figures.get(key, ABSENT).value) is not None]
    return Side(keys, sum(known), len(known) == len(keys))


@cache
def _has_choice(operands: tuple[str, ...]) -> bool:
    return any("|" in operand for operand in operands)


def _chosen(operands: tuple[str, ...], figures: Figures) -> tuple[str, ...]:
    return tuple(key for operand in operands if (key := _operand(operand, figures)))


def _operand(operand: str, figures: Figures) -> str:
    if "|" not in operand:
        return operand
    first, _, second = operand.partition("|")
    there = first in figures and figures[first].state is not State.ABSENT
    return first if there else second


def fails(rule: SumRule, left: Side, right: Side) -> bool:
    """Whether a rule is broken for certain; False also where it cannot tell."""
    if rule.relation == "at_most":
        return right.complete and left.total > right.total
    if left.complete and right.complete:
        return left.total != right.total
    if left.complete:
        return right.total > left.total
    return right.complete and left.total > right.total


def _finding(rule: SumRule, left: Side, right: Side, figures: Figures) -> Finding:
    words: dict[str, Number | str] = {"left": left.total, "right": right.total}
    for name, side in (("left", left), ("right", right)):
        words |= {f"{name}{at}": _printed(figures.get(key)) for at, key in enumerate(side.keys)}
    subject = _subject(rule)
    message = f"{subject}: {rule.message.format(**words)}"
    return Finding(rule.rule, Severity.ERROR, message, left.keys + right.keys, left.total, right.total)


def _subject(rule: SumRule) -> str:
    """The column that a sum is about, or else the row."""
    parts = rule.right[0].split(".")
    return parts[2] if rule.rule in ("applications.balance", "applications.handled_sum") else parts[1]


def _printed(figure: Figure | None) -> str:
    return "?" if figure is None or figure.value is None else str(figure.value)
