"""Findings between the reports of two years: made when either of them comes or changes.

They belong to the later report and are replaced, not revised: the report itself says what it said.
A report whose body is not certain is compared with nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.orm import aliased

from archive.codebook import codebook
from archive.models import FigureSet, Finding, Report, Revision
from archive.session import write
from pipelines.checking.across import Numbers, across_keys, check_across
from pipelines.report_json import finding_json
from pipelines.storing.bodies import lock_body
from pipelines.storing.findings import finding_rows, subject_of


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
    query = (
        select(Report.year, Report.id, Revision.id, Revision.certain)
        .join(Revision, Revision.id == Report.current_revision_id)
        .where(Report.body_id == body_id)
    )
    if years is not None:
        query = query.where(Report.year.in_(years))
    rows = connection.execute(query)
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
    keys = {f"f{entry.number}": entry.figure for entry in codebook() if entry.figure in across_keys()}
    revisions, sets = {one.revision_id for one in kept}, FigureSet.__table__
    query = select(sets.c.revision_id, *(sets.c[name] for name in keys))
    rows = connection.execute(query.where(sets.c.revision_id.in_(revisions))).mappings() if revisions else ()
    return {
        row["revision_id"]: {key: row[name] for name, key in keys.items() if row[name] is not None}
        for row in rows
    }


def _replace(connection: Connection, report_id: int, findings: list[dict[str, Any]]) -> None:
    """Make these the report's findings against the year before; touch nothing if they are already."""
    of_report = Finding.report_id == report_id
    told = select(Finding.fingerprint, Finding.severity, Finding.message).where(of_report)
    there = [tuple(row) for row in connection.execute(told.order_by(Finding.id))]
    rows = finding_rows(findings, subject_of(connection, report_id), report_id=report_id) if findings else []
    if there == [(row["fingerprint"], row["severity"], row["message"]) for row in rows]:
        return
    connection.execute(delete(Finding).where(of_report))
    if rows:
        connection.execute(insert(Finding), rows)
