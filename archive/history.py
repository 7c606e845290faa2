"""What a report has said over time: its revisions with their differences, and when it went and came back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Engine, select

from archive.contents import content_of
from archive.differing import differences
from archive.models import Document, Revision, RevisionDocument, Standing
from archive.queries import find_report

Event = dict[str, Any]


def history(engine: Engine, body: str, year: int) -> list[Event]:
    """Every event of a report, the oldest first, as ``nianbao history --json`` prints it.

    A revision has its number, kind, moment, run, extractor, documents, and what differs from the one before:
    documents that came and went, and ``archive.differing.Difference``. ``withdrawn`` and ``returned`` have
    their moment and run alone. Raises NotInArchive or BodyAmbiguous.
    """
    report = find_report(engine, body, year)
    with engine.connect() as connection:
        events = [*_revisions(connection, report.id), *_standing(connection, report.id)]
    return sorted(events, key=lambda event: event["at"])


def _revisions(connection: Connection, report_id: int) -> Iterator[Event]:
    query = select(Revision).where(Revision.report_id == report_id).order_by(Revision.number)
    kept = [_Kept(connection, row) for row in connection.execute(query)]
    if kept:
        yield kept[0].event
    for before, after in pairwise(kept):
        changed = differences(before.content, after.content).as_json()
        yield {**after.event, **_documents(before.documents, after.documents), **changed}


class _Kept:
    """A revision as an event, with its content and documents."""

    def __init__(self, connection: Connection, row: Any) -> None:
        self.content = content_of(connection, row.id)
        documents = select(Document.url, Document.sha256).join(
            RevisionDocument, RevisionDocument.document_id == Document.id
        )
        found = connection.execute(documents.where(RevisionDocument.revision_id == row.id))
        self.documents = sorted((one.url, one.sha256) for one in found)
        self.event: Event = {
            "event": row.kind,
            "at": row.created_at.isoformat(),
            "revision": row.number,
            "run": row.run_id,
            "extractor_version": row.extractor_version,
            "documents": [{"url": url, "sha256": sha256} for url, sha256 in self.documents],
        }


def _documents(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> Event:
    """Documents that came and went; new bytes at an address are one that went and one that came."""
    came = [{"url": url, "sha256": sha256} for url, sha256 in after if (url, sha256) not in before]
    went = [{"url": url, "sha256": sha256} for url, sha256 in before if (url, sha256) not in after]
    return {"documents_came": came, "documents_went": went}


def _standing(connection: Connection, report_id: int) -> Iterator[Event]:
    query = select(Standing).where(Standing.report_id == report_id).order_by(Standing.id)
    for row in connection.execute(query):
        yield {"event": row.kind, "at": row.at.isoformat(), "run": row.run_id}
