"""Findings as rows, each with its fingerprint."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from archive.fingerprints import fingerprint_of, subject_of_report
from archive.models import Report
from archive.naming import reports_as_they_came
from pipelines.storing.content import as_text

Subject = list[Any]


def subject_of(connection: Connection, report_id: int) -> Subject:
    """Whom the findings of a report are about, for their fingerprints.

    That is the body as its documents name it, whatever people have decided about that name since.
    """
    row = connection.execute(reports_as_they_came().where(Report.id == report_id)).one()
    return subject_of_report(row.division_code, row.scope, row.name, row.year)


def finding_rows(findings: list[dict[str, Any]], subject: Subject, **belongs_to: int) -> list[dict[str, Any]]:
    """Findings as rows of the revision, report or document that they belong to."""
    return [{**row, **belongs_to, "fingerprint": fingerprint_of(subject, row)} for row in map(_row, findings)]


def _row(finding: dict[str, Any]) -> dict[str, Any]:
    return {**finding, "expected": as_text(finding["expected"]), "actual": as_text(finding["actual"])}
