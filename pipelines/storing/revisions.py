"""Writing a revision: what a report's documents say together, once and for all."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

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
from archive.models.base import table_of
from archive.packing import Figures, pack
from archive.upserts import id_of, insert_unless_there
from pipelines.storing.content import Content
from pipelines.storing.findings import finding_rows, subject_of

_REPORT, _REVISION = table_of(Report), table_of(Revision)
_CURRENT = (
    select(_REVISION.c.id, _REVISION.c.number, _REVISION.c.content_hash)
    .join(_REPORT, _REPORT.c.current_revision_id == _REVISION.c.id)
    .where(_REPORT.c.id == bindparam("report"))
)
_ADD = insert(_REVISION).returning(_REVISION.c.id)
_ADD_FIGURES, _ADD_SECTIONS, _ADD_STATED, _ADD_FINDINGS, _ADD_DOCUMENTS = (
    insert(table_of(model)) for model in (FigureSet, Section, Stated, Finding, RevisionDocument)
)
_MAKE_CURRENT = (
    update(_REPORT)
    .where(_REPORT.c.id == bindparam("report"))
    .values({name: bindparam(name) for name in ("title", "layout", "published_on", "current_revision_id")})
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a revision comes from: its documents, the one that speaks (the first), why, and by which run.

    ``before`` is the current revision, whose place it takes; None for the first one.
    """

    documents: tuple[int, ...]
    extractor_version: str
    kind: str
    run_id: int | None
    before: Row[int, int, str] | None


def current_revision(connection: Connection, report_id: int) -> Row[int, int, str] | None:
    """The id, number and content hash of a report's current revision, if it has one."""
    return connection.execute(_CURRENT, {"report": report_id}).one_or_none()


def add_revision(
    connection: Connection, report_id: int, content: Content, content_hash: str, origin: Origin
) -> int:
    """Write a revision and make it the current one; gives its id."""
    header = _header(content)
    row = {**_origin(origin), **header, "report_id": report_id, "content_hash": content_hash}
    revision_id: int = connection.execute(_ADD, row).scalar_one()
    _add_content(connection, revision_id, content)
    _add_findings(connection, report_id, revision_id, content["findings"])
    rows = [{"revision_id": revision_id, "document_id": one} for one in origin.documents]
    connection.execute(_ADD_DOCUMENTS, rows)
    said = {name: header[name] for name in ("title", "layout", "published_on")}
    connection.execute(_MAKE_CURRENT, {**said, "report": report_id, "current_revision_id": revision_id})
    return revision_id


def _origin(origin: Origin) -> dict[str, Any]:
    return {
        "number": origin.before.number + 1 if origin.before else 1,
        "supersedes_id": origin.before.id if origin.before else None,
        "kind": origin.kind,
        "created_at": datetime.now(UTC),
        "extractor_version": origin.extractor_version,
        "document_id": origin.documents[0],
        "run_id": origin.run_id,
    }


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
    connection.execute(_ADD_FIGURES, _figure_set(connection, revision_id, content["figures"]))
    for adding, rows in ((_ADD_SECTIONS, _sections(content)), (_ADD_STATED, _stated(content))):
        if rows:
            connection.execute(adding, [{"revision_id": revision_id, **row} for row in rows])


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
        connection.execute(_ADD_FINDINGS, rows)
