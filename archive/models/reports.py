"""What the reports say: reports, their revisions and what these say; findings and verdicts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base
from archive.types import FigureKeys


class Report(Base):
    """What one body published for one year, as its current revision has it."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("body_id", "year"), Index("ix_report_year", "year"))

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    #: The year reported on, not the year of publication.
    year: Mapped[int]
    title: Mapped[str]
    layout: Mapped[str]
    published_on: Mapped[date | None]
    portal_id: Mapped[int | None] = mapped_column(ForeignKey("portal.id"), index=True)
    current_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", use_alter=True), index=True
    )


class Revision(Base):
    """What one extraction of a report's documents says. Its content is written once and never changed.

    ``kind`` says why there is one: ``first``; ``publisher`` (the bytes at an address changed);
    ``document`` (another document of the report came); ``extractor`` (the same bytes, read better).
    ``document_id`` is the document that the figures come from (of several that say exactly the same, the
    first by precedence: it may move while the content stays).
    """

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    number: Mapped[int]
    kind: Mapped[str]
    created_at: Mapped[datetime]
    extractor_version: Mapped[str]
    content_hash: Mapped[str]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"), index=True)
    title: Mapped[str]
    layout: Mapped[str]
    published_on: Mapped[date | None]
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    index_number: Mapped[str | None]
    #: The body's name as the document prints it, and whether only one body fits it.
    printed: Mapped[str]
    certain: Mapped[bool]


class RevisionDocument(Base):
    """The documents that a revision was made from."""

    __tablename__ = "revision_document"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True, index=True)


class Section(Base):
    """A section of a revision, in the document's order; ``number`` is the one printed."""

    __tablename__ = "section"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    heading: Mapped[str]
    text: Mapped[str]


class Stated(Base):
    """A number that the running text of a revision states (文字表述), in the text's order.

    It is no figure of the form. ``key`` names what is counted, ``raw`` is the words that say it.
    """

    __tablename__ = "stated"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    value: Mapped[int | Decimal]
    raw: Mapped[str]
    place: Mapped[str]


class Finding(Base):
    """Something that does not add up or could not be read.

    It belongs to exactly one of three: a revision (what its documents say, never changed); a report (what it
    says against the report of the year before: made anew when either changes); a document of which no report
    could be made. ``figures`` is a JSON list of codebook keys, ``applications.received.*`` all of a row;
    ``fingerprint``: see ``archive.fingerprints``.
    """

    __tablename__ = "finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"), index=True)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    rule: Mapped[str] = mapped_column(index=True)
    severity: Mapped[str]
    message: Mapped[str]
    figures: Mapped[list[str]] = mapped_column(FigureKeys)
    expected: Mapped[str | None]
    actual: Mapped[str | None]
    fingerprint: Mapped[str] = mapped_column(index=True)


class Verdict(Base):
    """What a person has decided about a finding; the last one counts, and none is ever deleted.

    ``verdict`` is confirmed (the report is wrong), dismissed (nothing is) or undone (the one before is taken
    back). It goes by ``fingerprint``, so that it outlives the finding's row.
    """

    __tablename__ = "verdict"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(index=True)
    verdict: Mapped[str]
    note: Mapped[str]
    who: Mapped[str]
    at: Mapped[datetime]
