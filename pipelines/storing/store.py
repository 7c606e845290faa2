"""Putting the reports of a document into the archive, once for every (body, year).

1. A report without a year cannot be kept by (body, year): its document is kept with a finding, and the
   outcome names it.
2. One transaction per report: body, capture, document, reading, and, if the documents of the report now
   say something else than its current revision, a new revision.
3. In the same transaction it is compared with the reports of the years before and after it.
4. Storing the same again changes nothing: the same bytes at the same address, read by the same extractor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, update

from archive.evidence import put_document
from archive.fingerprints import subject_of_document
from archive.listing import portal_id_of, put_page_state
from archive.models import Finding, Reading, Report
from archive.models.base import table_of
from archive.naming import Bearer, record_steps
from archive.records import DocumentRecord
from archive.session import write
from archive.upserts import id_of
from pipelines import model
from pipelines.identity.title import read_title
from pipelines.report_json import report_json
from pipelines.storing.across import compare_years
from pipelines.storing.bodies import body_of, known_division, with_identity_finding
from pipelines.storing.content import Content, errors, hash_of, pack, present
from pipelines.storing.findings import finding_rows
from pipelines.storing.kept import candidate_of, candidate_rows, keep_content, keep_contents, with_contents
from pipelines.storing.readings import Candidate, live, merged
from pipelines.storing.revisions import Origin, add_revision, current_revision, link_documents

NO_YEAR = "identity.year"
_ADD_READING = insert(table_of(Reading))


@dataclass(frozen=True, slots=True)
class StoreOutcome:
    """How many reports were new, changed and unchanged; why others could not be placed; which they were.

    ``unplaced`` must be told to the person: those reports are kept as documents only.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    unplaced: tuple[str, ...] = ()
    report_ids: tuple[int, ...] = ()

    def __add__(self, other: StoreOutcome) -> StoreOutcome:
        return StoreOutcome(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.unplaced + other.unplaced,
            self.report_ids + other.report_ids,
        )


@dataclass(frozen=True, slots=True)
class _Source:
    """What all the reports of one document share."""

    document: DocumentRecord
    run_id: int | None
    portal: str | None


def store(  # noqa: PLR0913  # what is known of a document, by name
    engine: Engine,
    document: DocumentRecord,
    reports: Sequence[model.Report],
    *,
    run_id: int | None = None,
    portal: str | None = None,
    entry_url: str | None = None,
) -> StoreOutcome:
    """Keep what a document says, with its capture; safe to repeat, and to be killed at any moment.

    ``portal`` is the short name of the portal that published it. ``entry_url`` is the listed page through
    which it was found: it is marked as archived once everything is kept (UnknownPage if no portal listed
    it). Raises ValueError for a figure that the codebook does not have.
    """
    source = _Source(document, run_id, portal)
    contents = [with_identity_finding(_content_of(report)) for report in reports]
    placed = _one_per_year([content for content in contents if content["year"] is not None])
    outcome = StoreOutcome()
    for content in placed:
        outcome += write(engine, partial(_store_one, source=source, content=content))
    homeless = [content for content in contents if content["year"] is None]
    if homeless or not placed:
        outcome += write(engine, partial(_keep_document, source=source, homeless=homeless))
    if entry_url and contents:
        write(engine, partial(_mark, url=entry_url, outcome=outcome))
    return outcome


def _content_of(report: model.Report) -> Content:
    """The report object, and beside what it says the county that its body was looked for in."""
    content = report_json(report)
    return {**content, "body": {**content["body"], "county": report.body.county}}


def _mark(connection: Connection, url: str, outcome: StoreOutcome) -> None:
    if outcome.report_ids:
        put_page_state(connection, url, "archived", " ".join(outcome.unplaced) or None, None)
    else:
        put_page_state(connection, url, "unreadable", " ".join(outcome.unplaced), None)


def _one_per_year(contents: list[Content]) -> list[Content]:
    """Of several contents for one body and year in one document, the most complete."""
    best: dict[tuple[Any, ...], Content] = {}
    for content in sorted(contents, key=lambda content: (-present(content), errors(content))):
        key = (known_division(content["body"]["division"]), content["body"]["name"], content["year"])
        best.setdefault(key, content)
    return list(best.values())


def _keep_document(connection: Connection, source: _Source, homeless: list[Content]) -> StoreOutcome:
    """The document with what could not be placed in it."""
    document_id = _put_document(connection, source)
    unplaced = tuple(_no_year(content, source) for content in homeless)
    rows = [_homeless_finding(message) for message in unplaced]
    if rows:
        subject = subject_of_document(source.document.url)
        connection.execute(insert(Finding), finding_rows(rows, subject, document_id=document_id))
    return StoreOutcome(unplaced=unplaced)


def _put_document(connection: Connection, source: _Source) -> int:
    """The document's id; what an earlier reading could not place in it is forgotten."""
    document_id, made = put_document(connection, source.document, source.run_id)
    if not made:
        connection.execute(delete(Finding).where(Finding.document_id == document_id))
    return document_id


def _no_year(content: Content, source: _Source) -> str:
    name = content["body"]["name"] or content["body"]["printed"]
    return (
        f"No year could be found for the report of {name} ({content['title']}) in {source.document.url}: "
        "kept as a document only."
    )


def _homeless_finding(message: str) -> dict[str, Any]:
    finding = {"rule": NO_YEAR, "severity": "error", "message": message, "figures": []}
    return {**finding, "expected": None, "actual": None}


def _store_one(connection: Connection, source: _Source, content: Content) -> StoreOutcome:
    bearer = body_of(connection, content, source.document, source.portal)
    report_id, made = _report_id(connection, source, bearer, content)
    known = [] if made else candidate_rows(connection, report_id)
    document_id = _put_document(connection, source)
    if _stands_already(known, document_id, source.document):
        return StoreOutcome(unchanged=1, report_ids=(report_id,))
    kind = "first" if made else _kind(known, document_id, source.document.url)
    said, content_hash = _said(source.document, document_id, content), hash_of(content)
    again = any(row.document_id == document_id for row in known)
    _put_reading(connection, report_id, said, content_hash, again=again)
    standing = _standing(connection, report_id, said) if known else [said]
    reason = _Reason(kind, source.run_id, content_hash if standing == [said] else None)
    outcome = _revise(connection, report_id, standing, reason)
    if not outcome.unchanged:
        compare_years(connection, bearer.body_id, content["year"])
    return outcome


@dataclass(frozen=True, slots=True)
class _Reason:
    """Why there may be a revision; ``content_hash`` of what it would say, where that is known already."""

    kind: str
    run_id: int | None
    content_hash: str | None


def _said(document: DocumentRecord, document_id: int, content: Content) -> Candidate:
    """What a document says, as one of the report's."""
    return Candidate(
        document_id=document_id,
        url=document.url,
        role=document.role,
        seen_at=document.capture.fetched_at,
        present=present(content),
        errors=errors(content),
        extractor_version=document.extractor_version,
        correction=read_title(content["title"]).correction,
        content=content,
        recovered=document.capture.source is not None,
    )


def _standing(connection: Connection, report_id: int, said: Candidate) -> list[Candidate]:
    """The documents that now stand for the report, the best first; what each of them says is kept."""
    content = said.content or {}
    standing = with_contents(connection, report_id, said.document_id, content)
    keep_contents(connection, report_id, standing)
    if all(one.document_id != said.document_id for one in standing):
        keep_content(connection, report_id, said.document_id, pack(content))
    return standing


def _report_id(connection: Connection, source: _Source, bearer: Bearer, content: Content) -> tuple[int, bool]:
    """The report's id, locked against other writers; and whether it is new."""
    portal_id = portal_id_of(connection, source.portal) if source.portal else None
    rest = {"title": content["title"], "layout": content["layout"], "portal_id": portal_id}
    report_id, made = id_of(connection, Report, {"body_id": bearer.body_id, "year": content["year"]}, rest)
    if made:
        record_steps(connection, report_id, bearer.steps)
    elif portal_id is not None:
        unnamed = (Report.id == report_id) & Report.portal_id.is_(None)
        connection.execute(update(Report).where(unnamed).values(portal_id=portal_id))
    return report_id, made


def _kind(known: list[Any], document_id: int, url: str) -> str:
    """Why this document may change the report: see ``archive.models.Revision``."""
    standing = live(candidate_of(row) for row in known)
    if any(one.document_id == document_id for one in standing):
        return "extractor"
    return "publisher" if any(row.url == url for row in known) else "document"


def _stands_already(known: list[Any], document_id: int, document: DocumentRecord) -> bool:
    """Whether these bytes speak for the report as read by this very extractor.

    The same file may be linked from several pages, whose lists say slightly different things of it: what
    was read first stands, so that the order of arrival changes nothing. What stood by the word of a web
    archive alone, and the portal now has, is weighed anew.
    """
    standing = live(candidate_of(row) for row in known)
    same = [one for one in standing if one.document_id == document_id]
    confirmed = document.capture.source is None and any(one.recovered for one in same)
    return not confirmed and any(one.extractor_version == document.extractor_version for one in same)


def _put_reading(
    connection: Connection, report_id: int, said: Candidate, content_hash: str, *, again: bool
) -> None:
    """Keep what a document says of a report: ``again`` where another reading of it is kept."""
    key = {"report_id": report_id, "document_id": said.document_id}
    values = {
        "extractor_version": said.extractor_version,
        "content_hash": content_hash,
        "present": said.present,
        "errors": said.errors,
        "correction": said.correction,
    }
    if again:
        connection.execute(update(Reading).filter_by(**key).values(values))
    else:
        connection.execute(_ADD_READING, {**key, **values})


def _revise(
    connection: Connection, report_id: int, standing: list[Candidate], reason: _Reason
) -> StoreOutcome:
    content, documents = merged(standing), tuple(one.document_id for one in standing)
    content_hash = reason.content_hash or hash_of(content)
    current = None if reason.kind == "first" else current_revision(connection, report_id)
    if current is not None and current.content_hash == content_hash:
        link_documents(connection, current.id, documents)
        return StoreOutcome(unchanged=1, report_ids=(report_id,))
    origin = Origin(documents, standing[0].extractor_version, reason.kind, reason.run_id, current)
    add_revision(connection, report_id, content, content_hash, origin)
    new = current is None
    return StoreOutcome(new=int(new), changed=int(not new), report_ids=(report_id,))
