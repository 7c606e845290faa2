"""What a document says of a report, as the archive keeps it."""

from __future__ import annotations

from sqlalchemy import Engine, select

from archive.contents import content_of
from archive.models import Document, Reading, Report
from pipelines.storing.content import Content, unpack
from pipelines.storing.readings import COMPARED


def said_by(engine: Engine, report_id: int, url: str, sha256: str) -> Content:
    """What the bytes at an address say of a report, by their latest extraction.

    Of a report's only document the current revision holds it, less what comparing documents added.
    """
    with engine.connect() as connection:
        content, revision_id = connection.execute(
            select(Reading.content, Report.current_revision_id)
            .join(Document, Document.id == Reading.document_id)
            .join(Report, Report.id == Reading.report_id)
            .where(Reading.report_id == report_id, Document.url == url, Document.sha256 == sha256)
        ).one()
        if content is None and revision_id is None:
            raise LookupError(f"Report {report_id} has a reading and no revision.")
        said = unpack(content) if content is not None else content_of(connection, int(revision_id or 0))
    return {**said, "findings": [one for one in said["findings"] if one["rule"] not in COMPARED]}
