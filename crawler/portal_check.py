"""Is a portal's entry still true (门户体检)? One verdict per question, each with what to do.

1. division: the code is in the division table, and is that of the county named.
2. home: the home page answered; robots: what its robots.txt forbids us.
3. lists: every column was reached and read to its end.
4. years: a report for every year that is due, from ``since`` on if the entry says more than the law (2008),
   else from the first year listed.
5. golden: the reports on the golden list are still named; fixture: the family still reads them in the pages
   kept when the list was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from archive.divisions import division
from crawler.golden import fixture_of, golden_of
from spiders.registry import FIRST_YEAR

if TYPE_CHECKING:
    from crawler.survey import Survey
    from spiders.registry import Portal

Level = Literal["ok", "warning", "error"]
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one question about one portal, in words that say what to do."""

    portal: str
    check: str
    level: Level
    message: str


def without_network(portal: Portal, data: Path) -> Iterator[Verdict]:
    """What can be said of a portal without asking it."""
    yield _division(portal)
    yield _fixture(portal, data)


def with_survey(seen: Survey, data: Path, today: date) -> Iterator[Verdict]:
    """What a look at its lists says of a portal."""
    yield _home(seen)
    yield _robots(seen)
    yield from _lists(seen)
    yield from _years(seen, today)
    yield _golden(seen, data)


def _division(portal: Portal) -> Verdict:
    place = division(portal.division)
    if place is None:
        return _error(portal, "division", f"{portal.division} is not in the division table: correct it")
    if place.name != portal.county:
        text = f"{portal.division} is {place.name}, not {portal.county}: correct the entry"
        return _error(portal, "division", text)
    return _ok(portal, "division", f"{place.code} {place.name}")


def _fixture(portal: Portal, data: Path) -> Verdict:
    wanted, read = fixture_of(portal, data)
    if not wanted:
        return _ok(portal, "fixture", "none was recorded")
    if missing := wanted - read:
        text = (
            f"family {portal.family} no longer reads {len(missing)} of {len(wanted)} reports in the fixture"
        )
        return _error(portal, "fixture", f"{text}: {_some(sorted(missing))}")
    return _ok(portal, "fixture", f"{len(wanted)} reports are read in the pages kept")


def _home(seen: Survey) -> Verdict:
    step = next((one for one in seen.steps if one.url == seen.portal.home), None)
    if step is None or step.problem or step.entries is None:
        why = step.problem if step and step.problem else "no page came"
        return _error(seen.portal, "home", f"{seen.portal.home}: {why}: correct home, or try again later")
    return _ok(seen.portal, "home", f"{seen.portal.home}, {seen.requests} requests for all lists")


def _robots(seen: Survey) -> Verdict:
    forbidden = [one.url for one in seen.problems if "robots.txt" in one.reason]
    if forbidden:
        text = f"forbids {len(forbidden)} columns: {_some(forbidden)}: ask the portal's keeper"
        return _error(seen.portal, "robots", f"robots.txt {text}")
    given = any(url.endswith("/robots.txt") for url in seen.pages)
    return _ok(seen.portal, "robots", "allows what was asked for" if given else "there is no robots.txt")


def _lists(seen: Survey) -> Iterator[Verdict]:
    problems = [one for one in seen.problems if "robots.txt" not in one.reason]
    for problem in problems:
        yield _error(seen.portal, "lists", f"{problem}: crawl with --explain to see the way to it")
    if not seen.entries:
        text = "no list names a report: name the column by columns = [...] in portals.toml"
        yield _error(seen.portal, "lists", text)
    elif not problems:
        yield _ok(seen.portal, "lists", f"{len(seen.entries)} reports in lists read to their end")


def _years(seen: Survey, today: date) -> Iterator[Verdict]:
    listed, since = seen.years, seen.portal.since
    if not listed:
        return
    covered = seen.covered
    last = today.year - (1 if today > date(today.year, 3, 31) else 2)
    first = since if since > FIRST_YEAR else listed[0]
    gaps = [year for year in range(first, last + 1) if year not in covered]
    if gaps:
        text = f"no list names a report for {_some(gaps)}: look whether a column is missing"
        yield _error(seen.portal, "years", text)
    elif since < listed[0]:
        text = f"nothing from {since} to {listed[0] - 1}: gone from the portal, or in other columns"
        yield _say(seen.portal, "years", "warning", text)
    if not gaps:
        yield _ok(seen.portal, "years", f"reports for every year from {first} to {max(last, listed[-1])}")


def _golden(seen: Survey, data: Path) -> Verdict:
    wanted = golden_of(data, seen.portal.name)
    listed = {one.url for one in seen.entries}
    missing = [url for url in wanted if url not in listed]
    if missing:
        text = f"{len(missing)} of {len(wanted)} known reports are named by no list any more"
        return _error(seen.portal, "golden", f"{text}: {_some(missing)}")
    return _ok(
        seen.portal, "golden", f"{len(wanted)} known reports are listed" if wanted else "no golden list"
    )


def _some(found: Sequence[Any]) -> str:
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return ", ".join(map(str, found[:SHOWN])) + more


def _say(portal: Portal, check: str, level: Level, text: str) -> Verdict:
    return Verdict(portal.name, check, level, text)


def _ok(portal: Portal, check: str, text: str) -> Verdict:
    return _say(portal, check, "ok", text)


def _error(portal: Portal, check: str, text: str) -> Verdict:
    return _say(portal, check, "error", text)
