"""What should be there by law, and whether it is (应公开未公开台账)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base


class Expectation(Base):
    """A report that a body must publish for a year, and how it stood when it was judged last.

    ``state``: see ``archive.ledger``. ``page_id`` is the listed page that the state speaks of. ``looked_at``
    is the last look that could have told: a complete discovery of the portal, or the report itself seen.
    """

    __tablename__ = "expectation"
    __table_args__ = (Index("ix_expectation_portal_id_state", "portal_id", "state"),)

    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    portal_id: Mapped[int] = mapped_column(ForeignKey("portal.id"))
    state: Mapped[str]
    due: Mapped[date | None]
    reason: Mapped[str | None]
    looked_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    page_id: Mapped[int | None] = mapped_column(ForeignKey("page.id"), index=True)


class PageReport(Base):
    """Which reports a listed page led to, in the page itself or in a file that hangs on it."""

    __tablename__ = "page_report"

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True, index=True)


class Discovery(Base):
    """What the last complete discovery of a portal taught: which lists to read each night (``memory``).

    ``attempted_at`` is when the last crawl of the whole portal began, ``outcome`` how it ended: done, part,
    empty (nothing failed, and nothing was found) or doubted (many reports are off its lists at once).
    ``complete_at`` is when the last complete discovery began (all lists from the home page on, no
    failure), ``listed_at`` when the last look at all of the lists remembered from it began.
    """

    __tablename__ = "discovery"

    portal_id: Mapped[int] = mapped_column(ForeignKey("portal.id"), primary_key=True)
    attempted_at: Mapped[datetime]
    outcome: Mapped[str]
    complete_at: Mapped[datetime | None]
    listed_at: Mapped[datetime | None]
    memory: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class ListSize(Base):
    """How many reports a list of a portal named when it was last read to its end, and at most ever."""

    __tablename__ = "list_size"

    portal_id: Mapped[int] = mapped_column(ForeignKey("portal.id"), primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    reports: Mapped[int]
    most_reports: Mapped[int]
    seen_at: Mapped[datetime]
