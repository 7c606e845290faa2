"""What a portal has lost, as far as the archive knows (已失去的网页), and what web archives gave already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, insert, or_, select

from archive.models import Capture, Discovery, Document, Page, Portal, Reading, Report, Standing
from archive.records import Entry
from archive.session import write
from archive.standing import is_withdrawn


@dataclass(frozen=True, slots=True)
class Losses:
    """``lost`` are pages that the portal lists and cannot give, and those of withdrawn reports; ``known`` the
    addresses of all others; ``reports`` the addresses of kept reports; ``years`` how many (body, year) of the
    portal's bodies have no report.
    """

    lost: tuple[Entry, ...]
    known: frozenset[str]
    reports: frozenset[str]
    years: int


def losses_of(engine: Engine, portal: str, years: range) -> Losses:
    """What of a portal is lost. A page that failed is lost until its report is here."""
    with engine.connect() as connection:
        pages = list(connection.execute(_pages(portal)))
        documents = list(connection.execute(_documents(portal)))
        failed = [_entry(row) for row in pages if row.state == "failed"]
        withdrawn = [Entry(row.url, row.title, row.published_on) for row in documents if row.withdrawn]
        lost = {entry.url: entry for entry in (*withdrawn, *failed)}
        known = {row.url for row in (*pages, *documents)} - lost.keys()
        gaps = _gaps(connection, portal, years)
    return Losses(tuple(lost.values()), frozenset(known), frozenset(row.url for row in documents), gaps)


def fetched_before(engine: Engine, hosts: Iterable[str]) -> frozenset[tuple[str, datetime]]:
    """Which captures of web archives are here already, of these hosts: address and original time."""
    starts = [f"{scheme}://{host}" for host in hosts for scheme in ("http", "https")]
    of_hosts = or_(*(Capture.url.startswith(start) for start in starts))
    query = select(Capture.url, Capture.fetched_at).where(Capture.source.is_not(None), of_hosts)
    with engine.connect() as connection:
        return frozenset((url, at) for url, at in connection.execute(query))


def _pages(portal: str) -> Select[Any]:
    return select(Page).join(Portal, Portal.id == Page.portal_id).where(Portal.name == portal)


def _entry(row: Any) -> Entry:
    return Entry(row.url, row.title, row.listed_on, row.unit, row.year)


def _documents(portal: str) -> Select[Any]:
    """The pages and files of a portal's reports."""
    withdrawn = func.coalesce(is_withdrawn(), False).label("withdrawn")
    return (
        select(Document.url, Document.role, Report.title, Report.published_on, withdrawn)
        .join(Reading, Reading.document_id == Document.id)
        .join(Report, Report.id == Reading.report_id)
        .join(Portal, Portal.id == Report.portal_id)
        .where(Portal.name == portal)
    )


def _gaps(connection: Connection, portal: str, years: range) -> int:
    """How many years of the portal's bodies have no report."""
    own = select(Report.body_id, Report.year).join(Portal, Portal.id == Report.portal_id)
    there = {(row.body_id, row.year) for row in connection.execute(own.where(Portal.name == portal))}
    bodies = {body_id for body_id, _ in there}
    return sum((body_id, year) not in there for body_id in bodies for year in years)


def judge_recovered(engine: Engine, portal: str, run_id: int) -> int:
    """Mark as withdrawn what only a web archive has, where a whole crawl has not met it; gives how many.

    A report that the portal has shown itself is judged by crawls alone (``archive.standing``).
    """
    return write(engine, lambda connection: _judge(connection, portal, run_id))


def _judge(connection: Connection, portal: str, run_id: int) -> int:
    if not _was_read_whole(connection, portal):
        return 0
    own = select(Document.id).join(Capture, Capture.id == Document.capture_id).where(Capture.source.is_(None))
    shown = select(Reading.report_id).where(Reading.document_id.in_(own))
    judged = select(Standing.report_id)
    query = (
        select(Report.id)
        .join(Portal, Portal.id == Report.portal_id)
        .where(Portal.name == portal, Report.id.not_in(shown), Report.id.not_in(judged))
    )
    now = datetime.now(UTC)
    rows = [
        {"report_id": one, "kind": "withdrawn", "at": now, "run_id": run_id}
        for one in connection.scalars(query)
    ]
    if rows:
        connection.execute(insert(Standing), rows)
    return len(rows)


def _was_read_whole(connection: Connection, portal: str) -> bool:
    """Whether a complete discovery has seen all that the portal has."""
    query = select(Discovery.complete_at).join(Portal, Portal.id == Discovery.portal_id)
    return connection.scalar(query.where(Portal.name == portal)) is not None
