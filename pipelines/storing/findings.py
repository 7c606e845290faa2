"""Findings as rows, each with its fingerprint."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from archive.fingerprints import fingerprint_of, subject_of_report
from archive.models import Body, Report, ReportName
from pipelines.storing.content import as_text

Subject = list[Any]
_PLACED_NAME = (
    ReportName.division_code,
    ReportName.scope,
    ReportName.name,
    Body.division_code,
    Body.scope,
    Body.original_name,
)


def subject_of(connection: Connection, report_id: int) -> Subject:
    """Whom the findings of a report are about, for their fingerprints.

    That is the body as its documents name it, whatever people have decided about that name since.
    """
    first = (ReportName.report_id == Report.id) & (ReportName.position == 1)
    query = (
        select(Report.year, *_PLACED_NAME)
        .join(Body, Body.id == Report.body_id)
        .outerjoin(ReportName, first)
        .where(Report.id == report_id)
    )
    year, *body = connection.execute(query).one()
    came_as, own = body[:3], body[3:]
    division, scope, name = came_as if came_as[-1] else own
    return subject_of_report(division, scope, str(name), year)


def finding_rows(findings: list[dict[str, Any]], subject: Subject, **belongs_to: int) -> list[dict[str, Any]]:
    """Findings as rows of the revision, report or document that they belong to."""
    return [{**row, **belongs_to, "fingerprint": fingerprint_of(subject, row)} for row in map(_row, findings)]


def _row(finding: dict[str, Any]) -> dict[str, Any]:
    return {**finding, "expected": as_text(finding["expected"]), "actual": as_text(finding["actual"])}
