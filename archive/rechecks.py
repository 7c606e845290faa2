"""Which listed pages are due to be fetched again (复查): a fresh report nightly, a finished year rarely.

The rule is pure; the intervals lie in ``rechecks.toml``.
"""

from __future__ import annotations

import tomllib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from archive.models import Discovery, Document, Page, PageReport, Portal, Reading
from archive.records import Entry

Known = Mapping[Entry, frozenset[int]]
"""Entries with the ids of the reports that they led to."""

#: How the reason of a page begins that is gone, and not merely out of reach.
DEAD = ("HTTP 404", "HTTP 410", "MissingPage")
#: Of a long interval so much is by chance: pages fetched in one night do not all come again in one.
_SPREAD = 0.3


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of ``rechecks.toml``; days."""

    states: tuple[str, ...]
    days: float
    again: float


@dataclass(frozen=True, slots=True)
class Checked:
    """A listed page: its state, when its report was published, and when it was fetched last; None: never."""

    url: str
    state: str
    published: datetime
    checked_at: datetime | None


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in order. Raises ValueError for one that lacks something."""
    table = tomllib.loads(files("archive").joinpath("rechecks.toml").read_text("utf-8"))
    return tuple(_rule(number, row) for number, row in enumerate(table["rule"], start=1))


def _rule(number: int, row: dict[str, Any]) -> Rule:
    try:
        return Rule(tuple(row["states"]), float(row["days"]), float(row["again"]))
    except (KeyError, TypeError, ValueError) as error:
        needed = "states, days and again"
        raise ValueError(f"archive/rechecks.toml, rule {number}: needs {needed} ({error}).") from error


def is_due(page: Checked, now: datetime) -> bool:
    """Whether a page is to be fetched now; one never fetched always is."""
    if page.checked_at is None:
        return True
    age = (now - page.published) / timedelta(days=1)
    fitting = (rule for rule in rules() if page.state in rule.states and age <= rule.days)
    rule = next(fitting, None)
    return rule is not None and now - page.checked_at >= timedelta(days=_interval(rule, page.url))


def _interval(rule: Rule, url: str) -> float:
    """The days of a rule, for each page up to a third less: the same ones always."""
    if rule.again < 2:
        return rule.again
    return rule.again * (1 - _SPREAD * (zlib.crc32(url.encode()) % 1000) / 1000)


@dataclass(frozen=True, slots=True)
class Night:
    """What a night need not fetch, and what the lists have named since the last discovery.

    ``settled`` are addresses that are not due; ``due`` is how many requests those cost that are, with files.
    ``known`` are entries with the ids of the reports that they led to: where lists name one no more, it is to
    be asked for. ``twins`` are other entries of reports, which are asked for only together with a known one.
    ``missing`` are addresses of which the portal said at the last look that there is no such page.
    """

    settled: frozenset[str]
    known: Known
    twins: Known
    missing: frozenset[str]
    due: int


def night_of(engine: Engine, portal: str, now: datetime, *, everything: bool) -> Night:
    """What is due of a portal's pages at a moment.

    A look at ``everything`` knows each page that led to a report, unless that has another address by now; one
    at the lists remembered knows what these have named since they were found.
    """
    with engine.connect() as connection:
        portal_id = connection.scalar(select(Portal.id).where(Portal.name == portal))
        rows = list(connection.execute(select(Page).where(Page.portal_id == portal_id)))
        look = connection.execute(select(Discovery).where(Discovery.portal_id == portal_id)).first()
        reports = _reports(connection, portal_id)
        files = _files(connection, portal_id)
    due = {row.id for row in rows if is_due(_checked(row), now)}
    back = {row.id for row in rows if row.id in reports and look and _was_gone(row, look.attempted_at)}
    settled = frozenset(row.url for row in rows if row.id not in due | back)
    there = [row for row in rows if row.id in reports and not _is_dead(row)]
    known = _known(there, reports, look.complete_at if look else None, everything)
    twins = [row for row in there if row.url not in {one.url for one in known}]
    cost = len(due) + sum(files.get(page_id, 0) for page_id in due)
    missing = frozenset(row.url for row in rows if _is_dead(row) and row.state == "failed")
    return Night(settled, _with(known, reports), _with(twins, reports), missing, cost)


def _checked(row: Any) -> Checked:
    return Checked(row.url, row.state, _published(row), row.checked_at if row.state != "listed" else None)


def _published(row: Any) -> datetime:
    """The list's day, else the end of January after the year reported on; else the first look."""
    day = row.listed_on or (date(row.year + 1, 1, 31) if row.year else None)
    first: datetime = row.first_seen
    return min(datetime(day.year, day.month, day.day, tzinfo=UTC), first) if day else first


def _entry(row: Any) -> Entry:
    return Entry(row.url, row.title, row.listed_on, row.unit, row.year)


def _with(rows: Iterable[Any], reports: Mapping[int, frozenset[int]]) -> dict[Entry, frozenset[int]]:
    return {_entry(row): reports[row.id] for row in rows}


def _is_dead(row: Any) -> bool:
    """Whether a page has been found to be gone, or to be no report."""
    return row.state == "not_a_report" or (row.state == "failed" and (row.reason or "").startswith(DEAD))


def _was_gone(row: Any, looked_at: datetime) -> bool:
    """Whether a dead page was in no list at the last look: named again, it is due at once."""
    return _is_dead(row) and row.last_seen < looked_at


def _known(
    rows: Sequence[Any], reports: Mapping[int, frozenset[int]], since: datetime | None, everything: bool
) -> list[Any]:
    """What the lists have named since the last discovery; for a new one also what else is not elsewhere."""
    named = [row for row in rows if since is not None and row.last_seen >= since]
    theirs = frozenset(report for row in named for report in reports[row.id])
    return [*named, *(row for row in rows if everything and not reports[row.id] <= theirs)]


def _reports(connection: Connection, portal_id: int | None) -> dict[int, frozenset[int]]:
    query = select(PageReport).join(Page, Page.id == PageReport.page_id).where(Page.portal_id == portal_id)
    found: dict[int, set[int]] = {}
    for row in connection.execute(query):
        found.setdefault(row.page_id, set()).add(row.report_id)
    return {page_id: frozenset(reports) for page_id, reports in found.items()}


def _files(connection: Connection, portal_id: int | None) -> dict[int, int]:
    """How many files the reports of each page have."""
    query = (
        select(PageReport.page_id, func.count(func.distinct(Document.url)))
        .join(Page, Page.id == PageReport.page_id)
        .join(Reading, Reading.report_id == PageReport.report_id)
        .join(Document, Document.id == Reading.document_id)
        .where(Page.portal_id == portal_id, Document.role == "attachment")
        .group_by(PageReport.page_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}
