"""By when a report must be published (公布期限). The rules and their sources lie in ``due.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class DueRule:
    """One rule: for which years reported on and which kinds of body (none named: all), and its source.

    ``practice`` is true where bodies keep to a date that no law sets for them.
    """

    first_year: int
    last_year: int
    kinds: tuple[str, ...]
    month: int
    day: int
    practice: bool
    source: str

    def fits(self, kind: str, year: int) -> bool:
        """Whether the rule is for a body of this kind and this year reported on."""
        return self.first_year <= year <= self.last_year and (not self.kinds or kind in self.kinds)


@cache
def due_rules() -> tuple[DueRule, ...]:
    """The rules in order of precedence. Raises ValueError for a rule that lacks something."""
    table = tomllib.loads(files("archive").joinpath("due.toml").read_text(encoding="utf-8"))
    return tuple(_rule(number, row) for number, row in enumerate(table["rule"], start=1))


def _rule(number: int, row: dict[str, Any]) -> DueRule:
    try:
        first, last = row["years"]
        date(2000, row["month"], row["day"])
        kinds = tuple(row.get("kinds", ()))
        return DueRule(first, last, kinds, row["month"], row["day"], row["practice"], row["source"])
    except (KeyError, TypeError, ValueError) as error:
        needed = "years, month, day, practice and source"
        raise ValueError(f"archive/due.toml, rule {number}: needs {needed} ({error}).") from error


def due_rule(kind: str, year: int) -> DueRule | None:
    """The rule for a body of this kind; None before 2008, when no report was due."""
    return next((rule for rule in due_rules() if rule.fits(kind, year)), None)


def due_on(kind: str, year: int) -> date | None:
    """The last day for the report of ``year``; None where none was due."""
    rule = due_rule(kind, year)
    return date(year + 1, rule.month, rule.day) if rule else None
