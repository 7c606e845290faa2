"""Under which names a body goes, and what people have decided about that."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base


class BodyChange(Base):
    """What a person has decided about a body: alias, rename or merge. None is ever deleted.

    ``body_id`` is the body that got the name, or the one that went into ``into_id``. One that was taken back
    has ``undone_at``.
    """

    __tablename__ = "body_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    into_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    #: The alias or the new name; of a merge the name of the body that went in.
    name: Mapped[str]
    #: What the body was before a rename made a street of a town or the reverse.
    former_kind: Mapped[str | None]
    first_year: Mapped[int | None]
    last_year: Mapped[int | None]
    note: Mapped[str]
    who: Mapped[str]
    at: Mapped[datetime]
    undone_note: Mapped[str | None]
    undone_who: Mapped[str | None]
    undone_at: Mapped[datetime | None]


class BodyAlias(Base):
    """A name by which documents may call a body, beside its own.

    ``kind``: alias; former (a name that it had); present (the name that a rename gave); merged (the name of
    ``merged_id``, a body that went into this one). ``place`` is where the name means the body: the division
    that documents of this name resolve to, its county where they resolve to none, or a body's scope.
    ``valid_from`` and ``valid_to`` are years reported on, both included; null is open.
    """

    __tablename__ = "body_alias"
    __table_args__ = (Index("ix_body_alias_name_place", "name", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    name: Mapped[str]
    place: Mapped[str]
    kind: Mapped[str]
    valid_from: Mapped[int | None]
    valid_to: Mapped[int | None]
    merged_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("body_change.id"), index=True)
    #: The rename that made a present name a former one.
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("body_change.id"), index=True)


class ReportName(Base):
    """As whose a report would stand without what people decided: one row per decision that led it on.

    The first is what its documents resolve to; the report's findings go by that one.
    """

    __tablename__ = "report_name"

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("body_change.id"), index=True)
    division_code: Mapped[str | None] = mapped_column(ForeignKey("division.code"))
    scope: Mapped[str | None]
    name: Mapped[str]
    kind: Mapped[str]
