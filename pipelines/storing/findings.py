"""Findings as rows, each with its fingerprint."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from archive.fingerprints import fingerprint_of, subject_of_report
from archive.models import Body, Report
from pipelines.storing.content import as_text

Subject = list[Any]


def subject_of(connection: Connection, report_id: int) -> Subject:
    """Whom the findings of a report are about, for their fingerprints."""
    query = select(Body.division_code, Body.scope, Body.name, Report.year).join(
        Report, Report.body_id == Body.id
    )
    return subject_of_report(*connection.execute(query.where(Report.id == report_id)).one())


def finding_rows(findings: list[dict[str, Any]], subject: Subject, **belongs_to: int) -> list[dict[str, Any]]:
    """Findings as rows of the revision, report or document that they belong to."""
    return [{**row, **belongs_to, "fingerprint": fingerprint_of(subject, row)} for row in map(_row, findings)]


def _row(finding: dict[str, Any]) -> dict[str, Any]:
    return {**finding, "expected": as_text(finding["expected"]), "actual": as_text(finding["actual"])}
