"""Writing a revision: what a report's documents say together, once and for all."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from archive.models import (
    FigureSet,
    Finding,
    Placement,
    Report,
    Revision,
    RevisionDocument,
    Section,
    Stated,
)
from archive.packing import Figures, pack
from archive.upserts import id_of, insert_unless_there
from pipelines.storing.content import Content
from pipelines.storing.findings import finding_rows, subject_of


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a revision comes from: its documents, the one that speaks (the first), why, and by which run."""

    documents: tuple[int, ...]
    extractor_version: str
    kind: str
    run_id: int | None


def current_revision(connection: Connection, report_id: int) -> Row[int, int, str] | None:
    """The id, number and content hash of a report's current revision, if it has one."""
    return connection.execute(
        select(Revision.id, Revision.number, Revision.content_hash)
        .join(Report, Report.current_revision_id == Revision.id)
        .where(Report.id == report_id)
    ).one_or_none()


def add_revision(
    connection: Connection, report_id: int, content: Content, content_hash: str, origin: Origin
) -> int:
    """Write a revision and make it the current one; gives its id."""
    before = current_revision(connection, report_id)
    revision_id = connection.execute(
        insert(Revision)
        .values(
            report_id=report_id,
            number=before.number + 1 if before else 1,
            supersedes_id=before.id if before else None,
            kind=origin.kind,
            created_at=datetime.now(UTC),
            extractor_version=origin.extractor_version,
            content_hash=content_hash,
            document_id=origin.documents[0],
            run_id=origin.run_id,
            **_header(content),
        )
        .returning(Revision.id)
    ).scalar_one()
    _add_content(connection, revision_id, content)
    _add_findings(connection, report_id, revision_id, content["findings"])
    link_documents(connection, revision_id, origin.documents)
    current = {"title": content["title"], "layout": content["layout"]}
    connection.execute(
        update(Report)
        .where(Report.id == report_id)
        .values(**current, published_on=_date(content["published_on"]), current_revision_id=revision_id)
    )
    return revision_id


def link_documents(connection: Connection, revision_id: int, documents: tuple[int, ...]) -> None:
    """Keep which documents the revision rests on, the one that speaks first.

    That one may change with the revision's content staying the same: another address with the same report.
    """
    speaking = (Revision.id == revision_id) & (Revision.document_id != documents[0])
    connection.execute(update(Revision).where(speaking).values(document_id=documents[0]))
    rows = [{"revision_id": revision_id, "document_id": one} for one in documents]
    insert_unless_there(connection, RevisionDocument, rows)


def _header(content: Content) -> dict[str, Any]:
    start, end = content["period"] or (None, None)
    return {
        "title": content["title"],
        "layout": content["layout"],
        "published_on": _date(content["published_on"]),
        "period_start": _date(start),
        "period_end": _date(end),
        "index_number": content["index_number"],
        "printed": content["body"]["printed"],
        "certain": content["body"]["certain"],
    }


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _add_content(connection: Connection, revision_id: int, content: Content) -> None:
    connection.execute(insert(FigureSet), _figure_set(connection, revision_id, content["figures"]))
    for table, rows in ((Section, _sections(content)), (Stated, _stated(content))):
        if rows:
            connection.execute(insert(table), [{"revision_id": revision_id, **row} for row in rows])


def _figure_set(connection: Connection, revision_id: int, figures: Figures) -> dict[str, Any]:
    packed, states = pack(figures), Counter(figure["state"] for figure in figures.values())
    digest = hashlib.sha256(packed.places.encode()).hexdigest()
    placement_id, _ = id_of(connection, Placement, {"digest": digest}, {"places": packed.places})
    return {
        "revision_id": revision_id,
        "placement_id": placement_id,
        "codes": packed.codes,
        "raws": packed.raws,
        **{f"{state}_cells": states[state] for state in ("blank", "slash", "dash", "text")},
        **packed.numbers,
    }


def _sections(content: Content) -> list[dict[str, Any]]:
    return [{"position": at, **section} for at, section in enumerate(content["sections"], start=1)]


def _stated(content: Content) -> list[dict[str, Any]]:
    return [{"position": at, **stated} for at, stated in enumerate(content["stated"], start=1)]


def _add_findings(
    connection: Connection, report_id: int, revision_id: int, findings: list[dict[str, Any]]
) -> None:
    if findings:
        rows = finding_rows(findings, subject_of(connection, report_id), revision_id=revision_id)
        connection.execute(insert(Finding), rows)
