"""Where it all comes from: portals, the pages they list, captures, documents, readings, runs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base


class Portal(Base):
    """A website that publishes reports (门户), by its short name in the registry."""

    __tablename__ = "portal"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class Page(Base):
    """A page that a portal lists, and what became of it.

    ``state``: listed, archived, not_a_report, unreadable or failed; ``reason`` says why in words.
    ``unit`` and ``year`` (reported on) are what the portal's own list says. Of a page that gave no report,
    ``body_id`` and ``about_year`` say whose it seems to be; ``checked_at`` is when it was fetched last.
    """

    __tablename__ = "page"

    id: Mapped[int] = mapped_column(primary_key=True)
    portal_id: Mapped[int] = mapped_column(ForeignKey("portal.id"), index=True)
    url: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    listed_on: Mapped[date | None]
    unit: Mapped[str | None]
    year: Mapped[int | None]
    state: Mapped[str] = mapped_column(index=True)
    reason: Mapped[str | None]
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"), index=True)
    checked_at: Mapped[datetime | None]
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    about_year: Mapped[int | None]


class Capture(Base):
    """One fetched response and the WARC record that holds it.

    The same bytes at the same address again make no further row: ``last_seen`` moves.
    ``warc_file`` is relative to the data folder. ``context`` is what was known of a document before it was
    read, as JSON, so that it can be read again; null for lists and whatever else is no document.
    ``source`` is the address in a web archive that the answer came from; ``fetched_at`` is then when the web
    archive captured it. Null where the portal itself answered.
    """

    __tablename__ = "capture"
    __table_args__ = (UniqueConstraint("warc_file", "warc_offset"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(index=True)
    fetched_at: Mapped[datetime]
    last_seen: Mapped[datetime]
    status: Mapped[int]
    sha256: Mapped[str]
    length: Mapped[int]
    media_type: Mapped[str]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    warc_file: Mapped[str]
    warc_offset: Mapped[int]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"), index=True)
    context: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    source: Mapped[str | None]


class Document(Base):
    """One readable file at one address: an HTML page, a DOCX, a PDF.

    ``capture_id`` is its evidence, the first capture of these bytes there, the portal's own before one of a
    web archive; ``seen_at`` the last time that they were there. Of several documents at one address the one
    seen last is what the publisher says now.
    """

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("url", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    media_type: Mapped[str]
    role: Mapped[str]
    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"), index=True)
    seen_at: Mapped[datetime]


class Reading(Base):
    """What a document says of a report, by its latest extraction; a report may have several.

    ``present`` counts the figures that are not absent, ``errors`` the findings of severity error: by them
    the most complete document is chosen, unless one calls itself a ``correction`` (更正). ``content`` is the
    reading as compressed JSON, null while it is the only one and the current revision holds it.
    """

    __tablename__ = "reading"

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True, index=True)
    extractor_version: Mapped[str]
    content_hash: Mapped[str]
    present: Mapped[int]
    errors: Mapped[int]
    correction: Mapped[bool]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)


class Run(Base):
    """One run of a command that changes the archive. ``outcome`` is null while it runs.

    ``host``, ``boot``, ``pid`` and ``process_start`` tell whether its process still lives; ``heartbeat``
    is the last sign of life, for runs on other machines. ``portals`` holds the same counts by portal, with
    how each one ended; ``statuses`` how often each HTTP status was answered.
    """

    __tablename__ = "run"

    id: Mapped[int] = mapped_column(primary_key=True)
    command: Mapped[str]
    arguments: Mapped[list[str]]
    started: Mapped[datetime]
    finished: Mapped[datetime | None]
    heartbeat: Mapped[datetime]
    outcome: Mapped[str | None]
    summary: Mapped[str | None]
    host: Mapped[str]
    boot: Mapped[str]
    pid: Mapped[int]
    process_start: Mapped[str]
    requests: Mapped[int]
    captures: Mapped[int]
    entries: Mapped[int]
    reports_new: Mapped[int]
    reports_changed: Mapped[int]
    reports_unchanged: Mapped[int]
    findings: Mapped[int]
    failures: Mapped[int]
    bytes: Mapped[int] = mapped_column(BigInteger)
    statuses: Mapped[dict[str, Any]]
    portals: Mapped[dict[str, Any]]
