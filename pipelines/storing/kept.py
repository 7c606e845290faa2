"""The readings of a report as rows: which there are, what each says, and keeping that (文档所载)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from archive.contents import content_of
from archive.models import Capture, Document, Reading
from archive.models.base import table_of
from pipelines.storing.content import Content, pack, unpack
from pipelines.storing.readings import COMPARED, Candidate, live
from pipelines.storing.revisions import current_revision

_READING, _DOCUMENT, _CAPTURE = table_of(Reading), table_of(Document), table_of(Capture)
_READINGS = (
    select(_READING, _DOCUMENT.c.url, _DOCUMENT.c.role, _DOCUMENT.c.seen_at, _CAPTURE.c.source)
    .join(_DOCUMENT, _DOCUMENT.c.id == _READING.c.document_id)
    .join(_CAPTURE, _CAPTURE.c.id == _DOCUMENT.c.capture_id)
    .where(_READING.c.report_id == bindparam("report"))
)


def candidate_rows(connection: Connection, report_id: int) -> list[Any]:
    """Every reading of a report, with its document and where that came from."""
    return list(connection.execute(_READINGS, {"report": report_id}).all())


def with_contents(
    connection: Connection, report_id: int, document_id: int, content: Content
) -> list[Candidate]:
    """The documents that now stand for the report, each with what it says, the best first."""
    rows = {row.document_id: row for row in candidate_rows(connection, report_id)}
    standing = live(candidate_of(row) for row in rows.values())
    filled = []
    for one in standing:
        if one.document_id == document_id:
            said = content
        elif rows[one.document_id].content is not None:
            said = unpack(rows[one.document_id].content)
        else:
            said = _said_by_revision(connection, report_id)
        filled.append(candidate_of(rows[one.document_id], said))
    return filled


def candidate_of(row: Any, content: Content | None = None) -> Candidate:
    """A row as a candidate, with what it says where that is known."""
    return Candidate(
        document_id=row.document_id,
        url=row.url,
        role=row.role,
        seen_at=row.seen_at,
        present=row.present,
        errors=row.errors,
        extractor_version=row.extractor_version,
        correction=row.correction,
        content=content,
        recovered=row.source is not None,
    )


def _said_by_revision(connection: Connection, report_id: int) -> Content:
    """What the only document so far says: the current revision, less what comparing documents added."""
    current = current_revision(connection, report_id)
    if current is None:
        raise LookupError(f"Report {report_id} has a reading and no revision.")
    content = content_of(connection, current.id)
    findings = [finding for finding in content["findings"] if finding["rule"] not in COMPARED]
    return {**content, "findings": findings}


def keep_contents(connection: Connection, report_id: int, standing: list[Candidate]) -> None:
    """Keep what every document says; of a single one the revision holds it already."""
    for one in standing:
        content = pack(one.content) if one.content is not None and len(standing) > 1 else None
        keep_content(connection, report_id, one.document_id, content)


def keep_content(connection: Connection, report_id: int, document_id: int, content: bytes | None) -> None:
    """Keep what one document says, or that the revision holds it."""
    of_document = update(Reading).filter_by(report_id=report_id, document_id=document_id)
    connection.execute(of_document.values(content=content))
