"""Findings between the reports of two years: made when either of them comes or changes.

They belong to the later report and are replaced, not revised: the report itself says what it said.
A report whose body is not certain is compared with nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from sqlalchemy import Connection, Engine, Select, bindparam, delete, insert, select
from sqlalchemy.orm import aliased

from archive.codebook import codebook
from archive.models import FigureSet, Finding, Report, Revision
from archive.models.base import table_of
from archive.session import write
from pipelines.checking.across import Numbers, across_keys, check_across
from pipelines.report_json import finding_json
from pipelines.storing.bodies import lock_body
from pipelines.storing.findings import finding_rows, subject_of

_REPORT, _REVISION, _FINDING = table_of(Report), table_of(Revision), table_of(Finding)
_STANDING = (
    select(_REPORT.c.year, _REPORT.c.id, _REVISION.c.id, _REVISION.c.certain)
    .join(_REVISION, _REVISION.c.id == _REPORT.c.current_revision_id)
    .where(_REPORT.c.body_id == bindparam("body"))
)
_STANDING_IN = _STANDING.where(_REPORT.c.year.in_(bindparam("years", expanding=True)))
_TOLD = (
    select(_FINDING.c.fingerprint, _FINDING.c.severity, _FINDING.c.message)
    .where(_FINDING.c.report_id == bindparam("report"))
    .order_by(_FINDING.c.id)
)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A report of the body as it stands; ``certain``: only this body fits what the document prints."""

    report_id: int
    revision_id: int
    certain: bool


def compare_years(connection: Connection, body_id: int, year: int) -> None:
    """Make the findings anew that the report on ``year`` takes part in. The body must be locked."""
    kept = _kept(connection, body_id, range(year - 1, year + 2))
    _compare(connection, kept, [later for later in (year, year + 1) if later in kept])


def compare_all_years(engine: Engine) -> int:
    """Make the findings between years anew for every body; gives how many bodies have neighbouring years."""
    later = aliased(Report)
    pairs = select(Report.body_id).join(
        later, (later.body_id == Report.body_id) & (later.year == Report.year + 1)
    )
    with engine.connect() as connection:
        bodies = connection.scalars(pairs.distinct().order_by(Report.body_id)).all()
    for body_id in bodies:
        write(engine, partial(compare_body, body_id=body_id))
    return len(bodies)


def compare_body(connection: Connection, body_id: int) -> None:
    """Make the findings between the years of a body anew."""
    lock_body(connection, body_id)
    kept = _kept(connection, body_id, None)
    _compare(connection, kept, kept)


def _kept(connection: Connection, body_id: int, years: range | None) -> dict[int, _Kept]:
    if years is None:
        rows = connection.execute(_STANDING, {"body": body_id})
    else:
        rows = connection.execute(_STANDING_IN, {"body": body_id, "years": list(years)})
    return {year: _Kept(report_id, revision, certain) for year, report_id, revision, certain in rows}


def _compare(connection: Connection, kept: dict[int, _Kept], years: Iterable[int]) -> None:
    """Compare each of the years with the one before it."""
    pairs = {year: (kept.get(year - 1), kept[year]) for year in years}
    numbers = _numbers(connection, [one for pair in pairs.values() for one in pair if all(pair) and one])
    for year, (last, this) in pairs.items():
        found = []
        if last and last.certain and this.certain:
            found = list(check_across(year - 1, numbers[last.revision_id], numbers[this.revision_id]))
        _replace(connection, this.report_id, [finding_json(one) for one in found])


def _numbers(connection: Connection, kept: Iterable[_Kept]) -> dict[int, Numbers]:
    """The figures of each revision that have a number and that a rule between years looks at."""
    revisions = {one.revision_id for one in kept}
    if not revisions:
        return {}
    rows = connection.execute(_selecting(), {"revisions": list(revisions)})
    return {
        revision: {
            key: value for key, value in zip(_columns().values(), values, strict=True) if value is not None
        }
        for revision, *values in rows
    }


@cache
def _columns() -> dict[str, str]:
    """The figures that a rule between years looks at, by their columns."""
    return {f"f{entry.number}": entry.figure for entry in codebook() if entry.figure in across_keys()}


@cache
def _selecting() -> Select[*tuple[Any, ...]]:
    sets = table_of(FigureSet).c
    of_those = sets.revision_id.in_(bindparam("revisions", expanding=True))
    return select(sets.revision_id, *(sets[name] for name in _columns())).where(of_those)


def _replace(connection: Connection, report_id: int, findings: list[dict[str, Any]]) -> None:
    """Make these the report's findings against the year before; touch nothing if they are already."""
    there = [tuple(row) for row in connection.execute(_TOLD, {"report": report_id})]
    rows = finding_rows(findings, subject_of(connection, report_id), report_id=report_id) if findings else []
    if there == [(row["fingerprint"], row["severity"], row["message"]) for row in rows]:
        return
    connection.execute(delete(Finding).where(Finding.report_id == report_id))
    if rows:
        connection.execute(insert(Finding), rows)
