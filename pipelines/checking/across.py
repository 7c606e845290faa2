"""Checks 5 and 7: a report against the report of the year before (跨年度核对), as data in ``across.toml``.

``carry.continuity`` (上年结转) and ``disclosure.stock`` (现行有效件数). A check passes, fails or cannot
tell: a missing figure of either year (blank, slash, dash, text, absent) is not 0, and nothing is said then.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from archive.codebook import codebook
from pipelines.model import Finding, Severity

Number = int | Decimal
#: The figures of a report that have a number, by codebook key.
Numbers = Mapping[str, Number]


@dataclass(frozen=True, slots=True)
class AcrossRule:
    """``this`` of a year must be ``last`` (of the year before) and ``plus`` less ``minus`` (of this year)."""

    rule: str
    severity: Severity
    source: str
    each: str
    this: str
    last: tuple[str, ...]
    plus: tuple[str, ...]
    minus: tuple[str, ...]
    message: str

    @property
    def now(self) -> tuple[str, ...]:
        """The figures of the later report that the rule compares."""
        return (self.this, *self.plus, *self.minus)


@cache
def across_rules() -> tuple[AcrossRule, ...]:
    """Every rule between two years, one for each column or row. Raises ValueError for an unknown figure."""
    raw = tomllib.loads(files("pipelines.checking").joinpath("across.toml").read_text("utf-8"))
    return tuple(_rule(part, each) for part in raw["across"] for each in part["each"])


def _rule(part: Mapping[str, Any], each: str) -> AcrossRule:
    def keys(name: str) -> tuple[str, ...]:
        return tuple(key.replace("{each}", each) for key in part.get(name, ()))

    rule = AcrossRule(
        rule=part["rule"],
        severity=Severity(part["severity"]),
        source=part["source"],
        each=each,
        this=part["this"].replace("{each}", each),
        last=keys("last"),
        plus=keys("plus"),
        minus=keys("minus"),
        message=part["message"],
    )
    unknown = {*rule.now, *rule.last} - {entry.figure for entry in codebook()}
    if unknown:
        raise ValueError(f"across.toml: {rule.rule}: the codebook has no figure {', '.join(sorted(unknown))}")
    return rule


@cache
def across_keys() -> tuple[str, ...]:
    """All figures that a rule between two years looks at."""
    return tuple(sorted({key for rule in across_rules() for key in (*rule.now, *rule.last)}))


def check_across(last_year: int, last: Numbers, this: Numbers) -> Iterator[Finding]:
    """The findings of a report, by its numbers and those of the same body's report on ``last_year``."""
    for rule in across_rules():
        if last.keys() >= set(rule.last) and this.keys() >= set(rule.now):
            yield from _check(rule, last_year, last, this)


def _check(rule: AcrossRule, last_year: int, last: Numbers, this: Numbers) -> Iterator[Finding]:
    expected = sum(last[key] for key in rule.last) + sum(this[key] for key in rule.plus)
    expected -= sum(this[key] for key in rule.minus)
    actual = this[rule.this]
    if expected != actual:
        words = {"each": rule.each, "last_year": last_year, "expected": expected, "actual": actual}
        message = rule.message.format(**words)
        figures = tuple(dict.fromkeys((*rule.now, *rule.last)))
        yield Finding(rule.rule, rule.severity, message, figures, expected, actual)
