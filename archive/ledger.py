"""How an expected report stands (台账判定): the rule alone, without SQL and without a clock.

States, in the order in which they are asked for:

1. ``archived``, ``withdrawn``: the archive has the report; it stands, or is not at its portal any more.
2. ``unreadable``, ``found``: the portal lists it; it could not be read, or was not read yet.
3. ``not_due``: it may still be published in time.
4. ``missing``: past due, and a complete discovery of the portal since then has not met it.
5. ``due``: past due, and nobody has looked since well enough to tell.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

State = Literal["not_due", "due", "found", "archived", "missing", "unreadable", "withdrawn"]
STATES: tuple[State, ...] = ("archived", "found", "unreadable", "withdrawn", "missing", "due", "not_due")


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of one body and year.

    ``report`` says whether the archive has the report and whether it was withdrawn; ``page`` is the state and
    reason of the open page that seems to be it; ``discovered`` the day of the portal's last complete
    discovery, ``first`` the first year of which the body has a report.
    """

    year: int
    due: date | None
    report: Literal["archived", "withdrawn"] | None = None
    page: tuple[str, str | None] | None = None
    discovered: date | None = None
    first: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A state with its reason in words; archived reports need none."""

    state: State
    reason: str | None = None


def judge(case: Case, today: date) -> Judgement:
    """How an expected report stands today."""
    if case.report == "withdrawn":
        return Judgement("withdrawn", "The last complete crawl has met none of its documents.")
    if case.report:
        return Judgement("archived")
    if case.page:
        return _listed(*case.page)
    if case.due is None or today <= case.due:
        return Judgement(
            "not_due", f"It is due by {case.due}." if case.due else "No rule says when it is due."
        )
    if case.discovered and case.discovered > case.due:
        return Judgement("missing", _absent(case, case.discovered))
    since = f"since {case.discovered}" if case.discovered else "yet"
    return Judgement("due", f"It was due by {case.due}, and its portal was not read whole {since}.")


def _listed(state: str, reason: str | None) -> Judgement:
    if state == "unreadable":
        return Judgement("unreadable", reason)
    return Judgement("found", reason or "Its portal lists it; it was not read yet.")


def _absent(case: Case, discovered: date) -> str:
    said = f"Its portal, read whole on {discovered}, does not have it; it was due by {case.due}."
    if case.first is None:
        return f"{said} No report of the body is known: it may publish elsewhere."
    early = f" Its first known report is that of {case.first}: it may not have existed yet."
    return said + (early if case.year < case.first else "")


@cache
def _starts() -> Mapping[str, str]:
    """By kind of body, whether its years begin with the portal's ``since`` or its first report."""
    rules = tomllib.loads(files("archive").joinpath("ledger.toml").read_text("utf-8"))["from"]
    for number, rule in enumerate(rules, start=1):
        if rule.get("portal") not in ("since", "first") or not rule.get("kinds"):
            raise ValueError(f"archive/ledger.toml, rule {number}: needs kinds, and portal = since or first.")
    return {kind: rule["portal"] for rule in reversed(rules) for kind in rule["kinds"]}


def years_expected(kind: str, since: int, first_on_portal: int | None, this_year: int) -> range:
    """The years of which a body of this kind must have a report, with the present one."""
    begin = since if _starts()[kind] == "since" else first_on_portal or this_year
    return range(min(begin, this_year), this_year + 1)
