"""The questions that the commands put to an archive: a report, a figure's evidence, coverage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, select, text

from archive.bodies import find_body
from archive.contents import content_of, figures_of
from archive.due import due_on
from archive.errors import NotInArchive
from archive.findings import findings_of_report
from archive.models import (
    Body,
    Capture,
    Codebook,
    Document,
    Report,
    Revision,
    RevisionDocument,
)

Answer = dict[str, Any]


def get_report(engine: Engine, body: str, year: int) -> Answer:
    """The current revision of a report, as ``nianbao show --json`` prints it.

    ``body`` is a name or a code. Raises NotInArchive or BodyAmbiguous.
    """
    report = find_report(engine, body, year)
    with engine.connect() as connection:
        return {
            **content_of(connection, report.current_revision_id),
            "findings": findings_of_report(connection, report.id),
            "body_id": report.body_id,
            **_revision(connection, report.current_revision_id),
            "documents": _documents(connection, report.current_revision_id),
        }


def find_report(engine: Engine, body: str, year: int) -> Any:
    """The row of a body's report on a year. Raises NotInArchive or BodyAmbiguous."""
    found = find_body(engine, body, year)
    with engine.connect() as connection:
        query = select(Report).where(Report.body_id == found.id, Report.year == year)
        report = connection.execute(query).one_or_none()
        if report is None or report.current_revision_id is None:
            years = select(Report.year).where(Report.body_id == found.id).order_by(Report.year)
            there = ", ".join(str(one) for one in connection.scalars(years)) or "no year"
            raise NotInArchive(f"The archive has no report of {found.name} for {year}; it has {there}.")
    return report


def _revision(connection: Connection, revision_id: int) -> Answer:
    row = connection.execute(select(Revision).where(Revision.id == revision_id)).one()
    return {
        "revision": row.number,
        "revision_kind": row.kind,
        "revised_at": row.created_at.isoformat(),
        "extractor_version": row.extractor_version,
    }


def _documents(connection: Connection, revision_id: int) -> list[Answer]:
    """The documents of a revision, first the one that its figures come from."""
    query = (
        select(
            Document,
            Capture.fetched_at,
            Capture.status,
            Capture.warc_file,
            Capture.warc_offset,
            Capture.source,
        )
        .join(RevisionDocument, RevisionDocument.document_id == Document.id)
        .join(Revision, Revision.id == RevisionDocument.revision_id)
        .join(Capture, Capture.id == Document.capture_id)
        .where(Revision.id == revision_id)
        .order_by((Document.id == Revision.document_id).desc(), Document.url)
    )
    return [document_object(row) for row in connection.execute(query)]


def document_object(row: Any) -> Answer:
    """A document and its evidence: when it was fetched, and which WARC record holds it.

    ``web_archive`` is the address in a web archive that it came from, and ``fetched_at`` then when that
    captured it; null where the portal itself answered.
    """
    return {
        "url": row.url,
        "role": row.role,
        "sha256": row.sha256,
        "media_type": row.media_type,
        "fetched_at": row.fetched_at.isoformat(),
        "status": row.status,
        "warc_file": row.warc_file,
        "warc_offset": row.warc_offset,
        "web_archive": row.source,
    }


def trace(engine: Engine, body: str, year: int, figure: str) -> Answer:
    """The evidence of one figure: as printed, as read, where, in which document, WARC record and revision.

    Raises NotInArchive for a figure that is no key of the codebook or not of this report's form.
    """
    report = find_report(engine, body, year)
    with engine.connect() as connection:
        said = figures_of(connection, report.current_revision_id).get(figure)
        if said is None:
            raise NotInArchive(_no_figure(connection, figure, report.layout))
        entry = connection.execute(select(Codebook).where(Codebook.figure == figure)).one()
        name = connection.scalar(select(Body.name).where(Body.id == report.body_id))
        return {
            "body": name,
            "year": year,
            "figure": figure,
            "label": entry.label_zh,
            "unit": entry.unit,
            **said,
            "layout": report.layout,
            **_revision(connection, report.current_revision_id),
            **_documents(connection, report.current_revision_id)[0],
        }


def _no_figure(connection: Connection, asked: str, layout: str) -> str:
    like = select(Codebook.figure).where(Codebook.figure.contains(asked, autoescape=True))
    near = list(connection.scalars(like.order_by(Codebook.figure_id).limit(5)))
    hint = f"Did you mean {', '.join(near)}?" if near else "The table `codebook` lists them all."
    return f"The report's form ({layout}) has no figure {asked!r}. {hint}"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the ledger: one portal, years reported on (both included), states, a body; None is all."""

    portal: str | None = None
    years: tuple[int, int] | None = None
    states: tuple[str, ...] = ()
    body: str | None = None


def coverage(engine: Engine, part: Part | None = None) -> list[Answer]:
    """The ledger (台账) by body and year, as ``nianbao coverage --json`` prints it; see ``archive.ledger``.

    A page that no body can be told of goes by the unit or title that its list names. Raises NotInArchive or
    BodyAmbiguous for a body that is not there, or several.
    """
    part = part or Part()
    name = find_body(engine, part.body).name if part.body else None
    years = part.years or (None, None)
    given = {"portal": part.portal, "first": years[0], "last": years[1], "body": name}
    asked = {name: value for name, value in given.items() if value is not None}
    conditions = [_CONDITIONS[name] for name in asked]
    conditions += [f"state IN ({', '.join(repr(state) for state in part.states)})"] if part.states else []
    query = text(
        "SELECT body, division_code, year, state, published_on, kind, portal, reason, url, looked_at "
        f"FROM coverage WHERE {' AND '.join(conditions) or '1 = 1'} "
        "ORDER BY division_code IS NULL, division_code, body, year, url"
    )
    with engine.connect() as connection:
        return [_coverage_object(row) for row in connection.execute(query, asked)]


_CONDITIONS = {
    "portal": "portal = :portal",
    "first": "year >= :first",
    "last": "year <= :last",
    "body": "body = :body",
}


def _coverage_object(row: Any) -> Answer:
    due = due_on(row.kind, row.year) if row.kind and row.year else None
    return {
        "body": row.body,
        "division": row.division_code,
        "year": row.year,
        "state": row.state,
        "due": due.isoformat() if due else None,
        "published_on": str(row.published_on) if row.published_on else None,
        "portal": row.portal,
        "reason": row.reason,
        "url": row.url,
        "looked_at": str(row.looked_at)[:19].replace("T", " ") if row.looked_at else None,
    }
